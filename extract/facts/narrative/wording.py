"""Names put together from others, or freed of words that are none of theirs."""

from __future__ import annotations

from models import taxonomy


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
