"""Names in free self-evaluations: what was done and by whom is off, what the item is about is on, and doubt is told."""

from __future__ import annotations

import pytest

from extract import extract_document
from extract.facts.narrative.series import AMBIGUOUS
from extract.types import Fact

HEAD = "临湖县水利局2023年度部门整体支出绩效自评报告\n二、履职完成情况\n"


def figures(sentence: str, head: str = HEAD) -> list[Fact]:
    return [fact for fact in extract_document((head + sentence).encode(), name="a.txt").facts if fact.kind != "text"]


def named(sentence: str) -> list[tuple[str | None, str | None]]:
    return [(fact.indicator, fact.value) for fact in figures(sentence)]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("省财政厅下达我县2023年中央渠系养护补助资金300万元。", "中央渠系养护补助资金"),
        ("临湖县财政局拨入临湖县水利局堤防管护专项经费20万元。", "堤防管护专项经费"),
        ("县乡两级水管部门共完成巡查1200次。", "巡查"),
        ("年终考核后及时将剩余的渠道清淤资金12万元分配到位。", "渠道清淤资金"),
        ("办理取水许可案件94件。", "取水许可案件"),
        ("已完成购买启闭机114台。", "购买启闭机"),
        ("预定村集体收入60.3万元。", "村集体收入"),
        ("主要建设内容为建设渠道3200米。", "建设渠道"),
        ("购置抽水机二台18.8万元。", "购置抽水机"),
        ("护渠专项资金（以下简称“护渠资金”）安排500万元。", "护渠专项资金"),
        ("护渠专项资金下达我县111万元。", "护渠专项资金"),
        ("泵站改造预计总投资900万元。", "泵站改造总投资"),
    ],
)
def test_who_gave_or_did_it_is_no_part_of_a_name(sentence: str, name: str) -> None:
    assert [fact.indicator for fact in figures(sentence)] == [name]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("某某灌溉有限公司等9个灌溉合作社参与。", "灌溉合作社"),
        ("依靠全县15家乡镇水管站全面实施。", "乡镇水管站"),
        ("更换18个闸门及配件。", "闸门"),
        ("共下达540万元中央资金用于渠系养护。", "中央资金"),
        ("完成8个以上行政村的改水。", "行政村"),
        ("共抽查530个农村饮水补助对象、47个灌区。", "农村饮水补助对象"),
    ],
)
def test_the_noun_behind_a_number_names_it(sentence: str, name: str) -> None:
    assert [fact.indicator for fact in figures(sentence)][:1] == [name]


def test_names_that_each_item_says_again_belong_to_the_item() -> None:
    assert named("泵站3座，职工23人；水闸所4座，职工31人。") == [
        ("泵站", "3"), ("泵站职工", "23"), ("水闸所", "4"), ("水闸所职工", "31"),
    ]  # fmt: skip
    assert named("其中：城东泵站改造项目，资金80万元；城西泵站改造项目，资金31万元。") == [
        ("城东泵站改造项目资金", "80"), ("城西泵站改造项目资金", "31"),
    ]  # fmt: skip


def test_a_name_said_once_stays_as_printed() -> None:
    assert named("泵站3座，职工23人。") == [("泵站", "3"), ("职工", "23")]


def test_a_noun_of_one_character_names_its_count() -> None:
    assert named("灌溉面积：水稻10.02万亩、梨0.52万亩。")[-1] == ("梨", "0.52")
    assert named("发生溺水事故2起，死1人、伤3人。")[1:] == [("死亡", "1"), ("受伤", "3")]
    assert named("城东堤防1段，长0.23公里。") == [("城东堤防", "1"), ("城东堤防长", "0.23")]


def test_a_number_that_was_not_read_takes_what_follows_with_it() -> None:
    change = figures("水质优良率达到78.0%，氨氮浓度为0.4贝克，同比下降14.0%。")[-1]
    assert change.value == "-14.0"
    assert change.indicator is None


def test_concentrations_are_figures() -> None:
    level, change = figures("PM2.5平均浓度为49微克/立方米，同比下降14.0%。")
    assert (level.indicator, level.value, level.unit) == ("PM2.5平均浓度", "49", "微克/立方米")
    assert change.indicator == "PM2.5平均浓度"


def test_a_sum_behind_its_parts_is_no_figure_of_the_last_part() -> None:
    assert named("装修面积821平方米，改造面积1844平方米，共计2665平方米。")[-1] == ("共计", "2665")
    assert named("购买水泵18.8万元；购置电机6.75万元；共计25.55万元。")[-1] == ("共计", "25.55")


def test_a_list_with_one_amount_is_its_name() -> None:
    assert named("资金540万元，其中闸门、泵站和渠道养护资金500万元，巡查补助40万元。")[1:] == [
        ("闸门、泵站和渠道养护资金", "500"), ("巡查补助", "40"),
    ]  # fmt: skip


