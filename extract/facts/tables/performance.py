"""Facts of performance tables: budget and execution of a project, and its indicators with target, actual and score."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from extract.facts.tables.funds import abstained, fund_blocks, project_of
from extract.facts.tables.remarks import reason_column
from extract.facts.tables.values import (
    COMPARING,
    confidence_of,
    counted_kind,
    may_be_no_figure,
    number_with_unit,
    unit_apart,
    unit_printed,
    valued,
)
from extract.facts.tables.years import month_ends, of_whole_project, period_said, year_of
from extract.numbers import fold_width
from extract.types import BBox, Cell, Column, Evidence, Fact, FactKind, Section, Table
from models.forms import words
from models.units import units

#: A target or result in words that is prose too, and so belongs to the text, is a fact up to this length.
LONGEST_WORDS = 24

#: What stands before a name; the forms of 财预〔2020〕10号 print 指标1： before each indicator.
_LEAD = re.compile(
    r"^(指标\d{0,2}[:：]|[一二三四五六七八九十]+[、.．,，。·]|[（(]?[\d一二三四五六七八九十]{1,2}[)）.、．](?!\d))+"
)
_LABEL_END = re.compile(r"[:：]$")
_BUDGET = re.compile(r"预算数|年初预算|全年预算|年度预算|预算金额|预算安排")
_EXECUTED = re.compile(r"执行数|执行金额|实际(?:支出|支付|使用)|全年(?:执行|支出)|(?:支出|支付|使用)(?:数|金额)$")
_MEASURED = re.compile(r"[数量额率积度比分]$")
_MONEY_PART = re.compile(r"资金|拨款|预算|执行|经费|总额|支出$|收入$")
_UNIT_IN_BRACKETS = re.compile(r"[（(](?:单位[:：])?([^（）()]{1,4})[）)]")
_LABEL = r"(?P<label>(?:其中[:：]?)?[\u4e00-\u9fff－—-]{2,14}(?:[（(][\u4e00-\u9fff]{1,4}[）)])?)[:：]?"
_PAIR = re.compile(_LABEL + r"(?P<printed>-?\d[\d,.，．]*(?:万元|亿元|元|万|%|％)?)[,，;；]?")
_IN_ONE_CELL = re.compile("(?:" + re.sub(r"\?P<\w+>", "?:", _PAIR.pattern) + ")+")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
#: Money of several kinds, or of another kind of which a bracket says that it was carried.
_SEVERAL = re.compile(r"(?<!结转)[及和]|[（(]")
#: Heads over the projects of a list.
_NAMES_PROJECTS = re.compile(r"^(?:项目(?:支出)?|任务|政策)(?:名称)?$")
_GENERIC = re.compile(r"^(其中)?[-－—:：]*")
_ROLE: dict[str, tuple[str, str | None]] = {
    "target": ("target", None),
    "actual": ("level", "execution"),
    "weight": ("target", None),
    "score": ("level", "execution"),
}


def performance_facts(
    table: Table, section: Section | None, prose: frozenset[tuple[int | None, int | None]] = frozenset()
) -> Iterator[Fact]:
    """The facts of one performance table.

    Parameters
    ----------
    table : Table
        With the columns that its row of indicator heads names.
    section : Section or None
        In which it stands.
    prose : frozenset of (row, column)
        Cells whose words are paragraphs of the text: their figures are told there.
    """
    head = _head_row(table)
    until = head if head is not None else table.n_rows
    blocks, taken = fund_blocks(table, section, until)
    yield from blocks
    yield from _money(table, section, until, taken)
    if head is not None:
        yield from _indicators(table, section, head, prose)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _head_row(table: Table) -> int | None:
    """The row whose words head the columns of the indicators."""
    heads = {column.index: f"/{column.header}" for column in table.columns if column.role in _ROLE}
    roles = {column.role for column in table.columns}
    of_money = any(column.role == "value" and column.basis is not None for column in table.columns)
    # Points behind budget and execution (全年执行数 · 分值 · 执行率) are of the money: no indicators follow.
    only_money = of_money and not any(role in ("target", "actual") or role.startswith("indicator") for role in roles)
    if not heads or only_money:
        return None
    for row in range(table.n_rows):
        # A head may print a slash itself, so the path above a column is compared from its end.
        if all(
            (cell := table.covering(row, col)) is not None
            and cell.text.strip()
            and path.endswith(f"/{_squeezed(cell.text)}")
            for col, path in heads.items()
        ):
            return row
    return max(table.header_rows - 1, 0)


def _indicators(
    table: Table, section: Section | None, head: int, prose: frozenset[tuple[int | None, int | None]]
) -> Iterator[Fact]:
    cover: dict[tuple[int, int], Cell] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                cover.setdefault((row, col), cell)

    def text_at(row: int, col: int | None) -> str:
        cell = cover.get((row, col)) if col is not None else None
        return _squeezed(cell.text) if cell is not None else ""

    by_role: dict[str, list[int]] = {}
    for column in table.columns:
        by_role.setdefault(column.role, []).append(column.index)
    # A word such as 绩效指标 down the side of the table is no level: levels stand from the first level on.
    first = min((by_role[role][0] for role in ("indicator_1", "indicator_2") if role in by_role), default=0)
    levels = [col for i in (1, 2, 3) for col in by_role.get(f"indicator_{i}", []) if col >= first]
    reason_col = reason_column(table, head, text_at)
    unit_col, sign_col = by_role.get("unit", [None])[0], by_role.get("sign", [None])[0]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.col)):
        if cell.row <= head or cell.col >= len(table.columns):
            continue
        column = table.columns[cell.col]
        if column.role == "value" and column.basis is not None and column.measure == "level":
            made = _of_project(table, section, cell, column, text_at)
            if made is not None:
                yield made
            continue
        if column.role == "target" and levels and cell.col < levels[0]:
            continue  # 年度目标 · 一级指标 · … · 指标值: what the whole project is for
        rate = column.role == "value" and column.measure == "completion"
        if (column.role not in _ROLE and not rate) or not cell.text.strip():
            continue
        # Points behind each level (一级指标 · 分值 · 二级指标 · 分值) are of that level, not of the innermost.
        above = [col for col in levels if col < cell.col] if column.role == "weight" else levels
        path = tuple(
            dict.fromkeys(_LEAD.sub("", text_at(cell.row, col)) for col in above or levels if text_at(cell.row, col))
        )
        name = path[-1] if path else text_at(cell.row, column.name_col) or _sum_at(text_at(cell.row, 0))
        if name.endswith("指标值"):
            continue
        name, day = month_ends(name, year_of(table, section))
        path = (*path[:-1], name) if path else path
        reason = text_at(cell.row, reason_col) or None
        if reason is not None and words().grades.match(reason):
            reason = None  # 总分 · 100 · 95.35 · 优
        beside = text_at(cell.row, unit_col) if column.role in ("target", "actual") else ""
        fact = _fact(
            table,
            section,
            cell,
            column,
            name,
            path,
            reason if column.role in ("actual", "score") else None,
            told=(cell.row, cell.col) in prose,
            unit=unit_printed(beside),
            sign=text_at(cell.row, sign_col) or None if column.role == "target" else None,
        )
        if fact is not None:
            yield replace(fact, period=day) if day and column.role in ("target", "actual") else fact


def _of_project(
    table: Table, section: Section | None, cell: Cell, column: Column, text_at: Callable[[int, int | None], str]
) -> Fact | None:
    """The money of a project beside its name, in a list of the targets of several: 项目名称 · 预算数 · 三级指标."""
    named = table.columns[column.name_col].header.rpartition("/")[2] if column.name_col is not None else ""
    name, read = text_at(cell.row, column.name_col), number_with_unit(cell.text)
    if not _NAMES_PROJECTS.match(named) or read is None or not name:
        return None
    reading = valued(read[0], read[1] or column.unit or table.unit, read[2])
    return Fact(
        indicator=_LEAD.sub("", name),
        kind=reading.kind or "amount",
        basis=column.basis,  # type: ignore[arg-type]
        section=section.kind if section else "other",
        department=section.department if section else None,
        fiscal_year=section.fiscal_year if section else None,
        period=period_said(_squeezed(column.header), year_of(table, section)),
        value=reading.value,
        unit=reading.unit,
        value_base=reading.value_base,
        unit_base=reading.unit_base,
        qualifier=reading.qualifier,
        evidence=(_evidence(table, cell),),
        made_by="table",
        confidence=confidence_of(cell),
    )


def _sum_at(label: str) -> str:
    """The words at the left of a row that stand for the whole of the table, else nothing."""
    return label if words().points_in_all.match(label) else ""


def _fact(
    table: Table,
    section: Section | None,
    cell: Cell,
    column: Column,
    name: str,
    path: tuple[str, ...],
    reason: str | None,
    told: bool,
    unit: str | None = None,
    sign: str | None = None,
) -> Fact | None:
    measure, basis = _ROLE.get(column.role, ("completion", None))
    read = number_with_unit(cell.text)
    value_text = None
    if read is None:
        blank = measure == "completion" and not any(char.isdigit() for char in cell.text)
        if blank or not name or (told and len(_squeezed(cell.text)) > LONGEST_WORDS):
            return None
        kind: FactKind = "text"
        value_text = _squeezed(cell.text)
        reading = None
    else:
        number, printed, qualifier = read
        scored = column.role in ("weight", "score") or printed == "分"
        if qualifier is None and sign in COMPARING:
            qualifier = fold_width(sign or "")
        reading = valued(number, printed or column.unit or unit or ("分" if scored else None), qualifier)
        kind = "score" if scored else (counted_kind(reading, name) or "quantity")
    fact = Fact(
        indicator=name or None,
        kind=kind,
        measure=measure,  # type: ignore[arg-type]
        basis=basis,  # type: ignore[arg-type]
        section=section.kind if section else "other",
        department=section.department if section else None,
        fiscal_year=section.fiscal_year if section else None,
        period=period_said(_squeezed(column.header), year_of(table, section)),
        indicator_path=path,
        value=reading.value if reading else None,
        unit=reading.unit if reading else None,
        value_base=reading.value_base if reading and kind != "score" else None,
        unit_base=reading.unit_base if reading and kind != "score" else None,
        value_text=value_text,
        qualifier=reading.qualifier if reading else None,
        reason=reason,
        evidence=(_evidence(table, cell),),
        made_by="table",
        confidence=confidence_of(cell),
    )
    # A number that no words name is kept as printed; nobody may take it for known.
    return fact if name and not may_be_no_figure(cell) else abstained(fact, cell)


def _evidence(table: Table, cell: Cell) -> Evidence:
    box = BBox(*cell.bbox) if cell.bbox is not None else None
    return Evidence(cell.page, box, None, None, cell.text, table.table_id, cell.row, cell.col)


def _unit_beside(table: Table, row: int, label: Cell) -> str | None:
    """The unit that the label or the cell which heads its row puts in brackets: 项目资金（元）."""
    head = table.covering(row, 0)
    for text in (label.text, head.text if head is not None else ""):
        match = _UNIT_IN_BRACKETS.search(_squeezed(text))
        if match is not None and match[1] in units():
            return match[1]
    return None


def _pairs(cells: list[Cell]) -> Iterator[tuple[str, Cell, str, Cell]]:
    """Labels and what is printed for them: in one cell (年度资金总额：20.5), or in two side by side."""
    for place, cell in enumerate(cells):
        text = _squeezed(cell.text)
        if place and words().no_figure.search(_squeezed(cells[place - 1].text)):
            continue  # 主管部门及代码 · 云岭州民政局 102001
        if _IN_ONE_CELL.fullmatch(text):
            for pair in _PAIR.finditer(text):
                yield pair["label"], cell, pair["printed"], cell
    for left, right in zip(cells, cells[1:], strict=False):
        yield _squeezed(left.text), left, right.text, right


def _heads_above(table: Table, row: int, cells: list[Cell]) -> list[tuple[str, Cell, str, Cell]]:
    """Labels and figures one above the other: 基本支出 · 项目支出 · 合计 over a row of figures alone."""
    figures = [cell for cell in cells if cell.col]
    if len(figures) < 2 or any(number_with_unit(cell.text) is None for cell in figures):
        return []
    heads = [table.covering(row - 1, cell.col) if row else None for cell in figures]
    if any(head is None or head.row + head.rowspan != row or not _WORD.search(_squeezed(head.text)) for head in heads):
        return []
    side = table.covering(row, 0)
    said = [(_squeezed(head.text), head, cell) for head, cell in zip(heads, figures, strict=True) if head is not None]
    if not any(_MONEY_PART.search(label) for label, _, _ in said):
        return []
    side = side if side is not None and side.text.strip() else table.covering(row - 1, 0)
    whole = _squeezed(side.text) if side is not None else ""
    return [
        (whole if words().totals.match(label) and whole else label, head, cell.text, cell) for label, head, cell in said
    ]


def _parts_of_sum(cells: list[Cell]) -> dict[int, int]:
    """Columns of the figures of a row that are parts of its first one, with the column of the label of that.

    预算金额 · 361.63 · 其中：中央补助 · 137.48 · 市级配套 · 224.15: the first is money by its label, and the others,
    whatever they are called, make it up.
    """
    read = [(left, right, number_with_unit(right.text)) for left, right in zip(cells, cells[1:], strict=False)]
    told = [
        (_squeezed(left.text), left.col, right.col, number[0].value)
        for left, right, number in read
        if number is not None and number_with_unit(left.text) is None
    ]
    if len(told) < 2 or not _MONEY_PART.search(told[0][0]) or sum(one[3] for one in told[1:]) != told[0][3]:
        return {}
    return {col: told[0][1] for _, _, col, _ in told[1:]}


def _money(table: Table, section: Section | None, until: int, taken: set[int]) -> Iterator[Fact]:
    """The pairs of label and amount above the indicators: 预算数：… 执行数：… 其中－财政拨款：…"""
    project = project_of(table, until)
    # What is to be spent is budget wherever a form only sets targets.
    planned = "budget" if words().target_title.search(_squeezed(table.title or "")) else None
    own_year = year_of(table, section)
    bases: dict[int, str] = {}
    periods: dict[int, str | None] = {}
    for row in range(until):
        if row in taken:
            continue
        cells = sorted((cell for cell in table.cells if cell.row == row and cell.text.strip()), key=lambda c: c.col)
        labels = [_squeezed(cell.text) for cell in cells if number_with_unit(cell.text) is None]
        parts = _parts_of_sum(cells)
        over = _heads_above(table, row, cells)
        for label, left, printed, right in over or _pairs(cells):
            if not label.startswith("其中") and _MONEY_PART.search(label):
                # 其中：财政拨款 below 中期资金总额 is of the same years
                whole_project = of_whole_project(label, labels)
                periods[left.col] = None if whole_project else period_said(label, periods.get(left.col, own_year))
                if words().one_year.search(label):
                    periods[left.col] = own_year
            if _EXECUTED.search(label):
                bases[left.col] = "execution"
            elif _BUDGET.search(label):
                bases[left.col] = "budget"
            read = number_with_unit(printed)
            if read is None or number_with_unit(label) is not None:
                continue
            own, unit_of_label = unit_apart(_LABEL_END.sub("", _GENERIC.sub("", label)))
            whole_of = parts.get(right.col)
            carried = None if _SEVERAL.search(own) else words().carried_by(own)
            money = bool(over) or _MONEY_PART.search(label) is not None or whole_of is not None or carried is not None
            if whole_of is not None:
                bases.setdefault(left.col, bases.get(whole_of, planned or ""))
            if not money and (words().no_figure.search(label) or not _WORD.search(own)):
                continue
            number, unit, qualifier = read
            unit = unit or _unit_beside(table, row, left) or unit_of_label
            reading = valued(number, unit or (table.unit if money else None), qualifier)
            if not money and reading.unit is None and "." in printed and not _MEASURED.search(own):
                continue  # 治理河道 · 320.00 below 主要内容 · 批复金额: of something else, and JS603 says so
            whole = _BUDGET.search(label) or _EXECUTED.search(label)
            name = (project or own) if whole else own
            yield Fact(
                indicator=name,
                indicator_path=(project, name) if project and name != project else (),
                kind=reading.kind or ("amount" if money else "quantity"),
                # 自评总分（分） is what was given
                basis="execution" if reading.kind == "score" else bases.get(left.col) or (planned if money else None),  # type: ignore[arg-type]
                part=words().part_of(own) if money else None,
                fund=words().fund_of(own) if money else None,
                flow=carried,
                section=section.kind if section else "other",
                department=section.department if section else None,
                fiscal_year=section.fiscal_year if section else None,
                period=periods.get(left.col, own_year),
                value=reading.value,
                unit=reading.unit,
                value_base=reading.value_base,
                unit_base=reading.unit_base,
                evidence=(_evidence(table, right),),
                made_by="table",
                confidence=confidence_of(right),
            )
