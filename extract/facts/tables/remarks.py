"""Which column of a performance form prints why points were lost."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from extract.facts.tables.values import number_with_unit
from extract.types import Table
from models.forms import words


def reason_column(table: Table, head: int, text_at: Callable[[int, int | None], str]) -> int | None:
    """The column of reasons: one whose head asks for them, else one of remarks that stand where points were lost.

    说明 and 备注 may say anything. Where every remark stands in a row whose 得分 is below its 分值, and in no other,
    they say why.

    Parameters
    ----------
    table : Table
        A performance form.
    head : int
        The row that heads the indicators.
    text_at : callable
        Row and column to what is printed there, without blanks.

    Returns
    -------
    int or None
    """
    asked = next((column.index for column in table.columns if column.role == "reason"), None)
    if asked is not None:
        return asked
    points = {role: [column.index for column in table.columns if column.role == role] for role in ("weight", "score")}
    if any(len(columns) != 1 for columns in points.values()):
        return None
    for column in table.columns:
        if column.role != "text" or not words().remarks.match(column.header.rpartition("/")[2]):
            continue
        told = {row for row in range(head + 1, table.n_rows) if _says(text_at(row, column.index))}
        if told and told <= _lost(table, head, points["weight"][0], points["score"][0], text_at):
            return column.index
    return None


def _says(text: str) -> bool:
    return bool(text) and not words().nothing.match(text)


def _lost(table: Table, head: int, weight: int, score: int, text_at: Callable[[int, int | None], str]) -> set[int]:
    """The rows whose points are fewer than they could be."""
    rows: set[int] = set()
    for row in range(head + 1, table.n_rows):
        full, given = (_number(text_at(row, col)) for col in (weight, score))
        if full is not None and given is not None and given < full:
            rows.add(row)
    return rows


def _number(text: str) -> Decimal | None:
    read = number_with_unit(text)
    return read[0].value if read is not None else None
