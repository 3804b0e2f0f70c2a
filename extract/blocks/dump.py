"""Dumps of scrapers: lines of text in which tables have become one cell per line.

Three shapes are known: a line that begins with a tab is a cell, and an empty
line ends its row; a line with tabs inside is a row; a line between upright
bars is a row of Markdown. A line without a tab right behind a cell goes on
with that cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extract.blocks.dump_rows import Row, is_form_title, tables_of
from extract.blocks.grid import captions_before
from extract.types import Block

#: Empty lines between two rows of one table.
MOST_EMPTY_LINES = 3
#: The rest of a cell behind an empty line is at most so long.
LONGEST_REST = 12

_TAG = re.compile(r"</?(?:p|br|div|span|strong|b|center|font)\b[^<>]{0,200}>|&nbsp;", re.IGNORECASE)
_MARKDOWN = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s+)|\*\*|__")
_BOOKMARK = re.compile(r"\[bookmark:[^\]]{0,100}\]")
_BARS = re.compile(r"^\s*\|(.*)\|\s*$")
_RULE = re.compile(r"^[\s|:\-]+$")


@dataclass
class _Reader:
    blocks: list[Block] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    row_offset: int = 0
    empty: int = 0

    def end_row(self) -> None:
        if self.row:
            self.rows.append(Row(tuple(self.row), self.row_offset))
            self.row = []

    def cut_short(self) -> bool:
        """Whether the last row has fewer cells than the rows before: an empty line stood inside a cell."""
        widest = max((len(row.cells) for row in self.rows[:-1]), default=0)
        return bool(self.rows) and 1 < len(self.rows[-1].cells) < widest

    def reopen(self) -> None:
        """Go on with the last row."""
        last = self.rows.pop()
        self.row, self.row_offset = list(last.cells), last.offset

    def end_table(self) -> None:
        self.end_row()
        for table, offset in tables_of(self.rows):
            if isinstance(table, tuple):
                self.blocks.extend(Block("paragraph", line) for line in table)
                continue
            captions = (*captions_before(self.blocks), *table.captions)[-6:]
            self.blocks.append(Block("table", offset=offset, table=replace(table, captions=captions)))
        self.rows = []
        self.empty = 0


def dump_blocks(chars: str) -> list[Block]:
    """The blocks of a dump; offsets count the characters of ``chars``."""
    reader = _Reader()
    offset = 0
    lines = chars.split("\n")
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        _take(reader, line.rstrip("\r"), offset, following)
        offset += len(line) + 1
    reader.end_table()
    return reader.blocks


def _take(reader: _Reader, line: str, offset: int, following: str) -> None:
    if line.startswith("\t") and "\t" not in line.strip("\t"):
        text = line[1:] if not line.startswith("\t\t") else line.lstrip("\t")
        if not reader.row:
            reader.row_offset = offset
        reader.row.append(_clean(text))
        reader.empty = 0
        return
    bars = _BARS.match(line)
    if bars is not None or "\t" in line.strip():
        reader.end_row()
        if bars is not None and _RULE.match(line):
            return
        cells = bars[1].split("|") if bars is not None else line.strip("\n").split("\t")
        reader.rows.append(Row(tuple(_clean(cell) for cell in cells), offset))
        reader.empty = 0
        return
    text = _clean(line)
    if not text.strip():
        reader.end_row()
        reader.empty += 1
        if reader.rows and reader.empty > MOST_EMPTY_LINES and not reader.cut_short():
            reader.end_table()
        return
    if reader.rows and not reader.row and _goes_on(reader, text.strip(), following):
        reader.reopen()
    if reader.row and not is_form_title(text):
        reader.row[-1] = f"{reader.row[-1]}\n{text.strip()}"
        return
    reader.end_table()
    lead = len(line) - len(line.lstrip())
    # Where marks were taken out the characters behind them are shifted: only an untouched line keeps its offsets.
    kept = offset + lead if line.strip() == text.strip() else None
    reader.blocks.append(Block("paragraph", text.strip(), "", kept))
    reader.empty = 0


def _goes_on(reader: _Reader, text: str, following: str) -> bool:
    """Whether a short line goes on with a cell that an empty line had cut, and more cells come right behind it."""
    return reader.cut_short() and len(text) <= LONGEST_REST and following.startswith("\t")


def _clean(text: str) -> str:
    return _BOOKMARK.sub("", _MARKDOWN.sub("", _TAG.sub("", text)))
