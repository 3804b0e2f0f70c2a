"""Watermarks over the figures of a page: large words set slantwise, as offices print 公开 or 内部资料 over a table."""

from __future__ import annotations

import io
from functools import cache
from typing import NamedTuple

import pikepdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from labeled.render.fonts import FONTS, find_font


class Mark(NamedTuple):
    """The words, their colour (0 to 1), how opaque they are; size, slant in degrees and distance in points."""

    words: str
    colour: tuple[float, float, float]
    opaque: float
    size: float
    slant: float
    apart: float


#: From pale to heavier than any office would print.
MARKS = {
    "pale": Mark("公开", (0, 0, 0), 0.15, 64, 45, 190),
    "grey": Mark("公开", (0, 0, 0), 0.3, 64, 45, 190),
    "dark": Mark("内部资料", (0, 0, 0), 0.5, 48, 30, 210),
    "small": Mark("政务公开2023", (0, 0, 0), 0.3, 20, 30, 120),
    "red": Mark("公开", (0.85, 0.1, 0.1), 0.5, 64, 45, 190),
    "blue": Mark("样张", (0.1, 0.2, 0.8), 0.5, 64, 45, 190),
}


@cache
def _font() -> str:
    font = FONTS["hei"]
    pdfmetrics.registerFont(TTFont("watermark", str(find_font("hei")), subfontIndex=font.index))
    return "watermark"


def watermarked(data: bytes, name: str) -> bytes:
    """The PDF with a watermark of ``MARKS`` over all of its pages."""
    mark = MARKS[name]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            width, height = (float(v) for v in page.mediabox[2:])
            out = io.BytesIO()
            canvas = Canvas(out, pagesize=(width, height), invariant=1)
            canvas.setFillColorRGB(*mark.colour, alpha=mark.opaque)
            canvas.setFont(_font(), mark.size)
            y = 0.3 * mark.apart
            while y < height:
                x = 0.3 * mark.apart
                while x < width:
                    canvas.saveState()
                    canvas.translate(x, y)
                    canvas.rotate(mark.slant)
                    canvas.drawCentredString(0, 0, mark.words)
                    canvas.restoreState()
                    x += 1.3 * mark.apart
                y += mark.apart
            canvas.save()
            with pikepdf.open(io.BytesIO(out.getvalue())) as more:
                page.add_overlay(more.pages[0])
        stream = io.BytesIO()
        pdf.save(stream, deterministic_id=True)
    return stream.getvalue()
