"""How many columns each cell of a short row of a dump covers: told by the row below it, or by where numbers stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from extract.numbers import parse_number
from models.forms import words

#: So many rows tell of what a sum is.
FEWEST_SUMMED = 2
#: Costs that differ in a later digit are equal.
ROUNDED = 6
#: Heads of columns of names, and those that stand over codes and names.
NAME_HEAD = re.compile(r"^(机构|单位|项目|科目|基金)?名称$|^项目$")
OVER_NAMES = re.compile(rf"{NAME_HEAD.pattern}|(?:分类|功能|经济)科目$")


def squeezed(text: str) -> str:
    """The text without blanks and line ends."""
    return re.sub(r"\s+", "", text.replace("\u3000", ""))


def has_numbers(cells: Sequence[str]) -> bool:
    """Whether a row prints a number."""
    return any(parse_number(text) is not None for text in cells)


def spans_of(
    cells: Sequence[str],
    width: int,
    below: Sequence[str] | None,
    numeric: Sequence[bool],
    beside: Sequence[Sequence[str]],
    groups: Mapping[int, tuple[int, int]] = MappingProxyType({}),
) -> tuple[int, ...]:
    """How many columns each cell of a short row covers.

    In a header a cell above a blank was merged downwards and is one column
    wide; one above words was merged sideways. In a row with numbers, and in those of
    as many cells beside it, these stand under numbers. Elsewhere the second cell,
    behind the one that heads the row, takes what is left.
    """
    count = len(cells)
    if count == 1:
        return (width,)
    if width % count == 0 and below is None and count == 2 and width <= 2:
        return (width // count,) * count
    if below is not None:
        best = likeliest(cells, width, below, numeric, groups)
        if best is not None:
            return best
        if width % count == 0:
            return (width // count,) * count
    if any(map(has_numbers, beside)) and numeric:
        return by_numbers(beside, width, numeric)
    return (1, width - count + 1, *([1] * (count - 2)))


def by_numbers(rows: Sequence[Sequence[str]], width: int, numeric: Sequence[bool]) -> tuple[int, ...]:
    """The way to part rows of as many cells that puts their numbers under numbers and widens their words."""
    count = len(rows[0])
    if not any(numeric):  # no row is whole: the label of a sum is what reaches over several columns
        numeric = [col > width - count for col in range(width)]
    counted = [sum(parse_number(row[at]) is not None for row in rows) for at in range(count)]
    # Words over or beside numbers are their heads, and a dash stands for one: both keep to their column. The label of
    # a sum (总分 · 100 · 95) reaches over whatever stands before the figures.
    worded = [0 if counted[at] else sum(_keeps_off_numbers(squeezed(row[at])) for row in rows) for at in range(count)]
    dashes = [sum(words().nothing.match(squeezed(row[at])) is not None for row in rows) for at in range(count)]
    blank = [sum(not squeezed(row[at]) for row in rows) for at in range(count)]

    def cost(at: int, start: int, span: int) -> float:
        under = numeric[start : start + span]
        total = counted[at] * (3.0 * (span > 1) + 3.0 * (not under[0]))
        total += worded[at] * under.count(True)
        total += (blank[at] + dashes[at]) * 0.5 * (span > 1)
        return total + 0.01 * span * span * len(rows)

    return _cheapest(count, width, cost) or (1, width - count + 1, *([1] * (count - 2)))


def _keeps_off_numbers(text: str) -> bool:
    none = words().nothing.match(text) or words().totals.match(text) or words().points_in_all.match(text)
    return bool(text) and none is None


def groups_of_sums(below: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[int, tuple[int, int]]:
    """The columns [first, end) that a sum and its parts stand in, by the column of the sum, as the figures tell.

    行政 · 事业 · 小计 · 在职 · 退休: in every row the third is the sum of the first two.

    Parameters
    ----------
    below : sequence of str
        Heads, one a column.
    rows : sequence of sequence of str
        Whole rows below them.
    """
    read = [[parse_number(text) for text in row] for row in rows]
    figures = [[number.value if number is not None else Decimal(0) for number in row] for row in read]
    used = [row for row in figures if any(row)]
    out: dict[int, tuple[int, int]] = {}
    for col, text in enumerate(below):
        if words().totals.match(squeezed(text)) is None or len(used) < FEWEST_SUMMED:
            continue
        before = [(first, col + 1) for first in range(col - 1)]
        behind = [(col, end) for end in range(col + 3, len(below) + 1)]
        found = [
            (first, end)
            for first, end in (*before, *behind)
            if any(row[first] for row in used)
            and any(row[end - 1] for row in used)
            and all(row[col] == sum(row[first:end]) - row[col] for row in used)
        ]
        if len(found) == 1:
            out[col] = found[0]
    return out


def likeliest(
    cells: Sequence[str],
    width: int,
    below: Sequence[str],
    numeric: Sequence[bool] = (),
    groups: Mapping[int, tuple[int, int]] = MappingProxyType({}),
) -> tuple[int, ...] | None:
    """The way to part a row of heads over the row below it, None where there are more heads than columns.

    Parameters
    ----------
    groups : mapping of int to (int, int)
        What ``groups_of_sums`` found: a head over a sum is over its parts.
    """
    filled = [bool(squeezed(text)) for text in below]
    sums = [words().totals.match(squeezed(text)) is not None for text in below]

    def cost(at: int, start: int, span: int) -> float:
        text, under = squeezed(cells[at]), filled[start : start + span]
        total = (0.5 if under[0] and text else 0.0) if span == 1 else under.count(False)
        if OVER_NAMES.search(text):
            total += list(numeric[start : start + span]).count(True)  # 项目 stands over codes and names
            total += sums[start : start + span].count(True)
        total += sums[start + 1 : start + span - 1].count(True)  # 合计 is the first or the last below a head
        total += sum(
            0.2 for col, group in groups.items() if start <= col < start + span and group != (start, start + span)
        )
        return total + 0.01 * span * span  # of equally good ways the even one

    return _cheapest(len(cells), width, cost)


def _cheapest(count: int, width: int, cost: Callable[[int, int, int], float]) -> tuple[int, ...] | None:
    """The widths of so many cells side by side that cost the least together; of equal ways the first narrow ones.

    Parameters
    ----------
    cost : callable
        Of the cell of that number, from a column on, over so many columns.
    """
    if not 0 < count <= width:
        return None
    # What the cells from one on cost at the least from a column on, and the width of that one.
    behind: dict[int, tuple[float, tuple[int, ...]]] = {width: (0.0, ())}
    for at in range(count - 1, -1, -1):
        here: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start in (0,) if at == 0 else range(at, width - (count - at) + 1):
            for span in range(1, width - start - (count - at - 1) + 1):
                if start + span not in behind:
                    continue
                rest, spans = behind[start + span]
                total = round(cost(at, start, span) + rest, ROUNDED)
                if start not in here or total < here[start][0]:
                    here[start] = total, (span, *spans)
        behind = here
    return behind[0][1]
