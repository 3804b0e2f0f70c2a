"""What a share is of, told by arithmetic: 支出4459.19万元，占92.70% can only be of the 4810.29万元 told before.

Where a share stands, its part and its whole have mostly been told as amounts. The words between them often leave the
whole open, or an enumeration names the wrong one; a percentage of four figures seldom fits two of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extract.types import Fact

#: The part stands at most so many facts before its share, the whole so many before that.
NEAR, FAR = 4, 80
#: A percentage in brackets begins so many characters behind its amount at most.
NEAREST = 2
#: A share printed with fewer digits than this fits too much by chance.
FEWEST_DIGITS = 3
HUNDRED = Decimal(100)


def with_wholes(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, shares with the whole that their part and their percentage tell.

    Parameters
    ----------
    facts : sequence of Fact
        Of the text, in order.

    Returns
    -------
    list of Fact
        A share whose whole the words name keeps it, unless that whole is told and is not what the share is of.
    """
    out = list(facts)
    for index, fact in enumerate(facts):
        if fact.measure == "level" and fact.kind == "percent" and index and _in_brackets(facts, index):
            out[index] = _as_share(facts, index)
            continue
        if fact.measure != "share" or fact.kind != "percent" or fact.value is None or not _exact(fact.value):
            continue
        part = _part(facts, index)
        if part is None:
            continue
        fits = [k for k in range(max(0, index - FAR), index) if _fits(facts[k], facts[part], fact)]
        told = [k for k in range(max(0, index - FAR), index) if _is_whole(facts[k], facts[part], fact)]
        names = {facts[k].indicator or "" for k in fits}
        said = fact.versus_indicator
        # 占基本支出的 behind 财政拨款基本支出742万元: the words say it, more briefly.
        wrong = bool(told) and not any(said is not None and said in name for name in names)
        if fits and (said is None or (wrong and len(names) == 1)):
            out[index] = fact.but(versus_indicator=facts[fits[-1]].indicator)
    return out


def _in_brackets(facts: Sequence[Fact], index: int) -> bool:
    """Whether a percentage stands right behind an amount of the same name: 住房保障支出112.10万元（4.69%）."""
    fact, part = facts[index], facts[index - 1]
    if fact.value is None or not _exact(fact.value) or not fact.evidence or not part.evidence:
        return False
    start, end = fact.evidence[0].start, part.evidence[0].end
    near = start is not None and end is not None and 0 < start - end <= NEAREST
    return near and part.measure == "level" and part.kind == "amount" and part.indicator == fact.indicator


def _as_share(facts: Sequence[Fact], index: int) -> Fact:
    """The percentage as the share that it is, where one amount told before has the amount as that part."""
    fact, part = facts[index], facts[index - 1]
    fits = [k for k in range(max(0, index - FAR), index - 1) if _fits(facts[k], part, fact)]
    if not fits or len({facts[k].indicator for k in fits}) > 1:
        return fact
    whole = facts[fits[-1]].indicator
    return fact.but(measure="share", versus="whole", versus_indicator=whole, basis=part.basis, versus_basis=part.basis)


def _exact(percent: str) -> bool:
    return sum(char.isdigit() for char in percent) >= FEWEST_DIGITS and "." in percent


def _part(facts: Sequence[Fact], index: int) -> int | None:
    """The amount that a share is of: the last level of that name right before it."""
    for k in range(index - 1, max(-1, index - 1 - NEAR), -1):
        one = facts[k]
        if one.measure == "level" and one.kind != "percent" and one.indicator == facts[index].indicator:
            return k if one.value_base is not None else None
    return None


def _fits(whole: Fact, part: Fact, share: Fact) -> bool:
    """Whether the share is that of the part in a figure, to the digits that it prints."""
    if whole.measure != "level" or whole.kind != part.kind or whole.unit_base != part.unit_base:
        return False
    if None in (whole.value_base, part.value_base, share.value) or whole.indicator in (None, part.indicator):
        return False
    of, value, percent = Decimal(whole.value_base or 0), Decimal(part.value_base or 0), Decimal(share.value or 0)
    if of <= 0 or of == value or (whole.period, whole.basis) != (part.period, part.basis):
        return False
    half = Decimal(1).scaleb(int(percent.as_tuple().exponent)) / 2
    return abs(value * HUNDRED / of - percent) <= half


def _is_whole(fact: Fact, part: Fact, share: Fact) -> bool:
    """Whether a figure is what the words say that the share is of."""
    same = fact.measure == "level" and fact.kind == part.kind and fact.indicator == share.versus_indicator
    return same and share.versus_indicator is not None and fact.value_base is not None
