"""The page's own digits as a witness, and the weighing of all that is known of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from extract.ocr.engine import Line, Reading
from extract.ocr.glyphs import FEWEST, witnesses
from extract.ocr.marks import _cut_before, marked
from extract.types import BBox
from models.marks import misread, threshold

FIGURES = (
    *(
        "1204.56",
        "38.90",
        "7.15",
        "660.33",
        "2080501",
        "94.27",
        "0.00",
        "518.62",
        "73.08",
        "1956.41",
        "82.39",
        "405.17",
    ),
    *("6.24", "310.85", "57.96", "2101102", "849.03", "19.74", "263.50", "0.68", "927.31", "44.02", "158.79", "36.15"),
)
#: Where the figures stand: rows of four cells.
PLACES = tuple(
    BBox(40.0 + 210 * (i % 4), 30.0 + 60 * (i // 4), 230.0 + 210 * (i % 4), 74.0 + 60 * (i // 4)) for i in range(24)
)


def sheet(figures: Sequence[str] = FIGURES) -> Any:
    """A ruled table of figures as a raster."""
    image = Image.new("RGB", (900, 420), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=28)
    for text, box in zip(figures, PLACES, strict=True):
        draw.rectangle((box.x0 - 8, box.top - 8, box.x1 + 8, box.bottom + 8), outline="black", width=2)
        draw.text((box.x1 - 4, box.centre[1]), text, fill="black", font=font, anchor="rm")
    return np.asarray(image).copy()


SHEET = sheet()


def heard(**other: str) -> list[tuple[str, BBox]]:
    """The figures as read, some of them otherwise: ``at3="661.33"``."""
    return [(other.get(f"at{i}", text), box) for i, (text, box) in enumerate(zip(FIGURES, PLACES, strict=True))]


def grey() -> Any:
    return SHEET.min(axis=2)


def test_glyphs_bear_out_figures_that_are_read_right() -> None:
    found = witnesses(grey(), heard())
    assert [one is not None for one in found] == [True] * len(FIGURES)
    assert [text for text, one in zip(FIGURES, found, strict=True) if one and one.margin <= 0] == []
    # A 1 is narrow: it may begin and end a figure inside its step.
    plain = [(text, one) for text, one in zip(FIGURES, found, strict=True) if not {text[0], text[-1]} & {"1"}]
    assert [text for text, one in plain if one and abs(one.length) > 0.4] == []


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(range(len(FIGURES))), st.data())
def test_glyphs_name_the_digit_that_was_misread(at: int, data: st.DataObject) -> None:
    text = FIGURES[at]
    place = data.draw(st.sampled_from([i for i, char in enumerate(text) if char != "."]))
    digit = data.draw(st.sampled_from(sorted(set("0123456789") - {text[place]})))
    found = witnesses(grey(), heard(**{f"at{at}": text[:place] + digit + text[place + 1 :]}))[at]
    assert found is not None and found.margin < 0 and found.rival == text


@pytest.mark.parametrize(("at", "read"), [(0, "1204.6"), (3, "66033"), (5, "94.277"), (9, "956.41"), (4, "208051")])
def test_glyphs_notice_a_lost_or_doubled_character(at: int, read: str) -> None:
    found = witnesses(grey(), heard(**{f"at{at}": read}))[at]
    assert found is not None
    # A point is narrower than a digit.
    assert abs(found.length) > 0.25 or found.margin < 0


def test_glyphs_say_nothing_of_few_figures_and_of_words() -> None:
    assert witnesses(grey(), heard()[: FEWEST - 1]) == [None] * (FEWEST - 1)
    assert witnesses(grey(), [*heard(), ("合计", PLACES[0]), ("", PLACES[1])])[-2:] == [None, None]
    assert witnesses(np.full((400, 900), 255, np.uint8), heard()) == [None] * len(FIGURES)
    assert witnesses(np.zeros((400, 900), np.uint8), heard()) == [None] * len(FIGURES)


class Deaf:
    """An engine whose second readings are the first ones, by their crops in turn, with a score."""

    name = "deaf"

    def __init__(self, texts: Sequence[str], score: float):
        self.texts, self.score = list(texts), score

    def detect(self, pixels: Any) -> Any:
        raise AssertionError("nothing is detected again")

    def recognise(self, crops: Sequence[Any]) -> list[Reading]:
        many = len(crops) // len(self.texts)
        return [Reading(t, self.score, (), (), (self.score,) * len(t)) for t in self.texts for _ in range(many)]


def lines(texts: Sequence[str], score: float) -> list[Line]:
    out = []
    for text, box in zip(texts, PLACES, strict=True):
        step = box.width / len(text)
        boxes = tuple(BBox(box.x0 + k * step, box.top, box.x0 + (k + 1) * step, box.bottom) for k in range(len(text)))
        out.append(Line(text, score, box, boxes, (), (score,) * len(text)))
    return out


def test_misreading_that_every_reading_repeats_is_marked_and_what_the_digits_look_like_is_offered() -> None:
    texts = [text if i != 3 else "600.33" for i, text in enumerate(FIGURES)]
    told = marked(Deaf(texts, 0.95), SHEET, lines(texts, 0.95))
    assert "digits_differ" in told[3].marks and "660.33" in told[3].alternatives
    assert told[3].text == "600.33" and told[3].score <= 1 - threshold()


def test_a_figure_without_its_first_digit_is_marked_for_the_ink_before_it() -> None:
    at = FIGURES.index("158.79")  # a thin digit moves the others little: they look as they were read
    texts = [text if i != at else text[1:] for i, text in enumerate(FIGURES)]
    # Boxes of characters as the network tells them: where they stand, the lost one is left out.
    read = lines(FIGURES, 0.95)
    read[at] = replace(
        read[at], text=texts[at], char_boxes=read[at].char_boxes[1:], char_scores=read[at].char_scores[1:]
    )
    told = marked(Deaf(texts, 0.95), SHEET, read)
    assert "number_format" in told[at].marks


@pytest.mark.parametrize(("with_ink", "marked_ones"), [(3, 3), (17, 0)])
def test_ink_before_many_figures_is_rules(with_ink: int, marked_ones: int) -> None:
    every = [SimpleNamespace(inside=False)] * 60
    told = _cut_before(every, [{"before": 0.9} if i < with_ink else {"before": 0.1} for i in range(60)])  # type: ignore[arg-type]
    assert told.count("number_format") == marked_ones and told.count("") == 60 - marked_ones


def test_unsure_amounts_that_the_digits_bear_out_carry_no_mark() -> None:
    told = marked(Deaf(FIGURES, 0.9), SHEET, lines(FIGURES, 0.9))
    # Codes are doubted sooner: their columns say nothing of them here.
    assert [one.text for one in told if one.marks and "." in one.text] == []


def test_letters_where_figures_stand_are_marked_on_a_page_in_doubt() -> None:
    texts = [*FIGURES[:-1], "NNE"]
    told = marked(Deaf(FIGURES[:-1], 0.9), SHEET, lines(texts, 0.7))
    assert told[-1].marks == ("low_score",)


@given(
    st.dictionaries(st.sampled_from(["first", "backing", "margin", "net", "fit", "seen", "code"]), st.floats(-1e6, 1e6))
)
def test_chance_is_a_probability_whatever_is_known(traits: dict[str, float]) -> None:
    (chance,) = misread([traits])
    assert 0 <= chance <= 1
    assert misread([traits, {}])[0] == chance
