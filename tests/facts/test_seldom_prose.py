"""Prose as seldom authors put it: names behind a clause, accounts alone in a sentence, changes told by odd verbs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import extract_document
from extract.entities.names import name_in
from extract.entities.reasons import reasons_of
from extract.types import Fact

ACCOUNTS = "第三部分 2023年度部门决算情况说明"


def facts_of(*paragraphs: str, headings: tuple[str, ...] = (ACCOUNTS, "一、支出情况说明")) -> tuple[Fact, ...]:
    """The facts of paragraphs under headings of a final account."""
    heads = "".join(f"<h{min(level, 3)}>{words}</h{min(level, 3)}>" for level, words in enumerate(headings, 1))
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    html = f'<html><head><meta charset="utf-8"></head><body><h1>2023年度部门决算</h1>{heads}{body}</body></html>'
    return extract_document(html.encode(), name="a.html").facts


def self_evaluation(*paragraphs: str) -> tuple[Fact, ...]:
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    title = "2023年度部门整体支出绩效自评报告"
    html = f'<html><head><meta charset="utf-8"></head><body><h1>{title}</h1>{body}</body></html>'
    return extract_document(html.encode(), name="a.html").facts


def said(facts: tuple[Fact, ...], *fields: str) -> list[tuple]:
    return [tuple(getattr(fact, field) for field in fields) for fact in facts]


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("维持日常运转的基本支出", "基本支出"),
        ("签约后形成政府采购支出", "政府采购支出"),
        ("政府性基金安排的项目支出", "政府性基金安排的项目支出"),
        ("在用车辆", "在用车辆"),
        ("在库应急物资", "在库应急物资"),
        ("向困难家庭", "困难家庭"),
        ("系退休", "退休"),
        ("汛期期间转移群众", "转移群众"),
    ],
)
def test_a_name_is_what_the_words_lead_to(clause: str, name: str) -> None:
    found = name_in(clause)
    assert found is not None
    assert clause[found.start : found.end] == name


@given(st.text("维持运转日常机关的是即形成列支开支基本项目支出", max_size=16))
def test_a_name_stands_inside_its_clause(words: str) -> None:
    found = name_in(words)
    assert found is None or 0 <= found.start < found.end <= len(words)


@pytest.mark.parametrize("number", ["（3）", "3.", "③", "三、", "（三）"])
@pytest.mark.parametrize("account", ["防汛（项）", "事业运行"])
def test_an_account_alone_in_its_sentence_is_what_the_next_is_of(number: str, account: str) -> None:
    facts = facts_of(f"{number}{account}。年初预算5万元，支出决算6万元，突破年初预算1万元，执行了年初数的120%。")
    name = account.removesuffix("（项）")
    assert said(facts, "indicator", "measure", "basis", "versus") == [
        (name, "level", "initial_budget", None),
        (name, "level", "final", None),
        (name, "change", "final", "initial_budget"),
        (name, "completion", "final", "initial_budget"),
    ]


def test_the_basis_is_no_part_of_an_account() -> None:
    facts = facts_of("行政运行支出决算5万元、教育支出决算4万元、购房补贴支出决算3万元。")
    assert [fact.indicator for fact in facts] == ["行政运行", "教育支出", "购房补贴"]


@pytest.mark.parametrize(
    ("words", "measure", "versus", "value"),
    [
        ("比2022年高出2万元", "change", "prior_year", "2"),
        ("一年增加2万元", "change", "prior_year", "2"),
        ("一年减少2万元", "change", "prior_year", "-2"),
        ("高于2022年度2万元", "change", "prior_year", "2"),
        ("较年初预算节省2万元", "change", "initial_budget", "-2"),
        ("用去年初预算的95%", "completion", "initial_budget", "95"),
        ("执行到预算的95%", "completion", "budget", "95"),
        ("占本年支出合计的份额为95%", "share", "whole", "95"),
    ],
)
def test_words_that_compare(words: str, measure: str, versus: str, value: str) -> None:
    (_, fact) = facts_of(f"公务接待费支出30万元，{words}。")
    assert (fact.indicator, fact.measure, fact.versus, fact.value) == ("公务接待费", measure, versus, value)


def test_last_year_of_final_accounts_is_accounted_for_too() -> None:
    facts = facts_of("公务接待费支出30万元，高于2022年度2万元，高出的比例为7.14%。")
    assert said(facts[1:], "measure", "versus", "versus_basis") == [
        ("change", "prior_year", "final"),
        ("change_rate", "prior_year", "final"),
    ]


@given(st.integers(1, 900), st.integers(1, 90))
def test_the_second_of_two_changes_goes_the_same_way(amount: int, rate: int) -> None:
    (_, change, percent) = facts_of(f"公务接待费支出1000万元，与2022年相比压缩了{amount}万元、{rate}%。")
    assert (change.value, percent.value) == (f"-{amount}", f"-{rate}")
    assert percent.measure == "change_rate"


def test_a_level_reached_is_no_change() -> None:
    facts = self_evaluation("设备损耗率从2022年的0.24%降为0.19%。")
    assert said(facts, "measure", "value") == [("level", "0.24"), ("level", "0.19")]


def test_the_former_and_the_latter() -> None:
    facts = facts_of("基本支出30万元，比重60%；项目支出20万元，比重40%。两者与上年相较，前者增2万元，后者增3万元。")
    assert said(facts[-2:], "indicator", "measure", "versus") == [
        ("基本支出", "change", "prior_year"),
        ("项目支出", "change", "prior_year"),
    ]
    assert [fact.measure for fact in facts[:4]] == ["level", "share", "level", "share"]


@given(st.lists(st.integers(1, 99), min_size=3, max_size=3))
def test_each_of_those_named_before(values: list[int]) -> None:
    one, two, three = values
    facts = facts_of(
        f"（9）养老保险、职业年金、住房公积金。支出决算依次为{one}万元、{two}万元和{three}万元。",
        f"货物类3万元、工程类2万元、服务类5万元，三类各占{one}%、{two}%和{three}%。",
    )
    assert [(fact.indicator, fact.value) for fact in facts[:3]] == [
        ("养老保险", str(one)),
        ("职业年金", str(two)),
        ("住房公积金", str(three)),
    ]
    assert [(fact.indicator, fact.value) for fact in facts[6:]] == [
        ("货物类", str(one)),
        ("工程类", str(two)),
        ("服务类", str(three)),
    ]


def test_that_expenditure_is_the_one_of_the_heading_above() -> None:
    headings = (ACCOUNTS, "五、一般公共预算财政拨款支出", "（一）额度变化")
    facts = facts_of("2022年度该项支出为20万元，按此计算一年间提高2万元。", headings=headings)
    assert {fact.indicator for fact in facts} == {"一般公共预算财政拨款支出"}


@pytest.mark.parametrize("chapter", [ACCOUNTS, "第三编 收支决算解读", "第二章 部门决算分析"])
def test_a_part_that_explains_accounts_gives_the_basis(chapter: str) -> None:
    (fact,) = facts_of("退休费3万元。", headings=(chapter, "二、钱用到哪里去"))
    assert fact.basis == "final"


def test_a_part_that_explains_nothing_gives_none() -> None:
    (fact,) = facts_of("新增专户存款3万元。", headings=("第一编 单位概况", "二、年度大事"))
    assert fact.basis is None


def test_what_was_spent_is_what_a_budget_is_compared_with() -> None:
    facts = self_evaluation("公务接待费全年实际支出3万元，年初预算是4万元，节省1万元，相当于年初预算的75%。")
    assert said(facts, "indicator", "measure", "basis", "versus") == [
        ("公务接待费", "level", "execution", None),
        ("公务接待费", "level", "initial_budget", None),
        ("公务接待费", "change", "execution", "initial_budget"),
        ("公务接待费", "completion", "execution", "initial_budget"),
    ]


def test_last_years_execution_says_its_basis() -> None:
    facts = self_evaluation("部门整体支出执行数9万元。上年执行数为8万元，今年多支出1万元。")
    assert said(facts[1:], "basis", "period", "versus_basis") == [
        ("execution", "2022", None),
        ("execution", "2023", "execution"),
    ]


def test_parts_in_brackets_have_the_head_of_their_whole() -> None:
    facts = self_evaluation("年末，全局编制36名（行政15名，事业21名），退休人员24人。")
    assert said(facts, "indicator", "period") == [
        (name, "2023-12-31") for name in ("编制", "行政编制", "事业编制", "退休人员")
    ]


def test_a_project_at_the_head_of_its_paragraph() -> None:
    facts = facts_of("堤防加固项目：自评95分；全年预算3万元，实际支出2万元。", headings=("第二编 绩效", "一、绩效评价"))
    assert said(facts, "indicator", "kind", "basis") == [
        ("堤防加固", "score", None),
        ("堤防加固", "amount", "adjusted_budget"),
        ("堤防加固", "amount", "execution"),
    ]


def test_the_day_of_a_heading_holds_for_what_there_is() -> None:
    facts = facts_of(
        "截至2023年12月31日，固定资产原值90万元。", "共有车辆5辆。", headings=(ACCOUNTS, "九、国有资产占用情况")
    )
    assert [fact.period for fact in facts] == ["2023-12-31", "2023-12-31"]


def test_words_before_by_how_much_are_its_sign() -> None:
    facts = facts_of("培训费支出5万元，低于年初预算数2万元。")
    assert said(facts, "measure", "value") == [("level", "5"), ("change", "-2")]


def test_a_word_of_sameness_is_a_comparison() -> None:
    facts = facts_of("培训费支出决算5万元，与年初预算完全一致。")
    assert said(facts, "measure", "value_text", "versus") == [
        ("level", None, None),
        ("comparison", "完全一致", "initial_budget"),
    ]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("支出增加2万元，皆因来访批次增多。", "来访批次增多"),
        ("支出减少2万元，源自严格控制会议规模。", "严格控制会议规模"),
        ("支出增加2万元，究其根源，设备集中更新。", "设备集中更新"),
        ("支出减少2万元，系人员调出所致。", "人员调出"),
        ("支出增加2万元，设备集中更新是主要诱因。", "设备集中更新"),
        ("支出减少2万元，考点停办使然。", "考点停办"),
    ],
)
def test_reasons_before_and_behind_their_words(text: str, body: str) -> None:
    (reason,) = reasons_of(text)
    assert text[reason.body : reason.end] == body


@given(st.text("支出增加2万元，源自系使然是诱因所致。皆因设备", max_size=40))
def test_reasons_stand_in_the_text_and_do_not_overlap(text: str) -> None:
    at = 0
    for reason in reasons_of(text):
        assert at <= reason.start <= reason.body <= reason.end <= len(text)
        at = reason.end
