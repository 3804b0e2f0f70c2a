"""Connected shapes, and pages of grey in three channels."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.ocr.level import level
from extract.ocr.shapes import in_three, only_channel, shapes


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 40), st.floats(0.05, 0.95))
def test_shapes_are_those_of_opencv(seed: int, height: int, width: int, share: float) -> None:
    mask = (np.random.default_rng(seed).random((height, width)) < share).astype(np.uint8)
    count, labels, stats = shapes(mask)
    wanted, known, told, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    assert count == wanted
    assert np.array_equal(labels, known) and np.array_equal(stats, told)


def test_more_shapes_than_fit_a_short_label() -> None:
    mask = np.zeros((600, 600), np.uint8)
    mask[::2, ::2] = 1
    count, labels, _ = shapes(mask)
    assert count == 300 * 300 + 1 and int(labels.max()) == 300 * 300


@pytest.mark.parametrize("where", [(0, 0), (77, 33), (119, 89)])
def test_a_single_coloured_pixel_is_colour(where: tuple[int, int]) -> None:
    page = in_three(np.full((120, 90), 250, np.uint8))
    assert np.array_equal(only_channel(page), page[:, :, 0])
    page[where][2] = 251
    assert only_channel(page) is None


def test_a_page_of_grey_is_levelled_as_if_it_had_colours() -> None:
    grey = np.random.default_rng(1).integers(0, 255, (200, 150), np.uint8)
    coloured = in_three(grey)
    coloured[0, 0] = (1, 2, 3)
    one, two = level(in_three(grey), 0, 0.7)[0], level(coloured, 0, 0.7)[0]
    assert np.array_equal(one[20:-20, 20:-20], two[20:-20, 20:-20])
