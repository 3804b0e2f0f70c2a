"""Blocks of money above the indicators of a performance form, however their labels are headed."""

from __future__ import annotations

from extract import extract_document

PAGE = """<html><head><meta charset="utf-8"></head><body><h1>项目支出绩效自评表（2023年度）</h1><table>
<tr><td>项目名称</td><td colspan="7">城乡道路养护</td></tr>
<tr><td rowspan="4">预算执行情况（10分）</td>
<td>年度预算数（万元）</td><td>年初预算</td><td>调整后预算数</td><td>预算执行数</td>
<td>预算执行率</td><td>权重</td><td>得分</td></tr>
<tr><td>总额</td><td>38.93</td><td>51.89</td><td>41.50</td><td>79.98%</td><td>10</td><td>8</td></tr>
<tr><td>其中：财政资金</td><td>38.93</td><td>51.89</td><td>41.50</td><td>79.98%</td><td>/</td><td>/</td></tr>
<tr><td>单位资金</td><td>0.00</td><td>0.00</td><td>0.00</td><td>0.00%</td><td>/</td><td>/</td></tr>
<tr><td rowspan="2">绩效指标（90分）</td>
<td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td><td>完成值</td><td>权重</td>
<td>得分</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>养护里程</td><td>≥20公里</td><td>21公里</td><td>90</td><td>90</td></tr>
</table></body></html>"""


def test_a_head_over_the_labels_of_a_block_is_no_head_of_numbers() -> None:
    facts = extract_document(PAGE.encode(), name="a.html").facts
    money = [(fact.indicator, fact.basis, fact.value, fact.unit) for fact in facts if fact.kind == "amount"]
    assert money == [
        ("总额", "initial_budget", "38.93", "万元"),
        ("总额", "adjusted_budget", "51.89", "万元"),
        ("总额", "execution", "41.50", "万元"),
        ("财政资金", "initial_budget", "38.93", "万元"),
        ("财政资金", "adjusted_budget", "51.89", "万元"),
        ("财政资金", "execution", "41.50", "万元"),
        ("单位资金", "initial_budget", "0.00", "万元"),
        ("单位资金", "adjusted_budget", "0.00", "万元"),
        ("单位资金", "execution", "0.00", "万元"),
    ]
    rates = [(fact.versus, fact.value) for fact in facts if fact.measure == "completion"]
    assert rates == [("adjusted_budget", "79.98"), ("adjusted_budget", "79.98"), ("adjusted_budget", "0.00")]


DUMP = """2023年度项目支出绩效自评表
项目名称\t养护工程
预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t\t42.56\t50.22\t48.58\t10\t96.73%\t9.67
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t养护里程\t≥20公里\t21公里\t90\t90\t
"""


def test_heads_that_a_dump_set_a_column_to_the_left_go_back_over_their_numbers() -> None:
    facts = extract_document(DUMP.encode(), name="a.txt").facts
    money = [(fact.basis, fact.value) for fact in facts if fact.kind == "amount"]
    assert money == [("initial_budget", "42.56"), ("adjusted_budget", "50.22"), ("execution", "48.58")]
    assert [(fact.value, fact.unit) for fact in facts if fact.measure == "completion"] == [("96.73", "%")]
    assert [fact.value for fact in facts if fact.kind == "score" and fact.indicator == "年度资金总额"] == ["10", "9.67"]


def test_a_row_that_does_not_fit_its_heads_is_not_read() -> None:
    shifted = PAGE.replace("<td>总额</td><td>38.93</td>", "<td>总额</td>")
    facts = extract_document(shifted.encode(), name="a.html").facts
    row = [fact for fact in facts if fact.indicator == "总额"]
    assert row and all(fact.value is None and fact.status == "abstained" and fact.value_text for fact in row)


def test_prose_above_the_indicators_stands_in_any_column() -> None:
    block = (
        '<tr><td rowspan="2">年度总体目标</td><td colspan="3">预期目标</td><td colspan="4">实际完成情况</td></tr>'
        '<tr><td colspan="3">全年养护道路，养护里程不少于20公里。</td>'
        '<td colspan="4">全年养护道路21公里，巡查36次，未见塌方。</td></tr>'
    )
    page = PAGE.replace('<tr><td rowspan="2">绩效指标', block + '<tr><td rowspan="2">绩效指标')
    document = extract_document(page.encode(), name="a.html")
    assert "不少于20公里" in document.text.chars and "巡查36次" in document.text.chars
    told = {(fact.value, fact.measure) for fact in document.facts if fact.evidence[0].start is not None}
    assert ("20", "target") in told and ("21", "level") in told


