"""How the labels of rows nest: by their numbering (一、 over （一） over 1. over （1）) and by 其中."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.forms import words

#: Manners of numbering; which is inside which is told by the order in which they come.
_CHINESE = "一二三四五六七八九十"
_MANNERS = tuple(
    re.compile(pattern)
    for pattern in (rf"[{_CHINESE}]+、", rf"[（(][{_CHINESE}]+[）)]", r"\d{1,2}[.、．](?!\d)", r"[（(]\d{1,2}[）)]")
)
_SUM = re.compile(r"(?:合计|小计|总计|总额)$")
_OF_WHICH = re.compile(r"(?:其中|内)[:：]")


def parents(labels: Sequence[str]) -> tuple[int | None, ...]:
    """For every row the row that it is a part of by the way its label is numbered.

    Parameters
    ----------
    labels : sequence of str
        Of one column, as printed and without blanks, one a row.

    Returns
    -------
    tuple of int or None
        None for rows of the outermost kind, and for sums and carried money that stand without a number.
    """
    out: list[int | None] = []
    over: list[tuple[int, int]] = []  # manner and row of the numbered rows that are open
    last: int | None = None  # the last row that is no 其中
    for row, label in enumerate(labels):
        manner = next((place for place, pattern in enumerate(_MANNERS) if pattern.match(label)), None)
        if manner is not None:
            while any(one == manner for one, _ in over):
                over.pop()
            out.append(over[-1][1] if over else None)
            over.append((manner, row))
            last = row
        elif _OF_WHICH.match(label):
            out.append(last)
        elif label and (_SUM.search(label) or words().carried_by(label)):
            out.append(None)
            over, last = [], row
        else:
            out.append(over[-1][1] if over and label else None)
            last = row if label else last
    return tuple(out)


def above(row: int, of: Sequence[int | None]) -> list[int]:
    """The rows that a row is a part of, the nearest first.

    Parameters
    ----------
    row : int
    of : sequence of int or None
        What ``parents`` gave.
    """
    out: list[int] = []
    next_one = of[row]
    while next_one is not None:
        out.append(next_one)
        next_one = of[next_one]
    return out
