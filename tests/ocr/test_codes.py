"""Codes against the names beside them."""

from __future__ import annotations

import pytest

from extract.ocr.codes import misnamed
from extract.ocr.engine import Line
from extract.ocr.marks import figures_of
from extract.types import BBox


def other(code: str, *beside: str) -> str:
    """What is said of a code with words beside it in its row, each 100 pixels on."""
    lines = [Line(text, 0.99, BBox(100.0 * i, 10, 100.0 * i + 60, 30)) for i, text in enumerate((code, *beside))]
    lines.append(Line("电费", 0.99, BBox(100, 50, 160, 70)))
    return misnamed(list(figures_of(0, lines[0])), lines)[0]


def test_a_code_that_is_not_that_of_its_name_is_doubted_and_the_right_one_offered() -> None:
    assert other("30203", "水费", "5.07") == "30205"
    assert other("2101601", "行政运行") == ""  # 行政运行 has a code under every 款


@pytest.mark.parametrize(
    ("code", "beside"),
    [
        ("30205", ("水费",)),
        # Two digits are another matter, and so is a name of the place's own.
        ("30912", ("水费",)),
        ("30203", ("节水改造费",)),
        # Only the word next to it is its name.
        ("30203", ("咨询", "水费")),
        ("30203", ()),
        ("30.20", ("水费",)),
    ],
)
def test_codes_that_nothing_speaks_against(code: str, beside: tuple[str, ...]) -> None:
    assert other(code, *beside) == ""
