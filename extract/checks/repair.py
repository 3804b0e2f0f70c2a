"""Repairs: the smallest edits of doubtful readings that satisfy every identity they take part in.

An exact search per connected group of figures: a group is made of violated
equations that share doubtful figures. An explanation changes figures, one edit
each, until every equation of the group holds, or leaves an equation open at
the cost of a mistake in the print. A figure is mended where the best
explanation and all that are nearly as good agree on its value; else nothing is
said. A repair never overwrites: it is a value beside the one read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extract.checks.arithmetic import Equation, Outcome, evaluate, is_loose, is_stray, value_of
from extract.checks.edits import DIGIT_RULES, Edit, edits, forced
from extract.checks.figures import Figure

#: Rounds of mending: a mended figure may make another one's mending unique.
ROUNDS = 4
#: How much dearer every other explanation has to be before one counts as unique (natural logarithm of the odds).
MARGIN = 2
#: What it costs to leave an equation open: the print itself is wrong there, or the identity does not apply.
PRINT_WRONG = 8
#: What it costs that an equation of the group then holds by rounding only.
ROUNDED = 1
#: Equations that have to come out exactly for a changed digit; a sum alone can be made good by many digits.
WITNESSES = 2
#: Figures that one explanation changes, and equations of a group, at most; larger groups are left to the queue.
CHANGES, LARGEST = 4, 12
#: Steps of the search, for one group and for a document.
STEPS, ALL_STEPS = 400, 3_000

Names = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Repair:
    """A proposed value for one figure and the equations that speak for it."""

    figure: Figure
    edit: Edit
    closes: tuple[Equation, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One figure takes another value; ``closes`` are the open equations that then hold."""

    figure: Figure
    edit: Edit
    closes: frozenset[int]

    @property
    def name(self) -> str:
        return self.figure.fact.fact_id


@dataclass(frozen=True, slots=True)
class Explanation:
    """Moves that close a group, and what they cost together with the equations left open."""

    cost: int
    moves: tuple[Move, ...]


@dataclass
class _Group:
    """The open equations of one search, and how many steps it took."""

    equations: list[int]
    found: list[Explanation] = field(default_factory=list)
    best: int = 0
    steps: int = 0


