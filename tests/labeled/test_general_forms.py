"""The two sides of general forms: what a written document prints of them adds up."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from pathlib import Path

import pytest

from labeled.generator import Filled, Table, fill

SOURCES = sorted((Path(__file__).resolve().parents[2] / "labeled" / "documents").glob("*.yaml"))
#: Rows of the first level; those beneath them count on in another manner.
NUMERAL = re.compile("[一二三四五六七八九十]+、")
#: Forms with income at the left and expenditure at the right.
GENERAL = ("01", "04", "budget_total", "budget_fiscal_total")

#: Funds of a figure that is of all the money of its form.
WHOLE = (None, "all", "fiscal")


def value(text: str) -> Decimal:
    return Decimal(text.replace(",", "") or "0")


def sides(filled: Filled, table: Table) -> list[tuple[int, dict[str | None, int]]]:
    """Lists side by side in a table's last row: the column of the name, and for each basis that of all the money.

    It may stand before the funds or behind them.
    """
    last = table.n_rows - 1
    roles = {cell.col: cell.role for cell in table.cells if cell.row == last}
    starts = [col for col in range(table.n_cols) if roles.get(col) == "name"]
    found: list[tuple[int, dict[str | None, int]]] = [(start, {}) for start in starts]
    facts = [fact for fact in filled.facts if filled.blocks[fact.block] is table and fact.row == last]
    for fact in sorted(facts, key=lambda fact: (fact.get("fund") not in WHOLE, fact.col or 0)):
        if roles[fact.col or 0] == "value" and fact.get("measure") == "level":
            side = sum(start < (fact.col or 0) for start in starts) - 1
            found[side][1].setdefault(fact.get("basis"), fact.col or 0)
    return found


def check_both_sides(filled: Filled, table: Table) -> None:
    """Totals of one basis are equal; only a side that shows fewer bases may lack one of the other."""
    found = sides(filled, table)
    if len(found) < 2:
        return  # one list from top to bottom
    total = table.grid[-1]
    (_, left), (name, right), *others = found
    compared = [left, right, *(bases for col, bases in others if total[col].endswith("总计"))]
    for one, other in itertools.combinations(compared, 2):
        few, many = sorted((one, other), key=len)
        assert few, table.title
        assert few.keys() <= many.keys(), table.title
        assert {basis: value(total[few[basis]]) for basis in few} == {b: value(total[many[b]]) for b in few}
    first = min(right.values())
    rows = [(row[name], value(row[first])) for row in table.grid[table.header_rows :]]
    numbered = [number for title, number in rows if NUMERAL.match(title)]
    spent = [at for at, (title, _) in enumerate(rows) if title == "本年支出合计"]
    whole = {rows[at][1] for at in spent} or {number for title, number in rows if title == "支出总计"}
    if numbered and whole:
        assert whole == {sum(numbered, Decimal(0))}, table.title
    for at in spent:
        # 本年支出合计 and what is left over make the last row; rounded to 万元 they may be a cent apart
        parts = [number for _, number in rows[at:-1] if number]
        assert abs(rows[-1][1] - sum(parts)) <= (Decimal("0.01") if len(parts) > 1 else 0), table.title


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_both_sides_of_the_general_forms_are_equal_as_printed(source: Path) -> None:
    filled = fill(source, 6)
    for table in filled.tables:
        if table.form in GENERAL:
            check_both_sides(filled, table)
