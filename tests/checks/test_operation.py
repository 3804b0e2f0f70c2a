"""What keeps a body running: vehicles by kind, procurement, counts of visitors told in words, changes over a budget."""

from __future__ import annotations

import pytest
from checks_prose import broken, grid, rules

VEHICLES = [
    "项目|数量",
    "车辆数合计（辆）|{}",
    "1.机要通信用车|0",
    "2.应急保障用车|3",
    "3.执法执勤用车|5",
    "4.其他用车|1",
]
COUNTS = grid(["项目|决算数", "5.国内公务接待批次（个）|51", "6.国内公务接待人次（人）|411"], unit="人", basis="final")
PUBLIC = grid(["项目|预算数 basis=budget|决算数", "公务用车运行维护费|16.25|14.70"], basis="final")


@pytest.mark.parametrize(("total", "found"), [("9", False), ("10", True)])
def test_vehicles_are_those_of_their_kinds(total: str, found: bool) -> None:
    rows = [row.format(total) for row in VEHICLES]
    assert (rules("", grid(rows, unit="辆", basis="final")) == {"vehicles.list"}) is found
    # without the rest the list need not be whole
    assert rules("", grid(rows[:-1], unit="辆", basis="final")) == set()


@pytest.mark.parametrize(("total", "found"), [("555.92", False), ("427.32", True)])
def test_procurement_below_each_other(total: str, found: bool) -> None:
    rows = [f"政府采购支出合计|{total}", "1.货物支出|37.87", "2.工程支出|389.45", "3.服务支出|128.60"]
    assert (rules("", grid(["项目|金额", *rows], basis="final")) == {"procurement.list"}) is found


@pytest.mark.parametrize(("told", "found"), [("411", False), ("431", True)])
def test_visitors_of_the_words_are_those_of_the_table(told: str, found: bool) -> None:
    text = f"国内公务接待[国内公务接待={told}人次|kind=participants|who=来宾|period=2023]。"
    table, facts = COUNTS
    made = tuple(type(fact)(**{**fact.__dict__, "kind": "participants", "who": "来宾"}) for fact in facts)
    assert (rules(text, (table, made)) == {"text.counts"}) is found


@pytest.mark.parametrize(
    ("versus", "change", "found"),
    [
        ("initial_budget", "-1.55", False),
        ("initial_budget", "1.55", True),  # the other way round
        ("initial_budget", "-2.05", False),  # over a budget that the table does not print
        ("prior_year", "1.55", False),
    ],
)
def test_a_change_over_the_budget_of_a_table(versus: str, change: str, found: bool) -> None:
    text = (
        "公务用车运行维护费[公务用车运行维护费=14.70万元|basis=final]，主要用于巡查，较年初预算数变化"
        f"[公务用车运行维护费={change}万元|basis=final|measure=change|versus={versus}]。"
    )
    assert ([check.rule for check in broken(text, PUBLIC)] == ["text.compared"]) is found
