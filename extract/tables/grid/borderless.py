"""Tables set in columns without rules.

Lines with several runs, one of them a number, that follow each other closely are
the body; close lines above it that are no caption are its header. Columns are the
stretches that no row of the body crosses. Lines of one column that are set as
closely as a paragraph are one wrapped cell; the middles of the cells give the
rows, and a cell whose middle stands between two rows spans them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extract.numbers import parse_number
from extract.tables.grid.cells import Box, Lattice
from extract.tables.grid.columns import COLUMN_GAP, HAIR, Line, columns_of, counts
from extract.tables.grid.fill import Piece, fill, line_text, lines_of
from extract.tables.grid.heads import with_heads_over
from extract.tables.parts import Part, free_words
from extract.types import BBox, Page
from models.forms import headwords

#: Words of one line within this share of their height are one run.
RUN_GAP = 0.35
#: Fewer rows with numbers are no table.
FEWEST_ROWS = 3
#: So many words that heads of the forms print make a head of a form of what stands above numbers.
FEWEST_HEADWORDS = 3
#: A label below the last number is at most so many times as wide as those above it.
WIDER = 1.3
#: Rows follow each other within this many line heights.
ROW_PITCH = 3.2
#: Lines of one cell follow each other within this share of their height, and of the room between rows.
LEADING, LEADING_OF_ROWS = 0.75, 0.6
#: Edges of a column of numbers agree within this (points).
ALIGNED = 5.0
#: This share of the numbers of a column is aligned.
ALIGNED_SHARE = 0.7
#: Nothing confirms a border here.
CONFIDENCE = 0.6
#: Header lines taken above the first row with numbers.
MOST_HEADER_LINES = 8
#: Header lines follow each other within this many line heights.
HEADER_PITCH = 2.0
#: A run may hang over into the next column by this (points).
OVERHANG = 3.0
#: Labels of forms of this many characters, one closely below the other, are two cells: 项目名称, 主管部门.
SHORTEST_LABEL = 4
#: A border stands this far (points) from a text.
CLEAR = 0.5
#: Middles of cells within this share of the height stand in one row.
SAME_ROW = 0.3
#: Rows nearer to each other than this share of the usual pitch are no two rows.
NEAREST_ROWS = 0.72
#: Lines that belong above a table: its unit, its mark, who made it.
_CAPTION = re.compile(
    r"单位[:：]|部门[:：]|公开\d+表|^表\d|^附[表件]|(?:编制|填报)(?:单位|部门|[:：])|^注[:：]|^[（(]?\d{4}年度?[）)]?$"
)


@dataclass
class _Block:
    """The lines of one cell."""

    col: int
    bbox: BBox
    line_height: float
    number: bool = False
    known: bool = False


def borderless_parts(page: Page, ruled: Sequence[Part]) -> list[Part]:
    """Tables without rules among the words that stand in no ruled table."""
    lines = _lines(page, ruled)
    out: list[Part] = []
    for start, end in _bodies(lines):
        part = _part(page, lines, start, end)
        if part is not None and not any(_overlap(part.bbox, other.bbox) for other in (*ruled, *out)):
            out.append(part)
    return out


def _lines(page: Page, ruled: Sequence[Part]) -> list[Line]:
    pieces = [Piece(word.text, word.bbox, word.confidence) for word in free_words(page, ruled)]
    out = []
    for line in lines_of(pieces):
        runs: list[list[Piece]] = []
        for piece in line:
            gap = RUN_GAP * piece.bbox.height
            apart = runs and parse_number(runs[-1][-1].text) is not None and parse_number(piece.text) is None
            if runs and piece.bbox.x0 - runs[-1][-1].bbox.x1 <= (COLUMN_GAP if apart else gap):
                runs[-1].append(piece)
            else:
                runs.append([piece])
        boxes = [(line_text(run), _around([piece.bbox for piece in run])) for run in runs]
        out.append(Line(_around([box for _, box in boxes]), tuple(boxes)))
    return sorted(out, key=lambda line: line.bbox.centre[1])


def _around(boxes: Sequence[BBox]) -> BBox:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return whole


def _bodies(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """First and last index of lines with numbers that follow each other closely."""
    out: list[tuple[int, int]] = []
    start = last = None
    for index, line in enumerate(lines):
        if not line.is_row or _is_caption(line):
            continue
        if last is not None and not _linked(lines, last, index):
            out.append((start or 0, last))
            start = None
        if start is None:
            start = index
        last = index
    if start is not None and last is not None:
        out.append((start, last))
    return [(a, b) for a, b in out if _enough(lines, a, b)]


def _enough(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether there are rows enough; below columns that are numbered, or that have a head each, one is enough."""
    rows = [line for line in lines[start : end + 1] if line.is_row]
    if len(rows) >= FEWEST_ROWS or (len(rows) >= 2 and len(rows[0].numbers) >= FEWEST_ROWS and counts(rows[0])):
        return True
    return _all_headed(rows, lines[_header_start(lines, start) : start]) or _heads_a_form(lines, start)


