"""Where a name begins inside words that hold more: behind the last word that no name holds.

Rules cut what they know from the edges of a clause; 项目计划实施森林抚育面积 and 导致年内仅支付首付款 begin with words
that they do not know in that order. Adverbs, prepositions and conjunctions stand in no name, so a name begins behind
the last of them. A word of one character that is part of a longer one (将 in 将军) is told by segmentation.
"""

from __future__ import annotations

import re
from functools import cache

from extract.entities.docs import segmenter
from models import patterns

_CJK = re.compile(r"[\u4e00-\u9fff]")
#: A name has at least so many characters.
SHORTEST_NAME = 2


def begins(name: str) -> int:
    """Where the name begins in the words that were taken for it.

    Examples
    --------
    >>> "项目计划实施森林抚育面积"[begins("项目计划实施森林抚育面积"):]
    '森林抚育面积'
    >>> begins("政策落实情况")
    0
    """
    if not _any().search(name):
        return 0
    words = segmenter().lcut(name, HMM=False)
    at = begun = 0
    for number, word in enumerate(words[:-1]):
        at += len(word)
        if len(_CJK.findall(name[at:])) >= SHORTEST_NAME and _parts(words, number):
            begun = at
    return begun


def _parts(words: list[str], number: int) -> bool:
    """Whether no name holds the word of this number together with the next one."""
    word, following = words[number], words[number + 1]
    if len(following) == 1 and (len(word) == 1 or word in _words("light")):
        # One character behind another: most likely a word that segmentation does not know.
        return False
    if word in _words("times") and following in _words("of_time") and number:
        return False
    if word in _words("closed"):
        return True
    if word in _words("behind_a_word"):
        return number > 0 and len(words[number - 1]) > 1 and "、" not in words[number + 1 :]
    # 群众对项目实施满意率: what they think of is in the name.
    thought = "对" in words[:number]
    return word in _words("light") and following not in _words("nouns_of_light") and not thought


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(patterns.load("borders")[kind].split())


@cache
def _any() -> re.Pattern[str]:
    words = _words("closed") | _words("behind_a_word") | _words("light")
    return re.compile("|".join(sorted(words, key=len, reverse=True)))
