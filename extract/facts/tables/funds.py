"""Blocks inside a performance form whose own row of heads tells what the money below it is.

The forms of 财预〔2020〕10号 print, above the indicators, a row 年初预算数 · 全年预算数 · 全年执行数 · 分值 ·
执行率 · 得分, and below it a row for the whole and one for each source. Base tables (基础数据表) print several such
blocks, each under a row of heads of its own: 上年决算数 · 预算数 · 决算数.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extract.facts.narrative.roles import who_of
from extract.facts.tables.fund_heads import (
    LONGEST_HEAD,
    RATE_LEAD,
    UNIT_IN_BRACKETS,
    BlockHead,
    head_said,
    heads_of_row,
    unit_said,
)
from extract.facts.tables.labels import Labelled, squeezed
from extract.facts.tables.values import (
    DOUBTED,
    HIGHEST_RATIO,
    RATES,
    confidence_of,
    may_be_no_figure,
    number_with_unit,
    valued,
)
from extract.facts.tables.years import year_of
from extract.types import BBox, Cell, Evidence, Fact, Section, Table
from models.forms import words
from models.units import units

_LEAD = re.compile(
    r"^(其中[:：]?|[^：:]{2,8}分[：:]|[一二三四五六七八九十]+[、.．,，。·]|[（(][\d一二三四五六七八九十]+[)）]|\d{1,2}[.、．](?!\d))+"
)
_PROJECT = re.compile(r"^项目(?:支出)?名称[:：]?$")
_NUMBERED = re.compile(r"^(?:\d{1,2}[.、．](?!\d)|[（(]\d{1,2}[)）])")
_DIVISION = re.compile(r"[（(]?[一二三四五\d]?[)）、.]?按.{2,10}分(?:类|列)?[：:]?|其中[：:]")
_SUM_OF_MONEY = re.compile(r"金额|额$|到位数$")
_PEOPLE = re.compile(r"人数$|编制数$")
_RATE = re.compile(r"率$")


def fund_blocks(table: Table, section: Section | None, until: int) -> tuple[list[Fact], set[int]]:
    """The facts below rows of heads, and the rows they took.

    Parameters
    ----------
    table : Table
        A performance form.
    section : Section or None
        In which it stands.
    until : int
        The row that heads the indicators; rows from there on are left alone.

    Returns
    -------
    facts : list of Fact
    rows : set of int
        Rows of heads and of money; nobody else need read them.
    """
    facts: list[Fact] = []
    taken: set[int] = set()
    heads: dict[int, BlockHead] = {}
    head_row = 0
    part: str | None = None
    named_in: int | None = None
    reason_in: int | None = None
    project = project_of(table, until)
    for row in range(until):
        cells = _printed(table, row)
        if row in taken:
            continue  # the second row of heads
        said = heads_of_row(table, row, cells, until)
        if said:
            # Heads of the row above that reach down beside these: 年初预算 beside 资金安排 over 全年预算 · 实际支出.
            beside = {
                col: head
                for col, head in heads.items()
                if head_row == row - 1 and (over := table.covering(row, col)) is not None and over.row < row
            }
            heads, head_row, part = beside | said, row, None
            taken.add(row)
            if any(head.in_two_rows for head in heads.values()):
                taken.add(row + 1)  # the names of several kinds of money, or the years, below one head
                # Without rules the heads beside these stand on the same row.
                level = [
                    cell for cell in _printed(table, row + 1) if not (cell.col in heads and heads[cell.col].in_two_rows)
                ]
                cells = cells + level
                heads |= {cell.col: head for cell in level if cell.col and (head := head_said(squeezed(cell.text)))}
            # Heads may reach down to this row from the one above: 项目名称 beside 资金 · 自评结果.
            reaching = [cell for cell in table.cells if cell.row < row < cell.row + cell.rowspan and cell.text.strip()]
            reaching = reaching or _above_blanks(table, row)
            named_in, reason_in = _named_in([*reaching, *cells]), _reason_in([*reaching, *cells])
            continue
        below = [cell for cell in cells if cell.col in heads]
        if not heads or not any(number_with_unit(cell.text) for cell in below):
            if _divides(cells):
                continue  # 按支出性质分： what stands below goes on under the same heads
            if any(len(squeezed(cell.text)) > LONGEST_HEAD or cell.col not in heads for cell in cells if cell.col):
                heads = {}
            continue
        taken.add(row)
        printed = _label(table, row, min(heads), head_row) if named_in is None else _text(table, row, named_in)
        label = _LEAD.sub("", printed).rstrip("：:")
        if (named_in is not None or table.form == "other") and words().totals.match(label):
            label = Labelled(table)._of_title() or label  # the sum of the projects that the title speaks of
        # Numbered rows are parts of the row above them that has no number: 项目支出 · 1、… · 2、…
        part = words().part_of(label) or (part if _NUMBERED.match(printed) else None)
        unit = _unit(table, head_row, label, min(heads))
        made = [
            (cell, _fact(table, section, cell, heads[cell.col], label, unit, heads, part, project)) for cell in below
        ]
        reason = _text(table, row, reason_in) if named_in is not None and reason_in is not None else ""
        if reason and not words().nothing.match(reason):
            made = [
                (cell, replace(fact, reason=reason) if fact is not None and fact.measure == "completion" else fact)
                for cell, fact in made
            ]
        out_of_place = any(_out_of_place(cell, heads[cell.col]) for cell in below)
        facts += [
            abstained(fact, cell) if out_of_place or may_be_no_figure(cell) else fact
            for cell, fact in made
            if fact is not None
        ]
    return _shares_of_sums(facts), taken


def _shares_of_sums(facts: list[Fact]) -> list[Fact]:
    """The facts, each share with the sum below it that it is a share of: 财政拨款收入 · 占比（%） over 收入合计.

    It is the share of a sum only if the two figures before it come to it.
    """
    levels: dict[int, Fact] = {}
    for fact in facts:
        row = fact.evidence[0].row
        if fact.measure == "level" and fact.value_base and row is not None:
            levels.setdefault(row, fact)
    sums = [row for row, fact in sorted(levels.items()) if words().sums.match(fact.indicator or "")]
    out: list[Fact] = []
    for fact in facts:
        row = fact.evidence[0].row
        whole = next((levels[one] for one in sums if row is not None and one > row), None)
        part = levels.get(row) if row is not None else None
        if fact.measure == "share" and whole is not None and part is not None and _is_share(fact, part, whole):
            fact = replace(fact, versus_indicator=whole.indicator)
        out.append(fact)
    return out


def _is_share(share: Fact, part: Fact, whole: Fact) -> bool:
    if share.value is None or not part.value_base or not whole.value_base or part.basis != whole.basis:
        return False
    said, total = Decimal(share.value), Decimal(whole.value_base)
    if not total:
        return False
    last = Decimal(1).scaleb(int(said.as_tuple().exponent))
    return abs(Decimal(part.value_base) / total * 100 - said) <= last


def _printed(table: Table, row: int) -> list[Cell]:
    return sorted((cell for cell in table.cells if cell.row == row and cell.text.strip()), key=lambda c: c.col)


def _above_blanks(table: Table, row: int) -> list[Cell]:
    """The heads right above the blanks of a row of heads: in a dump they have lost that they reach down to it."""
    above = _printed(table, row - 1)
    if not above or words().row_labels.match(squeezed(above[0].text)):
        return []  # 项目名称 · 灯塔加固: a label with what is printed for it
    printed = {cell.col for cell in _printed(table, row)}
    return [cell for cell in above if cell.colspan == 1 and cell.col not in printed]


def _divides(cells: list[Cell]) -> bool:
    """Whether a row prints nothing but by what the rows below it are divided."""
    return len(cells) == 1 and _DIVISION.fullmatch(squeezed(cells[0].text)) is not None


def project_of(table: Table, until: int) -> str | None:
    """The project that a form is about: what stands behind 项目名称 above its indicators.

    Parameters
    ----------
    table : Table
    until : int
        The row that heads the indicators.
    """
    for row in range(until):
        cells = sorted((cell for cell in table.cells if cell.row == row and cell.text.strip()), key=lambda c: c.col)
        for left, right in zip(cells, cells[1:], strict=False):
            if _PROJECT.match(squeezed(left.text)):
                return squeezed(right.text)
    return None


def _out_of_place(cell: Cell, head: BlockHead) -> bool:
    """Whether a number cannot be what its head says: points and money are no percentage. Then the row is shifted."""
    read = number_with_unit(cell.text)
    percent = read is not None and (read[0].percent or read[1] == "%")
    return percent and (head.scored or (head.measure == "level" and not head.name))


def abstained(fact: Fact, cell: Cell) -> Fact:
    """The fact without its value: what is printed is kept, what it is of is not known.

    Parameters
    ----------
    fact : Fact
    cell : Cell
        Whose words become the fact's ``value_text``.
    """
    return replace(
        fact, value=None, value_base=None, unit_base=None, value_text=squeezed(cell.text), status="abstained",
        confidence=DOUBTED * fact.confidence,
    )  # fmt: skip


def _named_in(cells: list[Cell]) -> int | None:
    """The column whose head says that it names what the rows are of: 任务名称, with 主要内容 behind it."""
    return next((cell.col for cell in reversed(cells) if words().task_names.match(squeezed(cell.text))), None)


def _reason_in(cells: list[Cell]) -> int | None:
    """The column whose head asks why less was spent than planned."""
    return next((cell.col for cell in cells if words().why.search(squeezed(cell.text))), None)


def _text(table: Table, row: int, col: int) -> str:
    cell = table.covering(row, col)
    return squeezed(cell.text) if cell is not None else ""


def _label(table: Table, row: int, first: int, head_row: int) -> str:
    """The last words to the left of the heads that begin on this row, else those of a cell that reaches down to it.

    Empty where the row leaves a blank in the column in which its neighbours are named: a cell that reaches down over
    all of them names none of them.
    """
    left = [
        cell
        for cell in table.cells
        if cell.col < first and cell.text.strip() and number_with_unit(squeezed(cell.text)) is None
    ]
    labels = [cell for cell in left if cell.row == row]
    if not labels:
        labels = [cell for cell in left if cell.row < row < cell.row + cell.rowspan]
        if not labels and row == head_row + 1:
            # A dump has lost that the words beside the heads reach down over the row: 预算执行（万元）.
            labels = [cell for cell in left if cell.row == head_row and UNIT_IN_BRACKETS.search(squeezed(cell.text))]
        inner = max((cell.col for cell in labels), default=-1)
        if any(cell.row > head_row and inner < cell.col and cell.row < row + 3 for cell in left):
            return ""
    return squeezed(max(labels, key=lambda cell: cell.col).text) if labels else ""


def _unit(table: Table, head_row: int, label: str, first: int) -> str | None:
    """The unit in brackets in the label, in the head over the labels, or in the cell beside the block."""
    heads = (table.covering(head_row, col) for col in range(first - 1, -1, -1))
    for text in (label, *(head.text for head in heads if head is not None)):
        said = unit_said(squeezed(text))
        if said is not None:
            return said
    return table.unit or _unit_in_the_middle(table, head_row, first)


def _unit_in_the_middle(table: Table, head_row: int, first: int) -> str | None:
    """The unit in the only words left of a block that has lost its rules: 项目资金（万元） beside its middle row."""
    for row in range(head_row, table.n_rows):
        beside = table.cell(row, 0)
        if beside is not None and beside.text.strip():
            label = beside.col + beside.colspan >= first
            return None if label else unit_said(squeezed(beside.text))
    return None


def _fact(
    table: Table,
    section: Section | None,
    cell: Cell,
    head: BlockHead,
    label: str,
    unit: str | None,
    heads: dict[int, BlockHead],
    part: str | None,
    project: str | None,
) -> Fact | None:
    read = number_with_unit(RATE_LEAD.sub("", squeezed(cell.text)) if head.measure == "completion" else cell.text)
    label = UNIT_IN_BRACKETS.sub(lambda said: "" if said[1] in units() else said[0], label)
    if words().frames.match(label):
        office = words().whole_office.search(squeezed(table.title or ""))
        label = project or (office[0] if office else label)
    elif head.name and (words().block_end.search(label) or words().totals.match(label)):
        label = ""  # 合计 below 编制数 is the number of all posts
    name = label or head.name
    if read is None:
        return None
    number, own, qualifier = read
    of_money = head.money or not head.name or _SUM_OF_MONEY.search(head.name) is not None
    money = head.measure == "level" and not head.scored and of_money
    unit = head.unit or unit
    rate = _RATE.search(head.name) or (head.measure in RATES and abs(number.value) > HIGHEST_RATIO)
    reading = valued(number, own or (unit if money else "%" if rate else head.unit), qualifier)
    compared = None
    if head.measure == "completion":
        bases = [one.basis for one in heads.values()]
        compared = next(
            (basis for basis in ("adjusted_budget", "initial_budget", "budget") if basis in bases), "budget"
        )
    elif head.measure == "share":
        compared = "whole"
    year = year_of(table, section)
    basis = head.basis
    if basis == "final" and head.year and year and head.year < year:
        basis = "prior_final"
    fact = Fact(
        indicator=f"{label}{head.name}" if head.name and label and head.name not in label else name or None,
        indicator_path=(project, name) if project and name and name != project else (),
        kind="score"
        if head.scored
        else reading.kind or ("amount" if money else "participants" if _PEOPLE.search(head.name) else "quantity"),
        measure=head.measure,  # type: ignore[arg-type]
        basis=basis,  # type: ignore[arg-type]
        part=part,
        fund=head.fund,
        versus=compared,  # type: ignore[arg-type]
        versus_basis=basis if head.measure == "share" else compared,  # type: ignore[arg-type]
        section=section.kind if section else "other",
        department=section.department if section else None,
        fiscal_year=section.fiscal_year if section else None,
        period=head.year or year,
        value=reading.value,
        unit=None if head.scored else reading.unit,
        value_base=None if head.scored else reading.value_base,
        unit_base=None if head.scored else reading.unit_base,
        qualifier=reading.qualifier,
        who=who_of(head.name) if _PEOPLE.search(head.name) else None,
        evidence=(
            Evidence(
                cell.page,
                BBox(*cell.bbox) if cell.bbox is not None else None,
                None,
                None,
                cell.text,
                table.table_id,
                cell.row,
                cell.col,
            ),
        ),
        made_by="table",
        confidence=confidence_of(cell),
    )
    return fact if name else abstained(fact, cell)
