"""Rules to cells, words to cells, parts to tables, and what a second look does."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen import canvas

from extract.options import Options
from extract.stages import PageImage, SecondLook, TablesResult
from extract.tables import from_pages, with_second_look
from extract.tables.doubts import doubts_of
from extract.tables.grid.borderless import borderless_parts
from extract.tables.grid.cells import lattice
from extract.tables.grid.rules import Rule, merge_rules, raster_rules, touching_groups, turned, without_strokes
from extract.tables.ink import holds_ink
from extract.tables.joining import joined
from extract.tables.parts import Part, ruled_parts, with_ink
from extract.types import BBox, Cell, Page, Region, Word


def grid_rules(xs: list[float], ys: list[float]) -> list[Rule]:
    return [Rule(True, y, xs[0], xs[-1]) for y in ys] + [Rule(False, x, ys[0], ys[-1]) for x in xs]


def word(text: str, x0: float, top: float, width: float = 0.0) -> Word:
    width = width or 5.0 * len(text)
    return Word(text, BBox(x0, top, x0 + width, top + 10))


def page_of(words: list[Word], number: int = 1) -> Page:
    return Page(number, 595, 842, "digital", words=tuple(words))


def test_rules_drawn_twice_and_in_pieces_are_one() -> None:
    rules = [Rule(True, 100, 10, 50), Rule(True, 100.8, 51, 90), Rule(True, 120, 10, 90)]
    merged = merge_rules(rules)
    assert [(round(r.start), round(r.end)) for r in merged] == [(10, 90), (10, 90)]


def test_a_missing_rule_merges_cells() -> None:
    xs, ys = [10.0, 60.0, 110.0, 160.0], [10.0, 30.0, 50.0]
    rules = [r for r in grid_rules(xs, ys) if r.horizontal or r.at in (10.0, 160.0)]
    rules += [Rule(False, 60, 10, 50), Rule(False, 110, 30, 50)]  # the head spans columns 1 and 2
    made = lattice(touching_groups(merge_rules(rules))[0])
    assert made is not None
    assert {(b.row, b.col, b.rowspan, b.colspan) for b in made.boxes} == {
        (0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1),
    }  # fmt: skip


def test_an_open_side_makes_a_column() -> None:
    rules = [Rule(True, y, 10, 200) for y in (10, 30, 50)] + [Rule(False, x, 10, 50) for x in (80, 140)]
    made = lattice(rules)
    assert made is not None
    assert made.xs == (10, 80, 140, 200)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turning_a_box_keeps_its_size(rotation: int) -> None:
    x0, top, x1, bottom = turned((10, 20, 40, 30), rotation, 595, 842)
    assert sorted((x1 - x0, bottom - top)) == [10, 30]


def test_strokes_of_characters_are_no_rules() -> None:
    rules = [*grid_rules([10, 100], [10, 60]), Rule(True, 30, 40, 49), Rule(True, 35, 10, 100)]
    assert not any(r.at == 30 for r in without_strokes(rules, 20))
    assert any(r.at == 35 for r in without_strokes(rules, 20))


def test_a_word_over_two_cells_is_divided() -> None:
    rules = grid_rules([10, 60, 110], [10, 30, 50])
    page = page_of([word("12.3445.60", 35, 14, 50)])
    (part,) = ruled_parts(page, rules, exact=True)
    assert [(c.col, c.text) for c in part.cells if c.row == 0] == [(0, "12.34"), (1, "45.60")]


def test_a_blank_grid_is_a_table() -> None:
    (part,) = ruled_parts(page_of([]), grid_rules([10, 60, 110], [10, 30, 50]), exact=True)
    assert {c.status for c in part.cells} == {"blank"}


def test_a_page_border_is_no_table() -> None:
    assert ruled_parts(page_of([word("甲", 50, 50)]), grid_rules([5, 590], [5, 835]), exact=True) == []


def part_of(page: int, rows: list[list[str]], top: float, bottom: float) -> Part:
    n = len(rows)
    ys = tuple(top + (bottom - top) * i / n for i in range(n + 1))
    xs = tuple(50.0 + 100 * i for i in range(len(rows[0]) + 1))
    cells = tuple(
        Cell(r, c, text, page=page, bbox=BBox(xs[c], ys[r], xs[c + 1], ys[r + 1]), status="read" if text else "blank")
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return Part(page, BBox(xs[0], top, xs[-1], bottom), xs, ys, cells)


HEAD = ["项目", "金额"]


def test_parts_on_consecutive_pages_join_and_the_header_is_dropped() -> None:
    first = part_of(1, [HEAD, ["甲", "1.00"], ["乙", "2.00"]], 100, 780)
    second = part_of(2, [HEAD, ["丙", "3.00"]], 60, 100)
    (table,) = joined([first, second])
    assert table.pages == (1, 2)
    assert [row[1] for row in table.grid] == ["金额", "1.00", "2.00", "3.00"]
    assert table.cell(3, 1).page == 2  # type: ignore[union-attr]


@pytest.mark.parametrize("change", ["title", "note", "columns", "page", "early"])
def test_different_tables_are_not_joined(change: str) -> None:
    first = part_of(1, [HEAD, ["甲", "1.00"]], 100, 780)
    second = part_of(2, [HEAD, ["丙", "3.00"]], 60, 100)
    if change == "title":
        second = replace(second, text_above=("另一张表",), above=("另一张表",))
    elif change == "note":
        first = replace(first, text_below=("注：无",))
    elif change == "columns":
        second = replace(second, xs=(50.0, 190.0, 250.0))
    elif change == "page":
        second = replace(second, page=3)
    else:
        first = replace(first, bbox=first.bbox._replace(bottom=400))
    assert len(joined([first, second])) == 2


def test_the_same_form_for_another_project_is_another_table() -> None:
    first = part_of(1, [["目标表", ""], ["项目名称", "甲"], ["预算", "1"]], 100, 780)
    second = part_of(2, [["目标表", ""], ["项目名称", "乙"], ["预算", "2"]], 60, 700)
    assert len(joined([first, second])) == 2


def test_a_form_filled_again_on_the_next_page_is_another_table() -> None:
    first = part_of(1, [["项目名称", "甲", "项目属性", "延续"], ["预算", "1", "", ""]], 100, 780)
    second = part_of(2, [["项目名称", "乙", "项目属性", "新增"], ["预算", "2", "", ""]], 60, 700)
    assert len(joined([first, second])) == 2
    goes_on = part_of(2, [["主管部门", "乙", "项目单位", "丙"], ["预算", "2", "", ""]], 60, 700)
    assert len(joined([first, goes_on])) == 1


def test_a_head_that_was_misread_on_the_next_page_ends_with_the_numbers_of_the_columns() -> None:
    first = part_of(1, [["项目名", "决算数额"], ["栏次", "1"], ["甲乙丙丁", "1.00"]], 100, 780)
    second = part_of(2, [["顶日各", "决箕教颔"], ["栏次", "1"], ["戊己庚辛", "3.00"]], 60, 100)
    (table,) = joined([replace(first, exact=False), replace(second, exact=False)])
    assert [row[1] for row in table.grid] == ["决算数额", "1", "1.00", "3.00"]


def test_a_row_cut_by_the_page_end_is_one_row() -> None:
    first = part_of(1, [["目标", "完成"], ["参保", "开展了全市范围内的宣传\n活动并且组织了多次培训"]], 100, 780)
    second = part_of(2, [["", "覆盖所有街道。"]], 60, 100)
    (table,) = joined([first, second])
    assert table.n_rows == 2
    assert table.grid[1][1].endswith("覆盖所有街道。")


def test_rules_are_seen_on_a_raster_and_ink_without_text_is_unreadable() -> None:
    picture = Image.new("RGB", (1653, 2339), "white")
    pen = ImageDraw.Draw(picture)
    for x in (200, 600, 1000):
        pen.line((x, 300, x, 500), fill="black", width=3)
    for y in (300, 400, 500):
        pen.line((200, y, 1000, y), fill="black", width=3)
    pen.rectangle((300, 335, 306, 365), fill="black")
    image = PageImage(np.asarray(picture), 200 / 72)
    page = Page(1, 595, 842, "scanned")
    (part,) = ruled_parts(page, raster_rules(image), exact=False)
    part = with_ink(part, image)
    assert [c.status for c in part.cells] == ["unreadable", "blank", "blank", "blank"]
    assert holds_ink(image, part.cells[0].bbox)  # type: ignore[arg-type]
    (table,) = joined([part])
    doubts = doubts_of((table,), {1})
    assert [region.key for region in doubts] == ["t001:0:0"]
    look = SecondLook(doubts[0], (word("1", 100, 100),))
    again = with_second_look(TablesResult((table,), (), doubts), (look,))
    assert again.tables[0].cell(0, 0).text == "1"  # type: ignore[union-attr]
    assert again.doubts == ()


def test_two_readings_that_differ_make_a_cell_doubtful() -> None:
    (table,) = joined([part_of(1, [HEAD, ["甲", "1.00"]], 100, 780)])
    look = SecondLook(Region(1, BBox(0, 0, 1, 1), "", "t001:1:1"), (word("7.00", 0, 0),))
    cell = with_second_look(TablesResult((table,)), (look,)).tables[0].cell(1, 1)
    assert cell is not None
    assert (cell.text, cell.status, cell.alternatives) == ("1.00", "doubtful", ("7.00",))


def test_columns_without_rules() -> None:
    words = []
    for i, (name, a, b) in enumerate(
        [("甲支出", "10.00", "3.10"), ("乙支出", "2.50", ""), ("丙支出", "7.25", "1.00"), ("合计", "19.75", "4.10")]
    ):
        words.append(word(name, 60, 100 + 16 * i, 30))
        words += [word(t, x - 5.0 * len(t), 100 + 16 * i) for t, x in ((a, 250), (b, 400)) if t]
    (part,) = borderless_parts(page_of(words), [])
    (table,) = joined([part])
    assert [row[2] for row in table.grid] == ["3.10", "", "1.00", "4.10"]
    assert table.confidence < 1


def test_a_contents_list_is_no_table() -> None:
    words = []
    for i in range(6):
        words += [word("一、概况", 60, 100 + 16 * i, 40), word(str(i + 3), 500, 100 + 16 * i)]
    assert borderless_parts(page_of(words), []) == []


def test_a_drawn_pdf_gives_its_table() -> None:
    sheet = io.BytesIO()
    pen = canvas.Canvas(sheet, pagesize=(595, 842))
    for x in (100, 200, 300):
        pen.line(x, 742, x, 702)
    for y in (742, 722, 702):
        pen.line(100, y, 300, y)
    pen.drawString(210, 708, "5.20")
    pen.save()
    page = page_of([word("5.20", 210, 126, 20)])

    def no_image(number: int) -> PageImage:
        raise AssertionError(number)

    result = from_pages(sheet.getvalue(), (page,), no_image, Options())
    assert [table.grid for table in result.tables] == [(("", ""), ("", "5.20"))]
    assert result.failures == ()
    assert result.tables[0].cells[3].status == "read"


def test_the_strokes_of_a_large_title_are_no_table() -> None:
    title = Word("某中心2021年度决算", BBox(36, 39, 560, 69))
    strokes = grid_rules([120.0, 150.0, 180.0], [53.0, 67.0])
    assert ruled_parts(page_of([title]), strokes, exact=False) == []
    cells = [word("甲", 122, 54), word("5.00", 152, 54)]
    assert len(ruled_parts(page_of(cells), strokes, exact=False)) == 1
