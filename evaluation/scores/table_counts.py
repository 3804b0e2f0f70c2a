"""All that is counted of the tables of one file, whoever read them: cells, whole tables, forms, joining."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluation.scores.cells import Grid, Score, columns_of, forms_of, matched_tables, row_offset, score
from evaluation.scores.whole_tables import WholeScore, score_whole
from extract.types import Table


@dataclass(frozen=True)
class TableCounts:
    """Counts that add up.

    Attributes
    ----------
    cells : Score
        Value cells, right in row and column.
    whole : WholeScore
        TEDS and GriTS-content.
    all_cells, all_exact : int
        Printed cells with any text, and those read with the same characters in their place.
    surplus : int
        Tables read beside the printed ones.
    forms, forms_named : int
        Forms 01 to 09 printed, and those named rightly.
    continued, joined, falsely_joined : int
        Tables that go on over pages, those of them made one, and tables of which a part stands on a page not theirs.
    """

    cells: Score = field(default_factory=Score)
    whole: WholeScore = field(default_factory=WholeScore)
    all_cells: int = 0
    all_exact: int = 0
    surplus: int = 0
    forms: int = 0
    forms_named: int = 0
    continued: int = 0
    joined: int = 0
    falsely_joined: int = 0

    def __add__(self, other: TableCounts) -> TableCounts:
        return TableCounts(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def count_tables(truth: dict[str, Any], found: Sequence[Table], by_hand: Sequence[Table] | None = None) -> TableCounts:
    """Score the tables of one file.

    Parameters
    ----------
    truth : dict
        A ``.truth.json``.
    found : sequence of Table
        As the reader gives them.
    by_hand : sequence of Table, optional
        The same with their parts joined, for cells and whole tables; as given by default.
    """
    entries = truth["tables"]
    of_cells = tuple(found if by_hand is None else by_hand)
    cells = score(truth, of_cells)
    total = exact = 0
    for entry, table in zip(entries, matched_tables(entries, of_cells), strict=True):
        one, other = _all_cells(entry, table)
        total, exact = total + one, exact + other
    continued = joined = false = 0
    paged = any(table.pages for table in found)
    for entry, table in zip(entries, matched_tables(entries, found), strict=True):
        printed = set(entry.get("pages") or ())
        continued += paged and len(printed) > 1
        if table is not None and printed and table.pages:
            joined += len(printed) > 1 and set(table.pages) == printed
            false += not set(table.pages) <= printed
    printed_forms, named, _ = forms_of(truth, tuple(found))
    return TableCounts(
        cells,
        score_whole(entries, of_cells),
        total,
        exact,
        max(0, len(found) - cells.tables_found),
        printed_forms,
        named,
        continued,
        joined,
        false,
    )


def _all_cells(entry: dict[str, Any], table: Table | None) -> tuple[int, int]:
    """Printed cells, and those read with the same characters in the same place, blanks left out."""
    grid: Grid = entry["grid"]
    printed = [
        (r, c, "".join(text.split())) for r, row in enumerate(grid) for c, text in enumerate(row) if text.strip()
    ]
    if table is None:
        return len(printed), 0
    offset, columns = row_offset(grid, table), columns_of(entry, table)
    right = 0
    for row, col, text in printed:
        cell = table.cell(row + offset, columns[col])
        right += cell is not None and "".join(cell.text.split()) == text
    return len(printed), right
