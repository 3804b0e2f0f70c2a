"""What the head over a cell of prose makes of its figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from extract.types import Cell, Paragraph, Table
from models import patterns

#: The head of a cell, or the label beside it, is no longer than this.
LONGEST_HEAD = 24
Told = Literal["target", "actual"]


class Cells:
    """The heads of the cells of some tables."""

    def __init__(self, tables: Sequence[Table]):
        self.tables = {table.table_id: table for table in tables}

    def told_by(self, paragraph: Paragraph) -> Told | None:
        """Whether the cell that a paragraph stands in tells of targets or of what was reached.

        The nearest head above the cell in its column says so, else the nearest label to its left.
        """
        table = self.tables.get(paragraph.table_id or "")
        if table is None or paragraph.row is None or paragraph.col is None:
            return None
        row, col = paragraph.row, paragraph.col
        above = [cell for cell in table.cells if cell.row < row and cell.col <= col < cell.col + cell.colspan]
        beside = [cell for cell in table.cells if cell.row <= row < cell.row + cell.rowspan and cell.col < col]
        ordered = [
            *sorted(above, key=lambda cell: -cell.row),
            *sorted(beside, key=lambda cell: -cell.col),
        ]
        return next((told for cell in ordered if (told := _told(cell)) is not None), None)


def _told(cell: Cell) -> Told | None:
    words = re.sub(r"\s+", "", cell.text)
    if not words or len(words) > LONGEST_HEAD:
        return None
    if patterns.expression("carried", "cell_actual").search(words):
        return "actual"
    return "target" if patterns.expression("carried", "cell_target").search(words) else None
