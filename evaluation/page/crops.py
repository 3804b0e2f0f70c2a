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
MOST = 6
#: Pixels of a strip, and points of the page shown above and below the figure.
WIDTH, HEIGHT, AROUND = 640, 64, 9.0
#: Of WebP: figures stay legible, a strip takes some 4 kB.
QUALITY = 40
#: All strips of one report together, in bytes.
TOGETHER = 3_000_000
RED = (197, 48, 48)


def errors_of(records: Sequence[DocumentRecord]) -> list[tuple[DocumentRecord, FactRecord]]:
    """What is not right: wrong among the confirmed first, then the dearest."""
    found = [(record, fact) for record in records for fact in record.facts if fact.outcome != "right"]
    return sorted(found, key=lambda one: (*_grave(one[1]), one[0].name, one[1].key))


def _grave(fact: FactRecord) -> tuple[bool, Decimal]:
    return not is_wrong_confirmed(fact), -Decimal(fact.money or 0)


def file_of(folder: Path, record: DocumentRecord, fact: FactRecord) -> Path | None:
    """Where the strip of a fact is kept; None where its place on a page is not known."""
    if fact.page is None or fact.box is None:
        return None
    x0, top, x1, bottom = (round(edge) for edge in fact.box)
    return folder / record.sha256[:2] / record.sha256 / f"{fact.page}-{x0}-{top}-{x1}-{bottom}.webp"


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
    """A strip of a level page over its whole width, the box marked, as WebP.

    Parameters
    ----------
    image : PIL.Image.Image
        The level page.
    box : BBox
        In points.
    scale : float
        Pixels per point.
    """
    top = max(0, round((box.top - AROUND) * scale))
    bottom = min(image.height, round((box.bottom + AROUND) * scale))
    cut = image.crop((0, top, image.width, max(bottom, top + 1))).convert("RGB")
    factor = min(WIDTH / cut.width, 1.0)
    tall = min(max(1, round(cut.height * factor)), HEIGHT)
    cut = cut.resize((round(cut.width * factor), max(1, round(cut.height * factor))), Image.Resampling.LANCZOS)
    at = [round(box.x0 * scale * factor) - 2, round((box.top * scale - top) * factor) - 2]
    at += [round(box.x1 * scale * factor) + 2, round((box.bottom * scale - top) * factor) + 2]
    ImageDraw.Draw(cut).rectangle(at, outline=RED)
    out = io.BytesIO()
    cut.crop((0, 0, cut.width, tall)).save(out, "WEBP", quality=QUALITY, method=6)
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
