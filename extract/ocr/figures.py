"""Figures in lines of text: where they stand, whether they are well-formed, and all readings of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.numbers import fold_width, parse_number
from extract.types import BBox

#: What an ill-formed reading counts beside a well-formed one.
ILL_FORMED = 0.3

#: A run of digits with what belongs to them or was put among them by a misreading; a lone 0 taken for a letter
#: or an empty pair of brackets before a unit.
_FIGURE = re.compile(
    r"[-+(]?\d(?:[\d.,:;·'|\[\](){}]*[\d%)])?%?|(?<![(A-Za-z])(?:\(\)|[OoDQ])(?=\s*(?:万?元|%|万?人|[辆台个件家]))"
)
#: A text that is meant as one figure: digits and what is taken for parts of them, a letter at an end included.
ALL_FIGURE = re.compile(
    r"[-+(\[{|]*[\dOoIlSBZ.,:;·'`|\[\](){}/\\ -]*\d[\dOoIlSBZ.,:;·'`|\[\](){}/\\ -]*%?[)\]|]*"
    r"|[A-Za-z]?\d*[.,]\d+[A-Za-z]?"
)
#: List numbers, page numbers in their dashes, dates and the like: well-formed, and no numbers.
_NO_NUMBER = re.compile(
    r"[(]?\d{1,2}[).、]|[-·. ]*\d{1,4}[-·. ]*|(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,3}[-/]\d{1,3}"
)
#: What begins with its point has lost a digit: documents of this kind print the zero.
_HEADLESS = re.compile(r"[-+(]?[.,]")
_GLUED = re.compile(r"[A-Za-z?？\u3040-\u30ff]")
_GLUED_BEFORE = re.compile(r"(?:[A-Za-z?？\u3040-\u30ff]|(?<!\d)\.)$")
#: A list number has at most so many digits.
LIST_DIGITS = 2
#: What a rule beside a figure is read as.
RULE = "|[]丨"


@dataclass
class Asked:
    """A figure of a line with all readings of it, and the characters that stand beside it in the line."""

    line: int
    start: int
    end: int
    text: str
    box: BBox
    votes: list[tuple[str, float]]
    doubtful: bool = True
    inside: bool = False
    unheard: bool = False
    before: str = ""
    behind: str = ""
    before_score: float = 1.0
    behind_score: float = 1.0

    @property
    def backing(self) -> float:
        return self.tally()[1]

    def tally(self) -> tuple[str, float]:
        """The winner, and the mean vote for it over all readings."""
        sums: dict[str, float] = {}
        for text, score in self.votes:
            weight = score if well_formed(text) else ILL_FORMED * score
            sums[text] = sums.get(text, 0.0) + weight
        best = max(sums, key=lambda text: (sums[text], text == self.text))
        return best, sums[best] / len(self.votes)


def well_formed(text: str) -> bool:
    """Whether a text is a number, a list number, a date or a page number."""
    folded = fold_width(text)
    if _HEADLESS.match(folded):
        return False
    return parse_number(folded) is not None or _NO_NUMBER.fullmatch(folded) is not None


def broken_off(one: Asked) -> bool:
    """Whether what stands beside a figure in its line shows that a part of it was read as something else.

    A point before it, one behind an integer that is no list number, a letter or a question mark glued to it.
    """
    whole = one.text[-1:] == "%" or "." in one.text or (one.start == 0 and len(one.text) <= LIST_DIGITS)
    behind = one.behind[:1]
    return bool(_GLUED_BEFORE.search(one.before)) or bool(_GLUED.fullmatch(behind)) or (behind == "." and not whole)


def figures(text: str) -> Iterator[tuple[int, int]]:
    """Where figures stand in a text: the whole of it, or runs of digits between words."""
    folded = fold_width(text)
    if ALL_FIGURE.fullmatch(folded):
        yield 0, len(text)
        return
    for match in _FIGURE.finditer(folded):
        start, end = match.span()
        # （2020年）: the bracket belongs to the words, not to a negative number.
        opened = match[0][0] == "(" and ")" not in match[0] and len(match[0]) > 1
        yield start + opened, end


def stripped(text: str) -> str:
    """Without the rules of a cell that were read as brackets, where a number is left."""
    bare = text.strip(RULE + " ")
    return bare if bare != text and parse_number(bare) is not None else text
