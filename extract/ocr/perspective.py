"""Taking out what a rigid turn cannot: the perspective of photographs, the shear of a page drawn in askew.

Rules of tables and the edges of the paper were straight and square on the desk.
The projective map that makes their pictures square again is fitted to all of
them at once (least squares, robust against strokes that are no rules); it is
taken only where it explains the page clearly better than a turn alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np

from extract.ocr.level import Affine
from extract.ocr.shapes import shapes

#: Long side of the raster on which rules are followed.
SIDE = 1400
#: Shortest run that counts as part of a rule, and shortest rule, in its pixels.
RUN, SHORTEST = 40, 90
#: Strokes shorter than this share of the longest do not count.
BESIDE = 0.25
#: Share of the page over which rules of one direction must be spread to bear witness.
SPREAD = 0.2
#: Rules of one direction that are enough.
ENOUGH = 3
#: Displacement of a corner (pixels of that raster) from which the map is worth a warp.
WORTH = 2.0
#: The map has to leave at most this share of the turn's residual.
CLEARLY = 0.5
#: No page is bent further than this: displacement of a corner as a share of the long side.
FURTHEST = 0.15
#: The raster on which the paper's edges are looked for is smaller by this factor.
COARSE = 2.0
#: The paper on a photograph: share of the picture, and how much brighter than what lies around (of 255).
PAPER, BRIGHTER = (0.4, 0.985), 35
#: How firmly the four terms are held at zero where nothing bears witness.
HELD = 0.02


class _Segments(NamedTuple):
    """Ends of segments, arrays (n, 4) of x0, y0, x1, y1."""

    level: Any
    upright: Any


def flattening(pixels: Any) -> Any | None:
    """The map from a raster that is level on the whole to one whose rules are square.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3) or (height, width)
        Deskewed; may still stand on its side or its head.

    Returns
    -------
    ndarray, shape (3, 3), or None
        In pixels of the raster, its centre held; None where there is nothing to take out.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    shrink = min(1.0, SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else grey
    height, width = small.shape
    found = _rules(small)
    edges = _paper_edges(small)
    found = _Segments(np.vstack([found.level, edges.level]), np.vstack([found.upright, edges.upright]))
    if not (_bears_witness(found.level, height, 1, bool(len(edges.level))) and len(found.upright) >= 2):
        return None
    centre = np.array([width / 2, height / 2])
    unit = max(height, width) / 2
    level = (found.level - np.tile(centre, 2)) / unit
    upright = (found.upright - np.tile(centre, 2)) / unit
    from scipy.optimize import least_squares  # 0.9 s that a run without photographs need not pay

    free = least_squares(_residuals, np.zeros(4), args=(level, upright), loss="soft_l1", f_scale=2e-3)
    turn = least_squares(
        lambda angle: _residuals(np.array([-angle[0], angle[0], 0.0, 0.0]), level, upright),
        np.zeros(1),
        loss="soft_l1",
        f_scale=2e-3,
    )
    if free.cost > CLEARLY * turn.cost:
        return None
    b, d, g, h = free.x
    inner = np.array([[1, b, 0], [d, 1, 0], [g, h, 1]])
    corners = np.array([[[-1, -1], [1, -1], [1, 1], [-1, 1]]], np.float64) * [width / 2 / unit, height / 2 / unit]
    moved = cv2.perspectiveTransform(corners, inner)
    a = float(turn.x[0])
    turned = cv2.perspectiveTransform(corners, np.array([[1, -a, 0], [a, 1, 0], [0, 0, 1]], np.float64))
    away = float(np.abs(moved - turned).max()) * unit
    if away < WORTH or away > FURTHEST * max(height, width):
        return None
    into = np.array([[1 / unit, 0, -centre[0] / unit], [0, 1 / unit, -centre[1] / unit], [0, 0, 1]])
    scale = np.diag([shrink, shrink, 1.0])
    whole = np.linalg.inv(scale) @ np.linalg.inv(into) @ inner @ into @ scale
    return whole / whole[2, 2]


class Flat(NamedTuple):
    """A raster with its perspective taken out; ``back`` maps its pixels to those of the raster it was made of."""

    pixels: Any
    back: Any


def flatten(pixels: Any, straight: Any, back: Affine) -> Flat | None:
    """Take the perspective out of a raster in one warp.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
    straight : ndarray
        The same, deskewed.
    back : tuple of 6 float
        Affine from ``straight`` to ``pixels``.

    Returns
    -------
    Flat or None
        None where there is no perspective.
    """
    found = flattening(straight)
    if found is None:
        return None
    height, width = straight.shape[:2]
    # Nothing of the page may fall out of the picture.
    corners = cv2.perspectiveTransform(
        np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64), found
    )
    (left, top), (right, bottom) = corners[0].min(axis=0), corners[0].max(axis=0)
    moved = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]])
    to_pixels = np.vstack([np.array(back).reshape(2, 3), [0, 0, 1]]) @ np.linalg.inv(moved @ found)
    to_pixels /= to_pixels[2, 2]
    return Flat(warped(pixels, to_pixels, (round(right - left), round(bottom - top))), to_pixels)


