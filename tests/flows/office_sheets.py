"""A workbook in the manner of a finance office, as flat ODS: one form a sheet, numbers as numbers."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from labeled.generator import Filled, Paragraph, Table

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
<number:number-style style:name="cents"><number:number number:decimal-places="2" number:min-integer-digits="1"/>
</number:number-style>
<style:style style:name="money" style:family="table-cell" style:data-style-name="cents"/>
</office:automatic-styles><office:body><office:spreadsheet>
"""


def workbook(filled: Filled) -> str:
    """All tables of a document, each with its captions on a sheet."""
    sheets, captions = [], []
    for block in filled.blocks:
        if isinstance(block, Table):
            sheets.append(_sheet(block, captions))
            captions = []
        elif isinstance(block, Paragraph):
            captions = [*captions, block.text] if block.kind == "caption" else []
    return _HEAD + "".join(sheets) + "</office:spreadsheet></office:body></office:document>\n"


def _sheet(table: Table, captions: list[str]) -> str:
    rows = [_row(_caption(text, table.n_cols)) for text in captions]
    covered = {
        (row, col)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    }
    at = {(cell.row, cell.col): cell for cell in table.cells}
    for row in range(table.n_rows):
        cells = []
        for col in range(table.n_cols):
            cell = at.get((row, col))
            if cell is None:
                cells.append("<table:covered-table-cell/>" if (row, col) in covered else "<table:table-cell/>")
                continue
            span = ""
            if cell.rowspan > 1 or cell.colspan > 1:
                span = f' table:number-rows-spanned="{cell.rowspan}" table:number-columns-spanned="{cell.colspan}"'
            cells.append(_cell(cell.text, span))
        rows.append(_row("".join(cells)))
    return f"<table:table table:name={quoteattr(table.mark or table.table_id)}>{''.join(rows)}</table:table>\n"


def _caption(text: str, columns: int) -> str:
    left, _, right = text.partition("\t")
    empty = f'<table:table-cell table:number-columns-repeated="{columns - 2}"/>'
    return _cell(left, "") + empty + _cell(right, "")


def _cell(text: str, span: str) -> str:
    if re.fullmatch(r"-?\d+\.\d\d", text):
        return f'<table:table-cell table:style-name="money"{span} office:value-type="float" office:value="{text}"/>'
    if not text:
        return f"<table:table-cell{span}/>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{span} office:value-type="string">{lines}</table:table-cell>'


def _row(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"
