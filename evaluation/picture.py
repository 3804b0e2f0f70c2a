"""A page with its facts drawn on it.

    python -m evaluation.picture labeled/samples/hunan-a.pdf --page 9 -o page.png

Green: confirmed by an identity. Blue: read. Orange: in conflict, or a proposed
repair. Red: abstained. What the colours rest on stands in checks.jsonl.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image, ImageDraw

from extract import ocr, pages
from extract.document import extract_document
from extract.options import Options
from extract.types import Document

COLOURS = {
    "confirmed": (0, 140, 60),
    "read": (30, 90, 210),
    "repaired": (235, 130, 0),
    "conflict": (235, 130, 0),
    "abstained": (215, 0, 30),
}


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
    """
    picture = image.convert("RGB")
    veil = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(veil)
    for fact in document.facts:
        for evidence in fact.evidence:
            if evidence.page == page and evidence.bbox is not None:
                box = [round(edge * scale) for edge in evidence.bbox]
                colour = COLOURS[fact.status]
                pen.rectangle(box, fill=(*colour, 50), outline=(*colour, 255), width=2)
    return Image.alpha_composite(picture.convert("RGBA"), veil).convert("RGB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path)
    parser.add_argument("--page", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    options = Options()
    document = extract_document(arguments.input, options)
    raw = pages.rasters(pages.acquire(arguments.input, options), options)
    level = ocr.level_images(document.pages, raw)(arguments.page)
    picture = draw_facts(document, arguments.page, Image.fromarray(level.pixels), level.scale)
    picture.save(arguments.output)


if __name__ == "__main__":
    main()
