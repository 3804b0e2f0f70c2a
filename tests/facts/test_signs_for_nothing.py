"""What recognition makes of the signs that stand for nothing: a slash is no 1."""

from __future__ import annotations

import pytest

from extract.facts.tables.funds import fund_blocks
from extract.facts.tables.values import may_be_no_figure, number_with_unit, reading_of
from extract.types import Cell, Column, Table

STROKE = {"status": "doubtful", "confidence": 0.6, "alternatives": ("/", "7")}
HEADS = ["", "资金来源", "全年预算数", "全年执行数", "分值", "得分", "执行率"]
ROWS = [["资金总额", "50.00", "40.00", "10", "8", "80.00%"], ["其他资金", "5.00", "4.00", "1", "1", "80.00%"]]


def block(**more: object) -> Table:
    """A block of money whose last row prints a slash for points."""
    cells = [Cell(0, col, text) for col, text in enumerate(HEADS)]
    for row, texts in enumerate(ROWS, 1):
        cells += [
            Cell(row, col, text, page=1, **(more if text == "1" else {}))  # type: ignore[arg-type]
            for col, text in enumerate(texts, 1)
        ]
    return Table("t001", 3, 7, tuple(cells), form="performance", unit="万元")


def test_a_slash_that_was_read_as_1_is_kept_and_is_no_figure() -> None:
    facts, _ = fund_blocks(block(**STROKE), None, 3)
    points = [(fact.indicator, fact.value, fact.status) for fact in facts if fact.kind == "score"]
    assert points[:2] == [("资金总额", "10", "read"), ("资金总额", "8", "read")]
    assert points[2:] == [("其他资金", None, "abstained"), ("其他资金", None, "abstained")]
    assert {fact.value_text for fact in facts if fact.status == "abstained"} == {"1"}


def test_a_1_that_nobody_doubts_is_a_figure() -> None:
    facts, _ = fund_blocks(block(), None, 3)
    assert [fact.value for fact in facts if fact.kind == "score"] == ["10", "8", "1", "1"]


@pytest.mark.parametrize(
    ("text", "offered", "said"), [("1", ("/",), True), ("1", ("7",), False), ("11", ("/",), False)]
)
def test_only_a_single_sign_is_taken_for_nothing(text: str, offered: tuple[str, ...], said: bool) -> None:
    assert may_be_no_figure(Cell(0, 0, text, status="doubtful", alternatives=offered)) is said


def test_a_column_of_values_has_no_value_there() -> None:
    cell = Cell(1, 1, "1", status="doubtful", alternatives=("/",))
    read = reading_of(cell, Column(1, "value", "数量"), Table("t001", 2, 2, (cell,)))
    assert read is not None and read.value is None


@pytest.mark.parametrize("text", ["961台 （套）", "961台（套）", "961台\n（套）"])
def test_a_blank_before_the_brackets_of_a_unit_is_none(text: str) -> None:
    read = number_with_unit(text)
    assert read is not None and (str(read[0].value), read[1]) == ("961", "台（套）")
