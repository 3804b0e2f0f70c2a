"""A page with what was read drawn on it: where the reading may have gone wrong is seen at a glance.

    python -m evaluation.picture labeled/samples/hunan-a.pdf --page 9 -o page.png
    python -m evaluation.picture labeled/samples/hunan-a.pdf --page 9 --tables -o page.png

Facts: green confirmed by an identity, blue read, orange in conflict or a proposed repair,
red abstained. What the colours rest on stands in checks.jsonl.

Tables: grey words; blue cells, those over several rows or columns filled; green the frame
of a table; red cells with a doubt (a mark, ink without text, a status other than read or
blank), the doubt written beside them; violet borders that nothing printed confirms.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image, ImageDraw

from extract import ocr, pages
from extract.document import extract_document
from extract.options import Options
from extract.types import BBox, Cell, Document, Table

Colour = tuple[int, int, int]

FACTS: dict[str, Colour] = {
    "confirmed": (0, 140, 60),
    "read": (30, 90, 210),
    "repaired": (235, 130, 0),
    "conflict": (235, 130, 0),
    "abstained": (215, 0, 30),
}
WORD: Colour = (150, 150, 150)
CELL: Colour = (30, 90, 210)
FRAME: Colour = (0, 140, 60)
DOUBT: Colour = (215, 0, 30)
UNCONFIRMED: Colour = (140, 0, 200)
#: Tables less certain than this were made out without rules.
CERTAIN = 0.9


def at(options: Options, dpi: int) -> Options:
    """The options with which pages are drawn at another resolution; a scan keeps its own."""
    return options.model_copy(update={"ocr": options.ocr.model_copy(update={"dpi": dpi})})


def draw_facts(document: Document, page: int, image: Image.Image, scale: float) -> Image.Image:
    """A copy of the level page image with a box around the evidence of every fact on that page.

    Parameters
    ----------
    document : Document
    page : int
        1-based.
    image : PIL.Image.Image
        The level page.
    scale : float
        Pixels per point.

    Returns
    -------
    PIL.Image.Image
        RGB, of the size of ``image``.
    """
    veil, pen = _veil(image)
    for fact in document.facts:
        for evidence in fact.evidence:
            if evidence.page == page and evidence.bbox is not None:
                colour = FACTS[fact.status]
                pen.rectangle(_pixels(evidence.bbox, scale), fill=(*colour, 50), outline=(*colour, 255), width=2)
    _draw_unread(pen, document, page, scale)
    return _under(image, veil)


def draw_tables(document: Document, page: int, image: Image.Image, scale: float) -> Image.Image:
    """A copy of the level page image with words, cells, spans and doubts; parameters as of ``draw_facts``."""
    veil, pen = _veil(image)
    for leaf in document.pages:
        if leaf.number == page:
            for word in leaf.words:
                pen.rectangle(_pixels(word.bbox, scale), outline=(*WORD, 160))
    _draw_unread(pen, document, page, scale)
    for table in document.tables:
        _draw_cells(pen, table, page, scale)
        for number, box in table.parts:
            if number == page:
                pen.rectangle(_pixels(box, scale), outline=(*FRAME, 255), width=3)
                label = f"{table.table_id} form {table.form or '-'} {table.n_rows}x{table.n_cols}"
                pen.text((box.x0 * scale, max(0.0, box.top * scale - 14)), label, fill=(*FRAME, 255))
    return _under(image, veil)


def doubts(cell: Cell) -> tuple[str, ...]:
    """Why a cell should be looked at; empty for one that is read or blank and bears no mark."""
    return (*(() if cell.status in ("read", "blank") else (cell.status,)), *cell.marks)


def _draw_unread(pen: ImageDraw.ImageDraw, document: Document, page: int, scale: float) -> None:
    """The places where something is printed that was not read (JS305)."""
    for leaf in document.pages:
        for box in leaf.unread if leaf.number == page else ():
            pen.rectangle(_pixels(box, scale), outline=(*DOUBT, 255), fill=(*DOUBT, 80), width=2)


def _draw_cells(pen: ImageDraw.ImageDraw, table: Table, page: int, scale: float) -> None:
    line = CELL if table.confidence >= CERTAIN else UNCONFIRMED
    doubted: list[tuple[Cell, BBox]] = []
    for cell in table.cells:
        if cell.page != page or cell.bbox is None:
            continue
        spans = cell.rowspan > 1 or cell.colspan > 1
        pen.rectangle(_pixels(cell.bbox, scale), outline=(*line, 255), fill=(*line, 30) if spans else None)
        if doubts(cell):
            doubted.append((cell, cell.bbox))
    for cell, box in doubted:
        pen.rectangle(_pixels(box, scale), outline=(*DOUBT, 255), fill=(*DOUBT, 50), width=2)
        pen.text((box.x0 * scale + 2, box.top * scale + 1), " ".join(doubts(cell)), fill=(*DOUBT, 255))


def _veil(image: Image.Image) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    veil = Image.new("RGBA", image.size, (0, 0, 0, 0))
    return veil, ImageDraw.Draw(veil)


def _under(image: Image.Image, veil: Image.Image) -> Image.Image:
    return Image.alpha_composite(image.convert("RGBA"), veil).convert("RGB")


def _pixels(box: BBox, scale: float) -> list[int]:
    return [round(edge * scale) for edge in box]


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path)
    parser.add_argument("--page", type=int, default=1)
    parser.add_argument("--tables", action="store_true", help="words, cells and doubts instead of facts")
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args(arguments)
    options = Options()
    document = extract_document(given.input, options)
    raw = pages.rasters(pages.acquire(given.input, options), options)
    level = ocr.level_images(document.pages, raw)(given.page)
    draw = draw_tables if given.tables else draw_facts
    draw(document, given.page, Image.fromarray(level.pixels), level.scale).save(given.output)


if __name__ == "__main__":
    main()
