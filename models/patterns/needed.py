"""Which of many expressions can match a text at all, by the characters that each of them needs.

Most expressions of a list match few texts. Every match of ``(?:完成|达到)预算`` holds 预, so the expression need not be
tried where the text has none. Of an expression that needs no certain character nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

T = TypeVar("T")
#: A set of more characters than this tells little.
MOST = 40


def needed(expression: str) -> tuple[frozenset[str], ...]:
    """Sets of characters: every text that the expression matches has a character of each of them.

    Parameters
    ----------
    expression : str
        Used on whole texts: looking behind, it sees nothing before the text.

    Returns
    -------
    tuple of frozenset of str
        The smallest sets first; empty where nothing is sure.

    Examples
    --------
    >>> [sorted(one) for one in needed("(?:完成|达到)?预算[为是]")]
    [['预'], ['算'], ['为', '是']]
    >>> needed(".*(?!预)")
    ()
    """
    parsed = parser.parse(expression)
    if parsed.state.flags & re.IGNORECASE:
        return ()
    sets = [one for one in _of_all(parsed) if len(one) <= MOST]
    return tuple(sorted(dict.fromkeys(sets), key=len))


def _of_all(items: Iterable[Any]) -> list[frozenset[str]]:
    """The sets of items that stand one after the other."""
    return [found for code, value in items for found in _of_one(code, value)]


def _of_one(code: Any, value: Any) -> list[frozenset[str]]:
    if code is op.LITERAL:
        return [frozenset(chr(value))]
    if code is op.IN:
        return _of_class(value)
    if code is op.BRANCH:
        return _of_any(value[1])
    if code is op.SUBPATTERN:
        _, added, removed, inner = value
        return [] if added or removed else _of_all(inner)
    if code is op.ATOMIC_GROUP:
        return _of_all(value)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, _, inner = value
        return _of_all(inner) if least else []
    if code is op.ASSERT:
        return _of_all(value[1])
    return []


def _of_class(items: Sequence[Any]) -> list[frozenset[str]]:
    """The set of a class of single characters; nothing of one with ranges, categories or a negation."""
    if all(code is op.LITERAL for code, _ in items):
        return [frozenset(chr(value) for _, value in items)]
    return []


def _of_any(branches: Sequence[Iterable[Any]]) -> list[frozenset[str]]:
    """One of several: the smallest sets of all of them together, where each has one."""
    smallest = [min(_of_all(branch), key=len, default=None) for branch in branches]
    sets = [one for one in smallest if one is not None]
    return [frozenset().union(*sets)] if len(sets) == len(smallest) else []


class Guarded(Generic[T]):
    """Expressions in order, each with what it is for, that are tried only where a text has the characters they need."""

    #: So many sets of an expression are looked at.
    SETS = 2

    def __init__(self, rows: Iterable[tuple[str, T]]):
        self._rows = tuple(rows)
        #: Compiled where they are tried first: many never are.
        self._compiled: dict[int, re.Pattern[str]] = {}
        # One bit of a number for each expression: by character, the expressions that have it in their set.
        self._having: list[dict[str, int]] = [{} for _ in range(self.SETS)]
        self._free = [0] * self.SETS
        for number, (expression, _) in enumerate(self._rows):
            sets = needed(expression)
            for place in range(self.SETS):
                if place >= len(sets):
                    self._free[place] |= 1 << number
                    continue
                for character in sets[place]:
                    self._having[place][character] = self._having[place].get(character, 0) | 1 << number

    def likely(self, text: str) -> Iterator[tuple[re.Pattern[str], T]]:
        """The expressions that may match somewhere in a text, in order; all others do not."""
        characters = set(text)
        left = -1
        for having, free in zip(self._having, self._free, strict=True):
            for character in characters:
                free |= having.get(character, 0)
            left &= free
        while left:
            lowest = left & -left
            number = lowest.bit_length() - 1
            expression, row = self._rows[number]
            pattern = self._compiled.get(number)
            if pattern is None:
                pattern = self._compiled[number] = re.compile(expression)
            yield pattern, row
            left ^= lowest
