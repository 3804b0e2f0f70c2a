"""Identities of budget forms."""

from __future__ import annotations

import pytest
from checks_forms import form

from extract.checks import run
from extract.options import Options

GENERAL = [
    ["208", "", "", "社会保障和就业支出", "3,808.00", "3,808.00", ""],
    ["208", "05", "", "行政事业单位养老支出", "3,808.00", "3,808.00", ""],
    ["208", "05", "01", "行政单位离退休", "1,661.00", "1,661.00", ""],
    ["208", "05", "05", "机关事业单位基本养老保险缴费支出", "2,147.00", "2,147.00", ""],
    ["210", "", "", "卫生健康支出", "881.00", "800.00", "81.00"],
    ["", "", "", "合计", "4,689.00", "4,608.00", "81.00"],
]
TOTAL = [
    ["一、财政拨款收入", "4,689.00", "一、社会保障和就业支出", "3,808.00"],
    ["1. 一般公共预算资金", "4,689.00", "二、卫生健康支出", "881.00"],
    ["2. 政府性基金", "", "", ""],
    ["收入总计", "4,689.00", "支出总计", "4,689.00"],
]


def outcomes(number: str, grid: list[list[str]]) -> set[tuple[str, str]]:
    table, facts = form(number, grid, unit="元")
    return {(check.rule, check.outcome) for check in run(facts, (table,), Options()).checks}


def test_budget_codes_in_columns_of_their_own_make_a_tree() -> None:
    found = outcomes("budget_general", GENERAL)
    applied = {(rule, outcome) for rule, outcome in found if outcome != "not_applicable"}
    assert applied == {("tree.function", "exact"), ("row.expenditure_kinds", "exact")}
    wrong = [list(row) for row in GENERAL]
    wrong[2][4] = "1,611.00"
    assert ("tree.function", "violation") in outcomes("budget_general", wrong)


def test_budget_total_is_the_sum_of_its_outer_items() -> None:
    applied = {(rule, outcome) for rule, outcome in outcomes("budget_total", TOTAL) if outcome != "not_applicable"}
    assert applied == {
        ("budget.income", "exact"),
        ("budget.expenditure", "exact"),
        ("budget.fiscal_income", "exact"),
        ("total.balance", "exact"),
    }


def test_treasury_income_of_a_budget_is_the_sum_over_its_budgets() -> None:
    grid = [list(row) for row in TOTAL]
    grid[1][1], grid[2][1] = "4,000.00", "688.00"
    assert ("budget.fiscal_income", "violation") in outcomes("budget_total", grid)
    grid[2][1] = "689.00"
    assert ("budget.fiscal_income", "exact") in outcomes("budget_total", grid)


@pytest.mark.parametrize("label", ["本年收入合计", "小计"])
def test_budget_total_with_a_subtotal_is_left_to_other_identities(label: str) -> None:
    grid = [*TOTAL[:3], [label, "4,689.00", "", ""], TOTAL[3]]
    assert not {rule for rule, _ in outcomes("budget_total", grid)} & {"budget.income"}
