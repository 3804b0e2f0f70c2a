"""Runs as programs of their own, with the fake document function, for tests that kill, cut and disturb them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PROGRAM = Path(__file__).with_name("killed_run.py")
#: Seconds to wait for anything on a busy machine.
PATIENCE = 180.0


def start(folder: Path, out: Path, readings: Path, nap: float = 1.0, **more: str) -> subprocess.Popen[str]:
    """Start a run with two workers and a temporary server; every document takes ``nap`` seconds."""
    environment = {**os.environ, "FAKE_READINGS": str(readings), "FAKE_NAP": str(nap), **more}
    environment.pop("PREFECT_API_URL", None)  # the temporary server belongs to the run
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), "run", str(folder), "--out", str(out), "--workers", "2"],
        env={**environment, "PYTHONPATH": os.pathsep.join([str(PROGRAM.parent), *sys.path])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(run: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code, and everything it said."""
    out, err = run.communicate(timeout=PATIENCE)
    return run.returncode, out + err


def documents(folder: Path, count: int) -> Path:
    """A folder with so many documents."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:02d}.txt").write_text(f"甲 {number}.00", encoding="utf-8")
    return folder


def contents(out: Path) -> dict[str, bytes]:
    """The files that have to be equal for equal inputs."""
    files = [*out.glob("*.jsonl"), *out.glob("text/*.txt")]
    return {str(file.relative_to(out)): file.read_bytes() for file in files if file.name != "timings.jsonl"}


def parts(out: Path) -> int:
    """Documents that are finished."""
    return len(list((out / ".parts").rglob("*.json.z")))


def until(run: subprocess.Popen[str], true: Callable[[], bool]) -> None:
    """Wait for something while a run goes on."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)


def server_of(run: subprocess.Popen[str]) -> psutil.Process:
    """The temporary Prefect server of a run."""
    children = psutil.Process(run.pid).children()
    return next(one for one in children if "flows.server" in one.cmdline())


def workers_of(run: subprocess.Popen[str]) -> list[psutil.Process]:
    """Its worker processes."""
    return [one for one in psutil.Process(run.pid).children() if "spawn_main" in " ".join(one.cmdline())]
