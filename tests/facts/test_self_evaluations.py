"""Free self-evaluations: names of several nouns, what is to be reached, what is carried and what is not."""

from __future__ import annotations

import pytest
from test_free_prose import HEAD, figures, named

from extract import extract_document
from extract.facts.narrative.series import AMBIGUOUS

PLANS = "临湖县水利局2023年度部门整体支出绩效自评报告\n五、下一步工作打算\n"
PROBLEMS = "临湖县水利局2023年度部门整体支出绩效自评报告\n四、存在的问题及改进措施\n"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("全年举办灌溉展览、讲座42场次。", "灌溉展览、讲座"),
        ("水文站、水质站正常运行率100%。", "水文站、水质站正常运行率"),
        ("泵站开工率、完工率均为100%。", "泵站开工率、完工率"),
        ("走访慰问护渠模范家庭、困难职工215户次。", "走访慰问护渠模范家庭、困难职工"),
        ("开展水法宣传、发放宣传册3000份。", "发放宣传册"),
    ],
)
def test_one_figure_of_several_nouns_has_them_all(sentence: str, name: str) -> None:
    assert [fact.indicator for fact in figures(sentence)] == [name]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("为1286名渔民和护渠员提供培训。", "渔民和护渠员"),
        ("有26台水泵未办理报废手续。", "水泵"),
        ("为324名护渠员适配救生衣412件。", "护渠员"),
        ("新建6家二级及以上水文站。", "二级及以上水文站"),
        ("下设灌溉试验站、水质监测站2个事业单位。", "事业单位"),
        ("35个三级指标中定性指标达19个。", "三级指标"),
    ],
)
def test_the_noun_behind_a_count_ends_where_its_verb_begins(sentence: str, name: str) -> None:
    assert figures(sentence)[0].indicator == name


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("项目计划实施渠道衬砌面积1.08万亩。", "渠道衬砌面积"),
        ("因汛期提前，导致年内仅支付首付款68万元。", "支付首付款"),
        ("渠道改造后亩均节水量60立方米。", "亩均节水量"),
        ("本次自评共涉及项目32个。", "项目"),
        ("2023年共安排乡村水务专项资金1380万元。", "乡村水务专项资金"),
        ("落实渠系管护补助资金126万元。", "渠系管护补助资金"),
        ("为60岁以上渔民办理优待卡1.3万张。", "优待卡"),
        ("在全省灌溉技能比赛中获得奖牌11枚。", "奖牌"),
        ("我所占地面积48.6亩。", "占地面积"),
        ("毛灌溉率虽达91.8%。", "毛灌溉率"),
        ("年度巡查里程300公里。", "巡查里程"),
        ("全年累计发放护渠奖金32万元。", "护渠奖金"),
    ],
)
def test_a_name_begins_behind_the_words_that_no_name_holds(sentence: str, name: str) -> None:
    assert [fact.indicator for fact in figures(sentence)] == [name]


@pytest.mark.parametrize("name", ["政策落实情况得分", "年末结转结余资金", "水利工程实施方案编制费"])
def test_words_that_belong_to_a_name_stay(name: str) -> None:
    unit = "分" if name.endswith("分") else "万元"
    assert [fact.indicator for fact in figures(f"{name}12{unit}。")] == [name]


def test_a_target_and_what_came_of_it_have_one_name() -> None:
    target, done = figures("“护渠人次”指标目标值300人次，实际完成521人次。")
    assert (target.indicator, target.measure) == ("“护渠人次”", "target")
    assert (done.indicator, done.measure) == ("“护渠人次”", "level")
    target, done = figures("灌区管护覆盖率目标值≥95%，实际完成100%。")
    assert (target.indicator, target.measure, target.qualifier) == ("灌区管护覆盖率", "target", "≥")
    assert (done.indicator, done.measure) == ("灌区管护覆盖率", "level")
    planned, done = figures("计划整治渠道面积18平方公里，实际整治18.6平方公里。")
    assert (planned.measure, done.measure, done.indicator) == ("target", "level", planned.indicator)


def test_a_task_that_was_done_is_no_target() -> None:
    (done,) = figures("完成清淤任务2.35万亩。")
    assert done.measure == "level"


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("水质达标率98.7%，高于省定目标1.2个百分点。", "1.2"),
        ("支出进度12.1%，低于序时进度12.9个百分点。", "-12.9"),
        ("灌溉率83.4%，较目标值85%低1.6个百分点。", "-1.6"),
    ],
)
def test_by_so_much_it_differs_from_what_was_to_be_reached(sentence: str, value: str) -> None:
    level, *_, change = figures(sentence)
    assert (change.indicator, change.measure, change.value) == (level.indicator, "change", value)
    assert (change.versus, change.direction) == (None, None)


