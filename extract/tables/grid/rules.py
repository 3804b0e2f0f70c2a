"""Rules: the straight lines a table is drawn with, from a PDF's vectors or from a raster.

A staircase: raw strokes → snapped to common positions → joined end to end →
gathered into the groups that touch each other, one group per table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np

from extract.stages import PageImage
from extract.types import BBox

#: Rules closer than this (points) are one rule drawn twice.
SNAP = 2.2
#: A gap in a rule up to this (points) is a flaw of drawing or scanning.
JOIN = 3.0
#: Rules that come this close (points) touch.
TOUCH = 3.0
#: Rectangles thinner than this (points) are drawn as a rule.
THIN = 2.5
#: Shorter strokes (points) are no rule but part of a character.
SHORTEST = 4.0
#: On a raster a rule is at least the page's side divided by this.
LINE_SCALE = 40
#: Pieces of rules down to this share of that length count where both ends meet longer rules.
SHORT_SHARE = 0.4
#: The end of a short rule is at most this far (points) from the rule it meets.
MEETS = 1.3
#: A rule of a raster is held where its end is at most this far (points) from one that crosses it; of a loose one
#: there is less at its place than this share of the longest that runs its way.
HELD = 4.0
LOOSE_SHARE = 0.4
#: A stroke beside so many long rules is none of them if its contrast to the paper within BESIDE points is less than
#: this share of theirs.
FEWEST_LONG, PALER, BESIDE = 2, 0.7, 4.0
#: A rule that runs through a number has this share of the number's width at each side of it.
INSIDE = 0.15
#: A raster rule is at most this thick (points).
THICKEST = 6.0
#: On a raster pieces of one tilted rule may lie this far apart (points).
RASTER_SNAP = 2.6
#: Fills lighter than this (0 black, 1 white) draw no visible edge.
PALE = 0.96


class Rule(NamedTuple):
    """A horizontal (``at`` is y) or vertical (``at`` is x) line from ``start`` to ``end``, in points."""

    horizontal: bool
    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


def vector_rules(page: Any, rotation: int) -> list[Rule]:
    """Rules drawn on a page.

    Parameters
    ----------
    page : pdfplumber.page.Page
    rotation : int
        Degrees clockwise by which the page is turned to stand upright.

    Returns
    -------
    list of Rule
        On the upright page.
    """
    boxes = [(line["x0"], line["top"], line["x1"], line["bottom"]) for line in page.lines]
    for rect in page.rects:
        x0, top, x1, bottom = rect["x0"], rect["top"], rect["x1"], rect["bottom"]
        if x1 - x0 <= THIN or bottom - top <= THIN:
            if not _pale(rect.get("non_stroking_color")) or rect.get("stroke"):
                boxes.append((x0, top, x1, bottom))
        elif rect.get("stroke") or (rect.get("fill") and not _pale(rect.get("non_stroking_color"))):
            boxes += [(x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)]
    for curve in page.curves:
        for (ax, ay), (bx, by) in pairwise(curve["pts"]):
            if abs(ax - bx) <= 0.5 or abs(ay - by) <= 0.5:
                boxes.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
    width, height = float(page.width), float(page.height)
    found = []
    for box in boxes:
        x0, top, x1, bottom = turned(box, rotation, width, height)
        if bottom - top <= THIN and x1 - x0 >= SHORTEST:
            found.append(Rule(True, (top + bottom) / 2, x0, x1))
        elif x1 - x0 <= THIN and bottom - top >= SHORTEST:
            found.append(Rule(False, (x0 + x1) / 2, top, bottom))
    return found


def turned(
    box: tuple[float, float, float, float], rotation: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """A box of the page of ``width`` × ``height`` after turning the page clockwise."""
    x0, top, x1, bottom = box
    if rotation == 90:
        return height - bottom, x0, height - top, x1
    if rotation == 180:
        return width - x1, height - bottom, width - x0, height - top
    if rotation == 270:
        return top, width - x1, bottom, width - x0
    return box


def _pale(colour: object) -> bool:
    """Whether a fill is as white as the paper."""
    if colour is None:
        return False
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return False
    if len(parts) == 4:
        return all(part <= 1 - PALE for part in parts)
    return all(part >= PALE for part in parts)


def raster_rules(image: PageImage) -> list[Rule]:
    """Rules seen on a level raster.

    Long thin runs of ink are what is left after opening the page with a long
    thin element; a run that is too thick is a picture, a bar or a seal.
    """
    grey = cv2.cvtColor(image.pixels, cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    found: list[Rule] = []
    scale = image.scale
    side = max(grey.shape)
    reach = max(10, round(SHORT_SHARE * side / LINE_SCALE))
    slack = max(2, round(scale * 0.5))
    for horizontal in (True, False):
        size = (reach, 1) if horizontal else (1, reach)
        # A tilt of half a pixel breaks a rule into steps: thicken across before opening along.
        across = (1, slack) if horizontal else (slack, 1)
        thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, across))
        lines = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        count, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        for index in range(1, count):
            x, y, w, h, area = (int(v) for v in stats[index])
            length, thickness = (w, h) if horizontal else (h, w)
            # A slightly bowed rule has a tall box but little ink: judge by the mean thickness.
            if length < reach or area / max(length, 1) > THICKEST * scale or thickness > length / 2:
                continue
            found += _pieces(lines[y : y + h, x : x + w], x, y, horizontal, scale, max(reach, -(-side // LINE_SCALE)))
    return without_loose(_as_dark(without_strokes(found, side / LINE_SCALE / scale), grey, scale))


def _as_dark(rules: Sequence[Rule], grey: Any, scale: float) -> list[Rule]:
    """Leave out short strokes much paler than the long rules that run their way: of a seal, grey on a grey scan."""
    contrast = {rule: _contrast(rule, grey, scale) for rule in rules}
    kept = []
    for rule in rules:
        # rules of the same table that run beside it along all of it
        beside = [
            other
            for other in rules
            if other.horizontal == rule.horizontal and other.start <= rule.start and rule.end <= other.end
        ]
        long = [contrast[other] for other in beside if rule.length < LOOSE_SHARE * other.length]
        if len(long) < FEWEST_LONG or contrast[rule] >= PALER * float(np.median(long)):
            kept.append(rule)
    return kept


def _contrast(rule: Rule, grey: Any, scale: float) -> float:
    """By how much a rule is darker than the paper beside it, along its length."""
    start, end = (round(place * scale) for place in (rule.start, rule.end))
    first, last = (round((rule.at + side * BESIDE) * scale) for side in (-1, 1))
    band = grey[max(first, 0) : last + 1, start:end] if rule.horizontal else grey[start:end, max(first, 0) : last + 1].T
    if not band.size:
        return 0.0
    return float(np.median(np.median(band, axis=0) - band.min(axis=0)))


def without_strokes(rules: Sequence[Rule], long_enough: float) -> list[Rule]:
    """Leave out strokes of characters: short, and not held at both ends by rules across them."""
    kept = merge_rules([rule for rule in rules if rule.length >= long_enough], RASTER_SNAP)
    across = {True: [r for r in kept if not r.horizontal], False: [r for r in kept if r.horizontal]}
    for rule in rules:
        if rule.length < long_enough and all(
            any(
                abs(other.at - end) <= MEETS and other.start - TOUCH <= rule.at <= other.end + TOUCH
                for other in across[rule.horizontal]
            )
            for end in (rule.start, rule.end)
        ):
            kept.append(rule)
    return kept


def without_loose(rules: Sequence[Rule]) -> list[Rule]:
    """Leave out strokes that end in the middle of a cell: of a seal or a pen that went over the table.

    A rule ends where it meets one that crosses it. One that does not, at both its ends, is kept only where much of it
    is at its place: a rule of which a scan lost a piece.

    Examples
    --------
    >>> frame = [Rule(True, y, 0, 90) for y in (0, 20)] + [Rule(False, x, 0, 20) for x in (0, 30, 60, 90)]
    >>> [rule in without_loose([*frame, rule]) for rule in (Rule(True, 10, 30, 60), Rule(True, 10, 30, 48))]
    [True, False]
    """
    across = {True: [r for r in rules if not r.horizontal], False: [r for r in rules if r.horizontal]}
    longest = {way: max((r.length for r in across[not way]), default=0.0) for way in across}
    kept = []
    for rule in rules:
        held = all(
            any(
                abs(other.at - end) <= HELD and other.start - TOUCH <= rule.at <= other.end + TOUCH
                for other in across[rule.horizontal]
            )
            for end in (rule.start, rule.end)
        )
        beside = [other for other in across[not rule.horizontal] if abs(other.at - rule.at) <= RASTER_SNAP]
        if held or sum(other.length for other in beside) >= LOOSE_SHARE * longest[rule.horizontal]:
            kept.append(rule)
    return kept


def without_crossing(rules: Sequence[Rule], numbers: Sequence[BBox]) -> list[Rule]:
    """Leave out short vertical strokes that run through numbers: the ring of a seal that looks straight for some rows.

    A cell's number stands between two rules and none goes through it; boxes of texts read over two cells are none of
    one number. A rule that is long at its place is kept whatever stands there.

    Parameters
    ----------
    rules : sequence of Rule
    numbers : sequence of BBox
        Where single numbers were read.

    Examples
    --------
    >>> frame = [Rule(False, x, 0, 100) for x in (0, 30, 60)]
    >>> stroke = Rule(False, 50, 40, 60)
    >>> inside, beside = BBox(35, 42, 58, 50), BBox(32, 42, 49, 50)
    >>> [stroke in without_crossing([*frame, stroke], [box]) for box in (inside, beside)]
    [False, True]
    """
    upright = [rule for rule in rules if not rule.horizontal]
    longest = max((rule.length for rule in upright), default=0.0)

    def crosses(rule: Rule) -> bool:
        beside = sum(other.length for other in upright if abs(other.at - rule.at) <= RASTER_SNAP)
        if beside >= LOOSE_SHARE * longest:
            return False
        return any(
            rule.start <= box.centre[1] <= rule.end
            and box.x0 + INSIDE * box.width < rule.at < box.x1 - INSIDE * box.width
            for box in numbers
        )

    return [rule for rule in rules if rule.horizontal or not crosses(rule)]


def _pieces(part: Any, x: int, y: int, horizontal: bool, scale: float, reach: int) -> Iterable[Rule]:
    """One rule of a connected run, or several where it climbs over more than a rule's thickness.

    ``reach`` is the length of one in pixels, so long that none is taken for a stroke; the last is longer by the rest.
    """
    if horizontal:
        h, w = part.shape
        if h <= THICKEST * scale:
            return [Rule(True, (y + h / 2) / scale, x / scale, (x + w) / scale)]
        strokes = part
        offset, base = y, x
    else:
        h, w = part.shape
        if w <= THICKEST * scale:
            return [Rule(False, (x + w / 2) / scale, y / scale, (y + h) / scale)]
        strokes = part.T
        offset, base = x, y
    out = []
    length = strokes.shape[1]
    for start in range(0, max(length - reach, 0) + 1, reach):
        block = strokes[:, start : start + reach if length - start >= 2 * reach else length]
        rows = np.nonzero(block.any(axis=1))[0]
        if len(rows) and len(rows) <= THICKEST * scale:
            at = (offset + float(rows.mean()) + 0.5) / scale
            out.append(Rule(horizontal, at, (base + start) / scale, (base + start + block.shape[1]) / scale))
    return out


def merge_rules(rules: Sequence[Rule], snap: float = SNAP) -> list[Rule]:
    """Rules snapped to common positions and joined end to end."""
    merged: list[Rule] = []
    for horizontal in (True, False):
        one_way = sorted(rule for rule in rules if rule.horizontal == horizontal)
        group: list[Rule] = []
        for rule in sorted(one_way, key=lambda r: r.at):
            if group and rule.at - group[-1].at > snap:
                merged += _joined(group)
                group = []
            group.append(rule)
        if group:
            merged += _joined(group)
    return merged


def _joined(group: Sequence[Rule]) -> list[Rule]:
    """Rules at about one position as few long ones."""
    weight = sum(rule.length for rule in group)
    at = sum(rule.at * rule.length for rule in group) / weight
    out: list[Rule] = []
    for rule in sorted(group, key=lambda r: r.start):
        if out and rule.start - out[-1].end <= JOIN:
            out[-1] = out[-1]._replace(end=max(out[-1].end, rule.end))
        else:
            out.append(rule._replace(at=at))
    return out


def touching_groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules sorted into groups that hang together, top to bottom."""
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    across = [(i, rule) for i, rule in enumerate(rules) if rule.horizontal]
    down = [(i, rule) for i, rule in enumerate(rules) if not rule.horizontal]
    for i, h in across:
        for j, v in down:
            if h.start - TOUCH <= v.at <= h.end + TOUCH and v.start - TOUCH <= h.at <= v.end + TOUCH:
                parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault(root(i), []).append(rule)
    kept = [g for g in groups.values() if sum(r.horizontal for r in g) >= 2 or sum(not r.horizontal for r in g) >= 2]
    kept = [g for g in kept if any(r.horizontal for r in g) and any(not r.horizontal for r in g)]
    return sorted(kept, key=lambda g: min(r.at if r.horizontal else r.start for r in g))
