"""Result files: whole or old, equal for equal parts, nothing of other runs left in them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from extract.export import files
from extract.export.records import Part


def part(sha256: str, text: str = "文") -> Part:
    document = {"sha256": sha256, "status": "ok", "routes": [], "failures": []}
    return Part(document, [{"fact_id": "f1", "doc": sha256}], [], [], text, {"seconds": 1.5})


def entry(out: Path, sha256: str, text: str = "文", name: str = "a.txt") -> files.Entry:
    path = files.part_path(out, sha256, "k1")
    files.write_part(path, part(sha256, text))
    return files.Entry(({"path": name, "url": None},), path, {"resumed": False})


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_part_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = files.part_path(tmp_path, "a" * 64, "k1")
    files.write_part(path, part("a" * 64))
    assert files.read_part(path) == part("a" * 64)


def test_part_of_another_version_goes(tmp_path: Path) -> None:
    old, new = (files.part_path(tmp_path, "a" * 64, key) for key in ("k1", "k2"))
    other = files.part_path(tmp_path, "ab" + "c" * 62, "k1")
    for path in (old, other, new):
        files.write_part(path, part("a" * 64))
    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)


def test_files_are_put_together_and_stand_only_at_the_end(tmp_path: Path) -> None:
    entries = [entry(tmp_path, "a" * 64), entry(tmp_path, "b" * 64)]
    running = files.assemble(tmp_path, entries)
    next(running)
    assert not (tmp_path / "documents.jsonl").exists()
    assert len(list(running)) == 1
    documents = lines(tmp_path / "documents.jsonl")
    assert [one["sha256"][0] for one in documents] == ["a", "b"]
    assert list(documents[0])[:2] == ["sha256", "sources"]
    assert len(lines(tmp_path / "facts.jsonl")) == 2
    assert (tmp_path / "text" / f"{'a' * 64}.txt").read_text(encoding="utf-8") == "文"


def test_equal_parts_give_equal_bytes(tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        out = tmp_path / name
        list(files.assemble(out, [entry(out, "a" * 64), entry(out, "b" * 64)]))
        contents.append([(out / file).read_bytes() for file in files.RESULT_FILES])
    assert contents[0] == contents[1]


def test_an_error_on_the_way_leaves_the_old_files(tmp_path: Path) -> None:
    list(files.assemble(tmp_path, [entry(tmp_path, "a" * 64)]))
    before = (tmp_path / "documents.jsonl").read_bytes()
    damaged = entry(tmp_path, "b" * 64)
    assert isinstance(damaged.part, Path)
    damaged.part.write_bytes(b"rubbish")
    with pytest.raises(files.DamagedPart):
        list(files.assemble(tmp_path, [damaged]))
    assert (tmp_path / "documents.jsonl").read_bytes() == before
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".") and file.is_file()]
    assert not damaged.part.exists(), "a damaged part has to be read again in the next run"


def test_texts_of_documents_that_are_gone_go(tmp_path: Path) -> None:
    list(files.assemble(tmp_path, [entry(tmp_path, "a" * 64), entry(tmp_path, "b" * 64)]))
    (tmp_path / "text" / "notes.md").write_text("mine")
    list(files.assemble(tmp_path, [entry(tmp_path, "b" * 64)]))
    assert sorted(file.name for file in (tmp_path / "text").iterdir()) == [f"{'b' * 64}.txt", "notes.md"]


def test_results_can_be_read_by_others(tmp_path: Path) -> None:
    list(files.assemble(tmp_path, [entry(tmp_path, "a" * 64)]))
    probe = tmp_path / "probe"
    probe.touch()
    assert stat.S_IMODE((tmp_path / "facts.jsonl").stat().st_mode) == stat.S_IMODE(probe.stat().st_mode)
