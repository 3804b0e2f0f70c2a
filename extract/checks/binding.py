"""Binds the operands of identities to figures by their meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extract.checks.arithmetic import ZERO, Equation, Ratio, evaluate
from extract.checks.asides import is_set_apart
from extract.checks.figures import TEXT, Figure
from extract.checks.meaning import fits
from extract.checks.narrative import tell
from extract.checks.scoring import score
from extract.checks.tallies import tally
from extract.checks.told import Narrative
from extract.types import Column, Table
from models import taxonomy
from models.identities import Identity, Operand

#: Forms without identities of their own.
_OTHER = frozenset({None, "other", "performance", TEXT})
#: A list mark of the outermost items of forms 01 and 04, and those of items inside an item.
_OUTER = re.compile(r"^[一二三四五六七八九十]+[、.．,，。·]")
_INNER = re.compile(r"^(?:其中|\d{1,2}[.、．]|[（(][一二三四五六七八九十\d]+[）)])")
#: The label of a row that sums up a table or one side of it.
_TOTAL = re.compile(r".*(合计|总计)")

Scope = tuple[object, ...]


def bind(
    identities: Iterable[Identity], figures: tuple[Figure, ...], tables: Iterable[Table] = (), words: str = ""
) -> tuple[Equation, ...]:
    """All equations that the figures can be put into, those with missing operands included.

    A column of a table that prints nothing counts as given: its operand is blank, not missing.
    ``words`` are the characters of the text.
    """
    tables = tuple(tables)
    given = _Given(
        {table.table_id: tuple(c for c in _columns(table) if c.role == "value") for table in tables},
        {table.table_id: _labels(table) for table in tables},
        frozenset(table.table_id for table in tables if _has_total(table)),
    )
    by_form: dict[str | None, list[Figure]] = defaultdict(list)
    for figure in sorted(figures, key=lambda figure: figure.place):
        by_form[figure.form].append(figure)
    told = Narrative(tuple(by_form[TEXT]), words)
    exact = [figure for figure in by_form[TEXT] if not figure.fact.qualifier and not is_set_apart(figure, told)]
    in_sums = {**by_form, TEXT: exact}
    found: list[Equation] = []
    for identity in identities:
        if identity.per == "tree":
            found.extend(_tree(identity, by_form, given))
        elif identity.per == "near":
            found.extend(tell(identity, figures, told))
        elif identity.per == "tally":
            found.extend(tally(identity, figures, tables))
        elif identity.per == "scores":
            found.extend(score(identity, figures, tables, words))
        elif identity.relation == "ratio":
            found.extend(_ratios(identity, by_form))
        else:
            found.extend(_sums(identity, in_sums, given))
    return tuple(sorted(found, key=lambda equation: equation.key))


@dataclass(frozen=True)
class _Given:
    """What tables print besides figures: their value columns, and their labels; both may stand over blanks."""

    columns: dict[str, tuple[Column, ...]]
    labels: dict[str, frozenset[str]]
    totals: frozenset[str] = frozenset()

    def has_row(self, operand: Operand, table: str | None) -> bool:
        """Whether a table has a row of the operand's label."""
        pattern = operand.label_pattern
        return pattern is not None and any(pattern.fullmatch(label) for label in self.labels.get(table or "", ()))


def _columns(table: Table) -> tuple[Column, ...]:
    """The columns below all heads of a table."""
    return tuple(column for block in table.blocks for column in block.columns) or table.columns


def _labels(table: Table) -> frozenset[str]:
    names = {column.name_col for column in _columns(table) if column.role == "value"}
    return frozenset(taxonomy.fold(cell.text) for cell in table.cells if cell.col in names and cell.text)


def _has_total(table: Table) -> bool:
    """Whether a table has a row of a total, in whatever column that is named."""
    return any(cell.row >= table.header_rows and _TOTAL.fullmatch(taxonomy.fold(cell.text)) for cell in table.cells)


def _of_forms(forms: tuple[str, ...], by_form: dict[str | None, list[Figure]]) -> Iterator[Figure]:
    if "*" in forms:
        forms = tuple(sorted(form for form in by_form if form is not None and form not in _OTHER))
    for form in forms:
        yield from by_form.get(form, ())


def _meaning(figure: Figure, field: str) -> object:
    if field == "id":
        return figure.taxonomy_id
    if field == "code":
        return figure.code
    return getattr(figure.fact, field)


def _scope(identity: Identity, figure: Figure) -> Scope:
    """What the operands of one equation share."""
    place: Scope
    if identity.per == "row":
        place = (figure.table, figure.row)
    elif identity.per == "table":
        place = (figure.table, figure.block)
    elif identity.per == "document":
        place = (figure.fact.fiscal_year,)
    else:
        place = (figure.fact.section, figure.fact.department, figure.fact.fiscal_year)
    return (*place, *(_meaning(figure, field) for field in identity.same))


