"""Facts of tables: what row and column say of a value, and how blank, zero and unreadable differ."""

from __future__ import annotations

import pytest

from extract import extract_document
from extract.blocks.grid import Laid, table_of
from extract.facts.from_tables import from_tables
from extract.facts.tables.values import number_with_unit
from extract.tables.recognition import recognise
from extract.types import Fact, Table, Text


def facts(rows: tuple[tuple[str, ...], ...], *captions: str) -> tuple[Fact, ...]:
    table = table_of([[Laid(text) for text in row] for row in rows])
    assert table is not None
    made = Table("t001", table.n_rows, table.n_cols, table.cells, captions=captions)
    return from_tables(recognise((made,)), Text())


def at(found: tuple[Fact, ...], row: int, col: int) -> Fact:
    (fact,) = [f for f in found if (f.evidence[0].row, f.evidence[0].col) == (row, col)]
    return fact


EXPENDITURE = (
    ("类", "款", "项", "科目名称", "本年支出合计", "基本支出", "项目支出"),
    ("206", "", "", "科学技术支出", "3.00", "2.00", "1.00"),
    ("206", "01", "", "科学技术管理事务", "3.00", "0.00", ""),
    ("206", "01", "01", "行政运行", "3.00", "2.O0", "1.00"),
    ("合计", "", "", "", "3.00", "2.00", "1.00"),
)


def test_code_in_three_columns_gives_the_path():
    found = facts(EXPENDITURE, "支出决算表", "单位：万元")
    fact = at(found, 3, 4)
    assert fact.indicator == "行政运行" and fact.indicator_id == "function.2060101"
    assert fact.indicator_path == ("科学技术支出", "科学技术管理事务", "行政运行")
    assert (fact.flow, fact.part, fact.basis, fact.unit, fact.value_base) == (
        "expenditure",
        "total",
        "final",
        "万元",
        "30000",
    )
    assert at(found, 3, 6).part == "project"


def test_blank_makes_no_fact_zero_one_and_unreadable_an_abstained_one():
    found = facts(EXPENDITURE, "支出决算表", "单位：万元")
    assert not [f for f in found if (f.evidence[0].row, f.evidence[0].col) == (2, 6)]
    assert (at(found, 2, 5).value, at(found, 2, 5).status) == ("0.00", "read")
    assert (at(found, 3, 5).value, at(found, 3, 5).status) == (None, "abstained")


TWO_SIDES = (
    ("收入", "", "支出", ""),
    ("项目", "决算数", "项目", "决算数"),
    ("一、财政拨款收入", "5.00", "一、科学技术支出", "4.00"),
    ("本年收入合计", "5.00", "本年支出合计", "4.00"),
    ("年初结转和结余", "1.00", "年末结转和结余", "2.00"),
    ("总计", "6.00", "总计", "6.00"),
)


def test_the_two_sides_of_the_first_form():
    found = facts(TWO_SIDES, "收入支出决算总表", "公开01表", "单位：元")
    named = [(f.indicator, f.flow) for f in found]
    assert named[:2] == [("财政拨款收入", "income"), ("科学技术支出", "expenditure")]
    assert [f.indicator for f in found if f.evidence[0].row == 4] == ["年初结转和结余", "年末结转和结余"]
    assert [f.indicator for f in found if f.evidence[0].row == 5] == ["收入总计", "支出总计"]


def test_the_sum_below_the_columns_of_several_funds():
    rows = (
        ("收入", "", "支出", "", "", ""),
        ("项目", "金额", "项目", "合计", "一般公共预算财政拨款", "政府性基金预算财政拨款"),
        ("一、一般公共预算财政拨款", "5.00", "一、科学技术支出", "5.00", "4.00", "1.00"),
        ("本年收入合计", "5.00", "本年支出合计", "5.00", "4.00", "1.00"),
        ("总计", "5.00", "总计", "5.00", "4.00", "1.00"),
    )
    found = facts(rows, "财政拨款收入支出决算总表", "公开04表", "单位：元")
    assert [(f.indicator, f.fund) for f in found if f.evidence[0].row == 4] == [
        ("收入总计", "fiscal"),
        ("支出总计", "fiscal"),
        ("支出总计", "general_budget"),
        ("支出总计", "government_fund"),
    ]


PERFORMANCE = (
    ("项目名称", "灯塔维护", "", "", "", ""),
    ("项目资金（元）", "", "", "", "", ""),
    ("预算数：", "7.60万元", "", "执行数：", "7.50万元", ""),
    ("一级指标", "二级指标", "三级指标", "预期指标值", "实际完成指标值", "得分"),
    ("产出指标", "数量指标", "灯塔数量", "≥3.00(座)", "4座", "9.5"),
    ("", "质量指标", "完好率", "≥95%", "98%", "10"),
    ("", "时效指标", "完成时间", "年底前", "年底前", "10"),
)


