"""Watermarks and grey seals are taken off; print, pale print and rules stay."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extract import ocr
from extract.ocr.watermark import LIFTED, SHADOWS, lift_watermark
from extract.options import Options
from extract.stages import PageImage
from extract.types import Page

PAGES = Path(__file__).parent / "pages"
SCALE = 150 / 72
LINES = tuple(f"{column * 1111.11 + 37:,.2f}      {column * 17.3:.2f}      20{column}" for column in range(1, 10))
SIZE = (1000, 1240)


def paper(shade: int = 250) -> Image.Image:
    return Image.new("RGB", SIZE, (shade,) * 3)


def printed(image: Image.Image, grey: int = 20) -> Image.Image:
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(LINES):
        draw.text((120, 100 + 110 * i), line, fill=(grey,) * 3, font=ImageFont.load_default(size=34))
        draw.line((90, 160 + 110 * i, 900, 160 + 110 * i), fill=(30, 30, 30), width=2)
    return image


def with_words(image: Image.Image, colour: tuple[int, int, int], size: int, slant: float = 35) -> np.ndarray:
    """Words as ink over the page: it multiplies, so that black print stays black."""
    ink = Image.new("RGB", (2 * SIZE[0], 2 * SIZE[1]), "white")
    draw = ImageDraw.Draw(ink)
    for y in range(0, 2 * SIZE[1], 4 * size):
        for x in range(0, 2 * SIZE[0], 9 * size):
            draw.text((x, y), "COPY 2023", fill=colour, font=ImageFont.load_default(size=size))
    ink = ink.rotate(slant, fillcolor="white", center=SIZE).crop(
        (SIZE[0] // 2, SIZE[1] // 2, SIZE[0] * 3 // 2, SIZE[1] * 3 // 2)
    )
    return (np.asarray(image).astype(np.uint16) * np.asarray(ink) // 255).astype(np.uint8)


@pytest.mark.parametrize("shade", [20, 120], ids=["black print", "grey print"])
def test_page_without_watermark_is_the_same_raster(shade: int) -> None:
    page = np.asarray(printed(paper(), shade)).copy()
    assert lift_watermark(page, SCALE).pixels is page


def test_level_pale_words_are_print() -> None:
    page = with_words(printed(paper()), (150, 150, 150), 34, slant=0)
    assert lift_watermark(page, SCALE).pixels is page


def test_lines_of_blurred_print_are_neither_ground_nor_a_ring() -> None:
    """A coarse scan, pale throughout: lines were taken for ground, four figures and a corner for a ring, and lost."""
    page = cv2.cvtColor(cv2.imread(str(PAGES / "coarse_kai.jpg"), cv2.IMREAD_GRAYSCALE), cv2.COLOR_GRAY2RGB)
    assert lift_watermark(page, 1.6677).pixels is page


def test_thin_strokes_of_print_are_no_slanting_word() -> None:
    """Strokes of 宋体 across several lines were joined to a word and taken off, and the figures with them."""
    page = cv2.cvtColor(cv2.imread(str(PAGES / "coarse_song.jpg"), cv2.IMREAD_GRAYSCALE), cv2.COLOR_GRAY2RGB)
    assert lift_watermark(page, 2.7785, -0.796).pixels is page


@pytest.mark.parametrize(
    ("colour", "size"), [((150, 150, 150), 40), ((190, 190, 190), 150), ((230, 130, 130), 150), ((120, 140, 230), 40)]
)
def test_slanting_words_go_and_print_stays(colour: tuple[int, int, int], size: int) -> None:
    clean = np.asarray(printed(paper()))
    dirty = with_words(printed(paper()), colour, size)
    lifted = lift_watermark(dirty, SCALE).pixels

    def away(page: np.ndarray) -> float:
        return float((np.abs(page.astype(int) - clean).max(axis=2) > 40).mean())

    assert away(lifted) < 0.25 * away(dirty)
    ink = clean.max(axis=2) < 60
    assert (lifted.max(axis=2)[ink] < 110).mean() > 0.97


def test_grey_ring_of_a_seal_goes() -> None:
    image = printed(paper())
    ImageDraw.Draw(image).ellipse((400, 500, 640, 740), outline=(140, 140, 140), width=5)
    dirty = np.asarray(image).copy()
    lifted = lift_watermark(dirty, SCALE).pixels
    ring = np.abs(dirty.astype(int) - np.asarray(printed(paper()))).max(axis=2) > 60
    assert (lifted.min(axis=2)[ring] > 200).mean() > 0.7


def test_figures_under_a_watermark_are_read_or_marked(options: Options) -> None:
    dirty = with_words(printed(paper()), (150, 150, 150), 40)
    image = PageImage(dirty, SCALE)
    (page,) = ocr.read_pages((Page(1, 480, 595, "scanned"),), lambda _: image, options).pages
    assert LIFTED in page.reasons
    figures = [part for line in LINES for part in line.split()]
    assert sum(word.text in figures for word in page.words) >= len(figures) - 1
    assert [word for word in page.words if word.text not in figures and not word.marks] == []
    # The table stage sees the same raster as recognition did.
    assert np.array_equal(ocr.level_images((page,), lambda _: image)(1).pixels, lift_watermark(dirty, SCALE).pixels)


def test_the_shadow_of_the_scanners_edge_is_lifted_and_is_no_watermark() -> None:
    page = np.asarray(printed(paper())).copy()
    wide = round(10 * SCALE)
    page[:, -wide:] = (page[:, -wide:] * np.linspace(1, 0.55, wide)[None, :, None]).astype(np.uint8)
    pixels, lifted = lift_watermark(page, SCALE)
    assert lifted == SHADOWS
    assert pixels[:, -2:].mean() > page[:, -2:].mean() + 40
