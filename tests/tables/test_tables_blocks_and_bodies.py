"""Tables of bodies and of projects, blocks below other heads, and what titles and heads leave out."""

from __future__ import annotations

from tests.tables.test_tables_seldom_heads import page, said

BODIES = [
    ["单位名称", "单位类别", "人数（人）", "<", "本年收入", "本年支出", "<", "<"],
    ["", "", "编制", "年末在职", "", "基本支出", "项目支出", "小计"],
    ["县档案馆", "公益一类", "112", "109", "30.00", "20.00", "9.00", "29.00"],
    ["县方志办", "公益一类", "105", "101", "12.00", "8.00", "3.00", "11.00"],
]


def test_a_list_of_bodies_is_no_form_and_its_people_are_no_codes() -> None:
    (table,), facts = page(BODIES, "纳入决算范围的单位一览", "单位：万元")
    assert table.form == "other"
    assert said(facts, "indicator", "scope", "period", "value")[:4] == [
        ("编制人数", "县档案馆", "2023", "112"),
        ("在职人数", "县档案馆", "2023-12-31", "109"),
        ("本年收入", "县档案馆", "2023", "30.00"),
        ("基本支出", "县档案馆", "2023", "20.00"),
    ]


def test_projects_are_named_by_their_column_and_their_sum_by_the_title() -> None:
    rows = [
        ["项目名称", "实施单位", "年初预算", "全年预算", "全年执行", "执行率（%）", "得分"],
        ["档案库房改造", "县档案馆", "8.00", "9.00", "9.00", "100.00", "95.0"],
        ["志书出版", "县方志办", "3.00", "3.00", "1.50", "50.00", "90.0"],
        ["合计", "", "11.00", "12.00", "10.50", "87.50", "—"],
    ]
    _, facts = page(rows, "2023年度重点项目支出绩效自评情况汇总表", "单位：万元")
    told = said(facts, "indicator", "basis", "measure", "value")
    assert ("档案库房改造", "execution", "level", "9.00") in told
    assert ("志书出版", "execution", "completion", "50.00") in told
    assert ("重点项目支出", "adjusted_budget", "level", "12.00") in told


def test_a_block_below_heads_of_its_own_is_counted_by_them() -> None:
    rows = [
        ["项目", "行次", "年初预算数", "全年预算数", "决算数", "完成比例（%）"],
        ["合计", "1", "5.00", "4.00", "3.00", "75.00"],
        ["公务用车运行维护费", "2", "3.00", "3.00", "2.00", "66.67"],
        ["公务接待费", "3", "2.00", "1.00", "1.00", "100.00"],
        ["项目", "行次", "数量", "项目", "行次", "数量"],
        ["公务用车保有量（辆）", "4", "7", "国内公务接待批次（批次）", "5", "12"],
    ]
    _, facts = page(rows, "财政拨款“三公”经费支出决算表", "单位：万元")
    told = said(facts, "indicator", "basis", "value", "unit")
    assert ("“三公”经费", "adjusted_budget", "4.00", "万元") in told
    assert told[-2:] == [("公务用车保有量", None, "7", "辆"), ("国内公务接待批次", None, "12", "批次")]


def test_a_block_of_the_end_of_the_year_says_when_its_rows_are() -> None:
    rows = [
        ["项目", "统计数"],
        ["一、车辆情况", "—"],
        ["（一）车辆数合计（辆）", "3"],
        ["二、年末机构人员情况（人）", "—"],
        ["（一）编制人数", "20"],
    ]
    _, facts = page(rows, "机构运行信息表")
    assert said(facts, "indicator", "period") == [("车辆数合计", "2023"), ("编制人数", "2023-12-31")]


def test_money_that_came_and_was_spent_is_of_the_row() -> None:
    rows = [
        ["支出类别", "全年预算数", "资金到位", "<", "资金执行", "<", "结转结余"],
        ["", "", "到位数", "到位率", "执行数", "执行率", ""],
        ["项目支出", "10.00", "9.00", "90.00%", "8.00", "80.00%", "1.00"],
        ["合计", "10.00", "9.00", "90.00%", "8.00", "80.00%", "1.00"],
    ]
    _, facts = page(rows, "2023年度部门整体支出资金到位与执行情况表", "单位：万元")
    told = said(facts, "indicator", "flow", "value")
    assert [fact for fact in told if fact[2] == "8.00"] == [("项目支出", None, "8.00"), ("部门整体支出", None, "8.00")]
    assert ("项目支出结转结余", "closing", "1.00") in told
    assert ("部门整体支出", None, "10.00") in told


def test_a_rate_beside_counted_targets_is_of_the_indicator() -> None:
    rows = [
        ["指标名称", "计量单位", "计划数", "完成数", "完成率"],
        ["修复古籍", "册", "20", "25", "125.00%"],
        ["采集口述史", "人", "8", "8", "100.00%"],
    ]
    _, facts = page(rows, "主要产出指标完成情况")
    assert said(facts, "indicator", "measure", "value")[2] == ("修复古籍", "completion", "125.00")


def test_a_head_of_rate_and_points_is_of_the_rate() -> None:
    rows = [
        ["预算执行情况", "资金构成", "年初预算数", "全年预算数", "分值", "全年执行数", "执行率及得分"],
        ["", "财政性资金", "5.00", "6.00", "—", "3.00", "50.00%"],
        ["", "其他资金", "1.00", "1.00", "—", "1.00", "100.00%"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出", "数量", "修复古籍", "20册", "25册", "50", "50"],
    ]
    _, facts = page(rows, "部门整体支出绩效自评表", "单位：万元")
    told = said(facts, "indicator", "measure", "value")
    assert ("财政性资金", "completion", "50.00") in told
    assert ("财政性资金", "level", "3.00") in told


def test_why_points_were_lost_may_be_headed_by_grounds() -> None:
    rows = [
        ["一级指标", "二级指标", "分值", "得分", "扣分依据"],
        ["过程", "资金管理", "10", "9.5", "付款晚于约定"],
        ["产出", "产出数量", "20", "20", ""],
    ]
    _, facts = page(rows, "项目绩效评价评分表")
    assert ("资金管理", "9.5", "付款晚于约定") in said(facts, "indicator", "value", "reason")
