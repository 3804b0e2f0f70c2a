"""A second reader of ruled digital pages: camelot's lattice on vectors, beside our own cells.

Workarounds: ``split_text`` (else an amount after a long label comes out empty),
the rejection of blank grids lifted while it reads (else empty forms vanish),
its accuracy and whitespace figures never used.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pdfminer.psexceptions import PSException

from extract.numbers import parse_number
from extract.tables.parts import Part
from extract.types import BBox, Cell

#: What camelot and the readers below it raise on pages they do not understand.
GIVES_UP = (ValueError, LookupError, ArithmeticError, TypeError, AttributeError, PSException)
#: Above any share of blank cells, in percent.
_NEVER_REJECT = 101.0

Reading = tuple[BBox, str]


def second_reading(data: bytes, heights: dict[int, float]) -> dict[int, list[Reading]]:
    """The cells that camelot finds.

    Parameters
    ----------
    data : bytes
        The PDF, its fonts repaired: ascents of zero move lines into the wrong row.
    heights : dict
        Pages to read, 1-based, with their heights in points.

    Returns
    -------
    dict
        Page number to cells (box from the top left, text).
    """
    import camelot  # heavy: only where there is something to compare

    found: dict[int, list[Reading]] = {number: [] for number in heights}
    with _blank_grids_kept():
        tables = camelot.read_pdf(
            io.BytesIO(data),
            pages=",".join(map(str, sorted(heights))),
            flavor="lattice",
            engine="vector",
            split_text=True,
            suppress_stdout=True,
        )
    for table in tables:
        height = heights[table.page]
        for row in table.cells:
            for cell in row:
                box = BBox(cell.x1, height - cell.y2, cell.x2, height - cell.y1)
                found[table.page].append((box, cell.text.strip()))
    return found


@contextmanager
def _blank_grids_kept() -> Iterator[None]:
    """Lift camelot's silent rejection of grids that are nearly blank."""
    from camelot.parsers import lattice

    before = lattice._GRID_WHITESPACE_REJECT
    lattice._GRID_WHITESPACE_REJECT = _NEVER_REJECT
    try:
        yield
    finally:
        lattice._GRID_WHITESPACE_REJECT = before


def compared(part: Part, readings: Sequence[Reading]) -> Part:
    """The part with the cells marked ``doubtful`` where the readers see different numbers."""
    if not readings:
        return part
    return replace(part, cells=tuple(_compared(cell, readings) for cell in part.cells))


def _compared(cell: Cell, readings: Sequence[Reading]) -> Cell:
    if cell.bbox is None:
        return cell
    # A merged cell is many cells to the other reader: take all that lie within.
    within = [text for box, text in readings if cell.bbox.contains_point(*box.centre)]
    if not within:
        return cell
    other = _squeezed("".join(within))
    mine = _squeezed(cell.text)
    if mine == other or (parse_number(mine) is None and parse_number(other) is None):
        return cell
    alternatives: Any = (*cell.alternatives, other) if other else cell.alternatives
    return replace(cell, status="doubtful", alternatives=alternatives, marks=(*cell.marks, "readers_differ"))


def _squeezed(text: str) -> str:
    return "".join(text.split())
