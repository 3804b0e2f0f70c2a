"""Tables: found, joined over their pages, recognised, and doubted where there is reason to."""

from __future__ import annotations

from dataclasses import replace

from extract.options import Options
from extract.stages import BlocksResult, Images, SecondLook, TablesResult
from extract.tables.doubts import doubts_of, looked_again
from extract.tables.finding import find_parts
from extract.tables.joining import joined
from extract.tables.recognition import recognise
from extract.types import Page


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
    tables = recognise(joined(parts))
    read_by_eye = {page.number for page in pages if page.route in ("scanned", "garbled")}
    return TablesResult(tables, failures, doubts_of(tables, read_by_eye))


def from_blocks(result: BlocksResult, options: Options) -> TablesResult:
    """The tables of an input without pages, in its order."""
    found = [block.table for block in result.blocks if block.kind == "table" and block.table is not None]
    numbered = (replace(table, table_id=f"t{order + 1:03d}", order=order) for order, table in enumerate(found))
    return TablesResult(recognise(tuple(numbered)))


def with_second_look(result: TablesResult, looks: tuple[SecondLook, ...]) -> TablesResult:
    """The tables with what a second look at single cells gave.

    A cell that had ink and no text takes the reading; one that was read twice
    keeps its first reading, and the second stands among its alternatives, unless
    the first was no number and the second is.
    """
    return looked_again(result, looks)


__all__ = ["from_blocks", "from_pages", "with_second_look"]
