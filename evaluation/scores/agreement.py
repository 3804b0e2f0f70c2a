"""Do several readings of one disclosure give the same facts?

The same disclosure comes as a dump, a docx, a digital PDF and a scan. Two
readings agree on a fact when all that says what was measured, and the value in
its base unit, are the same; where it stands does not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from extract.types import Fact

Key = tuple[object, ...]


def fact_key(fact: Fact) -> Key:
    """What a fact says, without where it stands and how sure the reading is."""
    return (
        fact.indicator,
        fact.kind,
        fact.measure,
        fact.flow,
        fact.part,
        fact.fund,
        fact.basis,
        fact.versus,
        fact.period,
        fact.value_base or fact.value or fact.value_text,
        fact.unit_base or fact.unit,
    )


def value_key(fact: Fact) -> Key:
    """The figure alone."""
    return (fact.kind, fact.value_base or fact.value or fact.value_text, fact.unit_base or fact.unit)


@dataclass(frozen=True)
class Agreement:
    """Facts common to two readings, and what each has alone."""

    common: int
    only_first: int
    only_second: int

    @property
    def dice(self) -> float:
        """Twice the common ones over all of both; 1.0 for two empty readings."""
        both = 2 * self.common + self.only_first + self.only_second
        return 2 * self.common / both if both else 1.0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.common + other.common, self.only_first + other.only_first, self.only_second + other.only_second
        )


def agreement(first: Iterable[Fact], second: Iterable[Fact], key=fact_key) -> Agreement:
    """How far two readings of one disclosure agree, as multisets of facts.

    Proposed repairs are left out: they stand beside what was read.
    """
    one = Counter(key(fact) for fact in first if not fact.made_by.startswith("repair:"))
    two = Counter(key(fact) for fact in second if not fact.made_by.startswith("repair:"))
    common = sum((one & two).values())
    return Agreement(common, sum(one.values()) - common, sum(two.values()) - common)


def differences(first: Iterable[Fact], second: Iterable[Fact], key=fact_key) -> tuple[list[Key], list[Key]]:
    """The facts that only one of two readings has."""
    one = Counter(key(fact) for fact in first)
    two = Counter(key(fact) for fact in second)
    return sorted((one - two).elements(), key=repr), sorted((two - one).elements(), key=repr)
