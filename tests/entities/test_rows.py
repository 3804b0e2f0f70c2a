"""A row of numbers that prints its unit once, behind the last: each has it, and each its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import extract_document
from extract.entities.values import values_of

NUMBERS = st.decimals(min_value=0, max_value=9_999_999, places=2, allow_nan=False, allow_infinity=False)


def read(sentence: str) -> list[tuple[str | None, str | None]]:
    return [(value.norm, value.unit) for value in values_of(sentence)]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("占比分别下降2.16和1.66个百分点。", [("2.16", "个百分点"), ("1.66", "个百分点")]),
        ("受理和办结信访分别为23、21件。", [("23", "件"), ("21", "件")]),
        ("三年分别为1,200.50、1,300和1400.5万元。", [("1200.50", "万元"), ("1300", "万元"), ("1400.5", "万元")]),
        ("较上年提高2.16及1.66个百分点。", [("2.16", "个百分点"), ("1.66", "个百分点")]),
        # about two or three: which, no word says
        ("全年开展2、3次检查。", [(None, "次")]),
    ],
)
def test_the_unit_behind_the_last_is_that_of_all(sentence: str, wanted: list[tuple[str, str]]) -> None:
    assert read(sentence) == wanted


@given(st.lists(NUMBERS, min_size=2, max_size=5), st.sampled_from(["、", "和", "与", "及"]))
def test_every_number_of_a_row_is_read(numbers: list[object], join: str) -> None:
    printed = [str(number) for number in numbers]
    assert read(f"各项支出分别为{join.join(printed)}万元。") == [(number, "万元") for number in printed]


def test_each_number_has_its_own_name() -> None:
    text = "某县水务局2023年度部门决算情况说明\n\n五、其他情况\n出勤率和合格率分别提高2.16、1.66个百分点。\n"
    facts = extract_document(text.encode(), name="row.txt").facts
    assert [(fact.indicator, fact.value) for fact in facts] == [("出勤率", "2.16"), ("合格率", "1.66")]
