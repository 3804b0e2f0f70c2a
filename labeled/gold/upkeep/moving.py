"""Labels on a text that moved: another version of a library breaks lines elsewhere, a page gains a mark.

A sentence is found again by the hash of its characters without blanks, in the
order of the text. A span inside it is found by its own hash at its own distance
from the start of the sentence. What is not found, or could be in two places, is
told and left out: a label is never put where it may not belong.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from labeled.gold.spans import Places
from labeled.gold.types import Entity, GoldDocument, Sentence, digest

_LINKS = ("indicator_at", "basis_at", "period_at", "reason_at")


class Moved(NamedTuple):
    """A document on its new text, and what was lost on the way."""

    document: GoldDocument
    lost: tuple[str, ...]


def moved(document: GoldDocument, text: str) -> Moved:
    """The labels of a document on a changed reference text.

    Parameters
    ----------
    document : GoldDocument
    text : str
        The reference text as it is read now.

    Returns
    -------
    Moved
        Its document holds what was found again; ``lost`` names the sentences,
        spans and facts that were not. A fact goes with the span it stands on; a
        link to a lost name or reason becomes None.
    """
    reference = document.reference.model_copy(update={"length": len(text), "sha": digest(text)})
    places = Places(text, reference)
    stretches = _Stretches(places.bare)
    lost: list[str] = []
    kept: list[tuple[Sentence, Sentence]] = []
    entities: list[Entity] = []
    at = 0
    for sentence in sorted(document.sentences, key=lambda s: s.start):
        inside = [e for e in document.entities if sentence.start <= e.start < sentence.end]
        found = _sentence(sentence, stretches, at)
        spans = [(entity, _entity(entity, sentence, *found, places)) for entity in inside] if found else []
        if found is None or any(place is None for _, place in spans):
            # half a sentence would say that the other half holds nothing
            lost.append(f"sentence [{sentence.start}, {sentence.end})")
            lost += [f"{entity.label} {entity.id}" for entity in inside]
            continue
        at = found[0] + found[1]
        start, end = places.at[found[0]], places.at[at - 1] + 1
        kept.append((sentence, Sentence.model_validate({"is": "sentence", **places.span(start, end)})))
        entities += [entity.model_copy(update=places.span(*place)) for entity, place in spans if place]
    ids = {entity.id for entity in entities}
    lost += [f"fact {fact.id}" for fact in document.facts if fact.at not in ids]
    facts = [
        fact.model_copy(update={name: None for name in _LINKS if getattr(fact, name) not in ids})
        for fact in document.facts
        if fact.at in ids
    ]
    update = {
        "reference": reference,
        "regions": _regions(document, kept),
        "sentences": tuple(new for _, new in kept),
        "entities": tuple(entities),
        "facts": tuple(facts),
    }
    return Moved(document.model_copy(update=update), tuple(lost))


def _regions(document: GoldDocument, kept: list[tuple[Sentence, Sentence]]) -> tuple[tuple[int, int], ...]:
    """The stretches of sentences that follow each other, now as before, inside one region."""
    order = {
        sentence.start: number for number, sentence in enumerate(sorted(document.sentences, key=lambda s: s.start))
    }
    regions: list[list[int]] = []
    last = None
    for old, new in kept:
        region = next(number for number, (low, high) in enumerate(document.regions) if low <= old.start < high)
        if last is not None and last == (region, order[old.start] - 1):
            regions[-1][1] = new.end
        else:
            regions.append([new.start, new.end])
        last = (region, order[old.start])
    return tuple((low, high) for low, high in regions)


class _Stretches:
    """The stretches of a text without its blanks by their hash, one table for each length that was asked for."""

    def __init__(self, bare: str) -> None:
        self.bare = bare
        self._tables: dict[int, dict[str, list[int]]] = {}

    def first(self, sha: str, length: int, at: int) -> int | None:
        """The first place from ``at`` on where a stretch of that length has the hash."""
        if length not in self._tables:
            table: dict[str, list[int]] = {}
            for start in range(len(self.bare) - length + 1):
                table.setdefault(digest(self.bare[start : start + length]), []).append(start)
            self._tables[length] = table
        places = self._tables[length].get(sha, [])
        index = bisect_left(places, at)
        return places[index] if index < len(places) else None


def _sentence(sentence: Sentence, stretches: _Stretches, at: int) -> tuple[int, int] | None:
    """Where the sentence begins among the characters without blanks, and its length there."""
    longest = sentence.end - sentence.start
    # how many blanks it held is not known; few are more than half blank
    for length in range(longest, max(0, longest // 2 - 1), -1):
        start = stretches.first(sentence.sha, length, at)
        if start is not None:
            return start, length
    return None


def _entity(entity: Entity, sentence: Sentence, first: int, length: int, places: Places) -> tuple[int, int] | None:
    """The one place of the span in its sentence, None if there is none or more than one."""
    away = entity.start - sentence.start
    blanks = sentence.end - sentence.start - length
    longest = entity.end - entity.start
    found = set()
    for start in range(first + max(0, away - blanks), first + away + 1):
        for size in range(longest, max(0, longest - max(blanks, longest // 2)) - 1, -1):
            if size and digest(places.bare[start : start + size]) == entity.sha:
                found.add((places.at[start], places.at[start + size - 1] + 1))
    return found.pop() if len(found) == 1 else None
