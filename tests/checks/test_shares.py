"""Shares whose words leave their whole open, and rates and changes whose words leave the other year open."""

from __future__ import annotations

import pytest
from checks_prose import rules

WHOLE = "一般公共预算支出[一般公共预算财政拨款支出=1000.00万元|basis=final]，主要用于以下方面：\n"
SHARE = "[{name}={share}%|basis=final|measure=share|versus=whole{more}]"
ITEM = "（{n}）{name}[{name}={value}万元|basis=final]，占" + SHARE + "。\n"


def items(*rows: tuple[str, str, str, str]) -> str:
    return WHOLE + "".join(
        ITEM.format(n=n, name=name, value=value, share=share, more=more)
        for n, (name, value, share, more) in enumerate(rows, 1)
    )


NAMED = "|versus_indicator=一般公共预算财政拨款支出"


@pytest.mark.parametrize(
    ("share", "last", "found"),
    [
        ("7.5", "550.00", False),
        ("6.9", "550.00", True),  # the parts come to the whole
        ("6.9", "560.00", False),  # they do not, and two others show too little
    ],
)
def test_a_share_without_a_whole_is_of_that_of_its_list(share: str, last: str, found: bool) -> None:
    text = items(
        ("社会保障和就业支出", "375.00", "37.5", ""),
        ("卫生健康支出", "75.00", share, ""),
        ("住房保障支出", last, "55.0" if found or share == "7.5" else "56.0", NAMED),
    )
    assert (rules(text) == {"text.share"}) is found


def test_shares_of_two_wholes_are_no_list() -> None:
    text = items(("社会保障和就业支出", "375.00", "37.5", NAMED), ("卫生健康支出", "75.00", "6.9", ""))
    assert rules(text) == set()


@pytest.mark.parametrize(
    ("share", "others", "found"), [("30.00", "70", False), ("34.64", "70", True), ("34.64", "50", False)]
)
def test_a_whole_told_by_what_it_counts(share: str, others: str, found: bool) -> None:
    text = (
        "发放租房补贴[发放租房补贴=100户]，其中低保家庭[低保家庭=30户]，"
        f"占补贴总户数的[低保家庭={share}%|measure=share|versus=whole]；其余家庭[其余家庭={others}户]。"
    )
    assert (rules(text) == {"text.share"}) is found


@pytest.mark.parametrize(("second", "found"), [("12.00", False), ("48.00", True)])
def test_words_that_mean_a_whole_once_mean_it_again(second: str, found: bool) -> None:
    share = "占部门支出的[{}={}%|basis=final|measure=share|versus=whole|versus_indicator=部门支出]"
    text = (
        "部门支出[部门支出=1000.00万元|basis=final]。项目支出[项目支出=250.00万元|basis=final]，"
        + share.format("项目支出", "25.00")
        + "，其中设备经费[设备经费=120.00万元|basis=final]，"
        + share.format("设备经费", second)
        + "。"
    )
    assert (rules(text) == {"text.share"}) is found


@pytest.mark.parametrize(("change", "found"), [("-434", False), ("434", True)])
def test_a_count_beside_that_of_last_year(change: str, found: bool) -> None:
    text = (
        "2024年受理投诉[投诉=1352件|period=2024]，2023年[投诉=1786件|period=2023]，"
        f"同比变化[投诉={change}件|period=2024|measure=change|versus=prior_year]。"
    )
    assert (rules(text) == {"text.change"}) is found


@pytest.mark.parametrize(("rate", "found"), [("17.44", False), ("21.13", False), ("14.85", True)])
def test_a_rate_behind_a_change_of_whichever_year(rate: str, found: bool) -> None:
    text = (
        "经营收入[经营收入=137.24万元|basis=final]，增加[经营收入=23.94万元|basis=final|measure=change]，"
        f"增长[经营收入={rate}%|basis=final|measure=change_rate]。"
    )
    assert (rules(text) == {"text.change_rate"}) is found
