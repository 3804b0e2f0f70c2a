"""What is rendered is what is true. PDFs need fonts to be made, so most of this looks at the committed samples."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import cv2
import docx as python_docx
import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT

from evaluation.scores.reading import numeric_tokens
from extract.options import Options
from extract.pages import acquire, open_pages
from labeled.__main__ import make_samples
from labeled.generator import Filled, Paragraph, Table, fill
from labeled.render import docx, dump, html, render_pdf, truth
from labeled.render.fonts import FONTS, have_font
from labeled.render.garble import garble
from labeled.render.layout import MARGIN, set_pages, wrap
from labeled.render.pdf import MissingGlyphs
from labeled.render.scan import PROFILES, make_scan, profiles
from labeled.render.seal import figures
from labeled.render.truth import moved

LABELED = Path(__file__).resolve().parents[2] / "labeled"
SAMPLES = LABELED / "samples"
needs_font = pytest.mark.skipif(not have_font("hei"), reason="fonts-wqy-zenhei is not installed (labeled/SAMPLES.md)")


@pytest.fixture(scope="module")
def hunan() -> Filled:
    return fill(LABELED / "documents" / "hunan-a.yaml")


def squeezed(text: str | None) -> str:
    """Without blanks, so that line ends do not count."""
    return re.sub(r"\s+", "", text or "")


def width(text: str, size: float) -> float:
    """Every character as wide as it would about be, without a font."""
    return sum(size * (0.5 if ord(char) < 256 else 1.0) for char in text)


def sample(name: str) -> dict[str, Any]:
    return json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))


def test_committed_truth_is_what_the_generator_says(hunan: Filled) -> None:
    known, now = sample("hunan-a"), truth(hunan)
    assert [table["grid"] for table in known["tables"]] == [table["grid"] for table in now["tables"]]
    assert [(f["indicator"], f.get("value")) for f in known["facts"]] == [
        (f["indicator"], f.get("value")) for f in now["facts"]
    ]


@pytest.mark.parametrize("name", ["hunan-a", "evaluation-a"])
def test_sample_pdf_prints_its_truth(name: str) -> None:
    known = sample(name)
    with pdfplumber.open(SAMPLES / f"{name}.pdf") as document:
        assert len(document.pages) == known["pages"]
        read = squeezed("".join(re.sub(r"- \d+ -\s*$", "", page.extract_text()) for page in document.pages))
        tables: list[list[list[str | None]]] = [rows for page in document.pages for rows in page.extract_tables()]
    at = 0
    for text in known["text"]:
        if "\t" in text:
            continue
        found = read.find(squeezed(text), at)
        # a paragraph that crosses a page or stands beside a table is still in the text
        assert found >= 0 or squeezed(text) in read, text
        at = max(at, found)
    printed = [[squeezed(cell) for cell in row] for rows in tables for row in rows]
    for table in known["tables"]:
        for row in table["grid"]:
            wanted = [squeezed(cell) for cell in row]
            assert any(sorted(filter(None, wanted)) == sorted(filter(None, line)) for line in printed), row


def test_sample_facts_stand_in_their_text() -> None:
    known = sample("hunan-a")
    text = "\n".join(known["text"])
    grids = {table["table"]: table["grid"] for table in known["tables"]}
    for fact in known["facts"]:
        (place,) = fact["evidence"]
        held = grids[place["table"]][place["row"]][place["col"]] if "table" in place else text
        assert held[place["start"] : place["end"]] == place["text"]
        if "reason_span" in fact:
            assert held[slice(*fact["reason_span"])] == fact["reason"]


def test_sample_boxes_hold_their_figures() -> None:
    known = sample("hunan-a")
    places = [f["evidence"][0] for f in known["facts"] if "bbox" in f["evidence"][0]]
    with pdfplumber.open(SAMPLES / "hunan-a.pdf") as document:
        for place in places[::9]:
            inside = document.pages[place["page"] - 1].crop(place["bbox"]).extract_text()
            assert squeezed(place["text"]) in squeezed(inside)


def _inside(page: pdfplumber.page.Page, box: list[float]) -> str:
    """The characters whose middle lies in the box."""
    x0, top, x1, bottom = box
    middles = [(char, (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2) for char in page.chars]
    return squeezed("".join(char["text"] for char, x, y in middles if x0 < x < x1 and top < y < bottom))


def test_every_fact_of_a_pdf_has_its_page_and_box() -> None:
    known = sample("hunan-a")
    prose = [f["evidence"][0] for f in known["facts"] if "table" not in f["evidence"][0]]
    assert len(prose) > 100
    assert all(len(f["evidence"][0]["bbox"]) == 4 for f in known["facts"])
    with pdfplumber.open(SAMPLES / "hunan-a.pdf") as document:
        for place in prose[::5]:
            page = document.pages[place["page"] - 1]
            inside = "".join(_inside(page, part["bbox"]) for part in place.get("parts", [place]))
            assert inside == squeezed(place["text"])


def test_a_figure_broken_over_lines_has_a_box_in_each() -> None:
    text = "本年支出合计" * 12
    filled = Filled("x", "x", "x", "x", "2021", 0, (Paragraph("p", text),), ())
    places = set_pages(filled, width).places(0, 0, len(text))
    assert len(places) == 2
    assert places[0].box[3] < places[1].box[3] and places[1].box[0] == MARGIN


def ink(picture: np.ndarray[Any, Any], box: list[float], scale: float) -> float:
    x0, top, x1, bottom = (round(edge * scale) for edge in box)
    return float((picture[top:bottom, x0:x1] < 110).mean())


@pytest.mark.parametrize("profile", ["phone", "skew", "office"])
def test_boxes_of_a_scan_lie_where_the_figures_are_seen(hunan: Filled, profile: str) -> None:
    """The boxes of figures hold ink, and beside them is none, on the upright page of the scan."""
    layout = set_pages(hunan, width)
    place = next(
        layout.places(fact.block, fact.start, fact.end)[0]
        for fact in hunan.facts
        if fact.row is None and fact.text.endswith("万元")
    )
    size = layout.pages[place.page - 1].width, layout.pages[place.page - 1].height
    with pikepdf.new() as made:  # a page with that box filled, so that no font is needed
        made.add_blank_page(page_size=size)
        x0, top, x1, bottom = place.box
        made.pages[0].Contents = made.make_stream(f"{x0} {size[1] - bottom} {x1 - x0} {bottom - top} re f".encode())
        out = io.BytesIO()
        made.save(out)
    scanned = make_scan(out.getvalue(), profile, 4)
    box = moved(place.box, scanned.matrices[1])
    picture = pypdfium2.PdfDocument(scanned.data)[0].render(scale=4).to_pil().convert("L")
    if turned := scanned.turned.get(1):
        picture = picture.rotate(turned, expand=True)
    seen = np.asarray(picture)
    dark = np.argwhere(seen[100:-100, 100:-100] < 60) + 100
    found = [dark[:, 1].min() / 4, dark[:, 0].min() / 4, dark[:, 1].max() / 4, dark[:, 0].max() / 4]
    assert np.abs(np.array(found) - box).max() < 1.0


def test_seals_lie_over_figures_in_red_and_grey() -> None:
    data = (SAMPLES / "hunan-a.pdf").read_bytes()
    made = make_scan(data, "seal", 2, [4, 5, 11])
    assert {seal.colour for seal in made.seals.values()} == {"red", "grey"}
    source = pypdfium2.PdfDocument(data)
    for number, seal in made.seals.items():
        boxes = figures(source[made.of_pages[number - 1] - 1])
        assert boxes and sum(seal.share(box) > 0.04 for box in boxes) >= 2
    # what the map of the ink says is what the picture shows
    number, seal = next((number, seal) for number, seal in made.seals.items() if seal.colour == "red")
    sheet = pypdfium2.PdfDocument(made.data)[number - 1]
    picture = np.asarray(sheet.render(scale=2).to_pil().convert("RGB")).astype(int)
    red = picture[..., 0] - picture[..., 1] > 60
    assert red.sum() > 2000
    (x, y), radius = seal.centre, seal.radius
    across, down = np.nonzero(red)[1] / 2, np.nonzero(red)[0] / 2
    assert np.hypot(across - x, down - y).max() < radius + 12  # the skew of the page moves it a little


def test_jpeg_profile_saves_twice() -> None:
    data = (SAMPLES / "evaluation-a.pdf").read_bytes()
    assert profiles()["jpeg"]["jpeg"] == [30, 14]
    assert len(make_scan(data, "jpeg", 5, [2]).data) < len(make_scan(data, "jpeg30", 5, [2]).data)


def test_sample_garbled_looks_the_same_and_reads_otherwise() -> None:
    garbled, clean = SAMPLES / "hunan-a.garbled.pdf", SAMPLES / "hunan-a.pdf"
    with pdfplumber.open(garbled) as bad, pdfplumber.open(clean) as good:
        assert len(bad.pages) == len(good.pages)
        a, b = squeezed(bad.pages[3].extract_text()), squeezed(good.pages[3].extract_text())
        assert sum(x == y for x, y in zip(a, b, strict=False)) < len(b) // 20
    pictures = [pypdfium2.PdfDocument(path)[3].render(scale=0.5).to_numpy() for path in (garbled, clean)]
    assert np.array_equal(*pictures)


def test_garble_is_the_same_every_time() -> None:
    data = (SAMPLES / "hunan-a.pdf").read_bytes()
    assert garble(data) == garble(data)


def test_sample_borderless_has_text_and_no_rules() -> None:
    with pdfplumber.open(SAMPLES / "hunan-a.borderless.pdf") as document:
        assert all(not page.rects and not page.lines for page in document.pages)
        assert "公开01表" in "".join(page.extract_text() for page in document.pages)


def test_samples_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in SAMPLES.iterdir()}
    assert max(size for name, size in sizes.items() if not name.endswith(".json")) < 300_000
    assert sum(sizes.values()) < 3_000_000


def test_docx_holds_every_cell_and_is_the_same_every_time(hunan: Filled) -> None:
    data = docx(hunan)
    assert data == docx(hunan)
    document = python_docx.Document(io.BytesIO(data))
    for table, written in zip(hunan.tables, document.tables, strict=True):
        rows = [row.cells for row in written.rows]
        for cell in table.cells:
            assert rows[cell.row][cell.col].text == cell.text
    assert [p.text for p in document.paragraphs if p.text.strip()] == [
        b.text for b in hunan.blocks if isinstance(b, Paragraph) and b.text.strip()
    ]


def test_dump_and_html_hold_every_cell_in_order(hunan: Filled) -> None:
    lines = dump(hunan).splitlines()
    cells = [line.strip() for line in lines if line.strip() and line.startswith("\t")]
    all_cells = [cell for table in hunan.tables for cell in table.cells]
    assert cells == [cell.text.strip().replace("\n", " ") for cell in all_cells if cell.text.strip()]
    covered = sum(cell.rowspan - 1 for cell in all_cells)
    assert sum(line.startswith("\t") for line in lines) == len(all_cells) + covered
    assert html(hunan).count("<td") == len(all_cells)


def test_set_pages_repeats_heads_and_turns_wide_tables(hunan: Filled) -> None:
    layout = set_pages(hunan, width)
    for index, block in enumerate(hunan.blocks):
        if not isinstance(block, Table):
            continue
        pages = layout.block_pages[index]
        for number in pages:
            page = layout.pages[number - 1]
            assert (page.width > page.height) == block.landscape
            boxes = {(c.row, c.col) for c in page.cells if c.table == block.table_id}
            assert ((0, 0) in boxes) or not block.repeat_header
    for page in layout.pages:
        for line in page.lines[:-1]:
            assert line.x >= MARGIN - 0.01 and line.y <= page.height - MARGIN + line.size
            assert line.x + width(line.text, line.size) <= page.width - MARGIN + 2 * line.size


def test_wrap_keeps_numbers_whole() -> None:
    lines = wrap("合计金额为1234567.89万元。", 60, 10, width)
    assert "".join(lines) == "合计金额为1234567.89万元。"
    assert any("1234567.89" in line for line in lines)


@pytest.mark.parametrize("profile", PROFILES)
def test_scan_is_pictures_as_its_profile_says(profile: str) -> None:
    data = (SAMPLES / "evaluation-a.pdf").read_bytes()
    made = make_scan(data, profile, 5, [2])
    given = profiles()[profile]
    with pikepdf.open(io.BytesIO(made.data)) as document:
        (page,) = document.pages
        picture = page.Resources.XObject.Im0
        inches = [float(side) / 72 for side in page.mediabox[2:]]
        assert abs(int(picture.Width) / inches[0] - given["dpi"][0]) < 2 or 1 in made.turned
        assert abs(int(picture.Height) / inches[1] - given["dpi"][1]) < 2 or 1 in made.turned
        assert int(picture.BitsPerComponent) == (1 if given["mode"] == "bit" else 8)
        if given["mode"] != "bit":
            assert cv2.imdecode(np.frombuffer(picture.read_raw_bytes(), np.uint8), cv2.IMREAD_UNCHANGED) is not None
    low, high = given["skew"]
    assert low <= abs(made.skew[1]) <= high
    assert list(made.seals) == ([1] if given["seal"] else [])
    assert pypdfium2.PdfDocument(made.data)[0].get_textpage().count_chars() == 0


def test_scan_is_the_same_for_the_same_seed_only() -> None:
    data = (SAMPLES / "evaluation-a.pdf").read_bytes()
    made = [make_scan(data, "low", seed, [2]).data for seed in (5, 5, 6)]
    assert made[0] == made[1] != made[2]


@needs_font
def test_samples_are_made_anew_the_same(tmp_path: Path) -> None:
    for font in ("song", "kai"):
        if not have_font(font):
            pytest.skip(f"the font {font} is not installed (see labeled/SAMPLES.md)")
    assert make_samples(tmp_path) == 0
    digests = [{p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in f.iterdir()} for f in (tmp_path, SAMPLES)]
    assert digests[0] == digests[1]


@needs_font
def test_truth_of_a_sealed_scan_names_the_figures_under_the_seal(hunan: Filled) -> None:
    rendered = render_pdf(hunan)
    scanned = make_scan(rendered.data, "seal", 1, [11])
    known = truth(hunan, rendered.layout, scanned)
    (table,) = known["tables"]
    sealed = [f["evidence"][0] for f in known["facts"] if "under_seal" in f["evidence"][0]]
    assert sealed and known["pages"] == 1
    assert all([place["row"], place["col"]] in table["under_seal"] for place in sealed)
    (seal,) = known["scan"]["seals"]
    for place in sealed:
        x0, top, x1, bottom = place["bbox"]
        away = np.hypot((x0 + x1) / 2 - seal["centre"][0], (top + bottom) / 2 - seal["centre"][1])
        assert away < seal["radius"] + np.hypot(x1 - x0, bottom - top) / 2
    clean = {(f["evidence"][0]["row"], f["evidence"][0]["col"]) for f in known["facts"]}
    assert len(clean) > len(sealed)


@pytest.mark.skipif(not have_font("song+times"), reason="fonts-liberation or fonts-arphic-gbsn00lp is not installed")
def test_digits_in_another_font_stay_in_their_words() -> None:
    filled = fill(LABELED / "documents" / "evaluation-a.yaml", 3)

    def numbers(font: str) -> Counter[str]:
        options = Options()
        opened = open_pages(acquire(render_pdf(filled, font).data, options), options).pages
        return numeric_tokens(word.text for page in opened for word in page.words)

    apart = numbers("song+times") - numbers("song")
    assert all(len(token) < 3 for token in apart), "only the numbers of pages differ"
    assert numbers("song").total() > 100


@pytest.mark.parametrize("font", [*sorted(FONTS), "song+times", "hei+arial"])
def test_every_font_prints_every_document(font: str) -> None:
    """Drawn, read back by a PDF reader, and every character leaves ink."""
    if not have_font(font):
        pytest.skip(f"a font of {font} is not installed")
    filled = fill(LABELED / "documents" / "evaluation-a.yaml", 3)
    document = pypdfium2.PdfDocument(render_pdf(filled, font).data)
    page = document[1]
    textpage = page.get_textpage()
    picture = np.asarray(page.render(scale=3).to_pil().convert("L"))
    height = page.get_height()
    count = textpage.count_chars()
    assert count > 200
    for index in range(count):
        left, low, right, high = textpage.get_charbox(index)
        if right - left > 1 and high - low > 1:
            box = [left - 1, height - high - 1, right + 1, height - low + 1]
            assert ink(picture, box, 3) > 0.005, (font, index)
    printed = squeezed("".join(textpage.get_text_range()))
    assert any(squeezed(text)[:12] in printed for text in (b.text for b in filled.blocks if isinstance(b, Paragraph)))


@needs_font
def test_a_character_that_the_font_lacks_is_an_error() -> None:
    filled = Filled("x", "x", "x", "x", "2021", 0, (Paragraph("p", "合计1.00万元\ue123"),), ())
    with pytest.raises(MissingGlyphs, match=r"U\+E123"):
        render_pdf(filled)


def test_docx_keeps_the_widths_of_columns_and_turns_wide_tables() -> None:
    filled = fill(LABELED / "documents" / "budget.yaml")
    document = python_docx.Document(io.BytesIO(docx(filled)))
    for table, written in zip(filled.tables, document.tables, strict=True):
        if table.widths:
            shares = [column.width / sum(other.width for other in written.columns) for column in written.columns]
            assert shares == pytest.approx([width / sum(table.widths) for width in table.widths], abs=0.002)
    ways = [section.orientation for section in document.sections]
    wide = [table.landscape for table in filled.tables]
    assert ways.count(WD_ORIENT.LANDSCAPE) >= 1 and any(wide) and ways[0] == WD_ORIENT.PORTRAIT
