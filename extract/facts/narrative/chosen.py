"""Names chosen by a model that was learned from labels (models/names), where it is sure that the rules' is another.

The rules read a paragraph first. Then its figures are gone through once more from left to right: a name that the rules
carried from a figure before follows what was chosen there, and each figure keeps its name unless one of the others
(``others``) is likely enough the right one. The values, measures and bases are never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.facts.narrative.others import REACH, Other, Place, others
from extract.facts.narrative.printed import Printed
from extract.facts.narrative.signs import Own, Signs, beside, of_figure, of_other, together
from extract.types import Fact, Mention, Table, Text
from models import names, taxonomy

#: A name that begins with one that was replaced is mended if that one had so many characters.
SHORTEST_BEGINNING = 3


@dataclass
class Memory:
    """What was named in a paragraph so far."""

    told: list[str] = field(default_factory=list)
    units: list[str | None] = field(default_factory=list)
    #: What became of a name of the rules, and how sure that is.
    became: dict[str, tuple[str, float]] = field(default_factory=dict)
    end: int = 0
    values: int = 0

    def carried(self, name: str) -> tuple[str, float]:
        """A name that stands not beside its figure, as the names before have been chosen."""
        if name in self.became:
            return self.became[name]
        for old, (new, sure) in self.became.items():
            if old != new and len(old) >= SHORTEST_BEGINNING and name.startswith(old):
                return new + name[len(old) :], sure
        return name, 1.0

    def keep(self, old: str, new: str, sure: float, unit: str | None, end: int) -> None:
        """A figure was named."""
        if old:
            self.became[old] = new, sure
        if new:
            if new in self.told:
                at = self.told.index(new)
                del self.told[at], self.units[at]
            self.told.insert(0, new)
            self.units.insert(0, unit)
        self.end = end


@dataclass(frozen=True)
class Choice:
    """A figure and the names that it could have: signs of the figure, and of each other name those of its own."""

    fact: Fact
    place: Place
    figure: Signs
    others: tuple[tuple[Other, Own], ...]
    #: How sure it is that a name carried to the figure is the right one.
    sure: float = 1.0


class Chooser:
    """Chooses names in the paragraphs of one document."""

    def __init__(self, text: Text, tables: Sequence[Table], mentions: Sequence[Mention]):
        self.sources = text, tables, mentions
        self._printed: Printed | None = None
        self._model: object = None
        #: What a name, and what a part of one, weighs by the way to it, as the model says that was asked last.
        self._names: dict[tuple[str, str], float] = {}
        self._parts: dict[tuple[str, str], float] = {}

    @property
    def printed(self) -> Printed:
        """What the document prints, looked at where it is asked for first."""
        if self._printed is None:
            self._printed = Printed(*self.sources)
        return self._printed

    def chosen(self, chars: str, base: int, heading: str, facts: Sequence[Fact]) -> list[Fact]:
        """The facts of a paragraph, with the names that the model chooses.

        Parameters
        ----------
        chars : str
            Of the paragraph, which begins at ``base`` of the text.
        base : int
        heading : str
        facts : sequence of Fact
            As the rules read them.

        Returns
        -------
        list of Fact
            As many, in the same order; ``made_by`` of a fact with another name says that the model chose it.
        """
        model = names.model()
        if model is None:
            return list(facts)
        if model is not self._model:
            self._model, self._names, self._parts = model, {}, {}
        found = list(facts)
        memory = Memory()
        for number, choice in self.choices(chars, base, heading, facts, memory):
            name, sure = choice.place.name, choice.sure
            best, likely = self._best(choice)
            if best is not None and likely > model["thresholds"]["free" if "free" in choice.figure else "accounts"]:
                name, sure = best.name, round(likely, 4)
            fact = facts[number]
            memory.keep(fact.indicator or "", name, sure, fact.unit, choice.place.end)
            whole = memory.became.get(fact.versus_indicator or "")
            if whole is not None and whole[0] != fact.versus_indicator:
                fact = fact.but(versus_indicator=whole[0])
            if name != (fact.indicator or ""):
                fact = _named(fact, name, min(sure, fact.confidence), model["version"])
            found[number] = fact
        return found

    def choices(
        self, chars: str, base: int, heading: str, facts: Sequence[Fact], memory: Memory
    ) -> Iterator[tuple[int, Choice]]:
        """Each fact by its number, in the order of the text, with its choice; ``memory`` is to be kept in between."""
        order = sorted(range(len(facts)), key=lambda number: _span(facts[number]))
        for number in order:
            fact = facts[number]
            start, end = (at - base for at in _span(fact))
            if start < 0:
                continue
            between = chars[memory.end : start]
            memory.values = 0 if "。" in between else memory.values + 1
            name, sure = fact.indicator or "", 1.0
            printed = bool(name) and name in between
            if name and not printed:
                name, sure = memory.carried(name)
            labels = self.printed.labels(fact.value, chars[max(0, start - REACH) : start])
            place = Place(chars, memory.end, start, end, name, printed, memory.told, heading, labels)
            figure = of_figure(place, fact, self.printed, memory.units, memory.values)
            could = tuple((one, of_other(one, place, fact, self.printed, memory.units)) for one in others(place))
            yield number, Choice(fact, place, figure, could, sure)

    def _best(self, choice: Choice) -> tuple[Other | None, float]:
        """The likeliest other name, and how likely it is."""
        best, most = None, 0.0
        of_way: dict[str, float] = {}
        pairs: Signs | None = None
        for other, own in choice.others:
            way = other.way
            if way not in of_way:
                pairs = together(choice.figure, {}) if pairs is None else pairs
                of_way[way] = names.weight(way, choice.figure) + names.weight(way, pairs)
            if (way, other.name) not in self._names:
                self._names[way, other.name] = names.weight(way, own.name)
            if (way, other.part) not in self._parts:
                self._parts[way, other.part] = names.weight(way, own.part)
            here = names.weight(way, own.here) + names.weight(way, beside(choice.figure, own.here))
            total = of_way[way] + self._names[way, other.name] + self._parts[way, other.part] + here
            likely = names.probability(way, total)
            if likely > most:
                best, most = other, likely
        return best, most


def _span(fact: Fact) -> tuple[int, int]:
    """Where the value stands in the text; (-1, -1) for one without a place there."""
    starts = [place.start for place in fact.evidence if place.start is not None]
    ends = [place.end for place in fact.evidence if place.end is not None]
    return (min(starts), max(ends)) if starts and ends else (-1, -1)


def _named(fact: Fact, name: str, sure: float, version: str) -> Fact:
    entry = taxonomy.find(name)
    return fact.but(
        indicator=name,
        indicator_id=entry.id if entry else None,
        indicator_path=entry.path if entry else (),
        made_by=f"model:names@{version}",
        confidence=sure,
    )
