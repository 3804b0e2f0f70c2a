"""Bodies, accounts and projects below each other; what tells the day, the unit and the basis of a table."""

from __future__ import annotations

import pytest
from web_pages import HEAD_OF_ACCOUNT, document, facts, row


def test_a_row_with_the_code_of_a_body_and_none_of_an_account_is_of_that_body() -> None:
    income = facts(
        "部门收入总表",
        row("单位代码", "单位名称（科目）", "合计", "上年结转", "一般公共预算拨款收入")
        + row("", "合 计", "60.00", "5.00", "55.00")
        + row("301001", "青石县灯塔养护段", "40.00", "5.00", "35.00")
        + row("301002", "青石县航标站", "20.00", "", "20.00"),
    )
    assert [(fact.indicator, fact.scope) for fact in income[:4]] == [
        ("收入", None),
        ("上年结转", None),
        ("一般公共预算拨款收入", None),
        ("收入", "青石县灯塔养护段"),
    ]
    expenditure = facts(
        "部门支出总表",
        row("类", "款", "项", "单位代码", "单位名称（科目）", "合计", "基本支出", "项目支出")
        + row("", "", "", "", "合 计", "60.00", "20.00", "40.00")
        + row("214", "01", "06", "301", "公路养护", "60.00", "20.00", "40.00"),
    )
    assert [(fact.indicator, fact.scope) for fact in expenditure[::3]] == [("支出", None), ("公路养护", None)]


def test_money_of_each_fund_beside_the_sum_of_the_treasury() -> None:
    found = facts(
        "财政拨款支出预算表（部门经济分类科目）",
        row("科目编码", "科目名称", "总计", "一般公共预算拨款", "政府性基金安排")
        + row("", "合 计", "99.00", "44.00", "55.00")
        + row("310", "资本性支出", "99.00", "44.00", "55.00"),
    )
    assert [(fact.indicator, fact.flow, fact.part, fact.fund) for fact in found[3:]] == [
        ("资本性支出", "expenditure", "total", "fiscal"),
        ("资本性支出", "expenditure", "total", "general_budget"),
        ("资本性支出", "expenditure", "total", "government_fund"),
    ]


def test_projects_of_the_general_budget_stand_below_their_accounts() -> None:
    found = facts(
        "一般公共预算项目支出预算表",
        row("类", "款", "项", "单位代码", "单位名称（科目、项目）", "金额")
        + row("", "", "", "", "合 计", "30.00")
        + row("", "", "", "", "公路养护", "30.00")
        + row("214", "01", "06", "301", "航道规划编制", "30.00"),
    )
    assert [(fact.indicator, fact.part, fact.fund, fact.unit, fact.scope) for fact in found] == [
        ("一般公共预算项目支出", "project", "general_budget", "万元", None),
        ("公路养护", "project", "general_budget", "万元", None),
        ("航道规划编制", "project", "general_budget", "万元", None),
    ]


def test_projects_and_their_money_stand_before_their_targets() -> None:
    heads = ("单位名称", "项目名称", "预算数", "年度目标", "一级指标", "二级指标", "三级指标", "绩效指标性质")
    found = facts(
        "部门预算项目绩效目标表",
        row(*heads, "绩效指标值", "绩效度量单位", "权重")
        + row("机关", "灯塔养护", "20.00", "灯常亮。", "产出指标", "数量指标", "巡查频次", "≥", "2", "次/周", "50")
        + row("机关", "航标更新", "30.00", "标位准。", "产出指标", "数量指标", "更新航标", "＝", "9", "座", "50"),
    )
    told = [(fact.indicator, fact.value, fact.unit, fact.basis) for fact in found if fact.kind != "score"]
    assert told == [
        ("灯塔养护", "20.00", "万元", "budget"),
        ("巡查频次", "2", "次/周", None),
        ("航标更新", "30.00", "万元", "budget"),
        ("更新航标", "9", "座", None),
    ]


@pytest.mark.parametrize(
    ("title", "behind", "period"),
    [
        ("2024年年末资产分布表", "", "2024-12-31"),
        ("2024年末结转和结余分布表", "", "2024"),
        ("资产分布表", "<p>注：本表反映截至2024年12月31日的资产情况。</p>", "2024-12-31"),
        ("资产分布表", "<p>注：截至2025年3月31日均已入账。</p>", "2024"),
    ],
)
def test_a_title_or_a_note_says_the_day_that_a_table_is_of(title: str, behind: str, period: str) -> None:
    rows = row("项目", "流动资产", "固定资产") + row("机关", "12.00", "30.00") + row("灯塔站", "3.00", "9.00")
    found = document(title, rows, HEAD_OF_ACCOUNT, behind=behind).facts
    assert {fact.period for fact in found} == {period}


