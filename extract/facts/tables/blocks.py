"""A table as so many tables as it has heads: each block of rows with the heads above it and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extract.facts.tables.funds import abstained
from extract.facts.tables.labels import LEAD, squeezed
from extract.types import Cell, Fact, HeadedBlock, Table
from models.forms import words

_YEAR = re.compile(r"(?:19|20)\d\d年度?")
_NUMBERED = re.compile(r"^(?:\d{1,2}[.、．](?!\d)|[（(]\d{1,2}[)）])")


@dataclass(frozen=True)
class Block:
    """Rows of a table as a table of their own, whose rows keep their places.

    Attributes
    ----------
    table : Table
    inner : bool
        Whether the table they are of has more heads than one.
    understood : bool
        False where nothing explains the heads.
    """

    table: Table
    inner: bool = False
    understood: bool = True

    def meant(self, facts: Iterator[Fact]) -> Iterator[Fact]:
        """The facts of the block: of which part the money of a row is, or without meaning where heads have none.

        Parameters
        ----------
        facts : iterator of Fact
        """
        if not self.understood:
            return self._without_meaning(facts)
        return self._parted(facts) if self.inner else facts

    def _without_meaning(self, facts: Iterator[Fact]) -> Iterator[Fact]:
        for fact in facts:
            one = fact.evidence[0]
            cell = self.table.cell(one.row, one.col) if one.row is not None and one.col is not None else None
            bare = replace(fact, unit=None, basis=None, period=None, who=None, indicator_id=None)
            # A figure of no cell of its own is told as it was read, and no more sure.
            yield abstained(bare, cell or Cell(one.row or 0, one.col or 0, text=fact.value or fact.value_text or ""))

    def _parted(self, facts: Iterator[Fact]) -> Iterator[Fact]:
        """Money of rows that name a part of the expenditure, and of numbered rows below: 项目支出 · 1、… · 2、…"""
        parts: dict[int, str | None] = {}
        part: str | None = None
        for place, texts in enumerate(self.table.grid):
            label = squeezed(texts[0]) if texts else ""
            part = words().part_of(LEAD.sub("", label).rstrip("：:")) or (part if _NUMBERED.match(label) else None)
            parts[place] = part
        for fact in facts:
            row = fact.evidence[0].row
            said = parts.get(row) if row is not None and fact.kind == "amount" else None
            yield replace(fact, part=said) if said and fact.part is None else fact


def blocks_of(table: Table) -> tuple[Block, ...]:
    """The blocks of a table: the table itself where one head holds for all its rows.

    Parameters
    ----------
    table : Table
        Recognised.
    """
    if not table.blocks:
        return (Block(table),)
    return tuple(Block(_view(table, block), inner=True, understood=block.understood) for block in table.blocks)


def _view(table: Table, block: HeadedBlock) -> Table:
    cells = tuple(cell for cell in table.cells if block.start <= cell.row < block.end)
    return replace(
        table,
        cells=cells,
        title=_title(table, block, cells),
        unit=block.unit,
        header_rows=block.header_rows,
        columns=block.columns,
        blocks=(),
    )


def _title(table: Table, block: HeadedBlock, cells: tuple[Cell, ...]) -> str | None:
    """What heads a block stands for a title: the words left of its heads, in the year of the table's title."""
    first = next((cell for cell in cells if block.start <= cell.row < block.header_rows and cell.col == 0), None)
    text = LEAD.sub("", squeezed(first.text)) if first is not None and block.start else ""
    year = _YEAR.search(squeezed(table.title or ""))
    return f"{year[0] if year else ''}{words().block_end.sub('', text)}" if text else table.title
