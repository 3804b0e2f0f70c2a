"""What a title is made of: whose money, which side of the account, which part of the expenditure.

财政拨款收支决算总体情况表, 2023年度部门财政拨款收入支出决算总表 and 财政拨款收支总表 say the same of their tables,
in whatever order a province puts 总, 明细, 情况 and 公开 around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.heads import said_alone
from extract.tables.headers import squeezed
from extract.types import Column
from models.forms import Form, words

_FUNDS = ("general", "government", "state", "fiscal")
_SIDES = ("basic", "project", "both", "income", "expenditure")


def core_of(title: str) -> str | None:
    """What a title says in the words of models/forms: ``fiscal both``, ``general basic``, ``income``.

    Parameters
    ----------
    title : str

    Returns
    -------
    str or None
        None where the title has other words than these and those of how a table is called: what it is of is not known.
    """
    said = words().core_of_title.fullmatch(squeezed(title))
    if said is None:
        return None
    side = next((name for name, printed in said.groupdict().items() if printed and name in _SIDES), "")
    fund = next((name for name, printed in said.groupdict().items() if printed and name in _FUNDS), "")
    return f"{fund} {side}".strip()


def of_other_money(core: str | None, form: Form) -> bool:
    """Whether a title says that its table is of another money than that of a form.

    Parameters
    ----------
    core : str or None
        What ``core_of`` made of it.
    form : Form
    """
    if not core or not form.core:
        return False
    return core.split()[:-1] not in [one.split()[:-1] for one in form.core]


def of_part(columns: Sequence[Column], title: str) -> list[Column]:
    """The columns of money of a table that is none of the forms, of the part of the expenditure that its title names.

    部门基本支出预算表 by project, function and economy, 项目支出中期规划表: all their figures are of that part,
    and the sum below 资金来源 (总计 · 一般公共预算资金 · 单位资金) of all money.

    Parameters
    ----------
    columns : sequence of Column
    title : str
        Of the table.
    """
    part = (core_of(title) or "").rpartition(" ")[2]
    if part not in ("basic", "project"):
        return list(columns)
    outer = {column.index: column.header.rpartition("/")[0] for column in columns}
    split = {over for index, over in outer.items() if columns[index].fund is not None and words().sources.match(over)}
    out = []
    for column in columns:
        if column.role == "value" and column.measure == "level" and column.flow is None and column.part is None:
            leaf = said_alone(column.header.rpartition("/")[2])
            whole = column.fund is None and outer[column.index] in split and words().totals.match(leaf)
            column = replace(column, flow="expenditure", part=part, fund="all" if whole else column.fund)
        out.append(column)
    return out
