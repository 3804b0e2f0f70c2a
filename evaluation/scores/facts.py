"""Scores of facts, cumulative over the levels, per layer and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from evaluation.scores.counts import Prf
from evaluation.scores.matching.likeness import LEVELS, first_difference
from evaluation.scores.matching.pairs import Pair
from extract.types import Fact

Outcome = Literal["right", "wrong", "missed", "invented"]


@dataclass(frozen=True)
class Error:
    """A fact that is not right: what was printed and read, and the first field that differs."""

    outcome: Outcome
    field: str
    pair: Pair


def score_pairs(pairs: Iterable[Pair], kind: str | None = None, layer: str | None = None) -> dict[str, Prf]:
    """Wanted, given and right facts at each level.

    Parameters
    ----------
    pairs : iterable of Pair
    kind, layer : str, optional
        Only those.
    """
    wanted = given = 0
    right: Counter[str] = Counter()
    for pair in pairs:
        if (kind and pair.kind != kind) or (layer and pair.layer != layer):
            continue
        wanted += pair.wanted is not None
        given += pair.given is not None
        for level in LEVELS[: pair.levels]:
            right[level] += 1
    return {level: Prf(wanted, given, right[level]) for level in LEVELS}


def added(scores: Iterable[dict[str, Prf]]) -> dict[str, Prf]:
    """The sum of scores of several documents."""
    total = dict.fromkeys(LEVELS, Prf())
    for one in scores:
        for level, counts in one.items():
            total[level] += counts
    return total


def errors_of(pairs: Iterable[Pair]) -> list[Error]:
    """Every pair that is not wholly right, in order."""
    out = []
    for pair in pairs:
        if pair.given is None:
            out.append(Error("missed", "", pair))
        elif pair.wanted is None:
            out.append(Error("invented", "", pair))
        elif (name := first_difference(pair.wanted, pair.given)) is not None:
            out.append(Error("wrong", name, pair))
    return out


def said(fact: Fact) -> str:
    """A fact in one phrase."""
    parts = [
        fact.indicator,
        fact.measure,
        fact.basis,
        fact.versus,
        fact.period,
        fact.value or fact.value_text,
        fact.unit,
    ]
    return " ".join(str(part) if part is not None else "–" for part in parts)
