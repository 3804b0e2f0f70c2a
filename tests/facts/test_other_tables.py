"""Tables that no standard form describes: purchases, two classifications side by side, targets of several years."""

from __future__ import annotations

import pytest
from web_pages import HEAD, HEAD_OF_ACCOUNT, document, facts, row

from extract import extract_document
from extract.types import Document


def test_what_is_bought_is_counted_and_what_it_costs_is_money() -> None:
    found = facts(
        "2024年政府采购预算表",
        row("采购项目", "采购品目", "计量单位", "数量", "单价", "采购预算", "其中：面向中小企业预留")
        + row("办公设备采购", "台式计算机", "台", "20", "0.50", "10.00", "10.00")
        + row("灯塔养护服务", "市政养护", "项", "1", "120.00", "120.00", "60.00"),
    )
    assert [fact.unit for fact in found] == ["台", "万元", "万元", "万元", "项", "万元", "万元", "万元"]


def test_of_two_classifications_side_by_side_the_first_names_the_row() -> None:
    found = facts(
        "一般公共预算基本支出表",
        row("科目编码", "科目名称", "科目编码", "科目名称", "合计", "人员经费", "公用经费")
        + row("30101", "基本工资", "50101", "工资奖金津补贴", "320.00", "320.00", "")
        + row("30102", "津贴补贴", "50101", "工资奖金津补贴", "200.00", "200.00", "")
        + row("30201", "办公费", "50201", "办公经费", "100.50", "", "100.50"),
    )
    assert [fact.indicator for fact in found[::2]] == ["基本工资", "津贴补贴", "办公费"]


def test_money_and_targets_of_several_years_are_not_of_this_one() -> None:
    found = facts(
        "项目支出绩效目标表",
        '<tr><td>项目名称</td><td colspan="5">灯塔加固</td></tr>'
        '<tr><td rowspan="2">项目资金</td><td>中期资金总额</td><td>1200.00</td><td colspan="2">年度资金总额</td>'
        "<td>400.00</td></tr>"
        '<tr><td>其中：财政拨款</td><td>1000.00</td><td colspan="2">其中：财政拨款</td><td>380.00</td></tr>'
        + row("绩效指标", "一级指标", "二级指标", "三级指标", "中期指标值（2024-2026）", "年度指标值")
        + row("", "产出指标", "数量指标", "加固灯塔数", "3座", "1座"),
    )
    assert [(fact.value, fact.period) for fact in found] == [
        ("1200.00", None),
        ("400.00", "2024"),
        ("1000.00", None),
        ("380.00", "2024"),
        ("3", "2024/2026"),
        ("1", "2024"),
    ]


def test_a_table_is_of_the_year_in_its_title_and_a_row_of_the_day_or_month_in_its_label() -> None:
    debt = facts(
        "2023年地方政府债务限额及余额情况表",
        row("项目", "一般债务", "专项债务")
        + row("2022年末余额", "12.50", "20.30")
        + row("2023年新增限额", "1.20", "3.00"),
    )
    assert [(fact.period, fact.fiscal_year) for fact in debt] == [("2022-12-31", "2024")] * 2 + [("2023", "2024")] * 2
    months = facts(
        "2023年预算执行进度表",
        row("月份", "当月支出", "累计支出") + row("1月", "50.00", "50.00") + row("6月", "120.00", "480.00"),
    )
    assert [(fact.indicator, fact.period) for fact in months] == [
        ("当月支出", "2023-01"),
        ("累计支出", "2023-01"),
        ("当月支出", "2023-06"),
        ("累计支出", "2023-06"),
    ]


def test_a_title_with_two_years_is_of_the_year_of_its_section() -> None:
    found = facts("2023年、2024年收入对比表", row("项目", "金额") + row("水费收入", "5.20") + row("租金收入", "1.30"))
    assert {fact.period for fact in found} == {"2024"}


@pytest.mark.parametrize("line", ["报告时间：2025年6月", "2025年6月30日填报情况", "填报年度：2025年"])
def test_the_day_of_a_report_is_not_the_year_of_its_table(line: str) -> None:
    found = facts(line, row("项目", "数量") + row("人员编制（人）", "62") + row("实有人数（人）", "44"))
    assert {fact.period for fact in found} == {"2024"}


