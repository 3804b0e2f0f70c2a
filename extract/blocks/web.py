"""html: blocks of text and tables, in the order of the page."""

from __future__ import annotations

from dataclasses import replace

from charset_normalizer import from_bytes
from lxml import etree, html

from extract.blocks.grid import MOST_COLUMNS, MOST_ROWS, Laid, captions_before, table_of
from extract.errors import refuse
from extract.types import Block

#: Elements nested deeper than this are read as plain text.
DEEPEST = 300
#: Elements that print nothing of the document.
_SILENT = frozenset({"script", "style", "head", "noscript", "template", "nav", "select", "button", "iframe", "svg"})
#: Elements that begin a line of their own.
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "figure", "footer", "form"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "ul"}
)


def html_blocks(data: bytes) -> list[Block]:
    """The blocks of a page. Its character set is utf-8 where it decodes, else the likeliest.

    Raises
    ------
    JuesuanError
        JS110 where elements are nested so deeply that the parser gave up on the rest.
    """
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding=_charset(data))
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return []
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise refuse("JS110")
    reader = _Reader()
    reader.read(root, 0)
    reader.close()
    return reader.blocks


def _charset(data: bytes) -> str:
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        best = from_bytes(data[:65536]).best()
        guess = best.encoding if best is not None else "gb18030"
        return "gb18030" if guess.startswith(("gb", "big5", "hz", "euc_kr", "cp949")) else guess


class _Reader:
    """Walks the elements and gathers lines."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line: list[str] = []
        self.style = ""

    def close(self) -> None:
        text = " ".join("".join(self.line).split())
        if text:
            self.blocks.append(Block("paragraph", text, self.style))
        self.line = []
        self.style = ""

    def read(self, element: html.HtmlElement, depth: int) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT:
            return
        if depth > DEEPEST:
            self.line.append(" ".join(element.itertext()))
            return
        if tag == "table" and not _is_layout(element):
            self.close()
            table = table_of(_rows(element))
            if table is not None:
                self.blocks.append(Block("table", table=replace(table, captions=captions_before(self.blocks))))
            return
        own_line = tag in _BLOCKS or tag in ("table", "tr", "td", "th")
        if own_line:
            self.close()
            self.style = f"heading {tag[1]}" if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else ""
        if tag == "br":
            self.close()
        if element.text:
            self.line.append(element.text)
        for child in element:
            self.read(child, depth + 1)
            if child.tail:
                self.line.append(child.tail)
        if own_line:
            self.close()


def _is_layout(table: html.HtmlElement) -> bool:
    """A table that only arranges the page: it holds other tables."""
    return next(table.iterdescendants("table"), None) is not None


def _rows(table: html.HtmlElement) -> list[list[Laid]]:
    out: list[list[Laid]] = []
    for tr in table.iter("tr"):
        row: list[Laid] = []
        for cell in tr:
            if cell.tag in ("td", "th"):
                text = "\n".join(line for raw in cell.itertext() if (line := " ".join(raw.split())))
                row.append(Laid(text, _span(cell, "rowspan", MOST_ROWS), _span(cell, "colspan", MOST_COLUMNS)))
        out.append(row)
        if len(out) >= MOST_ROWS:
            break
    return out


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), most)) if value.isdecimal() and len(value) < 7 else 1
