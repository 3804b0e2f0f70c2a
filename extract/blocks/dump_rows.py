"""Rows of a dump into tables: where one ends, how wide it is, where the cells of a short row stand.

A dump has lost all spans: a cell merged over columns stands once, one merged
over rows leaves blanks below it. Most rows are whole and tell the width; for a
short one the row below it tells which of its cells were wide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.blocks.dump_spans import NAME_HEAD, by_numbers, groups_of_sums, has_numbers, likeliest, spans_of, squeezed
from extract.blocks.grid import Laid, table_of
from extract.numbers import parse_number
from extract.types import Table
from models.forms import forms, words

#: Headers are looked for in so many rows.
MOST_HEADER_ROWS = 8
#: The longest code of a level.
LONGEST_CODE = 3
#: So many rows of one width make a block of a table.
FEWEST_OF_BLOCK = 2

_CAPTION = re.compile(r"公开\s*[A-Z]?\d+(?:-\d+)?\s*表|单位[:：]|部门[:：]")
_SUM = re.compile(r"(?:合计|总计|小计)$")
#: Heads of the levels of a code of the classifications.
_LEVELS = ("类", "款", "项")
_HEADING = re.compile(r"(情况|表|目标|经费|资产|人员)([（(].{1,12}[）)])?$|^[一二三四五六七八九十]+、")


class Row(NamedTuple):
    """The cells of a row as dumped, and where it begins."""

    cells: tuple[str, ...]
    offset: int

    @property
    def printed(self) -> list[str]:
        return [text for text in map(squeezed, self.cells) if text]


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
    plain = re.sub(r"[“”\"]", "", squeezed(text))
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
    if any(parse_number(text) is not None for text in printed) or not NAME_HEAD.search(printed[0]):
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
        short = out and row.cells and not _whole(out, row)
        if short and 1 < len(out[-1].cells) < width and len(out[-1].cells) + len(row.cells) == width:
            numbered = any(parse_number(text) is not None for text in (*out[-1].printed, *row.printed))
            if numbered:
                out[-1] = Row((*out[-1].cells, *row.cells), out[-1].offset)
                continue
        out.append(row)
    return out


def _whole(before: Sequence[Row], row: Row) -> bool:
    """Whether the last row is whole though it is short, and the one behind it begins anew with words.

    A sum is short where its label reaches over codes and names (合计 · 10.00), and so are rows of a block of their own.
    """
    last = before[-1].printed
    first = squeezed(row.cells[0]) if row.cells else ""
    if not first or parse_number(first) is not None or not last:
        return False
    alike = len(before) > 1 and len(before[-2].cells) == len(before[-1].cells)
    return alike or _is_sum(before[-1]) or words().points_in_all.match(last[0]) is not None


def _is_sum(row: Row) -> bool:
    """Whether a row prints figures behind the label of a sum."""
    return has_numbers(row.cells) and _SUM.search(next(iter(row.printed), "")) is not None


def _codes_as_one(rows: list[Row], width: int) -> list[Row]:
    """类, 款 and 项 head one code where the codes below them were merged over the three: they are one cell then."""
    out = []
    for row in rows:
        texts = [squeezed(text) for text in row.cells]
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
    whole = [row.cells for row in rows[header:] if len(row.cells) == width]
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
        if len(cells) > width and not any(squeezed(text) for text in cells[width:]):
            cells = cells[:width]
        if len(cells) >= width or width == 1:
            laid = [Laid(text) for text in cells]
        else:
            below = next((other.cells for other in rows[index + 1 :] if len(other.cells) == width), None)
            spans = _halves(cells, laid_below, width) or _over(cells, laid_below, width) if index < header else None
            beside = _beside(rows, index)
            headed = index < header and not any(map(has_numbers, beside))
            groups = groups_of_sums(below, whole) if headed and below is not None else {}
            spans = spans or spans_of(cells, width, below if headed else None, numeric, beside, groups)
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
        beyond = any(squeezed(text) for row in whole for text in row.cells[width:])
        if len(whole) >= FEWEST_OF_BLOCK and beyond and any(has_numbers(row.cells) for row in whole):
            block = _Block(first, widest, _numeric_columns(run, widest))
            # The sum of a block is no wider than other rows where its label reaches over two columns.
            while index < len(rows) and _is_sum(rows[index]):
                index += 1
            headed = first and len(rows[first - 1].printed) > 1 and not has_numbers(rows[first - 1].cells)
            out |= dict.fromkeys(range(first - 1 if headed else first, index), block)
        index += 1
    return out


def _of_block(rows: Sequence[Row], index: int, block: _Block) -> list[Laid]:
    """The cells of a row of a block, parted by the row below it or by where its figures stand."""
    cells = rows[index].cells
    if len(cells) >= block.width:
        return [Laid(text) for text in cells]
    numbers = has_numbers(cells)
    if numbers:
        spans = by_numbers([cells], block.width, block.numeric)
    else:
        below = rows[block.first].cells
        spans = likeliest(cells, block.width, below) or spans_of(cells, block.width, None, block.numeric, [cells])
    marks = ("row_of_another_width",) if numbers else ()
    return [Laid(text, 1, span, marks) for text, span in zip(cells, spans, strict=True)]


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
    if len(cells) != 2 or not below or not squeezed(below[0].text):
        return None
    col = 0
    for at, laid in enumerate(below):
        if at and squeezed(laid.text) == squeezed(below[0].text):
            return (col, width - col)
        col += laid.colspan
    return None


def _over(cells: Sequence[str], below: Sequence[Laid], width: int) -> tuple[int, ...] | None:
    """A row of heads over a row of heads that is short itself: it is parted where that one is.

    合计 · 出国费 · 公务用车费 over blank · blank · 小计 · 购置费 · 运行费, each of these over 预算数 · 决算数.
    """
    if not len(cells) <= len(below) < width or sum(laid.colspan for laid in below) != width:
        return None
    units = likeliest(cells, len(below), [laid.text for laid in below])
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
        texts = [text for cells in whole if (text := squeezed(cells[col]))]
        out.append(not _are_codes(texts) and 2 * sum(_is_amount(text) for text in texts) > len(texts))
    return out


def _are_codes(texts: Sequence[str]) -> bool:
    """Whether a column prints codes of a level: 05, 01, 99 below 款."""
    led = any(text.startswith("0") and len(text) > 1 for text in texts)
    return led and all(text.isdigit() and len(text) <= LONGEST_CODE for text in texts)


def _is_amount(text: str) -> bool:
    return parse_number(text) is not None and not (text.isdigit() and len(text) in (3, 5, 7))


def _width(rows: Sequence[Row]) -> int:
    """The width of most rows; of equally many the greater."""
    several = [row for row in rows if len(row.cells) > 1]
    # The label of a sum reaches over codes and names, so its row is short.
    widths = Counter(len(row.cells) for row in several if not _is_sum(row))
    widths = widths or Counter(len(row.cells) for row in several)
    if not widths:
        return 1
    return max(widths, key=lambda width: (widths[width], width))


def _header_rows(rows: Sequence[Row]) -> int:
    """Rows down to the one that numbers the columns, or before the first that prints a value."""
    numbering = {squeezed(word) for word in words().numbering}
    for index, row in enumerate(rows[:MOST_HEADER_ROWS]):
        if any(text in numbering for text in row.printed):
            return index
    for index, row in enumerate(rows[:MOST_HEADER_ROWS]):
        if any(parse_number(text) is not None for text in row.printed):
            return index
    return 0
