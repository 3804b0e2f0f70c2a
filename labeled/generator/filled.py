"""What a filled document is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


class SourceError(ValueError):
    """A source that cannot be filled; the message names the place."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A printed line or paragraph outside the cells of tables.

    ``kind`` is cover, contents, h1, h2, h3, p, caption or note. ``target`` is, for
    a line of the contents, the index of the block it leads to.
    """

    kind: str
    text: str
    align: str = "left"
    target: int | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell; a merged one stands once, at its top left.

    ``role`` is that of its column, ``header`` for header cells.
    """

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    role: str = "label"


@dataclass(frozen=True)
class Table:
    """A table with all its cells."""

    table_id: str
    form: str
    mark: str | None
    title: str | None
    unit: str | None
    n_rows: int
    n_cols: int
    cells: tuple[TableCell, ...]
    header_rows: int
    landscape: bool = False
    repeat_header: bool = False
    size: float = 9
    widths: tuple[float, ...] = ()

    @cached_property
    def grid(self) -> list[list[str]]:
        """Texts as rows of columns; a merged cell's text stands at its top left only."""
        rows = [[""] * self.n_cols for _ in range(self.n_rows)]
        for cell in self.cells:
            rows[cell.row][cell.col] = cell.text
        return rows

    @property
    def spans(self) -> list[list[int]]:
        """Merged cells as [row, col, rowspan, colspan]."""
        return [[c.row, c.col, c.rowspan, c.colspan] for c in self.cells if c.rowspan > 1 or c.colspan > 1]


@dataclass(frozen=True)
class TruthFact:
    """A printed figure or comparison and what it means: ``fields`` as in the facts file.

    It stands in block ``block`` (an index into ``Filled.blocks``), at characters
    [start, end) of that paragraph's text or of the cell (row, col) of that table.
    ``reason_at`` is the place of the reason in the same paragraph, or its cell.
    """

    fields: tuple[tuple[str, str], ...]
    block: int
    start: int
    end: int
    text: str
    row: int | None = None
    col: int | None = None
    reason: str | None = None
    reason_at: tuple[int, int] | None = None

    def get(self, name: str) -> str | None:
        """A field, None where it is not set."""
        return dict(self.fields).get(name)


@dataclass(frozen=True)
class Filled:
    """A document with its numbers: what is printed, and what is true of it."""

    id: str
    template: str
    kind: str
    department: str
    fiscal_year: str
    seed: int
    blocks: tuple[Paragraph | Table | PageBreak, ...]
    facts: tuple[TruthFact, ...]
    breaks: tuple[tuple[tuple[str, str], ...], ...] = ()

    @property
    def tables(self) -> list[Table]:
        """Tables in order."""
        return [block for block in self.blocks if isinstance(block, Table)]

    @cached_property
    def starts(self) -> dict[int, int]:
        """For each block that is a paragraph, where it starts in ``text``."""
        return {index: start for index, start, _ in self._paragraphs()}

    @cached_property
    def text(self) -> str:
        """All paragraphs, one a line, without the cells of tables and the page numbers of the contents."""
        return "\n".join(text for _, _, text in self._paragraphs())

    def _paragraphs(self) -> Iterator[tuple[int, int, str]]:
        start = 0
        for index, block in enumerate(self.blocks):
            if isinstance(block, Paragraph):
                yield index, start, block.text
                start += len(block.text) + 1
