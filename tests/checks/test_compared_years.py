"""Changes over last year told in words, where only a table prints last year's figure."""

from __future__ import annotations

import pytest
from checks_prose import checked, grid, rules

from extract.types import Fact, Table

FEES = grid(["科目|决算数|上年决算数 basis=prior_final", "培训费|18.23|21.47", "差旅费|13.88|9.05"], basis="final")
LEVEL = "培训费[培训费=18.23万元|basis=final]"
OVER = "|measure=change|basis=final|versus=prior_year|direction=increase]"
RATE = "|measure=change_rate|basis=final|versus=prior_year|direction=increase]"


def outcomes(text: str, *tables: tuple[Table, tuple[Fact, ...]]) -> set[str]:
    """The outcomes of the identity in a text beside tables."""
    return {check.outcome for check in checked(text, *tables).checks if check.rule == "text.compared"}


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (f"[培训费=-3.24万元{OVER}", "exact"),
        (f"[培训费=-3.2万元{OVER}", "rounding"),
        (f"[培训费=-3万元{OVER}", "rounding"),
        (f"[培训费=-3.42万元{OVER}", "violation"),
        (f"[培训费=3.24万元{OVER}", "violation"),  # 增加 where it fell
        (f"[培训费=-15.09%{RATE}", "exact"),
        (f"[培训费=-15.90%{RATE}", "violation"),
        (f"[培训费=-13.06%{RATE}", "violation"),
    ],
)
def test_a_change_is_that_of_the_two_years_in_a_table(change: str, outcome: str) -> None:
    assert outcomes(f"{LEVEL}，比上年变动{change}。", FEES) == {outcome}


def test_a_rate_behind_its_change_is_of_the_same_level() -> None:
    text = f"{LEVEL}，比上年减少[培训费=-3.24万元{OVER}，下降[培训费=-15.{{}}%{RATE}。"
    assert rules(text.format("09"), FEES) == set()
    assert rules(text.format("90"), FEES) == {"text.compared", "text.change_rate"}


@pytest.mark.parametrize(
    "text",
    [
        # on another basis, of a part, what moved it, of several years
        f"{LEVEL}，按同口径比上年增加[培训费=3.42万元{OVER}。",
        f"{LEVEL}，其中外出培训增加[培训费=3.42万元{OVER}。",
        f"{LEVEL}，主要是新增班次增加[培训费=3.42万元{OVER}。",
        f"{LEVEL}，近三年年均增长[培训费=3.42%{RATE}。",
        # a second change in the sentence is of something else
        f"{LEVEL}，比上年减少[培训费=-3.24万元{OVER}，班次费用增加[培训费=1.05万元{OVER}。",
        f"{LEVEL}，差旅费[差旅费=13.88万元|basis=final]，比上年增加[培训费=4.83万元{OVER}。",
        f"{LEVEL}。\n比上年增加[培训费=3.42万元{OVER}。",
        # the words print last year's figure themselves, so it is another one than the table's
        f"上年[培训费=14.81万元|basis=prior_final]，{LEVEL}，增加[培训费=3.42万元{OVER}。",
        # another figure than the table's, of another fund or body, against another basis
        f"培训费[培训费=18.32万元|basis=final]，比上年增加[培训费=3.42万元{OVER}。",
        f"培训费[培训费=18.23万元|basis=final|fund=government_fund]，增加[培训费=3.42万元{OVER}。",
        f"培训费[培训费=18.23万元|basis=final|scope=局本级]，增加[培训费=3.42万元{OVER}。",
        f"{LEVEL}，比上年预算增加[培训费=3.42万元|versus_basis=budget{OVER}。",
        f"{LEVEL}，变动约[培训费=3.42万元|qualifier=约{OVER}。",
    ],
)
def test_a_change_of_something_else_is_no_contradiction(text: str) -> None:
    assert "violation" not in outcomes(text, FEES)


def test_points_of_a_percentage_are_no_rate_of_it() -> None:
    table = grid(["指标|实际值|上年值 basis=prior_final", "巡查覆盖率|98.5|95.0"], unit="%", basis="final")
    text = f"巡查覆盖率[巡查覆盖率=98.5%|basis=final]，比上年提高[巡查覆盖率=3.5%{RATE}。"
    assert outcomes(text, table) == set()


def test_tables_that_print_two_different_years_before_say_nothing() -> None:
    other = grid(["科目|决算数|上年决算数 basis=prior_final", "培训费|18.23|20.00"], basis="final", table_id="t002")
    text = f"{LEVEL}，比上年变动[培训费={{}}万元{OVER}。"
    assert outcomes(text.format("-3.42"), FEES, other) == set()
    assert outcomes(text.format("-1.77"), FEES, other) == {"exact"}


def test_a_change_that_agrees_confirms_no_cell() -> None:
    result = checked(f"{LEVEL}，比上年变动[培训费=-3.24万元{OVER}。", FEES)
    last = next(fact for fact in result.facts if fact.basis == "prior_final" and fact.value == "21.47")
    assert last.status != "confirmed"


def test_what_was_executed_is_the_final_account_of_the_table() -> None:
    # the words call this year's figure 实际支出 and the table last year's 决算数
    level = LEVEL.replace("basis=final", "basis=execution")
    over = OVER.replace("basis=final", "basis=execution|versus_basis=execution")
    assert outcomes(f"{level}，较上年减少[培训费=-3.24万元{over}。", FEES) == {"exact"}
    assert outcomes(f"{level}，较上年增加[培训费=3.24万元{over}。", FEES) == {"violation"}
