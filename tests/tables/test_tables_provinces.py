"""Forms as other provinces print them: what a row, a column or a block says that the standard forms do not."""

from __future__ import annotations

import pytest

from extract.document import extract_document
from extract.types import Fact, Table


def read(
    title: str, unit: str, rows: list[list[str]], kind: str = "部门决算"
) -> tuple[tuple[Table, ...], dict[tuple[int, int], Fact]]:
    """Tables and facts by row and column; ``<`` goes with the cell at its left, ``^`` with the one above."""
    body = []
    for r, row in enumerate(rows):
        cells = []
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            wide, high = 1, 1
            while c + wide < len(row) and row[c + wide] == "<":
                wide += 1
            while r + high < len(rows) and rows[r + high][c] == "^":
                high += 1
            cells.append(f"<td rowspan={high} colspan={wide}>{text}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    page = (
        f"<html><head><meta charset='utf-8'></head><body><h1>岚桐县水利局2023年度{kind}</h1><p>{title}</p><p>{unit}</p>"
    )
    document = extract_document(f"{page}<table>{''.join(body)}</table></body></html>".encode(), name="a.html")
    return document.tables, {(f.evidence[0].row or 0, f.evidence[0].col or 0): f for f in document.facts}


def meant(fact: Fact) -> tuple[str | None, str | None, str | None, str | None]:
    return fact.indicator, fact.flow, fact.part, fact.fund


def test_a_part_of_a_column_is_not_the_column():
    rows = [
        ["科目编码", "科目名称", "本年收入合计", "财政拨款收入", "事业收入", "<", "其他收入"],
        ["^", "^", "^", "^", "小计", "其中：教育收费", "^"],
        ["合计", "<", "112.00", "100.00", "12.00", "4.00", "0.00"],
        ["213", "农林水支出", "112.00", "100.00", "12.00", "4.00", "0.00"],
    ]
    _, facts = read("收入决算表", "单位：万元", rows)
    assert meant(facts[3, 4]) == ("农林水支出", "income", "institution", None)
    assert meant(facts[3, 5]) == ("农林水支出教育收费", "income", None, None)
    assert facts[2, 5].indicator == "教育收费" and facts[3, 5].indicator_id is None


def test_staff_and_office_below_the_basic_expenditure():
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "<", "项目支出"],
        ["^", "^", "^", "人员经费", "公用经费", "^"],
        ["2130301", "行政运行", "9.00", "6.00", "3.00", ""],
    ]
    _, facts = read("支出决算表", "单位：万元", rows)
    assert [facts[2, col].part for col in (2, 3, 4)] == ["total", "personnel", "public"]


@pytest.mark.parametrize(
    ("title", "form", "fund"),
    [
        ("财政拨款支出决算表（功能科目）", "fiscal_expenditure", "fiscal"),
        ("一般公共预算财政拨款支出决算表", "05", "general_budget"),
    ],
)
def test_all_money_of_the_treasury_is_not_the_general_budget(title: str, form: str, fund: str):
    rows = [
        ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
        ["2120803", "城市建设支出", "8.00", "", "8.00"],
    ]
    tables, facts = read(title, "公开05表 单位：万元", rows)
    assert tables[0].form == form and facts[1, 2].fund == fund


@pytest.mark.parametrize(
    ("title", "fund"), [("财政拨款基本支出决算表", "fiscal"), ("一般公共预算基本支出决算表", "general_budget")]
)
def test_whose_basic_expenditure_a_form_tells(title: str, fund: str):
    rows = [["科目编码", "科目名称", "合计", "人员经费", "公用经费"], ["30101", "基本工资", "6.00", "6.00", ""]]
    _, facts = read(title, "单位：万元", rows)
    assert meant(facts[1, 2]) == ("基本工资", "expenditure", "basic", fund)
    assert facts[1, 3].part == "personnel"


