"""Crossings of rows and columns of figures where nothing was read though something may be printed.

On a page in doubt a figure can be gone down to specks that no search for text
would take for more than dust, or altogether, with the seal that was lifted off
it. Where it stood is known all the same: figures of a table stand in columns,
and every row crosses them. A crossing that is empty on clean paper is an empty
cell; one with ink left in it, or from which a seal or a watermark was taken,
is a place that was not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from extract.numbers import fold_width
from extract.ocr.engine import Line
from extract.ocr.figures import ALL_FIGURE
from extract.ocr.unread import FAINT, uncovered
from extract.types import BBox

#: Edges or centres closer than this many line heights stand in one column, centres in one row.
COLUMN, ROW = 0.5, 0.5
#: A column has so many figures; a row of numerals that count has so many.
FEWEST, COUNTED = 2, 4
#: Rows further above or below a column's figures than this many of their usual steps are none of it.
BEYOND = 1.6
#: Height of a figure and room for its place, as shares of the height of a line.
HIGH, ROOM = 0.8, 0.15
#: A crossing has ink with so many pixels, and was under a seal if this share of it was.
SPECKS, UNDER = 4, 0.03
_NUMERAL = re.compile(r"\d{1,2}")
#: What was lifted was darker than it is now by so much, and so dark, of 255 levels.
LIGHTER, DARK = 40, 190


def lifted(before: Any, after: Any) -> Any:
    """Where a seal or a watermark was taken off: a mask of 0 and 1, of rasters of the same shape."""
    old, new = (cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) for pixels in (before, after))
    return ((cv2.subtract(new, old) > LIGHTER) & (old < DARK)).astype(np.uint8)


def gaps(pixels: Any, scale: float, lines: Sequence[Line], unread: Sequence[BBox], under: Any = None) -> list[BBox]:
    """The crossings where something may be printed and nothing was read, in pixels.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
        The level raster of a page in doubt.
    scale : float
        Pixels per point.
    lines : sequence of Line
        What was read of it.
    unread : sequence of BBox
        Places that are known not to be read.
    under : ndarray of uint8, shape (height, width), optional
        Where a seal or a watermark was lifted (``lifted``).
    """
    places = list(_crossings(lines, unread))
    if not places:
        return []
    ink, near = uncovered(pixels, scale, [*(line.bbox for line in lines), *unread], FAINT)
    ink[near > 0] = 0
    return [box for box in places if _cut(ink, box).sum() >= SPECKS or _covered(under, box)]


def _crossings(lines: Sequence[Line], unread: Sequence[BBox]) -> Iterator[BBox]:
    """The empty crossings of columns of figures with the rows of their table."""
    figures = [line.bbox for line in lines if ALL_FIGURE.fullmatch(fold_width(line.text))]
    if len(figures) < FEWEST:
        return
    usual = float(np.median([box.height for box in figures]))
    taken = [*(line.bbox for line in lines), *unread]
    rows = [row for row in _groups(taken, usual, lambda box: box.centre[1], ROW) if len(row) > 1]
    columns = list(_columns(figures, usual))
    standing = {id(box): _span(column) for column in columns for box in column}
    for column in columns:
        own = _span(column)
        wide = float(np.median([box.width for box in column]))
        x1 = float(np.median([box.x1 for box in column]))
        for row in rows:
            middle = float(np.median([box.centre[1] for box in row]))
            # The first figures of a column may all be gone: rows of the table are those of its other columns as well.
            beside = [standing[id(box)] for box in row if id(box) in standing]
            if not any(top < middle < bottom and top < own[1] and own[0] < bottom for top, bottom in (own, *beside)):
                continue
            box = BBox(x1 - wide, middle - HIGH * usual / 2, x1, middle + HIGH * usual / 2)
            if not any(_touch(box, other, ROOM * usual) for other in taken):
                yield box
    yield from _skipped(lines, rows, usual)


def _skipped(lines: Sequence[Line], rows: Sequence[Sequence[BBox]], usual: float) -> Iterator[BBox]:
    """Where a row of numerals that count the columns leaves one out."""
    numerals = {id(line.bbox): int(line.text) for line in lines if _NUMERAL.fullmatch(line.text)}
    for row in rows:
        counted = sorted((box for box in row if id(box) in numerals), key=lambda box: box.x0)
        steps = [numerals[id(b)] - numerals[id(a)] for a, b in pairwise(counted)]
        if len(counted) < COUNTED or not set(steps) <= {1, 2} or steps.count(2) > steps.count(1):
            continue
        for (a, b), step in zip(pairwise(counted), steps, strict=True):
            if step == 2:
                x, y = (a.centre[0] + b.centre[0]) / 2, (a.centre[1] + b.centre[1]) / 2
                # Columns are not equally wide: anywhere between the two.
                room = max(0.0, (b.x0 - a.x1) / 2 - usual / 2)
                yield BBox(x - room, y - HIGH * usual / 2, x + room, y + HIGH * usual / 2)


def _span(column: Sequence[BBox]) -> tuple[float, float]:
    """From where to where a column reaches, with the rows next to it."""
    middles = sorted(box.centre[1] for box in column)
    step = BEYOND * float(np.median(np.diff(middles)))
    return middles[0] - step, middles[-1] + step


def _columns(figures: Sequence[BBox], usual: float) -> Iterator[list[BBox]]:
    """Figures that end, or that have their middles, below each other."""
    left = list(figures)
    for place in (lambda box: box.x1, lambda box: box.centre[0]):
        found = [one for one in _groups(left, usual, place, COLUMN) if len(one) >= FEWEST]
        yield from found
        used = {id(box) for one in found for box in one}
        left = [box for box in left if id(box) not in used]


def _groups(boxes: Sequence[BBox], usual: float, place: Any, apart: float) -> list[list[BBox]]:
    out: list[list[BBox]] = []
    for box in sorted(boxes, key=place):
        if out and place(box) - place(out[-1][-1]) < apart * usual:
            out[-1].append(box)
        else:
            out.append([box])
    return out


def _touch(box: BBox, other: BBox, room: float) -> bool:
    return (
        box.x0 - room < other.x1
        and other.x0 < box.x1 + room
        and box.top + room < other.bottom
        and other.top < box.bottom - room
    )


def _covered(under: Any, box: BBox) -> bool:
    return under is not None and float(_cut(under, box).mean() if _cut(under, box).size else 0.0) >= UNDER


def _cut(mask: Any, box: BBox) -> Any:
    rows = slice(max(0, int(box.top)), max(0, int(box.bottom) + 1))
    return mask[rows, max(0, int(box.x0)) : max(0, int(box.x1) + 1)]
