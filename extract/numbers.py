"""Printed numbers and units: Decimal from the moment they are read.

A number keeps the precision it was printed with: ``Decimal("1092.90")`` has two
places, so half of its last digit is known. Units and their factors are data
(models/units.csv).
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from extract.types import Number
from models.units import Unit, units

#: Blanks that may stand at either end of a printed number.
_EDGE = " \t\r\n\f\v\u00a0\u3000\ufeff\u200b"
#: Characters that print a minus sign.
_MINUS = "-−－–﹣"
_NUMBER = re.compile(
    r"""
    (?P<open>\()?
    (?P<sign>[-+])?
    (?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
    (?P<percent>%)?
    (?P<close>\))?
    """,
    re.VERBOSE,
)
#: Digits parted by separators, a sign or brackets around them; no date, time or numbering of sections (1.2.3).
_PARTED = re.compile(
    r"(?!(?:19|20)\d\d\.\d{1,2}(?:\.\d{1,2})?$|\d{1,2}:\d\d$|\d{1,2}(?:\.\d{1,2}){2,}$)"
    r"[-+(]?\d+(?:[.,:;'·。\s]+\d+)+[)%]?"
)


def fold_width(text: str) -> str:
    """Full-width digits, letters and signs as half-width ones, one character for one character."""
    out = []
    for char in text:
        if char in _MINUS:
            out.append("-")
        elif char == "．":
            out.append(".")
        elif "\uff01" <= char <= "\uff5e":
            out.append(unicodedata.normalize("NFKC", char))
        else:
            out.append(char)
    return "".join(out)


def parse_number(text: str) -> Number | None:
    """Read a text that is one printed number and nothing else.

    Thousands separators have to stand right (``1,155.85``); a number in
    brackets is negative (accounting style); ``%`` is kept as a flag. A blank
    inside the digits (``20 28``) is not a number: what it should have been is
    for the checks to propose.

    Returns
    -------
    Number or None
        None where the text is anything else.

    Examples
    --------
    >>> parse_number(" 1,155.850").value
    Decimal('1155.850')
    >>> parse_number("20 28") is None
    True
    """
    folded = fold_width(text.strip(_EDGE))
    match = _NUMBER.fullmatch(folded)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    if match["open"] and match["sign"]:
        return None
    value = Decimal(match["digits"].replace(",", ""))
    if match["sign"] == "-" or match["open"]:
        value = value.copy_negate()
    return Number(value, text, bool(match["percent"]))


def is_ill_formed(text: str) -> bool:
    """Whether a text has the digits and separators of a number and is none: ``545.184,036.20``, ``20 28``.

    What it should have been is for the checks to propose.
    """
    return _PARTED.fullmatch(fold_width(text.strip(_EDGE))) is not None and parse_number(text) is None


def plain(value: Decimal) -> str:
    """A decimal without exponent, trailing zeros kept.

    >>> plain(Decimal("1.2E+3"))
    '1200'
    """
    return format(value, "f")


def trimmed(value: Decimal) -> Decimal:
    """The same number without trailing zeros behind the point, and without exponent.

    >>> trimmed(Decimal("9184800.00"))
    Decimal('9184800')
    """
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def half_last_digit(value: Decimal) -> Decimal:
    """Half a unit of the last printed digit: how far the true number may lie from the print."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"not a finite number: {value}")
    return Decimal(5).scaleb(min(exponent, 0) - 1)


def to_base(value: Decimal, unit: str | None) -> tuple[Decimal, str] | None:
    """The number in the base unit of its kind (元, 人, …), exactly.

    Returns
    -------
    (Decimal, str) or None
        None where the unit is not in models/units.csv.
    """
    row: Unit | None = units().get(unit or "")
    if row is None:
        return None
    return trimmed(value * row.factor), row.base
