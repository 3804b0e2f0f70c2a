"""What a title is made of: whose money, which side of the account, which part of the expenditure.

财政拨款收支决算总体情况表, 2023年度部门财政拨款收入支出决算总表 and 财政拨款收支总表 say the same of their tables,
in whatever order a province puts 总, 明细, 情况 and 公开 around it.
"""

from __future__ import annotations

from extract.tables.headers import squeezed
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