@pytest.mark.parametrize("sentence", ["受害率0.02‰，远低于0.9‰的省控指标。", "失业率3.12%，控制在5.5%以内。"])
def test_a_bound_behind_a_level_is_a_target(sentence: str) -> None:
    level, bound = figures(sentence)
    assert (bound.indicator, level.measure, bound.measure) == (level.indicator, "level", "target")


def test_what_was_not_reached_is_a_target() -> None:
    *_, bound = figures("预算执行率95%，未达到98%。")
    assert bound.measure == "target"


def test_plans_are_targets_and_problems_are_none() -> None:
    assert [fact.measure for fact in figures("渠道完好率达到95%以上，新建泵站6座。", PLANS)] == ["target", "target"]
    assert [fact.measure for fact in figures("渠道完好率55%，病险泵站6座。", PROBLEMS)] == ["level", "level"]


def test_a_heading_of_targets_that_runs_into_its_paragraph() -> None:
    (fact,) = figures("（二）项目绩效目标。完成渠道衬砌1.08万亩。")
    assert fact.measure == "target"


def test_rates_of_a_sentence_that_strives_are_targets() -> None:
    facts = figures("力争预算执行率达到98%以上，渠道完好率达到100%。")
    assert facts[-1].measure == "target"


def test_the_end_of_a_month_to_come_is_a_period() -> None:
    first, second = figures("2024年，确保6月底前支出进度达到50%、年底前达到95%。", PLANS)
    assert (first.indicator, first.period, second.period) == ("支出进度", "2024-06-30", "2024-12-31")


def test_what_follows_all_parts_of_a_budget_is_no_part_of_it() -> None:
    *_, income, left = figures("收入预算50万元，其中拨款30万元、上年结转20万元；全年实现收入48万元，结余3万元。")
    assert (income.basis, left.basis) == (None, None)


def test_parts_within_a_part_do_not_end_the_outer_whole() -> None:
    text = "项目预算90万元，其中：护渠费50万元，其中：县级30万元，乡级20万元；巡查费40万元。"
    assert [fact.basis for fact in figures(text)] == ["budget"] * 5


def test_spending_of_all_is_not_that_of_the_last_part() -> None:
    *_, spent = figures("部门预算50万元，其中基本支出30万元，项目支出20万元。全年实际支出45万元。")
    assert (spent.indicator, spent.basis) == ("支出", "execution")


def test_an_approved_budget_is_that_of_the_body() -> None:
    assert figures("县财政局批复我局2023年部门预算216万元。")[0].indicator == "部门预算"


def test_no_money_is_of_a_rate() -> None:
    text = "1.预算完成率。预算完成率96.4%。2.预算调整率。全年调整预算75.3万元，分值3分，得2分。"
    rate, money, full, given = figures(text)
    assert money.indicator is None
    assert money.confidence < rate.confidence
    assert (full.indicator, given.indicator) == ("预算调整率", "预算调整率")


def test_points_that_were_given_of_points_that_could_be_had() -> None:
    assert named("其中预算编制与执行15分，自评得13.5分；过程指标得28.5分。") == [
        ("预算编制与执行", "15"), ("预算编制与执行", "13.5"), ("过程指标", "28.5"),
    ]  # fmt: skip


def test_a_rate_per_head_stays_one_where_it_rises() -> None:
    facts = figures("护渠补助由每人每月620元提高到650元。")
    assert [fact.measure for fact in facts] == ["standard", "standard"]
    assert facts[1].unit_base == "元/人·月"


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("平均抢修天数由62天缩短至54天。", ["62", "54"]),
        ("供水可支付月数由上年的7.2个月下降到5.8个月。", ["7.2", "5.8"]),
        ("泵站响应时间目标值≤30分钟，实际完成20分钟。", ["30", "20"]),
    ],
)
def test_spans_of_time_that_were_measured(sentence: str, values: list[str]) -> None:
    assert [fact.value for fact in figures(sentence)] == values


def test_the_start_of_a_change_is_of_its_name() -> None:
    before, after = figures("用水户满意率由改造前的71.2%提高到94.6%。")
    assert (before.indicator, after.indicator) == ("用水户满意率", "用水户满意率")


def test_points_in_a_row_are_all_points() -> None:
    *_, first, second = figures("供水率99.1%，满意率96.4%，较上年分别提高1.3个、2.2个百分点。")
    assert [(fact.indicator, fact.unit) for fact in (first, second)] == [("供水率", "个百分点"), ("满意率", "个百分点")]


