"""Totals of tables of any layout: rows over the rows of a table, columns over its columns, and differences.

What a total is the sum of no form says there; other columns, or other rows, of the same table show it.
Where they all come out and one does not, that one is wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from extract.checks.arithmetic import ZERO, Equation, evaluate
from extract.checks.figures import TEXT, Figure
from extract.checks.listed import slipped
from extract.checks.slips import digits_of
from extract.types import Table
from models import taxonomy
from models.identities import Identity
from models.units import units as known_units

#: Forms whose totals are bound by identities of their own.
_BOUND = re.compile(r"0\d|text")
_KINDS = frozenset({"amount", "participants", "quantity"})
_TOTAL = re.compile(r".{0,8}(合计|总计|小计|总额|总数)(\(.*\))?|全(国|省|区|市|州|盟|县|旗|镇|乡|系统|部门|局|校|院)")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
#: What is no sum of anything, or a part of the row above.
_NO_SUM = re.compile(r".*(人均|平均|单价|标准|比例|[率%]).*")
_PART = re.compile(r"\s*(其中|#)")
#: Rows that stand below a list and need not be part of its total.
_APART = re.compile(r"结转|结余|其中|另|备注|上年|以前年度")
#: Figures of which a sum shows how a table is built, significant digits of its total, and rows of which all but one do.
PARTS, DIGITS, ROWS = 2, 3, 3
#: Significant digits of a row that is the sum of those below it by no word, and columns that show it.
NAMELESS, SHOWN = 4, 2
#: Rows or columns that one total is looked for in.
MOST = 40
#: Parts of a lone total in which a slip is looked for.
FEW = 8

#: The figures of one column by their rows, or of one row by their columns.
Line = dict[int, Figure]


def tally(identity: Identity, figures: Iterable[Figure], tables: Iterable[Table]) -> Iterator[Equation]:
    """The equations of one relation between the rows or the columns of each table."""
    found: dict[tuple[str, int], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.table and _adds_up(figure):
            found[(figure.table, figure.block)].append(figure)
    by_id = {table.table_id: table for table in tables if not _BOUND.fullmatch(table.form or "")}
    for (table_id, _), there in sorted(found.items()):
        table = by_id.get(table_id)
        if table is None:
            continue
        if identity.relation == "rows":
            yield from _rows(identity, there, table)
        elif identity.relation == "columns":
            yield from _columns(identity, there)
        else:
            yield from _differences(identity, there)


def _adds_up(figure: Figure) -> bool:
    fact = figure.fact
    return (
        figure.form != TEXT
        and fact.kind in _KINDS
        and fact.measure in ("level", "change")
        and not fact.qualifier
        and not figure.code
        and not _NO_SUM.fullmatch(figure.header)
        and not _NO_SUM.fullmatch(figure.label)
    )


def _lines(there: list[Figure], key: Callable[[Figure], int], place: Callable[[Figure], int]) -> dict[int, Line]:
    """The figures by the line in which they stand; of a place with two figures neither."""
    lines: dict[int, Line] = defaultdict(dict)
    twice = set()
    for figure in there:
        if place(figure) in lines[key(figure)]:
            twice.add((key(figure), place(figure)))
        lines[key(figure)][place(figure)] = figure
    for line, at in twice:
        del lines[line][at]
    return dict(lines)


def _rows(identity: Identity, there: list[Figure], table: Table) -> Iterator[Equation]:
    """Rows called a total, over the rows above up to the total before, or below up to the next."""
    columns = _lines(there, lambda figure: figure.col, lambda figure: figure.row)
    labels = _labels(table, min(figure.col for figure in there))
    rows = sorted({figure.row for figure in there})
    totals = [row for row in rows if _TOTAL.fullmatch(taxonomy.fold(labels.get(row, "")))]
    for total in totals:
        above = [row for row in rows if max((t for t in totals if t < total), default=-1) < row < total]
        every = [row for row in rows if row < total and row not in totals]
        below = [row for row in rows if total < row < min((t for t in totals if t > total), default=MOST * MOST)]
        for parts in _distinct((_without_parts(above, labels), _without_parts(every, labels), below, below[:2])):
            if len(parts) < PARTS or len(parts) > MOST:
                continue
            named = [col for col in sorted(columns) if not _named_apart(table, total, min(columns), col)]
            sums = [_sum(identity, columns[col], total, parts, table) for col in named]
            proven = list(_proven([one for one in sums if one is not None]))
            yield from proven
            if proven:
                break
        else:
            yield from _lone(identity, columns, total, _without_parts(above, labels), table)
    for row in rows:
        if row not in totals:
            behind = [other for other in rows if row < other < min((t for t in totals if t > row), default=MOST * MOST)]
            yield from _subtotal(identity, columns, row, _without_parts(behind[:MOST], labels), table)


def _named_apart(table: Table, row: int, first: int, col: int) -> bool:
    """Whether words in the row name a figure behind the first one: 资金总额 · 9.00 · 其中：基本支出 · 6.00."""
    beside = [cell for cell in table.cells if cell.row == row and first < cell.col < col and cell.text.strip()]
    last = max(beside, key=lambda cell: cell.col, default=None)
    if last is None or last.number is not None or last.text.strip() in known_units():
        return False
    return _WORDS.search(last.text) is not None


def _subtotal(
    identity: Identity, columns: dict[int, Line], row: int, behind: list[int], table: Table
) -> Iterator[Equation]:
    """A row that is the sum of the rows right below it, as two columns at least show to all their digits: 项目支出."""
    shown: dict[int, set[object]] = defaultdict(set)
    for line in columns.values():
        whole, total = line.get(row), ZERO
        if whole is None or digits_of(whole.value) < NAMELESS:
            continue
        for many, part in enumerate(behind, 1):
            total += (line[part].value or ZERO) if part in line and line[part].unit == whole.unit else ZERO
            if total == whole.value and many >= PARTS:
                shown[many].add(total)
            if total >= (whole.value or ZERO):
                break
    many = max(shown, key=lambda many: (len(shown[many]), -many), default=0)
    if len(shown.get(many, ())) >= SHOWN:
        full = [line for _, line in sorted(columns.items()) if all(part in line for part in behind[:many])]
        sums = [_sum(identity, line, row, behind[:many], table) for line in full]
        yield from _proven([one for one in sums if one is not None], SHOWN)


def _labels(table: Table, first: int) -> dict[int, str]:
    """What a row is called: the last text before its figures that is no number."""
    labels: dict[int, str] = {}
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.col)):
        if cell.col < first and cell.text.strip() and cell.number is None:
            labels[cell.row] = cell.text
    return labels


def _without_parts(rows: list[int], labels: dict[int, str]) -> list[int]:
    """Without the rows that are marked as a part of the row above."""
    return [row for row in rows if not _PART.match(labels.get(row, ""))]


def _distinct(several: Iterable[list[int]]) -> list[list[int]]:
    found: list[list[int]] = []
    for one in several:
        if one not in found:
            found.append(one)
    return found


def _sum(identity: Identity, line: Line, total: int, parts: list[int], table: Table | None) -> Equation | None:
    """The total of one line over its parts; None where one of them is no figure of that line, or of another unit."""
    whole = line.get(total)
    if whole is None or not whole.value:
        return None
    some = [line[place] for place in parts if place in line]
    if any(figure.unit != whole.unit or figure.value is None for figure in some):
        return None
    if table is not None and any(_unread(table, place, whole.col) for place in parts if place not in line):
        return None
    if sum(1 for figure in some if figure.value) < PARTS:
        return None
    return Equation(identity, whole, tuple((1, figure) for figure in some))


def _unread(table: Table, row: int, col: int) -> bool:
    """Whether a cell prints something that was not taken for a figure."""
    cell = table.covering(row, col)
    return cell is not None and any(char.isdigit() for char in cell.text)


def _proven(sums: list[Equation], rows: int = 1) -> Iterator[Equation]:
    """All sums, where those that come out show that they are sums, and are more than those that do not."""
    good = [one for one in sums if evaluate(one, {}).holds and _tells(one)]
    bad = [one for one in sums if not evaluate(one, {}).holds]
    if len(good) < max(rows, len(bad)):
        return
    yield from good
    shown = {_place(one, figure) for one in good for _, figure in one.parts if figure.value}
    units = {one.whole.unit for one in good}
    for one in bad:
        if one.whole.unit not in units and not (len(units) > 1 and _is_more(one)):
            continue
        # a part that is blank wherever the sum comes out may itself be a part of its neighbour
        if all(_place(one, figure) in shown for _, figure in one.parts if figure.value) or _leaves_one_out(one, shown):
            yield one


def _is_more(equation: Equation) -> bool:
    """Whether a total is more than its parts: no mean of them, and no count that names what two have once."""
    return (evaluate(equation, {}).residual or ZERO) > ZERO


def _leaves_one_out(equation: Equation, shown: Collection[int] = ()) -> bool:
    """Whether a total is exactly that of its parts without one, and that one is surely a part.

    One that other lines show to be a part, or one that is no part of its neighbour above: it is more than that.
    """
    figures = [figure for _, figure in equation.parts if figure.value]
    off = sum((figure.value or ZERO for figure in figures), ZERO) - (equation.whole.value or ZERO)
    left = [at for at, figure in enumerate(figures) if figure.value == off]
    if len(figures) <= PARTS or len(left) != 1 or digits_of(off) < DIGITS or digits_of(equation.whole.value) <= DIGITS:
        return False
    at = left[0]
    if _APART.search(figures[at].label) or _is_a_sum(figures, at) or not all(one.certain for one in equation.operands):
        return False
    down = at > 0 and figures[at].row != figures[at - 1].row
    return _place(equation, figures[at]) in shown or (down and off > (figures[at - 1].value or ZERO))


def _is_a_sum(figures: list[Figure], at: int) -> bool:
    """Whether a figure is the sum of some right above or below it: a subtotal that is not called one."""
    for row in (figures[:at][::-1], figures[at + 1 :]):
        total = ZERO
        for figure in row:
            total += figure.value or ZERO
            if total == figures[at].value:
                return True
    return False


def _tells(equation: Equation) -> bool:
    """Whether a sum that comes out is no chance."""
    value = equation.whole.value or ZERO
    digits = len(value.normalize().as_tuple().digits)
    return digits >= DIGITS or sum(1 for _, figure in equation.parts if figure.value) > PARTS


def _place(equation: Equation, figure: Figure) -> int:
    """Where a part stands in the line of its sum."""
    down = all(other.col == equation.whole.col for _, other in equation.parts)
    return figure.row if down else figure.col


def _lone(
    identity: Identity, columns: dict[int, Line], total: int, parts: list[int], table: Table
) -> Iterator[Equation]:
    """A total of the only column with one, where a single slip of the writer keeps it from coming out."""
    sums = [_sum(identity, columns[col], total, parts, table) for col in sorted(columns)]
    some = [one for one in sums if one is not None]
    if len(some) != 1 or len(parts) <= PARTS:
        return
    figures = [figure for _, figure in some[0].parts]
    if (len(figures) <= FEW and len(list(slipped(some[0].whole, figures))) == 1) or _leaves_one_out(some[0]):
        yield some[0]


def _columns(identity: Identity, there: list[Figure]) -> Iterator[Equation]:
    """Columns called a total, over the columns behind or before them, where most rows show it."""
    rows = _lines(there, lambda figure: figure.row, lambda figure: figure.col)
    heads = {figure.col: figure.header for figure in there}
    cols = sorted(heads)
    totals = [col for col in cols if _TOTAL.fullmatch(heads[col].rsplit("/", 1)[-1])]
    for total in totals:
        behind = [col for col in cols if total < col < min((t for t in totals if t > total), default=MOST * MOST)]
        before = [col for col in cols if max((t for t in totals if t < total), default=-1) < col < total]
        runs = [behind[:many] for many in range(len(behind), 1, -1)] + [before[-many:] for many in _down(before)]
        for parts in runs:
            sums = [_sum(identity, line, total, parts, None) for line in rows.values()]
            proven = list(_mostly([one for one in sums if one is not None]))
            yield from proven
            if proven:
                break


def _down(cols: list[int]) -> range:
    return range(len(cols), 1, -1)


def _mostly(sums: list[Equation]) -> Iterator[Equation]:
    """All equations of rows, where all but one of three or more come out."""
    if sum(1 for one in sums if not evaluate(one, {}).holds) <= max(1, len(sums) // (2 * ROWS)):
        yield from _proven(sums, ROWS)


def _differences(identity: Identity, there: list[Figure]) -> Iterator[Equation]:
    """Columns of changes that are one column less another, where most rows show which two."""
    rows = _lines(there, lambda figure: figure.row, lambda figure: figure.col)
    changes = sorted({figure.col for figure in there if figure.fact.measure == "change"})
    levels = sorted({figure.col for figure in there if figure.fact.measure == "level"})
    for change in changes:
        for one in levels:
            for other in levels:
                if one == other:
                    continue
                sums = [_difference(identity, line, change, one, other) for line in rows.values()]
                yield from _mostly([equation for equation in sums if equation is not None])


def _difference(identity: Identity, line: Line, change: int, one: int, other: int) -> Equation | None:
    whole, more, less = line.get(change), line.get(one), line.get(other)
    if whole is None or more is None or less is None or not whole.value:
        return None
    if len({whole.unit, more.unit, less.unit}) > 1 or more.value is None or less.value is None:
        return None
    return Equation(identity, whole, ((1, more), (-1, less)))
