"""What rows say of an account beside names: carried money, the part of the expenditure, the body of the department."""

from __future__ import annotations

import re

from extract.facts.tables.labels import Labelled
from extract.facts.tables.nesting import above, parents
from extract.heads import fund_alone
from extract.types import Column, Table
from models.forms import forms, words

#: So many funds may stand below a row of carried money.
MOST_PARTS = 4
#: So many names of places, and no other names, make a column of them.
FEWEST_PLACES = 2
SIDES: dict[str | None, str] = {"income": "收入", "expenditure": "支出"}
_WORTH = re.compile(r"金额|价值|原值|净值|费|支出|预算|决算|资金")
_PRICE = re.compile(r"金额|价值|[原净]值|净额|[单总]价|折旧|摊销|减值")
_OF_WHICH = re.compile(r"其中|面向|预留")
_OFFICE = re.compile(r"机构|单位|部门")
_ITEMS = re.compile(r"项目|科目")
_SUM = re.compile(r"(?:合计|小计|总计)$")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]$")
_SUM_OF_PLACES = re.compile(r"(?<=^全[省市州县区镇])(?:合计|小计|总计)$")


def _beside_funds(table: Table) -> bool:
    """Whether columns of the money of single funds stand in a table, so that their sum is money."""
    return any(fund_alone(one.header.rpartition("/")[2], table.form) for one in table.columns if one.role == "value")


def of_place(label: str) -> str | None:
    """The body or place that a row is of: 全县合计 below places is of the whole county."""
    return _SUM_OF_PLACES.sub("", label) or None


