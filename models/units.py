"""Units and their factors (units.csv)."""

from __future__ import annotations

import csv
import re
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


#: Behind money: for each of these, and for each such span of time, however the print sets the two apart
#: (GB 3100 has · and /; tables print 元/人*月, 元∕人、年). 次 counts both.
PER = "人次|人|户|亩|床位|床|平方米|公里|辆|台|件|个|场|次|篇|份|生|名"
TIME = "学年|学期|年|月|天|日|次"
_RATE = re.compile(
    rf"(?P<money>万元|元)[/∕／](?:(?P<per>{PER})(?:[·•・.*×、/∕／](?P<time>{TIME}))?|"
    rf"(?P<time_1>{TIME})[·•・.*×、/∕／](?P<per_1>{PER})|(?P<time_2>{TIME}))"
)


class _Units(dict[str, Unit]):
    """Units by their printed form; a rate that no row lists is put together from its parts."""

    def __missing__(self, name: str) -> Unit:
        found = _RATE.fullmatch(name)
        if found is None:
            raise KeyError(name)
        per, time = found["per"] or found["per_1"], found["time"] or found["time_1"] or found["time_2"]
        time = "天" if time == "日" else time
        base = "元/" + "·".join(part for part in (per, time) if part)
        return Unit(name, "standard", base, self[found["money"]].factor)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and _RATE.fullmatch(name) is not None)

    def get(self, name: str, default: Unit | None = None) -> Unit | None:  # type: ignore[override]
        try:
            return self[name]
        except KeyError:
            return default


@cache
def units() -> dict[str, Unit]:
    """All known units by their printed form; rates (元/人*月) too, as they are asked for."""
    text = resources.files("models").joinpath("units.csv").read_text(encoding="utf-8")
    return _Units(
        (row["unit"], Unit(row["unit"], row["kind"], row["base"], Decimal(row["factor"])))
        for row in csv.DictReader(text.splitlines())
    )
