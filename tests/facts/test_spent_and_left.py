"""What was spent, what was left or still to come, of what was to be done, and whom a count is of."""

from __future__ import annotations

import pytest
from test_free_prose import figures, named


def test_what_is_still_to_come_of_money() -> None:
    assert [name for name, _ in named("县级资金到位102.70万元，到位率94.60%，缺口5.80万元。")] == [
        "县级资金到位", "县级资金到位率", "县级资金缺口",
    ]  # fmt: skip
    assert [name for name, _ in named("到位资金102.70万元，到位率94.60%。")] == ["到位资金", "到位率"]


def test_what_there_is_at_the_end_of_the_year() -> None:
    head = "临湖县水利局2023年度部门决算公开说明\n三、国有资产占用\n"
    facts = figures("年末资产总额95.00万元。房屋建筑面积4259.00平方米。本部门共有车辆12辆。", head)
    assert {fact.period for fact in facts} == {"2023-12-31"}


def test_what_was_spent_quarter_by_quarter() -> None:
    facts = figures("从支付看，护堤补助资金实际支出情况是：一季度20.90万元，二季度36.80万元，全年共57.70万元。")
    assert {(fact.indicator, fact.basis) for fact in facts} == {("护堤补助资金", "execution")}


def test_the_money_for_an_account_is_not_the_account() -> None:
    (fact,) = figures("就业补助资金是最大的专项资金，全年预算160.00万元。")
    assert fact.indicator == "就业补助资金"


@pytest.mark.parametrize(
    "sentence", ["修缮闸门48座，只占任务数69座的69.57%。", "兑付水券65张，兑付数只及目标的72.22%。"]
)
def test_only_so_much_of_what_was_to_be_done(sentence: str) -> None:
    facts = figures(sentence)
    assert facts[-1].measure == "completion"
    assert "只占" not in [fact.indicator for fact in facts]


def test_targets_that_were_missed_are_told_by_what_was_reached() -> None:
    (fact,) = figures("修缮闸门48座。", "临湖县水利局2023年度部门整体支出绩效自评报告\n三、未完成的绩效目标\n")
    assert fact.measure == "level"


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("水闸管护岗位公开招聘26人。", "招聘"),
        ("闸门操作工评审通过职称38人。", "职称"),
        ("渡口运送旅客2600人次。", "旅客"),
        ("水费卡持卡1200人。", "持卡"),
        ("用水协会就业见习81人。", "见习"),
        ("护堤员达成意向46人。", "求职"),
        ("护堤员养老金领取68人。", "领取"),
    ],
)
def test_whom_it_counts(sentence: str, who: str) -> None:
    assert [fact.who for fact in figures(sentence)] == [who]


def test_what_was_left_is_not_what_is_told_behind_it() -> None:
    facts = figures("护堤资金全年执行数17.00万元；尚未支出1.00万元。2022年全年执行数为15.00万元，2023年增支2.00万元。")
    assert [fact.indicator for fact in facts] == ["护堤资金", "尚未支出", "护堤资金", "护堤资金"]


def test_a_coefficient_as_it_moves() -> None:
    for sentence in ("灌溉水利用系数由上年的0.521提高到0.531。", "灌溉水利用系数达到0.531，上年为0.521。"):
        facts = figures(sentence)
        assert {(fact.indicator, fact.value, fact.period) for fact in facts} == {
            ("灌溉水利用系数", "0.521", "2022"),
            ("灌溉水利用系数", "0.531", "2023"),
        }


def test_what_was_spent_is_listed_behind_a_colon() -> None:
    facts = figures("五项任务的实际支出如下：渠道清淤17.50万元、护堤补助36.70万元。")
    assert {fact.basis for fact in facts} == {"execution"}


def test_who_approved_an_adjustment_is_no_name() -> None:
    facts = figures("护堤资金年初预算31.80万元，8月经县人大常委会批准调整为34.20万元，净增2.40万元。")
    assert {fact.indicator for fact in facts} == {"护堤资金"}
    assert facts[1].basis == "adjusted_budget"
