"""Tables set in columns without rules: a first version.

Lines with several runs, at least one of them a number, one below the other: the
gaps that no line fills are the borders of columns. Lines of labels only are
wrapped labels of the row they stand closest to, or the header above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.numbers import parse_number
from extract.tables.grid.cells import Box, Lattice
from extract.tables.grid.fill import Piece, fill, line_text, lines_of
from extract.tables.parts import Part, free_words
from extract.types import BBox, Page

#: Runs of one line are this far (points) apart at least.
RUN_GAP = 9.0
#: Columns are this far (points) apart at least.
COLUMN_GAP = 3.0
#: Fewer rows with numbers are no table.
FEWEST_ROWS = 4
#: Rows follow each other within this many line heights.
ROW_PITCH = 3.2
#: Right edges of a column of numbers agree within this (points).
ALIGNED = 5.0
#: This share of a column's numbers is aligned.
ALIGNED_SHARE = 0.7
#: Nothing confirms a border here.
CONFIDENCE = 0.6
#: Header lines taken above the first row with numbers.
MOST_HEADER_LINES = 4


@dataclass(frozen=True)
class _Line:
    bbox: BBox
    runs: tuple[tuple[str, BBox], ...]

    @property
    def numbers(self) -> list[BBox]:
        return [box for text, box in self.runs if parse_number(text) is not None]

    @property
    def is_row(self) -> bool:
        return len(self.runs) >= 2 and bool(self.numbers)


def borderless_parts(page: Page, ruled: Sequence[Part]) -> list[Part]:
    """Tables without rules among the words that stand in no ruled table."""
    lines = _lines(page, ruled)
    out = []
    for start, end in _blocks(lines):
        part = _part(page, lines, start, end)
        if part is not None and not any(_overlap(part.bbox, other.bbox) for other in ruled):
            out.append(part)
    return out


def _lines(page: Page, ruled: Sequence[Part]) -> list[_Line]:
    pieces = [Piece(word.text, word.bbox, word.confidence) for word in free_words(page, ruled)]
    out = []
    for line in lines_of(pieces):
        runs: list[list[Piece]] = []
        for piece in line:
            if runs and piece.bbox.x0 - runs[-1][-1].bbox.x1 <= RUN_GAP:
                runs[-1].append(piece)
            else:
                runs.append([piece])
        boxes = [(line_text(run), _around([piece.bbox for piece in run])) for run in runs]
        out.append(_Line(_around([box for _, box in boxes]), tuple(boxes)))
    return sorted(out, key=lambda line: line.bbox.top)


def _around(boxes: Sequence[BBox]) -> BBox:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return whole


def _blocks(lines: Sequence[_Line]) -> list[tuple[int, int]]:
    """First and last index of lines with numbers that follow each other closely."""
    out: list[tuple[int, int]] = []
    start = last = None
    for index, line in enumerate(lines):
        if not line.is_row:
            continue
        if last is not None and line.bbox.top - lines[last].bbox.bottom > ROW_PITCH * line.bbox.height:
            out.append((start or 0, last))
            start = None
        if start is None:
            start = index
        last = index
    if start is not None and last is not None:
        out.append((start, last))
    return [(a, b) for a, b in out if sum(line.is_row for line in lines[a : b + 1]) >= FEWEST_ROWS]


def _part(page: Page, lines: Sequence[_Line], start: int, end: int) -> Part | None:
    body = [line for line in lines[start : end + 1] if line.is_row]
    columns = _columns(body)
    if len(columns) < 2 or not _has_value_column(body, columns):
        return None
    first = _header_start(lines, start, columns)
    rows = [line for line in lines[first : end + 1] if line.is_row or len(line.runs) >= 2]
    # Borders midway between rows, so that a wrapped label falls to the row it stands closest to.
    ys = [rows[0].bbox.top - 1]
    ys += [(a.bbox.bottom + b.bbox.top) / 2 for a, b in zip(rows, rows[1:], strict=False)]
    ys.append(rows[-1].bbox.bottom + 1)
    if any(b <= a for a, b in zip(ys, ys[1:], strict=False)):
        return None
    xs = [min(columns[0][0], min(line.bbox.x0 for line in rows)) - 1]
    xs += [(a[1] + b[0]) / 2 for a, b in zip(columns, columns[1:], strict=False)]
    xs.append(max(columns[-1][1], max(line.bbox.x1 for line in rows)) + 1)
    boxes = tuple(
        Box(r, c, 1, 1, BBox(xs[c], ys[r], xs[c + 1], ys[r + 1]))
        for r in range(len(ys) - 1)
        for c in range(len(xs) - 1)
    )
    found = Lattice(tuple(xs), tuple(ys), boxes)
    cells = fill(found, page.words, page.number)
    return Part(
        page.number,
        found.bbox,
        found.xs,
        found.ys,
        cells,
        page_height=page.height,
        exact=False,
        confidence=CONFIDENCE,
    )


def _columns(body: Sequence[_Line]) -> list[tuple[float, float]]:
    """Stretches of the line that some row fills, left to right."""
    out: list[tuple[float, float]] = []
    for box in sorted(box for line in body for _, box in line.runs):
        if out and box.x0 - out[-1][1] < COLUMN_GAP:
            out[-1] = (out[-1][0], max(out[-1][1], box.x1))
        else:
            out.append((box.x0, box.x1))
    return out


def _has_value_column(body: Sequence[_Line], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a column holds aligned numbers that are not the page numbers of a contents list."""
    for x0, x1 in columns[1:]:
        inside = [
            (text, box)
            for line in body
            for text, box in line.runs
            if x0 <= box.centre[0] <= x1 and parse_number(text) is not None
        ]
        if len(inside) < FEWEST_ROWS:
            continue
        edges = sorted(box.x1 for _, box in inside)
        edge = edges[len(edges) // 2]
        aligned = sum(abs(box.x1 - edge) <= ALIGNED for _, box in inside)
        values = [number.value for text, _ in inside if (number := parse_number(text)) is not None]
        counts_up = all(value == int(value) for value in values) and values == sorted(values)
        if aligned >= ALIGNED_SHARE * len(inside) and not counts_up:
            return True
    return False


def _header_start(lines: Sequence[_Line], start: int, columns: Sequence[tuple[float, float]]) -> int:
    """Index of the first header line above the first row: lines of several runs that stand close."""
    first = start
    while first > 0 and start - first < MOST_HEADER_LINES:
        above = lines[first - 1]
        close = lines[first].bbox.top - above.bbox.bottom <= 1.6 * above.bbox.height
        if not close or len(above.runs) < min(3, len(columns)):
            break
        first -= 1
    return first


def _overlap(one: BBox, other: BBox) -> bool:
    return one.top < other.bottom and other.top < one.bottom and one.x0 < other.x1 and other.x0 < one.x1
