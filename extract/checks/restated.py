"""Quantities printed more than once: in the narrative and in a form, twice in the narrative, in two sections."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from extract.checks.arithmetic import ZERO, Equation
from extract.checks.asides import is_set_apart
from extract.checks.figures import HEADS, TEXT, Figure
from extract.checks.slips import digits_of
from extract.checks.told import NEAR, Narrative, of_part_of_a_year
from extract.types import Fact
from models import taxonomy
from models.identities import Identity, Operand

#: Bases of this year's own figure.
FINAL = ("final", "execution", None)
#: Sections that speak of the figures of the final account in their own tables and words.
EVALUATION = "self_evaluation"
ACCOUNT = "final_account"
#: Words that one print of posts and staff has and the next has not.
_HEAD_WORDS = re.compile(r"人员|人数|年末|实际|数$")
#: Words of a clause that make its figure another one than this year's of the whole body; funds with their own forms.
_ANOTHER = re.compile(r"上年|去年|[人车户]均|平均|依次|逐年|其余")
_STOP = re.compile(r"[。\n]")
_CLAUSE = re.compile(r"[，,：:]")
_WITHIN = re.compile(r"(?:^|[，,：:])(?P<whole>[^，,：:]{2,24}?)中[，,：:]")
_FUND = re.compile(r"政府性基金|国有资本经营")
_FUNDS = ("government_fund", "state_capital")
#: Significant digits from which equal figures are no chance, and characters of a name that says something.
SIGNIFICANT, LONG = 4, 4
#: Figures on each side of one with which it may come to a whole.
MOST_BESIDE = 5
#: What a date at the end of a year has more than the year.
_YEARS_END = re.compile(r"-12(-31)?$")
_Cells = dict[Decimal, list[Figure]]
#: A suffix of ids in the data that stands for all below it.
_ALL_BELOW = ".*"


def restated(identity: Identity, figures: tuple[Figure, ...], told: Narrative) -> Iterator[Equation]:
    """The equations of a quantity that is printed again: ``form``, ``again`` or ``evaluation``."""
    if identity.relation == "again":
        yield from _again(identity, figures, told)
    elif identity.relation == "sections":
        yield from _sections(identity, figures, told)
    else:
        yield from _in_a_form(identity, figures, told)


def _by_value(figures: tuple[Figure, ...]) -> _Cells:
    """The levels of tables by their values."""
    cells: _Cells = defaultdict(list)
    for figure in figures:
        if figure.table and figure.value and figure.fact.measure == "level":
            cells[figure.value].append(figure)
    return cells


def _told(figures: tuple[Figure, ...], evaluations: bool) -> Iterator[Figure]:
    """Levels that may repeat a form, in order: of the narrative, or of the words and tables of an evaluation."""
    seen: set[tuple[object, ...]] = set()
    for figure in sorted(figures, key=lambda figure: (figure.form != TEXT, figure.table or "", figure.row, figure.col)):
        fact = figure.fact
        if fact.measure != "level" or not figure.value or fact.qualifier or fact.kind == "score":
            continue
        if evaluations:
            if fact.section != EVALUATION or figure.form not in (TEXT, "other"):
                continue
            if figure.table:
                # the first row of such a table is the whole body, those below it its units
                column = (figure.table, figure.col)
                if column in seen:
                    continue
                seen.add(column)
        elif figure.form != TEXT:
            continue
        yield figure


def _in_a_form(identity: Identity, figures: tuple[Figure, ...], told: Narrative) -> Iterator[Equation]:
    """Levels beside the same figure of a form."""
    evaluations = identity.relation == "evaluation"
    in_forms: dict[tuple[str | None, object], list[Figure]] = defaultdict(list)
    cells = _by_value(figures)
    for figure in figures:
        if figure.form != TEXT and figure.value is not None:
            in_forms[(figure.form, figure.fact.section)].append(figure)
    for figure in _told(figures, evaluations):
        for operand in identity.same_as:
            if not _speaks_of(operand, figure) or not _this_year(figure.fact, operand.told or FINAL):
                continue
            found = _in_forms(operand, figure, in_forms, ACCOUNT if evaluations else figure.fact.section)
            if not found:
                continue
            agreeing = [other for other in found if _agrees(figure, other)]
            if not agreeing and any(_nearly(figure, other) for other in found):
                break  # a sum of rounded parts in the coarser unit
            if agreeing or (
                _contradicts(figure, operand, evaluations)
                and _stands_behind(operand, figure, told)
                and _is_meant(figure, found, told, cells)
            ):
                yield Equation(
                    identity, figure, ((1, (agreeing or [_nearest(figure, found) if evaluations else found[0]])[0]),)
                )
            break


def _is_meant(figure: Figure, found: list[Figure], told: Narrative, cells: _Cells) -> bool:
    """Whether a figure that differs from those of the forms is meant to be theirs.

    Not one whose clause says that it is last year's, one of several years, or per head, one of another
    fund, and not the second of a name whose first, in its sentence, is what the forms print: it took that name over.
    """
    if figure.table:
        return True
    if is_set_apart(figure, told) or _is_of_one_body(figure, found) or told.with_another(figure, found):
        return False
    sentence = told.sentence(figure)
    if _ANOTHER.search(_CLAUSE.split(sentence)[-1]):
        return False
    of_funds = bool(found) and all(one.fact.fund in _FUNDS for one in found)
    if figure.fact.fund is None and not of_funds and _FUND.search(told.heading(figure) + sentence):
        return False
    if figure.fact.section != EVALUATION and (
        _is_of_another_name(figure, told, cells, again=not found) or _has_another_whole(figure, found, told, cells)
    ):
        return False
    if _is_of_an_account(figure, told):
        return False
    return not any(
        any(_agrees(other, one) for one in found) and _in_one_sentence(other, figure, told)
        for other in told.by_name.get((figure.taxonomy_id or figure.label, "level"), ())
    )


def _stands_behind(operand: Operand, figure: Figure, told: Narrative) -> bool:
    """Whether the level right before a figure in its paragraph is one that the operand asks for."""
    if operand.behind_pattern is None or figure.table:
        return True
    before = next((one for one in reversed(told.around(figure.row)) if one.taxonomy_id != figure.taxonomy_id), None)
    words = told.between(before, figure) if before is not None else None
    if before is None or words is None or "\n" in words:
        return False
    return operand.behind_pattern.fullmatch(before.taxonomy_id or "") is not None


def _is_of_one_body(figure: Figure, found: list[Figure]) -> bool:
    """Whether a figure is said of one body, and the forms print that of all of them."""
    return bool(figure.fact.scope) and bool(found) and all(one.fact.scope is None for one in found)


def _in_one_sentence(one: Figure, other: Figure, told: Narrative) -> bool:
    """Whether a figure stands before another one of its sentence."""
    words = told.between(one, other) if one.row < other.row else None
    return words is not None and len(words) <= NEAR and not _STOP.search(words)


def _is_of_another_name(figure: Figure, told: Narrative, cells: _Cells, again: bool) -> bool:
    """Whether a table prints a figure under another name that its sentence says, or, told twice, for another fund."""
    same = cells.get(figure.value or ZERO, []) if digits_of(figure.value) >= SIGNIFICANT else []
    words = taxonomy.fold(told.sentence(figure))
    for cell in same:
        if again and figure.taxonomy_id is not None and cell.taxonomy_id == figure.taxonomy_id:
            return True
        if len(cell.label) >= LONG and cell.label in words and cell.label not in figure.label:
            # where that name has its figure, this one was copied from it
            copied = told.by_name.get((cell.taxonomy_id or cell.label, "level"), ())
            return not any(other is not figure and other.value == figure.value for other in copied)
    return False


def _has_another_whole(figure: Figure, found: list[Figure], told: Narrative, cells: _Cells) -> bool:
    """Whether it is a part of a whole told before that its form does not print: that of all funds, say."""
    tables = {one.table for one in found}
    beside = [one for one in told.levels if 0 < abs(one.row - figure.row) <= NEAR and one.unit == figure.unit]
    for whole in beside:
        if whole.row > figure.row or not found or (whole.value or ZERO) <= (figure.value or ZERO):
            continue
        if digits_of(whole.value) >= SIGNIFICANT and _comes_to(whole, figure, [o for o in beside if o.row > whole.row]):
            return not any(cell.table in tables for cell in cells.get(whole.value or ZERO, []))
    return False


def _comes_to(whole: Figure, figure: Figure, behind: list[Figure]) -> bool:
    """Whether a figure and some that stand next to it come to a whole."""
    row = sorted([figure, *behind], key=lambda one: one.row)
    at = row.index(figure)
    for first in range(max(0, at - MOST_BESIDE), at + 1):
        total = ZERO
        for last, one in enumerate(row[first : at + MOST_BESIDE + 1], first):
            total += one.value or ZERO
            if last >= at and last > first and total == whole.value:
                return True
    return False


def _is_of_an_account(figure: Figure, told: Narrative) -> bool:
    """Whether a figure is part of an account: 图书馆921万元，其中项目支出300万元; 卫生健康支出中，财政拨款820万元."""
    within = _WITHIN.search(told.sentence(figure))
    entry = taxonomy.find(within["whole"]) if within is not None else None
    if entry is not None and entry.id.startswith("function.") and entry.id != figure.taxonomy_id:
        return True
    before = [one for one in told.levels if one.row < figure.row]
    words = told.between(before[-1], figure) if before else None
    account = before and (before[-1].taxonomy_id or "").startswith("function.")
    return bool(account) and words is not None and "其中" in words and not _STOP.search(words)


def _nearest(figure: Figure, found: list[Figure]) -> Figure:
    """Of the figures of forms that may be meant, the first of those that differ least."""
    return min(found, key=lambda other: abs((other.value or ZERO) - (figure.value or ZERO)))


def _contradicts(figure: Figure, operand: Operand, evaluations: bool) -> bool:
    """Whether a difference is a contradiction: where the print leaves its basis or its fund open, mostly not."""
    if operand.agrees_only:
        return False
    fact = figure.fact
    if operand.told or (evaluations and figure.table):
        return True
    if fact.basis in (("final", "execution") if evaluations else ("final",)):
        return True
    return operand.basis_open and fact.period == fact.fiscal_year is not None


def _agrees(told: Figure, other: Figure) -> bool:
    """The same value; where the units differ, to the precision of the coarser print."""
    if told.value is None or other.value is None:
        return False
    if told.factor == other.factor:
        return told.value == other.value
    return told.unit == other.unit and abs(told.value - other.value) <= max(told.half, other.half)


def _nearly(told: Figure, other: Figure) -> bool:
    """Whether two prints in different units differ by a last digit of the coarser one."""
    if told.value is None or other.value is None or told.factor == other.factor:
        return False
    return abs(told.value - other.value) <= 3 * max(told.half, other.half)


def _again(identity: Identity, figures: tuple[Figure, ...], told: Narrative) -> Iterator[Equation]:
    """Every level of the narrative beside the nearest before it that means the same."""
    seen: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    cells = _by_value(figures)
    for figure in _told(figures, False):
        fact = figure.fact
        if not fact.indicator:
            continue
        place = (fact.section, fact.department, fact.fiscal_year, fact.period, fact.basis)
        before = seen[(*place, *_meaning(figure), fact.scope)]
        agreeing = [other for other in before if other.value == figure.value]
        contradicts = any(
            _speaks_of(operand, figure)
            and fact.basis in (operand.basis or ())
            and (operand.told is None or fact.period)
            for operand in identity.same_as
        )
        meant = before and contradicts and _is_meant(figure, [], told, cells)
        # nobody says a quantity twice in one sentence: they are two bodies', or two kinds of it
        if agreeing or (meant and not _in_one_sentence(before[-1], figure, told)):
            yield Equation(identity, figure, ((1, (agreeing or before)[-1]),))
        if not contradicts or not is_set_apart(figure, told):
            before.append(figure)


def _sections(identity: Identity, figures: tuple[Figure, ...], told: Narrative) -> Iterator[Equation]:
    """A quantity of the whole body in the final account and in an evaluation, where each states it once."""
    stated: dict[tuple[object, ...], dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    tables = (figure for figure in _told(figures, True) if figure.table)
    for figure in (*_told(figures, False), *tables):
        fact = figure.fact
        if fact.basis not in FINAL or not any(_speaks_of(operand, figure) for operand in identity.same_as):
            continue
        stated[(*_meaning(figure), _YEARS_END.sub("", fact.period or ""))][fact.section].append(figure)
    cells = _by_value(figures)
    for by_section in stated.values():
        account, later = by_section.get(ACCOUNT, []), by_section.get(EVALUATION, [])
        # the form of an evaluation states the whole body, its words may name units of it
        later = [figure for figure in later if figure.table] or later
        if len({figure.value for figure in account}) != 1 or len({figure.value for figure in later}) != 1:
            continue
        if account[0].fact.scope and later[0].fact.scope and account[0].fact.scope != later[0].fact.scope:
            continue
        if later[0].value == account[0].value or not any(_is_apart(one, told, cells) for one in (account[0], later[0])):
            yield Equation(identity, later[0], ((1, account[0]),))


def _is_apart(figure: Figure, told: Narrative, cells: _Cells) -> bool:
    """Whether words set a figure apart, or it is a part of a whole told before that a form prints: of one fund, say."""
    if figure.table:
        return False
    near = [one for one in told.levels if 0 < abs(one.row - figure.row) <= NEAR and one.unit == figure.unit]
    wholes = [one for one in near if one.row < figure.row and cells.get(one.value or ZERO)]
    return is_set_apart(figure, told) or any(
        digits_of(one.value) >= SIGNIFICANT and _comes_to(one, figure, [other for other in near if other.row > one.row])
        for one in wholes
    )


def _meaning(figure: Figure) -> tuple[object, ...]:
    fact = figure.fact
    if HEADS.fullmatch(figure.label):
        # posts and staff stand in forms without a unit, and without saying whose number it is
        return (_HEAD_WORDS.sub("", figure.label), figure.unit)
    return (figure.taxonomy_id or figure.label, fact.flow, fact.part, fact.fund, fact.who, fact.unit_base)


def _this_year(fact: Fact, bases: tuple[str | None, ...]) -> bool:
    if fact.basis not in bases or of_part_of_a_year(fact):
        return False
    return not (fact.period and fact.fiscal_year) or fact.period[:4] == fact.fiscal_year


def _speaks_of(operand: Operand, figure: Figure) -> bool:
    name = operand.name_pattern
    if name is not None and name.fullmatch(taxonomy.fold(figure.fact.indicator or "")):
        return operand.who is None or figure.fact.who in operand.who
    if figure.taxonomy_id is None:
        return False
    one = figure.taxonomy_id
    return any(
        one == wanted or (wanted.endswith(_ALL_BELOW) and one.startswith(wanted[: -len(_ALL_BELOW)] + "."))
        for wanted in operand.ids
    )


def _in_forms(
    operand: Operand, told: Figure, in_forms: dict[tuple[str | None, object], list[Figure]], section: object
) -> list[Figure]:
    """The figures of forms that a level may repeat, in the order of the forms."""
    found = []
    for form in operand.forms:
        for figure in in_forms.get((form, section), ()):
            fact = figure.fact
            if operand.label_pattern is not None:
                if operand.label_pattern.fullmatch(figure.label) is None:
                    continue
            elif operand.code_pattern is None and figure.taxonomy_id != told.taxonomy_id:
                continue
            if operand.code_pattern is not None and not operand.code_pattern.fullmatch(figure.code):
                continue
            if fact.measure not in operand.measure or fact.scope not in (None, told.fact.scope):
                continue  # a change, and the money of one body, are other quantities whatever their number
            if (
                (operand.flow is None or fact.flow in operand.flow)
                and (operand.part is None or fact.part in operand.part)
                and (operand.fund is None or fact.fund in operand.fund)
                and (operand.basis is None or fact.basis in operand.basis)
            ):
                found.append(figure)
    return found