def warped(pixels: Any, back: Any, size: tuple[int, int]) -> Any:
    """The raster of ``size`` (width, height) whose pixels ``back`` maps into ``pixels``; paper beyond its border."""
    height, width = pixels.shape[:2]
    sparse = pixels[:: max(1, height // 200), :: max(1, width // 200)].reshape(-1, pixels.shape[2])
    return cv2.warpPerspective(
        pixels,
        np.asarray(back, np.float64),
        size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=tuple(float(v) for v in np.median(sparse, axis=0)),
    )


def turned_back(back: Any, rotation: int, flat: tuple[int, int], raw: tuple[int, int]) -> Any:
    """``back`` between the two rasters after both were turned clockwise; their shapes (height, width) before it."""
    turned = _turn(rotation, raw) @ np.asarray(back) @ np.linalg.inv(_turn(rotation, flat))
    return turned / turned[2, 2]


def _turn(rotation: int, shape: tuple[int, int]) -> Any:
    """Pixels of a raster to those of the same turned clockwise."""
    height, width = shape
    return {
        0: np.eye(3),
        90: np.array([[0, -1, height - 1], [1, 0, 0], [0, 0, 1.0]]),
        180: np.array([[-1, 0, width - 1], [0, -1, height - 1], [0, 0, 1.0]]),
        270: np.array([[0, 1, 0], [-1, 0, width - 1], [0, 0, 1.0]]),
    }[rotation]


def _residuals(terms: Any, level: Any, upright: Any) -> Any:
    """How far the ends of each segment are from level or upright after the map, and the pull towards none."""
    b, d, g, h = terms

    def mapped(x: Any, y: Any) -> tuple[Any, Any]:
        w = 1 + g * x + h * y
        return (x + b * y) / w, (d * x + y) / w

    _, y0 = mapped(level[:, 0], level[:, 1])
    _, y1 = mapped(level[:, 2], level[:, 3])
    x0, _ = mapped(upright[:, 0], upright[:, 1])
    x1, _ = mapped(upright[:, 2], upright[:, 3])
    return np.concatenate([y1 - y0, x1 - x0, HELD * terms, [HELD * (b + d)]])


def _bears_witness(segments: Any, extent: int, axis: int, paper: bool) -> bool:
    if paper:
        return True
    if len(segments) < ENOUGH:
        return False
    middles = (segments[:, axis] + segments[:, axis + 2]) / 2
    return bool(np.ptp(middles) >= SPREAD * extent)


def _rules(grey: Any) -> _Segments:
    """Long straight strokes, nearly level and nearly upright."""
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    return _Segments(_strokes(ink), _strokes(ink.T)[:, [1, 0, 3, 2]])


def _strokes(ink: Any) -> Any:
    """Nearly level strokes of a mask."""
    thick = cv2.dilate(np.ascontiguousarray(ink), np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, RUN), np.uint8))
    count, labels, stats = shapes(runs)
    out = []
    for label in range(1, count):
        x, y, w, h, area = stats[label]
        # Rules are thin: their area is that of a line, not of a filled box.
        if w < SHORTEST or h > 0.12 * w or area > 9 * w:
            continue
        ys, xs = np.nonzero(labels[y : y + h, x : x + w] == label)
        slope, at = np.polyfit(xs, ys, 1)
        if np.abs(ys - (slope * xs + at)).mean() > 2.5:
            continue
        out.append((x, y + at, x + w - 1, y + at + slope * (w - 1)))
    strokes = np.array(out, np.float64).reshape(-1, 4)
    # Beside the rules of a table, short strokes are underlines and rows of characters run together.
    wide = strokes[:, 2] - strokes[:, 0]
    return strokes[wide >= BESIDE * wide.max(initial=0.0)]


def _paper_edges(grey: Any) -> _Segments:
    """The four edges of a sheet that lies on something darker; none where the picture is all paper."""
    none = _Segments(np.zeros((0, 4)), np.zeros((0, 4)))
    # Edges of paper are long: half the raster shows them as well.
    grey = cv2.resize(grey, None, fx=1 / COARSE, fy=1 / COARSE, interpolation=cv2.INTER_AREA)
    height, width = grey.shape
    soft = cv2.GaussianBlur(grey, (0, 0), 2)
    threshold, mask = cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return none
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    share = cv2.contourArea(hull) / (height * width)
    if not PAPER[0] <= share <= PAPER[1]:
        return none
    sheet = np.zeros(grey.shape, np.uint8)
    cv2.fillConvexPoly(sheet, hull, 1)
    around = soft[sheet == 0]
    # Seen in each place against its own surroundings, the sheet is the brighter one all along its edge.
    rim = cv2.dilate(sheet, np.ones((7, 7), np.uint8)) - sheet
    inside = sheet - cv2.erode(sheet, np.ones((7, 7), np.uint8))
    if not rim.any() or float(np.median(soft[inside > 0])) - float(np.median(soft[rim > 0])) < BRIGHTER:
        return none
    if around.size and float(np.median(around)) > threshold:
        return none
    corners = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, True), True).reshape(-1, 2).astype(np.float64)
    if len(corners) != 4:
        return none
    margin = 3
    level, upright = [], []
    for one, two in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        # An edge along the border of the picture is the camera's, not the paper's.
        at_border = (
            max(one[0], two[0]) <= margin
            or min(one[0], two[0]) >= width - 1 - margin
            or max(one[1], two[1]) <= margin
            or min(one[1], two[1]) >= height - 1 - margin
        )
        if at_border:
            continue
        across, down = np.abs(two - one)
        if across > 3 * down:
            level.append((*one, *two) if one[0] < two[0] else (*two, *one))
        elif down > 3 * across:
            upright.append((*one, *two) if one[1] < two[1] else (*two, *one))
    return _Segments(np.array(level).reshape(-1, 4) * COARSE, np.array(upright).reshape(-1, 4) * COARSE)
