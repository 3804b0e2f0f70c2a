"""TEDS and GriTS-content: against published implementations, against cases worked out by hand, and in time."""

from __future__ import annotations

import time

import pytest
from apted import APTED, Config
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

import evaluation.scores.whole_tables as whole_tables
from evaluation.scores.counts import Prf
from evaluation.scores.whole_tables import (
    Box,
    WholeScore,
    as_grid,
    compared,
    grids_alike,
    printed_rows,
    read_rows,
    score_whole,
    tree_edits,
)
from extract.types import Cell, Table

HEAD = [Box("项目", 1, 2), Box("决算数")]
PRINTED = [
    HEAD,
    [Box("2080501"), Box("行政单位离退休"), Box("20.28")],
    [Box("2080505"), Box("基本养老保险缴费支出"), Box("17.11")],
    [Box("合计"), Box(""), Box("37.39")],
]


def with_row(at: int, *rows: list[str]) -> list[list[Box]]:
    """The printed table with other rows in the place of one."""
    return [*PRINTED[:at], *([Box(text) for text in row] for row in rows), *PRINTED[at + 1 :]]


#: What was read; TEDS by table-recognition-metric 0.0.6, F1 of GriTS-content by grits-metric 0.7.0 (of its authors).
PUBLISHED = {
    "a digit": (with_row(2, ["2080505", "基本养老保险缴费支出", "17.17"]), 0.9875, 0.983333),
    "a lost row": (with_row(2), 0.75, 0.857143),
    "a lost column": (
        [[Box("项目"), Box("决算数")], *([row[0], row[2]] for row in PRINTED[1:])],
        0.75,
        0.8,
    ),
    "an unmerged head": (with_row(0, ["项目", "", "决算数"]), 0.882353, 0.916667),
    "a broken line": (with_row(2, ["2080505", "基本养老保险", "17.11"], ["", "缴费支出", ""]), 0.78, 0.87037),
    "a moved figure": (
        [HEAD, *([Box(text) for text in row] for row in (
            ["2080501", "行政单位离退休", ""], ["2080505", "基本养老保险缴费支出", "20.28"], ["合计", "17.11", "37.39"]
        ))],
        0.825,
        0.766667,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_both_measures_give_the_figures_of_the_published_implementations(name: str) -> None:
    read, teds, grits = PUBLISHED[name]
    score = compared(PRINTED, read)
    assert score.teds.f1 == pytest.approx(teds, abs=1e-5)
    assert score.grits.f1 == pytest.approx(grits, abs=1e-5)


class _Node:
    def __init__(self, box: Box | None, children: list[_Node]):
        self.box, self.children = box, children


class _Teds(Config):
    """The costs of TEDS for the general algorithm of Pawlik and Augsten."""

    def rename(self, node1: _Node, node2: _Node) -> float:
        one, two = node1.box, node2.box
        if (one is None) != (two is None):
            return 1.0
        if one is None or two is None:
            return 0.0
        if one[1:] != two[1:]:
            return 1.0
        return Levenshtein.normalized_distance(one.text, two.text)


def by_apted(one: list[list[Box]], two: list[list[Box]]) -> float:
    trees = (_Node(None, [_Node(None, [_Node(box, []) for box in row]) for row in rows]) for rows in (one, two))
    return APTED(*trees, _Teds()).compute_edit_distance()


BOXES = st.builds(
    Box, st.sampled_from(["", "0.00", "12.3", "12.8", "合计", "基本支出"]), st.integers(1, 2), st.integers(1, 2)
)
TABLES = st.lists(st.lists(BOXES, max_size=4), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(TABLES, TABLES)
def test_tree_edits_are_those_of_a_general_algorithm(one: list[list[Box]], two: list[list[Box]]) -> None:
    assert tree_edits(one, two) == pytest.approx(by_apted(one, two))


TEXTS = st.sampled_from(["", "0.00", "12.3", "12.8", "合计"])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_alike_is_bounded_and_whole_for_the_same(data: st.DataObject) -> None:
    grids = []
    for _ in range(2):
        width = data.draw(st.integers(1, 4))
        grids.append(data.draw(st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=4)))
    one, two = grids
    alike = grids_alike(one, two)
    assert 0 <= alike <= min(len(one) * len(one[0]), len(two) * len(two[0])) + 1e-9
    assert grids_alike(one, one) == len(one) * len(one[0])


def test_a_table_that_one_side_lacks_is_wholly_wrong() -> None:
    entry = {
        "grid": [["项目", "", "决算数"], ["2080501", "行政单位离退休", "20.28"]],
        "spans": [[0, 0, 1, 2]],
    }
    missed = score_whole([entry], [])
    assert (missed.teds.f1, missed.grits.f1) == (0.0, 0.0)
    assert missed.grits == Prf(6, 0, 0)
    table = Table("t1", 1, 1, (Cell(0, 0, "1"),))
    invented = score_whole([], [table])
    assert invented.grits == Prf(0, 1, 0) and invented.nodes == 3
    assert score_whole([], [table], all_known=False) == WholeScore()


def test_what_was_read_is_held_against_the_print_without_blanks_and_width() -> None:
    entry = {"grid": [["项 目", "", "决算数"], ["2080501", "离退休", "20.28"]], "spans": [[0, 0, 1, 2]]}
    cells = (
        Cell(0, 0, "项目", colspan=2), Cell(0, 2, "决算\n数"), Cell(1, 0, "２080501"), Cell(1, 1, "离退休"),
        Cell(1, 2, "20.28"),
    )  # fmt: skip
    table = Table("t1", 2, 3, cells)
    assert printed_rows(entry) == read_rows(table)
    assert as_grid(read_rows(table))[0] == ["项目", "项目", "决算数"]
    score = score_whole([entry], [table])
    assert (score.teds.f1, score.grits.f1, score.compared) == (1.0, 1.0, 1)


def test_a_table_of_five_hundred_rows_is_compared_in_seconds() -> None:
    long = [[Box(f"{row}{col}.{row % 97:02d}") for col in range(10)] for row in range(500)]
    read = [list(row) for row in long]
    del read[250]
    began = time.process_time()
    score = compared(long, read)
    assert time.process_time() - began < 30
    assert score.edits == 11  # one row and its ten cells
    assert score.grits == Prf(5000, 4990, 4990)


def test_a_table_too_large_to_compare_is_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_tables, "MOST_PAIRS", 100)
    score = compared(PRINTED, PUBLISHED["a digit"][0])
    assert score == WholeScore(left_out=1)
