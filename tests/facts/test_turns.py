"""What unseen texts were read wrongly by, without a doubt: a row that turns, a rate per head, a share that falls."""

from __future__ import annotations

import pytest

from extract import extract_document
from extract.facts.narrative.series import AMBIGUOUS
from extract.types import Fact

HEAD = "临湖县水利局2023年度部门决算公开说明\n一、收入支出决算总体情况说明\n"


def said(sentence: str) -> list[Fact]:
    return list(extract_document((HEAD + sentence).encode(), name="a.txt").facts)


@pytest.mark.parametrize(
    "turns", ["增长3.2%和下降1.5%", "增长3.2%、下降1.5%", "增长3.2%，下降1.5%", "增长3.2%和降低1.5%"]
)
def test_a_row_that_turns_gives_each_name_its_own(turns: str) -> None:
    rates = [
        (fact.indicator, fact.value, fact.versus)
        for fact in said(f"水费12.4万元，电费9.1万元，分别较上年{turns}。")
        if fact.measure == "change_rate"
    ]
    assert rates == [("水费", "3.2", "prior_year"), ("电费", "-1.5", "prior_year")]


def test_a_row_that_turns_behind_names_that_were_not_told_apart_is_doubted() -> None:
    changes = [fact for fact in said("基本支出、项目支出分别比上年增加8万元和减少3万元。") if fact.measure == "change"]
    assert [fact.value for fact in changes] == ["8", "-3"]
    named = [fact.indicator for fact in changes] == ["基本支出", "项目支出"]
    assert named or max(fact.confidence for fact in changes) <= AMBIGUOUS


def test_without_a_row_each_change_is_of_the_one_name() -> None:
    changes = [
        (fact.indicator, fact.measure, fact.value)
        for fact in said("水费12.4万元，较上年增加2万元，增长19.23%。")
        if fact.measure != "level"
    ]
    assert changes == [("水费", "change", "2"), ("水费", "change_rate", "19.23")]


def test_a_change_of_money_behind_a_rate_per_head_is_one_of_the_rate() -> None:
    *_, change = said("堤防维护费30万元，全年培训护堤员120人次，人均补助标准580元每人，较上年提高30元。")
    assert (change.indicator, change.measure, change.value) == ("人均补助标准", "change", "30")


def test_the_first_character_of_those_employed_is_no_preposition() -> None:
    assert [fact.indicator for fact in said("年末从业人员52人。")][0] in ("从业人员", "年末从业人员")


@pytest.mark.parametrize("turn", ["回落1.66", "分别回落2.16和1.66", "均下降1.66", "上升1.66"])
def test_a_share_that_falls_is_a_change(turn: str) -> None:
    fact = said(f"项目支出占总支出的比重{turn}个百分点。")[-1]
    assert (fact.measure, (fact.value or "").removeprefix("-")) == ("change", "1.66")


def test_a_share_that_falls_by_a_rate_is_a_change_too() -> None:
    fact = said("项目支出占总支出的比重下降1.66%。")[-1]
    assert (fact.measure, fact.value) == ("change_rate", "-1.66")


def test_points_are_a_difference_whichever_way_they_went() -> None:
    facts = said("项目支出占总支出的比重分别回落2.16和1.66个百分点。")
    assert [(fact.measure, fact.value) for fact in facts] == [("change", "-2.16"), ("change", "-1.66")]


def test_problems_and_their_causes_explain_no_figure() -> None:
    facts = said("自评为二等的项目占项目总数的5%。发现的主要问题及原因：一是前期准备不足。")
    assert [fact.reason for fact in facts] == [None] * len(facts)
    (_, change) = said("水费12.4万元，较上年减少2万元，主要原因：一是节约用水。")
    assert change.reason is not None
