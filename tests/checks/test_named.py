"""Figures of the narrative that are those of a table but for a slip of the writer, and others that are not."""

from __future__ import annotations

import pytest
from checks_prose import broken, grid, rules
from hypothesis import given
from hypothesis import strategies as st

FEES = grid(["科目 |金额", "办公费|15.91", "差旅费|13.88", "劳务费|6.29"], basis="final")
ASSETS = grid(
    ["单位|在建工程|无形资产", "局本级|2204.17|22.14", "水库中心|237.98|8.72", "合计|2442.15|30.86"],
    named="column",
    basis="final",
)
TRAINING = grid(["指标|实际完成值", "水库巡查管护培训人次|684"], unit="人次", form="performance", basis="execution")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("31.88", True),  # two digits changed places
        ("13.88", False),
        ("138.80", True),  # the point moved
        ("1.388", True),
        ("133.88", True),  # a digit too many
        ("12.04", False),  # another quantity of the name: of one body, of one fund
        ("13.98", False),
    ],
)
def test_a_slip_against_a_table_is_told_and_a_mere_difference_is_not(value: str, found: bool) -> None:
    assert (rules(f"其中差旅费[差旅费={value}万元|basis=final]。", FEES) == {"text.named"}) is found


@pytest.mark.parametrize(
    "more", ["basis=prior_final|period=2022", "basis=budget", "basis=final|scope=局本级", "qualifier=约"]
)
def test_a_slip_of_another_year_basis_or_body_is_none(more: str) -> None:
    told = f"差旅费[差旅费=31.88万元|{more}]。"
    expected = {"text.named"} if "scope" in more else set()
    assert rules(told, FEES) == expected


def test_a_unit_for_another_is_told_where_the_narrative_bears_out_the_table() -> None:
    text = "在建工程[在建工程=2442.15万元|basis=final]，无形资产[无形资产=30.86{}|basis=final]。"
    assert [check.blame for check in broken(text.format("元"), ASSETS)] == ["unit_slip"]
    assert rules(text.format("万元"), ASSETS) == set()
    # where nothing agrees with the table its own unit may be misread
    assert rules("无形资产[无形资产=30.86元|basis=final]。", ASSETS) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("汛前举办水库巡查管护培训班5期，到课[到课=648人次]。", True),
        ("汛前举办水库巡查管护培训班5期，到课[到课=684人次]。", False),
        ("汛前举办水库巡查管护培训班5期，到课[到课=653人次]。", False),
        ("汛前举办水库巡查管护培训班5期。接待来访[接待来访=648人次]。", False),
        ("举办培训班5期，到课[到课=648人次]。", False),
    ],
)
def test_a_name_that_the_sentence_says_is_that_of_the_table(text: str, found: bool) -> None:
    assert (rules(text, TRAINING) == {"text.named"}) is found


@pytest.mark.parametrize(("unit", "found"), [("万元", False), ("元", True)])
def test_a_unit_of_a_name_that_the_sentence_says(unit: str, found: bool) -> None:
    table = grid(["指标|完成值", "货币补偿款|1683.49", "安置资金|2204.17"], form="performance", basis="execution")
    told = (
        f"安置[安置资金=2204.17万元|basis=execution]，共发放货币补偿款[发放货币补偿款=1683.49{unit}|basis=execution]。"
    )
    assert (rules(told, table) == {"text.named"}) is found


@pytest.mark.parametrize("words", ["", "比上年的"])
def test_last_years_figure_left_in_is_told(words: str) -> None:
    table = grid(["科目|决算数|上年决算数 basis=prior_final", "培训费|18.23|21.47"], basis="final")
    found = rules(f"{words}培训费[培训费=21.47万元|basis=final]。", table)
    assert found == (set() if words else {"text.named"})


@given(st.integers(1000, 999999), st.integers(1000, 999999))
def test_only_one_exchange_of_neighbours_is_a_slip(one: int, other: int) -> None:
    """Two figures of one name that are no exchange, no shift and no doubled digit of each other say nothing."""
    table = grid(["科目|金额", f"差旅费|{other / 100:.2f}"], basis="final")
    found = rules(f"差旅费[差旅费={one / 100:.2f}万元|basis=final]。", table)
    if sorted(str(one)) != sorted(str(other)) and len(str(one)) == len(str(other)):
        assert found == set()


@given(st.integers(10000, 999999), st.integers(0, 4))
def test_every_exchange_of_two_neighbours_is_a_slip(right: int, at: int) -> None:
    digits = list(str(right))
    at = min(at, len(digits) - 2)
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    wrong = int("".join(digits))
    if wrong == right or digits[0] == "0" or right % 10 == 0 or wrong % 10 == 0:
        return
    table = grid(["科目|金额", f"差旅费|{right / 100:.2f}"], basis="final")
    assert rules(f"差旅费[差旅费={wrong / 100:.2f}万元|basis=final]。", table) == {"text.named"}


def test_one_other_digit_is_a_slip_of_what_a_document_has_one_of() -> None:
    form = grid(["科目|金额", "“三公”经费|144569.54", "办公费|144569.54"], unit="元", basis="final", form="07")
    assert "text.named" in rules("“三公”经费支出[“三公”经费=143569.54元]，没有突破预算。", form)
    assert rules("办公费支出[办公费=143569.54元]。", form) == set()


@pytest.mark.parametrize(("said", "found"), [("42.60", True), ("42.06", False), ("24.60", False)])
def test_a_zero_at_the_end_of_an_amount_is_a_figure_of_its_print(said: str, found: bool) -> None:
    table = grid(["科目|决算数", "物业管理费|24.60", "差旅费|13.88"], basis="final")
    assert ("text.named" in rules(f"物业管理费[物业管理费={said}万元|basis=final]。", table)) is found
