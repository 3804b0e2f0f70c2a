"""Raw tables from rows of spanned cells, and the short lines around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extract.types import Block, Cell, Table

#: Lines above a table that can belong to it, and their length.
MOST_CAPTIONS = 5
LONGEST_CAPTION = 44
#: A table of a disclosure is never wider or longer; what claims to be is cut off there.
MOST_COLUMNS = 200
MOST_ROWS = 20000

_NOTE = re.compile(r"^\s*[（(]?(注|备注|说明|附注)")
_SENTENCE = re.compile(r"[。；;]\s*$")


class Laid(NamedTuple):
    """A cell on its way into a grid."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    marks: tuple[str, ...] = ()


def table_of(rows: Sequence[Sequence[Laid]]) -> Table | None:
    """Lay rows of cells into a grid, as HTML does: a cell takes the next free place.

    Returns
    -------
    Table or None
        None where nothing is printed at all.
    """
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    width = 0
    for row, laid in enumerate(rows[:MOST_ROWS]):
        col = 0
        for item in laid:
            while (row, col) in taken:
                col += 1
            if col >= MOST_COLUMNS:
                break
            rowspan = max(1, min(item.rowspan, len(rows) - row, MOST_ROWS - row))
            colspan = max(1, min(item.colspan, MOST_COLUMNS - col))
            # A cell from above that stands in the way ends the span: no place is covered twice.
            colspan = next((n for n in range(1, colspan) if (row, col + n) in taken), colspan)
            taken.update((r, c) for r in range(row, row + rowspan) for c in range(col, col + colspan))
            text = item.text.strip(" \t\r\n\u00a0\u3000\ufeff")
            status = "doubtful" if item.marks else ("read" if text else "blank")
            cells.append(Cell(row, col, text, rowspan, colspan, status=status, marks=item.marks))  # type: ignore[arg-type]
            col += colspan
            width = max(width, col)
    if not any(cell.text for cell in cells):
        return None
    height = min(len(rows), MOST_ROWS)
    for row in range(height):
        cells.extend(Cell(row, col, "", status="blank") for col in range(width) if (row, col) not in taken)
    cells.sort(key=lambda cell: (cell.row, cell.col))
    return Table("", height, width, tuple(cells))


def captions_before(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The short lines directly before a table, from the last table or sentence on."""
    out: list[str] = []
    for block in reversed(list(blocks)):
        if block.kind == "table" or len(out) == MOST_CAPTIONS:
            break
        lines = [line.strip() for line in block.text.split("\n") if line.strip()]
        if any(len(line) > LONGEST_CAPTION or _SENTENCE.search(line) or _NOTE.match(line) for line in lines):
            break
        out.extend(reversed(lines))
    return tuple(reversed(out[:MOST_CAPTIONS]))
