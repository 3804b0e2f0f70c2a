"""What a process holds in memory that reads scanned pages one after the other: does it stay flat?

    python -m benchmarks.memory ../shared/disclosures/003.scan.pdf --pages 300

What the workers, the flow and the server of a real run hold is told by ``benchmarks.bulk``.
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path)
    parser.add_argument("--pages", type=int, default=300, help="pages to read; the file is read again from its start")
    parser.add_argument("--engine", default="rapidocr", choices=("rapidocr", "paddleocr"))
    arguments = parser.parse_args()
    read_pages(arguments.input, arguments.pages, arguments.engine)


def read_pages(scan: Path, wanted: int, engine: str) -> None:
    """Read pages of one scan, from its start again when it ends."""
    options = Options.model_validate({"ocr": {"engine": engine}})
    source = pages.acquire(scan, options)
    opened = pages.open_pages(source, options)
    process = psutil.Process()
    held: dict[int, int] = {}
    read = 0
    while read < wanted:
        raw = pages.rasters(source, options)
        for page in opened.pages:
            ocr.read_pages((page,), raw, options)
            read += 1
            if read % 50 == 0 or read == 1:
                held[read] = process.memory_info().rss // MIB
                print(f"page {read:4d}: {held[read]} MiB", flush=True)
            if read >= wanted:
                break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak {peak} MiB")
    if 100 in held and read >= 150:
        print(f"growth from page 100 to page {max(held)}: {held[max(held)] - held[100]} MiB")


if __name__ == "__main__":
    main()
