"""Figures of the narrative that are those of a table, or of another place of the narrative, but for a writer's slip.

Where the scope or the fund of a name is open, a difference alone says nothing. Two digits that
changed places, a unit taken for another or a moved point hardly come about by chance.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from extract.checks.arithmetic import Equation
from extract.checks.blame import UNIT_SLIPS
from extract.checks.figures import TEXT, Figure, printed_places
from extract.checks.restated import FINAL
from extract.checks.slips import digits_of, is_slip
from extract.checks.told import NEAR, Narrative, of_part_of_a_year
from models import taxonomy
from models.identities import Identity

#: Significant digits from which a slip is no chance: of a unit, of counts, of amounts, and one other digit.
UNIT, COUNTED, SIGNIFICANT, MANY = 2, 3, 4, 6
#: Characters of a name that stands in a sentence, and of one that two figures share, at least.
SAID, SHARED = 4, 3
_KINDS = frozenset({"amount", "participants", "quantity"})
#: What a row is called that names nothing.
_NAMELESS = re.compile(r".*(合计|总计|小计)|金额|数量|人数|本年数|其他.*")
#: What a table puts behind the name of a count and a sentence mostly does not.
_COUNT = re.compile(r"(人次|人数|次数|户数|座数|个数|批次|数量|总数|数)$")
_LAST_YEAR = re.compile(r"上年|去年|前年|较|比")
_PRIOR = "prior_final"


class _Prints:
    """The levels of a document by what they are called and by their digits."""

    def __init__(self, figures: Iterable[Figure]):
        self.by_name: dict[tuple[str | None, str], list[Figure]] = defaultdict(list)
        self.by_digits: dict[tuple[str | None, str], list[Figure]] = defaultdict(list)
        self.values: dict[tuple[str | None, Decimal | None], set[bool]] = defaultdict(set)
        for figure in figures:
            if not _is_level(figure):
                continue
            for name in _names(figure):
                self.by_name[(figure.unit, name)].append(figure)
            self.values[(figure.unit, figure.value)].add(figure.form == TEXT)
            if figure.form != TEXT:
                self.by_digits[(figure.unit, _sorted_digits(figure))].append(figure)
        #: tables that the narrative agrees with somewhere, so that their unit is what it says
        self.borne_out: set[str | None] = {
            one.table
            for same in self.by_name.values()
            for one in same
            if one.table and any(other.form == TEXT and other.value == one.value for other in same)
        }
        self.borne_out |= {
            one.table
            for same in self.by_digits.values()
            for one in same
            if digits_of(one.value) >= SIGNIFICANT and True in self.values[(one.unit, one.value)]
        }

    def called_alike(self, figure: Figure) -> list[Figure]:
        """The other prints of a figure's name and unit."""
        found = {
            one.fact.fact_id: one
            for name in _names(figure)
            for one in self.by_name[(figure.unit, name)]
            if one is not figure
        }
        return list(found.values())


def named(identity: Identity, figures: tuple[Figure, ...], told: Narrative) -> Iterator[Equation]:
    """Every level of the narrative beside the print that it is but for a slip, where none agrees with it."""
    prints = _Prints(figures)
    once = frozenset(id for operand in identity.same_as for id in operand.ids)
    for figure in told.levels:
        if not _is_level(figure):
            continue
        alike = prints.called_alike(figure)
        meant = next(
            (
                look
                for look in (
                    _slipped(figure, alike, prints, once, told),
                    _last_year(figure, alike, told),
                    _said_before(figure, prints, told),
                )
                if look is not None
            ),
            None,
        )
        if meant is not None:
            yield Equation(identity, figure, ((1, meant),))


def _is_level(figure: Figure) -> bool:
    fact = figure.fact
    return (
        fact.measure == "level"
        and fact.kind in _KINDS
        and figure.certain
        and not fact.qualifier
        and figure.value is not None
        and figure.value > 0
    )


def _names(figure: Figure) -> set[str]:
    if figure.taxonomy_id:
        return {figure.taxonomy_id}
    name = taxonomy.fold(figure.fact.indicator or "")
    return {name} if len(name) >= SHARED and not _NAMELESS.fullmatch(name) else set()


def _slipped(
    figure: Figure, alike: list[Figure], prints: _Prints, once: frozenset[str], told: Narrative
) -> Figure | None:
    """The print of the same name and meaning that a slip of the writer makes this figure."""
    if any(_same_value(figure, other) for other in alike):
        return None
    for other in alike:
        if not _means_the_same(figure, other) or (other.form == TEXT and not _earlier(other, figure)):
            continue
        if told.with_another(figure, [other]):
            continue
        if _is_slip(figure, other) or (figure.taxonomy_id in once and _one_digit(figure, other)):
            return other
        if other.table in prints.borne_out and _unit_slip(figure, other):
            return other
    return None


def _same_value(one: Figure, other: Figure) -> bool:
    """The same value, to the precision of the coarser print."""
    off = abs((one.value or Decimal(0)) - (other.value or Decimal(0)))
    return not off or (one.factor != other.factor and off <= 3 * max(one.half, other.half))


