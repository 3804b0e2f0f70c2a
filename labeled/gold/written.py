"""Gold of the documents written for the project, from what their source knows. Never added up with real gold.

The source knows every figure of the prose, its fact and its reason, to the
character. It does not mark where a name stands: an INDICATOR span is set where
the name stands word for word nearest before its figure (else behind it in the
same clause), and BASIS and PERIOD are not marked at all. ``complete`` of such a
document says so.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Any

from labeled.gold.compile import sentence_spans
from labeled.gold.reference import DOCUMENTS
from labeled.gold.shorthand.values import LABELS
from labeled.gold.spans import Places
from labeled.gold.splits import held_out
from labeled.gold.types import GoldDocument, GoldFact, Reference, digest

#: How far a name may stand before its figure: headings of a 科目 stand a paragraph above.
REACH = 160
#: The sources also compare with a target; the contract has no such ``versus`` and leaves it open.
_OPEN = {"versus": "target"}
_CLAUSE = re.compile(r"[，。；！？\n]")
#: Fields that a source knows; the rest of a fact are its places.
_FIELDS = frozenset(GoldFact.model_fields) - {"is_", "id", "at", "indicator_at", "basis_at", "period_at", "reason_at"}


def written() -> list[GoldDocument]:
    """The gold of each document of ``labeled/documents``, seed 0."""
    return [written_document(path.stem) for path in sorted(DOCUMENTS.glob("*.yaml"))]


@cache
def written_document(id: str) -> GoldDocument:
    """The gold of one document of ``labeled/documents``, seed 0: the facts of its prose.

    Raises
    ------
    FileNotFoundError
        If there is no such document.
    SourceError
        If its source cannot be filled.
    """
    from labeled.generator import fill

    path = DOCUMENTS / f"{id}.yaml"
    filled = fill(path, 0)
    text = filled.text
    reference = Reference(how="written", source=id, length=len(text), sha=digest(text))
    places = Places(text, reference)
    collected = _Collected(places)
    told = {"department": filled.department, "fiscal_year": filled.fiscal_year}
    for fact in filled.facts:
        if fact.row is None:
            shift = filled.starts[fact.block]
            reason = (fact.reason_at[0] + shift, fact.reason_at[1] + shift) if fact.reason_at else None
            fields = {name: value for name, value in fact.fields if name in _FIELDS and told.get(name) != value}
            collected.add(fields, fact.start + shift, fact.end + shift, reason)
    return GoldDocument.model_validate(
        {
            "document": id,
            "part": "written",
            "held_out": held_out(id),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "kind": filled.kind,
            **told,
            "reference": reference,
            "complete": sorted({*LABELS.values(), "REASON"}),
            "regions": [(0, len(text))],
            "sentences": [
                {"is": "sentence", **places.span(*span)}
                for span in sentence_spans(text, 0, len(text), "written", set())
            ],
            "entities": collected.finished(),
            "facts": collected.facts,
        }
    )


class _Collected:
    """Entities by place, so that one name that two figures share is one entity."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.facts: list[dict[str, Any]] = []
        self._entities: dict[tuple[str, int, int], dict[str, Any]] = {}
        self._named: list[tuple[dict[str, Any], int, int]] = []

    def _entity(self, label: str, start: int, end: int, norm: str | None) -> str:
        id = f"{'r' if label == 'REASON' else 'e'}{start}"
        span = self.places.span(start, end)
        self._entities[(label, start, end)] = {"is": "entity", "id": id, "label": label, **span, "norm": norm}
        return id

    def add(self, fields: dict[str, Any], start: int, end: int, reason: tuple[int, int] | None) -> None:
        fields = {name: None if value == _OPEN.get(name) else value or None for name, value in fields.items()}
        norm = fields.get("value") or fields.get("value_text")
        fact = {"is": "fact", "id": f"f{start}", "at": self._entity(LABELS[fields["kind"]], start, end, norm), **fields}
        if reason is not None:
            fact["reason_at"] = self._entity("REASON", *reason, None)
        self.facts.append(fact)
        self._named.append((fact, start, end))

    def finished(self) -> list[dict[str, Any]]:
        """All entities in order, with the names where they stand word for word between the figures."""
        taken = [(start, end) for label, start, end in self._entities if label != "REASON"]
        for fact, start, end in self._named:
            name = fact.get("indicator")
            if name is None:
                continue
            place = self._before(name, start) or self._behind(name, end)
            if place is None:
                continue
            if ("INDICATOR", *place) in self._entities:
                fact["indicator_at"] = self._entities[("INDICATOR", *place)]["id"]
            elif not any(place[0] < right and left < place[1] for left, right in taken):
                taken.append(place)
                fact["indicator_at"] = self._entity("INDICATOR", *place, name)
        return sorted(self._entities.values(), key=lambda entity: (entity["start"], -entity["end"]))

    def _before(self, name: str, start: int) -> tuple[int, int] | None:
        text = self.places.text
        at = text.rfind(name, max(0, start - REACH), start)
        return None if at < 0 else (at, at + len(name))

    def _behind(self, name: str, end: int) -> tuple[int, int] | None:
        text = self.places.text
        stop = _CLAUSE.search(text, end)
        at = text.find(name, end, stop.start() if stop else len(text))
        return None if at < 0 else (at, at + len(name))
