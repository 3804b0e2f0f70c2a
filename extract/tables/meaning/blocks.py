"""Tables whose heads change on the way down: blocks of rows, each below a row of heads of its own.

财政供养人员情况 · 编制数 · 实际在职人数 · 控制率 over people, and further down in the same columns 经费控制情况 ·
2021年决算数 · 2022年预算数 · 2022年决算数 over money. What a head says holds down to the next such row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.heads import head_of, numbers_columns
from extract.numbers import parse_number
from extract.tables.headers import Cover, header_paths, squeezed
from extract.tables.meaning.columns import columns_of
from extract.types import Cell, Column, HeadedBlock, Table
from models.forms import words
from models.forms.blocks import head_words
from models.units import units

#: A head is at most this long; what is longer is prose.
LONGEST_HEAD = 16
#: Of the words of a row of heads at least so many, of three, are known ones.
KNOWN_OF_THREE = 2
#: So many columns of figures whose figures give way to words make a row of heads, though no word of it is known.
FEWEST_COLUMNS = 2
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_FIGURE = re.compile(r"[^\d]{0,4}[\d,.，．]+[)）]?\s*([^\d\s]{0,6})")
_COUNTED = frozenset({"participants", "quantity"})
_OF_NAMES = frozenset({"name", "text", "ignore"})
_OF_INDICATORS = frozenset({"target", "actual", "unit"})


@dataclass(frozen=True)
class _Heads:
    """A row of heads inside a table, with the rows that go on with it."""

    start: int
    end: int
    understood: bool


def with_blocks(table: Table, cover: Cover, columns: tuple[Column, ...], header: int, kind: str | None) -> Table:
    """The table with its columns, and with its blocks where rows of heads stand in the middle of it.

    Parameters
    ----------
    table : Table
        That is none of the forms, with its title.
    cover : dict
        For every place the cell that covers it.
    columns : tuple of Column
        By the head at the top.
    header : int
        Rows of the head at the top.
    kind : str, optional
        ``final_account`` or ``budget`` where the table or its heading says so.
    """
    found = _rows_of_heads(table, header)
    if not found:
        return replace(table, columns=columns)
    starts = [_Heads(0, header, True), *found]
    ends = [*(heads.start for heads in found), table.n_rows]
    blocks = tuple(_block(table, cover, heads, end, kind) for heads, end in zip(starts, ends, strict=True))
    return replace(table, columns=blocks[0].columns, blocks=blocks)


def _block(table: Table, cover: Cover, heads: _Heads, end: int, kind: str | None) -> HeadedBlock:
    own = replace(table, cells=tuple(cell for cell in table.cells if heads.start <= cell.row < end))
    start = heads.start if heads.start else _first_of_head(table, heads.end)
    paths = header_paths(own, start, heads.end, cover)
    told = range(heads.end, end)
    in_words = {row for row in told if _in_words(_printed(table, row))}
    figures = replace(own, cells=tuple(cell for cell in own.cells if cell.row not in in_words))
    columns = _of_money(columns_of(figures, paths, heads.end, None, squeezed(table.title or ""), kind))
    if not heads.understood:
        columns = tuple(
            replace(one, basis=None, measure="level", unit=None, period=None, versus=None, versus_basis=None)
            for one in columns
        )
        return HeadedBlock(heads.start, heads.end, end, columns, None, understood=False)
    return HeadedBlock(heads.start, heads.end, end, columns, _unit(table, columns, paths, inner=heads.start > 0))


def _in_words(cells: Sequence[Cell]) -> bool:
    """Whether a row is a label and words over all the rest, no row of figures: 厉行节约保障措施 · 会议从简……"""
    return len(cells) == 2 and cells[1].colspan > 1 and not _is_figure(squeezed(cells[1].text))


def _of_money(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns, what was reached beside a budget and no goal as what was spent: 上年 · 本年预算 · 本年实际."""
    budgeted = any(one.role == "value" and one.basis is not None for one in columns)
    if not budgeted or any(one.role in _OF_INDICATORS - {"actual"} for one in columns):
        return columns
    return tuple(replace(one, role="value", basis="execution") if one.role == "actual" else one for one in columns)


def _first_of_head(table: Table, header: int) -> int:
    """The first row of the head at the top, below rows of one cell over the whole table."""
    over_all = {cell.row for cell in table.cells if cell.colspan == table.n_cols}
    return next((row for row in range(header) if row not in over_all), 0)


