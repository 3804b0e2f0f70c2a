"""The gold set: labels by hand, stand-off, tied to their documents. See GUIDELINES.md."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from labeled.gold.files import FOLDER, GoldError, read
from labeled.gold.reference import SHARED, reference_text
from labeled.gold.types import Entity, GoldDocument, GoldFact, Part, Reference, Sentence, Span
from labeled.gold.validate import check

__all__ = [
    "SHARED",
    "Entity",
    "GoldDocument",
    "GoldError",
    "GoldFact",
    "Reference",
    "Sentence",
    "Span",
    "check",
    "load",
    "reference_text",
]


def load(
    part: Part | None = None,
    *,
    held_out: bool | None = None,
    documents: Iterable[str] | None = None,
    folder: Path = FOLDER,
) -> list[GoldDocument]:
    """The gold documents, sorted by id; each is checked against itself as it is read.

    Parameters
    ----------
    part : {'real', 'written'}, optional
        Labels on real disclosures, or on documents written for the project
        (made from their sources, see ``labeled.gold.written``). None is both;
        the two are never added up.
    held_out : bool, optional
        Only the held-out documents (True), only the others (False).
    documents : iterable of str, optional
        Only these ids.
    folder : Path
        Where the files of the real documents lie.

    Raises
    ------
    GoldError
        If a file does not say what it should, or an id is not there.

    Examples
    --------
    >>> [document.part for document in load("real", documents=["000"])]
    ['real']
    """
    from labeled.gold.written import written

    found: list[GoldDocument] = []
    if part in (None, "real"):
        found += [read(path) for path in sorted(folder.glob("*.jsonl"))]
    if part in (None, "written"):
        found += written()
    if documents is not None:
        wanted = list(documents)
        missing = sorted(set(wanted) - {document.document for document in found})
        if missing:
            raise GoldError(f"no gold for {', '.join(missing)}")
        found = [document for document in found if document.document in wanted]
    if held_out is not None:
        found = [document for document in found if document.held_out == held_out]
    for document in found:
        check(document)
    return found
