"""Where a character of one text stands in another text that says the same, differently printed or read.

Blanks and the width of characters do not count. Stretches that stand once in
both texts anchor the alignment; what lies between two anchors is compared
character by character.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from extract.numbers import fold_width

#: Characters of a stretch that anchors if it stands once in both texts.
ANCHOR = 7
#: Gaps between anchors are compared where the product of their lengths stays below this.
COMPARED = 6_000_000


@dataclass(frozen=True)
class Alignment:
    """Equal stretches of a reference and a text: (reference start, text start, length), ascending in both."""

    blocks: tuple[tuple[int, int, int], ...]
    reference: str
    text: str

    @cached_property
    def _text_starts(self) -> list[int]:
        return [block[1] for block in self.blocks]

    @cached_property
    def _reference_starts(self) -> list[int]:
        return [block[0] for block in self.blocks]

    def to_reference(self, start: int, end: int) -> tuple[int, int] | None:
        """The characters of the reference for [start, end) of the text.

        A stretch without an equal one maps to the whole gap between its neighbours;
        None where that is empty or blank.
        """
        first = self._low(start)
        last = self._high(end)
        return (first, last) if self.reference[first:last].strip() else None

    def _low(self, offset: int) -> int:
        at = bisect_right(self._text_starts, offset) - 1
        if at < 0:
            return 0
        reference, text, length = self.blocks[at]
        return reference + min(offset - text, length)

    def _high(self, offset: int) -> int:
        at = bisect_left(self._text_starts, offset)
        if at:
            reference, text, length = self.blocks[at - 1]
            if offset <= text + length:
                return reference + offset - text
        return self.blocks[at][0] if at < len(self.blocks) else len(self.reference)

    def edits(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the reference's [start, end), and how many edits lead to the text's; blanks do not count.

        Between two equal stretches the longer side counts: so many substitutions,
        and insertions or deletions for the rest. What the text has before the first
        and behind the last equal character of the stretch is not held against it.
        """
        characters = _ink(self.reference[start:end])
        edits, done, before = 0, start, -1
        at = max(0, bisect_right(self._reference_starts, start) - 1)
        for reference, text, length in self.blocks[at:]:
            if reference >= end:
                break
            low, high = max(start, reference), min(end, reference + length)
            if low >= high:
                continue
            lost = _ink(self.reference[done:low])
            put = 0 if before < 0 else _ink(self.text[before : text + low - reference])
            edits += max(lost, put)
            done, before = high, text + high - reference
        return characters, edits + _ink(self.reference[done:end])


def align(reference: str, text: str) -> Alignment:
    """Align a text to a reference; offsets count the characters of the strings as given."""
    a, a_at = _squeezed(reference)
    b, b_at = _squeezed(text)
    blocks: list[tuple[int, int, int]] = []
    for low, high, length in _matches(a, b):
        for step in range(length):
            x, y = a_at[low + step], b_at[high + step]
            if blocks and blocks[-1][0] + blocks[-1][2] == x and blocks[-1][1] + blocks[-1][2] == y:
                blocks[-1] = (blocks[-1][0], blocks[-1][1], blocks[-1][2] + 1)
            else:
                blocks.append((x, y, 1))
    return Alignment(tuple(blocks), reference, text)


def _ink(text: str) -> int:
    return sum(not char.isspace() for char in text)


@lru_cache(maxsize=65_536)
def squeeze(text: str) -> str:
    """A text without blanks and with half-width digits, letters and signs."""
    return "".join(fold_width(text).split())


def _squeezed(text: str) -> tuple[str, list[int]]:
    kept = [(char, at) for at, char in enumerate(fold_width(text)) if not char.isspace()]
    return "".join(char for char, _ in kept), [at for _, at in kept]


def _matches(a: str, b: str) -> list[tuple[int, int, int]]:
    out: list[tuple[int, int, int]] = []
    at_a = at_b = 0
    for x, y in [*_anchors(a, b), (len(a), len(b))]:
        if x < at_a or y < at_b:
            continue
        if x - at_a == y - at_b and a[at_a:x] == b[at_b:y]:
            out.append((at_a, at_b, x - at_a))
        elif (x - at_a) * (y - at_b) <= COMPARED:
            matcher = SequenceMatcher(None, a[at_a:x], b[at_b:y], autojunk=False)
            out += [(at_a + m.a, at_b + m.b, m.size) for m in matcher.get_matching_blocks() if m.size]
        if x < len(a):
            out.append((x, y, ANCHOR))
        at_a, at_b = x + ANCHOR, y + ANCHOR
    return out


def _anchors(a: str, b: str) -> list[tuple[int, int]]:
    """Starts of stretches that stand once in both, ascending in both, not overlapping."""
    once_a, once_b = _once(a), _once(b)
    pairs = sorted((at, once_b[gram]) for gram, at in once_a.items() if gram in once_b)
    # Longest ascending run of the second positions (patience sorting).
    tops: list[int] = []
    top_index: list[int] = []
    back: list[int] = []
    for index, (_, y) in enumerate(pairs):
        pile = bisect_left(tops, y)
        back.append(top_index[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(y)
            top_index.append(index)
        else:
            tops[pile], top_index[pile] = y, index
    chain: list[tuple[int, int]] = []
    index = top_index[-1] if top_index else -1
    while index >= 0:
        chain.append(pairs[index])
        index = back[index]
    chain.reverse()
    out: list[tuple[int, int]] = []
    for x, y in chain:
        if not out or (x >= out[-1][0] + ANCHOR and y >= out[-1][1] + ANCHOR):
            out.append((x, y))
    return out


def _once(text: str) -> dict[str, int]:
    seen: dict[str, int] = {}
    for at in range(len(text) - ANCHOR + 1):
        gram = text[at : at + ANCHOR]
        seen[gram] = -1 if gram in seen else at
    return {gram: at for gram, at in seen.items() if at >= 0}
