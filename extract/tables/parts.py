"""The parts of tables that stand on one page: ruled first, then what is set in columns without rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.stages import PageImage
from extract.tables.grid.cells import lattice
from extract.tables.grid.fill import fill, inside
from extract.tables.grid.rules import RASTER_SNAP, SNAP, Rule, merge_rules, touching_groups
from extract.tables.ink import holds_ink
from extract.types import BBox, Cell, Page, Word

#: A frame smaller than this (points) is a tick box or a piece of a character.
SMALLEST = (40.0, 10.0)
#: A frame that takes in this share of the page and holds one cell is a page border.
PAGE_SHARE = 0.7
#: A rule runs through a line of text between these shares of its height, and along this share of its own length.
THROUGH, OF_STROKES = 0.25, 0.7


@dataclass(frozen=True)
class Part:
    """What stands of a table on one page; ``xs`` and ``ys`` are its column and row positions."""

    page: int
    bbox: BBox
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    text_above: tuple[str, ...] = ()
    text_below: tuple[str, ...] = ()
    page_height: float = 842.0
    exact: bool = True
    ruled: bool = True
    confidence: float = 1.0

    @property
    def n_rows(self) -> int:
        return len(self.ys) - 1

    @property
    def n_cols(self) -> int:
        return len(self.xs) - 1


def ruled_parts(page: Page, rules: Sequence[Rule], *, exact: bool) -> list[Part]:
    """Tables drawn with rules, top to bottom.

    Parameters
    ----------
    page : Page
    rules : sequence of Rule
        As drawn or as seen; they are snapped and joined here.
    exact : bool
        Whether the rules are vectors: then positions agree over pages to a hair.
    """
    found: list[Part] = []
    if not exact:
        rules = [rule for rule in rules if not _of_strokes(rule, page.words)]
    for group in touching_groups(merge_rules(rules, SNAP if exact else RASTER_SNAP)):
        made = lattice(group)
        if made is None:
            continue
        box = made.bbox
        if box.width < SMALLEST[0] or box.height < SMALLEST[1]:
            continue
        words = [word for word in page.words if _near(box, word)]
        if len(made.boxes) == 1 and (
            box.width * box.height > PAGE_SHARE * page.width * page.height or not words or len(words) < 1
        ):
            continue
        if not exact and words and all(_runs_out_of(box, word) for word in words):
            # The strokes of large characters look like rules; a table's words stand in it.
            continue
        cells = fill(made, words, page.number, seen=not exact)
        found.append(Part(page.number, box, made.xs, made.ys, cells, page_height=page.height, exact=exact))
    found = _without_nested(found)
    return sorted(found, key=lambda part: (part.bbox.top, part.bbox.x0))


def _of_strokes(rule: Rule, words: Sequence[Word]) -> bool:
    """Whether a level rule is but the strokes of characters that fill their cell: it runs through their middle."""
    if not rule.horizontal:
        return False
    through = 0.0
    for word in words:
        box = word.bbox
        if box.top + THROUGH * box.height < rule.at < box.bottom - THROUGH * box.height:
            through += max(0.0, min(box.x1, rule.end) - max(box.x0, rule.start))
    return through >= OF_STROKES * rule.length


def _near(box: BBox, word: Word) -> bool:
    """Whether a word's line runs through the box and the word overlaps it."""
    middle = word.bbox.centre[1]
    return box.top <= middle <= box.bottom and word.bbox.x1 > box.x0 and word.bbox.x0 < box.x1


def _runs_out_of(box: BBox, word: Word) -> bool:
    """Whether a word reaches beyond a side of the box by more than a character: it was printed through there."""
    beyond = max(box.x0 - word.bbox.x0, word.bbox.x1 - box.x1)
    return beyond > word.bbox.height


def _without_nested(parts: list[Part]) -> list[Part]:
    """Leave out frames that surround other tables, and small tables inside cells of larger ones."""
    out = []
    for part in parts:
        others = [other for other in parts if other is not part and _holds(part.bbox, other.bbox)]
        if others and len(part.cells) <= 2:
            continue
        inside_of = [o for o in parts if o is not part and len(o.cells) > 2 and _holds(o.bbox, part.bbox)]
        if inside_of:
            continue
        out.append(part)
    return out


def _holds(outer: BBox, inner: BBox) -> bool:
    return (
        outer.x0 - 1 <= inner.x0
        and outer.top - 1 <= inner.top
        and outer.x1 + 1 >= inner.x1
        and outer.bottom + 1 >= inner.bottom
    )


def free_words(page: Page, parts: Sequence[Part]) -> list[Word]:
    """Words that stand in no part."""
    return [word for word in page.words if not any(inside(part.bbox, word) for part in parts)]


def with_ink(part: Part, image: PageImage) -> Part:
    """Cells that hold ink and no text become ``unreadable``: blank is something else."""
    cells = tuple(
        replace(cell, status="unreadable", marks=(*cell.marks, "ink_without_text"))
        if not cell.text and cell.bbox is not None and holds_ink(image, cell.bbox)
        else cell
        for cell in part.cells
    )
    return replace(part, cells=cells)
