"""Equations over figures, and their outcome by interval arithmetic.

Every operand is known to half of the last digit of the finest precision in its
column. What lies within the sum of these halves may be rounding; never a share
of the amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from extract.checks.figures import Figure
from extract.types import CheckOutcome
from models.identities import Identity

#: A sum of rounded operands strays by its standard deviation; beyond twice that a changed digit explains it better.
DEVIATIONS = Decimal(2)
#: Significant digits from which two equal prints are no chance.
SIGNIFICANT = 2
#: Non-zero operands from which an identity inside a form confirms: fewer are a copy, not a sum.
INDEPENDENT = 3

ZERO, HUNDRED = Decimal(0), Decimal(100)
#: Values that stand in for those of figures, by the figure's fact id.
Values = Mapping[str, Decimal]


@dataclass(frozen=True, eq=False)
class Equation:
    """``whole`` equals the sum of factor times figure over ``parts``, and of ``offset`` (base units).

    ``missing`` names the operands that the print does not give: then it is not applicable.
    ``choices`` is how many equations its whole could have been put into; this one was taken because it agrees.
    """

    identity: Identity
    whole: Figure
    parts: tuple[tuple[int, Figure], ...]
    missing: tuple[str, ...] = ()
    offset: Decimal = Decimal(0)
    operands: tuple[Figure, ...] = field(init=False)
    choices: int = field(default=1, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "operands", (self.whole, *(figure for _, figure in self.parts)))

    @property
    def key(self) -> tuple[str, ...]:
        """Orders equations, equal for equal inputs."""
        return (self.identity.id, *(figure.fact.fact_id for figure in self.operands))

    @cached_property
    def as_read(self) -> Outcome:
        """The outcome with the values that were read: asked for many times."""
        return _evaluate(self, {})

    def terms(self) -> tuple[tuple[int, Figure], ...]:
        """All operands with the factor they have when the whole stands on the same side."""
        return ((-1, self.whole), *self.parts)


@dataclass(frozen=True, eq=False)
class Ratio(Equation):
    """``whole`` is a percentage: the first part over the second, times 100.

    ``less``: over the second less the first, which is last year's figure where only the change is printed.
    ``growth``: the first less the second, over the second.
    ``slack``: last digits that it may be off because it is one of several shares that were made to sum to 100.
    """

    less: bool = False
    growth: bool = False
    slack: int = 0


@dataclass(frozen=True, eq=False)
class Comparison(Equation):
    """``whole`` is a word: its value is the sign (1, 0, -1) that the first part less the second has by it."""


@dataclass(frozen=True, eq=False)
class Limit(Equation):
    """``whole`` is at most its only part: points got, and points there are."""


@dataclass(frozen=True, eq=False)
class Product(Equation):
    """``whole`` is its first part times its second, a percentage: points by the rate of execution."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an equation comes to, in base units. ``residual`` is the whole less the sum of its parts."""

    outcome: CheckOutcome
    expected: Decimal | None = None
    found: Decimal | None = None
    residual: Decimal | None = None
    tolerance: Decimal | None = None
    non_zero: int = 0

    @property
    def holds(self) -> bool:
        return self.outcome in ("exact", "rounding")


def value_of(figure: Figure, values: Values) -> Decimal | None:
    """The value of a figure, or what stands in for it."""
    return values.get(figure.fact.fact_id, figure.value)


def evaluate(equation: Equation, values: Values) -> Outcome:
    """The outcome of an equation.

    Parameters
    ----------
    values : mapping of fact id to Decimal
        Values that are tried instead of those read, in base units.
    """
    return _evaluate(equation, values) if values else equation.as_read


