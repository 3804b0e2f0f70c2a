"""Tables of a budget in which several columns could name the rows, and whose money their columns are."""

from __future__ import annotations

import pytest

from extract.facts.tables.values import unit_printed
from extract.tables.meaning.listed import with_funds_of_heads, with_what_is_listed
from extract.types import Column
from models.forms import forms

ROLES = ["text", "name", "code", "name", "code", "name", "value"]
HEADS = ["单位名称", "项目名称", "功能科目编码", "功能科目名称", "经济科目编码", "经济科目名称", "合计"]


@pytest.mark.parametrize(
    ("title", "name", "code"),
    [("部门基本支出预算表", 5, 4), ("部门项目支出预算表", 1, None)],
)
def test_the_title_says_what_is_listed(title: str, name: int, code: int | None) -> None:
    roles = with_what_is_listed(ROLES, HEADS, title)
    assert [col for col, role in enumerate(roles) if role == "name"] == [name]
    assert [col for col, role in enumerate(roles) if role == "code"] == ([] if code is None else [code])


def test_a_title_that_lists_nothing_leaves_the_names() -> None:
    assert with_what_is_listed(ROLES, HEADS, "一般公共预算支出表") == ROLES


def test_what_is_bought_names_the_rows_and_not_the_project() -> None:
    heads = ["预算项目", "采购项目", "采购品目", "数量", "合计"]
    roles = with_what_is_listed(["name", "text", "text", "value", "value"], heads, "部门政府采购预算表")
    assert roles == ["text", "name", "text", "value", "value"]


def columns(*heads: str, part: str | None = None) -> list[Column]:
    return [Column(at, "value", head, flow="expenditure", part=part) for at, head in enumerate(heads)]


def test_heads_of_all_expenditure_say_whose_money_it_is() -> None:
    form = next(form for form in forms() if form.id == "budget_expenditure")
    told = with_funds_of_heads(columns("合计", "一般公共预算/小计", "一般公共预算/基本支出", "政府性基金预算"), form)
    assert [one.fund for one in told] == ["all", "general_budget", "general_budget", "government_fund"]
    assert told[0].part == "total"


def test_one_fund_among_the_heads_splits_nothing() -> None:
    form = next(form for form in forms() if form.id == "budget_expenditure")
    given = columns("合计", "基本支出", "其中：一般公共预算")
    assert with_funds_of_heads(given, form) == given


@pytest.mark.parametrize(
    ("printed", "unit"), [("台", "台"), ("标段", "标段"), ("合计", None), ("总计", None), ("—", None)]
)
def test_the_label_of_a_sum_in_a_column_of_units_is_no_unit(printed: str, unit: str | None) -> None:
    assert unit_printed(printed) == unit
