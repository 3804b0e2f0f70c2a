"""Tables whose scale is in doubt: where a unit or all points are read wrongly, every sum of a table still holds.

A sum says nothing of the scale of its operands. What does is the same quantity in
another table or in the narrative: if the two have the same digits and differ
by a power of ten, one of them is wrong as a whole. Which one, their neighbours say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from extract.checks.arithmetic import Equation, Outcome, evaluate, is_loose
from extract.checks.figures import FEW, TEXT, Figure, printed_places

#: Significant digits from which equal digits of another scale are no chance.
SIGNIFICANT = 2
#: Base units per printed unit from which amounts are printed with decimals: 万元.
COARSE = Decimal(10_000)


def doubted_scales(equations: Sequence[Equation], figures: Iterable[Figure]) -> frozenset[str]:
    """The tables whose own sums vouch for nothing, because their scale is contradicted or cannot be known.

    Parameters
    ----------
    equations : sequence of Equation
        All that were bound; those between a table and another one, or the narrative, are asked.
    figures : iterable of Figure

    Returns
    -------
    frozenset of str
        Table ids.
    """
    votes = _votes(equations)
    by_table: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.table and figure.value and figure.fact.kind == "amount":
            by_table[figure.table].append(figure)
    pointless = {table for table, found in by_table.items() if _lost_points(found)}
    doubted = set()
    for table in by_table:
        sides = [(other, count) for (one, other), count in votes.items() if one == table]
        against = [(other, count["against"]) for other, count in sides if count["against"] > count["for"]]
        agreeing = {other for other, count in sides if count["for"] >= count["against"]}
        if agreeing and against == [(TEXT, 1)]:
            against = []  # each figure of the narrative has a unit of its own that may slip
        if against and len(against) >= len(agreeing) or table in pointless and not agreeing - pointless:
            doubted.add(table)
    return frozenset(doubted)


def same_digits(outcome: Outcome) -> bool:
    """Whether both sides of a violated equation have the same digits: they differ by a power of ten."""
    if outcome.outcome != "violation" or not outcome.expected or not outcome.found:
        return False
    one, other = (value.normalize().as_tuple() for value in (outcome.expected, outcome.found))
    return one.sign == other.sign and one.digits == other.digits and len(one.digits) >= SIGNIFICANT


def _votes(equations: Sequence[Equation]) -> dict[tuple[str, str], Counter[str]]:
    """Per table and neighbour (another table, or the narrative), the equations that bear out its scale and deny it."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for equation in equations:
        places = {figure.table or TEXT for figure in equation.operands}
        if is_loose(equation) or len(places) != 2:
            continue
        outcome = evaluate(equation, {})
        said = "for" if outcome.holds and outcome.non_zero > 1 else "against" if same_digits(outcome) else ""
        if said:
            one, other = sorted(places)
            votes[one, other][said] += 1
            votes[other, one][said] += 1
    return votes


def _lost_points(found: list[Figure]) -> bool:
    """Whether a recognised table of amounts in 万元 prints not one decimal: faint points are lost all together."""
    return (
        len(found) >= FEW
        and not any(figure.certain for figure in found)
        and all(figure.factor >= COARSE and not printed_places(figure.fact) for figure in found)
    )
