"""Runs whose results are at an address: killed, wanted twice, cut off; another machine goes on where they stopped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import runs
from clusters import cluster
from stores import SECRET, parts, published

from extract.options import Options
from flows import cli
from flows.storage.address import Remote
from flows.storage.lock import LOCK
from flows.storage.place import opened
from flows.storage.whole import wrong_at

DOCUMENTS = 10
#: The command line with the fake document function, and as it is.
FAKE, REAL = (str(runs.PROGRAM),), ("-m", "flows.cli")


@pytest.mark.usefixtures("prefect_server")
def test_another_machine_goes_on_where_one_stopped(folder: Path, tmp_path: Path, readings: Path) -> None:
    address = f"memory://{uuid4().hex}/results"

    def read(work: str) -> list[str]:
        readings.write_text("")
        with opened(address, tmp_path / work) as (place, publisher):
            code, _ = cli.read_into([str(folder)], place, Options(), None, 1, publisher=publisher)
        assert code == cli.ALL_READ and wrong_at(Remote(address)) == [] and LOCK not in Remote(address).names()
        return sorted(readings.read_text().split())

    assert read("here") == ["a.txt", "b.txt", "c.txt"]
    assert published(address) == runs.contents(tmp_path / "here")
    (folder / "new.txt").write_text("丁 4.00", encoding="utf-8")
    assert read("there") == ["new.txt"], "it costs the work in hand"
    there = runs.contents(tmp_path / "there")
    assert published(address) == there and there["facts.jsonl"].count(b"\n") == 4
    (folder / "b.txt").unlink()
    assert read("there") == []
    assert published(address) == runs.contents(tmp_path / "there"), "what is no longer asked for goes"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--out", "foo://bucket/x"], "JS912"),
        (["--out", "ftp://me:hush@host/x"], "JS912"),
        (["--out", "memory://x", "--cache", "s3:// bucket?key=hush"], "JS912"),
        (["--out", "{out}", "--work", "w"], "JS901"),
        (["--out", "file://{out}/file/x"], "JS912"),
    ],
)
def test_what_cannot_be_an_address_is_one_line(
    tmp_path: Path, folder: Path, arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    given = [one.format(out=tmp_path) for one in arguments]
    monkeypatch.setattr(sys, "argv", ["juesuan", "run", str(folder), *given])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().err
    assert ended.value.code == cli.WRONG_USE and told in said and len(said.splitlines()) == 1
    assert "hush" not in said


def start(
    folder: Path, address: str, work: Path, readings: Path, *more: str, nap: float = 1.0, program: Any = FAKE
) -> subprocess.Popen[str]:
    environment = {**os.environ, "FAKE_READINGS": str(readings), "FAKE_NAP": str(nap)}
    environment.pop("PREFECT_API_URL", None)
    return subprocess.Popen(
        [sys.executable, *program, "run", str(folder), "--out", address, "--work", str(work), "--workers", "2", *more],
        env={**environment, "PYTHONPATH": os.pathsep.join([str(runs.PROGRAM.parent), *sys.path])},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return runs.documents(tmp_path_factory.mktemp("given") / "in", DOCUMENTS)


@pytest.fixture(scope="module")
def whole(given: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an undisturbed run into a folder."""
    place = tmp_path_factory.mktemp("undisturbed")
    code, told = runs.ended(runs.start(given, place / "out", place / "readings", nap=0))
    assert code == 0, told
    return runs.contents(place / "out")


