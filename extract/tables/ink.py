"""Is there ink in a cell that gave no text?"""

from __future__ import annotations

import cv2
import numpy as np

from extract.stages import PageImage
from extract.types import BBox

#: Stay this far (points) off the rules around the cell.
INSET = 2.2
#: Ink is darker than its surroundings by this many of 255 levels.
DARKER = 45
#: Height and width (points) of the smallest mark that can be a digit; dots and dirt are smaller.
SMALLEST_MARK = (3.5, 0.6)
#: Longest side (points) of a mark; what is longer is a piece of a rule or a stain.
LONGEST_MARK = 40.0


def holds_ink(image: PageImage, box: BBox) -> bool:
    """Whether a mark of the size of a character stands in the box."""
    scale = image.scale
    x0, x1 = round((box.x0 + INSET) * scale), round((box.x1 - INSET) * scale)
    top, bottom = round((box.top + INSET) * scale), round((box.bottom - INSET) * scale)
    crop = image.pixels[max(top, 0) : max(bottom, 0), max(x0, 0) : max(x1, 0)]
    if crop.size == 0 or min(crop.shape[:2]) < 4:
        return False
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY) if crop.ndim == 3 else crop
    ink = (grey < np.median(grey) - DARKER).astype(np.uint8)
    if not ink.any():
        return False
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    for index in range(1, count):
        x, y, w, h, _area = (int(v) for v in stats[index])
        # A piece of a rule touches the crop's edge and runs along it.
        along_edge = (x == 0 or x + w == ink.shape[1] or y == 0 or y + h == ink.shape[0]) and (
            w > 4 * h or h > 4 * w or min(w, h) <= 2
        )
        if along_edge or max(w, h) > LONGEST_MARK * scale:
            continue
        if h >= SMALLEST_MARK[0] * scale and w >= SMALLEST_MARK[1] * scale:
            return True
    return False
