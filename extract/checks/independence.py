"""Whom agreements vouch for: a figure is borne out only where its equation would break if it alone were wrong."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from extract.checks.arithmetic import ZERO, Equation, is_loose, vouched_by
from extract.checks.figures import Figure

#: A whole and its part that differ by less than this share are one figure read twice: a digit misread alike in both
#: leaves their difference as it was.
COPY = Decimal("0.01")
#: Values that a recognised percentage could have, for each pair of levels it may be of, until agreement is no chance.
CHOICES = 100
#: Decimal places that are compared.
PLACES = 2


def borne_out(agreeing: Sequence[Equation], conflict: Collection[str] = ()) -> set[str]:
    """The fact ids of the non-zero figures that agreeing equations vouch for.

    A doubted cell is borne out by an equation in which no other operand is open
    to doubt: two doubted readings may be wrong together, and what moved a
    whole row into its neighbour's columns keeps its sums.

    Parameters
    ----------
    agreeing : sequence of Equation
    conflict : collection of str
        The facts that other equations contradict.
    """
    sure: set[str] = set()
    waiting = [(equation, _vouched(equation, conflict)) for equation in agreeing]
    grown = True
    while grown:
        grown = False
        for equation, figures in waiting:
            open_ = [f.fact.fact_id for f in equation.operands if f.value and f.unsure and f.fact.fact_id not in sure]
            for figure in figures:
                name = figure.fact.fact_id
                if name not in sure and (not figure.unsure or open_ == [name]):
                    sure.add(name)
                    grown = True
    return sure


def _vouched(equation: Equation, conflict: Collection[str]) -> list[Figure]:
    figures = [figure for figure in vouched_by(equation) if figure.value]
    if is_loose(equation):
        whole = equation.whole
        chance = not whole.certain and whole.fact.kind == "percent" and _possible(whole) < CHOICES * equation.choices
        return [] if chance else figures
    if equation.identity.second_reading:
        return [] if any(_one_print(equation.whole, other) for _, other in equation.parts) else figures
    if all(figure.certain for figure in equation.operands):
        return figures
    terms = [(factor * (figure.value or ZERO), figure) for factor, figure in equation.terms()]
    return [figure for value, figure in terms if value and not any(_cancel(value, figure, *o, conflict) for o in terms)]


def _one_print(one: Figure, other: Figure) -> bool:
    """Whether two figures stand in one place of a page: a cell that was read as a line of text too."""
    if one.bbox is None or other.bbox is None or one.page != other.page:
        return False
    return one.bbox.contains_point(*other.bbox.centre) or other.bbox.contains_point(*one.bbox.centre)


def _cancel(value: Decimal, figure: Figure, other: Decimal, twin: Figure, conflict: Collection[str]) -> bool:
    """Whether a digit that both figures have may have been misread alike in both, without the sum noticing.

    They stand on opposite sides of it, and are one figure but for a trifle, or
    share a digit where the other one is contradicted elsewhere.
    """
    if value * other >= 0:
        return False
    if abs(value + other) < COPY * max(abs(value), abs(other)):
        return True
    return twin.fact.fact_id in conflict and _share_a_digit(figure.printed(value), twin.printed(other))


def _share_a_digit(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers have a digit in the same place.

    >>> _share_a_digit(Decimal("530.25"), Decimal("630.00"))
    True
    """
    left, right = (f"{abs(value):.{PLACES}f}".partition(".") for value in (one, other))
    pairs = (*zip(reversed(left[0]), reversed(right[0]), strict=False), *zip(left[2], right[2], strict=False))
    return any(a == b for a, b in pairs)


def _possible(figure: Figure) -> Decimal:
    """How many values a figure of these places could have up to its own."""
    return abs(figure.value or ZERO) / (figure.half * 2) if figure.half else Decimal(CHOICES)
