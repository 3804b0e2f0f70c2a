"""The names that a figure can have: classifications of expenditure, accounts, 三公, procurement, assets, funds.

Each file is a table of one or more trees (id, name, code, parent, aliases, kind,
year, source); ``year`` is a range (``2019-``, ``-2023``, ``2015-2022``). What is
not in it has no id: nothing is guessed.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

from models.reading import data_of

_FILES = ("function.csv", "economy.csv", "accounts.csv", "operation.csv", "funds.csv")
#: What may stand before a name: 其中：, 一、, （一）, 1.
_LEAD = re.compile(
    r"^(?:其中[:,]?|[一二三四五六七八九十]+[、.．,，。·]|\([一二三四五六七八九十\d]+\)|\d{1,2}[.、](?!\d))+"
)
#: A list numeral before a name marks the 类 of forms 01 and 04: 二十三、其他支出.
_NUMBERED = re.compile(r"^[一二三四五六七八九十]+[、.．,，。·]")
#: Signs that one print has and the next has not.
_LOOSE = re.compile(r"[\s“”\"'‘’「」·]")
#: Share of the characters of a coded name that a misprinted one has to have to be taken for it.
_LIKE = 0.6
#: Digits of the 款 that a code and the name's own code have to share to be neighbours.
_NEIGHBOUR_DIGITS = 5


class Entry(NamedTuple):
    """A row of the taxonomy; ``path`` runs from the outermost parent to its own name."""

    id: str
    name: str
    code: str | None
    path: tuple[str, ...]
    kind: str = ""
    year: str = ""


class _Index(NamedTuple):
    entries: dict[str, Entry]
    by_code: dict[str, tuple[Entry, ...]]
    by_name: dict[str, tuple[Entry, ...]]
    names: dict[str, frozenset[str]]
    ranks: dict[str, int]


def fold(name: str) -> str:
    """A name as it is looked up: half-width, without blanks, quotation marks and list numerals.

    >>> fold("（一） “三公” 经费")
    '三公经费'
    """
    text = unicodedata.normalize("NFKC", name)
    return _LEAD.sub("", _LOOSE.sub("", text)).strip(":;,。")


def find(name: str, code: str | None = None, parents: tuple[str, ...] = ()) -> Entry | None:
    """The entry that a printed name, with the code and the parents printed beside it, means.

    Parameters
    ----------
    name : str
        As printed; a list numeral, blanks and the width of signs do not count.
    code : str, optional
        As printed. Where code and name contradict each other the name wins,
        unless the code and the parents agree.
    parents : tuple of str
        Names of the parents, outermost first, as far as the print gives them.

    Returns
    -------
    Entry or None
        None where the taxonomy does not know it or leaves it open.

    Examples
    --------
    >>> find("行政运行", "2101501").path
    ('卫生健康支出', '医疗保障管理事务', '行政运行')
    >>> find("行政运行") is None
    True
    """
    index = _index()
    folded = fold(name)
    named = index.by_name.get(folded, ())
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", code)) if code else ""
    above = tuple(fold(parent) for parent in parents)
    coded = index.by_code.get(digits, ()) if digits else ()
    if coded:
        both = [entry for entry in coded if entry in named]
        if both:
            return both[0]
        entry = coded[0]
        if _agrees(entry, above, index) and above:
            return entry
        if not named:
            return entry if _alike(folded, index.names[entry.id]) else None
    candidates = [entry for entry in named if _agrees(entry, above, index)]
    if digits:
        # a misread code still tells the tree, and mostly the 款
        tree = [entry for entry in candidates if entry.code and entry.code[0] == digits[0]]
        near = [entry for entry in tree if entry.code and entry.code[:_NEIGHBOUR_DIGITS] == digits[:_NEIGHBOUR_DIGITS]]
        candidates = near or tree
    elif _NUMBERED.match(name.strip()):
        outer = [entry for entry in candidates if entry.code and len(entry.code) == 3 and entry.kind == "function"]
        candidates = outer or candidates
    return _only(candidates, index)


def by_id(entry_id: str) -> Entry | None:
    """The entry with this id."""
    return _index().entries.get(entry_id)


def by_code(code: str) -> Entry | None:
    """The entry with this code, if the taxonomy has it."""
    found = _index().by_code.get(code, ())
    return found[0] if found else None


def known_code(code: str) -> bool:
    """Whether the classifications have a code, whatever it means.

    >>> known_code("2101501"), known_code("2701501")
    (True, False)
    """
    return code in _index().by_code


def knows(name: str) -> bool:
    """Whether the taxonomy has a name, whatever it means where: 行政运行 stands below many accounts.

    Parameters
    ----------
    name : str
        As printed.

    Returns
    -------
    bool

    Examples
    --------
    >>> knows("行政运行"), knows("行政运行支出")
    (True, False)
    """
    return fold(name) in _index().by_name


def codes_of(name: str) -> frozenset[str]:
    """All codes that the classifications give a name; empty for a name they do not know.

    >>> sorted(codes_of("机关服务"))[:2]
    ['2010103', '2010203']
    """
    return frozenset(entry.code for entry in _index().by_name.get(fold(name), ()) if entry.code)


def names() -> tuple[str, ...]:
    """All names of the classifications, each once."""
    return tuple(dict.fromkeys(entry.name for entry in _index().entries.values()))


@cache
def coded_names() -> tuple[str, ...]:
    """The names that stand beside a code in any of the classifications, each once."""
    return tuple(dict.fromkeys(entry.name for found in _index().by_code.values() for entry in found))


def valid_in(entry: Entry, year: str) -> bool:
    """Whether the entry was in use in a year.

    >>> valid_in(find("中医药", "21006"), "2024")
    False
    """
    first, _, last = entry.year.partition("-")
    return (not first or first <= year) and (not last or year <= last)


def _agrees(entry: Entry, above: tuple[str, ...], index: _Index) -> bool:
    """Whether every printed parent that the taxonomy knows is a parent of the entry."""
    known = [parent for parent in above if parent in index.by_name and parent not in index.names[entry.id]]
    if not known:
        return True
    mine: set[str] = set()
    for parent in _ancestors(entry, index):
        mine |= index.names[parent.id]
    return all(parent in mine for parent in known)


def _ancestors(entry: Entry, index: _Index) -> list[Entry]:
    found = []
    parent = _parents()[entry.id]
    while parent:
        found.append(index.entries[parent])
        parent = _parents()[parent]
    return found


def _alike(folded: str, names: frozenset[str]) -> bool:
    """Whether a name is one of ``names`` with a misprint."""
    for name in names:
        shared = sum(min(folded.count(char), name.count(char)) for char in set(name))
        if shared >= _LIKE * max(len(name), len(folded)):
            return True
    return False


def _only(candidates: list[Entry], index: _Index) -> Entry | None:
    """The one candidate that is meant: of the first rank, or the innermost copy of one name in one line."""
    if not candidates:
        return None
    first = min(index.ranks[entry.kind] for entry in candidates)
    best = [entry for entry in candidates if index.ranks[entry.kind] == first]
    if len(best) == 1:
        return best[0]
    # 其他卫生健康支出 stands as 款 and as 项 of itself: without a code its outermost is meant
    best.sort(key=lambda entry: len(entry.code or ""))
    head = best[0]
    if head.code and all(entry.code and entry.code.startswith(head.code) for entry in best):
        return head
    return None


@cache
def _rows() -> tuple[dict[str, str], ...]:
    rows: list[dict[str, str]] = []
    for name in _FILES:
        text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
        rows.extend(csv.DictReader(text.splitlines()))
    return tuple(rows)


@cache
def _parents() -> dict[str, str]:
    return {row["id"]: row["parent"] for row in _rows()}


@cache
def _index() -> _Index:
    raw = {row["id"]: row for row in _rows()}
    entries: dict[str, Entry] = {}
    by_code_: dict[str, list[Entry]] = {}
    by_name: dict[str, list[Entry]] = {}
    names: dict[str, frozenset[str]] = {}
    for row in _rows():
        path, parent = [row["name"]], row["parent"]
        while parent:
            path.append(raw[parent]["name"])
            parent = raw[parent]["parent"]
        entry = Entry(row["id"], row["name"], row["code"] or None, tuple(reversed(path)), row["kind"], row["year"])
        entries[entry.id] = entry
        if entry.code:
            by_code_.setdefault(entry.code, []).append(entry)
        names[entry.id] = frozenset(fold(name) for name in (row["name"], *row["aliases"].split("|")) if name)
        for folded in names[entry.id]:
            by_name.setdefault(folded, []).append(entry)
    kinds = data_of(resources.files(__name__).joinpath("kinds.yaml").read_text(encoding="utf-8"))
    return _Index(
        entries,
        {code: tuple(found) for code, found in by_code_.items()},
        {name: tuple(found) for name, found in by_name.items()},
        names,
        {kind: row["rank"] for kind, row in kinds.items()},
    )
