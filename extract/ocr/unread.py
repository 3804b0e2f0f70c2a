"""Ink that no line of text covers: read after all, or told as a place that was not read.

Detection misses faint and thin figures, and its boxes may end before a figure does.
What is left on the page when rules and all lines are taken away is either of
the size of text, or nothing: pieces of text are handed to recognition
themselves. What reads well becomes a line like any other; what does not is a
place of the page where something is printed and nothing was read. A figure
beside such ink may be cut off (``traits``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np

from extract.ocr.crops import read_quads
from extract.ocr.engine import Engine, Line
from extract.ocr.shapes import shapes
from extract.types import BBox

#: Ink is darker than the paper around it by this many of 255 levels; the paper is looked for within so many points.
DARKER, PAPER = 45, 22.0
#: A stroke that runs so many points level, or upright, is a rule, though it waver by so many pixels; what stands
#: so near to one (pixels) is part of it. Blurred figures run into one level stroke of their own length.
LEVEL, UPRIGHT, WAVERS, SWEPT = 72.0, 24.0, 3, 5
#: Room around a line that counts as covered, as a share of its height: boxes are tight.
COVER = 0.12
#: Pieces of text are this high, at least this wide, and this dark; shares of the usual height of a line.
LOWEST, HIGHEST, NARROWEST, DARK = 0.4, 1.6, 0.06, 0.06
#: What touches a rule and is no thicker than this is a piece of it.
THIN = 0.35
#: What is filled more than this is no text.
SOLID = 0.8
#: Strokes closer than this (across, down) belong together.
JOINED = (0.5, 0.15)
#: On a page that is hardly legible: how much darker specks are, how close they stand, how many pixels they have.
FAINT, FAINT_JOINED, SPECKS = 30, (1.2, 0.2), 4
#: How far several specks that were a figure reach, at least, across and down.
SPREAD = (0.5, 0.25)
#: Specks in one flat row (as high as ``THIN``) of so many line heights are the leaders of a contents.
LEADERS = 3.0
#: So many lines with leaders make a contents.
FEWEST_LED = 3
#: Room around a piece that is handed to recognition.
ROOM = 0.2
#: From this score on a piece is read; below, its place is not.
READ = 0.7
#: Of a page so many pieces are read, and so many specks told, one by one. More of them are a picture, a stain or a
#: page that was lost as a whole: they are told as the regions that they fill, pieces that stand closer than this many
#: line heights together.
MOST, REGION = 200, 1.0

#: The dots of leaders are read as they please; one sign of three dots is enough.
_LED = re.compile(r"…|[.·。]{3,}")
_TEXT = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]")
#: What is left of a rule reads as a stroke.
_STROKES = re.compile(r"[\s一丨|/\\\-—–_.,·'`、。:;~…lI]*")


class Strays(NamedTuple):
    """The lines with those that were read from stray ink; all stray pieces; those that were not read."""

    lines: list[Line]
    pieces: tuple[BBox, ...]
    unread: tuple[BBox, ...]


def strays(engine: Engine, pixels: Any, scale: float, lines: Sequence[Line]) -> Strays:
    """Read what the lines do not cover.

    Parameters
    ----------
    engine : Engine
    pixels : ndarray of uint8, shape (height, width, 3)
        The level raster.
    scale : float
        Pixels per point.
    lines : sequence of Line
        What was read of it.

    Returns
    -------
    Strays
    """
    boxes = [line.bbox for line in lines]
    found = pieces(pixels, scale, boxes) if boxes else []
    if len(found) > MOST:
        return Strays(list(lines), (), _regions(found, _usual(boxes), pixels.shape))
    out = list(lines)
    contents = led(lines)
    unread: list[BBox] = []
    for piece in found:
        for line in read_quads(engine, pixels, np.array([_quad(piece, pixels.shape)], np.float32)):
            if _STROKES.fullmatch(line.text):
                continue
            # Dots lower the score of a line of a contents, wherever it was found.
            sure = line.score >= READ or (contents and _LED.search(line.text))
            if sure and _TEXT.search(line.text):
                out.append(line)
            else:
                unread.append(piece)
    return Strays(out, tuple(found), tuple(dict.fromkeys(unread)))


def pieces(pixels: Any, scale: float, covered: Sequence[BBox]) -> list[BBox]:
    """Where ink of the size of text stands that no box covers, in pixels."""
    ink, near = uncovered(pixels, scale, covered, DARKER)
    usual = _usual(covered)
    out = []
    for piece, own, dark in _joined(ink, usual, JOINED):
        width, height = piece.width, piece.height
        if not (LOWEST * usual <= height <= HIGHEST * usual and width >= NARROWEST * usual):
            continue
        if near[own].any() and min(width, height) < THIN * usual:
            continue  # what is left of a rule
        if dark > SOLID * width * height and width > THIN * usual:
            continue  # a patch of the legend of a chart
        if dark >= DARK * max(width * height, usual * usual / 3):
            out.append(piece)
    return out


def led(lines: Sequence[Line]) -> bool:
    """Whether a page is a contents: so many of its lines have leaders."""
    return sum(bool(_LED.search(line.text)) for line in lines) >= FEWEST_LED


def faint(pixels: Any, scale: float, covered: Sequence[BBox], single: bool, contents: bool = False) -> tuple[BBox, ...]:
    """Where specks stand in a row that no box covers: what is left of print on a page that is hard to read.

    Parameters and values as of ``pieces``. ``single`` specks count on a page that is hardly legible
    anywhere; on others they are dust, and only several of them together were a figure. In a ``contents``
    flat ones are what is left of leaders.
    """
    ink, near = uncovered(pixels, scale, covered, FAINT)
    usual = _usual(covered)
    found = [
        (dark, piece)
        for piece, own, dark in _joined(ink, usual, FAINT_JOINED)
        if dark >= SPECKS
        and piece.height <= HIGHEST * usual
        and not near[own].any()
        and not (piece.height < THIN * usual and (contents or piece.width > LEADERS * usual))
        and (single or (piece.width >= SPREAD[0] * usual and piece.height >= SPREAD[1] * usual))
    ]
    specks = [piece for _, piece in sorted(found, key=lambda one: -one[0])]
    return (*specks[:MOST], *_regions(specks[MOST:], usual, pixels.shape))


def _usual(covered: Sequence[BBox]) -> float:
    """The usual height of a line."""
    return float(np.median([box.height for box in covered]))


def _regions(found: Sequence[BBox], usual: float, shape: Sequence[int]) -> tuple[BBox, ...]:
    """The boxes around pieces that stand close together, from the top."""
    filled: Any = np.zeros(shape[:2], np.uint8)
    room = REGION * usual / 2
    for piece in found:
        rows = slice(max(0, round(piece.top - room)), round(piece.bottom + room))
        filled[rows, max(0, round(piece.x0 - room)) : round(piece.x1 + room)] = 1
    count, _, stats = shapes(filled)
    boxes = ((int(v) for v in stats[i][:4]) for i in range(1, count))
    return tuple(BBox(float(x), float(y), float(x + width), float(y + height)) for x, y, width, height in boxes)


def uncovered(pixels: Any, scale: float, covered: Sequence[BBox], darker: int) -> tuple[Any, Any]:
    """Ink that is neither a rule nor in a box, and what is close to rules: masks of 0 and 1.

    Values as of ``pieces``; ``darker``, by how many of 255 levels ink is darker than its paper.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    wide = 2 * round(PAPER * scale / 2) + 1
    paper = cv2.blur(cv2.dilate(grey, np.ones((9, 9), np.uint8)), (wide, wide))
    ink: Any = (cv2.subtract(paper, grey) > darker).astype(np.uint8)
    rules = _rules(ink, max(3, round(LEVEL * scale)), max(3, round(UPRIGHT * scale)))
    ink[rules > 0] = 0
    near = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    for box in covered:
        room = COVER * box.height
        rows = slice(max(0, int(box.top - room)), int(box.bottom + room) + 1)
        ink[rows, max(0, int(box.x0 - room)) : int(box.x1 + room) + 1] = 0
    return ink, near


