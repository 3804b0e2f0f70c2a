"""Ink that no line of text covers: read after all, told as not read, or nothing but rules, dust and patches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from extract.ocr.engine import Line, Reading
from extract.ocr.recognise import _told
from extract.ocr.unread import MOST, faint, led, pieces, strays
from extract.types import BBox

SCALE = 200 / 72


class Reader:
    """An engine whose recognition says the same of every crop."""

    name = "reader"

    def __init__(self, text: str, score: float):
        self.text, self.score = text, score

    def detect(self, pixels: Any) -> Any:
        raise AssertionError("nothing is detected again")

    def recognise(self, crops: Sequence[Any]) -> list[Reading]:
        return [Reading(self.text, self.score, (), (), (self.score,) * len(self.text)) for _ in crops]


def page(*figures: tuple[str, int, int]) -> Any:
    """White paper with figures of 12 points at places (x, baseline)."""
    paper = np.full((600, 900, 3), 255, np.uint8)
    for text, x, y in figures:
        cv2.putText(paper, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20, 20, 20), 2, cv2.LINE_AA)
    return paper


#: Around the first figure of the pages below.
SEEN = Line("12.50", 0.99, BBox(95, 70, 190, 105))


def test_a_figure_that_detection_missed_is_read() -> None:
    found = strays(Reader("38.75", 0.97), page(("12.50", 100, 100), ("38.75", 400, 100)), SCALE, [SEEN])
    assert [line.text for line in found.lines] == ["12.50", "38.75"]
    assert len(found.pieces) == 1 and found.unread == ()


def test_what_cannot_be_read_is_told_by_its_place() -> None:
    found = strays(Reader("彐x", 0.3), page(("12.50", 100, 100), ("38.75", 400, 100)), SCALE, [SEEN])
    assert [line.text for line in found.lines] == ["12.50"]
    ((x0, top, x1, bottom),) = found.unread
    assert 390 < x0 < 410 and 470 < x1 < 510 and 65 < top < 90 < bottom < 110


def test_rules_stubs_of_rules_and_patches_of_charts_are_no_text() -> None:
    paper = page(("12.50", 100, 100))
    for y in (40, 130, 220):
        cv2.line(paper, (50, y), (850, y + 1), (0, 0, 0), 2)
    for x in (50, 300, 850):
        cv2.line(paper, (x, 40), (x + 1, 220), (0, 0, 0), 2)
    cv2.line(paper, (420, 130), (420, 150), (0, 0, 0), 2)
    cv2.rectangle(paper, (500, 300), (524, 324), (120, 120, 120), -1)
    assert pieces(paper, SCALE, [SEEN.bbox]) == []


def test_strokes_that_read_as_rules_are_neither_lines_nor_unread() -> None:
    found = strays(Reader("|", 0.9), page(("12.50", 100, 100), ("1", 400, 100)), SCALE, [SEEN])
    assert (len(found.lines), found.unread) == (1, ())


def test_specks_count_on_a_page_that_is_hardly_legible() -> None:
    paper = page(("12.50", 100, 100))
    for x in (400, 412, 424, 436):
        cv2.circle(paper, (x, 92), 1, (150, 150, 150), -1)
    assert pieces(paper, SCALE, [SEEN.bbox]) == []
    ((x0, _, x1, _),) = faint(paper, SCALE, [SEEN.bbox], single=True)
    assert x0 <= 400 and x1 >= 436
    assert faint(paper, SCALE, [SEEN.bbox], single=False) == ()


def test_leaders_of_a_contents_are_no_specks_of_figures() -> None:
    paper = page(("12.50", 100, 100))
    for x in range(220, 700, 9):
        cv2.circle(paper, (x, 95), 1, (150, 150, 150), -1)
    assert faint(paper, SCALE, [SEEN.bbox], single=True) == ()
    # Of most of their length a line was read: its rest is short.
    rest = [SEEN.bbox, BBox(240, 80, 700, 110)]
    assert len(faint(paper, SCALE, rest, single=True)) == 1
    assert faint(paper, SCALE, rest, single=True, contents=True) == ()


def test_a_page_of_lines_with_leaders_is_a_contents() -> None:
    lines = [Line(f"{name}……………{i}", 0.9, SEEN.bbox) for i, name in enumerate(("概况", "收支决算", "情况说明"))]
    assert led(lines) and not led(lines[:2]) and not led([SEEN] * 5)
    # As the sample hunan-a.garbled.pdf was read: page 2 was told as not read, and the sample run was no clean one.
    read_in_part = [Line(text, 0.9, SEEN.bbox) for text in ("一、部门职责……", "…", "17", "二、收入决算情况说明…")]
    assert led(read_in_part)


def test_the_rest_of_a_line_of_a_contents_is_read_whatever_its_dots_score() -> None:
    # As page 2 of the sample hunan-a.garbled.pdf: detection ended 第五部分附件…… before its leaders.
    lines = [Line(f"{name}……3", 0.9, SEEN.bbox) for name in ("概况", "决算表", "情况说明")]
    paper = page(("12.50", 100, 100), ("38.75", 400, 100))
    found = strays(Reader("……20", 0.4), paper, SCALE, lines)
    assert [line.text for line in found.lines[3:]] == ["……20"] and found.unread == ()
    assert len(strays(Reader("……20", 0.4), paper, SCALE, [SEEN]).unread) == 1


def test_a_page_without_text_tells_nothing() -> None:
    assert strays(Reader("7", 0.9), page(), SCALE, []) == ([], (), ())


def test_a_page_full_of_pieces_is_told_by_region() -> None:
    """They are not read one by one; yet where they stand is told."""
    figures = [("7", 240 + 40 * (i % 16), 40 + 40 * (i // 16)) for i in range(MOST + 20)]
    found = strays(Reader("7", 0.9), page(*figures), SCALE, [SEEN])
    assert found.lines == [SEEN] and found.pieces == ()
    (region,) = found.unread
    assert region.x0 < 242 and region.x1 > 850 and region.top < 40 and region.bottom > 555


def test_specks_beyond_those_told_one_by_one_are_told_by_region() -> None:
    paper = page()
    for i in range(MOST + 40):  # the last rows are the palest
        cv2.circle(paper, (30 + 60 * (i % 15), 20 + 34 * (i // 15)), 2, (100 + i // 3,) * 3, -1)
    found = faint(paper, SCALE, [BBox(0, 0, 1, 30)], single=True)
    assert len(found) > MOST
    for i in range(MOST + 40):
        x, y = 30 + 60 * (i % 15), 20 + 34 * (i // 15)
        assert any(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for box in found), (x, y)


def test_a_page_tells_the_places_that_were_not_read() -> None:
    assert _told([BBox(72.2, 100, 90, 112)]) == "1 (x 72 y 100)"
    assert _told([BBox(10.0 * i, 20, 10.0 * i + 5, 30) for i in range(9)]).endswith("x 50 y 20; …)")
