"""Pages read by eye: rules that were not seen, heads that were read twice, words with signs that stand for others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.facts.tables.labels import LEAD
from extract.tables.grid.cells import lattice
from extract.tables.grid.fill import fill
from extract.tables.grid.rules import Rule
from extract.tables.joining import joined
from extract.tables.parts import Part
from extract.tables.respelling import respelled
from extract.tables.spelling import misspelt, strange_signs
from extract.types import BBox, Cell, Table, Word

XS = (10.0, 60.0, 110.0, 160.0, 210.0)


def word(text: str, x0: float, top: float) -> Word:
    return Word(text, BBox(x0, top, x0 + 5.0 * len(text), top + 10))


def one_row_with_faint_rules(words: list[Word], *, seen: bool) -> list[tuple[int, int, str]]:
    """Column, span and text of the cells of a row whose rules were not seen behind the second column."""
    rules = [Rule(True, y, XS[0], XS[-1]) for y in (10.0, 30.0, 50.0)]
    rules += [Rule(False, x, 10, 50) for x in (XS[0], XS[1], XS[-1])] + [Rule(False, x, 30, 50) for x in XS[2:-1]]
    made = lattice(rules)
    assert made is not None
    cells = fill(made, words, 1, seen=seen)
    return [(cell.col, cell.colspan, cell.text) for cell in cells if cell.row == 0]


def test_figures_side_by_side_stand_in_their_columns_where_a_rule_was_not_seen() -> None:
    words = [word("331.91", 62, 15), word("10", 112, 15), word("88.50%", 162, 15)]
    assert one_row_with_faint_rules(words, seen=True) == [
        (0, 1, ""), (1, 1, "331.91"), (2, 1, "10"), (3, 1, "88.50%"),
    ]  # fmt: skip


def test_a_column_without_a_figure_goes_with_the_one_before_it() -> None:
    words = [word("282.79", 62, 15), word("86.77%", 162, 15)]
    assert one_row_with_faint_rules(words, seen=True)[1:] == [(1, 2, "282.79"), (3, 1, "86.77%")]


def test_a_figure_behind_an_empty_column_stays_in_its_own() -> None:
    words = [word("8.85", 112, 15), word("88.50%", 162, 15)]
    assert one_row_with_faint_rules(words, seen=True)[1:] == [(1, 1, ""), (2, 1, "8.85"), (3, 1, "88.50%")]


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ([word("331.91", 62, 15), word("10", 112, 15)], False),  # vectors: the cell is merged
        ([word("331.91", 90, 15), word("10", 130, 15)], True),  # over the border of two columns
        ([word("其中", 62, 15), word("10.00", 112, 15)], True),  # words, and not one for each column
        ([word("1.00", 62, 15), word("2.00", 85, 15)], True),  # two in one column
    ],
)
def test_what_does_not_fit_the_columns_stays_in_one_cell(words: list[Word], seen: bool) -> None:
    assert len(one_row_with_faint_rules(words, seen=seen)) == 2


def test_words_are_set_apart_only_where_each_column_has_one() -> None:
    words = [word("执行数", 62, 15), word("分值", 112, 15), word("得分", 162, 15)]
    assert [text for _, _, text in one_row_with_faint_rules(words, seen=True)] == ["", "执行数", "分值", "得分"]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("公用经区", ["公用经费"]),
        ("一般公几预算财收拨款收入", ["一般公共预算财政拨款收入"]),
        ("年未结转和结余", ["年末结转和结余"]),  # and not 年初: 未 looks like 末
        ("台计", ["合计"]),
        ("支出决算", []),  # 决 stands beside a sign that it stands beside elsewhere
        ("上年支出", []),
        ("办公设备采购", []),
        ("中门支出", []),  # half of it would be guessed
    ],
)
def test_strange_signs_stand_for_those_of_the_only_known_word(read: str, meant: list[str]) -> None:
    assert misspelt(read) == meant


def test_common_words_are_not_strange_and_heads_are_no_accounts() -> None:
    assert not strange_signs("残疾人服务中心")
    assert misspelt("年初预外") == ["年初预留"]
    assert misspelt("年初预外", of_head=True) == []


def test_a_word_of_the_row_is_not_meant_twice() -> None:
    cells = (Cell(0, 0, "年末结转和结余", page=1), Cell(0, 1, "年未结转和结余", page=1), Cell(1, 0, "1.00", page=1))
    (table,) = respelled((Table("t001", 2, 2, cells),), {1})
    assert table.cells[1].text == "年未结转和结余"


@pytest.mark.parametrize("name_first", [True, False])
def test_the_name_beside_a_sure_code_is_the_likest_of_all_whichever_stands_first(name_first: bool) -> None:
    code, name = Cell(0, int(name_first), "2101102", page=1), Cell(0, int(not name_first), "事业单位以行", page=1)
    figure = Cell(0, 2, "11.40", page=1)
    (table,) = respelled((Table("t001", 1, 3, (code, replace(name, confidence=0.8), figure)),), {1})
    assert table.cells[1].text == "事业单位医疗"
    (sure,) = respelled((Table("t001", 1, 3, (code, name, figure)),), {1})
    assert sure.cells[1].text == "事业单位以行", "what was read surely may be another year's name"


def part(page: int, rows: list[list[str]], confidence: float) -> Part:
    """A part read by eye with a head in two rows, its second and third column below one head."""
    cells = [
        Cell(0, 0, rows[0][0], rowspan=2, page=page, confidence=confidence),
        Cell(0, 1, rows[0][1], colspan=2, page=page, confidence=confidence),
    ]
    cells += [Cell(1, col, rows[1][col], page=page, confidence=confidence) for col in (1, 2)]
    cells += [Cell(row, col, text, page=page) for row in range(2, len(rows)) for col, text in enumerate(rows[row])]
    ys = tuple(700.0 + 20 * row if page == 1 else 60.0 + 20 * row for row in range(len(rows) + 1))
    return Part(page, BBox(10, ys[0], 160, ys[-1]), XS[:-1], ys, tuple(cells), exact=False)


def test_a_head_misread_on_both_pages_is_one_head_in_the_better_of_two_readings() -> None:
    first = part(1, [["项日名称", "资舍東源", ""], ["", "总计", "一般公共预3资金"], ["办公费", "1.00", "1.00"]], 0.7)
    again = part(2, [["项目名称", "资金米源", ""], ["", "总计", "一般公共预算资金"], ["水费", "2.00", "2.00"]], 0.9)
    (table,) = joined([first, again])
    assert [row[0] for row in table.grid] == ["项目名称", "", "办公费", "水费"]
    heads = {(cell.row, cell.col): cell for cell in table.cells}
    assert heads[1, 2].text == "一般公共预算资金"
    assert "一般公共预3资金" in heads[1, 2].alternatives


@pytest.mark.parametrize("label", ["一、事业收入", "一.事业收入", "二，事业收入", "十一．事业收入"])
def test_the_sign_behind_a_numeral_may_be_read_as_another(label: str) -> None:
    assert LEAD.sub("", label) == "事业收入"
