"""Identities of the narrative: percentages, changes, and figures that repeat those of forms."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from checks_forms import form

from extract.checks import run
from extract.numbers import plain, to_base
from extract.options import Options
from extract.types import Check, Evidence, Fact
from models import taxonomy


def told(place: int, indicator: str, value: str, unit: str = "万元", **fields: str | None) -> Fact:
    """A fact of the narrative at a character."""
    entry = taxonomy.find(indicator)
    base = to_base(Decimal(value), unit)
    assert base
    return replace(
        Fact(
            indicator=indicator,
            kind="percent" if unit == "%" else "amount",
            fact_id=f"x{place}",
            section="final_account",
            fiscal_year="2021",
            period="2021",
            indicator_id=entry.id if entry else None,
            value=value,
            unit=unit,
            value_base=plain(base[0]),
            unit_base=base[1],
            evidence=(Evidence(start=place, end=place + len(value), text=value),),
        ),
        **fields,  # type: ignore[arg-type]
    )


def checked(*facts: Fact) -> tuple[dict[str, Fact], tuple[Check, ...]]:
    result = run(facts, (), Options())
    return {fact.fact_id: fact for fact in result.facts}, result.checks


def outcomes(checks: tuple[Check, ...]) -> dict[str, str]:
    return {check.rule: check.outcome for check in checks}


@pytest.mark.parametrize(
    ("percent", "outcome"), [("83.15", "exact"), ("83.1", "exact"), ("83.2", "violation"), ("38.15", "violation")]
)
def test_narrative_share_is_part_over_whole(percent: str, outcome: str) -> None:
    facts, checks = checked(
        told(10, "本年支出合计", "894.68"),
        told(30, "基本支出", "743.90"),
        told(45, "基本支出", percent, "%", measure="share", versus="whole", versus_indicator="本年支出合计"),
    )
    assert outcomes(checks) == {"text.share": outcome}
    assert facts["x45"].status == ("confirmed" if outcome == "exact" else "conflict")
    if outcome == "exact":
        assert facts["x30"].status == "read"  # a percentage says little about the last digits of its parts


def test_narrative_completion_against_the_basis_it_names() -> None:
    _, checks = checked(
        told(10, "公务接待费", "17", basis="budget"),
        told(20, "公务接待费", "9.99", basis="initial_budget"),
        told(30, "公务接待费", "0.82", basis="final"),
        told(40, "公务接待费", "4.82", "%", measure="completion", basis="final", versus="budget"),
    )
    check = next(c for c in checks if c.rule == "text.completion")
    assert (check.outcome, check.operands) == ("exact", ("x40", "x30", "x10"))


def test_narrative_change_and_rate() -> None:
    prior = {"basis": "prior_final", "period": "2020"}
    facts, checks = checked(
        told(10, "财政拨款支出", "893.31"),
        told(20, "财政拨款支出", "856.78", **prior),
        told(30, "财政拨款支出", "36.53", measure="change", versus="prior_year"),
        told(40, "财政拨款支出", "4.26", "%", measure="change_rate", versus="prior_year"),
    )
    assert outcomes(checks) == {"text.change": "exact", "text.change_rate": "exact"}
    assert {facts[i].status for i in ("x10", "x20", "x30", "x40")} == {"confirmed"}


def test_narrative_rate_without_a_printed_prior_year() -> None:
    _, checks = checked(
        told(10, "公务接待费", "0.82", basis="final"),
        told(30, "公务接待费", "-1.25", measure="change", versus="prior_year"),
        told(40, "公务接待费", "-60.39", "%", measure="change_rate", versus="prior_year"),
    )
    assert outcomes(checks) == {"text.change_rate": "exact"}


def test_narrative_other_sections_and_years_do_not_mix() -> None:
    _, checks = checked(
        replace(told(10, "本年支出合计", "894.68"), section="budget"),
        told(30, "基本支出", "743.90"),
        told(45, "基本支出", "38.15", "%", measure="share", versus="whole", versus_indicator="本年支出合计"),
    )
    assert checks == ()


@pytest.mark.parametrize(("value", "outcome"), [("5.55", "exact"), ("5.56", "rounding"), ("6.55", "violation")])
def test_narrative_repeats_the_form(value: str, outcome: str) -> None:
    table, facts = form("07", [["34", "0", "17", "0", "17", "17", "5.55", "0", "4.73", "0", "4.73", "0.82"]])
    said = told(10, "“三公”经费", value, basis="final")
    result = run((*facts, said), (table,), Options())
    check = next(c for c in result.checks if c.rule == "text.form")
    assert check.outcome == outcome
    assert check.operands == ("x10", "07-0-6")
    status = next(f.status for f in result.facts if f.fact_id == "x10")
    assert status == {"exact": "confirmed", "rounding": "read", "violation": "conflict"}[outcome]


@pytest.mark.parametrize(
    ("word", "outcome"), [("大于", "violation"), ("小于", "exact"), ("等于", "violation"), ("略有变化", None)]
)
def test_narrative_words_of_comparison_agree_with_the_figures(word: str, outcome: str | None) -> None:
    comparison = Fact(
        indicator="公务接待费",
        kind="text",
        measure="comparison",
        fact_id="x40",
        section="final_account",
        fiscal_year="2021",
        period="2021",
        indicator_id="three_public.reception",
        basis="final",
        versus="initial_budget",
        value_text=word,
        evidence=(Evidence(start=40, end=42, text=word),),
    )
    facts, checks = checked(
        told(10, "公务接待费", "17", basis="initial_budget"),
        told(30, "公务接待费", "0.82", basis="final"),
        comparison,
    )
    assert outcomes(checks).get("text.comparison") == outcome
    assert facts["x40"].status == {"violation": "conflict", "exact": "confirmed", None: "read"}[outcome]


def test_second_print_of_a_contradicted_figure_does_not_confirm_what_was_recognised() -> None:
    """The same digit misread in a form and in the narrative: the form's sum speaks against it."""
    grid = [
        ["一、一般公共预算财政拨款收入", "1", "100.00", "一、社会保障和就业支出", "31", "272.35"],
        ["", "", "", "二、卫生健康支出", "32", "50.25"],
        ["", "", "", "三、住房保障支出", "33", "31.40"],
        ["", "", "", "本年支出合计", "57", "304.00"],
    ]
    table, cells = form("01", grid, page=1)
    said = told(10, "社会保障和就业支出", "272.35", basis="final")
    said = replace(said, evidence=(replace(said.evidence[0], page=1),))
    for route, status in (("scanned", "read"), ("digital", "confirmed")):
        result = run((*cells, said), (table,), Options(), routes={1: route})  # type: ignore[dict-item]
        assert next(fact.status for fact in result.facts if fact.fact_id == "x10") == status