def test_behind_all_parts_of_a_whole_what_has_no_name_is_doubted() -> None:
    *_, last = figures("下达护渠资金100万元，其中养护补助60万元，巡查补助40万元，调减5万元。")
    assert (last.measure, last.value) == ("change", "-5")
    assert last.confidence <= AMBIGUOUS


def test_a_clause_that_was_not_cut_to_a_name_is_doubted() -> None:
    (fact,) = figures("每年五个分局需要开支宣传20万元。")
    assert fact.confidence <= AMBIGUOUS


def test_a_word_of_clauses_in_a_term_is_not_doubted() -> None:
    (doubted,) = figures("补助资金发放及时率100%。")
    (sure,) = figures("补助资金发放准确率100%。")
    assert abs(doubted.confidence - sure.confidence) < sure.confidence - AMBIGUOUS


def test_a_rate_for_each_has_the_name_of_its_heading() -> None:
    (fact,) = figures("二是供餐标准。每生每天3元。")
    assert (fact.indicator, fact.measure, fact.value) == ("供餐标准", "standard", "3")


def test_spending_of_another_item_is_not_that_of_a_part() -> None:
    *_, spent = figures("全年实际收入169.9万元，其中财政拨款收入143.5万元；全年实际支出159.5万元。")
    assert (spent.indicator, spent.basis, spent.value) == ("支出", "execution", "159.5")


def test_what_was_spent_of_money_that_was_named() -> None:
    *_, spent = named("护渠专项资金224.8万元，已支出200.1万元。")
    assert spent == ("护渠专项资金支出", "200.1")


@pytest.mark.parametrize(
    "heading", ["一、绩效目标分解下达情况", "（一）省级下达转移支付预算和绩效目标情况", "（三）下达绩效目标情况"]
)
def test_money_that_was_handed_down_is_no_target(heading: str) -> None:
    head = f"临湖县水利局2023年度部门整体支出绩效自评报告\n{heading}\n"
    (fact,) = figures("护渠专项资金300万元。", head)
    assert fact.measure == "level"


def test_what_has_been_reached_is_no_target_whatever_the_heading() -> None:
    head = "临湖县水利局2023年度部门整体支出绩效自评报告\n二、项目绩效目标\n"
    planned, reached = figures("新建泵站12座。目前已建成水闸8座。", head)
    assert (planned.measure, reached.measure) == ("target", "level")


def test_a_plan_in_a_name_plans_nothing() -> None:
    (fact,) = figures("学生营养改善计划覆盖学校132所。")
    assert fact.measure == "level"


def test_so_much_of_what_was_to_be_reached() -> None:
    level, target, rate = figures("新增灌溉户2989户，完成全年目标任务2468户的121.11%。")
    assert (target.indicator, target.measure, target.value) == (level.indicator, "target", "2468")
    assert (rate.indicator, rate.measure, rate.value) == (level.indicator, "completion", "121.11")


def test_so_much_of_what_another_body_asked_for() -> None:
    level, target, rate = figures("完成引水投资120.44亿元，完成州政府下达任务数132.63亿元的90.8%。")
    assert (target.indicator, target.measure) == (level.indicator, "target")
    assert (rate.indicator, rate.measure) == (level.indicator, "completion")


def test_what_firms_produce_is_told_behind_how_many_they_are() -> None:
    firms, output, rate = figures("44户灌溉企业实现产值88亿元，增长56.96%。")
    assert (firms.indicator, output.indicator, rate.indicator) == ("灌溉企业", "产值", "产值")


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("一季度，新建水窖27座。", "2023-01/2023-03"),
        ("今年1到10月，新建水窖27座。", "2023-01/2023-10"),
        ("1-6月，新建水窖78座。其中，水泥水窖27座。", "2023-01/2023-06"),
    ],
)
def test_the_months_that_a_sentence_opens_with_are_of_its_figures(sentence: str, period: str) -> None:
    assert figures(sentence)[-1].period == period


def test_what_is_invested_in_each_is_a_size() -> None:
    assert named("实施500万元投资建设项目15个。") == [("500万元投资建设项目", "15")]


def test_what_was_spent_is_no_part_of_what_was_budgeted() -> None:
    whole, *parts, spent = figures("渠系项目预算总额50万元，其中县级资金30万元，乡镇资金20万元。渠系支出45万元。")
    assert [fact.basis for fact in (whole, *parts)] == ["budget"] * 3
    assert spent.basis is None


def test_parts_of_money_that_came_are_of_what_came() -> None:
    assert named("项目资金到位60万元，其中中央资金40万元，县级资金20万元。")[1:] == [
        ("中央资金到位", "40"), ("县级资金到位", "20"),
    ]  # fmt: skip


def test_what_a_part_is_for_names_it() -> None:
    *_, part = named("中央资金1000万元用于建设，其中250万元用于城东泵站改造提升项目。")
    assert part == ("城东泵站改造提升项目", "250")


