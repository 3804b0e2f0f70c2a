"""Equations of changes that the narrative tells: over last year, over a budget, in figures, in percent and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extract.checks.arithmetic import Comparison, Equation, Ratio
from extract.checks.figures import Figure
from extract.checks.restated import FINAL
from extract.checks.told import NEAR, Narrative, name_of, of_part_of_a_year, same_section
from models.identities import Identity

#: Levels of one name and basis that may be meant, nearest first.
CANDIDATES = 3
#: Characters of a period that is a year.
YEAR = 4
#: Characters from a change to its rate, where one is right behind the other.
BESIDE = 24
#: Bases of a budget.
BUDGETS = ("budget", "initial_budget", "adjusted_budget")
_PRIOR = "prior_final"


def fitting(candidates: list[Figure], of: Figure, bases: tuple[str | None, ...], period: bool = True) -> list[Figure]:
    """Candidates of one of the bases, of the same section, and of the same year where both have one; nearest first."""
    found = []
    for figure in candidates:
        fact = figure.fact
        if fact.basis not in bases or not same_section(fact, of.fact):
            continue
        if of_part_of_a_year(fact) and fact.period != of.fact.period:
            continue
        if period and fact.period and of.fact.period and fact.period[:4] != of.fact.period[:4]:
            continue
        if fact.scope == of.fact.scope and fact.who == of.fact.who:
            found.append(figure)
    return found[:CANDIDATES]


def own(basis: str | None) -> tuple[str | None, ...]:
    """The bases of the levels that a figure of a basis speaks of; a basis that no word prints is this year's."""
    return FINAL if basis in FINAL else (basis,)


def pairs(figure: Figure, told: Narrative) -> Iterator[tuple[Figure, Figure]]:
    """This year's level, and the printed level that the figure compares it with."""
    levels = told.before(name_of(figure), "level", figure.row)
    for compared in _compared(figure, levels):
        for final in fitting(levels, figure, own(figure.fact.basis)):
            if final is not compared:
                yield final, compared


def _compared(figure: Figure, levels: list[Figure]) -> list[Figure]:
    """The printed levels that a change may be compared with."""
    versus = figure.fact.versus
    if versus is None or versus == "whole":
        return []
    if versus == "prior_year":
        found = fitting(levels, figure, (_PRIOR,), period=False) or _budgets_of_last_year(figure, levels)
        return found or _counts_of_last_year(figure, levels)
    return fitting(levels, figure, (versus,))


def _budgets_of_last_year(figure: Figure, levels: list[Figure]) -> list[Figure]:
    """Last year's budgets, which a change of a budget is one against."""
    fact = figure.fact
    year = (fact.period or "")[:YEAR]
    if fact.basis not in BUDGETS or fact.versus_basis not in (None, *BUDGETS) or not year.isdigit():
        return []
    bases = (fact.versus_basis,) if fact.versus_basis else BUDGETS
    budgets = [level for level in levels if _of_year(level, str(int(year) - 1))]
    return fitting(budgets, figure, bases, period=False)


def _counts_of_last_year(figure: Figure, levels: list[Figure]) -> list[Figure]:
    """Last year's levels of what has no basis, as counts have none: 2023年为1786件，同比增加434件."""
    year = (figure.fact.period or "")[:YEAR]
    if figure.fact.basis is not None or not year.isdigit():
        return []
    counts = [level for level in levels if _of_year(level, str(int(year) - 1))]
    return fitting(counts, figure, (None,), period=False)


def change_of(identity: Identity, figure: Figure, told: Narrative) -> Iterator[Equation]:
    if figure.fact.direction != "unknown":
        for final, compared in pairs(figure, told):
            yield Equation(identity, figure, ((1, final), (-1, compared)))


def change_rate_of(identity: Identity, figure: Figure, told: Narrative) -> Iterator[Equation]:
    if figure.fact.direction == "unknown":
        return
    if figure.fact.versus is None:
        yield from _open_rate(identity, figure, told)
        return
    levels = told.before(name_of(figure), "level", figure.row)
    compared = _compared(figure, levels)
    for change in told.before(name_of(figure), "change", figure.row, NEAR // 2)[:CANDIDATES]:
        if change.fact.versus != figure.fact.versus or not same_section(change.fact, figure.fact):
            continue
        for level in compared:
            yield Ratio(identity, figure, ((1, change), (1, level)))
        if not compared:
            for level in fitting(levels, figure, FINAL):
                yield Ratio(identity, figure, ((1, change), (1, level)), less=True)
    yield from _growth(identity, figure, levels)


def _open_rate(identity: Identity, figure: Figure, told: Narrative) -> Iterator[Equation]:
    """A rate right behind its change, where the words leave open which year's the level before them is."""
    change = next((one for one in told.before(name_of(figure), "change", figure.row, BESIDE)), None)
    if change is None or change.fact.versus is not None or not same_section(change.fact, figure.fact):
        return
    level = next(reversed(told.around(change.row, NEAR // 2)), None)
    words = told.between(level, change) if level is not None else None
    if level is None or words is None or "。" in words or "\n" in words or level.unit != change.unit:
        return
    if name_of(level) == name_of(figure) and level.fact.scope == figure.fact.scope:
        yield Ratio(identity, figure, ((1, change), (1, level)))
        yield Ratio(identity, figure, ((1, change), (1, level)), less=True)


def _growth(identity: Identity, figure: Figure, levels: list[Figure]) -> Iterator[Equation]:
    """A rate over last year where both years' levels are printed: this one less that one, over that one."""
    fact = figure.fact
    if fact.versus != "prior_year" or not fact.period:
        return
    last = str(int(fact.period[:4]) - 1) if fact.period[:4].isdigit() else ""
    own = [one for one in levels if _of_year(one, fact.period[:4]) and one.fact.basis in (fact.basis, None)]
    other = [one for one in levels if _of_year(one, last) and fact.versus_basis in (None, one.fact.basis)]
    for this in own[:CANDIDATES]:
        for that in other[:CANDIDATES]:
            if this.unit == that.unit and this.fact.scope == that.fact.scope and this.fact.who == that.fact.who:
                yield Ratio(identity, figure, ((1, this), (1, that)), growth=True)


def _of_year(figure: Figure, year: str) -> bool:
    return bool(figure.fact.period) and (figure.fact.period or "")[:4] == year


def comparison_of(identity: Identity, figure: Figure, told: Narrative) -> Iterator[Equation]:
    sign = identity.words.get(figure.fact.value_text or "")
    nearest = next(reversed(told.around(figure.row)), None)
    if sign is not None:
        for final, compared in pairs(figure, told):
            if nearest is not final and nearest is not compared:
                continue  # the word speaks of what stands between
            yield Comparison(identity, replace(figure, value=Decimal(sign)), ((1, final), (1, compared)))
