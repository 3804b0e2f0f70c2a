"""Killed processes, folders that are wanted twice, clocks that jump: a rerun ends as if nothing had happened."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from runs import contents, documents, ended, parts, server_of, start, until, workers_of

pytestmark = pytest.mark.slow
DOCUMENTS = 10


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return documents(tmp_path_factory.mktemp("given") / "in", DOCUMENTS)


@pytest.fixture(scope="module")
def whole(given: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an undisturbed run."""
    place = tmp_path_factory.mktemp("undisturbed")
    code, told = ended(start(given, place / "out", place / "readings", nap=0))
    assert code == 0, told
    files = contents(place / "out")
    assert len(files["documents.jsonl"].splitlines()) == DOCUMENTS
    return files


def finish(given: Path, out: Path, readings: Path) -> list[str]:
    """Run once more, to the end; the documents that were read."""
    readings.write_text("")
    code, told = ended(start(given, out, readings, nap=0))
    assert code == 0, told
    return readings.read_text().split()


def test_a_killed_worker(given: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    out, readings = tmp_path / "out", tmp_path / "readings"
    run = start(given, out, readings)
    until(run, lambda: parts(out) >= 3)
    workers_of(run)[0].kill()
    code, told = ended(run)
    assert code == 0, told
    read = Counter(readings.read_text().split())
    assert len(read) == DOCUMENTS and max(read.values()) <= 2, "what was in hand is read again, and nothing else"
    assert sum(read.values()) <= DOCUMENTS + 2
    assert contents(out) == whole
    assert finish(given, out, readings) == []
    assert contents(out) == whole


def test_a_killed_server(given: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    """A run that needs its server for nothing but the telling comes to its end without it."""
    out, readings = tmp_path / "out", tmp_path / "readings"
    run = start(given, out, readings)
    until(run, lambda: parts(out) >= 3)
    server_of(run).kill()
    code, told = ended(run)
    assert code == 0 and "the Prefect server is gone; the results are whole" in told
    assert contents(out) == whole
    assert finish(given, out, readings) == []


def test_a_killed_server_between_flow_runs(given: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    """The next flow run cannot begin: the run ends with its number, and the next one goes on."""
    out, readings = tmp_path / "out", tmp_path / "readings"
    run = start(given, out, readings, FAKE_FLOW_DOCUMENTS="4")
    until(run, lambda: parts(out) >= 2)
    server_of(run).kill()
    code, told = ended(run)
    assert code == 2 and "JS907" in told and "what was read stays" in told
    finished = parts(out)
    assert 2 <= finished < DOCUMENTS
    assert not (out / "documents.jsonl").exists()
    assert len(finish(given, out, readings)) == DOCUMENTS - finished
    assert contents(out) == whole


def test_two_runs_into_one_folder(given: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    out, readings, others = tmp_path / "out", tmp_path / "readings", tmp_path / "others"
    run = start(given, out, readings)
    until(run, lambda: parts(out) >= 1)
    code, told = ended(start(given, out, others))
    assert code == 2 and "JS908" in told and f"pid {run.pid}" in told and "run again when it has ended" in told
    assert not others.exists(), "the second one read nothing"
    code, told = ended(run)
    assert code == 0, told
    assert contents(out) == whole
    assert finish(given, out, others) == []


def test_a_lock_of_a_killed_run_is_free(given: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    out, readings = tmp_path / "out", tmp_path / "readings"
    run = start(given, out, readings)
    until(run, lambda: parts(out) >= 1)
    run.kill()
    run.communicate()
    assert len(finish(given, out, readings)) < DOCUMENTS
    assert contents(out) == whole


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that lets the clock of a process jump, compiled."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("there is no C compiler to make the clock of a process jump")
    made = tmp_path_factory.mktemp("clock") / "jumping_clock.so"
    source = Path(__file__).with_name("jumping_clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(source)], check=True)
    return made


@pytest.mark.parametrize("days", [(3, -2), (-400, 1)], ids=str)
def test_clock_jumps(given: Path, whole: dict[str, bytes], tmp_path: Path, clock: Path, days: tuple[int, int]) -> None:
    """The clock of all processes of the run jumps, twice: no document is too slow, and none is read again."""
    out, readings, told_by = tmp_path / "out", tmp_path / "readings", tmp_path / "clock"
    told_by.write_text("0")
    run = start(given, out, readings, LD_PRELOAD=str(clock), JUMPING_CLOCK=str(told_by))
    for count, jump in zip((2, 5), days, strict=True):
        until(run, lambda count=count: parts(out) >= count)
        told_by.write_text(str(jump * 86_400))
        if count == 2:
            workers_of(run)[0].kill()  # what it has in hand is not taken for too slow
    code, told = ended(run)
    assert code == 0, told
    assert contents(out) == whole
    assert set(Counter(readings.read_text().split()).values()) <= {1, 2}
    dates = {line[:10] for line in (out / "juesuan.log").read_text().splitlines() if line[:2] == "20"}
    # which of the two jumps a line falls behind is a matter of speed
    assert dates - {time.strftime("%Y-%m-%d")}, "the clock did jump"
    assert finish(given, out, readings) == []
    timings = [json.loads(line) for line in (out / "timings.jsonl").read_text().splitlines()]
    assert all(0 <= one["seconds"] < 100 for one in timings)
