"""What of a text layer is seen, and what is seen that the layer does not have.

The page is drawn twice, as it is and with its text taken away. A character
whose place looks the same both times is not what a reader sees: it is not
painted, white, transparent, clipped, or lies under something. What looks like
lines of text when all text is away is a picture of text or drawn as outlines.
Neither needs to know by which of many ways a file hides or draws its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
import pypdfium2.raw as pdfium_c

from extract.pages.words import INVISIBLE, Char

#: Pixels per point at which the page is looked at, and the most pixels.
SCALE, MOST_PIXELS = 1.25, 6_000_000
#: Share of pixels darker than this from which a page is not blank.
DARK, INK = 200, 2e-4
#: A pixel that differs by this much (of 255) was painted by the text.
PAINTED = 20
#: A box whose grey levels differ by this much shows something.
SHOWS = 60
#: Forms in forms in which text is looked for.
DEEPEST = 15
#: Ink is darker than its surroundings (a window of so many pixels) by this much.
WINDOW, DARKER = 31, 20
#: Height and width of a character's parts, in points.
HEIGHTS, WIDTHS = (2.5, 20.0), (0.8, 24.0)
#: Parts closer than this (points) stand in one line; a line is so high, that many times as wide, and filled.
REACH, LINE_HEIGHTS, LINE_SHAPE, LINE_FILL = 6.0, (4.0, 20.0), 1.8, 0.5
#: A page with fewer parts that look like characters has no line of them.
FEWEST_PARTS = 6


class Sight(NamedTuple):
    """How a page looks beside its text layer.

    Attributes
    ----------
    visible : tuple of bool
        For each character whether it is seen.
    lines : int
        Lines that look like text and are not in the layer.
    length : float
        Their length in points.
    ink : bool
        Whether the page shows anything at all.
    """

    visible: tuple[bool, ...]
    lines: int
    length: float
    ink: bool


def look(page: Any, chars: Sequence[Char]) -> Sight:
    """Draw the page with and without its text.

    The page object is no longer good for drawing afterwards.

    Parameters
    ----------
    page : pypdfium2.PdfPage
    chars : sequence of Char
        Of the page as displayed.
    """
    width, height = page.get_size()
    scale = min(SCALE, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    shown = _drawn(page, scale)
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_TEXT], max_depth=DEEPEST):
        pdfium_c.FPDFTextObj_SetTextRenderMode(item.raw, INVISIBLE)
    bare = _drawn(page, scale)
    lines, length = _lines(bare, scale)
    return Sight(_visible(shown, bare, chars, scale), lines, length, bool((shown < DARK).mean() > INK))


def _drawn(page: Any, scale: float) -> Any:
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        pixels = np.asarray(bitmap.to_numpy())
        return pixels.reshape(pixels.shape[0], pixels.shape[1]).copy()
    finally:
        bitmap.close()


def _visible(shown: Any, bare: Any, chars: Sequence[Char], scale: float) -> tuple[bool, ...]:
    if not chars:
        return ()
    painted = _summed(cv2.absdiff(shown, bare) >= PAINTED)
    high, wide = shown.shape
    boxes = np.array([char.box for char in chars], dtype=np.float64) * scale
    x0 = np.clip(np.floor(boxes[:, 0]), 0, wide).astype(int)
    y0 = np.clip(np.floor(boxes[:, 1]), 0, high).astype(int)
    x1 = np.clip(np.ceil(boxes[:, 2]), 0, wide).astype(int)
    y1 = np.clip(np.ceil(boxes[:, 3]), 0, high).astype(int)
    x1, y1 = np.maximum(x1, x0), np.maximum(y1, y0)
    ink = painted[y1, x1] - painted[y0, x1] - painted[y1, x0] + painted[y0, x0]
    return tuple(bool(ink[i]) or _may_show(char, bare[y0[i] : y1[i], x0[i] : x1[i]]) for i, char in enumerate(chars))


def _may_show(char: Char, place: Any) -> bool:
    """Whether a character that paints nothing here may do so elsewhere: its font is neither in the file nor here.

    PDFium brings letters and digits itself, unless it found no glyphs at all and the character is pdfminer's.
    """
    paint = char.paint
    if (
        paint.mode == INVISIBLE
        or paint.embedded
        or paint.pale
        or not place.size
        or (paint.font and char.text.isascii())
    ):
        return False
    return int(place.max()) - int(place.min()) < SHOWS


def _summed(mask: Any) -> Any:
    return cv2.integral(mask.astype(np.uint8), sdepth=cv2.CV_32S)


def _lines(bare: Any, scale: float) -> tuple[int, float]:
    """Lines of what looks like characters: how many, and their length in points."""
    if bare.min() > 255 - DARKER:
        return 0, 0.0
    ink = cv2.adaptiveThreshold(bare, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, WINDOW, DARKER)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = stats[:, 2] / scale, stats[:, 3] / scale
    part = (height >= HEIGHTS[0]) & (height <= HEIGHTS[1]) & (width >= WIDTHS[0]) & (width <= WIDTHS[1])
    part[0] = False  # the paper
    if part.sum() < FEWEST_PARTS:
        return 0, 0.0
    reach = np.ones((1, round(REACH * scale) | 1), np.uint8)
    joined = cv2.morphologyEx(part[labels].astype(np.uint8), cv2.MORPH_CLOSE, reach)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    width, height, area = stats[1:, 2] / scale, stats[1:, 3] / scale, stats[1:, 4] / scale**2
    line = (height >= LINE_HEIGHTS[0]) & (height <= LINE_HEIGHTS[1])
    line &= (width >= LINE_SHAPE * height) & (area >= LINE_FILL * width * height)
    return int(line.sum()), float(width[line].sum())
