"""Figures that the words before them, or beside them, make another one than this year's of the whole body."""

from __future__ import annotations

from dataclasses import replace

import pytest
from checks_forms import form
from checks_prose import rules

THREE = form("07", [["", "", "", "", "", "", "3.25", "0.00", "2.54", "0.00", "2.54", "0.71"]])
TOTAL = "“三公”经费[“三公”经费=3.25万元|basis=final]。"
KINDS = "因公出国（境）费[因公出国（境）费=0万元|basis=final]，公务用车购置及运行维护费[公务用车购置及运行维护费="
FORM_05 = form("05", [["", "合计", "1780.94", "321.13", "1459.81"]])
MEANT = {"text.form", "text.again", "text.again_slip", "text.three_public"}


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("", True),
        ("扣除疫情防控用车支出后，", False),
        ("按可比口径，", False),
        ("除执法用车外，", False),
        ("上年", False),
        ("2022年", False),
        ("2022年公务用车运行情况平稳，2023年", True),
        ("与上年相比增加，", True),
        ("比2022年增加，", True),
        ("使用上年结转资金，", True),
        ("上年车辆较多，本年", True),
        ("高于上年水平，", True),
        ("上年末", False),
    ],
)
def test_words_that_set_a_figure_apart(before: str, found: bool) -> None:
    text = f"{TOTAL}{before}“三公”经费[“三公”经费=2.25万元|basis=final]。"
    assert bool(rules(text, THREE) & MEANT) is found


def test_a_year_that_was_read_is_left_to_its_identities() -> None:
    last = "|basis=budget|period=2022"
    parts = f"因公出国（境）费[因公出国（境）费=0万元{last}]，公务接待费[公务接待费=0.78万元{last}]，"
    vehicles = f"公务用车购置及运行维护费[公务用车购置及运行维护费=2.36万元{last}]"
    text = f"上年“三公”经费[“三公”经费={{}}万元{last}]，其中{parts}{vehicles}。"
    assert rules(text.format("3.14")) == set()
    assert rules(text.format("3.41")) == {"text.three_public"}


def test_kinds_of_another_year_are_no_parts_of_this_years_total() -> None:
    text = f"{TOTAL}上年{KINDS}2.36万元|basis=final]，公务接待费[公务接待费=0.78万元|basis=final]。"
    assert "text.three_public" not in rules(text)
    assert "text.three_public" in rules(text.replace("上年", ""))


def test_nobody_says_a_quantity_twice_in_one_sentence() -> None:
    text = "机关运行经费[机关运行经费=30.12万元|basis=final]{}机关运行经费[机关运行经费=11.97万元|basis=final]。"
    assert "text.again" not in rules(text.format("，"))
    assert "text.again" in rules(text.format("。"))


@pytest.mark.parametrize(("other", "found"), [("1.25", False), ("1.35", True)])
def test_a_figure_that_comes_to_the_form_with_its_neighbour_is_a_part(other: str, found: bool) -> None:
    text = f"“三公”经费[“三公”经费=2.00万元|basis=final]，执法[事务中心={other}万元|basis=final]。"
    assert ("text.form" in rules(text, THREE)) is found


def test_what_is_said_of_one_body_does_not_contradict_the_form_of_all() -> None:
    text = "“三公”经费[“三公”经费=2.00万元|basis=final{}]。"
    assert "text.form" in rules(text.format(""), THREE)
    assert "text.form" not in rules(text.format("|scope=局机关"), THREE)


def test_a_part_with_a_digit_less_is_no_slip() -> None:
    text = "局机关[局机关={}万元|basis=final]，参公单位机关运行经费[机关运行经费=64.67万元|basis=final]。"
    whole = "机关运行经费[机关运行经费=164.67万元|basis=final]。" + "本年工作平稳。" * 40
    assert "text.named" not in rules(whole + text.format("100.00"))
    assert "text.named" in rules(whole + text.format("90.00"))


def test_kinds_of_one_body_are_no_parts_of_the_total_of_all() -> None:
    body = "|basis=final|scope=局机关]"
    vehicles = f"公务用车购置及运行维护费[公务用车购置及运行维护费=1.50万元{body}"
    text = (
        f"{TOTAL}其中因公出国（境）费[因公出国（境）费=0万元{body}，{vehicles}，公务接待费[公务接待费=0.50万元{body}。"
    )
    assert "text.three_public" not in rules(text)
    assert "text.three_public" in rules(text.replace("|scope=局机关", ""))


@pytest.mark.parametrize(
    ("before", "found"), [("", True), ("预留给中小企业的份额中，", False), ("面向小微企业采购", False)]
)
def test_what_goes_to_small_enterprises_is_a_part_of_procurement(before: str, found: bool) -> None:
    kinds = "货物[货物=10.00万元|basis=final]，工程[工程=16.00万元|basis=final]，服务[服务=3.78万元|basis=final]"
    text = f"政府采购支出总额[政府采购支出=317.85万元|basis=final]。{before}{kinds}。"
    assert ("text.procurement" in rules(text)) is found


