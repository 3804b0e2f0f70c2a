"""What a printed value says: number, unit, qualifier, kind, and the value in the base unit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extract.numbers import plain, to_base
from labeled.gold.shorthand.markup import MarkupError
from models.units import units

_VALUE = re.compile(r"(?P<num>[-－]?\d[\d,，.．\s]*)(?P<rest>\D.*)?", re.DOTALL)
_INNER = re.compile(r"(?P<before>万|亿|千|百)?(?P<q>余|多)(?P<after>.*)")
_DIGITS = str.maketrans("０１２３４５６７８９．－，％", "0123456789.-,%")
#: Kinds of units that the table of units does not decide for a figure of the text.
_KINDS = {"%": "percent", "个百分点": "percent", "分": "score"}
LABELS = {
    "amount": "AMOUNT",
    "percent": "PERCENT",
    "participants": "PARTICIPANT_COUNT",
    "quantity": "QUANTITY",
    "score": "SCORE",
    "text": "COMPARISON",
}


class Printed(NamedTuple):
    """A value as printed. ``value`` is None where blanks break the digits."""

    value: str | None
    unit: str | None
    qualifier: str | None
    broken: str | None


def printed(text: str) -> Printed:
    """Read a value as it is printed, line ends inside it left out.

    Examples
    --------
    >>> printed("1,720.50万元")
    Printed(value='1720.50', unit='万元', qualifier=None, broken=None)
    >>> printed("300余万元").qualifier
    '余'
    >>> printed("20 28万元").broken
    '20 28'

    Raises
    ------
    MarkupError
        If the text does not begin with a number.
    """
    text = text.translate(_DIGITS).replace("\n", "").strip()
    found = _VALUE.fullmatch(text)
    if found is None:
        raise MarkupError(f"{text!r} is no value")
    digits = found["num"].strip()
    unit: str | None = re.sub(r"\s+", "", found["rest"] or "") or None
    qualifier = None
    if unit and (inner := _INNER.fullmatch(unit)):
        qualifier, unit = inner["q"], (inner["before"] or "") + inner["after"] or None
    number = digits.replace(",", "")
    if re.search(r"\s", number) or not re.fullmatch(r"-?\d+(\.\d+)?", number):
        return Printed(None, unit, qualifier, digits)
    return Printed(number, unit, qualifier, None)


def kind_of(unit: str | None) -> str:
    """The kind of a value by its unit."""
    if unit in _KINDS:
        return _KINDS[unit]
    row = units().get(unit) if unit else None
    if row is None:
        return "quantity"
    if row.kind in ("money", "standard"):
        return "amount"
    return row.kind if row.kind in ("participants", "percent") else "quantity"


def base_of(value: str | None, unit: str | None) -> tuple[str | None, str | None]:
    """The value in the base unit of its kind, and that unit."""
    if value is None:
        return None, None
    if unit == "%":
        return value, "%"
    base = None if unit == "分" else to_base(Decimal(value), unit)
    return (None, None) if base is None else (plain(base[0]), base[1])
