"""What a second run costs, and what a kill costs.

    python -m benchmarks.resume ../shared/disclosures --out out/resume

Runs the main job, runs it again, then runs it into a second folder, kills the
whole process with SIGKILL in the middle and runs it to its end. Prints the
times and whether all result files are the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path


def fingerprint(folder: Path) -> dict[str, str]:
    """The hashes of the result files that have to be equal for equal inputs."""
    files = [*folder.glob("*.jsonl"), *folder.glob("text/*.txt")]
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
        if file.name != "timings.jsonl"
    }


def command(inputs: list[Path], out: Path) -> list[str]:
    return [sys.executable, "-m", "flows.cli", "run", *map(str, inputs), "--out", str(out)]


def run(inputs: list[Path], out: Path) -> float:
    """Run to the end; the wall seconds."""
    began = time.monotonic()
    done = subprocess.run(command(inputs, out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 4):
        sys.exit(f"the run ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return time.monotonic() - began


def killed(inputs: list[Path], out: Path, after: float) -> int:
    """Run, kill -9 after so many seconds; how many documents were finished by then."""
    process = subprocess.Popen(
        command(inputs, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(2)
    return len(list((out / ".parts").rglob("*.*")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    shutil.rmtree(arguments.out, ignore_errors=True)
    whole, broken = arguments.out / "whole", arguments.out / "killed"
    first = run(arguments.input, whole)
    before = fingerprint(whole)
    second = run(arguments.input, whole)
    print(f"first run {first:.1f} s, second {second:.1f} s, ratio {second / first:.3f}")
    print(f"second run wrote the same files: {fingerprint(whole) == before} ({len(before)} files)")
    parts = killed(arguments.input, broken, after=first / 2)
    rest = run(arguments.input, broken)
    print(f"killed after {first / 2:.1f} s with {parts} documents done; the rerun took {rest:.1f} s")
    print(f"files equal to the undisturbed run: {fingerprint(broken) == before}")


if __name__ == "__main__":
    main()
