"""Pictures on a page: how much of it they cover, and what they would be unpacked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_c

#: Cells of the grid on which the share of a page under pictures is counted.
GRID = 200
#: Forms in forms in which pictures are looked for.
DEEPEST = 4


def covered(page: Any) -> float:
    """The share of a page under pictures; scanners cut a page into strips and layers."""
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    if width <= 0 or height <= 0:
        return 0.0
    grid = np.zeros((GRID, GRID), dtype=bool)
    for item in _pictures(page):
        x0, y0, x1, y1 = item.get_bounds()
        across = np.clip([(x0 - left) / width, (x1 - left) / width], 0, 1) * GRID
        up = np.clip([(y0 - bottom) / height, (y1 - bottom) / height], 0, 1) * GRID
        grid[round(up[0]) : round(up[1]), round(across[0]) : round(across[1])] = True
    return float(grid.mean())


def unpacked(page: Any) -> int:
    """Bytes of the largest picture on the page when it is unpacked, by what it says of itself."""
    largest = 0
    for item in _pictures(page):
        width, height = item.get_px_size()
        told = item.get_metadata()
        # PDFium tells no depth where the size is beyond it.
        largest = max(largest, width * height * (told.bits_per_pixel or 24) // 8)
    return largest


def _pictures(page: Any) -> Any:
    return page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=DEEPEST)
