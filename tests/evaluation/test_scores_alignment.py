"""Texts that say the same, printed and read differently, are aligned character by character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evaluation.scores.matching.alignment import align

PRINTED = "二、收入决算情况说明\n本年收入合计866.88万元，其中：财政拨款收入856.35万元，占98.79%。\n其他收入10.53万元。"


def spot(text: str, part: str) -> tuple[int, int]:
    return text.index(part), text.index(part) + len(part)


def test_align_finds_the_figure_in_a_text_with_other_blanks_and_more_around_it() -> None:
    read = "目录 第一部分\n" + PRINTED.replace("\n", " ").replace("合计", "合 计").replace("，", "， ")
    alignment = align(PRINTED, read)
    assert alignment.to_reference(*spot(read, "856.35万元")) == spot(PRINTED, "856.35万元")
    assert alignment.to_reference(*spot(read, "10.53万元")) == spot(PRINTED, "10.53万元")


def test_align_maps_a_misread_figure_to_the_printed_one() -> None:
    read = PRINTED.replace("856.35", "8S6.85")
    low, high = align(PRINTED, read).to_reference(*spot(read, "8S6.85")) or (0, 0)
    assert (low, high) == spot(PRINTED, "856.35")


def test_align_maps_what_is_not_printed_to_nothing() -> None:
    read = PRINTED.replace("其他收入", "另有3人；其他收入")
    assert align(PRINTED, read).to_reference(*spot(read, "另有3人；")) is None


def test_edits_count_substitutions_deletions_and_insertions_inside_the_stretch() -> None:
    start, end = spot(PRINTED, "本年收入合计866.88万元，其中：财政拨款收入856.35万元，占98.79%。")
    characters = end - start
    for read, edits in (
        (PRINTED, 0),
        (PRINTED.replace("8.79", "8.19"), 1),
        (PRINTED.replace("财政", ""), 2),
        (PRINTED.replace("其中", "其其中"), 1),
        (PRINTED.replace("，占", " ， 占 "), 0),
        ("其他收入" + PRINTED, 0),
    ):
        assert align(PRINTED, read).edits(start, end) == (characters, edits), read
    assert align(PRINTED, "").edits(start, end) == (characters, characters)


@given(st.text(alphabet="甲乙丙丁12. \n", max_size=60), st.text(alphabet="甲乙丙丁12. \n", max_size=60))
def test_align_gives_equal_stretches_in_order(one: str, two: str) -> None:
    alignment = align(one, two)
    at = (0, 0)
    for reference, text, length in alignment.blocks:
        assert (reference, text) >= at and length > 0
        assert reference >= at[0] and text >= at[1]
        at = (reference + length, text + length)
    same = align(one, one)
    assert same.edits(0, len(one))[1] == 0
