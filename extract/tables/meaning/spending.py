"""Columns of what was planned and what was spent, told by what stands beside them.

全年预算 · 本年支出 · 支付进度: whatever a head calls it, the money beside a budget that was paid
is its execution, and a rate of execution is against that budget of which it is the rate in every row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.heads import BUDGETS, PRIOR, head_of, said_alone
from extract.numbers import parse_number
from extract.tables.headers import squeezed
from extract.types import Column, Table
from models.forms import words

#: Bases of what was done with a budget.
DONE = ("final", "execution")
#: Rows in which a rate has to be that of two figures.
FEWEST_RATES = 2
#: Of what was planned a head may say no more than that it was arranged.
_ARRANGED = re.compile("安排|下达|批复|计划")

Numbers = Mapping[int, Mapping[int, Decimal]]


def told_beside_budgets(columns: Sequence[Column], kind: str | None) -> tuple[Column, ...]:
    """The columns, those of money that was spent beside a budget as what was done with it, and the other way round.

    Parameters
    ----------
    columns : sequence of Column
        With what their heads say of them.
    kind : str or None
        In a final account what was spent is accounted for (``final``), anywhere else it is the execution.
    """
    out = list(columns)
    done = "final" if kind == "final_account" else "execution"
    for column in columns:
        if _untold(column) and _spent(column) and any(one.basis in BUDGETS for one in _beside(out, column)):
            out[column.index] = replace(column, basis="prior_final" if column.period == PRIOR and kind else done)
    for column in columns:
        if not _untold(column) or column.period == PRIOR or not _ARRANGED.search(_leaf(column)):
            continue
        beside = _beside(out, column)
        spent = any(one.basis in DONE or _spent(one) for one in beside)
        if spent and words().bare.match(_leaf(column)) and not any(one.basis in BUDGETS for one in beside):
            out[column.index] = replace(column, basis="budget")
    if out != list(columns) and any(_untold(one) and _spent(one) for one in out):
        return told_beside_budgets(out, kind)
    return tuple(out)


def measured_by_rates(
    table: Table, columns: Sequence[Column], header_rows: int, kind: str | None
) -> tuple[Column, ...]:
    """The columns, rates of execution with the two figures of which they are the rates by their numbers.

    年初预算数 · 全年预算数 · 决算数 · 完成率: the heads leave open what was completed, the rows do not.

    Parameters
    ----------
    table : Table
    columns : sequence of Column
        Compared with what stands beside them.
    header_rows : int
        Rows above the data.
    kind : str or None
        As of ``told_beside_budgets``.
    """
    done = "final" if kind == "final_account" else "execution"
    numbers = _numbers(table, header_rows)
    out = list(columns)
    for column in columns:
        if column.role != "value" or not (column.measure == "completion" or _rate_of_something(column)):
            continue
        levels = [one for one in _levels(out) if one.name_col == column.name_col and one.period is None]
        pairs = [
            (last, first)
            for first in levels
            for last in levels
            if first.basis not in DONE and last.basis not in BUDGETS and _is_rate(column.index, last, first, numbers)
        ]
        if (
            column.measure == "level"
        ):  # 使用率, where it is that of what was spent in the budget; 到位率 is of what came in
            pairs = [pair for pair in pairs if pair[0].basis in DONE and pair[1].basis in BUDGETS]
        told = any(first.basis == column.versus and last.basis == column.basis for last, first in pairs)
        if not pairs or told and column.basis is not None:
            continue
        budgets = [(last, first) for last, first in pairs if first.basis in BUDGETS]
        last, first = min(budgets, key=lambda pair: BUDGETS.index(str(pair[1].basis))) if budgets else pairs[0]
        if not budgets and any(one.basis in BUDGETS and _differ(one, first, numbers) for one in levels):
            # 到位资金 · 支出 · 支出率: of the money that came in, which is none of the budgets
            out[column.index] = replace(column, versus=None, versus_basis=None, basis=last.basis or column.basis)
        elif budgets:
            of, basis = first.basis, last.basis or done
            out[column.index] = replace(column, measure="completion", versus=of, versus_basis=of, basis=basis)
            if _untold(last):
                out[last.index] = replace(last, basis=basis)
    return tuple(out)


def _leaf(column: Column) -> str:
    return said_alone(column.header.rpartition("/")[2])


def _spent(column: Column) -> bool:
    return words().spent.match(_leaf(column)) is not None


def _rate_of_something(column: Column) -> bool:
    return column.measure == "level" and _leaf(column).endswith("率")


def _untold(column: Column) -> bool:
    """Whether a column is one of levels of which no head says a basis."""
    level = column.role == "value" and column.measure == "level" and column.flow is None and column.part is None
    return level and column.basis is None and head_of(column.header.split("/")).basis is None


def _levels(columns: Sequence[Column]) -> list[Column]:
    return [one for one in columns if one.role == "value" and one.measure == "level"]


def _beside(columns: Sequence[Column], column: Column) -> list[Column]:
    """The other columns of levels with the same names."""
    return [one for one in _levels(columns) if one.index != column.index and one.name_col == column.name_col]


def _numbers(table: Table, header_rows: int) -> Numbers:
    """The printed numbers by row and column."""
    out: dict[int, dict[int, Decimal]] = {}
    for cell in table.cells:
        number = parse_number(squeezed(cell.text)) if cell.row >= header_rows else None
        if number is not None:
            out.setdefault(cell.row, {})[cell.col] = number.value
    return out


def _is_rate(rate: int, done: Column, planned: Column, numbers: Numbers) -> bool:
    """Whether a column is the rate of two others in every row that prints the three.

    What no head tells to be spent has to differ from the budget somewhere: money that came in is a hundred of it too.
    """
    rows = [row for row in numbers.values() if {rate, done.index, planned.index} <= row.keys() and row[planned.index]]
    if done.index == planned.index or len(rows) < FEWEST_RATES:
        return False
    told = done.basis in DONE or any(row[done.index] != row[planned.index] for row in rows)
    return told and all(
        abs(row[done.index] / row[planned.index] * 100 - row[rate])
        <= Decimal(1).scaleb(int(row[rate].as_tuple().exponent))
        for row in rows
    )


def _differ(one: Column, other: Column, numbers: Numbers) -> bool:
    """Whether two columns print different numbers in a row."""
    return any(row[one.index] != row[other.index] for row in numbers.values() if {one.index, other.index} <= row.keys())
