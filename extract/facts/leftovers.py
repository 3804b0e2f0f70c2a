"""What became of every number that a table prints: a fact, no figure at all (and why), or left over.

A number that is left over is named by a failure, so nothing that is printed is lost in silence: SPEC, nothing dropped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.errors import Failure, failure
from extract.facts.tables.values import number_with_unit, unit_printed
from extract.numbers import fold_width, is_ill_formed
from extract.types import Cell, Fact, Table
from models.forms import words
from models.taxonomy import known_code

#: A numeral of a row or a column, and a year: whole, unsigned, without separators.
_COUNTING = re.compile(r"\d{1,3}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_HEAD = re.compile(r"(?:19|20)\d\d年?度?")
#: Codes of the classifications: 类 three digits, 款 five, 项 seven; two where they stand apart.
_CODE = re.compile(r"\d{2,3}|\d{5}|\d{7}")
_CODE_HEAD = re.compile(r"编码|代码")
#: A number of so many digits without a point is that of a telephone, an account or a file.
_LONG = re.compile(r"\d{8,}|\d{3,4}-\d{7,8}")
#: An amount of money among words: with a point or separators, so that it is no part of a name (单价50万元以上的设备).
_AMOUNT = re.compile(r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)\s*(?:万|亿)?元|[：:]\s*-?\d[\d,]*\.\d+\s*$")
#: What stands behind a label that asks for a date, a code or a telephone: digits alone, or a day.
_NO_UNIT = re.compile(r"\d+|(?:19|20)\d\d[.\-/年]\d{1,2}(?:[.\-/月]\d{1,2}日?|月)?|\d[\d\-—－]+")
#: Roles whose numbers are no figures.
_ROLES = {"code": "code", "line_no": "line number"}
#: So many texts of a failure are written out; the rest is counted.
SHOWN = 6
#: So many numerals one after the other count rows or columns.
FEWEST_IN_SEQUENCE = 3


@dataclass(frozen=True)
class Numeral:
    """A cell that prints a number, and why it makes no fact; ``reason`` is None where it makes one."""

    table: Table
    cell: Cell
    reason: str | None

    @property
    def lost(self) -> bool:
        """Whether the number is neither a fact nor known to be no figure."""
        return self.reason == LOST


#: The reason of a number that is in no fact and that nothing shows to be no figure.
LOST = "left over"


def numerals(tables: Iterable[Table], facts: Iterable[Fact]) -> Iterator[Numeral]:
    """Every cell that prints one number, an ill-formed one too, or an amount among words, with what became of it.

    Parameters
    ----------
    tables : iterable of Table
        Recognised.
    facts : iterable of Fact
        All facts of the document, those of the text too: a cell of prose belongs to the text.

    Yields
    ------
    Numeral
    """
    held = {(one.table, one.row, one.col) for fact in facts for one in fact.evidence if one.table is not None}
    for table in tables:
        counted, classed = _counted(table), _classed(table)
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.col)):
            if cell.status == "blank":
                continue
            place = (table.table_id, cell.row, cell.col)
            if number_with_unit(cell.text) is not None:
                yield Numeral(table, cell, None if place in held else _no_figure(table, cell, counted, classed) or LOST)
            elif _AMOUNT.search(fold_width(cell.text)) or is_ill_formed(cell.text):
                yield Numeral(table, cell, None if place in held else LOST)


def left_over(tables: Iterable[Table], facts: Iterable[Fact], failures: Iterable[Failure] = ()) -> list[Failure]:
    """One failure for each table with numbers that are in no fact.

    Parameters
    ----------
    tables : iterable of Table
    facts : iterable of Fact
    failures : iterable of Failure
        Of the table stage: a table without a head is named there with all its figures.

    Returns
    -------
    list of Failure
        JS603 with the table, and the place and print of its numbers.
    """
    without_head = [one.message for one in failures if one.code == "JS403"]
    by_table: dict[str, list[Cell]] = defaultdict(list)
    pages: dict[str, int | None] = {}
    for one in numerals(tables, facts):
        table_id = one.table.table_id
        if one.lost and not any(f" {table_id}, " in message for message in without_head):
            by_table[table_id].append(one.cell)
            pages.setdefault(table_id, one.cell.page)
    out = []
    for table, cells in by_table.items():
        printed = "、".join(f"r{cell.row}c{cell.col} {_squeezed(cell.text)}" for cell in cells[:SHOWN])
        more = f" …（{len(cells)}）" if len(cells) > SHOWN else ""
        out.append(failure("JS603", f"{table}, {printed}{more}", pages[table]))
    return out


def _no_figure(table: Table, cell: Cell, counted: set[tuple[int, int]], classed: set[int]) -> str | None:
    """Why a number is no figure, as far as the table shows it; None where nothing does."""
    text = _squeezed(cell.text)
    column = table.columns[cell.col] if cell.col < len(table.columns) else None
    role = column.role if column is not None else ""
    told = column is not None and _CODE_HEAD.search(column.header) is not None and text.isdigit()
    is_code = told or _LONG.fullmatch(text) or (cell.col in classed and _CODE.fullmatch(text))
    if role == "line_no" or (role == "code" and is_code):
        return _ROLES[role]
    if (cell.row, cell.col) in counted and _COUNTING.fullmatch(text):
        return "numeral of a row or column"
    if _LONG.fullmatch(text):
        return "number of a telephone, an account or a file"
    left = [one for one in table.cells if one.row == cell.row and one.col < cell.col and one.text.strip()]
    label = _squeezed(max(left, key=lambda one: one.col).text) if left else ""
    # 平均出警时间 · 8.8 and 接听电话 · 19636 · 次 are figures
    bare = _NO_UNIT.fullmatch(text) is not None and not any(
        one.role == "unit" and unit_printed(_squeezed(cell_at.text))
        for one in table.columns
        if (cell_at := table.covering(cell.row, one.index)) is not None
    )
    if bare and label and len(label) <= 12 and words().no_figure.search(label):
        return "label says it is no figure"
    if _YEAR_HEAD.fullmatch(text) and cell.row < table.header_rows:
        return "year"
    if _YEAR.fullmatch(text) and role != "value":
        return "year"
    return None


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _counted(table: Table) -> set[tuple[int, int]]:
    """Places of numerals that count on by one, along a row of the head or down a column: 栏次 and 序号."""
    along: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
    down: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
    for cell in table.cells:
        text = cell.text.strip()
        if _COUNTING.fullmatch(text) and not text.startswith("0"):
            along[cell.row].append((cell.col, cell))
            down[cell.col].append((cell.row, cell))
    places = {place for line in (*along.values(), *down.values()) for place in _sequence(line)}
    numbering = {cell.row for cell in table.cells if _squeezed(cell.text) in words().numbering}
    return places | {(row, cell.col) for row, line in along.items() if row in numbering for _, cell in line}


def _classed(table: Table) -> set[int]:
    """Columns of which most numbers begin with a class of the classifications."""
    known: dict[int, list[bool]] = defaultdict(list)
    for cell in table.cells:
        text = fold_width(_squeezed(cell.text))
        if len(text) > 2 and _CODE.fullmatch(text):
            known[cell.col].append(known_code(text[:3]))
    return {col for col, found in known.items() if sum(found) > len(found) / 2}


def _sequence(line: list[tuple[int, Cell]]) -> Iterator[tuple[int, int]]:
    """Places of cells on a line whose numbers rise by one from each to the next, at least three of them."""
    run: list[Cell] = []
    for _, cell in sorted(line, key=lambda one: one[0]):
        if run and int(cell.text) != int(run[-1].text) + 1:
            if len(run) >= FEWEST_IN_SEQUENCE:
                yield from ((one.row, one.col) for one in run)
            run = []
        run.append(cell)
    if len(run) >= FEWEST_IN_SEQUENCE:
        yield from ((one.row, one.col) for one in run)
