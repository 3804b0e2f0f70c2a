"""Tables: rows between bars, merged cells, trees of codes, and what each column means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extract.numbers import parse_number
from labeled.generator.expressions import Value
from labeled.generator.filled import SourceError, Table, TableCell
from labeled.generator.numbers import Numbers
from labeled.generator.places import Attributes, Place, Prose, attributes_of, explain_row, fill_prose

_NUMBERING = re.compile(
    r"^[\s\u3000]*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d+[.、．])?(?:其中[:：]|[减加][:：])?"
)
_WORDED = ("target", "actual")
_POINTS = ("weight", "score")
_ROLES = (
    "name",
    "code",
    "line_no",
    "label",
    "value",
    "text",
    "indicator_1",
    "indicator_2",
    "indicator_3",
    "target",
    "actual",
    "weight",
    "score",
    "reason",
)
#: What a column of a performance table means.
_PERFORMANCE: dict[str, Attributes] = {
    "target": {"measure": "target"},
    "actual": {"measure": "level", "basis": "execution"},
    "weight": {"measure": "target", "kind": "score"},
    "score": {"measure": "level", "basis": "execution", "kind": "score"},
}
_SIGNS = "≥|≤|＞|＜|>|<|=|约|不低于|不少于|不高于|不超过|超过|高于|低于"
_QUALIFIER = re.compile(rf"^({_SIGNS})?$")
#: Printed where there is no figure to print.
_NONE = ("—", "——", "-", "/")
#: 4月中旬 and 9月底 are days and no figures.
_LITERAL = re.compile(rf"({_SIGNS})?(-?\d[\d,]*(?:\.\d+)?)(?!月(?:[上中下]旬|底|末|初|份))([^\d，。、]{{0,8}})")
_UNIT = re.compile(r"^(\S{0,8}?)(以上|以下|以内|左右)?$")


@dataclass
class CellPlace:
    """A fact of a cell: ``place`` counts characters of the cell's text."""

    row: int
    col: int
    place: Place


@dataclass
class _Row:
    cells: list[str]
    columns: list[tuple[str, Attributes]]
    local: Mapping[str, Value] = field(default_factory=dict)


def bars(line: str) -> list[str]:
    """The cells of a line ``| a | b |``; a bar inside ``{{ | }}`` is none."""
    line = line.strip()
    if not (line.startswith("|") and line.endswith("|")):
        raise SourceError(f"not a row between bars: {line!r}")
    out, depth, cell = [], 0, ""
    for index, char in enumerate(line[1:-1]):
        pair = line[1 + index : 3 + index]
        depth += (pair == "{{") - (char == "}" and line[index : index + 2] == "}}")
        if char == "|" and depth <= 0:
            out.append(cell.strip())
            cell = ""
        else:
            cell += char
    return [*out, cell.strip()]


def columns_of(text: str, presets: Mapping[str, str]) -> list[tuple[str, Attributes]]:
    """Roles and attributes of the columns."""
    out = []
    for cell in bars(text):
        role, _, given = cell.partition(" ")
        if role not in _ROLES:
            raise SourceError(f"unknown role of a column: {cell!r}")
        out.append((role, attributes_of(given, presets)))
    return out


def fill_table(
    spec: Mapping[str, Any], table_id: str, unit: str, numbers: Numbers, presets: Mapping[str, str]
) -> tuple[Table, list[CellPlace]]:
    """Print the values into the cells.

    Returns
    -------
    Table
    list of CellPlace
        The facts, row by row.
    """
    header = [_Row(bars(line), []) for line in _lines(spec["header"])] if spec.get("header") else []
    n_cols = len(header[0].cells) if header else 0
    rows = [*header, *_body(spec, numbers, presets)]
    n_cols = n_cols or len(rows[0].cells)
    unit = str(spec.get("unit") or unit)
    defaults = attributes_of(str(spec.get("facts", "")), presets)
    cells: list[TableCell] = []
    found: list[CellPlace] = []
    merges = [row.cells for row in rows]
    for index, row in enumerate(rows):
        if len(row.cells) != n_cols:
            raise SourceError(f"{spec.get('title')}: {len(row.cells)} cells for {n_cols} columns in {row.cells}")
        texts = [_print(cell, row, numbers, presets) for cell in row.cells]
        explain_row(texts)
        carried: Attributes = {}
        for col, prose in enumerate(texts):
            if row.cells[col] in ("<", "^"):
                continue
            role = row.columns[col][0] if index >= len(header) else "header"
            if spec.get("blank_zero") and role == "value" and len(prose.plain) == 1 and prose.plain[0][2] == 0:
                prose.text, prose.plain = "", []
            if role == "value" and prose.text in _NONE:
                role = "label"
            cells.append(TableCell(index, col, prose.text, *_span(merges, index, col), role))
            if role == "header":
                continue
            carried.update(prose.defaults)
            base = {"unit": unit, **defaults}
            found += _facts_of(index, col, row, texts, {**base, **carried}, carried)
    return (
        Table(
            table_id,
            str(spec.get("form", "other")),
            spec.get("mark"),
            spec.get("title"),
            unit,
            len(rows),
            n_cols,
            tuple(cells),
            len(header),
            bool(spec.get("landscape", False)),
            bool(spec.get("repeat", False)),
            spec.get("size", 9),
            tuple(float(width) for width in spec.get("widths", [])),
        ),
        found,
    )


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _body(spec: Mapping[str, Any], numbers: Numbers, presets: Mapping[str, str]) -> list[_Row]:
    """The rows below the header, trees and changes of columns resolved."""
    columns = columns_of(spec["columns"], presets) if "columns" in spec else []
    rows: list[_Row] = []
    for line in _lines(spec.get("rows", "")):
        directive = re.match(r"\s*@(\w+)\s*([^|]*)(\|.*)$", line)
        if directive and directive[1] == "columns":
            columns = columns_of(directive[3], presets)
        elif directive and directive[1] == "tree":
            name = directive[2].strip()
            if name not in numbers.trees:
                raise SourceError(f"unknown tree {name}")
            for node in numbers.trees[name]:
                local: dict[str, Value] = {"code": node.code, "name": node.name, **node.values}
                rows.append(_Row(bars(directive[3]), columns, local))
        else:
            rows.append(_Row(bars(line), columns))
        if rows and len(rows[-1].columns) != len(rows[-1].cells):
            raise SourceError(f"{len(rows[-1].columns)} columns are described, the row has others: {line!r}")
    return rows


