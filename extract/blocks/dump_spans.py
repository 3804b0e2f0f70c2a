"""How many columns each cell of a short row of a dump covers: told by the row below it, or by where numbers stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import combinations

from extract.numbers import parse_number
from models.forms import words

#: Ways to part a short header row that are tried.
MOST_WAYS = 5000
#: Heads of columns of names.
NAME_HEAD = re.compile(r"^(机构|单位|项目|科目|基金)?名称$|^项目$")


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
        best = likeliest(cells, width, below, numeric)
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
    counted = [sum(parse_number(row[at]) is not None for row in rows) for at in range(count)]
    # Words over or beside numbers are their heads, and a dash stands for one: both keep to their column. The label of
    # a sum (总分 · 100 · 95) reaches over whatever stands before the figures.
    worded = [0 if counted[at] else sum(_keeps_off_numbers(squeezed(row[at])) for row in rows) for at in range(count)]
    dashes = [sum(words().nothing.match(squeezed(row[at])) is not None for row in rows) for at in range(count)]
    blank = [sum(not squeezed(row[at]) for row in rows) for at in range(count)]

    def cost(edges: Sequence[int], spans: Sequence[int]) -> float:
        total = 0.0
        for at, (start, span) in enumerate(zip(edges, spans, strict=False)):
            under = numeric[start : start + span]
            total += counted[at] * (3.0 * (span > 1) + 3.0 * (not under[0]))
            total += worded[at] * under.count(True)
            total += (blank[at] + dashes[at]) * 0.5 * (span > 1)
            total += 0.01 * span * span * len(rows)
        return total

    return _cheapest(count, width, cost) or (1, width - count + 1, *([1] * (count - 2)))


def _keeps_off_numbers(text: str) -> bool:
    none = words().nothing.match(text) or words().totals.match(text) or words().points_in_all.match(text)
    return bool(text) and none is None


def likeliest(
    cells: Sequence[str], width: int, below: Sequence[str], numeric: Sequence[bool] = ()
) -> tuple[int, ...] | None:
    filled = [bool(squeezed(text)) for text in below]
    sums = [words().totals.match(squeezed(text)) is not None for text in below]

    def cost(edges: Sequence[int], spans: Sequence[int]) -> float:
        total = 0.0
        for text, start, span in zip(cells, edges, spans, strict=False):
            under = filled[start : start + span]
            total += (0.5 if under[0] and squeezed(text) else 0.0) if span == 1 else under.count(False)
            if NAME_HEAD.search(squeezed(text)):
                total += list(numeric[start : start + span]).count(True)  # 项目 stands over codes and names
                total += sums[start : start + span].count(True)
            total += sums[start + 1 : start + span - 1].count(True)  # 合计 is the first or the last below a head
            total += 0.01 * span * span  # of equally good ways the even one
        return total

    return _cheapest(len(cells), width, cost)


def _cheapest(count: int, width: int, cost: Callable[[Sequence[int], Sequence[int]], float]) -> tuple[int, ...] | None:
    best: tuple[int, ...] | None = None
    least: float | None = None
    for tried, cuts in enumerate(combinations(range(1, width), count - 1)):
        if tried >= MOST_WAYS:
            break
        edges = (0, *cuts, width)
        spans = tuple(b - a for a, b in zip(edges, edges[1:], strict=False))
        here = cost(edges, spans)
        if least is None or here < least:
            best, least = spans, here
    return best
