"""The plain-text dump that a scraper leaves behind, and a page of html."""

from __future__ import annotations

from html import escape

from labeled.generator.filled import Filled, Paragraph, Table

#: How dumps print a blank cell: an ideographic space where a label would stand, nothing where a number would.
BLANK = "\u3000"


def dump(filled: Filled) -> str:
    """One paragraph a line; of tables one cell a line behind a tab, a blank line between rows."""
    out: list[str] = []
    for block in filled.blocks:
        if isinstance(block, Paragraph):
            out += [line for line in block.text.replace("\t", "\n").split("\n") if line]
        elif isinstance(block, Table):
            out.append("")
            for row in range(block.n_rows):
                # a cell over several columns is printed once, one over several rows again as a blank
                for cell in sorted(block.cells, key=lambda cell: cell.col):
                    if cell.row == row:
                        text = cell.text.replace("\n", " ")
                        out.append("\t" + (text or (BLANK if cell.role != "value" else "")))
                    elif cell.row < row < cell.row + cell.rowspan:
                        out.append("\t")
                out.append("")
    return "\n".join(out) + "\n"


def html(filled: Filled) -> str:
    """A page with the paragraphs and tables of the document."""
    tags = {"h1": "h1", "h2": "h2", "h3": "h3"}
    out = [
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{escape(filled.id)}</title></head><body>'
    ]
    for block in filled.blocks:
        if isinstance(block, Paragraph):
            tag = tags.get(block.kind, "p")
            out.append(f"<{tag}>{escape(block.text)}</{tag}>")
        elif isinstance(block, Table):
            out.append("<table border=1>")
            for row in range(block.n_rows):
                cells = []
                for cell in block.cells:
                    if cell.row == row:
                        spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
                        spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
                        text = escape(cell.text).replace("\n", "<br>")
                        cells.append(f"<td{spans}>{text}</td>")
                out.append("<tr>" + "".join(cells) + "</tr>")
            out.append("</table>")
    return "\n".join([*out, "</body></html>\n"])
