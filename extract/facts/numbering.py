"""Stable ids for facts, and the order in which they are written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from extract.types import Evidence, Fact

#: Hexadecimal digits of an id: enough for a million facts of one document.
ID_DIGITS = 16
_NOWHERE = Evidence()


def numbered(facts: Iterable[Fact], sha256: str) -> tuple[Fact, ...]:
    """Facts in document order, each with an id of its own.

    The id is a hash of the document, the place and what is measured: it does
    not change when facts elsewhere in the document, or other documents, do.

    Parameters
    ----------
    facts : iterable of Fact
    sha256 : str
        Of the input's bytes.

    Returns
    -------
    tuple of Fact
    """
    facts = list(facts)
    tables: dict[str, int] = {}
    for fact in facts:
        for evidence in fact.evidence:
            if evidence.table is not None and evidence.start is None:
                tables.setdefault(evidence.table, len(tables))
    ordered = sorted(facts, key=lambda fact: (_place(fact, tables), _identity(fact)))
    seen: Counter[str] = Counter()
    out = []
    for fact in ordered:
        identity = _identity(fact)
        seen[identity] += 1
        digest = hashlib.sha256(f"{sha256}|{identity}|{seen[identity]}".encode()).hexdigest()
        out.append(replace(fact, fact_id=digest[:ID_DIGITS]))
    return tuple(out)


def _first(fact: Fact) -> Evidence:
    return fact.evidence[0] if fact.evidence else _NOWHERE


def _place(fact: Fact, tables: dict[str, int]) -> tuple[int, int, int, int, int]:
    """Page by page, on a page tables before text; without pages tables before text."""
    evidence = _first(fact)
    page = evidence.page or 0
    if evidence.start is None and evidence.table is not None:
        return (page, 0, tables[evidence.table], evidence.row or 0, evidence.col or 0)
    return (page, 1, evidence.start or 0, evidence.end or 0, 0)


def _identity(fact: Fact) -> str:
    evidence = _first(fact)
    parts = (
        evidence.page, evidence.start, evidence.end, evidence.table, evidence.row, evidence.col,
        fact.indicator, fact.kind, fact.measure, fact.flow, fact.part, fact.fund, fact.basis, fact.versus,
        fact.versus_basis, fact.versus_indicator, fact.period, fact.value, fact.unit, fact.value_text,
        fact.qualifier, fact.who, fact.scope, fact.made_by,
    )  # fmt: skip
    return "|".join("" if part is None else str(part) for part in parts)
