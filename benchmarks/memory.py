"""Does a worker's memory stay flat? Reads scanned pages one after the other and prints what it holds.

python -m benchmarks.memory ../shared/disclosures/003.scan.pdf --pages 300
"""

from __future__ import annotations

import argparse
import resource
from pathlib import Path

import psutil

from extract import ocr, pages
from extract.options import Options

MIB = 1024 * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scan", type=Path)
    parser.add_argument("--pages", type=int, default=300, help="pages to read; the file is read again from its start")
    parser.add_argument("--engine", default="rapidocr", choices=("rapidocr", "paddleocr"))
    arguments = parser.parse_args()
    options = Options.model_validate({"ocr": {"engine": arguments.engine}})
    source = pages.acquire(arguments.scan, options)
    opened = pages.open_pages(source, options)
    process = psutil.Process()
    read = 0
    while read < arguments.pages:
        raw = pages.rasters(source, options)
        for page in opened.pages:
            ocr.read_pages((page,), raw, options)
            read += 1
            if read % 50 == 0 or read == 1:
                print(f"page {read:4d}: {process.memory_info().rss // MIB} MiB", flush=True)
            if read >= arguments.pages:
                break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak {peak} MiB")


if __name__ == "__main__":
    main()
