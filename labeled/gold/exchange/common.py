"""What all forms share: the parts of a document that are no spans, and putting a document together again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from labeled.gold.files import GoldError
from labeled.gold.spans import Places
from labeled.gold.types import GoldDocument, Reference
from labeled.gold.validate import check


class Marked(NamedTuple):
    """A labelled stretch. ``id`` and ``norm`` are None where a tool made the span."""

    label: str
    start: int
    end: int
    id: str | None = None
    norm: str | None = None


def rest_of(document: GoldDocument) -> str:
    """All of a document but its entities, as JSON of one line; the ids and norms of these go along."""
    rest = document.model_dump(mode="json", by_alias=True, exclude={"entities"}, exclude_none=True)
    rest["known"] = [[e.label, e.start, e.end, e.id, e.norm] for e in document.entities]
    return json.dumps(rest, ensure_ascii=False)


def put_together(rest: str, text: str, spans: Iterable[Marked]) -> GoldDocument:
    """A gold document from its text, its spans as a tool gives them, and the rest.

    A span that the document knew keeps its id and norm; another gets an id by its place.

    Raises
    ------
    GoldError
        If the text is another one, or a fact lost the span it stands on.
    """
    told: dict[str, Any] = json.loads(rest)
    known = {(label, start, end): (id, norm) for label, start, end, id, norm in told.pop("known")}
    reference = Reference.model_validate(told["reference"])
    places = Places(text, reference)
    entities = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end, s.label)):
        if not 0 <= span.start < span.end <= len(text):
            raise GoldError(f"{told['document']}: a span [{span.start}, {span.end}) outside the text")
        id, norm = known.get((span.label, span.start, span.end), (span.id, span.norm))
        fields = {"id": id or f"{'r' if span.label == 'REASON' else 'e'}{span.start}", "norm": norm}
        entities.append({"is": "entity", "label": span.label, **places.span(span.start, span.end), **fields})
    document = GoldDocument.model_validate({**told, "entities": entities})
    check(document, text)
    return document


def ordered(document: GoldDocument) -> GoldDocument:
    """The document with its entities in the order in which they come back."""
    entities = tuple(sorted(document.entities, key=lambda e: (e.start, -e.end, e.label)))
    return document.model_copy(update={"entities": entities})
