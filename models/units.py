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
#: (GB 3100 has · and /; tables print 元/人*月, 元∕人、年). 次 counts both. The rest stands in units.csv.
PER = "人次|人天|人日|人月|人|户|亩|床位|床日|床|平方米|公里|辆|台|件|个|场|次|篇|份|生|名|标箱|车|村"
TIME = "学年|学期|年|月|天|日|次|小时"
#: How many thousands may stand before a counter.
_MANY = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "百万": Decimal(1_000_000), "千万": Decimal(10_000_000)}
_MULTIPLE = re.compile(rf"(?P<many>{'|'.join(_MANY)})(?P<unit>.+)")
#: Kinds of which each counts by itself: 12台次, 万户; neither money nor percentages are counted so.
_COUNTED = frozenset({"quantity", "participants"})
_SLASH = re.compile(r"[/∕／]")
_TIMES = re.compile(r"(?P<unit>.+?)[/∕／·•]?(?P<of>次|年|月|天|日|小时|亩|人|户|场|公里|(?<=[/∕／])周)")


class _Units(dict[str, Unit]):
    """Units by their printed form; a rate or a multiple that no row lists is put together from its parts."""

    def __missing__(self, name: str) -> Unit:
        found = self._rate(name) or self._multiple(name) or self._counted_per(name)
        if found is None:
            raise KeyError(name)
        self[name] = found
        return found

    def _known(self, name: str) -> Unit | None:
        return super().get(name)

    def _rate(self, name: str) -> Unit | None:
        """Money for each: 元/人*月, 万元/公里."""
        parts = _SLASH.split(name, maxsplit=1)
        money = self._known(parts[0])
        if len(parts) != 2 or money is None or money.kind != "money":
            return None
        each, time = self._each(parts[1])
        if each is None and time is None:
            return None
        time = "天" if time == "日" else time
        base = f"{money.base}/" + "·".join(part for part in (each, time) if part)
        return Unit(name, "standard", base, money.factor)

    def _each(self, words: str) -> tuple[str | None, str | None]:
        """For each what, and for what time."""
        if re.fullmatch(TIME, words):
            return None, words
        parts = re.split(r"[·•・.*×、/∕／]", words)
        if len(parts) == 2 and re.fullmatch(TIME, parts[0]) and not re.fullmatch(TIME, parts[1]):
            parts.reverse()
        if len(parts) > 2 or (len(parts) == 2 and not re.fullmatch(TIME, parts[1])):
            return None, None
        known = self._known(parts[0])
        if re.fullmatch(PER, parts[0]) or (known is not None and known.kind in _COUNTED and known.factor == 1):
            return parts[0], parts[1] if len(parts) == 2 else None
        return None, None

    def _multiple(self, name: str) -> Unit | None:
        """万 and 亿 before a counter: 万剂次."""
        found = _MULTIPLE.fullmatch(name)
        if found is None:
            return None
        one = self.get(found["unit"])
        if one is None or one.kind not in _COUNTED or one.factor != 1:
            return None
        return Unit(name, one.kind, one.base, one.factor * _MANY[found["many"]])

    def _counted_per(self, name: str) -> Unit | None:
        """Times something was done, and how much of it in a time or for each: 场/次, 间次, 吨/年."""
        found = _TIMES.fullmatch(name)
        one = self._known(found["unit"]) if found else None
        if found is None or one is None or one.kind not in _COUNTED or one.factor != 1:
            return None
        if found["of"] == "次" and not one.base.endswith("次"):
            return Unit(name, one.kind, f"{one.base}次", Decimal(1))
        if _SLASH.search(name) is None:
            return None
        return Unit(name, "quantity", f"{one.base}/{found['of']}", Decimal(1))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

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
