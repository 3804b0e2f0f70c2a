"""Reading pages: upright, level, without seals; level rasters; the second look; pages that fail."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import ocr, pages
from extract.errors import refuse
from extract.ocr.level import estimate_skew, level
from extract.ocr.seal import lift_seals
from extract.options import Options
from extract.stages import Images, PageImage
from extract.types import BBox, Page, Region
from labeled.render.scan import make_scan

#: Pixels per point of the rendered pages.
SCALE = 150 / 72


def shown(raster: np.ndarray) -> Images:
    return lambda number: PageImage(raster, SCALE)


def tilted(raster: np.ndarray, degrees: float) -> np.ndarray:
    """The raster turned counter-clockwise."""
    height, width = raster.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(raster, matrix, (width, height), borderValue=(255, 255, 255))


def read_one(raster: np.ndarray, options: Options) -> Page:
    return ocr.read_pages((Page(1, 1, 1, "scanned"),), shown(raster), options).pages[0]


# -- skew


@given(degrees=st.floats(-4.5, 4.5))
@settings(max_examples=12, deadline=None)
def test_skew_is_found_to_a_twentieth_of_a_degree(degrees: float) -> None:
    page = np.full((1240, 1000), 255, np.uint8)
    for y in range(150, 1100, 40):
        for x in range(120, 880, 22):
            page[y : y + 16, x : x + 3 + (x * y) % 13] = 0
    assert estimate_skew(tilted(page, degrees)) == pytest.approx(degrees, abs=0.05)


def test_paper_and_noise_have_no_skew() -> None:
    assert estimate_skew(np.full((900, 600), 240, np.uint8)) == 0.0
    noise = np.random.default_rng(0).integers(0, 256, (900, 600)).astype(np.uint8)
    assert estimate_skew(noise) == 0.0


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 0.8, -2.4])
def test_level_leads_back_to_the_upright_page(rotation: int, skew: float) -> None:
    raw = np.full((300, 200, 3), 255, np.uint8)
    raw[80:84, 60:64] = 0
    upright = np.rot90(raw, -rotation // 90)
    straight, (a, b, c, d, e, f) = level(raw, rotation, skew)
    y, x = (float(v.mean()) for v in np.nonzero(straight[:, :, 0] < 128))
    want_y, want_x = (float(v.mean()) for v in np.nonzero(upright[:, :, 0] < 128))
    assert a * x + b * y + c == pytest.approx(want_x, abs=0.6)
    assert d * x + e * y + f == pytest.approx(want_y, abs=0.6)


# -- seals


def test_red_seal_is_lifted_and_the_figures_beneath_stay(make_page) -> None:  # type: ignore[no-untyped-def]
    clean = make_page()
    sealed = clean.copy()
    ink = np.zeros(clean.shape[:2], np.uint8)
    cv2.circle(ink, (280, 300), 110, 1, 8)
    cv2.putText(ink, "SEAL", (220, 310), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 1, 6)
    # Red ink lets black through: the red channel stays, the others are dimmed.
    sealed[ink > 0, 1:] = (sealed[ink > 0, 1:] * 0.2).astype(np.uint8)
    lifted = lift_seals(sealed, SCALE)
    assert np.abs(lifted.astype(int) - clean).max() < 60
    assert np.array_equal(sealed[:, :, 0], clean[:, :, 0])


def test_opaque_seal_leaves_no_ink_of_its_own(make_page) -> None:  # type: ignore[no-untyped-def]
    clean = make_page()
    sealed = clean.copy()
    ink = np.zeros(clean.shape[:2], np.uint8)
    cv2.circle(ink, (280, 300), 110, 1, 8)
    cv2.putText(ink, "SEAL", (220, 410), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 1, 6)
    # Ink that hides the paper: 190 in red where paper has 255; print beneath it stays dark.
    sealed[ink > 0] = np.minimum(sealed[ink > 0], [190, 35, 40])
    sealed = cv2.imdecode(cv2.imencode(".jpg", sealed[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 70])[1], 1)[:, :, ::-1]
    lifted = lift_seals(np.ascontiguousarray(sealed), SCALE)
    only_seal = (ink > 0) & (cv2.erode(clean[:, :, 0], np.ones((9, 9), np.uint8)) > 250)
    # Its own level is 190: nothing as dark as that is left.
    assert np.percentile(lifted[only_seal], 2) > 205
    beneath = (ink > 0) & (clean[:, :, 0] < 30)
    assert beneath.any() and np.percentile(lifted[beneath], 90) < 110


def test_red_title_and_grey_page_are_left_alone(make_page) -> None:  # type: ignore[no-untyped-def]
    titled = make_page()
    cv2.putText(titled, "A TITLE IN RED INK", (100, 90), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (220, 30, 30), 5)
    assert np.array_equal(lift_seals(titled, SCALE), titled)
    grey = make_page()
    assert lift_seals(grey, SCALE) is grey


# -- pages


@pytest.mark.parametrize(("turned", "skew"), [(0, 0.0), (90, 0.9), (180, 0.0), (270, -1.7)])
def test_page_is_read_upright_and_level(make_page, options: Options, turned: int, skew: float) -> None:  # type: ignore[no-untyped-def]
    raster = np.ascontiguousarray(np.rot90(tilted(make_page(), skew), -turned // 90))
    page = read_one(raster, options)
    assert page.rotation == (360 - turned) % 360
    assert page.skew == pytest.approx(skew, abs=0.1)
    assert "1092.90" in [word.text for word in page.words]
    figure = next(word for word in page.words if word.text == "1092.90")
    assert figure.source == "ocr" and figure.confidence > 0.9
    # Where evidence says the figure stands on the upright page, there is its ink.
    upright = np.rot90(raster, turned // 90)
    x0, top, x1, bottom = (round(v * SCALE) for v in page.upright(figure.bbox))
    assert upright[top:bottom, x0:x1].min() < 100
    assert page.width == pytest.approx(1000 / SCALE, rel=0.06)


def test_level_images_are_those_that_were_read(make_page, options: Options) -> None:  # type: ignore[no-untyped-def]
    raster = np.ascontiguousarray(np.rot90(tilted(make_page(), 1.1), 1))
    page = read_one(raster, options)
    image = ocr.level_images((page,), shown(raster))(1)
    assert image.pixels.shape[1] / image.scale == pytest.approx(page.width, abs=0.5)
    for word in page.words:
        x0, top, x1, bottom = (round(v * image.scale) for v in word.bbox)
        assert image.pixels[top:bottom, x0:x1].min() < 100


def test_only_scanned_and_garbled_pages_are_read(make_page, options: Options) -> None:  # type: ignore[no-untyped-def]
    digital, blank = Page(1, 1, 1, "digital"), Page(2, 1, 1, "blank")

    def never(number: int) -> PageImage:
        raise AssertionError("no raster is needed")

    assert ocr.read_pages((digital, blank), never, options).pages == (digital, blank)
    garbled = ocr.read_pages((digital, Page(2, 1, 1, "garbled")), shown(make_page()), options).pages
    assert garbled[0] == digital and garbled[1].words and garbled[1].route == "garbled"


def test_page_that_fails_keeps_its_place_and_the_rest_is_read(make_page, options: Options) -> None:  # type: ignore[no-untyped-def]
    def raster(number: int) -> PageImage:
        if number == 2:
            raise refuse("JS206", "broken", number)
        if number == 3:
            return PageImage(np.zeros((0, 0, 3), np.uint8), SCALE)
        return PageImage(make_page(), SCALE)

    result = ocr.read_pages(tuple(Page(n, 10, 20, "scanned") for n in (1, 2, 3, 4)), raster, options)
    assert [bool(page.words) for page in result.pages] == [True, False, False, True]
    assert [(f.code, f.page) for f in result.failures] == [("JS206", 2), ("JS301", 3)]
    assert result.pages[1] == Page(2, 10, 20, "scanned")


def test_page_without_text_says_so(options: Options) -> None:
    result = ocr.read_pages((Page(1, 1, 1, "scanned"),), shown(np.full((900, 700, 3), 250, np.uint8)), options)
    assert "no text found" in result.pages[0].reasons
    assert [f.code for f in result.failures] == ["JS303"]


def test_photo_is_no_disclosure(options: Options, tmp_path: Path) -> None:
    # A furry shape with two eyes.
    rng = np.random.default_rng(7)
    photo = cv2.GaussianBlur(rng.integers(60, 200, (700, 900, 3)).astype(np.uint8), (0, 0), 4)
    cv2.ellipse(photo, (450, 350), (220, 180), 0, 0, 360, (120, 90, 60), -1)
    for x in (380, 520):
        cv2.circle(photo, (x, 320), 30, (30, 160, 60), -1)
    cv2.imwrite(str(tmp_path / "cat.jpg"), photo)
    source = pages.acquire(tmp_path / "cat.jpg", options)
    opened = pages.open_pages(source, options)
    read = ocr.read_pages(opened.pages, pages.rasters(source, options), options)
    failure = pages.looks_like_disclosure(source, read.pages)
    assert failure is not None and failure.severity == "skipped"


# -- second look


def test_second_look_reads_the_cell_and_not_its_rules(make_page, options: Options) -> None:  # type: ignore[no-untyped-def]
    raster = make_page(("1092.90", "7", ""))
    for y in (125, 205, 315, 430):
        raster[y : y + 3, 140:600] = 0
    for x in (140, 330, 600):
        raster[125:430, x : x + 3] = 0
    image = shown(raster)

    def cell(x0: int, top: int, x1: int, bottom: int, key: str) -> Region:
        return Region(1, BBox(x0 / SCALE, top / SCALE, x1 / SCALE, bottom / SCALE), "test", key)

    regions = (
        cell(140, 125, 333, 208, "a"),
        cell(140, 205, 333, 318, "b"),
        cell(140, 315, 333, 433, "blank"),
    )
    answers = ocr.second_look(regions, image, options)
    assert [answer.region for answer in answers] == list(regions)
    assert [[word.text for word in answer.words] for answer in answers] == [["1092.90"], ["7"], []]
    word = answers[0].words[0]
    assert regions[0].bbox.x0 < word.bbox.x0 < word.bbox.x1 < regions[0].bbox.x1
    assert len(word.char_boxes) == 7


def test_second_look_at_nothing_is_nothing(options: Options) -> None:
    assert ocr.second_look((), shown(np.zeros((1, 1, 3), np.uint8)), options) == ()


def test_second_look_outside_the_page_is_empty(make_page, options: Options) -> None:  # type: ignore[no-untyped-def]
    region = Region(1, BBox(-50, -50, -10, -10), "test")
    assert ocr.second_look((region,), shown(make_page()), options)[0].words == ()


# -- real pages


@pytest.mark.shared
@pytest.mark.parametrize(("stem", "number"), [("003.scan", 7), ("003.garbled", 4)])
def test_figures_of_a_real_page_are_exact(shared: Path, options: Options, stem: str, number: int) -> None:
    def figures(page: Page) -> Counter[str]:
        return Counter(t.rstrip(".,") for word in page.words for t in re.findall(r"\d[\d,.]*", word.text))

    digital = pages.open_pages(pages.acquire(shared / "disclosures" / f"{stem[:3]}.digital.pdf", options), options)
    source = pages.acquire(shared / "disclosures" / f"{stem}.pdf", options)
    opened = pages.open_pages(source, options).pages[number - 1]
    read = ocr.read_pages((opened,), pages.rasters(source, options), options).pages[0]
    assert figures(read) == figures(digital.pages[number - 1])


def test_thin_strokes_before_the_leaders_of_a_contents_are_read(options: Options) -> None:
    printed = Path(__file__).parents[2] / "labeled/samples/hunan-a.pdf"
    source = pages.acquire(make_scan(printed.read_bytes(), "office", 0, [2]).data, options)
    opened = pages.open_pages(source, options).pages
    (page,) = ocr.read_pages(opened, pages.rasters(source, options), options).pages
    text = "".join(word.text for word in page.words)
    for name in ("第一部分云岫市", "一、收入支出决算总体", "十一、关于政府采购"):
        assert name in text
