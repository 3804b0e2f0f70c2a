"""The head of a table: title rows inside the grid, header rows, and the words above each column."""

from __future__ import annotations

import re

from extract.heads import COLUMN_NUMBER, STEMS, numbering
from extract.numbers import fold_width, parse_number
from extract.types import Cell, Table
from models.forms import words
from models.units import units

#: A header is searched in at most this many rows below the title rows.
MOST_HEADER_ROWS = 7
#: Lengths of a code of the classifications.
CODE_LENGTHS = (3, 5, 7)

_MARK = re.compile(r"公开\s*(\d+)\s*表|预算公开\s*(\d+)")
_UNIT_LINE = re.compile(r"单位[:：]|(部门|编制单位)(名称)?[:：]")
_LABEL = re.compile(r"^[一二三四五六七八九十]+[、.．,，。·]|^(合计|总计|其中[:：])")
_AMOUNT = re.compile(r"-?(\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d{2})")
_SUM = re.compile(r"^(合计|总计)$")

Cover = dict[tuple[int, int], Cell]


def squeezed(text: str) -> str:
    """The text without blanks and line ends, half-width signs as they are."""
    return re.sub(r"\s+", "", text.replace("\u3000", ""))


def cover_of(table: Table) -> Cover:
    """For every place of the grid the cell that covers it."""
    cover: Cover = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                cover.setdefault((row, col), cell)
    return cover


def is_code(text: str) -> bool:
    """Whether a text is a code of the classifications."""
    folded = fold_width(squeezed(text))
    return folded.isdigit() and len(folded) in CODE_LENGTHS


def title_rows(table: Table, cover: Cover) -> int:
    """How many rows at the top print title, mark, department or unit and no header."""
    count = 0
    for row in range(min(table.n_rows - 1, MOST_HEADER_ROWS)):
        printed = _distinct(table, cover, row)
        texts = [squeezed(cell.text) for cell in printed if squeezed(cell.text)]
        if not texts:
            count = row + 1 if count == row and row else count
            continue
        alone = len(texts) == 1 and table.n_cols > 2
        wide = alone and (printed[0].colspan == table.n_cols or len(_distinct(table, cover, row + 1)) > 1)
        if alone and _heads_a_sum(next(cell for cell in printed if squeezed(cell.text)), table, cover):
            break
        said = (
            any(_MARK.search(text) or words().mark.match(text) or _UNIT_LINE.search(text) for text in texts)
            and len(texts) <= 3
        )
        if not (said or (wide and not _LABEL.match(texts[0]) and parse_number(texts[0]) is None)):
            break
        count = row + 1
    return count


def _heads_a_sum(cell: Cell, table: Table, cover: Cover) -> bool:
    """Whether a cell over some of the columns heads a sum and its parts: 实际采购金额 over 合计 · 财政性资金."""
    below = cover.get((cell.row + 1, cell.col))
    over_some = 1 < cell.colspan < table.n_cols
    return over_some and below is not None and words().totals.match(squeezed(below.text)) is not None


def _distinct(table: Table, cover: Cover, row: int) -> list[Cell]:
    seen: dict[int, Cell] = {}
    for col in range(table.n_cols):
        cell = cover.get((row, col))
        if cell is not None:
            seen.setdefault(id(cell), cell)
    return list(seen.values())


def numbering_row(table: Table, start: int) -> int | None:
    """The row of the header that numbers the columns (栏次 1 2 3), if there is one."""
    for row in range(start, min(table.n_rows, start + MOST_HEADER_ROWS)):
        texts = [squeezed(text) for text in table.grid[row]]
        numbers = [int(text) for text in map(fold_width, texts) if text.isdigit() and len(text) <= 2]
        if any(text in numbering() for text in texts):
            return row
        if row > start and _lettered([text for text in texts if text]):
            return row
        others = [text for text in texts if text and not fold_width(text).isdigit()]
        if len(numbers) >= 3 and not others and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            return row
    return None


def _lettered(texts: list[str]) -> bool:
    """Whether a row names its columns 甲, 乙 and numbers the others, sums of others among them (1=2+3)."""
    letters = sum(1 for text in texts if text in STEMS)
    numbers = sum(1 for text in texts if COLUMN_NUMBER.fullmatch(fold_width(text)))
    return letters >= 1 and numbers >= 1 and letters + numbers == len(texts)


def first_data_row(table: Table, start: int, cover: Cover) -> int:
    """The row behind the header: behind its numbering row, else the first row that carries data."""
    numbered = numbering_row(table, start)
    if numbered is not None:
        return numbered + 1
    last = min(table.n_rows, start + MOST_HEADER_ROWS)
    if start < table.n_rows and any(_AMOUNT.fullmatch(squeezed(text)) for text in table.grid[start]):
        return start  # a part whose header was lost begins with data
    for row in range(start, last):
        texts = [squeezed(text) for text in table.grid[row]]
        if row > start and not any(texts) and not _covered_from_above(table, cover, row):
            return row
        first = texts[0] or (texts[1] if len(texts) > 1 else "")
        words_beside = any(text and text != first and not _is_value(text) for text in texts)
        if row > start and (is_code(first) or (_LABEL.match(first) and not (_SUM.match(first) and words_beside))):
            return row
        if row > start and any(_is_value(text) for text in texts[1:]):
            return row
    return min(start + 1, table.n_rows)


def _covered_from_above(table: Table, cover: Cover, row: int) -> bool:
    return any((cell := cover.get((row, col))) is not None and cell.row < row for col in range(table.n_cols))


def _is_value(text: str) -> bool:
    number = parse_number(text)
    return number is not None or bool(re.fullmatch(r"[\d,.]+(万元|元|亿元|%|人)", text))


def header_paths(table: Table, start: int, end: int, cover: Cover) -> tuple[tuple[str, ...], ...]:
    """For every column the words above it, outermost first.

    A dump has lost its merged cells: a blank header cell takes the word to its
    left when the column has a word of its own further down.
    """
    numbered = numbering_row(table, start)
    rows = [row for row in range(start, end) if row != numbered]
    paths: list[list[str]] = [[] for _ in range(table.n_cols)]
    for row in rows:
        left = ""
        for col in range(table.n_cols):
            cell = cover.get((row, col))
            text = squeezed(cell.text) if cell is not None else ""
            own_below = any(squeezed(table.grid[below][col]) for below in rows if below > row)
            spans = cell is not None and (cell.rowspan > 1 or cell.colspan > 1)
            if not text and not spans and own_below:
                text = left
            elif text:
                # A head with nothing below it in its own column is over that column alone.
                left = text if own_below or spans else ""
            if text and (not paths[col] or paths[col][-1] != text):
                paths[col].append(text)
    return tuple(_with_unit(path) for path in paths)


#: Heads over the parts of a code, some of which are units elsewhere: 项目（类 · 款 · 项）.
_OF_CODES = frozenset({"类", "款", "项", "目"})


def _with_unit(path: list[str]) -> tuple[str, ...]:
    """The words over a column, a unit in a row of its own in the brackets of the words above it: 保护面积 · 万亩."""
    if len(path) < 2 or path[-1] in _OF_CODES or (path[-1] not in units() and path[-1] != "%"):
        return tuple(path)
    return (*path[:-2], f"{path[-2]}（{path[-1]}）")
