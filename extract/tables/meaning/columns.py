"""What each column of a table means: role from its header and content, meaning from the form."""

from __future__ import annotations

import re
from dataclasses import astuple, replace

from extract.heads import PRIOR, WITHOUT_FUNDS, compared, fund_alone, head_of, said_alone
from extract.tables.headers import squeezed
from extract.tables.meaning.listed import prints_both_sides, with_funds_of_heads, with_what_is_listed
from extract.tables.meaning.names import (
    NUMERIC_ROLES,
    content_of,
    with_a_name,
    with_a_name_for_each_group,
    with_a_name_that_tells,
    with_names_behind_codes,
)
from extract.tables.meaning.points import roles_by_points
from extract.tables.meaning.spending import measured_by_rates, told_beside_budgets
from extract.tables.meaning.sums import changes_by_sums, parts_by_sums
from extract.tables.meaning.titles import of_part
from extract.types import Column, Table
from models.forms import Form, words
from models.units import units

#: A column is one of numbers when at least this share of its printed cells are numbers.
NUMERIC_SHARE = 0.6
#: A column of words is none of figures, whatever its head says: at most this share of its cells may be words.
WORDS_SHARE = 0.5
#: So many rows that name what a form measures, each something else, and its columns do not.
FEWEST_NAMED = 3
#: The longest code of the classifications.
CODE_DIGITS = 7
#: Header words of a value column.
_VALUE_WORD = re.compile(r"决算|预算|金额|合计|小计|[数量额率]$|数量|支出$|收入$|费$|拨款|结余|结转")
#: A head over columns of codes; 目 is not asked for, recognition takes it for 日.
_CODE_HEAD = re.compile(r"编码|代码")
_UNIT_BEHIND = re.compile(r"[（(]([^（）()]{1,4})[）)]$")
_OF_WHICH = re.compile(r"^其中[:：]?")
_OF_INDICATORS = frozenset({"target", "actual"})
_LEVELS = ("indicator_1", "indicator_2", "indicator_3")


def columns_of(
    table: Table,
    paths: tuple[tuple[str, ...], ...],
    header_rows: int,
    form: Form | None,
    title: str = "",
    kind: str | None = None,
) -> tuple[Column, ...]:
    """The columns of a table.

    Parameters
    ----------
    paths : tuple of tuple of str
        For every column the words above it, outermost first.
    header_rows : int
        Rows above the data, title rows included.
    form : Form or None
        None for a table that is none of the forms.
    title : str, default ""
        Of the table: some forms tell by it of which fund they are.
    kind : str, optional
        ``final_account`` or ``budget`` where the table or its heading says so. Only then has a column
        without a basis of its own that of the form.
    """
    roles = [_role(table, col, paths[col], header_rows, form) for col in range(table.n_cols)]
    if form is not None and form.id == "performance":
        said = [bool(path) and role_said(path[-1]) is not None for path in paths]
        roles = roles_by_points(table, _with_levels(roles), said, header_rows)
        roles = _with_levels(roles)
    roles = with_names_behind_codes(roles)
    if "name" not in roles and "indicator_3" not in roles:
        roles = with_a_name(table, roles, header_rows)
    elif (form.id if form is not None else "other") in WITHOUT_FUNDS:
        roles = with_a_name_that_tells(table, roles, header_rows)
    if form is not None and form.groups:
        roles = with_a_name_for_each_group(table, roles, header_rows)
    elif form is None or form.id != "performance":
        roles = with_what_is_listed(roles, [squeezed(path[-1]) if path else "" for path in paths], title)
    of_title = next((more for pattern, more in form.by_title if pattern.search(title)), {}) if form else {}
    out: list[Column] = []
    name: int | None = None
    code: int | None = None
    group = -1
    after_value = True
    again = False
    # All sides of the account in one list, one below the other: the rows say which is which.
    listed = form is not None and len(form.groups) > 1 and roles.count("name") == 1
    listed = listed and form is not None and (bool(form.columns) or prints_both_sides(table, roles.index("name")))
    for col, role in enumerate(roles):
        if role in ("code", "name") and after_value:
            group, name, code, after_value, again = group + 1, None, None, False, False
        # Code and name of a second classification (政府预算支出经济分类) stand beside those of the first, finer one.
        again = again or (role == "code" and code is not None and name is not None)
        if role == "code" and code is None:
            code = col
        elif role == "name" and not again:
            name = col  # the innermost name is the one beside the value
        path = "/".join(paths[col])
        if role == "value":
            after_value = True
            side = None if listed else max(group, 0)
            out.append(_value(col, paths[col], name, code, side, form, of_title, kind))
        elif role in NUMERIC_ROLES:
            out.append(
                Column(col, role, path, name_col=_last(roles[:col], "indicator_3", name), unit=head_of(paths[col]).unit)
            )
        else:
            out.append(Column(col, role, path))
    names = [col for col, role in enumerate(roles) if role == "name"]
    if not names and (form is None or form.id == "performance"):
        # 指标名称 · 计划数 · 完成数 · 完成率: the rate is of the indicator too.
        inner = _last(roles, "indicator_3", None)
        out = [
            replace(one, name_col=inner) if one.role == "value" and one.measure == "completion" else one for one in out
        ]
    if len(names) == 1:  # figures may stand before what names their row
        codes = [col for col, role in enumerate(roles) if role == "code"]
        out = [
            replace(one, name_col=names[0], code_col=codes[0] if codes else None)
            if one.role == "value" and one.name_col is None
            else one
            for one in out
        ]
    if form is not None and form.by_basis and _rows_name(table, names, header_rows, form):
        out = [replace(one, indicator=None) for one in out]
    if form is None or form.id == "performance":
        out = list(told_beside_budgets(out, kind))
    if form is None:
        out = of_part(out, title)
    if form is not None and form.id in WITHOUT_FUNDS and all(one.fund in (None, "all") for one in out):
        out = [replace(one, fund=None) for one in out]  # 总额 of what is not split by whose money it is
    out = with_funds_of_heads(out, form, listed)
    measured = measured_by_rates(table, compared(changes_by_sums(table, out, header_rows)), header_rows, kind)
    return _told_apart(parts_by_sums(table, measured, header_rows, form), form)


