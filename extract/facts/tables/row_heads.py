"""Tables turned on their side: the rows, not the columns, say of which basis a figure is.

项目 | “三公”经费 | 公务接待费 | …
预算数 | 12.00 | 4.00 | …
决算数 | 10.50 | 3.20 | …
增减率（%） | -12.50 | -20.00 | …
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.facts.tables.values import unit_apart
from extract.heads import PRIOR, RATES, Head, compared, head_of
from extract.types import Column, Table
from models.forms import words

#: So many rows that say a basis or a difference, and no other, make a table that is turned.
FEWEST_ROWS = 2


def heads_of_rows(table: Table) -> dict[int, Column]:
    """What the label of each row says of its figures, where every label does and no head of a column.

    Parameters
    ----------
    table : Table
        Recognised.

    Returns
    -------
    dict of int to Column
        By row: basis, measure, period, unit and what it is compared with; empty where the columns say it.
    """
    values = [column for column in table.columns if column.role == "value"]
    names = {column.name_col for column in values}
    if len(names) != 1 or None in names or any(_says(head_of(column.header.split("/"))) for column in values):
        return {}
    (name,) = names
    labels = {
        cell.row: re.sub(r"\s+", "", cell.text)
        for cell in table.cells
        if cell.col == name and cell.row >= table.header_rows and cell.text.strip()
    }
    if len(labels) < FEWEST_ROWS:
        return {}
    out: list[Column] = []
    for row, label in sorted(labels.items()):
        bare, unit = unit_apart(label)
        head = head_of([label])
        if not _says(head) or (head.measure == "level" and not words().bare.match(bare)):
            return {}
        basis = "prior_final" if head.basis == "final" and head.period == PRIOR else head.basis
        out.append(
            Column(
                row, "value", label, basis=basis, measure=head.measure, period=head.period,
                unit=head.unit or ("%" if head.measure in RATES else unit), versus=head.versus,
            )
        )  # fmt: skip
    return {column.index: column for column in compared(out)}


def _says(head: Head) -> bool:
    return head.basis is not None or head.measure != "level"


def as_row_says(column: Column, said: Column) -> Column:
    """A column, with what a row says of its figures.

    Parameters
    ----------
    column : Column
    said : Column
        One of ``heads_of_rows``.
    """
    return replace(
        column,
        basis=said.basis,
        measure=said.measure,
        versus=said.versus,
        versus_basis=said.versus_basis,
        period=said.period or column.period,
        unit=said.unit or (None if said.measure in RATES else column.unit),
    )
