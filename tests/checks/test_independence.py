"""What confirms nothing: sums that would hold as well if the figure were wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from checks_forms import form
from test_checks import FORM_01, FORM_03, checked, violations
from test_narrative import told

from extract.checks import run
from extract.checks.edits import confusions
from extract.options import Options
from extract.types import BBox, Fact, Route, Table

SCANNED: dict[int, Route] = {1: "scanned"}
Form = tuple[Table, tuple[Fact, ...]]


def swapped(grid: Sequence[Sequence[str]], first: int, old: str, new: str) -> list[list[str]]:
    """A grid whose figures read one character as another, from a column on."""
    return [[text.replace(old, new) if col >= first else text for col, text in enumerate(row)] for row in grid]


def doubted(of: Form, *places: tuple[int, int], mark: str = "readings_differ") -> Form:
    """A form with some cells doubted."""
    table, facts = of
    cells = tuple(
        replace(cell, status="doubtful", marks=(mark,)) if (cell.row, cell.col) in places else cell
        for cell in table.cells
    )
    return replace(table, cells=cells), facts


def confirmed(facts: dict[str, Fact]) -> set[str]:
    return {name for name, fact in facts.items() if fact.status == "confirmed"}


def test_sums_of_a_table_that_lost_all_its_points_confirm_nothing() -> None:
    lost = form("03", swapped(FORM_03, 2, ".", ""), page=1)
    facts, _ = checked(lost, routes=SCANNED)
    assert not confirmed(facts)
    facts, checks = checked(lost, form("01", FORM_01, page=1), routes=SCANNED)
    assert not confirmed(facts)
    assert set(violations(checks).values()) == {"unknown"}  # the print may be right
    assert confirmed(checked(form("03", FORM_03, page=1), routes=SCANNED)[0])


def test_sums_of_whole_numbers_confirm_where_the_narrative_says_the_same() -> None:
    table, facts = form("03", swapped(FORM_03, 2, ".", ""), page=1)
    said = told(10, "本年支出合计", "89468", basis="final")
    result = run((*facts, said), (table,), Options(), routes=SCANNED)
    assert confirmed({fact.fact_id: fact for fact in result.facts})


@pytest.mark.parametrize("routes", [SCANNED, {1: "digital"}])
def test_sums_of_a_table_with_a_slipped_unit_confirm_nothing(routes: dict[int, Route]) -> None:
    facts, checks = checked(form("03", FORM_03, page=1, unit="元"), form("01", FORM_01, page=1), routes=routes)
    assert set(violations(checks).values()) == {"unit_slip"}
    assert not confirmed(facts)


def test_one_figure_of_the_narrative_in_another_unit_leaves_the_forms_as_they_are() -> None:
    tables, facts = zip(form("01", FORM_01), form("03", FORM_03), strict=True)
    said = told(10, "本年支出合计", "894.68", unit="元", basis="final")
    result = run((*facts[0], *facts[1], said), tables, Options())
    found = {fact.fact_id: fact for fact in result.facts}
    assert found["x10"].status == "conflict"
    assert {"01-0-2", "03-10-2"} <= confirmed(found)


@pytest.mark.parametrize(("read", "printed"), [*confusions().items()])
def test_a_digit_misread_alike_everywhere_confirms_no_wrong_figure(read: str, printed: tuple[str, ...]) -> None:
    if not read.isdigit():
        return
    wrong = {}
    for one in filter(str.isdigit, printed):
        for columns in ((2,), (3,), (4,), (2, 3), (2, 4)):
            grid = [[t.replace(one, read) if c in columns else t for c, t in enumerate(row)] for row in FORM_03]
            facts, _ = checked(form("03", grid, page=1), form("01", FORM_01, page=1), routes=SCANNED)
            for name in confirmed(facts):
                number, row, col = name.split("-")
                if number == "03" and facts[name].value != FORM_03[int(row)][int(col)]:
                    wrong[one, columns, name] = facts[name].value
    assert not wrong


def test_a_whole_and_its_part_that_differ_by_a_trifle_are_one_figure_read_twice() -> None:
    grid = [
        ["", "合计", "894.68", "893.60", "1.08", "0.00", "0.00", "0.00"],
        ["210", "卫生健康支出", "894.68", "893.60", "1.08", "0.00", "0.00", "0.00"],
    ]
    facts, _ = checked(form("03", grid, page=1), routes=SCANNED)
    assert confirmed(facts) == {"03-0-4", "03-1-4"}
    assert {"03-0-2", "03-0-3"} <= confirmed(checked(form("03", grid))[0])


def test_two_doubted_cells_do_not_bear_out_each_other() -> None:
    both = doubted(form("03", FORM_03, page=1), (8, 2), (8, 3))
    facts, _ = checked(both, routes=SCANNED)
    assert facts["03-8-4"].status == "confirmed"
    lone = [["", "合计", "894.68", "743.90", "150.78", "0.00", "0.00", "0.00"]]
    facts, _ = checked(doubted(form("03", lone, page=1), (0, 2), (0, 3)), routes=SCANNED)
    assert confirmed(facts) == {"03-0-4"}
    facts, _ = checked(doubted(form("03", lone, page=1), (0, 2)), routes=SCANNED)
    assert confirmed(facts) == {"03-0-2", "03-0-3", "03-0-4"}


def test_a_row_that_may_have_moved_is_not_borne_out_by_its_own_sum() -> None:
    row = [(8, col) for col in range(8)]
    lone = [*FORM_03[:1], *([""] * 8 for _ in range(7)), FORM_03[8]]
    facts, _ = checked(doubted(form("03", lone), *row, mark="row_of_another_width"))
    assert not {"03-8-2", "03-8-3", "03-8-4"} & confirmed(facts)


def test_a_percentage_of_few_digits_is_no_proof_on_a_scan() -> None:
    facts = [
        told(10, "本年支出合计", "894.68"),
        told(30, "基本支出", "743.90"),
        told(45, "基本支出", "83", "%", measure="share", versus="whole", versus_indicator="本年支出合计"),
    ]
    on_page = [replace(f, evidence=(replace(f.evidence[0], page=1),)) for f in facts]
    status = {f.fact_id: f.status for f in run(tuple(on_page), (), Options(), routes=SCANNED).facts}
    assert status["x45"] == "read"
    status = {f.fact_id: f.status for f in run(tuple(on_page), (), Options(), routes={1: "digital"}).facts}
    assert status["x45"] == "confirmed"


@pytest.mark.parametrize(("left", "status"), [(100.0, "read"), (300.0, "confirmed")])
def test_a_cell_that_was_read_as_text_too_is_no_second_print(left: float, status: str) -> None:
    grid = [["34", "0", "17", "0", "17", "17", "5.55", "0", "4.73", "0", "4.73", "0.82"]]
    table, facts = form("07", grid, page=1)
    cell = next(fact for fact in facts if fact.value == "5.55")
    lone = tuple(fact for fact in facts if fact is cell)
    said = told(10, "“三公”经费", "5.55", basis="final")
    box = cell.evidence[0].bbox
    assert box is not None
    place = replace(said.evidence[0], page=1, bbox=BBox(box.x0 + left - 100, box.top, box.x1 + left - 100, box.bottom))
    result = run((*lone, replace(said, evidence=(place,))), (table,), Options(), routes=SCANNED)
    assert {fact.status for fact in result.facts} == {status}