def _rows_name(table: Table, names: list[int], header_rows: int, form: Form) -> bool:
    """Whether the rows of a form, not its columns, name what is measured: 公务接待费 below “三公”经费支出 · 决算数."""
    labels = [squeezed(cell.text) for cell in table.cells if cell.col in names and cell.row >= header_rows]
    told = {more["indicator"] for label in labels for pattern, more in form.columns if pattern.search(label)}
    return len(told) >= FEWEST_NAMED


def _told_apart(columns: tuple[Column, ...], form: Form | None) -> tuple[Column, ...]:
    """The columns of a form, those that are a part of another column of the same meaning with the words of their head.

    事业收入 · 小计 and 事业收入 · 其中：教育收费 are two figures; flow, part and fund know only one.
    """
    if form is None or form.id == "performance":
        return columns
    groups: dict[tuple[object, ...], list[Column]] = {}
    by_fund = any(column.role == "value" and column.fund not in (None, "all") for column in columns)
    for column in columns:
        if column.role == "value":
            # Where no column is of one fund, that of all is of none in particular.
            fund = None if column.fund == "all" and not by_fund else column.fund
            groups.setdefault(astuple(replace(column, index=0, header="", fund=fund)), []).append(column)
    out = list(columns)
    for twins in groups.values():
        leaves = [column.header.rsplit("/", 1)[-1] for column in twins]
        named = [column for column in twins if column.indicator and _core(column.indicator) in _core(column.header)]
        if 0 < len(named) < len(twins):
            # 合计 beside “三公”经费 · 小计 is more than that: the sum of all that the title names
            for column in twins:
                if column not in named and words().bare.match(column.header.rsplit("/", 1)[-1]):
                    out[column.index] = replace(column, indicator=None)
            continue
        told = [_said_of_it(column.header) for column in twins]
        if len(set(leaves)) < len(leaves) and len(set(told)) < len(told):
            for column in twins:  # where the heads that tell budget from final account are lost nothing is usual
                if form.by_basis and head_of(column.header.split("/")).basis is None:
                    out[column.index] = replace(column, basis=None)
            continue  # the same words twice: what is outside of them may tell, nothing here does
        bare = [_UNIT_BEHIND.sub(lambda said: "" if said[1] in units() else said[0], leaf) for leaf in leaves]
        whole = next((i for i, leaf in enumerate(bare) if words().bare.match(leaf)), None)
        for place, column in enumerate(twins):
            if all(words().bare.match(word) for word in column.header.split("/")):
                whole = place  # 实际采购金额, and not 授予中小企业 · 小计
        # 收入总计 beside 本年收入 · 小计 and 上年结转
        whole = next((i for i, leaf in enumerate(bare) if words().of_both_years.match(leaf)), whole)
        if whole is not None and _bodies([leaf for i, leaf in enumerate(bare) if i != whole]):
            continue  # 合计 · 局机关 · 服务中心: the same figure of each
        if whole is None:
            whole = next((i for i, leaf in enumerate(leaves) if _means_itself(leaf, form)), None)
        for place, column in enumerate(twins):
            if place != whole and len(twins) > 1:
                leaf = told[place]
                fund = None if column.fund == "all" and not by_fund else column.fund
                out[column.index] = replace(column, part=None, fund=fund, indicator=None, within=leaf)
    return tuple(out)


