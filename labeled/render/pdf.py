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


def _register(name: str) -> str:
    """Make a font known to reportlab, anew, because its subsets grow with every document."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    registered = f"labeled-{name}"
    pdfmetrics.registerFont(TTFont(registered, str(find_font(name)), subfontIndex=FONTS[name].index))
    return registered


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
    """
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfgen.canvas import Canvas

    name = _register(font)
    layout = set_pages(filled, lambda text, size: pdfmetrics.stringWidth(text, name, size))
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
