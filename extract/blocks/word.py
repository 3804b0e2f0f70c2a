"""docx: paragraphs and Word's own tables, in the order of the body."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import docx
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from extract.blocks.grid import MOST_COLUMNS, Laid, captions_before, table_of
from extract.blocks.numerals import Numbering
from extract.errors import refuse
from extract.types import Block

#: A docx that unpacks to more than this is a bomb, not a disclosure.
MOST_UNPACKED = 512 * 1024 * 1024


def docx_blocks(data: bytes) -> list[Block]:
    """The blocks of a docx.

    Raises
    ------
    JuesuanError
        JS109 where it cannot be opened or unpacks beyond the limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
                raise refuse("JS109", f"unpacks to more than {MOST_UNPACKED} bytes")
        document = docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise refuse("JS109", str(error)[:200]) from error
    numbering = Numbering(document)
    out: list[Block] = []
    for element in _body(document.element.body):
        if element.tag == qn("w:p"):
            text = numbering.prefix(element) + _text(element)
            style = element.style
            name = _style_name(document, style)
            if text.strip():
                out.append(Block("paragraph", text, name))
            continue
        table = table_of(list(_rows(element)))
        if table is not None:
            out.append(Block("table", table=replace(table, captions=captions_before(out))))
    return out


def _style_name(document: docx.document.Document, style_id: str | None) -> str:
    if style_id is None:
        return ""
    for style in document.styles:
        if style.style_id == style_id:
            return (style.name or "").lower()
    return ""


def _body(parent: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Paragraphs and tables, those inside content controls too."""
    for child in parent.iterchildren():
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from _body(child)


def _text(element: BaseOxmlElement) -> str:
    """What a paragraph prints: runs, tabs and breaks; deleted text and field codes do not print."""
    out: list[str] = []
    for node in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        if node.tag == qn("w:t"):
            out.append(node.text or "")
        elif node.tag == qn("w:tab"):
            if node.getparent().tag == qn("w:r"):
                out.append("\t")
        elif node.tag == qn("w:noBreakHyphen"):
            out.append("-")
        else:
            out.append("\n")
    return "".join(out)


def _rows(table: BaseOxmlElement) -> Iterator[list[Laid]]:
    """The rows of a table; a cell that continues one above it gives its place to the span."""
    grid: list[list[tuple[int, int, str, bool]]] = []
    for tr in _children(table, "w:tr"):
        row: list[tuple[int, int, str, bool]] = []
        col = _count(_value(tr, "w:trPr", "w:gridBefore"), 0)
        for _ in range(col):
            row.append((len(row), 1, "", False))
        for tc in _children(tr, "w:tc"):
            span = _count(_value(tc, "w:tcPr", "w:gridSpan"), 1)
            merge = tc.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            continues = merge is not None and merge.get(qn("w:val")) != "restart"
            text = "\n".join(_text(p) for p in tc.iter(qn("w:p")))
            row.append((col, span, text, continues))
            col += span
        grid.append(row)
    for index, row in enumerate(grid):
        laid: list[Laid] = []
        for col, span, text, continues in row:
            if continues and _starts_above(grid, index, col):
                continue
            height = 1
            while index + height < len(grid) and any(c == col and more for c, _, _, more in grid[index + height]):
                height += 1
            laid.append(Laid(text, height, span))
        yield laid


def _starts_above(grid: list[list[tuple[int, int, str, bool]]], index: int, col: int) -> bool:
    return index > 0 and any(c == col for c, _, _, _ in grid[index - 1])


def _children(parent: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """Children of a kind, those inside content controls too."""
    for child in parent.iterchildren():
        if child.tag == qn(tag):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from _children(child, tag)


def _count(text: str | None, otherwise: int) -> int:
    """A count of columns as a file gives it; one that no table can have says nothing."""
    if text is None or not text.isdecimal() or len(text) > 9 or int(text) > MOST_COLUMNS // 2:
        return otherwise
    return int(text)


def _value(element: BaseOxmlElement, *path: str) -> str | None:
    found = element.find("/".join(qn(part) for part in path))
    return None if found is None else found.get(qn("w:val"))
