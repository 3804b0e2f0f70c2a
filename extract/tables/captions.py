"""Lines around a table: title, mark and unit above, notes below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from extract.tables.grid.fill import Piece, line_text, lines_of
from extract.tables.parts import Part, free_words
from extract.types import BBox, Page
from models.forms import words

#: At most this many lines above a table belong to it.
MOST_LINES = 5
#: Lines of a caption stand at most this far (points) from each other and from the table.
CAPTION_GAP = 42.0
#: What stands above a table and says something has so many characters.
SHORTEST_CAPTION = 2
#: Two runs on one line with a wider gap (points) are two captions.
RUN_GAP = 18.0
#: A line wider than this share of the page is narrative, not a caption.
NARRATIVE_SHARE = 0.66
#: A part without a word above it begins its page above this share of it.
BEGINS_ABOVE = 0.25
#: Running heads and page numbers stand within this many points of the page's edge.
MARGIN = 64.0

# recognition reads the dots or dashes around it as points
_PAGE_NUMBER = re.compile(r"[-－—–·.．\s]*(第?\s*\d{1,4}\s*页?(\s*[/共,，]\s*\d{1,4}\s*页?)?)[-－—–·.．\s]*")
_SAYS = re.compile(r"[\u4e00-\u9fff]|^(?=.*\d)\S{4}")
_NOTE = re.compile(r"\s*[（(]?(注|备注|说明|附注|数据来源|[※*])")
_SENTENCE_END = re.compile(r"[。；;，,]\s*$")
_CONTINUED = re.compile(r"续表|[（(]续[）)]")
_CAPTION_WORD = re.compile(r"单位|部门|公开\s*\d+\s*表|表\s*$|年度")

#: A line that is a caption by itself, and one that says which table follows.
_TITLE_OR_MARK = re.compile(
    r"^[^。；，]{2,40}(?:决算|预算|明细|情况|自评|绩效|目标|评分|评价|汇总|支出|收入).{0,8}表$|^公开\d+表$"
    r"|^附?表\d{1,2}(?:[-－—]\d{1,2})?[:：、.．]?[^。；，\d][^。；，]{2,38}$"
)
_UNIT_LINE = re.compile(r"^[（(]?(?:金额|计量)?单位[:：]")
#: A line of so many characters without a sign of a sentence, right above the unit of a table, can be its title.
LONGEST_TITLE = 40
_IN_SENTENCE = re.compile(r"[。；;，,：:]")
_ALONE = re.compile(
    rf"{_TITLE_OR_MARK.pattern}|^[（(]?(?:19|20)\d\d年度?[）)]?$|^(?:编制|填报)?(?:单位|部门)(?:名称)?[:：]|^(?:金额)?单位[:：]"
)


def with_surroundings(page: Page, parts: Sequence[Part]) -> list[Part]:
    """The parts of a page with the lines that stand above and below each."""
    printed = page_lines(page, parts)
    out = []
    for index, part in enumerate(parts):
        lines = _own(printed, part, parts)
        ceiling = max((o.bbox.bottom for o in parts[:index] if o.bbox.bottom <= part.bbox.top + 1), default=0.0)
        floor = min((o.bbox.top for o in parts[index + 1 :] if o.bbox.top >= part.bbox.bottom - 1), default=page.height)
        above = [(b, runs) for b, runs in lines if ceiling - 1 <= b.centre[1] < part.bbox.top]
        below = [(b, runs) for b, runs in lines if part.bbox.bottom < b.centre[1] <= floor]
        out.append(
            replace(
                part,
                above=_captions(above, part, page.width),
                below=_notes(below, part),
                text_above=tuple(run for _, runs in above for run in runs if _says(run)),
                text_below=tuple(run for _, runs in below for run in runs if _says(run)),
            )
        )
    return out


def _says(run: str) -> bool:
    """Whether a run can announce a table or end one: the edge of a photographed sheet is read as some letters, the dash
    beside a page number as 一."""
    return len(run.strip()) > 1 and _SAYS.search(run) is not None and not _PAGE_NUMBER.fullmatch(run)


def _own(lines: Sequence[Printed], part: Part, parts: Sequence[Part]) -> list[tuple[BBox, tuple[str, ...]]]:
    """The lines without what stands over a table beside the part; what stands over both is of both."""
    beside = [other.bbox for other in parts if other is not part and _beside(part.bbox, other.bbox)]
    out = []
    for line in lines:
        runs = line.runs
        if beside:
            runs = tuple(
                run for run in runs if _distance(run[1], part.bbox) <= min(_distance(run[1], b) for b in beside)
            )
        if runs:
            out.append((line.bbox, tuple(text for text, _ in runs)))
    return out


def _beside(one: BBox, other: BBox) -> bool:
    """Whether two tables share their heights and not their widths."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.3 * min(one.height, other.height) and (one.x1 <= other.x0 or other.x1 <= one.x0)


def _distance(run: BBox, table: BBox) -> float:
    """How far aside of a table a run stands; nothing where it stands over it."""
    return max(0.0, table.x0 - run.x1, run.x0 - table.x1)