def _joined(ink: Any, usual: float, room: tuple[float, float]) -> Iterator[tuple[BBox, Any, int]]:
    """Ink that stands close together: its box, the place of its pixels, how many they are."""
    across, down = (max(1, round(share * usual)) for share in room)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((down, across), np.uint8))
    count, labels, stats = shapes(joined)
    for i in range(1, count):
        x, y, width, height = (int(v) for v in stats[i][:4])
        rows, columns = np.nonzero(labels[y : y + height, x : x + width] == i)
        own = (rows + y, columns + x)
        yield BBox(float(x), float(y), float(x + width), float(y + height)), own, int(ink[own].sum())


def _rules(ink: Any, level: int, upright: int) -> Any:
    """Where rules run, at least so long."""
    out = np.zeros_like(ink)
    for along, across, sweep in (((1, level), (WAVERS, 1), (SWEPT, 3)), ((upright, 1), (1, WAVERS), (3, SWEPT))):
        thick = cv2.dilate(ink, np.ones(across, np.uint8))
        runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones(along, np.uint8))
        out |= cv2.dilate(cv2.bitwise_and(runs, thick), np.ones(sweep, np.uint8))
    return out


def _quad(box: BBox, shape: tuple[int, ...]) -> list[list[float]]:
    room = ROOM * box.height
    x0, x1 = max(0.0, box.x0 - room), min(float(shape[1]), box.x1 + room)
    top, bottom = max(0.0, box.top - room), min(float(shape[0]), box.bottom + room)
    return [[x0, top], [x1, top], [x1, bottom], [x0, bottom]]
