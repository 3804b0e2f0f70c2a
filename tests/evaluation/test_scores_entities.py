"""Spans per label: both ends or an overlap, which label is taken for which, and what is not judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluation.scores.document import score_document
from evaluation.scores.entities import EntityScore, Matched, score_entities
from evaluation.scores.matching.alignment import align
from evaluation.scores.truth import Span, Truth
from evaluation.sources.routes import make
from extract.document import extract_document
from extract.types import Document, Mention, Paragraph, Text

PRINTED = "公务接待费支出3.20万元，主要原因是来访增加。接待20批次。年度工作有序。"
LABELS = frozenset({"AMOUNT", "QUANTITY", "PARTICIPANT_COUNT", "INDICATOR", "PERIOD", "REASON"})


def span(label: str, words: str, text: str = PRINTED) -> Span:
    at = text.index(words)
    return Span(label, at, at + len(words))


SPANS = (
    span("INDICATOR", "公务接待费支出"),
    span("AMOUNT", "3.20万元"),
    span("REASON", "来访增加"),
    span("PARTICIPANT_COUNT", "20批次"),
)
TRUTH = Truth("a", "t", "final_account", "2021", (), PRINTED, spans=SPANS, labels=LABELS)


def scored(*read: tuple[str, str], text: str = PRINTED, truth: Truth = TRUTH) -> EntityScore:
    mentions = tuple(Mention(*span(label, words, text), words) for label, words in read)
    document = Document("0" * 64, "txt", "ok", text=Text(text), mentions=mentions)
    return score_entities(truth, document, align(truth.text, text))


def test_the_same_spans_are_right() -> None:
    found = scored(*[(one.label, PRINTED[one.start : one.end]) for one in SPANS])
    assert set(found.labels.values()) == {Matched(1, 1, 1, 1)}
    assert not found.confusions


def test_a_shorter_span_is_right_partially() -> None:
    assert scored(("AMOUNT", "3.20")).labels["AMOUNT"] == Matched(1, 1, 0, 1)


def test_one_span_answers_to_one_printed_span_only() -> None:
    assert scored(("AMOUNT", "3.2"), ("AMOUNT", "万元")).labels["AMOUNT"] == Matched(1, 2, 0, 1)


def test_another_label_in_its_place_is_told() -> None:
    found = scored(("QUANTITY", "20批次"))
    assert found.confusions == {"PARTICIPANT_COUNT→QUANTITY": 1}
    assert found.labels["PARTICIPANT_COUNT"] == Matched(1, 0, 0, 0)
    assert found.labels["QUANTITY"] == Matched(0, 1, 0, 0)


def test_a_text_broken_otherwise_is_aligned_first() -> None:
    broken = PRINTED.replace("3.20万元", "3.20 万\n元")
    assert scored(("AMOUNT", "3.20 万\n元"), text=broken).labels["AMOUNT"] == Matched(1, 1, 1, 1)


def test_names_in_sentences_without_a_figure_are_not_judged() -> None:
    # the guidelines label a name only where it names a figure
    found = scored(("PERIOD", "年度"), ("INDICATOR", "工作"))
    assert "PERIOD" not in found.labels
    assert found.labels["INDICATOR"] == Matched(1, 0, 0, 0)


def test_what_lies_outside_the_labelled_regions_or_in_a_cell_is_not_judged() -> None:
    region = replace(TRUTH, regions=((0, PRINTED.index("接待20")),))
    assert "PARTICIPANT_COUNT" not in {
        k for k, v in scored(("PARTICIPANT_COUNT", "20批次"), truth=region).labels.items() if v.given
    }
    mention = Mention(*span("AMOUNT", "3.20万元"), "3.20万元")
    cell = Paragraph(0, len(PRINTED), table_id="t1", row=1, col=1)
    document = Document("0" * 64, "txt", "ok", text=Text(PRINTED, (cell,)), mentions=(mention,))
    assert score_entities(TRUTH, document, align(PRINTED, PRINTED)).labels["AMOUNT"] == Matched(1, 0, 0, 0)


def test_labels_that_were_not_set_everywhere_are_not_judged() -> None:
    few = replace(TRUTH, labels=frozenset({"AMOUNT"}))
    assert set(scored(("QUANTITY", "20批次"), truth=few).labels) == {"AMOUNT"}
    assert scored(("AMOUNT", "3.20万元"), truth=replace(TRUTH, labels=frozenset())).labels == {}


@pytest.mark.parametrize("route", ["txt", "docx"])
def test_a_written_document_knows_its_figures_and_reasons(route: str) -> None:
    made = make("hunan-a", 0, route)
    score = score_document(made.truth, extract_document(made.data, name=made.name), route)
    figures = sum(fact.evidence[0].table is None for fact in made.truth.facts)
    assert sum(one.wanted for label, one in score.entities.labels.items() if label != "REASON") == figures
    assert score.entities.labels["REASON"].wanted > 5
    amounts = score.entities.labels["AMOUNT"]
    assert amounts.strict > 0.9 * amounts.wanted
