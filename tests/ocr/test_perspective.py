"""Perspective: taken out where rules or paper show it, left alone where a turn explains the page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extract import ocr
from extract.ocr.level import estimate_skew, level
from extract.ocr.perspective import flatten, flattening, turned_back
from extract.options import Options
from extract.stages import PageImage
from extract.types import Page

SCALE = 150 / 72


def ruled(height: int = 1240, width: int = 1000) -> np.ndarray:
    """A sheet with a table of 14 rows and 6 columns and a few strokes in its cells."""
    page = np.full((height, width, 3), 255, np.uint8)
    ys, xs = np.linspace(200, 900, 15).astype(int), np.linspace(120, 880, 7).astype(int)
    for y in ys:
        page[y : y + 2, 120:882] = 0
    for x in xs:
        page[200:902, x : x + 2] = 0
    for y in ys[:-1]:
        for x in xs[:-1]:
            cv2.putText(page, "17.35", (int(x) + 20, int(y) + 34), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0), 2)
    return page


def photographed(page: np.ndarray, corners: list[list[float]], table: int = 90) -> np.ndarray:
    """The sheet seen from a side, on a table top of that grey."""
    height, width = page.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    target = source + np.array(corners, np.float32) * [width, height]
    matrix = cv2.getPerspectiveTransform(source, target.astype(np.float32))
    return cv2.warpPerspective(page, matrix, (width, height), borderValue=(table,) * 3)


KEYSTONE = [[0.08, 0.03], [-0.02, 0.01], [-0.01, -0.02], [0.01, -0.06]]


def slopes(page: np.ndarray) -> tuple[float, float]:
    """Difference of slope between the outermost level and upright rules of the picture, by their ends."""
    from extract.ocr.perspective import _rules

    found = _rules(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY))
    level_, upright = found.level, found.upright
    down = (level_[:, 3] - level_[:, 1]) / (level_[:, 2] - level_[:, 0])
    across = (upright[:, 2] - upright[:, 0]) / (upright[:, 3] - upright[:, 1])
    return float(np.abs(down).max()), float(np.abs(across).max())


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_perspective_is_taken_out(turned: int) -> None:
    photo = np.ascontiguousarray(np.rot90(photographed(ruled(), KEYSTONE), turned))
    skew = estimate_skew(photo)
    straight, back = level(photo, 0, skew)
    assert max(slopes(straight)) > 0.02
    flat = flatten(photo, straight, back)
    assert flat is not None
    assert max(slopes(flat.pixels)) < 0.003
    # Every dark pixel of the flat raster is dark where it leads back to.
    ys, xs = np.nonzero(flat.pixels[:, :, 0] < 20)
    at = cv2.perspectiveTransform(np.stack([xs, ys], axis=1)[None].astype(np.float64), flat.back)[0].round().astype(int)
    inside = (at >= 0).all(axis=1) & (at[:, 0] < photo.shape[1]) & (at[:, 1] < photo.shape[0])
    assert (photo[at[inside][:, 1], at[inside][:, 0], 0] < 140).mean() > 0.95


@pytest.mark.parametrize("degrees", [0.0, 0.7, -2.5])
def test_page_that_is_only_turned_is_left_alone(degrees: float) -> None:
    page = ruled()
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    tilted = cv2.warpAffine(page, matrix, (width, height), borderValue=(255, 255, 255))
    straight, _ = level(tilted, 0, estimate_skew(tilted))
    assert flattening(straight) is None


def test_paper_and_noise_have_no_perspective() -> None:
    assert flattening(np.full((900, 600), 240, np.uint8)) is None
    assert flattening(np.random.default_rng(0).integers(0, 256, (900, 600)).astype(np.uint8)) is None


def test_sheet_without_rules_is_squared_by_its_edges() -> None:
    page = np.full((1240, 1000, 3), 245, np.uint8)
    for y in range(200, 1000, 60):
        cv2.putText(page, "some words of a page 17.35", (120, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    photo = photographed(page, [[0.09, 0.05], [-0.05, 0.04], [-0.04, -0.05], [0.03, -0.08]], table=40)
    straight, _ = level(photo, 0, estimate_skew(photo))
    found = flattening(straight)
    assert found is not None
    corners = np.array([[[0.09, 0.05], [0.95, 0.04], [0.96, 0.95], [0.03, 0.92]]]) * [1000, 1240]
    (a, b, c, d) = cv2.perspectiveTransform(corners.astype(np.float64), found)[0]
    # Opposite edges have become parallel.
    for one, two in ((b - a, c - d), (d - a, c - b)):
        angle = np.arctan2(one[1], one[0]) - np.arctan2(two[1], two[0])
        assert abs(np.degrees(angle)) < 0.7


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_way_back_holds_for_turned_pages(rotation: int) -> None:
    back = np.array([[1.1, 0.02, -5.0], [0.03, 0.95, 7.0], [2e-5, -3e-5, 1.0]])
    flat, raw = (300, 200), (320, 210)
    # A point of the flat raster, taken back and then turned, or turned and then taken back.
    x, y = 40.0, 90.0
    u, v, w = back @ [x, y, 1]
    u, v = u / w, v / w
    turns = {
        0: lambda x, y, s: (x, y),
        90: lambda x, y, s: (s[0] - 1 - y, x),
        180: lambda x, y, s: (s[1] - 1 - x, s[0] - 1 - y),
        270: lambda x, y, s: (y, s[1] - 1 - x),
    }
    a, b, c = turned_back(back, rotation, flat, raw) @ [*turns[rotation](x, y, flat), 1]
    assert (a / c, b / c) == pytest.approx(turns[rotation](u, v, raw), abs=1e-6)


def test_photographed_page_is_read_and_leads_back(options: Options) -> None:
    photo = np.ascontiguousarray(np.rot90(photographed(ruled(), KEYSTONE), 1))
    shown = lambda number: PageImage(photo, SCALE)  # noqa: E731
    page = ocr.read_pages((Page(1, 1, 1, "scanned"),), shown, options).pages[0]
    assert "perspective taken out" in page.reasons
    assert page.rotation in (90, 270)
    assert sum(word.text == "17.35" for word in page.words) >= 80
    level_image = ocr.level_images((page,), shown)(1)
    upright = np.rot90(photo, -page.rotation // 90)
    rows = {round(word.bbox.centre[1]) for word in page.words if word.text == "17.35"}
    assert len(rows) <= 3 * 14
    for word in page.words:
        for raster, box in ((level_image.pixels, word.bbox), (upright, page.upright(word.bbox))):
            x0, top, x1, bottom = (max(0, round(v * SCALE)) for v in box)
            assert raster[top:bottom, x0:x1].min() < 110
