"""Rows of a dump into tables: where one ends, how wide it is, where the cells of a short row stand.

A dump has lost all spans: a cell merged over columns stands once, one merged
over rows leaves blanks below it. Most rows are whole and tell the width; for a
short one the row below it tells which of its cells were wide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from extract.blocks.grid import Laid, table_of
from extract.numbers import parse_number
from extract.types import Table
from models.forms import forms, words

#: Headers are looked for in so many rows.
MOST_HEADER_ROWS = 8
#: So many rows of one width make a block of a table.
FEWEST_OF_BLOCK = 2
#: Ways to part a short header row that are tried.
MOST_WAYS = 5000

_CAPTION = re.compile(r"公开\s*\d+\s*表|单位[:：]|部门[:：]")
_NAME_HEAD = re.compile(r"^(机构|单位|项目|科目|基金)?名称$|^项目$")
#: Heads of the levels of a code of the classifications.
_LEVELS = ("类", "款", "项")
_HEADING = re.compile(r"(情况|表|目标|经费|资产|人员)([（(].{1,12}[）)])?$|^[一二三四五六七八九十]+、")


class Row(NamedTuple):
    """The cells of a row as dumped, and where it begins."""

    cells: tuple[str, ...]
    offset: int

    @property
    def printed(self) -> list[str]:
        return [text for text in map(_squeezed, self.cells) if text]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\u3000", ""))


def tables_of(rows: Sequence[Row]) -> Iterator[tuple[Table | tuple[str, ...], int]]:
    """The tables of a run of rows, each with the offset of its first row; captions without a table as lines."""
    for several in _apart(rows):
        captions, body = _without_captions(several)
        if not body:
            yield captions, several[0].offset
            continue
        table = table_of(_laid(body))
        if table is not None:
            yield Table("", table.n_rows, table.n_cols, table.cells, captions=captions), body[0].offset


def _apart(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """A row that prints nothing but a title, behind rows with values, begins a new table."""
    now: list[Row] = []
    seen_values = False
    for index, row in enumerate(rows):
        if now and seen_values and _begins(rows, index):
            yield now
            now, seen_values = [], False
        now.append(row)
        seen_values = seen_values or any(parse_number(text) is not None for text in row.printed)
    if now:
        yield now


def is_form_title(text: str) -> bool:
    """Whether a line is the title of a form and nothing else."""
    plain = re.sub(r"[“”\"]", "", _squeezed(text))
    return plain.endswith("表") and any(form.title.search(plain) for form in forms())


def _begins(rows: Sequence[Row], index: int) -> bool:
    row = rows[index]
    printed = row.printed
    if len(printed) > 1 and _heads_anew(rows, index):
        return True
    if len(printed) != 1 or parse_number(printed[0]) is not None or index + 1 >= len(rows):
        return len(printed) == 2 and bool(_CAPTION.search(printed[-1])) and not _CAPTION.search(printed[0])
    return is_form_title(printed[0]) or (len(row.cells) == 1 and bool(_HEADING.search(printed[0])))


def _heads_anew(rows: Sequence[Row], index: int) -> bool:
    """A row of words that begins with the head of a column of names, above rows of another width than before."""
    printed = rows[index].printed
    if any(parse_number(text) is not None for text in printed) or not _NAME_HEAD.search(printed[0]):
        return False
    before, behind = len(rows[index - 1].cells), [len(row.cells) for row in rows[index + 1 : index + 4]]
    return len(rows[index].cells) < before and bool(behind) and before not in behind


def _without_captions(rows: list[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """Title, mark, department and unit are set above a form, whether or not they stood in its frame."""
    captions: list[str] = []
    start = 0
    for index, row in enumerate(rows[:4]):
        printed = row.printed
        title = [text for text in printed if any(f.title.search(re.sub(r"[“”\"]", "", text)) for f in forms())]
        if printed and all(_CAPTION.search(text) or (text in title and text.endswith("表")) for text in printed):
            captions.extend(printed)
            start = index + 1
        elif printed:
            break
    # A title that heads a performance form stands in its frame and stays there.
    if captions and not any(_CAPTION.search(text) for text in captions) and not _standard(captions):
        return (), rows
    return tuple(captions), rows[start:]


def _standard(captions: Sequence[str]) -> bool:
    return any(
        form.id != "performance" and form.title.search(re.sub(r"[“”\"]", "", text))
        for text in captions
        for form in forms()
    )


def _mended(rows: list[Row], width: int) -> list[Row]:
    """Rows that an empty line inside a cell had cut in two are one again."""
    out: list[Row] = []
    for row in rows:
        if out and 1 < len(out[-1].cells) < width and len(out[-1].cells) + len(row.cells) == width and row.cells:
            numbered = any(parse_number(text) is not None for text in (*out[-1].printed, *row.printed))
            if numbered:
                out[-1] = Row((*out[-1].cells, *row.cells), out[-1].offset)
                continue
        out.append(row)
    return out


def _codes_as_one(rows: list[Row], width: int) -> list[Row]:
    """类, 款 and 项 head one code where the codes below them were merged over the three: they are one cell then."""
    out = []
    for row in rows:
        texts = [_squeezed(text) for text in row.cells]
        at = next((at for at in range(len(texts) - 2) if tuple(texts[at : at + 3]) == _LEVELS), None)
        if at is not None and len(texts) == width + len(_LEVELS) - 1:
            row = Row((*row.cells[:at], "".join(_LEVELS), *row.cells[at + len(_LEVELS) :]), row.offset)
        out.append(row)
    return out


def _laid(rows: list[Row]) -> list[list[Laid]]:
    width = _width(rows)
    rows = _codes_as_one(rows, width)
    rows = _mended(rows, width)
    header = _header_rows(rows)
    # A row of the header without a word is all cells merged downwards.
    rows = [row for index, row in enumerate(rows) if row.printed or index >= header]
    header = _header_rows(rows)
    numeric = _numeric_columns(rows[header:], width)
    out: list[list[Laid]] = []
    laid_below: list[Laid] = []
    wider = _wider(rows, width)
    # From below upwards: how the cells of a header stand is told by the row under it.
    for index in range(len(rows) - 1, -1, -1):
        cells = rows[index].cells
        if index in wider:
            laid_below = _of_block(rows, index, wider[index])
            out.append(laid_below)
            continue
        if len(cells) > width and not any(_squeezed(text) for text in cells[width:]):
            cells = cells[:width]
        if len(cells) >= width or width == 1:
            laid = [Laid(text) for text in cells]
        else:
            below = next((other.cells for other in rows[index + 1 :] if len(other.cells) == width), None)
            spans = _halves(cells, laid_below, width) or _over(cells, laid_below, width) if index < header else None
            beside = _beside(rows, index)
            headed = index < header and not any(map(_numbers, beside))
            spans = spans or _spans(cells, width, below if headed else None, numeric, beside)
            unsure = index >= header and any(parse_number(text) is not None for text in rows[index].printed)
            marks = ("row_of_another_width",) if unsure else ()
            laid = [Laid(text, 1, span, marks) for text, span in zip(cells, spans, strict=True)]
        out.append(laid)
        laid_below = laid
    return out[::-1]


class _Block(NamedTuple):
    """Rows of a table that are wider than most of it: a form has parts with columns of their own."""

    first: int
    width: int
    numeric: list[bool]


def _wider(rows: Sequence[Row], width: int) -> dict[int, _Block]:
    """The block of each row that stands in one: rows with figures beyond the width, and the row of heads above them."""
    out: dict[int, _Block] = {}
    index = 0
    while index < len(rows):
        first = index
        while index < len(rows) and len(rows[index].cells) > width:
            index += 1
        run = rows[first:index]
        widest = max((len(row.cells) for row in run), default=0)
        whole = [row for row in run if len(row.cells) == widest]
        beyond = any(_squeezed(text) for row in whole for text in row.cells[width:])
        if len(whole) >= FEWEST_OF_BLOCK and beyond and any(_numbers(row.cells) for row in whole):
            block = _Block(first, widest, _numeric_columns(run, widest))
            headed = first and len(rows[first - 1].printed) > 1 and not _numbers(rows[first - 1].cells)
            out |= dict.fromkeys(range(first - 1 if headed else first, index), block)
        index += 1
    return out


def _of_block(rows: Sequence[Row], index: int, block: _Block) -> list[Laid]:
    """The cells of a row of a block, parted by the row below it or by where its figures stand."""
    cells = rows[index].cells
    if len(cells) >= block.width:
        return [Laid(text) for text in cells]
    numbers = _numbers(cells)
    if numbers:
        spans = _by_numbers([cells], block.width, block.numeric)
    else:
        below = rows[block.first].cells
        spans = _likeliest(cells, block.width, below) or _spans(cells, block.width, None, block.numeric, [cells])
    marks = ("row_of_another_width",) if numbers else ()
    return [Laid(text, 1, span, marks) for text, span in zip(cells, spans, strict=True)]


def _numbers(cells: Sequence[str]) -> bool:
    return any(parse_number(text) is not None for text in cells)


def _beside(rows: Sequence[Row], index: int) -> list[tuple[str, ...]]:
    """The rows of as many cells that a row stands among: heads and the figures below them are parted alike."""
    count = len(rows[index].cells)
    first = last = index
    while first > 0 and len(rows[first - 1].cells) == count:
        first -= 1
    while last + 1 < len(rows) and len(rows[last + 1].cells) == count:
        last += 1
    return [row.cells for row in rows[first : last + 1]]


def _halves(cells: Sequence[str], below: Sequence[Laid], width: int) -> tuple[int, ...] | None:
    """Two heads side by side: the second begins where the words under the first begin anew."""
    if len(cells) != 2 or not below or not _squeezed(below[0].text):
        return None
    col = 0
    for at, laid in enumerate(below):
        if at and _squeezed(laid.text) == _squeezed(below[0].text):
            return (col, width - col)
        col += laid.colspan
    return None


def _over(cells: Sequence[str], below: Sequence[Laid], width: int) -> tuple[int, ...] | None:
    """A row of heads over a row of heads that is short itself: it is parted where that one is.

    合计 · 出国费 · 公务用车费 over blank · blank · 小计 · 购置费 · 运行费, each of these over 预算数 · 决算数.
    """
    if not len(cells) <= len(below) < width or sum(laid.colspan for laid in below) != width:
        return None
    units = _likeliest(cells, len(below), [laid.text for laid in below])
    if units is None:
        return None
    spans, at = [], 0
    for count in units:
        spans.append(sum(laid.colspan for laid in below[at : at + count]))
        at += count
    return tuple(spans)


def _numeric_columns(rows: Sequence[Row], width: int) -> list[bool]:
    """Which columns print numbers in most of the whole rows that print anything there."""
    whole = [row.cells for row in rows if len(row.cells) == width]
    out = []
    for col in range(width):
        texts = [text for cells in whole if (text := _squeezed(cells[col]))]
        out.append(2 * sum(_is_amount(text) for text in texts) > len(texts))
    return out


def _is_amount(text: str) -> bool:
    return parse_number(text) is not None and not (text.isdigit() and len(text) in (3, 5, 7))


def _width(rows: Sequence[Row]) -> int:
    """The width of most rows; of equally many the greater."""
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    if not widths:
        return 1
    return max(widths, key=lambda width: (widths[width], width))


def _header_rows(rows: Sequence[Row]) -> int:
    """Rows down to the one that numbers the columns, or before the first that prints a value."""
    numbering = {_squeezed(word) for word in words().numbering}
    for index, row in enumerate(rows[:MOST_HEADER_ROWS]):
        if any(text in numbering for text in row.printed):
            return index
    for index, row in enumerate(rows[:MOST_HEADER_ROWS]):
        if any(parse_number(text) is not None for text in row.printed):
            return index
    return 0


def _spans(
    cells: Sequence[str],
    width: int,
    below: Sequence[str] | None,
    numeric: Sequence[bool],
    beside: Sequence[Sequence[str]],
) -> tuple[int, ...]:
    """How many columns each cell of a short row covers.

    In a header a cell above a blank was merged downwards and is one column
    wide; one above words was merged sideways. In a row with numbers, and in those of
    as many cells beside it, these stand under numbers. Elsewhere the second cell,
    behind the one that heads the row, takes what is left.
    """
    count = len(cells)
    if count == 1:
        return (width,)
    if width % count == 0 and below is None and count == 2 and width <= 2:
        return (width // count,) * count
    if below is not None:
        best = _likeliest(cells, width, below, numeric)
        if best is not None:
            return best
        if width % count == 0:
            return (width // count,) * count
    if any(map(_numbers, beside)) and numeric:
        return _by_numbers(beside, width, numeric)
    return (1, width - count + 1, *([1] * (count - 2)))


def _by_numbers(rows: Sequence[Sequence[str]], width: int, numeric: Sequence[bool]) -> tuple[int, ...]:
    """The way to part rows of as many cells that puts their numbers under numbers and widens their words."""
    count = len(rows[0])
    numbers = [sum(parse_number(row[at]) is not None for row in rows) for at in range(count)]
    # Words over or beside numbers are their heads, and a dash stands for one: both keep to their column. The label of
    # a sum (总分 · 100 · 95) reaches over whatever stands before the figures.
    worded = [0 if numbers[at] else sum(_keeps_off_numbers(_squeezed(row[at])) for row in rows) for at in range(count)]
    blank = [sum(not _squeezed(row[at]) for row in rows) for at in range(count)]

    def cost(edges: Sequence[int], spans: Sequence[int]) -> float:
        total = 0.0
        for at, (start, span) in enumerate(zip(edges, spans, strict=False)):
            under = numeric[start : start + span]
            total += numbers[at] * (3.0 * (span > 1) + 3.0 * (not under[0]))
            total += worded[at] * under.count(True)
            total += blank[at] * 0.5 * (span > 1)
            total += 0.01 * span * span * len(rows)
        return total

    return _cheapest(count, width, cost) or (1, width - count + 1, *([1] * (count - 2)))


def _keeps_off_numbers(text: str) -> bool:
    none = words().nothing.match(text) or words().totals.match(text) or words().points_in_all.match(text)
    return bool(text) and none is None


def _likeliest(
    cells: Sequence[str], width: int, below: Sequence[str], numeric: Sequence[bool] = ()
) -> tuple[int, ...] | None:
    filled = [bool(_squeezed(text)) for text in below]
    sums = [words().totals.match(_squeezed(text)) is not None for text in below]

    def cost(edges: Sequence[int], spans: Sequence[int]) -> float:
        total = 0.0
        for text, start, span in zip(cells, edges, spans, strict=False):
            under = filled[start : start + span]
            total += (0.5 if under[0] and _squeezed(text) else 0.0) if span == 1 else under.count(False)
            if _NAME_HEAD.search(_squeezed(text)):
                total += list(numeric[start : start + span]).count(True)  # 项目 stands over codes and names
                total += sums[start : start + span].count(True)
            total += sums[start + 1 : start + span - 1].count(True)  # 合计 is the first or the last below a head
            total += 0.01 * span * span  # of equally good ways the even one
        return total

    return _cheapest(len(cells), width, cost)


def _cheapest(count: int, width: int, cost: Callable[[Sequence[int], Sequence[int]], float]) -> tuple[int, ...] | None:
    best: tuple[int, ...] | None = None
    least: float | None = None
    for tried, cuts in enumerate(combinations(range(1, width), count - 1)):
        if tried >= MOST_WAYS:
            break
        edges = (0, *cuts, width)
        spans = tuple(b - a for a, b in zip(edges, edges[1:], strict=False))
        here = cost(edges, spans)
        if least is None or here < least:
            best, least = spans, here
    return best