def _said_of_it(header: str) -> str:
    """The innermost words of a head that name something (单位资金 of 本年收入/单位资金/小计), else its last ones."""
    said = header.split("/")
    leaf = _OF_WHICH.sub("", next((word for word in reversed(said) if not words().bare.match(word)), said[-1]))
    return _UNIT_BEHIND.sub(lambda unit: "" if unit[1] in units() else unit[0], leaf)


def _bodies(leaves: list[str]) -> bool:
    """Whether heads name bodies of the department, two or more."""
    return len(leaves) > 1 and all(words().of_department.search(leaf) for leaf in leaves)


def _core(words_printed: str) -> str:
    """A name without its quotation marks."""
    return re.sub(r"[“”\"'‘’]", "", words_printed)


def _means_itself(leaf: str, form: Form) -> bool:
    """Whether the innermost words of a head have a meaning of their own in the form, and are no part (其中)."""
    return not _OF_WHICH.match(leaf) and any(pattern.search(leaf) for pattern, _ in form.columns)


def _last(roles: list[str], role: str, otherwise: int | None) -> int | None:
    found = [col for col, one in enumerate(roles) if one == role]
    return found[-1] if found else otherwise


def role_said(leaf: str) -> str | None:
    """The role that the words of a head say.

    Parameters
    ----------
    leaf : str
        The innermost words of a head, without blanks.

    Returns
    -------
    str or None
        None where they say none.
    """
    return next((role for pattern, role in words().roles if pattern.search(leaf)), None)


def _with_levels(roles: list[str]) -> list[str]:
    """Columns of words before targets, results and points are the levels of the indicators, whatever heads them."""
    # 年度目标 may stand before the levels: what is told of the indicators stands behind them
    known = max((col for col, role in enumerate(roles) if role in _LEVELS), default=-1)
    first = next((col for col, role in enumerate(roles) if col > known and role in NUMERIC_ROLES - {"value"}), 0)
    left = roles[:first]
    last = max((col for col, role in enumerate(left) if role in _LEVELS[:2]), default=first)
    if last < first and "indicator_3" not in left[last:]:
        # 一级指标 · 二级指标 · 指标内容 · 指标值: the words behind the last level that a head names are the indicators
        inner = [col for col in range(last + 1, first) if left[col] in ("text", "name")]
        return [*roles[: inner[0]], "indicator_3", *roles[inner[0] + 1 :]] if inner else roles
    if any(role.startswith("indicator") for role in left) or "value" in left or not _OF_INDICATORS & set(roles):
        return roles
    levels = [col for col, role in enumerate(left) if role in ("text", "name")][-len(_LEVELS) :]
    out = list(roles)
    for col, role in zip(reversed(levels), reversed(_LEVELS), strict=False):
        out[col] = role
    return out


