"""A page with its tables drawn on it: where the reading may have gone wrong is seen at a glance.

    python -m evaluation.table_picture labeled/samples/hunan-a.pdf --page 9 -o page.png

Grey: words. Blue: cells, the ones over several rows or columns filled. Green: the frame of
a table. Red: cells with a doubt (a mark, ink without text, a status other than read or
blank), the doubt written beside them. Violet: borders that nothing printed confirms.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from extract import ocr, pages
from extract.document import extract_document
from extract.options import Options
from extract.types import BBox, Cell, Document, Table

WORD = (150, 150, 150)
CELL = (30, 90, 210)
FRAME = (0, 140, 60)
DOUBT = (215, 0, 30)
UNCONFIRMED = (140, 0, 200)
#: Tables less certain than this were made out without rules.
CERTAIN = 0.9


def draw_tables(document: Document, page: int, image: Image.Image, scale: float) -> Image.Image:
    """A copy of the level page image with words, cells, spans and doubts.

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
    picture = image.convert("RGBA")
    veil = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(veil)
    for leaf in document.pages:
        if leaf.number == page:
            for word in leaf.words:
                pen.rectangle(_pixels(word.bbox, scale), outline=(*WORD, 160))
    for table in document.tables:
        _draw_cells(pen, table, page, scale)
        for number, box in table.parts:
            if number == page:
                pen.rectangle(_pixels(box, scale), outline=(*FRAME, 255), width=3)
                label = f"{table.table_id} form {table.form or '-'} {table.n_rows}x{table.n_cols}"
                pen.text((box.x0 * scale, max(0.0, box.top * scale - 14)), label, fill=(*FRAME, 255))
    return Image.alpha_composite(picture, veil).convert("RGB")


def doubts(cell: Cell) -> tuple[str, ...]:
    """Why a cell should be looked at; empty for one that is read or blank and bears no mark."""
    return (*(() if cell.status in ("read", "blank") else (cell.status,)), *cell.marks)


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


def _pixels(box: BBox, scale: float) -> list[int]:
    return [round(edge * scale) for edge in box]


def save_pictures(source: Path, document: Document, options: Options, folder: Path) -> tuple[Path, ...]:
    """Write a picture of every page that holds a table: ``page-0009.png``.

    Parameters
    ----------
    source : Path
        The PDF or image that ``document`` was read from.
    document : Document
    options : Options
        With which it was read.
    folder : Path
        Made where it is missing.

    Returns
    -------
    tuple of Path
        None for an input without pages.
    """
    numbers = sorted({number for table in document.tables for number in table.pages})
    return _saved(source, document, options, [(number, folder / f"page-{number:04d}.png") for number in numbers])


def _saved(source: Path, document: Document, options: Options, wanted: Sequence[tuple[int, Path]]) -> tuple[Path, ...]:
    if not wanted or not document.pages:
        return ()
    level = ocr.level_images(document.pages, pages.rasters(pages.acquire(source, options), options))
    out = []
    for number, path in wanted:
        image = level(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        draw_tables(document, number, Image.fromarray(image.pixels), image.scale).save(path)
        out.append(path)
    return tuple(out)


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path)
    parser.add_argument("--page", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args(arguments)
    options = Options()
    _saved(given.input, extract_document(given.input, options), options, [(given.page, given.output)])


if __name__ == "__main__":
    main()
