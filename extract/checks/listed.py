"""Figures of the narrative in a row: quarters of a year, the parts named behind a whole, rates told twice, shares."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from extract.checks.arithmetic import HUNDRED, ZERO, Equation
from extract.checks.blame import UNIT_SLIPS
from extract.checks.figures import Figure
from extract.checks.meaning import fits
from extract.checks.slips import is_slip
from extract.checks.told import NEAR, Narrative, is_rate, name_of, same_section
from models.identities import Identity

#: A stretch of months of one year.
_MONTHS = re.compile(r"(\d{4})-(\d{2})/\1-(\d{2})")
_TOTAL = re.compile(r"合计|总计|共计|小计")
#: Parts of one whole that are looked for, at most, and significant digits from which their sum is no chance.
MOST_PARTS, SIGNIFICANT = 24, 4
#: Parts of a list of which one may have a slip of its digits.
FEW_PARTS = 4
#: Characters between a part and the next.
APART = 80


def quarters(identity: Identity, told: Narrative) -> Iterator[Equation]:
    """Figures of stretches that make up a year, beside that year's figure of the same section.

    Where several figures of the year may be meant, one that agrees is; where none
    does, the nearest of the same name, or for spending of those that ``identity.whole`` names.
    """
    runs: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in told.levels:
        fact = figure.fact
        stretch = _MONTHS.fullmatch(fact.period or "")
        if stretch is not None:
            key = (fact.section, fact.department, name_of(figure), fact.unit, fact.basis, stretch[1])
            runs[key].append(figure)
    for run in runs.values():
        parts = _whole_year(run)
        if parts is None:
            continue
        spending = fits(identity.whole, parts[0])
        wholes = [
            figure
            for figure in told.levels
            if same_section(figure.fact, parts[0].fact)
            and figure.fact.period == (parts[0].fact.period or "")[:4]
            and figure.unit == parts[0].unit
            and (name_of(figure) == name_of(parts[0]) or spending and fits(identity.whole, figure))
        ]
        total = sum((figure.value or ZERO for figure in parts), ZERO)
        agreeing = [figure for figure in wholes if figure.value == total]
        largest = max(figure.value or ZERO for figure in parts)
        named = [figure for figure in wholes if figure.value is not None and figure.value > largest]
        for whole in (agreeing or _nearest(named, total))[:1]:
            yield Equation(identity, whole, tuple((1, figure) for figure in parts))


def _nearest(wholes: list[Figure], total: Decimal) -> list[Figure]:
    return sorted(wholes, key=lambda figure: (abs((figure.value or ZERO) - total), figure.row))


def _whole_year(run: list[Figure]) -> list[Figure] | None:
    """The figures of stretches that follow each other from January to December; None where they do not."""
    by_start: dict[int, Figure] = {}
    ends: dict[int, int] = {}
    for figure in run:
        found = _MONTHS.fullmatch(figure.fact.period or "")
        if found is None:
            continue
        start, end = int(found[2]), int(found[3])
        if start in by_start:
            return None
        by_start[start], ends[start] = figure, end
    month, parts = 1, []
    while month in by_start:
        parts.append(by_start[month])
        month = ends[month] + 1
    return parts if month == 13 and len(parts) == len(by_start) > 1 else None


def enumerations(identity: Identity, told: Narrative) -> Iterator[Equation]:
    """Wholes that are exactly the sum of the figures named right behind them.

    What is named behind 其中 need not be all there is, so that a difference says
    nothing: only sums that come out are equations, and those that would but for a
    slip that hardly happens by chance: another unit (万人 for 人), two digits that
    changed places, a moved point, a digit too many.
    """
    for position, whole in enumerate(told.levels):
        if not whole.value or _digits(whole.value) < SIGNIFICANT or whole.fact.kind == "percent":
            continue
        parts = list(named_behind(whole, told.levels[position + 1 : position + 1 + MOST_PARTS]))
        many = _come_to(whole.value, parts)
        if many is None:
            some = range(2, min(len(parts), FEW_PARTS) + 1)
            listed = [n for n in some if _in_one_list(told, whole, parts[:n])]
            counts = [n for n in listed for _ in slipped(whole, parts[:n])]
            counts = counts or [n for n in listed if n == len(parts) and _exceeds_by_a_digit(whole, parts)]
            many = counts[0] if len(counts) == 1 else None
        if many is not None:
            yield Equation(identity, whole, tuple((1, figure) for figure in parts[:many]))


def named_behind(whole: Figure, levels: list[Figure]) -> Iterator[Figure]:
    """The figures close behind a whole, and behind each other, that may be parts of it."""
    last = whole.row
    for figure in levels:
        if figure.unit != whole.unit or not same_section(figure.fact, whole.fact) or figure.row - last > APART:
            return
        if figure.fact.basis != whole.fact.basis or figure.fact.period != whole.fact.period:
            return
        if _TOTAL.fullmatch(figure.label):
            return  # what is added up behind a list is none of its parts
        yield figure
        last = figure.row


def _come_to(whole: Decimal, parts: list[Figure]) -> int | None:
    """How many of the figures, from the first on and two at least, come to a whole, or would in another unit."""
    total = ZERO
    for many, part in enumerate(parts, 1):
        total += part.value or ZERO
        if total == whole or _but_for_a_unit(whole, total, parts[:many]):
            return many if sum(1 for one in parts[:many] if one.value) > 1 else None
    return None


def slipped(whole: Figure, parts: list[Figure]) -> Iterator[Figure]:
    """The figures of which a slip of the digits, and nothing else, keeps a sum from coming out."""
    off = (whole.value or ZERO) - sum((part.value or ZERO for part in parts), ZERO)
    for figure, right in ((whole, -off), *((part, off) for part in parts)):
        value = figure.value or ZERO
        if min(value, value + right) <= 0 or _digits(value) < SIGNIFICANT - 1:
            continue
        if is_slip(figure.printed(value), figure.printed(value + right), figure.places):
            yield figure


def _exceeds_by_a_digit(whole: Figure, parts: list[Figure]) -> bool:
    """Whether all figures behind a whole come to more than it, and one other digit is all that is between.

    Had they come to less, what is left might be a part that is not named, and a round one.
    """
    total = sum((part.value or ZERO for part in parts), ZERO)
    if total <= (whole.value or ZERO) or min(_digits(total), _digits(whole.value or ZERO)) <= SIGNIFICANT:
        return False
    one, other = (f"{whole.printed(value or ZERO):.{whole.places}f}" for value in (whole.value, total))
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _in_one_list(told: Narrative, whole: Figure, parts: list[Figure]) -> bool:
    """Whether figures stand in one paragraph, or each part in a line of its own."""
    gaps = [told.between(one, other) or "" for one, other in zip([whole, *parts], parts, strict=False)]
    lines = {gap.count("\n") for gap in gaps}
    return lines == {0} or lines == {1}


def _but_for_a_unit(whole: Decimal, total: Decimal, parts: list[Figure]) -> bool:
    """Whether a whole is the sum of its parts if the unit of one of them, or its own, slipped."""
    values = [part.value or ZERO for part in parts]
    return any(
        whole * slip == total or any(value and whole == total + value * (slip - 1) for value in values)
        for slip in UNIT_SLIPS
    )


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def complements(identity: Identity, told: Narrative) -> Iterator[Equation]:
    """Shares of one whole that name all its parts close to each other: they come to a hundred."""
    shares = [figure for figure in told.figures if figure.value is not None and not figure.fact.qualifier]
    for last in shares:
        if not fits(identity.whole, last):
            continue
        near = [
            figure
            for figure in shares
            if 0 < abs(last.row - figure.row) <= NEAR
            and same_section(figure.fact, last.fact)
            and figure.fact.period == last.fact.period
            and figure.fact.versus_indicator == last.fact.versus_indicator
        ]
        parts = [next((figure for figure in near if fits(part, figure)), None) for part in identity.parts]
        said = identity.said_pattern
        if said is not None and any(said.search(told.sentence(one)) for one in (last, *filter(None, parts))):
            continue  # the words name another whole
        rest = [figure for figure in near if figure not in parts and name_of(figure) != name_of(last)]
        if any(_is_hundred([last, *(part for part in parts if part), one]) for one in rest):
            continue  # the whole has a third part: 人员经费、公用经费、专项业务经费
        if all(parts):
            yield Equation(identity, last, tuple((-1, part) for part in parts if part), offset=HUNDRED)


def _is_hundred(shares: list[Figure]) -> bool:
    """Whether shares come to a hundred, but for their rounding."""
    off = sum((share.value or ZERO for share in shares), ZERO) - HUNDRED
    return abs(off) <= sum((share.half for share in shares), ZERO)


def rates(identity: Identity, told: Narrative) -> Iterator[Equation]:
    """Rates of one quantity in two sections that say the same of spending and budget."""
    seen: dict[tuple[object, ...], Figure] = {}
    for figure in told.figures:
        if figure.value is None or figure.fact.kind != "percent" or figure.fact.qualifier:
            continue
        operands = _operands(figure, told)
        if operands is None:
            continue
        key = (name_of(figure), *operands)
        first = seen.setdefault(key, figure)
        if first is not figure and first.fact.section != figure.fact.section:
            yield Equation(identity, figure, ((1, first),))


def _operands(figure: Figure, told: Narrative) -> tuple[Decimal, Decimal] | None:
    """What was spent and what was planned by the words before a rate; None where that is open."""
    if not is_rate(figure):
        return None
    levels = [
        level
        for level in told.before(name_of(figure), "level", figure.row, NEAR)
        if same_section(level.fact, figure.fact)
    ]
    spent = {level.value for level in levels if level.fact.basis in ("final", "execution", None)}
    planned = {level.value for level in levels if level.fact.basis in ("budget", "initial_budget", "adjusted_budget")}
    if len(spent) != 1 or len(planned) != 1:
        return None
    one, other = spent.pop(), planned.pop()
    return None if one is None or other is None else (one, other)