def _all_headed(rows: Sequence[Line], header: Sequence[Line]) -> bool:
    """Whether a row or two of nothing but numbers stand below several lines of heads, one over each number."""
    heads = [box for line in header for text, box in line.runs if parse_number(text) is None]
    return len(header) >= 2 and all(
        len(row.numbers) == len(row.runs) > FEWEST_ROWS
        and all(any(head.x0 < box.x1 and box.x0 < head.x1 for head in heads) for box in row.numbers)
        for row in rows
    )


def _heads_a_form(lines: Sequence[Line], start: int) -> bool:
    """Whether what stands above the first row is the head of a form: the end of a form that began a page before."""
    header = lines[_header_start(lines, start) : start]
    said = ["".join(text.split()) for line in header for text, _ in line.runs]
    return sum(text in headwords() for text in said) >= FEWEST_HEADWORDS


def _linked(lines: Sequence[Line], first: int, second: int) -> bool:
    """Whether every line between two rows follows the one before it closely, and none is a caption."""
    between = lines[first : second + 1]
    if any(_is_caption(line) for line in between):
        return False
    reach = between[0].bbox.bottom
    for line in between[1:]:
        if line.bbox.top - reach > ROW_PITCH * min(box.height for _, box in line.runs):
            return False
        reach = max(reach, line.bbox.bottom)
    return True


def _is_caption(line: Line) -> bool:
    """Whether what stands at either side of a line is what stands above tables."""
    return len(line.runs) <= 3 and any(_CAPTION.search(text) for text, _ in line.runs)


def _part(page: Page, lines: Sequence[Line], start: int, end: int) -> Part | None:
    body = [line for line in lines[start : end + 1] if line.is_row]
    first = _header_start(lines, start)
    numbered = len(body[0].numbers) >= FEWEST_ROWS and counts(body[0])
    headed = _all_headed(body, lines[first:start]) or _heads_a_form(lines, start)
    if not (_has_value_column(body) or numbered or headed):
        return None
    last = _last(lines, start, end)
    inside = lines[first : last + 1]
    columns = columns_of(lines[first:start], lines[start : last + 1])
    if len(columns) < 2:
        return None
    xs = [min(columns[0][0], min(line.bbox.x0 for line in inside)) - 1]
    printed = [box for line in inside for _, box in line.runs]
    xs += [_border(a[1], b[0], printed) for a, b in zip(columns, columns[1:], strict=False)]
    xs.append(max(columns[-1][1], max(line.bbox.x1 for line in inside)) + 1)
    middles = _rows(_blocks(inside, xs))
    if len(middles) < FEWEST_ROWS:
        return None
    ys = [inside[0].bbox.top - 1]
    ys += [(a + b) / 2 for a, b in zip(middles, middles[1:], strict=False)]
    ys.append(max(line.bbox.bottom for line in inside) + 1)
    if any(b <= a for a, b in zip(ys, ys[1:], strict=False)):
        return None
    boxes = with_heads_over(_boxes(xs, ys, inside), xs, ys, inside, lines[start].bbox.centre[1])
    found = Lattice(tuple(xs), tuple(ys), tuple(boxes))
    cells = fill(found, page.words, page.number)
    return Part(
        page.number,
        found.bbox,
        found.xs,
        found.ys,
        cells,
        page_height=page.height,
        exact=False,
        ruled=False,
        confidence=CONFIDENCE,
    )