def _has_column(operand: Operand, columns: tuple[Column, ...]) -> bool:
    """Whether a table has a column that means what an operand asks for."""
    if operand.label or operand.code:
        return False
    for column in columns:
        if operand.ids:
            entry = taxonomy.find(column.indicator) if column.indicator else None
            if entry is None or entry.id not in operand.ids:
                continue
        if (
            (operand.flow is None or column.flow in operand.flow)
            and (operand.part is None or column.part in operand.part)
            and (operand.fund is None or column.fund in operand.fund)
            and (operand.cut is None or column.part in operand.cut or column.fund in operand.cut)
        ):
            return True
    return False


def _sums(identity: Identity, by_form: dict[str | None, list[Figure]], printed: _Given) -> Iterator[Equation]:
    wholes: dict[Scope, list[Figure]] = defaultdict(list)
    for figure in _of_forms(identity.whole.forms or identity.forms, by_form):
        if fits(identity.whole, figure) and ("id" not in identity.same or figure.taxonomy_id):
            wholes[_scope(identity, figure)].append(figure)
    if not wholes:
        return
    whole_tables = {figure.table for several in wholes.values() for figure in several}
    candidates: list[dict[Scope, list[Figure]]] = []
    given: list[set[str]] = []
    for operand in identity.parts:
        by_scope: dict[Scope, list[Figure]] = defaultdict(list)
        seen = {table for table in whole_tables if table and _has_column(operand, printed.columns.get(table, ()))}
        for figure in _of_forms(operand.forms or identity.forms, by_form):
            if fits(operand, figure):
                by_scope[_scope(identity, figure)].append(figure)
                seen.add(figure.table or "")
        candidates.append(by_scope)
        given.append(seen)
    for scope, several in wholes.items():
        if identity.per == "section" and len({figure.table for figure in several}) > 1:
            continue  # two tables of one form in a section: which is meant is open
        for whole in several:
            several_values = len({f.value for f in several}) > 1
            if identity.per != "table" and several_values and whole.form != TEXT:
                continue
            equation = _equation(identity, whole, scope, candidates, given, printed)
            if equation is None:
                continue
            if not equation.missing or (whole.value and whole.form != TEXT):
                yield equation  # that nothing stands behind a zero says nothing


def _equation(
    identity: Identity,
    whole: Figure,
    scope: Scope,
    candidates: list[dict[Scope, list[Figure]]],
    given: list[set[str]],
    printed: _Given,
) -> Equation | None:
    parts: list[tuple[int, Figure]] = []
    missing: list[str] = []
    for operand, by_scope, seen in zip(identity.parts, candidates, given, strict=True):
        near = [f for f in by_scope.get(scope, ()) if f is not whole and _stands(operand, f, whole)]
        if operand.absent:
            if near:
                return None
            continue
        name = operand.label or "/".join(operand.ids) or operand.code or "/".join(map(str, operand.part or ())) or "项"
        if operand.many:
            near = _outermost(near)
        elif len(near) > 1:
            # a numbered item is meant before a line of the same name further down
            near = [f for f in near if _OUTER.match(f.raw_label)] or near
            if len({f.value for f in near}) > 1 or identity.per == "section" and len({f.table for f in near}) > 1:
                missing.append(f"{name}: ambiguous")
                continue
            near = near[:1]
        must = operand.must and not printed.has_row(operand, whole.table)
        if not near and (must or operand.required and (whole.table or "") not in seen):
            missing.append(name)
        parts.extend((operand.factor, figure) for figure in near)
    if not parts and not missing:
        missing.append("parts")
    return Equation(identity, whole, tuple(parts), tuple(missing))


def _ratios(identity: Identity, by_form: dict[str | None, list[Figure]]) -> Iterator[Equation]:
    """Percentages in rows, each beside the two figures of its row that it is of."""
    rows: dict[Scope, list[Figure]] = defaultdict(list)
    figures = list(_of_forms(identity.whole.forms or identity.forms, by_form))
    for figure in figures:
        rows[_scope(identity, figure)].append(figure)
    for whole in figures:
        if not fits(identity.whole, whole):
            continue
        row = [figure for figure in rows[_scope(identity, whole)] if figure is not whole]
        over, under = ([figure for figure in row if fits(operand, figure)] for operand in identity.parts)
        meant = [figure for figure in under if whole.fact.versus and figure.fact.basis == whole.fact.versus]
        under = meant or under
        if len(over) == 1 and len(under) == 1:
            yield Ratio(identity, whole, ((1, over[0]), (1, under[0])))