def test_share_above_its_whole_is_not_confirmed_on_a_scan() -> None:
    shares = (
        told(10, "本年支出合计", "89.468"),
        told(30, "基本支出", "743.90"),
        told(45, "基本支出", "831.47", "%", measure="share", versus="whole", versus_indicator="本年支出合计"),
    )
    on_page = tuple(replace(fact, evidence=(replace(fact.evidence[0], page=1),)) for fact in shares)
    result = run(on_page, (), Options(), routes={1: "scanned"})
    assert [fact.status for fact in result.facts] == ["read"] * 3


@pytest.mark.parametrize(("public", "outcome"), [("11.89", "exact"), ("11.90", "rounding"), ("12.89", "violation")])
def test_shares_that_name_all_parts_come_to_a_hundred(public: str, outcome: str) -> None:
    share = {"measure": "share", "versus": "whole", "versus_indicator": "基本支出"}
    facts, checks = checked(told(10, "人员经费", "88.11", "%", **share), told(40, "公用经费", public, "%", **share))
    assert outcomes(checks) == {"text.basic_shares": outcome}
    assert facts["x40"].status == ("conflict" if outcome == "violation" else "read")  # two shares confirm nothing


def test_a_change_of_a_budget_is_one_against_the_budget_of_last_year() -> None:
    budget = {"basis": "budget"}
    change = {"measure": "change", "versus": "prior_year", "versus_basis": "budget", **budget}
    this = told(10, "机关运行经费", "102.82", **budget)
    last = told(25, "机关运行经费", "109.06", period="2020", **budget)
    for value, outcome in (("-6.24", "exact"), ("6.24", "violation")):
        facts, checks = checked(this, last, told(40, "机关运行经费", value, **change))
        assert outcomes(checks) == {"text.change": outcome}
    # 比年初预算 is against another budget of this year
    other = told(40, "机关运行经费", "6.24", **{**change, "versus_basis": "initial_budget"})
    assert outcomes(checked(this, last, other)[1]) == {}


