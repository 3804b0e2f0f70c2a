"""Equations of the narrative: shares, completions, changes, and figures that repeat those of the forms.

A percentage or a change speaks of levels that stand close before it; which
ones is told by indicator, basis and period, never by counting figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extract.checks.arithmetic import Comparison, Equation, Ratio, evaluate
from extract.checks.figures import TEXT, Figure
from extract.types import Fact
from models import taxonomy
from models.identities import Identity, Operand

#: Characters before a percentage or change within which its levels stand.
NEAR = 240
#: Characters before a share within which its whole stands: a list of shares may run on.
WHOLE_NEAR = 700
#: Levels of one name and basis that may be meant, nearest first.
CANDIDATES = 3
#: Bases of this year's own figure.
_FINAL = ("final", "execution", None)
_PRIOR = "prior_final"
#: A suffix of ids in the data that stands for all below it.
_ALL_BELOW = ".*"


def tell(identity: Identity, figures: tuple[Figure, ...]) -> Iterator[Equation]:
    """The equations of one relation of the narrative."""
    told = _Narrative(tuple(figure for figure in figures if figure.form == TEXT))
    if identity.relation == "form":
        yield from _repeated(identity, told, figures)
        return
    if identity.relation == "again":
        yield from _again(identity, told)
        return
    for figure in told.figures:
        if figure.fact.measure == identity.relation:
            possible = list(_MAKERS[identity.relation](identity, figure, told))
            # several levels of one name stand near: a contradiction is one only if none of them agrees
            agreeing = (equation for equation in possible if evaluate(equation, {}).holds)
            best = next(agreeing, possible[0] if possible else None)
            if best is not None:
                yield best


class _Narrative:
    """The figures of the narrative in their order, with the levels of each indicator."""

    def __init__(self, figures: tuple[Figure, ...]):
        self.figures = tuple(sorted(figures, key=lambda figure: (figure.row, figure.fact.fact_id)))
        self.by_name: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        for figure in self.figures:
            if figure.value is None or figure.fact.qualifier:
                continue
            for name in {figure.label, figure.taxonomy_id or figure.label}:
                self.by_name[(name, figure.fact.measure)].append(figure)

    def before(self, name: str, measure: str, place: int, near: int = NEAR) -> list[Figure]:
        """The figures of an indicator and measure that stand close before a place, the nearest first."""
        found = self.by_name.get((name, measure), [])
        end = bisect_left(found, place, key=lambda figure: figure.row)
        return [figure for figure in reversed(found[:end]) if place - figure.row <= near]


def _name(figure: Figure) -> str:
    return figure.taxonomy_id or figure.label


def _same_section(one: Fact, other: Fact) -> bool:
    return one.section == other.section and one.department == other.department


def _fitting(candidates: list[Figure], of: Figure, bases: tuple[str | None, ...], period: bool = True) -> list[Figure]:
    """Candidates of one of the bases, of the same section, and of the same year where both have one; nearest first."""
    found = []
    for figure in candidates:
        fact = figure.fact
        if fact.basis not in bases or not _same_section(fact, of.fact):
            continue
        if period and fact.period and of.fact.period and fact.period[:4] != of.fact.period[:4]:
            continue
        if fact.scope == of.fact.scope and fact.who == of.fact.who:
            found.append(figure)
    return found[:CANDIDATES]


def _share(identity: Identity, figure: Figure, told: _Narrative) -> Iterator[Equation]:
    denominator = figure.fact.versus_indicator
    if not denominator:
        return
    entry = taxonomy.find(denominator)
    around = told.before(entry.id if entry else taxonomy.fold(denominator), "level", figure.row, WHOLE_NEAR)
    for part in _fitting(told.before(_name(figure), "level", figure.row), figure, _FINAL):
        for whole in _fitting(around, figure, _FINAL):
            if whole is not part and whole.fact.kind == part.fact.kind:
                yield Ratio(identity, figure, ((1, part), (1, whole)))


def _completion(identity: Identity, figure: Figure, told: _Narrative) -> Iterator[Equation]:
    for final, budget in _pairs(figure, told):
        yield Ratio(identity, figure, ((1, final), (1, budget)))


def _pairs(figure: Figure, told: _Narrative) -> Iterator[tuple[Figure, Figure]]:
    """This year's level, and the printed level that the figure compares it with."""
    levels = told.before(_name(figure), "level", figure.row)
    for compared in _compared(figure, levels):
        for final in _fitting(levels, figure, _FINAL):
            if final is not compared:
                yield final, compared


def _compared(figure: Figure, levels: list[Figure]) -> list[Figure]:
    """The printed levels that a change may be compared with."""
    versus = figure.fact.versus
    if versus is None or versus == "whole":
        return []
    if versus == "prior_year":
        return _fitting(levels, figure, (_PRIOR,), period=False)
    return _fitting(levels, figure, (versus,))


