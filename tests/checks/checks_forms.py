"""Builds tables and facts of the standard forms by hand, so that checks can be tested alone."""

from __future__ import annotations

from collections.abc import Sequence

from extract.numbers import parse_number, plain, to_base
from extract.types import BBox, Cell, Column, Evidence, Fact, Table
from models import taxonomy


def code(index: int) -> Column:
    return Column(index, "code")


def name(index: int) -> Column:
    return Column(index, "name")


def line(index: int) -> Column:
    return Column(index, "line_no")


def value(index: int, name_col: int | None, code_col: int | None = None, **meaning: str) -> Column:
    return Column(index, "value", name_col=name_col, code_col=code_col, **{"basis": "final", **meaning})  # type: ignore[arg-type]


def coded(*meanings: dict[str, str]) -> tuple[Column, ...]:
    """Code, name, and a value column for each meaning."""
    return (code(0), name(1), *(value(i + 2, 1, 0, **meaning) for i, meaning in enumerate(meanings)))


OUT = {"flow": "expenditure"}
LAYOUTS: dict[str, tuple[Column, ...]] = {
    "01": (
        name(0),
        line(1),
        value(2, 0, flow="income", part="total"),
        name(3),
        line(4),
        value(5, 3, flow="expenditure", part="total"),
    ),
    "02": coded(
        {"flow": "income", "part": "total", "fund": "all"},
        {"flow": "income", "part": "total", "fund": "fiscal"},
        *({"flow": "income", "part": p} for p in ("superior", "institution", "operating", "subordinate", "other")),
    ),
    "03": coded(
        *(OUT | {"part": p} for p in ("total", "basic", "project", "to_superior", "operating", "to_subordinate"))
    ),
    "04": (
        name(0),
        line(1),
        value(2, 0, flow="income", fund="fiscal"),
        name(3),
        line(4),
        *(
            value(5 + i, 3, flow="expenditure", fund=f)
            for i, f in enumerate(("fiscal", "general_budget", "government_fund", "state_capital"))
        ),
    ),
    "05": coded(*(OUT | {"fund": "general_budget", "part": p} for p in ("total", "basic", "project"))),
    "06": tuple(
        column
        for i in (0, 3, 6)
        for column in (
            code(i),
            name(i + 1),
            value(i + 2, i + 1, i, flow="expenditure", part="basic", fund="general_budget"),
        )
    ),
    "07": tuple(
        value(i, None, indicator=indicator, basis=basis)
        for i, (basis, indicator) in enumerate(
            (basis, indicator)
            for basis in ("budget", "final")
            for indicator in (
                "“三公”经费合计",
                "因公出国（境）费",
                "公务用车购置及运行费",
                "公务用车购置费",
                "公务用车运行费",
                "公务接待费",
            )
        )
    ),
    "08": coded(
        {"flow": "opening"},
        {"flow": "income"},
        *(OUT | {"part": p} for p in ("total", "basic", "project")),
        {"flow": "closing"},
    ),
    "09": coded(*(OUT | {"fund": "state_capital", "part": p} for p in ("total", "basic", "project"))),
}


def form(
    number: str,
    grid: Sequence[Sequence[str]],
    header_rows: int = 0,
    page: int | None = None,
    unit: str = "万元",
    alternatives: dict[tuple[int, int], tuple[str, ...]] | None = None,
) -> tuple[Table, tuple[Fact, ...]]:
    """A table of a form in the plain layout of nine forms, and its facts."""
    columns = LAYOUTS[number]
    others = alternatives or {}
    cells, facts = [], []
    for r, texts in enumerate(grid):
        for c, text in enumerate(texts):
            box = BBox(c * 50.0, r * 12.0, c * 50.0 + 48, r * 12.0 + 10) if page else None
            number_ = parse_number(text)
            cells.append(Cell(r, c, text, number=number_, page=page, bbox=box, alternatives=others.get((r, c), ())))
            if r < header_rows or columns[c].role != "value" or not text:
                continue
            facts.append(_fact(number, texts, r, c, text, columns[c], unit, page, box))
    table = Table(
        f"t{number}",
        len(grid),
        len(columns),
        tuple(cells),
        form=number,
        unit=unit,
        header_rows=header_rows,
        columns=columns,
    )
    return table, tuple(facts)


def _fact(
    number: str,
    texts: Sequence[str],
    r: int,
    c: int,
    text: str,
    column: Column,
    unit: str,
    page: int | None,
    box: BBox | None,
) -> Fact:
    label = column.indicator or (texts[column.name_col] if column.name_col is not None else "")
    label = label or (texts[column.code_col] if column.code_col is not None else "")
    mark = texts[column.code_col] if column.code_col is not None else None
    entry = taxonomy.find(label, mark or None)
    read = parse_number(text)
    base = to_base(read.value, unit) if read else None
    return Fact(
        indicator=taxonomy.fold(label),
        kind="amount",
        fact_id=f"{number}-{r}-{c}",
        section="final_account",
        indicator_id=entry.id if entry else None,
        flow=column.flow,
        part=column.part,
        fund=column.fund,
        basis=column.basis,  # type: ignore[arg-type]
        value=plain(read.value) if read else None,
        unit=unit,
        value_base=plain(base[0]) if base else None,
        unit_base="元",
        evidence=(Evidence(page=page, bbox=box, text=text, table=f"t{number}", row=r, col=c),),
        made_by="table",
        status="read" if read else "abstained",
    )


#: A budget in the manner of Shanghai: 类, 款 and 项 in columns of their own.
LAYOUTS["budget_general"] = (
    code(0),
    code(1),
    code(2),
    name(3),
    *(
        value(4 + i, 3, 0, flow="expenditure", fund="general_budget", part=part, basis="budget")
        for i, part in enumerate(("total", "basic", "project"))
    ),
)
LAYOUTS["budget_total"] = (
    name(0),
    value(1, 0, flow="income", part="total", basis="budget"),
    name(2),
    value(3, 2, flow="expenditure", part="total", basis="budget"),
)
