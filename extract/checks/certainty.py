"""How sure a fact is behind the checks: the confidence of its reading, calibrated by what the checks say of it."""

from __future__ import annotations

from dataclasses import replace

from extract.types import Fact
from models import trust

#: Digits of a confidence.
DIGITS = 4
#: How sure a recognised figure is, at most, that an identity contradicts, and one that a repair proposes.
MOST = {"conflict": 0.5, "repaired": 0.9}


def group_of(fact: Fact, recognised: bool) -> str:
    """The group of facts among which a confidence is calibrated: from where, how read, what the checks say.

    Examples
    --------
    >>> group_of(Fact(indicator="公务接待费", kind="amount", status="confirmed"), recognised=False)
    'cell.printed.confirmed'
    """
    place = "text" if fact.evidence and fact.evidence[0].start is not None else "cell"
    return f"{place}.{'recognised' if recognised else 'printed'}.{fact.status}"


def as_sure_as_checked(fact: Fact, recognised: bool) -> Fact:
    """The fact with the share of such facts that are right: value, name, measure, basis, comparison and period."""
    if fact.status == "abstained":
        return fact
    most = MOST.get(fact.status, 1.0) if recognised else 1.0
    sure = trust.calibrated(group_of(fact, recognised), min(fact.confidence, most))
    return replace(fact, confidence=round(sure, DIGITS))
