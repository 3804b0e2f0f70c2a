"""Words into cells, character by character, so that a word over two cells is divided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from extract.numbers import parse_number
from extract.tables.grid.cells import Box, Lattice
from extract.types import BBox, Cell, Word

#: Words whose centres lie within this share of the lower one's height stand on one line.
SAME_LINE = 0.5
#: A gap wider than this share of the height is a printed blank.
BLANK_GAP = 0.35
#: A cell boundary may be overstepped by this (points) before a word is divided.
OVERSTEP = 1.0
#: Figures in one box that tell that borders were not seen.
FEWEST_FIGURES = 2
#: Words that do, where each of the columns has one.
FEWEST_WORDS = 3
#: Characters this far (points) apart can stand in two columns without a rule between them.
ROOM = 1.5


@dataclass
class Piece:
    """The characters of a word that stand in one cell."""

    text: str
    bbox: BBox
    confidence: float
    alternatives: tuple[str, ...] = ()
    divided: bool = False
    marks: tuple[str, ...] = ()


def char_boxes(word: Word) -> tuple[BBox, ...]:
    """A box per character: as told, or the word's box divided evenly (wide characters count twice)."""
    if len(word.char_boxes) == len(word.text):
        return word.char_boxes
    weights = [2 if ord(char) > 0x2E7F else 1 for char in word.text]
    total, at = sum(weights), word.bbox.x0
    out = []
    for weight in weights:
        step = word.bbox.width * weight / total
        out.append(BBox(at, word.bbox.top, at + step, word.bbox.bottom))
        at += step
    return tuple(out)


def fill(
    found: Lattice,
    words: Iterable[Word],
    page: int,
    *,
    ruled: bool = True,
    seen: bool = False,
    row_of: Callable[[BBox], int | None] = lambda _: None,
) -> tuple[Cell, ...]:
    """The cells of a lattice with what stands in them.

    Parameters
    ----------
    found : Lattice
    words : iterable of Word
    page : int
    ruled : bool, default True
        Whether the borders are printed. Where they are not, a word is divided only where it leaves room.
    seen : bool, default False
        Whether borders were seen in a picture, where some may be too faint: figures side by side below several columns
        stand in these, though no border between them was seen.
    row_of : callable, optional
        The row of a word where another thing than its height tells it; None where nothing does.
    """
    owner = _owners(found)
    held: dict[int, list[Piece]] = {}
    for word in words:
        row = row_of(word.bbox)
        row = _slot(found.ys, word.bbox.centre[1]) if row is None else row
        for index, piece in _divided(word, found, owner, ruled, row):
            held.setdefault(index, []).append(piece)
    cells = []
    for index, box in enumerate(found.boxes):
        pieces = held.get(index, [])
        apart = _by_column(box, pieces, found.xs) if seen else []
        cells += [_cell(one, some, page) for one, some in apart] or [_cell(box, pieces, page)]
    return tuple(cells)


def _by_column(box: Box, pieces: Sequence[Piece], xs: Sequence[float]) -> list[tuple[Box, list[Piece]]]:
    """The figures of one line of a box over several columns with boxes of their own; nothing where they do not fit.

    So are words, where each column has one. A column without a figure goes with the one before it, and stands empty
    where none is before it.
    """
    if box.rowspan > 1 or box.colspan == 1 or len(pieces) < FEWEST_FIGURES or len(lines_of(pieces)) > 1:
        return []
    placed: dict[int, Piece] = {}
    for piece in pieces:
        col = _slot(xs, piece.bbox.centre[0])
        within = col is not None and xs[col] - OVERSTEP <= piece.bbox.x0 and piece.bbox.x1 <= xs[col + 1] + OVERSTEP
        if col is None or not within or col in placed:
            return []
        placed[col] = piece
    full = len(pieces) == box.colspan >= FEWEST_WORDS  # 全年执行数 · 分值 · 得分 · 执行率
    if not full and any(parse_number(piece.text) is None for piece in pieces):
        return []
    starts = sorted({box.col, *placed})
    ends = [*starts[1:], box.col + box.colspan]
    out = []
    for start, end in zip(starts, ends, strict=True):
        bbox = BBox(max(box.bbox.x0, xs[start]), box.bbox.top, min(box.bbox.x1, xs[end]), box.bbox.bottom)
        out.append((Box(box.row, start, 1, end - start, bbox), [placed[start]] if start in placed else []))
    return out


def inside(box: BBox, word: Word) -> bool:
    """Whether the middle of a word stands in a rectangle."""
    return box.contains_point(*word.bbox.centre)


def _owners(found: Lattice) -> dict[tuple[int, int], int]:
    """Which box covers each rectangle of the lattice."""
    return {
        (row, col): index
        for index, box in enumerate(found.boxes)
        for row in range(box.row, box.row + box.rowspan)
        for col in range(box.col, box.col + box.colspan)
    }


