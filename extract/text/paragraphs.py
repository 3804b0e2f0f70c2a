"""Lines into paragraphs: what the page's setting says, then what the language says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extract.text.draft import Draft
from extract.text.headings import LONGEST_HEADING, TITLE_SIZE, bare, level_of, numeral_level, starts_list
from extract.text.lines import Line
from models import patterns

#: A line is indented if it starts this many character sizes to the right of the margin.
INDENT = 1.0
#: A line is full if it ends less than this many character sizes before the margin.
FULL = 1.8
#: Lines that end within this many character sizes of each other share a margin.
JUSTIFIED = 0.6
#: Lines further apart than this many times the usual distance belong to different paragraphs.
FAR = 1.7
#: Sizes that differ by more than this part are different type.
SIZE_DIFFERENCE = 0.18
#: A paragraph shorter than this is not taken for one that was cut in the middle.
SHORTEST_CUT = 18
#: A title line that fills this part of the text's width was broken for lack of room.
WHOLE_LINE = 0.88
#: A figure or sign of a number is this part of the type size wide, a little more than in any common font.
NARROW = 0.6
#: So many of the lines that fill the width end before its margin or at it.
MARGIN_OF_LINES = 0.8
#: A number that is too long to be that of a list.
_NUMBER = re.compile(r"\d[\d.,]{2,}[%％]?")
#: So many lines are needed to know a page's margins by itself.
LINES_FOR_MARGIN = 4


@dataclass(frozen=True)
class Setting:
    """How the text of a page is set: its margins, type size and line distance, in points."""

    left: float
    right: float
    size: float
    leading: float


def setting_of(lines: Sequence[Line], fallback: Setting | None) -> Setting:
    """The setting of a page from its lines; the document's where the page has too few."""
    size = _mode([line.size for line in lines], 0.5) if lines else 0.0
    body = [line for line in lines if abs(line.size - size) <= SIZE_DIFFERENCE * size]
    if fallback is not None and len(body) < LINES_FOR_MARGIN:
        return fallback
    if not body:
        return Setting(0.0, 0.0, 0.0, 0.0)
    right = _right_margin(body)
    # The margin is where most lines begin that end at the right margin.
    full = [line for line in body if line.bbox.x1 >= right - FULL * size] or body
    left = min(line.bbox.x0 for line in full)
    steps = [b.bbox.top - a.bbox.top for a, b in zip(body, body[1:], strict=False) if b.page == a.page]
    close = [step for step in steps if 0 < step < 4 * size]
    leading = median(close) if close else 2 * size
    own = Setting(left, right, size, leading)
    if fallback is not None and abs(own.size - fallback.size) > SIZE_DIFFERENCE * max(own.size, fallback.size):
        # A title page is set in larger type, and its lines do not show the margins.
        return Setting(fallback.left, fallback.right, own.size, own.leading)
    justified = sum(line.bbox.x1 >= right - JUSTIFIED * size for line in body)
    if fallback is not None and own.right < fallback.right - FULL * size and justified < LINES_FOR_MARGIN:
        # No lines of this page share a right margin: a cover, or the last lines of a chapter.
        return Setting(min(own.left, fallback.left), fallback.right, own.size, own.leading)
    return own


def _right_margin(body: Sequence[Line]) -> float:
    """Where the lines end that fill the width; of ragged lines the longest ones reach beyond it."""
    ends = sorted(line.bbox.x1 for line in body)
    left = min(line.bbox.x0 for line in body)
    whole = [end for end in ends if end - left >= WHOLE_LINE * (ends[-1] - left)]
    return whole[int(len(whole) * MARGIN_OF_LINES)]


def _mode(values: Sequence[float], step: float) -> float:
    bins: dict[int, list[float]] = {}
    for value in values:
        bins.setdefault(round(value / step), []).append(value)
    largest = max(bins, key=lambda place: len(bins[place]))
    return median(bins[largest])


def indented_style(lines: Sequence[Line], settings: dict[int, Setting]) -> bool:
    """Whether the document's paragraphs begin with an indent."""
    ends = patterns.expression("headings", "full_stop")
    after_stop = indented = 0
    for before, line in zip(lines, lines[1:], strict=False):
        if before.page == line.page and ends.search(before.text.rstrip()):
            setting = settings[line.page]
            if before.bbox.x1 < setting.right - FULL * setting.size:
                after_stop += 1
                indented += line.bbox.x0 > setting.left + INDENT * setting.size
    return after_stop < 3 or indented >= 0.5 * after_stop


