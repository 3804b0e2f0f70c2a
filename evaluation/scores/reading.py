"""Scores of the pages as read: numbers that stand on them, and characters of the narrative."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from evaluation.scores.counts import Prf
from evaluation.scores.matching.alignment import Alignment
from evaluation.scores.truth import Truth
from extract.numbers import fold_width
from extract.types import Document

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)*")


@dataclass(frozen=True)
class ReadingScore:
    """Counts that add up.

    Attributes
    ----------
    tokens : Prf
        Numeric tokens of the pages, as multisets per page.
    characters, edits : int
        Of the prose: how many are printed, and how many insertions, deletions and
        substitutions lead to what was read.
    lost, put : Counter
        Tokens that only the print, or only the reading has.
    """

    tokens: Prf = Prf()
    characters: int = 0
    edits: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    put: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: ReadingScore) -> ReadingScore:
        return ReadingScore(
            self.tokens + other.tokens,
            self.characters + other.characters,
            self.edits + other.edits,
            self.lost + other.lost,
            self.put + other.put,
        )

    @property
    def error_rate(self) -> float | None:
        """Character error rate of the prose; None where none is printed."""
        return self.edits / self.characters if self.characters else None


def numeric_tokens(texts: Iterable[str]) -> Counter[str]:
    """The numbers printed in some texts, with their points and separators."""
    return Counter(token.rstrip(",") for text in texts for token in _NUMBER.findall(fold_width(text)))


def score_reading(truth: Truth, document: Document, alignment: Alignment) -> ReadingScore:
    """Score pages and text of a document.

    Parameters
    ----------
    truth : Truth
    document : Document
    alignment : Alignment
        Of the document's text to the truth's.
    """
    lost: Counter[str] = Counter()
    put: Counter[str] = Counter()
    wanted = given = right = 0
    words = {page.number: page.words for page in document.pages}
    for number, printed in enumerate(truth.pages, 1):
        want = numeric_tokens(printed.split("\n"))
        have = numeric_tokens(word.text for word in words.get(number, ()))
        wanted, given, right = wanted + want.total(), given + have.total(), right + (want & have).total()
        lost += want - have
        put += have - want
    characters = edits = 0
    for start, end in truth.prose:
        printed, wrong = alignment.edits(start, end)
        characters, edits = characters + printed, edits + wrong
    return ReadingScore(Prf(wanted, given, right), characters, edits, lost, put)
