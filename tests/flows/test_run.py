"""The flow: one part per document, resumed by version, and no document takes another with it."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extract.export.records import Told
from extract.options import Options
from flows import cli

FILES = ("documents.jsonl", "facts.jsonl", "tables.jsonl", "checks.jsonl")
pytestmark = pytest.mark.usefixtures("prefect_server")
Run = Callable[..., int]


@pytest.fixture
def run(readings: Path, tmp_path: Path) -> Run:
    """Read inputs into ``tmp_path/out`` and give the exit code."""

    def go(*inputs: Path, seconds: float = 60.0, store: str | None = None, workers: int = 1) -> int:
        options = Options.model_validate({"limits": {"seconds_per_document": seconds}})
        readings.write_text("")
        return cli.read_into([str(one) for one in inputs], tmp_path / "out", options, store, workers)[0]

    return go


def records(out: Path, name: str = "documents.jsonl") -> list[dict]:
    return [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]


def contents(out: Path) -> dict[str, bytes]:
    files = [*(out / name for name in FILES), *(out / "text").iterdir()]
    return {str(file.relative_to(out)): file.read_bytes() for file in files}


def stored(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return connection.execute("select count(*) from documents").fetchone()[0]


def test_run_reads_each_input_once_and_a_rerun_reads_none(
    run: Run, folder: Path, tmp_path: Path, readings: Path
) -> None:
    out = tmp_path / "out"
    assert run(folder) == cli.ALL_READ
    first = contents(out)
    assert sorted(readings.read_text().split()) == ["a.txt", "b.txt", "c.txt"]
    assert [len(one["sources"]) for one in records(out)].count(2) == 1
    assert [one["sha256"] for one in records(out)] == sorted(one["sha256"] for one in records(out))
    assert len(records(out, "facts.jsonl")) == 3

    assert run(folder) == cli.ALL_READ
    assert readings.read_text() == ""
    assert contents(out) == first
    assert all(one["resumed"] for one in records(out, "timings.jsonl"))

    # The store of a folder follows its files; one that was given is added to.
    shared = f"sqlite:///{tmp_path}/shared.db"
    run(folder / "a.txt")
    run(folder / "b.txt", store=shared)
    run(folder / "c.txt", store=shared)
    assert (stored(out / "juesuan.db"), stored(tmp_path / "shared.db")) == (1, 2)
    assert len(records(out)) == 1


@pytest.mark.slow
def test_runs_share_a_postgresql_store(run: Run, folder: Path, postgres: str) -> None:
    import sqlalchemy as sa

    from extract.export.connecting import Database
    from extract.export.store import documents, facts

    def of(connection: sa.Connection) -> tuple[int, list[tuple[str, str]]]:
        values = connection.execute(sa.select(facts.c.doc, facts.c.value).order_by(facts.c.doc, facts.c.value))
        return len(connection.execute(sa.select(documents.c.doc)).all()), [tuple(row) for row in values]

    def held() -> tuple[int, list[tuple[str, str]]]:
        database = Database(postgres, str)
        try:
            return database.begin(of)
        finally:
            database.close()

    assert run(folder / "a.txt", store=postgres) == cli.ALL_READ
    assert held()[0] == 1
    assert run(folder / "b.txt", folder / "c.txt", store=postgres) == cli.ALL_READ
    after = held()
    assert after[0] == 3 and sorted(value for _, value in after[1]) == ["1.00", "2.00", "3.00"]
    assert run(folder / "b.txt", folder / "c.txt", store=postgres) == cli.ALL_READ
    assert held() == after


def test_another_version_is_not_finished() -> None:
    from flows.work import Job

    job = Job("a" * 64, "a.txt", "a.txt", "out", Options(), Told(), "v1")
    assert job.key == replace(job, path="b.txt", name="b.txt").key
    assert len({job.key, replace(job, told=Told("虚构局")).key, replace(job, version="v2").key}) == 3


def test_bad_documents_cost_only_themselves(run: Run, folder: Path, tmp_path: Path, readings: Path) -> None:
    from prefect.artifacts import Artifact

    for word in ("KILL", "BUG", "HTML"):
        (folder / f"{word}.txt").write_text(word)
    assert run(folder, tmp_path / "gone.pdf", workers=2) == cli.SOME_FAILED
    documents = records(tmp_path / "out")
    failed = {Path(one["sources"][0]["path"]).name: one["failures"][0]["code"] for one in documents if one["failures"]}
    assert failed == {"KILL.txt": "JS802", "BUG.txt": "JS801", "HTML.txt": "JS103", "gone.pdf": "JS101"}
    assert len(documents) == 7
    assert [one["status"] for one in documents].count("ok") == 3
    assert readings.read_text().split().count("KILL.txt") == 2
    log = (tmp_path / "out" / "juesuan.log").read_text()
    assert "Traceback" in log and "a bug of ours" in log
    summary, table = Artifact.get("juesuan-summary"), Artifact.get("juesuan-failures")
    assert summary is not None and "失败 failed 4" in str(summary.data)
    assert table is not None and len(json.loads(str(table.data))) == 4


@pytest.mark.slow
def test_a_part_that_is_gone_is_made_again(run: Run, folder: Path, tmp_path: Path, readings: Path) -> None:
    run(folder)
    first = contents(tmp_path / "out")
    # Prefect still knows the task run, and must not be believed.
    next((tmp_path / "out" / ".parts").rglob("*.json.z")).unlink()
    run(folder)
    assert len(readings.read_text().split()) == 1
    assert contents(tmp_path / "out") == first


@pytest.mark.slow
def test_what_may_be_the_fault_of_the_machine_is_tried_again(run: Run, folder: Path, readings: Path) -> None:
    for word in ("KILL", "BUG", "HTML"):
        (folder / f"{word}.txt").write_text(word)
    run(folder)
    run(folder)
    assert set(readings.read_text().split()) == {"KILL.txt", "BUG.txt"}


@pytest.mark.slow
@pytest.mark.parametrize("word", ["HANG", "STUCK"])
def test_a_document_that_hangs_is_ended(run: Run, folder: Path, tmp_path: Path, word: str) -> None:
    (folder / "long.txt").write_text(word)
    began = time.monotonic()
    assert run(folder, seconds=2.0, workers=2) == cli.SOME_FAILED
    assert time.monotonic() - began < 60
    documents = records(tmp_path / "out")
    failed = [one for one in documents if one["failures"]]
    assert [one["failures"][0]["code"] for one in failed] == ["JS803"]
    assert [one["status"] for one in documents].count("ok") == 3
    assert "fake_document" in (tmp_path / "out" / "juesuan.log").read_text(), "where the time went is in the log"


@pytest.mark.slow
def test_workers_are_replaced_before_they_are_old(
    run: Run, tmp_path: Path, readings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import pool

    monkeypatch.setattr(pool, "DOCUMENTS_PER_WORKER", 2)
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(f"甲 {number}.00", encoding="utf-8")
    assert run(*(tmp_path / f"{number}.txt" for number in range(5))) == cli.ALL_READ
    assert len(readings.read_text().split()) == 5
    assert len(set(Path(f"{readings}.workers").read_text().split())) == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["1.00"], cli.ALL_READ),
        (["HTML"], cli.WRONG_USE),
        (["HTML", "1.00"], cli.SOME_FAILED),
    ],
)
def test_exit_codes(words: list[str], code: int) -> None:
    from extract.export.counts import Counts

    counts = Counts()
    counts.documents.update("failed" if word == "HTML" else "ok" for word in words)
    assert cli.exit_code(counts) == code
    counts.documents["skipped"] += 1
    assert cli.exit_code(counts) == code
