"""Atomic terms of the field, one CSV per kind: for word segmentation and for telling who is counted."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple


class Who(NamedTuple):
    """A word (an expression) that tells who is counted, and how the facts call them.

    ``kind`` says that it names a kind of people, not what they do.
    """

    word: str
    who: str
    kind: bool = False


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("models.lexicon").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def terms() -> tuple[str, ...]:
    """Terms that segmentation must not cut."""
    return tuple(row["term"] for row in _rows("terms.csv"))


@cache
def who() -> tuple[Who, ...]:
    """Words for groups of people, the more telling first."""
    return tuple(Who(row["word"], row["who"], row["kind"] == "1") for row in _rows("who.csv"))