def _border(left: float, right: float, printed: Sequence[BBox]) -> float:
    """Where the border between two columns stands: where it cuts the fewest texts, of such places the most central.

    Numbers are set at the right of a column and heads in its middle: the middle of the room between numbers cuts heads.
    """
    middle = (left + right) / 2
    edges = [x for box in printed for x in (box.x0 - CLEAR, box.x1 + CLEAR) if left < x < right]
    return min((middle, *edges), key=lambda x: (sum(box.x0 < x < box.x1 for box in printed), abs(x - middle)))


def _last(lines: Sequence[Line], start: int, end: int) -> int:
    """The last line of a table: behind the last number go close lines of several runs, and labels like those above."""
    labels = [box for line in lines[start : end + 1] for text, box in line.runs if parse_number(text) is None]
    last = end
    while last + 1 < len(lines) and _linked(lines, last, last + 1):
        below = lines[last + 1]
        if len(below.runs) < 2:
            text, box = below.runs[0]
            alike = [other for other in labels if abs(other.x0 - box.x0) <= HAIR]
            widest = max((other.width for other in alike), default=0.0)
            if len(alike) < FEWEST_ROWS or box.width > WIDER * widest or "。" in text:
                break
        last += 1
    return last


def _boxes(xs: Sequence[float], ys: Sequence[float], inside: Sequence[Line]) -> list[Box]:
    """The cells; a run over several columns that has them to itself makes one cell of them."""
    runs = [box for line in inside for _, box in line.runs]
    out: list[Box] = []
    for row, (top, bottom) in enumerate(zip(ys, ys[1:], strict=False)):
        reaches = [_reach(box, xs) for box in runs if top <= box.centre[1] < bottom]
        col = 0
        while col < len(xs) - 1:
            width = max((last - first + 1 for first, last in reaches if first == col), default=1)
            end = col + width - 1
            if any(first <= end < last or first < col <= last for first, last in reaches) or (
                width > 1 and any(col < first <= end or (first == col and last < end) for first, last in reaches)
            ):
                width = 1
            out.append(Box(row, col, 1, width, BBox(xs[col], top, xs[col + width], bottom)))
            col += width
    return out


def _reach(box: BBox, xs: Sequence[float]) -> tuple[int, int]:
    """First and last column of a run; a hair over the border does not count."""
    within = [c for c in range(len(xs) - 1) if min(box.x1, xs[c + 1]) - max(box.x0, xs[c]) > OVERHANG]
    return (within[0], within[-1]) if within else (0, 0)


def _blocks(inside: Sequence[Line], xs: Sequence[float]) -> list[_Block]:
    """Cells: runs of one column, one closely below the other."""
    by_column: dict[int, list[tuple[BBox, bool, bool]]] = {}
    for line in inside:
        for text, box in line.runs:
            middle = box.centre[0]
            col = next((c for c in range(len(xs) - 1) if middle <= xs[c + 1]), len(xs) - 2)
            said = "".join(text.split())
            known = len(said) >= SHORTEST_LABEL and said in headwords()
            by_column.setdefault(col, []).append((box, parse_number(text) is not None, known))
    room = _room(inside)
    out: list[_Block] = []
    for col, boxes in by_column.items():
        last: _Block | None = None
        for box, number, known in sorted(boxes, key=lambda one: one[0].centre[1]):
            near = last is not None and box.top - last.bbox.bottom <= min(LEADING * box.height, room)
            if last is not None and near and not (known and last.known):
                last.bbox, last.known = last.bbox.union(box), False
            else:
                last = _Block(col, box, box.height, number, known)
                out.append(last)
    return out


