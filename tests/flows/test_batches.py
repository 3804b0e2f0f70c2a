"""Many small documents share task runs; each of them is still read, timed, killed and resumed alone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from extract.export.records import Told
from extract.options import Options
from flows import cli
from flows.bulk import batches
from flows.bulk.batches import in_batches
from flows.work import Job


def jobs_of(folder: Path, sizes: dict[str, int]) -> list[Job]:
    folder.mkdir(exist_ok=True)
    for name, size in sizes.items():
        (folder / name).write_bytes(b"1" * size)
    return [Job(name, str(folder / name), name, str(folder), Options(), Told(), "v1") for name in sizes]


def small(folder: Path, count: int, text: str = "甲 {}.00") -> Path:
    """A folder of so many small documents."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.txt").write_text(text.format(number), encoding="utf-8")
    return folder


@pytest.mark.parametrize("workers", [1, 2, 16])
def test_only_small_documents_share_a_task_run(tmp_path: Path, workers: int) -> None:
    sizes = {f"{number:03d}.txt": 900 for number in range(200)}
    sizes |= {"usual.txt": batches.SMALL_BYTES, "picture.png": 90, "old.doc": 90, "page.PDF": 20_000}
    jobs = jobs_of(tmp_path, sizes)
    made = in_batches(jobs, workers)
    assert Counter(job for batch in made for job in batch) == Counter(jobs), "every document once"
    alone = {batch[0].name for batch in made if len(batch) == 1}
    assert {"usual.txt", "picture.png", "old.doc"} <= alone
    assert made[0][0].name in alone, "what takes longest is begun first"
    assert max(map(len, made)) <= batches.BATCH_DOCUMENTS
    assert len(made) >= batches.BATCHES_PER_WORKER * workers, "no worker waits for another's batch"


def test_a_short_run_is_watched_document_by_document(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path, {f"{number}.txt": 9 for number in range(batches.MANY - 1)})
    assert in_batches(jobs, 2) == [(job,) for job in jobs]
    gone = replace(jobs[0], path=str(tmp_path / "gone.txt"))
    assert (gone,) in in_batches([*jobs, jobs[1], gone], 2), "a file that went away is read alone, which says so"


def test_a_batch_is_bounded_in_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH_BYTES", 100)
    made = in_batches(jobs_of(tmp_path, {f"{number}.txt": 40 for number in range(80)}), 1)
    assert {len(batch) for batch in made} == {2}


@pytest.mark.usefixtures("prefect_server")
def test_a_death_costs_the_document_in_hand(
    readings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from prefect.client.orchestration import get_client

    monkeypatch.setattr(batches, "MANY", 2)
    monkeypatch.setattr(batches, "BATCHES_PER_WORKER", 1)
    folder, out = small(tmp_path / "in", 12), tmp_path / "out"
    for word in ("KILL", "BUG", "HTML"):
        (folder / f"{word}.txt").write_text(word)
    code, counts = cli.read_into([str(folder)], out, Options(), None, 1)
    assert code == cli.SOME_FAILED
    assert counts.documents == {"ok": 12, "failed": 3}
    read = Counter(readings.read_text().split())
    assert read == Counter({f"{number}.txt": 1 for number in range(12)} | {"KILL.txt": 2, "BUG.txt": 1, "HTML.txt": 1})
    told = capsys.readouterr().err
    assert "[15/15]" in told and "[16/15]" not in told, "each is told once"
    documents = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    failed = {Path(one["sources"][0]["path"]).name: one["failures"][0]["code"] for one in documents if one["failures"]}
    assert failed == {"KILL.txt": "JS802", "BUG.txt": "JS801", "HTML.txt": "JS103"}
    first = {name: (out / name).read_bytes() for name in ("documents.jsonl", "facts.jsonl")}
    with get_client(sync_client=True) as client:
        (flow_run, *_) = sorted(client.read_flow_runs(), key=lambda one: one.created, reverse=True)
    assert flow_run.state_name == "CompletedWithFailures" and flow_run.state_type == "COMPLETED"
    assert "ok 12, failed 3" in str(flow_run.state.message)

    # What a rerun can help is read again; what is finished is not, unless its part went away.
    readings.write_text("")
    gone = next(one["sha256"] for one in documents if one["sources"][0]["path"].endswith("/7.txt"))
    next((out / ".parts").rglob(f"{gone}-*")).unlink()
    cli.read_into([str(folder)], out, Options(), None, 1)
    assert set(readings.read_text().split()) == {"KILL.txt", "BUG.txt", "7.txt"}
    assert {name: (out / name).read_bytes() for name in first} == first


@pytest.mark.slow
@pytest.mark.usefixtures("prefect_server")
def test_workers_of_small_documents_are_replaced_too(
    readings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import pool

    monkeypatch.setattr(batches, "MANY", 2)
    monkeypatch.setattr(batches, "BATCH_DOCUMENTS", 4)
    monkeypatch.setattr(pool, "DOCUMENTS_PER_WORKER", 2)
    monkeypatch.setattr(pool, "SMALL_AS_ONE", 2)
    folder = small(tmp_path / "in", 16)
    cli.read_into([str(folder)], tmp_path / "out", Options(), None, 1)
    assert len(readings.read_text().split()) == 16
    assert len(set(Path(f"{readings}.workers").read_text().split())) == 4, "two small ones count as one"


@pytest.mark.slow
@pytest.mark.usefixtures("prefect_server")
def test_a_run_in_which_nothing_could_be_read_has_failed(
    readings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.client.orchestration import get_client

    from flows import run

    monkeypatch.setattr(batches, "MANY", 2)
    monkeypatch.setattr(run, "FLOW_DOCUMENTS", 4)
    folder = small(tmp_path / "in", 6, "HTML {}")
    code, counts = cli.read_into([str(folder)], tmp_path / "out", Options(), None, 1)
    assert (code, counts.documents) == (cli.WRONG_USE, {"failed": 6})
    with get_client(sync_client=True) as client:
        last = sorted(client.read_flow_runs(), key=lambda one: one.created)[-3:]
        owners = Counter(one.flow_run_id for one in client.read_task_runs(limit=200))
    assert sorted(str(one.state_name) for one in last) == ["CompletedWithFailures", "CompletedWithFailures", "Failed"]
    assert all(owners[one.id] for one in last), "workers outlive a flow run, and belong to the next one then"


@pytest.mark.slow
@pytest.mark.usefixtures("prefect_server")
def test_a_document_that_is_stuck_in_a_batch_is_ended(
    readings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MANY", 2)
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number}.txt").write_text(f"甲 {number}.00", encoding="utf-8")
    (folder / "long.txt").write_text("STUCK")
    options = Options.model_validate({"limits": {"seconds_per_document": 2.0}})
    _, counts = cli.read_into([str(folder)], out, options, None, 2)
    assert counts.documents == {"ok": 10, "failed": 1}
    assert [failure["code"] for _, failure in counts.failures] == ["JS803"]
