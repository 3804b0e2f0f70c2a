"""Totals, rows and differences of tables that are no form."""

from __future__ import annotations

import pytest
from checks_prose import broken, grid, rules
from hypothesis import given
from hypothesis import strategies as st

PROJECTS = ["项目|预算数|执行数", "甲|100.00|95.39", "乙|201.46|196.28", "丙|83.14|80.38", "合计|384.60|{}"]


def with_total(total: str, rows: list[str] = PROJECTS) -> set[str]:
    return rules("", grid([row.format(total) for row in rows]))


@pytest.mark.parametrize(("total", "found"), [("372.05", False), ("291.67", True), ("370.05", True), ("", False)])
def test_a_total_is_held_against_its_rows_where_another_column_shows_them(total: str, found: bool) -> None:
    assert (with_total(total) == {"tally.rows"}) is found


def test_rows_that_are_marked_as_parts_are_not_added() -> None:
    rows = ["项目|预算数|执行数", "甲|100.00|95.39", "其中：工资|60.00|50.00", "乙|201.46|196.28", "合计|301.46|{}"]
    assert with_total("291.67", rows) == set()
    assert with_total("281.67", rows) == {"tally.rows"}


def test_levels_of_rows_that_no_column_shows_say_nothing() -> None:
    # 甲 is 丙 and 丁, which the first column leaves blank
    rows = ["项目|预算数|执行数", "甲|100.00|95.39", "丙||50.00", "丁||45.39", "乙|201.46|196.28", "合计|301.46|{}"]
    assert with_total("291.67", rows) == set()
    # and where no column comes out nothing shows how the table is built
    assert with_total("291.67", ["项目|执行数", "甲|95.39", "丙|50.00", "丁|45.39", "乙|196.28", "合计|{}"]) == set()


def test_prices_and_rates_are_not_added() -> None:
    rows = ["项目|预算数|单价", "甲|100.00|12.50", "乙|201.46|13.75", "合计|301.46|13.10"]
    assert with_total("", rows) == set()


@pytest.mark.parametrize(("total", "found"), [("372.05", False), ("327.05", True), ("391.67", False)])
def test_a_lone_total_is_wrong_where_a_slip_of_the_writer_explains_it(total: str, found: bool) -> None:
    rows = ["项目|执行数", "甲|95.39", "乙|196.28", "丙|80.38", "合计|{}"]
    assert (with_total(total, rows) == {"tally.rows"}) is found


@pytest.mark.parametrize(("total", "found"), [("238", False), ("232", True)])
def test_a_row_of_the_whole_area_is_a_total(total: str, found: bool) -> None:
    rows = ["区|小区数|楼栋数", "甲区|31|106", "乙区|16|84", "丙区|8|48", "全市|55|{}"]
    assert (with_total(total, rows) == {"tally.rows"}) is found


@pytest.mark.parametrize(("total", "found"), [("232", False), ("234", True), ("80", False)])
def test_a_column_of_another_unit_is_held_against_the_rows_where_several_units_show_them(
    total: str, found: bool
) -> None:
    rows = ["区|小区 unit=个|住户 unit=户|楼栋 unit=栋", "甲区|231|4684|106", "乙区|116|3703|78", "丙区|108|2505|48"]
    assert (with_total(total, [*rows, "全市合计|455|10892|{}"]) == {"tally.rows"}) is found


@pytest.mark.parametrize(("spent", "found"), [("240.50", False), ("190.25", True), ("250.40", True)])
def test_a_row_that_other_columns_show_to_be_the_sum_of_those_below(spent: str, found: bool) -> None:
    rows = ["项目|年初预算|全年预算|执行数", "基本支出|400.10|410.20|409.30", "项目支出|260.35|265.52|{}"]
    rows += ["设备|120.15|125.32|120.12", "培训|80.10|80.10|70.13", "修缮|60.10|60.10|50.25", "资产|9.10|9.10|8.00"]
    assert (with_total(spent, rows) == {"tally.rows"}) is found
    # one column that comes out may do so by chance
    assert with_total("190.25", [row.replace("260.35", "261.35") for row in rows]) == set()


