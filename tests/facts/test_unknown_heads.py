"""Heads of tables in words that no list has: what was planned and spent, rates, classes, wholes of shares."""

from __future__ import annotations

import pytest
from web_pages import HEAD, HEAD_OF_ACCOUNT, document, facts, row

from extract.types import Fact

HEAD_OF_EVALUATION = HEAD.replace("年部门预算", "年度灯塔养护专项资金绩效自评报告")
USED = "灯塔养护专项资金使用情况表"


def told(title: str, rows: str, head: str = HEAD_OF_EVALUATION) -> list[Fact]:
    """The facts of a table of a self-evaluation."""
    return [fact for fact in document(title, rows, head).facts if fact.made_by == "table"]


def of_money(*heads: str) -> list[Fact]:
    """The facts of a table of two budgets, what was spent, and a rate of the second."""
    rows = row("灯塔养护", "50.00", "60.00", "50.00", "83.33") + row("航标更新", "30.00", "40.00", "30.00", "75.00")
    return told(USED, row("项目", *heads) + rows + row("合计", "80.00", "100.00", "80.00", "80.00"))


@pytest.mark.parametrize(
    "spent",
    [
        "全年支出", "全年支出数", "本年支出数", "资金使用数", "实际使用金额", "已支付金额",
        "支出金额", "累计支出", "资金支出", "本年实际支出", "列支数", "资金兑付",
    ],
)  # fmt: skip
def test_what_was_spent_beside_a_budget_is_its_execution(spent: str) -> None:
    found = of_money("年初预算", "全年预算", spent, "预算执行率（%）")
    assert {fact.indicator for fact in found} == {"灯塔养护", "航标更新", "灯塔养护专项资金"}
    assert [fact.basis for fact in found[:4]] == ["initial_budget", "adjusted_budget", "execution", "execution"]
    assert [fact.versus for fact in found[3::4]] == ["adjusted_budget"] * 3


@pytest.mark.parametrize("left", ["未执行数", "未支出金额", "未使用资金"])
def test_what_was_not_spent_is_no_execution(left: str) -> None:
    found = of_money("年初预算", "全年预算", left, "备注")
    assert (found[2].indicator, found[2].basis) == (f"灯塔养护{left}", None)


@pytest.mark.parametrize("budget", ["可执行指标", "最终预算数", "追加后预算", "预算可执行数"])
def test_what_there_was_to_spend_is_the_adjusted_budget(budget: str) -> None:
    found = of_money("年初预算", budget, "执行数", "执行率")
    assert [(fact.indicator, fact.basis) for fact in found[1:3]] == [
        ("灯塔养护", "adjusted_budget"),
        ("灯塔养护", "execution"),
    ]


def test_a_rate_is_of_that_budget_of_which_the_numbers_are() -> None:
    found = of_money("全年预算", "年初预算", "支出数", "完成率（%）")
    assert found[3].versus == found[3].versus_basis == "initial_budget"
    came_in = of_money("预算安排", "到位金额", "已支付金额", "支付率（%）")
    assert (came_in[1].indicator, came_in[3].basis, came_in[3].versus) == ("灯塔养护到位金额", "execution", None)
    arranged = of_money("到位资金", "资金安排", "资金支出", "使用率")
    assert [fact.basis for fact in arranged[:4]] == [None, "budget", "execution", "execution"]
    assert (arranged[3].measure, arranged[3].kind, arranged[3].unit) == ("completion", "percent", "%")


def test_a_rate_is_no_money_whatever_unit_the_table_has() -> None:
    found = told(
        USED, row("项目", "目标任务", "覆盖率") + row("灯塔养护", "12.50", "83.33") + row("航标", "3.40", "75.00")
    )
    assert [(fact.value, fact.unit, fact.kind) for fact in found if fact.value == "83.33"] == [
        ("83.33", "%", "percent")
    ]


def test_money_of_a_form_that_was_spent_by_any_word() -> None:
    found = told(
        "项目支出绩效自评表",
        '<tr><td>项目名称</td><td colspan="6">灯塔加固</td></tr>'
        + row("项目资金（万元）", "", "年初预算数", "全年预算数", "资金支出", "分值", "支出进度")
        + row("", "年度资金总额", "50.00", "60.00", "50.00", "10", "83.33%")
        + row("", "其中：财政拨款", "50.00", "60.00", "50.00", "", ""),
    )
    assert [(fact.indicator, fact.basis) for fact in found if fact.measure == "level"] == [
        (name, basis)
        for name in ("年度资金总额", "财政拨款")
        for basis in ("initial_budget", "adjusted_budget", "execution")
    ]


