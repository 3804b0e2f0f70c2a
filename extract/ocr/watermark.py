"""Lifting watermarks and grey seals: pale or coloured words and rings, and shades, behind or over the print.

Two things tell them from print. What is wider than a stroke of print and lighter
than print is ground: the page is divided by it, so that print on it keeps the
contrast that it has to its ground. What is as thin as print but nowhere as dark
is taken off if it makes up a word that stands slantwise or a ring of a seal's
size: print stands level, so that pale print stays as it is, and what consists
of strokes that stand in rows with print, no higher than it, is print.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np

from extract.ocr.shapes import in_three, only_channel, shapes

#: What is said of a page whose watermark was lifted, or only the shadows of the scanner's edge.
LIFTED, SHADOWS = "watermark lifted", "shadows at the edge lifted"
#: Strokes of print are narrower than this (points); what is wider belongs to the ground.
STROKE = 2.6
#: Ground as a share of the paper around it: darker than the first, and not as dark as print.
GROUND, PRINT = 0.95, 0.4
#: Shapes smaller than this (points, the longer side) are characters that run together, thinner ones are rules.
LARGER, THINNER = 18.0, 3.0
#: A page has ground if its shapes cover this share of it, one of them at least so long (points).
ENOUGH, LONGEST = 1e-3, 28.0
#: What is lighter than this share of the paper is blurred print, whose strokes run together, if more than the second
#: share of it is darker than the last one of what is closed there, or more than the third if it is no higher than a
#: line (points): ground has print here and there, the shadow at an edge none.
LIGHT, DENSE, ANY, LINE, STROKES = 0.79, 0.35, 0.04, 14.0, 0.85
#: Ground no further from the border than this (points) is the shadow that a scanner leaves.
EDGE = 24.0
#: The paper is looked for in a window of so many points, on a grid of so many points.
WINDOW, GRID = 60.0, 3.0
#: Pixels around a shape that its edge runs into.
FRINGE = 5
#: Thin strokes: lighter than print's darkest, darker than paper; pixels around print that are its own blur.
DARK, PALE, BLUR = 0.5, 0.9, 5
#: Parts of thin strokes measure so much both ways and cover so much (points); a page with fewer pixels has none.
PART, COVERS, FEWEST = 3.0, 4.0, 5e-4
#: Parts closer than this (points) make up a word; it is so long, that many times as long as high.
REACH, WORD, SHAPE = 14.0, 24.0, 1.6
#: Degrees from level or upright by which a word stands slantwise.
SLANT = 10.0
#: Characters of print measure so much (points); a stroke stands in a row with those no further along it than this
#: (points), at most so much of their height above or below them and so many times as high, if there are so many.
CHARACTER, ALONG, OFF, AS_HIGH, BESIDE = (3.0, 24.0), 150.0, 0.35, 1.25, 3
#: Such strokes are no more than this share of a foreign word.
PRINTED = 0.5
#: So much of a foreign word at least lies between the rows of print: those with so many characters of it.
BETWEEN, FEWEST_IN_ROW = 0.28, 2
#: Rings: the sides of their box in points, how unlike they may be, and the least share of the circle around it that
#: a ring's hull fills (a square 0.64).
RING, ROUND, CIRCLE = (60.0, 220.0), 1.25, 0.75


class Bare(NamedTuple):
    """A raster without watermarks, and what was lifted off it: ``LIFTED``, ``SHADOWS``, or nothing."""

    pixels: Any
    lifted: str


def lift_watermark(pixels: Any, scale: float, skew: float = 0.0) -> Bare:
    """The raster with watermarks and shadows taken off; the same array where there is none.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
        RGB.
    scale : float
        Pixels per point.
    skew : float
        Degrees by which the lines of print are tilted, as ``estimate_skew`` tells.

    Returns
    -------
    Bare
    """
    grey = only_channel(pixels)
    planes = list(cv2.split(pixels)) if grey is None else [grey]
    if grey is None:
        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    area, ground = _foreign_area(grey, scale, skew), _ground(grey, scale, skew)
    if area is None and ground is None:
        return Bare(pixels, "")
    if ground is not None:
        planes = _on_paper(planes, ground, scale)
    if area is not None:
        planes = _without_strokes(planes, area, scale)
    lifted = in_three(planes[0]) if len(planes) == 1 else cv2.merge(planes)
    return Bare(lifted, LIFTED if area is not None or _inside(ground, scale) else SHADOWS)


def _inside(ground: Any, scale: float) -> bool:
    """Whether there is ground further from the border than the shadows of a scanner's edge."""
    edge = max(1, round(EDGE * scale))
    return bool(ground[edge:-edge, edge:-edge].any())


