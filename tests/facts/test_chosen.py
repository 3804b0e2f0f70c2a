"""Names that a model chooses: only where it is sure, and the fact says so."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import pytest
from test_from_text import facts_of, text_of

from extract.entities import find
from extract.facts import from_text
from extract.facts.narrative import signs
from extract.facts.narrative.chosen import Memory
from extract.facts.narrative.others import Place, others
from extract.facts.narrative.printed import Printed
from extract.types import Cell, Fact, Table
from models import names

#: Weights that choose the name that the table prints beside the same figure.
BY_TABLE = {
    "bias": -5.0, "version": "test", "thresholds": {"free": 0.5, "accounts": 2.0}, "weights": {"its label": 10.0},
}  # fmt: skip
SENTENCES = ("一、产出", "检测站扦取样品187份，比上年增加12份。另有扦取经费3.50万元。")


def table() -> Table:
    cells = tuple(Cell(0, col, text) for col, text in enumerate(("扦取样品", "180份", "187份")))
    return Table("t1", 1, 3, cells)


def read(kind: str, tables: tuple[Table, ...] = ()) -> tuple[Fact, ...]:
    text = text_of(SENTENCES, kind)
    return from_text(text, find(text), tables)[0]


def test_a_chosen_name_says_that_a_model_chose_it() -> None:
    with names.using(None):
        ruled = read("self_evaluation", (table(),))
    with names.using(BY_TABLE):
        chosen = read("self_evaluation", (table(),))
    assert ruled[0].indicator == "检测站扦取样品"
    assert (chosen[0].indicator, chosen[0].made_by) == ("扦取样品", "model:names@test")
    assert chosen[0].confidence <= ruled[0].confidence
    assert chosen[0].evidence == ruled[0].evidence


def test_a_name_carried_follows_the_choice() -> None:
    with names.using(BY_TABLE):
        facts = read("self_evaluation", (table(),))
    assert [fact.indicator for fact in facts[:2]] == ["扦取样品", "扦取样品"]
    assert facts[1].made_by == "model:names@test"


def test_nothing_but_the_name_is_touched() -> None:
    with names.using(None):
        ruled = read("self_evaluation", (table(),))
    with names.using(BY_TABLE):
        chosen = read("self_evaluation", (table(),))
    for one, other in zip(ruled, chosen, strict=True):
        assert (one.value, one.unit, one.measure, one.basis) == (other.value, other.unit, other.measure, other.basis)
        assert (one.period, one.versus, one.scope, one.who) == (other.period, other.versus, other.scope, other.who)


def test_accounts_have_a_threshold_of_their_own() -> None:
    with names.using(BY_TABLE):
        assert read("final_account", (table(),))[0].indicator == "检测站扦取样品"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("2022年度公务接待费支出决算为0.82万元，完成年初预算的81.5%。", "公务接待费"),
        ("2022年度收入总计1813.16万元，与上年相比增加12.30万元，增长0.68%。", "收入总计"),
        ("一般公共预算财政拨款支出年初预算为100.00万元，支出决算为90.00万元。", "一般公共预算财政拨款支出"),
    ],
)
def test_a_sentence_of_accounts_keeps_its_names(sentence: str, name: str) -> None:
    facts = facts_of("一、决算情况说明", sentence)
    assert {fact.indicator for fact in facts} == {name}
    assert {fact.made_by for fact in facts} == {"rule"}


def test_the_shipped_model_is_that_of_its_card() -> None:
    weights = (names.FOLDER / "weights.json").read_bytes()
    card = (names.FOLDER / "card.md").read_text(encoding="utf-8")
    model = names.model()
    assert model is not None
    assert hashlib.sha256(weights).hexdigest() in card
    assert f"`{model['version']}`" in card
    assert len(weights) <= 1_000_000


def test_no_sign_is_a_word() -> None:
    """The names of signs are English: what the model weighs are no words of documents."""
    model = names.model()
    assert model is not None
    words = {sign for sign in model["weights"] if re.search(r"[\u4e00-\u9fff]{2}", sign)}
    assert not words


def test_other_names_are_those_around_a_figure() -> None:
    chars = "县级资金到位1027.75万元，到位率仅94.67%"
    place = Place(chars, 15, 20, 26, "到位率", True, ("县级资金到位",), "", ())
    found = {one.name: one.way for one in others(place)}
    assert found["县级资金到位率"] == "complete"
    assert found["县级资金到位"] == "carry"


def test_a_row_is_asked_only_for_figures_of_which_the_words_speak() -> None:
    text = text_of(SENTENCES)
    printed = Printed(text, (table(),), ())
    assert printed.labels("187", "检测站扦取样品") == ["扦取样品"]
    assert printed.labels("187", "预算执行率") == []
    assert printed.labels("7", "检测站扦取样品") == []


def test_a_name_is_remembered_once() -> None:
    memory = Memory()
    memory.keep("甲支出", "乙支出", 0.9, "万元", 3)
    memory.keep("丙", "丙", 1.0, "人", 5)
    memory.keep("甲支出", "乙支出", 0.9, "万元", 7)
    assert (memory.told, memory.units) == (["乙支出", "丙"], ["万元", "人"])
    assert memory.carried("甲支出执行率") == ("乙支出执行率", 0.9)
    assert memory.carried("丁") == ("丁", 1.0)


def test_signs_of_a_name_are_worked_out_once_in_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def of_name(name: str, printed: Printed) -> signs.Signs:
        asked.append(name)
        return worked_out(name, printed)

    worked_out = signs._of_name
    monkeypatch.setattr(signs, "_of_name", of_name)
    text = text_of([SENTENCES[0], *SENTENCES[1:] * 20], "self_evaluation")
    from_text(text, find(text))
    assert asked
    assert len(asked) == len(set(asked))


def test_a_fact_but_for_a_field_is_the_same_fact() -> None:
    fact = read("self_evaluation")[0]
    assert fact.but(value="9", checks=("a",)) == replace(fact, value="9", checks=("a",))
    assert fact.value == "187"
    with pytest.raises(TypeError, match="valeu"):
        fact.but(valeu="9")
