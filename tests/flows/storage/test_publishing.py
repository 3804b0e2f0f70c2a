"""A cut at any moment leaves whole things at an address, and the next run ends as if there had been none."""

from __future__ import annotations

import json
import shutil
import zlib
from pathlib import Path
from uuid import uuid4

import pytest

from extract.export.records import Told
from extract.options import Options
from flows.storage import publishing
from flows.storage.address import Remote, StorageError
from flows.storage.lock import LOCK, Taken
from flows.storage.publishing import MANIFEST, Publisher
from flows.storage.whole import main, wrong_at
from flows.work import Job

DOCUMENTS = 3


@pytest.fixture(autouse=True)
def _one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects travel one after the other, so that a cut is at a known place."""
    monkeypatch.setattr(publishing, "AT_ONCE", 1)


def jobs_of(out: Path, version: str = "v1") -> list[Job]:
    return [Job(f"{n:064x}", "in", "in", str(out), Options(), Told(), version) for n in range(DOCUMENTS)]


def read(job: Job, outcome: bool = True) -> None:
    """What a worker leaves of a document: a picture, a part, an outcome."""
    picture = Path(job.out) / "failed-pages" / job.sha256 / "001.webp"
    for file, data in {
        picture: b"picture",
        job.part: zlib.compress(f"part {job.sha256} {job.version}".encode()),
        job.outcome: b'{"status": "ok"}',
    }.items():
        if file == job.outcome and not outcome:
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    for old in job.part.parent.glob(f"{job.sha256}-*"):
        if old != job.part:
            old.unlink()


def run(remote: Remote, out: Path, version: str = "v1") -> int:
    """What a run does, without the reading; how many documents it read."""
    jobs, count = jobs_of(out, version), 0
    with Publisher(remote, out) as publisher:
        publisher.fetch(jobs)
        for job in jobs:
            fresh = not (job.part.is_file() and job.outcome.is_file())
            if fresh:
                count += 1
                read(job)
            publisher.document(job, fresh)
        (out / "text").mkdir(exist_ok=True)
        for job in jobs:
            (out / "text" / f"{job.sha256}.txt").write_text(version)
        (out / "documents.jsonl").write_text(version * 10)
        (out / "facts.jsonl").write_text(version * 20)
        publisher.results()
    return count


def held_at(remote: Remote) -> dict[str, bytes]:
    return {name: remote.read(name, 1 << 20) or b"" for name in remote.names()}


def check(remote: Remote) -> None:
    """What has to be true of an address at any moment."""
    there = held_at(remote)
    for name, data in there.items():
        if name.startswith(".parts/"):
            zlib.decompress(data)
        if name.startswith(".flow/outcomes/"):
            part = name.replace(".flow/outcomes/", ".parts/") + ".z"
            sha256 = name.rpartition("/")[2].partition("-")[0]
            assert part in there, "an outcome tells of a part"
            assert f"failed-pages/{sha256}/001.webp" in there
    texts = {there[name] for name in there if name.endswith(".jsonl")}
    if MANIFEST in there and not wrong_at(remote):
        assert len({text[:2] for text in texts}) == 1, "a whole set is of one run"


class Cut(BaseException):
    """The power goes."""


@pytest.mark.parametrize("before", [None, "v0"], ids=["at an empty address", "over an older version"])
def test_a_cut_at_any_moment(tmp_path: Path, before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    undisturbed = Remote(f"memory://{uuid4().hex}/results")
    run(undisturbed, tmp_path / "undisturbed")
    wanted = held_at(undisturbed)
    assert wrong_at(undisturbed) == [] and LOCK not in wanted

    done = False
    for cut in range(200):
        remote, out = Remote(f"memory://{uuid4().hex}/results"), tmp_path / str(cut)
        if before:
            run(remote, tmp_path / f"old-{cut}", before)
        with monkeypatch.context() as patch:
            left = [cut]

            def limited(name: str, remote: Remote = remote, left: list[int] = left) -> object:
                what = getattr(remote, name)

                def go(*arguments: object) -> object:
                    if left[0] <= 0:
                        raise Cut
                    left[0] -= 1
                    return what(*arguments)

                return go

            for name in ("write", "upload", "remove"):
                patch.setattr(remote, name, limited(name))
            patch.setattr(publishing.Lock, "release", lambda lock: None)  # a cut run releases nothing
            try:
                run(remote, out)
                done = True
            except Cut:
                pass
        check(remote)
        remote.remove(LOCK)
        sent = sum(name.startswith(".flow/outcomes/") for name in remote.names()) if before is None else 0
        elsewhere = tmp_path / f"elsewhere-{cut}"
        again = run(remote, elsewhere)
        if before is None:
            assert again == DOCUMENTS - sent, "what was published is not read again"
        assert held_at(remote) == wanted
        for folder in (out, elsewhere, tmp_path / f"old-{cut}"):
            shutil.rmtree(folder, ignore_errors=True)
        if done:
            break
    assert done and cut > 10


def test_back_to_the_version_before_a_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a cut run has replaced is of the same size and not the same: the next run replaces it again."""
    remote = Remote(f"memory://{uuid4().hex}/results")
    run(remote, tmp_path / "a", "v1")
    upload = remote.upload

    def cut(name: str, file: Path) -> None:
        if name == "facts.jsonl":
            raise Cut
        upload(name, file)

    with monkeypatch.context() as patch:
        patch.setattr(remote, "upload", cut)
        with pytest.raises(Cut):
            run(remote, tmp_path / "b", "v2")
    assert remote.read("documents.jsonl", 99) == b"v2" * 10 and wrong_at(remote) == [MANIFEST]
    run(remote, tmp_path / "c", "v1")
    assert remote.read("documents.jsonl", 99) == b"v1" * 10 and wrong_at(remote) == []


