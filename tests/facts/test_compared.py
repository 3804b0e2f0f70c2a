"""So much more or less than: words of comparison right before a figure make it a difference, or only bound it."""

from __future__ import annotations

import pytest

from extract import extract_document
from extract.types import Fact

HEAD = "临湖县水利局2023年度部门整体支出绩效自评报告\n"


def figures(sentence: str) -> list[Fact]:
    return [fact for fact in extract_document((HEAD + sentence).encode(), name="a.txt").facts if fact.kind != "text"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("住院人均费用高于上年5.2%。", ("住院人均费用", "change_rate", None, "prior_year", "5.2")),
        ("住院人数多于上年300人次。", ("住院人数", "change", None, "prior_year", "300")),
        ("会议费决算数低于上年2.3万元。", ("会议费", "change", "final", "prior_year", "-2.3")),
        ("培训费实际支出超过年初预算10.5%。", ("培训费", "change_rate", "execution", "initial_budget", "10.5")),
        ("培训费决算数小于预算数1.20万元。", ("培训费", "change", "final", "budget", "-1.20")),
    ],
)
def test_so_much_more_than_is_a_difference(sentence: str, said: tuple[str | None, ...]) -> None:
    (fact,) = figures(sentence)
    assert (fact.indicator, fact.measure, fact.basis, fact.versus, fact.value) == said


def test_more_than_a_number_only_bounds_it() -> None:
    said = [(fact.indicator, fact.measure, fact.qualifier, fact.value) for fact in figures(
        "参保率大于95%，患者满意度高于90%，投诉率低于2%。"
    )]  # fmt: skip
    assert said == [
        ("参保率", "level", "大于", "95"), ("患者满意度", "level", "高于", "90"), ("投诉率", "level", "低于", "2"),
    ]  # fmt: skip


def test_all_of_them_is_no_part_of_a_name() -> None:
    said = [(fact.indicator, fact.value) for fact in figures("132个村卫生室全部接入专网，资助8755人全部参保。")]
    assert said == [("村卫生室", "132"), ("参保", "8755")]


def test_what_was_done_to_a_budget_or_to_a_count_is_no_name() -> None:
    said = [(fact.indicator, fact.basis, fact.value) for fact in figures("年初预算批复680万元，病种由32种扩大到38种。")]
    assert [(basis, value) for _, basis, value in said] == [("initial_budget", "680"), (None, "32"), (None, "38")]
    assert not {"批复", "扩大到"} & {name for name, _, _ in said}