@pytest.fixture(params=["file", "s3"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty folder at an address that several processes see."""
    return f"file://{tmp_path}/at/x" if request.param == "file" else f"{request.getfixturevalue('s3')}/deep/x"


def until(run: subprocess.Popen[str], true: Callable[[], bool]) -> None:
    end = time.monotonic() + runs.PATIENCE
    while not true():
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.mark.slow
def test_a_killed_run_goes_on_from_an_empty_folder(
    shared: str, given: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    readings = tmp_path / "readings"
    run = start(given, shared, tmp_path / "here", readings)
    until(run, lambda: parts(shared) >= 3)
    run.kill()
    run.communicate()
    shutil.rmtree(tmp_path / "here")
    finished = parts(shared)
    assert 3 <= finished < DOCUMENTS and LOCK in Remote(shared).names()
    readings.write_text("")
    code, told = runs.ended(start(given, shared, tmp_path / "there", readings, nap=0))
    assert code == 0 and shared in told, told
    assert len(readings.read_text().split()) == DOCUMENTS - finished, "what was published is not read again"
    assert published(shared) == whole == runs.contents(tmp_path / "there")
    assert wrong_at(Remote(shared)) == [] and LOCK not in Remote(shared).names()
    for place in [tmp_path / "there"] if shared.startswith("s3") else []:
        said = [told.encode(), *(file.read_bytes() for file in place.rglob("*") if file.is_file())]
        said += [Remote(shared).read(name, 1 << 24) or b"" for name in Remote(shared).names()]
        assert not any(SECRET.encode() in one for one in said), "no credentials anywhere"


@pytest.mark.slow
def test_two_runs_at_one_address(shared: str, given: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    run = start(given, shared, tmp_path / "here", tmp_path / "readings")
    until(run, lambda: parts(shared) >= 1)
    code, told = runs.ended(start(given, shared, tmp_path / "there", tmp_path / "others"))
    assert code == 2 and "JS913" in told and f"pid {run.pid}" in told and LOCK in told, told
    assert not (tmp_path / "others").exists(), "the second one read nothing"
    code, told = runs.ended(run)
    assert code == 0, told
    assert published(shared) == whole


@pytest.mark.slow
def test_a_stopped_run_leaves_no_lock(shared: str, given: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    """SIGTERM, as systemd sends it: what was read is published, and others may go on."""
    run = start(given, shared, tmp_path / "here", tmp_path / "readings")
    until(run, lambda: parts(shared) >= 2)
    run.terminate()
    code, told = runs.ended(run)
    assert code != 0
    assert LOCK not in Remote(shared).names(), told
    assert parts(shared) >= runs.parts(tmp_path / "here") - 2
    code, told = runs.ended(start(given, shared, tmp_path / "there", tmp_path / "others", nap=0))
    assert code == 0 and published(shared) == whole, told


@pytest.mark.slow
def test_a_store_that_goes_away_and_comes_back(
    s3: str, s3_server: Any, given: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    address, readings = f"{s3}/x", tmp_path / "readings"
    code, told = runs.ended(start(given, "s3://no-such-bucket/x", tmp_path / "none", readings))
    assert code == 2 and "JS912" in told and "bucket does not exist" in told and not readings.exists(), told
    run = start(given, address, tmp_path / "here", readings)
    until(run, lambda: parts(address) >= 2)
    s3_server.stop()
    try:
        code, told = runs.ended(run)
        assert code == 2 and "JS912" in told and "Could not connect" in told, told
        assert len(readings.read_text().split()) == DOCUMENTS, "reading goes on"
        code, told = runs.ended(start(given, address, tmp_path / "there", readings))
        assert code == 2 and "JS912" in told, told
    finally:
        s3_server.start()
    readings.write_text("")
    code, told = runs.ended(start(given, address, tmp_path / "here", readings, nap=0))
    assert code == 0, told
    assert readings.read_text() == "" and published(address) == whole and wrong_at(Remote(address)) == []


@pytest.mark.slow
def test_a_cluster_reads_what_one_run_publishes(s3: str, given: Path, whole: dict[str, bytes], tmp_path: Path) -> None:
    """Workers share the working folder; the address has one writer."""
    pytest.importorskip("prefect_dask", reason="the extra dask is not installed")
    address, readings = f"{s3}/x", tmp_path / "readings"
    with cluster(tmp_path / "cluster", FAKE_READINGS=str(readings)) as machines:
        command = [sys.executable, *FAKE, "run", str(given), "--out", address, "--work", str(tmp_path / "work")]
        done = subprocess.run(
            [*command, "--runner", "dask", "--scheduler", machines.address, "--cache", f"{s3}/cache"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(runs.PROGRAM.parent), *sys.path])},
            capture_output=True, text=True, timeout=runs.PATIENCE,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert published(address) == whole and wrong_at(Remote(address)) == [] and parts(address) == DOCUMENTS


@pytest.mark.slow
def test_a_cache_is_shared_by_runs_and_missed_by_none(s3: str, s3_server: Any, root: Path, tmp_path: Path) -> None:
    """Two machines: the second makes nothing that the first one kept; without the store both go on."""
    folder, cache = tmp_path / "in", f"{s3}/cache"
    folder.mkdir()
    shutil.copy(root / "labeled" / "samples" / "hunan-a.office.pdf", folder)

    def read(name: str) -> tuple[str, dict[str, bytes]]:
        run = start(folder, f"file://{tmp_path}/at/{name}", tmp_path / name, tmp_path, "--cache", cache, program=REAL)
        code, told = runs.ended(run)
        assert code == 0, told
        return told, runs.contents(tmp_path / name)

    _, first = read("one")
    remote = Remote(cache)
    kept = {name: remote.read(name, 1 << 28) for name in remote.names()}
    assert kept and kept == {
        str(file.relative_to(tmp_path / "one" / ".cache")): file.read_bytes()
        for file in (tmp_path / "one" / ".cache").rglob("*.z")
    }
    damaged = next(name for name in kept if "/tables-" in name)
    remote.write(damaged, (kept[damaged] or b"")[:-9])
    told, second = read("two")
    assert "JS911" not in told and second == first
    assert remote.read(damaged, 1 << 28) == kept[damaged], "made again"
    near = tmp_path / "two" / ".cache"
    # Nothing else was made anew; a stage that is at the edge of being worth it may be kept by one and not by the other.
    assert {name: (near / name).read_bytes() for name in kept} == kept
    seconds = [
        json.loads((tmp_path / name / "timings.jsonl").read_text().splitlines()[0])["seconds"]
        for name in ("one", "two")
    ]
    print(f"a scan read in {seconds[0]} s, with a shared cache of which one entry is damaged in {seconds[1]} s")
    s3_server.stop()
    try:
        told, third = read("three")
    finally:
        s3_server.start()
    assert "JS911" in told and third == first
