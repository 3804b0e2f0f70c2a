"""Rates of money, however their parts are set apart, and days at the end of a quarter."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_from_text import facts_of

from extract.numbers import to_base
from models.units import PER, TIME, units


@pytest.mark.parametrize(
    ("printed", "unit", "base"),
    [
        ("530元/人*月", "元/人*月", "元/人·月"),
        ("530元∕人、月", "元∕人、月", "元/人·月"),
        ("530元／人·月", "元／人·月", "元/人·月"),
        ("530元/月·人", "元/月·人", "元/人·月"),
        ("530元/床位", "元/床位", "元/床位"),
    ],
)
def test_a_rate_keeps_whom_and_how_long_it_is_for(printed: str, unit: str, base: str) -> None:
    fact = facts_of("一、救助标准", f"农村低保标准为{printed}。", kind="other")[0]
    assert (fact.measure, fact.value, fact.unit) == ("standard", "530", unit)
    assert (fact.value_base, fact.unit_base) == ("530", base)


def test_what_follows_money_is_no_part_of_its_unit() -> None:
    facts = facts_of("一、说明", "公务接待费3元、年末结转5元/月初不计。", kind="other")
    assert facts[0].unit == "元"


@given(st.sampled_from(PER.split("|")), st.sampled_from(TIME.split("|")), st.sampled_from("·•.*×、/"))
def test_every_rate_has_its_base_unit(per: str, time: str, apart: str) -> None:
    name = f"万元/{per}{apart}{time}"
    expected = f"元/{per}·{'天' if time == '日' else time}"
    assert name in units() and to_base(Decimal("1.5"), name) == (Decimal("15000.0"), expected)


def test_no_rate_of_nothing() -> None:
    assert "元/" not in units() and units().get("元/人·") is None and "公里/元" not in units()


def test_the_end_of_a_quarter_is_a_day() -> None:
    facts = facts_of("一、救助情况", "截止2022年3季度，全县共有农村低保266户、377人。", kind="other")
    assert {fact.period for fact in facts} == {"2022-09-30"}
