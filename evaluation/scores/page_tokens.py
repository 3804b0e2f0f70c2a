"""Printed numbers of a page against what was read: alignment by place first, by characters second.

The truth is the text layer of a PDF that the project rendered itself; the
reading is OCR of a spoilt picture of it. Words that occur once on both sides
give the map between the two pages (skew, turns and perspective included);
each printed number is then compared with what was read in its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from extract.numbers import fold_width
from extract.types import BBox, Word

#: A numeric token: digits with their separators, sign and percent sign.
NUMBER = re.compile(r"[-(]?\d[\d,.]*[%)]?")
FOLIO = re.compile(r"[-—–]*\s*\d{1,4}\s*[-—–]*")
#: Characters that make a difference where they stand beside a number.
_GLUED = set("0123456789.,-%")


@dataclass
class Token:
    """One printed number: what is printed, what was read there, and by which characters of which words."""

    printed: str
    read: str
    words: tuple[Word, ...]
    spans: tuple[tuple[int, int], ...] = ()
    on_record: bool = False
    page: int = 0
    profile: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Whether exactly its characters were read."""
        return self.printed == self.read

    @property
    def marked(self) -> bool:
        """Whether a mark is about any of it; if no word is there, whether the page tells its place as not read."""
        if not self.words:
            return self.on_record
        return any(word.doubted(*span) for word, span in zip(self.words, self.spans, strict=True))

    def below(self, threshold: float) -> bool:
        """Whether its least sure character is below a score, or its form is ill."""
        if not self.words:
            return self.on_record
        if any("number_format" in word.marks for word in self.words):
            return True
        return min(min(self._scores(word)) for word in self.words) < threshold

    def _scores(self, word: Word) -> Sequence[float]:
        at = word.text.find(self.read)
        return (word.char_scores[at : at + len(self.read)] if at >= 0 else word.char_scores) or (word.confidence,)

    @property
    def offered(self) -> bool:
        """Whether the engine offered what is printed as another reading."""
        return any(self.printed in other for word in self.words for other in word.alternatives)


@dataclass(frozen=True)
class TokenCounts:
    """How many tokens are right and wrong, and how many of each carry a mark."""

    right: int = 0
    wrong: int = 0
    marked_right: int = 0
    marked_wrong: int = 0

    @property
    def all(self) -> int:
        """All tokens."""
        return self.right + self.wrong

    @property
    def silent(self) -> int:
        """Wrong ones without a mark."""
        return self.wrong - self.marked_wrong


def count(tokens: Iterable[Token]) -> TokenCounts:
    """Right and wrong tokens, and their marks."""
    return _counted((token.right, token.marked) for token in tokens)


def count_below(tokens: Iterable[Token], threshold: float) -> TokenCounts:
    """The same, if a token carried a mark where its score is below a threshold."""
    return _counted((token.right, token.below(threshold)) for token in tokens)


def _counted(told: Iterable[tuple[bool, bool]]) -> TokenCounts:
    seen = Counter(told)
    marked_right, marked_wrong = seen[True, True], seen[False, True]
    return TokenCounts(seen[True, False] + marked_right, seen[False, False] + marked_wrong, marked_right, marked_wrong)


def count_marks(tokens: Iterable[Token]) -> dict[str, tuple[int, int]]:
    """For each mark how many wrong and how many right tokens carry it."""
    wrong: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for token in tokens:
        (right if token.right else wrong).update({mark for word in token.words for mark in word.marks})
    return {mark: (wrong[mark], right[mark]) for mark in sorted({*wrong, *right})}


def compare(truth: Sequence[Word], read: Sequence[Word], unread: Sequence[BBox] = ()) -> tuple[list[Token], int]:
    """The numeric tokens of a page, and how many numeric words were read where nothing is printed.

    Parameters
    ----------
    truth, read : sequence of Word
        In points of their own pages.
    unread : sequence of BBox
        Places of the page that was read where something is printed and nothing was read.
    """
    moved = _mapped(truth, read)
    placed = _Placed(read)
    tokens: list[Token] = []
    used: set[int] = set()
    foot = max((word.bbox.bottom for word in truth), default=0.0)
    for word, box in zip(truth, moved, strict=True):
        spans = [match.span() for match in NUMBER.finditer(fold_width(word.text))]
        # The page number in its dashes is no number of the document.
        if not spans or (FOLIO.fullmatch(word.text) and foot - word.bbox.bottom < word.bbox.height):
            used.update(index for index, _, _ in placed.within(box, box.height))
            continue
        chars = placed.within(box, 0.6 * box.height)
        used.update(index for index, _, _ in chars)
        text = fold_width("".join(char for _, char, _ in chars))
        goal = fold_width(word.text)
        at = _alignment(goal, text)
        for start, end in spans:
            first, last = at[start], at[end]
            # What is glued to the number counts as read with it, unless it is printed there.
            while first > 0 and text[first - 1] in _GLUED and (start == 0 or goal[start - 1] not in _GLUED):
                first -= 1
            while last < len(text) and text[last] in _GLUED and (end == len(goal) or goal[end] not in _GLUED):
                last += 1
            owners: dict[int, list[int]] = {}
            for index, _, place in chars[first:last]:
                owners.setdefault(index, []).append(place)
            while last > max(first, at[end]) and text[last - 1] in ",.":
                last -= 1  # a comma or full stop of the sentence
            spans_read = tuple((min(places), max(places) + 1) for places in owners.values())
            known = any(_overlap(box, place) for place in unread)
            tokens.append(Token(goal[start:end], text[first:last], tuple(read[i] for i in owners), spans_read, known))
    loose = sum(
        index not in used and any(char.isdigit() for char in word.text) and len(word.text) > 1
        for index, word in enumerate(read)
    )
    return tokens, loose


