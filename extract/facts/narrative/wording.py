"""Names put together from others, or freed of words that are none of theirs."""

from __future__ import annotations

import re

from extract.facts.narrative.state import Subject
from models import patterns, taxonomy


def joined(first: str, second: str) -> str:
    """Two names as one; what the first ends and the second begins with stands once.

    >>> joined("跨省直接结算", "结算费用")
    '跨省直接结算费用'
    >>> joined("办结", "办结率")
    '办结率'
    """
    if second.startswith(first):
        return second
    for shared in range(min(len(first), len(second)) - 1, 1, -1):
        if first.endswith(second[:shared]):
            return first + second[shared:]
    return first + second


#: A project has at least so long a name of its own.
SHORTEST_PROJECT = 4


def project_named(words: str) -> str:
    """The name of a project alone in its sentence, without the word 项目.

    >>> project_named("水库维修项目"), project_named("重点项目")
    ('水库维修', '重点项目')
    """
    bare = words.removesuffix("项目")
    return bare if len(bare) >= SHORTEST_PROJECT else words


def rate_of(words: str, current: str, counted: Subject | None) -> str | None:
    """The whole name of a rate of money, or of what was done to cases, that the same sentence named before.

    Parameters
    ----------
    words : str
        As printed: 控制率, 销号, 销号率.
    current : str
        What is spoken of; empty where a sentence has ended since.
    counted : Subject or None
        What was counted last.

    Returns
    -------
    str or None
        None where the words say by themselves of what they are, or nothing before fits.

    Examples
    --------
    >>> rate_of("控制率", "“三公”经费", None), rate_of("控制率", "供水工程", None)
    ('“三公”经费控制率', None)
    >>> rate_of("到位率", "县级资金到位", None), rate_of("到位率", "到位资金", None)
    ('县级资金到位率', None)
    """
    if not current:
        return None
    arrived = patterns.expression("carried", "has_arrived").fullmatch(current)
    if arrived is not None and _says("rate_of_arrival", words):
        return arrived["n"] + words
    if _says("rate_of_money", words) and patterns.expression("carried", "has_such_a_rate").search(current):
        return joined(current, words)
    if counted is not None and _says("done_to_counted", words):
        can = patterns.expression("carried", "can_be_done_to").search(counted.name)
        return joined(_bare(counted.name), words) if can else None
    if counted is None:
        return None
    for pattern, row in patterns.rows("carried", "rates_of_things"):
        if pattern.fullmatch(words) and re.search(row["of"], counted.name):
            return joined(_bare(counted.name), words)
    return None


def _bare(counted: str) -> str:
    """What was counted, without what was done to it: 受理投诉 as 投诉."""
    return patterns.expression("carried", "done_before_rate").sub("", counted)


def _says(name: str, words: str) -> bool:
    return patterns.expression("carried", name).fullmatch(words) is not None


def account_of(words: str) -> str:
    """The account that a figure with a basis is of, without the 支出 that belongs to the words of basis.

    Parameters
    ----------
    words : str
        The name before 决算 or 预算.

    Returns
    -------
    str
        Without 支出 only where the classifications know it so, and not with 支出.

    Examples
    --------
    >>> account_of("行政运行支出"), account_of("教育支出"), account_of("购房补贴支出")
    ('行政运行', '教育支出', '购房补贴')
    """
    bare = words.removesuffix("支出")
    return bare if bare != words and not taxonomy.knows(words) and taxonomy.codes_of(bare) else words
