"""What becomes of printed figures behind reading and checks: confirmed, repaired, doubted, silently wrong.

A figure that was misread may be repaired (rightly or not), flagged (in conflict or abstained), silent
(``read``, as if nothing were the matter) or, worst of all, confirmed. One that was read rightly may
be confirmed, read, accused, or spoiled by a repair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal

from evaluation.scores.document import DocumentScore
from evaluation.scores.matching.likeness import same
from evaluation.scores.matching.pairs import Pair
from evaluation.scores.truth import Truth
from extract.types import BBox, Document, Fact

#: What becomes of a misread figure, and of one read rightly.
WRONG = ("repaired", "repaired_wrongly", "flagged", "silent", "confirmed_wrong")
RIGHT = ("confirmed", "read", "accused", "spoiled")
_OF_RIGHT = {"confirmed": "confirmed", "conflict": "accused", "abstained": "accused"}
_OF_WRONG = {"confirmed": "confirmed_wrong", "conflict": "flagged", "abstained": "flagged"}
_REPAIRED = "-repaired"
#: Points between the middles of a box as read and as printed, at most: a rest of the skew is left on a level page.
ASIDE, ABOVE = 45.0, 7.0
#: Points around a cell within which a reading of it stands.
SLACK = 2.0


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


def confirmed_pairs(score: DocumentScore) -> tuple[list[Pair], list[Pair]]:
    """The confirmed figures that are not zero, and those of them whose value is not printed in their place.

    A row too many moves all below it and changes no figure: what is printed at the
    figure's box counts as its place too.
    """
    sure = [p for p in score.pairs if p.given is not None and p.given.status == "confirmed" and is_non_zero(p.given)]
    wrong = [p for p in sure if not p.levels and p.given is not None and not _printed_there(score.truth, p.given)]
    return sure, wrong


def _printed_there(truth: Truth, given: Fact) -> bool:
    """Whether the truth prints just this value where the figure stands on its page, whatever row it was read into."""
    place = given.evidence[0] if given.evidence else None
    if place is None or place.page is None or place.bbox is None:
        return False
    for want in truth.facts:
        at = want.evidence[0]
        if at.page != place.page or at.bbox is None or not same("value", want, given) or not same("unit", want, given):
            continue
        (x, y), (there_x, there_y) = place.bbox.centre, at.bbox.centre
        if abs(there_x - x) <= ASIDE and abs(there_y - y) <= ABOVE:
            return True
    return False


def fates_by_box(truth: Truth, document: Document, tables: Collection[str | None]) -> Counter[str]:
    """What became of the non-zero figures of some printed tables, by the boxes of the cells that print them.

    Parameters
    ----------
    truth : Truth
    document : Document
    tables : collection of str
        Which of the printed tables.

    Returns
    -------
    Counter
        The fates, ``lost`` for a figure of which nothing was read at its place, ``all``.
    """
    at: dict[int, list[tuple[float, float, Fact]]] = defaultdict(list)
    for fact in document.facts:
        place = fact.evidence[0] if fact.evidence else None
        if place and place.page and place.bbox and place.table and place.start is None:
            at[place.page].append((*place.bbox.centre, fact))
    counts: Counter[str] = Counter()
    for want in truth.facts:
        place = want.evidence[0] if want.evidence else None
        if place is None or place.table not in tables or place.bbox is None or place.page is None:
            continue
        if not is_non_zero(want):
            continue
        found = [fact for x, y, fact in at[place.page] if _holds(place.bbox, x, y)]
        found.sort(key=lambda fact: not same("value", want, fact))
        mended = next((fact for fact in found if fact.made_by.startswith("repair:")), None)
        read = next((fact for fact in found if not fact.made_by.startswith("repair:")), None)
        counts["all"] += 1
        counts["lost" if read is None else fate(want, read, mended)] += 1
    return counts


def _holds(box: BBox, x: float, y: float) -> bool:
    return box.x0 - SLACK <= x <= box.x1 + SLACK and box.top - SLACK <= y <= box.bottom + SLACK
