"""Tables whose heads change on the way down: every block is held by the heads above it and nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from checks_prose import grid

from extract.checks import run
from extract.checks.figures import figures
from extract.options import Options
from extract.types import Column, Fact, HeadedBlock, Table

ROWS = [
    "财政供养人员|编制数|实有数|控制率",
    "本部门|52|48|92.31",
    "经费控制情况|款项|预算数|决算数",
    "1.|三公经费|20.00|{}",
    "1.1|因公出国（境）费|0.00|0.00",
    "1.2|公务用车购置及运行维护费|12.00|10.89",
    "1.3|公务接待费|8.00|4.21",
]


def blocks(total: str) -> tuple[Table, tuple[Fact, ...]]:
    """A table of two blocks; names of the second stand in its second column."""
    table, facts = grid([row.format(total) for row in ROWS], unit="万元", basis="final", section="self_evaluation")
    kept = [fact for fact in facts if (place := fact.evidence[0]).row != 2 and (place.row == 1 or place.col == 3)]
    names = {row: text.split("|")[1] for row, text in enumerate(ROWS)}
    ids = {3: "three_public", 4: "three_public.abroad", 5: "three_public.vehicles", 6: "three_public.reception"}
    facts = tuple(
        replace(fact, unit="人", unit_base="人", kind="participants", indicator="财政供养人员")
        if fact.evidence[0].row == 1
        else replace(fact, indicator=names[fact.evidence[0].row or 0], indicator_id=ids[fact.evidence[0].row or 0])
        for fact in kept
    )
    second = (Column(1, "name", "款项"), Column(3, "value", "决算数", name_col=1, basis="final"))
    below = HeadedBlock(2, 3, 7, second)
    return replace(table, blocks=(HeadedBlock(0, 1, 2, table.columns), below)), facts


def test_a_figure_has_the_label_and_the_head_of_its_block() -> None:
    table, facts = blocks("15.10")
    below = [figure for figure in figures(facts, (table,), {}) if figure.row > 2]
    assert [figure.label for figure in below] == [
        "三公经费",
        "因公出国(境)费",
        "公务用车购置及运行维护费",
        "公务接待费",
    ]
    assert {figure.header for figure in below} == {"决算数"}
    # to the precision of its own block, and not to that of the rates above
    assert {figure.half for figure in below if figure.value} == {Decimal(50)}


@pytest.mark.parametrize(("total", "found"), [("15.10", False), ("16.10", True)])
def test_a_block_below_another_is_held_against_its_parts(total: str, found: bool) -> None:
    table, facts = blocks(total)
    broken = {check.rule for check in run(facts, (table,), Options()).checks if check.outcome == "violation"}
    assert (broken == {"evaluation.three_public"}) is found
