"""Marks of words in the text and in cells: what they are about is in doubt, its neighbours are not."""

from __future__ import annotations

from extract.text.lines import DOUBTED, pieces_of
from extract.types import BBox, Word


def word(text: str, *doubts: tuple[int, int], marks: tuple[str, ...] = ("low_score",)) -> Word:
    boxes = tuple(BBox(10.0 * i, 0, 10.0 * i + 10, 12) for i in range(len(text)))
    return Word(text, BBox(0, 0, 10.0 * len(text), 12), 0.9, "ocr", boxes, (), (0.99,) * len(text), marks, doubts)


def test_one_doubtful_figure_leaves_the_rest_of_its_line_alone() -> None:
    told = pieces_of(word("支出12.50万元，收入9.99万元", (12, 16)), 3)
    assert [(piece.text, piece.confidence) for piece in told] == [
        ("支出12.50万元，收入", 0.99),
        ("9.99", DOUBTED),
        ("万元", 0.99),
    ]
    assert told[1].bbox == BBox(120, 0, 160, 12) and len(told[1].char_boxes) == 4


def test_a_mark_without_a_place_is_about_the_whole_word() -> None:
    (piece,) = pieces_of(word("支出12.50万元"), 1)
    assert (piece.text, piece.confidence) == ("支出12.50万元", DOUBTED)


def test_a_word_without_marks_is_one_piece() -> None:
    (piece,) = pieces_of(word("支出12.50万元", marks=()), 1)
    assert piece.confidence == 0.9
