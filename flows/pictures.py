"""A picture of every page with its facts drawn on it, for people who look for a mistake."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from PIL import Image

from evaluation.picture import at, draw_facts
from extract import ocr, pages
from extract.cache import write_atomically
from extract.errors import JuesuanError
from extract.options import Options
from extract.types import Document
from flows.work import log

PICTURES_FOLDER = "pictures"
#: Pictures of pages that could not be read whole, as they are printed.
FAILED_FOLDER = "failed-pages"
#: The most pictures of failed pages of one document; their width in pixels and their quality (some 60 kB each).
MOST_FAILED, WIDTH, QUALITY = 5, 1000, 50
#: As fine as such a picture needs it (A4 upright).
DPI = 124
#: Failures of pages that cannot be drawn, or would take as long again as they took.
UNDRAWABLE = frozenset({"JS204", "JS206", "JS212", "JS214"})


def pictures_of(out: Path, sha256: str) -> Path:
    """The folder with the pictures of a document."""
    return out / PICTURES_FOLDER / sha256


def draw_pictures(document: Document, path: Path, options: Options, out: Path) -> None:
    """Write ``pictures/<sha256>/001.png`` and so on; nothing for an input without pages.

    The folder stands when all of them are drawn. A page that cannot be pictured is told
    in the log; that it could not be read stands in the document's failures.
    """
    folder = pictures_of(out, document.sha256)
    shutil.rmtree(folder, ignore_errors=True)
    if not document.pages:
        return
    unfinished = folder.with_name(f".{folder.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    level = ocr.level_images(document.pages, pages.rasters(pages.acquire(path, options), options))
    for page in document.pages:
        try:
            image = level(page.number)
        except JuesuanError as error:
            log.warning("%s, page %s: no picture: %s", path, page.number, error)
            continue
        picture = draw_facts(document, page.number, Image.fromarray(image.pixels), image.scale)
        picture.save(unfinished / f"{page.number:03d}.png")
    unfinished.rename(folder)


def failed_picture(out: Path, sha256: str, page: int) -> Path:
    """Where the picture of a failed page stands, if there is one; nothing of a name from outside is in it."""
    return out / FAILED_FOLDER / sha256 / f"{page:03d}.webp"


def draw_failed_pages(document: Document, path: Path, options: Options, out: Path) -> None:
    """Picture the pages that failures name, a few of each document; those of an earlier reading go."""
    shutil.rmtree(out / FAILED_FOLDER / document.sha256, ignore_errors=True)
    told = {one.page for one in document.failures if one.page and one.severity != "note" and one.code not in UNDRAWABLE}
    if not told or not document.pages:
        return
    raw = pages.rasters(pages.acquire(path, options), at(options, DPI))
    for number in sorted(told)[:MOST_FAILED]:
        try:
            picture = Image.fromarray(raw(number).pixels)
        except JuesuanError as error:
            log.warning("%s, page %s: no picture: %s", path, number, error)
            continue
        picture.thumbnail((WIDTH, 2 * WIDTH))
        shown = io.BytesIO()
        picture.save(shown, "WEBP", quality=QUALITY)
        write_atomically(failed_picture(out, document.sha256, number), shown.getvalue(), durable=False)