def test_indicators_with_target_result_and_score():
    found = facts(PERFORMANCE, "项目支出绩效自评表")
    target, actual, score = (at(found, 5, col) for col in (3, 4, 5))
    assert (target.measure, target.value, target.unit, target.qualifier) == ("target", "95", "%", "≥")
    assert (actual.measure, actual.basis, actual.value) == ("level", "execution", "98")
    assert (score.kind, score.value, score.unit) == ("score", "10", "分")
    assert at(found, 6, 3).value_text == "年底前" and at(found, 6, 3).kind == "text"


def test_budget_and_execution_of_a_project():
    found = facts(PERFORMANCE, "项目支出绩效自评表")
    assert [(f.indicator, f.basis, f.value_base) for f in found if f.evidence[0].row == 2] == [
        ("灯塔维护", "budget", "76000"),
        ("灯塔维护", "execution", "75000"),
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("≥95%", "95", "%", "≥"),
        ("=100.00(%)", "100.00", "%", "="),
        ("≥12.00(次)", "12.00", "次", "≥"),
        ("不低于50%", "50", "%", "不低于"),
        ("90%以上", "90", "%", "以上"),
        ("≤20个工作日", "20", "个工作日", "≤"),
        ("720.50万元", "720.50", "万元", None),
        ("5分", "5", "分", None),
    ],
)
def test_values_with_sign_and_unit(text: str, value: str, unit: str, qualifier: str | None):
    read = number_with_unit(text)
    assert read is not None
    assert (str(read[0].value), read[1], read[2]) == (value, unit, qualifier)


def test_money_above_a_head_that_is_merged_and_prints_a_slash():
    rows = [
        [Laid("项目资金（元）", 2), Laid("资金总额"), Laid("4,100.00"), Laid("年度资金总额"), Laid("4,000.00")],
        [Laid("其中：财政资金"), Laid("4,100.00"), Laid("其他资金"), Laid("0.00")],
        [Laid("一级指标"), Laid("二级指标"), Laid("三级指标"), Laid("年度(/项目)指标值", 1, 2)],
        [Laid("产出指标"), Laid("数量指标"), Laid("检修次数"), Laid("≥3.00(次)", 1, 2)],
    ]
    table = table_of(rows)
    assert table is not None
    made = Table("t001", table.n_rows, table.n_cols, table.cells, captions=("项目支出绩效目标表",))
    found = from_tables(recognise((made,)), Text())
    assert [(f.indicator, f.kind, f.unit, f.value) for f in found] == [
        ("资金总额", "amount", "元", "4100.00"),
        ("年度资金总额", "amount", "元", "4000.00"),
        ("财政资金", "amount", "元", "4100.00"),
        ("其他资金", "amount", "元", "0.00"),
        ("检修次数", "quantity", "次", "3.00"),
    ]


LOST_HEADER = (
    ("212", "03", "99", "7,750,000"),
    ("204", "06", "12", "1,252,300"),
    ("208", "05", "05", "410,245"),
)


def test_a_part_whose_header_was_lost_makes_no_code_and_no_figure_known():
    found = facts(LOST_HEADER)
    assert not [f for f in found if f.value in ("03", "99", "06", "12", "05")]
    assert all(f.indicator is None and f.value is None and f.status == "abstained" for f in found)
    assert all(f.confidence <= 0.3 for f in found)


STAFF = """<html><head><meta charset="utf-8"></head><body><p>2023年度部门人员情况表　单位：人</p><table>
<tr><td rowspan="2">单位名称</td><td colspan="2">编制数</td><td colspan="2">实有人数</td></tr>
<tr><td>行政</td><td>事业</td><td>行政</td><td>事业</td></tr>
<tr><td>临湖县水利局机关</td><td>20</td><td></td><td>18</td><td></td></tr>
<tr><td>合计</td><td>20</td><td>15</td><td>18</td><td>14</td></tr>
</table></body></html>"""


def test_columns_that_end_in_the_same_words_are_told_apart_by_the_head_above() -> None:
    facts = extract_document(STAFF.encode(), name="a.html").facts
    assert [(fact.indicator, fact.scope, fact.value) for fact in facts] == [
        ("行政编制数", "临湖县水利局机关", "20"),
        ("行政实有人数", "临湖县水利局机关", "18"),
        ("行政编制数", None, "20"),
        ("事业编制数", None, "15"),
        ("行政实有人数", None, "18"),
        ("事业实有人数", None, "14"),
    ]


def test_the_total_below_a_title_of_several_things_is_named_by_its_head() -> None:
    page = """<html><body><p>项目资金到位和支出情况表</p><p>单位：万元</p><table>
    <tr><td>资金来源</td><td>预算安排</td><td>到位资金</td></tr>
    <tr><td>省级补助</td><td>616.69</td><td>600.00</td></tr>
    <tr><td>县级配套</td><td>461.28</td><td>445.13</td></tr>
    <tr><td>合计</td><td>1077.97</td><td>1045.13</td></tr></table></body></html>"""
    facts = extract_document(page.encode(), name="a.html").facts
    assert [fact.indicator for fact in facts[-2:]] == ["预算安排", "到位资金"]
