"""Text layers that are not what their page shows, made from the project's own sample."""

from __future__ import annotations

import io
import re
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

SAMPLE = Path(__file__).parents[2] / "labeled" / "samples" / "hunan-a.pdf"
#: A page of it with a table of figures.
SHEET = 5


def sheet(number: int = SHEET) -> bytes:
    """One page of the sample."""
    with pikepdf.open(SAMPLE) as pdf, pikepdf.new() as out:
        out.pages.append(pdf.pages[number - 1])
        stream = io.BytesIO()
        out.save(stream)
    return stream.getvalue()


def drawn(data: bytes, dpi: int = 150) -> tuple[np.ndarray, tuple[float, float]]:
    """The first page as a picture, and its size in points."""
    page = pypdfium2.PdfDocument(data)[0]
    return np.asarray(page.render(scale=dpi / 72).to_pil().convert("L")), page.get_size()


def with_digits_swapped(data: bytes, pairs: str = "38 69") -> bytes:
    """The page looks the same; its text says 8 for 3 and so on, as a wrong map of characters does."""
    swap = {}
    for a, b in pairs.split():
        swap |= {f"{ord(a):04X}": f"{ord(b):04X}", f"{ord(b):04X}": f"{ord(a):04X}"}

    def line(match: re.Match[bytes]) -> bytes:
        target = match[2].decode().upper()
        return b"<" + match[1] + b"> <" + swap.get(target, target).encode() + b">"

    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/ToUnicode" in item:
                told = _each_by_itself(item["/ToUnicode"].read_bytes())
                item["/ToUnicode"].write(re.sub(rb"<([0-9A-Fa-f]{2})> <([0-9A-Fa-f]{4})>", line, told))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _each_by_itself(cmap: bytes) -> bytes:
    """Ranges of codes written as single ones."""
    pairs = []
    for first, last, target in re.findall(rb"<(\w\w)>\s*<(\w\w)>\s*<(\w{4})>", cmap):
        for step in range(int(last, 16) - int(first, 16) + 1):
            pairs.append((int(first, 16) + step, int(target, 16) + step))
    for first, _, targets in re.findall(rb"<(\w\w)>\s*<(\w\w)>\s*\[([^]]*)\]", cmap):
        for step, target in enumerate(re.findall(rb"<(\w{4})>", targets)):
            pairs.append((int(first, 16) + step, int(target, 16)))
    if not pairs:
        return cmap
    head = cmap[: cmap.index(b"endcodespacerange") + len(b"endcodespacerange")]
    tail = cmap[cmap.rindex(b"endbfrange") + len(b"endbfrange") :]
    body = b""
    for at in range(0, len(pairs), 100):
        part = pairs[at : at + 100]
        body += b"\n%d beginbfchar\n" % len(part)
        body += b"".join(b"<%02X> <%04X>\n" % pair for pair in part) + b"endbfchar"
    return head + body + tail


def outlined(data: bytes, share: float = 1.0) -> bytes:
    """The page with the ink below ``1 - share`` of its height drawn as outlines instead of text."""
    pixels, (width, height) = drawn(data, 288)
    scale = pixels.shape[1] / width
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    contours, _ = cv2.findContours((pixels < 128).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_TC89_L1)
    path = canvas.beginPath()
    for contour in contours:
        points = contour[:, 0, :] / scale
        if points[:, 1].min() >= height * (1 - share):
            path.moveTo(points[0][0], height - points[0][1])
            for x, y in points[1:]:
                path.lineTo(x, height - y)
            path.close()
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)
    canvas.save()
    if share >= 1.0:
        return out.getvalue()
    # The text of the upper part stays text.
    with pikepdf.open(io.BytesIO(data)) as above, pikepdf.open(io.BytesIO(out.getvalue())) as below:
        page = above.pages[0]
        cut = f"q 0 {height * share:.2f} {width:.2f} {height:.2f} re W n ".encode()
        page.contents_add(pikepdf.Stream(above, cut), prepend=True)
        page.contents_add(pikepdf.Stream(above, b" Q"))
        page.add_overlay(below.pages[0])
        out = io.BytesIO()
        above.save(out)
    return out.getvalue()


def scan_under(layer: bytes, shown: bytes, *, strips: int = 1, over: bool = False) -> bytes:
    """A picture of ``shown`` in so many strips, with the text of ``layer`` invisible, or visible under the picture."""
    pixels, (width, height) = drawn(shown)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    edges = np.linspace(0, pixels.shape[0], strips + 1).astype(int)
    for top, bottom in zip(edges, edges[1:], strict=False):
        share = pixels.shape[0] / height
        picture = ImageReader(Image.fromarray(pixels[top:bottom]))
        canvas.drawImage(picture, 0, height - bottom / share, width, (bottom - top) / share)
    canvas.save()
    with pikepdf.open(io.BytesIO(layer)) as text, pikepdf.open(io.BytesIO(out.getvalue())) as scan:
        page = text.pages[0]
        if over:
            page.add_overlay(scan.pages[0])
        else:
            said = (
                page.Contents.read_bytes()
                if isinstance(page.Contents, pikepdf.Stream)
                else b"\n".join(stream.read_bytes() for stream in page.Contents)
            )
            # Only the text, and that not painted.
            kept = b"\n".join(re.findall(rb"BT.*?ET", said, re.S)).replace(b"BT", b"BT 3 Tr")
            page.Contents = pikepdf.Stream(text, kept)
            page.add_underlay(scan.pages[0])
        stream = io.BytesIO()
        text.save(stream)
    return stream.getvalue()


def text_over_picture(data: bytes, *, cleaned: bool) -> bytes:
    """The page's visible text over a picture of the whole page, as some recognisers write their result.

    ``cleaned``: the picture has lost its own text.
    """
    pixels, (width, height) = drawn(data)
    pixels = np.full_like(pixels, 246) if cleaned else np.maximum(pixels, 90)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    canvas.drawImage(ImageReader(Image.fromarray(pixels)), 0, 0, width, height)
    canvas.save()
    with pikepdf.open(io.BytesIO(data)) as text, pikepdf.open(io.BytesIO(out.getvalue())) as scan:
        text.pages[0].add_underlay(scan.pages[0])
        stream = io.BytesIO()
        text.save(stream)
    return stream.getvalue()


def hidden_beside(data: bytes, text: str, how: str) -> bytes:
    """The page with a line that does not show: ``white``, ``clear``, ``under`` a white box, ``outside`` or ``mode``."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        width, height = (float(v) for v in pdf.pages[0].mediabox[2:])
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(width, height), invariant=1)
        canvas.setFillGray(1.0 if how == "white" else 0.0)
        if how == "clear":
            canvas.setFillAlpha(0.0)
        line = canvas.beginText(60, height + 40 if how == "outside" else 24)
        line.setFont("Helvetica", 10)
        line.setTextRenderMode(3 if how == "mode" else 0)
        line.textLine(text)
        canvas.drawText(line)
        if how == "under":
            canvas.setFillGray(1.0)
            canvas.rect(50, 16, 300, 24, stroke=0, fill=1)
        canvas.save()
        with pikepdf.open(io.BytesIO(out.getvalue())) as more:
            pdf.pages[0].add_overlay(more.pages[0])
            stream = io.BytesIO()
            pdf.save(stream)
    return stream.getvalue()
