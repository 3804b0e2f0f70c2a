"""Columns whose heads do not say of which part of the expenditure they are, told by what they add up to.

支出总计 · 人员经费支出 · 公用经费支出 · 专项业务经费支出: what is left of the total in every row is the money of projects, whatever a
province calls it; and a column that is the sum of the parts beside it is the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.numbers import parse_number
from extract.tables.headers import squeezed
from extract.types import Column, Table
from models.forms import Form

#: Rows in which a sum has to hold, with money of two parts at least in one of them.
FEWEST_ROWS = 2
#: So far a printed sum may be from the sum of what is printed, for each addend.
ROUNDED = Decimal("0.005")
#: What the basic expenditure is made of, where it has no column of its own.
_OF_BASIC = ("personnel", "public")


def parts_by_sums(table: Table, columns: Sequence[Column], header_rows: int, form: Form | None) -> tuple[Column, ...]:
    """The columns, those of a form of parts whose heads name none with the part that the sums of the rows tell.

    Parameters
    ----------
    table : Table
    columns : sequence of Column
        With the meaning that their heads have in the form.
    header_rows : int
        Rows above the data.
    form : Form or None
        None, or one that knows no parts of the expenditure: then nothing is told.
    """
    if form is None or not any(more.get("part") in ("project", "total") for _, more in form.columns):
        return tuple(columns)
    out = list(columns)
    numbers = _numbers(table, header_rows)
    for column in columns:
        if column.role != "value" or column.part is not None or column.indicator is not None:
            continue
        beside = [one for one in out if one.index != column.index and _alike(one, column)]
        part = _part(column, beside, numbers)
        if part is not None:
            out[column.index] = replace(column, part=part)
    return tuple(out)


def _numbers(table: Table, header_rows: int) -> dict[int, dict[int, Decimal]]:
    """The printed numbers by row and column."""
    out: dict[int, dict[int, Decimal]] = {}
    for cell in table.cells:
        number = parse_number(squeezed(cell.text)) if cell.row >= header_rows else None
        if number is not None:
            out.setdefault(cell.row, {})[cell.col] = number.value
    return out


def _alike(one: Column, column: Column) -> bool:
    """Whether two columns are of the same account: only the part may tell them apart."""
    same = ("role", "name_col", "measure", "period", "basis", "fund", "flow")
    return one.indicator is None and all(getattr(one, name) == getattr(column, name) for name in same)


def _part(column: Column, beside: Sequence[Column], numbers: dict[int, dict[int, Decimal]]) -> str | None:
    """Total, where it is the sum of all parts beside it; project, where it is what the basic expenditure leaves."""
    parts = {one.part: one.index for one in beside if one.part is not None}
    inner = _OF_BASIC if "basic" not in parts else ()
    addends = [col for part, col in parts.items() if part != "total" and (part not in _OF_BASIC or part in inner)]
    if len(parts) < len([one for one in beside if one.part is not None]) or not addends:
        return None
    if "total" not in parts:
        return "total" if _adds_up(column.index, addends, numbers) else None
    if "project" in parts or not ("basic" in parts or set(_OF_BASIC) <= set(parts)):
        return None
    return "project" if _adds_up(parts["total"], [*addends, column.index], numbers) else None


def _adds_up(whole: int, addends: Sequence[int], numbers: dict[int, dict[int, Decimal]]) -> bool:
    """Whether a column is the sum of others in every row that prints it, and of more than one of them somewhere."""
    rows = [row for row in numbers.values() if row.get(whole)]
    near = ROUNDED * (len(addends) + 1)
    holds = all(abs(row[whole] - sum((row.get(col, Decimal(0)) for col in addends), Decimal(0))) <= near for row in rows)
    used = all(any(row.get(col) for row in rows) for col in addends[-1:])
    mixed = any(sum(1 for col in addends if row.get(col)) > 1 for row in rows)
    return holds and used and mixed and len(rows) >= FEWEST_ROWS
