"""A document as the records of the result files: plain values in the order of their fields.

Numbers stay decimal strings, boxes come back to the upright page as it was
scanned, and what the document leaves open of department and year is filled
with what the portal says.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from extract.errors import Failure
from extract.numbers import plain
from extract.types import BBox, Cell, Check, Document, Evidence, Fact, Page, Table

#: Decimals of a coordinate in points; a hundredth of a point is far below the width of a stroke.
PLACES_OF_POINTS = 2
#: Decimals of a confidence.
PLACES_OF_CONFIDENCE = 4

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What the outside says of an input: the manifest of a portal, or the options of a run."""

    department: str | None = None
    fiscal_year: str | None = None


@dataclass(frozen=True)
class Part:
    """The records of one document, as they are kept between runs.

    ``document`` lacks its sources: under which names the bytes came is a matter of
    the run, not of the bytes.
    """

    document: Record
    facts: list[Record] = field(default_factory=list)
    tables: list[Record] = field(default_factory=list)
    checks: list[Record] = field(default_factory=list)
    text: str = ""
    timings: Record = field(default_factory=dict)


def as_line(record: Record) -> str:
    """One line of a .jsonl file, with its end."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


def as_bytes(text: str) -> bytes:
    """UTF-8; a lone surrogate (a broken text layer has them) becomes one question mark, so offsets hold."""
    return text.encode("utf-8", errors="replace")


def of_document(document: Document, told: Told = Told(), version: str = "") -> Part:
    """All records of a document.

    Parameters
    ----------
    document : Document
    told : Told
        Stands in for department and year where the document names none.
    version : str
        Of the code, models and options that read it.

    Returns
    -------
    Part
        Facts by id, tables in reading order, checks by id.

    Raises
    ------
    ValueError
        If two things bear one id: a fault of ours that must not reach the files.
    """
    _distinct("fact", (fact.fact_id for fact in document.facts))
    _distinct("check", (check.check_id for check in document.checks))
    _distinct("table", (table.table_id for table in document.tables))
    for table in document.tables:
        _distinct(f"cell of {table.table_id}", ((cell.row, cell.col) for cell in table.cells))
    pages = {page.number: page for page in document.pages}
    sha256 = document.sha256
    return Part(
        document={
            "sha256": sha256,
            "format": document.format,
            "department": document.department or told.department,
            "fiscal_year": document.fiscal_year or told.fiscal_year,
            "kinds": list(document.kinds),
            "pages": len(document.pages),
            "routes": [page.route for page in sorted(document.pages, key=lambda page: page.number)],
            "status": document.status,
            "failures": [failure_record(failure) for failure in document.failures],
            "repairs": list(document.repairs),
            "version": version,
        },
        facts=[
            fact_record(fact, sha256, pages, told) for fact in sorted(document.facts, key=lambda fact: fact.fact_id)
        ],
        tables=[
            table_record(table, sha256, pages)
            for table in sorted(document.tables, key=lambda table: (table.order, table.table_id))
        ],
        checks=[check_record(check, sha256) for check in sorted(document.checks, key=lambda check: check.check_id)],
        text=document.text.chars,
        timings={"stages": {stage: round(seconds, 3) for stage, seconds in document.timings}},
    )


def _distinct(what: str, ids: Iterable[Hashable]) -> None:
    seen: set[Hashable] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f"two of one id: {what} {one!r}")
        seen.add(one)


def failure_record(failure: Failure) -> Record:
    """A failure as it stands in documents.jsonl."""
    return {
        "code": failure.code,
        "stage": failure.stage,
        "page": failure.page,
        "message": failure.message,
        "remedy": failure.remedy,
    }


def fact_record(fact: Fact, sha256: str, pages: dict[int, Page], told: Told = Told()) -> Record:
    """A line of facts.jsonl."""
    return {
        "fact_id": fact.fact_id,
        "doc": sha256,
        "section": fact.section,
        "department": fact.department or told.department,
        "fiscal_year": fact.fiscal_year or told.fiscal_year,
        "indicator": fact.indicator,
        "indicator_id": fact.indicator_id,
        "indicator_path": list(fact.indicator_path) or None,
        "flow": fact.flow,
        "part": fact.part,
        "fund": fact.fund,
        "kind": fact.kind,
        "measure": fact.measure,
        "basis": fact.basis,
        "versus": fact.versus,
        "versus_basis": fact.versus_basis,
        "versus_indicator": fact.versus_indicator,
        "period": fact.period,
        "value": fact.value,
        "unit": fact.unit,
        "value_text": fact.value_text,
        "value_base": fact.value_base,
        "unit_base": fact.unit_base,
        "direction": fact.direction,
        "qualifier": fact.qualifier,
        "who": fact.who,
        "scope": fact.scope,
        "reason": fact.reason,
        "reason_span": list(fact.reason_span) if fact.reason_span else None,
        "evidence": [evidence_record(evidence, pages) for evidence in fact.evidence],
        "made_by": fact.made_by,
        "confidence": round(fact.confidence, PLACES_OF_CONFIDENCE),
        "status": fact.status,
        "checks": list(fact.checks),
    }


def evidence_record(evidence: Evidence, pages: dict[int, Page]) -> Record:
    """Where a fact stands, on the upright page."""
    return {
        "page": evidence.page,
        "bbox": upright_box(evidence.bbox, evidence.page, pages),
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
        "table": evidence.table,
        "row": evidence.row,
        "col": evidence.col,
    }


def table_record(table: Table, sha256: str, pages: dict[int, Page]) -> Record:
    """A line of tables.jsonl."""
    return {
        "table_id": table.table_id,
        "doc": sha256,
        "form": table.form,
        "title": table.title,
        "unit": table.unit,
        "pages": list(table.pages),
        "header_rows": table.header_rows,
        "grid": [list(row) for row in table.grid],
        "cells": [cell_record(cell, pages) for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.col))],
    }


def cell_record(cell: Cell, pages: dict[int, Page]) -> Record:
    """A cell of a table; ``value`` is null unless the text is one number."""
    return {
        "row": cell.row,
        "col": cell.col,
        "rowspan": cell.rowspan,
        "colspan": cell.colspan,
        "text": cell.text,
        "value": None if cell.number is None else plain(cell.number.value),
        "page": cell.page,
        "bbox": upright_box(cell.bbox, cell.page, pages),
        "confidence": round(cell.confidence, PLACES_OF_CONFIDENCE),
        "status": cell.status,
    }


def check_record(check: Check, sha256: str) -> Record:
    """A line of checks.jsonl."""
    return {
        "check_id": check.check_id,
        "doc": sha256,
        "rule": check.rule,
        "outcome": check.outcome,
        "blame": check.blame,
        "operands": list(check.operands),
        "expected": check.expected,
        "found": check.found,
        "residual": check.residual,
        "tolerance": check.tolerance,
        "note": check.note,
    }


def upright_box(box: BBox | None, page: int | None, pages: dict[int, Page]) -> list[float] | None:
    """A box of the level page on the upright page, or None where there is no place."""
    if box is None or page is None:
        return None
    # Adding 0.0 turns a rounded -0.0 into 0.0, which would print otherwise.
    return [round(edge, PLACES_OF_POINTS) + 0.0 for edge in pages[page].upright(box)]
