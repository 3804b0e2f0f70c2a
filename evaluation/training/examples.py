"""Readings of labelled documents with their traits, and whether each is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.scores.matching.alignment import align
from evaluation.training.texts import text_of
from extract.cache import StageCache
from extract.entities import find
from extract.facts.from_text import read_with_traits
from extract.facts.narrative.clauses import BESIDE, CARRIED, NAMELESS
from extract.types import Fact
from labeled.gold import SHARED, GoldDocument, GoldFact, load, reference_text

#: What has to be right for a reading to count as right: all but the reason, and whom and where.
FIELDS = (
    "indicator", "kind", "measure", "basis", "versus", "versus_basis", "versus_indicator", "period", "value",
    "value_text",
)  # fmt: skip
#: A value may begin so many characters off, where the reference prints blanks.
NEAR = 2
_QUOTES = str.maketrans("()", "（）", "“”\"'‘’")


@dataclass(frozen=True)
class Example:
    """One reading: the document, its traits, whether it is right, and the confidence by rule (see ``by_rule``)."""

    document: str
    traits: dict[str, float]
    right: bool
    confidence: float


def gold_documents(shared: Path = SHARED) -> list[GoldDocument]:
    """The labelled documents that are not held out; the real ones only where their files are."""
    found = load("written", held_out=False)
    real = load("real", held_out=False)
    return sorted(
        [*found, *(one for one in real if (shared / one.reference.source).exists())], key=lambda one: one.document
    )


def examples_of(gold: GoldDocument, cache: StageCache, shared: Path = SHARED) -> list[Example]:
    """The readings of one document's labelled regions.

    Parameters
    ----------
    gold : GoldDocument
    cache : StageCache
        Keeps what the stages before read of real documents.
    shared : Path
        The folder of the real disclosures.
    """
    reference = reference_text(gold.reference, shared)
    text = text_of(gold, reference, cache, shared)
    facts, traits = read_with_traits(text, find(text))
    places = align(reference, text.chars)
    labels = {entity.start: fact for fact, entity in _placed(gold)}
    return [
        Example(gold.document, some, _right(fact, labels, at), by_rule(some))
        for fact, some, at in _inside(gold, facts, traits, places)
    ]


def by_rule(traits: dict[str, float]) -> float:
    """How sure a reading is by rule alone: where its name stands beside it, is carried to it, or is unknown."""
    return NAMELESS if "how=none" in traits else CARRIED if "how=carried" in traits else BESIDE


def _placed(gold: GoldDocument) -> Iterator[tuple[GoldFact, object]]:
    entities = {entity.id: entity for entity in gold.entities}
    for fact in gold.facts:
        yield fact, entities[fact.at]


def _inside(gold: GoldDocument, facts: Iterable[Fact], traits: Iterable[dict[str, float] | None], places):
    for fact, some in zip(facts, traits, strict=True):
        start, end = fact.evidence[0].start, fact.evidence[-1].end
        place = places.to_reference(start, end) if some is not None else None
        if place is None:
            continue
        regions = gold.regions
        if not regions or any(first <= place[0] < last for first, last in regions):
            yield fact, some, place[0]


def _right(fact: Fact, labels: dict[int, GoldFact], at: int) -> bool:
    for shift in sorted(range(-NEAR, NEAR + 1), key=abs):
        label = labels.get(at + shift)
        if label is not None:
            return all(_same(getattr(fact, name), getattr(label, name)) for name in FIELDS)
    return False


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").translate(_QUOTES) == (other or "").translate(_QUOTES)