def test_a_total_belongs_to_what_is_split() -> None:
    """Found in anhui: carried money and income stood beside expenditure by parts and were told as totals too."""
    head = (
        '<tr><td rowspan="2">科目编码</td><td rowspan="2">科目名称</td><td rowspan="2">年初结转和结余</td>'
        '<td rowspan="2">本年收入</td><td colspan="3">本年支出</td><td rowspan="2">年末结转和结余</td></tr>'
        + row("合计", "基本支出", "项目支出")
    )
    rows = row("214", "交通运输支出", "4.00", "50.00", "51.00", "30.00", "21.00", "3.00")
    found = told(
        "一般公共预算财政拨款收入支出决算表",
        head + rows + row("2140136", "航标养护", "4.00", "50.00", "51.00", "30.00", "21.00", "3.00"),
        HEAD_OF_ACCOUNT,
    )
    assert [(fact.flow, fact.part) for fact in found[:6]] == [
        ("opening", None),
        ("income", None),
        ("expenditure", "total"),
        ("expenditure", "basic"),
        ("expenditure", "project"),
        ("closing", None),
    ]


def test_counts_of_five_digits_are_no_codes_and_shares_are_of_their_sum() -> None:
    """Found in anhui: whole numbers behind the names were taken for codes of accounts."""
    found = told(
        "2024年灯塔服务船舶情况",
        row("服务区域", "服务量", "占比（%）")
        + row("东港片区", "42517", "42.52")
        + row("西港片区", "57483", "57.48")
        + row("合计", "100000", "—"),
    )
    assert [(fact.indicator, fact.scope, fact.value) for fact in found] == [
        ("服务量", "东港片区", "42517"),
        ("服务量", "东港片区", "42.52"),
        ("服务量", "西港片区", "57483"),
        ("服务量", "西港片区", "57.48"),
        ("服务量", None, "100000"),
    ]
    assert [fact.versus_indicator for fact in found if fact.measure == "share"] == ["服务量", "服务量"]


def test_classes_of_bodies_and_people_are_the_scope_of_what_is_counted() -> None:
    found = told(
        "分学校类别实施情况",
        row("学校类别", "学校数（所）", "学生（人）") + row("初中", "11", "3162") + row("小学", "13", "6051"),
    )
    assert [(fact.indicator, fact.scope) for fact in found[:2]] == [("学校数", "初中"), ("学生", "初中")]


def test_purchases_of_which_a_fund_is_named_behind_a_colon() -> None:
    found = facts(
        "政府采购预算表",
        row("品目", "计量单位", "采购数量", "金额合计", "其中：一般公共预算", "政府性基金预算")
        + row("办公桌椅", "批", "1", "2.76", "2.76", "")
        + row("台式计算机", "台", "12", "6.24", "", "6.24"),
    )
    assert [(fact.indicator, fact.kind, fact.fund) for fact in found] == [
        ("办公桌椅", "quantity", None),
        ("办公桌椅", "amount", None),
        ("办公桌椅", "amount", "general_budget"),
        ("台式计算机", "quantity", None),
        ("台式计算机", "amount", None),
        ("台式计算机", "amount", "government_fund"),
    ]


def test_heads_of_indicators_in_other_words() -> None:
    found = told(
        "项目支出绩效自评表",
        row("一级指标", "二级指标", "具体内容", "计划完成值", "实际达到值", "分值", "扣分", "得分", "改进措施")
        + row("产出指标", "数量指标", "加固灯塔数", "3座", "2座", "50", "5", "45", "加快施工")
        + row("", "质量指标", "验收合格率", "100%", "100%", "50", "0", "50", ""),
    )
    assert [(fact.indicator, fact.measure, fact.value) for fact in found[:4]] == [
        ("加固灯塔数", "target", "3"),
        ("加固灯塔数", "level", "2"),
        ("加固灯塔数", "target", "50"),
        ("加固灯塔数", "level", "45"),
    ]


def test_what_was_reached_the_year_before() -> None:
    found = told(
        "项目支出绩效自评表",
        row("一级指标", "二级指标", "三级指标", "上年实际值", "年度指标值", "实际完成值")
        + row("产出指标", "数量指标", "加固灯塔数", "1座", "3座", "2座")
        + row("", "质量指标", "验收合格率", "98%", "100%", "100%"),
    )
    assert [fact.period for fact in found[:3]] == ["2023", "2024", "2024"]


def test_what_was_spent_is_accounted_for_in_a_final_account() -> None:
    rows = row("项目", "年初预算数", "支出数", "完成率（%）") + row("灯塔养护", "50.00", "45.00", "90.00")
    found = told("灯塔项目预算执行情况表", rows + row("航标更新", "30.00", "24.00", "80.00"), HEAD_OF_ACCOUNT)
    assert [(fact.indicator, fact.basis) for fact in found[:3]] == [
        ("灯塔养护", "initial_budget"),
        ("灯塔养护", "final"),
        ("灯塔养护", "final"),
    ]


def test_the_amount_of_all_is_the_total_by_any_word() -> None:
    found = facts(
        "2024年支出总表",
        row("科目编码", "科目", "总额", "基本支出", "项目支出")
        + row("214", "交通运输支出", "50.00", "30.00", "20.00")
        + row("21401", "公路水路运输", "50.00", "30.00", "20.00"),
    )
    assert [(fact.indicator, fact.part) for fact in found[:3]] == [
        ("交通运输支出", "total"),
        ("交通运输支出", "basic"),
        ("交通运输支出", "project"),
    ]