def test_a_total_before_its_rows() -> None:
    rows = ["项目|预算数|执行数", "资金总额|384.60|{}", "甲|100.00|95.39", "乙|201.46|196.28", "丙|83.14|80.38"]
    assert with_total("372.05", rows) == set()
    assert with_total("375.05", rows) == {"tally.rows"}


SITES = [
    "单位|流动资产|固定资产|资产总额",
    "甲|12.10|30.45|42.55",
    "乙|8.32|11.03|19.35",
    "丙|4.40|7.01|11.41",
    "丁|3.30|9.21|{}",
]


@pytest.mark.parametrize(("total", "found"), [("12.51", False), ("15.21", True)])
def test_a_column_of_totals_is_held_against_the_others_where_most_rows_show_them(total: str, found: bool) -> None:
    assert (with_total(total, SITES) == {"tally.columns"}) is found


def test_two_rows_do_not_show_what_a_column_of_totals_is_made_of() -> None:
    assert with_total("15.21", [SITES[0], SITES[1], SITES[4]]) == set()


@pytest.mark.parametrize(("change", "found"), [("-5.61", False), ("5.61", True), ("-6.51", True)])
def test_a_column_of_differences_is_one_column_less_another(change: str, found: bool) -> None:
    rows = [
        "类别|采购预算|采购支出|差额 measure=change",
        "货物|50.45|45.57|-4.88",
        "工程|535.42|521.32|-14.10",
        "服务|112.99|109.85|-3.14",
        "其他|12.01|6.40|{}",
    ]
    assert ("tally.differences" in with_total(change, rows)) is found


@given(
    st.lists(st.tuples(st.integers(1, 999999), st.integers(1, 999999)), min_size=3, max_size=9),
    st.integers(-99999, 99999),
)
def test_any_total_that_is_off_is_found_and_no_other(rows: list[tuple[int, int]], off: int) -> None:
    sums = [sum(row[0] for row in rows), sum(row[1] for row in rows)]
    wrong = sums[1] + off
    if wrong <= 0:
        return
    lines = [f"项目{i}|{a / 100:.2f}|{b / 100:.2f}" for i, (a, b) in enumerate(rows)]
    checks = broken("", grid(["项目|预算数|执行数", *lines, f"合计|{sums[0] / 100:.2f}|{wrong / 100:.2f}"]))
    # a difference that rounding explains is none
    assert bool(checks) is (2 * abs(off) > len(rows) + 1)


BOUGHT = [
    "内容|金额|预留份额",
    "护理床|43.13|43.13",
    "专用车|17.09|",
    "物业|19.65|19.65",
    "辅具|{}|",
    "合计|79.87|62.78",
]


@pytest.mark.parametrize(
    ("last", "found"),
    [
        ("28.81", True),
        ("28.8", True),
        ("19.05", False),  # it may be a part of the row above
        ("28.00", False),  # too few digits to be no chance
        ("36.74", False),  # the sum of the two above it
    ],
)
def test_a_total_that_leaves_one_of_its_rows_out(last: str, found: bool) -> None:
    rows = [row.format(last) for row in BOUGHT]
    assert (rules("", grid(rows)) == {"tally.rows"}) is found
    alone = [row.rsplit("|", 1)[0] for row in rows]
    assert (rules("", grid(alone)) == {"tally.rows"}) is found


def test_what_stands_below_a_list_need_not_be_part_of_its_total() -> None:
    rows = [row.format("28.81").replace("辅具", "结转下年") for row in BOUGHT]
    assert rules("", grid(rows)) == set()


def test_the_row_left_out_is_named() -> None:
    found = broken("", grid([row.format("28.81") for row in BOUGHT]))
    assert ["漏加" in check.note and "辅具 28.81" in check.note for check in found] == [True]


def test_a_figure_that_words_in_its_row_name_is_no_part_of_the_row_s_total() -> None:
    rows = ["资金|数额|用途|数额", "资金总额|2796.04|其中：基本支出|1149.46", "财政拨款|2663.97|项目支出|1587.60"]
    rows += ["其他资金|132.07|经营服务支出|58.98"]
    assert rules("", grid(rows)) == set()
