"""Points that were lost: the print says where, and then how many (剩餐率高于目标，扣2分)."""

from __future__ import annotations

from extract.facts.narrative.resolving import says

#: So many characters before the points are looked at.
LOOKED_AT = 60


def points_lost(chars: str, at: int) -> str | None:
    """The name of points at ``at`` that were lost.

    Parameters
    ----------
    chars : str
        Of the paragraph.
    at : int
        Where the points begin.

    Returns
    -------
    str or None
        What they were lost for, with 扣分 or 失分; the word alone where the print names nothing
        beside it. None where no points were lost.

    Examples
    --------
    >>> points_lost("预算执行扣1.8分", 4), points_lost("失分较多的是剩餐率，扣2分", 11), points_lost("得2分", 1)
    ('预算执行扣分', '剩餐率扣分', None)
    """
    before = chars[max(0, at - LOOKED_AT) : at]
    said = says("points_lost").search(before)
    if said is None:
        return None
    tail = "失分" if said[0].startswith("失") else "扣分"
    before = before[: said.start()]
    for expression in ("lost_in_clause", "lost_before"):
        found = says(expression).search(before)
        if found is not None and says("lost_in_all").fullmatch(found["n"]) is None:
            return found["n"] + tail
        if found is not None:
            break
    return tail
