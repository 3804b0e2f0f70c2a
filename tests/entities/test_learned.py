"""The span model's vote: what it may change, and what it may not."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from extract.entities import docs, find, learned, ruled, with_votes
from extract.entities.learned import BOTH, MODEL, RULE, UNLIKE, Span, Unit, alone, marked, units, weighed
from extract.facts import from_text
from extract.types import Mention, Paragraph, Text
from models import spans

CHARS = "公务接待费支出决算为3.20万元，完成预算的80%，比上年减少0.50万元，主要原因是接待批次减少。"


def text_of(*lines: str) -> Text:
    paragraphs, at = [], 0
    for line in lines:
        paragraphs.append(Paragraph(at, at + len(line)))
        at += len(line) + 1
    return Text("\n".join(lines), tuple(paragraphs))


def mention(label: str, words: str, chars: str = CHARS) -> Mention:
    at = chars.index(words)
    return Mention(label, at, at + len(words), words, confidence=0.9)


def span(label: str, words: str, chars: str = CHARS) -> Span:
    at = chars.index(words)
    return Span(label, at, at + len(words))


def test_a_vote_is_agreement_difference_or_silence() -> None:
    rules = (mention("INDICATOR", "公务接待费"), mention("BASIS", "支出决算"), mention("PERIOD", "上年"))
    told = [span("INDICATOR", "公务接待费"), span("BASIS", "决算")]
    assert [one.made_by for one in marked(rules, told)] == [BOTH, UNLIKE, RULE]
    assert alone(rules, told) == [span("BASIS", "决算")]


def test_a_reason_and_what_stands_in_it_are_layers_of_their_own() -> None:
    rules = (mention("REASON", "接待批次减少"),)
    assert marked(rules, [span("INDICATOR", "接待批次")])[0].made_by == RULE
    assert marked(rules, [span("REASON", "批次减少")])[0].made_by == UNLIKE


def test_where_the_model_differs_the_better_one_is_kept() -> None:
    text = text_of(CHARS)
    rules = (mention("BASIS", "支出决算"),)
    told = [span("BASIS", "决算")]  # what it states is read by the rules' list
    better = {"share": {"BASIS": {UNLIKE: 0.2, MODEL: 0.9}}}
    (kept,) = weighed(text, rules, told, better)
    assert (kept.text, kept.made_by, kept.confidence, kept.norm) == ("决算", MODEL, 0.9, "final")
    worse = {"share": {"BASIS": {UNLIKE: 0.7, MODEL: 0.6}}}
    (kept,) = weighed(text, rules, told, worse)
    assert (kept.text, kept.made_by, kept.confidence) == ("支出决算", UNLIKE, 0.7)


def test_what_the_votes_leave_out_is_still_built_on(monkeypatch: pytest.MonkeyPatch) -> None:
    text = text_of(CHARS)
    rules = find(text)
    monkeypatch.setattr(spans, "votes", lambda: {"share": {"INDICATOR": {RULE: 0.1}}})
    monkeypatch.setattr(learned, "spans_of", lambda *_: [])
    kept, aside = with_votes(text, rules)
    assert {one.label for one in aside} == {"INDICATOR"}
    assert "INDICATOR" not in {one.label for one in kept}
    assert [one.text for one in ruled(kept, aside)] == [one.text for one in rules]


def test_agreement_does_not_make_a_doubtful_number_sure() -> None:
    doubtful = Mention("AMOUNT", 10, 16, CHARS[10:16], confidence=0.7)
    (kept,) = weighed(text_of(CHARS), (doubtful,), [Span("AMOUNT", 10, 16)], {"share": {"AMOUNT": {BOTH: 0.99}}})
    assert kept.confidence == 0.7


def test_no_figure_comes_from_the_model_alone() -> None:
    text = text_of(CHARS)
    mentions = find(text)
    told = [Span("AMOUNT", 0, 5), Span("INDICATOR", 22, 24)]
    sure = {"share": {"AMOUNT": {MODEL: 1.0}, "INDICATOR": {MODEL: 1.0}}}
    rest = tuple(one for one in mentions if one.label != "INDICATOR")
    heard = weighed(text, rest, told, sure)
    assert MODEL in {one.made_by for one in heard}
    values = [(fact.value, fact.kind) for fact in from_text(text, ruled(heard))[0]]
    assert values == [(fact.value, fact.kind) for fact in from_text(text, rest)[0]]


def test_units_are_the_sentences_with_figures_and_lose_no_character() -> None:
    text = text_of("没有数字。培训费3万元。", CHARS)
    found = list(units(text, find(text)))
    assert ["".join(unit.words) for unit in found] == ["培训费3万元。", CHARS]
    for unit in found:
        assert text.chars.startswith("".join(unit.words), unit.start)
    edges = {at for unit in found for at in _edges(unit.start, unit.words)}
    assert {edge for one in find(text) for edge in (one.start, one.end)} <= edges


def _edges(start: int, words: list[str]) -> set[int]:
    found = {start}
    for word in words:
        start += len(word)
        found.add(start)
    return found


def test_the_shipped_model_votes_on_a_sentence() -> None:
    if spans.votes() is None:
        pytest.skip("no span model was trained")
    text = text_of(CHARS)
    heard, aside = with_votes(text, find(text))
    assert BOTH in {one.made_by for one in heard}
    assert (heard, aside) == with_votes(text, find(text))
    told = from_text(text, ruled(heard, aside))[0]
    assert [replace(fact, confidence=1) for fact in told] == [
        replace(fact, confidence=1) for fact in from_text(text, find(text))[0]
    ]


def test_a_sentence_is_cut_once_and_each_network_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """How fast it is, benchmarks.text prints; here no work may be done twice for a text."""
    if spans.votes() is None:
        pytest.skip("no span model was trained")
    cut: list[str] = []
    asked: list[tuple[Any, list[str]]] = []

    def tokens(chars: str, edges: Iterable[int] = ()) -> list[str]:
        cut.append(chars)
        return docs.tokens(chars, edges)

    def proposed(network: Any, found: Iterable[Unit]) -> list[Span]:
        listed = list(found)
        asked.append((network, ["".join(unit.words) for unit in listed]))
        return found_by(network, listed)

    found_by = learned.proposed
    monkeypatch.setattr(learned, "tokens", tokens)
    monkeypatch.setattr(learned, "proposed", proposed)
    text = text_of(*[CHARS] * 100)
    with_votes(text, find(text))
    # All of them have a figure and a reason, so both networks look at them.
    assert cut == [CHARS] * 100
    assert [sentences for _, sentences in asked] == [[CHARS] * 100] * 2
    assert [network for network, _ in asked] == [spans.network(spans.ENTITIES), spans.network(spans.REASONS)]


def test_the_default_path_takes_no_more_for_each_sentence_of_a_longer_text() -> None:
    if spans.votes() is None:
        pytest.skip("no span model was trained")

    def spent(many: int) -> float:
        text = text_of(*[CHARS] * many)
        began = time.process_time()
        from_text(text, ruled(*with_votes(text, find(text))))
        return time.process_time() - began

    spent(10)  # what is loaded once
    # Four times the sentences: four times as long, and not sixteen times; the least of some rounds, whatever else runs.
    assert min(spent(200) for _ in range(3)) < 8 * min(spent(50) for _ in range(3))


def test_a_model_is_small() -> None:
    assert sum(file.stat().st_size for file in spans.FOLDER.glob("*") if file.is_file()) < 20 * 2**20


def test_the_words_of_a_document_are_forgotten_with_it() -> None:
    network = spans.network(spans.ENTITIES)
    assert network is not None

    def read(number: int) -> None:
        # a proper name that no other document has
        text = text_of(f"{chr(0x4E00 + number)}{chr(0x5E00 + number)}镇公务接待费支出决算为{number}.{number}7万元。")
        assert learned.spans_of(text, find(text))

    read(1)
    held = len(network.vocab.strings)
    for number in range(2, 40):
        read(number)
    assert len(network.vocab.strings) == held
