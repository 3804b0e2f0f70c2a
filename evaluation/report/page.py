"""report.html: one file that stands alone, no outside address, readable in print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluation.gate.rules import GateConfig, Verdict
from evaluation.report import figures, words
from evaluation.report.comparison import Change, changes, per_document
from evaluation.report.measures import added, lines_of, sliced
from evaluation.report.schema import PARTS, DocumentRecord, FactRecord, Part, Report
from evaluation.report.trust import is_wrong_confirmed, trust_of
from evaluation.scores.counts import percent
from evaluation.scores.matching.likeness import LEVELS

#: Rows of the table of changes, and of that of errors, of each part: the dearest first; how many are left out is said.
MOST_ROWS = 1500
MOST_ERRORS = 300


def page_of(report: Report, against: Report | None, verdict: Verdict, config: GateConfig) -> str:
    """The page of a report.

    Parameters
    ----------
    report : Report
    against : Report, optional
        What it is compared with.
    verdict : Verdict
    config : GateConfig
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(percent=percent, signed=signed, yuan=yuan)
    parts = [_part(part, report.of(part), against.of(part) if against else ()) for part in PARTS if report.of(part)]
    found = changes(report.documents, against.documents) if against else []
    return environment.get_template("page.html").render(
        report=report,
        against=against,
        verdict=verdict,
        config=config,
        words=words,
        levels=LEVELS,
        parts=parts,
        change_counts=Counter(change.sort for change in found),
        change_rows=[_change_row(change) for change in found[:MOST_ROWS]],
        change_left=max(0, len(found) - MOST_ROWS),
        change_documents=per_document(found),
    )


def _part(part: Part, records: Sequence[DocumentRecord], against: Sequence[DocumentRecord]) -> dict[str, Any]:
    trust = trust_of(records)
    lines = lines_of(records, against)
    errors = sorted(
        ((record, fact) for record in records for fact in record.facts if fact.outcome != "right"),
        key=lambda item: (not is_wrong_confirmed(item[1]), -Decimal(item[1].money or 0), item[0].name, item[1].key),
    )
    return {
        "name": part,
        "label": words.PARTS[part],
        "records": records,
        "clusters": len({record.cluster for record in records}),
        "facts": sum(fact.wanted is not None for record in records for fact in record.facts),
        "lines": lines,
        "compared": any(line.old is not None for line in lines),
        "slices": {name: _slice(records, name) for name in words.SLICES},
        "trust": trust,
        "errors": [_error_row(record, fact) for record, fact in errors[:MOST_ERRORS]],
        "errors_left": max(0, len(errors) - MOST_ERRORS),
        "confusions": Counter(_confusions(records)).most_common(16),
        "documents": [_document_row(record) for record in records],
        "figures": {
            "levels": figures.levels(part, records),
            "routes": figures.routes(part, records),
            "stages": figures.stages(part, records),
            "reliability": figures.reliability(part, trust) if trust.bins else "",
            "risk": figures.risk_coverage(part, trust) if trust.curve else "",
            "costs": figures.costs(part, records),
        },
    }


def _slice(records: Sequence[DocumentRecord], name: str) -> list[dict[str, Any]]:
    rows = []
    for value, some in sliced(records, name).items():
        total = added(some)
        trust = trust_of(some)
        rows.append(
            {
                "value": value,
                "documents": len(some),
                "facts": sum(fact.wanted is not None for record in some for fact in record.facts),
                "measures": [
                    total.get(measure)
                    for measure in ("narrative.value", "narrative.whole", "form.value", "form.whole", "cells", "tokens")
                ],
                "errors": sum(record.edits for record in some),
                "characters": sum(record.characters for record in some),
                "confirmed": trust.confirmed,
                "wrong": trust.wrong_confirmed,
            }
        )
    return rows


def _document_row(record: DocumentRecord) -> dict[str, Any]:
    total = added([record])
    return {
        "record": record,
        "narrative": total["narrative.whole"],
        "form": total["form.whole"],
        "cells": total.get("cells"),
        "confirmed": sum(fact.read and fact.status == "confirmed" for fact in record.facts),
        "wrong": sum(map(is_wrong_confirmed, record.facts)),
        "cpu": sum(record.costs.values()),
    }


def _confusions(records: Sequence[DocumentRecord]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for record in records:
        total.update(record.confusions)
    return dict(total)


def said(fields: dict[str, str] | None) -> str:
    """A fact in one phrase; a dash where there is none."""
    if not fields:
        return "–"
    names = ("indicator", "measure", "basis", "versus", "period")
    value = f"{fields.get('value') or fields.get('value_text', '')}{fields.get('unit', '')}"
    return " · ".join([value, *(fields[name] for name in names if name in fields)])


def _error_row(record: DocumentRecord, fact: FactRecord) -> dict[str, Any]:
    return {
        "document": record.name,
        "outcome": fact.outcome,
        "stage": fact.stage,
        "field": fact.field,
        "wanted": said(fact.wanted),
        "read": said(fact.read_fields),
        "status": fact.status or "",
        "alarm": is_wrong_confirmed(fact),
        "place": fact.place or "",
        "money": fact.money,
    }


def _change_row(change: Change) -> dict[str, Any]:
    fact = change.fact
    return {
        "sort": change.sort,
        "document": change.document.name,
        "part": change.document.part,
        "layer": fact.layer,
        "kind": fact.kind,
        "wanted": said(fact.wanted),
        "new": said(change.new.read_fields if change.new else None),
        "old": said(change.old.read_fields if change.old else None),
        "field": (change.new.field if change.new else None) or (change.old.field if change.old else None) or "",
        "place": (change.new.place if change.new else None) or (change.old.place if change.old else None) or "",
        "money": format(change.money, "f"),
    }


def signed(value: float | None) -> str:
    """Points of a share with a sign."""
    return "–" if value is None else f"{100 * value:+.2f}"


def yuan(value: str | Decimal | None) -> str:
    """An amount for people: in 万元 or 亿元 where it is long."""
    if value is None:
        return "–"
    number = Decimal(value)
    for factor, unit in ((Decimal(10) ** 8, "亿元"), (Decimal(10) ** 4, "万元")):
        if abs(number) >= factor:
            return f"{number / factor:,.2f}{unit}"
    return f"{number:,.2f}元"
