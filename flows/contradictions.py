"""The page of a document's contradictions, for people: ``contradictions/<sha256>.html`` beside the results."""

from __future__ import annotations

from pathlib import Path

from evaluation.causes import causes
from evaluation.contradictions_page import write_page
from extract.errors import JuesuanError
from extract.options import Options
from extract.types import Document
from flows.work import log

FOLDER = "contradictions"


def page_of(out: Path, sha256: str) -> Path:
    """Where the page of a document stands."""
    return out / FOLDER / f"{sha256}.html"


def tell(document: Document, path: Path, options: Options, out: Path) -> None:
    """Write the page where numbers of the document contradict each other; where none do, there is none.

    Pages that cannot be pictured are told in the log, and the page comes without pictures.
    """
    page = page_of(out, document.sha256)
    found = causes(document)
    if not found:
        page.unlink(missing_ok=True)
        return
    try:
        write_page(document, path, found, page.parent, options, page.name)
    except JuesuanError as error:
        log.warning("%s: no pictures of the contradictions: %s", path, error)
        write_page(document, None, found, page.parent, options, page.name)
