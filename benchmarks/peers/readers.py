"""camelot, pdfplumber, img2table and MinerU's ``flash`` tier, each with its defaults.

The last two are no dependencies: they are run by the interpreter of an environment of their own
(``pip install img2table==2.0.0 mineru==4.0.12``; MinerU's licence is not a free one).
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import lxml.html
import pdfplumber

from extract.types import Cell, Table

#: Seconds that one file may take another reader.
PATIENCE = 600
Grid = list[list[str]]


@dataclass(frozen=True)
class PeerRead:
    """What another reader gives: tables of one page each, and which of them it says to be one."""

    parts: tuple[Table, ...]
    chains: tuple[tuple[Table, ...], ...]
    seconds: float

    @property
    def as_given(self) -> tuple[Table, ...]:
        """The tables with their pages, parts that it joins as one; rows of a part follow those of the one before."""
        return tuple(_followed(chain, order) for order, chain in enumerate(self.chains))


Reader = Callable[[bytes, str], PeerRead]


def readers(interpreter: Path | None) -> dict[str, Reader]:
    """All that can be run here.

    Parameters
    ----------
    interpreter : Path, optional
        Of an environment that has img2table and MinerU; without one they are left out.
    """
    out: dict[str, Reader] = {"camelot": with_camelot, "pdfplumber": with_pdfplumber}
    if interpreter is not None:
        out["img2table"] = partial(with_img2table, interpreter)
        out["MinerU flash"] = partial(with_mineru, interpreter)
    return out


def with_pdfplumber(data: bytes, name: str) -> PeerRead:
    """What pdfplumber's ``extract_tables`` gives."""
    start = time.process_time()
    found: list[Table] = []
    with pdfplumber.open(io.BytesIO(data)) as opened:
        for page in opened.pages:
            for rows in page.extract_tables():
                found.append(as_table([[text or "" for text in row] for row in rows], page.page_number, len(found)))
    return _alone(found, time.process_time() - start)


def with_camelot(data: bytes, name: str) -> PeerRead:
    """What camelot's ``read_pdf`` gives."""
    import camelot

    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = camelot.read_pdf(io.BytesIO(data), pages="all")
    found = [as_table(one.df.to_numpy().tolist(), int(one.page), order) for order, one in enumerate(read)]
    return _alone(found, time.process_time() - start)


def with_img2table(interpreter: Path, data: bytes, name: str) -> PeerRead:
    """What img2table's ``extract_tables`` gives for a PDF, its text from the file."""
    with tempfile.TemporaryDirectory() as folder:
        file = _written(Path(folder), data, name)
        script = Path(__file__).with_name("img2table_reader.py")
        run = subprocess.run([interpreter, script, file], check=True, capture_output=True, text=True, timeout=PATIENCE)
    told = json.loads(run.stdout)
    found = [_of_cells(one["cells"], one["page"], order) for order, one in enumerate(told["tables"])]
    return _alone(found, told["seconds"])


def with_mineru(interpreter: Path, data: bytes, name: str) -> PeerRead:
    """What MinerU's ``flash`` tier gives, which uses no model; its seconds are those of its process, start included."""
    program = interpreter.with_name("mineru-kit")
    with tempfile.TemporaryDirectory() as folder:
        file, out = _written(Path(folder), data, name), Path(folder) / "out"
        before = _of_children()
        command: list[str | Path] = [program, "parse", file, "-o", out, "--tier", "flash", "-f", "middle_json"]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        spent = _of_children() - before
        told = json.loads(next(out.glob("*.json")).read_text(encoding="utf-8"))
    parts: list[Table] = []
    chains: list[list[Table]] = []
    for number, page in enumerate(told["pages"], 1):
        for block in page.get("blocks", ()):
            if block.get("type") != "table":
                continue
            for body in _bodies(block):
                table = _of_cells(_spans(body), number, len(parts))
                parts.append(table)
                if block.get("continues_prev") and chains:
                    chains[-1].append(table)
                else:
                    chains.append([table])
    return PeerRead(tuple(parts), tuple(map(tuple, chains)), spent)


def as_table(grid: Grid, page: int, order: int) -> Table:
    """A table from a grid of texts on one page."""
    cells = tuple(Cell(r, c, str(text), page=page) for r, row in enumerate(grid) for c, text in enumerate(row))
    return Table(f"t{order:03d}", len(grid), max(map(len, grid), default=0), cells, (page,), order=order)


def _alone(found: Sequence[Table], seconds: float) -> PeerRead:
    return PeerRead(tuple(found), tuple((table,) for table in found), seconds)


def _followed(chain: Sequence[Table], order: int) -> Table:
    if len(chain) == 1:
        return chain[0]
    grid = [list(row) for table in chain for row in table.grid]
    joined = as_table(grid, 0, order)
    pages = tuple(sorted({page for table in chain for page in table.pages}))
    return Table(joined.table_id, joined.n_rows, joined.n_cols, joined.cells, pages, order=order)


def _of_cells(cells: Sequence[Sequence[Any]], page: int, order: int) -> Table:
    made = tuple(Cell(r, c, text, rowspan=down, colspan=across, page=page) for r, c, down, across, text in cells)
    rows = max((cell.row + cell.rowspan for cell in made), default=0)
    cols = max((cell.col + cell.colspan for cell in made), default=0)
    return Table(f"t{order:03d}", rows, cols, made, (page,), order=order)


def _written(folder: Path, data: bytes, name: str) -> Path:
    file = folder / f"in{Path(name).suffix}"
    file.write_bytes(data)
    return file


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bodies(block: dict[str, Any]) -> Iterator[str]:
    """The HTML of the bodies of a table block."""
    for part in block["content"]:
        if isinstance(part, dict) and part.get("type") == "table_body" and isinstance(part.get("content"), str):
            yield part["content"]


def _spans(body: str) -> list[tuple[int, int, int, int, str]]:
    """The cells of an HTML table: row, column, rows and columns spanned, text."""
    out: list[tuple[int, int, int, int, str]] = []
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(lxml.html.fromstring(body).iter("tr")):
        col = 0
        for cell in line.iterchildren("td", "th"):
            while (row, col) in taken:
                col += 1
            down, across = (int(cell.get(name) or 1) for name in ("rowspan", "colspan"))
            taken.update((row + r, col + c) for r in range(down) for c in range(across))
            out.append((row, col, down, across, cell.text_content()))
            col += across
    return out
