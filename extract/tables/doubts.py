"""Cells worth a second look, and what the second look makes of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from extract.numbers import fold_width, parse_number
from extract.stages import SecondLook, TablesResult
from extract.types import Cell, Region, Table

#: Numeric readings below this engine score are read again.
SURE = 0.9
#: A text of digits and signs that should be one number.
_DIGITS = re.compile(r"[\d.,\-+%()（）\s·:'`]*\d[\d.,\-+%()（）\s·:'`]*")


def key_of(table: Table, cell: Cell) -> str:
    """What names a cell in a region: ``t001:4:2``."""
    return f"{table.table_id}:{cell.row}:{cell.col}"


def doubts_of(tables: tuple[Table, ...], pages: Collection[int]) -> tuple[Region, ...]:
    """The cells that another reading may mend: on pages read by OCR, and where a digital page draws what is no text."""
    out = []
    for table in tables:
        for cell in table.cells:
            reason = _reason(cell)
            if not reason or cell.page is None or cell.bbox is None:
                continue
            if cell.page in pages or reason == "ink_without_text":
                out.append(Region(cell.page, cell.bbox, reason, key_of(table, cell)))
    return tuple(out)


def _reason(cell: Cell) -> str:
    if "ink_without_text" in cell.marks and not cell.text:
        return "ink_without_text"
    text = fold_width(cell.text.strip())
    if not text or not _DIGITS.fullmatch(text) or "\n" in text:
        return ""
    if parse_number(text) is None:
        return "number_format"
    if cell.confidence < SURE:
        return "low_score"
    return ""


def looked_again(result: TablesResult, looks: tuple[SecondLook, ...]) -> TablesResult:
    """The tables with the cells of ``looks`` read twice."""
    by_key = {look.region.key: look for look in looks if look.region.key}
    tables = []
    for table in result.tables:
        cells = tuple(
            _again(cell, by_key[key]) if (key := key_of(table, cell)) in by_key else cell for cell in table.cells
        )
        tables.append(table if cells == table.cells else replace(table, cells=cells))
    left = tuple(region for region in result.doubts if region.key not in by_key)
    return TablesResult(tuple(tables), result.failures, left)


def _again(cell: Cell, look: SecondLook) -> Cell:
    reading = "\n".join(word.text for word in look.words if word.text.strip())
    if not reading:
        return cell
    score = min(word.confidence for word in look.words)
    others = tuple(other for word in look.words for other in word.alternatives)
    number, before = parse_number(reading), parse_number(cell.text)
    if not cell.text:
        return replace(
            cell,
            text=reading,
            number=number,
            status="read" if number is not None else "doubtful",
            confidence=score,
            alternatives=others,
            marks=(*cell.marks, "second_look"),
        )
    if reading == cell.text or (number is not None and before is not None and number.value == before.value):
        marks = (*cell.marks, "read_twice") if "read_twice" not in cell.marks else cell.marks
        return replace(cell, confidence=max(cell.confidence, score), marks=marks)
    if before is None and number is not None:
        return replace(
            cell,
            text=reading,
            number=number,
            status="doubtful",
            confidence=score,
            alternatives=(*cell.alternatives, cell.text),
            marks=(*cell.marks, "second_look"),
        )
    alternatives = tuple(dict.fromkeys((*cell.alternatives, reading, *others)))
    return replace(cell, status="doubtful", alternatives=alternatives, marks=(*cell.marks, "readings_differ"))
