"""Tables without rules: written documents rendered so, whose cells are known."""

from __future__ import annotations

import pytest
from PIL import Image

from benchmarks.tables import ours
from evaluation.picture import draw_tables
from evaluation.scores.cells import score
from evaluation.sources.routes import make
from extract.types import BBox, Cell, Document, Table


@pytest.mark.parametrize("document", ["evaluation-a", "guangdong", "prefecture"])
def test_borderless_value_cells_stand_in_their_row_and_column(document: str) -> None:
    made = make(document, 3, "borderless")
    found, _, _ = ours(made.data, made.name)
    result = score({"tables": made.truth.tables}, found)
    assert result.cells > 20
    assert result.exact >= 0.95 * result.cells, result.misses


@pytest.mark.slow
def test_borderless_tables_of_a_whole_disclosure_are_joined() -> None:
    made = make("yunnan", 1, "borderless")
    found, _, _ = ours(made.data, made.name)
    result = score({"tables": made.truth.tables}, found)
    assert result.exact >= 0.95 * result.cells, result.misses
    assert any(len(table.pages) > 1 for table in found)


def test_table_picture_marks_doubted_cells() -> None:
    box = BBox(10, 10, 60, 30)
    sound, doubted = Cell(0, 0, "1.00", page=1, bbox=box), Cell(0, 1, "", page=1, bbox=BBox(60, 10, 110, 30))
    doubted = Cell(0, 1, "", page=1, bbox=doubted.bbox, status="unreadable", marks=("ink_without_text",))
    table = Table("t001", 1, 2, (sound, doubted), (1,), ((1, BBox(10, 10, 110, 30)),))
    picture = draw_tables(Document("0" * 64, "pdf", "ok", tables=(table,)), 1, Image.new("RGB", (120, 40), "white"), 1)
    red = picture.getpixel((100, 25))
    assert red[0] > red[1]
    assert picture.getpixel((30, 25)) == (255, 255, 255)
