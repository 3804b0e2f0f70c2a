"""A second look at named places: the ink of a region, cut out anew, read twice in different dress.

A lone digit in a cell is often not found by detection, but reads well when it
is handed to recognition. A figure that reads differently on a wider, slightly
blurred crop is one to doubt: the other reading becomes its alternative.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import cv2
import numpy as np

from extract.errors import JuesuanError
from extract.ocr.crops import read_quads, reading_order
from extract.ocr.engine import Engine, Line, Reading
from extract.ocr.recognise import as_word
from extract.stages import Images, PageImage, SecondLook
from extract.types import BBox, Region, Word

#: Points by which a vertical rule reaches beyond the region, and points from which a level stroke is a rule.
RULE_BEYOND, RULE_LENGTH = 4.0, 24.0
#: Points around the region in which rules are followed.
AURA = 12.0
#: Beside a line of text, one this many times lower is what is left of a rule.
FLAT = 4.0
#: Points around a region that are looked at as well: character boxes are tight.
AROUND = 1.0
#: What touches the region's border and is lower than this share of the highest blob came from outside.
INTRUDER = 0.6
#: Grey levels between paper and the darkest ink, below which a region is paper only.
LEAST_CONTRAST = 40
#: Points below which a speck is dust.
DUST = 1.6
#: The crop for recognition: margin as a share of the ink's height, narrow and wide.
NARROW, WIDE = 0.18, 0.4
#: The second dress: enlargement and blur (sigma in pixels of the enlarged crop).
ENLARGE, BLUR = 1.5, 0.8
#: Below this score detection is asked as well.
POOR = 0.6


def looks(engine: Engine, regions: Iterable[Region], level: Images) -> tuple[SecondLook, ...]:
    """Read the regions again; one answer per region, in their order."""
    asked = list(regions)
    answers: dict[int, tuple[Word, ...]] = {}
    for number in sorted({region.page for region in asked}):
        mine = [i for i, region in enumerate(asked) if region.page == number]
        try:
            image = level(number)
        except JuesuanError:
            # The page's own failure is on record; its regions show nothing.
            answers.update(dict.fromkeys(mine, ()))
            continue
        found = _read_regions(engine, image, [asked[i].bbox for i in mine])
        answers.update(zip(mine, found, strict=True))
    return tuple(SecondLook(region, answers[i]) for i, region in enumerate(asked))


def _read_regions(engine: Engine, image: PageImage, boxes: list[BBox]) -> list[tuple[Word, ...]]:
    jobs: list[tuple[int, BBox]] = []  # region, line in pixels
    crops: list[Any] = []
    for i, box in enumerate(boxes):
        place = _look_at(image, box)
        if place is not None:
            for line in ink_lines(place, image.scale):
                jobs.append((i, line.shifted(place.x0, place.y0)))
                crops.extend(_dresses(place.pixels, line))
    readings = engine.recognise(crops)
    found: list[list[Word]] = [[] for _ in boxes]
    for n, (i, bounds) in enumerate(jobs):
        word = _word(bounds, readings[2 * n], readings[2 * n + 1], image.scale)
        if word is not None:
            found[i].append(word)
    return [
        tuple(words) if _well_read(words) else _detected(engine, image, box, words)
        for box, words in zip(boxes, found, strict=True)
    ]


def _well_read(words: list[Word]) -> bool:
    return bool(words) and min(word.confidence for word in words) >= POOR


def _word(line: BBox, plain: Reading, dressed: Reading, scale: float) -> Word | None:
    first, second = sorted((plain, dressed), key=lambda reading: -reading.score)
    text = first.text.strip()
    if not text:
        first, second = second, first
        text = first.text.strip()
    if not text:
        return None
    others = [second.text.strip(), *first.alternatives, *second.alternatives]
    kept = tuple(dict.fromkeys(other.strip() for other in others if other.strip() and other.strip() != text))
    # Spans are shares of a crop with margins; the boxes need no more precision than that.
    boxes: tuple[BBox, ...] = ()
    if len(first.spans) == len(first.text) == len(text):
        margin = (WIDE if first is dressed else NARROW) * line.height
        left, width = line.x0 - margin, line.width + 2 * margin
        boxes = tuple(BBox(left + a * width, line.top, left + b * width, line.bottom) for a, b in first.spans)
    return as_word(Line(text, first.score, line, boxes, kept), scale)


def _detected(engine: Engine, image: PageImage, box: BBox, words: list[Word]) -> tuple[Word, ...]:
    """What detection finds in the enlarged region, unless the first way read it better."""
    place = _look_at(image, box)
    if place is None or not place.ink.any():
        return tuple(words)
    edge = 16
    piece = cv2.copyMakeBorder(place.pixels, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=place.paper)
    piece = cv2.resize(piece, None, fx=ENLARGE, fy=ENLARGE, interpolation=cv2.INTER_CUBIC)
    lines = reading_order(read_quads(engine, piece, engine.detect(piece)))
    offset = (place.x0 - edge) * ENLARGE, (place.y0 - edge) * ENLARGE
    found = tuple(as_word(line, image.scale * ENLARGE, offset) for line in lines)
    return found if _mean(found) > _mean(words) else tuple(words)


def _mean(words: Iterable[Word]) -> float:
    scores = [word.confidence for word in words]
    return sum(scores) / len(scores) if scores else 0.0


class _Place(NamedTuple):
    """A region cut out of the page, its rules painted over; ``x0`` and ``y0`` in pixels of the page."""

    pixels: Any
    ink: Any
    paper: tuple[float, ...]
    x0: int
    y0: int


class _Bounds(NamedTuple):
    """A line of ink in pixels."""

    x0: int
    top: int
    x1: int
    bottom: int

    def shifted(self, dx: int, dy: int) -> BBox:
        return BBox(float(self.x0 + dx), float(self.top + dy), float(self.x1 + dx), float(self.bottom + dy))


def _look_at(image: PageImage, box: BBox) -> _Place | None:
    """Cut out a region and take the rules off; None where it shows paper only."""
    x0, y0, x1, y1 = _pixels(image, box, AROUND)
    if min(x1 - x0, y1 - y0) < 4:
        return None
    # Rules are told from strokes by how far they go on beyond the region.
    wx0, wy0, wx1, wy1 = _pixels(image, box, AURA)
    grey = cv2.cvtColor(np.ascontiguousarray(image.pixels[wy0:wy1, wx0:wx1]), cv2.COLOR_RGB2GRAY)
    inner = (slice(y0 - wy0, y1 - wy0), slice(x0 - wx0, x1 - wx0))
    paper, darkest = float(np.percentile(grey, 80)), float(np.percentile(grey[inner], 0.5))
    if paper - darkest < LEAST_CONTRAST:
        return None
    ink = (grey < (paper + darkest) / 2).astype(np.uint8)
    rules = _rules(ink, y1 - y0, image.scale)[inner] > 0
    pixels = image.pixels[y0:y1, x0:x1].copy()
    around = np.median(pixels[~(ink[inner] > 0) & ~rules], axis=0) if not (ink[inner] > 0).all() else [paper] * 3
    bare = (ink[inner] > 0) & ~rules
    rules |= _intruders(bare)
    pixels[rules] = around
    return _Place(pixels, bare & ~rules, tuple(float(v) for v in around), x0, y0)


def _intruders(ink: Any) -> Any:
    """Mask of small blobs that reach in over the border: ends of rules, feet of the line above."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    highest = max((int(h) for *_, h, _ in stats[1:]), default=0)
    high, wide = ink.shape
    mask = np.zeros(ink.shape, dtype=bool)
    for label, (x, y, w, h, _) in enumerate(stats[1:count], start=1):
        if (x == 0 or y == 0 or x + w == wide or y + h == high) and h < INTRUDER * highest:
            mask |= labels == label
    return mask


