"""Cells from rules: which rectangles of the lattice belong together where a rule is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.tables.grid.rules import Rule
from extract.types import BBox

#: A border stands where rules cover this share of it.
BORDER_SHARE = 0.55
#: A rule that reaches this far (points) past the outermost crossing rule leaves room for an open column.
OPEN_SIDE = 12.0
#: This share of the rules may reach farther than the table does.
ODD_SHARE = 0.4
#: Columns and rows narrower than this (points) are the two edges of one thick rule.
NARROWEST = 3.0


@dataclass(frozen=True, slots=True)
class Box:
    """A cell without text: its place in the lattice and on the page."""

    row: int
    col: int
    rowspan: int
    colspan: int
    bbox: BBox


@dataclass(frozen=True)
class Lattice:
    """The positions of columns and rows of one table part, and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]

    @property
    def bbox(self) -> BBox:
        return BBox(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def lattice(group: Sequence[Rule]) -> Lattice | None:
    """The cells of a group of touching rules, or None where they enclose nothing."""
    across = [rule for rule in group if rule.horizontal]
    down = [rule for rule in group if not rule.horizontal]
    ys = _positions([r.at for r in across], *_common_reach(down))
    xs = _positions([r.at for r in down], *_common_reach(across))
    if len(xs) < 2 or len(ys) < 2:
        return None
    # A stroke that borders no cell anywhere (an underline, a tick) makes no column.
    xs = _bordering(xs, ys, down)
    ys = _bordering(ys, xs, across)
    if len(xs) < 2 or len(ys) < 2:
        return None
    return Lattice(tuple(xs), tuple(ys), tuple(_boxes(xs, ys, across, down)))


def _common_reach(rules: Sequence[Rule]) -> tuple[float, float]:
    """From where to where rules reach, leaving out the few that reach farther than the others."""
    starts, ends = sorted(r.start for r in rules), sorted((r.end for r in rules), reverse=True)
    odd = int(ODD_SHARE * len(rules))
    return starts[odd], ends[odd]


def _positions(at: Sequence[float], first: float, last: float) -> list[float]:
    """Sorted positions, with an outer one added where crossing rules reach far beyond."""
    found: list[float] = []
    for value in sorted(at):
        if not found or value - found[-1] > NARROWEST:
            found.append(value)
    if not found:
        return []
    if found[0] - first > OPEN_SIDE:
        found.insert(0, first)
    if last - found[-1] > OPEN_SIDE:
        found.append(last)
    return found


def _bordering(places: list[float], crossing: list[float], rules: Sequence[Rule]) -> list[float]:
    """The outermost places and those where some cell has a border."""
    kept = [places[0]]
    for place in places[1:-1]:
        if any(_covered(rules, place, a, b) for a, b in zip(crossing, crossing[1:], strict=False)):
            kept.append(place)
    return [*kept, places[-1]]


def _covered(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    """Whether rules at a position cover most of the stretch."""
    covered = 0.0
    for rule in rules:
        if abs(rule.at - at) <= NARROWEST:
            covered += max(0.0, min(rule.end, end) - max(rule.start, start))
    return covered >= BORDER_SHARE * (end - start)


def _boxes(xs: list[float], ys: list[float], across: Sequence[Rule], down: Sequence[Rule]) -> list[Box]:
    """Merge the lattice's rectangles that no rule divides; every result is a rectangle."""
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    right = [[_covered(down, xs[c + 1], ys[r], ys[r + 1]) for c in range(n_cols)] for r in range(n_rows)]
    below = [[_covered(across, ys[r + 1], xs[c], xs[c + 1]) for c in range(n_cols)] for r in range(n_rows)]
    taken = [[False] * n_cols for _ in range(n_rows)]
    out: list[Box] = []
    for r in range(n_rows):
        for c in range(n_cols):
            if taken[r][c]:
                continue
            width = 1
            while c + width < n_cols and not right[r][c + width - 1] and not taken[r][c + width]:
                width += 1
            height = 1
            while r + height < n_rows and _goes_on(right, below, taken, r + height, c, width):
                height += 1
            for i in range(r, r + height):
                for j in range(c, c + width):
                    taken[i][j] = True
            out.append(Box(r, c, height, width, BBox(xs[c], ys[r], xs[c + width], ys[r + height])))
    return out


def _goes_on(
    right: list[list[bool]], below: list[list[bool]], taken: list[list[bool]], row: int, col: int, width: int
) -> bool:
    """Whether the row belongs to the cell above it: no rule between, none inside, borders at its sides."""
    if any(below[row - 1][j] or taken[row][j] for j in range(col, col + width)):
        return False
    return not any(right[row][j] for j in range(col, col + width - 1))
