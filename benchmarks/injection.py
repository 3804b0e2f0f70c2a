"""Errors of recognition put into documents whose figures are known: one kind at a time, or all mixed.

What is injected is what recognition does to printed numbers. Each digit is hit
with the given rate; errors of a whole number (its point, its ends) hit a number
as often as one of its digits would be.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from extract.checks.edits import confusions
from extract.facts.tables.values import number_with_unit
from extract.numbers import fold_width, parse_number, plain, to_base
from extract.types import BBox, Cell, Evidence, Fact, Table

#: Of the mixed errors, how often each kind comes up.
MIXED = {
    "confusable": 8,
    "any_digit": 2,
    "lost_point": 2,
    "moved_point": 1,
    "dropped": 2,
    "doubled": 1,
    "split": 2,
    "letter": 2,
    "unread": 1,
}
_LETTERS = {"0": "O", "1": "l", "2": "Z", "5": "S", "8": "B", "9": "g"}
#: Every figure stands on one scanned page; where on it does not matter to the checks.
PAGE, BOX = 1, BBox(0.0, 0.0, 1.0, 1.0)


def _confusable(text: str, at: int, rng: random.Random) -> str:
    others = [char for char in confusions().get(text[at], ()) if char.isdigit()]
    return text[:at] + rng.choice(others) + text[at + 1 :] if others else text


def _any_digit(text: str, at: int, rng: random.Random) -> str:
    return text[:at] + rng.choice([char for char in "0123456789" if char != text[at]]) + text[at + 1 :]


def _lost_point(text: str, at: int, rng: random.Random) -> str:
    return text.replace(".", "")


def _moved_point(text: str, at: int, rng: random.Random) -> str:
    if "." not in text:
        return text
    point = text.index(".")
    bare = text.replace(".", "")
    place = point + rng.choice((-1, 1))
    return f"{bare[:place]}.{bare[place:]}" if 0 < place < len(bare) else text


def _dropped(text: str, at: int, rng: random.Random) -> str:
    return text[:at] + text[at + 1 :]


def _doubled(text: str, at: int, rng: random.Random) -> str:
    return text[: at + 1] + text[at:]


def _split(text: str, at: int, rng: random.Random) -> str:
    return f"{text[:at]} {text[at:]}" if at else text


def _letter(text: str, at: int, rng: random.Random) -> str:
    return text[:at] + _LETTERS[text[at]] + text[at + 1 :] if text[at] in _LETTERS else text


def _unread(text: str, at: int, rng: random.Random) -> str:
    return ""


KINDS: dict[str, Callable[[str, int, random.Random], str]] = {
    "confusable": _confusable,
    "any_digit": _any_digit,
    "lost_point": _lost_point,
    "moved_point": _moved_point,
    "dropped": _dropped,
    "doubled": _doubled,
    "split": _split,
    "letter": _letter,
    "unread": _unread,
}


@dataclass(frozen=True)
class Injector:
    """Puts errors of one kind (or ``mixed``) into texts, ``rate`` of the digits."""

    kind: str
    rate: float
    seed: int | str

    def misread(self, text: str, place: str) -> str:
        """The text as recognition might read it; mostly as it is."""
        rng = random.Random(f"{self.seed}:{self.kind}:{place}")
        for at, char in enumerate(text):
            if not char.isdigit() or rng.random() >= self.rate:
                continue
            name = self.kind
            if name == "mixed":
                name = rng.choices(list(MIXED), list(MIXED.values()))[0]
            return KINDS[name](text, at, rng)
        return text

    def table(self, table: Table) -> Table:
        """The table as a scan of it might be read: every cell on a page, some of the numbers wrong."""
        values = {column.index for column in table.columns if column.role == "value"}
        return replace(table, cells=tuple(self._cell(table, cell, values) for cell in table.cells))

    def _cell(self, table: Table, cell: Cell, values: set[int]) -> Cell:
        placed = replace(cell, page=PAGE, bbox=BOX)
        if cell.col not in values or cell.row < table.header_rows or cell.number is None or not cell.number.value:
            return placed
        text = self.misread(cell.text, f"{table.table_id}:{cell.row}:{cell.col}")
        if text == cell.text:
            return placed
        if not text:
            return replace(placed, text="", number=None, status="unreadable", marks=("ink_without_text",))
        read = number_with_unit(text)
        return replace(placed, text=text, number=read[0] if read else None, status="read" if read else "unreadable")

    def told(self, fact: Fact, order: int) -> Fact | None:
        """A figure of the narrative as it might be read; None where it would be no figure any more."""
        evidence = tuple(replace(place, page=PAGE, bbox=BOX) for place in fact.evidence)
        placed = replace(fact, evidence=evidence)
        if fact.value is None or fact.kind == "text":
            return placed
        sign = "-" if fact.value.startswith("-") else ""
        digits = fact.value.removeprefix("-")
        text = self.misread(digits, f"text:{order}")
        if text == digits:
            return placed
        number = parse_number(fold_width(text).replace(" ", ""))
        if number is None:
            return None
        value = -number.value if sign else number.value
        base = to_base(value, fact.unit)
        return replace(placed, value=plain(value), value_base=plain(base[0]) if base else None)


def where(evidence: tuple[Evidence, ...]) -> tuple[str, int, int] | None:
    """The cell a fact stands in, or None."""
    place = evidence[0] if evidence else None
    if place is None or place.table is None or place.row is None or place.col is None or place.start is not None:
        return None
    return place.table, place.row, place.col
