"""What becomes of figures, and numbers of a page by place: every ending on a case made for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluation.scores.document import score_document
from evaluation.scores.fates import RIGHT, WRONG, confirmed_pairs, fate, fates, fates_by_box
from evaluation.scores.page_tokens import TokenCounts, compare, count, count_below, count_marks
from evaluation.scores.truth import Truth
from extract.types import BBox, Document, Evidence, Fact, Word

PRINTED = Fact("基本支出", "amount", value="578.94", unit="万元", fact_id="f1")


@pytest.mark.parametrize(
    ("value", "status", "mended", "ending"),
    [
        ("578.94", "confirmed", None, "confirmed"),
        ("578.94", "read", None, "read"),
        ("578.94", "conflict", None, "accused"),
        ("578.94", "abstained", None, "accused"),
        ("578.94", "conflict", "578.49", "spoiled"),
        ("578.49", "confirmed", None, "confirmed_wrong"),
        ("578.49", "read", None, "silent"),
        ("578.49", "conflict", None, "flagged"),
        ("578.49", "conflict", "578.94", "repaired"),
        ("578.49", "conflict", "518.49", "repaired_wrongly"),
    ],
)
def test_every_fate_of_a_figure(value: str, status: str, mended: str | None, ending: str) -> None:
    read = replace(PRINTED, value=value, status=status)
    repair = None if mended is None else replace(PRINTED, value=mended, status="repaired", fact_id="f1-repaired")
    assert fate(PRINTED, read, repair) == ending
    assert ending in (*WRONG, *RIGHT)
    every = (read,) if repair is None else (read, repair)
    assert fates(every, {"f1": PRINTED}, lambda fact: "cell") == {f"cell.{ending}": 1, "cell.all": 1}


def test_zeros_words_and_what_is_not_known_are_not_counted() -> None:
    zero = replace(PRINTED, value="0.00")
    words = replace(PRINTED, kind="text")
    assert not fates((zero,), {"f1": zero}, lambda fact: "cell")
    assert not fates((words,), {"f1": PRINTED}, lambda fact: "cell")
    assert not fates((PRINTED,), {}, lambda fact: "cell")


#: A page of labels and figures; the last line holds the page number.
LINES = ["基本支出", "578.94", "项目支出", "301.86", "合计", "880.80", "一般公共预算", "财政拨款", "- 3 -"]


def page(texts: list[str], dx: float = 0.0, **more: object) -> list[Word]:
    return [
        Word(text, BBox(50 + dx, 20.0 * row, 50 + dx + 9.0 * len(text), 20.0 * row + 12), **more)  # type: ignore[arg-type]
        for row, text in enumerate(texts)
    ]


def test_numbers_of_a_page_are_held_against_what_stands_in_their_place() -> None:
    read = [text.replace("301.86", "30186") for text in LINES]
    tokens, loose = compare(page(LINES), page(read, dx=13.0))
    assert [(token.printed, token.read) for token in tokens] == [
        ("578.94", "578.94"), ("301.86", "30186"), ("880.80", "880.80"),
    ]  # fmt: skip
    assert loose == 0
    assert count(tokens) == TokenCounts(right=2, wrong=1)


def test_a_number_where_none_is_printed_is_loose() -> None:
    read = [*page(LINES), Word("77.7", BBox(400, 20, 430, 32))]
    assert compare(page(LINES), read)[1] == 1


def test_marks_are_counted_on_right_and_wrong_tokens() -> None:
    read = page([text.replace("301.86", "301.36") for text in LINES], confidence=0.8)
    read[3] = replace(read[3], marks=("low_score",), alternatives=("301.86",), confidence=0.4)
    tokens, _ = compare(page(LINES), read)
    told = count(tokens)
    assert told == TokenCounts(right=2, wrong=1, marked_right=0, marked_wrong=1)
    assert (told.all, told.silent) == (3, 0)
    assert count_below(tokens, 0.5) == told
    assert count_below(tokens, 0.9) == TokenCounts(right=2, wrong=1, marked_right=2, marked_wrong=1)
    assert count_marks(tokens) == {"low_score": (1, 0)}
    assert [token.offered for token in tokens if not token.right] == [True]


def test_figures_of_tables_are_found_by_the_boxes_that_print_them() -> None:
    def at(value: str, row: int, moved: float = 0.0, **more: object) -> Fact:
        box = BBox(100 + moved, 20.0 * row, 140 + moved, 20.0 * row + 12)
        place = Evidence(table="t1", row=row, col=1, text=value, page=1, bbox=box)
        return Fact("x", "amount", value=value, unit="万元", evidence=(place,), **more)  # type: ignore[arg-type]

    printed = (at("578.94", 0), at("301.86", 1), at("880.80", 2), at("0.00", 3), at("5.00", 4))
    grid = [["x", fact.value] for fact in printed]
    entry = {"table": "t1", "title": "x", "grid": grid, "header_rows": 0, "pages": [1]}
    truth = Truth("d", "x", "budget", "2024", printed, "", (entry,))
    read = (
        at("578.94", 0, 1.0, status="confirmed"),
        at("301.68", 1, 1.0, status="conflict"),
        at("301.86", 1, 1.0, status="repaired", made_by="repair:sum"),
        at("880.08", 2, 1.0, status="confirmed"),
        at("0.00", 3, 1.0),
    )
    document = Document("0" * 64, "pdf", "ok", facts=read)
    assert fates_by_box(truth, document, {"t1"}) == {
        "confirmed": 1, "repaired": 1, "confirmed_wrong": 1, "lost": 1, "all": 4
    }  # fmt: skip
    assert not fates_by_box(truth, document, {"t2"})
    sure, wrong = confirmed_pairs(score_document(truth, document, "office"))
    assert sorted(pair.given.value for pair in sure if pair.given) == ["578.94", "880.08"]
    assert [pair.given.value for pair in wrong if pair.given] == ["880.08"]
