"""Rasters of pages as the file displays them."""

from __future__ import annotations

import io
import struct
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from extract.errors import JuesuanError, refuse
from extract.options import Options
from extract.pages.guard import Abandoned, guarded
from extract.pages.opening import WHY
from extract.stages import Images, PageImage, Source

#: What Pillow raises where an image file is damaged: a TIFF without its dimensions is a TypeError, one cut off in a tag
#: may be any of the others.
IMAGE_ERRORS = (
    *(OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, struct.error),
    Image.DecompressionBombError,
)
#: Rasters kept at a time.
_KEPT = 2
#: A page is a scan if one image covers this share of it; then its own resolution is used.
FULL_PAGE = 0.85
#: Resolutions between which a scan is rendered as it is (dots per inch).
COARSEST, FINEST = 100.0, 300.0
#: Points of the long side of A4, the size given to images that do not tell theirs.
A4_LONG = 841.89
#: Resolutions that image files claim without meaning it lie at or below this (screens).
SCREEN_DPI = 100.0


def rasters(source: Source, options: Options, wanted: Sequence[int] = ()) -> Images:
    """Rasters by page number, as the file displays the page; only a few are kept.

    Parameters
    ----------
    source : Source
    options : Options
    wanted : sequence of int, optional
        Pages that will be asked for: they are drawn together by one child, and all of them kept.
    """
    from extract.pages.opening import repaired

    kept: OrderedDict[int, PageImage] = OrderedDict()
    opened: list[Any] = []
    most = max(_KEPT, len(wanted))

    def image(number: int) -> PageImage:
        if number not in kept:
            if source.format == "image":
                kept[number] = _image_page(source.data, number, options)
            else:
                first = not opened
                if first:
                    opened.append(pdfium.PdfDocument(repaired(source, options)))
                together = wanted if first and number in wanted else ()
                kept.update(_guarded_pages(opened[0], number, together, options))
            while len(kept) > most:
                kept.popitem(last=False)
        kept.move_to_end(number)
        return kept[number]

    return image


def _guarded_pages(document: Any, number: int, wanted: Sequence[int], options: Options) -> dict[int, PageImage]:
    """The page, and those that are wanted with it, drawn in a child, which is given up if one takes too long.

    What goes wrong with another page than the one asked for is told when that one is.
    """
    found: dict[int, PageImage] = {}
    numbers = [number, *(other for other in wanted if other != number)]
    try:
        for scale, shape, data in guarded(lambda: _drawn(document, numbers, options), options.limits.seconds_per_page):
            pixels = np.frombuffer(data, np.uint8).reshape(shape).copy()
            found[numbers[len(found)]] = PageImage(pixels, scale)
    except Abandoned as gone:
        if not found:
            raise refuse("JS214", WHY[gone.why], number) from gone
    except JuesuanError:
        if not found:
            raise
    return found


def _drawn(document: Any, numbers: Sequence[int], options: Options) -> Iterator[tuple[float, tuple[int, ...], bytes]]:
    for number in numbers:
        image = _pdf_page(document, number, options)
        yield image.scale, image.pixels.shape, image.pixels.tobytes()


def _pdf_page(document: Any, number: int, options: Options) -> PageImage:
    try:
        page = document[number - 1]
    except pdfium.PdfiumError as error:
        raise refuse("JS206", str(error), number) from error
    try:
        width, height = page.get_size()
        scale = render_scale(page, options)
        longest = options.limits.page_pixels / max(1.0, width * height)
        scale = min(scale, longest**0.5)
        try:
            bitmap = page.render(scale=scale, may_draw_forms=False)
        except (pdfium.PdfiumError, MemoryError, ValueError) as error:
            raise refuse("JS206", str(error), number) from error
        # Copied, because the bitmap frees its memory; BGR to RGB, grey to three equal channels.
        pixels = bitmap.to_numpy()
        if pixels.ndim == 2 or pixels.shape[2] == 1:
            rgb = np.repeat(pixels.reshape(pixels.shape[0], pixels.shape[1], 1), 3, axis=2)
        else:
            rgb = np.ascontiguousarray(pixels[:, :, 2::-1])
        bitmap.close()
        return PageImage(rgb, rgb.shape[1] / width)
    finally:
        page.close()


def full_page_image(page: Any) -> Any | None:
    """The image object that covers the page, or None."""
    width, height = page.get_size()
    if page.get_rotation() in (90, 270):
        width, height = height, width
    left, bottom, right, top = page.get_bbox()
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = item.get_bounds()
        shown = max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
        if shown >= FULL_PAGE * width * height:
            return item
    return None


def render_scale(page: Any, options: Options) -> float:
    """Pixels per point: a scan's own resolution, else the one of the options."""
    found = full_page_image(page)
    if found is None:
        return options.ocr.dpi / 72
    x0, y0, x1, y1 = found.get_bounds()
    # A turned image has its sides the other way round; the long sides belong together.
    own = max(found.get_px_size()) / max(x1 - x0, y1 - y0, 1.0)
    return min(max(own, COARSEST / 72), FINEST / 72)


def image_scale(picture: Image.Image) -> float:
    """Pixels per point of an image file: as it says, or so that its long side is that of A4."""
    told = picture.info.get("dpi") or (0, 0)
    dpi = float(told[0]) if told and told[0] else 0.0
    long_side = max(picture.size)
    if SCREEN_DPI < dpi <= 1200 and 300 <= long_side / dpi * 72 <= 3400:
        return dpi / 72
    return long_side / A4_LONG


def _image_page(data: bytes, number: int, options: Options) -> PageImage:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.seek(number - 1)
            if picture.width * picture.height > options.limits.page_pixels:
                raise refuse("JS205", f"{picture.width} × {picture.height}", number)
            scale = image_scale(picture)
            rgb = np.asarray(_on_paper(picture))
    except IMAGE_ERRORS as error:
        raise refuse("JS206", str(error), number) from error
    return PageImage(np.ascontiguousarray(rgb), scale)


def _on_paper(picture: Image.Image) -> Image.Image:
    """In RGB, what is transparent on white paper."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(paper, clear).convert("RGB")
    if picture.mode.startswith("I;16") or picture.mode == "I":
        return Image.fromarray((np.asarray(picture).astype(np.uint32) >> 8).astype(np.uint8)).convert("RGB")
    return picture.convert("RGB")
