"""Parts that 其中 introduces are no more than their whole."""

from __future__ import annotations

import pytest
from checks_prose import checked, rules


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("参训学员[参训学员=450人]，其中女学员[女学员=268人]。", False),
        ("参训学员[参训学员=450人]，其中女学员[女学员=450人]。", False),
        ("参训学员[参训学员=450人]，其中女学员[女学员=468人]。", True),
        ("支出[支出=100.00万元]，其中：项目支出[项目支出=120.00万元]。", True),
        # another whole of the sentence is large enough
        ("培训[培训=900人]，结业[结业=450人]，其中女学员[女学员=468人]。", False),
        ("培训[培训=900人]。结业[结业=450人]，其中女学员[女学员=468人]。", True),
        # another unit, basis, year, or something between
        ("参训学员[参训学员=450人]，其中女学员[女学员=468人次]。", False),
        ("预算[支出=100.00万元|basis=budget]，其中支出[支出=120.00万元|basis=final]。", False),
        ("参训学员[参训学员=450人|period=2022]，其中女学员[女学员=468人]。", False),
        ("参训学员[参训学员=450人]，分3期，其中女学员[女学员=468人]。", False),
        ("参训学员[参训学员=450人]，另有女学员[女学员=468人]。", False),
    ],
)
def test_a_part_is_no_more_than_its_whole(text: str, found: bool) -> None:
    assert ("text.within" in rules(text)) is found


def test_a_part_within_its_whole_confirms_nothing() -> None:
    result = checked("参训学员[参训学员=450人]，其中女学员[女学员=268人]。")
    assert {check.rule for check in result.checks} == {"text.within"}
    assert {fact.status for fact in result.facts} == {"read"}
