"""What names a figure of a table: the words of its row, of its column, beside it, and in the title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.facts.tables.values import RATES, number_with_unit, unit_apart, unit_printed
from extract.heads import WITHOUT_FUNDS, fund_alone, head_of, numbers_columns, said_alone
from extract.types import Cell, Column, Table
from models.forms import forms, words
from models.units import units

#: Lengths of a code of the classifications.
CODE_LENGTHS = (3, 5, 7)
#: What stands before a name.
LEAD = re.compile(
    r"^(其中[:：]?|[一二三四五六七八九十]+[、.．,，。·]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．](?!\d))+"
)
#: How a row is made up of others, by their numbers: 收入总计（1+2）.
_FORMULA = re.compile(r"[（(]\d+(?:[+＋\-－=＝、]\d+)+[）)]$")
#: A sum that is never of the whole table.
_PARTIAL_SUM = "小计"
_WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")
#: A title of a form that ends in what it is of: 一般公共预算财政拨款基本支出.
_OF_MONEY = re.compile(r"(?:收入|支出|经费)$")
_CARRIED = ("opening", "closing")
_NUMBERED = re.compile(r"^[一二三四五六七八九十]+[、.．,，。·]")
_NUMBERED_BELOW = re.compile(r"^[（(][一二三四五六七八九十]+[）)]")


def squeezed(text: str) -> str:
    """The text without blanks and line ends."""
    return re.sub(r"\s+", "", text)


@dataclass
class Labelled:
    """A table with what names its figures."""

    table: Table

    def __post_init__(self) -> None:
        self.cover: dict[tuple[int, int], Cell] = {}
        for cell in self.table.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for col in range(cell.col, cell.col + cell.colspan):
                    self.cover.setdefault((row, col), cell)
        self.columns = {column.index: column for column in self.table.columns}
        # Rows of the head, and those that number its columns where it is printed again.
        again = (row for row, texts in enumerate(self.table.grid) if numbers_columns(texts))
        self.heads = {*range(self.table.header_rows), *again}
        # One head over all columns, or none: labels and values side by side.
        heads = {column.header for column in self.table.columns}
        self._pairs = self.table.form == "other" and len(self.table.columns) > 2 and len(heads - {""}) <= 1
        self._two_sided = any(form.id == self.table.form and form.groups for form in forms())

    def _department(self) -> str:
        """The department whose name a title may begin with, empty where none is known."""
        return ""

    def _names_beside(self, cell: Cell) -> Cell | None:
        """The words left of a figure that stand in a column of figures: 公务用车保有量（辆） · 3 below 公务接待费."""
        left = self.cover.get((cell.row, cell.col - 1))
        if left is None or cell.number is None or left.row < self.table.header_rows or left.col == cell.col:
            return None
        column = self.columns.get(left.col)
        text = squeezed(left.text)
        if column is None or column.role != "value" or not _WORDS.search(text) or words().nothing.match(text):
            return None
        return left if number_with_unit(left.text) is None else None

    def _unit_in_row(self, row: int, column: Column) -> str | None:
        """What a column of units (计量单位) prints for a row; a rate has its own."""
        if column.measure in RATES or column.unit is not None or column.name_col is None:
            return None
        told = next(
            (one.index for one in self.table.columns if one.role == "unit" and one.index > column.name_col), None
        )
        return unit_printed(self._text(row, told))

    def _named_beside(self, cell: Cell) -> bool:
        """Whether a number has words to its left that name a figure: 人员编制 · 62 · 实有人数 · 44."""
        label = self._text(cell.row, cell.col - 1)
        return cell.number is not None and _WORDS.search(label) is not None and not words().no_figure.search(label)

    def _text(self, row: int, col: int | None) -> str:
        cell = self.cover.get((row, col)) if col is not None else None
        return squeezed(cell.text) if cell is not None else ""

    def _label(self, row: int, column: Column) -> str:
        """What names the row; two columns of names side by side are joined where both print."""
        label = self._text(row, column.name_col)
        named = self.cover.get((row, column.name_col)) if column.name_col is not None else None
        if named is not None and named.row < self.table.header_rows and self.table.form == "other":
            return ""  # 财政供养人员情况 · 编制数 reaches down from the heads, beside figures of which these tell all
        if not label and column.code_col is not None:
            beside = self._text(row, column.code_col)
            label = "" if beside.isdigit() else beside
            label = label or (self._alone_in(row, column) if not beside else "")
        return _FORMULA.sub("", LEAD.sub("", label)).rstrip("：:")

    def _alone_in(self, row: int, column: Column) -> str:
        """The only words of a row that prints one figure and nothing else, left of that figure.

        基本支出 below two groups side by side, with the sum of both at the end: the words are none of the last group.
        """
        beside = (self.cover.get((row, col)) for col in range(self.table.n_cols))
        printed = list({cell.col: cell for cell in beside if cell is not None and cell.text.strip()}.values())
        texts = [squeezed(cell.text) for cell in printed if cell.number is None]
        led = len(printed) == 2 and len(texts) == 1 and printed[-1].col == column.index
        return texts[0] if led and _WORDS.search(texts[0]) else ""

    def _of_parts(self, column: Column) -> bool:
        """Whether the columns of a row are parts of what one of them sums: 货物 · 工程 · 服务 · 合计."""
        return any(
            one.role == "value"
            and one.index != column.index
            and one.name_col == column.name_col
            and words().totals.match(one.header.rpartition("/")[2])
            for one in self.table.columns
        )

    def _code(self, row: int, column: Column) -> str:
        col, digits = column.code_col, ""
        while col is not None and (beside := self.columns.get(col)) is not None and beside.role == "code":
            digits += self._text(row, col)
            col += 1
        return digits if digits.isdigit() and len(digits) in CODE_LENGTHS else ""

    def _leaf(self, col: int) -> str:
        """The last words of the column's head that say more than that a number stands below."""
        for row in range(self.table.header_rows - 1, -1, -1):
            cell = self.cover.get((row, col))
            if row and self._text(row, col) in units() and "（" in self.columns[col].header:
                continue  # 保护面积 over 万亩
            if cell is not None and cell.colspan == self.table.n_cols:
                continue  # 二、相关统计数 over the whole of the table heads no column
            printed, _ = unit_apart(self._text(row, col))
            text = words().remark.sub("", printed)
            innermost = self.columns[col].header.rpartition("/")[2]
            of_year = fund_alone(innermost, self.table.form) and words().years_of_sources.match(text)
            if (
                words().sources.match(text)
                or fund_alone(text, self.table.form)
                or of_year
                or self._carried_source(col, text)
            ):
                continue  # the head says whose money it is and nothing else
            if text and not words().bare.match(text) and not self._spent_beside(col, text):
                leaf = LEAD.sub("", text) if self._head_of(col, printed) else ""
                alone = words().head_of_three_public.match(leaf)
                leaf = alone["name"] if alone is not None else leaf
                return self._kind_of_post(row, col, leaf)
        return ""

    def _spent_beside(self, col: int, text: str) -> bool:
        """Whether a head says no more than that money was spent, by itself or because a budget stands beside it."""
        column = self.columns[col]
        if column.basis not in ("final", "prior_final", "execution"):
            return False
        if head_of(column.header.split("/")).basis is not None:
            return words().spent.match(text) is not None
        return self.table.form == "other"  # no head said it, so a budget beside it or a rate did

    def _carried_source(self, col: int, text: str) -> bool:
        """Whether a head of carried money stands beside heads of funds, as one of the sources: 单位资金 · 上年结转."""
        carried = self.columns[col].flow in _CARRIED or words().carried_by(text) is not None
        if self.table.form not in WITHOUT_FUNDS or not carried:
            return False
        return any(
            one.role == "value" and one.index != col and fund_alone(one.header.rpartition("/")[2], self.table.form)
            for one in self.table.columns
        )

    def _alone(self, column: Column) -> bool:
        """Whether a column of figures is the only one of its table."""
        return sum(1 for one in self.table.columns if one.role == "value") == 1

    def _block_summed(self, row: int, column: Column, label: str) -> str:
        """What a sum inside a table is of: the cell that reaches down to it over its parts, left of the names.

        工程 over two projects and 小计. Of 小计 blanks below 工程 say the same, where cells are not merged or a dump
        has lost that they were.
        """
        name = column.name_col
        if self.table.form != "other" or not name:
            return ""
        sums = (words().totals.match(self._text(row, col)) for col in range(name))
        if words().totals.match(label) is None and (label or not any(sums)):
            return ""
        for col in range(name - 1, -1, -1):
            cell = self.cover.get((row, col))
            if cell is None or self.columns[col].role not in ("text", "name", "ignore"):
                continue
            text = squeezed(cell.text)
            if not text and _PARTIAL_SUM in (self._text(row, one) for one in range(col + 1, name + 1)):
                text = self._above_blanks(row, col)
            elif cell.row >= row:
                continue
            if text and _WORDS.search(text) and not words().totals.match(text):
                return text
        return ""

    def _above_blanks(self, row: int, col: int) -> str:
        """The words of the nearest cell above a blank one that prints any, none of the head."""
        texts = (self._text(above, col) for above in range(row - 1, self.table.header_rows - 1, -1))
        return next((text for text in texts if text), "")

    def _kind_of_post(self, row: int, col: int, leaf: str) -> str:
        """A leaf that says of what kind only, with the thing that the head above it names: 编制 · 行政 is 行政编制."""
        people = words().kinds_of_people.match(leaf)
        if people is not None:
            outer = (unit_apart(self._text(above, col))[0] for above in range(row - 1, -1, -1))
            thing = next((text for text in outer if text and text != leaf), "")
            return f"{people['kind']}{thing}" if words().people_counted.match(thing) else leaf
        if not words().kinds_of_posts.match(leaf):
            return leaf
        above = (unit_apart(self._text(outer, col))[0] for outer in range(row - 1, -1, -1))
        thing = next((text for text in above if text and text != leaf), "")
        return f"{leaf}{thing}" if words().counted.search(thing) and self._head_of(col, thing) else leaf

    def _told_apart(self, col: int, leaf: str) -> str:
        """The leaf, led by the head above it where another column of the same meaning ends in the same words.

        编制数 · 行政 and 实有人数 · 行政 are two quantities.
        """
        this = self.columns[col]
        meaning = (this.period, this.basis, this.measure, this.flow, this.part, this.fund)
        twins = [
            other for other in self.table.columns
            if other.role == "value" and other.index != col and leaf and self._leaf(other.index) == leaf
            and (other.period, other.basis, other.measure, other.flow, other.part, other.fund) == meaning
        ]  # fmt: skip
        if not twins:
            return leaf
        for row in range(self.table.header_rows - 1, -1, -1):
            text, _ = unit_apart(self._text(row, col))
            if (
                text
                and text != leaf
                and not words().bare.match(text)
                and all(unit_apart(self._text(row, twin.index))[0] != text for twin in twins)
            ):
                return f"{text}{leaf}"
        return leaf

    def _head_of(self, col: int, text: str) -> bool:
        """Whether the words are of the column's head, not of a title inside the grid."""
        return text in self.columns[col].header

    def _row_head(self, row: int) -> str:
        """What the first column says of the row; a dump leaves it blank below the first row it was merged over."""
        for above in range(row, self.table.header_rows - 1, -1):
            text = self._text(above, 0)
            if text:
                return text
        return ""

    def _of_title(self) -> str:
        """What the table's title says its total is of: 一般公共预算财政拨款支出 of 一般公共预算财政拨款支出决算表."""
        title = re.sub(r"^.*(?:19|20)\d\d年度?(?:(?:部门|单位)(?![收支整]))?", "", squeezed(self.table.title or ""))
        title = re.sub(r"^(?:[附报]?表|附件)\d*[-－—]?\d*[:：、.．]?", "", title).removeprefix(self._department())
        title = words().title_lead.sub("", title)
        title = words().remark.sub("", re.sub(r"(?<=表)[（(][^（）()]*[）)]$", "", title))
        said = words().title_end.sub("", title)
        alone = words().of_three_public.match(said)
        if alone is not None:
            return alone["name"]
        if said == title and (self.table.form == "other" or not _OF_MONEY.search(title)):
            return ""
        if self.table.form != "other":
            said = words().of_whole_department.sub("", said)  # the forms 部门收入总表 and 收入总表 are of the same
        return words().of_running.sub("", said)

    def _named_later(self, name: str) -> bool:
        """Whether the title names a thing behind another one: its first words are not of that.

        财政拨款“三公”经费、行政单位机关运行经费情况表: words of its own lead the second, so 财政拨款 does not.
        It does lead the second of 财政拨款“三公”经费、会议费支出表.
        """
        before, *found = squeezed(self.table.title or "").split(name or "、", 1)
        return bool(found and name) and "、" in before and not before.endswith(("、", "和", "及", "与"))

    def _of_total(self, col: int) -> str:
        """What a total measures whose head says a basis only: what the title says, unless that is several things.

        项目资金到位和支出情况表 with 预算安排 · 到位资金: then it is the head as printed.
        """
        titled = self._of_title()
        if self.table.form == "other" and re.search("(?<!结转)[和及与]", titled):
            head, _ = unit_apart(self._text(self.table.header_rows - 1, col))
            if not re.search("[数额]$", head):
                return head or titled
        return titled

    def _of_level(self, column: Column) -> str:
        """What the figures beside a column of rates measure by their heads: one thing, or one is the sum of all."""
        levels = [
            words().basis_end.sub("", self._leaf(one.index))
            for one in self.table.columns
            if one.role == "value" and one.measure == "level" and one.name_col == column.name_col
        ]
        sums = [leaf for leaf in levels if re.search("合计|总计", leaf)]
        return sums[0] if sums else levels[0] if len(set(levels)) == 1 else ""

    def _basis_head(self, column: Column) -> str:
        """The head of a figure, or of the one before a rate, where it says no more than a basis: 实际支出."""
        before = [
            one.header
            for one in self.table.columns
            if one.role == "value" and one.measure == "level" and one.index <= column.index
        ]
        return said_alone(before[-1].rpartition("/")[2]) if before else ""

    def _headed(self, row: int, column: Column, label: str) -> str:
        """A label that says no more than that it sums, led by the numbered row above that heads its block.

        一、“三公”经费支出 · （一）支出合计: the sum is of the 三公经费, not of the department.
        """
        head = self._head_of_block(row, column) if words().sums.match(label) else ""
        if head.endswith(label[:2]):
            return head.removesuffix(label[:2])  # the sum of what the head names
        return f"{head}{label}" if head else label

    def _head_of_block(self, row: int, column: Column) -> str:
        """The numbered row that heads the block of a row numbered below it: 二、机关运行经费 over （一）行政单位."""
        if column.name_col is None or not _NUMBERED_BELOW.match(self._text(row, column.name_col)):
            return ""
        for above in range(row - 1, self.table.header_rows - 1, -1):
            text = self._text(above, column.name_col)
            if _NUMBERED.match(text):
                return LEAD.sub("", text)
        return ""

    def _at_end(self, row: int, column: Column, label: str) -> bool:
        """Whether a row is of the last day of the year by its label or its block: 四、年末机构人员情况."""
        block = words().block_at_end.match(self._head_of_block(row, column))
        return block is not None or words().at_year_end.search(label) is not None

    def _plans(self) -> bool:
        """Whether the title says that the table is a budget."""
        return words().plans.search(squeezed(self.table.title or "")) is not None

    def _of_bodies(self, row: int, column: Column, label: str) -> str:
        """What a row of bodies of one kind is of: 机关运行经费 over 行政单位, 参照公务员法管理事业单位."""
        return self._head_of_block(row, column) if words().bodies.match(label) else ""
