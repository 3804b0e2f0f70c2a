"""What a rendered document says, exactly: tables with spans and pages, paragraphs, facts."""

from __future__ import annotations

from typing import Any

import numpy as np

from labeled.generator.filled import Filled, Paragraph, Table, TruthFact
from labeled.render.layout import Box, Layout, Place
from labeled.render.scan import Scanned

#: A figure lies under a seal from this share of its box under the seal's ink.
UNDER_SEAL = 0.02
#: Roles of cells that hold prose: a fact stands somewhere in them, not in the cell as a whole.
_PROSE_ROLES = ("text", "reason")


def truth(filled: Filled, layout: Layout | None = None, scanned: Scanned | None = None) -> dict[str, Any]:
    """The truth of a document in the shape of the disclosures' ``.truth.json``, with facts.

    Parameters
    ----------
    filled : Filled
    layout : Layout, optional
        Of the rendered PDF. Without it (docx, txt, html) pages and boxes are
        left out and the contents have no page numbers.
    scanned : Scanned, optional
        The scan of that PDF: pages are those of the scan, boxes are where things
        stand on its upright pages, what is on no page of it is left out.

    Returns
    -------
    dict
        ``text`` is a list of paragraphs; ``start`` and ``end`` of a fact count
        characters of these joined by newlines, or of its cell where it has a ``table``.
        ``bbox`` (PDF points from the top left of the upright page) is the cell of a
        figure that fills it, otherwise the box of its characters; ``parts`` are the
        places of its lines where it is broken over several.
    """
    return _Truth(filled, layout, scanned).all()


def scan_record(scanned: Scanned) -> dict[str, Any]:
    """What was done to the pages of a scan."""
    return {
        "profile": scanned.profile,
        "seed": scanned.seed,
        "of_pages": scanned.of_pages,
        "rotated_cw": scanned.turned,
        "skew_deg": scanned.skew,
        "seals": [
            {
                "page": page,
                "colour": seal.colour,
                "centre": moved((*seal.centre, *seal.centre), scanned.matrices[page])[:2],
                "radius": seal.radius,
            }
            for page, seal in scanned.seals.items()
        ],
        "matrix": {page: [[float(f"{x:.8g}") for x in row] for row in m] for page, m in scanned.matrices.items()},
    }


