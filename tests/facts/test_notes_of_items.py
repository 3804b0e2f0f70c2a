"""Notes that go on from item to item: projects alone in a sentence, the former and the latter, parts of a budget."""

from __future__ import annotations

import pytest

from extract.entities.names import name_in
from tests.facts.test_seldom_prose import facts_of, said, self_evaluation


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("问卷显示居民满意度", "居民满意度"),
        ("评价组发放问卷", "发放问卷"),
        ("委托的会计师事务所抽查凭证", "抽查凭证"),
        ("按在职人数计算的人均机关运行经费", "人均机关运行经费"),
        ("热线转来供水投诉", "供水投诉"),
        ("当年收入之外另有年初结转和结余", "年初结转和结余"),
        ("分资金性质为一般公共预算财政拨款支出", "一般公共预算财政拨款支出"),
        ("作出行政处罚", "行政处罚"),
        ("汛期发布预警", "发布预警"),
        ("汛期人员伤亡", "汛期人员伤亡"),
        ("全年预算包括中央资金", "中央资金"),
        ("水土保持", "水土保持"),
        ("主要河流水质达标率", "主要河流水质达标率"),
        ("每公里费用介于", "每公里费用"),
        ("亮灯率在", "亮灯率"),
    ],
)
def test_what_was_done_by_whom_is_no_name(clause: str, name: str) -> None:
    found = name_in(clause)
    assert found is not None
    assert clause[found.start : found.end] == name


@pytest.mark.parametrize("words", ["年中压减后", "执行中", "决算数却", "高出", "其余"])
def test_words_that_lead_on_are_no_names(words: str) -> None:
    assert name_in(words) is None


def test_a_project_alone_in_its_sentence_is_what_the_next_are_of() -> None:
    facts = self_evaluation("2.档案库房改造项目。全年预算9万元，实际支出8万元，执行率88.89%，自评95分。")
    assert said(facts, "indicator", "basis", "value") == [
        ("档案库房改造", "adjusted_budget", "9"),
        ("档案库房改造", "execution", "8"),
        ("档案库房改造", "execution", "88.89"),
        ("档案库房改造", None, "95"),
    ]


def test_the_former_and_the_latter_are_the_two_that_were_named() -> None:
    facts = facts_of(
        "行政单位医疗（项）、事业单位医疗（项）年初预算分别为3万元和4万元，支出决算分别为5万元和2万元，"
        "前者完成年初预算的166.67%，后者完成50%。前者超出2万元；后者结余2万元。"
    )
    assert said(facts, "indicator", "measure", "value")[-4:] == [
        ("行政单位医疗", "completion", "166.67"),
        ("事业单位医疗", "completion", "50"),
        ("行政单位医疗", "change", "2"),
        ("事业单位医疗", "change", "-2"),
    ]


@pytest.mark.parametrize("words", ["执行中调减为", "年中追加至", "预算执行中调整到"])
def test_what_a_budget_was_changed_to_is_a_level(words: str) -> None:
    facts = facts_of(
        f"（1）防汛（项）。年初预算5万元，{words}4万元，支出决算3万元，完成调整后预算的75%、年初预算的60%。"
    )
    assert said(facts, "indicator", "measure", "basis", "versus", "value") == [
        ("防汛", "level", "initial_budget", None, "5"),
        ("防汛", "level", "adjusted_budget", None, "4"),
        ("防汛", "level", "final", None, "3"),
        ("防汛", "completion", "final", "adjusted_budget", "75"),
        ("防汛", "completion", "final", "initial_budget", "60"),
    ]


def test_more_than_the_budget_that_stands_before_it() -> None:
    facts = facts_of("（1）防汛（项）。支出决算为7万元，较5万元的年初预算高出2万元。")
    assert said(facts, "indicator", "measure", "basis", "value") == [
        ("防汛", "level", "final", "7"),
        ("防汛", "level", "initial_budget", "5"),
        ("防汛", "change", "final", "2"),
    ]


def test_accounts_of_years_before_are_those_of_then() -> None:
    facts = facts_of("上年支出合计为5万元，本年增支2万元，增幅40%。")
    assert said(facts, "basis", "versus", "period", "value") == [
        ("prior_final", None, "2022", "5"),
        ("final", "prior_year", "2023", "2"),
        ("final", "prior_year", "2023", "40"),
    ]


@pytest.mark.parametrize(("words", "value"), [("升", "4"), ("降", "-4"), ("上浮", "4"), ("下浮", "-4")])
def test_short_words_of_more_and_less(words: str, value: str) -> None:
    *_, rate = facts_of(f"公务接待费支出决算5万元，比上年变动0.2万元（{words}4%）。")
    assert (rate.measure, rate.value) == ("change_rate", value)


def test_no_difference_is_a_comparison() -> None:
    facts = facts_of(
        "（1）购房补贴（项）。支出决算与年初预算一致，为5万元。",
        "（2）防汛（项）。年初预算与支出决算均为3万元，二者无差异。",
    )
    assert [fact.value_text for fact in facts if fact.measure == "comparison"] == ["一致", "无差异"]


def test_parts_of_a_budget_have_its_basis() -> None:
    facts = self_evaluation("从来源看，全年预算包括中央资金3万元、省级资金2万元和上年结转资金1万元。")
    assert said(facts, "indicator", "basis") == [
        ("中央资金", "adjusted_budget"),
        ("省级资金", "adjusted_budget"),
        ("上年结转资金", "adjusted_budget"),
    ]


def test_what_was_executed_behind_a_heading_is_of_it() -> None:
    facts = self_evaluation(
        "1.基本支出。执行5万元，执行率90%。", "甲、乙两个专项中，水土保持和河湖管护依次执行3万元、2万元。"
    )
    assert said(facts, "indicator", "basis", "value") == [
        ("基本支出", "execution", "5"),
        ("基本支出", "execution", "90"),
        ("水土保持", "execution", "3"),
        ("河湖管护", "execution", "2"),
    ]


def test_a_rate_does_not_part_a_change_from_its_money() -> None:
    facts = self_evaluation("“三公”经费全年预算6万元，实际支出5万元，控制率83.33%，比上年减少1万元。")
    assert said(facts, "indicator", "basis", "versus_basis")[-2:] == [
        ("“三公”经费控制率", None, None),
        ("“三公”经费", "execution", "execution"),
    ]


def test_less_was_done_than_planned() -> None:
    *_, change = self_evaluation("治理河道28公里，为年度计划的93.33%，少完成2公里。")
    assert (change.indicator, change.measure, change.value) == ("治理河道", "change", "-2")


def test_half_years_without_a_year_are_of_the_year() -> None:
    facts = self_evaluation("上半年支出2万元，第四季度支出5万元。")
    assert [fact.period for fact in facts] == ["2023-01/2023-06", "2023-10/2023-12"]


def test_the_end_of_last_year_is_a_day() -> None:
    facts = self_evaluation("年末在职人员50人，比2022年末的52人净减2人。")
    assert [fact.period for fact in facts][:2] == ["2023-12-31", "2022-12-31"]


def test_points_of_several_parts() -> None:
    facts = self_evaluation("综合得分92分，比上年多2分。", "决策、过程两个指标分别得18分、16分和30分。")
    assert said(facts, "kind", "measure", "value") == [
        ("score", "level", "92"),
        ("score", "change", "2"),
        ("score", "level", "18"),
        ("score", "level", "16"),
        ("score", "level", "30"),
    ]
