"""Gold files: read, refuse, and hold against their sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from labeled.gold import GoldError, check, load, reference_text
from labeled.gold.files import read, write
from labeled.gold.splits import splits


def test_every_file_reads_and_agrees_with_itself() -> None:
    documents = load("real")
    assert documents
    for document in documents:
        assert document.facts, document.document


def test_every_document_is_in_one_split() -> None:
    known = splits()
    assert not known["development"] & known["held_out"]
    for document in load("real"):
        assert document.document in known["development"] | known["held_out"]
        assert document.held_out == (document.document in known["held_out"])


def test_no_sentence_of_a_disclosure_stands_in_the_files(root: Path) -> None:
    # names, values and scopes are short; a sentence is not
    for path in sorted((root / "labeled/gold/documents").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for name, value in json.loads(line).items():
                assert not isinstance(value, str) or len(value) <= 70, f"{path.name}: {name}"
                assert not isinstance(value, str) or "。" not in value, f"{path.name}: {name}"


def test_every_span_stands_in_its_source(shared: Path) -> None:
    for document in load("real"):
        check(document, reference_text(document.reference, shared))


def test_a_file_read_and_written_is_the_same(tmp_path: Path) -> None:
    for document in load("real"):
        write(document, tmp_path / "again.jsonl")
        assert read(tmp_path / "again.jsonl") == document


def test_a_moved_span_is_refused(shared: Path) -> None:
    document = load("real")[0]
    moved = document.entities[3].model_copy(update={"start": document.entities[3].start + 1})
    changed = document.model_copy(update={"entities": (*document.entities[:3], moved, *document.entities[4:])})
    with pytest.raises(GoldError, match="holds other characters"):
        check(changed, reference_text(document.reference, shared))


def test_another_text_is_refused(shared: Path) -> None:
    document = load("real")[0]
    text = reference_text(document.reference, shared)
    with pytest.raises(GoldError, match="another one than was labelled"):
        check(document, text.replace("万元", "千元", 1))


def test_a_fact_without_its_entity_is_refused() -> None:
    document = load("real")[0]
    lost = document.facts[0].model_copy(update={"at": "e0"})
    with pytest.raises(GoldError, match="stands nowhere"):
        check(document.model_copy(update={"facts": (lost, *document.facts[1:])}))


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"is": "sentence", "start": 0, "end": 1, "sha": "", "nth": 0, "colour": "red"}\n')
    with pytest.raises(GoldError, match="x.jsonl:1"):
        read(path)
