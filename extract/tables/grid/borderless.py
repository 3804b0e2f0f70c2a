"""Tables set in columns without rules.

Lines with several runs, one of them a number, that follow each other closely are
the body; close lines above it that are no caption are its header. Columns are the
stretches that no row of the body crosses. Lines of one column that are set as
closely as a paragraph are one wrapped cell; the middles of the cells give the
rows, and a cell whose middle stands between two rows spans them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from extract.numbers import parse_number
from extract.tables.grid.cells import Box, Lattice
from extract.tables.grid.columns import COLUMN_GAP, HAIR, Line, columns_of, counts
from extract.tables.grid.fill import SAME_LINE, Piece, fill, line_text, lines_of
from extract.tables.grid.heads import with_heads_over
from extract.tables.grid.wrapped import ALIGNED, Block, blocks_of, is_rest, rows_of
from extract.tables.parts import Part, free_words
from extract.types import BBox, Page
from models.forms import headwords, words

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
#: This share of the numbers of a column is aligned.
ALIGNED_SHARE = 0.7
#: Nothing confirms a border here.
CONFIDENCE = 0.6
#: Header lines taken above the first row with numbers.
MOST_HEADER_LINES = 8
#: And above the first figure of a form of indicators.
MOST_FORM_LINES = 24
#: Header lines follow each other within this many line heights.
HEADER_PITCH = 2.0
#: A run may hang over into the next column by this (points).
OVERHANG = 3.0
#: A border stands this far (points) from a text.
CLEAR = 0.5
#: Lines that belong above a table: its unit, its mark, who made it.
_CAPTION = re.compile(
    r"单位(?:名称)?[:：]|部门(?:名称)?[:：]|截止日(?:期)?[:：]|^报表\d|公开[A-Z]?\d+(?:-\d+)?表|^表\d|^附[表件]|(?:编制|填报)(?:单位|部门|[:：])|^注[:：]"
)
_YEAR = re.compile(r"^[（(]?\d{4}年度?[）)]?$")


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
        boxes = _spread([(line_text(run), _around([piece.bbox for piece in run])) for run in runs])
        out.append(Line(_around([box for _, box in boxes]), tuple(boxes)))
    return sorted(out, key=lambda line: line.bbox.centre[1])


def _spread(runs: Sequence[tuple[str, BBox]]) -> list[tuple[str, BBox]]:
    """Runs of a line, the letters of a label that is set wide (收　入　总　计) made one."""
    out: list[tuple[str, BBox]] = []
    index = 0
    while index < len(runs):
        end = index
        while end < len(runs) and len(runs[end][0]) == 1 and "\u4e00" <= runs[end][0] <= "\u9fff":
            end += 1
        # The longest known label first; 类, 款 and 项 side by side are none.
        for stop in range(end, index + 1, -1):
            said = "".join(text for text, _ in runs[index:stop])
            if words().totals.match(said) or words().sums.match(said) or said in headwords():
                out.append((said, _around([box for _, box in runs[index:stop]])))
                index = stop
                break
        else:
            out.append(runs[index])
            index += 1
    return out


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
    return _all_headed(rows, lines[_header_start(lines, start) : start]) or _heads_a_form(lines, start, end)


def _all_headed(rows: Sequence[Line], header: Sequence[Line]) -> bool:
    """Whether a row or two of nothing but numbers stand below several lines of heads, one over each number."""
    heads = [box for line in header for text, box in line.runs if parse_number(text) is None]
    return len(header) >= 2 and all(
        len(row.numbers) == len(row.runs) > FEWEST_ROWS
        and all(any(head.x0 < box.x1 and box.x0 < head.x1 for head in heads) for box in row.numbers)
        for row in rows
    )


def _heads_a_form(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether a form begins here: its heads above the first row, or a line of them below what stands first."""
    header = lines[_header_start(lines, start) : start]
    return max(sum(map(_headwords, header)), *map(_headwords, lines[start:end]), 0) >= FEWEST_HEADWORDS


def _headwords(line: Line) -> int:
    return sum("".join(text.split()) in headwords() for text, _ in line.runs)


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
    return _is_year(line) or (len(line.runs) <= 3 and any(_CAPTION.search(text) for text, _ in line.runs))


def _is_year(line: Line) -> bool:
    """Whether a line is a year alone; beside others it is a head."""
    return len(line.runs) == 1 and _YEAR.match(line.runs[0][0]) is not None


