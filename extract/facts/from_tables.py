"""Facts of tables: every printed value of a recognised table, with what its row and its column say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extract.facts.tables.performance import performance_facts
from extract.facts.tables.values import Reading, confidence_of, reading_of, unit_apart
from extract.types import BBox, Cell, Column, Evidence, Fact, Section, Table, Text
from models import taxonomy
from models.forms import forms, words
from models.units import units

#: Lengths of a code of the classifications.
CODE_LENGTHS = (3, 5, 7)
#: Confidence of figures of a table that no form explains, and of one that has neither title nor unit.
UNKNOWN_TABLE, NAMELESS_TABLE = 0.8, 0.3
#: A row of figures is of a year at most this far from the document's.
NEAR_YEARS = 10
#: A number is never what is measured.
_NO_NAME = re.compile(r"[\d.,，%\-+\s]*")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")
#: What is counted by 个 or 次 and is people all the same.
GROUPS = re.compile(r"团组|批次|人次")
#: So many funds may stand below a row of carried money.
MOST_PARTS = 4
_LEAD = re.compile(r"^(其中[:：]?|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．](?!\d))+")
#: Period of a column whose head says 上年.
PRIOR = "prior"
_OFFICE = re.compile(r"机构|单位|部门")
_WORTH = re.compile(r"金额|价值|原值|净值|费|支出|预算|决算|资金")
_PERSONAL = re.compile(r"电话|手机|传真|邮编|邮政编码|联系方式")
_YEAR_BASIS = re.compile(r"(?P<year>(?:19|20)\d\d)年?度?(?P<basis>决算|预算|执行)?数?")
_SIDES: dict[str | None, str] = {"income": "收入", "expenditure": "支出"}
_BASES = {"决算": "final", "预算": "budget", "执行": "execution"}
_MONEY = re.compile(r"金额|收入|支出|结余|结转|经费|资金|资产|费$|基金|拨款|预算|决算")


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
    for table in tables:
        section = text.section_of_table(table.table_id)
        scored = any(column.role in ("weight", "score", "target", "actual") for column in table.columns)
        if table.form == "performance" or (table.form == "other" and scored):
            out.extend(performance_facts(table, section, frozenset((r, c) for i, r, c in prose if i == table.table_id)))
        if table.form != "performance":
            out.extend(_TableFacts(table, section).facts())
    return tuple(out)


def _measure(column: Column, kind: str | None, leaf: str) -> str:
    if column.measure != "level":
        return column.measure
    return "share" if kind == "percent" and re.search("占", leaf) else "level"


def squeezed(text: str) -> str:
    """The text without blanks and line ends."""
    return re.sub(r"\s+", "", text)


@dataclass
class _TableFacts:
    """The facts of one table with value columns."""

    table: Table
    section: Section | None

    def __post_init__(self) -> None:
        self.cover: dict[tuple[int, int], Cell] = {}
        for cell in self.table.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for col in range(cell.col, cell.col + cell.colspan):
                    self.cover.setdefault((row, col), cell)
        self.columns = {column.index: column for column in self.table.columns}
        # One head over all columns, or none: labels and values side by side.
        heads = {column.header for column in self.table.columns}
        self._pairs = self.table.form == "other" and len(self.table.columns) > 2 and len(heads - {""}) <= 1
        self._two_sided = any(form.id == self.table.form and form.groups for form in forms())

    def facts(self) -> Iterator[Fact]:
        names: dict[str, str] = {}
        for cell in sorted(self.table.cells, key=lambda cell: (cell.row, cell.col)):
            column = self.columns.get(cell.col)
            if column is not None and column.role == "text" and self._pairs and self._named_beside(cell):
                column = replace(column, role="value", name_col=cell.col - 1)
            if column is None or column.role != "value" or cell.row < self.table.header_rows:
                continue
            if cell.colspan == self.table.n_cols:
                continue  # a note inside the grid
            code, label = self._code(cell.row, column), self._label(cell.row, column)
            if code and label:
                names[code] = label
            label, unit = unit_apart(label)
            of = self.table
            if unit is None and column.unit is None and self._counts(label, cell.col):
                of, unit = replace(of, unit=None), self._unit_above(cell.row, column, label)
            reading = reading_of(cell, replace(column, unit=unit) if unit else column, of)
            if _PERSONAL.search(f"{label}{self._text(cell.row, cell.col - 1)}"):
                continue  # how to reach a person is nobody's figure
            if reading is not None:
                yield self._fact(cell, column, reading, code, label, names)

    def _counts(self, label: str, col: int) -> bool:
        """Whether a row counts things in a column that is not of their value."""
        return words().counted.search(label) is not None and not _WORTH.search(self._leaf(col))

    def _unit_above(self, row: int, column: Column, label: str) -> str | None:
        """The unit of a row above that counts the same things: 车辆数合计（辆） over 执法执勤用车."""
        for above in range(row - 1, self.table.header_rows - 1, -1):
            said, unit = unit_apart(self._label(above, column))
            if not self._counts(said, column.index):
                return None
            if unit is not None:
                return unit if label[-1] in said and unit in units() and units()[unit].kind == "quantity" else None
        return None

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
        if not label and column.code_col is not None:
            beside = self._text(row, column.code_col)
            label = "" if beside.isdigit() else beside
        return _LEAD.sub("", label)

    def _code(self, row: int, column: Column) -> str:
        col, digits = column.code_col, ""
        while col is not None and (beside := self.columns.get(col)) is not None and beside.role == "code":
            digits += self._text(row, col)
            col += 1
        return digits if digits.isdigit() and len(digits) in CODE_LENGTHS else ""

    def _fact(self, cell: Cell, column: Column, reading: Reading, code: str, label: str, names: dict[str, str]) -> Fact:
        leaf = self._leaf(cell.col)
        if self.table.form == "other":
            leaf = self._told_apart(cell.col, leaf)
        scope, period, basis = None, *self._when(column)
        total = words().totals.match(label) is not None
        flow, fund = self._carried(cell.row, column, label)
        if column.indicator is not None:
            indicator = self._as_printed(column.indicator, leaf)
        elif self.table.form == "other" and not total and column.measure == "level":
            said = _YEAR_BASIS.fullmatch(self._row_head(cell.row))
            if said is not None and self._plausible(said["year"]):
                period = said["year"]
                basis = _BASES.get(said["basis"] or "", basis)
            name_header = self.columns[column.name_col].header if column.name_col is not None else ""
            if name_header == column.header:  # one head over the whole table: pairs of label and value
                indicator = self._text(cell.row, cell.col - 1) or label
            elif _OFFICE.search(name_header) and leaf:
                indicator, scope = leaf, label or None
            else:
                indicator = f"{label}{leaf}" if leaf not in label else label
        elif total and self._two_sided and column.flow in _SIDES:
            indicator = f"{_SIDES[column.flow]}{label}"  # below two sides at once, whatever fund the column is of
        elif total or not label:
            indicator = words().basis_end.sub("", leaf) or self._of_title() or label
        else:
            indicator = label
        if _NO_NAME.fullmatch(indicator):  # what it measures could not be read: nobody may take the figure for known
            indicator = ""
            reading = replace(reading, value=None, value_base=None, unit_base=None)
        path = tuple(names[code[:length]] for length in CODE_LENGTHS if code[:length] in names and length <= len(code))
        parents = path[:-1]
        entry = taxonomy.find(indicator, code or None, parents) if indicator else None
        kind = reading.kind
        if kind == "quantity" and GROUPS.search(label):
            kind = "participants"  # 团组数（个）, 接待批次（个）
        if kind is None:
            money = self.table.form != "other" or _MONEY.search(f"{leaf}{label}{column.header.rpartition('/')[2]}")
            kind = "amount" if money else "quantity"
        return Fact(
            indicator=indicator or None,
            kind=kind,
            measure=_measure(column, kind, leaf),  # type: ignore[arg-type]
            versus=column.versus,  # type: ignore[arg-type]
            versus_basis=column.versus_basis,  # type: ignore[arg-type]
            section=self.section.kind if self.section else "other",
            department=self.section.department if self.section else None,
            fiscal_year=self.section.fiscal_year if self.section else None,
            indicator_id=entry.id if entry else None,
            indicator_path=path or (entry.path if entry else ()),
            flow=flow,
            part=column.part,
            fund=fund,
            basis=basis,  # type: ignore[arg-type]
            period=period,
            value=reading.value,
            unit=reading.unit,
            value_base=reading.value_base,
            unit_base=reading.unit_base,
            scope=scope,
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
        own = self.section.fiscal_year if self.section else None
        if column.period == PRIOR:
            return (str(int(own) - 1) if own else None), column.basis
        if column.period is None or not self._plausible(column.period):
            return own, column.basis
        earlier = own is not None and column.period < own
        return column.period, "prior_final" if earlier and column.basis == "final" else column.basis

    def _leaf(self, col: int) -> str:
        """The last words of the column's head that say more than that a number stands below."""
        for row in range(self.table.header_rows - 1, -1, -1):
            text, _ = unit_apart(self._text(row, col))
            if text and not words().bare.match(text):
                return text if self._head_of(col, text) else ""
        return ""

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
            if text and text != leaf and all(unit_apart(self._text(row, twin.index))[0] != text for twin in twins):
                return f"{text}{leaf}"
        return leaf

    def _head_of(self, col: int, text: str) -> bool:
        """Whether the words are of the column's head, not of a title inside the grid."""
        return text in self.columns[col].header

    def _as_printed(self, indicator: str, leaf: str) -> str:
        """The column's own words for what the form measures there, where they say the same."""
        if not leaf or leaf == indicator:
            return indicator
        meant, printed = taxonomy.find(indicator), taxonomy.find(leaf)
        return leaf if meant is not None and printed is not None and meant.id == printed.id else indicator

    def _carried(self, row: int, column: Column, label: str) -> tuple[str | None, str | None]:
        """Flow and fund of a value: a row of carried money is of neither side of a two-sided form.

        The rows below it that name a fund alone are its parts.
        """
        if not self._two_sided or column.flow not in _SIDES:
            return column.flow, column.fund
        flow = words().carried_by(label)
        if flow is not None:
            return flow, column.fund
        fund = words().fund_of(label)
        for above in range(row - 1, row - 1 - MOST_PARTS, -1) if fund else ():
            before = self._label(above, column)
            flow = words().carried_by(before)
            if flow is not None:
                return flow, fund
            if before and words().fund_of(before) is None:
                break
        return column.flow, column.fund

    def _plausible(self, year: str) -> bool:
        """Whether a year can be that of a row: near the section's, where one is known."""
        own = self.section.fiscal_year if self.section else None
        return abs(int(year) - int(own)) <= NEAR_YEARS if own else True

    def _trust(self) -> float:
        """How far the table is trusted: one that is none of the forms, without title and unit, hardly."""
        if self.table.form != "other":
            return 1.0
        return UNKNOWN_TABLE if self.table.title or self.table.unit else NAMELESS_TABLE

    def _of_title(self) -> str:
        """What the table's title says its total is of: 一般公共预算财政拨款支出 of 一般公共预算财政拨款支出决算表."""
        title = re.sub(r"^.*?(?:19|20)\d\d年度?(?:部门|单位)?", "", squeezed(self.table.title or ""))
        title = re.sub(r"(?<=表)[（(][^（）()]*[）)]$", "", title)
        said = words().title_end.sub("", title)
        return said if said != title else ""

    def _row_head(self, row: int) -> str:
        """What the first column says of the row; a dump leaves it blank below the first row it was merged over."""
        for above in range(row, self.table.header_rows - 1, -1):
            text = self._text(above, 0)
            if text:
                return text
        return ""
