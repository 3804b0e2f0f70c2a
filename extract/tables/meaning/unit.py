"""The unit of a table, from the lines above it and its head; never guessed where they say two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.tables.headers import squeezed
from extract.types import Table
from models.units import units

_CAPTION = re.compile(r"单位[:：](?:人民币)?(?=(.{0,12}))")
_BRACKETED = re.compile(r"[（(](?:(?:金额)?单位[:：])?(百万元|万元|亿元|千元|元)[）)]")
#: What may stand behind a unit: the end, a sign, the next caption; 单位：元江县 names a body and no unit.
_BEHIND = re.compile(
    r"$|[^\u4e00-\u9fff]|公开|预算|决算|附表|表|第|列至|保留|币[种别]|审计|编制|填[报表]|日期|截[止至]"
)
#: 人（次）: one or the other.
_OR = re.compile(r"[（(]([^（()）]{1,3})[）)]")
_MORE = re.compile(r"[、/／,，;；和]")
#: How far below the top of the grid a unit may be printed.
_TOP_ROWS = 4
#: A title that says the unit of its table: 机构人员一览（人）.
_AT_END = re.compile(r"[（(]([^（）()]{1,3})[）)]$")


def units_said(lines: Sequence[str], head: str, table: Table) -> tuple[str, ...]:
    """The different units that captions and head print for the whole table: one as a rule.

    Parameters
    ----------
    lines : sequence of str
        Captions and title rows.
    head : str
        The words of the head.
    """
    found: list[str] = []
    for line in lines:
        for match in _CAPTION.finditer(squeezed(line)):
            found += _listed(match[1])
    whole = squeezed("".join(lines))
    found += [match[1] for match in _BRACKETED.finditer(whole)]
    if not found:
        found += [end[1] for line in lines if (end := _AT_END.search(squeezed(line))) and end[1] in units()]
    if not found:
        top = squeezed("".join("".join(row) for row in table.grid[:_TOP_ROWS]))
        for around in (head, top):
            bracketed = _BRACKETED.search(around)
            if bracketed is not None:
                return (bracketed[1],)
    return tuple(dict.fromkeys(found))


def unit_of(lines: Sequence[str], head: str, table: Table) -> str | None:
    """The unit of the table, None where none or more than one is said (shares in % aside)."""
    said = [unit for unit in units_said(lines, head, table) if units()[unit].kind != "percent"]
    return said[0] if len(said) == 1 else None


def caption_units(table: Table) -> tuple[str, ...]:
    """The different units of the lines above a table."""
    return tuple(unit for unit in units_said(table.captions, "", table) if units()[unit].kind != "percent")


def _listed(rest: str) -> list[str]:
    """The units at the beginning of what stands behind 单位：, several where several are listed."""
    out: list[str] = []
    while rest:
        unit = next((rest[:n] for n in range(min(5, len(rest)), 0, -1) if rest[:n] in units()), None)
        if unit is None or not _BEHIND.match(rest[len(unit) :]):
            break
        out.append(unit)
        rest = rest[len(unit) :]
        other = _OR.match(rest)
        if other is not None and other[1] in units():
            out.append(other[1])
            rest = rest[other.end() :]
        more = _MORE.match(rest)
        if more is None:
            break
        rest = rest[more.end() :]
    return out
