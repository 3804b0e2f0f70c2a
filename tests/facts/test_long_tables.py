"""Long tables: what is told of a row does not cost more the more rows there are."""

from __future__ import annotations

import time

from extract.blocks.grid import Laid, table_of
from extract.facts.from_tables import from_tables
from extract.tables.recognition import recognise
from extract.types import Table, Text


def spent(rows: int) -> float:
    head = ("村名", "户数（户）", "占比（%）", "面积（亩）", "金额（万元）")
    body = [(f"甲{row}项", str(row + 1), "0.10", str(3 * row), f"{row}.50") for row in range(rows)]
    made = table_of([[Laid(text) for text in row] for row in (head, *body, ("合计", "9", "100", "9", "9"))])
    assert made is not None
    tables = recognise((Table("t001", made.n_rows, made.n_cols, made.cells),))
    began = time.process_time()
    assert len(from_tables(tables, Text())) == 4 * (rows + 1)
    return time.process_time() - began


def test_a_long_table_costs_no_more_for_each_of_its_rows() -> None:
    spent(50)  # what is loaded once
    short = min(spent(100), spent(100))
    # eight times the rows: eight times as long, and not sixty-four times
    assert min(spent(800), spent(800)) < 24 * short
