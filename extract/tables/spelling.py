"""How strange a word is that was recognised, and for which known one it may stand: 公用经区 for 公用经费."""

from __future__ import annotations

from functools import cache

from models import taxonomy
from models.characters import common_pairs, lookalikes
from models.forms import headwords

#: Signs of a word for each that may have been misread.
SIGNS_FOR_ONE = 4


def strange_signs(word: str) -> frozenset[int]:
    """The places of the signs whose every pair is one that no form, no classification and no common text has.

    Examples
    --------
    >>> sorted(strange_signs("公用经区")), sorted(strange_signs("公用经费"))
    ([3], [])
    """
    known = _vocabulary()[1]
    pairs = [word[at : at + 2] in known for at in range(len(word) - 1)]
    return frozenset(at for at in range(len(word)) if pairs and not any(pairs[max(at - 1, 0) : at + 1]))


def misspelt(read: str, of_head: bool = False) -> list[str]:
    """The known words of the length of one whose strange signs stand for others of theirs.

    One sign in four may be any other; more of them, or those of a shorter word, have to look alike. Where there are
    words whose signs look like what was read, there are no others.

    Parameters
    ----------
    read : str
        Without blanks.
    of_head : bool
        Whether it heads a column: then it is no account.

    Returns
    -------
    list of str
        In the order of their signs; empty where the word has no strange ones.

    Examples
    --------
    >>> misspelt("公用经区"), misspelt("上年支出"), misspelt("年未结转和结余"), misspelt("台计")
    (['公用经费'], [], ['年末结转和结余'], ['合计'])
    """
    strange = strange_signs(read)
    most = len(read) // SIGNS_FOR_ONE
    found: list[str] = []
    alike: list[str] = []
    for word in _vocabulary()[0].get(len(read), ()) if strange else ():
        if of_head and word not in headwords():
            continue
        other = {at for at in range(len(read)) if read[at] != word[at]}
        if not other <= strange:
            continue
        if len(other) <= len(read) // 2 and all((read[at], word[at]) in lookalikes() for at in other):
            alike.append(word)
        elif len(other) <= most:
            found.append(word)
    return sorted(alike or found)


@cache
def _vocabulary() -> tuple[dict[int, tuple[str, ...]], frozenset[str]]:
    """What forms and classifications print, by length, and the pairs of signs in it and in common text."""
    words = headwords() | frozenset(taxonomy.names())
    by_length: dict[int, list[str]] = {}
    for word in words:
        by_length.setdefault(len(word), []).append(word)
    pairs = common_pairs() | {word[at : at + 2] for word in words for at in range(len(word) - 1)}
    return {length: tuple(found) for length, found in by_length.items()}, pairs
