"""Which stage went wrong first: the stages' own outputs are compared with the truth in their order.

| stage | a fact's error is its, where |
| --- | --- |
| route | its page was taken for another kind (digital, scanned, garbled) than it is |
| reading | its printed digits are not among the words of its page |
| table | its table was not found, or has its value in another row or column |
| cell | its cell holds another number than is printed |
| text | its characters are missing from the text |
| entity | they are there, and no value was found in them; or a value where no fact is printed |
| check | the cell holds what is printed, and the fact says another number: a second look for an identity misread it |
| link | the value is right, and what it measures is not |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from evaluation.scores.cells import columns_of, row_offset
from evaluation.scores.matching.alignment import squeeze
from evaluation.scores.matching.pairs import Pair, Pairing
from evaluation.scores.reading import numeric_tokens
from evaluation.scores.truth import Truth
from extract.numbers import parse_number
from extract.types import Cell, Document, Fact, Table

STAGES = ("route", "reading", "table", "cell", "text", "entity", "check", "link")
#: The route of a page by the route of the document; pages without anything are blank in any.
PAGE_ROUTES = {"digital": "digital", "borderless": "digital", "garbled": "garbled"}
#: Routes without pages.
_FLOWING = ("docx", "txt", "html")


@dataclass(frozen=True)
class Stages:
    """Names the first wrong stage of the errors of one document."""

    truth: Truth
    document: Document
    pairing: Pairing
    route: str

    def first_wrong(self, pair: Pair) -> str | None:
        """The stage, None where the fact is wholly right."""
        if pair.wanted is None:
            assert pair.given is not None
            return self._of_invented(pair.given)
        if pair.levels:
            whole = pair.given is not None and pair.levels == 5
            return None if whole else "link"
        page = self._page(pair.wanted)
        if page is not None and self._wrong_route(page):
            return "route"
        if page is not None and not self._was_read(pair.wanted, page):
            return "reading"
        if pair.wanted.evidence[0].table is not None:
            return self._of_cell(pair.wanted, pair.given)
        return self._of_text(pair.wanted)

    def _page(self, fact: Fact) -> int | None:
        return fact.evidence[0].page if fact.evidence else None

    def _wrong_route(self, number: int) -> bool:
        kind = self.route.partition(":")[0]
        if kind in _FLOWING:
            return False
        page = self._pages.get(number)
        return page is None or page.route != PAGE_ROUTES.get(kind, "scanned")

    @cached_property
    def _pages(self) -> dict[int, object]:  # type: ignore[type-arg]
        return {page.number: page for page in self.document.pages}

    @cached_property
    def _tokens(self) -> dict[int, Counter[str]]:
        return {page.number: numeric_tokens(word.text for word in page.words) for page in self.document.pages}

    def _was_read(self, fact: Fact, page: int) -> bool:
        wanted = numeric_tokens([fact.evidence[0].text])
        return not wanted - self._tokens.get(page, Counter())

    def _table(self, fact: Fact) -> tuple[Table | None, int, Sequence[int]]:
        """The table read for a fact's, the rows it has above, and its column for each of the print."""
        name = fact.evidence[0].table
        index = next(i for i, entry in enumerate(self.truth.tables) if entry.get("table") == name)
        read = next((id for id, at in self.pairing.tables.items() if at == index), None)
        table = next((table for table in self.document.tables if table.table_id == read), None)
        entry = self.truth.tables[index]
        return (None, 0, ()) if table is None else (table, row_offset(entry["grid"], table), columns_of(entry, table))

    def cell_of(self, fact: Fact) -> Cell | None:
        """The cell of the reading where a printed fact should stand; None for one of the text, or without a cell."""
        place = fact.evidence[0]
        if place.table is None or place.row is None or place.col is None:
            return None
        table, offset, columns = self._table(fact)
        return None if table is None else table.cell(place.row + offset, columns[place.col])

    def _of_cell(self, fact: Fact, given: Fact | None) -> str:
        place = fact.evidence[0]
        table, _, _ = self._table(fact)
        if table is None or place.row is None or place.col is None:
            return "table"
        cell = self.cell_of(fact)
        printed = squeeze(place.text)
        if cell is not None and (printed in squeeze(cell.text) or _equal(place.text, cell.text)):
            return "check" if given is not None and _changed(cell, given) else "entity"
        elsewhere = any(squeeze(other.text) == printed for other in table.cells)
        return "table" if elsewhere else "cell"

    def _of_text(self, fact: Fact) -> str:
        place = fact.evidence[0]
        if place.start is None or place.end is None:
            return "text"
        _, edits = self.pairing.alignment.edits(place.start, place.end)
        return "text" if edits else "entity"

    def _of_invented(self, fact: Fact) -> str:
        place = fact.evidence[0] if fact.evidence else None
        if place is None:
            return "entity"
        if place.table is not None:
            return "entity" if place.table in self.pairing.tables else "table"
        if place.page is not None and self._wrong_route(place.page):
            return "route"
        ends = [piece.end for piece in fact.evidence if piece.end is not None]
        if place.start is None or not ends:
            return "entity"
        at = self.pairing.alignment.to_reference(place.start, max(ends))
        if at is None:
            return "text"
        printed = squeeze(self.truth.text[slice(*at)])
        return "entity" if squeeze(place.text) in printed else "reading"


def _changed(cell: Cell, given: Fact) -> bool:
    """Whether a fact says another number than the cell that it was read from, as the table stage left that."""
    if cell.number is None or given.value is None or not given.evidence:
        return False
    place = given.evidence[0]
    if (place.row, place.col) != (cell.row, cell.col) or place.text == cell.text:
        return False
    said = parse_number(given.value)
    return said is not None and said.value != cell.number.value


def _equal(one: str, two: str) -> bool:
    first, second = parse_number(one), parse_number(two)
    return first is not None and second is not None and first.value == second.value
