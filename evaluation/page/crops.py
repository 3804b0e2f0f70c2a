"""Strips of the page around what was read wrongly, small enough for many of them to stand in one file.

They are drawn while a document is scored, kept below the caches, and put into the page as data.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from PIL import Image, ImageDraw

from evaluation.report.schema import DocumentRecord, FactRecord
from evaluation.report.trust import is_wrong_confirmed
from extract import ocr, pages
from extract.cache import write_atomically
from extract.errors import JuesuanError
from extract.options import Options
from extract.types import BBox, Document

#: Strips of one document: of its gravest errors.
MOST = 8
#: Points of the page that a strip shows: its width, the most of its height, what stands above and below the figure.
WIDTH, HEIGHT, AROUND = 270.0, 54.0, 8.0
#: Pixels per point.
SCALE = 1.8
#: Of WebP: figures stay legible, a strip takes some 4 kB.
QUALITY = 40
#: All strips of one report together, in bytes.
TOGETHER = 3_000_000
#: Counts up when strips are drawn otherwise: older ones are left alone.
FORM = 1
RED = (197, 48, 48)


def errors_of(records: Sequence[DocumentRecord]) -> list[tuple[DocumentRecord, FactRecord]]:
    """What is not right: wrong among the confirmed first, then wrong values, then the rest; each the dearest first."""
    found = [(record, fact) for record in records for fact in record.facts if fact.outcome != "right"]
    return sorted(found, key=lambda one: (*_grave(one[1]), one[0].name, one[1].key))


def _grave(fact: FactRecord) -> tuple[bool, bool, Decimal]:
    return not is_wrong_confirmed(fact), fact.levels > 0, -Decimal(fact.money or 0)


def file_of(folder: Path, record: DocumentRecord, fact: FactRecord) -> Path | None:
    """Where the strip of a fact is kept; None where its place on a page is not known."""
    if fact.page is None or fact.box is None:
        return None
    x0, top, x1, bottom = (round(edge) for edge in fact.box)
    return folder / record.sha256[:2] / record.sha256 / f"{fact.page}-{x0}-{top}-{x1}-{bottom}.{FORM}.webp"


def draw_crops(record: DocumentRecord, document: Document, data: bytes, options: Options, folder: Path) -> None:
    """Draw the strips of a document's gravest errors; those that are there already stay.

    Parameters
    ----------
    record : DocumentRecord
    document : Document
        What was read of it.
    data : bytes
        The document itself.
    options : Options
        With which it was read.
    folder : Path
        Where the strips are kept.
    """
    wanted = [(file_of(folder, record, fact), fact) for _, fact in errors_of([record])]
    missing = [(file, fact) for file, fact in wanted if file is not None][:MOST]
    missing = [(file, fact) for file, fact in missing if not file.is_file()]
    if not missing or not document.pages:
        return
    level = ocr.level_images(document.pages, pages.rasters(pages.acquire(data, options, record.name), options))
    for file, fact in sorted(missing, key=lambda one: one[1].page or 0):
        assert fact.page is not None and fact.box is not None
        try:
            image = level(fact.page)
        except JuesuanError:
            # the page cannot be drawn: that stands among the document's failures, here is no picture
            continue
        write_atomically(file, strip(Image.fromarray(image.pixels), BBox(*fact.box), image.scale))


def strip(image: Image.Image, box: BBox, scale: float) -> bytes:
    """A stretch of a level page around a box, the box marked, as WebP.

    Parameters
    ----------
    image : PIL.Image.Image
        The level page.
    box : BBox
        In points.
    scale : float
        Pixels per point.
    """
    centre = box.centre[0]
    left = max(0.0, min(centre - WIDTH / 2, image.width / scale - WIDTH))
    top = max(0.0, box.top - AROUND)
    bottom = min(box.bottom + AROUND, top + HEIGHT)
    cut = image.crop([round(edge * scale) for edge in (left, top, left + WIDTH, bottom)]).convert("RGB")  # type: ignore[arg-type]
    cut = cut.resize((round(WIDTH * SCALE), max(1, round((bottom - top) * SCALE))), Image.Resampling.LANCZOS)
    edges = (box.x0 - left, box.top - top, box.x1 - left, box.bottom - top)
    x0, y0, x1, y1 = (round(edge * SCALE) for edge in edges)
    ImageDraw.Draw(cut).rectangle((x0 - 3, y0 - 3, x1 + 3, y1 + 3), outline=RED, width=2)
    out = io.BytesIO()
    cut.save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue()


class Strips:
    """The strips of a report as data addresses, until ``TOGETHER`` is spent."""

    def __init__(self, folder: Path | None):
        self.folder = folder
        self.left = TOGETHER

    def of(self, record: DocumentRecord, fact: FactRecord) -> str | None:
        """The strip of a fact, None where there is none."""
        file = None if self.folder is None else file_of(self.folder, record, fact)
        if file is None or not file.is_file():
            return None
        data = file.read_bytes()
        if len(data) > self.left:
            return None
        self.left -= len(data)
        return "data:image/webp;base64," + base64.b64encode(data).decode()