@pytest.mark.parametrize(("percent", "outcome"), [("83.51", "exact"), ("84.06", "violation")])
def test_a_share_in_a_budget_is_of_its_budgets(percent: str, outcome: str) -> None:
    whole = {"measure": "share", "versus": "whole", "versus_indicator": "本年收入", "basis": "budget"}
    facts, checks = checked(
        told(10, "本年收入", "4108.79", basis="budget"),
        told(25, "本年收入", "3982.11", basis="budget", period="2020"),
        told(40, "一般公共预算拨款收入", "3431.23", basis="budget"),
        told(55, "一般公共预算拨款收入", percent, "%", **whole),
    )
    assert outcomes(checks) == {"text.share": outcome}


@pytest.mark.parametrize(
    ("basic", "project", "outcome"),
    [
        ("36.05", "63.95", {"exact"}),
        ("42.11", "63.95", {"exact", "violation"}),  # 42.11 % of another whole, where 63.95 shows which is meant
        ("42.11", "74.72", set()),  # of another whole both, which the words leave open
    ],
)
def test_a_share_is_of_a_whole_that_is_told_under_another_name(basic: str, project: str, outcome: set[str]) -> None:
    share = {"measure": "share", "versus": "whole", "versus_indicator": "支出预算", "basis": "budget"}
    facts, checks = checked(
        told(10, "收支总额", "2020.55", basis="budget"),
        told(30, "基本支出", "728.33", basis="budget"),
        told(45, "基本支出", basic, "%", **share),
        told(60, "项目支出", "1292.22", basis="budget"),
        told(75, "项目支出", project, "%", **share),
    )
    assert {check.outcome for check in checks if check.rule == "text.share"} == outcome


@pytest.mark.parametrize(("percent", "outcome"), [("5.16", set()), ("5.91", {"violation"})])
def test_a_share_of_a_whole_that_was_named_long_before_contradicts_none_nearer(percent: str, outcome: set[str]) -> None:
    share = {"measure": "share", "versus": "whole", "versus_indicator": "支出", "basis": "initial_budget"}
    facts, checks = checked(
        told(10, "本年支出", "3635.40", basis="final"),
        told(600, "支出", "3324.07", basis="initial_budget"),
        told(700, "住房保障支出", "187.53", basis="initial_budget"),
        told(715, "住房保障支出", percent, "%", **share),
    )
    assert {check.outcome for check in checks if check.rule == "text.share"} == outcome


def test_a_share_without_a_name_of_its_whole_is_of_that_of_the_shares_before_it() -> None:
    share = {"measure": "share", "versus": "whole", "basis": "final"}
    facts, checks = checked(
        told(10, "本年收入", "4288.79"),
        told(25, "财政拨款收入", "4065.91"),
        told(40, "财政拨款收入", "94.80", "%", versus_indicator="本年收入", **share),
        told(60, "其他收入", "6.60"),
        told(75, "其他收入", "0.15", "%", versus_indicator="财政拨款收入", **share),
    )
    assert {check.outcome for check in checks if check.rule == "text.share"} == {"exact"}
