"""Agreement of two readings counts facts as multisets and leaves proposed repairs out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evaluation.scores.agreement import agreement, differences
from extract.types import Fact

FACT = Fact("公务接待费", "amount", value="3.00", unit="万元", value_base="30000", unit_base="元", basis="final")


def facts(values: list[str]) -> list[Fact]:
    return [replace(FACT, value=value, value_base=f"{value}0000") for value in values]


def test_a_reading_agrees_with_itself_wherever_the_facts_stand() -> None:
    found = agreement([FACT, FACT], [replace(FACT, fact_id="other"), replace(FACT, confidence=0.5)])
    assert (found.common, found.only_first, found.only_second, found.dice) == (2, 0, 0, 1.0)


def test_a_fact_read_twice_on_one_side_counts_once() -> None:
    found = agreement([FACT, FACT], [FACT])
    assert (found.common, found.only_first) == (1, 1)


def test_the_same_figure_in_another_unit_agrees() -> None:
    assert agreement([FACT], [replace(FACT, value="30000", unit="元")]).dice == 1.0


def test_a_proposed_repair_is_no_reading() -> None:
    repaired = replace(FACT, made_by="repair:decimal_point", status="repaired")
    assert agreement([FACT, repaired], [FACT]).dice == 1.0


@given(st.lists(st.sampled_from("123"), max_size=8), st.lists(st.sampled_from("123"), max_size=8))
def test_the_order_of_the_readings_does_not_matter(first: list[str], second: list[str]) -> None:
    there, back = agreement(facts(first), facts(second)), agreement(facts(second), facts(first))
    assert there.dice == back.dice
    assert (there.only_first, there.only_second) == (back.only_second, back.only_first)
    only = differences(facts(first), facts(second))
    assert (len(only[0]), len(only[1])) == (there.only_first, there.only_second)
