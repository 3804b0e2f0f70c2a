"""Totals behind the figures that they are of, net changes, and rates that stand right behind another level."""

from __future__ import annotations

import pytest
from checks_prose import rules

PARTS = "开展自评：[甲=737.72万元]、[乙=99.76万元]、[丙=149.22万元]，{}涉及资金[资金=" + "{}万元]。"


@pytest.mark.parametrize(
    ("word", "total", "found"),
    [
        ("共", "986.70", False),
        ("共", "837.48", True),  # the third is left out
        ("合计", "968.70", True),  # two digits changed places
        ("共", "881.73", False),  # of what the total is the words leave open
        ("另", "837.48", False),
    ],
)
def test_a_total_behind_its_parts(word: str, total: str, found: bool) -> None:
    assert (rules(PARTS.format(word, total)) == {"text.behind"}) is found


def test_a_total_of_the_last_figures_is_one() -> None:
    assert rules("总量[总量=900.00万元]，其中[甲=20.15万元]、[乙=30.20万元]，共[资金=50.35万元]。") == set()


NET = "在岗人数比上年末净{}[在岗人数={}人|measure=change|versus=prior_year]（年内新招录[新招录=40人]，{}[去向=21人]）。"


@pytest.mark.parametrize(
    ("word", "change", "went", "found"),
    [
        ("增", "19", "辞职和解聘", False),
        ("增", "23", "辞职和解聘", True),
        ("增", "23", "其他变动", False),  # a figure that neither came nor went
    ],
)
def test_a_net_change_is_what_came_less_what_went(word: str, change: str, went: str, found: bool) -> None:
    assert (rules(NET.format(word, change, went)) == {"text.net"}) is found


def test_a_change_that_is_not_called_net_says_nothing_of_what_went() -> None:
    assert rules(NET.format("增", "23", "辞职").replace("净增", "增加")) == set()


@pytest.mark.parametrize(
    ("whole", "found"), [("342.44", False), ("332.44", True), ("341.04", False), ("352.44", False)]
)
def test_parts_of_more_than_their_whole_by_one_digit(whole: str, found: bool) -> None:
    text = f"实际支出[实际支出={whole}万元]，其中办案费[办案费=218.25万元]、装备费[装备费=124.19万元]。"
    assert (rules(text) == {"text.enumeration"}) is found


@pytest.mark.parametrize(("between", "found"), [("", True), ("乙项目执行[乙项目=141.00万元|basis=execution]，", False)])
def test_a_rate_is_that_of_the_level_right_before_it(between: str, found: bool) -> None:
    rate = "甲项目=94.49%|basis=execution|measure=completion|versus=adjusted_budget"
    text = (
        "甲项目预算[甲项目=737.72万元|basis=adjusted_budget]，执行[甲项目=704.90万元|basis=execution]，"
        f"{between}执行率[{rate}]。"
    )
    assert (rules(text) == {"text.completion"}) is found
