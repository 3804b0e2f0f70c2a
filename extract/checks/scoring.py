"""The points of a performance table: what there is to get, what was got, and how both add up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from extract.checks.arithmetic import HUNDRED, ZERO, Equation, Limit, Product, evaluate
from extract.checks.figures import Figure, printed_places
from extract.checks.slips import SIGNIFICANT, digits_of, is_slip
from extract.types import Cell, Table
from models import taxonomy
from models.identities import Identity

#: The points that a label names behind it: 部门预算管理（55分）.
_POINTS = re.compile(r".*\((\d+(?:\.\d+)?)分\)")
#: The row of a total, and of a sum within it.
_TOTAL = re.compile(r".*(总分|合计|总计|总得分|小计)(\(.*\))?|总分.*")
#: The row of a year's money, the rows that it is made of, and what stands for a row that says so.
_MONEY = re.compile(r"年度资金总额|资金总额|年度预算(总额|申请总额)?")
#: The row whose points are those of 预算执行率, and what a table prints where the money of the year has such a row.
_RATE = re.compile(r".*(预算|资金).*率|执行率|.*资金总额")
_SPENDS = re.compile(r".*(执行率|(资金|预算|支出)总额).*")
#: Rows whose completion is that of money; of other indicators points are given by judgement.
_SPENT = re.compile(r".*(执行率|支出率|支付率|进度|资金|预算|总额|拨款).*")
_SOURCE = re.compile(r"(本年|当年)?财政(拨款|资金).*|上年结转.*|其[他它]资金.*|单位资金")
_PART = "其中"
#: Why points beside a rate do not apply: who gave them says nowhere by what rule.
_RULE = "评分规则 / the rule by which points were given"
#: Why a sum of points does not apply.
_OTHERS = "有分值或得分未读作指标 / points that belong to no indicator"
_TORN = "表格可能不全 / rows may be missing"
#: A head of points got that says how many there are to get, where no column does: 得分（满分10分）.
_FULL = re.compile(r"(?:自评)?得分\((?:满分|总分|分值)?(\d+(?:\.\d+)?)分\)")
#: The head of a column of points.
_HEAD = re.compile(r"(指标)?(分值|权重)(\(.*\))?|(自评)?得?分|(自评)?得分(\(.*\))?")
#: A table whose points come close to a hundred is meant to have a hundred; with ten less, those of 预算执行率 stand
#: elsewhere on the form.
_CLOSE = Decimal(10)
#: Roles of the columns whose labels group rows.
_GROUPS = frozenset({"indicator_1", "indicator_2"})


def score(
    identity: Identity, figures: Iterable[Figure], tables: Iterable[Table], words: str = ""
) -> Iterator[Equation]:
    """The equations of one relation between the points of each table; ``words`` are the characters of the text."""
    points: dict[str, list[Figure]] = defaultdict(list)
    beside: dict[tuple[str, int], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.table:
            beside[(figure.table, figure.row)].append(figure)
            if figure.fact.kind == "score" and figure.fact.measure in ("target", "level"):
                points[figure.table].append(figure)
    for table in tables:
        every = points.get(table.table_id, [])
        if not every:
            continue
        some = _not_parts(every, table)
        there = [figure for figure in some if figure.fact.measure == "target"]
        if identity.relation == "total":
            # Whole points are given, not rounded: a total that is one more than its parts is wrong.
            apart = any(_SPENDS.fullmatch(taxonomy.fold(cell.text)) for cell in table.cells)
            given = [figure if figure.places else replace(figure, half=ZERO) for figure in some]
            yield from _totals(identity, given, _has_others(every, table), _in_heads(some, table), apart)
        elif identity.relation == "hundred":
            yield from _hundred(identity, there, _in_heads(some, table))
        elif identity.relation == "group":
            yield from _groups(identity, there, table)
        elif identity.relation == "limit":
            yield from _limits(identity, some, beside)
        else:
            said = identity.said_pattern
            says = said is not None and any(said.search(text) for text in (words, *(c.text for c in table.cells)))
            yield from _computed(identity, some, beside, says)


def _not_parts(some: list[Figure], table: Table) -> list[Figure]:
    """Without the points of rows that are part of the row above: 其中：本年财政拨款 repeats those of 年度资金总额."""
    labels: dict[int, list[str]] = defaultdict(list)
    for cell in table.cells:
        labels[cell.row].append(taxonomy.fold(cell.text) if not cell.text.lstrip().startswith("其中") else _PART)
    whole = {row for row, texts in labels.items() if any(_MONEY.fullmatch(text) for text in texts)}
    return [
        figure
        for figure in some
        if _PART not in labels[figure.row]
        and not (whole and any(_SOURCE.fullmatch(text) for text in labels[figure.row]))
    ]


def _in_heads(some: list[Figure], table: Table) -> Decimal:
    """The points there are to get that only a head prints, over points got in rows without points to get."""
    found = ((cell, _FULL.fullmatch(taxonomy.fold(cell.text))) for cell in table.cells if "得分" in cell.text)
    heads = [(cell, Decimal(match[1])) for cell, match in found if match is not None]
    weighed = {figure.row for figure in some if figure.fact.measure == "target"}
    got = {(figure.row, figure.col) for figure in some if figure.fact.measure == "level" and figure.row not in weighed}
    return sum((full for cell, full in heads if any(_below(place, cell) for place in got)), ZERO)


def _below(place: tuple[int, int], head: Cell) -> bool:
    row, col = place
    return row > head.row and head.col <= col < head.col + head.colspan


def _short(total: Decimal, parts: list[Figure]) -> bool:
    """Whether a sum falls short of its total by so much that a row or more seem to be missing."""
    values = [figure.value or ZERO for figure in parts]
    return bool(values) and total - sum(values, ZERO) >= max(values)


def _lacks_points(some: list[Figure]) -> bool:
    """Whether a row has points to get and none got: they may stand in words (执行率98.29%，得9.83分)."""
    there = {f.row for f in some if f.fact.measure == "target" and f.value and not _is_total(f)}
    return not there <= {f.row for f in some if f.fact.measure == "level"}


def _is_rate_apart(total: Decimal, parts: list[Figure]) -> bool:
    """Whether exactly the ten points of 预算执行率 are not among the parts."""
    named = any(_RATE.fullmatch(taxonomy.fold(figure.fact.indicator or figure.raw_label)) for figure in parts)
    return not named and total - sum((figure.value or ZERO for figure in parts), ZERO) == _CLOSE


def _is_total(figure: Figure) -> bool:
    return _TOTAL.fullmatch(taxonomy.fold(figure.fact.indicator or figure.raw_label)) is not None


def _totals(identity: Identity, some: list[Figure], others: bool, in_heads: Decimal, apart: bool) -> Iterator[Equation]:
    """The printed total of the points that there are, those in heads included, and of those got, beside their sum."""
    torn = False
    for measure in ("target", "level"):
        column = [figure for figure in some if figure.fact.measure == measure]
        totals = [figure for figure in column if _is_total(figure)]
        parts = [figure for figure in column if not _is_total(figure)]
        more = in_heads if measure == "target" else ZERO
        if measure == "target":
            there = (totals[0].value or ZERO if totals else HUNDRED) - more
            # those of 预算执行率 may stand in the row of the money, under no head of their own
            torn = _short(there, parts) or (apart and _is_rate_apart(there, parts))
        if len(totals) != 1 or not parts:
            continue
        missing = (_OTHERS,) if others else ()
        no_weights = not any(figure.fact.measure == "target" for figure in some)
        if measure == "level" and _lacks_points(some):
            missing = (*missing, _OTHERS)
        if torn or (no_weights and _short(totals[0].value or ZERO, parts)):
            missing = (*missing, _TORN)
        yield Equation(identity, totals[0], tuple((1, figure) for figure in parts), missing, more)


def _has_others(every: list[Figure], table: Table) -> bool:
    """Whether a number stands below a head of points and is none of the figures."""
    known = {(figure.row, figure.col) for figure in every}
    parts = {cell.row for cell in table.cells if cell.text.lstrip().startswith(_PART)}
    heads: dict[int, str] = {}
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.col)):
        if cell.number is None:
            if cell.text:
                heads[cell.col] = taxonomy.fold(cell.text)
        elif cell.row not in parts and (cell.row, cell.col) not in known and _HEAD.fullmatch(heads.get(cell.col, "")):
            return True
    return False


def _hundred(identity: Identity, there: list[Figure], in_heads: Decimal) -> Iterator[Equation]:
    """All points there are, where the table prints no total of them."""
    if len(there) < 3 or any(_is_total(figure) for figure in there):
        return
    total = sum((figure.value or ZERO for figure in there), ZERO)
    if HUNDRED - _CLOSE < total + in_heads < HUNDRED + _CLOSE:
        yield _made_up(identity, there, HUNDRED - in_heads)


def _made_up(identity: Identity, there: list[Figure], total: Decimal, missing: tuple[str, ...] = ()) -> Equation:
    """The figures sum to a number that is no figure: the first is that number less all others."""
    whole, *others = there
    return Equation(identity, whole, tuple((-1, figure) for figure in others), missing, total)


def _groups(identity: Identity, there: list[Figure], table: Table) -> Iterator[Equation]:
    """The points of the rows that a label with its own points stands before."""
    by_row = {figure.row: figure for figure in there if not _is_total(figure)}
    if len(by_row) != len([figure for figure in there if not _is_total(figure)]):
        return
    for cell in table.cells:
        found = _POINTS.fullmatch(taxonomy.fold(cell.text))
        columns = table.columns_at(cell.row) if found is not None else ()
        if found is None or not any(column.index == cell.col and column.role in _GROUPS for column in columns):
            continue
        rows = [row for row in range(cell.row, _end(cell, table)) if row in by_row]
        if rows and len(rows) == _end(cell, table) - cell.row:
            group, total = [by_row[row] for row in rows], Decimal(found.group(1))
            yield _made_up(identity, group, total, (_TORN,) if _short(total, group) else ())


def _end(cell: Cell, table: Table) -> int:
    """The row behind those that a label stands for: its own, and those below whose cell there is blank."""
    row = cell.row + cell.rowspan
    while row < table.n_rows:
        below = table.covering(row, cell.col)
        left = [table.covering(row, col) for col in range(cell.col)]
        if below is None or below.text or any(c is not None and c.text and c.row >= row for c in left):
            break
        row = below.row + below.rowspan
    return row


def _beside(some: list[Figure], beside: dict[tuple[str, int], list[Figure]]) -> Iterator[tuple[Figure, Figure]]:
    """Points got, each with the points there are in the same row."""
    for got in some:
        there = [f for f in beside[(got.table or "", got.row)] if f.fact.kind == "score" and f.fact.measure == "target"]
        if got.fact.measure == "level" and len(there) == 1 and got.fact.indicator == there[0].fact.indicator:
            yield got, there[0]


def _limits(identity: Identity, some: list[Figure], beside: dict[tuple[str, int], list[Figure]]) -> Iterator[Equation]:
    """Points got are at most the points there are."""
    for got, there in _beside(some, beside):
        yield Limit(identity, got, ((1, there),))


def _computed(
    identity: Identity, some: list[Figure], beside: dict[tuple[str, int], list[Figure]], says: bool
) -> Iterator[Equation]:
    """Points got that are those there are times the rate of their row, where they agree or the document says so."""
    for got, there in _beside(some, beside):
        row = beside[(got.table or "", got.row)]
        rates = [f for f in row if f.fact.kind == "percent" and f.fact.measure == "completion"]
        # points by grades are whole or full; those with decimals were computed
        name = taxonomy.fold(got.fact.indicator or got.raw_label)
        computed = got.value is not None and got.value != there.value and got.value % 1 and _SPENT.fullmatch(name)
        if len(rates) == 1 and computed:
            equation = Product(identity, got, ((1, there), (1, rates[0])))
            known = says or evaluate(equation, {}).holds or _is_slip(got, there, rates[0])
            yield equation if known else replace(equation, missing=(_RULE,))


def _is_slip(got: Figure, there: Figure, rate: Figure) -> bool:
    """Whether points are those that the rate makes, but for two digits that changed places or a moved point."""
    if got.value is None or there.value is None or rate.value is None or digits_of(got.value) < SIGNIFICANT:
        return False
    exact = there.value * rate.value / HUNDRED
    places = printed_places(got.fact) or 0
    last = Decimal(1).scaleb(-places)
    return any(is_slip(got.value, exact.quantize(last, how), places) for how in (ROUND_HALF_UP, ROUND_DOWN))