def _overlap(box: BBox, other: BBox) -> bool:
    middle = other.centre[1]
    return box.x0 < other.x1 and other.x0 < box.x1 and box.top - 1 < middle < box.bottom + 1


def _mapped(truth: Sequence[Word], read: Sequence[Word]) -> list[BBox]:
    """The boxes of the truth on the page that was read."""
    once_t = _unique(truth)
    once_r = _unique(read)
    shared = [text for text in once_t if text in once_r]
    if len(shared) < 4:
        return [word.bbox for word in truth]
    source = np.array([truth[once_t[text]].bbox.centre for text in shared], np.float32)
    target = np.array([read[once_r[text]].bbox.centre for text in shared], np.float32)
    if len(shared) >= 8:
        matrix, _ = cv2.findHomography(source, target, cv2.RANSAC, 3.0)
    else:
        affine, _ = cv2.estimateAffine2D(source, target, ransacReprojThreshold=3.0)
        matrix = None if affine is None else np.vstack([affine, [0, 0, 1]])
    if matrix is None:
        return [word.bbox for word in truth]
    matrix = _refined(matrix, truth, read)
    out = []
    for word in truth:
        b = word.bbox
        middle = [[b.x0, (b.top + b.bottom) / 2], [b.x1, (b.top + b.bottom) / 2], list(b.centre)]
        (x0, y0), (x1, y1), (cx, cy) = cv2.perspectiveTransform(np.array([middle], np.float32), matrix)[0]
        half = b.height / 2
        out.append(
            BBox(
                float(min(x0, x1, cx)),
                float(min(y0, y1, cy) - half),
                float(max(x0, x1, cx)),
                float(max(y0, y1, cy) + half),
            )
        )
    return out


def _refined(matrix: Any, truth: Sequence[Word], read: Sequence[Word]) -> Any:
    """The map fitted anew to all words that stand where it leads, not only to those that occur once."""
    places: dict[str, list[Word]] = {}
    for word in read:
        places.setdefault(word.text, []).append(word)
    source, target = [], []
    for word in truth:
        if word.text not in places:
            continue
        x, y = cv2.perspectiveTransform(np.array([[word.bbox.centre]], np.float32), matrix)[0, 0]
        nearest = min(places[word.text], key=lambda w: abs(w.bbox.centre[0] - x) + abs(w.bbox.centre[1] - y))
        if abs(nearest.bbox.centre[0] - x) < 8 and abs(nearest.bbox.centre[1] - y) < 4:
            source.append(word.bbox.centre)
            target.append(nearest.bbox.centre)
    if len(source) < 12:
        return matrix
    again, _ = cv2.findHomography(np.array(source, np.float32), np.array(target, np.float32), cv2.RANSAC, 2.0)
    return matrix if again is None else again


def _unique(words: Sequence[Word]) -> dict[str, int]:
    counts = Counter(word.text for word in words)
    return {word.text: i for i, word in enumerate(words) if counts[word.text] == 1 and len(word.text) > 2}


class _Placed:
    """Characters of the words that were read, by place."""

    def __init__(self, words: Sequence[Word]):
        rows: list[tuple[float, float, int, str, int]] = []
        for index, word in enumerate(words):
            boxes = word.char_boxes
            if len(boxes) != len(word.text):
                step = word.bbox.width / max(1, len(word.text))
                boxes = tuple(
                    BBox(word.bbox.x0 + k * step, word.bbox.top, word.bbox.x0 + (k + 1) * step, word.bbox.bottom)
                    for k in range(len(word.text))
                )
            told = zip(boxes, word.text, strict=True)
            rows.extend((*box.centre, index, char, place) for place, (box, char) in enumerate(told))
        self._chars = rows
        self._at = np.array([(x, y) for x, y, _, _, _ in rows], np.float32).reshape(-1, 2)

    def within(self, box: BBox, margin: float) -> list[tuple[int, str, int]]:
        """The characters that stand in a box: their words, themselves, their places in those."""
        x, y = self._at[:, 0], self._at[:, 1]
        inside = (x > box.x0 - margin) & (x < box.x1 + margin) & (y > box.top - 1) & (y < box.bottom + 1)
        chosen = sorted(np.flatnonzero(inside), key=lambda i: (self._chars[i][2], self._chars[i][0]))
        # Words of one line by their place, the characters of a word by theirs.
        first: dict[int, float] = {}
        for i in chosen:
            first.setdefault(self._chars[i][2], self._chars[i][0])
        chosen.sort(key=lambda i: (first[self._chars[i][2]], self._chars[i][2], self._chars[i][0]))
        return [self._chars[i][2:] for i in chosen]


def _alignment(goal: str, text: str) -> list[int]:
    """For each border of a character in ``goal`` the border in ``text``, by the least edits."""
    n, m = len(goal), len(text)
    cost = [[0] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        for j in range(m + 1):
            if i == 0 or j == 0:
                cost[i][j] = i + j
            else:
                same = cost[i - 1][j - 1] + (goal[i - 1] != text[j - 1])
                cost[i][j] = min(same, cost[i - 1][j] + 1, cost[i][j - 1] + 1)
    at = [0] * (n + 1)
    i, j = n, m
    at[n] = m
    while i > 0:
        if j > 0 and cost[i][j] == cost[i - 1][j - 1] + (goal[i - 1] != text[j - 1]):
            i, j = i - 1, j - 1
        elif cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
            continue
        at[i] = j
    return at
