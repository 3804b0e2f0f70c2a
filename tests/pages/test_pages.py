"""Triage: repair, routes, words of the text layer, rasters."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extract.errors import JuesuanError
from extract.options import Limits, Options
from extract.pages import acquire, looks_like_disclosure, open_pages, rasters, repaired
from extract.pages.garble import judge
from extract.stages import PagesResult
from extract.types import BBox, Page, Word

OPTIONS = Options()


def opened(data: bytes, options: Options = OPTIONS) -> PagesResult:
    return open_pages(acquire(data, options), options)


def texts(result: PagesResult) -> list[str]:
    return [word.text for page in result.pages for word in page.words]


# -- the text layer


def test_digital_page_has_words_in_order_with_a_box_per_character(make_pdf) -> None:  # type: ignore[no-untyped-def]
    page = opened(make_pdf()).pages[0]
    assert page.route == "digital"
    assert [w.text for w in page.words] == [
        "部门收入支出决算总表",
        "某市医疗保障服务中心",
        "一般公共预算财政拨款收入",
        "1092.90",
        "社会保障和就业支出",
        "35.00",
    ]
    for word in page.words:
        assert len(word.char_boxes) == len(word.text)
        assert all(a.x0 < b.x0 for a, b in zip(word.char_boxes, word.char_boxes[1:], strict=False))
        assert word.bbox.height == pytest.approx(14, abs=5)
    assert page.words[0].bbox.x0 == pytest.approx(80, abs=1)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_text_is_read_upright(make_pdf, turn: int) -> None:  # type: ignore[no-untyped-def]
    page = opened(make_pdf(turn=turn)).pages[0]
    assert page.rotation == (360 - turn) % 360
    assert [w.text for w in page.words][:3] == [
        "部门收入支出决算总表",
        "某市医疗保障服务中心",
        "一般公共预算财政拨款收入",
    ]
    assert (page.width > page.height) == (turn in (90, 270))
    assert all(w.bbox.width > w.bbox.height for w in page.words)
    assert all(w.bbox.x0 >= 0 and w.bbox.x1 <= page.width and w.bbox.bottom <= page.height for w in page.words)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_page_with_rotate_is_as_displayed(make_pdf, rotate: int) -> None:  # type: ignore[no-untyped-def]
    # Text turned against the page's /Rotate stands upright as displayed.
    with pikepdf.open(io.BytesIO(make_pdf(turn=360 - rotate))) as pdf:
        pdf.pages[0].Rotate = rotate
        out = io.BytesIO()
        pdf.save(out)
    page = opened(out.getvalue()).pages[0]
    assert page.rotation == 0
    assert [w.text for w in page.words][0] == "部门收入支出决算总表"
    image = rasters(acquire(out.getvalue(), OPTIONS), OPTIONS)(1)
    assert image.pixels.shape[1] / image.scale == pytest.approx(page.width, abs=1)
    # Ink stands only where words are said to be (figures have a font everywhere, ideographs may lack one).
    rest = image.pixels.copy()
    assert rest.min() < 100
    for word in page.words:
        x0, top, x1, bottom = (round(v * image.scale) for v in word.bbox)
        rest[max(0, top - 8) : bottom + 8, max(0, x0 - 8) : x1 + 8] = 255
    assert rest.min() > 200


def test_cropbox_moves_the_words(make_pdf) -> None:  # type: ignore[no-untyped-def]
    with pikepdf.open(io.BytesIO(make_pdf())) as pdf:
        pdf.pages[0].CropBox = [50, 100, 500, 700]
        out = io.BytesIO()
        pdf.save(out)
    page = opened(out.getvalue()).pages[0]
    assert (page.width, page.height) == (450, 600)
    assert page.words[0].bbox.x0 == pytest.approx(30, abs=1)
    assert page.words[0].bbox.bottom == pytest.approx(700 - 350, abs=4)


def test_radicals_become_ideographs(make_pdf) -> None:  # type: ignore[no-untyped-def]
    data = make_pdf()
    # Rewrite the map so that 工 comes out as the radical of the same shape.
    from models.characters import radicals

    assert "⼯作⻓".translate(radicals()) == "工作长"
    assert opened(data).pages[0].route == "digital"


def test_watermark_standing_askew_is_no_text(make_pdf) -> None:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawString(80, 700, "1092.90")
    canvas.translate(200, 300)
    canvas.rotate(45)
    canvas.drawString(0, 0, "DRAFT")
    canvas.save()
    assert texts(opened(out.getvalue())) == ["1092.90"]


# -- routes


def _with_image(image: Image.Image, text: str = "", *, invisible: bool = False) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(image), 0, 0, *A4)
    if text:
        layer = canvas.beginText(80, 700)
        layer.setTextRenderMode(3 if invisible else 0)
        for _ in range(20):
            layer.textLine(text)
        canvas.drawText(layer)
    canvas.save()
    return out.getvalue()


def test_image_page_is_scanned_and_keeps_its_resolution(make_picture) -> None:  # type: ignore[no-untyped-def]
    data = _with_image(make_picture())
    assert opened(data).pages[0].route == "scanned"
    image = rasters(acquire(data, OPTIONS), OPTIONS)(1)
    assert image.pixels.shape[0] == 1754 and abs(image.pixels.shape[1] - 1240) <= 1
    assert image.scale == pytest.approx(150 / 72, rel=0.01)


def test_invisible_text_on_a_scan_is_not_trusted(make_picture) -> None:  # type: ignore[no-untyped-def]
    page = opened(_with_image(make_picture(), "some words of another engine", invisible=True)).pages[0]
    assert page.route == "scanned" and not page.words
    assert "invisible" in page.reasons[0]


def test_visible_text_on_a_background_image_is_digital(make_picture) -> None:  # type: ignore[no-untyped-def]
    page = opened(_with_image(Image.new("RGB", (300, 400), "#eef"), "1092.90 of 35.00")).pages[0]
    assert page.route == "digital" and page.words


def test_empty_page_is_blank() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.showPage()
    canvas.save()
    assert opened(out.getvalue()).pages[0].route == "blank"


def test_text_drawn_as_outlines_is_scanned() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for i in range(30):
        canvas.rect(80 + 9 * i, 700, 5, 8, fill=1)
    canvas.save()
    assert opened(out.getvalue()).pages[0].route == "scanned"


# -- rubbish in the text layer

SENTENCE = (
    "某市医疗保障服务中心贯彻落实国家和省有关医疗保险、生育保险、医疗救助的法律法规和政策规定，"
    "组织编制部门预算和决算草案，负责一般公共预算财政拨款收入和支出的管理工作，"
    "指导全市定点医疗机构开展绩效评价，监督检查基金使用情况。"
)


def test_real_text_is_not_garbled() -> None:
    assert judge([SENTENCE]).garbled is False
    assert (
        judge(["208", "05", "机关事业单位基本养老保险缴费支出", "35.00", "1,092.90", "合计", "项目"] * 4).garbled
        is False
    )


def test_map_scrambled_among_common_characters_is_garbled() -> None:
    ideographs = sorted({c for c in SENTENCE if "\u4e00" <= c <= "\u9fff"})
    shuffled = ideographs[:]
    random.Random(3).shuffle(shuffled)
    assert judge([SENTENCE.translate(str.maketrans("".join(ideographs), "".join(shuffled)))]).garbled is True


@pytest.mark.parametrize(
    "text",
    [
        "\ue2b7\ue014UN" * 12,
        "›¶Ë¯Ù˝»÷ÀÃª·‚™‘˛ëÖåü½ºêÆ" * 2,
        "\ufffd" * 40,
        "娈軞嬫姺昜槵橥沬騲捤怦狆鄃崨" * 4,
        "!\"#$%&'()*+,-./:;<=>?" * 3,
    ],
    ids=["private use", "latin", "unmapped", "rare", "marks"],
)
def test_text_of_no_language_is_garbled(text: str) -> None:
    assert judge([text]).garbled is True


def test_few_characters_are_left_open() -> None:
    assert judge(["- 4 -"]).garbled is None


# -- damaged and hostile files


def code_of(data: bytes, options: Options = OPTIONS) -> str:
    with pytest.raises(JuesuanError) as caught:
        opened(data, options)
    assert caught.value.failure.remedy
    return caught.value.failure.code


def test_password_is_js202(make_pdf) -> None:  # type: ignore[no-untyped-def]
    assert code_of(make_pdf(encrypt=StandardEncryption("geheim", "owner"))) == "JS202"


def test_empty_user_password_is_opened_and_told(make_pdf) -> None:  # type: ignore[no-untyped-def]
    result = opened(make_pdf(encrypt=StandardEncryption("", "owner", canPrint=0)))
    assert texts(result)[0] == "部门收入支出决算总表"
    assert any("owner password" in repair for repair in result.repairs)


def test_junk_before_the_header_is_dropped(make_pdf) -> None:  # type: ignore[no-untyped-def]
    result = opened(b"\r\nHTTP/1.1 200 OK\r\n\r\n" + make_pdf())
    assert texts(result)[0] == "部门收入支出决算总表"
    assert result.repairs


def test_missing_xref_is_repaired(make_pdf) -> None:  # type: ignore[no-untyped-def]
    data = make_pdf()
    broken = data[: data.rindex(b"xref\n", 0, data.rindex(b"startxref"))] + b"startxref\n0\n%%EOF\n"
    result = opened(broken)
    assert texts(result)[0] == "部门收入支出决算总表"
    assert any("repaired" in repair for repair in result.repairs)


def test_truncated_file_says_so(make_pdf) -> None:  # type: ignore[no-untyped-def]
    data = make_pdf(pages=6)
    try:
        result = opened(data[: len(data) * 6 // 10])
    except JuesuanError as error:
        assert error.failure.code in ("JS201", "JS210")
    else:
        assert result.repairs or result.failures


def test_header_without_anything_is_js201() -> None:
    assert code_of(b"%PDF-1.4\n" + b"nothing here " * 30) == "JS201"


def test_page_of_ten_metres_is_a_failure_of_that_page(make_pdf) -> None:  # type: ignore[no-untyped-def]
    with pikepdf.open(io.BytesIO(make_pdf(pages=2))) as pdf:
        pdf.pages[0].MediaBox = [0, 0, 28346, 28346]
        out = io.BytesIO()
        pdf.save(out)
    result = opened(out.getvalue())
    assert [(f.code, f.page) for f in result.failures] == [("JS204", 1)]
    assert result.pages[1].words


def test_pages_behind_the_limit_are_named(make_pdf) -> None:  # type: ignore[no-untyped-def]
    result = opened(make_pdf(pages=5), Options(limits=Limits(pages=2)))
    assert len(result.pages) == 2
    assert [f.code for f in result.failures] == ["JS203"]


def test_image_with_too_many_pixels_is_js205(make_picture) -> None:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    make_picture().save(out, "PNG")
    assert code_of(out.getvalue(), Options(limits=Limits(page_pixels=1_000_000))) == "JS205"


def test_broken_image_is_js208_or_a_page_failure(make_picture) -> None:  # type: ignore[no-untyped-def]
    assert code_of(b"\x89PNG\r\n\x1a\n" + b"\x00" * 40) == "JS208"
    out = io.BytesIO()
    make_picture().save(out, "JPEG")
    source = acquire(out.getvalue()[:3000], OPTIONS)
    open_pages(source, OPTIONS)
    with pytest.raises(JuesuanError) as caught:
        rasters(source, OPTIONS)(1)
    assert caught.value.failure.code == "JS206"


def test_tif_of_several_pages(make_picture) -> None:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    first = make_picture()
    first.save(out, "TIFF", save_all=True, append_images=[make_picture(("1",)), make_picture(("2",))], dpi=(150, 150))
    result = opened(out.getvalue())
    assert [p.route for p in result.pages] == ["scanned"] * 3
    assert result.pages[0].width == pytest.approx(595, abs=1)
    shown = rasters(acquire(out.getvalue(), OPTIONS), OPTIONS)
    assert not np.array_equal(shown(1).pixels, shown(2).pixels)


def test_fonts_without_ascent_are_mended_and_the_repair_is_stable(make_pdf) -> None:  # type: ignore[no-untyped-def]
    with pikepdf.open(io.BytesIO(make_pdf())) as pdf:
        broken = pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name.Song, Ascent=0, Descent=0)
        pdf.Root.Spare = pdf.make_indirect(broken)
        out = io.BytesIO()
        pdf.save(out)
    source = acquire(out.getvalue(), OPTIONS)
    assert any("ascent" in repair for repair in open_pages(source, OPTIONS).repairs)
    again = repaired(source)
    with pikepdf.open(io.BytesIO(again)) as pdf:
        assert float(pdf.Root.Spare.Ascent) > 0 > float(pdf.Root.Spare.Descent)
    from extract.pages.opening import open_pdf

    open_pdf.cache_clear()
    assert repaired(source) == again


# -- what is no disclosure


def _page(*words: str, reasons: tuple[str, ...] = ()) -> Page:
    box = BBox(0, 0, 10, 10)
    return Page(1, 100, 100, "scanned", reasons, words=tuple(Word(w, box, 0.95, "ocr") for w in words))


def test_photo_without_text_is_skipped(make_picture) -> None:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    make_picture(()).save(out, "PNG")
    source = acquire(out.getvalue(), OPTIONS, "cat.png")
    found = looks_like_disclosure(source, (_page("ab", "7", reasons=("no text found",)),))
    assert found is not None and found.severity == "skipped"


def test_page_that_failed_does_not_make_a_document_skipped(make_picture) -> None:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    make_picture(()).save(out, "PNG")
    assert looks_like_disclosure(acquire(out.getvalue(), OPTIONS), (_page(),)) is None


def test_cover_page_and_page_of_figures_are_kept(make_picture) -> None:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    make_picture(()).save(out, "PNG")
    source = acquire(out.getvalue(), OPTIONS)
    assert looks_like_disclosure(source, (_page("某市医疗保障局部门决算"),)) is None
    assert looks_like_disclosure(source, (_page("1092.90", "35.00", "17.11", "208050"),)) is None


# -- the real documents


@pytest.mark.shared
def test_real_documents_take_their_route(shared: Path) -> None:
    expected = {"003.digital": "digital", "003.garbled": "garbled", "003.scan": "scanned", "000.garbled": "garbled"}
    for stem, route in expected.items():
        result = opened((shared / "disclosures" / f"{stem}.pdf").read_bytes())
        assert {page.route for page in result.pages} == {route}, stem


@pytest.mark.shared
def test_portal_documents_are_digital(shared: Path) -> None:
    for path in sorted((shared / "portal").glob("*.pdf")):
        result = opened(path.read_bytes())
        assert {page.route for page in result.pages} <= {"digital", "blank"}, path.name
        assert not result.failures
        numbers = [w for p in result.pages for w in p.words if re.fullmatch(r"[\d,.]+", w.text)]
        assert numbers
