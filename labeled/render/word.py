"""A docx, byte for byte the same every time."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

from labeled.generator.filled import Filled, PageBreak, Paragraph, Table
from labeled.render.layout import A4, MARGIN, turned

#: The moment at which every document says it was made.
_MADE = datetime.datetime(2022, 1, 1)


def docx(filled: Filled) -> bytes:
    """Write a document with python-docx: styled headings, ruled tables with merged cells and widths,
    wide tables on pages set across."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
    from docx.oxml.ns import qn

    document: Any = Document()
    document.styles["Normal"].font.name = "SimSun"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")
    align = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    properties = document.core_properties
    properties.created = properties.modified = _MADE
    properties.author = properties.last_modified_by = "juesuan"
    properties.title = filled.id
    across = False
    _page(document.sections[0], across)
    for index, block in enumerate(filled.blocks):
        if turned(filled.blocks, index) != across:
            across = not across
            # a new section begins a page by itself
            _page(document.add_section() if index else document.sections[0], across)
            if isinstance(block, PageBreak):
                continue
        if isinstance(block, PageBreak):
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif isinstance(block, Paragraph):
            style = f"Heading {block.kind[1]}" if block.kind in ("h1", "h2", "h3") else None
            paragraph = document.add_paragraph(block.text, style=style)
            if block.align in align:
                paragraph.alignment = align[block.align]
        else:
            _table(document, block, (A4[1] if across else A4[0]) - 2 * MARGIN)
    if filled.blocks and isinstance(filled.blocks[-1], Table):
        # as Word does: a file that ends in a table loses it when LibreOffice makes a doc of it
        document.add_paragraph()
    out = io.BytesIO()
    document.save(out)
    return _dated(out.getvalue())


def _page(section: Any, across: bool) -> None:
    """The pages of a section: A4, upright or set across."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    width, height = reversed(A4) if across else A4
    section.page_width, section.page_height = Pt(width), Pt(height)
    section.left_margin = section.right_margin = Pt(MARGIN)


def _table(document: Any, table: Table, width: float) -> None:
    """A ruled table of a width in points."""
    from docx.shared import Pt

    grid = document.add_table(rows=table.n_rows, cols=table.n_cols)
    grid.style = "Table Grid"
    grid.autofit = False
    relative = table.widths or (1.0,) * table.n_cols
    widths = [Pt(width * one / sum(relative)) for one in relative]
    cells = [row.cells for row in grid.rows]
    for column, wide in zip(grid.columns, widths, strict=True):
        column.width = wide
    for row in cells:
        for one, wide in zip(row, widths, strict=True):
            one.width = wide
    for cell in table.cells:
        target = cells[cell.row][cell.col]
        if cell.rowspan > 1 or cell.colspan > 1:
            target = target.merge(cells[cell.row + cell.rowspan - 1][cell.col + cell.colspan - 1])
        target.text = cell.text
        for paragraph in target.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(table.size)


def _dated(data: bytes) -> bytes:
    """The same archive with fixed times."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _MADE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, given.read(name))
    return out.getvalue()
