"""What a share of a table is a share of: what its head says, else the sum of a column before it, if these agree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.facts.tables.labels import squeezed
from extract.types import Column, Fact, Table
from models.forms import words

_SHARE_OF = re.compile(r"占(?P<whole>[^占的%％（(]{2,20}?)的?(?:比[重例率]?|百分比|[（(]?[%％])")


def whole_said(column: Column) -> str | None:
    """What a column of shares is a share of, where its head says it: 占本年支出合计的比重（%）.

    Parameters
    ----------
    column : Column

    Returns
    -------
    str or None
    """
    said = _SHARE_OF.search(column.header.rpartition("/")[2]) if column.measure == "share" else None
    return said["whole"] if said is not None else None


def with_wholes(table: Table, facts: Iterable[Fact]) -> list[Fact]:
    """The facts of a table, its shares with the name of the sum that they are shares of.

    办件量 · 占比（%） over rows and 合计: a share is one of the sum if it comes to that of the figure before it.

    Parameters
    ----------
    table : Table
    facts : iterable of Fact
        Of this table alone.
    """
    told = list(facts)
    if not any(fact.measure == "share" and fact.versus_indicator is None for fact in told):
        return told
    sums = {cell.row for cell in table.cells if words().totals.match(squeezed(cell.text))}
    parts: dict[int | None, list[Fact]] = defaultdict(list)
    wholes: dict[int | None, list[Fact]] = defaultdict(list)
    for fact in told:
        place = fact.evidence[0]
        if fact.measure == "level" and fact.value_base:
            parts[place.row].append(fact)
            if place.row in sums:
                wholes[place.col].append(fact)
    return [fact if fact.evidence[0].row in sums else _with_whole(fact, parts, wholes) for fact in told]


def _with_whole(
    fact: Fact, parts: Mapping[int | None, Sequence[Fact]], wholes: Mapping[int | None, Sequence[Fact]]
) -> Fact:
    """A share with its whole, where one column of levels to its left has both figures: parts by row, sums by column."""
    place = fact.evidence[0]
    if fact.measure != "share" or fact.versus_indicator is not None or place.col is None:
        return fact
    for part in reversed(parts.get(place.row, ())):
        col = part.evidence[0].col or 0
        whole = wholes.get(part.evidence[0].col, ())
        if col < place.col and len(whole) == 1 and _is_share(fact, part, whole[0]):
            return replace(fact, versus_indicator=whole[0].indicator)
    return fact


def _is_share(share: Fact, part: Fact, whole: Fact) -> bool:
    """Whether a share is, as far as it is printed, that of one figure in another of the same basis."""
    if share.value is None or not part.value_base or not whole.value_base or part.basis != whole.basis:
        return False
    said, total = Decimal(share.value), Decimal(whole.value_base)
    if not total:
        return False
    return abs(Decimal(part.value_base) / total * 100 - said) <= Decimal(1).scaleb(int(said.as_tuple().exponent))
