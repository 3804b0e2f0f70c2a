"""What a document prints, known exactly or labelled by hand; a true fact is a ``Fact`` like one that was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from extract.types import BBox, Evidence, Fact

_FACT_FIELDS = frozenset(one.name for one in fields(Fact)) - {"evidence"}
_EVIDENCE_FIELDS = frozenset(one.name for one in fields(Evidence)) - {"bbox"}
#: Labels of the spans of figures, by kind of fact.
LABELS = {
    "amount": "AMOUNT",
    "percent": "PERCENT",
    "participants": "PARTICIPANT_COUNT",
    "quantity": "QUANTITY",
    "score": "SCORE",
    "text": "COMPARISON",
}


class Span(NamedTuple):
    """A labelled stretch: characters [start, end) of the truth's text."""

    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Truth:
    """One document as it is printed.

    Attributes
    ----------
    facts : tuple of Fact
        With one piece of evidence each: ``table``, ``row`` and ``col`` of a cell, or
        ``start`` and ``end`` in ``text``.
    text : str
        Paragraphs outside tables, joined by newlines.
    tables : tuple of dict
        ``table``, ``grid``, ``pages``, ``header_rows``, ``title``, ``form_id``.
    pages : tuple of str
        For each page all that is printed on it, where that is known.
    prose : tuple of (int, int)
        Stretches of ``text`` that a reading's text has to hold: no captions, no contents.
    breaks : tuple of dict
        Equations that the print itself breaks: what the checks should find.
    regions : tuple of (int, int), optional
        Stretches of ``text`` that were labelled; what is read outside of them is
        not judged. None: all of the document is known, its tables too.
    spans : tuple of Span
        Entities of the text.
    labels : frozenset of str
        The labels that were set everywhere; of others what is not marked may still be there.
    """

    id: str
    template: str
    kind: str
    fiscal_year: str
    facts: tuple[Fact, ...]
    text: str
    tables: tuple[dict[str, Any], ...] = ()
    pages: tuple[str, ...] = ()
    prose: tuple[tuple[int, int], ...] = ()
    breaks: tuple[dict[str, str], ...] = field(default=())
    regions: tuple[tuple[int, int], ...] | None = None
    spans: tuple[Span, ...] = ()
    labels: frozenset[str] = frozenset()


def fact_of(record: dict[str, Any]) -> Fact:
    """A true fact from a record of a ``.truth.json``.

    Raises
    ------
    ValueError
        For a field that a fact does not have: labels are never dropped in silence.
    """
    unknown = set(record) - _FACT_FIELDS - {"evidence"}
    if unknown:
        raise ValueError(f"no fields of a fact: {sorted(unknown)}")
    given = {name: value for name, value in record.items() if name != "evidence"}
    for name in ("reason_span", "indicator_path", "checks"):
        if given.get(name) is not None:
            given[name] = tuple(given[name])
    return Fact(**given, evidence=tuple(map(_place_of, record.get("evidence", ()))))


def _place_of(record: dict[str, Any]) -> Evidence:
    told = {name: value for name, value in record.items() if name in _EVIDENCE_FIELDS}
    return Evidence(**told, bbox=BBox(*record["bbox"]) if record.get("bbox") else None)


def truth_of(record: dict[str, Any], pages: tuple[str, ...] = (), prose: frozenset[int] | None = None) -> Truth:
    """A truth from the record that ``labeled.render.truth`` makes.

    Parameters
    ----------
    record : dict
    pages : tuple of str
    prose : frozenset of int, optional
        Which of the record's paragraphs are prose; all by default.
    """
    spans, start = [], 0
    for index, text in enumerate(record["text"]):
        if text and (prose is None or index in prose):
            spans.append((start, start + len(text)))
        start += len(text) + 1
    facts = tuple(fact_of(fact) for fact in record["facts"])
    return Truth(
        record["id"],
        record["template"],
        record["kind"],
        record["fiscal_year"],
        facts,
        "\n".join(record["text"]),
        tuple(record["tables"]),
        pages,
        tuple(spans),
        tuple(record["breaks"]),
        None,
        tuple(_spans_of(facts)),
        frozenset({*LABELS.values(), "REASON"}),
    )


def _spans_of(facts: Iterable[Fact]) -> Iterable[Span]:
    """Figures and reasons of the text; where the names of figures stand, a source does not know."""
    found: dict[Span, None] = {}
    for fact in facts:
        place = fact.evidence[0]
        if place.table is None and place.start is not None and place.end is not None:
            found[Span(LABELS[fact.kind], place.start, place.end)] = None
            if fact.reason_span is not None:
                found[Span("REASON", *fact.reason_span)] = None
    return sorted(found, key=lambda span: span[1:])
