"""Which page gives its tables how: vectors where there are any, else what the raster shows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium_c
from pdfminer.psexceptions import PSException

from extract.errors import Failure, failure
from extract.numbers import parse_number
from extract.stages import Images
from extract.tables.captions import with_captions_of_page_before, with_surroundings
from extract.tables.drawn import may_draw_characters
from extract.tables.grid.borderless import borderless_parts
from extract.tables.grid.rules import raster_rules, vector_rules, without_crossing
from extract.tables.grid.second_reader import GIVES_UP, compared, second_reading
from extract.tables.parts import Part, ruled_parts, with_ink
from extract.types import Page

#: More drawn objects than this on a page are a drawing, not a table.
MOST_OBJECTS = 20_000


def find_parts(data: bytes, pages: tuple[Page, ...], images: Images) -> tuple[list[Part], tuple[Failure, ...]]:
    """The parts of tables of every page, in order."""
    found: dict[int, list[Part]] = {}
    failures: list[Failure] = []
    drawn_on: set[int] = set()
    with _opened(data, any(page.route == "digital" for page in pages)) as (drawn, plumber):
        for page in pages:
            if page.route == "blank":
                continue
            if page.route == "digital":
                try:
                    found[page.number] = _digital(page, drawn, plumber)
                    if found[page.number] and may_draw_characters(drawn[page.number - 1], MOST_OBJECTS):
                        drawn_on.add(page.number)
                except PSException as error:
                    failures.append(failure("JS401", f"{type(error).__name__} {error}", page.number))
                    found[page.number] = _seen(page, images, with_ink_check=False)
            else:
                found[page.number] = _seen(page, images, with_ink_check=True)
    failures += _cross_check(data, pages, found)
    for number in sorted(drawn_on):
        # A figure drawn as a picture or in outlines is in no text layer: its cell is not blank.
        image = images(number)
        found[number] = [with_ink(part, image) for part in found[number]]
    out: list[Part] = []
    for page in pages:
        parts = found.get(page.number)
        if parts is not None:
            parts = sorted(parts + borderless_parts(page, parts), key=lambda part: (part.bbox.top, part.bbox.x0))
            out += with_surroundings(page, parts)
    return with_captions_of_page_before(pages, out), tuple(failures)


def _seen(page: Page, images: Images, *, with_ink_check: bool) -> list[Part]:
    """Tables whose rules are seen on the raster."""
    image = images(page.number)
    numbers = [word.bbox for word in page.words if len(word.text) > 2 and parse_number(word.text) is not None]
    parts = ruled_parts(page, without_crossing(raster_rules(image), numbers), exact=False)
    return [with_ink(part, image) for part in parts] if with_ink_check else parts


def _cross_check(data: bytes, pages: tuple[Page, ...], found: dict[int, list[Part]]) -> list[Failure]:
    """Mark what a second reader sees differently; pages turned for reading are not compared."""
    heights = {
        page.number: page.height
        for page in pages
        if page.route == "digital" and page.rotation == 0 and found.get(page.number)
    }
    if not heights:
        return []
    try:
        readings = second_reading(data, heights)
    except GIVES_UP as error:
        return [failure("JS402", f"{type(error).__name__} {error}")]
    for number in heights:
        found[number] = [compared(part, readings[number]) for part in found[number]]
    return []


@contextmanager
def _opened(data: bytes, needed: bool) -> Iterator[tuple[Any, Any]]:
    """The file for looking at its drawn objects, twice: a quick reader and a thorough one."""
    if not needed:
        yield None, None
        return
    drawn = pypdfium2.PdfDocument(data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as plumber:
            yield drawn, plumber
    finally:
        drawn.close()


def _digital(page: Page, drawn: Any, plumber: Any) -> list[Part]:
    if not _has_strokes(drawn[page.number - 1]):
        return []
    leaf = plumber.pages[page.number - 1]
    try:
        rules = vector_rules(leaf, page.rotation)
    finally:
        leaf.close()
    return ruled_parts(page, rules, exact=True)


def _has_strokes(page: Any) -> bool:
    """Whether anything is drawn on the page; asking is a hundred times cheaper than reading it."""
    kinds = (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_FORM)
    count = pdfium_c.FPDFPage_CountObjects(page)
    for index in range(min(count, MOST_OBJECTS)):
        if pdfium_c.FPDFPageObj_GetType(pdfium_c.FPDFPage_GetObject(page, index)) in kinds:
            return True
    return False
