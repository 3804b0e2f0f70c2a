"""Figures: the facts as terms of equations, with value, precision, place in their table and certainty."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from extract.numbers import half_last_digit, parse_number, to_base
from extract.types import BBox, Cell, Column, Fact, Route, Table
from models import taxonomy

#: Routes whose words were recognised: a reading of theirs may be wrong.
RECOGNISED: frozenset[Route] = frozenset({"scanned", "garbled"})
#: The form under which figures of the narrative stand.
TEXT = "text"
#: Kinds that are whole by nature, where their unit is one.
_COUNTED = frozenset({"participants", "quantity"})
#: Names of numbers of posts and staff; forms print them without a unit.
HEADS = re.compile(r"(人员)?编制(人数|数)?|(年末)?实有(人员|人数)|(实际)?在职(人员|人数)")
#: What a label says that its row counts.
_COUNTED_AS = re.compile(r"(人次|批次|团组)数?(?:\(.{1,3}\))?$")
#: The mark of a cell that a second look read alike.
READ_TWICE = "read_twice"
#: Confidence of words that recognition doubts, at most.
DOUBTED = 0.5
#: Lengths of a code of the classifications.
CODE_LENGTHS = (3, 5, 7)
#: Of recognised figures, the share that has to print a precision before it is that of their column.
OFTEN = Decimal("0.1")
#: Figures from which, and share to which, a column that prints one precision is uniform.
FEW, UNIFORM = 6, Decimal("0.85")


@dataclass(frozen=True, eq=False, slots=True)
class Figure:
    """One fact as a term. Of a figure of the narrative ``row`` is its first character.

    A table whose heads change on the way down is so many tables: ``block`` is the first row of the one it stands in.

    Attributes
    ----------
    value : Decimal or None
        In the base unit; None where the cell is unreadable.
    factor : Decimal
        Base units per printed unit.
    half : Decimal
        Half of the last digit of the finest precision in its column, in the base unit.
    places : int
        Decimal places of that precision, in the printed unit.
    certain : bool
        Whether the reading is that of the source itself and not of recognition.
    read_twice : bool
        Whether a second look gave the same reading.
    unsure : bool
        Whether the cell is doubted, where no second look read it alike: what it says, or that it says it there.
    odd : bool
        Recognised, and printed to other places than nearly all of its column: its point is in doubt.
    """

    fact: Fact
    value: Decimal | None
    factor: Decimal
    half: Decimal
    places: int
    certain: bool
    text: str
    alternatives: tuple[str, ...] = ()
    form: str | None = None
    table: str | None = None
    block: int = 0
    row: int = -1
    col: int = -1
    code: str = ""
    label: str = ""
    raw_label: str = ""
    taxonomy_id: str | None = None
    page: int | None = None
    bbox: BBox | None = None
    read_twice: bool = False
    unsure: bool = False
    odd: bool = False
    header: str = ""

    @property
    def place(self) -> tuple[str, int, int, str]:
        """Orders figures as they stand in their tables."""
        return (self.table or "", self.row, self.col, self.fact.fact_id)

    @property
    def finer(self) -> bool:
        """Whether recognition read more decimal places than its column prints: a digit or a point is wrong."""
        return not self.certain and (printed_places(self.fact) or 0) > self.places

    @property
    def unit(self) -> str | None:
        """The base unit; of a figure that was not read, that of its column; 人 of posts and staff.

        What the label of a row counts goes before the unit in its brackets: 国内公务接待人次（人）.
        """
        if self.fact.kind == "score":
            return "分"
        if self.fact.unit is None and self.fact.unit_base is None and HEADS.fullmatch(self.label):
            return "人"
        if self.table and self.fact.kind in _COUNTED and (said := _COUNTED_AS.search(self.label)):
            return said[1]
        if self.fact.unit_base is not None or self.value is not None:
            return self.fact.unit_base
        base = to_base(Decimal(1), self.fact.unit)
        return base[1] if base else None

    @property
    def doubtful(self) -> bool:
        """Whether a repair may be proposed for it."""
        return not self.certain or self.value is None

    def printed(self, value: Decimal) -> Decimal:
        """A value of the base unit in the printed unit."""
        return value / self.factor


def figures(facts: tuple[Fact, ...], tables: tuple[Table, ...], routes: Mapping[int, Route]) -> tuple[Figure, ...]:
    """All facts that can be terms: those of table cells, and those of the narrative under the form ``text``."""
    readers = {table.table_id: _TableReader(table) for table in tables}
    cells, told = [], []
    for fact in facts:
        place = fact.evidence[0] if fact.evidence else None
        if place is None or (fact.kind == "text" and fact.measure != "comparison"):
            continue
        if (
            fact.kind != "text"
            and place.table
            and place.row is not None
            and place.col is not None
            and place.start is None
        ):
            reader = readers.get(place.table)
            if reader is not None:
                cells.append(reader.figure(fact, place.row, place.col, routes))
        elif place.start is not None and fact.kind != "score":
            told.append(_told(fact, place.start, routes))
    by_section = _grouped(told, lambda figure: (figure.fact.section, figure.fact.department, figure.fact.unit))
    return (*_with_column_precision(cells), *_with_section_precision(by_section))


def _told(fact: Fact, start: int, routes: Mapping[int, Route]) -> Figure:
    """The figure of a fact of the narrative; its place is that of its characters."""
    value, factor = _value(fact)
    place = fact.evidence[0]
    certain = place.page is None or routes.get(place.page) not in RECOGNISED
    return Figure(
        fact=fact,
        value=value,
        factor=factor,
        half=Decimal(0),
        places=0,
        certain=certain,
        unsure=not certain and fact.confidence <= DOUBTED,
        text=fact.value or "",
        form=TEXT,
        row=start,
        label=taxonomy.fold(fact.indicator or ""),
        raw_label=fact.indicator or "",
        taxonomy_id=fact.indicator_id,
        page=place.page,
        bbox=place.bbox,
    )


class _TableReader:
    """Looks up the label and the code beside a value."""

    def __init__(self, table: Table):
        self.table = table
        heads = {block.start: block.columns for block in table.blocks} or {0: table.columns}
        self.columns: dict[int, dict[int, Column]] = {
            start: {column.index: column for column in columns} for start, columns in heads.items()
        }
        self.cover: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for col in range(cell.col, cell.col + cell.colspan):
                    self.cover.setdefault((row, col), cell)

    def text(self, row: int, col: int | None) -> str:
        """The text that covers a place of the table, lines joined."""
        if col is None:
            return ""
        cell = self.cover.get((row, col))
        return cell.text.replace("\n", "").strip() if cell else ""

    def code(self, row: int, column: Column | None) -> str:
        """The code of a row; 类, 款 and 项 in columns of their own are put together."""
        if column is None or column.code_col is None:
            return ""
        first = last = column.code_col
        columns = self.columns.get(self.block(row), {})
        while (beside := columns.get(first - 1)) is not None and beside.role == "code":
            first -= 1
        while (beside := columns.get(last + 1)) is not None and beside.role == "code":
            last += 1
        # one cell may stand over the columns of 类, 款 and 项
        cells = dict.fromkeys(id(self.cover.get((row, col))) for col in range(first, last + 1))
        at = {id(self.cover.get((row, col))): col for col in range(last, first - 1, -1)}
        parts = [self.text(row, at[cell]) for cell in cells]
        digits = re.sub(r"\s", "", unicodedata.normalize("NFKC", "".join(parts)))
        return digits if digits.isdigit() and len(digits) in CODE_LENGTHS else ""

    def block(self, row: int) -> int:
        """The first row of the block below whose heads a row stands."""
        block = self.table.block_at(row)
        return 0 if block is None else block.start

    def figure(self, fact: Fact, row: int, col: int, routes: Mapping[int, Route]) -> Figure:
        """The figure of a fact at its place."""
        block = self.block(row)
        column = self.columns.get(block, {}).get(col)
        raw = self.text(row, column.name_col if column else None)
        if not raw and column is not None and column.code_col is not None:
            raw = self.text(row, column.code_col)
        raw = raw or fact.indicator or ""
        cell = self.table.cell(row, col)
        place = fact.evidence[0]
        page = place.page
        value, factor = _value(fact)
        entry = taxonomy.by_id(fact.indicator_id) if fact.indicator_id else None
        code = self.code(row, column)
        if not code and entry is not None and entry.code:
            code = entry.code
        if entry is None:
            entry = taxonomy.find(fact.indicator or raw, code or None)
        return Figure(
            fact=fact,
            value=value,
            factor=factor,
            half=Decimal(0),
            places=0,
            certain=page is None or routes.get(page) not in RECOGNISED,
            text=cell.text if cell else place.text,
            alternatives=cell.alternatives if cell else (),
            form=self.table.form,
            table=self.table.table_id,
            block=block,
            row=row,
            col=col,
            code=code,
            label=taxonomy.fold(raw),
            raw_label=raw,
            taxonomy_id=entry.id if entry else None,
            page=page,
            bbox=place.bbox,
            read_twice=cell is not None and READ_TWICE in cell.marks,
            unsure=cell is not None and cell.status == "doubtful" and READ_TWICE not in cell.marks,
            header=taxonomy.fold(column.header) if column else "",
        )


def decimal_of(text: str | None) -> Decimal | None:
    """A decimal string as Decimal, or None."""
    if text is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _value(fact: Fact) -> tuple[Decimal | None, Decimal]:
    """The value in the base unit, and the factor of the printed unit."""
    one = to_base(Decimal(1), fact.unit) if fact.kind != "score" else None  # 分 of a score is no money
    factor = one[0] if one is not None else Decimal(1)
    printed = decimal_of(fact.value)
    return (None if printed is None or fact.status == "abstained" else printed * factor), factor


def _grouped(found: list[Figure], key: Callable[[Figure], object]) -> list[list[Figure]]:
    groups: dict[object, list[Figure]] = {}
    for figure in found:
        groups.setdefault(key(figure), []).append(figure)
    return list(groups.values())


def _finest(found: list[Figure]) -> int:
    """The finest precision printed among the non-zero figures.

    Of recognised figures it has to be printed more than once: a single one may have its point misread.
    """
    certain = [printed_places(figure.fact) or 0 for figure in found if figure.certain]
    read = Counter(printed_places(figure.fact) or 0 for figure in found if not figure.certain and figure.value)
    several = [places for places, times in read.items() if times >= 2 and times >= OFTEN * read.total()]
    return max([*certain, *(several or read)], default=0)


def _precise(figure: Figure, places: int, uniform: bool = False) -> Figure:
    half = half_last_digit(Decimal(1).scaleb(-places)) * figure.factor
    if not places and figure.factor == 1 and figure.fact.kind in _COUNTED:
        half = Decimal(0)  # heads are counted, not rounded
    own = printed_places(figure.fact)
    odd = not figure.certain and own is not None and (own > places or uniform and own != places)
    return replace(figure, half=half, places=places, odd=odd)


def _uniform(group: list[Figure], places: int) -> bool:
    """Whether nearly all figures of a column are printed to the same places."""
    printed = [printed_places(figure.fact) for figure in group if figure.value]
    return len(printed) >= FEW and printed.count(places) >= UNIFORM * len(printed)


def _with_column_precision(found: list[Figure]) -> list[Figure]:
    """Give every figure the finest precision of its column; a lone figure that of its table."""
    tables = {group[0].table: _finest(group) for group in _grouped(found, lambda figure: figure.table)}
    done: list[Figure] = []
    for group in _grouped(found, lambda figure: (figure.table, figure.block, figure.col)):
        several = sum(1 for figure in group if figure.value) > 1
        places = _finest(group) if several else tables[group[0].table]
        uniform = _uniform(group, places)
        done.extend(_precise(figure, places, uniform) for figure in group)
    return done


def _with_section_precision(groups: list[list[Figure]]) -> list[Figure]:
    """Amounts have the finest precision of their section and unit; a percentage is rounded as its writer likes."""
    done: list[Figure] = []
    for group in groups:
        finest = _finest(group)
        for figure in group:
            own = printed_places(figure.fact)
            done.append(_precise(figure, own if figure.fact.kind == "percent" and own is not None else finest))
    return done


def printed_places(fact: Fact) -> int | None:
    """The decimal places that a fact prints; None of a zero or of no number."""
    value = decimal_of(fact.value)
    if value is None or not value:
        return None
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else None


def number_of(text: str) -> Decimal | None:
    """The number that a text prints, if it is one and no percentage."""
    number = parse_number(text)
    return None if number is None or number.percent else number.value
