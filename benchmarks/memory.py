"""What workers hold in memory.

    python -m benchmarks.memory ../shared/disclosures/003.scan.pdf --pages 300
    python -m benchmarks.memory ../shared/disclosures --run --workers 2 --out out/memory

The first reads scanned pages one after the other in this process and prints what
it holds: does it stay flat? The second is a real ``juesuan run`` and prints the
peak of every worker, the flow and the server.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil

from extract import ocr, pages
from extract.options import Options

MIB = 1024 * 1024
#: Seconds between two looks at the processes of a run.
PAUSE = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path, nargs="+")
    parser.add_argument("--pages", type=int, default=300, help="pages to read; the file is read again from its start")
    parser.add_argument("--engine", default="rapidocr", choices=("rapidocr", "paddleocr"))
    parser.add_argument("--run", action="store_true", help="watch the processes of a real run over the inputs")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("out/memory"))
    arguments = parser.parse_args()
    if arguments.run:
        watch_run(arguments.input, arguments.out, arguments.workers)
    else:
        read_pages(arguments.input[0], arguments.pages, arguments.engine)


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


def watch_run(inputs: list[Path], out: Path, workers: int) -> None:
    """Start a run and look at its processes until it ends."""
    shutil.rmtree(out, ignore_errors=True)
    program = [sys.executable, "-m", "flows.cli", "run", *map(str, inputs), "--out", str(out)]
    process = psutil.Popen([*program, "--workers", str(workers)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peaks: dict[tuple[str, int], int] = {}
    together = 0
    while process.poll() is None:
        now = 0
        for one in (process, *_children(process)):
            try:
                role, held = _role(one, process), one.memory_info().rss // MIB
            except psutil.NoSuchProcess:
                continue
            peaks[role, one.pid] = max(peaks.get((role, one.pid), 0), held)
            now += held
        together = max(together, now)
        time.sleep(PAUSE)
    if process.returncode not in (0, 4):
        sys.exit(f"the run ended with {process.returncode}")
    lines = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    print(f"{len(lines)} documents, {sum(line['pages'] for line in lines)} pages, {workers} workers")
    for (role, pid), peak in sorted(peaks.items()):
        print(f"{role} {pid}: peak {peak} MiB")
    print(f"all together: peak {together} MiB")


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _role(one: psutil.Process, run: psutil.Process) -> str:
    if one.pid == run.pid:
        return "flow"
    line = " ".join(one.cmdline())
    if "flows.server" in line:
        return "server"
    return "worker" if "spawn_main" in line else "other"


if __name__ == "__main__":
    main()