def _earlier(other: Figure, figure: Figure) -> bool:
    """Whether a print of the narrative stands well before: close to each other names are shared by mistake."""
    return figure.row - other.row > NEAR and other.fact.indicator == figure.fact.indicator


def _means_the_same(figure: Figure, other: Figure) -> bool:
    one, two = figure.fact, other.fact
    if not (two.basis in FINAL if one.basis in FINAL else two.basis == one.basis):
        return False
    if one.period and two.period and one.period[:4] != two.period[:4]:
        return False
    if one.period != two.period and (of_part_of_a_year(one) or of_part_of_a_year(two)):
        return False
    if one.fiscal_year != two.fiscal_year or one.department != two.department:
        return False
    by_part = (figure.taxonomy_id or "").startswith("function.")
    if by_part and two.part not in (None, "total", one.part):
        return False
    if two.scope not in (None, one.scope) or (other.form == TEXT and two.scope != one.scope):
        return False
    return all(
        mine is None or its is None or mine == its
        for mine, its in ((one.fund, two.fund), (one.flow, two.flow), (one.who, two.who))
    )


def _is_slip(figure: Figure, other: Figure) -> bool:
    """Whether two prints differ by neighbours that changed places, a moved point, a digit too many or one lost."""
    printed, right, places = _printed(figure, other)
    digits = min(digits_of(printed), digits_of(right))
    if printed == right * 10 or printed * 10 == right:
        return digits >= SIGNIFICANT
    if len(str(int(printed))) != len(str(int(right))):
        return digits >= SIGNIFICANT and (is_slip(printed, right, places) or is_slip(right, printed, places))
    if max(digits_of(printed), digits_of(right)) < COUNTED or not is_slip(printed, right, places):
        return False
    # a zero at the end of 42.60 is printed too
    return figure.fact.kind != "amount" or max(_figures_of(figure), _figures_of(other)) >= SIGNIFICANT


def _figures_of(figure: Figure) -> int:
    """The figures that a print of money has, zeros behind its point included."""
    return (
        digits_of(figure.value)
        if not printed_places(figure.fact)
        else len(Decimal(figure.fact.value or 0).as_tuple().digits)
    )


def _one_digit(figure: Figure, other: Figure) -> bool:
    printed, right, places = _printed(figure, other)
    one, two = (f"{value:.{places}f}" for value in (printed, right))
    apart = sum(a != b for a, b in zip(one, two, strict=False))
    return len(one) == len(two) and apart == 1 and min(digits_of(printed), digits_of(right)) >= MANY


def _printed(figure: Figure, other: Figure) -> tuple[Decimal, Decimal, int]:
    """Both values in the unit of the first, and the places that they have at most."""
    printed, right = (figure.printed(one.value or Decimal(0)) for one in (figure, other))
    return printed, right, max(printed_places(figure.fact) or 0, printed_places(other.fact) or 0)


def _unit_slip(figure: Figure, other: Figure) -> bool:
    one, two = figure.value or Decimal(0), other.value or Decimal(1)
    return figure.fact.kind == "amount" and digits_of(one) >= UNIT and one / two in UNIT_SLIPS


def _last_year(figure: Figure, alike: list[Figure], told: Narrative) -> Figure | None:
    """This year's figure of a table in whose row last year's is what the narrative prints as this year's."""
    if figure.fact.basis != "final" or digits_of(figure.value or Decimal(0)) < SIGNIFICANT or not told.chars:
        return None
    if _LAST_YEAR.search(told.sentence(figure)):
        return None
    cells = [other for other in alike if other.table and other.fact.scope in (None, figure.fact.scope)]
    this_year = [one for one in cells if one.fact.basis in FINAL and _means_the_same(figure, one)]
    if any(_same_value(figure, one) for one in this_year):
        return None
    for last in cells:
        if last.fact.basis == _PRIOR and last.value == figure.value:
            return next((one for one in this_year if (one.table, one.row) == (last.table, last.row)), None)
    return None


def _said_before(figure: Figure, prints: _Prints, told: Narrative) -> Figure | None:
    """A cell whose name the sentence says before a figure, and whose digits are its: two exchanged, of another unit."""
    if figure.taxonomy_id or prints.values[(figure.unit, figure.value)] != {True}:
        return None
    cells = prints.by_digits.get((figure.unit, _sorted_digits(figure)), [])
    words = taxonomy.fold(told.sentence(figure)) if cells else ""
    for cell in cells:
        name = _COUNT.sub("", taxonomy.fold(cell.fact.indicator or ""))
        if len(name) < SAID or name not in words or prints.values[(cell.unit, cell.value)] != {False}:
            continue
        if not _means_the_same(figure, cell):
            continue
        same = digits_of(figure.value) >= SIGNIFICANT and cell.table in prints.borne_out and _unit_slip(figure, cell)
        if same or _is_slip(figure, cell):
            return cell
    return None


def _sorted_digits(figure: Figure) -> str:
    return "".join(sorted(str(figure.printed(figure.value or Decimal(0)).normalize()).replace(".", "")))
