"""Names that every item of a list says again: each belongs to what its own item is about.

甲小学3所，学生200人；乙中学2所，学生300人: the second figures are of 甲小学学生 and 乙中学学生. As
printed they would be one quantity that contradicts itself. A name said once stays as printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extract.facts.narrative.resolving import says
from extract.facts.narrative.roles import full_width
from extract.facts.narrative.wording import joined
from extract.types import Fact

_ITEMS = re.compile(r"[；;。]|其中[：:，,]?")
_OPENS = re.compile(r"^\s*(?:[（(]?\d{1,2}[）)、.．]|[一二三四五六七八九]是|[，,：:])?\s*")
#: A name longer than this says by itself of what it speaks.
LONGEST_PART = 6
#: A clause without a figure that opens an item names what the item is about where it is so long.
SHORTEST_HEAD, LONGEST_HEAD = 4, 30


@dataclass(frozen=True, slots=True)
class _Item:
    """One item of a list: its head, where its figures begin, and their numbers."""

    head: str
    numbers: tuple[int, ...]


def completed(chars: str, base: int, facts: Sequence[Fact]) -> dict[int, str]:
    """The whole names of figures whose own name other items say as well, by their number.

    Parameters
    ----------
    chars : str
        Of the paragraph, which begins at ``base`` of the text.
    facts : sequence of Fact
        Of the paragraph, in order.
    """
    if not re.search(r"[；;]|其中", chars):
        return {}
    items = list(_items(chars, base, facts))
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for item in items:
        for number in item.numbers:
            fact = facts[number]
            name = fact.indicator or ""
            start = (fact.evidence[0].start or 0) - base
            beside = chars[max(0, start - len(name) - 6) : start]
            if 0 < len(name) <= LONGEST_PART and name in beside and name not in item.head:
                said[name].append((number, item.head))
    whole: dict[int, str] = {}
    for name, told in said.items():
        if len({head for _, head in told}) > 1 and says("belongs").search(name):
            whole.update((number, joined(head, name)) for number, head in told)
    return whole


def _items(chars: str, base: int, facts: Sequence[Fact]) -> list[_Item]:
    """The items of a paragraph that have a head and figures behind it."""
    cuts = [0, *(found.end() for found in _ITEMS.finditer(chars)), len(chars) + 1]
    found: list[_Item] = []
    for first, last in zip(cuts, cuts[1:], strict=False):
        inside = [
            number for number, fact in enumerate(facts)
            if first <= (fact.evidence[0].start or 0) - base < last and fact.measure in ("level", "target")
        ]  # fmt: skip
        if not inside:
            continue
        opening = chars[first : (facts[inside[0]].evidence[0].start or 0) - base]
        opening = _OPENS.sub("", opening, count=1)
        clause = re.split(r"[，,]", opening)
        if len(clause) > 1 and SHORTEST_HEAD <= len(clause[0]) <= LONGEST_HEAD and not re.search(r"\d", clause[0]):
            if says("is_head").search(clause[0]):
                found.append(_Item(clause[0], tuple(inside)))
        else:
            head = facts[inside[0]].indicator or ""
            unfit = says("belongs").search(head) or says("no_head").search(head)
            if head and head in full_width(opening) and not unfit:
                found.append(_Item(head, tuple(inside[1:])))
    return found
