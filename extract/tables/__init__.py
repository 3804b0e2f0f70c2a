"""Tables: found, joined over their pages, recognised, and doubted where there is reason to."""

from __future__ import annotations

from dataclasses import replace

from extract.errors import Failure, failure
from extract.options import Options
from extract.stages import BlocksResult, Images, SecondLook, TablesResult
from extract.tables.contents import missing_of_blocks, missing_of_pages
from extract.tables.doubts import doubts_of, looked_again
from extract.tables.finding import find_parts
from extract.tables.joining import joined
from extract.tables.meaning.kinds import of_blocks, of_pages
from extract.tables.meaning.unit import caption_units
from extract.tables.recognition import headless, recognise, without_meaning
from extract.tables.respelling import respelled
from extract.types import Page, Table


def from_pages(data: bytes, pages: tuple[Page, ...], images: Images, options: Options) -> TablesResult:
    """The tables of a paged input.

    Parameters
    ----------
    data : bytes
        The repaired PDF, or the bytes of an image.
    pages : tuple of Page
        With words on the level page.
    images : Images
        Level rasters, asked for pages without a usable text layer.
    options : Options

    Returns
    -------
    TablesResult
        Tables in order of pages, and the cells that OCR should read again.
    """
    parts, failures = find_parts(data, pages, images)
    read_by_eye = {page.number for page in pages if page.route in ("scanned", "garbled")}
    tables = recognise(respelled(joined(parts), read_by_eye), of_pages(pages))
    tables, nameless = _meant(tables)
    failures = (*failures, *nameless, *missing_of_pages(pages, tables))
    return TablesResult(tables, failures, doubts_of(tables, read_by_eye))


def from_blocks(result: BlocksResult, options: Options) -> TablesResult:
    """The tables of an input without pages, in its order."""
    found = [block.table for block in result.blocks if block.kind == "table" and block.table is not None]
    numbered = tuple(replace(table, table_id=f"t{order + 1:03d}", order=order) for order, table in enumerate(found))
    tables, failures = _meant(recognise(numbered, of_blocks(result.blocks)))
    return TablesResult(tables, (*failures, *missing_of_blocks(result.blocks, tables)))


def _meant(tables: tuple[Table, ...]) -> tuple[tuple[Table, ...], tuple[Failure, ...]]:
    """The tables, those without a head with columns that mean nothing; failures for these and for units that differ."""
    out, failures = [], []
    for table in tables:
        if headless(table):
            figures = sum(1 for cell in table.cells if cell.number is not None)
            failures.append(failure("JS403", f"{table.table_id}, {figures}", table.pages[0] if table.pages else None))
            table = without_meaning(table)
        elif table.unit is None and len(said := caption_units(table)) > 1:
            detail = f"{table.table_id}, {'、'.join(said)}"
            failures.append(failure("JS404", detail, table.pages[0] if table.pages else None))
        for block in table.blocks:
            if not block.understood:
                printed = "、".join("".join(text.split()) for text in table.grid[block.start] if text.strip())
                detail = f"{table.table_id} r{block.start}, {printed}"
                failures.append(failure("JS407", detail, table.pages[0] if table.pages else None))
        out.append(table)
    return tuple(out), tuple(failures)


def with_second_look(result: TablesResult, looks: tuple[SecondLook, ...]) -> TablesResult:
    """The tables with what a second look at single cells gave.

    A cell that had ink and no text takes the reading; one that was read twice
    keeps its first reading, and the second stands among its alternatives, unless
    the first was no number and the second is.
    """
    return looked_again(result, looks)


__all__ = ["from_blocks", "from_pages", "with_second_look"]
