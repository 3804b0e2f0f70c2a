"""Text layers that are not what the page shows: found by the picture, never taken."""

from __future__ import annotations

import io
import re
from collections import Counter

import pytest
from layers import hidden_beside, outlined, scan_under, sheet, text_over_picture, with_digits_swapped
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract import ocr
from extract.ocr.engine import EngineError
from extract.options import Options
from extract.pages import acquire, open_pages, rasters
from extract.stages import OcrResult
from extract.types import Page

OPTIONS = Options()


def triaged(data: bytes) -> Page:
    return open_pages(acquire(data, OPTIONS), OPTIONS).pages[0]


def read(data: bytes) -> OcrResult:
    source = acquire(data, OPTIONS)
    return ocr.read_pages(open_pages(source, OPTIONS).pages, rasters(source, OPTIONS), OPTIONS)


def figures(page: Page) -> Counter[str]:
    return Counter(found for word in page.words for found in re.findall(r"\d[\d,.]*\d", word.text))


# -- what does not show is not taken


@pytest.mark.parametrize("strips", [1, 7])
def test_old_layer_under_a_scan_is_not_taken_whole_or_in_strips(strips: int) -> None:
    page = triaged(scan_under(with_digits_swapped(sheet()), sheet(), strips=strips))
    assert page.route == "scanned" and not page.words
    assert "invisible text" in page.reasons[0]


def test_text_painted_over_by_a_scan_is_not_taken() -> None:
    page = triaged(scan_under(with_digits_swapped(sheet()), sheet(), strips=5, over=True))
    assert page.route == "scanned" and not page.words


@pytest.mark.parametrize("how", ["white", "clear", "under", "outside", "mode"])
def test_line_that_does_not_show_is_left_out_and_told(how: str) -> None:
    plain, more = triaged(sheet()), triaged(hidden_beside(sheet(), "987654.32", how))
    assert more.route == "digital" and more.words == plain.words
    assert any("do not show" in reason for reason in more.reasons) and "987654.32" not in figures(more)


def test_white_text_on_a_dark_ground_shows() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFillGray(0.2)
    canvas.rect(70, 690, 300, 40, stroke=0, fill=1)
    canvas.setFillGray(1.0)
    canvas.drawString(80, 700, "1092.90")
    canvas.save()
    assert [word.text for word in triaged(out.getvalue()).words] == ["1092.90"]


# -- what shows and is not in the layer


def test_page_drawn_as_outlines_is_read_from_its_picture() -> None:
    assert triaged(outlined(sheet())).route == "scanned"


def test_page_with_half_its_text_as_outlines_is_read_from_its_picture() -> None:
    page = triaged(outlined(sheet(), 0.6))
    assert page.route == "scanned" and "outlines" in page.reasons[0]


def test_small_picture_with_words_leaves_the_page_digital_and_is_told(make_picture) -> None:  # type: ignore[no-untyped-def]
    with_logo = io.BytesIO()
    canvas = Canvas(with_logo)
    for i in range(20):
        canvas.drawString(80, 500 - 20 * i, f"a line of the layer with 1092.{i:02d} and other words")
    logo = make_picture(("12 345 67", "89 0 12"), (500, 400))
    canvas.drawImage(ImageReader(logo), 80, 640, 200, 160)
    canvas.save()
    page = triaged(with_logo.getvalue())
    assert page.route == "digital" and len(page.words) > 100
    assert any("pictures or outlines" in reason for reason in page.reasons)


def test_background_without_text_changes_nothing() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(Image.effect_noise((200, 280), 4)), 0, 0, 595, 842)
    for i in range(20):
        canvas.drawString(80, 700 - 20 * i, f"1092.{i:02d} of 35.00")
    canvas.save()
    page = triaged(out.getvalue())
    assert page.route == "digital" and page.probes


# -- the layer beside the picture


def test_sample_agrees_with_its_picture() -> None:
    page = triaged(sheet())
    assert page.probes
    assert read(sheet()) == OcrResult((page,))


def test_layer_whose_digits_are_swapped_is_found_out_and_the_page_read() -> None:
    wrong = with_digits_swapped(sheet())
    assert triaged(wrong).route == "digital" and figures(triaged(wrong)) != figures(triaged(sheet()))
    (page,) = read(wrong).pages
    assert page.route == "garbled" and "digits of the text layer are others" in page.reasons[0]
    assert figures(page) == figures(triaged(sheet()))


def test_text_over_a_picture_of_the_same_text_is_read_from_the_picture() -> None:
    assert triaged(text_over_picture(sheet(), cleaned=False)).route == "scanned"


def test_layer_over_a_cleaned_picture_is_taken_only_if_it_agrees() -> None:
    right = triaged(text_over_picture(sheet(), cleaned=True))
    assert right.route == "digital" and len(right.probes) > 20
    assert read(text_over_picture(sheet(), cleaned=True)).pages == (right,)
    (page,) = read(text_over_picture(with_digits_swapped(sheet(), "38"), cleaned=True)).pages
    assert page.route == "garbled" and not page.probes


def test_layer_that_cannot_be_compared_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(options: Options) -> None:
        raise EngineError("not installed")

    monkeypatch.setattr(ocr, "load_engine", missing)
    result = read(sheet())
    assert result.pages == (triaged(sheet()),)
    assert [(f.code, f.severity) for f in result.failures] == [("JS304", "note")]
