"""Changes told in words whose other year only a table prints: 比上年增加3.2万元, where both agree on this year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extract.checks.arithmetic import ZERO, Equation, Ratio, evaluate
from extract.checks.figures import Figure, printed_places
from extract.checks.slips import digits_of
from extract.checks.told import NEAR, Narrative, end_of, name_of, of_part_of_a_year, same_section
from extract.numbers import half_last_digit
from models.identities import Identity

#: Significant digits from which a figure of the narrative and a cell are the same print.
SIGNIFICANT = 3
_PRIOR = "prior_final"
#: What a change may be over.
BUDGETS = ("budget", "initial_budget", "adjusted_budget")
_COMPARED = ("prior_year", *BUDGETS)
_MEASURES = ("change", "change_rate")
_SPENT = ("final", "execution")


def beside_years(identity: Identity, figures: tuple[Figure, ...], told: Narrative) -> Iterator[Equation]:
    """Changes over last year, and their rates, beside the cells of both years in a table; over a budget likewise.

    Of several pairs of cells one that agrees is meant. A contradiction is one only where a single pair of values
    stands there, the level is the nearest before the change, and the words between do not say that they speak
    of something else (``said`` of the identity: 同口径, 其中), or where only its direction is another one, as of
    a budget, which may be the first or the adjusted one. None is looked for where the words print the other
    level themselves.
    """
    cells: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.table and figure.value is not None and figure.fact.measure == "level":
            cells[figure.taxonomy_id or figure.label].append(figure)
    for figure in told.figures:
        level = _level_of(figure, told)
        if level is None:
            continue
        whole = _as_printed(figure)
        pairs = list(_pairs(figure, level, cells[name_of(figure)]))
        possible = [_equation(identity, whole, level, last) for _, last in pairs]
        agreeing = next((one for one in possible if evaluate(one, {}).holds), None)
        if agreeing is not None:
            yield replace(agreeing, choices=len(possible))
        elif len({last.value for _, last in pairs}) == 1 and (
            _is_turned(possible[0])
            or (figure.fact.versus == "prior_year" and _is_meant(identity, figure, level, pairs, told))
        ):
            yield replace(possible[0], choices=len(possible))


def _level_of(figure: Figure, told: Narrative) -> Figure | None:
    """This year's level right before a change, where what it is compared with is not printed beside it."""
    fact = figure.fact
    if fact.measure not in _MEASURES or fact.versus not in _COMPARED or figure.value is None:
        return None
    if (
        of_part_of_a_year(fact)
        or fact.direction == "unknown"
        or fact.qualifier
        or not fact.period
        or not fact.period[:4].isdigit()
    ):
        return None
    if any(_is_the_other(figure, one) for one in told.around(figure.row)):
        return None
    levels = told.before(name_of(figure), "level", figure.row, NEAR // 2)
    level = next((one for one in levels if same_section(one.fact, fact) and one.fact.basis == fact.basis), None)
    if level is None or digits_of(level.value) < SIGNIFICANT:
        return None
    if fact.measure == "change_rate" and level.fact.kind == "percent":
        return None  # 提高2% of a percentage are points as often as a rate
    return level


def _pairs(figure: Figure, level: Figure, cells: list[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """The cells that print a level, each with last year's beside it."""
    for cell in cells:
        if cell.value != level.value or cell.unit != level.unit or _is_the_other(figure, cell):
            continue
        if cell.fact.department != level.fact.department:
            continue
        for other in cells:
            if _is_the_other(figure, other) and _beside(cell, other) and _is_the_basis(figure, other):
                yield cell, other


def _is_the_other(figure: Figure, one: Figure) -> bool:
    """Whether a level is of the year, or of the budget, that a change is over."""
    if figure.fact.versus != "prior_year":
        return one.fact.basis in BUDGETS
    return _is_last_years(one, (figure.fact.period or "")[:4])


def _is_turned(equation: Equation) -> bool:
    """Whether a change is that of the cells but for its direction: 增加 is printed where it is less."""
    turned = replace(equation.whole, value=-(equation.whole.value or ZERO))
    several = digits_of(equation.whole.value) >= SIGNIFICANT
    return several and evaluate(replace(equation, whole=turned), {}).outcome == "exact"


def _is_last_years(figure: Figure, year: str) -> bool:
    period = (figure.fact.period or "")[:4]
    return figure.fact.basis == _PRIOR or (period.isdigit() and int(period) == int(year) - 1)


def _beside(cell: Figure, other: Figure) -> bool:
    """Whether two cells of a table are the same quantity of two years."""
    one, two = cell.fact, other.fact
    return (
        cell.table == other.table
        and cell.code == other.code
        and (cell.row == other.row or cell.col == other.col)
        and (one.flow, one.part, one.fund, one.scope, one.who, cell.unit)
        == (two.flow, two.part, two.fund, two.scope, two.who, other.unit)
    )


def _is_the_basis(figure: Figure, last: Figure) -> bool:
    """Whether a change is one against the basis that the cell has: last year's budget is not what was spent."""
    if figure.fact.versus != "prior_year":
        return True  # a form has one column of a budget
    versus = figure.fact.versus_basis
    basis = "final" if last.fact.basis == _PRIOR else last.fact.basis
    if versus is None:
        versus = figure.fact.basis
    # what was executed and the final account are one: a table calls last year's so, the words as they call this year's
    return versus == basis or (versus in _SPENT and basis in _SPENT)


def _is_meant(
    identity: Identity, figure: Figure, level: Figure, pairs: list[tuple[Figure, Figure]], told: Narrative
) -> bool:
    """Whether a change that does not agree is surely that of the level before it, and of the quantity of the cells."""
    words = told.between(level, figure)
    if words is None or "\n" in words or (identity.said_pattern is not None and identity.said_pattern.search(words)):
        return False
    start, end = end_of(level), figure.row
    between = [one for one in told.figures if start <= one.row < end]
    if any(one.fact.measure != "change" or figure.fact.measure == "change" for one in between):
        return False  # it is the change of what stands between
    one = level.fact
    return all(
        one.fund in (None, cell.fact.fund) and one.flow in (None, cell.fact.flow) and one.scope == cell.fact.scope
        for cell, _ in pairs
    )


def _as_printed(figure: Figure) -> Figure:
    """A change to the precision of its own print: 增加3万元 beside cells of two decimals is rounded."""
    half = half_last_digit(Decimal(1).scaleb(-(printed_places(figure.fact) or 0))) * figure.factor
    return replace(figure, half=max(figure.half, half))


def _equation(identity: Identity, figure: Figure, this: Figure, last: Figure) -> Equation:
    if figure.fact.measure == "change":
        return Equation(identity, figure, ((1, this), (-1, last)))
    return Ratio(identity, figure, ((1, this), (1, last)), growth=True)
