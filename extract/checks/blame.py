"""Who is wrong where an equation is violated: the reading, the print, or the unit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from extract.checks.arithmetic import HUNDRED, Equation, Ratio, Values, evaluate, is_loose, value_of
from extract.checks.scale import same_digits
from extract.types import Blame

#: Factors by which a figure is off when 元 was written under 万元, or 万元 under 亿元.
UNIT_SLIPS = (Decimal(10) ** 4, Decimal(10) ** -4, Decimal(10) ** 8, Decimal(10) ** -8)


def slipped_unit(equation: Equation, values: Values) -> str | None:
    """The fact whose unit, if it slipped, closes the equation; None where none or several would."""
    if isinstance(equation, Ratio):
        return _slipped_part(equation, values)
    if is_loose(equation):
        return None
    found = []
    for figure in equation.operands:
        value = value_of(figure, values)
        if not value:
            continue
        for slip in UNIT_SLIPS:
            outcome = evaluate(equation, {**values, figure.fact.fact_id: value * slip})
            # what is left of a figure that no longer counts is no explanation
            if outcome.holds and abs(value * slip) > (outcome.tolerance or 0):
                found.append(figure.fact.fact_id)
    whole = equation.whole.fact.fact_id
    if whole in found:
        return whole  # with a single part both ends fit; the sum is named
    return found[0] if len(found) == 1 else None


def _slipped_part(equation: Ratio, values: Values) -> str | None:
    """The denominator of a percentage that holds if one of its parts has another unit; which one, a sum has to say."""
    if (figure := equation.whole).value is None or abs(figure.value) < figure.half * 2 * HUNDRED:
        return None
    _, (_, under) = equation.parts
    for slip in UNIT_SLIPS:
        value = value_of(under, values)
        if value and evaluate(equation, {**values, under.fact.fact_id: value * slip}).outcome == "exact":
            return under.fact.fact_id
    return None


def blame(equation: Equation, values: Values, vouched: Mapping[str, int]) -> Blame:
    """The blame of a violation that no repair closes.

    Parameters
    ----------
    vouched : mapping of fact id to int
        How many equations with independent operands hold for the fact. A
        recognised figure for which one does is read rightly.
    """
    if slipped_unit(equation, values) is not None:
        return "unit_slip"
    operands = [figure for figure in equation.operands if value_of(figure, values)]
    if not all(figure.certain for figure in operands) and same_digits(evaluate(equation, values)):
        return "unknown"  # the points of a table may have been lost all together, and its sums still hold
    if (_over_pages(equation) or not all(figure.certain for figure in operands)) and _lacks_parts(equation, values):
        return "unknown"  # a row that recognition missed explains it as well
    if all(figure.certain or figure.read_twice or vouched.get(figure.fact.fact_id) for figure in operands):
        return "document_error"
    return "unknown"


def _over_pages(equation: Equation) -> bool:
    """Whether points stand on several pages: a row between them may have been lost."""
    return equation.identity.per == "scores" and len({figure.page for figure in equation.operands}) > 1


def _lacks_parts(equation: Equation, values: Values) -> bool:
    """Whether a sum over whatever rows a table has falls short of its whole."""
    open_ended = equation.identity.per in ("tree", "scores", "tally") or any(
        part.many for part in equation.identity.parts
    )
    residual = evaluate(equation, values).residual
    return open_ended and residual is not None and residual > 0