def test_a_sum_below_a_head_is_named_by_that_head() -> None:
    found = facts(
        "部门收入总表",
        '<tr><td rowspan="2">单位</td><td rowspan="2">合计</td><td rowspan="2">上年结转</td>'
        '<td colspan="3">本年收入</td></tr>'
        + row("小计", "一般公共预算", "政府性基金")
        + row("青石县灯塔管理局", "1005.00", "5.00", "1000.00", "950.00", "50.00"),
    )
    assert (found[2].indicator, found[2].scope) == ("本年收入", "青石县灯塔管理局")


def test_points_in_all_are_those_of_the_label_at_the_left() -> None:
    found = facts(
        "项目支出绩效自评表",
        row("项目名称", "灯塔加固", "", "", "", "", "")
        + row("绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "分值", "得分")
        + row("", "产出指标", "数量指标", "加固灯塔数", "3座", "100", "96.5")
        + row("总分", "", "", "", "", "100", "96.5"),
    )
    assert [(fact.indicator, fact.value) for fact in found[-2:]] == [("总分", "100"), ("总分", "96.5")]


def test_a_sum_and_bodies_of_one_kind_are_of_what_heads_their_block() -> None:
    found = facts(
        "“三公”经费、行政参公单位机关运行经费情况表",
        row("项目", "行次", "预算数", "决算统计数")
        + row("一、“三公”经费支出", "1", "—", "—")
        + row("（一）支出合计", "2", "12.50", "9.80")
        + row("1．公务接待费", "3", "12.50", "9.80")
        + row("二、机关运行经费", "4", "—", "—")
        + row("（一）行政单位", "5", "—", "65.40")
        + row("（二）参照公务员法管理事业单位", "6", "—", "12.30"),
    )
    assert [(fact.indicator, fact.scope, fact.value) for fact in found if fact.indicator != "公务接待费"] == [
        ("“三公”经费", None, "12.50"),
        ("“三公”经费", None, "9.80"),
        ("机关运行经费", "行政单位", "65.40"),
        ("机关运行经费", "参照公务员法管理事业单位", "12.30"),
    ]
    assert not any(fact.status == "conflict" for fact in found)


def of_tasks(heads: str) -> Document:
    page = f"""{HEAD}<p>2024年度部门整体支出绩效自评表</p><table>
    {row("部门名称", "青石县灯塔管理局", "", "", "", "", "")}
    <tr><td>任务名称</td><td>主要内容</td>{heads}</tr>
    {row("", "", "总额", "财政拨款", "", "", "")}
    {row("灯塔加固", "加固灯塔", "320.00", "300.00", "310.40", "97.00%", "台风推迟了验收")}
    {row("航标更换", "更换航标", "80.00", "80.00", "80.00", "100.00%", "")}
    {row("绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分")}
    {row("", "产出指标", "数量指标", "加固灯塔数", "3座", "3座", "100")}</table></body></html>"""
    return extract_document(page.encode(), name="a.html")


def test_money_of_tasks_is_that_of_each_task_under_two_rows_of_heads() -> None:
    document = of_tasks(
        '<td colspan="2">批复金额（万元）</td><td>实际支出金额（万元）</td><td>预算执行率</td><td>偏低原因</td>'
    )
    money = [fact for fact in document.facts if fact.kind == "amount"]
    assert [(fact.indicator, fact.fund, fact.basis, fact.value, fact.unit) for fact in money[:4]] == [
        ("灯塔加固", "all", "budget", "320.00", "万元"),
        ("灯塔加固", "fiscal", "budget", "300.00", "万元"),
        ("灯塔加固", None, "execution", "310.40", "万元"),
        ("航标更换", "all", "budget", "80.00", "万元"),
    ]
    assert [(fact.indicator, fact.value, fact.versus) for fact in document.facts if fact.measure == "completion"] == [
        ("灯塔加固", "97.00", "budget"),
        ("航标更换", "100.00", "budget"),
    ]
    assert [fact.reason for fact in document.facts if fact.reason] == ["台风推迟了验收"]
    assert not document.failures


def test_an_amount_beside_what_a_task_is_about_is_not_told_as_that() -> None:
    document = of_tasks('<td colspan="2">核定情况</td><td>拨付情况</td><td></td><td></td>')
    assert not any(fact.indicator == "加固灯塔" for fact in document.facts)
    assert "JS603" in {failure.code for failure in document.failures}


def test_the_fund_of_a_title_is_of_what_it_names_first() -> None:
    page = """<html><head><meta charset="utf-8"></head><body><h1>青石县灯塔管理局2024年度部门决算</h1>
    <p>财政拨款“三公”经费、行政参公单位机关运行经费情况表</p><p>单位：元</p><table>""" + "".join(
        row(*texts)
        for texts in (
            ("项目", "行次", "预算数", "决算统计数"),
            ("一、“三公”经费支出", "1", "—", "—"),
            ("（一）支出合计", "2", "12,500.00", "9,800.00"),
            ("1.公务接待费", "3", "12,500.00", "9,800.00"),
            ("（二）相关统计数", "4", "—", "—"),
            ("1.国内公务接待批次（个）", "5", "—", "25"),
            ("二、机关运行经费", "6", "—", "65,400.00"),
            ("（一）行政单位", "7", "—", "65,400.00"),
        )
    )
    found = extract_document(f"{page}</table></body></html>".encode(), name="a.html").facts
    assert [(fact.indicator, fact.fund, fact.scope) for fact in found if fact.basis == "final"] == [
        ("“三公”经费", "fiscal", None),
        ("公务接待费", "fiscal", None),
        ("国内公务接待批次", None, None),
        ("机关运行经费", None, None),
        ("机关运行经费", None, "行政单位"),
    ]


def test_amounts_of_a_final_account_that_no_head_tells_are_final() -> None:
    page = f"""{HEAD_OF_ACCOUNT}<h2>第二部分 2024年度部门决算表</h2>
    <p>国有资产使用情况表</p><p>单位：元</p><table>
    {row("项目", "行次", "资产总额", "流动资产", "固定资产")}{row("合计", "1", "980.50", "120.30", "860.20")}
    </table></body></html>"""
    found = extract_document(page.encode(), name="a.html").facts
    assert {(fact.indicator, fact.basis) for fact in found} == {
        ("资产总额", "final"),
        ("流动资产", "final"),
        ("固定资产", "final"),
    }


def test_a_grade_behind_the_points_is_no_reason() -> None:
    found = facts(
        "项目支出绩效自评表",
        row("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
        + row("产出指标", "数量指标", "加固灯塔数", "3座", "2座", "100", "95", "台风推迟了验收")
        + row("总分", "", "", "", "", "100", "95", "优"),
    )
    assert {fact.reason for fact in found if fact.indicator == "总分"} == {None}
    assert "台风推迟了验收" in {fact.reason for fact in found}


def of_accounts(title: str, rows: str) -> Document:
    return document(title, rows, HEAD_OF_ACCOUNT)


def test_things_that_are_counted_beside_what_they_are_worth_are_no_money() -> None:
    found = of_accounts(
        "国有资产占用情况表",
        '<tr><td rowspan="2">项目</td><td colspan="2">期初数</td><td colspan="2">期末数</td></tr>'
        + row("数量", "价值", "数量", "价值")
        + row("一、资产总额", "—", "3200.00", "—", "3500.20")
        + row("1.车辆（台、辆）", "6", "120.00", "5", "100.00"),
    ).facts
    assert [(fact.value, fact.kind) for fact in found if fact.unit != "万元"] == [("6", "quantity"), ("5", "quantity")]


def test_what_was_to_be_bought_is_no_account_of_what_was() -> None:
    found = of_accounts(
        "政府采购情况表",
        '<tr><td colspan="3">采购计划金额</td><td colspan="3">实际采购金额</td></tr>'
        + row("总计", "货物", "工程", "总计", "货物", "工程")
        + row("120.00", "40.00", "80.00", "114.60", "38.10", "76.50"),
    ).facts
    assert [fact.basis for fact in found] == ["budget"] * 3 + ["final"] * 3


def test_the_basic_expenditure_in_detail_is_form_06() -> None:
    document = of_accounts(
        "一般公共预算财政拨款基本支出决算明细表",
        '<tr><td colspan="3">人员经费</td><td colspan="3">公用经费</td></tr>'
        + row(*["经济分类科目编码", "科目名称", "决算数"] * 2)
        + row("301", "工资福利支出", "480.00", "302", "商品和服务支出", "100.00")
        + row("30101", "基本工资", "480.00", "30201", "办公费", "100.00"),
    )
    assert [table.form for table in document.tables] == ["06"]
    assert {(fact.part, fact.fund) for fact in document.facts} == {("basic", "general_budget")}


def test_parts_of_the_money_behind_their_names_are_read_whatever_kind_of_money_it_is() -> None:
    document = of_accounts(
        "部门整体支出绩效自评表",
        row("按收入性质分：", "按支出性质分：", "", "")
        + row("其中：一般公共预算：950.00", "其中：基本支出：615.00", "", "")
        + row("其他资金：25.00", "项目支出：360.00", "", "")
        + row("一级指标", "三级指标", "年度指标值", "实际完成值")
        + row("产出指标", "加固灯塔数", "3座", "3座"),
    )
    money = {fact.indicator: (fact.value, fact.part) for fact in document.facts if fact.kind == "amount"}
    assert money == {
        "一般公共预算": ("950.00", None),
        "基本支出": ("615.00", "basic"),
        "其他资金": ("25.00", None),
        "项目支出": ("360.00", "project"),
    }


def test_counts_in_a_turned_table_have_no_label_to_ask_for_a_unit() -> None:
    found = document(
        "公务用车情况表",
        row("项目", "数量", "金额") + row("预算数", "3", "900.00") + row("决算数", "2", "800.00"),
        HEAD_OF_ACCOUNT,
        "单位：元",
    ).facts
    assert {fact.evidence[0].text for fact in found} >= {"900.00", "800.00"}


def test_heads_of_whose_money_it_is_are_no_names_and_have_the_unit_of_money() -> None:
    found = facts(
        "县水利委政府采购预算明细表",
        '<tr><td rowspan="2">采购项目</td><td rowspan="2">数量</td><td rowspan="2">计量单位</td>'
        '<td rowspan="2">金额合计</td><td colspan="2">资金来源</td></tr>'
        + row("一般公共预算", "单位资金")
        + row("合计", "", "", "130.00", "120.00", "10.00")
        + row("灯塔养护", "1", "项", "30.00", "20.00", "10.00")
        + row("执法执勤用车", "2", "辆", "100.00", "100.00", ""),
    )
    assert [(fact.indicator, fact.fund, fact.value, fact.unit, fact.basis) for fact in found] == [
        ("政府采购", None, "130.00", "万元", "budget"),
        ("政府采购", "general_budget", "120.00", "万元", "budget"),
        ("政府采购", "own", "10.00", "万元", "budget"),
        ("灯塔养护", None, "1", "项", "budget"),
        ("灯塔养护", None, "30.00", "万元", "budget"),
        ("灯塔养护", "general_budget", "20.00", "万元", "budget"),
        ("灯塔养护", "own", "10.00", "万元", "budget"),
        ("执法执勤用车", None, "2", "辆", "budget"),
        ("执法执勤用车", None, "100.00", "万元", "budget"),
        ("执法执勤用车", "general_budget", "100.00", "万元", "budget"),
    ]


def test_letters_by_which_a_head_is_called_are_no_part_of_a_name() -> None:
    found = facts(
        "2024年部门支出预算执行情况",
        row("支出内容", "全年预算（A）", "实际支出（B）", "结余（A－B）", "执行率%（B/A）")
        + row("一、灯塔养护", "200.00", "150.00", "50.00", "75.00"),
    )
    assert [(fact.indicator, fact.basis, fact.flow) for fact in found] == [
        ("灯塔养护", "adjusted_budget", None),
        ("灯塔养护", "execution", None),
        ("灯塔养护结余", None, "closing"),
        ("灯塔养护", "execution", None),
    ]


@pytest.mark.parametrize(("second", "told"), [("12.50", True), ("11.50", False)])
def test_what_makes_up_a_sum_of_money_is_money_whatever_it_is_called(second: str, told: bool) -> None:
    found = facts(
        "项目绩效目标表",
        row("项目名称", "灯塔加固", "", "", "", "")
        + row("预算金额", "30.00", "其中：中央补助", "17.50", "县级配套", second)
        + row("一级指标", "二级指标", "三级指标", "权重", "指标值", "度量单位")
        + row("产出指标", "数量指标", "加固灯塔", "50", "3", "座"),
    )
    money = [(fact.indicator, fact.value, fact.basis) for fact in found if fact.unit == "万元"]
    parts = [("中央补助", "17.50", "budget"), ("县级配套", second, "budget")]
    assert money == [("灯塔加固", "30.00", "budget"), *(parts if told else [])]