def _slot(places: Sequence[float], value: float) -> int | None:
    """Between which two places a value lies."""
    for index in range(len(places) - 1):
        if places[index] <= value <= places[index + 1]:
            return index
    return None


def _divided(
    word: Word, found: Lattice, owner: dict[tuple[int, int], int], ruled: bool, row: int | None
) -> list[tuple[int, Piece]]:
    """The pieces of a word with the cells they stand in."""
    if row is None or word.bbox.x1 < found.xs[0] or word.bbox.x0 > found.xs[-1]:
        return []
    # A word within one cell, but for a hair, stays whole however its characters are placed.
    middle = _slot(found.xs, word.bbox.centre[0])
    if middle is not None:
        index = owner[row, middle]
        box = found.boxes[index].bbox
        if box.x0 - OVERSTEP <= word.bbox.x0 and word.bbox.x1 <= box.x1 + OVERSTEP:
            return [(index, Piece(word.text, word.bbox, word.confidence, word.alternatives, marks=word.marks))]
    out: list[tuple[int, Piece]] = []
    for at, (char, box) in enumerate(zip(word.text, char_boxes(word), strict=True)):
        marks = word.marks if word.doubted(at, at + 1) else ()
        slot = _slot(found.xs, box.centre[0])
        if slot is None:
            slot = 0 if box.centre[0] < found.xs[0] else len(found.xs) - 2
        index = owner[row, slot]
        if out and out[-1][0] == index:
            piece = out[-1][1]
            piece.text += char
            piece.bbox = piece.bbox.union(box)
            piece.marks = piece.marks or marks
        else:
            out.append((index, Piece(char, box, word.confidence, marks=marks)))
    if not ruled:
        out = _unbroken(out)
    if len(out) == 1:
        out[0][1].alternatives = word.alternatives
    else:
        for _, piece in out:
            piece.divided = True
    return [(index, piece) for index, piece in out if piece.text.strip()]


def _unbroken(pieces: Sequence[tuple[int, Piece]]) -> list[tuple[int, Piece]]:
    """Pieces between which there is no room made one again, in the cell where most of it stands."""
    out: list[list[tuple[int, Piece]]] = []
    for index, piece in pieces:
        if out and piece.bbox.x0 - out[-1][-1][1].bbox.x1 < ROOM:
            out[-1].append((index, piece))
        else:
            out.append([(index, piece)])
    whole = []
    for some in out:
        index, piece = max(some, key=lambda one: one[1].bbox.width)
        box = some[0][1].bbox
        for _, other in some[1:]:
            box = box.union(other.bbox)
        text = "".join(other.text for _, other in some)
        marks = tuple(dict.fromkeys(mark for _, other in some for mark in other.marks))
        whole.append((index, Piece(text, box, piece.confidence, marks=marks)))
    return whole


def lines_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces in lines from the top, each line from the left."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.bbox.centre[1]):
        for line in lines:
            middle = sum(p.bbox.centre[1] for p in line) / len(line)
            height = min(piece.bbox.height, min(p.bbox.height for p in line))
            if abs(piece.bbox.centre[1] - middle) <= SAME_LINE * height:
                line.append(piece)
                break
        else:
            lines.append([piece])
    for line in lines:
        line.sort(key=lambda p: p.bbox.x0)
    return lines


def line_text(line: Sequence[Piece]) -> str:
    """The text of a line; a blank where one is printed."""
    out = ""
    before: Piece | None = None
    for piece in line:
        if before is not None:
            gap = piece.bbox.x0 - before.bbox.x1
            if gap > BLANK_GAP * min(piece.bbox.height, before.bbox.height):
                out += " "
        out += piece.text
        before = piece
    return out


def _cell(box: Box, pieces: list[Piece], page: int) -> Cell:
    lines = lines_of(pieces)
    text = "\n".join(line_text(line) for line in lines)
    cell = Cell(
        row=box.row,
        col=box.col,
        text=text,
        rowspan=box.rowspan,
        colspan=box.colspan,
        page=page,
        bbox=box.bbox,
        confidence=min((piece.confidence for piece in pieces), default=1.0),
        status="read" if text else "blank",
        alternatives=pieces[0].alternatives if len(pieces) == 1 else (),
    )
    if any(piece.divided for piece in pieces):
        cell = replace(cell, marks=("divided",))
    # What OCR doubts, the cell doubts: the marks of a word travel with its value.
    told = tuple(dict.fromkeys(mark for piece in pieces for mark in piece.marks))
    if told:
        cell = replace(cell, status="doubtful", marks=(*cell.marks, *told))
    return cell
