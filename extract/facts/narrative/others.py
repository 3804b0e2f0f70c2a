"""Other names that a figure of prose could have than the one that the rules give it.

The rules' name with words cut off at its front or end, or with the words before it; what was named before or in the
heading, alone or before a short name; words beside a figure without a name; the label of a table's row that prints
the same figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from extract.facts.narrative.wording import joined
from models import taxonomy
from models.lexicon.words import words

#: The ways to another name.
WAYS = ("cut", "tail", "carry", "run_in", "extend", "behind", "complete", "span", "table")
#: A name has no more and no fewer characters; what is completed may have some more.
SHORTEST, LONGEST, LONGEST_LABEL = 2, 32, 26
#: A name longer than this says by itself of what it is.
LONGEST_PART = 8
#: Names told before are looked at so far; heads of short names nearer.
CARRIED, HEADS = 4, 2
#: Words added in front, cut at the end, and taken for a name beside a figure without one.
FRONT, TAIL, BESIDE = 4, 4, 4
#: Where the head comes from that completes a short name, beside names told before (0, 1).
RUN_IN, HEADING = 5, 6
#: A noun begins so many characters behind its count at most, and is looked for so far.
NEAR, FAR = 2, 24
#: So many characters before a value are near it.
REACH = 60
#: Parts of speech of words that say when: of time, pronouns, numerals and their measures.
_WHEN = frozenset("trmq")
STOPS = "，,。；;：:！？!?\n"
_EDGES = " ，,。、；;：:"
_CUT = re.compile(r"[，,。；;：:！？\n、（）()]")
_CLAUSE = re.compile(r"[，,。；;：:！？\n]")
_AHEAD = re.compile(r"[^，,。；;：:！？、\n（(]*")
_RUN_IN = re.compile(r"(?:^|[。；;！？\n])\s*(?P<n>[^。；;！？\n，,：:\d]{2,24})[：:。]")
_NUMERAL = re.compile(
    r"^(?:第.{1,3}(?:部分|[章编篇])|附件\d*|[一二三四五六七八九十]+[、是]|[（(][一二三四五六七八九十\d]+[）)]|\d+[、.．]|[①-⑳])\s*"
)
_TITLE = re.compile(r"(?:情况)?(?:说明|分析)?$")


@dataclass(frozen=True)
class Place:
    """Where a figure stands in its paragraph, and what is known around it.

    Attributes
    ----------
    chars : str
        The paragraph.
    before, start, end : int
        Where the value before ends, and where this one stands.
    name : str
        By the rules, as the names before have been chosen; empty for none.
    printed : bool
        Whether it stands between both values.
    told : sequence of str
        Names of the figures before, the last one first, each once.
    heading : str
    labels : sequence of str
        Of rows of tables that print the same figure.
    """

    chars: str
    before: int
    start: int
    end: int
    name: str
    printed: bool
    told: Sequence[str]
    heading: str
    labels: Sequence[str]

    @cached_property
    def between(self) -> str:
        """The words between the value before and this one."""
        return self.chars[self.before : self.start]

    @cached_property
    def near(self) -> str:
        """The words before the value that are near it."""
        return self.chars[max(0, self.start - REACH) : self.start]

    @cached_property
    def letters_near(self) -> frozenset[str]:
        """The characters before the value that are near it."""
        return frozenset(self.near)

    @cached_property
    def behind(self) -> bool:
        """Whether the name stands right behind the value."""
        at = self.chars[self.end : self.end + FAR].find(self.name) if self.name and not self.printed else -1
        return 0 <= at <= NEAR

    @cached_property
    def composed(self) -> bool:
        """Whether the rules put the name together from others."""
        return bool(self.name) and not (self.printed or self.behind or self.name in self.told)

    @cached_property
    def run_in(self) -> str:
        """The head that runs into the paragraph last before the value."""
        heads = [found["n"] for found in _RUN_IN.finditer(self.chars, 0, self.start)]
        return _NUMERAL.sub("", heads[-1]) if heads else ""

    @cached_property
    def titled(self) -> str:
        """What the heading says, without its numeral."""
        return _TITLE.sub("", _NUMERAL.sub("", self.heading).strip("。:： "))


class Other(NamedTuple):
    """Another name: the way to it, how many words that took, from how far it comes, and what was taken off or added."""

    name: str
    way: str
    words: int = 0
    far: int = -1
    part: str = ""
    whole: bool = False


def others(place: Place) -> tuple[Other, ...]:
    """The names that a figure could have beside that of the rules, each once, by the first way that leads to it.

    Examples
    --------
    >>> at = Place("公证处出具公证书9件", 0, 8, 10, "公证处出具公证书", True, (), "", ())
    >>> [one.name for one in others(at) if one.way == "cut"]
    ['出具公证书', '公证书']
    """
    found: dict[str, Other] = {}
    for one in _all(place):
        name = one.name.strip(_EDGES)
        if SHORTEST <= len(name) <= LONGEST and name != place.name and name not in found:
            found[name] = one._replace(name=name) if name != one.name else one
    return tuple(found.values())


def _all(place: Place) -> Iterator[Other]:
    name = place.name
    # A term is never cut, nor what the rules put together, nor a list of names.
    if name and not (place.composed or "、" in name or taxonomy.knows(name)):
        own = words(name)
        for count in range(1, len(own)):
            if all(word.group in _WHEN for word in own[:count]):
                # 年末结转结余资金, 本次自评得分: the rules took off what is no part of the name.
                continue
            yield Other(name[own[count].start :], "cut", count, part=name[: own[count].start])
        for count in range(1, min(len(own), TAIL + 1)):
            yield Other(name[: own[-count].start], "tail", count, part=name[own[-count].start :])
    for far, told in enumerate(place.told[:CARRIED]):
        yield Other(told, "carry", far=far)
    if place.run_in:
        yield Other(place.run_in, "run_in")
    if name and (place.printed or place.behind):
        at = place.between.rfind(name) if place.printed else len(place.between)
        yield from _in_front(_CUT.split(place.between[:at])[-1], name, "extend" if place.printed else "behind")
    if name and len(name) <= LONGEST_PART:
        heads = [*enumerate(place.told[:HEADS]), (HEADING, place.titled), (RUN_IN, place.run_in)]
        for far, head in heads:
            yield from _completed(name, head, far)
    if not name:
        yield from _beside(place)
    for label in place.labels:
        yield Other(label, "table")


def _in_front(left: str, name: str, way: str) -> Iterator[Other]:
    """The name with the words before it in its clause."""
    before = words(left)
    for count in range(1, min(FRONT, len(before)) + 1):
        part = left[before[-count].start :]
        yield Other(part + name, way, count, part=part, whole=count == len(before))


def _completed(name: str, head: str, far: int) -> Iterator[Other]:
    """A short name behind a head, or behind the first words of one."""
    of = words(head)
    for count in range(len(of), 0, -1):
        part = head[: of[count - 1].end]
        if len(part) >= SHORTEST:
            yield Other(joined(part, name), "complete", len(of) - count, far, part)


def _beside(place: Place) -> Iterator[Other]:
    """Words beside a figure that has no name: of the clause before it, or right behind it."""
    clauses = [clause for clause in _CLAUSE.split(place.between) if clause.strip()]
    if clauses:
        said = clauses[-1]
        own = words(said)
        for first in range(len(own)):
            for last in range(max(first, len(own) - 2), len(own)):
                yield Other(said[own[first].start : own[last].end], "span", len(own) - 1 - last)
    found = _AHEAD.match(place.chars, place.end, place.end + FAR)
    ahead = found[0] if found else ""
    for count, word in enumerate(words(ahead)[:BESIDE], 1):
        yield Other(ahead[: word.end], "behind", count)
