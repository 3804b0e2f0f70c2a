"""Violations grouped by root cause: those with one figure to blame, or that stray by the same amount.

The figure to blame is the one that most violations and fewest agreements speak of.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from extract.types import Check, Document, Fact

#: Significant digits from which two equal differences have one cause.
SIGNIFICANT = 3


@dataclass(frozen=True)
class Cause:
    """Violations of one root cause, the clearest first."""

    checks: tuple[Check, ...]
    facts: tuple[Fact, ...]


def causes(document: Document) -> tuple[Cause, ...]:
    """The violations of a document, grouped by root cause, in the order of their pages."""
    facts = {fact.fact_id: fact for fact in document.facts}
    broken = [check for check in document.checks if check.outcome == "violation"]
    against = Counter(name for check in broken for name in check.operands)
    in_favour = Counter(
        name for check in document.checks if check.outcome in ("exact", "rounding") for name in check.operands
    )
    joined = list(range(len(broken)))

    def root(index: int) -> int:
        while joined[index] != index:
            index = joined[index]
        return index

    def blame(name: str) -> tuple[int, int]:
        return in_favour[name] - against[name], -against[name]

    first: dict[object, int] = {}
    for index, check in enumerate(broken):
        doubted = [name for name in check.operands if name in facts and facts[name].status == "conflict"]
        ties: list[object] = [min(doubted, key=blame)] if doubted else []
        ties.extend(_off(check))
        for tie in ties:
            joined[root(index)] = root(first.setdefault(tie, index))
    groups: dict[int, list[Check]] = defaultdict(list)
    for index, check in enumerate(broken):
        groups[root(index)].append(check)
    return tuple(sorted((_as_cause(group, facts) for group in groups.values()), key=_first_place))


def _as_cause(group: list[Check], facts: dict[str, Fact]) -> Cause:
    """A cause; what says the same of the same values twice (a body and its only unit) stands once."""
    distinct: dict[object, Check] = {}
    for check in group:
        values = tuple(facts[name].value for name in check.operands if name in facts)
        distinct.setdefault((check.rule, values), check)
    checks = tuple(distinct.values())
    names = dict.fromkeys(name for check in checks for name in check.operands if name in facts)
    return Cause(checks, tuple(facts[name] for name in names))


def _off(check: Check) -> list[object]:
    """How far a sum is off, where that is no round number by chance; percentages differ for themselves."""
    if check.residual is None or check.rule.startswith(("text.share", "text.completion", "text.change_rate")):
        return []
    off = abs(Decimal(check.residual)).normalize()
    return [off] if len(off.as_tuple().digits) >= SIGNIFICANT else []


def _first_place(cause: Cause) -> tuple[int, int, str]:
    places = [(fact.evidence[0].page or 0, fact.evidence[0].start or 0) for fact in cause.facts if fact.evidence]
    return (*min(places, default=(0, 0)), cause.checks[0].check_id)
