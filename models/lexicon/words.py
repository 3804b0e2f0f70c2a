"""Words of a text: jieba's, with the atomic terms of the field, and what part of speech each is."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from models import lexicon

_NUMBER = re.compile(r"[\d.,]+")
_MARKS = re.compile(r"[^\w]+")


#: Finer kinds of a part of speech that are told apart: verbal nouns, names of places, bodies and people, other names.
_KINDS = frozenset({"vn", "ns", "nt", "nr", "nz"})


class Word(NamedTuple):
    """Characters [start, end) of a text.

    ``tag`` is their part of speech by jieba's dictionary, ``group`` the same without its finer kinds, but for verbal
    nouns (``vn``) and names of places and bodies.
    """

    start: int
    end: int
    text: str
    tag: str
    group: str


@cache
def _dictionary() -> Any:
    from models.lexicon import segmenting

    return segmenting.read()


@cache
def segmenter() -> Any:
    """jieba with the atomic terms of the field in its dictionary."""
    from models.lexicon.segmenting import Segmenter

    tokenizer = Segmenter(_dictionary())
    for term in lexicon.terms():
        tokenizer.add_word(term)
    return tokenizer


def _tag(word: str) -> str:
    tags = _dictionary().tags
    known = tags.get(word)
    if known is not None:
        return known
    if _NUMBER.fullmatch(word):
        return "m"
    if _MARKS.fullmatch(word):
        return "w"
    # A word that the dictionary lacks ends as what its last character is: 统筹区 like 区.
    return tags.get(word[-1:], "x")[:1]


@lru_cache(maxsize=1 << 15)
def words(text: str) -> tuple[Word, ...]:
    """The words of a short text, in order; joined they are the text.

    Examples
    --------
    >>> [(word.text, word.group) for word in words("查处案件")]
    [('查处', 'v'), ('案件', 'n')]
    """
    found, at = [], 0
    for word in segmenter().cut(text):
        tag = _tag(word)
        found.append(Word(at, at + len(word), word, tag, tag if tag in _KINDS else tag[:1]))
        at += len(word)
    return tuple(found)
