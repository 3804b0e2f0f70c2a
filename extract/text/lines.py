"""From the words of a page to its lines, without tables, page numbers and running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean, median

from extract.text.draft import GAP, Piece, around
from extract.types import BBox, Page, Table, Word
from models import patterns

#: Two words stand on one line if they share this part of the lower one's height.
LINE_OVERLAP = 0.5
#: A gap of more than this many character heights separates columns of a line.
COLUMN_GAP = 2.0
#: A gap of more than this many character heights between western words is a blank.
BLANK_GAP = 0.15
#: Running heads and feet stand within this part of the page's height from its edges.
MARGIN = 0.12
#: A line that stands at its place on so many pages is a running head or foot.
RUNNING_PAGES = 3
RUNNING_SHARE = 0.3
#: Words reach this far (points) into a table's border and still stand outside or inside by their centre.
TABLE_SLACK = 1.0
#: How sure a word is at most that carries a mark of doubt.
DOUBTED = 0.5
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Line:
    """Words of one line, left to right; ``size`` is the height of its characters."""

    page: int
    bbox: BBox
    pieces: tuple[Piece, ...]
    size: float

    @property
    def text(self) -> str:
        """The printed characters; a tab where a column gap is."""
        return "".join(piece.text for piece in self.pieces)


def pieces_of(word: Word, page: int) -> list[Piece]:
    """A word as pieces of the text; what a mark is about is no surer than a guess between two."""
    if not word.marks or len(word.char_boxes) != len(word.text):
        sure = min(word.confidence, DOUBTED) if word.marks else word.confidence
        return [Piece(word.text, page, word.bbox, word.char_boxes, sure)]
    pieces = []
    at = range(len(word.text))
    for doubted, run in groupby(at, key=lambda i: word.doubted(i, i + 1)):
        places = list(run)
        start, end = places[0], places[-1] + 1
        boxes = word.char_boxes[start:end]
        scores = word.char_scores[start:end] if len(word.char_scores) == len(word.text) else ()
        # The score of a word with a mark is that of its doubted figure.
        sure = min(word.confidence, DOUBTED) if doubted else (round(fmean(scores), 4) if scores else word.confidence)
        pieces.append(Piece(word.text[start:end], page, around(boxes), boxes, sure))
    return pieces


def outside_tables(page: Page, tables: Iterable[Table]) -> list[Word]:
    """The words of a page that stand in no table's area."""
    areas = [
        BBox(box.x0 - TABLE_SLACK, box.top - TABLE_SLACK, box.x1 + TABLE_SLACK, box.bottom + TABLE_SLACK)
        for table in tables
        for number, box in table.parts
        if number == page.number
    ]
    return [word for word in page.words if not any(area.contains_point(*word.bbox.centre) for area in areas)]


def into_lines(words: Sequence[Word], page: int) -> list[Line]:
    """Group words that stand beside each other; lines from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted((w for w in words if w.text.strip()), key=lambda w: (w.bbox.centre[1], w.bbox.x0)):
        row = rows[-1] if rows else None
        if row is not None and _beside(row, word):
            row.append(word)
        else:
            rows.append([word])
    return [_line(sorted(row, key=lambda w: w.bbox.x0), page) for row in rows]


def _beside(row: list[Word], word: Word) -> bool:
    last = max(row, key=lambda w: w.bbox.height)
    shared = min(last.bbox.bottom, word.bbox.bottom) - max(last.bbox.top, word.bbox.top)
    return shared >= LINE_OVERLAP * min(last.bbox.height, word.bbox.height)


def _line(words: list[Word], page: int) -> Line:
    size = median(word.bbox.height for word in words)
    pieces: list[Piece] = []
    for before, word in zip([None, *words], words, strict=False):
        if before is not None:
            gap = word.bbox.x0 - before.bbox.x1
            if gap > COLUMN_GAP * size:
                pieces.append(Piece(GAP))
            elif gap > BLANK_GAP * size:
                pieces.append(Piece(" "))
        pieces += pieces_of(word, page)
    return Line(page, around(tuple(word.bbox for word in words)), tuple(pieces), size)


def without_running_lines(pages: Sequence[tuple[Page, list[Line]]]) -> list[list[Line]]:
    """Lines of every page without page numbers, running heads and feet."""
    seen: Counter[str] = Counter()
    for page, lines in pages:
        seen.update({_key(line, page) for line in lines if _in_margin(line, page)})
    least = max(RUNNING_PAGES, RUNNING_SHARE * len(pages))
    running = {key for key, count in seen.items() if count >= least}
    number = patterns.expression("headings", "page_number")
    kept: list[list[Line]] = []
    for page, lines in pages:
        kept.append(
            [
                line
                for line in lines
                if not (_in_margin(line, page) and (_key(line, page) in running or number.match(line.text.strip())))
            ]
        )
    return kept


def _in_margin(line: Line, page: Page) -> bool:
    return line.bbox.bottom <= MARGIN * page.height or line.bbox.top >= (1 - MARGIN) * page.height


def _key(line: Line, page: Page) -> str:
    """What a running line repeats: its words without numbers, and at which edge."""
    edge = "top" if line.bbox.bottom <= MARGIN * page.height else "foot"
    # Numerals of headings differ where running heads repeat: only digits are folded.
    words = _DIGITS.sub("#", re.sub(r"\s+", "", line.text))
    return f"{edge} {round(line.bbox.centre[1] / 6)} {words}"
