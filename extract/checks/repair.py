"""Repairs: the smallest edit of one doubtful reading that satisfies every identity it takes part in.

Unique or not at all. A repair never overwrites: it is a value beside the one read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.checks.arithmetic import Equation, Outcome, evaluate, is_loose, is_stray, value_of
from extract.checks.edits import CONFUSABLE, Edit, edits, one_digit_apart
from extract.checks.figures import Figure

#: Rounds of mending: a mended figure may make another one's mending unique.
ROUNDS = 4
#: How much dearer another explanation has to be before a repair counts as unique.
MARGIN = 1
#: Equations that have to speak for a changed digit.
WITNESSES = 2


@dataclass(frozen=True, slots=True)
class Repair:
    """A proposed value for one figure and the equations that speak for it."""

    figure: Figure
    edit: Edit
    closes: tuple[Equation, ...]


class Repairer:
    """Searches repairs over all equations of a document.

    Attributes
    ----------
    values : dict of fact id to Decimal
        The values of the repaired figures, in base units.
    """

    def __init__(self, equations: Sequence[Equation]):
        self.equations = equations
        self.by_figure: dict[str, list[Equation]] = defaultdict(list)
        for equation in equations:
            if not equation.missing:
                for figure in equation.operands:
                    self.by_figure[figure.fact.fact_id].append(equation)
        self.values: dict[str, Decimal] = {}
        self.repairs: list[Repair] = []
        self._edits: dict[str, tuple[Edit, ...]] = {}

    def run(self) -> list[Repair]:
        """All repairs that are unique, in the order in which they became so."""
        for _ in range(ROUNDS):
            before = len(self.repairs)
            for equation in self.equations:
                repair = self._of(equation)
                if repair is not None:
                    self.values[repair.figure.fact.fact_id] = repair.edit.value
                    self.repairs.append(repair)
            if len(self.repairs) == before:
                break
        return self.repairs

    def _of(self, equation: Equation) -> Repair | None:
        """The one repair that mends an equation which is violated or has one unreadable operand."""
        if equation.missing:
            return None
        unread = [figure for figure in equation.operands if value_of(figure, self.values) is None]
        if len(unread) > 1:
            return None
        if unread:
            suspects = unread
        elif evaluate(equation, self.values).outcome == "violation":
            suspects = [
                figure for figure in equation.operands if figure.doubtful and figure.fact.fact_id not in self.values
            ]
        else:
            return None
        fixes = [(edit.cost, figure, edit) for figure in suspects for edit in self._fitting(figure)]
        if not fixes:
            return None
        fixes.sort(key=lambda fix: (fix[0], fix[1].fact.fact_id, fix[2]))
        cost, figure, edit = fixes[0]
        if any(other[0] <= cost + MARGIN for other in fixes[1:] if other[1] is not figure):
            return None
        if any(other[0] == cost for other in fixes[1:]):
            return None
        if not unread and self._another_digit_would_do(equation, figure, suspects):
            return None
        return Repair(figure, edit, tuple(self.by_figure[figure.fact.fact_id]))

    def _fitting(self, figure: Figure) -> list[Edit]:
        """The edits of a figure after which all its equations hold, enough of them exactly over non-zero operands.

        A changed digit needs two witnesses: a single sum can be made good by a digit of any of its operands.
        """
        name = figure.fact.fact_id
        if name not in self._edits:
            self._edits[name] = edits(figure)
        fitting = []
        for edit in self._edits[name]:
            outcomes = self._outcomes(figure, edit.value)
            if outcomes is None:
                continue
            witnesses = sum(1 for outcome in outcomes if outcome.outcome == "exact" and outcome.non_zero > 1)
            if witnesses >= (WITNESSES if edit.rule == CONFUSABLE else 1):
                fitting.append(edit)
        return fitting

    def _outcomes(self, figure: Figure, value: Decimal) -> list[Outcome] | None:
        """The outcomes of all equations of a figure that can be computed, or None where one does not hold.

        Two prints of one quantity that differ by a last digit do not hold here:
        that is what a misread digit looks like.
        """
        name = figure.fact.fact_id
        tried = {**self.values, name: value}
        outcomes = []
        for equation in self.by_figure[name]:
            outcome = evaluate(equation, tried)
            if outcome.outcome == "violation" or is_stray(equation, outcome):
                return None
            outcomes.append(outcome)
        return outcomes

    def _another_digit_would_do(self, equation: Equation, mended: Figure, suspects: list[Figure]) -> bool:
        """Whether any one changed digit of another doubtful operand closes the equation as well."""
        outcome = evaluate(equation, self.values)
        if outcome.residual is None or is_loose(equation):
            return False
        for factor, figure in equation.terms():
            if figure is mended or all(figure is not suspect for suspect in suspects):
                continue
            value = value_of(figure, self.values)
            if value is None:
                continue
            needed = value + factor * outcome.residual
            if not one_digit_apart(figure.printed(value), figure.printed(needed)):
                continue
            if self._outcomes(figure, needed) is not None:
                return True
        return False
