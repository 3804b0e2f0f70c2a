"""Tables of budgets and self-evaluations whose heads say whose money it is, when, or what led to it."""

from __future__ import annotations

import pytest
from web_pages import HEAD_OF_ACCOUNT, document, facts, row


def test_all_money_of_the_treasury_has_forms_of_its_own() -> None:
    found = facts(
        "财政拨款支出表（功能科目）",
        row("科目编码", "科目名称", "合计", "基本支出", "项目支出")
        + row("合计", "", "99.00", "44.00", "55.00")
        + row("214", "交通运输支出", "99.00", "44.00", "55.00"),
    )
    assert [(fact.fund, fact.part, fact.basis) for fact in found[3:]] == [
        ("fiscal", "total", "budget"),
        ("fiscal", "basic", "budget"),
        ("fiscal", "project", "budget"),
    ]
    assert found[0].indicator == "财政拨款支出"


def test_this_year_is_no_part_of_the_name_of_one_kind_of_money() -> None:
    found = facts(
        "政府性基金预算支出表",
        '<tr><td rowspan="2">科目编码</td><td rowspan="2">科目名称</td><td colspan="3">本年政府性基金预算支出</td></tr>'
        + row("合计", "基本支出", "项目支出")
        + row("合计", "", "55.00", "", "55.00")
        + row("214", "交通运输支出", "55.00", "", "55.00"),
    )
    assert found[0].indicator == "政府性基金预算支出"


def test_what_the_title_says_of_the_only_column_is_no_name_of_a_row() -> None:
    found = facts(
        "一般公共预算机关运行经费支出预算表",
        row("科目编码", "科目名称", "机关运行经费支出")
        + row("合计", "", "30.00")
        + row("30201", "办公费", "20.00")
        + row("30207", "邮电费", "10.00"),
    )
    assert [fact.indicator for fact in found] == ["机关运行经费", "办公费", "邮电费"]


def test_what_is_bought_names_the_row_and_the_block_its_sum() -> None:
    found = facts(
        "政府采购支出预算表",
        '<tr><td rowspan="2">大类</td><td rowspan="2">项目名称</td><td rowspan="2">采购品目名称</td>'
        '<td colspan="3">资金来源</td></tr>'
        + row("总计", "一般公共预算资金", "上年结转结余资金")
        + '<tr><td rowspan="3">货物</td><td>灯塔养护</td><td>发电机</td><td>20.00</td><td>20.00</td><td></td></tr>'
        + row("灯塔养护", "灯泡", "5.00", "", "5.00")
        + row("小计", "", "25.00", "20.00", "5.00"),
    )
    assert [(fact.indicator, fact.fund, fact.flow, fact.value) for fact in found] == [
        ("发电机", None, None, "20.00"),
        ("发电机", "general_budget", None, "20.00"),
        ("灯泡", None, None, "5.00"),
        ("灯泡", None, "opening", "5.00"),
        ("货物", None, None, "25.00"),
        ("货物", "general_budget", None, "20.00"),
        ("货物", None, "opening", "5.00"),
    ]


def test_targets_of_half_a_year_and_heads_over_money_in_a_form_of_targets() -> None:
    found = facts(
        "部门整体支出绩效目标表",
        row("收入", "一般公共预算", "政府性基金预算", "单位资金及上年结转")
        + row("", "70.00", "20.00", "9.00")
        + row("支出", "基本支出", "项目支出", "合计")
        + row("", "44.00", "55.00", "99.00")
        + row("一级指标", "三级指标", "半年（程）目标值", "全年（程）目标值")
        + row("产出指标", "加固灯塔", "1座", "3座"),
    )
    assert [(fact.indicator, fact.value, fact.part, fact.fund, fact.flow) for fact in found[:6]] == [
        ("一般公共预算", "70.00", None, "general_budget", None),
        ("政府性基金预算", "20.00", None, "government_fund", None),
        ("单位资金及上年结转", "9.00", None, None, None),
        ("基本支出", "44.00", "basic", None, None),
        ("项目支出", "55.00", "project", None, None),
        ("支出", "99.00", None, None, None),
    ]
    assert [(fact.value, fact.period) for fact in found[6:]] == [("1", "2024-01/2024-06"), ("3", "2024")]


