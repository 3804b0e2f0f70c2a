"""Codes against the names beside them: the classification says which code a name has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.numbers import fold_width
from extract.ocr.engine import Line
from extract.ocr.figures import Asked
from models.taxonomy import codes_of

#: A code, by its length: 类, 款, 项.
CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
#: A name stands in the row of its code, their middles so many line heights apart at most.
ROW = 0.5


def misnamed(asked: Sequence[Asked], lines: Sequence[Line]) -> list[str]:
    """For each figure the code that the name beside it has, where one digit of the code is another; "" elsewhere.

    30203 before 水费 is 30205. A name that several codes have speaks against none of them, and one that
    differs in more than a digit is another matter: a row that slipped, or a name of the place's own.

    Parameters
    ----------
    asked : sequence of Asked
        The figures of a page after all readings.
    lines : sequence of Line
        All lines of the page.
    """
    return ["" if one.inside else _other(one, lines) for one in asked]


def _other(one: Asked, lines: Sequence[Line]) -> str:
    text = fold_width(one.tally()[0] or one.text)
    if not CODE.fullmatch(text):
        return ""
    box = one.box
    near = ROW * box.height
    row = [line for line in lines if line.bbox.x0 > box.centre[0] and abs(line.bbox.centre[1] - box.centre[1]) < near]
    beside = min(row, key=lambda line: line.bbox.x0, default=None)
    codes = codes_of(beside.text) if beside else frozenset()
    if text in codes:
        return ""
    alike = [code for code in codes if len(code) == len(text) and sum(map(str.__ne__, code, text)) == 1]
    return alike[0] if len(alike) == 1 else ""
