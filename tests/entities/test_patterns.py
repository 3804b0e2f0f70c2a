"""The patterns and the lexicon are data with a source."""

from __future__ import annotations

import csv
import logging
import re
from pathlib import Path

import jieba
import pytest

from extract.types import Basis, Versus
from models import lexicon, patterns
from models.lexicon.words import segmenter
from models.patterns.needed import needed

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


SAMPLE = Path(__file__).resolve().parents[2] / "labeled" / "samples" / "hunan-a.txt"
PASSAGES = sorted((Path(__file__).resolve().parents[1] / "facts" / "passages").glob("*.txt"))


def clauses() -> list[str]:
    """Clauses and sentences as they are printed, and of passages that were written to be hard."""
    chars = "\n".join(path.read_text(encoding="utf-8") for path in (SAMPLE, *PASSAGES))
    parts = {part.strip() for stops in (r"[，。；\n]", r"[。\n]") for part in re.split(stops, chars)}
    return sorted(parts - {""})[::6]


@pytest.mark.parametrize(
    ("topic", "name"),
    [("clauses", "values"), ("clauses", "account"), ("clauses", "comparisons"), ("clauses", "leading_basis"),
     ("carried", "short_names"), ("sections", "openers"), ("headings", "levels"), ("values", "period")],
)  # fmt: skip
def test_no_row_that_matches_is_left_out(topic: str, name: str) -> None:
    rows, matched = patterns.rows(topic, name), 0
    for clause in clauses():
        likely = [id(row) for _, row in patterns.likely(topic, name, clause)]
        matching = [id(row) for pattern, row in rows if pattern.search(clause)]
        assert [row for row in likely if row in set(matching)] == matching
        matched += len(matching)
    assert matched


@pytest.mark.parametrize("topic", TOPICS)
def test_a_hastened_expression_matches_the_same(topic: str) -> None:
    parts = patterns.load(topic).get("parts", {})
    read = clauses()[::5]
    for name, found in patterns.load(topic).items():
        if name in ("source", "parts", "no_qualifier") or not isinstance(found, str):
            continue
        plain, hastened = re.compile(patterns._filled(found, parts)), patterns.expression(topic, name)
        for clause in read:
            assert [m.regs for m in plain.finditer(clause)] == [m.regs for m in hastened.finditer(clause)]


@pytest.mark.parametrize(
    ("expression", "sets"),
    [
        ("(?:甲乙|丙)丁?", [{"甲", "丙"}]),
        ("(?<=甲)乙|甲", [{"甲"}]),
        ("甲*乙+[丙丁]", [{"乙"}, {"丙", "丁"}]),
        (r"[^甲]|\d", []),
        ("(?!甲)乙", [{"乙"}]),
        ("(?i:a)b", [{"b"}]),
    ],
)
def test_what_an_expression_needs(expression: str, sets: list[set[str]]) -> None:
    found = [set(one) for one in needed(expression)]
    assert all(one in found for one in sets)
    assert bool(found) == bool(sets)


def test_a_stretch_is_not_asked_for_what_stands_around_it() -> None:
    assert needed("(?<=甲)乙", around=False) == (frozenset("乙"),)
    assert set(needed("(?<=甲)乙")) == {frozenset("甲"), frozenset("乙")}


def test_words_are_those_of_jieba() -> None:
    jieba.setLogLevel(logging.WARNING)
    theirs = jieba.Tokenizer()
    for term in lexicon.terms():
        theirs.add_word(term)
    ours = segmenter()
    assert (ours.FREQ, ours.total) == (theirs.FREQ, theirs.total)
    for clause in [*clauses(), "ABC 12.5%\r\nab+c#", "（一）\u3000x", "", " "]:
        assert ours.lcut(clause) == theirs.lcut(clause)
        assert ours.lcut(clause, HMM=False) == theirs.lcut(clause, HMM=False)