def test_each_thing_has_its_measure_word_of_those_that_a_caption_lists() -> None:
    rows = (
        '<tr><td rowspan="2">项目</td><td colspan="2">车辆数</td><td rowspan="2">单价100万元（含）以上设备</td></tr>'
        + row("合计", "应急保障用车")
        + row("数量", "7", "2", "3")
    )
    found = document("国有资产占用情况表", rows, HEAD_OF_ACCOUNT, "计量单位：辆、台（套）").facts
    assert [(fact.indicator, fact.value, fact.unit) for fact in found] == [
        ("车辆数", "7", "辆"),
        ("应急保障用车", "2", "辆"),
        ("单价100万元（含）以上设备", "3", "台（套）"),
    ]


def test_a_difference_is_of_what_was_spent_whatever_the_head_over_that_says() -> None:
    rows = (
        row("采购类别", "采购预算", "采购支出", "差额", "完成率（%）")
        + row("货物", "50.00", "45.00", "-5.00", "90.00")
        + row("服务", "20.00", "18.00", "-2.00", "90.00")
    )
    found = document("政府采购预算执行表", rows, HEAD_OF_ACCOUNT).facts
    assert [(fact.indicator, fact.measure, fact.basis, fact.versus) for fact in found[:4]] == [
        ("货物", "level", "budget", None),
        ("货物", "level", "final", None),
        ("货物", "change", "final", "budget"),
        ("货物", "completion", "final", "budget"),
    ]


def test_a_title_inside_the_grid_is_no_head_of_a_column() -> None:
    rows = (
        '<tr><td colspan="6">二、相关统计数</td></tr>'
        + row("项目", "行次", "数量", "项目", "行次", "数量")
        + row("因公出国（境）团组数（个）", "8", "2", "国内公务接待批次（批次）", "12", "22")
        + row("公务用车购置数（辆）", "10", "1", "国内公务接待人次（人次）", "13", "133")
    )
    found = document("相关情况", rows, HEAD_OF_ACCOUNT).facts
    assert [fact.indicator for fact in found] == [
        "因公出国（境）团组数",
        "国内公务接待批次",
        "公务用车购置数",
        "国内公务接待人次",
    ]


def test_a_partial_sum_below_blanks_is_of_the_block_above_them() -> None:
    found = facts(
        "政府采购支出预算表",
        row("大类", "项目名称", "采购品目名称", "总计", "一般公共预算资金")
        + row("合计", "", "", "30.00", "30.00")
        + row("货物", "灯塔养护", "发电机", "20.00", "20.00")
        + row("", "灯塔养护", "灯泡", "5.00", "5.00")
        + row("", "小计", "", "25.00", "25.00")
        + row("服务", "灯塔养护", "巡查", "5.00", "5.00"),
    )
    assert [fact.indicator for fact in found if fact.value == "25.00"] == ["货物", "货物"]


def test_the_only_words_of_a_row_name_its_only_figure() -> None:
    found = facts(
        "一般公共预算基本支出预算表",
        '<tr><td colspan="3">人员经费</td><td colspan="3">公用经费</td></tr>'
        + row("科目编码", "科目名称", "金额", "科目编码", "科目名称", "金额")
        + row("301", "工资福利支出", "20.00", "302", "商品和服务支出", "5.00")
        + row("基本支出", "", "", "", "", "25.00"),
    )
    assert [(fact.indicator, fact.part) for fact in found[-1:]] == [("基本支出", "basic")]


def test_heads_of_projects_keep_their_column_where_they_no_longer_reach_down() -> None:
    found = document(
        "2024年度项目支出绩效自评情况汇总表",
        row("序号", "项目名称", "实施单位", "资金（万元）", "", "", "自评结果", "")
        + row("", "", "", "年初预算", "全年预算", "全年执行", "执行率（%）", "得分")
        + row("1", "灯塔加固", "灯塔养护站", "20.00", "18.00", "9.00", "50.00", "95")
        + row("2", "航标更新", "航标站", "30.00", "30.00", "27.00", "90.00", "98"),
        HEAD_OF_ACCOUNT,
    ).facts
    assert [fact.indicator for fact in found] == ["灯塔加固"] * 5 + ["航标更新"] * 5


def test_a_label_with_what_is_printed_for_it_names_no_money_below() -> None:
    found = document(
        "2024年度项目支出绩效自评表",
        row("项目名称", "灯塔加固", "实施单位", "灯塔养护站", "", "")
        + row("", "资金来源", "年初预算数", "全年预算数", "全年执行数", "执行率")
        + row("项目资金", "年度资金总额", "20.00", "18.00", "9.00", "50.00%")
        + row("", "其他资金", "1.00", "1.00", "1.00", "100.00%")
        + row("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "得分")
        + row("产出指标", "数量指标", "加固灯塔数", "3座", "3座", "20"),
        HEAD_OF_ACCOUNT,
    ).facts
    assert [fact.indicator for fact in found[:8]] == ["年度资金总额"] * 4 + ["其他资金"] * 4
