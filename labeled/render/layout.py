"""Sets a filled document on A4 pages: where every line of text and every rule stands. Knows no PDF library.

Coordinates are points from the top left of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from labeled.generator.filled import Filled, PageBreak, Paragraph, Table, TableCell

#: A4 in points, upright.
A4 = (595.28, 841.89)
#: White around the text.
MARGIN = 62.0
#: Distance of lines as a multiple of the size.
LEADING = 1.55
#: The same inside cells.
CELL_LEADING = 1.25
#: White inside a cell.
PADDING = 3.0
#: Size of each kind of paragraph.
SIZES = {"cover": 24, "contents": 12, "h1": 18, "h2": 14, "h3": 12.5, "p": 12, "caption": 11, "note": 9.5}
#: White above each kind of paragraph.
ABOVE = {"cover": 40, "contents": 2, "h1": 14, "h2": 8, "h3": 5, "p": 1, "caption": 2, "note": 4}
#: How far characters reach above and below their base line, as multiples of the size.
ABOVE_BASE, BELOW_BASE = 0.88, 0.14
#: Signs that may not begin a line.
_NOT_FIRST = "。，、；：？！）》”’」』】％%"
_PIECE = re.compile(r"[A-Za-z0-9.,%\-+/]+|.", re.S)

Measure = Callable[[str, float], float]
Box = tuple[float, float, float, float]


class Place(NamedTuple):
    """A page, 1-based, and a box on it."""

    page: int
    box: Box


@dataclass(frozen=True)
class Line:
    """A line of text; (x, y) is the left end of its base line.

    It prints characters ``start`` and following of block ``block``, or of that table's ``cell``
    (row, column); page numbers belong to no block.
    """

    x: float
    y: float
    size: float
    text: str
    block: int | None = None
    start: int = 0
    cell: tuple[int, int] | None = None


@dataclass(frozen=True)
class CellBox:
    """Where a part of a cell stands."""

    table: str
    row: int
    col: int
    box: Box


@dataclass
class SetPage:
    """One page."""

    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    cells: list[CellBox] = field(default_factory=list)


@dataclass
class Layout:
    """All pages, and for each block of the document the pages on which it stands and the text printed for it."""

    pages: list[SetPage] = field(default_factory=list)
    block_pages: dict[int, list[int]] = field(default_factory=dict)
    printed: dict[int, str] = field(default_factory=dict)
    measure: Measure | None = None

    def places(self, block: int, start: int, end: int, cell: tuple[int, int] | None = None) -> list[Place]:
        """Where characters [start, end) of a block, or of a cell of that table, are printed: one box a line."""
        assert self.measure is not None
        found = []
        for number, line in self._lines_of.get((block, cell), []):
            first, last = max(start, line.start) - line.start, min(end, line.start + len(line.text)) - line.start
            if first < last:
                left = line.x + self.measure(line.text[:first], line.size)
                right = line.x + self.measure(line.text[:last], line.size)
                box = (left, line.y - ABOVE_BASE * line.size, right, line.y + BELOW_BASE * line.size)
                found.append(Place(number, box))
        return found

    @cached_property
    def _lines_of(self) -> dict[tuple[int | None, tuple[int, int] | None], list[tuple[int, Line]]]:
        lines: dict[tuple[int | None, tuple[int, int] | None], list[tuple[int, Line]]] = {}
        for number, page in enumerate(self.pages, 1):
            for line in page.lines:
                lines.setdefault((line.block, line.cell), []).append((number, line))
        return lines


def wrap(text: str, width: float, size: float, measure: Measure, indent: float = 0.0) -> list[str]:
    """Break a text into lines: between any two Chinese characters, never inside a number or a word that fits."""
    return [line for _, line in wrap_at(text, width, size, measure, indent)]


def wrap_at(text: str, width: float, size: float, measure: Measure, indent: float = 0.0) -> list[tuple[int, str]]:
    """The lines of ``wrap``, each with the place of its first character in the text."""
    done: list[tuple[int, str]] = []
    at = 0
    for given in text.split("\n"):
        for line in _wrap_one(given, width, size, measure, 0.0 if done else indent):
            done.append((at, line))
            at += len(line)
        at += 1
    return done


def _wrap_one(given: str, width: float, size: float, measure: Measure, indent: float) -> list[str]:
    lines: list[str] = []
    line, used = "", indent
    for piece in _PIECE.findall(given):
        wide = measure(piece, size)
        if wide > width and len(piece) > 1:
            for char in piece:
                one = measure(char, size)
                if used + one > width:
                    lines.append(line)
                    line, used = "", 0.0
                line, used = line + char, used + one
            continue
        if used + wide > width and line and piece[0] not in _NOT_FIRST:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + piece, used + wide
    lines.append(line)
    return lines


def turned(blocks: Sequence[Paragraph | Table | PageBreak], index: int) -> bool:
    """Whether a block stands on a page set across: captions and notes stand on the page of their table."""
    block = blocks[index]
    if isinstance(block, PageBreak):
        return index + 1 < len(blocks) and turned(blocks, index + 1)
    if isinstance(block, Paragraph) and block.kind in ("caption", "note"):
        step = 1 if block.kind == "caption" else -1
        at = index
        while 0 <= at < len(blocks) and isinstance(other := blocks[at], Paragraph) and other.kind == block.kind:
            at += step
        if not 0 <= at < len(blocks):
            return False
        block = blocks[at]
    return isinstance(block, Table) and block.landscape


#: The lines of every cell, with their places in its text.
_Lines = dict[tuple[int, int], list[tuple[int, str]]]


class Setter:
    """Sets the blocks one after another; see ``set_pages``."""

    def __init__(self, filled: Filled, measure: Measure, numbers_of: dict[int, int]) -> None:
        self.filled = filled
        self.measure = measure
        self.numbers_of = numbers_of
        self.layout = Layout(measure=measure)
        self.landscape = False
        self.y = 0.0
        self._new_page()

    def run(self) -> Layout:
        """All blocks."""
        blocks = self.filled.blocks
        for index, block in enumerate(blocks):
            wanted = turned(blocks, index)
            if wanted != self.landscape:
                self.landscape = wanted
                if self.page.lines:
                    self._new_page()
                else:
                    self.page.width, self.page.height = self._size()
            if isinstance(block, PageBreak):
                if self.page.lines and index + 1 < len(blocks):
                    self.landscape = turned(blocks, index + 1)
                    self._new_page()
            elif isinstance(block, Table):
                self._table(index, block)
            else:
                self._paragraph(index, block)
        self._foot()
        return self.layout

    @property
    def page(self) -> SetPage:
        return self.layout.pages[-1]

    def _size(self) -> tuple[float, float]:
        return (A4[1], A4[0]) if self.landscape else A4

    @property
    def _width(self) -> float:
        return self.page.width - 2 * MARGIN

    @property
    def _bottom(self) -> float:
        return self.page.height - MARGIN

    def _new_page(self) -> None:
        self.layout.pages.append(SetPage(*self._size()))
        self.y = MARGIN

    def _foot(self) -> None:
        for number, page in enumerate(self.layout.pages, 1):
            text = f"- {number} -"
            page.lines.append(Line((page.width - self.measure(text, 9)) / 2, page.height - MARGIN / 2, 9, text))

    def _on(self, index: int) -> None:
        pages = self.layout.block_pages.setdefault(index, [])
        number = len(self.layout.pages)
        if number not in pages:
            pages.append(number)

    def _paragraph(self, index: int, block: Paragraph) -> None:
        size = SIZES[block.kind]
        indent = 2 * size if block.kind in ("p", "h2", "h3") else 0.0
        text = block.text
        if block.kind == "contents":
            text = self._dotted(text, str(self.numbers_of.get(block.target or 0, 0)), size)
        self.layout.printed[index] = text
        if block.align == "both":
            left, _, right = text.partition("\t")
            self._room(size * LEADING)
            self._on(index)
            base = self.y + size
            if left:
                self.page.lines.append(Line(MARGIN, base, size, left, index))
            if right:
                x = MARGIN + self._width - self.measure(right, size)
                self.page.lines.append(Line(x, base, size, right, index, len(left) + 1))
            self.y += size * LEADING
            return
        self.y += ABOVE[block.kind] if self.page.lines or block.kind == "cover" else 0
        first = True
        for start, line in wrap_at(text, self._width, size, self.measure, indent):
            # a heading does not stand alone at the foot of a page
            self._room(size * LEADING * (3 if block.kind in ("h1", "h2", "h3") else 1))
            self._on(index)
            wide = self.measure(line, size)
            x = MARGIN + (indent if first else 0.0)
            if block.align == "center":
                x = MARGIN + (self._width - wide) / 2
            elif block.align == "right":
                x = MARGIN + self._width - wide
            self.page.lines.append(Line(x, self.y + size, size, line, index, start))
            self.y += size * LEADING
            first = False

    def _dotted(self, text: str, number: str, size: float) -> str:
        dot = self.measure("…", size)
        room = self._width - self.measure(text + number, size)
        return f"{text}{'…' * max(2, int(room / dot) - 1)}{number}"

    def _room(self, height: float) -> None:
        if self.y + height > self._bottom:
            self._new_page()

    def _table(self, index: int, table: Table) -> None:
        widths = table.widths or (1.0,) * table.n_cols
        scale = self._width / sum(widths)
        edges = [MARGIN]
        for width in widths:
            edges.append(edges[-1] + width * scale)
        lines = {
            (cell.row, cell.col): wrap_at(
                cell.text, edges[cell.col + cell.colspan] - edges[cell.col] - 2 * PADDING, table.size, self.measure
            )
            for cell in table.cells
        }
        heights = _row_heights(table, lines)
        header = list(range(table.header_rows))
        rows = list(range(table.n_rows))
        while rows:
            room = self._bottom - self.y
            taken = 0
            while taken < len(rows) and sum(heights[r] for r in rows[: taken + 1]) <= room:
                taken += 1
            if taken <= len(header) and taken < len(rows) and self.y > MARGIN + 80:
                self._new_page()
                continue
            taken = max(taken, 1)
            part, rows = rows[:taken], rows[taken:]
            self._on(index)
            self._part(index, table, part, edges, heights, lines)
            if rows:
                self._new_page()
                if table.repeat_header and header and rows[0] not in header:
                    self._part(index, table, header, edges, heights, lines)
        self.y += 4

    def _part(
        self,
        index: int,
        table: Table,
        rows: list[int],
        edges: list[float],
        heights: list[float],
        lines: _Lines,
    ) -> None:
        """Set consecutive rows; a merged cell that began on the page before goes on as an empty box."""
        tops = {rows[0]: self.y}
        for row in rows:
            tops[row + 1] = tops[row] + heights[row]
        for cell in table.cells:
            first, last = max(cell.row, rows[0]), min(cell.row + cell.rowspan - 1, rows[-1])
            if first > last:
                continue
            box = (edges[cell.col], tops[first], edges[cell.col + cell.colspan], tops[last + 1])
            self.page.cells.append(CellBox(table.table_id, cell.row, cell.col, box))
            if first == cell.row:
                self._cell_text(index, cell, table.size, box, lines[cell.row, cell.col])
        self.y = tops[rows[-1] + 1]

    def _cell_text(self, index: int, cell: TableCell, size: float, box: Box, lines: list[tuple[int, str]]) -> None:
        step = size * CELL_LEADING
        y = max(box[1] + 1, (box[1] + box[3] - step * len(lines)) / 2)
        for start, line in lines:
            wide = self.measure(line, size)
            if cell.role in ("name", "text", "reason", "target", "actual") and wide:
                x = box[0] + PADDING
            elif cell.role == "value":
                x = box[2] - PADDING - wide
            else:
                x = (box[0] + box[2] - wide) / 2
            if line:
                self.page.lines.append(Line(x, y + size * 0.98, size, line, index, start, (cell.row, cell.col)))
            y += step


def _row_heights(table: Table, lines: _Lines) -> list[float]:
    """Heights that hold every cell; a cell of several rows stretches its last one."""
    step = table.size * CELL_LEADING
    heights = [step + 2 * PADDING] * table.n_rows
    for cell in sorted(table.cells, key=lambda cell: cell.rowspan):
        needed = step * len(lines[cell.row, cell.col]) + 2 * PADDING
        covered = range(cell.row, cell.row + cell.rowspan)
        missing = needed - sum(heights[row] for row in covered)
        if missing > 0:
            heights[covered[-1]] += missing
    return heights


def set_pages(filled: Filled, measure: Measure) -> Layout:
    """Set a document; twice, because the contents need the pages of the headings.

    Parameters
    ----------
    filled : Filled
    measure : callable
        Width of a text in points at a size.
    """
    first = Setter(filled, measure, {}).run()
    numbers = {index: pages[0] for index, pages in first.block_pages.items()}
    return Setter(filled, measure, numbers).run()
