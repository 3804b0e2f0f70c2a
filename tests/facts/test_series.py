"""Several values in a row behind several names: each value has its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_from_text import facts_of

HEAD = "三、收支情况说明"


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        (
            "基本支出和项目支出分别为30.00万元、20.00万元。",
            [("基本支出", "level", "30.00"), ("项目支出", "level", "20.00")],
        ),
        (
            "2022年收入、支出分别为30万元、28万元，比上年分别增加3万元、2万元。",
            [("收入", "level", "30"), ("支出", "level", "28"), ("收入", "change", "3"), ("支出", "change", "2")],
        ),
        (
            "城乡居民医保、职工医保基金收入分别为30万元和40万元，分别增长3%和4%。",
            [
                ("城乡居民医保基金收入", "level", "30"),
                ("职工医保基金收入", "level", "40"),
                ("城乡居民医保基金收入", "change_rate", "3"),
                ("职工医保基金收入", "change_rate", "4"),
            ],
        ),
        (
            "县级单位、乡级单位的采购规模分别为26万元和30万元，占全县采购规模的8.1%和91.9%。",
            [
                ("县级单位的采购规模", "level", "26"),
                ("乡级单位的采购规模", "level", "30"),
                ("县级单位的采购规模", "share", "8.1"),
                ("乡级单位的采购规模", "share", "91.9"),
            ],
        ),
        (
            "年初结转和结余、年末结转和结余分别为3万元和4万元。",
            [("年初结转和结余", "level", "3"), ("年末结转和结余", "level", "4")],
        ),
        (
            "职工、居民参保人数分别为3万人和5万人。",
            [("职工参保人数", "level", "3"), ("居民参保人数", "level", "5")],
        ),
    ],
)
def test_each_value_of_a_row_has_its_own_name(sentence: str, read: list[tuple[str, str, str]]) -> None:
    assert [(fact.indicator, fact.measure, fact.value) for fact in facts_of(HEAD, sentence)] == read


def test_each_value_of_a_row_has_its_own_year() -> None:
    facts = facts_of(HEAD, "2021年、2022年公务接待费支出分别为3万元、4万元。")
    assert [(fact.indicator, fact.period, fact.value) for fact in facts] == [
        ("公务接待费", "2021", "3"),
        ("公务接待费", "2022", "4"),
    ]


def test_more_values_than_names_are_not_sure_of_theirs() -> None:
    facts = facts_of(HEAD, "医疗费、药品费、耗材费支出分别为3万元、4万元。")
    assert all(fact.confidence <= 0.3 for fact in facts)


@given(st.lists(st.sampled_from(["办公费", "差旅费", "会议费", "培训费"]), min_size=2, max_size=4, unique=True))
def test_a_list_of_any_length_is_given_out_in_its_order(names: list[str]) -> None:
    values = [str(number + 1) for number in range(len(names))]
    said = "、".join(names[:-1]) + "和" + names[-1]
    sentence = f"{said}分别为{'、'.join(value + '万元' for value in values[:-1])}和{values[-1]}万元。"
    assert [(fact.indicator, fact.value) for fact in facts_of(HEAD, sentence)] == list(zip(names, values, strict=True))


def test_a_percentage_of_a_printed_amount_is_completion_or_share() -> None:
    facts = facts_of(
        HEAD,
        "公务接待费支出决算8万元，占“三公”经费总支出20万元的40%。一般公共预算支出累计完成90万元，"
        "完成年初预算数100万元的90%，比上年减支5万元。",
    )
    assert [(fact.indicator, fact.measure, fact.versus, fact.value) for fact in facts if fact.kind == "percent"] == [
        ("公务接待费", "share", "whole", "40"),
        ("一般公共预算支出", "completion", "initial_budget", "90"),
    ]
    assert [(fact.measure, fact.value) for fact in facts][-1] == ("change", "-5")


def test_parts_behind_a_budget_that_measures_have_not_its_basis() -> None:
    facts = facts_of(
        HEAD, "收入累计完成90万元，完成年初预算数100万元的90%。其中：税收收入60万元，比上年增收5万元。", kind="other"
    )
    assert [fact.basis for fact in facts if fact.indicator == "税收收入"] == [None, None]


def test_by_how_much_the_account_exceeds_the_budget_is_a_change() -> None:
    facts = facts_of(HEAD, "教育支出决算105.50万元，决算数大于年初预算数5.50万元，主要原因是追加经费。")
    difference = facts[-1]
    assert (difference.measure, difference.versus, difference.value) == ("change", "initial_budget", "5.50")
    assert difference.reason == "追加经费"


def test_a_rate_before_a_row_is_that_of_all_its_values() -> None:
    facts = facts_of(HEAD, "城市和农村特困人员基本生活标准分别为每人每年9708元和7096元。")
    assert [(fact.value, fact.unit, fact.unit_base, fact.measure) for fact in facts] == [
        ("9708", "元", "元/人·年", "standard"),
        ("7096", "元", "元/人·年", "standard"),
    ]
