"""What a raw table is: form, mark, title, unit, header and columns."""

from __future__ import annotations

from extract.types import Table


def recognise(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """The tables as they are."""
    return tables
