"""What the rows of a budget's tables are, where several columns could name them, and whose money their columns are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.heads import WITHOUT_FUNDS, said_alone
from extract.tables.headers import squeezed
from extract.types import Column, Table
from models.forms import Form, words

#: So many heads name a fund where a table of all money is split by it.
FEWEST_FUNDS = 2


def with_what_is_listed(roles: Sequence[str], heads: Sequence[str], title: str) -> list[str]:
    """The roles, with one column of names where the title says what is listed: projects, purchases, economic items.

    Parameters
    ----------
    roles : sequence of str
    heads : sequence of str
        The innermost head of each column.
    title : str
        Of the table.

    Returns
    -------
    list of str
        Names and codes of other columns are words.

    Examples
    --------
    >>> heads = ["项目名称", "功能科目编码", "功能科目名称", "合计"]
    >>> with_what_is_listed(["name", "code", "name", "value"], heads, "部门项目支出预算表")
    ['name', 'text', 'text', 'value']
    """
    out = list(roles)
    first = next((col for col, role in enumerate(out) if role == "value"), len(out))
    for of_title, of_name in words().listed:
        if of_title.search(title) is None:
            continue
        told = [col for col in range(first) if of_name.search(heads[col]) and out[col] in ("name", "text")]
        others = [col for col in range(first) if out[col] == "name" and col not in told]
        if len(told) != 1 or not (others or out[told[0]] == "text"):
            continue
        before = told[0] - 1
        code = before if before >= 0 and out[before] == "code" else None
        for col in range(first):
            if out[col] in ("name", "code") and col not in (told[0], code):
                out[col] = "text"
        out[told[0]] = "name"
        return out
    return out


def prints_both_sides(table: Table, name: int) -> bool:
    """Whether a column of names sums income and expenditure: all of an account in one list, one below the other.

    Parameters
    ----------
    table : Table
    name : int
        The column of names.
    """
    texts = [squeezed(cell.text) for cell in table.cells if cell.col == name]
    return all(any(words().sums_of_side.match(text) and side in text for text in texts) for side in ("收入", "支出"))


def with_funds_of_heads(columns: Sequence[Column], form: Form | None, listed: bool = False) -> list[Column]:
    """The columns of a form of all expenditure, with whose money each is where the heads split it.

    合计 · 一般公共预算 · 单位资金: what stands below such a head is of that fund too, the sum before them of all money.
    ``listed`` tells that both sides of an account stand in one list.
    """
    unsplit = form is not None and form.value.get("flow") == "expenditure" and "fund" not in form.value
    if form is None or not (unsplit or listed) or (form.groups and not listed) or form.id in WITHOUT_FUNDS:
        return list(columns)
    levels = [one for one in columns if one.role == "value" and one.measure == "level"]
    if any(one.fund not in (None, "all") for one in levels):
        return list(columns)
    funds = {one.index: fund for one in levels if (fund := _fund(one)) is not None}
    if len(set(funds.values())) < FEWEST_FUNDS:
        return list(columns)
    out = []
    for one in columns:
        if one.index in funds:
            one = replace(one, fund=funds[one.index], part=one.part or "total")
        elif one in levels and words().totals.match(said_alone(one.header)):
            one = replace(one, fund="all", part=one.part or "total")
        out.append(one)
    return out


def _fund(column: Column) -> str | None:
    """The fund that a head over a column names, the outermost first."""
    return next((fund for word in column.header.split("/") if (fund := words().fund_of_head(said_alone(word)))), None)