@pytest.mark.parametrize(
    ("of", "found"),
    [("占", True), ("占基本支出的", True), ("占本年支出的", False), ("占一般公共预算财政拨款支出的", False)],
)
def test_shares_of_more_than_basic_expenditure_do_not_come_to_a_hundred(of: str, found: bool) -> None:
    share = "|measure=share|versus_indicator=支出]"
    text = f"人员经费{of}[人员经费=15.43%{share}，公用经费{of}[公用经费=2.32%{share}。"
    assert ("text.basic_shares" in rules(text)) is found


@pytest.mark.parametrize(
    ("between", "found"),
    [("，", True), ("。\n（二）采购情况\n", False)],
)
def test_a_list_with_a_slip_does_not_run_into_the_next_paragraph(between: str, found: bool) -> None:
    text = f"协会[协会=53.97万元]，其中办公费[办公费=5.20万元]，差旅费[差旅费=4.31万元]{between}采购[采购=26.46万元]。"
    assert ("text.enumeration" in rules(text)) is found


SPENT = "项目支出[项目支出=1488.40万元|basis=final]。"
LATER = "|basis=final|section=self_evaluation"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"项目支出[项目支出=1448.40万元{LATER}]。", True),
        (f"项目支出[项目支出=960.00万元{LATER}|period=2023-09-30]。", False),
        (f"项目支出[项目支出=1448.40万元{LATER}|period=2023-12-31]。", True),
        (f"除中央直达资金外，项目支出[项目支出=800.00万元{LATER}]。", False),
        # a part of what a form prints for one fund
        (
            f"一般公共预算支出[一般公共预算支出=1780.94万元{LATER}]，其中基本支出[基本支出=321.13万元{LATER}]、"
            f"项目支出[项目支出=1459.81万元{LATER}]。",
            False,
        ),
        (
            f"部门整体支出[部门支出=1780.49万元{LATER}]，其中基本支出[基本支出=321.13万元{LATER}]、"
            f"项目支出[项目支出=1459.36万元{LATER}]。",
            True,
        ),
    ],
)
def test_an_evaluation_that_speaks_of_a_date_or_a_fund_does_not_contradict_the_account(text: str, found: bool) -> None:
    gap = "本年工作平稳。" * 60
    assert ("text.sections" in rules(SPENT + gap + text, FORM_05)) is found


FUNCTIONS = form("05", [["", "合计", "913.14", "", ""], ["210", "卫生健康支出", "820.67", "", ""]])


@pytest.mark.parametrize(
    ("before", "found"), [("", True), ("其他资金支出6.31万元，其中", False), ("非财政拨款安排的", False)]
)
def test_what_other_money_pays_is_not_in_the_forms_of_the_treasury(before: str, found: bool) -> None:
    text = f"{before}卫生健康支出[卫生健康支出=6.31万元|basis=final|flow=expenditure]。"
    assert ("text.form" in rules(text, FUNCTIONS)) is found


@pytest.mark.parametrize(("before", "found"), [("", True), ("卫生健康支出中，", False), ("本年支出中，", True)])
def test_the_money_of_one_account_is_not_that_of_the_body(before: str, found: bool) -> None:
    total = form("01", [["本年收入合计", "1", "929.78", "本年支出合计", "2", "936.16"]])
    text = f"{before}本年收入合计[本年收入合计=820.67万元|basis=final]。"
    assert ("text.form" in rules(text, total)) is found


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("局本级", False),
        ("其中局机关支出较少，", False),
        ("图书馆", False),
        ("其中：水产技术推广站支出较少，县救助管理所", False),
        ("按规定压减以后，图书馆", False),
        ("所属单位", False),
        ("本部门及所属单位", True),
        ("锦屿县医疗保障局机关运行经费之外，", True),
        ("文化和旅游（款）图书馆（项）之外，", True),
        ("锦屿县医保中心", True),  # the department itself
    ],
)
def test_what_is_said_of_one_of_several_bodies(before: str, found: bool) -> None:
    text = f"{before}“三公”经费[“三公”经费=2.25万元|basis=final|department=锦屿县医保中心]。"
    table, facts = THREE
    facts = tuple(replace(fact, department="锦屿县医保中心") for fact in facts)
    assert ("text.form" in rules(text, (table, facts))) is found


@pytest.mark.parametrize(("begins", "found"), [("", True), ("其中：出访", False)])
def test_what_is_named_again_behind_its_whole_is_a_part_of_it(begins: str, found: bool) -> None:
    text = f"{TOTAL}{begins}“三公”经费[“三公”经费=2.25万元|basis=final]。"
    assert bool(rules(text, THREE) & MEANT) is found


@pytest.mark.parametrize(("how", "found"), [("", True), ("按同口径", False), ("扣除专项债券后", False)])
def test_a_rate_that_is_measured_otherwise_is_not_that_of_the_figures_beside_it(how: str, found: bool) -> None:
    last = "[培训费=21.47万元|basis=prior_final|period=2022]"
    rate = "[培训费=-13.06%|measure=change_rate|basis=final|versus=prior_year|direction=decrease]"
    change = "[培训费=-3.24万元|measure=change|basis=final|versus=prior_year|direction=decrease]"
    text = f"培训费[培训费=18.23万元|basis=final]，比上年{last}减少{change}，{how}下降{rate}。"
    assert ("text.change_rate" in rules(text)) is found
