"""Layouts that few provinces print: one list of both sides, units in a row of the head, levels named otherwise."""

from __future__ import annotations

from web_pages import HEAD, HEAD_OF_ACCOUNT, document, row

from extract.types import Fact


def of_tables(title: str, rows: str, head: str = HEAD_OF_ACCOUNT, unit: str = "单位：万元") -> list[Fact]:
    return [fact for fact in document(title, rows, head, unit).facts if fact.made_by == "table"]


HEAD_OF_EVALUATION = HEAD.replace("年部门预算", "年度灯塔养护专项资金绩效自评报告")
LIST = (
    '<tr><td rowspan="2">收支项目</td><td rowspan="2">行次</td><td rowspan="2">合计</td>'
    '<td colspan="2">资金来源</td></tr>'
    + row("财政拨款", "单位资金")
    + row("【收入】", "", "", "", "")
    + row("一般公共预算财政拨款收入", "1", "30.00", "30.00", "")
    + row("经营收入", "2", "12.00", "", "12.00")
    + row("本年收入合计", "3", "42.00", "30.00", "12.00")
    + row("使用非财政拨款结余", "4", "3.00", "", "3.00")
    + row("收入总计", "5", "45.00", "30.00", "15.00")
    + row("【支出】", "", "", "", "")
    + row("农林水支出", "6", "40.00", "28.00", "12.00")
    + row("本年支出合计", "7", "40.00", "28.00", "12.00")
    + row("结余分配", "8", "3.00", "", "3.00")
    + row("年末结转和结余", "9", "2.00", "2.00", "")
    + row("支出总计", "10", "45.00", "30.00", "15.00")
)


def test_in_one_list_of_both_sides_the_rows_say_which_they_are_of() -> None:
    found = {(fact.indicator, fact.fund): fact.flow for fact in of_tables("收入支出决算总表", LIST)}
    assert found["经营收入", "own"] == "income"
    assert found["使用非财政拨款结余", "all"] == "income"
    assert found["农林水支出", "fiscal"] == "expenditure"
    assert found["结余分配", "own"] == "expenditure"
    assert found["年末结转和结余", "fiscal"] == "closing"
    assert {fund for _, fund in found} == {"all", "fiscal", "own"}


def test_a_unit_in_a_row_of_the_head_is_the_unit_of_its_column() -> None:
    rows = (
        row("片区", "固定灯塔", "保护面积")
        + row("", "座", "万亩")
        + row("北岸片区", "8", "10.9")
        + row("南岸片区", "7", "7.9")
    )
    found = of_tables("分片区作业情况统计表", rows, HEAD_OF_EVALUATION, "")
    assert [(fact.indicator, fact.value, fact.unit) for fact in found][:2] == [
        ("固定灯塔", "8", "座"),
        ("保护面积", "10.9", "万亩"),
    ]


def test_levels_of_a_code_in_the_head_are_no_units() -> None:
    head = '<tr><td colspan="3">科目编码</td><td rowspan="2">科目名称</td><td rowspan="2">合计</td></tr>' + row(
        "类", "款", "项"
    )
    rows = head + row("201", "03", "01", "行政运行", "12.50") + row("208", "05", "05", "养老支出", "3.40")
    found = of_tables("支出决算表", rows)
    assert [(fact.indicator, fact.value) for fact in found] == [("行政运行", "12.50"), ("养老支出", "3.40")]


def test_the_words_behind_the_first_level_are_the_indicators() -> None:
    head = row("一级指标", "具体内容", "目标值", "完成值", "分值", "得分")
    rows = row("产出（35分）", "养护灯塔", "≥12座", "12座", "10", "10") + row(
        "", "按期完工率", "100%", "83.3%", "10", "8"
    )
    found = of_tables("专项资金绩效自评表", head + rows, HEAD_OF_EVALUATION, "")
    assert [fact.indicator for fact in found] == ["养护灯塔"] * 4 + ["按期完工率"] * 4


def test_what_stood_at_the_end_of_years_is_of_those_days() -> None:
    head = '<tr><td rowspan="2">资产类别</td><td colspan="2">2023年末</td><td colspan="2">2024年末</td></tr>'
    rows = head + row("数量", "账面原值", "数量", "账面原值") + row("房屋", "2", "941.46", "3", "1200.00")
    found = [fact for fact in of_tables("固定资产情况表", rows) if fact.kind == "amount"]
    assert [(fact.value, fact.period, fact.basis) for fact in found] == [
        ("941.46", "2023-12-31", "prior_final"),
        ("1200.00", "2024-12-31", "final"),
    ]


def test_figures_below_words_that_nobody_knows_are_not_confirmed() -> None:
    heads = row("科目编码", "科目名称", "本年收入合计", "{}", "上级补助收入", "事业收入", "经营收入")
    rows = row("208", "社会保障和就业支出", "190.74", "182.48", "5.12", "3.14", "")
    rows += row("213", "农林水支出", "66.95", "60.24", "6.71", "", "") + row(
        "", "合计", "257.69", "242.72", "11.83", "3.14", ""
    )
    known = of_tables("收入决算表", heads.format("财政拨款收入") + rows)
    assert {fact.status for fact in known} == {"confirmed"}
    unknown = of_tables("收入决算表", heads.format("一般拔款收人") + rows)
    assert {fact.status for fact in unknown if fact.value in ("182.48", "60.24", "242.72")} == {"read"}


def test_quarters_and_halves_say_when_and_are_no_name() -> None:
    rows = row("第一季度", "425.69", "36.26", "10.32") + row("下半年", "748.31", "63.74", "11.37")
    head = row("季度", "实际支出（万元）", "占全年比例（%）", "灯油用量（吨）")
    facts = of_tables("表4 2024年分季度支出情况", head + rows + row("全年", "1174.00", "—", "21.69"), unit="")
    told = {(fact.indicator, fact.measure, fact.period): fact.value for fact in facts}
    assert told["实际支出", "level", "2024-01/2024-03"] == "425.69"
    assert told["实际支出", "share", "2024-01/2024-03"] == "36.26"
    assert told["灯油用量", "level", "2024-07/2024-12"] == "11.37"
    assert told["灯油用量", "level", "2024"] == "21.69"