def test_money_of_a_project_is_led_by_the_project() -> None:
    facts = extract_document(PAGE.encode(), name="a.html").facts
    assert {fact.indicator_path for fact in facts if fact.kind == "amount" and fact.indicator == "总额"} == {
        ("城乡道路养护", "总额")
    }


def test_a_number_that_nothing_names_is_kept_and_not_known() -> None:
    nameless = PAGE.replace("<td>单位资金</td>", "<td></td>").replace("<td>养护里程</td>", "<td></td>")
    nameless = nameless.replace("<td>产出指标</td><td>数量指标</td>", "<td></td><td></td>")
    facts = extract_document(nameless.encode(), name="a.html").facts
    unknown = [fact for fact in facts if fact.indicator is None]
    # three amounts, their rate and two dashes' worth of nothing; target, result, weight and score of the indicator
    assert [fact.value_text for fact in unknown] == [
        "0.00", "0.00", "0.00", "0.00%", "≥20公里", "21公里", "90", "90",
    ]  # fmt: skip
    assert all(fact.value is None and fact.status == "abstained" for fact in unknown)


PARTS = """<html><head><meta charset="utf-8"></head><body><h1>2023年度部门整体支出绩效自评表</h1><table>
<tr><td>部门名称</td><td colspan="4">临湖县水利局</td></tr>
<tr><td>经费控制情况</td><td>2022年决算数</td><td>2023年预算数</td><td>2023年决算数</td><td></td></tr>
<tr><td>项目支出</td><td>30.00</td><td>40.00</td><td>35.00</td><td></td></tr>
<tr><td>1、渠道清淤</td><td></td><td>25.00</td><td>20.00</td><td></td></tr>
<tr><td>2、山塘整治</td><td></td><td>15.00</td><td>15.00</td><td></td></tr>
<tr><td>政府采购金额</td><td></td><td></td><td>8.00</td><td></td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>清淤长度</td><td>≥3公里</td><td>4公里</td></tr>
</table></body></html>"""


def test_numbered_rows_are_parts_of_the_row_above_them() -> None:
    facts = extract_document(PARTS.encode(), name="a.html").facts
    assert {(fact.indicator, fact.part) for fact in facts if fact.kind == "amount"} == {
        ("项目支出", "project"), ("渠道清淤", "project"), ("山塘整治", "project"), ("政府采购金额", None),
    }  # fmt: skip


TARGETS = """<html><head><meta charset="utf-8"></head><body><h1>2024年项目绩效目标表</h1><table>
<tr><td>项目名称</td><td>山塘整治</td><td>联系电话</td><td>5550123</td></tr>
<tr><td>主管部门</td><td>临湖县水利局</td><td>年度资金总额（万元）</td><td>88.50</td></tr>
<tr><td>受益村（个）</td><td>12</td><td>实施年限</td><td>2024</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>整治山塘</td><td>≥9口</td></tr>
</table></body></html>"""


def test_money_of_a_form_that_only_sets_targets_is_budget() -> None:
    facts = extract_document(TARGETS.encode(), name="a.html").facts
    above = [(fact.indicator, fact.basis, fact.value, fact.unit) for fact in facts if fact.measure == "level"]
    # neither a telephone number nor a year is a figure, a count of villages is one
    assert above == [("年度资金总额", "budget", "88.50", "万元"), ("受益村", None, "12", "个")]


ONE_CELL = """<html><head><meta charset="utf-8"></head><body><h1>2019年项目支出绩效目标表</h1><table>
<tr><td>项目名称</td><td colspan="4">山塘整治</td></tr>
<tr><td rowspan="2">项目资金（万元）</td><td colspan="4">年度资金总额：203</td></tr>
<tr><td colspan="4">其中：财政拨款 180.5</td></tr>
<tr><td>总体目标</td><td colspan="4">整治山塘9口，受益农户全部参与管护</td></tr>
<tr><td rowspan="2">绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>指标1：整治山塘</td><td>按县里下达的计划在汛期到来之前全部整治完毕并通过验收</td></tr>
</table></body></html>"""


