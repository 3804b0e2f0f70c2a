"""How sure a fact is behind the checks: the confidence of its reading, calibrated by what the checks say of it."""

from __future__ import annotations

from dataclasses import replace

from extract.types import Fact
from models import trust

#: Digits of a confidence.
DIGITS = 4


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
    sure = trust.calibrated(group_of(fact, recognised), fact.confidence)
    return replace(fact, confidence=round(sure, DIGITS))
