"""The budget of the whole body, named by nothing but the body: no figure of what was spoken of before."""

from __future__ import annotations

import pytest

from extract import extract_document
from extract.types import Fact

HEAD = "临湖县水利局2023年度部门决算情况说明\n一、总体情况\n"


def figures(sentence: str) -> list[Fact]:
    return list(extract_document((HEAD + sentence).encode(), name="a.txt").facts)


@pytest.mark.parametrize("body", ["部门年初预算", "本部门年初预算安排", "2023年我局部门年初预算", "我局年初预算数为"])
def test_the_budget_of_the_body_is_not_its_income(body: str) -> None:
    income, budget, *_ = figures(f"2023年度收入总计1200.50万元。{body}1022.89万元。")
    assert income.indicator == "收入总计"
    assert (budget.indicator, budget.basis, budget.value) == ("部门预算", "initial_budget", "1022.89")


def test_what_was_spent_is_no_figure_of_the_income() -> None:
    facts = figures("2023年度收入总计1200.50万元。支出决算1180.50万元。")
    assert [(fact.indicator, fact.value) for fact in facts] == [("收入总计", "1200.50"), ("支出", "1180.50")]


def test_behind_an_expense_the_talk_is_of_it() -> None:
    facts = figures("公务接待费支出决算2万元。本单位年初预算3万元。")
    assert [fact.indicator for fact in facts] == ["公务接待费", "公务接待费"]


def test_amounts_under_a_heading_of_assets_are_of_the_accounts() -> None:
    facts = figures("十、国有资产占有使用情况\n截至2023年12月31日，资产总额1200.50万元，其中固定资产800.20万元。")
    assert [(fact.indicator, fact.basis, fact.period) for fact in facts] == [
        ("资产总额", "final", "2023-12-31"),
        ("固定资产", "final", "2023-12-31"),
    ]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("用于保障县水利局机关、所属事业单位正常运转的日常支出840.62万元。", ["日常支出"]),
        ("用于专项业务工作的经费支出179.08万元。", ["专项业务工作的经费支出"]),
        ("2023年度，部门政府采购支出总额11.10万元。", ["政府采购支出总额"]),
        (
            "安排国内公务接待21批次，接待人次126人（其中：外事接待人次0人）。",
            ["国内公务接待", "国内公务接待人次", "外事接待人次"],
        ),
        ("按800元/人·年的标准发放补助48.64万元。", ["补助"]),
    ],
)
def test_what_money_is_for_and_who_spends_it_is_no_part_of_its_name(sentence: str, names: list[str]) -> None:
    told = [fact.indicator for fact in figures(sentence) if fact.measure != "standard"]
    assert told == names


def test_those_in_post_are_in_post_though_the_print_says_that_they_are_there() -> None:
    facts = figures("在职在编实有人员54人，其中：行政人员22人。")
    assert [(fact.who, fact.value) for fact in facts] == [("在职", "54"), ("在职", "22")]
