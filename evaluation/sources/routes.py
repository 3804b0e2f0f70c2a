"""The written documents in every route: filled, rendered, with their exact truth.

A route is a way in which one disclosure comes: ``digital``, ``docx``, ``txt``,
``html``, ``exported`` (the docx made a PDF by LibreOffice, whose layout is not ours),
``garbled`` (a text layer that is not the page's), ``borderless``, or one of the scan
profiles of ``labeled.render`` (``office``, ``fax``, ``phone`` …). A font of
``labeled.render.fonts`` may follow behind a colon: ``office:song+times``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from evaluation.scores.truth import Truth, truth_of
from extract.pages.office import convert
from labeled.generator import Filled, fill
from labeled.generator.filled import Paragraph
from labeled.render import PROFILES, dump, html, render_pdf, scan, truth
from labeled.render.fonts import fonts_of
from labeled.render.layout import Layout
from labeled.render.word import docx

DOCUMENTS = Path(__file__).resolve().parents[2] / "labeled" / "documents"
FLOWING = ("docx", "txt", "html")
PAGED = ("digital", "garbled", "borderless", *PROFILES)
#: The docx as a PDF by LibreOffice, where it is installed: pages whose layout the truth does not know.
EXPORTED = "exported"
ROUTES = (*PAGED, EXPORTED, *FLOWING)
#: Routes whose pages are recognised.
RECOGNISED = frozenset({"garbled", *PROFILES})
#: Blocks that belong to the text of a document.
_PROSE = frozenset({"p", "h1", "h2", "h3"})


@dataclass(frozen=True)
class Made:
    """One document in one route."""

    id: str
    seed: int
    route: str
    name: str
    data: bytes
    truth: Truth

    @property
    def template(self) -> str:
        """The manner of a province."""
        return self.truth.template


def written_ids() -> list[str]:
    """The written documents there are."""
    return sorted(path.stem for path in DOCUMENTS.glob("*.yaml"))


def check_route(route: str) -> str:
    """The route, if there is such a one.

    Raises
    ------
    ValueError
    """
    kind, _, font = route.partition(":")
    if kind not in ROUTES or (font and kind not in PAGED):
        raise ValueError(
            f"no route {route!r}; there are {', '.join(ROUTES)}, those of pages with a font behind a colon"
        )
    if font:
        fonts_of(font)
    return route


def make(document: str, seed: int, route: str, path: Path | None = None, data: bytes | None = None) -> Made:
    """Fill and render a written document.

    Parameters
    ----------
    document : str
        Its id.
    seed : int
        Of its numbers; scans take it for their damage too.
    route : str
    path : Path, optional
        Its source, where that does not stand among the written documents.
    data : bytes, optional
        The rendered document, where it was made before; only its truth is made anew.
    """
    kind, _, font = check_route(route).partition(":")
    filled = _filled(path or DOCUMENTS / f"{document}.yaml", seed)
    layout: Layout | None = None
    suffix = kind if kind in FLOWING else "pdf"
    if suffix == "pdf":
        rendered = render_pdf(filled, font or "hei", kind == "borderless", kind == "garbled")
        layout = rendered.layout
        if data is None:
            data = scan(rendered.data, kind, seed) if kind in PROFILES else rendered.data
    elif kind == EXPORTED:
        suffix = "pdf"
        data = data or convert(docx(filled), "docx")[0]
    elif data is None:
        data = docx(filled) if kind == "docx" else (dump if kind == "txt" else html)(filled).encode()
    return Made(document, seed, route, f"{document}.{seed}.{kind}.{suffix}", data, _truth(filled, layout))


@lru_cache(maxsize=64)
def _filled(path: Path, seed: int) -> Filled:
    """A source with its numbers; every route of it begins with the same."""
    return fill(path, seed)


#: Renderings of the written documents in the repository, for machines without their fonts.
SAMPLES = DOCUMENTS.parent / "samples"
#: Ends of their names, by route.
SAMPLE_ENDS = {
    "digital": ".pdf",
    "docx": ".docx",
    "txt": ".txt",
    "borderless": ".borderless.pdf",
    "garbled": ".garbled.pdf",
}


def samples(folder: Path = SAMPLES) -> list[tuple[str, str, Path]]:
    """The committed renderings that have a truth: id, route, file."""
    found = []
    for known in sorted(folder.glob("*.truth.json")):
        id = known.name.removesuffix(".truth.json")
        found += [(id, route, path) for route, end in SAMPLE_ENDS.items() if (path := folder / f"{id}{end}").is_file()]
    return found


def sample(document: str, route: str, path: Path) -> Made:
    """A committed rendering with the truth beside it, which tells neither the text of pages nor what is prose."""
    record = json.loads(path.with_name(f"{document}.truth.json").read_text(encoding="utf-8"))
    if route in FLOWING:
        # boxes and pages are those of the PDF
        record["facts"] = [
            {**fact, "evidence": [{k: v for k, v in place.items() if k != "page"} for place in fact["evidence"]]}
            for fact in record["facts"]
        ]
    return Made(document, record["seed"], route, path.name, path.read_bytes(), truth_of(record, prose=frozenset()))


def _truth(filled: Filled, layout: Layout | None) -> Truth:
    record: dict[str, Any] = truth(filled, layout)
    paragraphs = [block for block in filled.blocks if isinstance(block, Paragraph)]
    prose = frozenset(index for index, block in enumerate(paragraphs) if block.kind in _PROSE)
    pages = () if layout is None else tuple("\n".join(line.text for line in page.lines) for page in layout.pages)
    return truth_of(record, pages, prose)
