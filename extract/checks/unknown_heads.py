"""Columns of forms whose head adds words to a name that nobody knows: what they are of, no identity can confirm."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.heads import said_alone
from extract.types import Column, Table
from models import taxonomy
from models.forms import headwords, words

_LEAD = re.compile(r"^(?:其中[:：]?)+")
_CARRIED = ("opening", "closing")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]$")


def under_unknown_heads(tables: Iterable[Table]) -> frozenset[tuple[str, int]]:
    """Columns of recognised forms that are told apart by words of their head which no list has.

    社会保障和就业支出 · 一般公共预質 is a misread fund: its figures add up with those beside it all the same, and
    would be confirmed under a name that nobody printed.

    Parameters
    ----------
    tables : iterable of Table

    Returns
    -------
    frozenset of (table_id, column)
    """
    return frozenset(
        (table.table_id, column.index)
        for table in tables
        if table.form not in ("other", "performance")
        for column in table.columns
        if column.role == "value" and column.measure == "level" and not _known(_words_of(column))
    )


def _words_of(column: Column) -> str:
    """The words of a head that tell a column apart, or those of one of which the form says nothing; else none."""
    if column.within is not None:
        return column.within
    says_nothing = column.part is None and column.indicator is None and column.flow not in _CARRIED
    return column.header.rpartition("/")[2] if says_nothing else ""


def _known(word: str) -> bool:
    bare = _BRACKETS.sub("", _LEAD.sub("", word))
    said = words()
    return not word or (
        word in headwords()
        or said_alone(word) in headwords()
        or bare in headwords()
        or taxonomy.find(bare) is not None
        or said.fund_of_head(bare) is not None
        or said.bare.match(bare) is not None
        or said.of_department.search(bare) is not None
    )
