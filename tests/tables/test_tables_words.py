"""Words of heads read by eye, captions over a page break, tables without a head."""

from __future__ import annotations

import pytest

from extract.tables.captions import with_captions_of_page_before, with_surroundings
from extract.tables.parts import Part
from extract.tables.recognition import headless, recognise, without_meaning
from extract.tables.respelling import RESPELLED, respelled
from extract.types import BBox, Cell, Page, Table, Word


def table(rows: list[list[str]], *captions: str) -> Table:
    cells = tuple(Cell(r, c, text, page=1) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table("t001", len(rows), len(rows[0]), cells, pages=(1,), captions=captions)


@pytest.mark.parametrize(
    ("read", "offered", "word"),
    [
        ("功能分类科日名称", ("功能分类科目名称", "功能分类科日1名称"), "功能分类科目名称"),
        ("般公共预算支出", ("·般公共预算支出", "般公共预算文出"), "一般公共预算支出"),
        ("介计", ("合计",), "合计"),
    ],
)
def test_a_word_is_respelled_where_the_engine_offers_a_known_one(
    read: str, offered: tuple[str, ...], word: str
) -> None:
    made = Table("t001", 1, 1, (Cell(0, 0, read, page=1, alternatives=offered),), pages=(1,))
    cell = respelled((made,), {1})[0].cells[0]
    assert cell.text == word
    assert RESPELLED in cell.marks
    assert read in cell.alternatives
    assert respelled((made,), set())[0] == made, "a digital page prints what it prints"


@pytest.mark.parametrize(
    ("read", "offered"),
    [("基本支出", ("基本文出",)), ("1234.56", ("1234.50",)), ("青桐镇", ("青铜镇",)), ("支出决算", ())],
)
def test_a_known_word_a_number_and_an_unknown_word_stay(read: str, offered: tuple[str, ...]) -> None:
    made = Table("t001", 1, 1, (Cell(0, 0, read, page=1, alternatives=offered),), pages=(1,))
    assert respelled((made,), {1})[0] == made


def test_a_title_misread_by_one_character_names_its_form() -> None:
    rows = [["项目", "合计", "基本支出", "项目支出"], ["行政运行", "3.00", "1.00", "2.00"]]
    found = recognise((table(rows, "2025年部门一般公共预算支山功能分类预算表", "单位：元"),))[0]
    assert found.form == "budget_general"
    assert found.title == "2025年部门一般公共预算支山功能分类预算表", "the title stays as it was read"


def test_figures_without_a_head_mean_nothing() -> None:
    # the continuation of a table whose head stands on a page that was lost
    rows = [["204", "公共安全支出", "1,252,300", "1,252,300"], ["206", "科学技术支出", "100,000", "100,000"]]
    found = recognise((table(rows),))[0]
    assert headless(found)
    assert all(column.role == "ignore" for column in without_meaning(found).columns)
    assert not headless(recognise((table([["项目", "2023", "2024"], ["车辆", "3", "4"]]),))[0]), "years head columns"


def _page(number: int, *lines: tuple[str, float]) -> Page:
    words = tuple(Word(text, BBox(100, y, 100 + 12 * len(text), y + 12)) for text, y in lines)
    return Page(number, 595, 842, "digital", words=words)


def test_captions_at_the_end_of_the_page_before_belong_to_the_table() -> None:
    before = _page(
        1, ("上一段的正文到此为止。", 600), ("财政拨款收入支出决算总表", 700), ("公开04表", 720), ("单位：万元", 740)
    )
    part = Part(2, BBox(60, 70, 500, 700), (60, 500), (70, 700), (), page_height=842)
    taken = with_captions_of_page_before((before, _page(2)), [part])[0]
    assert taken.above == ("财政拨款收入支出决算总表", "公开04表", "单位：万元")
    alone = _page(1, ("上一段的正文到此为止。", 600), ("单位：万元", 740))
    assert with_captions_of_page_before((alone, _page(2)), [part])[0].above == (), "a unit alone is not taken"
    low = Part(2, BBox(60, 400, 500, 700), (60, 500), (400, 700), (), page_height=842)
    assert with_captions_of_page_before((before, _page(2)), [low])[0].above == ()


def test_a_line_above_the_unit_at_the_end_of_a_page_is_the_title_of_the_table() -> None:
    part = Part(2, BBox(60, 70, 500, 700), (60, 500), (70, 700), (), page_height=842)
    for title in ("表1 灯塔养护资金全年预算（用途×来源）及执行情况", "灯塔养护资金来源去向一览"):
        before = _page(1, ("上一段的正文到此为止。", 600), (title, 720), ("单位：万元", 740))
        taken = with_captions_of_page_before((before, _page(2)), [part])[0]
        assert taken.above == (title, "单位：万元")
    for other in ("上一段的正文还没有说完，下一页", "灯塔养护资金：来源"):
        before = _page(1, (other, 720), ("单位：万元", 740))
        assert with_captions_of_page_before((before, _page(2)), [part])[0].above == (), "prose is no title"


def test_what_recognition_makes_of_the_edge_of_a_photograph_announces_no_table() -> None:
    part = Part(1, BBox(60, 70, 500, 700), (60, 500), (70, 700), (), page_height=842)
    assert with_surroundings(_page(1, ("4M", 30)), [part])[0].text_above == ()
    for said in ("附表5", "2025年"):
        assert with_surroundings(_page(1, (said, 30)), [part])[0].text_above == (said,)
