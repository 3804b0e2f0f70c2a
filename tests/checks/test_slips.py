"""Human slips, percentages that were cut off or forced, parts and restatements of the narrative."""

from __future__ import annotations

from dataclasses import replace

import pytest
from checks_forms import form
from test_narrative import told

from extract.checks import run
from extract.checks.slips import slips
from extract.options import Options
from extract.types import Check, Fact, Table


def violations(*facts: Fact, tables: tuple[Table, ...] = ()) -> dict[str, Check]:
    result = run(facts, tables, Options())
    return {check.rule: check for check in result.checks if check.outcome == "violation"}


def shares(*printed: str) -> list[Fact]:
    """902.19 + 10.00 + 6.29 = 918.48, with these shares."""
    facts = [told(10, "本年收入合计", "918.48", basis="final")]
    names = ("一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "其他收入")
    for i, (name, value, share) in enumerate(zip(names, ("902.19", "10.00", "6.29"), printed, strict=True)):
        at = {"measure": "share", "versus": "whole", "versus_indicator": "本年收入合计", "basis": "final"}
        facts.append(told(30 + 30 * i, name, value, basis="final"))
        facts.append(told(45 + 30 * i, name, share, "%", **at))
    return facts


@pytest.mark.parametrize(
    ("printed", "wrong"),
    [
        (("98.23", "1.09", "0.68"), False),
        (("98.24", "1.08", "0.68"), False),  # 1.0888 cut off, and the first made to sum to 100
        (("98.22", "1.08", "0.68"), False),  # all cut off
        (("98.24", "1.09", "0.68"), True),  # sums to 100.01: nothing forced it
        (("98.27", "1.05", "0.68"), True),  # sums to 100, and is off by more than the others cut off
    ],
)
def test_slips_a_share_cut_off_or_forced_to_100_is_rounding(printed: tuple[str, ...], wrong: bool) -> None:
    assert ("text.share" in violations(*shares(*printed))) == wrong


def test_slips_a_transposed_pair_is_named() -> None:
    found = violations(
        told(10, "参保人数", "186468", "人", kind="participants", who="参保"),
        told(30, "城乡居民参保", "168034", "人", kind="participants", who="参保"),
        told(50, "城镇职工参保", "18452", "人", kind="participants", who="参保"),
    )
    assert slips()["transposed"] in found["text.insured"].note
    assert "186486" in found["text.insured"].note
    assert found["text.insured"].blame == "document_error"


def test_slips_a_digit_too_many_is_named_from_two_levels() -> None:
    found = violations(
        told(10, "其他司法支出", "43269.3", basis="execution", period="2020"),
        told(30, "其他司法支出", "3845.49", basis="budget"),
        told(
            50,
            "其他司法支出",
            "17.62",
            "%",
            measure="change_rate",
            versus="prior_year",
            versus_basis="execution",
            basis="budget",
        ),
    )
    assert slips()["digit_more"] in found["text.change_rate"].note
    assert "→ 3269.3:" in found["text.change_rate"].note


def test_slips_parts_behind_a_whole_come_to_it() -> None:
    whole = told(10, "支出合计", "1995.32", basis="final")
    parts = (told(30, "基本支出", "238.29", basis="final"), told(50, "项目支出", "1725.11", basis="final"))
    check = violations(whole, *parts)["text.expenditure"]
    assert (check.expected, check.found) == ("1963.4", "1995.32")
    right = told(50, "项目支出", "1757.03", basis="final")
    assert violations(whole, parts[0], right) == {}


def test_slips_figures_of_another_name_that_agree_acquit() -> None:
    """全年实际支出 behind a list of parts: its completion is that of the whole."""
    facts = (
        told(10, "部门预算", "1728.78", basis="budget"),
        told(30, "部门自身支出", "376.60", basis="budget"),
        told(60, "部门自身支出", "1626.52", basis="final"),
        told(80, "部门自身支出", "94.08", "%", measure="completion", versus="budget", basis="final"),
    )
    assert violations(*facts) == {}
    assert "text.completion" in violations(*facts[1:])


def test_slips_a_budget_told_in_another_unit_agrees_to_its_precision() -> None:
    grid = [["221", "02", "01", "住房公积金", "2087959.00", "2087959.00", ""]]
    table, facts = form("budget_general", grid, unit="元")
    facts = tuple(Fact(**{**f.__dict__, "section": "budget"}) for f in facts)
    house = {"basis": "budget", "section": "budget", "indicator_id": "function.2210201"}
    right = told(10, "住房公积金", "208.8", **house)
    wrong = told(40, "住房公积金", "201.50", **house)
    assert violations(right, *facts, tables=(table,)) == {}
    assert {"text.form_budget", "text.again_budget"} <= set(violations(right, wrong, *facts, tables=(table,)))


def people(whole: str, workers: str, residents: str, units: str = "人,人,人") -> list[Fact]:
    """The insured, and their two kinds named behind them, in these units."""
    names = ("基本医疗保险参保人数", "职工医保参保人数", "城乡居民医保参保人数")
    printed = zip(names, (whole, workers, residents), units.split(","), strict=True)
    return [
        told(10 + 20 * i, name, value, unit, kind="participants", who="参保")
        for i, (name, value, unit) in enumerate(printed)
    ]


@pytest.mark.parametrize("units", ["万人,人,人", "人,万人,人"])
def test_slips_of_a_unit_among_figures_named_behind_their_sum(units: str) -> None:
    assert not violations(*people("1221031", "219614", "1001417"))
    check = violations(*people("1221031", "219614", "1001417", units))["text.enumeration"]
    assert check.blame == "unit_slip"
    assert f"{'1221031' if units.startswith('万') else '219614'}万人: {slips()['unit']}" in check.note


def test_slips_of_a_unit_take_the_shares_with_them() -> None:
    facts = [
        told(10, "本年支出合计", "920.54", "元", basis="final"),
        told(30, "基本支出", "549.07", basis="final"),
        told(45, "基本支出", "59.65", "%", measure="share", versus="whole", versus_indicator="本年支出合计"),
    ]
    assert violations(*facts)["text.share"].blame == "unit_slip"


def test_slips_of_a_unit_that_makes_a_figure_vanish_explain_nothing() -> None:
    this, last = (told(10 + i, "财政拨款收、支总计", "980.17", basis=b) for i, b in enumerate(("final", "prior_final")))
    change = told(50, "财政拨款收、支总计", "-45.25", measure="change", versus="prior_year", basis="final")
    check = violations(this, last, change)["text.change"]
    assert (check.blame, slips()["last_year"] in check.note) == ("document_error", True)


def test_slips_last_years_figure_is_told_by_a_rate_that_is_right_over_it() -> None:
    found = violations(
        told(10, "机关运行经费", "101.93", basis="final"),
        told(30, "机关运行经费", "-13.61", measure="change", versus="prior_year", basis="final"),
        told(45, "机关运行经费", "-13.4", "%", measure="change_rate", versus="prior_year", basis="final"),
    )
    assert f"101.93: {slips()['last_year']}" in found["text.change_rate"].note


def test_slips_a_percentage_is_explained_as_the_sum_explains_its_part() -> None:
    facts = [
        told(10, "本年支出合计", "920.54", basis="final"),
        told(30, "基本支出", "549.07", basis="final"),
        told(60, "项目支出", "549.07", basis="final"),
        told(75, "项目支出", "40.35", "%", measure="share", versus="whole", versus_indicator="本年支出合计"),
    ]
    found = violations(*facts)
    assert slips()["neighbour"] in found["text.expenditure"].note
    assert slips()["neighbour"] in found["text.share"].note


def test_slips_another_fund_in_a_figure_of_the_narrative() -> None:
    table, facts = form(
        "05", [["", "合计", "893.96", "549.07", "344.89"], ["210", "卫生健康支出", "893.96", "549.07", "344.89"]]
    )
    fund, facts_of_fund = form("08", [["", "合计", "0.00", "18.67", "18.67", "0.00", "18.67", "0.00"]])
    facts_of_fund = tuple(replace(fact, fund="government_fund") for fact in facts_of_fund)
    said = told(10, "一般公共预算财政拨款支出", "912.63", basis="final")
    found = violations(*facts, *facts_of_fund, said, tables=(table, fund))
    assert slips()["fund"] in found["text.form"].note