def with_captions_of_page_before(pages: Sequence[Page], parts: Sequence[Part]) -> list[Part]:
    """The parts, those that begin a page without a word above them with the captions at the end of the page before.

    A page break may fall between a table and its title, mark and unit. Only lines that are captions by themselves are
    taken, and only where one of them is a title or a mark: the unit of a table is never guessed.
    """
    by_number = {page.number: page for page in pages}
    on_page: dict[int, list[Part]] = {}
    for part in parts:
        on_page.setdefault(part.page, []).append(part)
    out = []
    for part in parts:
        before = by_number.get(part.page - 1)
        begins = part is on_page[part.page][0] and part.bbox.top < BEGINS_ABOVE * part.page_height
        if begins and not part.text_above and before is not None:
            part = replace(part, above=_captions_at_end(before, on_page.get(before.number, [])))
        out.append(part)
    return out


def _captions_at_end(page: Page, parts: Sequence[Part]) -> tuple[str, ...]:
    """The captions below everything else on a page, as their runs."""
    floor = max((part.bbox.bottom for part in parts), default=0.0)
    out: list[tuple[str, ...]] = []
    titled = False
    for line in reversed(page_lines(page, parts)):
        box, runs = line.bbox, tuple(text for text, _ in line.runs)
        printed = [_squeezed(run) for run in runs]
        of_table = all(_ALONE.search(run) or words().mark.match(run) for run in printed)
        if box.top < floor or len(out) == MOST_LINES:
            break
        if not of_table:
            if _is_title_above(printed, out):
                out.append(runs)
                titled = True
            break
        out.append(runs)
    captions = tuple(run for runs in reversed(out) for run in runs)
    says = (_TITLE_OR_MARK.search(run) or words().mark.match(run) for run in map(_squeezed, captions))
    return captions if titled or any(says) else ()


def _is_title_above(printed: Sequence[str], below: Sequence[tuple[str, ...]]) -> bool:
    """Whether a line is the title of the table whose unit is the next line, and nothing else yet names it."""
    runs = [_squeezed(run) for line in below for run in line]
    of_unit = any(_UNIT_LINE.match(run) for run in runs)
    named = any(_TITLE_OR_MARK.search(run) for run in runs)
    return of_unit and not named and len(printed) == 1 and _may_be_title(printed[0])


def _may_be_title(run: str) -> bool:
    return 2 < len(run) <= LONGEST_TITLE and not _IN_SENTENCE.search(run) and not _PAGE_NUMBER.fullmatch(run)


class Printed(NamedTuple):
    """A line and its runs."""

    bbox: BBox
    runs: tuple[tuple[str, BBox], ...]


def page_lines(page: Page, parts: Sequence[Part]) -> list[Printed]:
    """Lines outside the tables, each as its runs; page numbers are left out."""
    pieces = [Piece(word.text, word.bbox, word.confidence) for word in free_words(page, parts)]
    out = []
    for line in lines_of(pieces):
        runs: list[list[Piece]] = []
        for piece in line:
            if runs and piece.bbox.x0 - runs[-1][-1].bbox.x1 <= RUN_GAP:
                runs[-1].append(piece)
            else:
                runs.append([piece])
        box = line[0].bbox
        for piece in line[1:]:
            box = box.union(piece.bbox)
        texts = tuple((line_text(run), _around(run)) for run in runs)
        in_margin = box.bottom < MARGIN or box.top > page.height - MARGIN
        if in_margin and _PAGE_NUMBER.fullmatch("".join(text for text, _ in texts)):
            continue
        out.append(Printed(box, texts))
    return sorted(out, key=lambda item: item.bbox.top)


def _around(pieces: Sequence[Piece]) -> BBox:
    box = pieces[0].bbox
    for piece in pieces[1:]:
        box = box.union(piece.bbox)
    return box


def _captions(lines: list[tuple[BBox, tuple[str, ...]]], part: Part, page_width: float) -> tuple[str, ...]:
    out: list[tuple[str, ...]] = []
    edge = part.bbox.top
    for box, runs in reversed(lines):
        whole = "".join(runs)
        if edge - box.bottom > CAPTION_GAP or len(out) == MOST_LINES:
            break
        if _NOTE.match(whole) or _SENTENCE_END.search(whole):
            break
        if len(runs) == 1 and box.width > NARRATIVE_SHARE * page_width and not _CAPTION_WORD.search(whole):
            break
        if len(_squeezed(whole)) < SHORTEST_CAPTION:
            # The edge of a photographed sheet, read as 十.
            continue
        out.append(runs)
        edge = box.top
    return tuple(run for runs in reversed(out) for run in runs)


def _notes(lines: list[tuple[BBox, tuple[str, ...]]], part: Part) -> tuple[str, ...]:
    out: list[str] = []
    edge = part.bbox.bottom
    for box, runs in lines:
        if box.top - edge > CAPTION_GAP or len(out) >= MOST_LINES:
            break
        if not out and not _NOTE.match("".join(runs)):
            break
        if out and box.top - edge > 1.2 * box.height:
            break
        out += runs
        edge = box.bottom
    return tuple(out)


def only_continues(captions: Sequence[str], before: Sequence[str]) -> bool:
    """Whether the lines above a part say nothing new: none, 续表, or those of the part before."""
    said = {_squeezed(text) for text in before}
    return all(_CONTINUED.search(text) or _squeezed(text) in said for text in captions)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
