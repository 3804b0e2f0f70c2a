"""A second look at named places: the ink of a region, cut out anew, read twice in different dress.

A lone digit in a cell is often not found by detection, but reads well when it
is handed to recognition. A figure that reads differently on a wider, slightly
blurred crop is one to doubt: the other reading becomes its alternative.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np

from extract.errors import JuesuanError
from extract.ocr.crops import read_quads, reading_order
from extract.ocr.engine import Engine, Line, Reading
from extract.ocr.recognise import as_word
from extract.stages import Images, PageImage, SecondLook
from extract.types import BBox, Region, Word

#: A row or column of the crop that is inked this far is a rule, not text, if it lies in the outer part.
RULE_INK, OUTER = 0.75, 0.25
#: Points around a region that are looked at as well: character boxes are tight.
AROUND = 1.0
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
        for line in ink_lines(image, box):
            jobs.append((i, line))
            crops.extend(_dresses(image.pixels, line))
    readings = engine.recognise(crops)
    found: list[list[Word]] = [[] for _ in boxes]
    for n, (i, line) in enumerate(jobs):
        word = _word(line, readings[2 * n], readings[2 * n + 1], image.scale)
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
    boxes = ()
    if len(first.spans) == len(first.text) == len(text):
        margin = (WIDE if first is dressed else NARROW) * line.height
        left, width = line.x0 - margin, line.width + 2 * margin
        boxes = tuple(BBox(left + a * width, line.top, left + b * width, line.bottom) for a, b in first.spans)
    return as_word(Line(text, first.score, line, boxes, kept), scale)


def _detected(engine: Engine, image: PageImage, box: BBox, words: list[Word]) -> tuple[Word, ...]:
    """What detection finds in the enlarged region, unless the first way read it better."""
    x0, y0, x1, y1 = _pixels(image, box, AROUND)
    piece = image.pixels[y0:y1, x0:x1]
    if min(piece.shape[:2]) < 4:
        return tuple(words)
    piece = cv2.copyMakeBorder(piece, 16, 16, 16, 16, cv2.BORDER_REPLICATE)
    piece = cv2.resize(piece, None, fx=ENLARGE, fy=ENLARGE, interpolation=cv2.INTER_CUBIC)
    lines = reading_order(read_quads(engine, piece, engine.detect(piece)))
    found = tuple(as_word(line, image.scale * ENLARGE, ((x0 - 16) * ENLARGE, (y0 - 16) * ENLARGE)) for line in lines)
    return found if _mean(found) > _mean(words) else tuple(words)


def _mean(words: Iterable[Word]) -> float:
    scores = [word.confidence for word in words]
    return sum(scores) / len(scores) if scores else 0.0


def _pixels(image: PageImage, box: BBox, around: float) -> tuple[int, int, int, int]:
    height, width = image.pixels.shape[:2]
    return (
        max(0, round((box.x0 - around) * image.scale)),
        max(0, round((box.top - around) * image.scale)),
        min(width, round((box.x1 + around) * image.scale)),
        min(height, round((box.bottom + around) * image.scale)),
    )


def ink_lines(image: PageImage, box: BBox) -> list[BBox]:
    """The lines of ink in a region, in pixels of the page, without the rules at its borders."""
    x0, y0, x1, y1 = _pixels(image, box, AROUND)
    piece = image.pixels[y0:y1, x0:x1]
    if min(piece.shape[:2]) < 4:
        return []
    grey = cv2.cvtColor(np.ascontiguousarray(piece), cv2.COLOR_RGB2GRAY)
    paper = float(np.percentile(grey, 80))
    darkest = float(np.percentile(grey, 0.5))
    if paper - darkest < 40:
        return []
    ink = grey < (paper + darkest) / 2
    _drop_rules(ink)
    dust = max(2, round(DUST * image.scale))
    lines = []
    for top, bottom in _runs(ink.any(axis=1), gap=max(1, dust // 2)):
        across = np.flatnonzero(ink[top:bottom].any(axis=0))
        if bottom - top < dust and across[-1] - across[0] < dust:
            continue
        lines.append(BBox(x0 + float(across[0]), y0 + float(top), x0 + float(across[-1] + 1), y0 + float(bottom)))
    return lines


def _drop_rules(ink: Any) -> None:
    """Blank the rows and columns of rules in the outer part of the crop, in place."""
    for mask in (ink, ink.T):
        inked = mask.mean(axis=1) >= RULE_INK
        outer = max(2, int(len(inked) * OUTER))
        for i in (*range(outer), *range(len(inked) - outer, len(inked))):
            if inked[i]:
                # The grey fringe of a rule is one pixel wide on either side.
                mask[max(0, i - 1) : i + 2] = False


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


def _dresses(pixels: Any, line: BBox) -> tuple[Any, Any]:
    """The line's crop as it is, and wider, enlarged and slightly blurred."""
    plain = _cut(pixels, line, NARROW)
    wide = cv2.resize(_cut(pixels, line, WIDE), None, fx=ENLARGE, fy=ENLARGE, interpolation=cv2.INTER_CUBIC)
    return plain, cv2.GaussianBlur(wide, (0, 0), BLUR)


def _cut(pixels: Any, line: BBox, share: float) -> Any:
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
