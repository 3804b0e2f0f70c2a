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
        told = _nearest(sorted(above, key=lambda cell: -cell.row))
        if told is not None:
            return told
        left = sorted(beside, key=lambda cell: -cell.col)
        told = _nearest(left)
        own = next((cell for cell in table.cells if (cell.row, cell.col) == (row, col)), None)
        if told == "target" and own is not None and left and _is_long(left[0]):
            # 年度目标 · what was to be done · what was done: the second tells what was reached, if it says so.
            began = patterns.expression("carried", "cell_begins_done").match(_bare(own))
            return "actual" if began else told
        return told


def _nearest(cells: Sequence[Cell]) -> Told | None:
    return next((told for cell in cells if (told := _told(cell)) is not None), None)


def _bare(cell: Cell) -> str:
    return re.sub(r"\s+", "", cell.text)


def _is_long(cell: Cell) -> bool:
    return len(_bare(cell)) > LONGEST_HEAD


def _told(cell: Cell) -> Told | None:
    words = _bare(cell)
    if not words or len(words) > LONGEST_HEAD:
        return None
    if patterns.expression("carried", "cell_actual").search(words):
        return "actual"
    return "target" if patterns.expression("carried", "cell_target").search(words) else None
