"""Contradictions that the print is known to hold: found, missed, and alarms that are none of them.

Of a written document those of its source (``breaks``), of a real one those of its hand-made list.
A violation that blames the recognition says nothing of the document, and is no alarm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from evaluation.causes import Cause, causes
from evaluation.contradictions import LISTS, read_list
from evaluation.contradictions import score as score_listed
from extract.types import Document
from labeled.generator.fill import load
from labeled.generator.numbers import draw

#: A name in an equation; one with a bracket behind it is a function.
_NAME = re.compile(r"[^\W\d][\w.]*(?![\w.]|\s*\()")

Faults = dict[str, tuple[str, set[Decimal]]]


@dataclass(frozen=True)
class ContradictionScore:
    """How many are known, how many of them were found, and how many causes were alarmed of that are none of them."""

    known: int = 0
    found: int = 0
    false: int = 0


@lru_cache(maxsize=64)
def faults(path: Path, seed: int) -> Faults:
    """The faults put into a written document: for each its blame and the values its equation speaks of.

    Parameters
    ----------
    path : Path
        Its source.
    seed : int
        Of its numbers.
    """
    source = load(path)
    if not source.breaks:
        return {}
    numbers = draw(source.numbers, f"{source.id}/{seed}")
    found = {}
    for broken in source.breaks:
        values = {numbers.evaluate(name, broken["id"]) for name in _NAME.findall(broken["holds"])}
        decimals = {abs(value) for value in values if isinstance(value, Decimal) and value}
        found[broken["id"]] = (broken["blame"], decimals)
    return found


def values_of(cause: Cause) -> set[Decimal]:
    """The values of a cause's figures."""
    return {abs(Decimal(fact.value)) for fact in cause.facts if fact.value is not None}


def judged(document: Document, listed: Faults) -> tuple[dict[str, bool], list[str]]:
    """For each fault found whether it is blamed rightly, and the causes that are none of them.

    A fault is found if a violation holds a figure that its equation speaks of.
    """
    found: dict[str, bool] = {}
    false = []
    for cause in causes(document):
        names = [name for name, (_, values) in listed.items() if values & values_of(cause)]
        for name in names:
            rightly = any(check.blame == listed[name][0] for check in cause.checks)
            found[name] = found.get(name, False) or rightly
        if not names:
            check = cause.checks[0]
            false.append(f"{check.rule} {check.found} / {check.expected}")
    return found, false


def score_written(document: Document, listed: Faults) -> ContradictionScore:
    """Hold the violations of a written document against the faults that were put in."""
    found, false = judged(_of_the_print(document), listed)
    return ContradictionScore(len(listed), len(found), len(false))


def score_real(document: Document, id: str) -> ContradictionScore | None:
    """Hold the violations of a real document against its list; None where there is none, or no pages to find it on."""
    path = LISTS / f"{id}.yaml"
    if not path.is_file() or not document.pages:
        return None
    one = score_listed(_of_the_print(document), id, read_list(path))
    return ContradictionScore(len(one.found) + len(one.missed), len(one.found), len(one.false))


def _of_the_print(document: Document) -> Document:
    return replace(document, checks=tuple(check for check in document.checks if check.blame != "ocr_error"))
