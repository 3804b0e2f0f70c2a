"""Columns of a performance table whose heads are not known, told by their numbers and their place.

Points that were given are never more than those that could be given, and these add up to a hundred; what was to be
reached and what was reached stand side by side behind the indicators.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from extract.numbers import parse_number
from extract.tables.headers import squeezed
from extract.types import Table

#: All points of a form.
ALL_POINTS = Decimal(100)
#: In so many rows two columns of points have to agree.
FEWEST_ROWS = 3
#: A column of targets or results prints a figure in at least this share of its rows.
FIGURES_SHARE = 0.4
_LEVELS = ("indicator_1", "indicator_2", "indicator_3")
_UNKNOWN = ("value", "text", "name")


def roles_by_points(table: Table, roles: Sequence[str], said: Sequence[bool], header_rows: int) -> list[str]:
    """The roles of the columns of a performance table, with those that numbers and places tell.

    Parameters
    ----------
    table : Table
    roles : sequence of str
        By column, as far as heads and contents tell.
    said : sequence of bool
        Whether the head of a column says its role; those are left as they are.
    header_rows : int
        Rows above the indicators.
    """
    out = list(roles)
    levels = [col for col, role in enumerate(roles) if role in _LEVELS]
    if not levels:
        return out
    free = [col for col in range(levels[-1] + 1, len(roles)) if roles[col] in _UNKNOWN and not said[col]]
    numbers = {col: _numbers(table, col, header_rows) for col in range(len(roles))}
    _with_points(out, free, numbers)
    free = [col for col in free if out[col] in _UNKNOWN and _prints_figures(table, col, header_rows)]
    known = {role: col for col, role in enumerate(out)}
    if free and "target" not in known:
        before = [col for col in free if col < known.get("actual", len(out))]
        if before:
            out[before[-1] if "actual" in known else before[0]] = "target"
            free = [col for col in free if out[col] in _UNKNOWN]
    target = next((col for col, role in enumerate(out) if role == "target"), None)
    if target is not None and "actual" not in known:
        behind = [col for col in free if col > target]
        if behind:
            out[behind[0]] = "actual"
    return out


def _with_points(out: list[str], free: Sequence[int], numbers: Mapping[int, Mapping[int, Decimal]]) -> None:
    """Mark the column of points that can be given and that of those that were."""
    weight = next((col for col, role in enumerate(out) if role == "weight"), None)
    score = next((col for col, role in enumerate(out) if role == "score"), None)
    if weight is None:
        full = [col for col in free if sum(numbers[col].values(), Decimal(0)) in (ALL_POINTS, 2 * ALL_POINTS)]
        full += [col for col in free if col not in full and score is not None and _below(score, col, numbers)]
        if not full:
            return
        weight = full[0]
        out[weight] = "weight"
    if score is None:
        given = next((col for col in free if col > weight and _below(col, weight, numbers)), None)
        if given is not None:
            out[given] = "score"


def _below(less: int, more: int, numbers: Mapping[int, Mapping[int, Decimal]]) -> bool:
    """Whether the numbers of one column are never above those of another, and stand in the same rows."""
    rows = numbers[less].keys() & numbers[more].keys()
    near = len(rows) >= max(FEWEST_ROWS, len(numbers[less]) - 1)
    return near and less != more and all(0 <= numbers[less][row] <= numbers[more][row] <= ALL_POINTS for row in rows)


def _numbers(table: Table, col: int, header_rows: int) -> dict[int, Decimal]:
    """The bare numbers of a column, by row."""
    read = {cell.row: parse_number(squeezed(cell.text)) for cell in table.cells if cell.col == col}
    return {row: number.value for row, number in read.items() if row >= header_rows and number and not number.percent}


def _prints_figures(table: Table, col: int, header_rows: int) -> bool:
    """Whether a column prints figures, alone or with their units, and no sentences."""
    texts = [squeezed(cell.text) for cell in table.cells if cell.col == col and cell.row >= header_rows]
    printed = [text for text in texts if text]
    return bool(printed) and sum(any(c.isdigit() for c in text) for text in printed) >= FIGURES_SHARE * len(printed)
