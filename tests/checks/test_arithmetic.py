"""Interval arithmetic and edits hold for any numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from checks_forms import form
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.checks import run
from extract.checks.edits import confusions, edits, one_digit_apart
from extract.checks.figures import figures
from extract.options import Options
from extract.types import Check, Fact, Route

CENT = Decimal("0.01")
fine = st.decimals(min_value=0, max_value=99999, places=4)
cents = st.decimals(min_value=Decimal("0.01"), max_value=99999, places=2)


def sum_of_form_07(parts: list[Decimal], whole: Decimal) -> Check:
    """The check of 三公 = 出国 + 用车 + 接待 over these amounts."""
    abroad, vehicles, reception = (str(part) for part in parts)
    grid = [["", "", "", "", "", "", str(whole), abroad, vehicles, "", "", reception]]
    table, facts = form("07", grid)
    result = run(facts, (table,), Options())
    return next(check for check in result.checks if check.rule == "three_public.total")


@given(st.lists(fine, min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_rounded_parts_of_a_true_sum_are_never_a_violation(parts: list[Decimal]) -> None:
    rounded = [part.quantize(CENT, ROUND_HALF_UP) for part in parts]
    whole = sum(parts, Decimal(0)).quantize(CENT, ROUND_HALF_UP)
    if whole.is_zero() or sum(1 for part in rounded if part) < 3:
        return
    assert sum_of_form_07(rounded, whole).outcome in ("exact", "rounding")


@given(st.lists(cents, min_size=3, max_size=3), st.integers(min_value=3, max_value=10**6))
@settings(max_examples=60, deadline=None)
def test_what_rounding_cannot_explain_is_a_violation(parts: list[Decimal], off: int) -> None:
    check = sum_of_form_07(parts, sum(parts, Decimal(0)) + off * CENT)
    assert check.outcome == "violation"
    assert Decimal(check.residual or "") == off * CENT
    assert Decimal(check.tolerance or "") == 2 * CENT


@given(cents, st.data())
@settings(max_examples=100, deadline=None)
def test_edits_find_every_lost_point_and_confusable_digit(value: Decimal, data: st.DataObject) -> None:
    printed = f"{value:.2f}"
    i = data.draw(st.sampled_from([i for i, char in enumerate(printed) if char.isdigit()]))
    other = data.draw(st.sampled_from([c for c in confusions()[printed[i]] if c.isdigit()]))
    for read in (printed.replace(".", ""), printed[:i] + other + printed[i + 1 :]):
        table, facts = form("07", [["1.23", *[""] * 5, read, *[""] * 5]], page=1)
        figure = next(f for f in figures(facts, (table,), {1: "scanned"}) if f.text == read)
        offered = {edit.value for edit in edits(figure)}
        assert value * 10000 in offered or figure.value == value * 10000


@given(cents, cents, cents, cents, st.data())
@settings(max_examples=80, deadline=None)
def test_a_repair_restores_the_print_or_is_not_made(
    a: Decimal, b: Decimal, c: Decimal, d: Decimal, data: st.DataObject
) -> None:
    """One changed figure in a small tree with two value columns: whatever is mended is mended rightly."""
    rows = [("2101501", a, b), ("2101502", c, d)]
    grid = [[code, "项", f"{x + y:.2f}", f"{x:.2f}", f"{y:.2f}"] for code, x, y in [("21015", a + c, b + d), *rows]]
    row, col = data.draw(st.integers(0, 2)), data.draw(st.integers(2, 4))
    printed = grid[row][col]
    i = data.draw(st.sampled_from([i for i, char in enumerate(printed) if char.isdigit()]))
    other = data.draw(st.sampled_from([char for char in confusions()[printed[i]] if char.isdigit()]))
    read = data.draw(st.sampled_from([printed[:i] + other + printed[i + 1 :], printed.replace(".", "")]))
    grid[row][col] = read
    table, facts = form("05", grid, page=1)
    routes: dict[int, Route] = {1: "scanned"}
    result = run(facts, (table,), Options(), routes=routes)
    mended: list[Fact] = [fact for fact in result.facts if fact.status == "repaired"]
    for fact in mended:
        assert fact.value is not None
        assert (fact.evidence[0].row, fact.evidence[0].col) == (row, col)
        assert Decimal(fact.value) == Decimal(printed)
    for fact in result.facts:
        if fact.status == "confirmed" and (fact.evidence[0].row, fact.evidence[0].col) == (row, col):
            assert Decimal(fact.value or "") == Decimal(printed)


def test_one_digit_apart_counts_figures_of_the_same_place() -> None:
    assert one_digit_apart(Decimal("10.50"), Decimal("10.80"))
    assert not one_digit_apart(Decimal("10.50"), Decimal("11.80"))
    assert not one_digit_apart(Decimal("9.50"), Decimal("10.50"))
    assert not one_digit_apart(Decimal("-9.50"), Decimal("9.50"))
