"""Units and their factors (units.csv)."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit as printed, its kind, and its value in the base unit of that kind."""

    unit: str
    kind: str
    base: str
    factor: Decimal


@cache
def units() -> dict[str, Unit]:
    """All known units by their printed form."""
    text = resources.files("models").joinpath("units.csv").read_text(encoding="utf-8")
    return {
        row["unit"]: Unit(row["unit"], row["kind"], row["base"], Decimal(row["factor"]))
        for row in csv.DictReader(text.splitlines())
    }
