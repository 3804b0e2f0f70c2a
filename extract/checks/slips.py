"""Human slips that explain a contradiction of the print: which single mistake makes the figures agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib import resources

from extract.checks.arithmetic import Equation, Outcome, Ratio, evaluate, is_loose
from extract.checks.figures import TEXT, Figure
from extract.numbers import plain
from models.reading import data_of

#: Significant digits from which two equal figures are no chance.
SIGNIFICANT = 3
#: Characters before a figure within which a neighbour stands that was copied.
NEIGHBOURS = 240
_ITEMS = ("function.", "economy.", "three_public.", "procurement.", "account.expenditure.")
_FUNDS = ("government_fund", "state_capital")


@cache
def slips() -> dict[str, str]:
    """What each slip is called, Chinese beside English (models/slips.yaml)."""
    text = resources.files("models").joinpath("slips.yaml").read_text(encoding="utf-8")
    return {name: f"{words['zh']} / {words['en']}" for name, words in data_of(text)["slips"].items()}


@dataclass(frozen=True)
class Slip:
    """A slip by name, the figure that carries it, and the value that would have agreed (base units)."""

    name: str
    figure: Figure
    instead: Decimal | None = None
    left_out: Figure | None = None

    def told(self) -> str:
        """The slip as a note: 1757.13 → 1757.03 一位数字之差."""
        printed = self.figure.fact.value or self.figure.text
        if self.left_out is not None:
            part = f"{self.left_out.fact.indicator or ''} {self.left_out.fact.value or self.left_out.text}".strip()
            return f"{printed}: {slips()[self.name]} ({part})"
        if self.instead is None:
            return f"{printed}: {slips()[self.name]}"
        return f"{printed} → {plain(self.figure.printed(self.instead).normalize())}: {slips()[self.name]}"


class Slips:
    """Looks for slips with all figures of a document at hand."""

    def __init__(self, figures: Sequence[Figure]):
        self.prints = Counter(figure.value for figure in figures if figure.value)
        self.told = [figure for figure in figures if figure.form == TEXT]
        self.levels = [figure for figure in figures if figure.value and figure.fact.measure == "level"]

    def explain(self, equation: Equation, outcome: Outcome) -> Slip | None:
        """The slip that explains a violated equation; None where none does, or the print leaves several."""
        if outcome.residual is None or outcome.found is None or outcome.expected is None:
            return None
        if isinstance(equation, Ratio):
            found = self._prior(equation) or self._neighbour(equation)
            return found or (self._of_digits(equation) if digits_of(equation.whole.value) > SIGNIFICANT else None)
        if is_loose(equation):
            return None
        for look in (self._added, self._last_year, self._fund, self._neighbour, _left_out, self._of_digits):
            found = look(equation)
            if found is not None:
                return found
        return None

    def _added(self, equation: Equation) -> Slip | None:
        """收、支总计 that is this year's income plus expenditure."""
        for figure in equation.operands:
            if "总计" not in figure.raw_label or figure.form != TEXT or not figure.value:
                continue
            incomes = [f for f in self.levels if f.fact.flow == "income" and "本年收入合计" in f.raw_label]
            outlays = [f for f in self.levels if f.fact.flow == "expenditure" and "本年支出合计" in f.raw_label]
            if any((one.value or 0) + (other.value or 0) == figure.value for one in incomes for other in outlays):
                return Slip("added", figure)
        return None

    def _last_year(self, equation: Equation) -> Slip | None:
        for figure in equation.operands:
            same = [f for f in self.levels if f.fact.basis == "prior_final" and f.value == figure.value]
            if (
                figure.fact.basis != "prior_final"
                and digits_of(figure.value) >= SIGNIFICANT
                and any(f.taxonomy_id == figure.taxonomy_id for f in same)
            ):
                return Slip("last_year", figure)
        return None

    def _prior(self, equation: Ratio) -> Slip | None:
        """A rate that is right over the figure printed as this year's: that one is last year's."""
        if equation.less and evaluate(replace(equation, less=False), {}).outcome == "exact":
            return Slip("last_year", equation.parts[1][1])
        return None

    def _fund(self, equation: Equation) -> Slip | None:
        """A difference that is the total of another fund."""
        residual = abs(evaluate(equation, {}).residual or Decimal(0))
        if not residual:
            return None
        for figure in self.levels:
            of_fund = figure.fact.fund in _FUNDS or (figure.taxonomy_id or "").rsplit(".", 1)[-1] in _FUNDS
            if of_fund and figure.value == residual and "合计" in figure.raw_label + (figure.fact.indicator or ""):
                return Slip("fund", equation.whole)
            if of_fund and figure.value == residual and digits_of(residual) >= SIGNIFICANT:
                return Slip("fund", equation.whole)
        return None

    def printed_right(self, slip: Slip) -> Figure | None:
        """Another figure of the same name that prints the value without the slip."""
        for figure in self.levels:
            if figure.value == slip.instead and figure is not slip.figure and _same_name(figure, slip.figure):
                return figure
        return None

    def _neighbour(self, equation: Equation) -> Slip | None:
        """A figure of the narrative that repeats the one of another indicator right before it."""
        for figure in equation.operands:
            if figure.form != TEXT or digits_of(figure.value) < SIGNIFICANT or not _is_item(figure):
                continue
            before = [f for f in self.told if 0 < figure.row - f.row <= NEIGHBOURS and _is_item(f)]
            if any(
                f.value == figure.value and f.fact.measure == figure.fact.measure and not _same_name(f, figure)
                for f in before
            ):
                return Slip("neighbour", figure)
        return None

    def _of_digits(self, equation: Equation) -> Slip | None:
        """One operand that a single mistake of its digits would make agree; None where several would."""
        found = []
        for figure in equation.operands:
            if not figure.value or figure.fact.kind == "percent":
                continue
            needed = _needed(equation, figure)
            for name, value in _variants(figure):
                if needed is not None and value != needed:
                    continue
                outcome = evaluate(equation, {figure.fact.fact_id: value})
                if outcome.outcome == "exact":
                    found.append(Slip(name, figure, value))
        # a value that is printed in other places too is less likely the wrong one
        rarest = min((self._prints(slip.figure) for slip in found), default=0)
        found = [slip for slip in found if self._prints(slip.figure) == rarest]
        wholes = [slip for slip in found if slip.figure is equation.whole]
        # a wrong total is told by its parts; a digit of a part could be that of any other part
        return wholes[0] if len(wholes) == 1 else found[0] if len(found) == 1 else None

    def _prints(self, figure: Figure) -> int:
        return self.prints[figure.value] if figure.value else 0


