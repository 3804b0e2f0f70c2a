"""One table out of its parts on consecutive pages.

A part continues the one before it when its page is the next one, the columns
stand at the same places, the one ends near the bottom and the other begins near
the top, and nothing between them announces another table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from extract.heads import numbers_columns
from extract.numbers import parse_number
from extract.tables.captions import only_continues
from extract.tables.parts import Part
from extract.tables.spelling import strange_signs
from extract.types import Cell, Table
from models import taxonomy

#: Column positions of two parts agree within this (points): vectors, raster.
ANCHOR_EXACT, ANCHOR_RASTER = 2.5, 7.0
#: Photographs of two pages differ in scale by this share at most.
MOST_SCALE = 0.06
#: Borders between columns without rules stand wherever the longest texts leave room: they agree
#: within this share of the wider column beside them.
ANCHOR_UNRULED = 0.6
#: A part that goes on ends below this share of its page.
ENDS_BELOW = 0.78
#: A part that continues begins above this share of its page.
BEGINS_ABOVE = 0.25
#: Rows compared as repeated header at most.
MOST_HEADER_ROWS = 8
#: Header rows are the same from this likeness on (OCR reads them twice).
SAME_ROW = 0.8
#: The same where cells are merged alike in both: a fax spoils the words of a head and not its rules.
SAME_MERGED = 0.6


@dataclass
class _Joined:
    """A table as it grows: ``xs`` of its first part, rows in table coordinates."""

    parts: list[Part]
    cells: list[Cell]
    xs: tuple[float, ...]
    n_rows: int


def joined(parts: Sequence[Part]) -> tuple[Table, ...]:
    """Tables in order, each with all its parts.

    Parameters
    ----------
    parts : sequence of Part
        In order of pages, top to bottom.
    """
    open_tables: list[_Joined] = []
    last_of_page: dict[int, _Joined] = {}
    first_on_page: dict[int, Part] = {}
    for part in parts:
        first_on_page.setdefault(part.page, part)
    for part in parts:
        before = last_of_page.get(part.page - 1) if first_on_page[part.page] is part else None
        if before is not None and _continues(before, part):
            _append(before, part)
            grown = before
        else:
            grown = _Joined([part], list(part.cells), part.xs, part.n_rows)
            open_tables.append(grown)
        last_of_page[part.page] = grown
    kept = [grown for grown in open_tables if len(grown.cells) > 1]
    return tuple(_table(grown, order) for order, grown in enumerate(kept))


def _continues(before: _Joined, part: Part) -> bool:
    last = before.parts[-1]
    if last.text_below or not only_continues(part.text_above, before.parts[0].above):
        return False
    if last.bbox.bottom < ENDS_BELOW * last.page_height or part.bbox.top > BEGINS_ABOVE * part.page_height:
        return False
    if _columns_of(before, part) is None and _columns_of(before, part, finer=True) is None:
        return False
    # The same form printed again for another project begins with the same label but another entry.
    repeated = _repeated_rows(before, part)
    if repeated and repeated < part.n_rows and repeated < before.n_rows:
        mine, theirs = _row_texts(part.cells, repeated, 0), _row_texts(before.cells, repeated, 0)
        if mine and theirs and mine[0] == theirs[0] and mine[0] and parse_number(mine[0]) is None:
            return False
    return bool(repeated) or not _filled_again(_row_texts(before.cells, 0, 0), _row_texts(part.cells, 0, 0))


def _filled_again(first: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two rows are the same labels, with other entries behind them: 项目名称 · 甲 and 项目名称 · 乙."""
    labels = list(zip(first[::2], other[::2], strict=False))
    if len(first) != len(other) or len(first) % 2 or first == other:
        return False
    return all(one == two and one and parse_number(one) is None for one, two in labels) and not any(
        parse_number(entry) is not None for entry in (*first[1::2], *other[1::2])
    )


