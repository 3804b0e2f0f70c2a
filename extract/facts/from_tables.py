"""Facts of tables: every printed value of a recognised table, with what its row and its column say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extract.facts.tables.accounted import accounted
from extract.facts.tables.blocks import blocks_of
from extract.facts.tables.inner_heads import inner_columns
from extract.facts.tables.labels import CODE_LENGTHS, LEAD, squeezed
from extract.facts.tables.measured import measure_of, who_counted, without_year
from extract.facts.tables.performance import performance_facts
from extract.facts.tables.row_heads import as_row_says, heads_of_rows
from extract.facts.tables.sides import SIDES, Sided, of_place
from extract.facts.tables.values import (
    BATCHES,
    Reading,
    confidence_of,
    counted_kind,
    reading_of,
    unit_apart,
    unit_listed,
)
from extract.facts.tables.wholes import whole_said, with_wholes
from extract.facts.tables.years import NEAR_YEARS, date_of, day_announced, point_said, year_of
from extract.heads import BUDGETS, CLOSING, OPENING, PRIOR, WITHOUT_FUNDS, head_of
from extract.types import BBox, Cell, Column, Evidence, Fact, Section, Table, Text
from models import taxonomy
from models.forms import words
from models.units import units

#: Confidence of figures of a table that no form explains, and of one that has neither title nor unit.
UNKNOWN_TABLE, NAMELESS_TABLE = 0.8, 0.3
#: A number is never what is measured.
_NO_NAME = re.compile(r"[\d.,，%\-+\s]*")
#: What is counted by 个 or 次 and is people all the same.
GROUPS = re.compile(r"团组|批次|人次")
#: Forms whose heads need not say of what basis they are: in a final account it is that.
_WITHOUT_BASES = ("other", "procurement", "running")
_SUM_OF_ALL = re.compile(r"(?<!小)(?:合计|总计)$")
_PERSONAL = re.compile(r"电话|手机|传真|邮编|邮政编码|联系方式")
_PART_OF_YEAR = re.compile(r"\d{1,2}月份?|第?[一二三四1-4]季度|[上下]半年|全年")
_YEAR_END = re.compile(r"(?:19|20)\d\d年(?:末|底|12月31日)")
_LONG = re.compile(r"\d[\d\-—－]{5,}")
_YEAR_BASIS = re.compile(r"(?P<year>(?:19|20)\d\d)年?度?(?P<basis>决算|预算|执行)?数?")
_OTHER_SIDE: dict[str | None, str] = {"income": "expenditure", "expenditure": "income"}
#: Measures of a figure against what was budgeted for it.
_OF_ACCOUNT = frozenset({"change", "change_rate", "completion"})
_COUNTS = frozenset({"quantity", "participants"})
_BASES = {"决算": "final", "预算": "budget", "执行": "execution"}
_MONEY = re.compile(r"金额|价值(?!\d)|单价(?!\d)|总价|收入|支出|结余|结转|经费|资金|资产|费$|基金|拨款|预算|决算")


def from_tables(tables: tuple[Table, ...], text: Text) -> tuple[Fact, ...]:
    """The facts of all tables.

    Parameters
    ----------
    tables : tuple of Table
        Recognised.
    text : Text
        Tells in which section each table stands.

    Returns
    -------
    tuple of Fact
        Without ids; a blank cell makes none, a printed zero one, an unreadable
        cell one with status ``abstained`` and no value.
    """
    out: list[Fact] = []
    prose = {(one.table_id, one.row, one.col) for one in text.paragraphs if one.table_id is not None}
    for block in (block for table in tables for block in blocks_of(table)):
        table, understood = block.table, block.understood
        section = text.section_of_table(table.table_id)
        table = accounted(table, section)
        scored = any(column.role in ("weight", "score", "target", "actual") for column in table.columns)
        told: set[tuple[int | None, int | None]] = set()
        if table.form == "performance" or (table.form == "other" and scored and understood):
            in_prose = frozenset((r, c) for i, r, c in prose if i == table.table_id)
            made = list(performance_facts(table, section, in_prose))
            told = {(fact.evidence[0].row, fact.evidence[0].col) for fact in made}
            out.extend(made)
        if table.form != "performance":
            # What a block of the form told is told once.
            facts = block.meant(_TableFacts(table, section, day_announced(text, table, section)).facts())
            out.extend(
                fact for fact in with_wholes(table, facts) if (fact.evidence[0].row, fact.evidence[0].col) not in told
            )
    return tuple(out)


@dataclass
class _TableFacts(Sided):
    """The facts of one table with value columns."""

    section: Section | None
    day: str | None = None  # of which the words above the table speak

    def __post_init__(self) -> None:
        super().__post_init__()
        self.heads_of_rows = heads_of_rows(self.table)
        self.inner = inner_columns(self.table)

    def facts(self) -> Iterator[Fact]:
        names: dict[str, str] = {}
        for cell in sorted(self.table.cells, key=lambda cell: (cell.row, cell.col)):
            inner = self.inner.get(cell.row)
            column = self.columns.get(cell.col) if inner is None else inner.get(cell.col)
            if column is not None and column.role == "text" and self._pairs and self._named_beside(cell):
                column = replace(column, role="value", name_col=cell.col - 1)
            if column is None or column.role != "value" or cell.row in self.heads:
                continue
            if cell.colspan == self.table.n_cols:
                continue  # a note inside the grid
            beside = self._names_beside(cell) if inner is None else None
            if beside is not None:  # a pair of label and figure below heads that are not of it
                column = Column(cell.col, "value", name_col=beside.col)
            code, label = self._code(cell.row, column), self._label(cell.row, column)
            said = self.heads_of_rows.get(cell.row)
            if said is not None:
                column, label = as_row_says(column, said), ""
            if code and label:
                names[code] = label
            label, unit = unit_apart(label)
            of = self.table
            unit = unit or self._unit_in_row(cell.row, column)
            if unit in units() and units()[unit].kind != "money" and not beside and self._of_worth(cell.col):
                unit = None  # 房屋（平方米） · 账面价值, 计量单位 台 · 总价: what is counted is not what it is worth
            if unit is None and column.unit is None and of.units:
                unit = unit_listed(of.units, label, "" if beside else self._leaf(cell.col))
            if unit is None and column.unit is None and self._counts(label, cell.col):
                counted = of.unit in units() and units()[of.unit].kind != "money"  # 机构人员一览（人）
                of, unit = of if counted else replace(of, unit=None), self._unit_above(cell.row, column, label)
            reading = reading_of(cell, replace(column, unit=unit) if unit else column, of)
            personal = _PERSONAL.search(f"{label}{self._text(cell.row, cell.col - 1)}") is not None
            if personal and (_LONG.fullmatch(squeezed(cell.text)) or reading is None or reading.unit is None):
                continue  # how to reach a person is nobody's figure; calls that were taken have a unit
            if reading is not None:
                yield self._fact(cell, column, reading, code, label, names)

    def _budgeted(self) -> bool:
        """Whether the title says that the table is a budget, or one of what is bought or spent in a budget."""
        of_budget = self.section is not None and self.section.kind == "budget"
        return self._plans() or (of_budget and words().spends.search(squeezed(self.table.title or "")) is not None)

    def _accounted_beside(self, column: Column) -> bool:
        """Whether one column of a final account's table is of a budget and one other of money that no word tells."""
        beside = [
            one for one in self.table.columns
            if one.role == "value" and one.measure == "level" and one.name_col == column.name_col and one.unit is None
        ]  # fmt: skip
        untold = [one for one in beside if one.basis is None]
        of_account = self.section is not None and self.section.kind == "final_account"
        return of_account and self.table.form in _WITHOUT_BASES and len(untold) == 1 and len(beside) == 2

    def _department(self) -> str:
        return (self.section.department if self.section is not None else None) or ""

    def _counts_people(self, label: str) -> bool:
        """Whether a row counts people: by its name, or by the unit of the table."""
        unit = self.table.unit
        of_people = words().of_people.search(label) or words().staff.search(label)
        return bool(of_people) or (unit in units() and units()[unit].kind == "participants")

    def _counted_beside_money(self, column: Column) -> bool:
        """Whether a column of a form of money prints a unit of things or people in its head."""
        return self.table.form != "other" and column.unit in units() and units()[column.unit].kind in _COUNTS

    def _unit_above(self, row: int, column: Column, label: str) -> str | None:
        """The unit of a row above that counts the same things: 车辆数合计（辆） over 执法执勤用车."""
        for above in range(row - 1, self.table.header_rows - 1, -1):
            said, unit = unit_apart(self._label(above, column))
            if not self._counts(said, column.index):
                return None
            if unit is not None:
                return (
                    unit
                    if label and label[-1] in said and unit in units() and units()[unit].kind == "quantity"
                    else None
                )
        return None

    def _fact(self, cell: Cell, column: Column, reading: Reading, code: str, label: str, names: dict[str, str]) -> Fact:
        paired = column is not self.columns.get(cell.col) and not column.header
        leaf = "" if paired else self._leaf(cell.col)
        if self.table.form == "other":
            leaf = self._told_apart(cell.col, leaf)
            if column.period is not None and leaf.startswith(column.period):
                leaf = without_year(leaf)
        scope, period, basis = None if paired else self._body_over(column), *self._when(column)
        if scope is not None:
            column, leaf = replace(column, within=None), ""
        if period is not None and period.isdigit() and self._at_end(cell.row, column, label):
            period = f"{period}-12-31"
        label = words().at_year_end.sub("", label)
        label = self._block_summed(cell.row, column, label) or label
        name_header = self.columns[column.name_col].header if column.name_col is not None else ""
        by_bodies = self._lists_bodies(column)
        total = words().totals.match(label) is not None or (by_bodies and bool(words().all_bodies.match(label)))
        if not total and self.table.form != "other" and self._is_body(cell.row, column, label):
            scope, total = label, True  # the row is of a body of the department, and its column says what it is
        flow, fund, of = self._carried(cell.row, column, label)
        if self.table.form in WITHOUT_FUNDS and column.measure == "level":
            flow = words().carried_by(words().remark.sub("", column.header.rpartition("/")[2])) or flow
        coded = True  # whether the code of the row is that of the indicator
        if paired:
            indicator = label
        elif of_bodies := self._of_bodies(cell.row, column, label):
            indicator, scope, coded = of_bodies, label, False
        elif column.within is not None:
            indicator, coded = column.within if total or not label else f"{label}{column.within}", False
        elif leaf and not total and self._counted_beside_money(column):
            indicator, coded = f"{label}{leaf}", False  # 公开招标 · 项目数（个） in a form of money
        elif column.indicator is not None:
            indicator = self._as_printed(column.indicator, leaf)
        elif by_bodies and not total and self.table.form == "other" and (of_each := self._of_each_body(column, leaf)):
            indicator, scope = of_each, of_place(label)
        elif (total or _PART_OF_YEAR.fullmatch(label)) and column.measure != "level":
            period = period if total else point_said(label, period) or period
            # a rate of what the row's figures are of
            indicator = self._of_level(column) or (self._of_title() if total else self._basis_head(column)) or label
        elif self.table.form == "other" and not total and column.measure == "level":
            said = _YEAR_BASIS.fullmatch(self._row_head(cell.row))
            if said is not None and self._plausible(said["year"]):
                period = said["year"]
                basis = _BASES.get(said["basis"] or "", basis)
            point = point_said(label, period)
            if point is not None and self._plausible(point[:4]):
                period, label = point, "" if _PART_OF_YEAR.fullmatch(label) else label
            if name_header == column.header:  # one head over the whole table: pairs of label and value
                indicator = self._text(cell.row, cell.col - 1) or label
            elif leaf and self._counts_people(label) and words().of_department.search(leaf):
                indicator, scope = label, leaf  # 在职人数 · 局机关
            elif leaf and _SUM_OF_ALL.search(label) and self._of_parts(column):
                indicator, coded = leaf, False  # 政府采购支出合计 · 货物
            elif label and leaf and self._alone(column) and leaf in squeezed(self.table.title or ""):
                indicator = label  # 办公费 below 机关运行经费支出 in a table of that title
            else:
                label = "" if leaf and words().bare.match(label) else self._headed(cell.row, column, label)
                indicator = f"{label}{leaf}" if leaf not in label else label or self._basis_head(column)
                coded = indicator == label
        elif total and self._two_sided and column.flow in SIDES:
            indicator = f"{SIDES[column.flow]}{label}"  # below two sides at once, whatever fund the column is of
        elif (
            not self._two_sided
            and leaf
            and column.measure == "level"
            and words().sums_of_side.match(label)
            and not words().totals.match(leaf)
        ):
            indicator = words().basis_end.sub("", leaf)  # 支出合计 · 基本支出
        elif total or not label:
            indicator = words().of_running.sub(
                "", words().of_this_year.sub("", words().basis_end.sub("", without_year(leaf)))
            )
            titled = self._of_total(cell.col) if not indicator or indicator in SIDES.values() else ""
            # 支出 over 合计 says less than 一般公共预算财政拨款支出决算表
            more = titled.endswith(indicator)
            indicator = titled if titled and more else indicator or label
        else:
            indicator = self._headed(cell.row, column, label)
        if period is not None and period.endswith("-12-31"):
            indicator = words().at_year_end.sub("", indicator)
        if scope is None and not total:
            scope = self._body_beside(cell.row, column)
        if _NO_NAME.fullmatch(indicator):  # what it measures could not be read: nobody may take the figure for known
            indicator = ""
            reading = replace(reading, value=None, value_base=None, unit_base=None)
        path = tuple(names[code[:length]] for length in CODE_LENGTHS if code[:length] in names and length <= len(code))
        parents = path[:-1]
        entry = taxonomy.find(indicator, code if coded else None, parents) if indicator and of is None else None
        if entry is not None and column.flow in SIDES and f"account.{_OTHER_SIDE[column.flow]}" in entry.id:
            entry = None  # 财政拨款 below 支出数 is no income, whatever the words alone mean
        if of is not None:
            path = (LEAD.sub("", of), indicator)
        kind = counted_kind(reading, indicator)
        of_things = words().bought.match(column.header.rpartition("/")[2]) and not GROUPS.search(indicator)
        if reading.unit in BATCHES and of_things:
            kind = "quantity"  # 办公桌椅 · 采购数量 · 1批
        if kind == "quantity" and reading.unit not in BATCHES and GROUPS.search(label):
            kind = "participants"  # 团组数（个）, 接待批次（个）
        if (
            reading.unit is None
            and column.measure == "level"
            and (counted := words().counted_as(indicator)) is not None
        ):
            reading = replace(reading, unit=counted, value_base=reading.value, unit_base=counted)
            kind = "participants"
        if kind is None:
            named = f"{leaf}{label}{column.header.rpartition('/')[2]}"
            money = self.table.form != "other" or (reading.unit is None and _MONEY.search(named))
            kind = "amount" if money else "participants" if words().staff.search(indicator) else "quantity"
        if kind in ("participants", "quantity") and head_of(column.header.split("/")).basis is None:
            # What is counted is not accounted for, unless the head says so or it is what a budget means to buy.
            planned = (
                self.table.form == "other"
                and self._budgeted()
                and words().bought.match(column.header.rpartition("/")[2])
            )
            basis = "budget" if planned else None
        if kind in ("participants", "quantity") or (fund and self._named_later(indicator)):
            fund = None
        if kind in ("participants", "quantity"):
            flow = None
        if basis is None and kind == "amount" and column.measure == "level" and self.table.form in _WITHOUT_BASES:
            basis = "final" if self.section is not None and self.section.kind == "final_account" else None
            own = year_of(self.table, self.section)
            before = column.period in (OPENING, PRIOR) or (own is not None and (column.period or own) < own)
            basis = "prior_final" if basis and before else basis
            if basis is None and self.table.form == "other" and self._budgeted():
                basis = "budget"
        if (
            basis is None
            and column.measure in _OF_ACCOUNT
            and column.versus in BUDGETS
            and self._accounted_beside(column)
        ):
            basis = (
                "final"  # 采购预算 · 采购支出 · 差额 · 完成率: of what the column without a word of basis accounts for
            )
        return Fact(
            indicator=indicator or None,
            kind=kind,
            measure=measure_of(column, kind, leaf),  # type: ignore[arg-type]
            versus=column.versus,  # type: ignore[arg-type]
            versus_indicator=whole_said(column),
            versus_basis=column.versus_basis,  # type: ignore[arg-type]
            section=self.section.kind if self.section else "other",
            department=self.section.department if self.section else None,
            fiscal_year=self.section.fiscal_year if self.section else None,
            indicator_id=entry.id if entry else None,
            indicator_path=path or (entry.path if entry else ()),
            flow=flow,
            part=self._part(cell.row, column, label),
            fund=fund,
            basis=basis,  # type: ignore[arg-type]
            period=period,
            value=reading.value,
            unit=reading.unit,
            value_base=reading.value_base,
            unit_base=reading.unit_base,
            scope=scope,
            reason=self._reason(cell.row) if column.measure in ("change", "change_rate") else None,
            who=who_counted(f"{self._of_which(column)}{indicator}", reading) if kind == "participants" else None,
            evidence=(
                Evidence(
                    page=cell.page,
                    bbox=BBox(*cell.bbox) if cell.bbox is not None else None,
                    text=cell.text,
                    table=self.table.table_id,
                    row=cell.row,
                    col=cell.col,
                ),
            ),
            made_by="table",
            confidence=min(confidence_of(cell), self._trust()),
            status="read" if reading.value is not None else "abstained",
        )

    def _when(self, column: Column) -> tuple[str | None, str | None]:
        """Period and basis of a column: its head may name another year than the section's."""
        own = year_of(self.table, self.section)
        if column.period is None and column.measure == "level" and self.table.form == "other":
            return date_of(self.table, own) or self.day or own, column.basis
        if column.period in (OPENING, CLOSING):
            year = int(own) - (column.period == OPENING) if own else None
            basis = "prior_final" if column.period == OPENING and column.basis == "final" else column.basis
            return (f"{year}-12-31" if year else None), basis
        if column.period == PRIOR:
            return (str(int(own) - 1) if own else None), column.basis
        if column.period is None or not self._plausible(column.period):
            return own, column.basis
        earlier = own is not None and column.period < own
        period = f"{column.period}-12-31" if _YEAR_END.search(column.header) else column.period  # 2024年末 · 账面原值
        return period, "prior_final" if earlier and column.basis == "final" else column.basis

    def _as_printed(self, indicator: str, leaf: str) -> str:
        """The column's own words for what the form measures there, where they say the same."""
        if not leaf or leaf == indicator:
            return indicator
        meant, printed = taxonomy.find(indicator), taxonomy.find(leaf)
        if meant is not None and printed is None and leaf[:2] in indicator:
            # 购置及运行维护费 · 运行维护费: the words that the head has in common with the name begin inside it.
            whole = f"{indicator[: indicator.index(leaf[:2])]}{leaf}"
            printed, leaf = taxonomy.find(whole), whole
        return leaf if meant is not None and printed is not None and meant.id == printed.id else indicator

    def _plausible(self, year: str) -> bool:
        """Whether a year can be that of a row: near the section's, where one is known."""
        own = year_of(self.table, self.section)
        return abs(int(year) - int(own)) <= NEAR_YEARS if own else True

    def _trust(self) -> float:
        """How far the table is trusted: one that is none of the forms, without title and unit, hardly."""
        if self.table.form != "other":
            return 1.0
        return UNKNOWN_TABLE if self.table.title or self.table.unit else NAMELESS_TABLE