# -- ground: wide strokes and shades


def _on_paper(planes: Sequence[Any], mask: Any, scale: float) -> list[Any]:
    lifted = []
    # Round, because the strokes stand slantwise; a pixel narrower, so that their edges go with them.
    size = max(3, round(STROKE * scale) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    # What lies further from the ground than the kernels reach has no say.
    part = _around(mask, 2 * size + 3)
    where = mask[part]
    for own in planes:
        near = own[part]
        ground = cv2.erode(cv2.morphologyEx(near, cv2.MORPH_CLOSE, kernel), np.ones((3, 3), np.uint8))
        ratio = near[where].astype(np.float32) / np.maximum(ground[where], 1)
        lifted.append(own.copy())
        lifted[-1][mask] = (np.minimum(1, ratio) * _paper(own, scale)[part][where]).astype(np.uint8)
    return lifted


def _around(mask: Any, room: int) -> tuple[slice, slice]:
    """The part of a raster that holds all of a mask, with room around."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return (
        slice(max(0, int(rows[0]) - room), int(rows[-1]) + room + 1),
        slice(max(0, int(columns[0]) - room), int(columns[-1]) + room + 1),
    )


def _ground(grey: Any, scale: float, skew: float) -> Any | None:
    """Where ground differs from paper; None where there is no such place."""
    step = max(1, round(scale))
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, _square(STROKE * scale))
    # A coarse grid is enough to see shapes.
    small = cv2.resize(closed, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    grid = scale / step
    share = small.astype(np.float32) / np.maximum(_spread(small, WINDOW * grid), 1)
    middle = ((share < GROUND) & (share > PRINT)).astype(np.uint8)
    _, labels, stats = shapes(middle)
    longer = np.maximum(stats[:, 2], stats[:, 3]) / grid
    wide = (longer >= LARGER) & (stats[:, 4] / grid**2 >= THINNER * longer)
    wide[0] = False
    if wide.any():
        strokes = cv2.compare(grey, cv2.convertScaleAbs(closed, alpha=STROKES), cv2.CMP_LT)
        strokes = cv2.resize(strokes, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA)
        inside, covers = labels.ravel(), np.maximum(stats[:, 4], 1)
        dense = np.bincount(inside, strokes.ravel(), len(stats)) / covers / 255
        tilted = abs(np.tan(np.radians(skew))) * longer
        line = np.minimum(stats[:, 2], stats[:, 3]) / grid <= LINE + tilted
        light = np.bincount(inside, share.ravel(), len(stats)) / covers >= LIGHT
        wide &= ~(light & (dense >= np.where(line, ANY, DENSE)))
    if not wide.any() or longer[wide].max() < LONGEST or stats[wide, 4].sum() < ENOUGH * small.size:
        return None
    found = cv2.resize(wide.astype(np.uint8)[labels], (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    return cv2.dilate(found, np.ones((FRINGE, FRINGE), np.uint8)) > 0


# -- thin strokes


def _foreign_area(grey: Any, scale: float, skew: float) -> Any | None:
    """Where slanting words and rings of thin pale strokes stand; None where there are none."""
    pale, dark = _pale(grey, scale)
    if cv2.countNonZero(pale) < FEWEST * pale.size:
        return None
    _, labels, stats = shapes(pale)
    part = (np.minimum(stats[:, 2], stats[:, 3]) >= PART * scale) & (stats[:, 4] >= COVERS * scale**2)
    part[0] = False
    if not part.any():
        return None
    words = cv2.morphologyEx(part.astype(np.uint8)[labels], cv2.MORPH_CLOSE, _square(REACH * scale))
    outlines, _ = cv2.findContours(words, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    foreign = [cv2.convexHull(outline) for outline in outlines if _foreign(outline, scale)]
    if foreign:
        # Asked only of the few pages that have such words.
        foreign = _not_printed(foreign, stats[part], shapes(dark)[2][1:], scale, skew)
    if not foreign:
        return None
    # Of words that the border cuts only scraps are seen.
    foreign += [cv2.convexHull(outline) for outline in outlines if _at_border(outline, pale.shape)]
    area = cv2.drawContours(np.zeros(pale.shape, np.uint8), foreign, -1, 255, cv2.FILLED)
    # What rules and print cut off from the word stands around it.
    return cv2.dilate(area, _square(REACH * scale))


def _not_printed(hulls: Sequence[Any], parts: Any, dark: Any, scale: float, skew: float) -> list[Any]:
    """Those hulls that do not consist of parts which stand in rows with print."""
    size = np.maximum(dark[:, 2], dark[:, 3]) / scale
    dark = dark[(size >= CHARACTER[0]) & (size <= CHARACTER[1])]
    # Where most of the print is pale, pale shapes are print to each other.
    in_rows = _in_rows(parts, dark if len(dark) > len(parts) else np.vstack([dark, parts]), scale, skew)
    x, y = _middles(parts)
    kept = []
    for hull in hulls:
        inside = np.array(
            [cv2.pointPolygonTest(hull, (float(a), float(b)), False) >= 0 for a, b in zip(x, y, strict=True)]
        )
        covers = parts[inside, 4].sum()
        if parts[inside & in_rows, 4].sum() > PRINTED * covers:
            continue
        if _between_rows(parts[inside], dark, cv2.boundingRect(hull), scale, skew) >= BETWEEN:
            kept.append(hull)
    return kept


def _between_rows(parts: Any, dark: Any, box: Sequence[int], scale: float, skew: float) -> float:
    """The share of parts of a word, by how much they cover, that lies between the rows of the print around it.

    The pale strokes of print stand where its dark ones do; a word or a ring across the page runs over rows and what is
    between them alike.
    """
    tilt = np.tan(np.radians(skew))
    left, _, wide, _ = box
    x, _ = _middles(dark)
    around = dark[(x >= left - ALONG * scale) & (x <= left + wide + ALONG * scale)]

    def rows(shapes_: Any) -> tuple[Any, Any]:
        top = np.round(shapes_[:, 1] + tilt * (shapes_[:, 0] + shapes_[:, 2] / 2)).astype(int)
        return top, top + shapes_[:, 3]

    tops, bottoms = rows(around)
    own_tops, own_bottoms = rows(parts)
    first = min([*tops, *own_tops], default=0)
    last = max([*bottoms, *own_bottoms], default=0)
    edges = np.zeros(last - first + 2)
    np.add.at(edges, tops - first, 1)
    np.add.at(edges, bottoms - first, -1)
    free = np.concatenate([[0], np.cumsum(np.cumsum(edges) < FEWEST_IN_ROW)])
    height = np.maximum(1, own_bottoms - own_tops)
    share = (free[own_bottoms - first] - free[own_tops - first]) / height
    return float((share * parts[:, 4]).sum() / max(1, parts[:, 4].sum()))


def _in_rows(parts: Any, print_: Any, scale: float, skew: float) -> Any:
    """Which shapes stand in a row with several of the print, no higher than these: array of bool."""
    tilt = np.tan(np.radians(skew))
    x, y = _middles(print_)
    y = y + tilt * x
    order = np.argsort(y)
    x, y, height = x[order], y[order], print_[order, 3]
    own_x, own_y = _middles(parts)
    own_y = own_y + tilt * own_x
    reach = OFF * CHARACTER[1] * scale
    found = np.zeros(len(parts), dtype=bool)
    for i in range(len(parts)):
        near = slice(*np.searchsorted(y, (own_y[i] - reach, own_y[i] + reach)))
        beside = (np.abs(x[near] - own_x[i]) <= ALONG * scale) & (np.abs(y[near] - own_y[i]) <= OFF * height[near])
        # Itself, where it is among the print.
        beside &= np.abs(x[near] - own_x[i]) >= 1
        found[i] = (beside & (parts[i, 3] <= AS_HIGH * height[near])).sum() >= BESIDE
    return found


def _middles(stats: Any) -> tuple[Any, Any]:
    return stats[:, 0] + stats[:, 2] / 2, stats[:, 1] + stats[:, 3] / 2


def _without_strokes(planes: Sequence[Any], area: Any, scale: float) -> list[Any]:
    grey = planes[0] if len(planes) == 1 else cv2.cvtColor(cv2.merge(planes), cv2.COLOR_RGB2GRAY)
    pale, dark = _pale(grey, scale)
    # Their own blur goes with them, that of the print stays.
    gone = cv2.dilate(cv2.bitwise_and(pale, area), np.ones((BLUR, BLUR), np.uint8)) > 0
    gone &= cv2.dilate(dark, np.ones((3, 3), np.uint8)) == 0
    lifted = [plane.copy() for plane in planes]
    for plane, own in zip(lifted, planes, strict=True):
        plane[gone] = _paper(own, scale)[gone]
    return lifted


def _pale(grey: Any, scale: float) -> tuple[Any, Any]:
    """Masks of what is paler than print and away from it, and of the print's darkest."""
    paper = _paper(grey, scale)
    dark = cv2.compare(grey, cv2.convertScaleAbs(paper, alpha=DARK), cv2.CMP_LT)
    pale = cv2.compare(grey, cv2.convertScaleAbs(paper, alpha=PALE), cv2.CMP_LT)
    pale[cv2.dilate(dark, np.ones((BLUR, BLUR), np.uint8)) > 0] = 0
    return pale, dark


def _foreign(outline: Any, scale: float) -> bool:
    """Whether the outline is that of a slanting word or of a ring."""
    _, (width, height), angle = cv2.minAreaRect(outline)
    longer, shorter = max(width, height) / scale, max(1.0, min(width, height) / scale)
    if RING[0] <= shorter and longer <= min(RING[1], ROUND * shorter):
        circle = np.pi * cv2.minEnclosingCircle(outline)[1] ** 2
        if cv2.contourArea(cv2.convexHull(outline)) >= CIRCLE * circle:
            return True
    slant = abs((angle + (90 if height > width else 0) + 45) % 90 - 45)
    return longer >= max(WORD, SHAPE * shorter) and slant >= SLANT


def _at_border(outline: Any, shape: tuple[int, int]) -> bool:
    x, y, width, height = cv2.boundingRect(outline)
    return x <= BLUR or y <= BLUR or x + width >= shape[1] - BLUR or y + height >= shape[0] - BLUR


# -- paper


def _paper(channel: Any, scale: float) -> Any:
    """The paper as it would be without what is on it."""
    step = max(1, round(GRID * scale))
    small = cv2.resize(channel, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    spread = _spread(small, WINDOW * scale / step)
    return cv2.resize(spread, (channel.shape[1], channel.shape[0]), interpolation=cv2.INTER_LINEAR)


def _spread(small: Any, window: float) -> Any:
    """The light of the brightest places, spread over the darker ones between them."""
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, _square(window))
    return cv2.blur(closed, (round(window) | 1, round(window) | 1))


def _square(side: float) -> Any:
    size = max(3, round(side) | 1)
    return np.ones((size, size), np.uint8)
