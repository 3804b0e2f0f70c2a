"""jieba's segmentation, with its dictionary read once for all that is asked of it.

jieba keeps a copy of its dictionary beside the temporary files and reads that object by object, which takes longer
than to read the dictionary itself. What a text is cut into is the same to the character.
"""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import NamedTuple

import jieba


class Dictionary(NamedTuple):
    """jieba's dictionary: how often a word was counted (0 for what only begins words), the sum, parts of speech."""

    counts: dict[str, int]
    total: int
    tags: dict[str, str]


def read() -> Dictionary:
    """The dictionary that comes with jieba: lines of a word, its count and its part of speech."""
    with jieba.Tokenizer().get_dict_file() as lines:
        fields = lines.read().decode("utf-8").split()
    words, numbers, tags = fields[::3], [int(number) for number in fields[1::3]], fields[2::3]
    counts = dict(zip(words, numbers, strict=True))
    for word in words:
        for end in range(1, len(word)):
            counts.setdefault(word[:end], 0)
    return Dictionary(counts, sum(numbers), dict(zip(words, tags, strict=True)))


@lru_cache(maxsize=1 << 12)
def _unknown(run: str) -> tuple[str, ...]:
    """The words of a few characters that are none in the dictionary, as jieba's model of characters guesses them."""
    return tuple(jieba.finalseg.cut(run))


class Segmenter(jieba.Tokenizer):  # type: ignore[misc]
    """jieba's tokenizer with a dictionary that was read, and its way of cutting written for speed."""

    def __init__(self, dictionary: Dictionary):
        super().__init__()
        self.FREQ, self.total = dictionary.counts, dictionary.total
        self.initialized = True

    def cut(self, sentence: str, *, HMM: bool = True) -> list[str]:
        """The words of a text, in order; joined they are the text.

        Parameters
        ----------
        sentence : str
        HMM : bool, default True
            Whether words that the dictionary lacks are guessed.
        """
        found: list[str] = []
        for block in jieba.re_han_default.split(sentence):
            if jieba.re_han_default.match(block):
                found += self._guessed(block) if HMM else self._known(block)
                continue
            for part in jieba.re_skip_default.split(block):
                if jieba.re_skip_default.match(part):
                    found.append(part)
                else:
                    found.extend(part)
        return found

    def _likeliest(self, block: str) -> list[str]:
        """The words of the dictionary, or single characters, that are likeliest together."""
        counts, whole, size = self.FREQ, log(self.total), len(block)
        likely, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            most, best, end = None, start + 1, start + 1
            while (count := counts.get(block[start:end])) is not None:
                if count:
                    one = log(count) - whole + likely[end]
                    if most is None or one >= most:
                        most, best = one, end
                if end == size:
                    break
                end += 1
            likely[start] = -whole + likely[start + 1] if most is None else most
            ends[start] = best
        found, at = [], 0
        while at < size:
            found.append(block[at : ends[at]])
            at = ends[at]
        return found

    def _guessed(self, block: str) -> list[str]:
        """The likeliest words, with runs of single characters put together where that is likely."""
        found: list[str] = []
        run = ""
        for word in [*self._likeliest(block), ""]:
            if len(word) == 1:
                run += word
                continue
            if len(run) > 1 and not self.FREQ.get(run):
                found += _unknown(run)
            else:
                found.extend(run)
            run = ""
            if word:
                found.append(word)
        return found

    def _known(self, block: str) -> list[str]:
        """The likeliest words, with letters and digits that follow each other put together."""
        found: list[str] = []
        run = ""
        for word in self._likeliest(block):
            if len(word) == 1 and jieba.re_eng.match(word):
                run += word
                continue
            if run:
                found.append(run)
                run = ""
            found.append(word)
        return [*found, run] if run else found