def test_label_and_number_in_one_cell_and_goals_without_a_full_stop_are_read() -> None:
    facts = extract_document(ONE_CELL.encode(), name="a.html").facts
    assert [(fact.indicator, fact.basis, fact.value, fact.unit) for fact in facts if fact.kind == "amount"] == [
        ("年度资金总额", "budget", "203", "万元"),
        ("财政拨款", "budget", "180.5", "万元"),
    ]
    assert [(fact.indicator, fact.value_text) for fact in facts if fact.kind == "text"] == [
        ("整治山塘", "按县里下达的计划在汛期到来之前全部整治完毕并通过验收")
    ]
    goals = [(fact.indicator, fact.measure, fact.value) for fact in facts if fact.made_by == "rule"]
    assert goals == [("整治山塘", "target", "9")]


UNDER_THEIR_LABEL = """2020年度部门整体支出绩效自评表
单位：万元

\t部门名称
\t养护管理局

\t预算执行（万元）
\t年初预算数
\t全年预算数
\t全年执行数
\t执行率
\t分值
\t得分

\t
\t1131.42
\t1221.00
\t1160.98
\t95.08%
\t10
\t9.51

\t一级指标
\t二级指标
\t三级指标
\t年度指标值
\t全年完成值
\t分值
\t得分

\t产出指标
\t数量指标
\t养护里程
\t≥20公里
\t21公里
\t90
\t90

说明。
"""


def test_a_row_below_the_label_of_its_block_is_of_the_whole_office() -> None:
    facts = extract_document(UNDER_THEIR_LABEL.encode(), name="a.txt").facts
    money = [(fact.indicator, fact.basis, fact.value) for fact in facts if fact.kind == "amount"]
    assert money == [
        ("部门整体支出", "initial_budget", "1131.42"),
        ("部门整体支出", "adjusted_budget", "1221.00"),
        ("部门整体支出", "execution", "1160.98"),
    ]


OF_THE_OFFICE = """<html><head><meta charset="utf-8"></head><body><h1>部门整体支出绩效目标表（2024年度）</h1><table>
<tr><td>部门名称</td><td colspan="5">潮音岛航标处</td></tr>
<tr><td rowspan="6">资金情况（万元）</td><td rowspan="2">来源与用途</td><td rowspan="2">2024年预算</td>
<td rowspan="2">占比（%）</td><td colspan="2">前两年预算</td></tr>
<tr><td>2023年</td><td>2022年</td></tr>
<tr><td>财政拨款</td><td>90.00</td><td>97.83</td><td>80.00</td><td>70.00</td></tr>
<tr><td>上年结转</td><td>2.00</td><td>2.17</td><td>1.00</td><td>3.00</td></tr>
<tr><td>收入合计</td><td>92.00</td><td>—</td><td>81.00</td><td>73.00</td></tr>
<tr><td>基本支出</td><td>40.00</td><td>44.00</td><td>35.00</td><td>33.00</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td><td colspan="2">指标值设定依据</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>检修灯塔</td><td>≥20座</td><td colspan="2">行业标准</td></tr>
<tr><td>效益指标</td><td>社会效益</td><td>夜航安全</td><td>100%</td><td colspan="2">计划标准</td></tr>
</table></body></html>"""


def test_years_below_a_head_are_those_of_its_money_and_shares_are_of_the_sum() -> None:
    facts = extract_document(OF_THE_OFFICE.encode(), name="a.html").facts
    told = {(fact.indicator, fact.measure, fact.period): fact for fact in facts if fact.basis == "budget"}
    assert {key: fact.value for key, fact in told.items() if key[0] == "财政拨款"} == {
        ("财政拨款", "level", "2024"): "90.00",
        ("财政拨款", "share", "2024"): "97.83",
        ("财政拨款", "level", "2023"): "80.00",
        ("财政拨款", "level", "2022"): "70.00",
    }
    assert told["上年结转", "share", "2024"].unit == "%"  # though 2.17 alone could be a ratio
    assert told["上年结转", "share", "2024"].versus_indicator == "收入合计"
    assert told["基本支出", "share", "2024"].versus_indicator is None  # no sum stands below it


