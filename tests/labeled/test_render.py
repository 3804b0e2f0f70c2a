"""What is rendered is what is true. PDFs need fonts to be made, so most of this looks at the committed samples."""

from __future__ import annotations

import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import cv2
import docx as python_docx
import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
import pytest

from labeled.generator import Filled, Paragraph, Table, fill
from labeled.render import docx, dump, html, render_pdf, truth
from labeled.render.fonts import have_font
from labeled.render.garble import garble
from labeled.render.layout import MARGIN, set_pages, wrap
from labeled.render.scan import PROFILES, make_scan, profiles

LABELED = Path(__file__).resolve().parents[2] / "labeled"
SAMPLES = LABELED / "samples"
needs_font = pytest.mark.skipif(not have_font("hei"), reason="fonts-wqy-zenhei is not installed (see labeled/samples)")


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
    assert made.seals == ([1] if given["seal"] else [])
    assert pypdfium2.PdfDocument(made.data)[0].get_textpage().count_chars() == 0


def test_scan_is_the_same_for_the_same_seed_only() -> None:
    data = (SAMPLES / "evaluation-a.pdf").read_bytes()
    made = [make_scan(data, "low", seed, [2]).data for seed in (5, 5, 6)]
    assert made[0] == made[1] != made[2]


@needs_font
def test_pdf_is_the_committed_one(hunan: Filled) -> None:
    first, again = render_pdf(hunan).data, render_pdf(hunan).data
    assert first == again
    assert hashlib.sha256(first).digest() == hashlib.sha256((SAMPLES / "hunan-a.pdf").read_bytes()).digest()
