"""Labels of real disclosures as truth, in every route in which the disclosure lies below ../shared.

Labels count the characters of a reference text; a reading of another route is
aligned with it. Only the labelled regions are judged, and no table cell there.
Where a ``.truth.json`` lies beside a disclosure, its tables' value cells are scored too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.scores.truth import Span, Truth
from extract.types import Evidence, Fact
from labeled.gold import GoldDocument, load, reference_text
from labeled.gold import GoldError as GoldError
from labeled.gold.files import FOLDER, read
from labeled.gold.reference import PAGE_END, pdf_text

#: Routes of one disclosure, by the end of the file's name.
SUFFIXES = {
    "txt": ".txt",
    "docx": ".docx",
    "digital": ".digital.pdf",
    "garbled": ".garbled.pdf",
    "scan": ".scan.pdf",
}
#: Routes whose pages are recognised; they show what the digital PDF prints, page by page.
RECOGNISED = frozenset({"garbled", "scan"})
_FIELDS = (
    "section", "kind", "measure", "indicator", "flow", "part", "fund", "basis", "versus", "versus_basis",
    "versus_indicator", "period", "value", "unit", "value_text", "value_base", "unit_base", "direction", "qualifier",
    "who", "scope",
)  # fmt: skip


@dataclass(frozen=True)
class RealDocument:
    """A labelled disclosure in one route."""

    id: str
    route: str
    path: Path
    held_out: bool
    cluster: str
    template: str


def real_documents(shared: Path, gold: Path = FOLDER) -> Iterator[RealDocument]:
    """The labelled disclosures that are here, each in every route there is.

    Parameters
    ----------
    shared : Path
        The folder of the real disclosures.
    gold : Path
        The folder of the labels.
    """
    for document in load("real", folder=gold):
        source = shared / document.reference.source
        template = document.reference.source.split("/")[0] + "/" + (document.kind or "")
        cluster = document.department or document.document
        beside = [(route, source.with_name(f"{document.document}{end}")) for route, end in SUFFIXES.items()]
        found = [(route, path) for route, path in beside if path.is_file()] or [("digital", source)]
        for route, path in found:
            if path.is_file():
                yield RealDocument(document.document, route, path, document.held_out, cluster, template)


def real_truth(id: str, shared: Path, gold: Path = FOLDER, route: str = "") -> Truth:
    """What a real disclosure prints, as far as it is labelled.

    Parameters
    ----------
    id : str
    shared : Path
        The folder of the real disclosures.
    gold : Path
        The folder of the labels.
    route : str
        Of a route whose pages are recognised, the numbers on the pages are known too where the
        digital PDF of the same disclosure lies beside it: they are those of its text layer.

    Raises
    ------
    GoldError
        Where a label does not stand in its reference text: an error of the harness, never skipped.
    """
    from labeled.gold import check

    document = _labelled(id, gold)
    text = reference_text(document.reference, shared)
    check(document, text)
    source = shared / document.reference.source
    tables = _tables(source.with_name(f"{document.document}.truth.json"))
    pages = _pages(source.with_name(f"{document.document}{SUFFIXES['digital']}")) if route in RECOGNISED else ()
    return truth_of(document, text, tables, pages)


def truth_of(
    document: GoldDocument, text: str, tables: tuple[dict[str, Any], ...] = (), pages: tuple[str, ...] = ()
) -> Truth:
    """What the labels of a document say, in its reference text."""
    return Truth(
        document.document,
        document.reference.source.split("/")[0],
        document.kind,
        document.fiscal_year or "",
        tuple(_fact(document, text, index) for index in range(len(document.facts))),
        text,
        tables,
        pages,
        tuple((span.start, span.end) for span in document.sentences),
        (),
        document.regions,
        tuple(Span(entity.label, entity.start, entity.end) for entity in document.entities),
        frozenset(document.complete),
    )


def _labelled(id: str, gold: Path) -> GoldDocument:
    """The labels of one document: of the file that bears its name, else of the one that says so."""
    path = gold / f"{id}.jsonl"
    document = read(path) if path.is_file() else None
    if document is None or document.document != id:
        (document,) = load("real", documents=[id], folder=gold)
    return document


def _fact(document: GoldDocument, text: str, index: int) -> Fact:
    label = document.facts[index]
    value = document.entity(label.at)
    reason = None if label.reason_at is None else document.entity(label.reason_at)
    given: dict[str, Any] = {name: getattr(label, name) for name in _FIELDS}
    return Fact(
        **given,
        department=label.department or document.department,
        fiscal_year=label.fiscal_year or document.fiscal_year,
        reason=None if reason is None else text[reason.start : reason.end],
        evidence=(Evidence(None, None, value.start, value.end, text[value.start : value.end]),),
    )


def _tables(path: Path) -> tuple[dict[str, Any], ...]:
    """The tables of a ``.truth.json``, where there is one."""
    if not path.is_file():
        return ()
    tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
    return tuple({"table": f"t{index}", **table} for index, table in enumerate(tables, 1))


def _pages(digital: Path) -> tuple[str, ...]:
    """The text layer of a PDF by pages, where there is one."""
    return tuple(pdf_text(digital).split(PAGE_END)) if digital.is_file() else ()
