"""Spanned cells on a grid: nothing overlaps and nothing is left open."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.blocks.grid import MOST_COLUMNS, Laid, captions_before, table_of
from extract.types import Block

cells = st.builds(Laid, st.sampled_from(["", "灯", "1.00"]), st.integers(1, 5), st.integers(1, 5))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(cells, max_size=6), max_size=8))
def test_spans_cover_the_grid_once(rows: list[list[Laid]]):
    table = table_of(rows)
    if table is None:
        assert not any(cell.text for row in rows for cell in row)
        return
    covered = Counter(
        (row, col)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    )
    assert set(covered) == {(row, col) for row in range(table.n_rows) for col in range(table.n_cols)}
    assert max(covered.values()) == 1
    assert Counter(c.text for c in table.cells if c.text) == Counter(c.text for row in rows for c in row if c.text)


def test_a_cell_under_a_span_goes_to_the_next_free_column():
    table = table_of([[Laid("项目", 2, 1), Laid("支出", 1, 2)], [Laid("基本"), Laid("项目支出")]])
    assert table is not None
    assert table.grid == (("项目", "支出", ""), ("", "基本", "项目支出"))


def test_what_claims_to_be_endless_is_cut_off():
    table = table_of([[Laid("灯", 10**6, 10**6)], [Laid("塔")]])
    assert table is not None
    assert table.n_cols == MOST_COLUMNS and table.n_rows == 2


def test_captions_stop_at_a_sentence_and_at_a_table():
    blocks = [
        Block("paragraph", "灯塔局本年支出如下。"),
        Block("paragraph", "支出决算表"),
        Block("paragraph", "单位：元"),
    ]
    assert captions_before(blocks) == ("支出决算表", "单位：元")
    assert captions_before([*blocks, Block("table")]) == ()