def test_a_quarter_ends_with_its_item() -> None:
    first, second = figures("一季度支出进度12.1%；二是全年采购水泵86台。")
    assert (first.period, second.period) == ("2023-01/2023-03", "2023")


def test_drug_share_is_a_rate_of_its_own_name() -> None:
    (fact,) = figures("药占比26.1%。")
    assert (fact.indicator, fact.measure) == ("药占比", "level")


def test_a_share_that_rises_to_so_much_is_a_share() -> None:
    assert figures("泵站150座，自动泵站占比提升到62.5%。")[-1].measure == "share"


def test_rates_rise_by_points() -> None:
    *_, change = figures("用水户满意度90%，较上年提升2.1个百分点。")
    assert (change.measure, change.value, change.versus) == ("change", "2.1", "prior_year")


def test_a_reason_behind_what_is_lower_by_so_much() -> None:
    *_, change = figures("执行率79.03%，较基本支出执行率低19.4个百分点，主要是水泵采购流标。")
    assert change.reason == "水泵采购流标"


@pytest.mark.parametrize(
    ("sentence", "who"),
    [("接待游客30万人次。", "游客"), ("参赛运动员3150人。", "参赛"), ("出动执法人员1752人次。", "执法人员")],
)
def test_who_is_counted(sentence: str, who: str) -> None:
    assert figures(sentence)[0].who == who


def test_buildings_are_counted_and_rooms_are_addresses() -> None:
    assert named("改造居民楼86栋。") == [("改造居民楼", "86")]
    assert named("办公地点在3栋201室。") == []


def test_a_heading_of_items_is_not_what_the_budget_is_of() -> None:
    *_, spent = figures("渠系养护项目预算20万元。3.执行情况：全年实际支出18万元。")
    assert spent.indicator != "执行"


def test_words_that_end_in_doubt_are_told_so() -> None:
    (fact,) = figures("每年五个分局需要开支宣传20万元。")
    assert fact.confidence <= AMBIGUOUS


def test_points_in_brackets_and_behind_commas() -> None:
    text = "1.投入指标（权重10分，得9.6分）。2.目标设定（4分）：合理性2分，得1.6分；3.预算编制（满分5分，自评5分）。"
    facts = figures(text)
    assert [(fact.indicator, fact.measure, fact.value) for fact in facts] == [
        ("投入指标", "target", "10"), ("投入指标", "level", "9.6"), ("目标设定", "target", "4"),
        ("合理性", "target", "2"), ("合理性", "level", "1.6"), ("预算编制", "target", "5"), ("预算编制", "level", "5"),
    ]  # fmt: skip


def test_points_in_a_list_behind_its_announcement() -> None:
    text = "具体得分情况如下：渠道管护10分、泵站运行18.5分。"
    assert named(text) == [("渠道管护", "10"), ("泵站运行", "18.5")]


def test_a_formula_is_one_figure_of_its_name_and_those_it_is_made_of() -> None:
    text = "在职人员控制率=在职人员数58人÷编制数62人×100%=93.55%，得3分。"
    assert named(text) == [
        ("在职人员数", "58"), ("编制数", "62"), ("在职人员控制率", "93.55"), ("在职人员控制率", "3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("可新增灌溉面积1080亩。", "新增灌溉面积"),
        ("2023年我县共收到中央和省级渠系养护补助资金5860万元。", "中央和省级渠系养护补助资金"),
        ("为2.86万名退休人员按时足额发放养老金9.12亿元。", "养老金"),
        ("水质合格率常年保持在80%以上。", "水质合格率"),
        ("家庭医生签约21.5万人。", "家庭医生签约"),
        ("护渠服务队伍发展到213支。", "护渠服务队伍"),
        ("施工过程中发生设计变更3项。", "设计变更"),
        ("县水利馆接待观众7.3万人次。", "接待观众"),
    ],
)
def test_what_stands_around_a_name_is_off(sentence: str, name: str) -> None:
    assert figures(sentence)[-1].indicator == name


def test_a_head_that_speaks_of_targets_tells_none() -> None:
    facts = figures("1.绩效目标申报质量有待提升。申报的26个项目中，有8个项目延期。")
    assert [fact.measure for fact in facts] == ["level", "level"]


def test_a_plan_in_a_name_of_an_allowance_plans_nothing() -> None:
    assert [fact.measure for fact in figures("发放雨露计划补助1210人次；新设岗位13个。")] == ["level", "level"]


def test_a_day_does_not_hold_for_what_is_told_of_the_year() -> None:
    first, second = figures("截至9月底，渠道完好率58.6%，全年结转资金214.6万元。")
    assert (first.period, second.period) == ("2023-09-30", "2023")


