"""Notes on accounts: heads inside paragraphs, what was accounted for of an item, reasons behind 原因分析."""

from __future__ import annotations

from test_from_text import facts_of


def test_a_head_inside_a_paragraph_says_that_its_amounts_are_of_the_accounts() -> None:
    text = "（一）机关运行经费支出情况。2022年度机关运行经费支出142.8万元，比2021年增加6.9万元。"
    for heading in ("九、其他情况", "九、其他重要事项"):
        level, change = facts_of(heading, text)
        assert (level.basis, change.basis) == ("final", "final")


def test_amounts_under_another_heading_without_a_head_have_no_basis() -> None:
    (level,) = facts_of("九、其他情况", "2022年度护渠经费结存142.8万元。")
    assert level.basis is None


def test_what_was_accounted_for_is_of_its_item() -> None:
    text = "交通运输支出（类）公路水路运输（款）公路建设（项）。年初预算12万元，决算支出27万元，为年初预算的225%。"
    budget, final, rate = facts_of("五、支出决算情况说明", text)
    assert [fact.indicator for fact in (budget, final, rate)] == ["公路建设"] * 3
    assert (final.basis, rate.measure) == ("final", "completion")


def test_so_much_of_the_budget_that_was_stated() -> None:
    text = "住房保障支出（类）住房改革支出（款）住房公积金（项）年初预算65万元，支出63万元，完成96.9%。"
    *_, rate = facts_of("五、支出决算情况说明", text)
    assert (rate.indicator, rate.measure, rate.versus, rate.basis) == (
        "住房公积金", "completion", "initial_budget", "final",
    )  # fmt: skip


def test_a_reason_behind_an_analysis_of_reasons() -> None:
    text = "本年收入合计4826.37万元，与上年度相比，减少187.11万元，主要原因分析：护渠资金减少。"
    assert facts_of("二、收入决算情况说明", text)[-1].reason == "护渠资金减少"
