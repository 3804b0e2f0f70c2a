"""Where an expression cannot match, by the characters that it needs and those that it begins with.

Most expressions of a list match few texts. Every match of ``(?:完成|达到)预算`` holds 预, so the expression need not be
tried where the text has none; and it begins with 完 or 达, so it need not be tried at other places. Where nothing is
sure nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_CATEGORIES = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_SPACE: r"\s", op.CATEGORY_WORD: r"\w"}
#: A set of more characters than this tells little.
MOST = 40


def needed(expression: str, *, around: bool = True) -> tuple[frozenset[str], ...]:
    """Sets of characters: every text that the expression matches has a character of each of them.

    Parameters
    ----------
    expression : str
    around : bool, default True
        Whether what it sees looking behind and ahead is a part of the text too: not so where it is tried on a stretch.

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
    sets = [one for one in _of_all(parsed, around) if len(one) <= MOST]
    return tuple(sorted(dict.fromkeys(sets), key=len))


def _of_all(items: Iterable[Any], around: bool) -> list[frozenset[str]]:
    """The sets of items that stand one after the other."""
    return [found for code, value in items for found in _of_one(code, value, around)]


def _of_one(code: Any, value: Any, around: bool) -> list[frozenset[str]]:
    if code is op.LITERAL:
        return [frozenset(chr(value))]
    if code is op.IN:
        return _of_class(value)
    if code is op.BRANCH:
        return _of_any(value[1], around)
    if code is op.SUBPATTERN:
        _, added, removed, inner = value
        return [] if added or removed else _of_all(inner, around)
    if code is op.ATOMIC_GROUP:
        return _of_all(value, around)
    if code in _REPEATS:
        least, _, inner = value
        return _of_all(inner, around) if least else []
    if code is op.ASSERT and around:
        return _of_all(value[1], around)
    return []


def _of_class(items: Sequence[Any]) -> list[frozenset[str]]:
    """The set of a class of single characters; nothing of one with ranges, categories or a negation."""
    if all(code is op.LITERAL for code, _ in items):
        return [frozenset(chr(value) for _, value in items)]
    return []


def _of_any(branches: Sequence[Iterable[Any]], around: bool) -> list[frozenset[str]]:
    """One of several: the smallest sets of all of them together, where each has one."""
    smallest = [min(_of_all(branch, around), key=len, default=None) for branch in branches]
    sets = [one for one in smallest if one is not None]
    return [frozenset().union(*sets)] if len(sets) == len(smallest) else []


def hastened(expression: str) -> str:
    """The same expression, that looks at the character where it is tried before it tries its alternatives.

    What it matches, and its groups, are the same. One that may begin with any character, or match nothing at all, and
    one that begins with a single sign, which ``re`` looks for by itself, stays as it is.

    Examples
    --------
    >>> hastened("完成|(?<=已)达到"), hastened("完成|[^达]到"), hastened("完成")
    ('(?=[完达])(?:完成|(?<=已)达到)', '完成|[^达]到', '完成')
    """
    parsed = parser.parse(expression)
    if parsed.state.flags != re.UNICODE or not len(parsed) or parsed[0][0] in (op.LITERAL, op.IN):
        return expression
    signs, nothing = _begins(parsed)
    if signs is None or nothing:
        return expression
    return f"(?=[{''.join(sorted(signs))}])(?:{expression})"


def _begins(items: Iterable[Any]) -> tuple[frozenset[str] | None, bool]:
    """With what items that stand one after the other begin, as parts of a class, and whether they may match nothing.

    None where that may be anything.
    """
    found: frozenset[str] = frozenset()
    for code, value in items:
        signs, nothing = _begin(code, value)
        if signs is None:
            return None, True
        found |= signs
        if not nothing:
            return found, False
    return found, True


def _begin(code: Any, value: Any) -> tuple[frozenset[str] | None, bool]:
    if code is op.LITERAL:
        return frozenset({re.escape(chr(value))}), False
    if code is op.IN:
        parts = [_part_of_class(inner, what) for inner, what in value]
        return (frozenset(parts), False) if None not in parts else (None, True)  # type: ignore[arg-type]
    if code is op.BRANCH:
        branches = [_begins(branch) for branch in value[1]]
        if any(signs is None for signs, _ in branches):
            return None, True
        return frozenset().union(*(signs for signs, _ in branches if signs)), any(nothing for _, nothing in branches)
    if code is op.SUBPATTERN:
        _, added, removed, inner = value
        return (None, True) if added or removed else _begins(inner)
    if code is op.ATOMIC_GROUP:
        return _begins(value)
    if code in _REPEATS:
        signs, nothing = _begins(value[2])
        return signs, nothing or not value[0]
    if code in (op.ASSERT, op.ASSERT_NOT, op.AT):
        return frozenset(), True
    return None, True


def _part_of_class(code: Any, value: Any) -> str | None:
    """A part of a class of characters as it is written in one; None of a negation and of seldom categories."""
    if code is op.LITERAL:
        return re.escape(chr(value))
    if code is op.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return _CATEGORIES.get(value) if code is op.CATEGORY else None


class Guarded(Generic[T]):
    """Expressions in order, each with what it is for, that are tried only where a text has the characters they need."""

    #: So many sets of an expression are looked at.
    SETS = 2

    def __init__(self, rows: Iterable[tuple[str, T]]):
        self._rows = tuple(rows)
        #: Compiled where they are tried first: many never are.
        self._compiled: dict[int, re.Pattern[str]] = {}
        # One bit of a number for each expression: by character those that have it in their set, and those without one.
        having: list[dict[str, int]] = [{} for _ in range(self.SETS)]
        free = [0] * self.SETS
        for number, (expression, _) in enumerate(self._rows):
            sets = needed(expression)
            for place in range(self.SETS):
                if place >= len(sets):
                    free[place] |= 1 << number
                    continue
                for character in sets[place]:
                    having[place][character] = having[place].get(character, 0) | 1 << number
        self._sets = [(of, frozenset(of), others) for of, others in zip(having, free, strict=True)]

    def likely(self, text: str) -> Iterator[tuple[re.Pattern[str], T]]:
        """The expressions that may match somewhere in a text, in order; all others do not."""
        characters = frozenset(text)
        left = -1
        for having, known, free in self._sets:
            for character in known & characters:
                free |= having[character]
            left &= free
        while left:
            lowest = left & -left
            number = lowest.bit_length() - 1
            expression, row = self._rows[number]
            pattern = self._compiled.get(number)
            if pattern is None:
                pattern = self._compiled[number] = re.compile(hastened(expression))
            yield pattern, row
            left ^= lowest