def _rules(ink: Any, height: int, scale: float) -> Any:
    """Mask of the rules in a window around a region that is ``height`` pixels high, with their grey fringe."""
    tall = np.ones((height + round(RULE_BEYOND * scale), 1), np.uint8)
    wide = np.ones((1, round(RULE_LENGTH * scale)), np.uint8)
    # A rule that leans by a pixel is still one.
    upright = cv2.morphologyEx(cv2.dilate(ink, np.ones((1, 3), np.uint8)), cv2.MORPH_OPEN, tall)
    level = cv2.morphologyEx(cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, wide)
    fringed = cv2.dilate(upright, np.ones((1, 3), np.uint8)), cv2.dilate(level, np.ones((3, 1), np.uint8))
    return np.maximum(*fringed)


def _pixels(image: PageImage, box: BBox, around: float) -> tuple[int, int, int, int]:
    height, width = image.pixels.shape[:2]
    return (
        max(0, round((box.x0 - around) * image.scale)),
        max(0, round((box.top - around) * image.scale)),
        min(width, round((box.x1 + around) * image.scale)),
        min(height, round((box.bottom + around) * image.scale)),
    )


def ink_lines(place: _Place, scale: float) -> list[_Bounds]:
    """The lines of ink of a region, in pixels of the region."""
    dust = max(2, round(DUST * scale))
    lines = []
    for top, bottom in _runs(place.ink.any(axis=1), gap=max(1, dust // 2)):
        across = np.flatnonzero(place.ink[top:bottom].any(axis=0))
        if bottom - top >= dust or across[-1] - across[0] >= dust:
            lines.append(_Bounds(int(across[0]), top, int(across[-1] + 1), bottom))
    highest = max((line.bottom - line.top for line in lines), default=0)
    edge = place.ink.shape[0]
    return [
        line
        for line in lines
        if (line.bottom - line.top) * FLAT > highest or (line.top > dust and line.bottom < edge - dust)
    ]


def _runs(filled: Any, gap: int) -> list[tuple[int, int]]:
    """Stretches of true values, those closer than ``gap`` joined."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], filled.astype(np.int8), [0]])))
    runs: list[tuple[int, int]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if runs and start - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], int(end))
        else:
            runs.append((int(start), int(end)))
    return runs


def _dresses(pixels: Any, line: _Bounds) -> tuple[Any, Any]:
    """The line's crop as it is, and wider, enlarged and slightly blurred."""
    plain = _cut(pixels, line, NARROW)
    wide = cv2.resize(_cut(pixels, line, WIDE), None, fx=ENLARGE, fy=ENLARGE, interpolation=cv2.INTER_CUBIC)
    return plain, cv2.GaussianBlur(wide, (0, 0), BLUR)


def _cut(pixels: Any, line: _Bounds, share: float) -> Any:
    """The line with a margin of paper around it, so that neighbours and rules stay out."""
    inner = np.ascontiguousarray(
        pixels[
            int(line.top) : max(int(line.bottom), int(line.top) + 1), int(line.x0) : max(int(line.x1), int(line.x0) + 1)
        ]
    )
    paper = np.percentile(inner.reshape(-1, inner.shape[2]), 90, axis=0)
    margin = max(1, round(share * inner.shape[0]))
    return cv2.copyMakeBorder(
        inner, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=tuple(float(v) for v in paper)
    )
