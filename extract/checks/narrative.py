"""Equations of the narrative: shares, completions, changes, and figures that repeat those of the forms.

A percentage or a change speaks of levels that stand close before it; which
ones is told by indicator, basis and period, never by counting figures.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.checks.arithmetic import HUNDRED, Comparison, Equation, Ratio, evaluate
from extract.checks.asides import is_measured_otherwise
from extract.checks.changes import (
    BUDGETS,
    CANDIDATES,
    YEAR,
    change_of,
    change_rate_of,
    comparison_of,
    fitting,
    own,
    pairs,
)
from extract.checks.compared import beside_years
from extract.checks.complete import complete, may_mean, said_whole, within
from extract.checks.figures import Figure
from extract.checks.heads import bodies, kinds_of_posts
from extract.checks.listed import complements, enumerations, quarters, rates
from extract.checks.meaning import fits
from extract.checks.named import named
from extract.checks.restated import FINAL, restated
from extract.checks.shares import in_a_list, means_this_whole, of_a_count
from extract.checks.slips import digits_of
from extract.checks.tailed import net, totals_behind
from extract.checks.told import FAR, NEAR, Narrative, is_rate, name_of, of_part_of_a_year, same_section
from models import taxonomy
from models.forms import words
from models.identities import Identity

#: Characters before a share within which its whole stands: a list of shares may run on.
WHOLE_NEAR = 700
#: All that stands between a level and the rate that is surely its own.
_RIGHT_BEHIND = re.compile(
    r"[，,（(]?(?:(?:预算|资金|支出)?(?:执行|完成|支出|支付)(?:率|进度)|占[^\d，,。；;\n]{0,24})[为达约]?"
)
#: Relations of one quantity printed again.
_RESTATED = frozenset({"form", "again", "evaluation", "sections"})


def tell(identity: Identity, figures: tuple[Figure, ...], told: Narrative) -> Iterator[Equation]:
    """The equations of one relation of the narrative; ``told`` are those of the figures that stand in the text."""
    if identity.relation in _RESTATED:
        yield from restated(identity, figures, told)
        return
    if identity.relation in _BESIDE_TABLES:
        yield from _BESIDE_TABLES[identity.relation](identity, figures, told)
        return
    if identity.relation in _LISTS:
        yield from _LISTS[identity.relation](identity, told)
        return
    found = []
    for figure in told.figures:
        if figure.fact.measure == identity.relation or (identity.relation == "completion" and is_rate(figure)):
            possible = list(_MAKERS[identity.relation](identity, figure, told))
            # several levels of one name stand near: a contradiction is one only if none of them agrees
            agreeing = (equation for equation in possible if evaluate(equation, {}).holds)
            best = next(agreeing, possible[0] if possible else None)
            if best is not None:
                found.append(replace(best, choices=len(possible)))
    if identity.relation == "share":
        found = _forced(found)
        yield from in_a_list(identity, found, told)
        yield from of_a_count(identity, found, told)
    for equation in found:
        if evaluate(equation, {}).outcome != "violation" or not (
            any(is_measured_otherwise(one, told) for one in equation.operands)
            or (_explained_by_others(equation, told) and not means_this_whole(equation, found, told))
            or _of_whole_beside(equation, found, told)
            or _of_what_is_between(equation, told)
        ):
            yield equation


def _of_whole_beside(equation: Equation, found: Sequence[Equation], told: Narrative) -> bool:
    """Whether a share whose words name no whole is of that of the shares before it: （1）…占94.80%；（2）…占3.76%."""
    if not isinstance(equation, Ratio) or equation.identity.relation != "share":
        return False
    (factor, part), (_, whole) = equation.parts
    if said_whole(told, part, equation.whole) is not None:
        return False
    for other in found:
        beside = isinstance(other, Ratio) and 0 < equation.whole.row - other.whole.row <= NEAR
        if beside and other.parts[1][1] is not whole and evaluate(other, {}).holds:
            again = replace(equation, parts=((factor, part), other.parts[1]))
            if other.parts[1][1].unit == part.unit and evaluate(again, {}).holds:
                return True
    return False


def _of_what_is_between(equation: Equation, told: Narrative) -> bool:
    """Whether a rate stands right behind a level of another name: 乙执行数141万元，执行率94.49% is not that of 甲."""
    if not isinstance(equation, Ratio) or equation.whole.fact.measure not in ("completion", "share"):
        return False
    last = next(reversed(told.around(equation.whole.row, NEAR)), None)
    words = told.between(last, equation.whole) if last is not None else None
    if last is None or words is None or not _RIGHT_BEHIND.fullmatch(words):
        return False
    return last not in equation.operands and last.unit == equation.parts[0][1].unit


def _forced(shares: list[Equation]) -> list[Equation]:
    """Shares of one whole that are printed to sum to 100: the last of them takes up what the others cut off."""
    by_whole: dict[str, list[Equation]] = defaultdict(list)
    for equation in shares:
        by_whole[equation.parts[-1][1].fact.fact_id].append(equation)
    forced: list[Equation] = []
    for group in by_whole.values():
        total = sum((equation.whole.value or Decimal(0) for equation in group), Decimal(0))
        several = sum(1 for equation in group if equation.whole.value)
        slack = several - 1 if total == HUNDRED and several > 1 else 0
        forced.extend(replace(e, slack=slack) if isinstance(e, Ratio) and slack else e for e in group)
    return sorted(forced, key=lambda equation: (equation.whole.row, equation.key))


def _explained_by_others(equation: Equation, told: Narrative) -> bool:
    """Whether figures of another name close by satisfy a percentage or a change exactly.

    Then the names are in doubt, not the figures: 全年实际支出 behind a list of parts speaks of the whole,
    whatever was named last. Not so where the words of a share name its whole right there.
    """
    whole = equation.whole
    if isinstance(equation, Comparison):
        return False
    fact = whole.fact
    levels = [
        figure
        for figure in told.around(whole.row)
        if same_section(figure.fact, fact) and figure.unit == equation.parts[0][1].unit
    ]
    if not isinstance(equation, Ratio):
        return any(_explains(equation, at, other) for at in (0, 1) for other in levels)
    if equation.less:
        direct = replace(equation, less=False)
        return any(_explains(direct, 1, other) for other in levels if other is not equation.parts[1][1])
    said = said_whole(told, equation.parts[0][1], whole)
    if said and (not _is_called(equation.parts[1][1], said) or words().bare.match(said)):
        said = None  # 占全年预算的 says of which basis the whole is and nothing else
    # A whole that the words do not name may have been named long before; the digits of the share are no chance then.
    carried = fact.measure == "share" and not said and digits_of(whole.value) >= CANDIDATES
    before = told.around(whole.row, FAR) if carried else []
    far = [one for one in before if same_section(one.fact, fact) and one.unit == equation.parts[0][1].unit]
    for _, kept in equation.parts:
        for other in far if far and kept is equation.parts[0][1] else levels:
            if other is kept or other.fact.basis == kept.fact.basis and name_of(other) == name_of(kept):
                continue
            if said and kept is equation.parts[0][1] and not may_mean(said, other):
                continue  # the words name the whole: it is the wrong one, or its figure is
            parts = tuple((f, other if part is not kept else part) for f, part in equation.parts)
            if parts[0][1] is not parts[1][1] and evaluate(replace(equation, parts=parts), {}).outcome == "exact":
                return True
    return False


def _explains(equation: Equation, at: int, other: Figure) -> bool:
    """Whether a change agrees with another level in one place, to digits that are no chance."""
    parts = list(equation.parts)
    parts[at] = (parts[at][0], other)
    outcome = evaluate(replace(equation, parts=tuple(parts)), {})
    several = len((equation.whole.value or Decimal(0)).normalize().as_tuple().digits) >= CANDIDATES
    return outcome.outcome == "exact" and several and parts[0][1] is not parts[1][1]


def _parts(identity: Identity, told: Narrative) -> Iterator[Equation]:
    """A whole, and the parts of it that are printed behind it before it is named again."""
    for position, whole in enumerate(told.levels):
        if not fits(identity.whole, whole):
            continue
        behind = []
        for figure in told.levels[position + 1 :]:
            if figure.row - whole.row > NEAR or (figure.unit == whole.unit and fits(identity.whole, figure)):
                break
            if (
                figure.unit == whole.unit
                and same_section(figure.fact, whole.fact)
                and figure.fact.basis == whole.fact.basis
                and figure.fact.period == whole.fact.period
            ):
                behind.append(figure)
        parts = []
        for operand in identity.parts:
            near = next((figure for figure in behind if fits(operand, figure)), None)
            if near is not None:
                parts.append((operand.factor, near))
            elif operand.must:
                break
        else:
            yield Equation(identity, whole, tuple(parts))


def _share(identity: Identity, figure: Figure, told: Narrative) -> Iterator[Equation]:
    bases = own(figure.fact.basis)
    for part in fitting(told.before(name_of(figure), "level", figure.row), figure, bases):
        # what the words say goes before what the arithmetic made of them
        for denominator in filter(None, (said_whole(told, part, figure), figure.fact.versus_indicator)):
            wholes = [
                whole
                for whole in _wholes(denominator, figure, bases, told)
                if whole is not part
                and whole.fact.kind == part.fact.kind
                and not is_measured_otherwise(whole, told)
                and not (of_part_of_a_year(whole.fact) and whole.fact.period != part.fact.period)
            ]
            yield from (Ratio(identity, figure, ((1, part), (1, whole))) for whole in wholes)
            if wholes:
                break
        else:
            yield from _of_all(identity, figure, part, told)


def _of_all(identity: Identity, share: Figure, part: Figure, told: Narrative) -> Iterator[Equation]:
    """A share of a whole that is told under another name: 占支出预算的 of 收支预算总额 (``same_as`` of the identity).

    It contradicts that one only where another share of the same words, in its paragraph, is of it.
    """
    name = taxonomy.fold(said_whole(told, part, share) or share.fact.versus_indicator or "")
    for operand in identity.same_as:
        if operand.name_pattern is None or not operand.name_pattern.fullmatch(name):
            continue
        label = operand.label_pattern
        wholes = [
            level
            for level in reversed(told.levels)
            if 0 < share.row - level.row <= WHOLE_NEAR
            and level is not part
            and (level.taxonomy_id in operand.ids or (label is not None and label.fullmatch(level.label)))
        ]
        for whole in fitting(wholes, share, own(share.fact.basis)):
            equation = Ratio(identity, share, ((1, part), (1, whole)))
            if evaluate(equation, {}).holds or _is_proven(equation, told):
                yield equation


def _is_proven(equation: Ratio, told: Narrative) -> bool:
    """Whether another share of the same words comes out with the whole of this one."""
    whole = equation.parts[1]
    for other in told.figures:
        near = other is not equation.whole and abs(other.row - equation.whole.row) <= NEAR
        if not near or other.fact.measure != "share" or digits_of(other.value) < CANDIDATES:
            continue
        if other.fact.versus_indicator != equation.whole.fact.versus_indicator or not same_section(
            other.fact, equation.whole.fact
        ):
            continue
        parts = told.before(name_of(other), "level", other.row)[:1]
        if any(
            evaluate(replace(equation, whole=other, parts=((1, one), whole)), {}).outcome == "exact" for one in parts
        ):
            return True
    return False


def _wholes(name: str, share: Figure, bases: tuple[str | None, ...], told: Narrative) -> list[Figure]:
    """The levels of a name that a share may be of."""
    return fitting(told.before(_key(name), "level", share.row, WHOLE_NEAR), share, bases)


def _key(name: str) -> str:
    """What the figures of a printed name are looked up by."""
    entry = taxonomy.find(name)
    return entry.id if entry else taxonomy.fold(name)


def _is_called(figure: Figure, name: str) -> bool:
    return _key(name) in (figure.taxonomy_id, figure.label)


def _completion(identity: Identity, figure: Figure, told: Narrative) -> Iterator[Equation]:
    if figure.fact.measure != "completion":
        yield from _called_rate(identity, figure, told)
        return
    for final, budget in pairs(figure, told):
        yield Ratio(identity, figure, ((1, final), (1, budget)))


def _called_rate(identity: Identity, figure: Figure, told: Narrative) -> Iterator[Equation]:
    """A rate of the whole year that is called so (三公经费控制率), where spending and budget stand once before it."""
    if figure.fact.period is not None and len(figure.fact.period) != YEAR:
        return
    levels = told.before(name_of(figure), "level", figure.row)
    spent, planned = fitting(levels, figure, FINAL), fitting(levels, figure, BUDGETS)
    if len({level.value for level in spent}) == len({level.value for level in planned}) == 1:
        yield Ratio(identity, figure, ((1, spent[0]), (1, planned[0])))


_LISTS = {
    "parts": _parts,
    "quarters": quarters,
    "enumeration": enumerations,
    "complete": complete,
    "within": within,
    "kinds": kinds_of_posts,
    "rates": rates,
    "complement": complements,
    "behind": totals_behind,
    "net": net,
}
_BESIDE_TABLES = {"named": named, "compared": beside_years, "bodies": bodies}
_MAKERS = {
    "comparison": comparison_of,
    "share": _share,
    "completion": _completion,
    "change": change_of,
    "change_rate": change_rate_of,
}