def _part(page: Page, lines: Sequence[Line], start: int, end: int) -> Part | None:
    body = [line for line in lines[start : end + 1] if line.is_row]
    of_form = _heads_a_form(lines, start, end)
    # What a form says of its project stands above the heads of its indicators.
    first = _header_start(lines, start, MOST_FORM_LINES if of_form else MOST_HEADER_LINES)
    numbered = len(body[0].numbers) >= FEWEST_ROWS and counts(body[0])
    headed = _all_headed(body, lines[first:start]) or of_form
    if not (_has_value_column(body) or numbered or headed):
        return None
    last = _last(lines, start, end)
    inside = lines[first : last + 1]
    # Where no column of numbers tells the columns the line of heads does.
    inner = () if _has_value_column(body) else lines[start : last + 1]
    heads = [line for line in inner if _headwords(line) >= FEWEST_HEADWORDS]
    columns = columns_of([*lines[first:start], *heads], [line for line in lines[start : last + 1] if line not in heads])
    if len(columns) < 2:
        return None
    xs = [min(columns[0][0], min(line.bbox.x0 for line in inside)) - 1]
    printed = [box for line in inside for _, box in line.runs]
    xs += [_border(a[1], b[0], printed) for a, b in zip(columns, columns[1:], strict=False)]
    xs.append(max(columns[-1][1], max(line.bbox.x1 for line in inside)) + 1)
    blocks = blocks_of(inside, xs)
    middles = rows_of(blocks)
    if len(middles) < FEWEST_ROWS:
        return None
    ys = [inside[0].bbox.top - 1]
    ys += [(a + b) / 2 for a, b in zip(middles, middles[1:], strict=False)]
    ys.append(max(line.bbox.bottom for line in inside) + 1)
    if any(b <= a for a, b in zip(ys, ys[1:], strict=False)):
        return None
    row_of = partial(_row_of, blocks=blocks, middles=middles)
    begins = lines[start].bbox.centre[1]
    boxes = with_heads_over(_boxes(xs, ys, inside, begins, row_of), xs, ys, inside, begins, row_of)
    found = Lattice(tuple(xs), tuple(ys), tuple(boxes))
    cells = fill(found, page.words, page.number, ruled=False, row_of=row_of)
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


def _row_of(word: BBox, blocks: Sequence[Block], middles: Sequence[float]) -> int | None:
    """The row of a word: that of the cell whose lines it is one of, however far these reach."""
    block = next((block for block in blocks if block.bbox.contains_point(*word.centre)), None)
    if block is None:
        return None
    middle = block.bbox.centre[1]
    return min(range(len(middles)), key=lambda row: abs(middles[row] - middle))


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
            near = (above for line in lines[max(start, last - 2) : last + 1] for above in line.numbers)
            rest = any(is_rest(text, box, above, ()) for above in near)
            if not rest and (len(alike) < FEWEST_ROWS or box.width > WIDER * widest or "。" in text):
                break
        last += 1
    return last


def _boxes(
    xs: Sequence[float], ys: Sequence[float], inside: Sequence[Line], body: float, row_of: Callable[[BBox], int | None]
) -> list[Box]:
    """The cells; a text over several columns that has them to itself makes one cell of them.

    In the body, with all of its lines; a head hangs over on either side.
    """
    rows: dict[int, list[tuple[int, int, BBox]]] = {}
    for line in inside:
        for _, box in line.runs:
            row = row_of(box)
            rows.setdefault(_slot(ys, box) if row is None else row, []).append((*_reach(box, xs), box))
    out: list[Box] = []
    for row, (top, bottom) in enumerate(zip(ys, ys[1:], strict=False)):
        reaches = rows.get(row, [])
        col = 0
        while col < len(xs) - 1:
            width = max((last - first + 1 for first, last, _ in reaches if first == col), default=1)
            if width > 1 and not _has_to_itself(reaches, col, col + width - 1, wrapped=bottom > body):
                width = 1
            out.append(Box(row, col, 1, width, BBox(xs[col], top, xs[col + width], bottom)))
            col += width
    return out


def _slot(ys: Sequence[float], box: BBox) -> int:
    return next((row for row in range(len(ys) - 1) if box.centre[1] < ys[row + 1]), len(ys) - 2)


def _has_to_itself(reaches: Sequence[tuple[int, int, BBox]], start: int, end: int, *, wrapped: bool) -> bool:
    """Whether no text of a row crosses the edges of columns [start, end], and none stands beside another in them.

    Where it is not wrapped there is no shorter one either.
    """
    within = [(first, last, box) for first, last, box in reaches if first <= end and last >= start]
    if any(first < start or last > end for first, last, _ in within):
        return False
    if not wrapped:
        return all((first, last) == (start, end) for first, last, _ in within)
    boxes = sorted((box for _, _, box in within), key=lambda box: box.centre[1])
    return all(
        below.centre[1] - above.centre[1] > SAME_LINE * min(above.height, below.height)
        for above, below in zip(boxes, boxes[1:], strict=False)
    )


def _reach(box: BBox, xs: Sequence[float]) -> tuple[int, int]:
    """First and last column of a run; a hair over the border does not count."""
    within = [c for c in range(len(xs) - 1) if min(box.x1, xs[c + 1]) - max(box.x0, xs[c]) > OVERHANG]
    return (within[0], within[-1]) if within else (0, 0)


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


def _header_start(lines: Sequence[Line], start: int, most: int = MOST_HEADER_LINES) -> int:
    """Index of the first header line above the first row: close lines that are no caption and no prose."""
    first = start
    width = max(line.bbox.x1 for line in lines) - min(line.bbox.x0 for line in lines)
    while first > 0 and start - first < most:
        above = lines[first - 1]
        height = min(box.height for _, box in above.runs)
        # The year of a head in two lines (2024年 · 预算数) stands at the height of heads beside it, no caption does.
        beside = lines[max(first - 2, 0) : first - 1] if _is_year(above) else []
        wrapped = any(other.bbox.bottom > above.bbox.top for other in beside)
        if lines[first].bbox.top - above.bbox.bottom > HEADER_PITCH * height or (_is_caption(above) and not wrapped):
            break
        if max(box.width for _, box in above.runs) > 0.6 * width:
            break
        first -= 1
    return first


def _overlap(one: BBox, other: BBox) -> bool:
    return one.top < other.bottom and other.top < one.bottom and one.x0 < other.x1 and other.x0 < one.x1
