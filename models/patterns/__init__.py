"""Ways of putting things, as data: one YAML file per topic, each with its sources.

A file maps names to a regular expression, a list of them, or a list of rows;
``parts`` may hold named pieces that expressions quote as ``{name}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from models.patterns.needed import Guarded, hastened, needed
from models.reading import data_of


@cache
def load(topic: str) -> dict[str, Any]:
    """The rows of ``models/patterns/<topic>.yaml``.

    Raises
    ------
    ValueError
        If the file names no source.
    """
    text = resources.files("models.patterns").joinpath(f"{topic}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = data_of(text)
    if not data.get("source"):
        raise ValueError(f"models/patterns/{topic}.yaml names no source")
    return data


def _filled(expression: str, parts: dict[str, str]) -> str:
    for _ in range(4):  # parts may quote parts, four deep at most
        before = expression
        for name, part in parts.items():
            expression = expression.replace("{" + name + "}", f"(?:{part})")
        if expression == before:
            break
    return expression


@cache
def expression(topic: str, name: str) -> re.Pattern[str]:
    """The compiled expression ``name``; a list is compiled as alternatives in order."""
    data = load(topic)
    found = data[name]
    alternatives = found if isinstance(found, list) else [found]
    return re.compile(hastened("|".join(_filled(one, data.get("parts", {})) for one in alternatives)))


@cache
def _needed(topic: str, name: str) -> tuple[frozenset[str], ...]:
    return needed(expression(topic, name).pattern, around=False)


def finds(topic: str, name: str, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """All matches of the expression ``name`` in the characters [start, end) of a text."""
    stretch = text[start:end]
    if any(one.isdisjoint(stretch) for one in _needed(topic, name)):
        return iter(())
    return expression(topic, name).finditer(text, start, end)


@cache
def rows(topic: str, name: str) -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    """The rows under ``name``, each with its ``pattern`` compiled, in the file's order."""
    data = load(topic)
    return tuple((re.compile(_filled(row["pattern"], data.get("parts", {}))), row) for row in data[name])


@cache
def _guarded(topic: str, name: str, kind: str | None) -> Guarded[dict[str, Any]]:
    data = load(topic)
    chosen = (row for row in data[name] if kind is None or kind in row["kinds"])
    return Guarded((_filled(row["pattern"], data.get("parts", {})), row) for row in chosen)


def likely(
    topic: str, name: str, text: str, kind: str | None = None
) -> Iterator[tuple[re.Pattern[str], dict[str, Any]]]:
    """The rows under ``name`` that may match somewhere in a text, in the file's order; no other one does.

    Parameters
    ----------
    topic, name : str
    text : str
        The whole that the patterns are tried on, and not a part that they look at from outside.
    kind : str, optional
        Only the rows that are of this kind (``kinds``).
    """
    return _guarded(topic, name, kind).likely(text)


def first_matches(topic: str, name: str, text: str) -> list[re.Match[str]]:
    """All matches of the rows under ``name``, an earlier row's before a later one's, none overlapping."""
    found: list[re.Match[str]] = []
    taken = bytearray(len(text) + 1)
    for pattern, _ in likely(topic, name, text):
        for match in pattern.finditer(text):
            start, end = match.span()
            if end > start and not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(match)
    return sorted(found, key=lambda match: match.start())