def _stands(operand: Operand, figure: Figure, whole: Figure) -> bool:
    """Whether a figure stands where the operand asks for, seen from the whole."""
    if operand.place == "any":
        return True
    if (figure.table, figure.block, figure.col) != (whole.table, whole.block, whole.col):
        return False
    if operand.place == "above":
        return figure.row < whole.row
    return operand.place == "column" or figure.row > whole.row


def _outermost(near: list[Figure]) -> list[Figure]:
    """Without the items that are parts of another item (其中, 1., （一）), where outer ones are marked."""
    if any(_OUTER.match(figure.raw_label) for figure in near):
        return [figure for figure in near if not _INNER.match(figure.raw_label)]
    return [figure for figure in near if not figure.raw_label.startswith("其中")]


def _tree(identity: Identity, by_form: dict[str | None, list[Figure]], given: _Given) -> Iterator[Equation]:
    groups: dict[Scope, list[Figure]] = defaultdict(list)
    roots: dict[Scope, list[Figure]] = defaultdict(list)
    uncoded: dict[Scope, list[Figure]] = defaultdict(list)
    for figure in _of_forms(identity.forms, by_form):
        scope = (figure.table, *(_meaning(figure, field) for field in identity.same))
        if figure.code and fits(identity.whole, figure):
            groups[scope].append(figure)
        elif not figure.code and any(fits(operand, figure) for operand in identity.parts):
            roots[scope].append(figure)
        elif not figure.code and figure.value and not figure.raw_label.lstrip().startswith("其中"):
            uncoded[scope].append(figure)
    for scope, figures in groups.items():
        others = uncoded.get(scope, [])
        for several, tops in _by_column(figures, roots.get(scope, [])):
            for equation in _tree_equations(identity, several, tops):
                if _is_torn(equation, several, others):
                    yield replace(equation, missing=(*equation.missing, "无编码的行 / rows without a code"))
                    continue
                short = _falls_short(equation)
                sure = all(figure.certain for figure in equation.operands)
                if short and sure and equation.whole.table not in given.totals:
                    # a form ends in a total; without one its last rows may not have been read
                    yield replace(
                        equation, missing=(*equation.missing, "合计: 表格可能不全 / the table may be cut off")
                    )
                else:
                    yield equation


def _is_torn(equation: Equation, coded: list[Figure], uncoded: list[Figure]) -> bool:
    """Whether a sum falls short, and some rows among its parts have no code: they may be parts too."""
    if evaluate(equation, {}).outcome != "violation" or not _falls_short(equation):
        return False
    whole, cols = equation.whole, {figure.col for _, figure in equation.parts}
    rows = [figure.row for figure in uncoded if figure.col in cols]
    if not whole.code and any(figure.row < whole.row for _, figure in equation.parts):
        return any(row < whole.row for row in rows)  # a total below its parts
    ends = [f.row for f in coded if f.col in cols and f.row > whole.row and not f.code.startswith(whole.code)]
    return any(whole.row < row and (not ends or row < min(ends)) for row in rows)


def _falls_short(equation: Equation) -> bool:
    return sum((figure.value or ZERO for _, figure in equation.parts), ZERO) < (equation.whole.value or ZERO)


def _by_column(figures: list[Figure], roots: list[Figure]) -> Iterator[tuple[list[Figure], list[Figure]]]:
    """One tree, also over groups of columns side by side; a tree for each column where a code has several."""
    if len({(figure.code, figure.row) for figure in figures}) == len(figures):
        yield figures, roots
        return
    for col in sorted({figure.col for figure in figures}):
        yield [f for f in figures if f.col == col], [f for f in roots if f.col == col]


def _tree_equations(identity: Identity, figures: list[Figure], roots: list[Figure]) -> Iterator[Equation]:
    """The sums of one tree: one value column of one table."""
    by_code: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_code[figure.code].append(figure)
    children: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        children[_parent(figure.code, by_code)].append(figure)
    for code, below in children.items():
        several = by_code.get(code, roots) if code else roots
        if len(several) != 1:
            continue
        missing = []
        if len({len(figure.code) for figure in below}) > 1:
            missing.append(f"{code or '合计'}: 编码层次不一 / codes of several levels below it")
        if any(len(by_code[figure.code]) > 1 for figure in below):
            missing.append(f"{code or '合计'}: 编码重复 / a code below it stands twice")
        yield Equation(identity, several[0], tuple((1, figure) for figure in below), tuple(missing))


def _parent(code: str, by_code: dict[str, list[Figure]]) -> str:
    """The longest printed code that the code begins with; empty for the outermost."""
    for length in range(len(code) - 2, 2, -2):
        if code[:length] in by_code:
            return code[:length]
    return ""