def _evaluate(equation: Equation, values: Values) -> Outcome:
    if isinstance(equation, Ratio):
        return _evaluate_ratio(equation, values)
    if isinstance(equation, Comparison):
        return _evaluate_comparison(equation, values)
    if isinstance(equation, Limit):
        return _evaluate_limit(equation, values)
    if isinstance(equation, Product):
        return _evaluate_product(equation, values)
    if equation.missing or len({figure.unit for figure in equation.operands}) > 1:
        return Outcome("not_applicable")
    expected, tolerance, non_zero = equation.offset, ZERO, 0
    for factor, figure in equation.parts:
        value = value_of(figure, values)
        if value is None:
            return Outcome("not_applicable")
        expected += factor * value
        if value:
            tolerance += figure.half
            non_zero += 1
    found = value_of(equation.whole, values)
    if found is None:
        return Outcome("not_applicable")
    if found:
        tolerance += equation.whole.half
        non_zero += 1
    residual = found - expected
    if not residual:
        return Outcome("exact", expected, found, residual, tolerance, non_zero)
    # in two units: the coarser print may be a sum of parts that were rounded to it
    printed_in = {figure.factor for figure in equation.operands if figure.value}
    if len(printed_in) > 1:
        tolerance += 2 * max(figure.half for figure in equation.operands)
    outcome: CheckOutcome = "rounding" if abs(residual) <= tolerance and non_zero > 1 else "violation"
    return Outcome(outcome, expected, found, residual, tolerance, non_zero)


def _evaluate_ratio(equation: Ratio, values: Values) -> Outcome:
    """A percentage against its operands; exact where the quotient rounds to the print."""
    (_, over), (_, under) = equation.parts
    printed, top, bottom = (value_of(figure, values) for figure in (equation.whole, over, under))
    if printed is None or top is None or bottom is None:
        return Outcome("not_applicable")
    half_bottom = under.half
    if equation.less:  # the base is not printed: this year's figure less the change
        bottom, half_bottom = bottom - top, under.half + over.half
    if bottom <= half_bottom or over.unit != under.unit:
        return Outcome("not_applicable")
    if equation.growth:
        top -= bottom
    expected = HUNDRED * top / bottom
    half_top = over.half + half_bottom if equation.growth else over.half
    ends = [HUNDRED * (top + a) / (bottom + b) for a in (-half_top, half_top) for b in (-half_bottom, half_bottom)]
    stray = max(abs(end - expected) for end in ends)
    tolerance = equation.whole.half + stray
    last = equation.whole.half * 2
    residual = printed - expected
    non_zero = sum(1 for value in (printed, top, bottom) if value)
    outcome: CheckOutcome = "violation"
    if abs(residual) <= equation.whole.half:
        outcome = "exact"
    elif abs(residual) <= tolerance or _cut_off(printed, expected, last) or abs(residual) < equation.slack * last:
        outcome = "rounding"
    digits = Decimal(1).scaleb(-equation.whole.places - 2)
    return Outcome(
        outcome,
        expected.quantize(digits),
        printed,
        residual.quantize(digits),
        tolerance.quantize(digits),
        non_zero,
    )


def _cut_off(printed: Decimal, expected: Decimal, last: Decimal) -> bool:
    """Whether a percentage was cut off behind its last digit instead of rounded."""
    return printed.is_signed() == expected.is_signed() and 0 <= abs(expected) - abs(printed) < last


def _evaluate_comparison(equation: Comparison, values: Values) -> Outcome:
    """A word against the difference that it names."""
    (_, one), (_, other) = equation.parts
    found, expected, sign = value_of(one, values), value_of(other, values), equation.whole.value
    if found is None or expected is None or sign is None or one.unit != other.unit:
        return Outcome("not_applicable")
    residual, tolerance = found - expected, one.half + other.half
    outcome: CheckOutcome = "violation"
    if residual.compare(ZERO) == sign:
        outcome = "exact"
    elif not sign and abs(residual) <= tolerance:
        outcome = "rounding"
    return Outcome(outcome, expected, found, residual, tolerance, sum(1 for value in (found, expected) if value))


def _evaluate_limit(equation: Limit, values: Values) -> Outcome:
    """Holds up to the limit, itself included."""
    found, limit = value_of(equation.whole, values), value_of(equation.parts[0][1], values)
    if found is None or limit is None:
        return Outcome("not_applicable")
    outcome: CheckOutcome = "exact" if found <= limit else "violation"
    return Outcome(outcome, limit, found, found - limit, ZERO, sum(1 for value in (found, limit) if value))