class Repairer:
    """Searches repairs over all equations of a document.

    Attributes
    ----------
    values : dict of fact id to Decimal
        The values of the repaired figures, in base units.
    bounded : int
        Groups that were left because the search reached its bound.
    """

    def __init__(self, equations: Sequence[Equation]):
        self.equations = [equation for equation in equations if not equation.missing]
        self.by_figure: dict[str, list[int]] = defaultdict(list)
        for index, equation in enumerate(self.equations):
            for figure in equation.operands:
                self.by_figure[figure.fact.fact_id].append(index)
        self.values: Names = {}
        self.repairs: list[Repair] = []
        self.bounded = 0
        self.steps = 0
        self._edits: dict[str, tuple[Edit, ...]] = {}

    def run(self) -> list[Repair]:
        """All repairs that are unique, in the order in which they became so."""
        for _ in range(ROUNDS):
            before = len(self.repairs)
            self.bounded = 0
            for group in self._groups():
                self._solve(group)
            self._mend_loose()
            if len(self.repairs) == before:
                break
        return self.repairs

    def _groups(self) -> list[_Group]:
        """Open equations joined by the figures that may be to blame."""
        of_open = [index for index in range(len(self.equations)) if self._open(index, {})]
        joined: dict[int, int] = {index: index for index in of_open}

        def root(index: int) -> int:
            while joined[index] != index:
                joined[index] = joined[joined[index]]
                index = joined[index]
            return index

        by_suspect: dict[str, int] = {}
        for index in of_open:
            for figure in self._suspects(index, {}):
                # a figure without a single edit that helps does not tie equations together
                if any(True for _ in self._moves_of(figure, {})):
                    first = by_suspect.setdefault(figure.fact.fact_id, index)
                    joined[root(index)] = root(first)
        groups: dict[int, _Group] = {}
        for index in of_open:
            groups.setdefault(root(index), _Group([])).equations.append(index)
        return list(groups.values())

    def _solve(self, group: _Group) -> None:
        """Accept what all explanations of a group that are nearly best agree on."""
        if len(group.equations) > LARGEST:
            self._strong_alone(group)
            return
        if self.steps > ALL_STEPS:
            self.bounded += 1
            return
        group.best = PRINT_WRONG * len(group.equations)
        group.found.append(Explanation(group.best, ()))
        self._search(group, frozenset(group.equations), {}, (), 0)
        self.steps += group.steps
        if group.steps > STEPS:
            self.bounded += 1
            self._strong_alone(group)
            return
        near = [one for one in group.found if one.cost < group.best + MARGIN]
        best = min(near, key=lambda one: (one.cost, len(one.moves), [move.name for move in one.moves]))
        for move in best.moves:
            agreed = all(any(m.name == move.name and m.edit.value == move.edit.value for m in o.moves) for o in near)
            if agreed:
                self._accept(move, {other.name: other.edit.value for other in best.moves})

    def _search(self, group: _Group, left: frozenset[int], tried: Names, moves: tuple[Move, ...], cost: int) -> None:
        """Depth first over the explanations that cost less than the best found so far and the margin."""
        group.steps += 1
        if group.steps > STEPS or cost >= group.best + MARGIN:
            return
        if not left:
            values = {**self.values, **tried}
            outcomes = (evaluate(self.equations[index], values).outcome for index in group.equations)
            cost += ROUNDED * sum(1 for outcome in outcomes if outcome == "rounding")
            group.found.append(Explanation(cost, moves))
            group.best = min(group.best, cost)
            return
        options = {index: list(self._moves(index, left, tried)) if len(moves) < CHANGES else [] for index in left}
        index = min(left, key=lambda index: (len(options[index]), index))
        for move in sorted(options[index], key=lambda move: (-len(move.closes), move.edit, move.name)):
            self._search(
                group,
                left - move.closes,
                {**tried, move.name: move.edit.value},
                (*moves, move),
                cost + move.edit.cost,
            )
        for wrong in self._printed_wrong(index, left):
            self._search(group, left - wrong, tried, moves, cost + PRINT_WRONG)

    def _printed_wrong(self, index: int, left: frozenset[int]) -> set[frozenset[int]]:
        """What one mistake of the print may leave open: this equation, and all others of one of its figures."""
        return {
            frozenset(self.by_figure[figure.fact.fact_id]) & left | {index} for figure in self.equations[index].operands
        }

    def _moves(self, index: int, left: frozenset[int], tried: Names) -> Iterator[Move]:
        """The moves of an equation's suspects that close it, or another open one, and break none."""
        for figure in self._suspects(index, tried):
            for move in self._moves_of(figure, tried):
                if move.closes & left:
                    yield move

    def _moves_of(self, figure: Figure, tried: Names) -> Iterator[Move]:
        values = {**self.values, **tried}
        name = figure.fact.fact_id
        of = self.by_figure[name]
        open_ = [index for index in of if self._open(index, tried)]
        for edit in self._edits_of(figure, open_, values):
            changed = {**values, name: edit.value}
            closes = []
            for index in of:
                equation = self.equations[index]
                outcome = evaluate(equation, changed)
                if outcome.outcome == "violation" or is_stray(equation, outcome):
                    if index not in open_ and not is_loose(equation):
                        break
                    if index not in open_ and evaluate(equation, values).holds:
                        break
                elif index in open_ and outcome.holds:
                    closes.append(index)
            else:
                if closes:
                    yield Move(figure, edit, frozenset(closes))

    def _edits_of(self, figure: Figure, open_: list[int], values: Names) -> Iterator[Edit]:
        """The edits of a figure that may close one of its open equations."""
        name = figure.fact.fact_id
        if name not in self._edits:
            self._edits[name] = edits(figure)
        needed = [self._needed(self.equations[index], figure, values) for index in open_]
        for edit in self._edits[name]:
            if any(one is not None and abs(edit.value - one[0]) <= one[1] for one in needed):
                yield edit
        if figure.value is None and not figure.text.strip():
            for value in sorted({one[0] for one in needed if one is not None}):
                printed = figure.printed(value)
                if value > 0 and -int(printed.normalize().as_tuple().exponent) <= figure.places:
                    yield forced(figure, value)

    def _needed(self, equation: Equation, figure: Figure, values: Names) -> tuple[Decimal, Decimal] | None:
        """The value that a figure needs for an equation to hold, and how far it may stray."""
        total, tolerance, own = equation.offset, Decimal(0), 0
        for factor, other in equation.terms():
            if other.fact.fact_id == figure.fact.fact_id:
                own += factor
                tolerance += figure.half
                continue
            value = value_of(other, values)
            if value is None:
                return None
            total += factor * value
            tolerance += other.half if value else Decimal(0)
        return (-total * own, tolerance) if abs(own) == 1 else None

    def _open(self, index: int, tried: Names) -> bool:
        """Whether an equation is violated, or lacks the value of one figure that was not read."""
        equation = self.equations[index]
        if is_loose(equation):
            return False
        values = {**self.values, **tried}
        unread = sum(1 for figure in equation.operands if value_of(figure, values) is None)
        if unread:
            return unread == 1
        outcome = evaluate(equation, values).outcome
        if outcome == "rounding" and not tried:
            # other places than the column prints are no rounding: recognition lost a digit or read one too many
            names = (figure.fact.fact_id for figure in equation.operands if figure.odd)
            return any(name not in self.values for name in names)
        return outcome == "violation"

    def _suspects(self, index: int, tried: Names) -> Iterator[Figure]:
        """The operands that may have been misread: of an equation with an unread one, that one."""
        values = {**self.values, **tried}
        operands = self.equations[index].operands
        unread = [figure for figure in operands if value_of(figure, values) is None]
        for figure in unread or operands:
            if figure.doubtful and figure.fact.fact_id not in values:
                yield figure

    def _strong_alone(self, group: _Group) -> None:
        """In a group too large to search: moves that close two equations where no other move does."""
        found: dict[tuple[str, Decimal], Move] = {}
        for index in group.equations:
            for figure in self._suspects(index, {}):
                for move in self._moves_of(figure, {}):
                    if len(move.closes) >= WITNESSES and move.edit.cost + MARGIN <= PRINT_WRONG:
                        found[(move.name, move.edit.value)] = move
        accepted = []
        for move in found.values():
            rivals = [o for o in found.values() if o is not move and len(o.closes & move.closes) >= WITNESSES]
            if all(rival.edit.cost >= move.edit.cost + MARGIN for rival in rivals):
                accepted.append(move)
        for move in sorted(accepted, key=lambda move: (-len(move.closes), move.edit, move.name)):
            if all(self._open(index, {}) for index in move.closes):
                self._accept(move, {})
        if not accepted:
            self.bounded += 1

    def _accept(self, move: Move, others: Names) -> None:
        """Take a repair that enough equations vouch for."""
        if move.edit.cost > PRINT_WRONG - MARGIN and len(move.closes) < WITNESSES:
            return
        if self._witnesses(move.figure, {**self.values, **others, move.name: move.edit.value}) < self._asked(move):
            return
        self.values[move.name] = move.edit.value
        closes = tuple(self.equations[index] for index in self.by_figure[move.name])
        self.repairs.append(Repair(move.figure, move.edit, closes))

    @staticmethod
    def _asked(move: Move) -> int:
        return WITNESSES if move.edit.rule in DIGIT_RULES or move.edit.rule == "forced" else 1

    def _witnesses(self, figure: Figure, values: Names) -> int:
        """The sums that come out exactly with a figure's new value, over non-zero operands."""
        outcomes = (
            (self.equations[index], evaluate(self.equations[index], values))
            for index in self.by_figure[figure.fact.fact_id]
        )
        return sum(1 for equation, outcome in outcomes if not is_loose(equation) and _witness(outcome))

    def _mend_loose(self) -> None:
        """Percentages whose point was lost, where the figures they are made of are not in doubt themselves."""
        for equation in self.equations:
            whole = equation.whole
            if not is_loose(equation) or not whole.doubtful or whole.fact.fact_id in self.values or whole.value is None:
                continue
            if evaluate(equation, self.values).outcome != "violation":
                continue
            name = whole.fact.fact_id
            if name not in self._edits:
                self._edits[name] = edits(whole)
            fitting = [
                edit
                for edit in self._edits[name]
                if edit.rule not in DIGIT_RULES
                and evaluate(equation, {**self.values, name: edit.value}).outcome == "exact"
            ]
            parts_hold = all(self._vouched(figure) for _, figure in equation.parts)
            if len(fitting) == 1 and parts_hold:
                self.values[name] = fitting[0].value
                self.repairs.append(Repair(whole, fitting[0], (equation,)))

    def _vouched(self, figure: Figure) -> bool:
        """Whether a sum or a second print speaks for a figure, and none against it."""
        outcomes = [
            evaluate(self.equations[index], self.values)
            for index in self.by_figure[figure.fact.fact_id]
            if not is_loose(self.equations[index])
        ]
        return any(_witness(one) for one in outcomes) and all(one.outcome != "violation" for one in outcomes)


def _witness(outcome: Outcome) -> bool:
    return outcome.outcome == "exact" and outcome.non_zero > 1