def _change(identity: Identity, figure: Figure, told: _Narrative) -> Iterator[Equation]:
    if figure.fact.direction != "unknown":
        for final, compared in _pairs(figure, told):
            yield Equation(identity, figure, ((1, final), (-1, compared)))


def _change_rate(identity: Identity, figure: Figure, told: _Narrative) -> Iterator[Equation]:
    if figure.fact.direction == "unknown" or figure.fact.versus is None:
        return
    levels = told.before(_name(figure), "level", figure.row)
    compared = _compared(figure, levels)
    for change in told.before(_name(figure), "change", figure.row, NEAR // 2)[:CANDIDATES]:
        if change.fact.versus != figure.fact.versus or not _same_section(change.fact, figure.fact):
            continue
        for level in compared:
            yield Ratio(identity, figure, ((1, change), (1, level)))
        if not compared:
            for level in _fitting(levels, figure, _FINAL):
                yield Ratio(identity, figure, ((1, change), (1, level)), less=True)


def _comparison(identity: Identity, figure: Figure, told: _Narrative) -> Iterator[Equation]:
    sign = identity.words.get(figure.fact.value_text or "")
    if sign is not None:
        for final, compared in _pairs(figure, told):
            yield Comparison(identity, replace(figure, value=Decimal(sign)), ((1, final), (1, compared)))


_MAKERS = {
    "comparison": _comparison,
    "share": _share,
    "completion": _completion,
    "change": _change,
    "change_rate": _change_rate,
}


def _repeated(identity: Identity, told: _Narrative, figures: tuple[Figure, ...]) -> Iterator[Equation]:
    """Levels of the narrative beside the same figure of a form."""
    in_forms: dict[tuple[str | None, object], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.form != TEXT and figure.value is not None:
            in_forms[(figure.form, figure.fact.section)].append(figure)
    for figure in told.figures:
        fact = figure.fact
        if fact.measure != "level" or not figure.value or fact.qualifier or not _this_year(fact):
            continue
        for operand in identity.same_as:
            if not _speaks_of(operand, figure.taxonomy_id):
                continue
            found = _in_forms(operand, figure, in_forms)
            agreeing = [other for other in found if other.value == figure.value]
            # where the narrative leaves its basis open, a difference is mostly no contradiction
            contradicts = fact.basis == "final" or (operand.basis_open and fact.period == fact.fiscal_year is not None)
            if agreeing or (found and contradicts):
                yield Equation(identity, figure, ((1, (agreeing or found)[0]),))
            break


def _again(identity: Identity, told: _Narrative) -> Iterator[Equation]:
    """Every level beside the nearest before it that means the same."""
    seen: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in told.figures:
        fact = figure.fact
        if fact.measure != "level" or not figure.value or fact.qualifier or not fact.indicator:
            continue
        place = (fact.section, fact.department, fact.fiscal_year, fact.period, fact.basis)
        meaning = (_name(figure), fact.flow, fact.part, fact.fund, fact.who, fact.scope, fact.unit_base)
        before = seen[(*place, *meaning)]
        agreeing = [other for other in before if other.value == figure.value]
        contradicts = any(
            _speaks_of(operand, figure.taxonomy_id) and fact.basis in (operand.basis or ())
            for operand in identity.same_as
        )
        if agreeing or (before and contradicts):
            yield Equation(identity, figure, ((1, (agreeing or before)[-1]),))
        before.append(figure)


def _this_year(fact: Fact) -> bool:
    if fact.basis not in _FINAL:
        return False
    return not (fact.period and fact.fiscal_year) or fact.period[:4] == fact.fiscal_year


def _speaks_of(operand: Operand, taxonomy_id: str | None) -> bool:
    if taxonomy_id is None:
        return False
    return any(
        taxonomy_id == name or (name.endswith(_ALL_BELOW) and taxonomy_id.startswith(name[: -len(_ALL_BELOW)] + "."))
        for name in operand.ids
    )


def _in_forms(operand: Operand, told: Figure, in_forms: dict[tuple[str | None, object], list[Figure]]) -> list[Figure]:
    """The figures of forms that the narrative may repeat, in the order of the forms."""
    found = []
    for form in operand.forms:
        for figure in in_forms.get((form, told.fact.section), ()):
            fact = figure.fact
            if operand.label_pattern is not None:
                if operand.label_pattern.fullmatch(figure.label) is None:
                    continue
            elif figure.taxonomy_id != told.taxonomy_id:
                continue
            if (
                (operand.flow is None or fact.flow in operand.flow)
                and (operand.part is None or fact.part in operand.part)
                and (operand.fund is None or fact.fund in operand.fund)
                and (operand.basis is None or fact.basis in operand.basis)
            ):
                found.append(figure)
    return found
