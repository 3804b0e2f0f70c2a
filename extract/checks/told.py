"""The figures of the narrative as they stand one behind the other, what they are looked up by, and the words there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from extract.checks.figures import Figure
from extract.checks.slips import digits_of
from extract.types import Fact
from models import taxonomy

#: Characters before a percentage or change within which its levels stand.
NEAR = 240
#: A whole that is not named again may stand so many characters before its shares.
FAR = 1500
#: Significant digits from which the sum of two figures is no chance.
SIGNIFICANT = 3
#: What ends a sentence, or a clause that speaks of something else.
_STOPS = "。；;\n"
#: The words that make a completion of the name of what is completed.
_RATE_WORD = re.compile(r"(预算)?(执行|完成|控制)率$|(支出|执行)进度$")

#: A period that is a year, or the end of one.
_WHOLE_YEAR = re.compile(r"(\d{4})(?:-12(?:-31)?|-01(?:-01)?/\1-12(?:-31)?)?")


class Narrative:
    """The figures of the narrative in their order, with the levels of each indicator."""

    def __init__(self, figures: tuple[Figure, ...], chars: str = ""):
        self.chars = chars
        self.figures = tuple(sorted(figures, key=lambda figure: (figure.row, figure.fact.fact_id)))
        self.by_name: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        for figure in self.figures:
            if figure.value is None or figure.fact.qualifier:
                continue
            measure = "completion" if is_rate(figure) else figure.fact.measure
            for name in {figure.label, figure.taxonomy_id or figure.label}:
                self.by_name[(name, measure)].append(figure)

        self.levels = [
            figure
            for figure in self.figures
            if figure.fact.measure == "level"
            and figure.value is not None
            and not figure.fact.qualifier
            and not is_rate(figure)
        ]

    def between(self, one: Figure, other: Figure) -> str | None:
        """The words between two figures, the nearer one first; None where they are not known."""
        start, end = end_of(one), other.row
        return self.chars[start:end] if self.chars and start <= end <= len(self.chars) else None

    def sentence(self, figure: Figure) -> str:
        """The words of a figure's sentence before it."""
        before = self.chars[max(0, figure.row - NEAR) : figure.row]
        return before[max(before.rfind(stop) for stop in _STOPS) + 1 :]

    def heading(self, figure: Figure) -> str:
        """The line above a figure's paragraph."""
        lines = self.chars[max(0, figure.row - 2 * NEAR) : figure.row].split("\n")
        return lines[-2] if len(lines) > 1 else ""

    def around(self, place: int, near: int = NEAR) -> list[Figure]:
        """The levels close before a place."""
        return [figure for figure in self.levels if 0 < place - figure.row <= near]

    def with_another(self, figure: Figure, wholes: Iterable[Figure]) -> bool:
        """Whether a figure and another level close to it come to one of some wholes: it is a part of that one."""
        near = [one for one in self.levels if 0 < abs(one.row - figure.row) <= NEAR and one.unit == figure.unit]
        sums = {(one.value or 0) + (figure.value or 0) for one in near if one.value}
        return any(whole.value in sums and digits_of(whole.value) >= SIGNIFICANT for whole in wholes)

    def before(self, name: str, measure: str, place: int, near: int = NEAR) -> list[Figure]:
        """The figures of an indicator and measure that stand close before a place, the nearest first."""
        found = self.by_name.get((name, measure), [])
        end = bisect_left(found, place, key=lambda figure: figure.row)
        return [figure for figure in reversed(found[:end]) if place - figure.row <= near]


def end_of(figure: Figure) -> int:
    """The first character behind a figure of the narrative."""
    place = figure.fact.evidence[0]
    return place.end if place.end is not None else figure.row


def is_rate(figure: Figure) -> bool:
    """Whether a percentage says how much of a budget was spent: a completion, or one called 执行率, 控制率, 进度."""
    if figure.fact.measure == "completion":
        return True
    return figure.fact.kind == "percent" and figure.fact.measure == "level" and bool(_RATE_WORD.search(figure.label))


def name_of(figure: Figure) -> str:
    """What a figure is looked up by; 政府采购执行率 is the completion of 政府采购."""
    if figure.taxonomy_id is None and is_rate(figure):
        measured = _RATE_WORD.sub("", figure.label)
        names = (measured, f"{measured}支出") if measured else ()
        entry = next(filter(None, map(taxonomy.find, names)), None)
        return entry.id if entry else measured or figure.label
    return figure.taxonomy_id or figure.label


def of_part_of_a_year(fact: Fact) -> bool:
    """Whether a fact is of some months, or stands at a day in the middle of a year: 截至9月底."""
    return fact.period is not None and _WHOLE_YEAR.fullmatch(fact.period) is None


def same_section(one: Fact, other: Fact) -> bool:
    return one.section == other.section and one.department == other.department
