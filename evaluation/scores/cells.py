"""How many value cells of the tables are exact: the right number in its right row and column.

A value cell stands below the header and prints a number that is no code, no
行次 and no numeral of the header. Zeros and other numbers are counted apart, and
so are numbers that the reading puts into cells that print none.

A column in which nothing but a head stands (类, 款 and 项 above codes that are merged
over all three) may be there or not: columns are counted without such ones where a
reading is narrower or wider than the print.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extract.numbers import parse_number
from extract.types import Cell, Table

Grid = list[list[str]]

#: Heads of columns whose numbers are no values.
_NO_VALUES = re.compile(r"行次|编码|序号|栏次")
#: The column of a reading for one of the print that it left out.
NOWHERE = -1
#: First cells of rows that number the columns.
_NUMERAL_ROW = re.compile(r"栏次")


@dataclass(frozen=True)
class Miss:
    """A value cell that is not exact, or a number where none is printed."""

    table: int
    row: int
    col: int
    printed: str
    read: str
    why: str


@dataclass(frozen=True)
class Score:
    """Counts that can be added up over documents."""

    zeros: int = 0
    zeros_exact: int = 0
    others: int = 0
    others_exact: int = 0
    invented: int = 0
    tables: int = 0
    tables_found: int = 0
    misses: tuple[Miss, ...] = field(default=(), compare=False)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.zeros + other.zeros,
            self.zeros_exact + other.zeros_exact,
            self.others + other.others,
            self.others_exact + other.others_exact,
            self.invented + other.invented,
            self.tables + other.tables,
            self.tables_found + other.tables_found,
            self.misses + other.misses,
        )

    @property
    def cells(self) -> int:
        """All value cells."""
        return self.zeros + self.others

    @property
    def exact(self) -> int:
        """Those that are exact."""
        return self.zeros_exact + self.others_exact

    @property
    def share(self) -> Decimal | None:
        """Exact share, or None where there is nothing to judge."""
        return None if not self.cells else Decimal(self.exact) / Decimal(self.cells)


#: So many rows of a head may be read as others.
MOST_HEAD_ROWS = 3


def score(truth: dict[str, Any], tables: tuple[Table, ...], pages: frozenset[int] | None = None) -> Score:
    """Score the tables read of one disclosure.

    Parameters
    ----------
    truth : dict
        A ``.truth.json``: ``tables`` with ``grid``, ``pages``, ``header_rows``, ``title``, ``form``.
    tables : tuple of Table
    pages : frozenset of int, optional
        Score only tables that stand wholly on these pages.

    Returns
    -------
    Score
        A table that was not found counts all its cells as wrong.
    """
    wanted = [
        (index, entry)
        for index, entry in enumerate(truth["tables"])
        if pages is None or set(entry.get("pages") or ()) <= pages
    ]
    pairs = matched_tables([entry for _, entry in wanted], tables)
    total = Score()
    for (index, entry), table in zip(wanted, pairs, strict=True):
        total += _score_table(index, entry, table)
    return total


def is_value(grid: Grid, header_rows: int, row: int, col: int) -> bool:
    """Whether a cell of the truth is a value cell."""
    if row < header_rows or _number(grid[row][col]) is None:
        return False
    if _NUMERAL_ROW.match(_squeezed(grid[row][0])):
        return False
    head = "".join(_squeezed(grid[r][col]) for r in range(header_rows))
    return not _NO_VALUES.search(head)


def _score_table(index: int, entry: dict[str, Any], table: Table | None) -> Score:
    grid: Grid = entry["grid"]
    counts = {"zeros": 0, "zeros_exact": 0, "others": 0, "others_exact": 0}
    misses: list[Miss] = []
    invented = 0
    offset = 0 if table is None else row_offset(grid, table)
    columns = range(len(grid[0])) if table is None else columns_of(entry, table)
    for row, texts in enumerate(grid):
        for col, printed in enumerate(texts):
            cell = None if table is None else _at(table, row + offset, columns[col])
            read = "" if cell is None else cell.text
            number = _read(cell)
            if is_value(grid, entry["header_rows"], row, col):
                value = _number(printed)
                kind = "others" if value else "zeros"
                counts[kind] += 1
                if number is not None and number == value:
                    counts[f"{kind}_exact"] += 1
                else:
                    misses.append(Miss(index, row, col, printed, read, "no_table" if table is None else "value"))
            elif not printed.strip() and number is not None and row >= entry["header_rows"]:
                invented += 1
                misses.append(Miss(index, row, col, printed, read, "invented"))
    return Score(**counts, invented=invented, tables=1, tables_found=int(table is not None), misses=tuple(misses))


def columns_of(entry: dict[str, Any], table: Table) -> Sequence[int]:
    """The column of a reading for each column of the print: the same one, unless columns without cells are left out.

    Parameters
    ----------
    entry : dict
        A table of the truth: ``grid``, ``header_rows`` and ``spans`` (row, column, rows, columns of merged cells).
    table : Table
    """
    grid, below = entry["grid"], entry.get("header_rows", 0)
    width = len(grid[0])
    if table.n_cols == width:
        return range(width)
    covered = {
        (row + down, col + across)
        for row, col, rows, cols in entry.get("spans") or ()
        for down in range(rows)
        for across in range(1, cols)
    }
    own = [col for col in range(width) if any((row, col) not in covered for row in range(below, len(grid)))]
    first = below + row_offset(grid, table)
    read = sorted({cell.col for cell in table.cells if cell.row >= first})
    if not own or len(own) != len(read):
        return range(width)
    to = dict(zip(own, read, strict=True))
    return [to.get(col, NOWHERE) for col in range(width)]


def _at(table: Table, row: int, col: int) -> Cell | None:
    return table.cell(row, col)


def _read(cell: Cell | None) -> Decimal | None:
    return None if cell is None else _number(cell.text)


def _number(text: str) -> Decimal | None:
    """The number of a cell: blanks and thousands separators do not count."""
    number = parse_number("".join(text.split()).replace(",", "").replace("，", ""))
    return None if number is None else number.value


def _squeezed(text: str) -> str:
    return "".join(text.split())


def row_offset(grid: Grid, table: Table) -> int:
    """Rows that the reading has above the truth's, fewer than none where it has taken rows of the head together.

    A title or a unit printed inside the frame stands above the first row of the truth. Where the head is read as more
    or fewer rows than are printed, the rows below it tell: they are the same, further down or up.

    Parameters
    ----------
    grid : sequence of sequence of str
        As printed.
    table : Table
        As read.
    """
    printed = ["".join(_squeezed(text) for text in row) for row in grid]
    read = ["".join(_squeezed(text) for text in row) for row in table.grid]
    usual = 0
    if table.n_rows > len(grid):
        usual = next((row for row in range(min(3, table.n_rows)) if read[row] == printed[0]), 0)

    def same(shift: int) -> int:
        rows = range(max(0, -shift), min(len(printed), len(read) - shift))
        return sum(1 for row in rows if printed[row] and printed[row] == read[row + shift])

    return max(range(-MOST_HEAD_ROWS, MOST_HEAD_ROWS + 1), key=lambda shift: (same(shift), shift == usual, -abs(shift)))


def matched_tables(entries: Sequence[dict[str, Any]], tables: Sequence[Table]) -> list[Table | None]:
    """The table read for each of the truth: the same pages or order, then the likest grid."""
    left = list(tables)
    out: list[Table | None] = []
    for entry in entries:
        best, best_likeness = None, 0.0
        for table in left:
            likeness = _likeness(entry, table)
            if likeness > best_likeness:
                best, best_likeness = table, likeness
        if best is not None and best_likeness >= 0.3:
            left.remove(best)
            out.append(best)
        else:
            out.append(None)
    return out


def _likeness(entry: dict[str, Any], table: Table) -> float:
    """Share of the printed cells that the table has in some place, with a bonus for place and page."""
    printed = {_squeezed(text) for row in entry["grid"] for text in row if text.strip()}
    read = {_squeezed(text) for row in table.grid for text in row if text.strip()}
    if not printed:
        return 0.0
    shared = len(printed & read) / max(len(printed | read), 1)
    pages = set(entry.get("pages") or ())
    if table.pages and pages:
        if not pages & set(table.pages):
            return 0.0
        shared += 0.5
    size = (table.n_rows == len(entry["grid"])) + (table.n_cols == len(entry["grid"][0]))
    return shared + 0.1 * size


def forms_of(truth: dict[str, Any], tables: Sequence[Table]) -> tuple[int, int, list[str]]:
    """Forms 01 to 09 printed, how many of them are named rightly, and those that are not.

    Parameters
    ----------
    truth : dict
        A ``.truth.json``; a form that bears no mark may be told by its title or in ``form_implied``.
    tables : sequence of Table
    """
    printed = []
    for entry in truth["tables"]:
        mark = entry.get("form") or entry.get("form_implied")
        if mark:
            printed.append("".join(char for char in mark if char.isdigit())[:2])
        elif entry["title"] == "收入决算表":
            printed.append("02")
    named = [table.form for table in tables if table.form is not None]
    missing = []
    for form in printed:
        if form in named:
            named.remove(form)
        else:
            missing.append(form)
    return len(printed), len(printed) - len(missing), missing
