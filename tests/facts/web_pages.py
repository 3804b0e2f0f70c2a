"""Pages of the web with one table, for tests of what is told of tables."""

from __future__ import annotations

from extract import extract_document
from extract.types import Document, Fact

HEAD = '<html><head><meta charset="utf-8"></head><body><h1>青石县灯塔管理局2024年部门预算</h1>'
#: The same of a final account.
HEAD_OF_ACCOUNT = HEAD.replace("年部门预算", "年度部门决算")


def document(title: str, rows: str, head: str = HEAD, unit: str = "单位：万元", behind: str = "") -> Document:
    """A page with a table below its title and unit, read."""
    page = f"{head}<p>{title}</p><p>{unit}</p><table>{rows}</table>{behind}</body></html>"
    return extract_document(page.encode(), name="a.html")


def facts(title: str, rows: str) -> tuple[Fact, ...]:
    """The facts of a table of a budget."""
    return document(title, rows).facts


def row(*texts: str) -> str:
    """A row of cells that print these texts."""
    return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"