def _columns_of(before: _Joined, part: Part, *, finer: bool = False) -> list[int] | None:
    """For each column position of the part its index in the table, or the other way round; None where one lacks."""
    last = before.parts[-1]
    if not last.ruled and not part.ruled:
        return _alike(before.xs, part.xs)
    exact = last.exact and part.exact
    slack = ANCHOR_EXACT if exact else ANCHOR_RASTER
    wide, narrow = (part.xs, before.xs) if finer else (before.xs, part.xs)
    mapped = _mapped(wide, narrow, slack)
    if mapped is None and not exact:
        mapped = _mapped(wide, _as_wide(narrow, wide), slack)
    return mapped


def _as_wide(narrow: Sequence[float], wide: Sequence[float]) -> tuple[float, ...]:
    """Positions on one photograph brought to the scale of another: no two are taken from quite the same height."""
    scale = (wide[-1] - wide[0]) / max(narrow[-1] - narrow[0], 1.0)
    if abs(scale - 1) > MOST_SCALE:
        return tuple(narrow)
    return tuple(wide[0] + scale * (x - narrow[0]) for x in narrow)


def _alike(one: Sequence[float], other: Sequence[float]) -> list[int] | None:
    """The same columns in the same order where nothing but texts tells where they end."""
    if len(one) != len(other):
        return None
    widths = [min(b - a, d - c) for a, b, c, d in zip(one, one[1:], other, other[1:], strict=False)]
    for index in range(1, len(one) - 1):
        if abs(one[index] - other[index]) > ANCHOR_UNRULED * max(widths[index - 1], widths[index]):
            return None
    return list(range(len(one)))


def _mapped(wide: Sequence[float], narrow: Sequence[float], slack: float) -> list[int] | None:
    """For each position of ``narrow`` its index in ``wide``, or None where one is missing."""
    # Scans shift a page as a whole: align the left edges first.
    shift = wide[0] - narrow[0]
    if abs(shift) > 6 * slack:
        return None
    out: list[int] = []
    for x in narrow:
        index = min(range(len(wide)), key=lambda i: abs(wide[i] - x - shift))
        if abs(wide[index] - x - shift) > slack or (out and index <= out[-1]):
            return None
        out.append(index)
    if out[-1] != len(wide) - 1:
        return None
    return out


def _row_texts(cells: Sequence[Cell], row: int, offset: int) -> list[str]:
    return [
        "".join(cell.text.split())
        for cell in sorted((c for c in cells if c.row == row + offset), key=lambda c: c.col)
        if cell.text
    ]


def _repeated_rows(before: _Joined, part: Part) -> int:
    """How many rows at the top of the part repeat the table's first rows."""
    count = 0
    for row in range(min(MOST_HEADER_ROWS, part.n_rows, before.n_rows)):
        mine, theirs = _row_texts(part.cells, row, 0), _row_texts(before.cells, row, 0)
        if not mine or not theirs:
            break
        least = SAME_MERGED if _merged(part.cells, row) == _merged(before.cells, row) != [] else SAME_ROW
        if mine != theirs and (part.exact or _likeness(mine, theirs) < least):
            break
        count += 1
    if not part.exact:
        # Without rules a head may be taken for one over other columns, or of another row, on the next page.
        here, there = _head_of(part.cells), _head_of(before.cells)
        if here == there and here[0] > count:
            count = here[0]
        # However badly its words were recognised, a head ends with the row that numbers its columns.
        numbered = _numbered(part.cells)
        if numbered is not None and numbered == _numbered(before.cells):
            count = max(count, numbered + 1)
    # A header row never spans into the rows below it; where it did not on the first page a rule was not seen here.
    ends = {(c.row, c.col): c.row + c.rowspan for c in before.cells if c.row < count}
    while count and any(
        c.row < count < c.row + c.rowspan and ends.get((c.row, c.col), count + 1) > count for c in part.cells
    ):
        count -= 1
    return count


def _merged(cells: Sequence[Cell], row: int) -> list[tuple[int, int, int]]:
    """Where the cells of a row stand and how far each reaches; empty where none is merged or one is a number."""
    found = sorted((cell.col, cell.rowspan, cell.colspan) for cell in cells if cell.row == row and cell.text.strip())
    plain = all(rows == columns == 1 for _, rows, columns in found)
    return [] if plain or any(cell.number for cell in cells if cell.row == row) else found


