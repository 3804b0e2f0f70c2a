"""Facts are paired by place and value, and scored level by level; nothing is dropped on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluation.scores.counts import Prf, percent
from evaluation.scores.document import score_document
from evaluation.scores.facts import score_pairs
from evaluation.scores.matching.likeness import FIELDS, LEVELS, ORDER, agreed, first_difference
from evaluation.scores.matching.pairs import pair_up
from evaluation.scores.truth import Truth, fact_of
from extract.types import Cell, Document, Evidence, Fact, Table, Text

SENTENCE = "公务接待费支出决算为0.53万元，与上年相比减少0.10万元。接待来宾53人。"
GRID = [["项目", "决算数"], ["基本支出", "578.94"], ["项目支出", "301.86"]]


def fact(value: str, text: str, indicator: str = "公务接待费", **more: object) -> Fact:
    start = SENTENCE.index(text)
    place = Evidence(start=start, end=start + len(text), text=text)
    given: dict[str, object] = {"unit": "万元", "period": "2021", "basis": "final", "kind": "amount", **more}
    return Fact(indicator, value=value, evidence=(place,), **given)  # type: ignore[arg-type]


def cell_fact(row: int, indicator: str, value: str, table: str = "t1", **more: object) -> Fact:
    place = Evidence(table=table, row=row, col=1, text=value)
    return Fact(indicator, "amount", value=value, unit="万元", evidence=(place,), made_by="table", **more)  # type: ignore[arg-type]


LEVEL = fact("0.53", "0.53万元", flow="expenditure", part="total", fund="fiscal")
CHANGE = fact("-0.10", "0.10万元", measure="change", versus="prior_year")
GUESTS = fact("53", "53人", "来宾", kind="participants", unit="人", basis=None)
BASIC, PROJECT = cell_fact(1, "基本支出", "578.94"), cell_fact(2, "项目支出", "301.86")
TRUTH = Truth(
    "d", "x", "final_account", "2021", (LEVEL, CHANGE, GUESTS, BASIC, PROJECT), SENTENCE,
    ({"table": "t1", "title": "支出", "grid": GRID, "pages": [], "header_rows": 1},),
)  # fmt: skip


def document(*facts: Fact, text: str = SENTENCE, table: str = "T9") -> Document:
    cells = tuple(Cell(r, c, value) for r, row in enumerate(GRID) for c, value in enumerate(row))
    return Document("0" * 64, "pdf", "ok", tables=(Table(table, 3, 2, cells),), text=Text(text), facts=facts)


def in_reading(one: Fact) -> Fact:
    """The same fact with the reading's id of the table."""
    return replace(one, evidence=(replace(one.evidence[0], table="T9"),))


ALL = (LEVEL, CHANGE, GUESTS, in_reading(BASIC), in_reading(PROJECT))


def test_score_of_a_perfect_reading_is_full_at_every_level() -> None:
    pairing = pair_up(TRUTH, document(*ALL))
    assert score_pairs(pairing.pairs) == dict.fromkeys(LEVELS, Prf(5, 5, 5))
    assert score_pairs(pairing.pairs, layer="form")["whole"] == Prf(2, 2, 2)
    assert score_pairs(pairing.pairs, kind="participants")["whole"] == Prf(1, 1, 1)


@pytest.mark.parametrize("name", ORDER)
def test_a_difference_costs_its_level_and_those_behind(name: str) -> None:
    spoilt = replace(LEVEL, **{name: "9.99" if name == "value" else "不同"})
    assert first_difference(LEVEL, spoilt) == name
    at = next(index for index, level in enumerate(LEVELS) if name in FIELDS[level])
    assert agreed(LEVEL, spoilt) == at
    scores = score_pairs(pair_up(TRUTH, document(spoilt, *ALL[1:])).pairs)
    assert [prf.right for prf in scores.values()] == [5 if i < at else 4 for i in range(len(LEVELS))]


@pytest.mark.parametrize("name", ["flow", "part", "fund"])
def test_columns_left_open_count_in_forms_only(name: str) -> None:
    assert first_difference(LEVEL, replace(LEVEL, **{name: None})) is None
    assert first_difference(replace(BASIC, **{name: "other"}), BASIC) == name


def test_a_misread_figure_is_wrong_once_and_neither_missed_nor_invented() -> None:
    read = SENTENCE.replace("0.53", "0.58")
    wrong = replace(LEVEL, value="0.58")
    score = score_document(TRUTH, document(wrong, *ALL[1:], text=read), "office")
    (error,) = score.errors
    assert (error.outcome, error.field) == ("wrong", "value")


def test_missed_invented_and_abstained_are_counted() -> None:
    again = replace(GUESTS, indicator="陪同")
    unread = replace(in_reading(PROJECT), value=None, status="abstained")
    score = score_document(TRUTH, document(LEVEL, GUESTS, again, in_reading(BASIC), unread), "office")
    assert [error.outcome for error in score.errors] == ["missed", "missed", "invented"]
    assert score.abstained == 1
    assert score_pairs(score.pairs)["whole"] == Prf(5, 4, 3)