class Sided(Labelled):
    """A table with what its rows say beside their names."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._nested: dict[int, tuple[int | None, ...]] = {}
        self._places: dict[int | None, bool] = {}
        self._bodies: dict[int | None, dict[int, str]] = {}

    def _above(self, row: int, column: Column) -> list[str]:
        """The labels of the rows that a row is a part of by its numbering, the nearest first."""
        if column.name_col is None:
            return []
        if column.name_col not in self._nested:
            printed = [self._text(one, column.name_col) for one in range(self.table.n_rows)]
            self._nested[column.name_col] = parents(printed)
        return [self._label(one, column) for one in above(row, self._nested[column.name_col])]

    def _lists_bodies(self, column: Column) -> bool:
        """Whether the head over the names says that they are bodies, 单位名称, or in a table that is no form places."""
        head = self.columns[column.name_col].header if column.name_col is not None else ""
        if self.table.form == "other":
            if words().names_of_groups.search(head.rpartition("/")[2]) is not None and head != column.header:
                return True  # 学校类别 · 学校数 · 学生数: classes of bodies or of people
            mixed = words().names_of_bodies.search(head) is not None and _ITEMS.search(head) is not None
            named = (
                _OFFICE.search(head) is not None or words().names_of_places.search(head.rpartition("/")[2]) is not None
            )
            return head != column.header and not mixed and (named or self._all_places(column.name_col))
        return words().names_of_bodies.search(head.rpartition("/")[2]) is not None

    def _all_places(self, col: int | None) -> bool:
        """Whether all names of a column are those of places, but for sums: 江岸区, 桦原区, 全市合计."""
        if col not in self._places:
            printed = (self._text(row, col) for row in range(self.table.header_rows, self.table.n_rows))
            names = {text for text in printed if text and not _SUM.search(text)}
            self._places[col] = len(names) >= FEWEST_PLACES and all(words().place.match(text) for text in names)
        return self._places[col]

    def _is_body(self, row: int, column: Column, label: str) -> bool:
        """Whether a row of a form is of a body: all below 单位名称 are, below 单位名称（科目） those like one.

        Like one is a name that ends as bodies do, or a row that prints the code of a body and none of an account.
        """
        if not label or not self._lists_bodies(column):
            return False
        head = self.columns[column.name_col].header if column.name_col is not None else ""
        mixed = _ITEMS.search(head.rpartition("/")[2]) is not None
        if not mixed or words().of_department.search(_BRACKETS.sub("", label)) is not None:
            return True
        codes = [one for one in self.table.columns if one.role == "code" and self._text(row, one.index)]
        return bool(codes) and all(_OFFICE.search(one.header.rpartition("/")[2]) for one in codes)

    def _body_beside(self, row: int, column: Column) -> str | None:
        """The body in a column of its own, where the same name stands below several: 单位名称 · 经济科目名称 · 金额.

        基本工资 of three bodies without them would be three figures of the department.
        """
        if column.name_col is None:
            return None
        if column.name_col not in self._bodies:
            self._bodies[column.name_col] = self._bodies_by_row(column.name_col)
        return self._bodies[column.name_col].get(row)

    def _bodies_by_row(self, name_col: int) -> dict[int, str]:
        first = min((one.index for one in self.table.columns if one.role == "value"), default=0)
        of_bodies = [
            one.index
            for one in self.table.columns[:first]
            if one.index != name_col and words().names_of_bodies.search(one.header.rpartition("/")[2])
            and _ITEMS.search(one.header) is None and one.role in ("text", "name")
        ]  # fmt: skip
        if len(of_bodies) != 1:
            return {}
        found: dict[int, str] = {}
        told: dict[str, set[str]] = {}
        body = ""
        for row in range(self.table.header_rows, self.table.n_rows):
            printed = self._text(row, of_bodies[0])
            if words().totals.match(printed) or words().all_bodies.match(printed):
                body = ""  # what is printed behind the sum is of nobody in particular
                continue
            body = printed or body
            if body and self._text(row, name_col):
                found[row] = body
                told.setdefault(self._text(row, name_col), set()).add(body)
        return found if any(len(bodies) > 1 for bodies in told.values()) else {}

    def _body_over(self, column: Column) -> str | None:
        """The body that a head names, where all beside it do but for the sum: 合计 · 局机关 · 服务中心."""
        outer, _, leaf = column.header.rpartition("/")
        beside = [
            one.header.rpartition("/")[2]
            for one in self.table.columns
            if one.role == "value" and one.measure == column.measure and one.name_col == column.name_col
            and one.header.rpartition("/")[0] == outer
        ]  # fmt: skip
        bodies = [one for one in beside if not words().totals.match(one)]
        if len(bodies) < len(beside) and len(bodies) >= FEWEST_PLACES and leaf in bodies:
            return leaf if all(words().of_department.search(_BRACKETS.sub("", one)) for one in bodies) else None
        return None

    def _of_each_body(self, column: Column, leaf: str) -> str:
        """What a table of bodies prints for each: what its column names, else its title (机关运行经费支出比较)."""
        return (leaf if column.measure == "level" else self._of_level(column)) or self._of_title()

    def _of_which(self, column: Column) -> str:
        """The heads that a column is a part of, over it and beside it: 年末在职 · 其中：女职工."""
        *outer, leaf = column.header.split("/")
        left = self.columns.get(column.index - 1)
        if not leaf.startswith("其中") or left is None:
            return ""
        return "".join([*outer, left.header.rpartition("/")[2]])

    def _part(self, row: int, column: Column, label: str) -> str | None:
        """The part of the expenditure: that of the column, or the one that a row of the form names."""
        form = next((form for form in forms() if form.id == self.table.form), None)
        if form is None or not form.row_parts or column.flow != "expenditure":
            return column.part
        # （1）工资福利支出 below 1、人员经费和公用经费支出 is of that part
        said = (form.part_of_row(one) for one in (label, *self._above(row, column)))
        return next((part for part in said if part is not None), column.part)

    def _carried(self, row: int, column: Column, label: str) -> tuple[str | None, str | None, str | None]:
        """Flow and fund of a value: a row of carried money is of neither side of a two-sided form.

        The rows below it that name a fund alone are its parts; then the third is the label of the row they are of.
        """
        if self._two_sided and column.flow is None:
            # One list of all: 财政拨款收入, 公共安全支出, 年末结转结余.
            return words().carried_by(label) or self._side_of_row(row, column), column.fund, None
        if not self._two_sided or column.flow not in SIDES:
            return column.flow, column.fund, None
        flow = words().carried_by(label)
        if flow is not None:
            return flow, column.fund, None
        fund = words().fund_of(label)
        for before_it in range(row - 1, row - 1 - MOST_PARTS, -1) if fund else ():
            before = self._label(before_it, column)
            flow = words().carried_by(before)
            if flow is not None:
                return flow, fund, before
            if before and words().fund_of(before) is None:
                break
        if fund is None and self._text(row, column.name_col).startswith("其中"):
            # 其中：财政拨款资金 below 上年结转 is carried too
            carried = (words().carried_by(one) for one in self._above(row, column))
            return next((said for said in carried if said is not None), column.flow), column.fund, None
        return column.flow, column.fund, None

    def _side_of_row(self, row: int, column: Column) -> str | None:
        """The side that a row of one list of all names, else that of the rows above it.

        本年收入合计 · 使用非财政拨款结余.
        """
        for place in range(row, -1, -1):
            label = self._text(place, column.name_col)
            side = next((flow for flow, word in SIDES.items() if flow is not None and word in label), None)
            if side is not None:
                return side
        return None

    def _of_worth(self, col: int) -> bool:
        """Whether a column is of what things are worth; where another counts them, every column of money is."""
        if _PRICE.search(self._leaf(col)) or fund_alone(self.columns[col].header.rpartition("/")[2], self.table.form):
            return True
        heads = {one: self._innermost(one) for one in self.columns}
        if not any(words().bought.match(head) for head in heads.values()):
            return False
        while _OF_WHICH.match(heads.get(col, "")):  # 采购预算 · 其中：面向中小企业预留
            col -= 1
        head = heads.get(col, "")
        return _WORTH.search(head) is not None or (words().totals.match(head) is not None and _beside_funds(self.table))

    def _innermost(self, col: int) -> str:
        """The last words of a column's head: a dump leaves a blank below one that reached down to the figures."""
        return self.columns[col].header.rpartition("/")[2]

    def _counts(self, label: str, col: int) -> bool:
        """Whether a row counts things in a column that is not of their value."""
        head = self._innermost(col)  # 数量 beside 价值, under 期末数
        if _PRICE.search(head):
            return False  # 综合规划编制 · 金额: what is drawn up, not posts
        counts = words().counted.search(label) is not None or words().bought.match(head) is not None
        return counts and not (_WORTH.search(self._leaf(col)) or self._of_worth(col))

    def _reason(self, row: int) -> str | None:
        """What the column that asks why a figure differs prints for a row."""
        col = next((one.index for one in self.table.columns if one.role == "reason"), None)
        text = self._text(row, col)
        return text if text and not words().nothing.match(text) else None
