"""Sentences whose numbers are facts, and tables of any layout, so that checks can be tested alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extract.checks import run
from extract.numbers import parse_number, plain, to_base
from extract.options import Options
from extract.stages import ChecksResult
from extract.types import Cell, Check, Column, Evidence, Fact, Table
from models import taxonomy

#: [差旅费=31.88万元] is the figure 31.88万元 of that name; what follows a stroke are other fields.
_FIGURE = re.compile(r"\[([^=\]]*)=(-?[\d.]+)([^\]|\d]*)((?:\|\w+=[^\]|]+)*)\]")
_AMOUNTS = ("元", "万元", "亿元")


def prose(text: str) -> tuple[str, tuple[Fact, ...]]:
    """The characters of a text and its facts."""
    chars, facts, end = "", [], 0
    for found in _FIGURE.finditer(text):
        name, value, unit, more = found.groups()
        chars += text[end : found.start()]
        fields = dict(pair.split("=") for pair in more.split("|") if pair)
        facts.append(_fact(f"t{len(chars)}", name, value, unit, fields, Evidence(None, None, len(chars))))
        chars += value + unit
        end = found.end()
        place = Evidence(start=facts[-1].evidence[0].start, end=len(chars), text=value + unit)
        facts[-1] = Fact(**{**facts[-1].__dict__, "evidence": (place,)})
    return chars + text[end:], tuple(facts)


def _fact(fact_id: str, name: str, value: str, unit: str, fields: dict[str, str], place: Evidence) -> Fact:
    entry = taxonomy.find(name)
    base = to_base(Decimal(value), unit)
    kind = "percent" if unit == "%" else "amount" if unit in _AMOUNTS else "quantity"
    meaning = {"section": "final_account", "fiscal_year": "2023", "period": "2023", "kind": kind, **fields}
    return Fact(
        indicator=name or None,
        fact_id=fact_id,
        indicator_id=entry.id if entry else None,
        value=value,
        unit=unit or None,
        value_base=plain(base[0]) if base else value,
        unit_base=base[1] if base else None,
        evidence=(place,),
        **meaning,  # type: ignore[arg-type]
    )


def grid(
    rows: Sequence[str], unit: str = "万元", form: str = "other", table_id: str = "t001", **fields: str
) -> tuple[Table, tuple[Fact, ...]]:
    """A table of rows whose cells are parted by strokes: a row of heads, names in the first column.

    A head may name the fields of its column's facts: 差额 measure=change.
    """
    texts = [[cell.strip() for cell in row.split("|")] for row in rows]
    heads = [text.split(" ") for text in texts[0]]
    meanings = [dict(pair.split("=") for pair in head[1:]) for head in heads]
    texts[0] = [head[0] for head in heads]
    columns = (
        Column(0, "name", texts[0][0]),
        *(Column(c, "value", heads[c][0], name_col=0, **meanings[c]) for c in range(1, len(heads))),  # type: ignore[arg-type]
    )
    cells, facts = [], []
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            number = parse_number(text)
            cells.append(Cell(r, c, text, number=number))
            if r and c and number is not None:
                name = taxonomy.fold(row[0]) if fields.get("named") != "column" else texts[0][c]
                meaning = {key: given for key, given in {**fields, **meanings[c]}.items() if key != "named"}
                place = Evidence(table=table_id, row=r, col=c, text=text)
                facts.append(
                    _fact(f"{table_id}-{r}-{c}", name, plain(number.value), meaning.pop("unit", unit), meaning, place)
                )
    made = Table(table_id, len(texts), len(heads), tuple(cells), form=form, header_rows=1, columns=columns)
    return made, tuple(facts)


def checked(text: str = "", *tables: tuple[Table, tuple[Fact, ...]]) -> ChecksResult:
    """What the checks say of a text beside tables."""
    chars, facts = prose(text)
    every = (*facts, *(fact for _, of in tables for fact in of))
    return run(every, tuple(table for table, _ in tables), Options(), words=chars)


def broken(text: str = "", *tables: tuple[Table, tuple[Fact, ...]]) -> list[Check]:
    """The violations of a text beside tables."""
    return [check for check in checked(text, *tables).checks if check.outcome == "violation"]


def rules(text: str = "", *tables: tuple[Table, tuple[Fact, ...]]) -> set[str]:
    """The rules that a text beside tables violates."""
    return {check.rule for check in broken(text, *tables)}
