"""Paragraphs in the making, and the one place where their characters become the text.

A piece is a stretch of printed characters with its place. Paragraphs are lists
of pieces until all joining is done; then ``TextBuilder`` lays them out, takes
out the blanks that are layout and not language, and writes down where every
character stood.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from extract.types import BBox, Paragraph, Segment

#: A run of at least this many blanks separates columns of a line; a shorter one is spacing.
WIDE_BLANK = 4
#: The character that stands for a wide gap between words of a line.
GAP = "\t"


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one word or block; ``char_boxes`` as in ``Word``."""

    text: str
    page: int | None = None
    bbox: BBox | None = None
    char_boxes: tuple[BBox, ...] = ()
    confidence: float = 1.0
    source_offset: int | None = None


@dataclass(frozen=True)
class Draft:
    """A paragraph before it is laid out; ``table_id`` alone marks the place of a table."""

    pieces: tuple[Piece, ...] = ()
    style: str = ""
    level: int | None = None
    table_id: str | None = None
    row: int | None = None
    col: int | None = None
    size: float = 0.0
    centred: bool = False

    @property
    def text(self) -> str:
        """The printed characters, blanks included."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_table(self) -> bool:
        """Whether it only marks where a table stands."""
        return self.table_id is not None and self.row is None

    def joined(self, other: Draft) -> Draft:
        """This paragraph with the pieces of the next behind it."""
        return replace(self, pieces=self.pieces + other.pieces)


@dataclass
class TextBuilder:
    """Lays paragraphs out one after another, a newline between them."""

    chars: list[str] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    table_at: list[tuple[str, int]] = field(default_factory=list)
    _length: int = 0

    def table(self, table_id: str) -> None:
        """Note that a table stands here: behind the last character, so in the section of what is above it."""
        self.table_at.append((table_id, self._length))

    def add(self, draft: Draft, level: int) -> None:
        """Lay out one paragraph; one without characters leaves nothing."""
        keep = kept_characters(draft.pieces)
        if not keep:
            return
        if self._length:
            self._put("\n")
        start = self._length
        self._lay(draft.pieces, keep)
        page = next((piece.page for piece in draft.pieces if piece.page is not None), None)
        self.paragraphs.append(
            Paragraph(start, self._length, level, page, draft.table_id if draft.row is not None else None,
                      draft.row, draft.col)
        )  # fmt: skip

    def _put(self, text: str) -> None:
        self.chars.append(text)
        self._length += len(text)

    def _lay(self, pieces: tuple[Piece, ...], keep: list[tuple[int, int]]) -> None:
        """Write runs of neighbouring characters of one piece, each as a segment."""
        run: list[tuple[int, int]] = []
        for place in [*keep, (-1, -1)]:
            if run and (place[0] != run[-1][0] or place[1] != run[-1][1] + 1):
                self._run(pieces, run)
                run = []
            run.append(place)

    def _run(self, pieces: tuple[Piece, ...], run: list[tuple[int, int]]) -> None:
        piece, first, last = pieces[run[0][0]], run[0][1], run[-1][1] + 1
        text = piece.text[first:last].replace("\u3000", " ").replace(GAP, " ").replace("\u00a0", " ")
        start = self._length
        self._put(text)
        if piece.page is None and piece.source_offset is None:
            return
        boxes = piece.char_boxes[first:last] if len(piece.char_boxes) == len(piece.text) else ()
        whole = first == 0 and last == len(piece.text)
        bbox = piece.bbox if whole or not boxes else around(boxes)
        offset = None if piece.source_offset is None else piece.source_offset + first
        self.segments.append(Segment(start, self._length, piece.page, bbox, boxes, piece.confidence, offset))


def around(boxes: tuple[BBox, ...]) -> BBox:
    """The smallest rectangle that holds all of them."""
    found = boxes[0]
    for box in boxes[1:]:
        found = found.union(box)
    return found


def is_blank(char: str) -> bool:
    """Whether the character prints nothing."""
    return char.isspace() or char in "\u200b\ufeff\u2060"


def is_western(char: str) -> bool:
    """Letters and digits between which a blank means something."""
    return char.isascii() and (char.isalnum() or char in ".,%")


def kept_characters(pieces: tuple[Piece, ...]) -> list[tuple[int, int]]:
    """Which characters go into the text, as (piece, index).

    A blank stays, as one, between two western characters (``20 28`` is printed
    so and must not become a number here) and where it is as wide as a column
    gap; all other blanks come from justified setting and go.
    """
    keep: list[tuple[int, int]] = []
    blanks: list[tuple[int, int]] = []
    width = 0
    last = ""
    for number, piece in enumerate(pieces):
        for index, char in enumerate(piece.text):
            if is_blank(char):
                blanks.append((number, index))
                width += WIDE_BLANK if char == GAP else 1
                continue
            if blanks and last and (width >= WIDE_BLANK or (is_western(last) and is_western(char))):
                keep.append(blanks[0])
            blanks, width = [], 0
            keep.append((number, index))
            last = char
    return keep
