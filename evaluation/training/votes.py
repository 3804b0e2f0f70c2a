"""What a vote of the span model is worth: counted on documents that it had not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evaluation.scores.entities import BESIDE, FIGURES
from evaluation.training.networks import REASON, Labelled
from extract.entities.learned import BOTH, MODEL, RULE, UNLIKE, Span, alone, marked, weighed
from models import spans

#: A reason counts as found where both its ends are at most so many characters off.
NEAR = 3
_EDGES = " \t\r\n\f　，。；：,;:、"
_STOPS = "。！？\n\f"
#: Spans wanted, given and right.
Counts = tuple[int, int, int]
LABELS = (*spans.LABELS, REASON)
#: Votes on spans of the rules.
RULED = (BOTH, UNLIKE, RULE)
#: How many spans the share of all spans of the rules stands for.
DRAWN = 10


def trimmed(span: Span, text: str) -> Span:
    """A span without blanks and marks at its ends."""
    label, start, end = span
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return Span(label, start, end)


class Judge:
    """What the labels of a document say of spans."""

    def __init__(self, one: Labelled):
        self.one = one
        chars = one.text.chars
        self.gold = {trimmed(span, chars) for span in one.gold if span.label in one.complete}
        self.sentences = {self._sentence(span.start) for span in self.gold if span.label in FIGURES}
        self.reasons = [span for span in self.gold if span.label == REASON]

    def _sentence(self, offset: int) -> int:
        return max(self.one.text.chars.rfind(stop, 0, offset) for stop in _STOPS) + 1

    def says(self, span: Span) -> bool | None:
        """Whether a span is right; None where the labels say nothing of it."""
        if span.label not in self.one.complete or not self.one.judged(span.start, span.end):
            return None
        span = trimmed(span, self.one.text.chars)
        if span.label in BESIDE and self._sentence(span.start) not in self.sentences:
            return None
        return span in self.gold or (span.label == REASON and any(_near(span, other) for other in self.reasons))

    def counts(self, given: Iterable[Span]) -> dict[str, Counts]:
        """Wanted, given and right spans by label."""
        said = Counter((span.label, right) for span in set(given) if (right := self.says(span)) is not None)
        wanted = Counter(span.label for span in self.gold)
        return {
            label: (wanted[label], said[label, True] + said[label, False], min(said[label, True], wanted[label]))
            for label in LABELS
        }


def _near(one: Span, other: Span) -> bool:
    return abs(one.start - other.start) <= NEAR and abs(one.end - other.end) <= NEAR


def ruled(one: Labelled) -> list[Span]:
    """The spans of the rules."""
    return [Span(m.label, m.start, m.end) for m in one.mentions]


def tally(one: Labelled, told: Sequence[Span]) -> Counter[tuple[str, str, bool]]:
    """How often a span of a label with a vote was right, and how often not."""
    judge = Judge(one)
    votes = [(m.made_by, Span(m.label, m.start, m.end)) for m in marked(one.mentions, told)]
    votes += [(MODEL, span) for span in alone(one.mentions, told)]
    return Counter((span.label, vote, right) for vote, span in votes if (right := judge.says(span)) is not None)


def shares(tallies: Iterable[Counter[tuple[str, str, bool]]]) -> dict[str, dict[str, float]]:
    """The share of right spans by label and vote.

    Few spans say little: those of the rules are drawn towards the share of all
    spans of the rules with that label, by as many as ``DRAWN``; those of the
    model alone towards one half, by two.
    """
    total: Counter[tuple[str, str, bool]] = Counter()
    for one in tallies:
        total.update(one)
    found: dict[str, dict[str, float]] = {}
    for label, vote in sorted({(label, vote) for label, vote, _ in total}):
        right, wrong = total[label, vote, True], total[label, vote, False]
        if vote == MODEL:
            share = (right + 1) / (right + wrong + 2)
        else:
            sure = sum(total[label, other, True] for other in RULED)
            all_ = sure + sum(total[label, other, False] for other in RULED)
            share = (right + DRAWN * sure / all_) / (right + wrong + DRAWN)
        found.setdefault(label, {})[vote] = round(share, 4)
    return found


def both(one: Labelled, told: Sequence[Span], share: Mapping[str, Mapping[str, float]]) -> list[Span]:
    """The spans of the default path, with shares counted elsewhere."""
    votes: dict[str, Any] = {"share": share}
    return [Span(m.label, m.start, m.end) for m in weighed(one.text, one.mentions, told, votes)]


def added(counts: Iterable[Mapping[str, Counts]]) -> dict[str, Counts]:
    """The sum of counts of several documents."""
    total = dict.fromkeys(LABELS, (0, 0, 0))
    for one in counts:
        for label, (wanted, given, right) in one.items():
            before = total[label]
            total[label] = (before[0] + wanted, before[1] + given, before[2] + right)
    return total
