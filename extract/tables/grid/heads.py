"""Heads over several columns in tables without rules: which columns each head is over.

A head is set in the middle above its columns and is often narrower than one of them. Where the words below it begin
with a sum (合计 · 基本支出 · 项目支出) and end before the next sum, these are its columns; elsewhere those whose middle
is the head's, where that is not the middle of its own column. A column that no head is over is headed by its own words
alone: these reach up beside the heads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from extract.numbers import parse_number
from extract.tables.grid.cells import Box
from extract.tables.grid.columns import Line
from extract.types import BBox
from models.forms import words

#: A head's middle is that of its columns within so many points, or this share of their width.
NEAR, NEAR_SHARE = 4.0, 0.08
#: That of columns that come again under the next head is so near to the head's, in points.
MIDDLE = 6.0
#: A row of fewer texts is a title inside the grid.
FEWEST_HEADS = 2
#: Rows of heads stand above so many figures.
FEWEST_FIGURES = 3
#: It is not the middle of its own column where it stands off it by more than this share of that width.
OFF = 0.2

_Texts = dict[int, tuple[str, BBox]]


def with_heads_over(
    boxes: Sequence[Box],
    xs: Sequence[float],
    ys: Sequence[float],
    inside: Sequence[Line],
    body: float,
    row_of: Callable[[BBox], int | None] = lambda _: None,
) -> list[Box]:
    """The cells with heads widened over their columns.

    Parameters
    ----------
    boxes : sequence of Box
        The cells, one row high.
    xs, ys : sequence of float
        Borders of columns and rows, in points.
    inside : sequence of Line
        The lines of the table.
    body : float
        Where its first row with numbers begins, in points.
    row_of : callable, optional
        The row of a text that is told by more than its height.
    """
    texts: list[_Texts] = []
    for row in range(sum(bottom <= body for bottom in ys[1:])):
        found = _texts_of(boxes, row, inside, row_of)
        if any(parse_number(text) is not None for text, _ in found.values()):
            break  # the row that numbers the columns, or one of figures
        texts.append(found)
    out = {(box.row, box.col): box for box in boxes}
    _widen_below(out, len(texts), xs, len(ys) - 1, lambda row: _texts_of(boxes, row, inside, row_of))
    if not any(words().ledger_heads.search(text) for found in texts for text, _ in found.values()):
        return sorted(
            out.values(), key=lambda box: (box.row, box.col)
        )  # pairs of label and value above the heads of indicators are no heads
    # From below, because a head over heads is over all columns of these.
    for row in range(len(texts) - 2, -1, -1):
        if texts[row]:
            _widen(out, row, texts, xs)
    for row in range(len(texts) - 1):
        if len(texts[row]) >= FEWEST_HEADS:
            _reach_up(out, row, texts)
    return sorted(out.values(), key=lambda box: (box.row, box.col))


def _widen_below(
    out: dict[tuple[int, int], Box], first: int, xs: Sequence[float], count: int, texts_of: Callable[[int], _Texts]
) -> None:
    """Heads over a sum and its parts further down, where a form goes on with heads of its own (预算数 over 总额)."""
    for row in range(first, count - 2):
        below = texts_of(row + 1)
        if not any(_is_sum(text) for text, _ in below.values()):
            continue
        heads, figures = texts_of(row), texts_of(row + 2)
        words_only = not any(parse_number(text) is not None for text, _ in (*heads.values(), *below.values()))
        numbers = sum(parse_number(text) is not None for text, _ in figures.values())
        if words_only and len(heads) >= FEWEST_HEADS and numbers >= FEWEST_FIGURES:
            _widen(out, row, [*({} for _ in range(row)), heads, below], xs)


def _is_sum(text: str) -> bool:
    return words().totals.match(text) is not None or words().whole_sum.match(text) is not None


def _texts_of(boxes: Sequence[Box], row: int, inside: Sequence[Line], row_of: Callable[[BBox], int | None]) -> _Texts:
    """The text of each cell of a row, by its first column."""
    found: _Texts = {}
    for box in boxes:
        if box.row != row:
            continue
        left, right = box.bbox.x0, box.bbox.x1
        runs = [
            (text, b)
            for line in inside
            for text, b in line.runs
            if left <= b.centre[0] <= right
            and (box.bbox.contains_point(*b.centre) if (own := row_of(b)) is None else own == row)
        ]
        if runs:
            around = runs[0][1]
            for _, other in runs[1:]:
                around = around.union(other)
            found[box.col] = re.sub(r"\s+", "", "".join(text for text, _ in runs)), around
    return found


def _below(out: dict[tuple[int, int], Box], row: int, texts: Sequence[_Texts]) -> dict[int, str]:
    """The words right below a row, for each column; those of a head stand for all of its columns."""
    found: dict[int, str] = {}
    for lower in range(row + 1, len(texts)):
        for (at, col), box in out.items():
            if at == lower:
                text = next((texts[at][one][0] for one in range(col, col + box.colspan) if one in texts[at]), "")
                for one in range(col, col + box.colspan) if text else ():
                    found.setdefault(one, text)
    return found


def _free(out: dict[tuple[int, int], Box], row: int, texts: Sequence[_Texts], below: dict[int, str]) -> set[int]:
    """Columns that print nothing in a row and something below it."""
    taken = {
        one
        for (at, col), box in out.items()
        for one in range(col, col + box.colspan)
        if at == row and (box.colspan > 1 or col in texts[row])
    }
    return {col for col in below if col not in taken and (row, col) in out}


def _widen(out: dict[tuple[int, int], Box], row: int, texts: Sequence[_Texts], xs: Sequence[float]) -> None:
    below = _below(out, row, texts)
    free = _free(out, row, texts, below)
    groups = _repeated(texts[row], below, xs)
    for col, (_, around) in sorted(texts[row].items()):
        box = out.get((row, col))
        if box is None or col not in below:
            continue
        first, end = groups.get(col) or _over(
            box, around.centre[0], below, free, xs, alone=len(texts[row]) < FEWEST_HEADS
        )
        if (first, end) != (col, col + box.colspan):
            for gone in range(first, end):
                out.pop((row, gone), None)
                free.discard(gone)
            bbox = BBox(xs[first], box.bbox.top, xs[end], box.bbox.bottom)
            out[row, first] = replace(box, col=first, colspan=end - first, bbox=bbox)


def _repeated(heads: _Texts, below: dict[int, str], xs: Sequence[float]) -> dict[int, tuple[int, int]]:
    """The columns [first, end) of heads over the same words again: 人员经费 over 编码 · 名称 · 金额, 公用经费 too.

    Another head stands in the middle above each repetition.
    """
    count, cols = len(heads), sorted(below)
    width = len(cols) // max(count, 1)
    words_below = [below[col] for col in cols]
    whole = cols == list(range(cols[0], cols[0] + len(cols))) if cols else False
    if len({text for text, _ in heads.values()}) < max(count, FEWEST_HEADS) or width < FEWEST_HEADS:
        return {}
    if not whole or words_below != words_below[:width] * count:
        return {}
    out = {}
    for at, (col, (_, around)) in enumerate(sorted(heads.items())):
        first, end = cols[at * width], cols[at * width] + width
        if not first <= col < end or abs((xs[first] + xs[end]) / 2 - around.centre[0]) > MIDDLE:
            return {}
        out[col] = first, end
    return out


def _reach_up(out: dict[tuple[int, int], Box], row: int, texts: Sequence[_Texts]) -> None:
    """Heads that stand under none reach up beside the others."""
    for col in sorted(_free(out, row, texts, _below(out, row, texts))):
        upper, lower = out[row, col], out.get((row + out[row, col].rowspan, col))
        if lower is not None and lower.colspan == upper.colspan == 1:
            del out[lower.row, col]
            out[row, col] = replace(upper, rowspan=upper.rowspan + lower.rowspan, bbox=upper.bbox.union(lower.bbox))


def _over(
    box: Box, middle: float, below: dict[int, str], free: set[int], xs: Sequence[float], *, alone: bool
) -> tuple[int, int]:
    """The columns [first, end) that a head is over; one alone in its row only over a sum and what follows it."""
    least, most = box.col, box.col + box.colspan
    first, end = least, most
    while first - 1 in free:
        first -= 1
    while end in free:
        end += 1
    own = abs((xs[least] + xs[most]) / 2 - middle)
    off = own > OFF * (xs[most] - xs[least])
    found: list[tuple[bool, float, int, int]] = []
    for a in range(first, least + 1):
        for b in range(most, end + 1):
            away = abs((xs[a] + xs[b]) / 2 - middle)
            if (a, b) == (least, most) or away > max(NEAR, NEAR_SHARE * (xs[b] - xs[a])):
                continue
            sums = [_is_sum(below.get(col, "")) for col in range(a, b)]
            led = sums[0] and not any(sums[1:])
            if led or (off and not alone and not any(sums[1:-1])):
                found.append((not led, away, a, b))
    return min(found)[2:] if found else (least, most)
