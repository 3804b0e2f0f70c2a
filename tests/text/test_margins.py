"""The right margin of a page whose lines are ragged: one line that hangs over it is not the margin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extract.text.lines import Line
from extract.text.paragraphs import setting_of
from extract.types import BBox


def page(ends: list[float]) -> list[Line]:
    return [Line(1, BBox(62.0, 20.0 * row, end, 20.0 * row + 12), (), 12.0) for row, end in enumerate(ends)]


def test_a_line_that_hangs_over_does_not_move_the_margin() -> None:
    ragged = [526, 526, 527, 529, 530, 531, 531, 531, 532, 532, 549]
    assert setting_of(page(ragged), None).right == 532


@given(st.lists(st.floats(500, 540), min_size=1, max_size=30))
def test_the_margin_is_where_a_line_ends(ends: list[float]) -> None:
    assert setting_of(page(ends), None).right in ends
