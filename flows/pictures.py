"""A picture of every page with its facts drawn on it, for people who look for a mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image

from evaluation.picture import draw_facts
from extract import ocr, pages
from extract.errors import JuesuanError
from extract.options import Options
from extract.types import Document
from flows.work import log

PICTURES_FOLDER = "pictures"


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