def _role(table: Table, col: int, path: tuple[str, ...], header_rows: int, form: Form | None) -> str:
    leaf = path[-1] if path else ""
    for pattern, role in words().roles:
        if pattern.search(leaf):
            if role == "code" and _prints_names(table, col, header_rows):
                return "name"  # 编码名称 over both, where the rule between them was not seen
            return "unit" if role == "name" and _prints_units(table, col, header_rows) else role
    content = content_of(table, col, header_rows)
    if form is None and _numbered_like_codes(table, col, header_rows):
        return "code"
    if any(_CODE_HEAD.search(word) for word in path[:-1]) and not content.texts:
        return "code"  # 类, 款 and 项 below a head of codes, however the single character was read
    if content.printed == 0:
        return "value" if form is not None and _VALUE_WORD.search(leaf) else "ignore"
    counted = head_of(path).unit is not None
    if (
        # 起 · 人 below 2022年 may all have three or five digits: codes begin with classes that there are
        content.classes > content.codes / 2
        and content.texts == content.totals  # 合计 over code and name stands in the column of codes
        and not counted
        and content.codes >= content.numbers
        and not _VALUE_WORD.search(leaf)
    ):
        return "code"
    if content.numbers + content.codes >= NUMERIC_SHARE * content.printed:
        return "value"
    if (
        form is not None
        and form.id != "performance"
        and _VALUE_WORD.search(leaf)
        and not re.search("项目$", leaf)
        and content.words <= WORDS_SHARE * content.printed
    ):
        return "value"  # whose figures are hardly read; 部门预算支出经济科目 over words alone is none
    return "text"


def _prints_names(table: Table, col: int, header_rows: int) -> bool:
    """Whether a column prints words and not one code, though its head speaks of names and of codes."""
    head = "".join(squeezed(cell.text) for cell in table.cells if cell.row < header_rows and cell.col <= col)
    content = content_of(table, col, header_rows)
    return "名称" in head and not content.codes and content.words > WORDS_SHARE * content.printed


def _prints_units(table: Table, col: int, header_rows: int) -> bool:
    """Whether a column headed 单位 prints units, not bodies."""
    texts = [squeezed(cell.text) for cell in table.cells if cell.col == col and cell.row >= header_rows]
    printed = [text for text in texts if text and not words().nothing.match(text)]
    return len(printed) > 1 and all(text in units() for text in printed)


def _numbered_like_codes(table: Table, col: int, header_rows: int) -> bool:
    """Whether a column of an unknown table prints codes: short whole numbers, some with a leading zero."""
    texts = [squeezed(cell.text) for cell in table.cells if cell.col == col and cell.row >= header_rows]
    printed = [text for text in texts if text]
    return all(text.isdigit() and len(text) <= CODE_DIGITS for text in printed) and any(
        text.startswith("0") and len(text) > 1 for text in printed
    )


def _value(
    col: int,
    path: tuple[str, ...],
    name: int | None,
    code: int | None,
    group: int | None,
    form: Form | None,
    of_title: dict[str, str],
    kind: str | None,
) -> Column:
    head = head_of(path)
    whole = "/".join("合计" if words().whole_sum.match(said_alone(word)) else word for word in path)
    meaning: dict[str, str] = dict(of_title)
    fund = fund_alone(path[-1], form.id if form is not None else "other") if path else None
    if fund is not None:
        meaning["fund"] = fund
    if form is not None:
        meaning.update(form.value)
        if form.groups and group is not None:
            meaning.update(form.groups[min(group, len(form.groups) - 1)])
        elif form.groups:
            # In one list of all the rows say which side they are of, and not what the sides have in common.
            meaning.update(dict.items(form.groups[0]) & dict.items(form.groups[-1]))
        if not form.groups or group is None or group >= len(form.groups) - 1 or not form.columns:
            for pattern, more in form.columns:
                if pattern.search(whole):
                    meaning.update(more)
                    break
    return Column(
        col,
        "value",
        "/".join(path),
        name_col=name,
        code_col=code,
        indicator=meaning.get("indicator"),
        flow=meaning.get("flow"),
        part=meaning.get("part"),
        fund=meaning.get("fund"),
        basis=_basis(head.basis, head.period, head.measure, meaning.get("basis"), form, kind),
        measure=head.measure,
        unit=head.unit,
        period=head.period,
        versus=head.versus,
    )


def _basis(
    said: str | None, period: str | None, measure: str, usual: str | None, form: Form | None, kind: str | None
) -> str | None:
    """The basis of a column: what its head says, else what is usual in the form where the document is of that kind."""
    if measure != "level":
        return said
    if said is not None:
        return "prior_final" if said == "final" and period == PRIOR else said
    if form is None or usual is None or form.kind != kind:
        return None
    if period == PRIOR:
        # 上年数 of final accounts is of last year's; that of a budget may be budgeted or spent.
        return "prior_final" if usual == "final" else None
    return usual
