"""Lifting red seals off a colour scan, with the figures beneath them kept.

A seal is red ink: bright in the red channel, where black print stays dark.
Only blobs of a seal's shape and size are lifted, because titles are sometimes
printed in red as well.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

#: A pixel is red if its red channel exceeds the larger of the others by this much (of 255).
REDDER = 28
#: Seals measure 30 to 60 mm across; the shorter side of their blob, in points, with room for pale rims.
SMALLEST, LARGEST = 45.0, 220.0
#: A seal's blob is about as high as wide: round, oval or a square name stamp.
FLATTEST = 0.45
#: Share of a page that has to be red before anything is looked for.
ENOUGH = 2e-5
#: Beneath a seal, what is darker than this share of its own level in the red channel is print.
KEPT_BELOW = 0.85
#: Pixels around red ink that its colour runs into (JPEG keeps colour at half the resolution).
FRINGE = 7
#: Strokes of a seal closer than this (points) belong together.
REACH = 6.0


def lift_seals(pixels: Any, scale: float) -> Any:
    """The raster with red seals taken off; the same array where there is none.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
        RGB.
    scale : float
        Pixels per point.
    """
    channels = cv2.split(pixels)
    # Differences below nothing are nothing.
    red = cv2.subtract(channels[0], cv2.max(channels[1], channels[2])) > REDDER
    if np.count_nonzero(red) < ENOUGH * red.size:
        return pixels
    mask = _seals(red.astype(np.uint8), scale)
    if not mask.any():
        return pixels
    lifted = pixels.copy()
    channel = pixels[:, :, 0]
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    for label in range(1, count):
        inside = labels == label
        # Paper as the neighbourhood shows it, so that no pale ring stays for the next stages to find.
        paper = max(1, int(np.percentile(channel[inside], 90)))
        ink = channel[inside].astype(np.float32) * (255 / paper)
        # Opaque ink is not as bright as paper even in red: what is brighter than the seal's own level is paper there,
        # and what is darker is print beneath it.
        own = channel[inside & red]
        if own.size:
            level = KEPT_BELOW * float(np.median(own)) * 255 / paper
            near = cv2.dilate((inside & red).astype(np.uint8), np.ones((FRINGE, FRINGE), np.uint8))[inside] > 0
            ink[near] *= 255 / max(level, 1.0)
        lifted[inside] = np.minimum(255, ink).astype(np.uint8)[:, None]
    return lifted


def _seals(red: Any, scale: float) -> Any:
    """Filled boxes around the blobs that have a seal's shape."""
    # A coarse grid is enough to see shapes and makes closing cheap.
    step = max(1, round(scale))
    small = cv2.resize(red * 255, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    grid = scale / step
    small = (small > 40).astype(np.uint8)
    reach = max(1, round(REACH * grid)) | 1
    joined = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    mask = np.zeros(red.shape, dtype=np.uint8)
    for x, y, w, h, _area in stats[1:count]:
        if min(w, h) < SMALLEST * grid or max(w, h) > LARGEST * grid or min(w, h) < FLATTEST * max(w, h):
            continue
        pad = reach
        mask[max(0, (y - pad) * step) : (y + h + pad) * step, max(0, (x - pad) * step) : (x + w + pad) * step] = 1
    return mask
