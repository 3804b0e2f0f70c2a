"""Lines without rules between them into cells, and cells into rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extract.numbers import parse_number
from extract.tables.grid.columns import Line
from extract.types import BBox
from models.forms import headwords, words

#: Lines of one cell follow each other within this share of their height, and of the room between rows.
LEADING, LEADING_OF_ROWS = 0.75, 0.6
#: Edges of a column of numbers agree within this (points).
ALIGNED = 5.0
#: Labels of forms of this many characters, one closely below the other, are two cells: 项目名称, 主管部门.
SHORTEST_LABEL = 4
#: Middles of cells within this share of the height stand in one row.
SAME_ROW = 0.3
#: Rows nearer to each other than this share of the usual pitch are no two rows.
NEAREST_ROWS = 0.72
#: A cell of more lines is not divided by the figures beside it.
MOST_LINES = 12
#: A figure with its unit, no sentence: ≥101条, 26天.
_FIGURE = re.compile(r"[≥≤=><＝＞＜]?\s*\d[\d,.]*\s*[^\d\s，。；：（）()]{0,4}")


#: The rest of a number that a narrow column broke.
_REST = re.compile(r"\d{1,3}%?|\.\d{1,2}|%")


def is_rest(text: str, box: BBox, above: BBox, beside: Sequence[BBox]) -> bool:
    """Whether a run is the last line of the number above it: digits closely below, alone at their height.

    Parameters
    ----------
    text : str
    box : BBox
        Where it stands.
    above : BBox
        Where the number stands.
    beside : sequence of BBox
        All other runs of the table.
    """
    if _REST.fullmatch(text.strip()) is None or not 0 <= box.top - above.bottom + 1 <= 1 + LEADING * box.height:
        return False
    if not above.x0 - 1 <= box.centre[0] <= above.x1 + 1:
        return False
    level = SAME_ROW * box.height
    return not any(other is not box and abs(other.centre[1] - box.centre[1]) <= level for other in beside)


@dataclass
class Block:
    """The lines of one cell."""

    col: int
    bbox: BBox
    line_height: float
    number: bool = False
    known: bool = False
    figure: bool = False
    begins: bool = False


@dataclass(frozen=True)
class _Printed:
    """A run of a column: where it stands; whether it is a number, a figure with a unit, a label, or begins a row."""

    text: str
    bbox: BBox
    number: bool
    figure: bool
    known: bool
    begins: bool


def blocks_of(inside: Sequence[Line], xs: Sequence[float]) -> list[Block]:
    """Cells: runs of one column, one closely below the other.

    Two figures are two cells, and so are the labels beside them where each has a line of its own.

    Parameters
    ----------
    inside : sequence of Line
        The lines of a table.
    xs : sequence of float
        Borders of its columns, in points.
    """
    by_column: dict[int, list[_Printed]] = {}
    for line in inside:
        for text, box in line.runs:
            middle = box.centre[0]
            col = next((c for c in range(len(xs) - 1) if middle <= xs[c + 1]), len(xs) - 2)
            said = "".join(text.split())
            known = len(said) >= SHORTEST_LABEL and said in headwords()
            number = parse_number(text) is not None
            figure = number or _FIGURE.fullmatch(text.strip()) is not None
            begins = words().row_labels.match(said) is not None
            by_column.setdefault(col, []).append(_Printed(text, box, number, figure, known, begins))
    everywhere = [box for line in inside for _, box in line.runs]
    room = _room(inside)
    cells: list[tuple[int, list[_Printed]]] = []
    for col, printed in by_column.items():
        last: list[_Printed] = []
        for one in sorted(printed, key=lambda one: one.bbox.centre[1]):
            near = bool(last) and one.bbox.top - last[-1].bbox.bottom <= min(LEADING * one.bbox.height, room)
            rest = bool(last) and last[-1].number and is_rest(one.text, one.bbox, last[-1].bbox, everywhere)
            two = bool(last) and ((one.known and last[-1].known) or (one.figure and last[-1].figure and not rest))
            if (near or rest) and not two:
                last.append(one)
            else:
                last = [one]
                cells.append((col, last))
    levels = _tight_levels(by_column, room)
    out = []
    for col, printed in cells:
        for some in _divided(printed, levels):
            box = some[0].bbox
            for other in some[1:]:
                box = box.union(other.bbox)
            alone = len(some) == 1
            first = some[0]
            told = (first.number, first.known, first.figure, first.begins) if alone else ()
            out.append(Block(col, box, first.bbox.height, *told))
    return out


def _tight_levels(by_column: dict[int, list[_Printed]], room: float) -> list[float]:
    """The heights of figures that follow each other as closely as the lines of one cell."""
    found: set[float] = set()
    for printed in by_column.values():
        figures = sorted((one.bbox for one in printed if one.figure), key=lambda box: box.centre[1])
        for above, below in zip(figures, figures[1:], strict=False):
            if 0 <= below.top - above.bottom <= min(LEADING * below.height, room):
                found |= {above.centre[1], below.centre[1]}
    return sorted(found)


def _divided(printed: list[_Printed], levels: Sequence[float]) -> list[list[_Printed]]:
    """The lines of a cell, apart where figures beside them stand as closely as its lines do: one cell for each."""
    if not 2 <= len(printed) <= MOST_LINES or any(one.figure for one in printed):
        return [printed]
    level_of: list[float | None] = []
    for one in printed:
        reach = SAME_ROW * one.bbox.height
        level_of.append(next((level for level in levels if abs(level - one.bbox.centre[1]) <= reach), None))
    known = [index for index, level in enumerate(level_of) if level is not None]
    if len(known) < 2:
        return [printed]
    out: list[list[_Printed]] = []
    start = 0
    for here, there in zip(known, known[1:], strict=False):
        # What stands between two lines with figures goes where it leaves the middle of the cell beside its figure.
        cut = min(range(here + 1, there + 1), key=lambda cut: abs((start + cut - 1) / 2 - here))
        out.append(printed[start:cut])
        start = cut
    out.append(printed[start:])
    return out


def _room(inside: Sequence[Line]) -> float:
    """How much of the room between numbers that stand below each other the lines of one cell may leave."""
    numbers = sorted((box for line in inside for box in line.numbers), key=lambda box: box.centre[1])
    gaps = []
    for index, box in enumerate(numbers):
        below = next((b for b in numbers[index + 1 :] if b.top >= box.bottom and abs(b.x1 - box.x1) <= ALIGNED), None)
        if below is not None:
            gaps.append(below.top - box.bottom)
    return LEADING_OF_ROWS * sorted(gaps)[len(gaps) // 5] if gaps else float("inf")


def rows_of(blocks: Sequence[Block]) -> list[float]:
    """The middles of the rows, from the top.

    Parameters
    ----------
    blocks : sequence of Block
    """
    if not blocks:
        return []
    clusters: list[list[Block]] = []
    for block in sorted(blocks, key=lambda block: block.bbox.centre[1]):
        near = clusters and block.bbox.centre[1] - _middle(clusters[-1]) <= SAME_ROW * block.line_height
        if near:
            clusters[-1].append(block)
        else:
            clusters.append([block])
    full = [_middle(cluster) for cluster in clusters if len(cluster) > 1]
    pitches = [b - a for a, b in zip(full, full[1:], strict=False)]
    height = median(block.line_height for block in blocks)
    nearest = max(NEAREST_ROWS * median(pitches) if pitches else 0.0, height)
    while True:
        odd = _spanning(clusters, nearest)
        if odd is None:
            return [_middle(cluster) for cluster in clusters]
        del clusters[odd]


def _spanning(clusters: Sequence[list[Block]], nearest: float) -> int | None:
    """Which cluster stands between two rows, not in one: it is too near to another and in other columns."""
    worst: tuple[float, int] | None = None
    for index in range(len(clusters) - 1):
        if any(_two_of(above, below) for above in clusters[index] for below in clusters[index + 1]):
            continue
        gap = _middle(clusters[index + 1]) - _middle(clusters[index])
        if gap < nearest and (worst is None or gap < worst[0]):
            worst = (gap, index)
    if worst is None:
        return None
    one, other = worst[1], worst[1] + 1

    def between(index: int) -> float:
        """How far a cluster stands from the middle between its neighbours, where it has the columns for itself."""
        if not 0 < index < len(clusters) - 1 or any(block.figure for block in clusters[index]):
            return float("inf")
        above, below = clusters[index - 1], clusters[index + 1]
        own = {block.col for block in clusters[index]}
        if own & {block.col for block in (*above, *below)}:
            return float("inf")
        return abs(_middle(clusters[index]) - (_middle(above) + _middle(below)) / 2)

    if between(one) != between(other):
        return min(one, other, key=between)
    return min(one, other, key=lambda index: len(clusters[index]))


def _two_of(above: Block, below: Block) -> bool:
    """Two figures one below the other are of two rows, and so are labels that each begin one."""
    return above.col == below.col and ((above.figure and below.figure) or (above.begins and below.begins))


def _middle(cluster: Sequence[Block]) -> float:
    return sum(block.bbox.centre[1] for block in cluster) / len(cluster)
