"""Rows of the tables of the page, as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from evaluation.report.comparison import Change
from evaluation.report.measures import added, sliced
from evaluation.report.schema import DocumentRecord, FactRecord
from evaluation.report.trust import is_wrong_confirmed, trust_of

#: Measures of the slices.
SLICED = ("narrative.value", "narrative.whole", "form.value", "form.whole", "cells", "tokens")
#: Fields of which a fact's phrase is made.
_SAID = ("value", "value_text", "unit", "indicator", "measure", "basis", "versus", "period")


def slice_rows(records: Sequence[DocumentRecord], name: str) -> list[dict[str, Any]]:
    """One row for each value of a slice."""
    rows = []
    for value, some in sliced(records, name).items():
        total = added(some)
        trust = trust_of(some)
        rows.append(
            {
                "value": value,
                "documents": len(some),
                "groups": len({record.cluster for record in some}),
                "facts": sum(fact.wanted is not None for record in some for fact in record.facts),
                "measures": [total.get(measure) for measure in SLICED],
                "errors": sum(record.edits for record in some),
                "characters": sum(record.characters for record in some),
                "confirmed": trust.confirmed,
                "wrong": trust.wrong_confirmed,
            }
        )
    return rows


def document_row(record: DocumentRecord) -> dict[str, Any]:
    """One document in one route."""
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


def cost_rows(records: Sequence[DocumentRecord]) -> list[dict[str, Any]]:
    """CPU seconds a page and the most memory held, by route: as it was when the documents were first read."""
    rows = []
    for route, some in sliced(records, "route").items():
        seconds = sum(sum(record.costs.values()) for record in some)
        count = sum(record.pages for record in some)
        peaks = [(mib, stage) for record in some for stage, mib in record.memory.items()]
        rows.append(
            {
                "route": route,
                "documents": len(some),
                "pages": count,
                "seconds": seconds,
                "per_page": seconds / count if count else None,
                "per_document": seconds / len(some),
                "peak": max(peaks, default=None),
            }
        )
    return rows


def said(fields: dict[str, str] | None) -> str:
    """A fact in one phrase; a dash where there is none."""
    if not fields:
        return "–"
    value = f"{fields.get('value') or fields.get('value_text', '')}{fields.get('unit', '')}"
    return " · ".join([value, *(fields[name] for name in _SAID[3:] if name in fields)])


def error_rows(
    errors: Iterable[tuple[DocumentRecord, FactRecord]],
    picture: Callable[[DocumentRecord, FactRecord], str | None],
    most: int,
) -> tuple[list[dict[str, Any]], int]:
    """What is not right; the same error of one document in several routes makes one row.

    Returns
    -------
    rows, left
        At most ``most`` rows in the order of ``errors``, and how many rows were left out.
    """
    groups: dict[tuple[object, ...], list[tuple[DocumentRecord, FactRecord]]] = {}
    for record, fact in errors:
        said_so = (fact.outcome, fact.field, said(fact.wanted), said(fact.read_fields), _different(fact))
        groups.setdefault((record.id, record.seed, *said_so), []).append((record, fact))
    chosen = list(groups.values())[:most]
    return [_error_row(group, picture) for group in chosen], len(groups) - len(chosen)


def _error_row(
    group: Sequence[tuple[DocumentRecord, FactRecord]], picture: Callable[[DocumentRecord, FactRecord], str | None]
) -> dict[str, Any]:
    record, fact = group[0]
    pictures = (picture(one, its) for one, its in group)
    return {
        "document": f"{record.id}.{record.seed}",
        "routes": list(dict.fromkeys(one.route for one, _ in group)),
        "outcome": fact.outcome,
        "stage": fact.stage,
        "field": _different(fact),
        "wanted": said(fact.wanted),
        "read": said(fact.read_fields),
        "status": fact.status or "",
        "alarm": any(is_wrong_confirmed(its) for _, its in group),
        "place": fact.place or "",
        "money": fact.money,
        "picture": next((one for one in pictures if one is not None), None),
    }


def _different(fact: FactRecord) -> str:
    """The first field that differs, with both its values where they do not stand in the phrases."""
    if fact.field is None or fact.field in _SAID:
        return fact.field or ""
    one, two = (side.get(fact.field, "–") for side in (fact.wanted or {}, fact.read_fields or {}))
    return f"{fact.field}: {one} → {two}"


def change_row(change: Change) -> dict[str, Any]:
    """One fact that two reports read differently."""
    fact = change.fact
    return {
        "sort": change.sort,
        "document": change.document.name,
        "part": change.document.part,
        "route": change.document.route,
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
