"""Crossings of rows and columns of figures: empty cells on clean paper, places not read over specks or under a seal."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from extract.ocr.engine import Line
from extract.ocr.gaps import gaps, lifted
from extract.types import BBox

SCALE = 200 / 72
ROWS, COLUMNS = (100, 140, 180, 220, 260, 300), (300, 500, 700)
#: Row and column of the figure that is gone, and its place.
GONE = (0, 1)
PLACE = BBox(COLUMNS[1] - 60, ROWS[0] - 12, COLUMNS[1], ROWS[0] + 12)


def table(*gone: tuple[int, int]) -> list[Line]:
    """Names and three columns of figures that end below each other."""
    lines = [Line(f"事务{r}", 0.99, BBox(40, y - 12, 160, y + 12)) for r, y in enumerate(ROWS)]
    for r, y in enumerate(ROWS):
        for c, x1 in enumerate(COLUMNS):
            if (r, c) not in gone:
                lines.append(Line(f"{r + 1}{c}.50", 0.99, BBox(x1 - 60, y - 12, x1, y + 12)))
    return lines


def paper() -> Any:
    return np.full((400, 800, 3), 255, np.uint8)


def over(place: BBox, found: list[BBox]) -> bool:
    return len(found) == 1 and abs(found[0].x0 - place.x0) < 12 and abs(found[0].centre[1] - place.centre[1]) < 6


def test_an_empty_cell_on_clean_paper_is_none() -> None:
    assert gaps(paper(), SCALE, table(GONE, (3, 2)), []) == []


@pytest.mark.parametrize("row", range(len(ROWS)))
def test_specks_where_a_row_crosses_a_column_are_a_place_not_read(row: int) -> None:
    pixels = paper()
    for x in (445, 460, 480):
        cv2.circle(pixels, (x, ROWS[row] + 2), 1, (120, 120, 120), -1)
    place = BBox(PLACE.x0, ROWS[row] - 12.0, PLACE.x1, ROWS[row] + 12.0)
    assert over(place, gaps(pixels, SCALE, table((row, 1)), []))
    assert gaps(pixels, SCALE, table((row, 1)), [place]) == []


def test_rules_through_a_crossing_are_no_specks() -> None:
    pixels = paper()
    cv2.line(pixels, (20, ROWS[0]), (780, ROWS[0]), (0, 0, 0), 2)
    assert gaps(pixels, SCALE, table(GONE), []) == []


def test_under_a_lifted_seal_nobody_knows_whether_a_cell_is_empty() -> None:
    before, after = paper(), paper()
    cv2.line(before, (400, 70), (540, 125), (140, 140, 140), 6)
    under = lifted(before, after)
    assert over(PLACE, gaps(after, SCALE, table(GONE), [], under))
    assert gaps(after, SCALE, table((4, 2)), [], under) == []


def test_what_was_pale_before_it_was_lifted_hid_nothing() -> None:
    before = paper()
    before[:] = 205
    assert lifted(before, paper()).sum() == 0


def test_a_column_whose_first_figures_are_all_gone_still_crosses_their_rows() -> None:
    pixels = paper()
    cv2.circle(pixels, (470, ROWS[0]), 2, (120, 120, 120), -1)
    assert over(PLACE, gaps(pixels, SCALE, table((0, 1), (1, 1)), []))


def test_numerals_that_count_the_columns_leave_none_out() -> None:
    pixels = paper()
    cv2.circle(pixels, (350, 50), 2, (120, 120, 120), -1)
    counted = [Line(str(k), 0.99, BBox(100 * k + 42, 40, 100 * k + 58, 60)) for k in (1, 2, 4, 5, 6)]
    rows = [line for line in table() if line.text[:2] != "事务"]
    ((x0, top, x1, bottom),) = gaps(pixels, SCALE, [*counted, *rows], [])
    assert x0 < 350 < x1 and top < 50 < bottom
    every_other = [line for line in counted if line.text in "246"]
    assert gaps(pixels, SCALE, [*every_other, *rows], []) == []


def test_pages_without_columns_have_no_crossings() -> None:
    assert gaps(paper(), SCALE, [], []) == []
    assert gaps(paper(), SCALE, table()[:3], []) == []
