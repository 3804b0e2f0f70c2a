"""Is something drawn on a digital page that may be characters: a picture, or outlines of them?"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium_c

#: A picture lower or narrower than this (points) is a rule or a dot.
SMALLEST_PICTURE = 3.0
#: A path of so many segments is a line or a rectangle.
RECTANGLE = 5
#: More segments than this are not looked through: such a path is a drawing, and may hold characters.
MOST_SEGMENTS = 400
#: A line that runs this far (points) both ways is slanted; rules and frames have none.
SLANT = 0.05
#: Forms in forms are looked into so deep.
DEEPEST = 4


def may_draw_characters(page: Any, most: int) -> bool:
    """Whether a page holds a picture, or a path with curves or slanted lines.

    The rules and frames of tables are straight, so this tells the pages that can
    hold a figure nobody finds in the text from all others, without drawing them.

    Parameters
    ----------
    page : pypdfium2.PdfPage
    most : int
        Objects looked at; a page with more is taken for one that does.
    """
    kinds = [pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE]
    for many, item in enumerate(page.get_objects(filter=kinds, max_depth=DEEPEST)):
        if many >= most:
            return True
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = item.get_bounds()
            if min(x1 - x0, y1 - y0) >= SMALLEST_PICTURE:
                return True
        elif _is_no_rule(item.raw):
            return True
    return False


def _is_no_rule(path: Any) -> bool:
    count = pdfium_c.FPDFPath_CountSegments(path)
    if count <= RECTANGLE:
        return False
    if count > MOST_SEGMENTS:
        return True
    x, y = ctypes.c_float(), ctypes.c_float()
    before = (0.0, 0.0)
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_BEZIERTO:
            return True
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        slanted = abs(point[0] - before[0]) > SLANT and abs(point[1] - before[1]) > SLANT
        if kind == pdfium_c.FPDF_SEGMENT_LINETO and slanted:
            return True
        before = point
    return False
