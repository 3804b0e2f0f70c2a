"""What was spent beside a budget in a final account: it is accounted for, unless a head says that it was executed."""

from __future__ import annotations

from dataclasses import replace

from extract.heads import BUDGETS, head_of
from extract.types import Column, Section, Table


def accounted(table: Table, section: Section | None) -> Table:
    """A table of a final account with the basis ``final`` where only what stands beside a column told ``execution``.

    采购预算 · 采购支出 · 差额 · 完成率: spent is what the account says.

    Parameters
    ----------
    table : Table
    section : Section or None
        In which it stands.
    """
    if section is None or section.kind != "final_account" or table.form != "other":
        return table
    told = [one for one in table.columns if one.measure == "level" and one.basis == "execution" and not _said(one)]
    others = [one for one in table.columns if one.measure == "level" and one.basis == "execution" and _said(one)]
    if not told or others:
        return table
    return replace(table, columns=tuple(_final(one, told) for one in table.columns))


def _said(column: Column) -> bool:
    return head_of(column.header.split("/")).basis is not None


def _final(column: Column, told: list[Column]) -> Column:
    compared = column.measure != "level" and column.versus in BUDGETS and column.basis in (None, "execution")
    return replace(column, basis="final") if column in told or compared else column