def test_counts_below_the_columns_of_the_three_public_expenses():
    rows = [
        ["“三公”经费合计", "因公出国（境）费", "公务用车运行维护费", "公务接待费"],
        ["9.60", "0.00", "7.00", "2.60"],
        ["相关统计数：", "<", "<", "<"],
        ["项目", "统计数", "项目", "统计数"],
        ["国内公务接待批次（个）", "21", "公务用车保有量（辆）", "3"],
    ]
    _, facts = read("“三公”经费支出决算表", "单位：万元", rows)
    assert facts[1, 3].indicator == "公务接待费" and facts[1, 3].unit == "万元" and facts[1, 3].basis == "final"
    told = {place: (fact.indicator, fact.value, fact.unit) for place, fact in facts.items() if place[0] == 4}
    assert told == {(4, 1): ("国内公务接待批次", "21", "个"), (4, 3): ("公务用车保有量", "3", "辆")}


def test_procurement_is_not_the_expenditure_of_the_office():
    rows = [["采购品目", "采购支出总额"], ["合计", "330.00"], ["一、政府采购货物支出", "330.00"]]
    tables, _ = read("政府采购支出决算表", "公开13表 单位：万元", rows)
    assert tables[0].form == "procurement"


def test_what_projects_had_spent_and_kept():
    rows = [
        ["项目", "<", "资金来源", "<", "<", "支出数", "<", "年末结转和结余"],
        ["项目名称", "项目代码", "合计", "年初结转和结余", "其他资金", "财政拨款", "其他资金", "^"],
        ["栏次", "", "1", "2", "3", "4", "5", "6"],
        ["购买审计服务", "15020022", "9.00", "1.00", "0.00", "8.00", "0.00", "1.00"],
    ]
    tables, facts = read("项目收入支出决算表", "单位：元", rows)
    assert tables[0].form == "project_balance" and (3, 1) not in facts
    assert [(facts[3, c].flow, facts[3, c].fund) for c in (3, 4, 5, 6, 7)] == [
        ("opening", None),
        ("income", "other"),
        ("expenditure", "fiscal"),
        ("expenditure", "other"),
        ("closing", None),
    ]
    assert {facts[3, col].indicator for col in range(2, 8)} == {"购买审计服务"}


def test_figures_before_what_names_them_and_the_share_of_a_total():
    rows = [
        ["支出合计", "科目名称", "科目编码", "其中：基本支出", "其中：项目支出", "占支出合计比重（%）"],
        ["12.00", "合计", "", "8.00", "4.00", "100.00"],
        ["12.00", "农林水支出", "213", "8.00", "4.00", "100.00"],
    ]
    _, facts = read("支出决算表", "单位：万元", rows)
    assert [facts[1, col].indicator for col in (0, 3, 4, 5)] == ["支出合计", "基本支出", "项目支出", "支出合计"]
    assert meant(facts[2, 0]) == ("农林水支出", "expenditure", "total", None)
    assert (facts[2, 5].measure, facts[2, 5].unit) == ("share", "%")


def test_the_sum_of_a_block_is_not_that_of_the_office_and_a_rate_is_of_what_the_row_is():
    rows = [
        ["项目", "行次", "预算数", "决算数"],
        ["一、“三公”经费支出", "1", "—", "—"],
        ["（一）支出合计", "2", "12.00", "9.00"],
    ]
    _, facts = read("机构运行信息表", "单位：万元", rows)
    assert {facts[2, 2].indicator, facts[2, 3].indicator} == {"“三公”经费"}
    rows = [["项目", "年初预算数", "决算数", "决算数比年初预算数增减（%）"], ["合计", "12.00", "9.00", "-25.00"]]
    _, facts = read("一般公共预算“三公”经费决算表", "单位：万元", rows)
    assert {fact.indicator for fact in facts.values()} == {"一般公共预算“三公”经费"}


def test_a_column_of_units_and_heads_of_years():
    rows = [
        ["项目", "计量单位", "2022年", "2023年"],
        ["参保人数", "人", "120340", "118002"],
        ["基金收入", "万元", "9230.40", "9850.11"],
    ]
    _, facts = read("基金运行情况表", "单位：人、万元", rows)
    told = {(f.indicator, f.period): (f.value, f.unit) for f in facts.values()}
    assert told == {
        ("参保人数", "2022"): ("120340", "人"),
        ("参保人数", "2023"): ("118002", "人"),
        ("基金收入", "2022"): ("9230.40", "万元"),
        ("基金收入", "2023"): ("9850.11", "万元"),
    }


