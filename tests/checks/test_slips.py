"""Human slips, percentages that were cut off or forced, parts and restatements of the narrative."""

from __future__ import annotations

import pytest
from checks_forms import form
from test_narrative import told

from extract.checks import run
from extract.checks.slips import slips
from extract.options import Options
from extract.types import Check, Fact, Table


def violations(*facts: Fact, tables: tuple[Table, ...] = ()) -> dict[str, Check]:
    result = run(facts, tables, Options())
    return {check.rule: check for check in result.checks if check.outcome == "violation"}


def shares(*printed: str) -> list[Fact]:
    """902.19 + 10.00 + 6.29 = 918.48, with these shares."""
    facts = [told(10, "本年收入合计", "918.48", basis="final")]
    names = ("一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "其他收入")
    for i, (name, value, share) in enumerate(zip(names, ("902.19", "10.00", "6.29"), printed, strict=True)):
        at = {"measure": "share", "versus": "whole", "versus_indicator": "本年收入合计", "basis": "final"}
        facts.append(told(30 + 30 * i, name, value, basis="final"))
        facts.append(told(45 + 30 * i, name, share, "%", **at))
    return facts


@pytest.mark.parametrize(
    ("printed", "wrong"),
    [
        (("98.23", "1.09", "0.68"), False),
        (("98.24", "1.08", "0.68"), False),  # 1.0888 cut off, and the first made to sum to 100
        (("98.22", "1.08", "0.68"), False),  # all cut off
        (("98.24", "1.09", "0.68"), True),  # sums to 100.01: nothing forced it
        (("98.27", "1.05", "0.68"), True),  # sums to 100, and is off by more than the others cut off
    ],
)
def test_slips_a_share_cut_off_or_forced_to_100_is_rounding(printed: tuple[str, ...], wrong: bool) -> None:
    assert ("text.share" in violations(*shares(*printed))) == wrong


def test_slips_a_transposed_pair_is_named() -> None:
    found = violations(
        told(10, "参保人数", "186468", "人", kind="participants", who="参保"),
        told(30, "城乡居民参保", "168034", "人", kind="participants", who="参保"),
        told(50, "城镇职工参保", "18452", "人", kind="participants", who="参保"),
    )
    assert slips()["transposed"] in found["text.insured"].note
    assert "186486" in found["text.insured"].note
    assert found["text.insured"].blame == "document_error"


def test_slips_a_digit_too_many_is_named_from_two_levels() -> None:
    found = violations(
        told(10, "其他司法支出", "43269.3", basis="execution", period="2020"),
        told(30, "其他司法支出", "3845.49", basis="budget"),
        told(
            50,
            "其他司法支出",
            "17.62",
            "%",
            measure="change_rate",
            versus="prior_year",
            versus_basis="execution",
            basis="budget",
        ),
    )
    assert slips()["digit_more"] in found["text.change_rate"].note
    assert "→ 3269.3:" in found["text.change_rate"].note


def test_slips_parts_behind_a_whole_come_to_it() -> None:
    whole = told(10, "支出合计", "1995.32", basis="final")
    parts = (told(30, "基本支出", "238.29", basis="final"), told(50, "项目支出", "1725.11", basis="final"))
    check = violations(whole, *parts)["text.expenditure"]
    assert (check.expected, check.found) == ("1963.4", "1995.32")
    right = told(50, "项目支出", "1757.03", basis="final")
    assert violations(whole, parts[0], right) == {}


def test_slips_figures_of_another_name_that_agree_acquit() -> None:
    """全年实际支出 behind a list of parts: its completion is that of the whole."""
    facts = (
        told(10, "部门预算", "1728.78", basis="budget"),
        told(30, "部门自身支出", "376.60", basis="budget"),
        told(60, "部门自身支出", "1626.52", basis="final"),
        told(80, "部门自身支出", "94.08", "%", measure="completion", versus="budget", basis="final"),
    )
    assert violations(*facts) == {}
    assert "text.completion" in violations(*facts[1:])


def test_slips_a_budget_told_in_another_unit_agrees_to_its_precision() -> None:
    grid = [["221", "02", "01", "住房公积金", "2087959.00", "2087959.00", ""]]
    table, facts = form("budget_general", grid, unit="元")
    facts = tuple(Fact(**{**f.__dict__, "section": "budget"}) for f in facts)
    house = {"basis": "budget", "section": "budget", "indicator_id": "function.2210201"}
    right = told(10, "住房公积金", "208.8", **house)
    wrong = told(40, "住房公积金", "201.50", **house)
    assert violations(right, *facts, tables=(table,)) == {}
    assert {"text.form_budget", "text.again_budget"} <= set(violations(right, wrong, *facts, tables=(table,)))
