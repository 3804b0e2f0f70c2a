"""Many machines: scheduler and workers as processes on loopback; the death of one changes nothing in the files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import runs
from clusters import cluster

from flows import cli
from flows.bulk import scheduler as look

DOCUMENTS = 12
#: The command line with the fake document function, and as it is.
FAKE, REAL = (str(runs.PROGRAM),), ("-m", "flows.cli")


def test_without_the_extra_a_line_says_what_to_install(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "find_spec", lambda name: None)
    with pytest.raises(cli.Stop) as stopped:
        cli._look_at("tcp://127.0.0.1:1", None, tmp_path)
    assert stopped.value.status == cli.NOT_INSTALLED
    assert "JS909" in stopped.value.line and "pip install 'juesuan[dask]'" in stopped.value.line


@pytest.mark.parametrize(
    ("address", "workers", "told"),
    [
        (None, None, "JS901"),
        ("tcp://127.0.0.1:1", 2, "JS901"),
        ("nonsense://127.0.0.1:1", None, "JS910"),
        # the temporary server of a run is of no use to another machine
        ("tcp://192.0.2.1:8786", None, "PREFECT_API_URL"),
    ],
)
def test_what_cannot_be_asked_for_is_told(
    tmp_path: Path, address: str | None, workers: int | None, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("prefect_dask", reason="the extra dask is not installed")
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with pytest.raises(cli.Stop) as stopped:
        cli._look_at(address, workers, tmp_path)
    assert told in stopped.value.line


def start(
    folder: Path, out: Path, address: str, program: tuple[str, ...] = FAKE, **environ: str
) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"} | environ
    return subprocess.Popen(
        [sys.executable, *program, "run", str(folder), "--out", str(out)]
        + ["--runner", "dask", "--scheduler", address],
        env={**environment, "PYTHONPATH": os.pathsep.join([str(runs.PROGRAM.parent), *sys.path])},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.slow
def test_a_killed_worker_changes_nothing(tmp_path: Path) -> None:
    pytest.importorskip("prefect_dask", reason="the extra dask is not installed")
    folder = runs.documents(tmp_path / "in", DOCUMENTS)
    undisturbed, killed, readings = tmp_path / "undisturbed", tmp_path / "killed", tmp_path / "readings"
    assert runs.ended(runs.start(folder, undisturbed, tmp_path / "other", nap=0.1))[0] == 0
    with cluster(tmp_path / "cluster", FAKE_READINGS=str(readings), FAKE_NAP="1") as machines:
        began = time.monotonic()
        run = start(folder, killed, machines.address)
        victim = machines.worker_of(0).pid
        runs.until(run, lambda: runs.parts(killed) >= 3 and victim in reading(killed))
        os.kill(victim, signal.SIGKILL)
        code, told = runs.ended(run)
        assert code == 0, told
        assert runs.parts(killed) == DOCUMENTS
        spent = time.monotonic() - began
        names = readings.read_text().split()
    print(f"{DOCUMENTS} documents of 1 s, one of 2 workers killed: {spent:.1f} s, {len(names) - DOCUMENTS} begun twice")
    assert set(names) == {f"{number:02d}.txt" for number in range(DOCUMENTS)}
    assert len(names) == DOCUMENTS + 1, "a death costs the document in hand"
    assert runs.contents(killed) == runs.contents(undisturbed)
    assert not list((killed / ".flow" / "running").iterdir())


def reading(out: Path) -> set[int]:
    """The processes that are reading a document now."""
    marks = [file.read_text(encoding="utf-8") for file in (out / ".flow" / "running").iterdir()]
    return {int(json.loads(mark.splitlines()[0])["pid"]) for mark in marks if mark.endswith("\n")}


@pytest.mark.slow
def test_what_a_document_or_a_machine_does_is_told_as_on_one_machine(tmp_path: Path) -> None:
    pytest.importorskip("prefect_dask", reason="the extra dask is not installed")
    folder, out, readings = runs.documents(tmp_path / "in", 4), tmp_path / "out", tmp_path / "readings"
    for name in ("BUG", "HTML", "KILL"):
        (folder / f"{name}.txt").write_text(name)
    environ = {"FAKE_READINGS": str(readings), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with cluster(tmp_path / "cluster", **environ) as machines:
        code, told = runs.ended(start(folder, out, machines.address))
        assert code == 4, told
        assert codes(out) == {"BUG.txt": ["JS801"], "HTML.txt": ["JS103"], "KILL.txt": ["JS802"]}
        logs = {file.name: file.read_text(encoding="utf-8") for file in (out / ".flow" / "logs").iterdir()}
        assert [name for name, text in logs.items() if "ValueError: a bug of ours" in text], "its traceback is kept"
        assert "Traceback" not in (out / "juesuan.log").read_text(encoding="utf-8"), "no file has two writers"
        # nothing that was finished is read again; a machine with another version may read nothing
        readings.write_text("")
        (folder / "new.txt").write_text("甲 9.00", encoding="utf-8")
        code, told = runs.ended(start(folder, out, machines.address, FAKE_VERSION="v1"))
        assert code == 4, told
        assert sorted(set(readings.read_text().split())) == ["BUG.txt", "KILL.txt", "new.txt"]
        code, told = runs.ended(start(folder, tmp_path / "newer", machines.address, FAKE_VERSION="v2"))
        assert code == 2, told
        assert {code for all_codes in codes(tmp_path / "newer").values() for code in all_codes} == {"JS809"}
        # several flow runs, and small documents that share task runs
        many, together = runs.documents(tmp_path / "many", 80), tmp_path / "together"
        readings.write_text("")
        code, told = runs.ended(start(many, together, machines.address, FAKE_FLOW_DOCUMENTS="70"))
        assert code == 0, told
        assert runs.parts(together) == len(readings.read_text().split()) == 80


@pytest.mark.slow
def test_models_are_loaded_once_by_each_worker(tmp_path: Path, root: Path) -> None:
    pytest.importorskip("prefect_dask", reason="the extra dask is not installed")
    folder, out, loads = tmp_path / "in", tmp_path / "out", tmp_path / "loads"
    folder.mkdir()
    scan = (root / "labeled" / "samples" / "hunan-a.office.pdf").read_bytes()
    for number in range(4):
        (folder / f"{number}.pdf").write_bytes(scan + b"%" * number)
    with cluster(tmp_path / "cluster", preload="counted_loads", COUNTED_LOADS=str(loads)) as machines:
        run = start(folder, out, machines.address, program=REAL)
        told = run.communicate(timeout=600)
        code = run.returncode
        assert code == 0, told
    pids = loads.read_text().split()
    print(f"4 scans, models loaded {len(pids)} times by {len(set(pids))} workers")
    assert len(pids) == len(set(pids)) <= 2
    assert len({one["version"] for one in documents_of(out)}) == 1


def codes(out: Path) -> dict[str, list[str]]:
    """The failures of each document that has some."""
    return {
        Path(one["sources"][0]["path"]).name: [each["code"] for each in one["failures"]]
        for one in documents_of(out)
        if one["failures"]
    }


def documents_of(out: Path) -> list[dict[str, Any]]:
    """The records of a run's documents."""
    return [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.slow
def test_a_cluster_that_would_not_do_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("prefect_dask", reason="the extra dask is not installed")
    with (
        cluster(tmp_path / "cluster", workers=1, threads=2, FAKE_READINGS=str(tmp_path)) as machines,
        pytest.raises(look.ClusterError, match="--nthreads 1"),
    ):
        look.look_at(machines.address, tmp_path)
