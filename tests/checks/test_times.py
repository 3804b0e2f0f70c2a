"""Figures of some months, or measured otherwise, contradict none of the whole year."""

from __future__ import annotations

import pytest
from checks_prose import grid, rules

FORM = grid(["项目|决算数", "本年支出合计|3977.98"], form="01", basis="final", flow="expenditure")


@pytest.mark.parametrize(
    ("period", "words", "found"),
    [
        ("2023", "", True),
        ("2023-12-31", "截至年末，", True),
        ("2023-09-30", "截至9月底，", False),
        ("2023-01/2023-06", "上半年", False),
        ("2023", "除去一次性项目后，", False),
        ("2023", "扣除基建后，", False),
    ],
)
def test_a_figure_of_a_part_of_the_year_is_none_of_the_form(period: str, words: str, found: bool) -> None:
    text = f"{words}支出合计[本年支出合计=812.66万元|basis=final|period={period}]。"
    assert (rules(text, FORM) == {"text.form"}) is found


@pytest.mark.parametrize(("words", "found"), [("", True), ("除去一次性项目后，", False)])
def test_a_whole_that_is_measured_otherwise_is_not_that_of_a_share(words: str, found: bool) -> None:
    text = (
        f"{words}本年支出合计[本年支出合计=1205.33万元|basis=final]。一般公共预算支出"
        "[一般公共预算财政拨款支出=1991.99万元|basis=final]，占本年支出合计的"
        "[一般公共预算财政拨款支出=92.72%|basis=final|measure=share|versus=whole|versus_indicator=本年支出合计]。"
    )
    assert (rules(text) == {"text.share"}) is found


@pytest.mark.parametrize(("this", "found"), [("年末结转", False), ("甲", True)])
def test_a_rate_of_another_unnamed_quantity_is_explained_by_it(this: str, found: bool) -> None:
    more = "" if found else f"{this}[{this}=1287.26万元]，"
    text = (
        f"{more}其中项目结转[项目结转=1106.00万元]，较上年[项目结转=1350.00万元|period=2022]"
        "下降[项目结转=-4.65%|measure=change_rate|versus=prior_year]。"
    )
    assert (rules(text) == {"text.change_rate"}) is found


@pytest.mark.parametrize(("words", "found"), [("2023年", True), ("2021至2023年", False), ("近三年", False)])
def test_one_of_several_years_is_not_this_years(words: str, found: bool) -> None:
    text = f"{words}三公经费[三公经费=13.60万元|basis=final]。" + "机构精简，开支下降。" * 30
    text += "三公经费[三公经费=7.03万元|basis=final]。"
    assert (rules(text) == {"text.again"}) is found
