"""Shares whose words leave their whole open, where the figures beside them show which it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.checks.arithmetic import ZERO, Equation, Ratio, evaluate
from extract.checks.complete import said_whole
from extract.checks.figures import Figure
from extract.checks.told import NEAR, Narrative, same_section
from models import taxonomy
from models.identities import Identity

#: All that stands between a part and its share where no whole is named.
_NO_WHOLE = re.compile(r"[，,、（(]?占(?:比|比重|比例)?(?:为|约)?")
#: A whole that is told by what it counts: 补贴总户数.
_COUNT = re.compile(r"(?P<of>.{2,})总(?P<unit>户|人|人次|件|个|项|家|所|套|起|次)数")
#: Shares of a list that show what another one is of, where its parts do not come to the whole.
SEVERAL = 3
_STOP = re.compile(r"[。\n]")


def in_a_list(identity: Identity, found: Sequence[Equation], told: Narrative) -> Iterator[Ratio]:
    """Shares without a whole in their words, over the whole of the other shares of their list.

    （1）…20万元，占5%；（2）…30万元，占7%: where one does not come out, it is wrong only if the parts of the list
    come to the whole, or three others are of it.
    """
    known = {equation.whole.fact.fact_id: equation for equation in found if isinstance(equation, Ratio)}
    for run in _lists(told):
        of = [known[share.fact.fact_id] for _, share in run if share.fact.fact_id in known]
        wholes = {e.parts[1][1].fact.fact_id: e.parts[1][1] for e in of if evaluate(e, {}).outcome == "exact"}
        if len({whole.value for whole in wholes.values()}) != 1 or len(of) == len(run):
            continue
        whole = next(iter(wholes.values()))
        if any(part.unit != whole.unit or part is whole for part, _ in run):
            continue
        tried = [Ratio(identity, share, ((1, part), (1, whole))) for part, share in run]
        wrong = [one for one in tried if not evaluate(one, {}).holds]
        every = sum((part.value or ZERO for part, _ in run), ZERO) == whole.value
        if len(wrong) < len(tried) - len(wrong) and (every or len(wrong) < 2 and len(tried) > SEVERAL):
            yield from (one for one in tried if one.whole.fact.fact_id not in known)


def _lists(told: Narrative) -> Iterator[list[tuple[Figure, Figure]]]:
    """Parts with their shares, one behind the other, between which no words name a whole."""
    run: list[tuple[Figure, Figure]] = []
    for share in told.figures:
        if share.fact.measure != "share" or share.value is None or share.fact.qualifier:
            continue
        part = next(reversed(told.around(share.row)), None)
        words = told.between(part, share) if part is not None else None
        if part is None or words is None or not _NO_WHOLE.fullmatch(words):
            continue
        last = run[-1][1] if run else None
        if last is not None and (share.row - last.row > NEAR or not same_section(share.fact, last.fact)):
            if len(run) > 1:
                yield run
            run = []
        run.append((part, share))
    if len(run) > 1:
        yield run


def of_a_count(identity: Identity, found: Sequence[Equation], told: Narrative) -> Iterator[Ratio]:
    """Shares of a whole that is told by what it counts: 低保家庭460户，占补贴总户数的30.42% of 发放补贴1512户.

    One that does not come out is wrong only where the part and the figures behind it come to the whole.
    """
    known = {equation.whole.fact.fact_id for equation in found}
    for share in told.figures:
        if share.fact.measure != "share" or share.value is None or share.fact.fact_id in known:
            continue
        part = next(reversed(told.around(share.row)), None)
        said = _COUNT.fullmatch(said_whole(told, part, share) or "") if part is not None else None
        if part is None or said is None or part.fact.unit != said["unit"]:
            continue
        wholes = [
            one
            for one in told.around(part.row)
            if one.fact.unit == part.fact.unit
            and same_section(one.fact, part.fact)
            and said["of"] in taxonomy.fold(one.fact.indicator or "")
            and "\n" not in (told.between(one, part) or "\n")
        ]
        if len({whole.value for whole in wholes}) == 1:
            equation = Ratio(identity, share, ((1, part), (1, wholes[-1])))
            if evaluate(equation, {}).holds or _come_to(wholes[-1], part, told):
                yield equation


def _come_to(whole: Figure, part: Figure, told: Narrative) -> bool:
    """Whether a part and the figures of its unit behind it in the sentence come to a whole."""
    total = part.value or ZERO
    for other in told.levels[told.levels.index(part) + 1 :]:
        words = told.between(part, other)
        if words is None or len(words) > NEAR or _STOP.search(words):
            return False
        if other.unit == part.unit:
            total += other.value or ZERO
            if total == whole.value:
                return True
    return False


def means_this_whole(equation: Equation, found: Sequence[Equation], told: Narrative) -> bool:
    """Whether another share close by, whose words name the same whole, comes out with the whole of this one.

    Then no other figure is what the words mean: 占部门支出的33.94%, …占部门支出的57.05%.
    """
    if not isinstance(equation, Ratio) or equation.whole.fact.measure != "share":
        return False
    said = said_whole(told, equation.parts[0][1], equation.whole)
    return said is not None and any(
        isinstance(other, Ratio)
        and other is not equation
        and other.parts[1][1].value == equation.parts[1][1].value
        and abs(other.whole.row - equation.whole.row) <= NEAR
        and said_whole(told, other.parts[0][1], other.whole) == said
        and evaluate(other, {}).outcome == "exact"
        for other in found
    )
