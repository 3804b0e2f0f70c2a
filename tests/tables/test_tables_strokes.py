"""Strokes over a scanned table, of a seal or a pen, divide none of its cells."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extract.stages import PageImage
from extract.tables.grid.cells import lattice
from extract.tables.grid.rules import raster_rules, touching_groups, without_crossing
from extract.types import BBox

SCALE = 200 / 72
ROWS, COLS, HEIGHT, WIDTH, EDGE = 8, 4, 17, 78, 40


def at(points: float) -> int:
    return round(points * SCALE)


def ruled_page(*strokes: tuple[float, float, float, float]) -> PageImage:
    """A level page with a table of ROWS and COLS, and strokes (from x, y to x, y in points) over it."""
    pixels = np.full((at(842), at(595), 3), 255, np.uint8)
    for row in range(ROWS + 1):
        y = EDGE + row * HEIGHT
        cv2.line(pixels, (at(EDGE), at(y)), (at(EDGE + COLS * WIDTH), at(y)), (0, 0, 0), 2)
    for col in range(COLS + 1):
        x = EDGE + col * WIDTH
        cv2.line(pixels, (at(x), at(EDGE)), (at(x), at(EDGE + ROWS * HEIGHT)), (0, 0, 0), 2)
    for x0, y0, x1, y1 in strokes:
        cv2.line(pixels, (at(x0), at(y0)), (at(x1), at(y1)), (60, 60, 60), 2)
    return PageImage(pixels, SCALE)


@pytest.mark.parametrize(
    "stroke",
    [
        # from a column rule on over half of the cell, in the middle of its row: as a star of a seal did
        (EDGE + WIDTH, EDGE + 3.4 * HEIGHT, EDGE + 1.62 * WIDTH, EDGE + 3.4 * HEIGHT),
        # down over two rows and a half
        (EDGE + 2.4 * WIDTH, EDGE + 2.3 * HEIGHT, EDGE + 2.4 * WIDTH, EDGE + 4.8 * HEIGHT),
    ],
)
def test_a_stroke_that_ends_in_a_cell_divides_none(stroke: tuple[float, float, float, float]) -> None:
    (group,) = touching_groups(raster_rules(ruled_page(stroke)))
    found = lattice(group)
    assert found is not None
    assert (len(found.ys) - 1, len(found.xs) - 1) == (ROWS, COLS)


def test_a_rule_that_meets_those_that_cross_it_divides_one_cell() -> None:
    y = EDGE + 3.5 * HEIGHT
    (group,) = touching_groups(raster_rules(ruled_page((EDGE + WIDTH, y, EDGE + 2 * WIDTH, y))))
    found = lattice(group)
    assert found is not None
    assert len(found.ys) - 1 == ROWS + 1


def test_a_rule_of_which_a_scan_lost_a_piece_is_kept() -> None:
    page = ruled_page()
    gap = slice(at(EDGE + 1.2 * WIDTH), at(EDGE + 1.8 * WIDTH))
    page.pixels[at(EDGE + 2 * HEIGHT) - 4 : at(EDGE + 2 * HEIGHT) + 5, gap] = 255
    (group,) = touching_groups(raster_rules(page))
    found = lattice(group)
    assert found is not None
    assert (len(found.ys) - 1, len(found.xs) - 1) == (ROWS, COLS)


def test_rules_that_climb_by_more_than_a_degree_are_seen() -> None:
    page = ruled_page()
    middle = (page.pixels.shape[1] / 2, page.pixels.shape[0] / 2)
    # a photographed sheet: its rules across climb, those down do not
    climbing = np.array([[1, 0, 0], [np.tan(np.radians(1.2)), 1, -np.tan(np.radians(1.2)) * middle[0]]])
    pixels = cv2.warpAffine(page.pixels, climbing, page.pixels.shape[1::-1], borderValue=(255, 255, 255))
    (group,) = touching_groups(raster_rules(PageImage(pixels, SCALE)))
    found = lattice(group)
    assert found is not None
    assert (len(found.ys) - 1, len(found.xs) - 1) == (ROWS, COLS)


def test_a_stroke_over_whole_rows_is_no_rule_where_numbers_stand_across_it() -> None:
    # the ring of a seal runs nearly straight down over three rows, from one rule to another
    x = EDGE + 1.7 * WIDTH
    rules = raster_rules(ruled_page((x, EDGE + 3 * HEIGHT, x, EDGE + 6 * HEIGHT)))
    assert any(not rule.horizontal and abs(rule.at - x) < 2 for rule in rules)
    middle = EDGE + 4.5 * HEIGHT
    number = BBox(x - 25, middle - 5, x + 10, middle + 5)
    kept = without_crossing(rules, [number])
    assert len(kept) < len(rules)
    assert not any(not rule.horizontal and abs(rule.at - x) < 2 for rule in kept)
    # a number beside it, and one that was read with its box over a rule as long as the table
    for other in (
        BBox(x - 40, middle - 5, x - 1, middle + 5),
        BBox(EDGE + WIDTH - 20, middle - 5, EDGE + WIDTH + 9, middle),
    ):
        assert without_crossing(rules, [other]) == list(rules)


@pytest.mark.parametrize(("grey", "divides"), [(150, False), (20, True)])
def test_a_stroke_much_paler_than_the_rules_beside_it_divides_nothing(grey: int, divides: bool) -> None:
    page = ruled_page()
    x = EDGE + 1.7 * WIDTH
    cv2.line(page.pixels, (at(x), at(EDGE + 3 * HEIGHT)), (at(x), at(EDGE + 6 * HEIGHT)), (grey, grey, grey), 2)
    assert any(not rule.horizontal and abs(rule.at - x) < 2 for rule in raster_rules(page)) is divides