def _room(inside: Sequence[Line]) -> float:
    """How much of the room between numbers that stand below each other the lines of one cell may leave."""
    numbers = sorted((box for line in inside for box in line.numbers), key=lambda box: box.centre[1])
    gaps = []
    for index, box in enumerate(numbers):
        below = next((b for b in numbers[index + 1 :] if b.top >= box.bottom and abs(b.x1 - box.x1) <= ALIGNED), None)
        if below is not None:
            gaps.append(below.top - box.bottom)
    return LEADING_OF_ROWS * sorted(gaps)[len(gaps) // 5] if gaps else float("inf")


def _rows(blocks: Sequence[_Block]) -> list[float]:
    """The middles of the rows, from the top."""
    if not blocks:
        return []
    clusters: list[list[_Block]] = []
    for block in sorted(blocks, key=lambda block: block.bbox.centre[1]):
        near = clusters and block.bbox.centre[1] - _middle(clusters[-1]) <= SAME_ROW * block.line_height
        if near:
            clusters[-1].append(block)
        else:
            clusters.append([block])
    full = [_middle(cluster) for cluster in clusters if len(cluster) > 1]
    pitches = [b - a for a, b in zip(full, full[1:], strict=False)]
    height = median(block.line_height for block in blocks)
    nearest = max(NEAREST_ROWS * median(pitches) if pitches else 0.0, height)
    while True:
        odd = _spanning(clusters, nearest)
        if odd is None:
            return [_middle(cluster) for cluster in clusters]
        del clusters[odd]


def _spanning(clusters: Sequence[list[_Block]], nearest: float) -> int | None:
    """Which cluster stands between two rows, not in one: it is too near to another and in other columns."""
    worst: tuple[float, int] | None = None
    for index in range(len(clusters) - 1):
        gap = _middle(clusters[index + 1]) - _middle(clusters[index])
        if gap < nearest and (worst is None or gap < worst[0]):
            worst = (gap, index)
    if worst is None:
        return None
    one, other = worst[1], worst[1] + 1

    def between(index: int) -> float:
        """How far a cluster stands from the middle between its neighbours, where it has the columns for itself."""
        if not 0 < index < len(clusters) - 1 or any(block.number for block in clusters[index]):
            return float("inf")
        above, below = clusters[index - 1], clusters[index + 1]
        own = {block.col for block in clusters[index]}
        if own & {block.col for block in (*above, *below)}:
            return float("inf")
        return abs(_middle(clusters[index]) - (_middle(above) + _middle(below)) / 2)

    if between(one) != between(other):
        return min(one, other, key=between)
    return min(one, other, key=lambda index: len(clusters[index]))


def _middle(cluster: Sequence[_Block]) -> float:
    return sum(block.bbox.centre[1] for block in cluster) / len(cluster)


def _has_value_column(body: Sequence[Line]) -> bool:
    """Whether numbers stand one below the other and are not the page numbers of a contents list."""
    boxes = [(text, box) for line in body for text, box in line.runs[1:] if parse_number(text) is not None]
    for _, anchor in boxes:
        inside = [(text, box) for text, box in boxes if abs(box.x1 - anchor.x1) <= ALIGNED]
        near = [1 for _, box in boxes if box.x0 <= anchor.x1 and anchor.x0 <= box.x1]
        if len(inside) < max(FEWEST_ROWS, ALIGNED_SHARE * len(near)):
            continue
        values = [number.value for text, _ in inside if (number := parse_number(text)) is not None]
        if any(value != int(value) for value in values) or values != sorted(values):
            return True
    return False


def _header_start(lines: Sequence[Line], start: int) -> int:
    """Index of the first header line above the first row: close lines that are no caption and no prose."""
    first = start
    width = max(line.bbox.x1 for line in lines) - min(line.bbox.x0 for line in lines)
    while first > 0 and start - first < MOST_HEADER_LINES:
        above = lines[first - 1]
        height = min(box.height for _, box in above.runs)
        if lines[first].bbox.top - above.bbox.bottom > HEADER_PITCH * height or _is_caption(above):
            break
        if max(box.width for _, box in above.runs) > 0.6 * width:
            break
        first -= 1
    return first


def _overlap(one: BBox, other: BBox) -> bool:
    return one.top < other.bottom and other.top < one.bottom and one.x0 < other.x1 and other.x0 < one.x1
