"""Prose that stands in the cells of tables: paragraphs of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from extract.text.draft import Draft, Piece
from extract.text.headings import bare, starts_list
from extract.text.lines import Line, into_lines
from extract.types import Cell, Page, Table, Word
from models import patterns

#: A cell with a full stop is prose from this many characters on.
SHORT_PROSE = 14
#: A cell with commas only is prose from this many characters on.
LONG_PROSE = 30
#: Columns whose cells are labels even where they are long.
_LABEL_ROLES = frozenset({"code", "name", "line_no", "value", "weight", "score", "indicator_1", "indicator_2"})
#: Columns that only the rows of indicators have, and so many of their heads make the row of heads.
_INDICATOR_ROLES = frozenset({"indicator_1", "indicator_2", "indicator_3", "target", "actual"})
FEWEST_HEADS = 3
#: A goal or a result above the indicators is prose from this many characters on, if it tells a number.
SHORTEST_GOAL = 8
#: A head over tasks stands at most so many rows above what it asks for.
MOST_TASKS = 40
#: A line of a cell that ends so much (in character sizes) before the cell's right border is the last of its paragraph.
CELL_FULL = 3.0


def is_prose(cell: Cell) -> bool:
    """Whether the cell holds sentences, not figures or a label."""
    if cell.number is not None:
        return False
    text = bare(cell.text)
    if any(mark in text for mark in "。；！"):
        return len(text) >= SHORT_PROSE
    return len(text) >= LONG_PROSE and any(mark in text for mark in "，,")


def _is_goal(cell: Cell, table: Table) -> bool:
    """Whether the cell says with numbers what was to be reached, or was; such cells often have no full stop."""
    text = bare(cell.text)
    if cell.number is not None or len(text) < SHORTEST_GOAL or not any(char.isdigit() for char in text):
        return False
    above = [c for c in table.cells if c.row < cell.row and c.col <= cell.col < c.col + c.colspan]
    beside = [c for c in table.cells if c.col < cell.col and c.row <= cell.row < c.row + c.rowspan]
    nearest = [max(above, key=lambda c: c.row, default=None), max(beside, key=lambda c: c.col, default=None)]
    return any(head is not None and _asks_for_goals(head) for head in nearest)


def _asks_for_goals(head: Cell) -> bool:
    told = (patterns.expression("carried", "cell_target"), patterns.expression("carried", "cell_actual"))
    return any(pattern.search(bare(head.text)) for pattern in told)


def _is_done(cell: Cell, table: Table) -> bool:
    """Whether a short cell of a task says how many of something were reached: 供应土地54宗 below 完成情况."""
    if cell.number is not None or patterns.expression("carried", "cell_count").fullmatch(bare(cell.text)) is None:
        return False
    return any(
        cell.row - MOST_TASKS <= c.row < cell.row and c.col == cell.col and _asks_for_goals(c) for c in table.cells
    )


def _says_sentences(cell: Cell) -> bool:
    """Whether a cell among the heads of a table is no head: heads have no full stop."""
    text = bare(cell.text)
    return len(text) >= SHORT_PROSE and "。" in text


def _row_of_indicator_heads(table: Table) -> int:
    """The row that heads the indicators of a performance form, above which prose stands in any column; else -1."""
    heads = {column.index: column.header for column in table.columns if column.role in _INDICATOR_ROLES}
    found = Counter(
        cell.row
        for cell in table.cells
        if cell.col in heads and (text := bare(cell.text)) and heads[cell.col].endswith(text)
    )
    row, most = max(found.items(), key=lambda item: (item[1], item[0]), default=(-1, 0))
    return row if most >= FEWEST_HEADS else -1


def prose_of(table: Table, pages: dict[int, Page] | None = None) -> list[Draft]:
    """The paragraphs in the cells of a table, row by row."""
    roles = {column.index: column.role for column in table.columns}
    drafts: list[Draft] = []
    head = _row_of_indicator_heads(table)
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        if not is_prose(cell) and not (cell.row < head and (_is_goal(cell, table) or _is_done(cell, table))):
            continue
        if cell.row > head:
            # What the heads say is said of the rows below them.
            if roles.get(cell.col) in _LABEL_ROLES:
                continue
            if cell.row < table.header_rows and not _says_sentences(cell):
                continue
        lines = _lines(cell, pages or {})
        for pieces in _paragraphs(lines):
            drafts.append(Draft(pieces, level=0, table_id=table.table_id, row=cell.row, col=cell.col))
    return drafts


def _lines(cell: Cell, pages: dict[int, Page]) -> list[tuple[Piece, ...]]:
    """The lines of a cell; with the places of its words where these are the cell's text."""
    page = pages.get(cell.page) if cell.page is not None else None
    if page is not None and cell.bbox is not None:
        found = _words_as_lines(cell, page)
        if found is not None:
            return found
    return [(Piece(line, cell.page, cell.bbox, confidence=cell.confidence),) for line in cell.text.split("\n") if line]


def _words_as_lines(cell: Cell, page: Page) -> list[tuple[Piece, ...]] | None:
    assert cell.bbox is not None
    inside: list[Word] = [word for word in page.words if cell.bbox.contains_point(*word.bbox.centre)]
    lines: list[Line] = into_lines(inside, page.number)
    if bare("".join(line.text for line in lines)) != bare(cell.text):
        return None
    return [line.pieces for line in lines]


def _paragraphs(lines: Iterable[tuple[Piece, ...]]) -> list[tuple[Piece, ...]]:
    """Join the lines of a cell; a new paragraph begins with a numeral after the end of a sentence.

    A cell is narrow and not indented, so neither fullness nor indent tells.
    """
    out: list[tuple[Piece, ...]] = []
    ends = patterns.expression("headings", "full_stop")
    for pieces in lines:
        text = bare("".join(piece.text for piece in pieces))
        if not text:
            continue
        before = bare("".join(piece.text for piece in out[-1])) if out else ""
        if out and not (ends.search(before) and starts_list(text)):
            out[-1] = (*out[-1], *pieces)
        else:
            out.append(pieces)
    return out
