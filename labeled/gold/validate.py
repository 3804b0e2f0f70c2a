"""A gold document against its reference text: nothing is skipped, everything that does not stand is an error."""

from __future__ import annotations

from collections.abc import Iterator

from labeled.gold.files import GoldError
from labeled.gold.shorthand.values import LABELS
from labeled.gold.spans import Places
from labeled.gold.types import GoldDocument, Span, digest

_BASES = ("basis_at", "indicator_at", "period_at", "reason_at")
_LABEL_OF = {"basis_at": "BASIS", "indicator_at": "INDICATOR", "period_at": "PERIOD", "reason_at": "REASON"}
_VALUES = frozenset(LABELS.values())


def check(document: GoldDocument, text: str | None = None) -> None:
    """Refuse a document whose spans or links do not stand.

    Parameters
    ----------
    document : GoldDocument
    text : str, optional
        Its reference text. Without it only what the file says of itself is checked.

    Raises
    ------
    GoldError
        With all that was found.
    """
    found = [*_inner(document)]
    if text is not None:
        found.extend(misaligned(document, text))
    if found:
        raise GoldError(f"{document.document}: " + "; ".join(found[:20]))


def misaligned(document: GoldDocument, text: str) -> Iterator[str]:
    """Each span that does not stand in the text with its characters, page and ordinal."""
    if len(text) != document.reference.length or digest(text) != document.reference.sha:
        yield "the reference text is another one than was labelled"
        return
    places = Places(text, document.reference)
    spans: tuple[Span, ...] = (*document.sentences, *document.entities)
    for span in spans:
        if digest(text[span.start : span.end]) != span.sha:
            yield f"[{span.start}, {span.end}) holds other characters"
        elif places.page(span.start) != span.page:
            yield f"[{span.start}, {span.end}) stands on page {places.page(span.start)}"
        elif places.nth(span.start, span.end) != span.nth:
            yield f"[{span.start}, {span.end}) is another occurrence of its characters"


def _inner(document: GoldDocument) -> Iterator[str]:
    length = document.reference.length
    by_id = {entity.id: entity for entity in document.entities}
    if len(by_id) != len(document.entities):
        yield "two entities have the same id"
    for span in (*document.sentences, *document.entities):
        if not 0 <= span.start < span.end <= length:
            yield f"[{span.start}, {span.end}) lies outside the text"
        if document.regions and not any(low <= span.start and span.end <= high for low, high in document.regions):
            yield f"[{span.start}, {span.end}) lies outside the regions"
    end, last = -1, ""
    for entity in sorted((e for e in document.entities if e.label != "REASON"), key=lambda e: (e.start, e.end)):
        if entity.start < end:
            yield f"{entity.id} and {last} overlap"
        end, last = max(end, entity.end), entity.id
    taken: set[str] = set()
    for fact in document.facts:
        if fact.at not in by_id:
            yield f"{fact.id} stands nowhere"
        elif by_id[fact.at].label not in _VALUES:
            yield f"{fact.id} stands on a {by_id[fact.at].label}"
        if fact.at in taken:
            yield f"{fact.id} stands where another fact stands"
        taken.add(fact.at)
        for name in _BASES:
            id = getattr(fact, name)
            if id is not None and (id not in by_id or by_id[id].label != _LABEL_OF[name]):
                yield f"{fact.id}: {name} is no {_LABEL_OF[name]}"
        if (fact.value is None) == (fact.value_text is None):
            yield f"{fact.id} has not one of value and value_text"
        if fact.kind != "text" and fact.indicator is None:
            yield f"{fact.id} measures nothing"
        if fact.measure == "share" and fact.versus != "whole":
            yield f"{fact.id}: a share of no whole"
        if fact.direction == "unknown" and fact.value and fact.value.startswith("-"):
            yield f"{fact.id}: a sign without a direction"