def _print(cell: str, row: _Row, numbers: Numbers, presets: Mapping[str, str]) -> Prose:
    if cell in ("<", "^"):
        return Prose()
    return fill_prose(cell.replace("\\n", "\n"), numbers.evaluate, presets, row.local, cell=True)


def _span(merges: list[list[str]], row: int, col: int) -> tuple[int, int]:
    """How many rows and columns the cell at (row, col) covers."""
    colspan = 1
    while col + colspan < len(merges[row]) and merges[row][col + colspan] == "<":
        colspan += 1
    rowspan = 1
    while row + rowspan < len(merges) and merges[row + rowspan][col] == "^":
        rowspan += 1
    return rowspan, colspan


def _facts_of(
    index: int, col: int, row: _Row, texts: list[Prose], base: Attributes, carried: Attributes
) -> list[CellPlace]:
    """The facts that one cell prints."""
    prose = texts[col]
    role, given = row.columns[col]
    if prose.places:  # said in place: the column has no part in it
        for place in prose.places:
            for key, default in base.items():
                if key != "unit" or (isinstance(place.value, Decimal) and place.shown == prose.text.strip()):
                    place.attributes.setdefault(key, default)
        return [CellPlace(index, col, place) for place in prose.places]
    if role not in ("value", *_PERFORMANCE) or not prose.text.strip() or (role == "value" and prose.text in _NONE):
        return []
    attributes = {**base, **_PERFORMANCE.get(role, {}), **given, **carried}
    if role in _POINTS:  # the kind that a row says is that of what it measures, not of its points
        attributes["kind"] = given.get("kind", _PERFORMANCE[role]["kind"])
    named = _name_of(col, row, texts, "indicator_3" if role in _PERFORMANCE else "name")
    if named and "indicator" not in attributes:
        attributes["indicator"] = named
    value: Value | None = None
    start, end, unit = 0, len(prose.text), attributes["unit"]
    if len(prose.plain) == 1:
        at, behind, value = prose.plain[0]
        before, after = prose.text[:at].strip(), prose.text[behind:].strip()
        if not (_QUALIFIER.match(before) and _UNIT.match(after)) or not isinstance(value, Decimal):
            value = None
        else:
            start = at
            printed = prose.text[at:behind]
    else:
        literal = _LITERAL.fullmatch(prose.text)
        if literal:
            number = parse_number(literal[2])
            assert number is not None
            value, printed, before, after = number.value, literal[2], literal[1] or "", literal[3] or ""
            start = literal.start(2)
    if value is None:
        if role not in _WORDED:
            if role == "value":
                raise SourceError(f"a value cell is neither one number nor blank: {prose.text!r}")
            return []
        attributes.update(unit="", kind="text")
        return [
            CellPlace(index, col, _with_reason(Place(0, end, prose.text, prose.text, attributes), role, row, texts))
        ]
    match = _UNIT.match(after)
    if before:
        attributes["qualifier"] = before
    elif match and match[2]:
        attributes["qualifier"] = match[2]
        end = len(prose.text.rstrip()) - len(match[2])
    if role != "value":  # the unit may stand in a column of its own, then the row says it
        unit = (match[1] if match else "") or (carried.get("unit", "") if role in _WORDED else "")
    elif after:
        unit = match[1] if match else unit
    attributes["unit"] = unit
    place = Place(start, end, value, printed, attributes)
    return [CellPlace(index, col, _with_reason(place, role, row, texts))]


def _with_reason(place: Place, role: str, row: _Row, texts: list[Prose]) -> Place:
    """Add the reason that stands in the row's reason column."""
    if role in ("actual", "score"):
        for (other, _), prose in zip(row.columns, texts, strict=True):
            if other == "reason" and prose.text.strip():
                place.reason = prose.text
    return place


def _name_of(col: int, row: _Row, texts: list[Prose], role: str) -> str | None:
    """The name at the left that the value belongs to, without numbering."""
    for left in range(col - 1, -1, -1):
        if row.columns[left][0] == role:
            text = re.sub(r"[\s\u3000]+", "", texts[left].text)
            return _NUMBERING.sub("", text) or None
    return None
