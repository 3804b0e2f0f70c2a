"""The model that says how sure a reading is: fitted from examples, the same from the same ones, and used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.training.examples import Example, by_rule
from evaluation.training.trust import coverage, fit, probability, ranks, tried, write
from extract.entities import find
from extract.facts import from_text
from extract.facts.from_text import read_with_traits
from extract.types import Paragraph, Section, Text
from models import trust


def made() -> list[Example]:
    """Four documents in which what is carried is wrong in every second reading, what stands beside never."""
    found = []
    for document in ("a", "b", "c", "d"):
        for number in range(20):
            found.append(Example(document, {"how=beside": 1.0, "kind=amount": 1.0}, True, 0.95))
            found.append(Example(document, {"how=carried": 1.0, "kind=amount": 1.0}, number % 2 == 0, 0.85))
    return found


def test_fit_gives_the_same_weights_from_the_same_examples() -> None:
    one, other = fit(made()), fit(made())
    assert one == other
    assert probability(one, {"how=beside": 1.0}) > 0.9 > 0.6 > probability(one, {"how=carried": 1.0}) > 0.4


def test_fit_leaves_out_what_one_document_alone_has() -> None:
    odd = [Example("a", {"how=beside": 1.0, "only here": 1.0}, False, 0.95)]
    assert "only here" not in fit(made() + odd)["weights"]


def test_tried_leaves_the_document_itself_out() -> None:
    # Where all that is wrong stands in one document, a model of the others cannot know it.
    examples = [Example(d, {"t": 1.0, d: 1.0}, d != "b" or n % 2 == 0, 0.9) for d in "abc" for n in range(10)]
    examples += [Example("a", {"u": 1.0}, False, 0.9), Example("c", {"u": 1.0}, False, 0.9)]
    trials, scored = tried(examples)
    assert [trial.document for trial in trials] == ["a", "b", "c"]
    assert trials[1].ranks == pytest.approx(0.5)
    assert len(scored) == len(examples)


def test_ranks_and_coverage() -> None:
    assert ranks([0.9, 0.8, 0.1], [True, True, False]) == 1.0
    assert ranks([0.9], [True]) is None
    assert coverage([(0.9, True), (0.8, True), (0.7, False), (0.6, True)], 0.99) == 0.5
    assert coverage([(0.9, True), (0.8, True), (0.7, False), (0.6, True)], 0.75) == 1.0


def test_write_leaves_weights_and_a_card_that_says_what_they_do(tmp_path: Path) -> None:
    model = write(made(), tmp_path)
    read = json.loads((tmp_path / "weights.json").read_text(encoding="utf-8"))
    assert read == model
    card = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert model["version"] in card
    assert "| a | 40 | 30 |" in card


def test_by_rule_knows_where_a_name_came_from() -> None:
    assert by_rule({"how=beside": 1.0}) > by_rule({"how=carried": 1.0}) > by_rule({"how=none": 1.0})


def text_of(chars: str) -> Text:
    section = Section("self_evaluation", 0, len(chars) + 1, "甲县水利局", "2022")
    return Text(chars, (Paragraph(0, len(chars)),), sections=(section,))


def test_the_model_that_is_shipped_sets_the_confidence_of_facts() -> None:
    text = text_of("全年培训河长120人次，较上年增加15人次，与乡镇持平。")
    facts, traits = read_with_traits(text, find(text))
    assert facts == from_text(text, find(text))[0]
    assert [some is None for some in traits] == [False, False, True]
    for fact, some in zip(facts, traits, strict=True):
        if some is not None:
            assert fact.confidence == trust.probability(some)
            assert fact.made_by == "rule"


def test_the_shipped_model_trusts_accounts_more_than_loose_talk() -> None:
    account = text_of("2022年度基本支出120.50万元，其中：人员经费100.50万元，公用经费20.00万元。")
    talk = text_of("通过努力使问题得到解决的有35个，成效明显，涉及12家。")
    low = min(fact.confidence for fact in from_text(account, find(account))[0])
    high = max(fact.confidence for fact in from_text(talk, find(talk))[0])
    assert low > high


def test_a_number_put_together_again_is_no_surer_than_its_digits() -> None:
    text = text_of("全年培训河长1 20人次。")
    (fact,) = from_text(text, find(text, ocr=True))[0]
    assert fact.confidence <= 0.7
