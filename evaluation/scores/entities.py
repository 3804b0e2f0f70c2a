"""Spans of the text per label, strict and partial, and which labels are taken for which.

A span is right strictly where both its ends and its label are, partially where it
overlaps one of its label that no other span has taken. Offsets of a reading are
brought to the truth's text first; blanks and marks at the ends do not count.

Where labels are set only in clauses that carry a figure (INDICATOR, BASIS, PERIOD;
labeled/gold/GUIDELINES.md), spans read in sentences without one are not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from evaluation.scores.counts import Prf
from evaluation.scores.matching.alignment import Alignment
from evaluation.scores.truth import Span, Truth
from extract.types import Document

#: Labels of figures, and of words that stand for one.
FIGURES = frozenset({"AMOUNT", "PARTICIPANT_COUNT", "QUANTITY", "PERCENT", "SCORE", "COMPARISON"})
#: Labels that are set only beside a figure.
BESIDE = frozenset({"INDICATOR", "BASIS", "PERIOD"})
#: On a layer of its own: it contains the others.
REASON = "REASON"
_EDGES = " \t\r\n\f　，。；：,;:、"
_STOPS = "。！？\n\f"


class Matched(NamedTuple):
    """Counts of one label: how many were wanted and given, right strictly and partially."""

    wanted: int = 0
    given: int = 0
    strict: int = 0
    partial: int = 0

    def prf(self, how: str) -> Prf:
        """Counts for ``strict`` or ``partial``."""
        return Prf(self.wanted, self.given, self.strict if how == "strict" else self.partial)


@dataclass(frozen=True)
class EntityScore:
    """Counts per label, and labels that were read as others: ``AMOUNT→QUANTITY``."""

    labels: dict[str, Matched] = field(default_factory=dict)
    confusions: Counter[str] = field(default_factory=Counter)


def score_entities(truth: Truth, document: Document, alignment: Alignment) -> EntityScore:
    """Score the mentions of a document.

    Parameters
    ----------
    truth : Truth
        Only the labels that are set everywhere (``Truth.labels``) are judged, and only
        inside its regions.
    document : Document
    alignment : Alignment
        Of the document's text to the truth's.
    """
    if not truth.labels:
        return EntityScore()
    wanted = [_trimmed(span, truth.text) for span in truth.spans if span.label in truth.labels]
    given = [span for span in _read(document, alignment, truth) if span.label in truth.labels]
    figures = sorted({_sentence(truth.text, span.start) for span in wanted if span.label in FIGURES})
    beside = frozenset(figures)
    given = [one for one in given if one.label not in BESIDE or _sentence(truth.text, one.start) in beside]
    labels = {}
    for label in sorted(truth.labels):
        want, have = ([one for one in side if one.label == label] for side in (wanted, given))
        if want or have:
            strict = (Counter(want) & Counter(have)).total()
            labels[label] = Matched(len(want), len(have), strict, _overlapping(want, have))
    return EntityScore(labels, _confusions(wanted, given))


def _read(document: Document, alignment: Alignment, truth: Truth) -> Iterable[Span]:
    """The mentions in the truth's offsets; what lies outside its regions is not judged.

    Where the truth says which stretches were labelled, prose in a table's cell may be among them; where it
    does not, its text is that outside of tables.
    """
    cells = [
        (one.start, one.end) for one in document.text.paragraphs if one.table_id is not None and truth.regions is None
    ]
    for mention in document.mentions:
        if any(start <= mention.start < end for start, end in cells):
            continue
        at = alignment.to_reference(mention.start, mention.end)
        if at is None:
            if truth.regions is None:
                yield Span(mention.label, -1 - mention.start, -1 - mention.start)
            continue
        span = _trimmed(Span(mention.label, *at), truth.text)
        if truth.regions is None or any(low <= span.start and span.end <= high for low, high in truth.regions):
            yield span


def _trimmed(span: Span, text: str) -> Span:
    start, end = span.start, span.end
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return Span(span.label, start, end)


def _sentence(text: str, offset: int) -> int:
    """Where the sentence of a character begins."""
    return max(text.rfind(stop, 0, max(offset, 0)) for stop in _STOPS) + 1


def _overlapping(wanted: Sequence[Span], given: Sequence[Span]) -> int:
    """How many pairs of overlapping spans there are, none used twice: the exact ones first, then in their order."""
    left = list((Counter(given) - Counter(wanted)).elements())
    found = len(given) - len(left)
    for one in sorted((Counter(wanted) - Counter(given)).elements()):
        partner = next((other for other in sorted(left) if other.start < one.end and one.start < other.end), None)
        if partner is not None:
            left.remove(partner)
            found += 1
    return found


def _confusions(wanted: Sequence[Span], given: Sequence[Span]) -> Counter[str]:
    """Labels read where another is printed, by place; the layer of reasons apart."""
    found: Counter[str] = Counter()
    want, have = ([one for one in side if one.label != REASON] for side in (wanted, given))
    named = {(one.start, one.end, one.label) for one in have}
    for one in want:
        if (one.start, one.end, one.label) in named:
            continue
        over = [other for other in have if other.start < one.end and one.start < other.end]
        if over and all(other.label != one.label for other in over):
            found[f"{one.label}→{over[0].label}"] += 1
    return found
