"""Faults of the machine, really made: a rerun afterwards ends with the files of an undisturbed run, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.options import Options
from flows import cli
from flows.bulk import batches

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_server")]
DOCUMENTS = 10


@pytest.fixture(params=["alone", "in batches"])
def given(readings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Ten documents, which are read one by one or in batches."""
    if request.param == "in batches":
        monkeypatch.setattr(batches, "MANY", 2)
    place = tmp_path / "in"
    place.mkdir()
    for number in range(DOCUMENTS):
        (place / f"{number}.txt").write_text(f"甲 {number}.00", encoding="utf-8")
    return place


def run(given: Path, out: Path, store: str | None = None, workers: int = 1, seconds: float = 60.0) -> int:
    options = Options.model_validate({"limits": {"seconds_per_document": seconds}})
    return cli.read_into([str(given)], out, options, store, workers)[0]


def contents(out: Path) -> dict[str, bytes]:
    files = [*out.glob("*.jsonl"), *out.glob("text/*.txt")]
    return {str(file.relative_to(out)): file.read_bytes() for file in files if file.name != "timings.jsonl"}


def whole(given: Path, tmp_path: Path) -> dict[str, bytes]:
    """The files of an undisturbed run."""
    out = tmp_path / "undisturbed"
    assert run(given, out) == cli.ALL_READ
    files = contents(out)
    assert len(files["documents.jsonl"].splitlines()) == DOCUMENTS
    return files


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    told = "there is no mount"
    if mount is not None:
        done = subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, text=True
        )
        told = done.stderr.strip()
    if told:
        pytest.skip(f"a small file system cannot be mounted here: {told}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("left", [0, 64], ids=lambda kib: f"{kib} KiB left")
def test_full_disk(given: Path, small_disk: Path, tmp_path: Path, left: int) -> None:
    if left != 64 and batches.MANY == 2:
        pytest.skip("one amount is enough in batches")
    out = small_disk / "out"
    out.mkdir()
    (out / ".flow").mkdir()
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        free = os.statvfs(small_disk)
        file.write(b"x" * max(0, free.f_bavail * free.f_frsize - left * 1024))
    with pytest.raises(cli.Stop) as stopped:
        run(given, out)
    assert stopped.value.status == cli.WRONG_USE
    assert "JS904" in stopped.value.line or "JS905" in stopped.value.line
    assert "No space left" in stopped.value.line or "full" in stopped.value.line
    assert not (out / "documents.jsonl").exists(), "half a file would pass for a whole one"
    filler.unlink()
    assert run(given, out) == cli.ALL_READ
    assert contents(out) == whole(given, tmp_path)


def test_read_only_output(given: Path, small_disk: Path, tmp_path: Path, readings: Path) -> None:
    out = small_disk / "out"
    run(given, out)
    before = contents(out)
    readings.write_text("")
    (given / "more.txt").write_text("乙 1.00", encoding="utf-8")
    same = tmp_path / "same"
    same.mkdir()
    subprocess.run(["mount", "--bind", str(small_disk), str(same)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(same)], check=True)
        for place in (same / "out", same / "new"):
            with pytest.raises(cli.Stop) as stopped, cli._held(place):
                run(given, place)
            assert stopped.value.status == cli.WRONG_USE and "JS904" in stopped.value.line
    finally:
        subprocess.run(["umount", "-l", str(same)], check=True)
    assert readings.read_text() == "", "nothing was begun"
    assert contents(out) == before
    assert run(given, out) == cli.ALL_READ
    assert readings.read_text().split() == ["more.txt"]


def test_a_worker_out_of_memory(given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readings: Path) -> None:
    (given / "3.txt").write_text("GREEDY 3.00")
    out = tmp_path / "out"
    monkeypatch.setenv("FAKE_MEMORY", "50000000")
    assert run(given, out) == cli.SOME_FAILED
    documents = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    failed = [(Path(one["sources"][0]["path"]).name, one["failures"]) for one in documents if one["status"] != "ok"]
    assert [(name, failures[0]["code"]) for name, failures in failed] == [("3.txt", "JS801")]
    assert "MemoryError" in failed[0][1][0]["message"]
    monkeypatch.delenv("FAKE_MEMORY")
    readings.write_text("")
    assert run(given, out) == cli.ALL_READ
    assert readings.read_text().split() == ["3.txt"]
    assert contents(out) == whole(given, tmp_path)


@pytest.mark.parametrize(("word", "code"), [("STUCK", "JS803"), ("KILL", "JS802")])
def test_a_document_that_hangs_in_c_code_or_kills_its_worker(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readings: Path, word: str, code: str
) -> None:
    """Another version of the library reads it: a rerun reads that one, and the files are as if nothing had happened."""
    (given / "3.txt").write_text(f"{word} 3.00")
    out = tmp_path / "out"
    assert run(given, out, seconds=2.0, workers=2) == cli.SOME_FAILED
    documents = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    failed = {Path(one["sources"][0]["path"]).name: one["failures"][0]["code"] for one in documents if one["failures"]}
    assert failed == {"3.txt": code} and len(documents) == DOCUMENTS
    monkeypatch.setenv("FAKE_WELL", "1")
    readings.write_text("")
    assert run(given, out) == cli.ALL_READ
    assert readings.read_text().split() == ["3.txt"]
    assert contents(out) == whole(given, tmp_path)