def test_another_version_takes_the_place_of_the_first(tmp_path: Path) -> None:
    remote = Remote(f"memory://{uuid4().hex}/results")
    assert run(remote, tmp_path / "a") == DOCUMENTS
    assert run(remote, tmp_path / "b") == 0
    assert run(remote, tmp_path / "b", "v2") == DOCUMENTS
    parts = [name for name in remote.names() if name.startswith(".parts/")]
    assert len(parts) == DOCUMENTS, "the old ones are gone"
    assert wrong_at(remote) == [] and remote.read("documents.jsonl", 99) == b"v2" * 10


def test_a_document_that_was_not_finished_is_not_fetched(tmp_path: Path) -> None:
    remote, out = Remote(f"memory://{uuid4().hex}/results"), tmp_path / "a"
    first, second, third = jobs_of(out)
    with Publisher(remote, out) as publisher:
        publisher.fetch([first, second, third])
        for job, outcome in ((first, True), (second, False), (third, True)):
            read(job, outcome)
            publisher.document(job, True)
    good = remote.read(publishing._name(third, third.part), 999)
    assert good is not None
    remote.write(publishing._name(third, third.part), good[:-2])  # a bad block
    remote.write(f".parts/00/{'0' * 64}-{'0' * 24}.json.z/more", b"x")
    remote.write("strange/name", b"x")
    elsewhere = tmp_path / "b"
    with Publisher(remote, elsewhere) as publisher:
        assert publisher.fetch(jobs_of(elsewhere)) == 1
    found = {file.relative_to(elsewhere).parts[0] for file in elsewhere.rglob("*") if file.is_file()}
    assert found <= {".parts", ".flow", "failed-pages"}
    assert [job.part.is_file() for job in jobs_of(elsewhere)] == [True, False, False]


def test_what_could_not_be_sent_is_sent_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    remote = Remote(f"memory://{uuid4().hex}/results")
    upload, tries = remote.upload, []

    def fails_once(name: str, file: Path) -> None:
        tries.append(name)
        if len(tries) == 1:
            raise StorageError("memory: ConnectionError")
        upload(name, file)

    monkeypatch.setattr(remote, "upload", fails_once)
    monkeypatch.setattr(publishing.log, "propagate", True)
    run(remote, tmp_path / "a")
    assert "JS914" in caplog.text
    assert wrong_at(remote) == []
    assert sum(name.startswith(".flow/outcomes/") for name in remote.names()) == DOCUMENTS


def test_a_store_that_stays_away_ends_the_run_and_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = Remote(f"memory://{uuid4().hex}/results")

    def away(*arguments: object) -> None:
        raise StorageError("memory: ConnectionError")

    with monkeypatch.context() as patch:
        patch.setattr(remote, "upload", away)
        with pytest.raises(StorageError, match="ConnectionError"):
            run(remote, tmp_path / "a")
    assert LOCK not in remote.names()
    assert run(remote, tmp_path / "a") == 0, "what was read stands in the working folder"
    assert wrong_at(remote) == [] and len([n for n in remote.names() if n.startswith(".parts/")]) == DOCUMENTS


def test_a_run_that_lost_its_lock_publishes_no_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remote, out = Remote(f"memory://{uuid4().hex}/results"), tmp_path / "a"
    out.mkdir()
    publisher, other = Publisher(remote, out), Publisher(remote, out)
    with publisher:
        publisher.fetch([])
        remote.remove(LOCK)  # somebody thought that it was gone
        with other:
            (out / "text").mkdir()
            (out / "documents.jsonl").write_text("1")
            with pytest.raises(Taken):
                publisher.results()
            monkeypatch.setattr(publishing, "CONFIRM", -1.0)
            read(jobs_of(out)[0])
            publisher.document(jobs_of(out)[0], False)
            publisher._threads.submit(lambda: None).result()
            with pytest.raises(Taken):
                publisher.document(jobs_of(out)[1], True)
            assert not {"documents.jsonl", MANIFEST} & remote.names().keys()


def test_a_reader_is_told_what_is_not_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"memory://{uuid4().hex}/results"
    remote = Remote(address)
    assert main([address]) == 1 and capsys.readouterr().out == "results.json\n"
    run(remote, tmp_path / "a")
    assert main([address]) == 0 and capsys.readouterr().out == ""
    assert set(json.loads(remote.read(MANIFEST, 9999) or b"")["files"]) == {
        "documents.jsonl", "facts.jsonl", *(f"text/{job.sha256}.txt" for job in jobs_of(tmp_path)),
    }  # fmt: skip
    remote.write("facts.jsonl", b"v2")
    assert main([address]) == 1 and capsys.readouterr().out == "facts.jsonl\n"
    assert main(["foo://x"]) == 2 and "JS912" in capsys.readouterr().err
