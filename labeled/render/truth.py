"""What a rendered document says, exactly: tables with spans and pages, paragraphs, facts."""

from __future__ import annotations

from typing import Any

from labeled.generator.filled import Filled, Paragraph, Table, TruthFact
from labeled.render.layout import Layout


def truth(filled: Filled, layout: Layout | None = None) -> dict[str, Any]:
    """The truth of a document in the shape of the disclosures' ``.truth.json``, with facts.

    Parameters
    ----------
    filled : Filled
    layout : Layout, optional
        Of the rendered PDF. Without it (docx, txt, html) pages and boxes are
        left out and the contents have no page numbers.

    Returns
    -------
    dict
        ``text`` is a list of paragraphs; ``start`` and ``end`` of a fact count
        characters of these joined by newlines, or of its cell where it has a ``table``.
    """
    texts: dict[int, str] = {}
    for index, block in enumerate(filled.blocks):
        if isinstance(block, Paragraph):
            texts[index] = layout.printed[index] if layout else block.text
    starts: dict[int, int] = {}
    length = 0
    for index, text in texts.items():
        starts[index] = length
        length += len(text) + 1
    return {
        "id": filled.id,
        "template": filled.template,
        "kind": filled.kind,
        "department": filled.department,
        "fiscal_year": filled.fiscal_year,
        "seed": filled.seed,
        "pages": len(layout.pages) if layout else None,
        "tables": [
            _table(block, layout.block_pages[index] if layout else [])
            for index, block in enumerate(filled.blocks)
            if isinstance(block, Table)
        ],
        "text": list(texts.values()),
        "facts": [_fact(fact, filled, layout, starts) for fact in filled.facts],
        "breaks": [dict(broken) for broken in filled.breaks],
    }


def _table(table: Table, pages: list[int]) -> dict[str, Any]:
    return {
        "table": table.table_id,
        "form": table.mark,
        "form_id": table.form,
        "title": table.title,
        "unit": table.unit,
        "pages": pages,
        "grid": table.grid,
        "spans": table.spans,
        "header_rows": table.header_rows,
        "repeat_header": table.repeat_header,
        "landscape": table.landscape,
    }


def _fact(fact: TruthFact, filled: Filled, layout: Layout | None, starts: dict[int, int]) -> dict[str, Any]:
    block = filled.blocks[fact.block]
    out: dict[str, Any] = dict(fact.fields)
    evidence: dict[str, Any] = {"text": fact.text}
    shift = 0
    if isinstance(block, Table):
        evidence.update(table=block.table_id, row=fact.row, col=fact.col)
        place = _box(layout, block.table_id, fact.row, fact.col) if layout else None
        if place:
            evidence.update(page=place[0], bbox=place[1])
    else:
        shift = starts[fact.block]
        if layout:
            # a paragraph over two pages names both; which half the figure is on is not said
            evidence["pages"] = layout.block_pages[fact.block]
    evidence.update(start=fact.start + shift, end=fact.end + shift)
    if fact.reason is not None:
        out["reason"] = fact.reason
        if fact.reason_at is not None:
            out["reason_span"] = [fact.reason_at[0] + shift, fact.reason_at[1] + shift]
    out["evidence"] = [evidence]
    return out


def _box(layout: Layout, table: str, row: int | None, col: int | None) -> tuple[int, list[float]] | None:
    for number, page in enumerate(layout.pages, 1):
        for cell in page.cells:
            if (cell.table, cell.row, cell.col) == (table, row, col):
                return number, [round(value, 2) for value in cell.box]
    return None
