"""What a paragraph tells beside its figures: results in words, and the day on which its staff was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from extract.facts.narrative.resolving import says
from extract.facts.narrative.roles import Base, base_of
from extract.facts.narrative.state import State, Subject
from extract.facts.said.evidence import Places
from extract.types import Fact, FactKind, Mention
from models import patterns

#: How sure a result in words is whose name stands beside it.
GRADE = 0.95


def results_in_words(
    chars: str, base: int, facts: Sequence[Fact], state: State, places: Places
) -> Iterator[tuple[int, Fact]]:
    """Results that the paragraph states in words (评价等级为优), each with its place among its facts.

    The places count the results that were inserted before.
    """
    for found in says("grade").finditer(chars):
        start, end = found.start("g") + base, found.end("g") + base
        graded = Fact(
            indicator=found["n"],
            kind="text",
            measure="level",
            period=state.period,
            value_text=found["g"],
            evidence=places.of(start, end),
            confidence=GRADE,
        )
        yield sum((fact.evidence[0].start or 0) < start for fact in facts), graded


def as_of_the_day(
    fact: Fact,
    periods: Sequence[Mention],
    state: State,
    inside: Callable[[int], bool],
    apart: Callable[[int, int], bool],
) -> Fact:
    """Staff and bodies were counted on the one day that their paragraph names before them, or their sentence behind.

    ``inside`` tells whether a character stands in a reason, ``apart`` whether two stand in different sentences.
    """
    if fact.kind not in ("participants", "quantity") or fact.measure not in ("level", "change"):
        return fact
    days = {mention.norm for mention in periods if mention.norm and len(mention.norm) == 10}
    if len(days) != 1 or fact.period != state.fiscal_year or (state.accounts and state.year):
        return fact
    start = fact.evidence[0].start or 0
    if says("staffing").search(fact.indicator or "") is None or inside(start):
        return fact
    named = next(mention for mention in periods if mention.norm in days)
    here = start > named.start or says("of_staff").search(fact.indicator or "") and not apart(start, named.start)
    told = here and says("day_of_count").search(named.text) is not None
    return fact.but(period=named.norm) if told else fact


def of_the_year(fact: Fact, told: str, lead: str, state: State) -> Fact:
    """The fact with the year where a day does not hold for it, or where next steps have named the year of theirs.

    年末保有车辆9辆，车均运行维护费1万元: what runs over a year was not counted at its end.
    """
    own = state.fiscal_year
    at_end = state.point_brief and fact.period == f"{own}-12-31" and fact.kind == "amount"
    if at_end and says("runs_over_year").search(told) and "末" not in lead:
        return fact.but(period=own)
    planned = fact.measure == "target" and fact.period == own and state.next_year is not None
    if planned and says("next_steps").search(state.heading):
        return fact.but(period=state.next_year)
    return fact


def compared_with(chars: str, start: int, state: State) -> Base:
    """What stands in the comparison at ``start`` itself, else what was last compared with."""
    for pattern, _ in patterns.rows("clauses", "comparisons"):
        for found in pattern.finditer(chars, max(0, start - 40), min(len(chars), start + 24)):
            if found.start("word") == start and found["of"]:
                return base_of(found["of"], state.fiscal_year)
    return state.base or Base(None)


def of_those_counted(subject: Subject | None, kind: FactKind, beside: bool, state: State) -> None:
    """What is said of those who were counted before has them for its scope: 困难群众参保30人，参保率100%."""
    words = subject.name if subject is not None else ""
    found = says("population").search(words)
    if kind == "participants":
        state.people = found[0] if found is not None else None
    elif beside and found is None and state.people is not None and says("of_people").search(words):
        state.scope, state.scope_local = state.people, True
