"""Repairs as a search over groups: unique or not at all, from the smallest edits, within a bound."""

from __future__ import annotations

from dataclasses import replace

import pytest
from checks_forms import form

from extract.checks import repair, run
from extract.errors import KINDS
from extract.options import Options
from extract.types import Fact, Route, Table

SCANNED: dict[int, Route] = {1: "scanned"}
TREE = [
    ["21015", "医疗保障管理事务", "813.67", "680.00", "133.67"],
    ["2101501", "行政运行", "580.25", "580.25", ""],
    ["2101502", "一般行政管理事务", "101.37", "", "101.37"],
    ["2101505", "医疗保障政策管理", "48.60", "40.30", "8.30"],
    ["2101550", "事业运行", "83.45", "59.45", "24.00"],
]


def changed(*changes: tuple[int, int, str]) -> tuple[Table, tuple[Fact, ...]]:
    grid = [list(row) for row in TREE]
    for row, col, text in changes:
        grid[row][col] = text
    return form("05", grid, page=1)


def repaired(made: tuple[Table, tuple[Fact, ...]], routes: dict[int, Route] | None = None) -> dict[str, str | None]:
    """The values of the repaired facts, by the id of the fact that they mend."""
    table, facts = made
    result = run(facts, (table,), Options(), routes=routes or SCANNED)
    return {f.fact_id.removesuffix("-repaired"): f.value for f in result.facts if f.status == "repaired"}


@pytest.mark.parametrize(
    "read",
    ["40.80", "40.39", "4.30", "440.30", "40.3 0", "4O.30", "4030"],
    ids=["confusable", "other digit", "dropped", "doubled", "split", "letter", "lost point"],
)
def test_repair_of_one_reading_at_the_crossing_of_two_sums(read: str) -> None:
    assert repaired(changed((3, 3, read))) == {"05-3-3": "40.30"}


def test_repair_of_two_readings_of_one_column() -> None:
    made = changed((3, 3, "49.30"), (4, 3, "59.95"))
    assert repaired(made) == {"05-3-3": "40.30", "05-4-3": "59.45"}


def test_repair_is_not_made_of_a_digital_reading() -> None:
    assert repaired(changed((3, 3, "40.80")), {1: "digital"}) == {}


def test_repair_is_not_made_where_a_second_look_read_the_same_digits() -> None:
    """Then the print itself is wrong: the document's own error must not disappear."""
    table, facts = changed((3, 3, "40.80"))
    twice = replace(table, cells=tuple(replace(cell, marks=("read_twice",)) for cell in table.cells))
    result = run(facts, (twice,), Options(), routes=SCANNED)
    assert not [fact for fact in result.facts if fact.status == "repaired"]
    blames = {check.blame for check in result.checks if check.outcome == "violation"}
    assert blames == {"document_error"}


def test_repair_that_two_figures_would_carry_alike_is_not_made() -> None:
    grid = [["", "", "", "", "", "", "5.55", "0", "4.73", "0", "4.78", "0.82"]]
    table, facts = form("07", grid, page=1)
    result = run(facts, (table,), Options(), routes=SCANNED)
    # 4.73 = 4.78 with nothing else to tell: the sum over it speaks for the first
    assert {f.fact_id for f in result.facts if f.status == "repaired"} <= {"07-0-10-repaired"}


def test_repair_flags_more_places_than_the_column_prints() -> None:
    """A digit read twice behind the point is no rounding, even where no sum tells."""
    grid = [["301", "工资", f"{12 + i}.3{i}", "", "", "", "", "", ""] for i in range(8)]
    grid[3][2] = "15.333"
    table, facts = form("06", grid, page=1)
    result = run(facts, (table,), Options(), routes=SCANNED)
    told = {fact.fact_id: fact.status for fact in result.facts if fact.value == "15.333"}
    assert set(told.values()) <= {"conflict", "read"}


def test_repair_reports_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair, "ALL_STEPS", -1)
    table, facts = changed((3, 3, "40.80"))
    result = run(facts, (table,), Options(), routes=SCANNED)
    assert [one.code for one in result.failures] == ["JS701"]
    assert KINDS["JS701"].stage == "checks"
    assert not [fact for fact in result.facts if fact.status == "repaired"]
