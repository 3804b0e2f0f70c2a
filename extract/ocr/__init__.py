"""OCR: words for scanned and garbled pages, level rasters, and a second look at named places."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np

from extract.errors import Failure, JuesuanError, failure, refuse
from extract.ocr.engine import Engine, EngineError, load_engine
from extract.ocr.level import level
from extract.ocr.look import looks
from extract.ocr.perspective import warped
from extract.ocr.recognise import read_page
from extract.ocr.seal import lift_seals
from extract.ocr.watermark import LIFTED, SHADOWS, lift_watermark
from extract.ocr.witness import trusted
from extract.options import Options
from extract.stages import Images, OcrResult, PageImage, SecondLook
from extract.types import Page, Region

__all__ = ["engine_name", "level_images", "read_pages", "second_look", "warm"]

#: Routes whose words come from OCR.
_READ = frozenset({"scanned", "garbled"})
#: Level rasters kept at a time: a table that runs over a page border asks for two.
_KEPT = 2


def _engine(options: Options) -> Engine:
    try:
        return load_engine(options)
    except EngineError as error:
        raise refuse("JS302", str(error)) from error


def engine_name(options: Options) -> str:
    """Engine, version, runtime and models, as they count for the version of a result."""
    return _engine(options).name


def warm(options: Options) -> None:
    """Load the networks; called once per worker."""
    _engine(options)


def read_pages(pages: tuple[Page, ...], raw: Images, options: Options) -> OcrResult:
    """Read the scanned and garbled pages, and the digital ones whose text layer is not what their picture shows.

    Parameters
    ----------
    pages : tuple of Page
    raw : Images
        Rasters of the pages as the file displays them.
    options : Options

    Returns
    -------
    OcrResult
        All pages; one that could not be read stays as it was and has a failure.
    """
    to_read = any(page.route in _READ for page in pages)
    if not to_read and not any(page.probes for page in pages):
        return OcrResult(pages)
    try:
        engine = _engine(options)
    except JuesuanError as error:
        if to_read:
            raise
        return OcrResult(pages, (failure("JS304", error.failure.message),))
    done: list[Page] = []
    failures: list[Failure] = []
    with _threads(options.ocr.threads):
        for page, wrong in trusted(engine, pages, raw):
            failures.extend(wrong)
            if page.route in _READ:
                page, wrong = read_page(engine, page, raw)
                failures.extend(wrong)
            done.append(page)
    return OcrResult(tuple(done), tuple(failures))


@contextmanager
def _threads(number: int) -> Iterator[None]:
    """Let OpenCV take so many threads: by itself it takes all cores, those of other processes too."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(number)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def level_images(pages: tuple[Page, ...], raw: Images) -> Images:
    """The level raster of each page: turned, deskewed and freed of seals and watermarks as when it was read."""
    by_number = {page.number: page for page in pages}
    kept: OrderedDict[int, PageImage] = OrderedDict()

    def image(number: int) -> PageImage:
        if number not in kept:
            page, shown = by_number[number], raw(number)
            pixels = lift_seals(shown.pixels, shown.scale) if page.route in _READ else shown.pixels
            straight = _straight(page, pixels, shown.scale)
            if {LIFTED, SHADOWS} & set(page.reasons):
                straight = lift_watermark(straight, shown.scale).pixels
            kept[number] = PageImage(straight, shown.scale)
            while len(kept) > _KEPT:
                kept.popitem(last=False)
        kept.move_to_end(number)
        return kept[number]

    return image


def _straight(page: Page, pixels: Any, scale: float) -> Any:
    if page.perspective == (0.0, 0.0):
        return level(pixels, page.rotation, page.skew)[0]
    a, b, c, d, e, f = page.upright_from_level
    g, h = page.perspective
    back = [[a, b, c * scale], [d, e, f * scale], [g / scale, h / scale, 1.0]]
    upright = np.ascontiguousarray(np.rot90(pixels, -page.rotation // 90))
    return warped(upright, back, (round(page.width * scale), round(page.height * scale)))


def second_look(regions: tuple[Region, ...], level: Images, options: Options) -> tuple[SecondLook, ...]:
    """Read named regions of the level pages again.

    Parameters
    ----------
    regions : tuple of Region
    level : Images
        From ``level_images``.
    options : Options

    Returns
    -------
    tuple of SecondLook
        One per region, in their order; without words where nothing can be read.
    """
    return looks(_engine(options), regions, level) if regions else ()
