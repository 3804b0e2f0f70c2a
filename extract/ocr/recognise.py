"""Reading a page: upright, level, without seals, every line with its characters' boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from extract.errors import Failure, JuesuanError, failure
from extract.ocr.crops import crop, read_quads, reading_order
from extract.ocr.engine import Engine, EngineError, Line, read
from extract.ocr.gaps import gaps, lifted
from extract.ocr.level import estimate_skew, in_points, level, level_grey
from extract.ocr.marks import in_doubt, marked
from extract.ocr.perspective import flatten, turned_back
from extract.ocr.seal import lift_seals
from extract.ocr.unread import faint, led, strays
from extract.ocr.watermark import lift_watermark
from extract.ocr.widths import set_as_chinese
from extract.stages import Images, PageImage
from extract.types import BBox, Page, Word

#: Turned pages: the upright boxes' long sides have to outweigh the others by this factor.
TALL_VOTE = 1.0
#: Height over width from which a box is tall.
TALL = 1.5
#: Lines that decide which way round a page stands: how many, at least and at most so many heights long.
SAMPLE, SAMPLE_SHORTEST, SAMPLE_LENGTH = 6, 3.0, 8.0
#: So many places that were not read are named.
PLACES_TOLD = 6
#: A page that scores this well stands upright; upside down it scores 0.5 to 0.75.
UPRIGHT_SCORE = 0.88
#: A page on which no line scores so much shows no text.
HARDLY = 0.3
#: What may go wrong with one page while the others can still be read.
PAGE_ERRORS = (EngineError, JuesuanError, cv2.error, MemoryError, ValueError)


def read_page(engine: Engine, page: Page, raw: Images) -> tuple[Page, tuple[Failure, ...]]:
    """The page with its words; as it was, with a failure, where that is not possible."""
    try:
        image = raw(page.number)
        return _read(engine, page, image)
    except PAGE_ERRORS as error:
        if isinstance(error, JuesuanError):
            return page, (error.failure,)
        detail = str(error).strip().splitlines()[-1:] or [type(error).__name__]
        return page, (failure("JS301", detail[0][:200], page.number),)


def _read(engine: Engine, page: Page, image: PageImage) -> tuple[Page, tuple[Failure, ...]]:
    if not image.pixels.size:
        raise ValueError("the raster is empty")
    pixels = lift_seals(image.pixels, image.scale)
    skew = estimate_skew(pixels)
    rotation = 0
    shown, flat = pixels, flatten(pixels, *level_grey(pixels, skew))
    if flat is not None:
        # From here on the page is the flattened one; the way back is put together at the end.
        pixels, skew = flat.pixels, 0.0
    covered = image.pixels if flat is None else pixels
    pixels, beneath = lift_watermark(pixels, image.scale, skew)
    straight, back = level(pixels, 0, skew)
    quads = engine.detect(straight)
    if _lies(quads):
        rotation = 90
        straight, back = level(pixels, rotation, skew)
        quads = engine.detect(straight)
        if _upside_down(engine, straight, quads):
            rotation = 270
            straight, back = level(pixels, rotation, skew)
            quads = engine.detect(straight)
    lines = reading_order(read_quads(engine, straight, quads))
    # Pages that read well stand upright: only the others are tried the other way round.
    if rotation == 0 and lines and _mean_score(lines) < UPRIGHT_SCORE and _upside_down(engine, straight, quads):
        rotation = 180
        straight, back = level(pixels, rotation, skew)
        lines = read(engine, straight)
    found_beside = strays(engine, straight, image.scale, lines)
    lines = reading_order(marked(engine, straight, found_beside.lines, found_beside.pieces))
    unread = found_beside.unread
    doubted = in_doubt(lines)
    if doubted:
        boxes = [*(line.bbox for line in lines), *unread]
        unread = (*unread, *faint(straight, image.scale, boxes, doubted == "page", led(lines)))
        # The same object where nothing was lifted.
        seen = None if covered is pixels else lifted(level(covered, rotation, skew)[0], straight)
        unread = (*unread, *gaps(straight, image.scale, lines, unread, seen))
    reasons = page.reasons
    if shown is not image.pixels:
        reasons = (*reasons, "red seal lifted")
    if beneath:
        reasons = (*reasons, beneath)
    perspective = (0.0, 0.0)
    if flat is not None:
        reasons = (*reasons, "perspective taken out")
        whole = turned_back(flat.back, rotation, pixels.shape[:2], shown.shape[:2])
        a, b, c, d, e, f, g, h = (float(v) for v in whole.reshape(-1)[:8])
        back, perspective = (a, b, c, d, e, f), (g, h)
    # The network sees a stroke in many a picture; what it is hardly sure of anywhere is no text.
    found = any(line.score >= HARDLY for line in lines)
    if not found:
        reasons = (*reasons, "no text found")
    height, width = straight.shape[:2]
    page = replace(
        page,
        width=width / image.scale,
        height=height / image.scale,
        rotation=rotation,
        skew=skew,
        upright_from_level=in_points(back, image.scale),
        words=tuple(as_word(line, image.scale) for line in lines),
        reasons=reasons,
        # Per pixel, hence more per point.
        perspective=(perspective[0] * image.scale, perspective[1] * image.scale),
        unread=tuple(_points(box, image.scale) for box in unread),
    )
    if not found:
        return page, (failure("JS303", page=page.number),)
    return page, (failure("JS305", _told(page.unread), page.number),) if page.unread else ()


def _told(places: Sequence[BBox]) -> str:
    """How many places there are, and where the first of them are, in points from the top left."""
    shown = "; ".join(f"x {box.x0:.0f} y {box.top:.0f}" for box in places[:PLACES_TOLD])
    return f"{len(places)} ({shown}{'; …' if len(places) > PLACES_TOLD else ''})"


def _points(box: BBox, scale: float) -> BBox:
    return BBox(*(round(value / scale, 2) for value in box))


def _mean_score(lines: list[Line]) -> float:
    """The mean score per character: a page number counts less than a line."""
    return sum(line.score * len(line.text) for line in lines) / sum(len(line.text) for line in lines)


def _lies(quads: Any) -> bool:
    """Whether the lines run up or down the page: the vote of tall boxes, weighted by their length."""
    tall = flat = 0.0
    for quad in quads:
        width, height = np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[0] - quad[3])
        if height > TALL * width:
            tall += float(height)
        elif width > TALL * height:
            flat += float(width)
    return tall > TALL_VOTE * flat


def _upside_down(engine: Engine, pixels: Any, quads: Any) -> bool:
    """Whether a sample of lines reads better the other way round."""
    chosen = []
    for quad in quads:
        width, height = np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[0] - quad[3])
        if height > 0 and width / height >= SAMPLE_SHORTEST:
            chosen.append((float(width / height), quad))
    chosen.sort(key=lambda item: -item[0])
    pieces = [crop(pixels, quad) for _, quad in chosen[:SAMPLE]]
    if not pieces:
        return False
    # The beginnings of long lines say enough.
    pieces = [piece[:, : round(SAMPLE_LENGTH * piece.shape[0])] for piece in pieces]
    return _score(engine, [np.rot90(piece, 2) for piece in pieces]) > _score(engine, pieces)


def _score(engine: Engine, crops: list[Any]) -> float:
    return sum(reading.score for reading in engine.recognise(crops)) / len(crops)


def as_word(line: Line, scale: float, offset: tuple[float, float] = (0.0, 0.0)) -> Word:
    """A line of the raster as a word of the page, in points."""

    def points(box: BBox) -> BBox:
        return BBox(
            round((box.x0 + offset[0]) / scale, 2),
            round((box.top + offset[1]) / scale, 2),
            round((box.x1 + offset[0]) / scale, 2),
            round((box.bottom + offset[1]) / scale, 2),
        )

    return Word(
        set_as_chinese(line.text),
        points(line.bbox),
        round(line.score, 4),
        "ocr",
        tuple(points(box) for box in line.char_boxes),
        tuple(map(set_as_chinese, line.alternatives)),
        line.char_scores,
        line.marks,
        line.doubts,
    )
