"""Heads that recognition spoilt: what the columns print tells what they are."""

from __future__ import annotations

from web_pages import HEAD_OF_ACCOUNT, document, row

ROWS = (
    row("214", "交通运输支出", "70.00", "50.00", "20.00", "30.00", "100.00")
    + row("2140101", "行政运行", "70.00", "50.00", "20.00", "0.00", "70.00")
    + row("2140102", "一般行政管理事务", "0.00", "0.00", "0.00", "30.00", "30.00")
)


def test_the_sum_of_staff_and_running_costs_is_the_basic_expenditure_however_its_head_was_read() -> None:
    found = document(
        "支出决算表",
        '<tr><td colspan="2">支出功能分类</td><td colspan="3">林本支出</td><td rowspan="2">项目支出</td>'
        '<td rowspan="2">支出合计</td></tr>' + row("科目编码", "科目名称", "合计", "人员经费", "公用经费") + ROWS,
        HEAD_OF_ACCOUNT,
    ).facts
    assert [fact.part for fact in found[:5]] == ["basic", "personnel", "public", "project", "total"]


def test_a_column_of_words_below_a_head_over_codes_and_names_is_that_of_names() -> None:
    found = document(
        "支出决算表",
        '<tr><td colspan="2">科目</td><td rowspan="2">合计</td><td rowspan="2">基本支出</td>'
        '<td rowspan="2">项目支出</td></tr><tr><td colspan="2">编码名称</td></tr>'
        + row("214", "交通运输支出", "100.00", "70.00", "30.00")
        + row("2140101", "行政运行", "70.00", "70.00", "0.00"),
        HEAD_OF_ACCOUNT,
    ).facts
    assert [fact.indicator for fact in found[::3]] == ["交通运输支出", "行政运行"]


def test_a_column_of_codes_is_one_below_a_misread_head_and_above_a_total() -> None:
    found = document(
        "一般公共预算财政拨款支出决算表",
        row("科目编马", "科目名称", "小计", "基本支出", "项目支出")
        + '<tr><td colspan="2">合计</td><td>100.00</td><td>70.00</td><td>30.00</td></tr>'
        + row("214", "交通运输支出", "100.00", "70.00", "30.00")
        + row("2140101", "行政运行", "70.00", "70.00", "0.00"),
        HEAD_OF_ACCOUNT,
    ).facts
    assert {fact.value for fact in found} == {"100.00", "70.00", "30.00", "0.00"}


def test_the_numbers_of_the_columns_printed_again_are_no_money() -> None:
    found = document(
        "支出决算表",
        row("科目名称", "合计", "基本支出", "项目支出")
        + row("交通运输支出", "100.00", "70.00", "30.00") * 8
        + row("栏次", "1", "2", "3")
        + row("行政运行", "70.00", "70.00", "0.00"),
        HEAD_OF_ACCOUNT,
    ).facts
    assert {fact.value for fact in found} == {"100.00", "70.00", "30.00", "0.00"}