def _head_of(cells: Sequence[Cell]) -> tuple[int, list[str]]:
    """How many rows stand above the first number, and what they say, in the order of the texts."""
    numbers = [cell.row for cell in cells if parse_number(cell.text) is not None]
    first = min(numbers, default=0)
    return first, sorted("".join(cell.text.split()) for cell in cells if cell.row < first and cell.text.strip())


def _numbered(cells: Sequence[Cell]) -> int | None:
    """The row near the top that numbers the columns (栏次 1 2 3), None where there is none."""
    return next((row for row in range(MOST_HEADER_ROWS) if numbers_columns(_row_texts(cells, row, 0))), None)


def _likeness(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """Share of the characters that two rows have in common, cell by cell or as a whole, whichever is more."""
    ways = [[("|".join(mine), "|".join(theirs))]]
    if len(mine) == len(theirs):
        ways.append(list(zip(mine, theirs, strict=True)))
    return max(
        2 * sum(_shared(one, other) for one, other in way) / sum(len(one) + len(other) for one, other in way)
        for way in ways
    )


def _shared(one: str, other: str) -> int:
    return sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())


def _append(before: _Joined, part: Part) -> None:
    """Put the rows of a part below those of the table."""
    index = _columns_of(before, part)
    cells = list(part.cells)
    if index is None:
        # The new part divides the table more finely: widen the columns of what stands already.
        wider = _columns_of(before, part, finer=True)
        assert wider is not None
        before.cells = [_recolumned(cell, wider) for cell in before.cells]
        before.xs = part.xs
    else:
        cells = [_recolumned(cell, index) for cell in cells]
    dropped = _repeated_rows(before, part)
    if not part.exact:
        before.cells = _read_again(before.cells, [cell for cell in cells if cell.row < dropped])
    cells = [replace(cell, row=cell.row - dropped) for cell in cells if cell.row >= dropped]
    first_row = before.n_rows
    n_new = part.n_rows - dropped
    if n_new <= 0:
        before.parts.append(part)
        return
    if _row_was_cut(before, cells):
        first_row -= 1
        _glue_row(before, cells)
        cells = [cell for cell in cells if cell.row > 0]
        before.n_rows -= 1
    else:
        cells = _glue_spans(before, cells)
    before.cells += [replace(cell, row=cell.row + first_row) for cell in cells]
    before.n_rows = first_row + n_new
    before.parts.append(part)


def _read_again(head: Sequence[Cell], again: Sequence[Cell]) -> list[Cell]:
    """The cells with what the repeated head of a recognised page says.

    The reading with fewer strange signs stands, of two alike the surer one; the other is among what else it may be.
    """
    second = {(cell.row, cell.col, cell.rowspan, cell.colspan): cell for cell in again if cell.text.strip()}
    out = []
    for cell in head:
        other = second.get((cell.row, cell.col, cell.rowspan, cell.colspan))
        mine, theirs = "".join(cell.text.split()), "".join(other.text.split()) if other is not None else ""
        if other is None or not mine or mine == theirs or abs(len(mine) - len(theirs)) > 1:
            out.append(cell)  # far longer or shorter: a rule was not seen on one of the pages
            continue
        best, rest = sorted((cell, other), key=_strangeness)
        kept = tuple(text for text in dict.fromkeys((*best.alternatives, rest.text, *rest.alternatives)))
        read = replace(cell, text=best.text, confidence=best.confidence, alternatives=kept)
        out.append(replace(read, status=best.status, marks=best.marks))
    return out


def _strangeness(cell: Cell) -> tuple[int, float]:
    return len(strange_signs("".join(cell.text.split()))), -cell.confidence


def _recolumned(cell: Cell, index: Sequence[int]) -> Cell:
    """The cell in the columns of another division."""
    start, end = index[cell.col], index[cell.col + cell.colspan]
    return replace(cell, col=start, colspan=end - start)


def _bottom_cells(before: _Joined) -> dict[tuple[int, int], Cell]:
    """Cells that reach the last row, by their columns."""
    return {(c.col, c.colspan): c for c in before.cells if c.row + c.rowspan == before.n_rows}