def _evaluate_product(equation: Product, values: Values) -> Outcome:
    """Points against points there are times a percentage, to the last digit printed, rounded or cut off."""
    found, points, rate = (value_of(figure, values) for figure in equation.operands)
    if equation.missing or found is None or points is None or rate is None:
        return Outcome("not_applicable")
    expected = points * rate / HUNDRED
    tolerance = equation.whole.half + points * equation.parts[1][1].half / HUNDRED
    residual = found - expected
    outcome: CheckOutcome = "violation"
    if abs(residual) <= tolerance or _cut_off(found, expected, equation.whole.half * 2):
        outcome = "rounding" if residual else "exact"
    return Outcome(outcome, expected, found, residual, tolerance, sum(1 for value in (found, points, rate) if value))


def is_loose(equation: Equation) -> bool:
    """Whether the whole says little about the last digits of the parts: a percentage, a word."""
    return isinstance(equation, Ratio | Comparison | Limit | Product)


def vouched_by(equation: Equation) -> tuple[Figure, ...]:
    """The figures that an agreement vouches for: of a loose one the whole alone."""
    return (equation.whole,) if is_loose(equation) else equation.operands


def confirms(equation: Equation, outcome: Outcome) -> bool:
    """Whether the agreement vouches for the operands.

    An exact sum does from three non-zero operands on, a second reading always.
    A sum that agrees within rounding does where rounding is the best
    explanation: the stray is one that sums of so many operands have.
    """
    if isinstance(equation, Comparison):
        return outcome.outcome == "exact"
    if isinstance(equation, Limit | Product):
        return False  # many figures keep within a limit; points are graded as their givers like
    if equation.identity.relation == "compared":
        return False  # the cells were chosen because they agree
    if isinstance(equation, Ratio):
        (_, over), (_, under) = equation.parts
        if equation.whole.fact.measure == "share" and not equation.whole.certain and (outcome.found or ZERO) > HUNDRED:
            return False  # no part is more than its whole: its point and that of a level were lost together
        return outcome.outcome == "exact" and outcome.non_zero == INDEPENDENT and over.value != under.value
    if equation.identity.per == "tally":
        return False  # a table that nobody knows adds up; what its columns are of, that does not say
    if equation.identity.second_reading:
        # the same figure in the same precision is the same print; a stray of one cent is not agreement
        return outcome.outcome == "exact" and outcome.non_zero > 1 and _digits(equation.whole) >= SIGNIFICANT
    if outcome.non_zero < INDEPENDENT:
        return False
    if outcome.outcome == "exact":
        return True
    return outcome.outcome == "rounding" and rounding_explains(equation, outcome)


def _digits(figure: Figure) -> int:
    """Significant digits of a figure, trailing zeros not counted."""
    return len(figure.value.normalize().as_tuple().digits) if figure.value else 0


def is_stray(equation: Equation, outcome: Outcome) -> bool:
    """Whether two prints of one quantity differ, if only by rounding, in a column of one precision."""
    return (
        outcome.outcome == "rounding"
        and outcome.non_zero < INDEPENDENT
        and not is_loose(equation)
        and len({figure.half for figure in equation.operands if figure.value}) == 1
    )


def rounding_explains(equation: Equation, outcome: Outcome) -> bool:
    """Whether rounding explains a residual better than one changed digit of one operand.

    A rounded operand is off by a uniform error of half its last digit: the
    variance is a third of the half squared, and variances add.
    """
    if outcome.residual is None:
        return False
    if not all(figure.certain for figure in equation.operands):
        # a recognised digit that reads as its neighbour moves the sum just as far
        return False
    variance = sum((figure.half**2 / 3 for figure in equation.operands if figure.value), ZERO)
    return outcome.residual**2 <= DEVIATIONS**2 * variance