def test_a_confirmed_wrong_value_is_told() -> None:
    lie = replace(in_reading(BASIC), value="578.49", status="confirmed")
    score = score_document(TRUTH, document(LEVEL, lie), "office")
    assert [pair.wanted for pair in score.wrong_confirmed] == [BASIC]
    assert score.confirmed == 1


def test_a_right_fact_of_a_table_that_went_wrong_is_found_by_what_it_says() -> None:
    elsewhere = replace(PROJECT, evidence=(Evidence(table="T5", row=7, col=3, text="301.86"),))
    other = replace(cell_fact(7, "项目支出", "301.68"), evidence=(Evidence(table="T5", row=7, col=4, text="301.68"),))
    pairs = pair_up(TRUTH, document(*ALL[:4], other, elsewhere)).pairs
    assert [pair.given for pair in pairs if pair.wanted is PROJECT] == [elsewhere]
    assert [pair.given for pair in pairs if pair.wanted is None] == [other]


def test_proposed_repairs_stand_beside_and_are_not_scored_as_read() -> None:
    repair = replace(in_reading(BASIC), made_by="repair:sum", value="1.00")
    assert score_pairs(pair_up(TRUTH, document(*ALL, repair)).pairs)["value"] == Prf(5, 5, 5)


def test_equal_numbers_and_equal_base_units_are_the_same_value() -> None:
    assert agreed(LEVEL, replace(LEVEL, value="0.530")) == 5
    told = replace(LEVEL, value_base="5300", unit_base="元")
    assert agreed(told, replace(told, value="5300", unit="元")) == 5
    assert agreed(told, replace(told, value_base="0.53")) == 0


def test_truth_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="indicatr"):
        fact_of({"indicatr": "x", "kind": "amount"})


def test_percent_never_rounds_up_to_all() -> None:
    assert (percent(0.999999), percent(1.0), percent(0), percent(None)) == ("99.99", "100.00", "0.00", "–")


@pytest.mark.parametrize(
    ("printed", "layer"), [("救助7168人次，资助8373人。", "narrative"), ("7168", "form"), ("不低于95%", "form")]
)
def test_a_figure_in_a_sentence_of_a_cell_is_text(printed: str, layer: str) -> None:
    grid = [["项目", "完成情况"], ["救助", printed]]
    entry = {"table": "t1", "title": "救助", "grid": grid, "pages": [], "header_rows": 1}
    wanted = cell_fact(1, "救助", "7168")
    truth = Truth("d", "x", "final_account", "2021", (wanted,), "", (entry,))
    cells = tuple(Cell(r, c, text) for r, row in enumerate(grid) for c, text in enumerate(row))
    read = Document("0" * 64, "txt", "ok", text=Text(""), tables=(Table("t1", 2, 2, cells),), facts=(wanted,))
    for document in (read, replace(read, facts=())):
        assert {pair.layer for pair in pair_up(truth, document).pairs} == {layer}
    assert {pair.layer for pair in pair_up(replace(truth, facts=()), read).pairs} == {layer}


def test_two_equal_figures_of_a_row_are_paired_by_what_they_say() -> None:
    grid = [["项目", "年初预算数", "决算数"], ["基本支出", "5.00", "5.00"]]

    def at(col: int, basis: str, table: str) -> Fact:
        place = Evidence(table=table, row=1, col=col, text="5.00")
        return Fact("基本支出", "amount", value="5.00", unit="万元", basis=basis, evidence=(place,), made_by="table")  # type: ignore[arg-type]

    entry = {"table": "t1", "title": "支出", "grid": grid, "pages": [], "header_rows": 1}
    truth = Truth(
        "d", "x", "final_account", "2021", (at(1, "initial_budget", "t1"), at(2, "final", "t1")), "", (entry,)
    )
    cells = tuple(Cell(r, c, value) for r, row in enumerate(grid) for c, value in enumerate(row))
    # The reading has both a column further to the right: a dump has lost which cells were merged.
    read = (at(2, "initial_budget", "T9"), at(3, "final", "T9"))
    one = Document("0" * 64, "pdf", "ok", tables=(Table("T9", 2, 3, cells),), text=Text(""), facts=read)
    assert score_pairs(pair_up(truth, one).pairs)["whole"] == Prf(2, 2, 2)
    wrong = replace(one, facts=(at(1, "final", "T9"), at(2, "final", "T9")))
    assert score_pairs(pair_up(truth, wrong).pairs)["whole"] == Prf(2, 2, 1)


def test_a_confirmed_figure_under_another_column_is_told() -> None:
    moved = replace(in_reading(BASIC), part="project", status="confirmed")
    truth = replace(TRUTH, facts=(*TRUTH.facts[:3], replace(BASIC, part="basic"), PROJECT))
    score = score_document(truth, document(*ALL[:3], moved, ALL[4]), "digital", 0)
    assert (len(score.wrong_confirmed), len(score.elsewhere_confirmed)) == (0, 1)
