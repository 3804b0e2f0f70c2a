"""Labelling twice: draw sentences to label again, and say how far two labellings agree.

The second labelling is made from the bare text, days later, without sight of
the first; it is written in the shorthand with a region for each sentence.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from labeled.gold.types import GoldDocument, GoldFact, Label

#: The fields of a fact that a labeller decides.
FIELDS = (
    "kind",
    "measure",
    "indicator",
    "basis",
    "versus",
    "versus_basis",
    "versus_indicator",
    "period",
    "value",
    "unit",
    "value_text",
    "direction",
    "qualifier",
    "who",
    "scope",
)


class Drawn(NamedTuple):
    """A sentence to be labelled again."""

    document: str
    start: int
    end: int
    text: str


def draw(documents: Sequence[tuple[GoldDocument, str]], count: int, seed: int) -> list[Drawn]:
    """Sentences that hold a digit, drawn without regard to their labels, in random order.

    Parameters
    ----------
    documents : sequence of (GoldDocument, str)
        Each with its reference text.
    count : int
    seed : int
    """
    pool = [
        Drawn(document.document, sentence.start, sentence.end, text[sentence.start : sentence.end])
        for document, text in documents
        for sentence in document.sentences
        if re.search(r"\d", text[sentence.start : sentence.end])
    ]
    return random.Random(seed).sample(pool, min(count, len(pool)))


class Agreement(NamedTuple):
    """Counts of two labellings: in both, only in the first, only in the second; for facts field by field."""

    both: Counter[str]
    first: Counter[str]
    second: Counter[str]
    fields: Counter[str]
    pairs: int

    def __add__(self, other: object) -> Agreement:
        """The counts of two sets of sentences together."""
        if not isinstance(other, Agreement):
            return NotImplemented
        counters = (one + two for one, two in zip(self[:4], other[:4], strict=True))
        return Agreement(*counters, pairs=self.pairs + other.pairs)

    def f1(self, label: str) -> float | None:
        """The agreement on a label as F1; None where neither labelling has it."""
        total = 2 * self.both[label] + self.first[label] + self.second[label]
        return 2 * self.both[label] / total if total else None


def agreement(first: GoldDocument, second: GoldDocument) -> Agreement:
    """How far two labellings agree on the regions of the second.

    Spans agree when label and edges are the same. Facts that stand on the same
    characters are pairs; for each field it is counted how many pairs agree.

    Raises
    ------
    ValueError
        If the two are not labels of the same text.
    """
    if first.reference.sha != second.reference.sha:
        raise ValueError(f"{first.document}: the two labellings are of different texts")
    spans = [
        Counter((e.label, e.start, e.end) for e in document.entities if _inside(e.start, second.regions))
        for document in (first, second)
    ]
    both = _labels(spans[0] & spans[1])
    only = [_labels(spans[n] - spans[1 - n]) for n in (0, 1)]
    facts = [
        {(document.entity(f.at).start, document.entity(f.at).end): f for f in document.facts}
        for document in (first, second)
    ]
    pairs = [(facts[0][place], facts[1][place]) for place in facts[0].keys() & facts[1].keys()]
    return Agreement(both, only[0], only[1], _equal_fields(pairs), len(pairs))


def _labels(spans: Counter[tuple[Label, int, int]]) -> Counter[str]:
    return Counter(str(label) for label, _, _ in spans.elements())


def _inside(at: int, regions: Iterable[tuple[int, int]]) -> bool:
    return any(low <= at < high for low, high in regions)


def _equal_fields(pairs: Iterable[tuple[GoldFact, GoldFact]]) -> Counter[str]:
    return Counter(name for one, other in pairs for name in FIELDS if getattr(one, name) == getattr(other, name))


def report(agreed: Agreement) -> str:
    """The agreement as lines, each with its counts."""
    labels = sorted(set(agreed.both) | set(agreed.first) | set(agreed.second))
    lines = [
        f"{label:18} F1 {agreed.f1(label):.3f}  both {agreed.both[label]}, "
        f"only first {agreed.first[label]}, only second {agreed.second[label]}"
        for label in labels
    ]
    lines += [f"{name:18} {agreed.fields[name]} of {agreed.pairs} facts" for name in FIELDS]
    return "\n".join(lines)
