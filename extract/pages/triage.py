"""Triage: for each page whether its text layer can be taken, or OCR has to read it.

A layer is taken if it is what the page shows (``sight``) and is text
(``garble``). Whether its characters are those of the picture, the OCR stage
finds out with the words that are named here (``probes``).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from pdfminer.pdfparser import PDFSyntaxError
from PIL import Image

from extract.errors import Failure, failure, refuse
from extract.options import Options
from extract.pages.garble import Verdict, judge
from extract.pages.guard import Abandoned, guarded
from extract.pages.opening import WHY, Opened, open_pdf
from extract.pages.pictures import covered, unpacked
from extract.pages.probes import Known, probes_of
from extract.pages.raster import FULL_PAGE, IMAGE_ERRORS, image_scale
from extract.pages.sight import Sight, look
from extract.pages.words import Char, read_chars, read_chars_without_fonts, turned, words_of
from extract.stages import PagesResult, Source
from extract.types import Page

#: With a full-page image, fewer visible characters are a stamp or page number on a scan.
VISIBLE_TEXT = 40
#: An image of this share of a page may hold its text, if the layer has little.
LARGE_IMAGE, LITTLE_TEXT = 0.3, 60
#: A page is turned when this share of its characters is.
MOSTLY = 0.6
#: So many lines that look like text and are not in the layer, if they are this share of all, make it useless.
DRAWN_LINES, DRAWN_SHARE = 6, 0.15
#: Pages given up after which the rest of a document is not tried.
MOST_GIVEN_UP = 10
#: Pages too short to judge follow the others when this share of those is garbled.
NEIGHBOURS = 0.5


def open_pages(source: Source, options: Options) -> PagesResult:
    """Open a PDF or an image and decide the route of each page.

    Parameters
    ----------
    source : Source
        Of format ``pdf`` or ``image``.
    options : Options

    Returns
    -------
    PagesResult
        Digital pages with words, the others without.

    Raises
    ------
    JuesuanError
        If nothing of the file can be read.
    """
    return _image_pages(source, options) if source.format == "image" else _pdf_pages(source, options)


def _image_pages(source: Source, options: Options) -> PagesResult:
    pages, failures = [], []
    try:
        with Image.open(io.BytesIO(source.data)) as picture:
            frames = getattr(picture, "n_frames", 1) if picture.format in ("TIFF", "MPO") else 1
            if picture.format == "MPO":
                frames = 1  # a photograph with its preview
            for number in range(1, min(frames, options.limits.pages) + 1):
                picture.seek(number - 1)
                if picture.width * picture.height > options.limits.page_pixels:
                    raise refuse("JS205", f"{picture.width} × {picture.height}", number)
                scale = image_scale(picture)
                size = picture.width / scale, picture.height / scale
                pages.append(Page(number, *size, "scanned", ("an image",)))
            if frames > options.limits.pages:
                failures.append(failure("JS203", f"{options.limits.pages} / {frames}"))
    except IMAGE_ERRORS as error:
        raise refuse("JS208", str(error)[:160]) from error
    return PagesResult(tuple(pages), tuple(failures))


def _pdf_pages(source: Source, options: Options) -> PagesResult:
    opened = open_pdf(source.data, options.limits)
    failures = list(opened.failures)
    pages: list[Page] = []
    verdicts: list[Verdict] = []
    for page, verdict, failed in _each_page(opened, options):
        pages.append(page)
        verdicts.append(verdict)
        failures.extend(failed)
    if opened.pages > options.limits.pages:
        failures.append(failure("JS203", f"{options.limits.pages} / {opened.pages}"))
    if not pages:
        raise refuse("JS210")
    return PagesResult(tuple(_with_neighbours(pages, verdicts)), tuple(failures), opened.repairs)


#: A page, what is known of its text layer, and what went wrong.
_Looked = tuple[Page, Verdict, tuple[Failure, ...]]


def _each_page(opened: Opened, options: Options) -> Iterator[_Looked]:
    """All pages within the limit, looked at in a child; one that makes it hang or crash is given up."""
    number, given_up, last = 1, 0, min(opened.pages, options.limits.pages)
    while number <= last:
        start = number
        try:
            for looked in guarded(lambda: _pages_from(opened, start, last, options), options.limits.seconds_per_page):  # noqa: B023
                yield looked
                number += 1
            return
        except Abandoned as gone:
            given_up += 1
            rest = range(number, last + 1 if given_up >= MOST_GIVEN_UP else number + 1)
            for lost in rest:
                detail = (
                    WHY[gone.why] if lost == number else "此前放弃的页过多 / too many pages before it were given up"
                )
                page = Page(lost, 0, 0, "blank", ("cannot be read",))
                yield page, Verdict(None, ""), (failure("JS214", detail, lost),)
            number = rest.stop


def _pages_from(opened: Opened, first: int, last: int, options: Options) -> Iterator[_Looked]:
    try:
        document = pdfium.PdfDocument(opened.data)
    except pdfium.PdfiumError as error:
        raise refuse("JS201", str(error)) from error
    known: Known = Counter()
    data = None if opened.damaged else opened.data
    try:
        for number in range(first, min(len(document), last) + 1):
            page, verdict, failed = _page(document, data, number, options, known)
            if page.route == "blank" and opened.damaged and not failed:
                detail = "文件已损坏，此页无内容 / the file is damaged and shows nothing here"
                failed = (failure("JS206", detail, number),)
            yield page, verdict, failed
    finally:
        document.close()


def _page(
    document: Any, data: bytes | None, number: int, options: Options, known: Known
) -> tuple[Page, Verdict, tuple[Failure, ...]]:
    open_question = Verdict(None, "")
    try:
        page = document[number - 1]
    except pdfium.PdfiumError as error:
        return (
            Page(number, 0, 0, "blank", ("cannot be opened",)),
            open_question,
            (failure("JS206", str(error), number),),
        )
    try:
        width, height = page.get_size()
        if max(width, height) > options.limits.page_points or min(width, height) <= 0:
            wrong = failure("JS204", f"{width:.0f} × {height:.0f} pt", number)
            return Page(number, width, height, "blank", ("larger than the limit",)), open_question, (wrong,)
        bomb = unpacked(page)
        if bomb > options.limits.image_bytes:
            wrong = failure("JS212", f"{bomb:,} bytes", number)
            return Page(number, width, height, "blank", ("larger than the limit",)), open_question, (wrong,)
        plain = Page(number, width, height, "digital")
        page_, verdict = _route(page, plain, data, known)
        return page_, verdict, ()
    except (pdfium.PdfiumError, PDFSyntaxError, ValueError, MemoryError) as error:
        wrong = failure("JS206", str(error) or type(error).__name__, number)
        return Page(number, 0, 0, "blank", ("cannot be read",)), open_question, (wrong,)
    finally:
        page.close()


def _route(page: Any, plain: Page, data: bytes | None, known: Known) -> tuple[Page, Verdict]:
    open_question = Verdict(None, "")
    chars, turns = read_chars(page)
    printed = [char for char in chars if not char.text.isspace()]
    # In a damaged file pdfminer takes seconds a page and knows no better; the damage is on record.
    if data is not None and _may_lack_text(page, turns):
        others, other_turns = read_chars_without_fonts(data, plain.number)
        if sum(not char.text.isspace() for char in others) > len(printed):
            chars, turns = others, other_turns
            printed = [char for char in chars if not char.text.isspace()]
    share = covered(page)
    sight = look(page, chars)
    seen = [char for char, visible in zip(chars, sight.visible, strict=True) if visible or char.text.isspace()]
    many = sum(not char.text.isspace() for char in seen)
    hidden = len(printed) - many
    if not many and not sight.ink:
        reason = "text that does not show and no ink" if hidden else "no text and no ink"
        return replace(plain, route="blank", reasons=(reason,)), open_question
    reason = _must_be_read(share, many, hidden, sight, sum(char.box.width for char in seen))
    if reason:
        return replace(plain, route="scanned", reasons=(reason,)), open_question
    page_, verdict = _layer(plain, seen, known, share >= FULL_PAGE)
    if page_.route == "digital":
        notes = []
        if hidden:
            notes.append(f"{hidden} characters that do not show are left out")
        if sight.lines:
            notes.append(f"{sight.lines} lines of text in pictures or outlines are not read")
        page_ = replace(page_, reasons=(*page_.reasons, *notes))
    return page_, verdict


def _must_be_read(share: float, many: int, hidden: int, sight: Sight, length: float) -> str:
    """Why the page has to be read from its picture; empty where its text layer may serve."""
    if not many:
        return "invisible text only" if hidden else "no text layer"
    if share >= FULL_PAGE and many < VISIBLE_TEXT:
        return "invisible text on a full-page image" if hidden else "a full-page image with next to no text"
    if share >= LARGE_IMAGE and many < LITTLE_TEXT:
        return f"an image on {share:.0%} of the page and little text"
    if sight.lines >= DRAWN_LINES and sight.length > DRAWN_SHARE * (length + sight.length):
        return f"{sight.lines} lines of text in pictures or outlines"
    return ""


def _may_lack_text(page: Any, turns: Counter[int]) -> bool:
    """Whether PDFium may have left text out: text objects without extent, where it read nothing or turned text."""
    # The turn in the file: as displayed, less the page's own.
    across = sum(many for turn, many in turns.items() if (turn - page.get_rotation()) % 180 == 90)
    if turns and across < MOSTLY * sum(turns.values()):
        return False
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=4):
        x0, y0, x1, y1 = item.get_bounds()
        if x1 - x0 <= 0 or y1 - y0 <= 0:
            return True
    return False


def _layer(plain: Page, chars: Sequence[Char], known: Known, layered: bool) -> tuple[Page, Verdict]:
    """The page by its text layer, upright."""
    turns = Counter(char.angle for char in chars)
    turn, most = turns.most_common(1)[0]
    rotation = (360 - turn) % 360 if most >= MOSTLY * sum(turns.values()) else 0
    upright = turned(chars, rotation, plain.width, plain.height)
    width, height = (plain.height, plain.width) if rotation in (90, 270) else (plain.width, plain.height)
    words = words_of(upright)
    verdict = judge([word.text for word in words], sum(not char.mapped for char in chars))
    if verdict.garbled:
        return replace(plain, route="garbled", reasons=(verdict.reason,)), verdict
    reasons = ("text layer",) if not rotation else ("text layer", f"text turned by {turn}°")
    probes = probes_of(words, upright, known, layered)
    page = replace(plain, width=width, height=height, rotation=rotation, reasons=reasons, words=words, probes=probes)
    return page, verdict


def _with_neighbours(pages: Sequence[Page], verdicts: Sequence[Verdict]) -> list[Page]:
    """Digital pages with too little text to judge go the way of the others."""
    judged = [v.garbled for v in verdicts if v.garbled is not None]
    if not judged or sum(judged) < NEIGHBOURS * len(judged):
        return list(pages)
    out = []
    for page, verdict in zip(pages, verdicts, strict=True):
        if page.route == "digital" and verdict.garbled is None:
            width, height = (page.height, page.width) if page.rotation in (90, 270) else (page.width, page.height)
            page = Page(
                page.number, width, height, "garbled", ("too little text to judge, the other pages are garbled",)
            )
        out.append(page)
    return out
