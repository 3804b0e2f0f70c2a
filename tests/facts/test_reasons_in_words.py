"""Reasons behind a change in the words that reports have for them; what budgets are compared with; the last account."""

from __future__ import annotations

import pytest

from extract import extract_document
from extract.types import Fact


def facts(kind: str, sentence: str) -> tuple[Fact, ...]:
    head = f'<html><head><meta charset="utf-8"></head><body><h1>青石县灯塔管理局2024年{kind}</h1>'
    return extract_document(f"{head}<p>{sentence}</p></body></html>".encode(), name="a.html").facts


@pytest.mark.parametrize(
    ("behind", "reason"),
    [
        ("，主要是压缩会议和差旅开支", "压缩会议和差旅开支"),
        ("，系乡镇成果尚待审查", "乡镇成果尚待审查"),
        ("，因退休人员的单位部分需做实记账", "退休人员的单位部分需做实记账"),
        ("，由新船油耗低、老旧船只停驶引起", "新船油耗低、老旧船只停驶"),
        ("，为航道疏浚合同跨年履行所致", "航道疏浚合同跨年履行"),
        ("，一方面油价下降，另一方面出海次数减少", "油价下降，另一方面出海次数减少"),
        ("，这是办公场所改为调剂使用的结果", "办公场所改为调剂使用"),
    ],
)
def test_what_explains_a_change(behind: str, reason: str) -> None:
    found = facts("度部门决算", f"公用经费184.03万元，较上年压减1.48万元{behind}。")
    assert [(fact.value, fact.reason) for fact in found] == [("184.03", None), ("-1.48", reason)]


def test_what_is_no_reason() -> None:
    found = facts("度部门决算", "公用经费184.03万元，主要是办公费和邮电费，因公出国（境）费支出为0.00万元。")
    assert not any(fact.reason for fact in found)


def test_saved_against_a_budget_is_less() -> None:
    found = facts("度部门决算", "公务用车运行维护费20.78万元，比全年预算节余2.34万元。")
    assert [(fact.value, fact.measure, fact.versus) for fact in found[1:]] == [("-2.34", "change", "adjusted_budget")]


@pytest.mark.parametrize(("kind", "basis"), [("部门预算", "budget"), ("度部门决算", "final")])
def test_a_budget_is_compared_with_a_budget_and_an_account_with_an_account(kind: str, basis: str) -> None:
    found = facts(kind, "公务接待费2.52万元，比上年减少0.36万元。")
    assert [(fact.value, fact.versus, fact.versus_basis) for fact in found[1:]] == [("-0.36", "prior_year", basis)]


def test_of_classes_and_accounts_in_a_row_the_last_is_named_and_a_sum_keeps_its_word() -> None:
    found = facts("部门预算", "支出预算合计99.00万元。其中：交通运输管理（款）航道维护（项）44.00万元。")
    assert [fact.indicator for fact in found] == ["支出合计", "航道维护"]
