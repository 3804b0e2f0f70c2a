"""Which fact that was read belongs to which printed one: by place first, then by what it says.

1. Cells: a reading in the row of the truth's table (tables are matched by
   likeness) belongs to the figure of its value there, the likest first and of equally
   like ones that of its cell; what is left of the row belongs to the figures of its cell.
2. Text: the readings' text is aligned with the truth's; a reading belongs to the
   figure whose characters it overlaps.
3. What is left over belongs to a figure of the same value and indicator that is
   left over too, wherever both stand: a table whose structure went wrong may
   still have given right facts.

Of several candidates those of equal value come first, then the likest, then
the order of reading. Proposed repairs stand beside what was read and are not
paired; neither are abstained facts, which claim no value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from evaluation.scores.cells import columns_of, matched_tables, row_offset
from evaluation.scores.matching.alignment import Alignment, align
from evaluation.scores.matching.likeness import LEVELS, agreed
from evaluation.scores.truth import Truth
from extract.types import Document, Fact

Layer = Literal["form", "narrative"]
#: A place: a cell of the truth's table, or characters of the truth's text.
Place = tuple[int, int, int] | tuple[int, int]


@dataclass(frozen=True)
class Pair:
    """A printed figure and what was read of it; one of both may be missing.

    ``in_sentence`` tells that the figure stands in a cell that prints sentences: prose inside table cells is text like
    any other.
    """

    wanted: Fact | None
    given: Fact | None
    in_sentence: bool = False

    @property
    def layer(self) -> Layer:
        """Cells of tables or running text, by the print where there is one; a sentence in a cell is text."""
        return "narrative" if self.in_sentence else layer_of(self.wanted or self.given)  # type: ignore[arg-type]

    @property
    def kind(self) -> str:
        """By the print where there is one."""
        return (self.wanted or self.given).kind  # type: ignore[union-attr]

    @cached_property
    def levels(self) -> int:
        """How many of the levels of ``likeness`` agree; 0 where one of both is missing."""
        return agreed(self.wanted, self.given) if self.wanted is not None and self.given is not None else 0


@dataclass(frozen=True)
class Pairing:
    """All facts of a document, printed and read."""

    pairs: tuple[Pair, ...]
    abstained: int
    alignment: Alignment
    tables: dict[str, int]
    unjudged: int = 0


def is_sentence(text: str) -> bool:
    """Whether a cell prints prose: it has a Chinese comma, semicolon or full stop."""
    return any(mark in text for mark in "，；。")


def layer_of(fact: Fact) -> Layer:
    """Cells of tables or running text."""
    return "form" if fact.evidence and fact.evidence[0].table is not None else "narrative"


def pair_up(truth: Truth, document: Document) -> Pairing:
    """Pair the facts of a document with those it prints.

    Returns
    -------
    Pairing
        Printed facts in the order of the truth, then what was read and is not
        printed in the order of reading. The same for the same input.
    """
    read = [fact for fact in document.facts if not fact.made_by.startswith("repair:")]
    claimed = [fact for fact in read if fact.status != "abstained"]
    alignment = align(truth.text, document.text.chars)
    found = matched_tables(truth.tables, document.tables)
    tables = {table.table_id: index for index, table in enumerate(found) if table is not None}
    offsets = {
        table.table_id: row_offset(entry["grid"], table)
        for entry, table in zip(truth.tables, found, strict=True)
        if table is not None
    }
    columns = {
        table.table_id: {read: printed for printed, read in enumerate(columns_of(entry, table))}
        for entry, table in zip(truth.tables, found, strict=True)
        if table is not None
    }
    numbers = {entry.get("table"): index for index, entry in enumerate(truth.tables)}

    def printed_at(fact: Fact) -> Place | None:
        place = fact.evidence[0] if fact.evidence else None
        if place is None:
            return None
        if place.table is not None and place.row is not None and place.col is not None:
            return numbers[place.table], place.row, place.col
        return None if place.start is None or place.end is None else (place.start, place.end)

    def read_at(fact: Fact) -> Place | None:
        place = fact.evidence[0] if fact.evidence else None
        if place is None:
            return None
        if place.table in tables and place.row is not None and place.col is not None:
            col = columns[place.table].get(place.col, place.col)
            return tables[place.table], place.row - offsets[place.table], col
        return told_at(fact)

    def told_at(fact: Fact) -> Place | None:
        starts = [piece.start for piece in fact.evidence if piece.start is not None]
        ends = [piece.end for piece in fact.evidence if piece.end is not None]
        return alignment.to_reference(min(starts), max(ends)) if starts and ends else None

    partners: dict[int, int] = {}
    taken: set[int] = set()
    wanted = truth.facts

    def settle(candidates: Iterable[tuple[int, int]], rank: Callable[[int, int], int]) -> None:
        """Pair the best candidates first."""
        for i, j in sorted(candidates, key=lambda pair: (-rank(*pair), *pair)):
            if i not in partners and j not in taken:
                partners[i] = j
                taken.add(j)

    def likeness(i: int, j: int) -> int:
        return agreed(wanted[i], claimed[j])

    printed, seen = [printed_at(fact) for fact in wanted], [read_at(fact) for fact in claimed]

    def in_row(i: int, j: int) -> int:
        return 2 * likeness(i, j) + (printed[i] == seen[j])

    settle(((i, j) for i, j in _in_rows(printed, seen) if likeness(i, j)), in_row)
    settle(_in_cells(printed, seen), likeness)
    # Prose of a cell stands in the text too, and the labels may count its characters.
    seen = [told_at(fact) or place for fact, place in zip(claimed, seen, strict=True)]
    settle(_in_text(printed, seen), likeness)
    judged = [j for j in range(len(claimed)) if j in taken or _is_judged(seen[j], truth.regions)]
    left = defaultdict(list)
    for j in judged:
        fact = claimed[j]
        if j not in taken:
            left[_says(fact)].append(j)
    leftover = ((i, j) for i, fact in enumerate(wanted) if i not in partners for j in left.get(_says(fact), ()))
    settle((pair for pair in leftover if likeness(*pair) >= LEVELS.index("indicator") + 1), likeness)
    grids = {entry.get("table"): entry["grid"] for entry in truth.tables}
    cells = {(table.table_id, cell.row, cell.col): cell.text for table in document.tables for cell in table.cells}

    def printed_sentence(fact: Fact) -> bool:
        place = fact.evidence[0] if fact.evidence else None
        if place is None or place.table is None or place.row is None or place.col is None:
            return False
        return is_sentence(grids[place.table][place.row][place.col])

    def read_sentence(fact: Fact) -> bool:
        place = fact.evidence[0] if fact.evidence else None
        return place is not None and is_sentence(cells.get((place.table, place.row, place.col), ""))

    pairs = [
        Pair(fact, claimed[partners[i]] if i in partners else None, printed_sentence(fact))
        for i, fact in enumerate(wanted)
    ]
    pairs += [Pair(None, claimed[j], read_sentence(claimed[j])) for j in judged if j not in taken]
    return Pairing(tuple(pairs), len(read) - len(claimed), alignment, tables, len(claimed) - len(judged))


def _is_judged(place: Place | None, regions: tuple[tuple[int, int], ...] | None) -> bool:
    """Whether the truth says something of that place; a reading without a place is judged only where it knows all."""
    if regions is None:
        return True
    if place is None or len(place) != 2:
        return False
    return any(low <= place[0] and place[1] <= high for low, high in regions)


def _says(fact: Fact) -> tuple[object, ...]:
    return (fact.indicator, fact.kind, fact.measure)


def _in_rows(wanted: Sequence[Place | None], given: Sequence[Place | None]) -> Iterable[tuple[int, int]]:
    at = defaultdict(list)
    for j, place in enumerate(given):
        if place is not None and len(place) == 3:
            at[place[:2]].append(j)
    for i, place in enumerate(wanted):
        if place is not None and len(place) == 3:
            yield from ((i, j) for j in at.get(place[:2], ()))


def _in_cells(wanted: Sequence[Place | None], given: Sequence[Place | None]) -> Iterable[tuple[int, int]]:
    at = defaultdict(list)
    for j, place in enumerate(given):
        if place is not None and len(place) == 3:
            at[place].append(j)
    for i, place in enumerate(wanted):
        if place is not None and len(place) == 3:
            yield from ((i, j) for j in at.get(place, ()))


def _in_text(wanted: Sequence[Place | None], given: Sequence[Place | None]) -> Iterable[tuple[int, int]]:
    spans = sorted((place[0], place[1], j) for j, place in enumerate(given) if place is not None and len(place) == 2)
    for i, place in enumerate(wanted):
        if place is None or len(place) != 2:
            continue
        start, end = place
        for low, high, j in spans:
            if low >= end:
                break
            if high > start:
                yield i, j
