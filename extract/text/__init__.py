"""Stage text: paragraphs in reading order, each character with its place."""

from __future__ import annotations

from collections.abc import Sequence

from extract.errors import failure
from extract.options import Options
from extract.stages import BlocksResult, TextResult
from extract.text.cells import prose_of
from extract.text.draft import Draft, Piece, TextBuilder
from extract.text.headings import level_of
from extract.text.lines import Line, into_lines, outside_tables, without_running_lines
from extract.text.paragraphs import Setting, breaks, draft_of, indented_style, rejoined, setting_of
from extract.text.sections import sections_of
from extract.types import Page, Table, Text

__all__ = ["from_blocks", "from_pages"]

#: Pages whose widths (points) fall into one step of this are set alike; an upright A4 page and one on its side do not.
SAME_WIDTH = 120.0


def from_pages(pages: tuple[Page, ...], tables: tuple[Table, ...], options: Options) -> TextResult:
    """The text of a document with pages.

    Parameters
    ----------
    pages : tuple of Page
        With their words, level, in order.
    tables : tuple of Table
        Words in the areas of their parts are left out, but for prose in cells.
    options : Options
        ``department`` and ``fiscal_year`` win over what the text says.

    Returns
    -------
    TextResult
    """
    raw = [(page, into_lines(outside_tables(page, tables), page.number)) for page in pages]
    kept = without_running_lines(raw)
    lines = [line for on_page in kept for line in on_page]
    whole = setting_of(lines, None)
    settings = _settings(pages, kept, whole)
    by_indent = indented_style(lines, settings)
    by_number = {page.number: page for page in pages}
    drafts: list[Draft] = []
    open_lines: list[Line] = []

    def close() -> None:
        if open_lines:
            drafts.append(draft_of(open_lines, settings[open_lines[0].page]))
            open_lines.clear()

    placed: set[str] = set()
    for page, on_page in zip(pages, kept, strict=True):
        for element in _in_order(page, on_page, tables):
            if isinstance(element, Table):
                # A table that continues from the page before breaks the text, but stands where it began.
                close()
                if element.table_id not in placed:
                    placed.add(element.table_id)
                    drafts.append(Draft(table_id=element.table_id))
                    drafts.extend(prose_of(element, by_number))
                continue
            if open_lines and breaks(open_lines[-1], element, settings, by_indent):
                close()
            open_lines.append(element)
    close()
    return _written(drafts, whole.size, options)


def _settings(pages: Sequence[Page], kept: Sequence[Sequence[Line]], whole: Setting) -> dict[int, Setting]:
    """How each page is set; a page of few lines is set as the pages of its width are, not as those on their side."""
    alike: dict[int, list[Line]] = {}
    for page, on_page in zip(pages, kept, strict=True):
        alike.setdefault(round(page.width / SAME_WIDTH), []).extend(on_page)
    of_width = {width: setting_of(lines, None) if lines else whole for width, lines in alike.items()}
    return {
        page.number: setting_of(on_page, of_width[round(page.width / SAME_WIDTH)])
        for page, on_page in zip(pages, kept, strict=True)
    }


def _in_order(page: Page, lines: Sequence[Line], tables: Sequence[Table]) -> list[Line | Table]:
    """Lines and parts of tables on a page from top to bottom."""
    elements: list[tuple[float, int, Line | Table]] = [
        (line.bbox.centre[1], number, line) for number, line in enumerate(lines)
    ]
    for number, table in enumerate(tables):
        for part_page, box in table.parts:
            if part_page == page.number:
                elements.append((box.top, -len(tables) + number, table))
    return [element for _, _, element in sorted(elements, key=lambda e: e[:2])]


def from_blocks(result: BlocksResult, tables: tuple[Table, ...], options: Options) -> TextResult:
    """The text of a document without pages (txt, docx, html).

    Parameters
    ----------
    result : BlocksResult
    tables : tuple of Table
        As recognised from the blocks, by the same ``table_id``.
    options : Options

    Returns
    -------
    TextResult
    """
    by_id = {table.table_id: table for table in tables}
    drafts: list[Draft] = []
    placed: set[str] = set()
    for block in result.blocks:
        if block.kind == "table" and block.table is not None:
            table = by_id.get(block.table.table_id)
            if table is not None and table.table_id not in placed:
                placed.add(table.table_id)
                drafts.append(Draft(table_id=table.table_id))
                drafts.extend(prose_of(table))
            continue
        drafts.extend(_lines_of_block(block.text, block.style, block.offset))
    # A table that joining gave to no block still has a place: the end.
    for table in tables:
        if table.table_id not in placed:
            drafts.append(Draft(table_id=table.table_id))
            drafts.extend(prose_of(table))
    return _written(drafts, 0.0, options)


def _lines_of_block(text: str, style: str, offset: int | None) -> list[Draft]:
    """A block's lines: a line end in a block was set by a person."""
    drafts: list[Draft] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            start = None if offset is None else offset + at
            drafts.append(Draft((Piece(line, source_offset=start),), style=style))
        at += len(line) + 1
    return drafts


def _written(drafts: Sequence[Draft], body_size: float, options: Options) -> TextResult:
    builder = TextBuilder()
    for draft in rejoined(drafts):
        if draft.is_table:
            assert draft.table_id is not None
            builder.table(draft.table_id)
        else:
            builder.add(draft, level_of(draft, body_size))
    chars = "".join(builder.chars)
    paragraphs = tuple(builder.paragraphs)
    sections, doubted = sections_of(chars, paragraphs, options)
    return TextResult(
        Text(chars, paragraphs, tuple(builder.segments), sections, tuple(builder.table_at)),
        (failure("JS501", doubted),) if doubted else (),
    )
