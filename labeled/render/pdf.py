"""PDF with a text layer, made by reportlab, byte for byte the same every time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from labeled.generator.filled import Filled
from labeled.render.fonts import Font, find_font, fonts_of
from labeled.render.garble import garble
from labeled.render.layout import Layout, set_pages


@dataclass(frozen=True)
class Rendered:
    """A PDF and where everything on it stands."""

    data: bytes
    layout: Layout


class MissingGlyphs(ValueError):
    """A font lacks characters of the document; the message names them."""


#: What a font for digits and letters sets, and all else.
_RUNS = re.compile(r"[ -~]+|[^ -~]+")


class _Face:
    """The font of a document, or its two: names in reportlab, and the characters that they have."""

    def __init__(self, told: str):
        self.told = told
        registered = [_register(font) for font in fonts_of(told)]
        self._han, self._latin = registered[0], registered[-1]

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """The text cut by font: the font's name, the piece."""
        if self._han is self._latin:
            yield self._han[0], text
            return
        for found in _RUNS.finditer(text):
            yield (self._latin if found[0].isascii() else self._han)[0], found[0]

    def width(self, text: str, size: float) -> float:
        """How wide a text is."""
        from reportlab.pdfbase import pdfmetrics

        return sum(pdfmetrics.stringWidth(piece, name, size) for name, piece in self.runs(text))

    def has(self, char: str) -> bool:
        """Whether the font has a character."""
        return ord(char) in (self._latin if char.isascii() else self._han)[1]


def _register(wanted: Font) -> tuple[str, frozenset[int]]:
    """Make a font known to reportlab, anew, because its subsets grow with every document; the characters it has."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    registered = f"labeled-{wanted.name}"
    font = TTFont(registered, str(find_font(wanted.name)), subfontIndex=wanted.index)
    pdfmetrics.registerFont(font)
    return registered, frozenset(font.face.charToGlyph)


def _check_glyphs(layout: Layout, face: _Face) -> None:
    """Refuse a text that the font would print as empty boxes: its truth would not be what a reader sees."""
    missing = sorted({char for page in layout.pages for line in page.lines for char in line.text if not face.has(char)})
    if missing:
        named = ", ".join(f"{char} (U+{ord(char):04X})" for char in missing)
        raise MissingGlyphs(f"the font {face.told} has no glyph for {named}; choose another with --font")


def render_pdf(filled: Filled, font: str = "hei", borderless: bool = False, garbled: bool = False) -> Rendered:
    """Set and draw a document.

    Parameters
    ----------
    filled : Filled
    font : str
        A name of ``labeled.render.fonts.FONTS``, with or without one of its ``LATIN`` behind a plus.
    borderless : bool
        Leave out the rules of the tables.
    garbled : bool
        Scramble the ToUnicode maps: the glyphs are right, the text layer is not.

    Raises
    ------
    MissingGlyphs
        If the font lacks a character of the document.
    FileNotFoundError
        If the font is not installed.
    ValueError
        If there is no such font.
    """
    from reportlab.pdfgen.canvas import Canvas

    face = _Face(font)
    layout = set_pages(filled, face.width)
    _check_glyphs(layout, face)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(layout.pages[0].width, layout.pages[0].height), invariant=1, pageCompression=1)
    canvas.setTitle(filled.id)
    canvas.setProducer("juesuan labeled documents")
    for page in layout.pages:
        canvas.setPageSize((page.width, page.height))
        if not borderless:
            canvas.setLineWidth(0.6)
            for cell in page.cells:
                x0, top, x1, bottom = cell.box
                canvas.rect(x0, page.height - bottom, x1 - x0, bottom - top)
        for line in page.lines:
            x = line.x
            for name, piece in face.runs(line.text):
                canvas.setFont(name, line.size)
                canvas.drawString(x, page.height - line.y, piece)
                x += canvas.stringWidth(piece, name, line.size)
        canvas.showPage()
    canvas.save()
    data = out.getvalue()
    return Rendered(garble(data) if garbled else data, layout)


def pdf(filled: Filled, font: str = "hei", borderless: bool = False, garbled: bool = False) -> bytes:
    """The bytes of ``render_pdf``."""
    return render_pdf(filled, font, borderless, garbled).data
