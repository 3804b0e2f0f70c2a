"""PDF with a text layer, made by reportlab, byte for byte the same every time."""

from __future__ import annotations

import io
from dataclasses import dataclass

from labeled.generator.filled import Filled
from labeled.render.fonts import FONTS, find_font
from labeled.render.garble import garble
from labeled.render.layout import Layout, set_pages


@dataclass(frozen=True)
class Rendered:
    """A PDF and where everything on it stands."""

    data: bytes
    layout: Layout


class MissingGlyphs(ValueError):
    """A font lacks characters of the document; the message names them."""


def _register(name: str) -> tuple[str, frozenset[int]]:
    """Make a font known to reportlab, anew, because its subsets grow with every document; the characters it has."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    registered = f"labeled-{name}"
    font = TTFont(registered, str(find_font(name)), subfontIndex=FONTS[name].index)
    pdfmetrics.registerFont(font)
    return registered, frozenset(font.face.charToGlyph)


def _check_glyphs(layout: Layout, known: frozenset[int], font: str) -> None:
    """Refuse a text that the font would print as empty boxes: its truth would not be what a reader sees."""
    missing = sorted(
        {char for page in layout.pages for line in page.lines for char in line.text if ord(char) not in known}
    )
    if missing:
        named = ", ".join(f"{char} (U+{ord(char):04X})" for char in missing)
        raise MissingGlyphs(f"the font {font} has no glyph for {named}; choose another with --font")


def render_pdf(filled: Filled, font: str = "hei", borderless: bool = False, garbled: bool = False) -> Rendered:
    """Set and draw a document.

    Parameters
    ----------
    filled : Filled
    font : str
        A name of ``labeled.render.fonts.FONTS``.
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
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfgen.canvas import Canvas

    name, known = _register(font)
    layout = set_pages(filled, lambda text, size: pdfmetrics.stringWidth(text, name, size))
    _check_glyphs(layout, known, font)
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
            canvas.setFont(name, line.size)
            canvas.drawString(line.x, page.height - line.y, line.text)
        canvas.showPage()
    canvas.save()
    data = out.getvalue()
    return Rendered(garble(data) if garbled else data, layout)


def pdf(filled: Filled, font: str = "hei", borderless: bool = False, garbled: bool = False) -> bytes:
    """The bytes of ``render_pdf``."""
    return render_pdf(filled, font, borderless, garbled).data
