"""How far a figure may be trusted: confirmed ones, confidence against truth, coverage, money, identities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluation.report.schema import DocumentRecord, FactRecord
from evaluation.statistics import Interval, wilson

#: Levels that a fact has right of which confidence speaks: all but the reason, and of whom and where.
KNOWN = 4
#: Precision at which coverage is told.
PRECISION = 0.99
BINS = 10
#: Of what claims a value.
STATUSES = ("confirmed", "read", "repaired", "conflict")


@dataclass(frozen=True)
class Trust:
    """Trust figures of some documents.

    Attributes
    ----------
    confirmed, wrong_confirmed : int
        Facts that the checks confirm, and those of them whose value is not what is printed.
    bins : tuple of (low, facts, mean confidence, right)
        Reliability: facts by tenths of confidence; right are those that agree on ``KNOWN`` levels.
    curve : tuple of (coverage, risk)
        Risk among the surest facts, at every threshold there is.
    coverage : float or None
        The largest share of what was read that can be kept with ``PRECISION`` right.
    money, money_right, money_off : Decimal
        元 printed, 元 whose value was read rightly, 元 mistaken or missed or invented.
    statuses : tuple of (status, facts, wrong)
        What was read, by status, and how many of these values are not what is printed.
    """

    confirmed: int
    wrong_confirmed: int
    read: int
    bins: tuple[tuple[float, int, float, int], ...]
    curve: tuple[tuple[float, float], ...]
    coverage: float | None
    money: Decimal
    money_right: Decimal
    money_off: Decimal
    checks: tuple[tuple[str, int], ...]
    repairs: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[str, int, int], ...] = ()

    @property
    def wrong_interval(self) -> Interval | None:
        """Of the share of wrong among confirmed, as if facts were independent: a lower bound of the doubt."""
        return wilson(self.wrong_confirmed, self.confirmed)

    @property
    def calibration(self) -> float | None:
        """Expected calibration error: the mean distance of confidence and share right over the bins, by their facts.

        Naeini, Cooper and Hauskrecht, Obtaining well calibrated probabilities using Bayesian binning (2015).
        """
        total = sum(n for _, n, _, _ in self.bins)
        return sum(abs(n * mean - right) for _, n, mean, right in self.bins) / total if total else None

    @property
    def closure(self) -> float | None:
        """Share of the identities that were applied that hold, exactly or within rounding."""
        counts = dict(self.checks)
        held = counts.get("exact", 0) + counts.get("rounding", 0)
        all_ = held + counts.get("violation", 0)
        return held / all_ if all_ else None


def is_wrong_confirmed(fact: FactRecord) -> bool:
    """Whether a confirmed fact claims a value that is not printed there."""
    return fact.read and fact.status == "confirmed" and not fact.levels


def trust_of(records: Iterable[DocumentRecord]) -> Trust:
    """The trust figures of some documents."""
    records = list(records)
    facts = [fact for record in records for fact in record.facts]
    read = [fact for fact in facts if fact.read and fact.confidence is not None]
    points = sorted(((fact.confidence or 0.0, fact.levels > 0) for fact in read), key=lambda point: -point[0])
    curve = tuple(_curve(points))
    kept = [coverage for coverage, risk in curve if 1 - risk >= PRECISION]
    checks: Counter[str] = Counter()
    repairs: Counter[str] = Counter()
    for record in records:
        checks.update(record.checks)
        repairs.update(record.repairs)
    sums = _money(facts)
    return Trust(
        sum(fact.read and fact.status == "confirmed" for fact in facts),
        sum(map(is_wrong_confirmed, facts)),
        len(read),
        tuple(_bins([(fact.confidence or 0.0, fact.levels >= KNOWN) for fact in read])),
        curve,
        (max(kept) if kept else 0.0) if points else None,
        *sums,
        tuple(sorted(checks.items())),
        tuple(sorted(repairs.items())),
        tuple(
            (status, len(some), sum(not fact.levels for fact in some))
            for status in STATUSES
            if (some := [fact for fact in read if fact.status == status])
        ),
    )


def _bins(points: Sequence[tuple[float, bool]]) -> Iterable[tuple[float, int, float, int]]:
    for at in range(BINS):
        low, high = at / BINS, (at + 1) / BINS
        inside = [p for p in points if low <= p[0] < high or (at == BINS - 1 and p[0] == 1.0)]
        if inside:
            yield low, len(inside), sum(p[0] for p in inside) / len(inside), sum(p[1] for p in inside)


def _curve(points: Sequence[tuple[float, bool]]) -> Iterable[tuple[float, float]]:
    """Facts of one confidence are kept together or not at all: no order among them is known."""
    wrong = 0
    for at, (confidence, right) in enumerate(points, 1):
        wrong += not right
        if at == len(points) or points[at][0] != confidence:
            yield at / len(points), wrong / at


def _money(facts: Iterable[FactRecord]) -> tuple[Decimal, Decimal, Decimal]:
    printed = right = off = Decimal(0)
    for fact in facts:
        wanted = (fact.wanted or {}).get("value_base") if (fact.wanted or {}).get("unit_base") == "元" else None
        if wanted is not None:
            printed += abs(Decimal(wanted))
            right += abs(Decimal(wanted)) if fact.levels else 0
        if not fact.levels and fact.money is not None:
            off += Decimal(fact.money)
    return printed, right, off
