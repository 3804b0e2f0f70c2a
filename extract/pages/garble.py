"""Whether a text layer is the page's text: a broken ToUnicode map raises nothing anywhere.

Three shares tell: characters that no Chinese document uses, common ideographs
among the ideographs, and pairs of ideographs that stand side by side in common
words (a map scrambled among common characters shows in nothing else).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.characters import common_ideographs, common_pairs, known_ideographs, known_symbols

#: A page with fewer characters is judged with its neighbours.
ENOUGH = 30
#: More characters than this share that no document uses: rubbish. Real disclosures show 0 to 0.01.
STRANGE = 0.06
#: Ideographs of level 1 among all: 0.97 and more in text, 0.15 to 0.4 under a scrambled map.
COMMON = 0.85
#: Pairs of common words among adjacent ideographs: 0.5 to 0.8 in text and tables, 0.02 under a scrambled map.
PAIRED, ENOUGH_PAIRS = 0.2, 25
#: A page without ideographs whose marks outnumber its letters and digits is no page of text.
MARKS = 0.4


class Verdict(NamedTuple):
    """``garbled`` is None where the page has too little text to tell."""

    garbled: bool | None
    reason: str


def judge(words: Sequence[str], unmapped: int = 0) -> Verdict:
    """Judge the words of a page.

    Parameters
    ----------
    words : sequence of str
    unmapped : int, default 0
        Characters for which the file gives no text at all.
    """
    text = "".join(words)
    strange = sum(map(_is_strange, text))
    total = max(1, len(text))
    if (strange + unmapped) / total > STRANGE and strange + unmapped >= 3:
        return Verdict(True, f"{strange + unmapped} of {total} characters are of no text")
    ideographs = [char for char in text if _is_ideograph(char)]
    if len(ideographs) >= ENOUGH // 2:
        common = sum(char in common_ideographs() for char in ideographs) / len(ideographs)
        if common < COMMON:
            return Verdict(True, f"only {common:.0%} of the ideographs are common")
    pairs = [
        word[i : i + 2] for word in words for i in range(len(word) - 1) if all(map(_is_ideograph, word[i : i + 2]))
    ]
    if len(pairs) >= ENOUGH_PAIRS:
        paired = sum(pair in common_pairs() for pair in pairs) / len(pairs)
        if paired < PAIRED:
            return Verdict(True, f"only {paired:.0%} of adjacent ideographs stand together in words")
    if len(text) < ENOUGH:
        return Verdict(None, "too little text to judge")
    if not ideographs:
        marks = sum(not char.isalnum() and char not in ".,-%" for char in text) / total
        if marks > MARKS:
            return Verdict(True, f"{marks:.0%} of the characters are marks")
    return Verdict(False, "")


def _is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char >= "\U00020000"


def _is_strange(char: str) -> bool:
    """A character that no disclosure uses; symbol fonts keep their bullets at U+F020 to U+F0FF."""
    if char in known_symbols() or char in common_ideographs() or char in known_ideographs():
        return False
    return not ("\uf020" <= char <= "\uf0ff" or "\uff00" <= char <= "\uffef" or char == "\u3000" or char == "\u00a0")
