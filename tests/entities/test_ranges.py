"""Two bounds are no number; neither is a number in brackets; 负 is a sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.entities.values import values_of


@pytest.mark.parametrize(
    ("before", "range_"),
    [
        ("公务接待费", "10~20万元"), ("差旅费", "5-8万元"), ("满意度", "90%-95%"), ("满意度", "90%—95%"),
        ("办结时限为", "3至5个工作日"), ("每次培训", "5到10人"),
    ],
)  # fmt: skip
def test_the_bounds_of_a_range_are_told_as_no_number(before: str, range_: str) -> None:
    (value,) = values_of(before + range_)
    assert value.norm is None
    assert (before + range_)[value.start : value.end] == range_


def test_from_and_to_are_two_figures() -> None:
    assert [value.norm for value in values_of("达标率由85%到92%")] == ["85", "92"]


def test_a_number_in_brackets_is_not_guessed() -> None:
    (value,) = values_of("会议费支出(3.50)万元")
    assert value.norm is None and value.unit == "万元"


@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_minus_in_words_is_a_sign(number: object) -> None:
    (value,) = values_of(f"其他收入为负{number}万元")
    assert value.norm == f"-{number}"


def test_what_somebody_bears_is_not_below_nothing() -> None:
    assert [value.norm for value in values_of("个人自负20%，其余报销")] == ["20"]
