"""Standing a page upright and level: the skew from projection profiles, the turn, and the way back."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np

from extract.ocr.shapes import in_three, only_channel

#: Skew is looked for up to this many degrees either way.
STEEPEST = 6.0
#: Below this nothing is turned: half a pixel over the width of a page.
LEVEL_ENOUGH = 0.03
#: Long side at which the profiles are taken, and the most ink pixels that vote.
PROFILE_SIDE, MOST_PIXELS = 1400, 150_000
#: Steps of the search in degrees, coarse to fine.
STEPS = (0.5, 0.1, 0.02)
#: Share of each border left out: edges of the scanner glass are level when the paper is not.
BORDER = 0.03
#: The best angle has to gather this much more than the average one, or the page has no direction.
CLEARLY = 1.02
#: From this skew on the level page is made larger, so that no corner is cut off.
CORNERS_MATTER = 1.5

Affine = tuple[float, float, float, float, float, float]


def estimate_skew(pixels: Any) -> float:
    """Degrees, counter-clockwise positive, by which the page's lines are tilted.

    Text lines and rules give the sharpest profile when projected along their
    own direction; pages turned by 90° have both directions, so both count.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    height, width = grey.shape
    shrink = PROFILE_SIDE / max(height, width)
    if shrink < 1:
        grey = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    h, w = ink.shape
    dy, dx = int(h * BORDER), int(w * BORDER)
    ys, xs = np.nonzero(ink[dy : h - dy, dx : w - dx])
    if len(xs) < 200:
        return 0.0
    if len(xs) > MOST_PIXELS:
        # Every n-th pixel, n odd against the raster's own period.
        step = (len(xs) // MOST_PIXELS + 1) | 1
        ys, xs = ys[::step], xs[::step]
    y, x = ys.astype(np.float32), xs.astype(np.float32)
    y -= y.mean()
    x -= x.mean()
    centre, span, average = 0.0, STEEPEST, None
    for step_size in STEPS:
        angles = np.arange(centre - span, centre + span + step_size / 2, step_size)
        energies = np.array([_energy(x, y, float(angle)) for angle in angles])
        average = float(energies.mean()) if average is None else average
        best = int(energies.argmax())
        if energies[best] < CLEARLY * average:
            return 0.0
        centre, span = float(angles[best]), step_size
        peak = energies[max(0, best - 1) : best + 2]
    if len(peak) == 3 and peak[0] + peak[2] < 2 * peak[1]:
        centre += STEPS[-1] * float((peak[0] - peak[2]) / (2 * (peak[0] - 2 * peak[1] + peak[2])))
    return round(centre, 3) if abs(centre) >= LEVEL_ENOUGH else 0.0


def _energy(x: Any, y: Any, degrees: float) -> float:
    slope = math.tan(math.radians(degrees))
    total = 0.0
    for along in (y + x * slope, x - y * slope):
        counts = np.bincount((along - along.min()).astype(np.int32))
        total += float(np.square(counts, dtype=np.float64).sum())
    return total


def level_grey(pixels: Any, skew: float) -> tuple[Any, Affine]:
    """The grey raster levelled in haste, for what only looks for long strokes; values as of ``level``."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return _levelled(grey, skew, cv2.INTER_LINEAR)


def level(pixels: Any, rotation: int, skew: float) -> tuple[Any, Affine]:
    """The raster turned clockwise by ``rotation`` and then levelled.

    Returns
    -------
    pixels : ndarray
    back : tuple of 6 float
        Affine in pixels from the level raster to the upright one.
    """
    upright = np.ascontiguousarray(np.rot90(pixels, -rotation // 90)) if rotation else pixels
    grey = only_channel(upright) if skew else None
    straight, back = _levelled(upright if grey is None else grey, skew, cv2.INTER_CUBIC)
    return straight if grey is None else in_three(straight), back


def _levelled(upright: Any, skew: float, how: int) -> tuple[Any, Affine]:
    if not skew:
        return upright, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    height, width = upright.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -skew, 1.0)
    new_w, new_h = width, height
    if abs(skew) >= CORNERS_MATTER:
        cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
        new_w, new_h = math.ceil(width * cos + height * sin), math.ceil(width * sin + height * cos)
        matrix[0, 2] += (new_w - width) / 2
        matrix[1, 2] += (new_h - height) / 2
    sparse = upright[:: max(1, height // 200), :: max(1, width // 200)]
    paper = np.median(sparse.reshape(-1, 1 if upright.ndim == 2 else upright.shape[2]), axis=0)
    straight = cv2.warpAffine(
        upright,
        matrix,
        (new_w, new_h),
        flags=how,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=tuple(float(v) for v in paper),
    )
    back = cv2.invertAffineTransform(matrix)
    a, b, c, d, e, f = (float(v) for v in back.reshape(-1))
    return straight, (a, b, c, d, e, f)


def in_points(back: Affine, scale: float) -> Affine:
    """The affine for coordinates in points."""
    a, b, c, d, e, f = back
    return a, b, c / scale, d, e, f / scale
