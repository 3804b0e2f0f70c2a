"""Files made on the spot, good and bad."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

LINES = ("部门收入支出决算总表", "某市医疗保障服务中心", "一般公共预算财政拨款收入 1092.90", "社会保障和就业支出 35.00")


def write_pdf(lines: tuple[str, ...] = LINES, *, pages: int = 1, turn: int = 0, encrypt: object = None) -> bytes:
    """A PDF with a text layer; ``turn`` writes the text turned by so many degrees clockwise."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=encrypt, invariant=1, pageCompression=0)
    for _ in range(pages):
        canvas.saveState()
        if turn:
            canvas.translate(A4[0] / 2, A4[1] / 2)
            canvas.rotate(-turn)
            canvas.translate(-200, -200)
        canvas.setFont("STSong-Light", 14)
        for i, line in enumerate(lines):
            canvas.drawString(80, 350 - 30 * i, line)
        canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture(lines: tuple[str, ...] = ("12345.67", "890.12"), size: tuple[int, int] = (1240, 1754)) -> Image.Image:
    """A page with figures as an image of 150 dpi."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        draw.text((150, 200 + 120 * i), line, fill="black", font=ImageFont.load_default(size=44))
    return image


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    return write_pdf


@pytest.fixture
def make_picture() -> Callable[..., Image.Image]:
    return picture
