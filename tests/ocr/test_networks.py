"""Around the networks: batches, boxes from the map, CTC with alternatives and character borders."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.ocr.crops import crop, reading_order
from extract.ocr.engine import Line
from extract.ocr.networks import (
    BATCH_WIDTH,
    LONG,
    boxes_of_map,
    decode,
    detection_input,
    line_width,
    plan_batches,
    printed,
)
from extract.types import BBox

CHARACTERS = ["", "0", "1", "5", ".", "8", "☑"]


def steps(*winners: tuple[int, float] | tuple[int, float, int, float]) -> np.ndarray:
    """Probabilities with a winner, and perhaps a runner-up, per step."""
    rows = np.zeros((len(winners), len(CHARACTERS)), dtype=np.float32)
    for row, winner in zip(rows, winners, strict=True):
        row[winner[0]] = winner[1]
        if len(winner) == 4:
            row[winner[2]] = winner[3]
    return rows


def test_decode_joins_repeats_and_keeps_doubles_parted_by_blanks() -> None:
    reading = decode(steps((1, 1), (1, 1), (0, 1), (1, 1), (4, 1), (3, 1)), CHARACTERS, 1.0)
    assert reading.text == "00.5"
    assert reading.score == 1.0
    assert reading.alternatives == ()


def test_decode_offers_the_runner_up_and_the_character_not_heard() -> None:
    reading = decode(steps((2, 0.7, 5, 0.3), (0, 0.9, 4, 0.1), (3, 1.0)), CHARACTERS, 1.0)
    assert reading.text == "15"
    assert reading.alternatives == ("85", "1.5")


def test_a_blank_nearly_heard_beside_a_figure_makes_it_no_less_sure() -> None:
    # 15 before 元, with the gap that many a page leaves there; within a figure a blank would part it
    characters = ["", "0", "1", "5", "元", " "]
    beside = decode(steps((2, 1), (3, 1), (0, 0.6, 5, 0.4), (4, 1))[:, :6], characters, 1.0)
    assert (beside.text, beside.char_scores) == ("15元", (1.0, 1.0, 1.0))
    within = decode(steps((2, 1), (0, 0.6, 5, 0.4), (3, 1))[:, :6], characters, 1.0)
    assert within.text == "15"
    assert min(within.char_scores) < 0.7


def test_decode_drops_an_uncertain_pictograph() -> None:
    assert decode(steps((2, 1), (6, 0.6), (3, 1)), CHARACTERS, 1.0).text == "15"
    assert decode(steps((2, 1), (6, 1.0), (3, 1)), CHARACTERS, 1.0).text == "1☑5"


def test_decode_of_blanks_is_empty() -> None:
    assert decode(steps((0, 1), (0, 1)), CHARACTERS, 1.0).text == ""


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.floats(0.3, 1.0))
def test_character_borders_are_in_order_and_inside(winners: list[int], used: float) -> None:
    reading = decode(steps(*[(w, 1.0) for w in winners]), CHARACTERS, used)
    assert len(reading.spans) == len(reading.text)
    for left, right in reading.spans:
        assert 0 <= left <= right
    for (_, right), (left, _) in zip(reading.spans, reading.spans[1:], strict=False):
        assert right <= left + 1e-4


@given(st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 120)), max_size=60))
def test_every_crop_is_in_one_batch_and_batches_are_capped(sizes: list[tuple[int, int]]) -> None:
    crops = [np.zeros((h, w, 3), np.uint8) for w, h in sizes]
    seen = []
    for indices, width in plan_batches(crops):
        seen += indices
        assert len(indices) == 1 or len(indices) * width <= BATCH_WIDTH
    assert sorted(seen) == list(range(len(crops)))


def test_long_lines_are_squeezed_and_cells_are_not() -> None:
    widths = [line_width(np.zeros((48, width, 3), np.uint8)) for width in (1, LONG, LONG + 400, 10**6)]
    assert widths == [1, LONG, LONG + 200, 4800]


def test_the_printed_part_has_the_print_and_no_margins() -> None:
    page = np.full((2339, 1654, 3), 250, np.uint8)
    assert printed(page) == (0, 0, 1654, 2339), "nothing stands out: all of it is looked at"
    cv2.putText(page, "12.50", (300, 400), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20, 20, 20), 2, cv2.LINE_AA)
    cv2.putText(page, "1", (1200, 2200), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (190, 190, 190), 1, cv2.LINE_AA)
    cv2.circle(page, (20, 20), 1, (90, 90, 90), -1)  # a speck of dust
    left, top, right, bottom = printed(page)
    assert 230 < left < 300 and 300 < top < 375 and 1212 < right < 1300 and 2200 < bottom < 2270
    # On a darker ground, as in a photograph, the paper stands out and the page is the whole.
    framed = np.full((2339, 1654, 3), 60, np.uint8)
    framed[100:2200, 80:1560] = 250
    left, top, right, bottom = printed(framed)
    assert (left, top, right, bottom) == (0, 0, 1654, 2339)


def test_boxes_of_map_grow_to_the_text_and_scale_to_the_page() -> None:
    probability = np.zeros((320, 640), np.float32)
    probability[100:110, 200:300] = 0.9
    probability[200:204, 50:60] = 0.35  # seen, but not believed
    quads = boxes_of_map(probability, 1280, 640)
    assert quads.shape == (1, 4, 2)
    (x0, y0), (x1, y1) = quads[0].min(axis=0), quads[0].max(axis=0)
    assert 370 < x0 < 400 < 600 < x1 < 630
    assert 175 < y0 < 200 < 220 < y1 < 245


def test_boxes_of_logits_are_those_of_probabilities() -> None:
    probability = np.full((320, 640), 0.001, np.float32)
    probability[100:110, 200:300] = 0.9
    probability[200:204, 50:60] = 0.35
    probability[20:30, 20:120] = 0.55
    logits = np.log(probability / (1 - probability))
    assert np.array_equal(boxes_of_map(logits, 1280, 640, logits=True), boxes_of_map(probability, 1280, 640))


@pytest.mark.parametrize("size", [(2339, 1654), (1654, 2339), (40, 900), (31, 31), (5000, 3000)])
def test_detection_input_is_a_multiple_of_32(size: tuple[int, int]) -> None:
    tensor = detection_input(np.zeros((*size, 3), np.uint8))
    assert tensor.shape[2] % 32 == 0 and tensor.shape[3] % 32 == 0
    assert max(tensor.shape[2:]) <= 1632


def test_crop_of_a_tilted_line_is_level() -> None:
    page = np.full((200, 400, 3), 255, np.uint8)
    for x in range(50, 350):
        y = 60 + (x - 50) // 5
        page[y : y + 20, x] = 0
    piece = crop(page, np.array([[50, 60], [350, 120], [350, 140], [50, 80]], np.float32))
    assert piece.shape[0] < 30
    assert piece.mean() < 60


def test_reading_order_keeps_rows_of_slightly_different_height() -> None:
    def line(text: str, x: float, y: float) -> Line:
        return Line(text, 1.0, BBox(x, y, x + 50, y + 20))

    lines = [line("d", 200, 52), line("b", 200, 6), line("c", 10, 47), line("a", 10, 10)]
    assert "".join(item.text for item in reading_order(lines)) == "abcd"
