"""jieba's segmentation, with its dictionary read once for all that is asked of it.

jieba keeps a copy of its dictionary beside the temporary files and reads that object by object, which takes longer
than to read the dictionary itself. What a text is cut into is the same to the character.
"""

from __future__ import annotations

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


class Segmenter(jieba.Tokenizer):  # type: ignore[misc]
    """jieba's tokenizer with a dictionary that was read; its two inner steps are written for speed."""

    def __init__(self, dictionary: Dictionary):
        super().__init__()
        self.FREQ, self.total = dictionary.counts, dictionary.total
        self.initialized = True

    def get_DAG(self, sentence: str) -> dict[int, list[int]]:
        """For each character the last characters of the words that begin there."""
        counts, size = self.FREQ, len(sentence)
        found = {}
        for start in range(size):
            ends = []
            end = start + 1
            while (count := counts.get(sentence[start:end])) is not None:
                if count:
                    ends.append(end - 1)
                if end == size:
                    break
                end += 1
            found[start] = ends or [start]
        return found

    def calc(self, sentence: str, DAG: dict[int, list[int]], route: dict[int, tuple[float, int]]) -> None:
        """For each character how likely the likeliest words from there on are, and where the first of them ends."""
        counts, whole = self.FREQ, log(self.total)
        route[len(sentence)] = (0, 0)
        for start in range(len(sentence) - 1, -1, -1):
            ways = [
                (log(counts.get(sentence[start : end + 1]) or 1) - whole + route[end + 1][0], end) for end in DAG[start]
            ]
            route[start] = max(ways)
