"""What becomes of printed figures behind reading and checks: confirmed, repaired, doubted, silently wrong.

A figure that was misread may be repaired (rightly or not), flagged (in conflict or abstained), silent
(``read``, as if nothing were the matter) or, worst of all, confirmed. One that was read rightly may
be confirmed, read, accused, or spoiled by a repair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from evaluation.scores.matching.likeness import same
from extract.types import Fact

#: What becomes of a misread figure, and of one read rightly.
WRONG = ("repaired", "repaired_wrongly", "flagged", "silent", "confirmed_wrong")
RIGHT = ("confirmed", "read", "accused", "spoiled")
_OF_RIGHT = {"confirmed": "confirmed", "conflict": "accused", "abstained": "accused"}
_OF_WRONG = {"confirmed": "confirmed_wrong", "conflict": "flagged", "abstained": "flagged"}
_REPAIRED = "-repaired"


def fate(wanted: Fact, read: Fact, mended: Fact | None) -> str:
    """What became of one printed figure.

    Parameters
    ----------
    wanted : Fact
        As it is printed.
    read : Fact
        As it was read.
    mended : Fact, optional
        The repair that stands beside it.

    Returns
    -------
    str
        One of ``WRONG`` or ``RIGHT``.
    """
    if same("value", wanted, read) and same("unit", wanted, read):
        return "spoiled" if mended is not None else _OF_RIGHT.get(read.status, "read")
    if mended is not None:
        return "repaired" if same("value", wanted, mended) else "repaired_wrongly"
    return _OF_WRONG.get(read.status, "silent")


def is_non_zero(fact: Fact) -> bool:
    """Whether a fact says another number than zero: zeros agree with one another by chance."""
    return fact.value is not None and bool(Decimal(fact.value))


def fates(facts: Iterable[Fact], truth: Mapping[str, Fact], place_of: Callable[[Fact], str]) -> Counter[str]:
    """What became of all figures of a document of which it is known what they should say.

    Parameters
    ----------
    facts : iterable of Fact
        Behind the checks, with the proposed repairs.
    truth : mapping of Fact
        The fact without error, by id of the one that was read; others are not counted.
    place_of : callable
        Under what a fact is counted: ``cell``, ``text``.

    Returns
    -------
    Counter
        ``cell.flagged``, and ``cell.all``; zeros and words are left out.
    """
    facts = tuple(facts)
    repaired = {
        fact.fact_id.removesuffix(_REPAIRED): fact for fact in facts if fact.fact_id and fact.status == "repaired"
    }
    counts: Counter[str] = Counter()
    for fact in facts:
        wanted = truth.get(fact.fact_id or "")
        if wanted is None or fact.kind == "text" or not is_non_zero(wanted):
            continue
        place = place_of(fact)
        counts[f"{place}.{fate(wanted, fact, repaired.get(fact.fact_id or ''))}"] += 1
        counts[f"{place}.all"] += 1
    return counts
