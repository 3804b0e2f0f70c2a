"""Facts from sentences, each against labels set by hand."""

from __future__ import annotations

import pytest

from extract.entities import find
from extract.facts import from_text
from extract.types import Fact, Paragraph, Section, Text
from tests.facts.gold_text import CASES, Case


def text_of(paragraphs: tuple[str, ...], kind: str = "final_account", year: str = "2022") -> Text:
    chars = "\n".join(paragraphs)
    made, at = [], 0
    for number, paragraph in enumerate(paragraphs):
        heading = number == 0 and len(paragraphs) > 1
        made.append(Paragraph(at, at + len(paragraph), 2 if heading else 0))
        at += len(paragraph) + 1
    section = Section(kind, 0, len(chars) + 1, "甲县医疗保障局", year)  # type: ignore[arg-type]
    return Text(chars, tuple(made), sections=(section,))


def facts_of(*paragraphs: str, kind: str = "final_account") -> tuple[Fact, ...]:
    text = text_of(paragraphs, kind)
    return from_text(text, find(text))[0]


def line_of(fact: Fact) -> str:
    extras = {
        "whole": fact.versus_indicator,
        "text": fact.value_text,
        "q": fact.qualifier,
        "who": fact.who,
        "scope": fact.scope,
        "why": fact.reason,
        "dir": fact.direction,
    }
    shown = ";".join(f"{key}={value}" for key, value in extras.items() if value is not None)
    fields = (
        fact.indicator, fact.kind, fact.measure, fact.basis, fact.versus, fact.period, fact.value, fact.unit, shown,
    )  # fmt: skip
    return "|".join("" if field is None else field for field in fields)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_from_text_reads_labelled_sentences(case: Case) -> None:
    text = text_of(case.paragraphs, case.kind)
    facts, _ = from_text(text, find(text))
    assert [line_of(fact) for fact in facts] == list(case.facts)
    for fact in facts:
        joined = "".join(evidence.text for evidence in fact.evidence)
        first, last = fact.evidence[0], fact.evidence[-1]
        assert first.start is not None and last.end is not None
        assert text.chars[first.start : last.end] == joined
        assert fact.value_text is not None or (fact.value or "").lstrip("-") in joined.replace(",", "")
        if fact.reason is not None and fact.reason_span is not None:
            assert text.chars[slice(*fact.reason_span)] == fact.reason
