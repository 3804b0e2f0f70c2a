"""How far a reason and a year reach: which figures they are said of."""

from __future__ import annotations

from test_from_text import facts_of

from extract.types import Fact

HEAD = "关于“三公”经费的说明"


def reasons(*facts: Fact) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (fact.indicator, fact.value, fact.reason) for fact in facts if fact.measure in ("change", "change_rate")
    ]  # fmt: skip


def test_a_reason_explains_its_own_item_of_a_list() -> None:
    facts = facts_of(
        HEAD,
        "公务用车购置费支出18.00万元，比上年增加18.00万元；公务接待费支出4.00万元，比上年减少1.00万元，下降20%，"
        "下降原因是压缩接待标准。",
    )
    assert reasons(*facts) == [
        ("公务用车购置费", "18.00", None),
        ("公务接待费", "-1.00", "压缩接待标准"),
        ("公务接待费", "-20", "压缩接待标准"),
    ]


def test_a_reason_within_a_sentence_leaves_other_subjects_before_it_alone() -> None:
    facts = facts_of(
        HEAD,
        "全县“三公”经费决算总额310万元，比上年下降2.5%。分项情况：因公出国（境）费决算12万元，比上年增长9.1%，"
        "主要是招商洽谈任务增加；公务接待费决算98万元，比上年下降7.5%。",
    )
    assert [reason for _, _, reason in reasons(*facts)] == [None, "招商洽谈任务增加", None]


def test_a_reason_of_its_own_sentence_explains_all_before_it() -> None:
    facts = facts_of(
        HEAD, "收入合计80.00万元，比上年增加5.00万元；支出合计70.00万元，比上年增加6.00万元。主要原因是人员增加。"
    )
    assert [reason for _, _, reason in reasons(*facts)] == ["人员增加", "人员增加"]


def test_the_same_subject_a_sentence_earlier_has_the_reason_too() -> None:
    facts = facts_of(
        HEAD, "公务接待费支出4.00万元，比上年减少1.00万元。较上年下降20%，主要原因是压缩接待标准。"
    )  # fmt: skip
    assert [reason for _, _, reason in reasons(*facts)] == ["压缩接待标准", "压缩接待标准"]


def test_a_reason_for_a_fall_explains_no_rise() -> None:
    facts = facts_of(
        HEAD, "公务用车购置费比上年增加18.00万元，公务接待费比上年减少1.00万元，减少的主要原因是压缩接待标准。"
    )
    assert [reason for _, _, reason in reasons(*facts)] == [None, "压缩接待标准"]


def test_a_reason_may_follow_its_word_at_once() -> None:
    facts = facts_of(HEAD, "公务接待费比上年减少1.00万元，减少20%，原因落实过紧日子要求。")
    assert [reason for _, _, reason in reasons(*facts)] == ["落实过紧日子要求"] * 2


def test_a_year_behind_a_name_is_that_of_the_figure() -> None:
    facts = facts_of(
        HEAD,
        "公务接待费2022年预算8万元，2021年预算12.5万元，对比减少4.5万元。公务用车运行费2022年预算25万元，"
        "2021年预算45万元，与上年对比减少20万元。",
        kind="budget",
    )
    assert [(fact.value, fact.period) for fact in facts] == [
        ("8", "2022"), ("12.5", "2021"), ("-4.5", "2022"), ("25", "2022"), ("45", "2021"), ("-20", "2022"),
    ]  # fmt: skip