@pytest.mark.parametrize(("moved", "measure"), [("-5.00", "change"), ("-4.00", "level")])
def test_what_leads_from_the_first_budget_to_the_last_is_a_change(moved: str, measure: str) -> None:
    found = facts(
        "项目资金执行情况表",
        row("子项名称", "年初预算数", "年中调整数", "全年预算数")
        + row("灯塔养护", "20.00", "10.00", "30.00")
        + row("航标更新", "25.00", moved, "20.00"),
    )
    changes = [fact for fact in found if fact.evidence[0].col == 2]
    assert {fact.measure for fact in changes} == {measure}
    if measure == "change":
        assert [(fact.indicator, fact.versus) for fact in changes] == [
            ("灯塔养护", "initial_budget"),
            ("航标更新", "initial_budget"),
        ]


def test_rates_of_indicators_are_read_and_dashes_are_none() -> None:
    found = facts(
        "项目支出绩效自评表",
        row("一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "完成率", "得分")
        + row("产出指标", "加固灯塔", "2座", "3座", "50", "150.00%", "50")
        + row("效益指标", "航行安全", "提高", "提高", "40", "—", "40")
        + row("产出指标", "检修航标", "10座", "10座", "10", "100.00%", "10")
        + row("效益指标", "航标完好", "90%", "95%", "10", "105.5.6", "10"),
    )
    rates = [(fact.indicator, fact.value, fact.unit) for fact in found if fact.measure == "completion"]
    assert rates == [("加固灯塔", "150.00", "%"), ("检修航标", "100.00", "%"), ("航标完好", None, None)]


def test_differences_between_budget_and_account_have_what_they_are_against_and_why() -> None:
    found = document(
        "预决算差异情况表",
        row("项目", "年初预算数", "决算数", "差异额", "差异率（%）", "差异原因")
        + row("灯塔养护", "20.00", "25.00", "5.00", "25.00", "台风损坏")
        + row("航标更新", "10.00", "8.00", "-2.00", "-20.00", ""),
        HEAD_OF_ACCOUNT,
    ).facts
    told = [(fact.indicator, fact.measure, fact.basis, fact.versus, fact.value, fact.reason) for fact in found]
    assert told[2:4] == [
        ("灯塔养护", "change", "final", "initial_budget", "5.00", "台风损坏"),
        ("灯塔养护", "change_rate", "final", "initial_budget", "25.00", "台风损坏"),
    ]
    assert told[6][:5] == ("航标更新", "change", "final", "initial_budget", "-2.00") and told[6][5] is None


def test_the_sum_of_money_beside_a_count_has_the_unit_of_money() -> None:
    found = facts(
        "政府采购支出表",
        '<tr><td rowspan="2">采购项目</td><td rowspan="2">数量</td><td rowspan="2">计量单位</td>'
        '<td colspan="3">金额</td></tr>'
        + row("合计", "一般公共预算", "单位资金")
        + row("航标灯", "12", "套", "30.00", "20.00", "10.00"),
    )
    assert [(fact.value, fact.unit, fact.basis) for fact in found] == [
        ("12", "套", "budget"),
        ("30.00", "万元", "budget"),
        ("20.00", "万元", "budget"),
        ("10.00", "万元", "budget"),
    ]


def test_carried_money_of_a_project_is_none_of_this_year() -> None:
    found = facts(
        "项目支出表",
        '<tr><td rowspan="2">项目名称</td><td rowspan="2">合计</td><td colspan="2">本年拨款</td>'
        "<td>财政拨款结转结余</td></tr>"
        + row("一般公共预算", "政府性基金预算", "一般公共预算")
        + row("灯塔养护", "30.00", "20.00", "", "10.00")
        + row("合计", "30.00", "20.00", "", "10.00"),
    )
    assert [(fact.indicator, fact.flow, fact.fund, fact.part) for fact in found] == [
        ("灯塔养护", "expenditure", "all", "project"),
        ("灯塔养护", "expenditure", "general_budget", "project"),
        ("灯塔养护", "opening", "general_budget", "project"),
        ("项目支出", "expenditure", "all", "project"),
        ("项目支出", "expenditure", "general_budget", "project"),
        ("项目支出", "opening", "general_budget", "project"),
    ]


def test_carried_money_of_projects_is_named_by_them_not_by_its_column() -> None:
    found = facts(
        "项目支出表",
        '<tr><td rowspan="2">项目名称</td><td rowspan="2">合计</td><td colspan="2">本年拨款</td>'
        '<td rowspan="2">财政拨款结转结余</td></tr>'
        + row("一般公共预算", "政府性基金预算")
        + row("灯塔养护", "30.00", "20.00", "", "10.00")
        + row("合计", "30.00", "20.00", "", "10.00"),
    )
    assert [(fact.indicator, fact.flow, fact.fund) for fact in found if fact.value == "10.00"] == [
        ("灯塔养护", "opening", "fiscal"),
        ("项目支出", "opening", "fiscal"),
    ]


def test_rows_of_places_are_scopes_and_their_sum_is_of_the_whole_county() -> None:
    found = facts(
        "分片区航标检修情况",
        row("片区", "检修航标（座）", "检修经费（万元）")
        + row("东海片区", "20", "12.50")
        + row("西海片区", "15", "10.00")
        + row("全县合计", "35", "22.50"),
    )
    assert [(fact.scope, fact.indicator) for fact in found] == [
        (place, name) for place in ("东海片区", "西海片区", "全县") for name in ("检修航标", "检修经费")
    ]


def test_the_sum_of_both_years_is_total_and_that_of_this_year_is_part_of_it() -> None:
    found = facts(
        "部门收入总体情况表",
        '<tr><td rowspan="2">单位编码</td><td rowspan="2">单位名称</td><td colspan="2">本年收入</td>'
        '<td rowspan="2">上年结转结余</td><td rowspan="2">收入总计</td></tr>'
        + row("小计", "一般公共预算拨款收入")
        + row("101001", "潮音岛航标处", "80.00", "80.00", "20.00", "100.00"),
    )
    told = {fact.value: (fact.indicator, fact.part, fact.flow) for fact in found}
    assert told["100.00"] == ("收入总计", "total", "income")
    assert told["20.00"] == ("上年结转结余", None, "opening")
    assert [fact.part for fact in found if fact.value == "80.00"] == [None, "total"]


def test_the_fund_of_a_title_is_of_the_last_thing_it_names_too() -> None:
    found = facts(
        "一般公共预算“三公”经费、会议费和培训费情况表",
        row("单位名称", "公务接待费", "会议费", "培训费") + row("潮音岛航标处", "1.00", "2.00", "3.00"),
    )
    assert {(fact.indicator, fact.fund) for fact in found} == {
        (name, "general_budget") for name in ("公务接待费", "会议费", "培训费")
    }


def test_sources_beside_the_only_sum_of_money_are_of_its_basis() -> None:
    found = facts(
        "部门整体绩效目标申报表",
        '<tr><td rowspan="4">年度预算</td><td>支出类型</td><td>预算金额</td><td>财政拨款</td><td>其他资金</td></tr>'
        + row("基本支出", "40.00", "40.00", "—")
        + row("项目支出", "60.00", "50.00", "10.00")
        + row("支出合计", "100.00", "90.00", "10.00")
        + row("一级指标", "二级指标", "三级指标", "指标值", "权重")
        + row("产出指标", "数量指标", "检修航标", "≥20座", "50")
        + row("效益指标", "社会效益", "夜航安全", "100%", "50"),
    )
    money = [(fact.indicator, fact.fund, fact.value, fact.basis) for fact in found if fact.kind == "amount"]
    assert money == [
        ("基本支出", "all", "40.00", "budget"),
        ("基本支出", "fiscal", "40.00", "budget"),
        ("项目支出", "all", "60.00", "budget"),
        ("项目支出", "fiscal", "50.00", "budget"),
        ("项目支出", "other", "10.00", "budget"),
        ("支出合计", "all", "100.00", "budget"),
        ("支出合计", "fiscal", "90.00", "budget"),
        ("支出合计", "other", "10.00", "budget"),
    ]