def test_what_agrees_completely_is_no_comparison_of_figures() -> None:
    read = extract_document((HEAD + "有8个项目的绩效指标与上年完全一致。").encode(), name="a.txt").facts
    assert [fact.kind for fact in read] == ["quantity"]


def test_those_who_were_sent_stand_behind_their_number() -> None:
    assert figures("选派28名水利技术人员赴基层服务。")[0].indicator == "水利技术人员"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("使用非财政拨款结余52.04万元。", "使用非财政拨款结余"),
        ("我所“三公”经费支出决算总额为9.87万元。", "“三公”经费"),
        ("财政拨款开支的公务用车保有量为3辆。", "公务用车保有量"),
        ("为用水户止损41万元。", "止损"),
        ("辖区溺水事故起数36起。", "溺水事故起数"),
        ("筹措资金化解供水债务1.93亿元。", "化解供水债务"),
        ("资助对象认定准确率、资金发放率均达到100%。", "资助对象认定准确率、资金发放率"),
        ("2023年初部门预算总额2318.6万元。", "部门预算"),
    ],
)
def test_names_of_accounts_and_of_those_who_were_served(sentence: str, name: str) -> None:
    assert figures(sentence)[0].indicator == name


def test_an_item_that_was_given_points_has_the_money() -> None:
    _, budget, spent = figures("“护渠资金”项目绩效自评得分98分，全年预算数为320万元，执行数为316.4万元。")
    assert (budget.indicator, spent.indicator) == ("“护渠资金”项目", "“护渠资金”项目")


def test_names_before_a_comma_and_a_target() -> None:
    text = "①护渠人数，年初目标值≥860人，年末完成值904人；②护渠补助标准，目标值20元/人，完成值20元/人。"
    assert [(fact.indicator, fact.measure) for fact in figures(text)] == [
        ("护渠人数", "target"), ("护渠人数", "level"), ("护渠补助标准", "target"), ("护渠补助标准", "standard"),
    ]  # fmt: skip


def test_money_that_came_of_an_investment() -> None:
    whole, came, part, less = figures("该项目总投资652万元，实际到位资金618万元；县级配套218万元，较计划少到位34万元。")
    assert (came.indicator, part.indicator) == ("实际到位资金", "县级配套")
    assert (less.indicator, less.measure, less.value) == ("县级配套", "change", "-34")


def test_so_much_more_was_done() -> None:
    *_, change = figures("查处偷水案件412起，同比多办理37起。")
    assert (change.indicator, change.measure, change.value, change.versus) == (
        "查处偷水案件",
        "change",
        "37",
        "prior_year",
    )


def test_so_much_of_a_task_that_has_a_name() -> None:
    assert figures("清收水费1.93亿元，完成年度清收任务的110.3%。")[-1].measure == "completion"


def test_parts_of_a_whole_without_a_basis_have_none() -> None:
    text = "收入预算50万元，其中拨款30万元。全年部门支出45万元，其中人员类25万元、运转类20万元。"
    assert [fact.basis for fact in figures(text)] == ["budget", "budget", None, None, None]


def test_modifiers_of_one_kind_share_the_head_of_the_last() -> None:
    names = [fact.indicator for fact in figures("人员类、运转类、特定目标类项目执行率分别为99.8%、97.5%、92.1%。")]
    assert names == ["人员类项目执行率", "运转类项目执行率", "特定目标类项目执行率"]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("依托县水利大队组建抢险队伍3支。", "抢险队伍"),
        ("核定编制36名，实有25人。", "实有人员"),
        ("用水户多达1400余户。", "用水户"),
        ("近三年管护经费标准一直维持在3万元。", "管护经费标准"),
        ("渠道通水时间由原来的3小时缩短到25分钟。", "渠道通水时间"),
        ("灌溉成本每吨降低40元。", "灌溉成本"),
        ("带动沿线建成灌溉站26座。", "灌溉站"),
        ("群众对项目实施满意率达97%。", "群众对项目实施满意率"),
        ("三个维度共设置指标14个，其中13个完成。", "指标"),
    ],
)
def test_what_else_stands_around_a_name_is_off(sentence: str, name: str) -> None:
    assert figures(sentence)[-1].indicator.removeprefix("建成") == name


def test_what_those_of_a_count_did_is_no_name() -> None:
    assert [fact.indicator for fact in figures("12个灌溉系统中仅4个实现数据共享。")] == ["灌溉系统", None]
    assert figures("有效解决了6个村1.1万人饮水问题。")[0].indicator == "村"
