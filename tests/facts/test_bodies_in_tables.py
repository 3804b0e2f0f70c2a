"""Tables of several bodies: each figure is of the one that stands in its row or over its column."""

from __future__ import annotations

from web_pages import HEAD_OF_ACCOUNT, document, facts, row

from extract.types import Document, Fact

WAGES = row("单位名称", "项目名称", "经济科目编码", "经济科目名称", "总计", "一般公共预算资金")


def said(fact: Fact) -> tuple[str | None, str | None, str | None]:
    return fact.indicator, fact.scope, fact.value


def test_the_same_name_below_several_bodies_is_of_each() -> None:
    rows = row("灯塔局机关", "人员支出", "30101", "基本工资", "12.50", "12.50")
    rows += row("", "人员支出", "30102", "津贴补贴", "3.40", "3.40")
    rows += row("灯塔养护中心", "人员支出", "30101", "基本工资", "8.10", "8.10") + row(
        "合计", "", "", "", "24.00", "24.00"
    )
    found = [fact for fact in facts("部门基本支出预算表", WAGES + rows) if fact.fund == "general_budget"]
    assert [said(fact) for fact in found][:3] == [
        ("基本工资", "灯塔局机关", "12.50"),
        ("津贴补贴", "灯塔局机关", "3.40"),
        ("基本工资", "灯塔养护中心", "8.10"),
    ]
    assert {(fact.scope, fact.part, fact.flow) for fact in found[3:]} == {(None, "basic", "expenditure")}


def test_names_that_come_once_need_no_body() -> None:
    rows = row("灯塔局机关", "人员支出", "30101", "基本工资", "12.50", "12.50")
    rows += row("灯塔养护中心", "人员支出", "30102", "津贴补贴", "3.40", "3.40")
    assert {fact.scope for fact in facts("部门基本支出预算表", WAGES + rows)} == {None}


def by_columns(heads: str, title: str = "一般公共预算财政拨款基本支出决算明细表", behind: str = "") -> Document:
    rows = row("30101", "基本工资", "30.00", "20.00", "10.00") + row("30201", "办公费", "5.00", "3.00", "2.00")
    return document(title, behind + heads + rows, HEAD_OF_ACCOUNT)


def test_bodies_over_columns_are_no_part_of_the_name() -> None:
    found = by_columns(row("代码", "名称", "合计", "局机关", "灯塔养护中心")).facts
    assert [(*said(fact), fact.part) for fact in found[:3]] == [
        ("基本工资", None, "30.00", "basic"),
        ("基本工资", "局机关", "20.00", "basic"),
        ("基本工资", "灯塔养护中心", "10.00", "basic"),
    ]


def test_heads_that_are_not_all_bodies_stay_in_the_name() -> None:
    found = by_columns(row("代码", "名称", "合计", "局机关", "灯塔养护")).facts
    assert {fact.scope for fact in found} == {None}


def test_a_mark_below_the_title_is_no_title() -> None:
    title = "一般公共预算财政拨款基本支出决算明细表</p><p>财决公开Z08-1表"
    (table,) = by_columns(row("代码", "名称", "合计", "局机关", "灯塔养护中心"), title).tables
    assert (table.form, table.title, table.mark) == ("06", "一般公共预算财政拨款基本支出决算明细表", "财决公开Z08-1表")


def test_the_title_of_a_form_is_the_title_whatever_ends_like_one_below_it() -> None:
    title = "一般公共预算财政拨款基本支出决算明细表</p><p>按编制说明填列之表"
    (table,) = by_columns(row("代码", "名称", "合计", "局机关", "灯塔养护中心"), title).tables
    assert (table.form, table.title) == ("06", "一般公共预算财政拨款基本支出决算明细表")


def test_the_row_of_the_whole_department_has_no_scope() -> None:
    rows = row("单位编码", "单位名称", "收入总计", "一般公共预算")
    rows += row("226", "青石县灯塔管理局（部门）", "24.00", "24.00") + row(
        "226001", "青石县灯塔管理局", "16.00", "16.00"
    )
    rows += row("226002", "青石县灯塔养护中心", "8.00", "8.00")
    found = facts("2024年部门收入预算表", rows)
    assert [fact.scope for fact in found][::2] == [None, "青石县灯塔管理局", "青石县灯塔养护中心"]
