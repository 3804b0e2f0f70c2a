"""What stands beside this year's figure and is another year's: a level of that year, which differences are against."""

from __future__ import annotations

import pytest

from extract import extract_document
from extract.types import Fact

HEAD = "临湖县水利局2023年度部门决算公开说明\n一、收入支出决算总体情况说明\n"


def said(sentence: str) -> list[Fact]:
    return list(extract_document((HEAD + sentence).encode(), name="a.txt").facts)


@pytest.mark.parametrize(
    "other",
    [
        "，上年为100万元", "，上年100万元", "（上年100万元）", "，上年决算数为100万元", "，2022年为100万元",
        "，2022年决算数为100万元", "，2022年支出100万元", "，去年同期100万元",
        "，上年支出数为100万元", "，而上年仅为100万元",
    ],
)  # fmt: skip
def test_a_clause_that_names_another_year_is_of_that_year(other: str) -> None:
    this, that, change = said(f"会议费80万元{other}，减少20万元。")
    assert (this.indicator, this.basis, this.period, this.value) == ("会议费", "final", "2023", "80")
    assert (that.indicator, that.basis, that.period, that.value) == ("会议费", "prior_final", "2022", "100")
    assert (change.indicator, change.measure, change.versus, change.value) == ("会议费", "change", "prior_year", "-20")
    assert change.status == "confirmed"


def test_this_year_named_is_this_year() -> None:
    (fact,) = said("会议费2023年80万元。")
    assert (fact.basis, fact.period) == ("final", "2023")


def test_shares_in_a_row_belong_to_the_figures_before_them() -> None:
    shares = [
        (fact.indicator, fact.value)
        for fact in said("三公经费5.2万元，其中公务接待费1.2万元、公务用车运行费4万元，分别占23.08%和76.92%。")
        if fact.measure == "share"
    ]
    assert shares == [("公务接待费", "23.08"), ("公务用车运行费", "76.92")]


def test_a_share_that_rises_has_changed() -> None:
    (fact,) = said("项目支出占比提高2.5个百分点。")
    assert (fact.measure, fact.value) == ("change", "2.5")


def test_the_budget_in_the_name_of_a_fund_is_no_basis() -> None:
    facts = said("其中一般公共预算1900万元、政府性基金预算100万元，国有资本经营预算安排30万元。")
    names = [fact.indicator for fact in facts]
    assert names == ["一般公共预算", "政府性基金预算", "国有资本经营预算"]
