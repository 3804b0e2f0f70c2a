"""Counts of one document: spans per label, reasons by their ends, whole facts by the manner of the section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evaluation.scores.entities import REASON, score_entities
from evaluation.scores.facts import Error, errors_of
from evaluation.scores.matching.alignment import Alignment, align
from evaluation.scores.matching.likeness import LEVELS
from evaluation.scores.matching.pairs import Pair, pair_up
from evaluation.scores.truth import Truth
from extract.types import Document, Mention

#: A reason is found where head and tail are at most so many characters off.
NEAR = 3
#: Wanted, given and right.
Counts = tuple[int, int, int]
#: Sections whose prose is free.
FREE = frozenset({"self_evaluation", "project_evaluation"})
_EDGES = " \t\r\n\f　，。；：,;:、"


def entity_counts(truth: Truth, document: Document, mentions: Sequence[Mention] | None = None) -> dict[str, Counts]:
    """``LABEL strict``, ``LABEL partial`` and ``REASON near``; other mentions than the document's where given."""
    read = document if mentions is None else replace(document, mentions=tuple(mentions))
    alignment = align(truth.text, document.text.chars)
    found: dict[str, Counts] = {}
    for label, counts in score_entities(truth, read, alignment).labels.items():
        found[f"{label} strict"] = (counts.wanted, counts.given, counts.strict)
        found[f"{label} partial"] = (counts.wanted, counts.given, counts.partial)
    if REASON in truth.labels:
        found[f"{REASON} near"] = _reasons(truth, read, alignment)
    return found


def _reasons(truth: Truth, document: Document, alignment: Alignment) -> Counts:
    wanted = [_trimmed(truth.text, span.start, span.end) for span in truth.spans if span.label == REASON]
    given = []
    for mention in document.mentions:
        if mention.label != REASON:
            continue
        at = alignment.to_reference(mention.start, mention.end)
        if at is None:
            continue
        at = _trimmed(truth.text, *at)
        if truth.regions is None or any(low <= at[0] and at[1] <= high for low, high in truth.regions):
            given.append(at)
    left = list(given)
    right = 0
    for start, end in wanted:
        near = next((at for at in left if abs(at[0] - start) <= NEAR and abs(at[1] - end) <= NEAR), None)
        if near is not None:
            left.remove(near)
            right += 1
    return len(wanted), len(given), right


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def fact_counts(truth: Truth, document: Document) -> tuple[dict[str, Counts], list[Error]]:
    """Whole facts and named figures of the narrative, by manner; and each error with its first cause."""
    pairs = [pair for pair in pair_up(truth, document).pairs if pair.layer == "narrative"]
    found: dict[str, Counts] = {}
    for manner in ("accounts", "free prose"):
        some = [pair for pair in pairs if _manner(pair) == manner]
        wanted = sum(pair.wanted is not None for pair in some)
        given = sum(pair.given is not None for pair in some)
        if not wanted and not given:
            continue
        for level in ("value", "indicator", "whole"):
            right = sum(pair.levels > LEVELS.index(level) for pair in some)
            found[f"{manner}, {level}"] = (wanted, given, right)
    return found, errors_of(pairs)


def _manner(pair: Pair) -> str:
    fact = pair.wanted or pair.given
    return "free prose" if fact is not None and fact.section in FREE else "accounts"


def added(counts: Sequence[Mapping[str, Counts]]) -> dict[str, Counts]:
    """The sum of the counts of several documents."""
    total: dict[str, Counts] = {}
    for one in counts:
        for name, (wanted, given, right) in one.items():
            before = total.get(name, (0, 0, 0))
            total[name] = (before[0] + wanted, before[1] + given, before[2] + right)
    return total
