"""Posts and staff: the kinds that are named behind their number, and the bodies of a table that are told in words.

Every post is of one kind (行政、参公、事业、工勤编制), and every member of the staff stands on one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from extract.checks.arithmetic import ZERO, Equation
from extract.checks.asides import is_set_apart
from extract.checks.figures import TEXT, Figure
from extract.checks.meaning import fits
from extract.checks.told import Narrative, of_part_of_a_year, same_section
from models.identities import Identity

#: Kinds of figures that count heads.
_COUNTED = frozenset({"participants", "quantity"})
#: What a number of posts has in its name, and one of staff has not.
_POSTS = "编制"
#: Characters of a period that is a year.
YEAR = 4

#: A number of posts or staff, and the kinds that are named behind it.
_Kinds = dict[str, Figure]


def kinds_of_posts(identity: Identity, told: Narrative) -> Iterator[Equation]:
    """Numbers of posts or staff over their kinds, where these come to it or surely contradict it.

    Kinds that come to more than their whole do. Kinds that come to less may leave one out (工勤), but for those of
    staff where the posts of the same paragraph are of these kinds and no other. ``said`` of the identity finds the
    word that tells the kind of a part, and what begins a list of them.
    """
    found = [(whole, kinds) for whole in told.levels if (kinds := _named_behind(identity, whole, told))]
    for whole, kinds in found:
        total = sum((part.value or ZERO for part in kinds.values()), ZERO)
        if total < (whole.value or ZERO) and not any(
            kinds.keys() == others.keys() and _are_all(posts, others) and _in_one_paragraph(posts, whole, told)
            for posts, others in found
            if posts is not whole and _POSTS in posts.label
        ):
            continue
        yield Equation(identity, whole, tuple((1, part) for part in kinds.values()))


def _are_all(whole: Figure, kinds: _Kinds) -> bool:
    return sum((part.value or ZERO for part in kinds.values()), ZERO) == whole.value


def _named_behind(identity: Identity, whole: Figure, told: Narrative) -> _Kinds:
    """The figures of the kinds that stand behind a whole, one behind the other."""
    if not whole.value or whole.fact.kind not in _COUNTED or not fits(identity.whole, whole):
        return {}
    kinds: _Kinds = {}
    last = whole
    for figure in told.levels[told.levels.index(whole) + 1 :]:
        words = told.between(last, figure)
        found = identity.said_pattern.fullmatch(words) if identity.said_pattern is not None and words else None
        if found is None or figure.unit != whole.unit or not same_section(figure.fact, whole.fact):
            break
        if bool(found["begins"]) != (not kinds) or found["kind"] in kinds:
            break
        kinds[found["kind"]] = last = figure
    behind = told.chars[(last.fact.evidence[0].end or last.row) :][:1]
    return kinds if len(kinds) > 1 and behind not in ("（", "(") else {}


def _in_one_paragraph(one: Figure, other: Figure, told: Narrative) -> bool:
    first, last = sorted((one, other), key=lambda figure: figure.row)
    words = told.between(first, last)
    return words is not None and "\n" not in words


def bodies(identity: Identity, figures: tuple[Figure, ...], told: Narrative) -> Iterator[Equation]:
    """Posts and staff of a whole department told in words, beside the total of a table of its bodies that adds up."""
    totals: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for line in _lines(figures):
        *parts, last = line
        adds_up = len(parts) > 1 and sum((one.value or ZERO for one in parts), ZERO) == last.value
        if adds_up and not last.fact.scope and all(one.fact.scope for one in parts):
            totals[_meaning(last)].append(last)
    words: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in told.levels:
        of_all = fits(identity.whole, figure) and figure.value and not figure.fact.scope and figure.fact.who
        if of_all and not of_part_of_a_year(figure.fact) and not is_set_apart(figure, told):
            words[_meaning(figure)].append(figure)
    for meaning, several in words.items():
        cells = totals.get(meaning, [])
        if len({one.value for one in several}) == len({one.value for one in cells}) == 1:
            yield from (Equation(identity, figure, ((1, cells[0]),)) for figure in several)


def _lines(figures: tuple[Figure, ...]) -> list[list[Figure]]:
    """The counts of heads of every column and of every row of a table, each from its first to its last."""
    down: dict[tuple[str | None, int], list[Figure]] = defaultdict(list)
    along: dict[tuple[str | None, int], list[Figure]] = defaultdict(list)
    for figure in sorted(figures, key=lambda figure: figure.place):
        if figure.form != TEXT and figure.table and figure.fact.kind in _COUNTED and figure.fact.who:
            down[(figure.table, figure.col)].append(figure)
            along[(figure.table, figure.row)].append(figure)
    return [*down.values(), *along.values()]


def _meaning(figure: Figure) -> tuple[object, ...]:
    fact = figure.fact
    year = (fact.period or fact.fiscal_year or "")[:YEAR]
    return (fact.section, fact.department, fact.who, figure.unit, year)