def test_the_parts_of_what_was_carried_are_no_income():
    rows = [
        ["收入", "<", "支出", "<"],
        ["项目", "金额", "项目", "合计"],
        ["一、一般公共预算财政拨款", "8.00", "一、农林水支出", "9.00"],
        ["年初财政拨款结转和结余", "1.00", "年末财政拨款结转和结余", "0.00"],
        ["一般公共预算财政拨款", "1.00", "", ""],
    ]
    _, facts = read("财政拨款收入支出决算总表", "公开04表 单位：万元", rows)
    assert facts[2, 1].indicator_id == "account.income.general_budget"
    assert (facts[4, 1].flow, facts[4, 1].indicator_id) == ("opening", None)
    assert facts[4, 1].indicator_path == ("年初财政拨款结转和结余", "一般公共预算财政拨款")


def test_money_of_a_performance_form_divided_by_source_and_nature():
    rows = [
        ["年度预算执行情况（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["^", "年度资金总额", "56.00", "58.00", "57.00", "10", "98.28%", "9.8"],
        ["^", "按支出性质分：", "<", "<", "<", "<", "<", "<"],
        ["^", "其中：基本支出", "26.00", "26.50", "26.40", "—", "99.62%", "—"],
        ["部门及代码", "岚桐县水利局 102001", "<", "<", "<", "<", "<", "<"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
        ["产出指标", "数量指标", "巡河次数", "≥20次", "25次", "50", "50", ""],
    ]
    _, facts = read("部门整体支出绩效自评表", "（2023年度）", rows, "绩效自评")
    assert [(facts[3, col].basis, facts[3, col].part) for col in (2, 3, 4)] == [
        ("initial_budget", "basic"),
        ("adjusted_budget", "basic"),
        ("execution", "basic"),
    ]
    assert not [place for place in facts if place[0] == 4]


def test_what_is_counted_is_not_what_it_is_worth():
    rows = [
        ["采购项目", "计量单位", "数量", "单价", "总价"],
        ["教学一体机", "台", "12", "1.50", "18.00"],
        ["课桌椅", "套", "200", "0.03", "6.00"],
    ]
    _, facts = read("政府采购明细表", "单位：万元", rows)
    assert [(facts[2, c].value, facts[2, c].unit) for c in (2, 3, 4)] == [
        ("200", "套"),
        ("0.03", "万元"),
        ("6.00", "万元"),
    ]
    rows = [["项目", "数量", "账面价值"], ["房屋（平方米）", "12,300.5", "4,300.00"]]
    _, facts = read("国有资产占用情况表", "单位：辆、万元", rows)
    assert [(facts[1, c].unit, facts[1, c].kind) for c in (1, 2)] == [("平方米", "quantity"), ("万元", "amount")]


def test_funds_among_the_columns_of_a_budget_of_income():
    rows = [
        ["单位代码", "单位名称", "合计", "上年结转结余", "一般公共预算", "国有资本经营预算", "经营收入"],
        ["105001", "岚桐县水利局（本级）", "9.00", "1.00", "5.00", "2.00", "1.00"],
    ]
    _, facts = read("收入预算总表", "单位：万元", rows, "部门预算")
    assert [(facts[1, c].flow, facts[1, c].part, facts[1, c].fund) for c in (3, 4, 5, 6)] == [
        ("opening", None, None),
        ("income", "total", "general_budget"),
        ("income", "total", "state_capital"),
        ("income", "operating", None),
    ]
    assert {fact.scope for fact in facts.values()} == {"岚桐县水利局（本级）"}
    assert [fact.indicator for fact in facts.values()][:3] == ["收入", "上年结转结余", "一般公共预算"]


def test_a_table_without_a_title_is_no_form_that_only_a_title_tells():
    rows = [
        ["经济分类科目编码", "科目名称", "决算数", "经济分类科目编码", "科目名称", "决算数"],
        ["合计", "<", "171.90", "", "", "65.83"],
        ["301", "工资福利支出", "171.90", "302", "商品和服务支出", "65.83"],
        ["30101", "基本工资", "146.00", "30201", "办公费", "65.83"],
        ["30102", "津贴补贴", "25.90", "", "", ""],
    ]
    (table,), facts = read("", "单位：万元", rows)
    assert table.form == "06"
    assert facts[3, 5].part == "basic" or facts[2, 5].part == "basic"
