"""Bases that parts, assets and rates have, budgets that a figure is told beside, bounds that plan, reasons behind."""

from __future__ import annotations

import pytest
from test_from_text import facts_of

from extract.types import Fact


def told(sentence: str, kind: str = "self_evaluation", heading: str = "二、资金情况") -> tuple[Fact, ...]:
    return facts_of(heading, sentence, kind=kind)


@pytest.mark.parametrize(
    "sentence",
    [
        "全年预算数调整为175.74万元。分级次看，中央资金118.67万元，县级资金57.07万元。",
        "调整后全年预算175.74万元。按来源，全年预算由中央资金118.67万元和县级资金57.07万元组成。",
        "调整后全年预算数为175.74万元，其中基本支出预算118.67万元、项目支出预算57.07万元。",
    ],
)
def test_parts_by_source_have_the_basis_of_their_whole(sentence: str) -> None:
    assert [fact.basis for fact in told(sentence)] == ["adjusted_budget"] * 3


def test_what_there_is_has_no_budget() -> None:
    assets = told("部门资产总额487.29万元，其中流动资产19.36万元。", "budget", "（二）国有资产占有使用情况")
    assert [fact.basis for fact in assets] == [None, None]


@pytest.mark.parametrize(
    ("sentence", "measure", "value"),
    [
        ("灯塔维护（项）年初预算67.43万元，决算60.67万元，完成率89.97%。", "completion", "89.97"),
        ("灯塔维护费决算60.67万元，年初预算67.43万元，少支6.76万元。", "change", "-6.76"),
    ],
)
def test_what_was_carried_out_is_of_the_budget_that_was_told(sentence: str, measure: str, value: str) -> None:
    *_, last = told(sentence, "final_account", "五、支出决算情况")
    assert (last.measure, last.value, last.basis, last.versus) == (measure, value, "final", "initial_budget")


@pytest.mark.parametrize("words", ["灯塔亮灯率不低于92%", "全年开放不少于340天", "灯塔故障率控制在2%"])
def test_a_bound_in_a_budget_is_a_target(words: str) -> None:
    assert told(f"{words}。", "budget", "九、其他事项")[0].measure == "target"


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("巡查150次，同比减少15次，与灯塔全面改用遥测有直接关系。", "灯塔全面改用遥测"),
        ("亮灯率93.72%，较上年上升0.88个百分点。抢修响应加快、备件到站是主要原因。", "抢修响应加快、备件到站"),
        ("执行率95.66%，比上年提高1.93个百分点，补助改为按月发放，月底不再积压是主要原因。",
         "补助改为按月发放，月底不再积压"),
        ("前者多5.87万元，系招聘灯塔值守员。", "招聘灯塔值守员"),
    ],
)  # fmt: skip
def test_reasons_that_words_behind_them_tell(sentence: str, reason: str) -> None:
    assert told(sentence)[-1].reason == reason


@pytest.mark.parametrize(
    ("sentence", "who"),
    [("棚户区改造安置居民270户。", "安置"), ("残疾人两项补贴1216人。", "补贴"), ("听课学生912人。", "听课")],
)
def test_what_people_do_or_get_says_who_they_are(sentence: str, who: str) -> None:
    assert told(sentence)[0].who == who
