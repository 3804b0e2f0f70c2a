"""Short notes on the three public expenses, as counties publish them: what is name, what is basis, what is open."""

from __future__ import annotations

import pytest
from test_from_text import facts_of, line_of

HEAD = "三、“三公”经费情况"


@pytest.mark.parametrize(
    ("sentence", "kind", "lines"),
    [
        (
            "2022年财政拨款安排“三公”经费预算总额为30万元，比上年35万元减少5万元。",
            "other",
            (
                "“三公”经费|amount|level|budget||2022|30|万元|",
                "“三公”经费|amount|level|||2021|35|万元|",
                "“三公”经费|amount|change||prior_year|2022|-5|万元|",
            ),
        ),
        (
            "2022年公务接待20批次，180人次，支出1.96万元。",
            "final_account",
            (
                "公务接待|participants|level|||2022|20|批次|who=团组",
                "公务接待|participants|level|||2022|180|人次|who=来宾",
                "公务接待支出|amount|level|final||2022|1.96|万元|",
            ),
        ),
        (
            "岚山县因公出国（境）团组0个，国内公务接待批次为41个。",
            "final_account",
            (
                "因公出国（境）团组|participants|level|||2022|0|个|who=团组",
                "国内公务接待批次|participants|level|||2022|41|个|who=团组",
            ),
        ),
        (
            "一般公共预算拨款安排的“三公”经费决算支出数为12.40万元。",
            "final_account",
            ("“三公”经费|amount|level|final||2022|12.40|万元|",),
        ),
    ],
)
def test_short_notes(sentence: str, kind: str, lines: tuple[str, ...]) -> None:
    assert tuple(line_of(fact) for fact in facts_of(HEAD, sentence, kind=kind)) == lines


def test_money_that_was_budgeted_is_no_target_under_a_heading_of_targets() -> None:
    facts = facts_of(
        "二、绩效目标情况", "项目资金预算60万元，其中省级科技计划项目评审费8万元。", kind="project_evaluation"
    )
    assert [(fact.indicator, fact.measure) for fact in facts][0] == ("项目资金", "level")


def test_results_in_words_and_values_to_be_reached() -> None:
    facts = facts_of("四、效益", "回访满意度96.4%，高于90%的目标值，评价等级为优。", kind="self_evaluation")
    assert [line_of(fact) for fact in facts] == [
        "回访满意度|percent|level|||2022|96.4|%|",
        "回访满意度|percent|target|||2022|90|%|",
        "评价等级|text|level|||2022|||text=优",
    ]


def test_spent_less_is_a_fall() -> None:
    (level, change) = facts_of("三、基金", "大病保险支出1.43亿元，少支出0.07亿元。", kind="self_evaluation")
    assert (change.measure, change.value) == ("change", "-0.07")
