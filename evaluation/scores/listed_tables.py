"""What is found of the tables that were listed by hand (labeled/tables): found, named, joined, of the right size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from extract.types import Table

LISTS = Path("labeled/tables")


class ListedTable(BaseModel):
    """One entry of a list (labeled/tables/README.md)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pages: Annotated[tuple[int, ...], Field(min_length=1)]
    form: str
    rows: int
    columns: int | None = None


class TableList(BaseModel):
    """All tables of one document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str
    sha256: str
    tables: tuple[ListedTable, ...]


@dataclass(frozen=True)
class ListedScore:
    """Counts that add up; ``misses`` says in words what is not as listed."""

    tables: int = 0
    found: int = 0
    surplus: int = 0
    named: int = 0
    sized: int = 0
    continued: int = 0
    joined: int = 0
    falsely_joined: int = 0
    misses: tuple[str, ...] = ()

    def __add__(self, other: ListedScore) -> ListedScore:
        return ListedScore(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def read_lists(folder: Path = LISTS) -> dict[str, TableList]:
    """The lists of a folder by the SHA-256 of their document.

    Raises
    ------
    ValueError
        A file is no such list, or two are of one document.
    """
    out: dict[str, TableList] = {}
    for path in sorted(folder.glob("*.yaml")):
        one = TableList.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        if one.sha256 in out:
            raise ValueError(f"{path}: a second list of {one.sha256}")
        out[one.sha256] = one
    return out


def score_listed(listed: Sequence[ListedTable], found: Sequence[Table]) -> ListedScore:
    """Score the tables of one document against its list.

    A listed table takes the found one that shares most pages with it, of several the one whose number of rows is
    nearest; each is taken once. Found tables beyond that are surplus, and a table with a page that the listed one does
    not stand on is falsely joined.
    """
    left = list(found)
    total = ListedScore(tables=len(listed))
    for entry in listed:
        pages = set(entry.pages)
        near = [table for table in left if pages & set(table.pages)]
        told = f"p.{'-'.join(map(str, (entry.pages[0], entry.pages[-1])))} {entry.form}"
        continued = int(len(pages) > 1)
        if not near:
            total += ListedScore(continued=continued, misses=(f"{told}: not found",))
            continue
        table = max(near, key=lambda one: (len(pages & set(one.pages)), -abs(one.n_rows - entry.rows)))
        left.remove(table)
        named = (table.form or "other") == entry.form
        sized = table.n_rows == entry.rows and entry.columns in (None, table.n_cols)
        whole = set(table.pages) == pages
        misses = []
        if not named:
            misses.append(f"{told}: named {table.form}")
        if not sized:
            misses.append(f"{told}: {table.n_rows} × {table.n_cols} for {entry.rows} × {entry.columns or '–'}")
        if not whole:
            misses.append(f"{told}: on pages {', '.join(map(str, table.pages))}")
        total += ListedScore(
            found=1,
            named=int(named),
            sized=int(sized),
            continued=continued,
            joined=int(whole and continued),
            falsely_joined=int(not set(table.pages) <= pages),
            misses=tuple(misses),
        )
    surplus = tuple(f"p.{table.pages[0]}: a table that is none, {table.form}" for table in left if table.pages)
    return total + ListedScore(surplus=len(left), misses=surplus)
