"""kill -9 of the whole run: nothing lives on, nothing finished is lost, and the files come out the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

#: Seconds that each document takes, so that there is a middle to kill in.
NAP = 1.0
#: Seconds for processes to notice that their parent is gone.
GRACE = 5.0


def start(folder: Path, out: Path, readings: Path) -> subprocess.Popen:
    program = Path(__file__).with_name("killed_run.py")
    environment = {**os.environ, "FAKE_READINGS": str(readings), "FAKE_NAP": str(NAP)}
    environment.pop("PREFECT_API_URL", None)  # the temporary server has to go as well
    return subprocess.Popen(
        [sys.executable, str(program), "run", str(folder), "--out", str(out), "--workers", "2"],
        env={**environment, "PYTHONPATH": os.pathsep.join([str(program.parent), *sys.path])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def contents(out: Path) -> dict[str, bytes]:
    files = [*out.glob("*.jsonl"), *out.glob("text/*.txt")]
    return {str(file.relative_to(out)): file.read_bytes() for file in files if file.name != "timings.jsonl"}


@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder, readings = tmp_path / "in", tmp_path / "readings"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number}.txt").write_text(f"甲 {number}.00", encoding="utf-8")
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    assert start(folder, undisturbed, tmp_path / "other").wait(timeout=180) == 0

    run = start(folder, killed, readings)
    until = time.monotonic() + 180
    while len(list((killed / ".parts").rglob("*.json.z"))) < 3:
        assert run.poll() is None and time.monotonic() < until
        time.sleep(0.1)
    family = psutil.Process(run.pid).children(recursive=True)
    assert len(family) >= 3, "two workers and a server"
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    gone, alive = psutil.wait_procs(family, timeout=GRACE)
    assert not alive, "orphans keep memory and files"
    assert not (killed / "documents.jsonl").exists()
    finished = len(list((killed / ".parts").rglob("*.json.z")))
    assert 3 <= finished < 10

    readings.write_text("")
    assert start(folder, killed, readings).wait(timeout=180) == 0
    # A part may stand whose task run had not come to its end: at most those in hand are read again.
    assert 10 - finished <= len(readings.read_text().split()) <= 10 - finished + 2
    assert contents(killed) == contents(undisturbed)
