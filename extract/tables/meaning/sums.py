"""Columns whose heads do not say of which part of the account they are, told by what they add up to.

支出总计 · 人员经费支出 · 公用经费支出 · 专项业务经费支出: what is left of the total in every row is the money of
projects, whatever a province calls it; and a column that is the sum of all others is the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.heads import head_of
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
#: Budgets that something was changed from, and what came of them.
_BUDGETS = ("initial_budget", "adjusted_budget", "budget")
_LATER = ("adjusted_budget", "final", "execution")
#: A head that says that its column is the total.
_TOTAL = "合计"

Numbers = dict[int, dict[int, Decimal]]


def parts_by_sums(table: Table, columns: Sequence[Column], header_rows: int, form: Form | None) -> tuple[Column, ...]:
    """The columns, those of a form of parts whose heads name none with the meaning that the sums of the rows tell.

    Parameters
    ----------
    table : Table
    columns : sequence of Column
        With the meaning that their heads have in the form.
    header_rows : int
        Rows above the data.
    form : Form or None
        None, or one whose columns are no parts of a total: then nothing is told.
    """
    total = next((more for pattern, more in form.columns if pattern.search(_TOTAL)), None) if form else None
    if form is None or total is None or "part" not in total:
        return tuple(columns)
    out = list(columns)
    numbers = _numbers(table, header_rows)
    for column in columns:
        if column.role != "value" or column.part is not None or column.indicator is not None:
            continue
        beside = [one for one in out if one.index != column.index and _alike(one, column)]
        if not any(_total(one, total) for one in beside):
            if _adds_up(column.index, [one.index for one in _outermost(beside)], numbers):
                out[column.index] = replace(column, part=total["part"], fund=total.get("fund", column.fund))
        elif _left_over(column, beside, numbers):
            out[column.index] = replace(column, part="project")
    return _basic_told(tuple(out), numbers)


def _basic_told(columns: tuple[Column, ...], numbers: Numbers) -> tuple[Column, ...]:
    """The columns, a sum beside another total as that of the basic expenditure where it is staff and running costs.

    合计 · 人员经费 · 公用经费 below a head that was misread, with 项目支出 and 支出合计 beside them.
    """
    sums = [column for column in columns if column.role == "value" and column.part == "total"]
    inner = {column.part: column.index for column in columns if column.role == "value" and column.part in _OF_BASIC}
    if not sums or set(inner) != set(_OF_BASIC) or any(column.part == "basic" for column in columns):
        return columns
    wholes = [column for column in sums if _adds_up(column.index, [inner[part] for part in _OF_BASIC], numbers)]
    project = any(
        column.part == "project" and any(row.get(column.index) for row in numbers.values()) for column in columns
    )
    if len(wholes) != 1 or not project:
        return columns
    return tuple(replace(column, part="basic") if column is wholes[0] else column for column in columns)


def changes_by_sums(table: Table, columns: Sequence[Column], header_rows: int) -> tuple[Column, ...]:
    """The columns, one that leads from a budget to the adjusted one or to what was spent as a difference between them.

    年初预算数 · 年中调整数 · 全年预算数, 预算数 · 决算数 · 差异额: whatever the head calls it, in every row the budget
    and the difference make up the other.

    Parameters
    ----------
    table : Table
    columns : sequence of Column
        With what their heads say of them.
    header_rows : int
        Rows above the data.
    """
    levels = [one for one in columns if one.role == "value" and one.measure == "level"]
    told = [one for one in levels if one.basis is not None and _says_basis(one)]
    numbers = _numbers(table, header_rows)
    out = list(columns)
    for column in columns:
        unsaid = column in levels and not _says_basis(column) or column.measure == "change" and column.versus is None
        if column.role != "value" or not unsaid:
            continue
        # 采购预算 · 采购支出 · 差额: what was spent may say no basis, but the difference says that it is one
        unsaid_last = [one for one in levels if column.measure == "change" and not _says_basis(one)]
        pairs = list(zip(told, told[1:], strict=False)) or [(one, last) for one in told for last in unsaid_last]
        for first, last in pairs:
            alike = first.name_col == last.name_col == column.name_col and _of_one_year(first.period, last.period)
            led = first.basis in _BUDGETS and last.basis in (None, *_LATER) and first.basis != last.basis
            if alike and led and _adds_up(last.index, [first.index, column.index], numbers):
                out[column.index] = replace(
                    column, measure="change", basis=last.basis, versus=first.basis, versus_basis=first.basis
                )
    return tuple(out)


def _of_one_year(one: str | None, other: str | None) -> bool:
    """Whether two columns are of one year: 年初预算数 · 2024年决算数, where only one head says which."""
    return one == other or (None in (one, other) and (one or other or "").isdigit())


def _says_basis(column: Column) -> bool:
    """Whether the innermost words of a head say of what basis its figures are."""
    return head_of((column.header.rpartition("/")[2],)).basis is not None


def _numbers(table: Table, header_rows: int) -> Numbers:
    """The printed numbers by row and column."""
    out: Numbers = {}
    for cell in table.cells:
        number = parse_number(squeezed(cell.text)) if cell.row >= header_rows else None
        if number is not None:
            out.setdefault(cell.row, {})[cell.col] = number.value
    return out


def _alike(one: Column, column: Column) -> bool:
    """Whether two columns are of the same account: only part and fund may tell them apart."""
    same = ("role", "name_col", "measure", "period", "basis", "flow")
    return one.indicator is None and all(getattr(one, name) == getattr(column, name) for name in same)


def _total(column: Column, total: dict[str, str]) -> bool:
    """Whether a column is the total of its form by its head."""
    return column.part == total["part"] and (total.get("fund") in (None, column.fund))


def _outermost(columns: Sequence[Column]) -> list[Column]:
    """Of columns under one head the one that sums them, where one does; of 其中 none."""
    groups: dict[str, list[Column]] = {}
    for column in columns:
        outer, _, leaf = column.header.rpartition("/")
        if not leaf.startswith("其中"):
            groups.setdefault(outer or leaf, []).append(column)
    out = []
    for group in groups.values():
        sums = [column for column in group if column.header.endswith(("小计", "合计"))]
        out += sums[:1] or group
    return out


def _left_over(column: Column, beside: Sequence[Column], numbers: Numbers) -> bool:
    """Whether a column is what the basic expenditure leaves of the total."""
    parts = {one.part: one.index for one in beside if one.part is not None and one.fund == column.fund}
    if "total" not in parts or "project" in parts or not ("basic" in parts or set(_OF_BASIC) <= set(parts)):
        return False
    inner = () if "basic" in parts else _OF_BASIC
    addends = [col for part, col in parts.items() if part != "total" and (part not in _OF_BASIC or part in inner)]
    return _adds_up(parts["total"], [*addends, column.index], numbers)


def _adds_up(whole: int, addends: Sequence[int], numbers: Numbers) -> bool:
    """Whether a column is the sum of others in every row that prints it, and of more than one of them somewhere."""
    rows = [row for row in numbers.values() if row.get(whole)]
    near = ROUNDED * (len(addends) + 1)
    holds = all(
        abs(row[whole] - sum((row.get(col, Decimal(0)) for col in addends), Decimal(0))) <= near for row in rows
    )
    used = any(row.get(col) for row in rows for col in addends[-1:])
    mixed = any(sum(1 for col in addends if row.get(col)) > 1 for row in rows)
    return len(rows) >= FEWEST_ROWS and holds and used and mixed
