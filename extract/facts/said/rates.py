"""Money for each: 每人每年1650元 is one of 元/人·年, though its unit says only 元."""

from __future__ import annotations

from extract.facts.narrative.resolving import says
from models import patterns
from models.units import units

#: People are counted in 人, whatever word the print has for one of them.
_PEOPLE = frozenset({"生", "名", "学生"})
_MONEY = ("元", "万元")


def rate_of(unit: str | None, before: str) -> str | None:
    """The unit of a value, with the 每人 that is printed ``before`` it.

    Parameters
    ----------
    unit : str or None
        As printed behind the number.
    before : str
        The characters before the number.

    Examples
    --------
    >>> rate_of("元", "补助标准为每生每天"), rate_of("元", "单位成本每平方米"), rate_of("元", "全年支出")
    ('元/人·天', '元/平方米', '元')
    """
    for said, row in patterns.rows("carried", "head_before"):
        if unit in row["per"] and said.search(before):
            return str(row["per"][unit])
    found = says("per_each").search(before) if unit in _MONEY else None
    if found is None:
        return unit
    each = found["each"] or found["mean"]
    time = found["t1"] or found["t2"] or found["t4"]
    rate = f"{unit}/{'人' if each in _PEOPLE else each}" + (f"·{'天' if time == '日' else time}" if time else "")
    return rate if units().get(rate) is not None else unit
