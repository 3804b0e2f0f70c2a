"""A page with what the table stage saw on it: cells, words, doubts. For people who look for a mistake."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from extract.stages import PageImage
from extract.types import BBox, Page, Table

#: Colours of words, read, blank, doubtful and unreadable cells.
WORD, COLOURS = (
    (170, 200, 255),
    {
        "read": (0, 150, 0),
        "blank": (170, 170, 170),
        "doubtful": (255, 140, 0),
        "unreadable": (220, 0, 0),
    },
)


def draw(page: Page, tables: Sequence[Table], image: PageImage) -> Image.Image:
    """The level page with the cells that stand on it, coloured by their status.

    Parameters
    ----------
    page : Page
    tables : sequence of Table
        All of the document's; those of other pages are left out.
    image : PageImage
        The level raster of the page.
    """
    picture = Image.fromarray(image.pixels).convert("RGB")
    pen = ImageDraw.Draw(picture)

    def frame(box: BBox, colour: tuple[int, int, int], inset: int, width: int) -> None:
        x0, top, x1, bottom = (round(value * image.scale) for value in box)
        if x1 - x0 > 2 * inset and bottom - top > 2 * inset:
            pen.rectangle((x0 + inset, top + inset, x1 - inset, bottom - inset), outline=colour, width=width)

    for word in page.words:
        frame(word.bbox, WORD, 0, 1)
    for table in tables:
        for cell in table.cells:
            if cell.page == page.number and cell.bbox is not None:
                frame(cell.bbox, COLOURS[cell.status], 2, 2)
    return picture
