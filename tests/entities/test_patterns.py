"""The patterns and the lexicon are data with a source."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extract.types import Basis, Versus
from models import lexicon, patterns

TOPICS = sorted(path.stem for path in Path(patterns.__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("topic", TOPICS)
def test_every_pattern_compiles_and_names_its_source(topic: str) -> None:
    data = patterns.load(topic)
    for name, found in data.items():
        if name in ("source", "parts") or not found:
            continue
        if not isinstance(found, str) and not (isinstance(found, list) and isinstance(found[0], str | dict)):
            continue  # a number is no pattern
        if isinstance(found, list) and isinstance(found[0], dict):
            assert patterns.rows(topic, name)
        elif not (isinstance(found, list) and name == "no_qualifier"):
            assert patterns.expression(topic, name)


def test_bases_and_versus_are_those_of_the_facts() -> None:
    for topic, name in (("clauses", "values"), ("clauses", "versus"), ("entities", "bases")):
        for _, row in patterns.rows(topic, name):
            assert row.get("basis") in (None, *Basis.__args__)  # type: ignore[attr-defined]
            assert row.get("versus") in (None, *Versus.__args__)  # type: ignore[attr-defined]


def test_the_lexicon_has_sources_and_no_doubles() -> None:
    for path in Path(lexicon.__file__).parent.glob("*.csv"):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        first = next(iter(rows[0]))
        assert all(row["source"] for row in rows)
        assert len({row[first] for row in rows}) == len(rows)


def test_patterns_without_source_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bare.yaml").write_text("a: b", encoding="utf-8")
    monkeypatch.setattr(patterns.resources, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match="names no source"):
        patterns.load("bare")