def test_what_a_target_rests_on_is_no_target() -> None:
    facts = extract_document(OF_THE_OFFICE.encode(), name="a.html").facts
    targets = [(fact.indicator, fact.value) for fact in facts if fact.measure == "target"]
    assert targets == [("检修灯塔", "20"), ("夜航安全", "100")]
    both = OF_THE_OFFICE.replace("<td>指标值</td>", "<td>指标值及依据</td>").replace("指标值设定依据", "备注")
    facts = extract_document(both.encode(), name="a.html").facts
    assert [fact.value for fact in facts if fact.measure == "target"] == ["20", "100"]


BASE_DATA = """<html><head><meta charset="utf-8"></head><body><h1>部门整体支出绩效评价基础数据表</h1>
<p>2022年度 单位：万元</p><table>
<tr><td>财政供养人员情况</td><td>编制数（人）</td><td>2022年实际在职人数（人）</td><td>控制率</td></tr>
<tr><td>合计</td><td>40</td><td>36</td><td>90.00%</td></tr>
<tr><td>经费控制情况</td><td>2021年决算数</td><td>2022年年初预算数</td><td>2022年决算数</td></tr>
<tr><td>项目支出</td><td>50.00</td><td>60.00</td><td>55.00</td></tr>
</table></body></html>"""


def test_posts_and_people_below_their_heads_are_named_by_these() -> None:
    facts = extract_document(BASE_DATA.encode(), name="a.html").facts
    people = [(fact.indicator, fact.value, fact.unit) for fact in facts if fact.basis is None]
    assert people == [("编制数", "40", "人"), ("实际在职人数", "36", "人"), ("控制率", "90.00", "%")]


def test_money_that_came_in_is_money() -> None:
    page = PAGE.replace("<td>调整后预算数</td>", "<td>到位数</td>")
    came = [fact for fact in extract_document(page.encode(), name="a.html").facts if "到位数" in (fact.indicator or "")]
    assert [(fact.indicator, fact.value, fact.unit) for fact in came] == [
        ("总额到位数", "51.89", "万元"),
        ("财政资金到位数", "51.89", "万元"),
        ("单位资金到位数", "0.00", "万元"),
    ]


TWO_ROWS = """<html><head><meta charset="utf-8"></head><body><h1>重点项目绩效结果汇总</h1><p>单位：万元</p><table>
<tr><td rowspan="2">项目</td><td rowspan="2">年初预算</td><td colspan="2">资金安排与使用</td>
<td rowspan="2">预算执行率（%）</td><td colspan="2">评价结论</td></tr>
<tr><td>全年预算</td><td>实际支出</td><td>得分</td><td>等级</td></tr>
<tr><td>灯塔加固</td><td>30.00</td><td>40.00</td><td>36.00</td><td>90.00</td><td>95.5</td><td>优</td></tr>
<tr><td>航标更新</td><td>20.00</td><td>20.00</td><td>20.00</td><td>100.00</td><td>98</td><td>优</td></tr>
</table></body></html>"""


def test_heads_beside_a_second_row_of_heads_keep_their_columns_and_no_figure_names_a_row() -> None:
    facts = extract_document(TWO_ROWS.encode(), name="a.html").facts
    told = [(fact.indicator, fact.basis, fact.measure, fact.value) for fact in facts if fact.indicator == "灯塔加固"]
    assert told[:4] == [
        ("灯塔加固", "initial_budget", "level", "30.00"),
        ("灯塔加固", "adjusted_budget", "level", "40.00"),
        ("灯塔加固", "execution", "level", "36.00"),
        ("灯塔加固", "execution", "completion", "90.00"),
    ]
    assert {fact.indicator for fact in facts} == {"灯塔加固", "航标更新"}


def test_the_unit_beside_the_middle_of_a_block_without_rules_is_that_of_the_block() -> None:
    rows = PAGE.replace('<td rowspan="4">预算执行情况（10分）</td>', "<td></td>").replace("年度预算数（万元）", "")
    rows = rows.replace("<tr><td>总额", "<tr><td></td><td>总额")
    rows = rows.replace("<tr><td>其中：财政资金", "<tr><td>项目资金（万元）</td><td>其中：财政资金")
    rows = rows.replace("<tr><td>单位资金", "<tr><td></td><td>单位资金")
    facts = extract_document(rows.encode(), name="a.html").facts
    money = [fact for fact in facts if fact.basis in ("initial_budget", "adjusted_budget")]
    assert money and {fact.unit for fact in money if fact.measure == "level"} == {"万元"}
