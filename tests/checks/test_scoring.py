"""Points of performance tables: totals, groups, limits, rates."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.checks import run
from extract.numbers import parse_number
from extract.options import Options
from extract.types import Cell, Check, Column, Evidence, Fact, Table

COLUMNS = (
    Column(0, "indicator_1", "一级指标"),
    Column(1, "indicator_3", "三级指标"),
    Column(2, "weight", "分值", measure="target"),
    Column(3, "score", "得分"),
)
ROWS = [
    ["管理（60分）", "目标制定", "30", "28"],
    ["", "执行进度", "30", "25.5"],
    ["产出（40分）", "重点工作", "40", "36"],
    ["总分", "", "100", "89.5"],
]


def table(rows: Sequence[Sequence[str]], also: Sequence[Fact] = ()) -> tuple[Table, tuple[Fact, ...]]:
    """A table of points below a head, and its facts."""
    grid = [["一级指标", "三级指标", "分值", "得分"], *rows]
    cells, facts = [], []
    for r, texts in enumerate(grid):
        for c, text in enumerate(texts):
            number = parse_number(text)
            cells.append(Cell(r, c, text, number=number))
            if r and c > 1 and number is not None:
                facts.append(point(r, c, texts[1] or texts[0], text, "target" if c == 2 else "level"))
    made = Table("t1", len(grid), 4, tuple(cells), form="performance", header_rows=1, columns=COLUMNS)
    return made, (*facts, *also)


def point(row: int, col: int, name: str, value: str, measure: str) -> Fact:
    return Fact(
        indicator=name,
        kind="score",
        measure=measure,  # type: ignore[arg-type]
        fact_id=f"{row}-{col}",
        section="self_evaluation",
        basis="execution" if measure == "level" else None,
        value=value,
        unit="分",
        evidence=(Evidence(table="t1", row=row, col=col, text=value),),
    )


def checks(rows: Sequence[Sequence[str]], also: Sequence[Fact] = ()) -> list[Check]:
    made, facts = table(rows, also)
    return list(run(facts, (made,), Options()).checks)


def outcomes(rows: Sequence[Sequence[str]], also: Sequence[Fact] = ()) -> set[tuple[str, str]]:
    return {(check.rule, check.outcome) for check in checks(rows, also)}


def with_cell(row: int, col: int, text: str) -> list[list[str]]:
    rows = [list(one) for one in ROWS]
    rows[row][col] = text
    return rows


def test_points_that_add_up() -> None:
    assert outcomes(ROWS) == {("score.total", "exact"), ("score.group", "exact"), ("score.limit", "exact")}


@pytest.mark.parametrize(
    ("row", "col", "text", "rules"),
    [
        (1, 3, "26.5", {"score.total"}),
        (3, 3, "98.5", {"score.total"}),
        (0, 2, "20", {"score.total", "score.group", "score.limit"}),
        (0, 0, "管理（50分）", {"score.group"}),
        (2, 3, "41", {"score.total", "score.limit"}),
    ],
)
def test_points_that_do_not_add_up(row: int, col: int, text: str, rules: set[str]) -> None:
    broken = [check for check in checks(with_cell(row, col, text)) if check.outcome == "violation"]
    assert {check.rule for check in broken} == rules
    assert {check.blame for check in broken} == {"document_error"}


def test_points_of_a_part_repeat_those_of_its_whole() -> None:
    money = [["资金", "年度资金总额", "10", "10"], ["", "其中：本年财政拨款", "10", "10"], ["", "其他资金", "10", "10"]]
    rows = [*money, ["产出（90分）", "重点工作", "90", "80"], ["总分", "", "100", "90"]]
    assert {one for one in outcomes(rows) if one[0] != "score.limit"} == {
        ("score.total", "exact"),
        ("score.group", "exact"),
    }


def test_points_of_a_table_that_was_torn_say_nothing() -> None:
    rows = [ROWS[0], ROWS[1], ROWS[3]]  # 产出 stood on a page that is not there
    assert ("score.total", "not_applicable") in outcomes(rows)
    assert "violation" not in {outcome for _, outcome in outcomes(rows)}


def test_points_without_a_total_come_to_a_hundred() -> None:
    rows = ROWS[:3]
    assert ("score.hundred", "exact") in outcomes(rows)
    rows = with_cell(1, 2, "33")[:3]
    assert ("score.hundred", "violation") in outcomes(rows)
    ninety = with_cell(1, 2, "20")[:3]  # the ten points of the execution rate may stand elsewhere
    assert not {rule for rule, _ in outcomes(ninety)} & {"score.hundred"}


def test_points_of_no_indicator_leave_the_total_open() -> None:
    rows = [["预算执行", "", "分值", "得分"], ["", "", "10", "9.5"], *ROWS]
    made, facts = table(rows)
    unread = tuple(fact for fact in facts if not fact.fact_id.startswith("2-"))
    found = {(check.rule, check.outcome) for check in run(unread, (made,), Options()).checks}
    assert ("score.total", "not_applicable") in found
    assert ("score.total", "violation") not in found


def spent(score: str, rule: str = "重点工作") -> set[tuple[str, str]]:
    """What is found in a table whose year's money was spent to 98.97 %."""
    money = [
        Fact("年度资金总额", "amount", fact_id="b", basis="adjusted_budget", value="2610.00", unit="万元",
             evidence=(Evidence(table="t1", row=1, col=4, text="2610.00"),)),
        Fact("年度资金总额", "amount", fact_id="e", basis="execution", value="2583.12", unit="万元",
             evidence=(Evidence(table="t1", row=1, col=5, text="2583.12"),)),
        Fact("年度资金总额", "percent", "completion", fact_id="r", basis="execution", versus="adjusted_budget",
             value="98.97", unit="%", evidence=(Evidence(table="t1", row=1, col=6, text="98.97%"),)),
    ]  # fmt: skip
    return outcomes([["资金", "年度资金总额", "10", score], ["产出", rule, "90", "80"]], money)


@pytest.mark.parametrize(("score", "outcome"), [("9.90", "rounding"), ("9.89", "rounding"), ("9.09", "violation")])
def test_points_of_the_execution_rate_are_computed(score: str, outcome: str) -> None:
    found = spent(score)
    assert ("row.completion", "exact") in found
    assert ("score.rate", outcome) in found


def test_points_by_another_rule_are_no_contradiction() -> None:
    # 9.74 is (98.97 - 60) / 40 × 10, by a rule that full marks begin to fall at 60 %; 9.2 is a grade
    assert {outcome for rule, outcome in spent("9.74") | spent("9.2") if rule == "score.rate"} == {"not_applicable"}
    assert ("score.rate", "violation") in spent("9.74", "得分＝执行率×分值")
    assert ("score.rate", "violation") in spent("9.2", "按执行率乘分值计分")


def test_whole_points_are_graded_and_not_computed() -> None:
    rate = Fact("年度资金总额", "percent", "completion", fact_id="r", value="98.00", unit="%",
                evidence=(Evidence(table="t1", row=1, col=6, text="98.00%"),))  # fmt: skip
    found = outcomes([["资金", "年度资金总额", "10", "10"], ["产出", "重点工作", "90", "80"]], [rate])
    assert "score.rate" not in {rule for rule, _ in found}
