"""The score of value cells."""

from __future__ import annotations

from typing import Any

from evaluation.scores.cells import score
from extract.types import Cell, Table

TRUTH: dict[str, Any] = {
    "tables": [
        {
            "pages": [1],
            "header_rows": 2,
            "grid": [
                ["科目编码", "科目名称", "金额", "其他"],
                ["栏次", "", "1", "2"],
                ["201", "甲支出", "1,000.50", ""],
                ["202", "乙支出", "0.00", "3"],
            ],
        }
    ]
}


def table(rows: list[list[str]], page: int = 1) -> Table:
    cells = tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table("t001", len(rows), len(rows[0]), cells, (page,))


def test_codes_and_numerals_do_not_count() -> None:
    found = score(TRUTH, (table(TRUTH["tables"][0]["grid"]),))
    assert (found.zeros, found.others, found.exact, found.invented) == (1, 2, 3, 0)


def test_a_number_beside_its_cell_is_wrong_and_invented() -> None:
    rows = [list(row) for row in TRUTH["tables"][0]["grid"]]
    rows[2][2], rows[2][3] = "", "1000.5"
    found = score(TRUTH, (table(rows),))
    assert (found.exact, found.invented) == (2, 1)


def test_rows_of_a_head_read_as_one_or_as_more_do_not_shift_the_rows_below() -> None:
    first, numbers, *rows = TRUTH["tables"][0]["grid"]
    joined = [f"{a}{b}" for a, b in zip(first, numbers, strict=True)]
    assert score(TRUTH, (table([joined, *rows]),)).exact == 3
    assert score(TRUTH, (table([["科目", "", "", ""], first, numbers, *rows]),)).exact == 3
    assert score(TRUTH, (table([first, numbers, rows[1], rows[0]]),)).exact < 3


def test_a_missed_table_counts_all_its_cells() -> None:
    found = score(TRUTH, ()) + score(TRUTH, (table(TRUTH["tables"][0]["grid"], page=9),))
    assert (found.cells, found.exact, found.tables, found.tables_found) == (6, 0, 2, 0)


def test_trailing_zeros_do_not_matter() -> None:
    rows = [list(row) for row in TRUTH["tables"][0]["grid"]]
    rows[2][2], rows[3][3] = "1000.5", "3.00"
    assert score(TRUTH, (table(rows),)).exact == 3


def test_a_column_under_which_nothing_stands_of_its_own_may_be_missing() -> None:
    truth = {
        "tables": [
            {
                "pages": [1],
                "header_rows": 1,
                "grid": [
                    ["科目编码", "款", "项", "名称", "金额"],
                    ["20103", "", "", "甲", "7.50"],
                    ["20104", "", "", "乙", "8.50"],
                ],
                "spans": [[1, 0, 1, 3], [2, 0, 1, 3]],
            }
        ]
    }
    narrow = [["科目编码", "名称", "金额"], ["20103", "甲", "7.50"], ["20104", "乙", "8.50"]]
    assert score(truth, (table(narrow),)).exact == 2
    shifted = [["科目编码", "名称", "金额"], ["20103", "7.50", "甲"], ["20104", "8.50", "乙"]]
    assert score(truth, (table(shifted),)).exact == 0
