"""Plans, bounds and periods of free self-evaluations that hold only for what they are said of."""

from __future__ import annotations

import pytest
from test_free_prose import figures

TITLE = "临湖县水利局2023年度部门整体支出绩效自评报告\n"


def test_a_year_inside_a_reason_ends_with_its_item() -> None:
    text = "人员经费61万元，增长8.19%，增长原因是补发2022年度奖金；公用经费82.6万元。"
    assert [fact.period for fact in figures(text)] == ["2023", "2023", "2023"]


def test_a_delay_is_measured() -> None:
    assert [fact.value for fact in figures("渠道于10月18日完工，滞后18天。")] == ["18"]


def test_a_bound_that_tells_which_are_meant_is_no_figure() -> None:
    assert figures("对执行率低于80%的项目压减预算。") == []


def test_what_must_not_be_exceeded_is_no_comparison() -> None:
    (fact,) = figures("巡查支出不超过上年执行数的95%。")
    assert fact.value == "95"


@pytest.mark.parametrize(
    ("heading", "measure"),
    [("五、下一步改进措施", "target"), ("三、绩效目标实现情况", "level"), ("四、存在的不足", "level")],
)
def test_a_head_that_runs_in_leaves_plans_to_the_heading(heading: str, measure: str) -> None:
    text = "（二）提高监管效能。2024年底前建成监管平台1个，渠道完好率达100%。"
    assert [fact.measure for fact in figures(text, TITLE + heading + "\n")] == [measure] * 2


def test_the_end_of_a_year_to_come_is_a_period() -> None:
    (fact,) = figures("2024年底前建成监管平台1个。", TITLE + "五、下一步改进措施\n")
    assert (fact.indicator, fact.period) == ("建成监管平台", "2024-12-31")


def test_how_much_is_concerned_has_its_name() -> None:
    assert figures("调解用水纠纷3016件，成功率98.9%，涉及金额2184.5万元。")[-1].indicator == "涉及金额"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("开展“爱水护渠”宣传活动6场次。", "“爱水护渠”宣传活动"),
        ("患者平均等待时间18分钟。", "患者平均等待时间"),
        ("国家监测指标中满分指标达15个。", "满分指标"),
        ("全年储备任务为防汛沙袋1.2万条。", "防汛沙袋"),
        ("有2个泵站验收延期。", "泵站"),
    ],
)
def test_borders_of_names_that_look_like_others(sentence: str, name: str) -> None:
    assert [fact.indicator for fact in figures(sentence)] == [name]


def test_what_a_rule_asks_for_is_no_name() -> None:
    facts = figures("项目年初预算240万元，年中根据压减支出要求核减36万元，最终预算204万元。")
    assert "要求" not in "".join(fact.indicator or "" for fact in facts)


def test_a_share_of_those_counted_last() -> None:
    *_, share = figures("上级资金312万元。抽查的15个泵站中，6个泵站只设置水位标尺，占40%。")
    assert (share.indicator, share.measure) == ("泵站", "share")


def test_a_rate_for_each_mu_keeps_it() -> None:
    assert [fact.unit_base for fact in figures("管护补助标准为每亩400元。")] == ["元/亩"]


def test_a_rate_by_which_money_is_given_is_no_target() -> None:
    rate, money = figures("按每人280元的标准，资助护渠员参保12万元。")
    assert (rate.measure, money.measure) == ("standard", "level")


def test_so_much_over_a_task_and_so_much_of_it() -> None:
    assert figures("新增灌溉户2989户，超额完成3.3%。")[-1].measure == "change_rate"
    assert figures("新增灌溉户2989户，超额完成全年目标任务的121.11%。")[-1].measure == "completion"


def test_what_is_planned_to_be_covered_is_a_target() -> None:
    assert [fact.measure for fact in figures("计划覆盖灌区30个。")] == ["target"]


@pytest.mark.parametrize(
    ("heading", "measure"), [("二、履职成效", "level"), ("二、管理制度", "target"), ("五、下一步工作打算", "target")]
)
def test_what_is_made_sure_of_was_reached_under_heads_of_results(heading: str, measure: str) -> None:
    (fact,) = figures("拨付及时，确保渠道补助到位率100%。", TITLE + heading + "\n")
    assert fact.measure == measure


def test_a_rate_for_each_kilometre_is_of_what_was_named() -> None:
    length, rate = figures("养护渠道长度3公里，每公里1.45万元。")
    assert (rate.indicator, rate.measure) == (length.indicator, "standard")


def test_what_a_part_of_spending_consists_of_was_spent() -> None:
    text = "实际支出74万元，其中人员经费70万元、公用经费4万元。公用经费主要包括：办公费3万元、差旅费1万元。"
    assert [fact.basis for fact in figures(text)] == ["execution"] * 5


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("资金来源为水利专项债券1亿元。", "水利专项债券"),
        ("抽查凭证发现，共3.64万元差旅费在项目经费中列支。", "差旅费"),
    ],
)
def test_where_money_comes_from_and_how_it_was_found_is_no_name(sentence: str, name: str) -> None:
    assert [fact.indicator for fact in figures(sentence)] == [name]


def test_standards_of_one_list_are_per_head_alike() -> None:
    facts = figures("护渠员补助标准由年人均5820元提高到6300元；专职标准每人每月1650元、兼职标准1150元。")
    assert [fact.indicator for fact in facts[:2]] == ["护渠员补助标准"] * 2
    assert [(fact.measure, fact.unit_base) for fact in facts] == [
        ("standard", "元/人·年"), ("standard", "元/人·年"), ("standard", "元/人·月"), ("standard", "元/人·月"),
    ]  # fmt: skip
