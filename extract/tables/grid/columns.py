"""Columns of a table without rules, from what stands side by side and what stands above each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.numbers import parse_number
from extract.types import BBox
from models.forms import words

#: Columns are this far (points) apart at least.
COLUMN_GAP = 1.5
#: Header lines with this share of the runs of the fullest one tell columns.
FULL_HEADER = 0.8
#: The upper and lower part of a run, as a share of its height, that others may overlap in one column.
LINE_EDGE = 0.2
#: What is printed in a column so many times makes it one.
REPEATED = 3
#: A figure with its unit (≥101条) makes a row of a table where so many texts stand side by side.
FEWEST_BESIDE = 3
_QUANTITY = re.compile(r"[≥≤=><＝＞＜]\s*\d[\d,.]*\s*[^\d\s，。；：年月日]{0,6}|\d[\d,.]*[%％]")
#: Texts of one column that are set at its left and in its middle leave at most this (points) between them.
CLOSE = 6.0
#: Edges within this (points) are the same.
HAIR = 1.0


@dataclass(frozen=True)
class Line:
    """A printed line and its runs."""

    bbox: BBox
    runs: tuple[tuple[str, BBox], ...]

    @property
    def numbers(self) -> list[BBox]:
        return [box for text, box in self.runs if parse_number(text) is not None]

    @property
    def is_row(self) -> bool:
        return (len(self.runs) >= 2 and bool(self.numbers)) or (
            len(self.runs) >= FEWEST_BESIDE and any(_QUANTITY.fullmatch(text) for text, _ in self.runs)
        )


@dataclass(frozen=True)
class _Stretch:
    """Part of the line that runs of one column fill, the heights (points) they stand at, and what they are."""

    x0: float
    x1: float
    heights: frozenset[int]
    runs: int = 1
    in_body: bool = False
    in_head: bool = False
    numbers: bool = False
    told: tuple[float, float] | None = None

    def touches(self, other: _Stretch) -> bool:
        """Whether there is no room for a border between the two."""
        return self.x0 < other.x1 + COLUMN_GAP and other.x0 < self.x1 + COLUMN_GAP

    def union(self, other: _Stretch) -> _Stretch:
        """Both together."""
        return _Stretch(
            min(self.x0, other.x0),
            max(self.x1, other.x1),
            self.heights | other.heights,
            self.runs + other.runs,
            self.in_body or other.in_body,
            self.in_head or other.in_head,
            self.numbers or other.numbers,
        )


def columns_of(header: Sequence[Line], body: Sequence[Line]) -> list[tuple[float, float]]:
    """Where the columns stand, left to right.

    Two runs of one line stand in different columns; runs above each other in one,
    unless a run bridges what some line keeps apart: then it spans columns (合计, a heading).
    """
    stretches: list[_Stretch] = []
    numbering = [line for line in (*header, *body) if counts(line)]
    plain = [line for line in body if line not in numbering]
    for line in plain:
        for box in line.numbers:
            stretches = _with(stretches, _Stretch(box.x0, box.x1, _heights(box), in_body=True, numbers=True))
    # 合计 may be set over codes and names together: it tells of no column of its own.
    labels = [
        box
        for line in plain
        for text, box in line.runs
        if parse_number(text) is None and not words().totals.match("".join(text.split()))
    ]
    for box in sorted((box for box in labels if not _straddles(box, labels)), key=lambda box: box.width):
        new = _Stretch(box.x0, box.x1, _heights(box), in_body=True)
        if not _spans_few(stretches, new, labels):
            stretches = _with(stretches, new, may_span=True)
    heads = [box for line in numbering for box in line.numbers]
    fullest = max((len(line.runs) for line in header), default=0)
    wide = [line for line in header if line not in numbering and len(line.runs) >= max(2, FULL_HEADER * fullest)]
    heads += sorted((box for line in wide for _, box in line.runs), key=lambda box: box.width)
    for box in heads:
        new = _Stretch(box.x0, box.x1, _heights(box), in_head=True)
        if not _over_labels(stretches, new):
            stretches = _with(stretches, new, may_span=True)
    level = [line.bbox for line in wide]
    for box in (box for line in header if line not in wide and line not in numbering for _, box in line.runs):
        # a head of two lines beside heads of one is level with none of them, and its column may be empty
        new = _Stretch(box.x0, box.x1, _heights(box), in_head=True)
        beside = any(box.top < other.bottom and other.top < box.bottom for other in level)
        if beside and not any(one.touches(new) for one in stretches):
            stretches = _with(stretches, new)
    runs = [box for line in header if line not in numbering for _, box in line.runs]
    return [(one.x0, one.x1) for one in _beside_head(_headed(_told_heads(stretches, runs)))]


def _straddles(label: BBox, labels: Sequence[BBox]) -> bool:
    """Whether a label hangs over one to its left and one to its right: those of one column share an edge or middle."""
    left = [o.x1 for o in labels if o.x0 < label.x0 - HAIR and label.x0 < o.x1 < label.x1 - HAIR]
    right = [o.x0 for o in labels if o.x1 > label.x1 + HAIR and label.x0 + HAIR < o.x0 < label.x1]
    return bool(left and right) and min(left) < max(right)


def _spans_few(stretches: Sequence[_Stretch], new: _Stretch, labels: Sequence[BBox]) -> bool:
    """Whether a label bridges stretches that more lines keep apart than labels bridge."""
    touching = [s for s in stretches if s.touches(new)]
    # Numbers set at the right and numbers set in the middle may be of one column: their heights decide.
    if len(touching) < 2 or all(s.numbers for s in touching):
        return False
    bridging = sum(all(s.x0 < box.x1 and box.x0 < s.x1 for s in touching) for box in labels)
    fewest = min(s.runs for s in touching)
    return fewest > 1 and bridging <= fewest


def _over_labels(stretches: Sequence[_Stretch], new: _Stretch) -> bool:
    """Whether a head stands over columns of labels, each printed again and again: 项目名称 over 绩效指标 · 一级指标."""
    touching = [s for s in stretches if s.touches(new)]
    return len(touching) > 1 and all(s.in_body and not s.numbers and s.runs >= REPEATED for s in touching)


def counts(line: Line) -> bool:
    """Whether a line numbers the columns: 1, 2, 3 …, perhaps behind a word."""
    values = [number.value for text, _ in line.runs if (number := parse_number(text)) is not None]
    return len(values) >= len(line.runs) - 2 and values[:1] == [1] and values == list(range(1, len(values) + 1))


def _heights(box: BBox) -> frozenset[int]:
    """The heights of a run, less its edges: lines of two wrapped cells side by side need not be level."""
    edge = LINE_EDGE * box.height
    return frozenset(range(round(box.top + edge), round(box.bottom - edge) + 1))


def _with(stretches: Sequence[_Stretch], new: _Stretch, *, may_span: bool = False) -> list[_Stretch]:
    """Stretches with one more, those that touch it made one; a run that spans several changes nothing."""
    touching = [s for s in stretches if s.touches(new)]
    heights = [height for s in touching for height in s.heights]
    if may_span and len(heights) > len(set(heights)):
        return list(stretches)
    whole = new
    for one in touching:
        whole = whole.union(one)
    return sorted([s for s in stretches if s not in touching] + [whole], key=lambda s: s.x0)


def _fits(middle: float, column: _Stretch, before: _Stretch | None) -> bool:
    """Whether a head in the middle of a column of numbers, set at its right, leaves the column before it alone."""
    return middle <= column.x1 and (before is None or 2 * middle - column.x1 >= before.x1 - HAIR)


def _told_heads(stretches: list[_Stretch], heads: Sequence[BBox]) -> list[_Stretch]:
    """Columns of numbers that have a head above them need none that stands to the right of them."""
    out: list[_Stretch] = []
    body: _Stretch | None = None
    for one in stretches:
        over = [box for box in heads if box.x0 < one.x1 and one.x0 < box.x1 and _fits(box.centre[0], one, body)]
        told = one.numbers and not one.in_head and bool(over)
        edges = (min(box.x0 for box in over), max(box.x1 for box in over)) if told else None
        out.append(replace(one, told=edges))
        body = one if one.in_body else body
    return out


def _headed(stretches: list[_Stretch]) -> list[_Stretch]:
    """A heading set in the middle of a column, or at its left, beside its numbers set at the right, joins them."""
    out: list[_Stretch] = []
    body: _Stretch | None = None
    index = 0
    while index < len(stretches):
        one = stretches[index]
        behind = stretches[index + 1] if index + 1 < len(stretches) else None
        before = out[-1] if out else None
        if _only_head(one):
            middle = (one.x0 + one.x1) / 2
            # Below a head that is told stands at most the number of the column.
            beside = behind is None or behind.told is None or not behind.told[0] <= middle <= behind.told[1]
            # Figures may stand at the left of their columns: then each head is nearer to those before it.
            nearer = (
                before is not None
                and behind is not None
                and _only_body(before)
                and not before.told
                and one.x0 - before.x1 < behind.x0 - one.x1
            )
            if behind is not None and not nearer and _only_body(behind) and (behind.told is None or not beside):
                one, index = one.union(behind), index + 1
            elif before is not None and _only_body(before) and not before.told:
                one = before.union(one)
                out.pop()
        out.append(one)
        body = one if one.in_body else body
        index += 1
    return out


def _beside_head(stretches: list[_Stretch]) -> list[_Stretch]:
    """What has no head and stands close beside a headed column, on other lines than that prints, is set at its edge."""
    out: list[_Stretch] = []
    for one in stretches:
        before = out[-1] if out else None
        close = before is not None and one.x0 - before.x1 <= CLOSE and not one.heights & before.heights
        if before is not None and close and not (one.told or before.told) and one.in_head != before.in_head:
            out[-1] = before.union(one)
        else:
            out.append(one)
    return out


def _only_head(one: _Stretch) -> bool:
    return one.in_head and not one.in_body


def _only_body(one: _Stretch) -> bool:
    return one.in_body and not one.in_head
