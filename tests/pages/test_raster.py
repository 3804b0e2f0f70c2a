"""Pages that are wanted together are drawn by one child; what is wrong with one costs the others nothing."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.errors import JuesuanError
from extract.options import Limits, Options
from extract.pages import acquire, raster, rasters
from extract.stages import PageImage

OPTIONS = Options()


def pages(count: int) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 200))
    for number in range(count):
        canvas.drawString(20 + 10 * number, 100, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    made: list[int] = []
    fork = os.fork

    def counted() -> int:
        made.append(1)
        return fork()

    monkeypatch.setattr(os, "fork", counted)
    return lambda: len(made)


def test_one_child_draws_what_is_wanted(forks: Callable[[], int]) -> None:
    source = acquire(pages(6), OPTIONS)
    one_by_one = {number: rasters(source, OPTIONS)(number).pixels for number in (2, 3, 5)}
    before = forks()
    together = rasters(source, OPTIONS, (2, 3, 5))
    drawn = {number: together(number).pixels for number in (3, 2, 5, 2)}
    assert forks() - before <= 2  # one opens the file
    assert all(np.array_equal(drawn[number], one_by_one[number]) for number in drawn)
    assert together(6).pixels.shape == drawn[2].shape


def test_a_page_that_cannot_be_drawn_is_told_when_it_is_asked_for() -> None:
    images = rasters(acquire(pages(3), OPTIONS), OPTIONS, (1, 2, 9, 3))
    assert images(1).pixels.size and images(2).pixels.size
    with pytest.raises(JuesuanError):
        images(9)
    assert images(3).pixels.size


def test_a_page_that_hangs_is_a_failure_of_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = raster._pdf_page

    def hangs(document: Any, number: int, options: Options) -> PageImage:
        if number == 2:
            time.sleep(60)
        return drawn(document, number, options)

    monkeypatch.setattr(raster, "_pdf_page", hangs)
    images = rasters(acquire(pages(3), OPTIONS), Options(limits=Limits(seconds_per_page=1)), (1, 2, 3))
    assert images(1).pixels.size
    with pytest.raises(JuesuanError) as told:
        images(2)
    assert told.value.failure.code == "JS214" and told.value.failure.page == 2
    assert images(3).pixels.size
