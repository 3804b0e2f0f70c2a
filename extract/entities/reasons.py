"""Reasons: where one is announced and how far it reaches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from models import patterns

#: A change stands at most so many characters before the words that announce its reason.
REACH = 120


class Reason(NamedTuple):
    """Announced at [start, body), the reason itself [body, end); empty if announced only."""

    start: int
    body: int
    end: int


def reasons_of(text: str) -> Iterator[Reason]:
    """The reasons of a paragraph, in order; they do not overlap."""
    behind = {found.span("body"): found.end() for found in patterns.expression("reasons", "behind").finditer(text)}
    told = list(_announced(text))
    for (body, end), after in behind.items():
        if not any(one.start < after and body < one.end for one in told) and _explains(text, body):
            told.append(Reason(body, body, end))
    for found in patterns.expression("reasons", "ahead").finditer(text):
        body, end = found.span("body")
        if not any(one.start < end and body < one.end for one in told):
            told.append(Reason(found.start(), body, end))
    return iter(sorted(told))


def _announced(text: str) -> Iterator[Reason]:
    """The reasons that words before them announce."""
    announced = patterns.expression("reasons", "announced")
    weak = patterns.expression("reasons", "weak")
    at = 0
    while (found := announced.search(text, at)) is not None:
        at = found.end()
        if weak.match(found[0]) and not _explains(text, found.start()):
            continue
        end = _end(text, found.end())
        first = patterns.expression("reasons", "first_item").match(text, found.end(), end)
        body = first.end() if first else found.end()
        closed = patterns.expression("reasons", "closes").search(text, body, end)
        end = closed.start() if closed is not None and closed.start() > body else end
        if found[0].endswith("受") and text.endswith("影响", body, end) and end - len("影响") > body:
            # 受人员变动影响: 影响 belongs to 受.
            end -= len("影响")
        yield Reason(found.start(), body, end)
        at = max(end, found.end())


def _explains(text: str, start: int) -> bool:
    """Whether a change or a comparison stands close before a weak announcement (主要是, 由于)."""
    before = text[max(0, start - REACH) : start]
    told = patterns.expression("reasons", "needs_change").search(before)
    return told is not None and patterns.expression("reasons", "changed").search(before) is not None


def _end(text: str, start: int) -> int:
    """Where the reason ends: its sentence, or all sentences of a numbered list of reasons."""
    ends = patterns.expression("reasons", "ends")
    next_item = patterns.expression("reasons", "next_item")
    listed = patterns.expression("reasons", "enumerated").match(text[start : start + REACH])
    at = start
    while (stop := ends.search(text, at)) is not None:
        if listed and stop[0] == "。" and next_item.match(text[stop.end() : stop.end() + REACH]):
            at = stop.end()
            continue
        if stop[0] in "；;" and patterns.expression("reasons", "goes_on").match(text, stop.end()):
            at = stop.end()
            continue
        return stop.start()
    return len(text)


def is_empty(body: str) -> bool:
    """Whether a reason was announced and nothing said."""
    return patterns.expression("reasons", "empty").match(body) is not None
