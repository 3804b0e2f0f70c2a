"""The identities over whole forms: nothing where all is right, the fault and its cause where it is not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from checks_forms import LAYOUTS, form

from extract.checks import run
from extract.checks.edits import confusions
from extract.options import Options
from extract.types import Check, Fact, Route, Table

OPTIONS = Options()

FORM_01 = [
    ["一、一般公共预算财政拨款收入", "1", "902.19", "一、一般公共服务支出", "14", "17.11"],
    ["二、政府性基金预算财政拨款收入", "2", "10", "五、教育支出", "15", ""],
    ["八、其他收入", "8", "6.29", "八、社会保障和就业支出", "16", "63.90"],
    ["", "", "", "九、卫生健康支出", "17", "813.67"],
    ["本年收入合计", "9", "918.48", "本年支出合计", "18", "894.68"],
    ["使用非财政拨款结余", "10", "0", "结余分配", "19", "0"],
    ["年初结转和结余", "11", "120.17", "年末结转和结余", "20", "143.97"],
    ["总计", "12", "1038.65", "总计", "21", "1038.65"],
]
FORM_03 = [
    ["", "合计", "894.68", "743.90", "150.78", "0.00", "0.00", "0.00"],
    ["201", "一般公共服务支出", "17.11", "0.00", "17.11", "0.00", "0.00", "0.00"],
    ["20103", "政府办公厅（室）及相关机构事务", "17.11", "0.00", "17.11", "0.00", "0.00", "0.00"],
    ["2010399", "其他政府办公厅（室）及相关机构事务支出", "17.11", "0.00", "17.11", "0.00", "0.00", "0.00"],
    ["208", "社会保障和就业支出", "63.90", "63.90", "0.00", "0.00", "0.00", "0.00"],
    ["20805", "行政事业单位养老支出", "63.90", "63.90", "0.00", "0.00", "0.00", "0.00"],
    ["2080501", "行政单位离退休", "17.46", "17.46", "0.00", "0.00", "0.00", "0.00"],
    ["2080505", "机关事业单位基本养老保险缴费支出", "46.44", "46.44", "0.00", "0.00", "0.00", "0.00"],
    ["210", "卫生健康支出", "813.67", "680.00", "133.67", "0.00", "0.00", "0.00"],
    ["21015", "医疗保障管理事务", "813.67", "680.00", "133.67", "0.00", "0.00", "0.00"],
    ["2101501", "行政运行", "580.25", "580.25", "0.00", "0.00", "0.00", "0.00"],
    ["2101502", "一般行政管理事务", "101.37", "0.00", "101.37", "0.00", "0.00", "0.00"],
    ["2101550", "事业运行", "132.05", "99.75", "32.30", "0.00", "0.00", "0.00"],
]
FORM_07 = [["34", "0", "17", "0", "17", "17", "5.55", "0", "4.73", "0", "4.73", "0.82"]]


def checked(
    *forms: tuple[Table, tuple[Fact, ...]], routes: dict[int, Route] | None = None
) -> tuple[dict[str, Fact], tuple[Check, ...]]:
    """Facts by their id, and the checks."""
    result = run(tuple(f for _, facts in forms for f in facts), tuple(t for t, _ in forms), OPTIONS, routes=routes)
    return {fact.fact_id: fact for fact in result.facts}, result.checks


def changed(grid: Sequence[Sequence[str]], *changes: tuple[int, int, str]) -> list[list[str]]:
    """A grid with other texts at some places."""
    rows = [list(row) for row in grid]
    for row, col, text in changes:
        rows[row][col] = text
    return rows


def violations(checks: tuple[Check, ...]) -> dict[str, str | None]:
    return {check.rule: check.blame for check in checks if check.outcome == "violation"}


def test_checks_a_document_without_fault_has_no_violation() -> None:
    facts, checks = checked(form("01", FORM_01), form("03", FORM_03), form("07", FORM_07))
    assert violations(checks) == {}
    rules = {check.rule for check in checks if check.outcome == "exact"}
    assert {
        "tree.function",
        "row.expenditure_kinds",
        "items.income",
        "items.expenditure",
        "total.income",
        "total.expenditure",
        "total.balance",
        "across.01_03.expenditure",
        "across.01_03.class",
        "three_public.total",
        "three_public.vehicles",
    } <= rules
    assert facts["01-0-2"].status == "confirmed"
    assert facts["03-10-2"].status == "confirmed"


def test_checks_confirm_no_amount_whose_unit_was_lost() -> None:
    table, facts = form("03", FORM_03)
    nameless = tuple(replace(fact, unit=None, unit_base=None) for fact in facts)
    found, checks = checked((table, nameless))
    assert any(check.outcome == "exact" for check in checks)
    assert {fact.status for fact in found.values()} == {"read"}


def test_checks_zeros_and_copies_are_not_confirmed() -> None:
    facts, _ = checked(form("03", FORM_03))
    assert facts["03-1-3"].status == "read"  # 0.00
    # 17.11 stands three times in a line of single children and equals its only part: nothing vouches for the 项
    assert facts["03-3-2"].status == "read"
    assert facts["03-6-2"].status == "confirmed"


def test_checks_totals_that_disagree_on_a_certain_reading_are_the_documents_error() -> None:
    grid = changed(FORM_01, (3, 5, "113.67"), (4, 5, "194.68"), (7, 5, "338.65"))
    facts, checks = checked(form("01", grid, page=1), routes={1: "digital"})
    assert violations(checks) == {"total.balance": "document_error"}
    assert facts["01-7-2"].status == facts["01-7-5"].status == "conflict"
    check = next(c for c in checks if c.outcome == "violation")
    assert (check.expected, check.found, check.residual, check.tolerance) == ("338.65", "1038.65", "700", "0.01")
    assert check.operands == ("01-7-2", "01-7-5")
    assert check.check_id in facts["01-7-2"].checks


def test_checks_totals_that_disagree_on_a_scan_are_the_documents_error_where_both_are_vouched_for() -> None:
    grid = changed(FORM_01, (3, 5, "113.67"), (4, 5, "194.68"), (7, 5, "338.65"))
    _, checks = checked(form("01", grid, page=1), routes={1: "scanned"})
    assert violations(checks) == {"total.balance": "document_error"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [("58025", "repair:lost_point"), ("5802.5", "repair:moved_point"), ("530.25", "repair:confusable_digit")],
)
def test_checks_repair_a_scan_by_a_small_edit(text: str, rule: str) -> None:
    table, read = form("03", changed(FORM_03, (10, 2, text)), page=1)
    facts, checks = checked((table, read), routes={1: "scanned"})
    mended = facts["03-10-2-repaired"]
    assert (mended.value, mended.status, mended.made_by) == ("580.25", "repaired", rule)
    assert mended.value_base == "5802500"
    assert facts["03-10-2"].value == text
    assert facts["03-10-2"].status == "conflict"
    assert set(violations(checks).values()) == {"ocr_error"}
    assert facts["03-11-2"].status != "conflict"


@pytest.mark.parametrize(("row", "read", "printed"), [(7, "46.94", "46.44"), (11, "107.37", "101.37")])
def test_checks_repair_a_confusable_digit_at_the_crossing_of_two_identities(row: int, read: str, printed: str) -> None:
    facts, _ = checked(form("03", changed(FORM_03, (row, 2, read)), page=1), routes={1: "garbled"})
    assert facts[f"03-{row}-2"].status == "conflict"
    assert facts[f"03-{row}-2-repaired"].value == printed
    assert facts[f"03-{row}-2-repaired"].made_by == "repair:confusable_digit"


def test_checks_no_repair_where_another_digit_would_do_as_well() -> None:
    # form 01 alone: the sum is off by 6.00, and the digits of several items could make it good
    grid = changed(FORM_01, (3, 5, "819.67"))
    facts, checks = checked(form("01", grid, page=1), routes={1: "scanned"})
    assert not [name for name in facts if name.endswith("repaired")]
    assert violations(checks) == {"items.expenditure": "unknown"}


def test_checks_never_repair_a_certain_reading() -> None:
    facts, checks = checked(form("03", changed(FORM_03, (10, 2, "58025")), page=1), routes={1: "digital"})
    assert not [name for name in facts if name.endswith("repaired")]
    assert set(violations(checks).values()) <= {"document_error", "unit_slip"}
    assert facts["03-10-2"].status == "conflict"


def test_checks_mend_a_split_number_of_a_dump() -> None:
    table, read = form("03", changed(FORM_03, (10, 2, "580 25")))
    assert next(f for f in read if f.fact_id == "03-10-2").status == "abstained"
    facts, _ = checked((table, read))
    assert facts["03-10-2"].status == "abstained"
    assert facts["03-10-2-repaired"].value == "580.25"
    assert facts["03-10-2-repaired"].made_by == "repair:blank_for_point"


def test_checks_an_unreadable_cell_without_identity_stays_abstained() -> None:
    facts, checks = checked(form("07", [["20 28", "", "", "", "", "", "5.55", "0", "4.73", "0", "4.73", "0.82"]]))
    assert facts["07-0-0"].status == "abstained"
    assert len([name for name in facts if name.endswith("repaired")]) == 0


def test_checks_an_alternative_of_the_engine_is_taken_where_it_fits() -> None:
    table, read = form("03", changed(FORM_03, (10, 2, "530.25")), page=1, alternatives={(10, 2): ("580.25", "530.23")})
    facts, _ = checked((table, read), routes={1: "scanned"})
    assert facts["03-10-2-repaired"].value == "580.25"
    assert facts["03-10-2-repaired"].made_by == "repair:alternative"


def test_checks_a_slipped_unit_is_named() -> None:
    _, checks = checked(form("01", changed(FORM_01, (4, 5, "8946800"))))
    assert violations(checks)["items.expenditure"] == "unit_slip"


def test_checks_doubts_are_the_cells_of_open_contradictions_on_recognised_pages() -> None:
    table, read = form("01", changed(FORM_01, (0, 2, "911.28")), page=3)
    scanned = run(read, (table,), OPTIONS, routes={3: "scanned"})
    assert ("t01:0:2") in {doubt.key for doubt in scanned.doubts}
    assert all(doubt.page == 3 for doubt in scanned.doubts)
    assert run(read, (table,), OPTIONS, routes={3: "digital"}).doubts == ()


def test_checks_are_stable_and_sorted() -> None:
    forms = form("01", FORM_01), form("03", FORM_03)
    facts = tuple(f for _, fs in forms for f in fs)
    tables = tuple(t for t, _ in forms)
    once, again = run(facts, tables, OPTIONS), run(tuple(reversed(facts)), tables, OPTIONS)
    assert once.checks == again.checks
    assert list(once.checks) == sorted(once.checks, key=lambda c: (c.rule, c.operands, c.check_id))
    assert len({c.check_id for c in once.checks}) == len(once.checks)


def test_checks_a_misread_code_is_no_contradiction() -> None:
    grid = changed(FORM_03, (5, 0, "20806"))
    _, checks = checked(form("03", grid))
    tree = [c for c in checks if c.rule == "tree.function" and c.outcome == "not_applicable"]
    assert tree
    assert "tree.function" not in violations(checks)


def test_checks_rounding_within_half_of_the_last_digits() -> None:
    grid = changed(FORM_01, (2, 2, "6.28"))
    facts, checks = checked(form("01", grid))
    items = next(c for c in checks if c.rule == "items.income")
    assert items.outcome == "rounding"
    assert Decimal(items.residual or "") == Decimal("0.01")
    assert violations(checks) == {}
    assert facts["01-0-2"].status == "confirmed"
    # on a scan a neighbouring digit would explain it as well
    facts, _ = checked(form("01", grid, page=1), routes={1: "scanned"})
    assert facts["01-0-2"].status == "read"


@pytest.mark.parametrize("seed", range(40))
def test_checks_random_misreadings_are_mended_rightly_or_left(seed: int) -> None:
    """Three misread cells of three forms on scanned pages: no wrong repair, no wrong figure confirmed."""
    rng = random.Random(seed)
    grids = {"01": changed(FORM_01), "03": changed(FORM_03), "07": changed(FORM_07)}
    places = [
        (number, r, c)
        for number, grid in grids.items()
        for r, row in enumerate(grid)
        for c, text in enumerate(row)
        if LAYOUTS[number][c].role == "value" and set(text) & set("123456789")
    ]
    printed: dict[str, str] = {}
    for number, r, c in rng.sample(places, 3):
        text = grids[number][r][c]
        printed[f"{number}-{r}-{c}"] = text
        i = rng.choice([i for i, char in enumerate(text) if char.isdigit()])
        grids[number][r][c] = rng.choice(
            [
                text[:i] + rng.choice("0123456789") + text[i + 1 :],
                text[:i] + rng.choice(confusions()[text[i]]) + text[i + 1 :],
                text.replace(".", ""),
                text.replace(".", " "),
            ]
        )
    routes: dict[int, Route] = {1: "scanned", 3: "garbled", 7: "scanned"}
    facts, _ = checked(*(form(number, grid, page=int(number)) for number, grid in grids.items()), routes=routes)
    for name, fact in facts.items():
        if fact.status == "repaired":
            assert Decimal(fact.value or "") == Decimal(printed[name.removesuffix("-repaired")]), fact
        if fact.status == "confirmed" and name in printed:
            assert Decimal(fact.value or "") == Decimal(printed[name]), fact


def test_checks_two_readings_that_agree_put_the_blame_on_the_document() -> None:
    table, read = form("01", changed(FORM_01, (0, 2, "911.28")), page=3)
    _, checks = checked((table, read), routes={3: "scanned"})
    assert violations(checks)["items.income"] == "unknown"
    twice = replace(table, cells=tuple(replace(cell, marks=("read_twice",)) for cell in table.cells))
    _, checks = checked((twice, read), routes={3: "scanned"})
    assert violations(checks)["items.income"] == "document_error"
