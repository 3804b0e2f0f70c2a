"""Labelled documents for the model that chooses names: read by the rules, with the names that the labels give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.narrative.reading import read, truth
from evaluation.scores.matching.alignment import squeeze
from evaluation.scores.matching.likeness import LEVELS
from evaluation.scores.matching.pairs import Pair, pair_up
from evaluation.scores.truth import Truth
from evaluation.sources.routes import make, written_ids
from evaluation.training.passages import Passage, labelled
from extract import facts
from extract.cache import StageCache
from extract.document import extract_document
from extract.entities import find
from extract.facts.narrative.chosen import Chooser, Memory
from extract.facts.narrative.signs import Signs, together
from extract.types import Document, Fact, Table, Text
from labeled.gold import SHARED, load
from labeled.gold.splits import held_out
from models import names

#: Documents that share so many clauses of so many characters are tried together.
SHARED_CLAUSES, LONG = 20, 9
#: The route of a written document that is read.
ROUTE = "digital"
_CLAUSE = re.compile(r"[，。；：、\d.%（）“”\s]+")
#: Wanted, given, of the right name, and whole facts.
Counts = tuple[int, int, int, int]


@dataclass(frozen=True)
class Named:
    """A document that is not held out, and what it prints."""

    id: str
    part: str
    document: Document
    truth: Truth


@dataclass(frozen=True)
class Row:
    """Another name of a figure: the way to it, its signs, and whether it is the labelled one."""

    document: str
    way: str
    signs: Signs
    right: bool


def documents(cache: StageCache, shared: Path = SHARED) -> list[Named]:
    """The labelled documents that are not held out: written ones filled once, and real ones whose files are there."""
    found = []
    for id in written_ids():
        if not held_out(id):
            made = make(id, 0, ROUTE)
            found.append(Named(id, "written", extract_document(made.data, name=made.name, cache=cache), made.truth))
    for gold in load("real", held_out=False):
        if (shared / gold.reference.source).is_file():
            document = read(gold, shared, cache)
            assert document is not None
            found.append(Named(gold.document, "real", document, truth(gold, shared)))
    return found


def groups(some: Sequence[Named]) -> list[tuple[str, ...]]:
    """The documents in groups that share many clauses: no group is tried with a model that knows some of it."""
    clauses = {one.id: _clauses(one) for one in some}
    found: list[set[str]] = []
    for id, said in clauses.items():
        near = [group for group in found if any(len(said & clauses[other]) >= SHARED_CLAUSES for other in group)]
        found = [group for group in found if group not in near]
        found.append({id}.union(*near))
    return sorted(tuple(sorted(group)) for group in found)


def _clauses(one: Named) -> set[str]:
    chars = one.document.text.chars
    return {clause for clause in _CLAUSE.split(chars) if len(clause) >= LONG}


class Recorder(Chooser):
    """Keeps the choices of a document, whose names before are as labelled, and chooses nothing."""

    def __init__(self, id: str, text: Text, tables: Sequence[Table], labels: dict[tuple[int, int], tuple[str, ...]]):
        super().__init__(text, tables, find(text))
        self.id = id
        self.labels = labels
        self.rows: list[Row] = []

    def chosen(self, chars: str, base: int, heading: str, facts: Sequence[Fact]) -> list[Fact]:
        """The facts as they are."""
        memory = Memory()
        for _, choice in self.choices(chars, base, heading, facts, memory):
            place = choice.place
            labels = self.labels.get((base + place.start, base + place.end), ())
            kept = any(alike(place.name, label) for label in labels)
            for other, own in choice.others if labels else ():
                right = any(alike(other.name, label) for label in labels)
                # Where several names may be written, one of them is no better than another.
                if not (kept and right):
                    signs = choice.figure | own.all | together(choice.figure, own.all)
                    self.rows.append(Row(self.id, other.way, signs, right))
            name = labels[0] if labels and not kept else place.name
            memory.keep(choice.fact.indicator or "", name, 1.0, choice.fact.unit, place.end)
        return list(facts)


def alike(one: str, other: str) -> bool:
    """Whether two names are one, as the scores compare them."""
    return squeeze(one).rstrip("。；;，,") == squeeze(other).rstrip("。；;，,")


def pairs_of(one: Named, chooser: Chooser | None = None) -> list[Pair]:
    """The figures of prose of a document as read now, beside those that it prints."""
    document = one.document
    told, _ = facts.from_text(document.text, find(document.text), document.tables, chooser=chooser)
    both = (*facts.from_tables(document.tables, document.text), *told)
    read_now = replace(document, facts=facts.numbered(both, document.sha256))
    return [pair for pair in pair_up(one.truth, read_now).pairs if pair.layer == "narrative"]


def rows_of(one: Named) -> list[Row]:
    """The rows of one document."""
    with names.using(None):
        pairs = [pair for pair in pairs_of(one) if pair.wanted is not None and pair.given is not None]
        labels = {_span(pair.given): (pair.wanted.indicator,) for pair in pairs if pair.wanted.indicator}  # type: ignore
        return _recorded(one.id, one.document.text, one.document.tables, labels)


def rows_of_passage(passage: Passage) -> list[Row]:
    """The rows of one passage."""
    labels = {_span(fact): tuple(filter(None, label.names)) for fact, label in labelled(passage)}
    with names.using(None):
        return _recorded(passage.batch, passage.text, (), labels)


def _recorded(
    id: str, text: Text, tables: tuple[Table, ...], labels: dict[tuple[int, int], tuple[str, ...]]
) -> list[Row]:
    recorder = Recorder(id, text, tables, labels)
    facts.from_text(text, find(text), tables, chooser=recorder)
    return recorder.rows


def _span(fact: Fact) -> tuple[int, int]:
    starts = [place.start for place in fact.evidence if place.start is not None]
    ends = [place.end for place in fact.evidence if place.end is not None]
    return (min(starts), max(ends)) if starts and ends else (-1, -1)


def counts(pairs: Sequence[Pair]) -> Counts:
    """What was wanted, given, named rightly and read wholly right."""
    return (
        sum(pair.wanted is not None for pair in pairs),
        sum(pair.given is not None for pair in pairs),
        sum(pair.levels > LEVELS.index("indicator") for pair in pairs),
        sum(pair.levels > LEVELS.index("whole") for pair in pairs),
    )


def changed(before: Sequence[Pair], after: Sequence[Pair]) -> Iterator[tuple[bool, bool]]:
    """Of each labelled figure whose name is another now, whether it was right before and is right now."""
    of = {id(pair.wanted): pair for pair in before}
    for pair in after:
        old = of.get(id(pair.wanted)) if pair.wanted is not None else None
        if old is None or old.given is None or pair.given is None or old.given.indicator == pair.given.indicator:
            continue
        yield old.levels > LEVELS.index("indicator"), pair.levels > LEVELS.index("indicator")