class _Truth:
    def __init__(self, filled: Filled, layout: Layout | None, scanned: Scanned | None) -> None:
        self.filled, self.layout, self.scanned = filled, layout, scanned
        #: Page of the scan by page of the rendered document.
        self.page_of: dict[int, int] = {}
        for number, page in enumerate(scanned.of_pages if scanned else [], 1):
            self.page_of.setdefault(page, number)
        self.texts: dict[int, str] = {}
        self.starts: dict[int, int] = {}
        length = 0
        for index, block in enumerate(filled.blocks):
            if isinstance(block, Paragraph) and self._pages(index) != []:
                self.texts[index] = layout.printed[index] if layout else block.text
                self.starts[index] = length
                length += len(self.texts[index]) + 1

    def all(self) -> dict[str, Any]:
        filled = self.filled
        out: dict[str, Any] = {
            "id": filled.id,
            "template": filled.template,
            "kind": filled.kind,
            "department": filled.department,
            "fiscal_year": filled.fiscal_year,
            "seed": filled.seed,
            "pages": self._count(),
            "tables": [
                self._table(index, block)
                for index, block in enumerate(filled.blocks)
                if isinstance(block, Table) and self._pages(index) != []
            ],
            "text": list(self.texts.values()),
            "facts": [told for fact in filled.facts if (told := self._fact(fact)) is not None],
            "breaks": [dict(broken) for broken in filled.breaks],
        }
        if self.scanned:
            out["scan"] = scan_record(self.scanned)
        return out

    def _count(self) -> int | None:
        if self.scanned:
            return len(self.scanned.of_pages)
        return len(self.layout.pages) if self.layout else None

    def _pages(self, block: int) -> list[int] | None:
        """The pages on which a block stands; None where the output has none."""
        if self.layout is None:
            return None
        pages = self.layout.block_pages.get(block, [])
        return sorted(self.page_of[page] for page in pages if page in self.page_of) if self.scanned else pages

    def _table(self, index: int, table: Table) -> dict[str, Any]:
        out = {
            "table": table.table_id,
            "form": table.mark,
            "form_id": table.form,
            "title": table.title,
            "unit": table.unit,
            "pages": self._pages(index) or [],
            "grid": table.grid,
            "spans": table.spans,
            "header_rows": table.header_rows,
            "repeat_header": table.repeat_header,
            "landscape": table.landscape,
        }
        if self.scanned and self.scanned.seals:
            out["under_seal"] = [
                [cell.row, cell.col]
                for cell in table.cells
                if self._sealed(self._places(index, 0, len(cell.text), (cell.row, cell.col))) >= UNDER_SEAL
            ]
        return out

    def _fact(self, fact: TruthFact) -> dict[str, Any] | None:
        """None where the fact is on no page of the scan."""
        block = self.filled.blocks[fact.block]
        out: dict[str, Any] = dict(fact.fields)
        evidence: dict[str, Any] = {"text": fact.text}
        shift = 0
        cell = None
        if isinstance(block, Table):
            evidence.update(table=block.table_id, row=fact.row, col=fact.col)
            assert fact.row is not None and fact.col is not None
            cell = (fact.row, fact.col)
        if self.layout:
            places = self._places(fact.block, fact.start, fact.end, cell)
            if self.scanned:
                places = [place for place in places if place.page in self.page_of]
                if not places:
                    return None
            shown = [self._shown(place) for place in places]
            if isinstance(block, Table) and self._role(block, cell) not in _PROSE_ROLES:
                assert cell is not None
                shown = [self._shown(_cell_place(self.layout, block.table_id, cell, places[0].page))]
            evidence.update(page=shown[0][0], bbox=shown[0][1])
            if len(shown) > 1:
                evidence["parts"] = [{"page": page, "bbox": box} for page, box in shown]
            if (share := self._sealed(places)) >= UNDER_SEAL:
                evidence["under_seal"] = share
        if not isinstance(block, Table):
            shift = self.starts[fact.block]
        evidence.update(start=fact.start + shift, end=fact.end + shift)
        if fact.reason is not None:
            out["reason"] = fact.reason
            if fact.reason_at is not None:
                out["reason_span"] = [fact.reason_at[0] + shift, fact.reason_at[1] + shift]
        out["evidence"] = [evidence]
        return out

    @staticmethod
    def _role(table: Table, cell: tuple[int, int] | None) -> str:
        return next(one.role for one in table.cells if (one.row, one.col) == cell)

    def _places(self, block: int, start: int, end: int, cell: tuple[int, int] | None) -> list[Place]:
        assert self.layout is not None
        return self.layout.places(block, start, end, cell)

    def _shown(self, place: Place) -> tuple[int, list[float]]:
        """The page and the box as they are seen: on a scan after everything that was done to the page."""
        if self.scanned is None:
            return place.page, [round(edge, 2) for edge in place.box]
        page = self.page_of[place.page]
        return page, moved(place.box, self.scanned.matrices[page])

    def _sealed(self, places: list[Place]) -> float:
        """The largest share of a box that lies under the ink of a seal."""
        if self.scanned is None:
            return 0.0
        shares = [
            seal.share(place.box)
            for place in places
            if (seal := self.scanned.seals.get(self.page_of.get(place.page, 0))) is not None
        ]
        return round(max(shares, default=0.0), 2)


def moved(box: Box, matrix: np.ndarray[Any, Any]) -> list[float]:
    """The upright box around a box that was skewed or seen at an angle.

    Parameters
    ----------
    box : tuple of float
        x0, top, x1, bottom in points.
    matrix : ndarray, shape (3, 3)
        The homography of points of the page to points of its scan.
    """
    x0, top, x1, bottom = box
    corners = np.array([(x0, top, 1), (x1, top, 1), (x1, bottom, 1), (x0, bottom, 1)]) @ matrix.T
    points = corners[:, :2] / corners[:, 2:]
    return [round(float(edge), 2) for edge in (*points.min(axis=0), *points.max(axis=0))]


def _cell_place(layout: Layout, table: str, cell: tuple[int, int], page: int) -> Place:
    """The box of a cell on the page on which its text stands."""
    for found in layout.pages[page - 1].cells:
        if (found.table, found.row, found.col) == (table, *cell):
            return Place(page, found.box)
    raise LookupError(f"{table} has no cell {cell} on page {page}")