def breaks(before: Line, line: Line, settings: dict[int, Setting], by_indent: bool) -> bool:
    """Whether a new paragraph begins with ``line``."""
    last, now = settings[before.page], settings[line.page]
    size = max(before.size, line.size)
    if abs(before.size - line.size) > SIZE_DIFFERENCE * size:
        return True
    if _wrapped_title(before, line, last):
        return False
    if before.page == line.page and line.bbox.top - before.bbox.top > FAR * max(now.leading, size):
        return True
    if before.bbox.x1 < last.right - FULL * size - _unbroken(line):
        return True
    caption = patterns.expression("headings", "caption")
    if caption.match(bare(before.text)) or caption.match(bare(line.text)):
        return True
    if starts_list(before.text) and starts_list(line.text) and numeral_level(bare(line.text)) == 2:
        return True
    if line.bbox.x0 > now.left + INDENT * size:
        return True
    stopped = patterns.expression("headings", "full_stop").search(before.text.rstrip()) is not None
    return not by_indent and stopped and starts_list(line.text)


def _unbroken(line: Line) -> float:
    """The room (points) that a long number at the beginning of a line would have needed on the line before.

    A number is not broken at the end of a line (GB/T 15835-2011), so the line before it ends early.
    """
    number = _NUMBER.match(line.text)
    return NARROW * line.size * len(number[0]) if number else 0.0


def _wrapped_title(before: Line, line: Line, setting: Setting) -> bool:
    """Whether two lines of large type, one under the other in the middle, are one title that was too long."""
    if before.page != line.page or before.size < setting.size * TITLE_SIZE or not setting.size:
        return False
    if line.bbox.top - before.bbox.top > 2 * before.size:
        return False
    middle = abs(before.bbox.centre[0] - line.bbox.centre[0])
    width = setting.right - setting.left
    return middle < before.size and width * WHOLE_LINE <= before.bbox.width > line.bbox.width


def draft_of(lines: Sequence[Line], setting: Setting) -> Draft:
    """Lines of one paragraph as a draft."""
    first = lines[0]
    middle = (setting.left + setting.right) / 2
    centred = (
        len(lines) == 1
        and abs(first.bbox.centre[0] - middle) < 1.5 * first.size
        and first.bbox.x0 > setting.left + 2 * first.size
    )
    return Draft(tuple(piece for line in lines for piece in line.pieces), size=first.size, centred=centred)


def rejoined(drafts: Sequence[Draft]) -> list[Draft]:
    """Join paragraphs that the source cut in the middle of a sentence or a number.

    A dump or a docx may hold hard line ends where a page was typed line by
    line: such a line is long, does not end like a sentence, and the next one
    does not begin like a paragraph.
    """
    out: list[Draft] = []
    for draft in drafts:
        if out and _cut(out[-1], draft):
            out[-1] = out[-1].joined(draft)
        else:
            out.append(draft)
    return out


def _cut(before: Draft, draft: Draft) -> bool:
    if before.is_table or draft.is_table or (before.table_id, before.row, before.col) != (
        draft.table_id, draft.row, draft.col
    ):  # fmt: skip
        return False
    first, second = bare(before.text), bare(draft.text)
    if len(first) < SHORTEST_CUT or not second or before.style != draft.style:
        return False
    if before.size and abs(before.size - draft.size) > SIZE_DIFFERENCE * max(before.size, draft.size):
        return False
    if before.centred or draft.centred or level_of(before, 0) or level_of(draft, 0) or starts_list(draft.text):
        return False
    if patterns.expression("headings", "sentence_end").search(first) and first[-1] not in ")）":
        return False
    if patterns.expression("headings", "caption").match(first) or patterns.expression("headings", "caption").match(
        second
    ):
        return False
    if numeral_level(first) is not None and len(first) <= LONGEST_HEADING and "，" not in first:
        return False
    # Two titles one under the other are not a sentence: a sentence has its marks somewhere.
    if "，" in first:
        return True
    if patterns.expression("headings", "title_end").search(first):
        return False
    return any(mark in first + second for mark in "，,。；;") and len(first) + len(second) > LONGEST_HEADING
