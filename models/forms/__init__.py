"""The forms: how one is recognised and what its columns mean (yaml files of this folder)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from models.reading import data_of

Meaning = dict[str, str]


@dataclass(frozen=True)
class Form:
    """One form.

    Attributes
    ----------
    title, not_title : pattern
        Searched in the squeezed title.
    signature, rows : tuple of pattern
        Words of the header, and labels of rows.
    groups : tuple of dict
        Meaning of the value columns of the first, second … group side by side.
    value : dict
        Meaning of all value columns.
    columns : tuple of (pattern, dict)
        Meaning by the header path; the first match wins.
    by_title : tuple of (pattern, dict)
        Meaning of all value columns by the title; the first match wins.
    kind : str, optional
        ``final_account`` or ``budget``: of which kind of document it is a form.
    titled : bool
        Whether its heads and rows are those of many tables, so that only the title tells it.
    by_basis : bool
        Whether the header names the basis of each column (预算数, 决算数).
    row_parts : tuple of (pattern, str)
        Labels of expenditure that name the part they are of.
    core : tuple of str
        What its titles are made of: whose money and which side or part (``fiscal both``), in whatever order of words.
    """

    id: str
    title: re.Pattern[str]
    not_title: re.Pattern[str] | None
    mark: re.Pattern[str] | None
    signature: tuple[re.Pattern[str], ...]
    rows: tuple[re.Pattern[str], ...]
    groups: tuple[Meaning, ...]
    value: Meaning
    columns: tuple[tuple[re.Pattern[str], Meaning], ...]
    by_basis: bool
    by_title: tuple[tuple[re.Pattern[str], Meaning], ...] = ()
    kind: str | None = None
    titled: bool = False
    row_parts: tuple[tuple[re.Pattern[str], str], ...] = ()
    core: tuple[str, ...] = ()

    def part_of_row(self, label: str) -> str | None:
        """The part of the expenditure that a row of this form names."""
        return next((part for pattern, part in self.row_parts if pattern.search(label)), None)


@dataclass(frozen=True)
class Words:
    """What headers and labels say in every form (columns.yaml)."""

    roles: tuple[tuple[re.Pattern[str], str], ...]
    bases: tuple[tuple[re.Pattern[str], str], ...]
    prior: re.Pattern[str] = re.compile("$^")
    measures: tuple[tuple[re.Pattern[str], str], ...] = ()
    against: tuple[tuple[re.Pattern[str], str], ...] = ()
    opens: re.Pattern[str] = re.compile("$^")
    closes: re.Pattern[str] = re.compile("$^")
    fund_names: re.Pattern[str] = re.compile("$^")
    kinds: tuple[tuple[re.Pattern[str], str], ...] = ()
    paid_heads: re.Pattern[str] = re.compile("$^")
    kind_heading: re.Pattern[str] = re.compile("$^")
    numbering: frozenset[str] = field(default_factory=frozenset)
    totals: re.Pattern[str] = re.compile("$^")
    nothing: re.Pattern[str] = re.compile("$^")
    bare: re.Pattern[str] = re.compile("$^")
    basis_end: re.Pattern[str] = re.compile("$^")
    title_end: re.Pattern[str] = re.compile("$^")
    of_running: re.Pattern[str] = re.compile("$^")
    counted_in: tuple[tuple[re.Pattern[str], str], ...] = ()
    carried: tuple[tuple[re.Pattern[str], str], ...] = ()
    funds: tuple[tuple[re.Pattern[str], str], ...] = ()
    money_heads: tuple[tuple[re.Pattern[str], str], ...] = ()
    parts: tuple[tuple[re.Pattern[str], str], ...] = ()
    target_title: re.Pattern[str] = re.compile("$^")
    no_figure: re.Pattern[str] = re.compile("$^")
    counted: re.Pattern[str] = re.compile("$^")
    frames: re.Pattern[str] = re.compile("$^")
    whole_office: re.Pattern[str] = re.compile("$^")
    block_end: re.Pattern[str] = re.compile("$^")
    ledger_heads: re.Pattern[str] = re.compile("$^")
    task_names: re.Pattern[str] = re.compile("$^")
    row_labels: re.Pattern[str] = re.compile("$^")
    why: re.Pattern[str] = re.compile("$^")
    grades: re.Pattern[str] = re.compile("$^")
    whole_sum: re.Pattern[str] = re.compile("$^")
    sums: re.Pattern[str] = re.compile("$^")
    of_money: re.Pattern[str] = re.compile("$^")
    of_people: re.Pattern[str] = re.compile("$^")
    measure_words: tuple[tuple[re.Pattern[str], str], ...] = ()
    staff: re.Pattern[str] = re.compile("$^")
    bought: re.Pattern[str] = re.compile("$^")
    bodies: re.Pattern[str] = re.compile("$^")
    all_bodies: re.Pattern[str] = re.compile("$^")
    of_department: re.Pattern[str] = re.compile("$^")
    kinds_of_posts: re.Pattern[str] = re.compile("$^")
    sums_of_side: re.Pattern[str] = re.compile("$^")
    remark: re.Pattern[str] = re.compile("$^")
    remarks: re.Pattern[str] = re.compile("$^")
    mark: re.Pattern[str] = re.compile("$^")
    points_in_all: re.Pattern[str] = re.compile("$^")
    several_years: re.Pattern[str] = re.compile("$^")
    whole_project: re.Pattern[str] = re.compile("$^")
    one_year: re.Pattern[str] = re.compile("$^")
    of_three_public: re.Pattern[str] = re.compile("$^")
    of_whole_department: re.Pattern[str] = re.compile("$^")
    kinds_of_people: re.Pattern[str] = re.compile("$^")
    people_counted: re.Pattern[str] = re.compile("$^")
    title_of_bodies: re.Pattern[str] = re.compile("$^")
    block_at_end: re.Pattern[str] = re.compile("$^")
    inner_names: re.Pattern[str] = re.compile("$^")
    inner_values: re.Pattern[str] = re.compile("$^")
    names_of_bodies: re.Pattern[str] = re.compile("$^")
    names_of_places: re.Pattern[str] = re.compile("$^")
    place: re.Pattern[str] = re.compile("$^")
    of_both_years: re.Pattern[str] = re.compile("$^")
    title_lead: re.Pattern[str] = re.compile("$^")
    head_of_three_public: re.Pattern[str] = re.compile("$^")
    core_of_title: re.Pattern[str] = re.compile("$^")
    plans: re.Pattern[str] = re.compile("$^")
    at_year_end: re.Pattern[str] = re.compile("$^")
    sources: re.Pattern[str] = re.compile("$^")
    half_year: re.Pattern[str] = re.compile("$^")
    years_of_sources: re.Pattern[str] = re.compile("$^")
    spends: re.Pattern[str] = re.compile("$^")
    of_this_year: re.Pattern[str] = re.compile("$^")
    spent: re.Pattern[str] = re.compile("$^")
    names_of_groups: re.Pattern[str] = re.compile("$^")
    listed: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()

    def counted_as(self, name: str) -> str | None:
        """The unit that the end of a name says: 参保人数 counts 人."""
        return next((unit for pattern, unit in self.counted_in if pattern.search(name)), None)

    def carried_by(self, label: str) -> str | None:
        """The flow of a row that tells of carried money: ``opening`` or ``closing``."""
        return next((flow for pattern, flow in self.carried if pattern.search(label)), None)

    def fund_of(self, label: str) -> str | None:
        """The fund that a label names and nothing else."""
        return next((fund for pattern, fund in self.funds if pattern.search(label)), None)

    def fund_of_head(self, head: str) -> str | None:
        """Whose money a head below another one names: ``fiscal``, ``other``, or one of the funds."""
        return next((fund for pattern, fund in self.money_heads if pattern.search(head)), self.fund_of(head))

    def part_of(self, label: str) -> str | None:
        """The part of the expenditure that a row of a performance form is of by its name: ``basic``, ``project``."""
        return next((part for pattern, part in self.parts if pattern.search(label)), None)


@cache
def forms() -> tuple[Form, ...]:
    """All forms, in the order of their files."""
    out = []
    for file in sorted(resources.files("models.forms").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".yaml") or file.name in ("columns.yaml", "blocks.yaml"):
            continue
        data = data_of(file.read_text(encoding="utf-8"))
        out += [_form(row, data.get("kind")) for row in data["forms"]]
    return tuple(out)


def _form(row: dict, kind: str | None) -> Form:
    def compiled(name: str) -> re.Pattern[str] | None:
        return re.compile(row[name]) if row.get(name) else None

    return Form(
        id=row["id"],
        title=re.compile(row["title"]),
        not_title=compiled("not_title"),
        mark=compiled("mark"),
        signature=tuple(re.compile(pattern) for pattern in row["signature"]),
        rows=tuple(re.compile(pattern) for pattern in row.get("rows", ())),
        groups=tuple(row.get("groups", ())),
        value=row.get("value", {}),
        columns=tuple((re.compile(pattern), meaning) for pattern, meaning in row.get("columns", ())),
        by_basis=row.get("by_basis", False),
        by_title=tuple((re.compile(pattern), meaning) for pattern, meaning in row.get("by_title", ())),
        kind=kind,
        titled=row.get("titled", False),
        core=tuple(row.get("core", ())),
        row_parts=tuple((re.compile(pattern), part) for pattern, part in row.get("row_parts", ())),
    )


@cache
def words() -> Words:
    """The words of headers and labels."""
    data = data_of(resources.files("models.forms").joinpath("columns.yaml").read_text(encoding="utf-8"))

    def pairs(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(pattern), means) for pattern, means in data[name])

    return Words(
        roles=pairs("roles"),
        bases=pairs("bases"),
        prior=re.compile(data["prior"]),
        measures=pairs("measures"),
        against=pairs("against"),
        opens=re.compile(data["opens"]),
        closes=re.compile(data["closes"]),
        fund_names=re.compile(data["fund_names"]),
        kinds=pairs("kinds"),
        paid_heads=re.compile(data["paid_heads"]),
        kind_heading=re.compile(data["kind_heading"]),
        numbering=frozenset(data["numbering"]),
        totals=re.compile(data["totals"]),
        nothing=re.compile(data["nothing"]),
        bare=re.compile(data["bare"]),
        basis_end=re.compile(data["basis_end"]),
        title_end=re.compile(data["title_end"]),
        of_running=re.compile(data["of_running"]),
        counted_in=pairs("counted_in"),
        carried=pairs("carried"),
        funds=pairs("funds"),
        money_heads=pairs("money_heads"),
        parts=pairs("parts"),
        target_title=re.compile(data["target_title"]),
        no_figure=re.compile(data["no_figure"]),
        counted=re.compile(data["counted"]),
        frames=re.compile(data["frames"]),
        whole_office=re.compile(data["whole_office"]),
        block_end=re.compile(data["block_end"]),
        ledger_heads=re.compile(data["ledger_heads"]),
        task_names=re.compile(data["task_names"]),
        row_labels=re.compile(data["row_labels"]),
        why=re.compile(data["why"]),
        grades=re.compile(data["grades"]),
        whole_sum=re.compile(data["whole_sum"]),
        sums=re.compile(data["sums"]),
        of_money=re.compile(data["of_money"]),
        of_people=re.compile(data["of_people"]),
        measure_words=pairs("measure_words"),
        staff=re.compile(data["staff"]),
        bought=re.compile(data["bought"]),
        bodies=re.compile(data["bodies"]),
        all_bodies=re.compile(data["all_bodies"]),
        of_department=re.compile(data["of_department"]),
        kinds_of_posts=re.compile(data["kinds_of_posts"]),
        sums_of_side=re.compile(data["sums_of_side"]),
        remark=re.compile(data["remark"]),
        points_in_all=re.compile(data["points_in_all"]),
        several_years=re.compile(data["several_years"]),
        whole_project=re.compile(data["whole_project"]),
        remarks=re.compile(data["remarks"]),
        mark=re.compile(data["mark"]),
        one_year=re.compile(data["one_year"]),
        of_three_public=re.compile(data["of_three_public"]),
        of_whole_department=re.compile(data["of_whole_department"]),
        kinds_of_people=re.compile(data["kinds_of_people"]),
        people_counted=re.compile(data["people_counted"]),
        title_of_bodies=re.compile(data["title_of_bodies"]),
        block_at_end=re.compile(data["block_at_end"]),
        inner_names=re.compile(data["inner_names"]),
        inner_values=re.compile(data["inner_values"]),
        names_of_bodies=re.compile(data["names_of_bodies"]),
        names_of_places=re.compile(data["names_of_places"]),
        place=re.compile(data["place"]),
        of_both_years=re.compile(data["of_both_years"]),
        title_lead=re.compile(data["title_lead"]),
        head_of_three_public=re.compile(data["head_of_three_public"]),
        core_of_title=re.compile(data["core_of_title"]),
        plans=re.compile(data["plans"]),
        at_year_end=re.compile(data["at_year_end"]),
        sources=re.compile(data["sources"]),
        half_year=re.compile(data["half_year"]),
        years_of_sources=re.compile(data["years_of_sources"]),
        spends=re.compile(data["spends"]),
        of_this_year=re.compile(data["of_this_year"]),
        spent=re.compile(data["spent"]),
        names_of_groups=re.compile(data["names_of_groups"]),
        listed=tuple((re.compile(title), re.compile(name)) for title, name in data["listed"]),
    )


@cache
def headwords() -> frozenset[str]:
    """Words that heads and label columns of the forms print (headwords.txt)."""
    return frozenset(_lines("headwords.txt"))


@cache
def titles() -> tuple[str, ...]:
    """Titles that the standard forms print, without year and department (titles.txt)."""
    return _lines("titles.txt")


def _lines(name: str) -> tuple[str, ...]:
    text = resources.files("models.forms").joinpath(name).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