def test_that_year_is_the_year_that_was_named() -> None:
    *_, left = figures("2021年度渠系支出32.5万元，当年结转7.5万元。")
    assert (left.indicator, left.period) == ("结转", "2021")


def test_a_rate_follows_what_was_counted_last() -> None:
    *_, rate = figures("新开工小区11个，共计7453套安置房，完成全年计划的108.01%。")
    assert (rate.indicator, rate.measure) == ("安置房", "completion")


def test_so_much_of_another_quantity_is_a_share() -> None:
    (fact,) = figures("村集体的收益不低于投资额的10%。")
    assert (fact.measure, fact.versus_indicator, fact.indicator) == ("share", "投资额", "村集体的收益")


def test_five_years_are_no_prior_year() -> None:
    (fact,) = figures("与“十一五”同期相比，溃堤起数下降12.5%。")
    assert fact.versus is None


@pytest.mark.parametrize("number", ["7.21个泵站完成改造。", "7.21座泵站完成改造。"])
def test_what_is_counted_in_wholes_has_no_decimals(number: str) -> None:
    (fact,) = figures(number)
    assert fact.value == "21"


def test_a_size_in_a_name_is_no_figure() -> None:
    assert named("50人以上灌区192个，50人以下灌区31个。") == [("50人以上灌区", "192"), ("50人以下灌区", "31")]


def test_batches_of_goods_stay_goods_in_a_comparison() -> None:
    facts = figures("完成水样检测1641批次，比2022年的1183批次增加了458批次。")
    assert {fact.kind for fact in facts} == {"quantity"}


def test_another_body_ends_the_scope_of_the_office() -> None:
    first, second = figures("现有编制人员：局机关在职113人、会计核算中心10人。")
    assert (first.scope, second.scope) == ("局机关", None)


def test_a_side_that_opens_a_sentence_is_the_scope_of_all_of_it() -> None:
    facts = figures("作为参保地，省内结算30人次，结算率90%；省外结算5人次。作为就医地（不含生育），省内结算12人次。")
    assert [fact.scope for fact in facts] == ["作为参保地"] * 3 + ["作为就医地"]


def test_an_office_told_in_its_own_clause_is_the_scope_of_what_follows() -> None:
    facts = figures("截止2023年局机关核定编制10人，退休人员2人。二级机构为事业单位，核定编制62人，退休人员3人。")
    assert [fact.scope for fact in facts] == ["局机关"] * 2 + ["二级机构"] * 2


def test_a_registered_group_before_a_region_belongs_to_the_scope() -> None:
    first, then = figures("建档立卡贫困人口县域内住院补偿141人次，总医疗费用52.8万元。")
    assert (first.scope, then.scope) == ("建档立卡贫困人口县域内", "建档立卡贫困人口县域内")


def test_what_was_due_completes_what_was_done() -> None:
    assert named("城乡居民应参保人数为2581人，实际参保人数为2507人。")[-1] == ("城乡居民实际参保人数", "2507")
    assert named("应上解水利基金28.13万元，实际上解25.58万元。")[-1] == ("实际上解水利基金", "25.58")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("局党组班子到扶贫村开展现场办公4次。", "现场办公"),
        ("局党组书记上党课2次。", "上党课"),
        ("每周五集中学习26次。", "集中学习"),
        ("工业园区完成渠道改造522.3亩。", "渠道改造"),
    ],
)
def test_by_whom_where_and_on_which_day_is_no_part_of_what_was_done(sentence: str, name: str) -> None:
    assert [fact.indicator for fact in figures(sentence)] == [name]


def test_what_one_case_costs_on_the_average_is_observed() -> None:
    facts = figures("人均住院费用由2022年的3051.21元下降至2940.91元。人均补助标准580元。")
    assert [fact.measure for fact in facts] == ["level", "level", "standard"]


def test_what_a_rule_allows_is_a_target() -> None:
    told, allowed = figures("自费比例为7.49%，有效控制在规定比例10%以内。")
    assert (allowed.indicator, told.measure, allowed.measure) == (told.indicator, "level", "target")


def test_the_day_of_an_event_is_not_the_day_of_what_follows() -> None:
    told, counted = figures("项目于2023年2月9日发布招标公告，中标价24.7万元。2023年12月31日，在职人员12人。")
    assert (told.period, counted.period) == ("2023", "2023-12-31")


@pytest.mark.parametrize("title", ["关于2023年度护渠转移支付资金绩效的自评报告", "2023年度护渠资金绩效自评报告"])
def test_the_title_says_what_the_figures_are_of(title: str) -> None:
    (fact,) = figures("护渠资金150万元。", f"临湖县水利局\n{title}\n")
    assert (fact.section, fact.period) in {("self_evaluation", "2023"), ("project_evaluation", "2023")}