def _unit(table: Table, columns: Sequence[Column], paths: Sequence[tuple[str, ...]], *, inner: bool) -> str | None:
    """The unit of a block: the one behind what heads its rows, 一、人员（人）, else that of the caption.

    That of the caption only if it can be meant: 金额单位：万元 is none of people and goals.
    """
    own = head_of(paths[0][-1:]).unit if columns[0].role in _OF_NAMES else None
    if own is not None:
        return own
    if table.unit not in units() or units()[table.unit].kind != "money":
        return None if inner else table.unit
    of_money = any(
        head_of(path).basis is not None or any(words().of_money.search(word) for word in path) for path in paths
    )
    of_others = any(
        one.role in _OF_INDICATORS
        or (one.unit in units() and units()[one.unit].kind in _COUNTED)
        or words().staff.search(one.header)
        for one in columns
    )
    return table.unit if of_money or not (inner or of_others) else None


def _rows_of_heads(table: Table, header: int) -> list[_Heads]:
    found: list[_Heads] = []
    begin, row = header, header + 1
    while row < table.n_rows:
        heads = _heads_at(table, begin, row)
        if heads is None:
            row += 1
            continue
        found.append(heads)
        begin, row = heads.end, heads.end + 1
    return found


def _heads_at(table: Table, begin: int, row: int) -> _Heads | None:
    """The heads that begin on a row, where figures stand in their columns above it and below it."""
    cells = _printed(table, row)
    if len(cells) < 2 or numbers_columns([cell.text for cell in cells]):
        return None
    first, *others = cells
    texts = [squeezed(cell.text) for cell in others]
    if any(_is_figure(text) or len(text) > LONGEST_HEAD for text in texts) or _is_figure(squeezed(first.text)):
        return None
    said = [text for text in texts if not words().nothing.match(text)]
    if not said or len(set(said)) < len(said):
        return None
    end = _end_of_heads(table, row, others)
    cols = {col for cell in others for col in range(cell.col, cell.col + cell.colspan)}
    above = _figures(table, range(begin, row))
    below = _figures(table, range(end, min(end + 3, table.n_rows)))
    if not any(col in cols for col in above) or not any(col in cols for col in below):
        return None
    known = sum(head_words().says(text) for text in said)
    if 3 * known >= KNOWN_OF_THREE * len(said) and (
        len(said) > 1 or head_words().first.fullmatch(squeezed(first.text))
    ):
        return _Heads(row, end, True)
    printed = {cell.col for cell, text in zip(others, texts, strict=True) if _may_head(text)}
    usual = {col for col, count in above.items() if 2 * count >= max(above.values())}
    if len(usual) >= FEWEST_COLUMNS and usual <= printed and len(set(below) & usual) >= FEWEST_COLUMNS:
        return _Heads(row, end, False)
    return None


def _may_head(text: str) -> bool:
    """Whether words that are no known head may be one: neither an answer nor a sign for nothing."""
    return len(text) > 1 and not any(char.isdigit() for char in text) and not head_words().answers.fullmatch(text)


def _end_of_heads(table: Table, row: int, heads: Sequence[Cell]) -> int:
    """The row behind the heads: one below goes on with them where it divides a head over several columns."""
    wide = {col for cell in heads if cell.colspan > 1 for col in range(cell.col, cell.col + cell.colspan)}
    below = _printed(table, row + 1)
    if not wide or not below:
        return row + 1
    texts = [squeezed(cell.text) for cell in below]
    goes_on = all(cell.col in wide for cell in below) and not any(map(_is_figure, texts))
    return row + 2 if goes_on and len(texts) > 1 else row + 1


def _printed(table: Table, row: int) -> list[Cell]:
    return sorted((cell for cell in table.cells if cell.row == row and cell.text.strip()), key=lambda cell: cell.col)


def _is_figure(text: str) -> bool:
    """Whether a text is a number, alone or with its unit; a year is none."""
    if _YEAR.fullmatch(text):
        return False
    match = _FIGURE.fullmatch(text)
    return parse_number(text) is not None or (match is not None and (match[1] in units() or match[1] in ("%", "％")))


def _figures(table: Table, rows: range) -> dict[int, int]:
    """How many figures stand in each column of some rows."""
    out: dict[int, int] = {}
    for cell in table.cells:
        if cell.row in rows and cell.col and _is_figure(squeezed(cell.text)):
            out[cell.col] = out.get(cell.col, 0) + 1
    return out