def _row_was_cut(before: _Joined, cells: Sequence[Cell]) -> bool:
    """Whether the first row of a part is the rest of the row above the page break.

    Then its cells are blank or go on with wrapped text that had filled its line;
    a row of its own repeats no pattern of blanks under wrapped text. A name of one line goes on where
    only both parts together are a known one: 机关事业单位基本养老 over 保险缴费支出; numbers may stand in either part.
    """
    above = _bottom_cells(before)
    first = [cell for cell in cells if cell.row == 0]
    if not first or any(cell.rowspan > 1 and cell.text for cell in first):
        return False
    if any((cell.col, cell.colspan) not in above for cell in first):
        return False
    goes_on = blank_below_text = 0
    named = any(_one_name(above[cell.col, cell.colspan].text, cell.text) for cell in first)
    for cell in first:
        over = above[cell.col, cell.colspan]
        if not cell.text:
            blank_below_text += bool(over.text)
            continue
        if named and (not over.text or _one_name(over.text, cell.text)):
            goes_on += 1
            continue
        if parse_number(cell.text) is not None or parse_number(over.text) is not None:
            return False
        if over.text and _unfinished(over):
            goes_on += 1
        elif over.text:
            return False
    return goes_on > 0 and (blank_below_text > 0 or goes_on == len(first))


def _one_name(over: str, under: str) -> bool:
    """Whether two texts are one known name that was cut, the first of which is none."""
    start, rest = "".join(over.split()), "".join(under.split())
    return bool(start and rest) and taxonomy.find(start + rest) is not None and taxonomy.find(start) is None


def _unfinished(cell: Cell) -> bool:
    """Whether a text may go on over the page: several lines, the last one without a full stop."""
    lines = cell.text.split("\n")
    if len(lines) < 2 or cell.bbox is None:
        return False
    last = lines[-1].rstrip()
    # The last line is about as long as the longest one.
    return len(last) >= 0.8 * max(len(line) for line in lines) or not last.endswith(("。", "；", "！", ";"))


def _glue_row(before: _Joined, cells: Sequence[Cell]) -> None:
    """Append the texts of a part's first row to the row above the page break."""
    rest = {(cell.col, cell.colspan): cell for cell in cells if cell.row == 0}
    for place, cell in enumerate(before.cells):
        if cell.row + cell.rowspan != before.n_rows:
            continue
        more = rest.get((cell.col, cell.colspan))
        if more is not None and more.text:
            text = f"{cell.text}\n{more.text}" if cell.text else more.text
            joined_cell = replace(
                cell,
                text=text,
                status="read" if cell.status == "blank" else cell.status,
                confidence=min(cell.confidence, more.confidence),
                marks=(*cell.marks, "over_pages"),
            )
            if not cell.text:
                joined_cell = replace(joined_cell, page=more.page, bbox=more.bbox)
            before.cells[place] = joined_cell


def _glue_spans(before: _Joined, cells: list[Cell]) -> list[Cell]:
    """A merged label cut by the page break goes on in the blank cell at the top of the next page."""
    above = _bottom_cells(before)
    out = []
    for cell in cells:
        over = above.get((cell.col, cell.colspan))
        label = over is not None and bool(over.text) and parse_number(over.text) is None
        if (
            over is not None
            and cell.row == 0
            and not cell.text
            and cell.status == "blank"
            and label
            and (cell.rowspan > 1 or over.rowspan > 1)
        ):
            place = before.cells.index(over)
            before.cells[place] = replace(over, rowspan=over.rowspan + cell.rowspan)
            continue
        out.append(cell)
    return out


def _table(grown: _Joined, order: int) -> Table:
    first, last = grown.parts[0], grown.parts[-1]
    return Table(
        table_id=f"t{order + 1:03d}",
        n_rows=grown.n_rows,
        n_cols=len(grown.xs) - 1,
        cells=tuple(sorted(grown.cells, key=lambda c: (c.row, c.col))),
        pages=tuple(dict.fromkeys(part.page for part in grown.parts)),
        parts=tuple((part.page, part.bbox) for part in grown.parts),
        captions=first.above,
        notes=last.below,
        order=order,
        confidence=min(part.confidence for part in grown.parts),
    )
