"""The texts that the offsets of the gold files count.

A dump is its own text (decoded as UTF-8, line ends as they stand). Of a PDF it
is the text that PDFium reads from each page, line ends as ``\\n``, pages joined
by a form feed: the same characters on every machine with the same library.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from labeled.gold.types import Reference

DOCUMENTS = Path(__file__).parent.parent / "documents"
#: Where the real disclosures lie beside the project.
SHARED = Path(__file__).resolve().parents[3] / "shared"
PAGE_END = "\f"


@lru_cache(maxsize=32)
def reference_text(reference: Reference, shared: Path = SHARED) -> str:
    """The reference text of a gold document.

    Parameters
    ----------
    reference : Reference
    shared : Path
        The folder of the real disclosures.

    Raises
    ------
    FileNotFoundError
        If the source is not there.
    """
    if reference.how == "dump":
        # not read_text: it would turn line ends into one kind and move the offsets
        return (shared / reference.source).read_bytes().decode("utf-8-sig")
    if reference.how == "pdfium":
        return _shown(pdf_text(shared / reference.source), reference.hidden)
    return written_text(reference.source)


def _shown(text: str, hidden: Iterable[tuple[int, int]]) -> str:
    for start, end in hidden:
        text = text[:start] + "".join(char if char.isspace() else " " for char in text[start:end]) + text[end:]
    return text


def pdf_text(path: Path) -> str:
    """The pages of a PDF as PDFium reads them, joined by form feeds."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        pages = []
        for page in pdf:
            text = page.get_textpage().get_text_range()
            pages.append(text.replace("\r\n", "\n").replace("\r", "\n").replace(PAGE_END, " "))
    return PAGE_END.join(pages)


def written_text(id: str) -> str:
    """The paragraphs of a document written for the project, seed 0, joined by line ends."""
    from labeled.generator import fill

    return fill(DOCUMENTS / f"{id}.yaml", 0).text


def page_starts(text: str, reference: Reference) -> list[int] | None:
    """Where each page begins; None for a text without pages."""
    if reference.how != "pdfium":
        return None
    return [0] + [index + 1 for index, char in enumerate(text) if char == PAGE_END]


def page_at(starts: list[int] | None, offset: int) -> int | None:
    """The 1-based page of a character."""
    return None if starts is None else bisect_right(starts, offset)
