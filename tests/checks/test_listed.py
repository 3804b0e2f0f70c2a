"""Figures of the narrative in a row: quarters, parts behind a whole, rates told twice, neighbours that were copied."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_narrative import checked, told

QUARTERS = ("2021-01/2021-03", "2021-04/2021-06", "2021-07/2021-09", "2021-10/2021-12")


@pytest.mark.parametrize(("last", "outcome"), [("250.75", "exact"), ("260.75", "violation")])
def test_quarters_make_up_the_year(last: str, outcome: str) -> None:
    year = told(10, "部门整体支出", "1000.00", basis="final")
    values = ("249.25", "240.00", "260.00", last)
    parts = [
        told(300 + 20 * i, "支出", value, period=period)
        for i, (value, period) in enumerate(zip(values, QUARTERS, strict=True))
    ]
    facts, checks = checked(year, *parts)
    assert [(check.rule, check.outcome) for check in checks] == [("text.quarters", outcome)]
    assert facts["x10"].status == ("confirmed" if outcome == "exact" else "conflict")


def test_quarters_that_leave_a_gap_say_nothing() -> None:
    year = told(10, "部门整体支出", "1000.00", basis="final")
    parts = [told(300 + 20 * i, "支出", "250.00", period=QUARTERS[i]) for i in (0, 1, 3)]
    assert checked(year, *parts)[1] == ()


def test_quarters_of_another_quantity_are_not_those_of_spending() -> None:
    year = told(10, "部门整体支出", "1000.00", basis="final")
    parts = [told(300 + 20 * i, "基金收入", "240.00", period=period) for i, period in enumerate(QUARTERS)]
    assert checked(year, *parts)[1] == ()


def test_parts_behind_a_whole_confirm_where_they_come_to_it_and_say_nothing_where_not() -> None:
    parts = [told(40, "中央资金", "315.12"), told(60, "省级资金", "98.06"), told(80, "县级资金", "90.00")]
    facts, checks = checked(told(10, "医疗救助补助资金", "503.18"), *parts)
    assert [(check.rule, check.outcome) for check in checks] == [("text.enumeration", "exact")]
    assert {fact.status for fact in facts.values()} == {"confirmed"}
    facts, checks = checked(told(10, "医疗救助补助资金", "513.18"), *parts)
    assert checks == ()
    assert {fact.status for fact in facts.values()} == {"read"}


def rate(place: int, name: str, value: str, **fields: str) -> list[object]:
    return [
        told(place, "公务接待费", "17.00", basis="budget", **fields),
        told(place + 20, "公务接待费", "0.82", basis="final", **fields),
        told(place + 40, name, value, "%", basis="final", **fields),
    ]


def test_rates_called_so_are_completions() -> None:
    _, checks = checked(*rate(10, "公务接待费控制率", "4.82"))  # type: ignore[arg-type]
    assert {(c.rule, c.outcome) for c in checks} == {("text.completion", "exact")}
    _, checks = checked(*rate(10, "公务接待费控制率", "4.28"))  # type: ignore[arg-type]
    assert {(c.rule, c.outcome) for c in checks} == {("text.completion", "violation")}


def test_rates_of_the_same_figures_in_two_sections_agree() -> None:
    first = rate(
        10,
        "公务接待费",
        "4.88",
    )
    first[2] = replace(first[2], measure="completion", versus="budget")  # type: ignore[type-var]
    second = rate(1000, "公务接待费控制率", "4.82", section="self_evaluation")
    _, checks = checked(*first, *second)  # type: ignore[arg-type]
    assert ("text.rates", "violation") in {(c.rule, c.outcome) for c in checks}


def test_change_between_budgets_is_their_difference() -> None:
    _, checks = checked(
        told(10, "项目支出", "330.00", basis="initial_budget"),
        told(30, "项目支出", "342.50", basis="adjusted_budget"),
        told(50, "项目支出", "12.50", basis="adjusted_budget", measure="change", versus="initial_budget"),
    )
    assert {(c.rule, c.outcome) for c in checks} == {("text.change", "exact")}


def test_figure_of_a_neighbour_is_told_as_such() -> None:
    prior = {"basis": "execution", "period": "2020"}
    rate_ = {"basis": "budget", "measure": "change_rate", "versus": "prior_year", "versus_basis": "execution"}
    _, checks = checked(
        told(10, "机关事业单位基本养老保险缴费支出", "60.00", basis="budget"),
        told(30, "机关事业单位基本养老保险缴费支出", "17.66", "%", **rate_),
        told(60, "机关事业单位职业年金缴费支出", "77.99", **prior),
        told(80, "机关事业单位职业年金缴费支出", "91.97", basis="budget"),
        told(99, "机关事业单位职业年金缴费支出", "17.66", "%", **rate_),
    )
    (check,) = [c for c in checks if c.outcome == "violation"]
    assert check.rule == "text.change_rate"
    assert "与邻近的另一数相同" in check.note


@pytest.mark.parametrize(("balance", "outcome"), [("3364.75", "exact"), ("3346.75", "violation")])
def test_income_of_a_fund_is_its_expenditure_and_the_balance_named_behind_it(balance: str, outcome: str) -> None:
    _, checks = checked(
        told(10, "职工基本医疗保险基金收入", "15230.22"),
        told(30, "基金支出", "11865.47"),
        told(50, "基金当期结余", balance),
        told(70, "城乡居民基本医疗保险基金收入", "34120.50"),
        told(90, "基金累计结余", "28650.31"),
    )
    assert ("text.fund_balance", outcome) in {(c.rule, c.outcome) for c in checks}


@pytest.mark.parametrize(
    "names",
    [
        ("政府采购支出总额", "政府采购货物支出", "政府采购工程支出", "政府采购服务支出"),
        ("政府采购金额", "货物采购金额", "工程采购金额", "服务采购金额"),
        ("政府采购", "货物类", "工程类", "服务类"),
    ],
)
def test_procurement_by_the_names_of_several_provinces(names: tuple[str, ...]) -> None:
    values = ("88.13", "21.70", "5.48", "60.95")
    facts = [told(10 + 20 * i, name, value) for i, (name, value) in enumerate(zip(names, values, strict=True))]
    assert ("text.procurement", "exact") in {(c.rule, c.outcome) for c in checked(*facts)[1]}
    wrong = [*facts[:3], told(70, names[3], "69.05")]
    assert ("text.procurement", "violation") in {(c.rule, c.outcome) for c in checked(*wrong)[1]}


def test_kinds_of_three_public_come_to_its_total_where_vehicles_have_none() -> None:
    names = ("“三公”经费", "因公出国（境）费", "公务用车运行维护费", "公务接待费")
    values = ("32.67", "2.97", "21.30", "4.80")
    facts = [
        told(10 + 20 * i, name, value, basis="execution")
        for i, (name, value) in enumerate(zip(names, values, strict=True))
    ]
    assert ("text.three_public_kinds", "violation") in {(c.rule, c.outcome) for c in checked(*facts)[1]}
    whole = [*facts, told(90, "公务用车购置及运行维护费", "21.30", basis="execution")]
    assert "text.three_public_kinds" not in {c.rule for c in checked(*whole)[1]}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (("134.51", "80.87", "53.64"), "exact"),
        (("134.51", "88.07", "53.64"), "violation"),  # two digits changed places
        (("1345.1", "80.87", "53.64"), "violation"),  # a moved point
        (("134.51", "80.87", "553.64"), "violation"),  # a digit too many
        (("134.51", "80.87", "31.20"), None),  # not all there is
        (("134.51", "80.87", "53.44"), None),  # one digit may differ by chance
    ],
)
def test_parts_behind_a_whole_that_come_to_it_but_for_a_slip(values: tuple[str, ...], found: str | None) -> None:
    names = ("疑似患者医疗总费用", "医保基金支付", "财政补助")
    facts = [told(10 + 20 * i, name, value) for i, (name, value) in enumerate(zip(names, values, strict=True))]
    outcomes = {c.outcome for c in checked(*facts)[1] if c.rule == "text.enumeration"}
    assert outcomes == ({found} if found else set())
