"""Figures that a digital page draws as a picture or in outlines are in no text layer: their cells are not blank."""

from __future__ import annotations

import pytest
from drawn_pages import HEIGHT, Drawn
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader

from extract.document import extract_document
from extract.types import Cell

#: Left and top of the table, widths of its columns, height of its rows.
LEFT, TOP, WIDTHS, ROW = 60, 110, [80, 130, 90, 90, 90], 18


def picture(pen, x: float, y: float) -> None:
    image = Image.new("RGB", (400, 120), "white")
    ImageDraw.Draw(image).text((5, 5), "61.20", font=ImageFont.load_default(90), fill="black")
    pen.drawImage(ImageReader(image), x, y - 2, width=36, height=10.8)


def outlines(pen, x: float, y: float) -> None:
    for place in range(3):
        pen.setFillGray(0)
        pen.ellipse(x + 6 * place, y, x + 5 + 6 * place, y + 7, stroke=0, fill=1)
        pen.setFillGray(1)
        pen.ellipse(x + 1 + 6 * place, y + 1, x + 4 + 6 * place, y + 6, stroke=0, fill=1)
    pen.setFillGray(0)


def row_with(draw, at: tuple[float, float]) -> list[Cell]:
    """The fifth row of a form whose fourth column is blank there, with something drawn on the page."""
    page = Drawn()
    page.text(200, 60, "岚桐县教育局2024年部门决算", 14)
    page.text(250, 90, "收入决算表", 12)
    page.text(430, 106, "金额单位：元")
    rows = [["科目编码", "科目名称", "本年收入合计", "财政拨款收入", "其他收入"]]
    rows += [[f"20502{i:02d}", f"第{i}所学校", f"{3 * i}1.20", f"{2 * i}1.20", f"{i}0.00"] for i in range(1, 9)]
    rows[4][3] = ""
    page.table(LEFT, TOP, WIDTHS, rows, ROW)
    draw(page.pen, *at)
    (table,) = extract_document(page.data(), name="drawn.pdf").tables
    return sorted((cell for cell in table.cells if cell.row == 4), key=lambda cell: cell.col)


IN_THE_CELL = (395.0, HEIGHT - (TOP + 4 * ROW + 13))
BESIDE_THE_TABLE = (395.0, HEIGHT - 400)


def test_a_figure_in_a_picture_is_read_by_a_second_look():
    cell = row_with(picture, IN_THE_CELL)[3]
    assert "ink_without_text" in cell.marks and "second_look" in cell.marks
    assert cell.text == "61.20"


def test_a_figure_in_outlines_is_not_blank():
    cells = row_with(outlines, IN_THE_CELL)
    assert cells[3].status != "blank" and "ink_without_text" in cells[3].marks
    assert [cell.text for cell in cells[:3]] == ["2050204", "第4所学校", "121.20"]


@pytest.mark.parametrize("draw", [picture, outlines])
def test_what_is_drawn_beside_the_table_leaves_its_blank_cells_blank(draw):
    cells = row_with(draw, BESIDE_THE_TABLE)
    assert cells[3].status == "blank" and not cells[3].marks