def _left_out(equation: Equation) -> Slip | None:
    """A total that is exactly that of its parts without one of them."""
    residual = evaluate(equation, {}).residual or Decimal(0)
    parts = [figure for factor, figure in equation.parts if factor == 1 and figure.value]
    left = [figure for figure in parts if figure.value == -residual]
    if len(parts) < SIGNIFICANT or len(left) != 1 or digits_of(residual) < SIGNIFICANT:
        return None
    return Slip("left_out", equation.whole, left_out=left[0])


def _needed(equation: Equation, figure: Figure) -> Decimal | None:
    """The one value of a figure with which a sum comes out; None of a percentage."""
    residual = evaluate(equation, {}).residual
    if isinstance(equation, Ratio) or residual is None or figure.value is None:
        return None
    return figure.value + sum(factor for factor, other in equation.terms() if other is figure) * residual


def _is_item(figure: Figure) -> bool:
    """Whether a figure is of a 科目: totals of income and expenditure are equal by right."""
    return (figure.taxonomy_id or "").startswith(_ITEMS)


def _same_name(one: Figure, other: Figure) -> bool:
    return (one.taxonomy_id or one.label) == (other.taxonomy_id or other.label)


def _variants(figure: Figure) -> list[tuple[str, Decimal]]:
    """The values that a figure would have without one slip of its digits."""
    value = figure.printed(figure.value or Decimal(0))
    text = plain(abs(value).quantize(Decimal(1).scaleb(-figure.places)))
    sign = -1 if value < 0 else 1
    point = text.find(".")
    bare = text.replace(".", "")
    out: dict[Decimal, str] = {}

    def offer(name: str, digits: str, places: int) -> None:
        if digits:
            out.setdefault(sign * Decimal(digits).scaleb(-places), name)

    places = len(text) - point - 1 if point >= 0 else 0
    for i in range(len(bare) - 1):
        if bare[i] != bare[i + 1]:
            offer("transposed", bare[:i] + bare[i + 1] + bare[i] + bare[i + 2 :], places)
    for i in range(len(bare) - places):
        offer("digit_more", bare[:i] + bare[i + 1 :], places)
    for i, char in enumerate(bare):
        for other in "0123456789":
            if other != char:
                offer("one_digit", bare[:i] + other + bare[i + 1 :], places)
    for i in range(len(bare) - places + 1):
        for other in "123456789" if not i else "0123456789":
            offer("digit_less", bare[:i] + other + bare[i:], places)
    for move in (-1, 1):
        offer("point", bare, places + move)
    return [(name, shown * figure.factor) for shown, name in out.items() if shown != value]


def digits_of(value: Decimal | None) -> int:
    """The significant digits of a value, zeros at its end not counted."""
    return len(value.normalize().as_tuple().digits) if value else 0


def is_slip(printed: Decimal, right: Decimal, places: int) -> bool:
    """Whether a number is another one with two neighbours changed, its point moved, or a digit too many.

    >>> is_slip(Decimal("1757.30"), Decimal("1757.03"), 2)
    True
    """
    if right != round(right, places):
        return False
    if printed == right * 10 or printed * 10 == right:
        return True
    one, other = (f"{value:.{places}f}".replace(".", "") for value in (printed, right))
    if len(one) == len(other) + 1:
        return any(one[:at] + one[at + 1 :] == other for at in range(len(one) - places))
    apart = [at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    neighbours = len(one) == len(other) and len(apart) == 2 and apart[1] == apart[0] + 1
    return neighbours and sorted(one) == sorted(other)
