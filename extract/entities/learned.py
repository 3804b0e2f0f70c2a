"""What the learned model says to the spans of the rules: it agrees, differs, is silent, or finds one of its own.

A vote never changes a figure. Where both say the same span, the mention is surer;
where the model differs, the side that was right more often on documents that the
model had not seen is kept; what only the model finds is kept where it was right
more often than not, with that share as its confidence, and no fact is built on it.
Facts are assembled from the rules' spans, also from those that the votes leave out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from extract.entities.docs import tokens
from extract.types import Mention, Text
from models import patterns, spans

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: ``Mention.made_by``: both say it, the rules say it and the model another span, the rules or the model alone.
BOTH, UNLIKE, RULE, MODEL = "rule+model", "rule!model", "rule", "model"
#: A span that was right less often than this is not kept.
LEAST = 0.5
_REASON = "REASON"
_UNIT = re.compile(r"[^。！？\n]*[。！？\n]?")
_WORTH_A_LOOK = re.compile(r"[\d０-９]|持平|不变|大于|小于|等于|高于|低于|有所|略有|大幅|增减")
_REASONED = re.compile(r"因|由于|主要是|主要为|导致|影响")
_DIGITS = re.compile(r"[\d０-９.,]+")
_BATCH = 64


class Span(NamedTuple):
    """A label on characters [start, end) of a text."""

    label: str
    start: int
    end: int


class Unit(NamedTuple):
    """A sentence that is looked at, as the network gets it: tokens of characters from ``start`` on."""

    start: int
    words: list[str]


def units(
    text: Text, mentions: Sequence[Mention], *, reasons: bool = False, known: Iterable[Unit] = ()
) -> Iterator[Unit]:
    """The sentences that may hold a figure (or a reason), cut into words.

    Words are jieba's, cut again at the edges of the rules' spans and of runs of
    digits, so that a span of either is one of whole words. Sentences of the same
    text that were cut before, ``known``, are not cut again.
    """
    cut = {unit.start: unit for unit in known}
    edges = sorted({edge for mention in mentions for edge in (mention.start, mention.end)})
    at = 0
    sought = _REASONED if reasons else _WORTH_A_LOOK
    for paragraph in text.paragraphs:
        section = text.section_at(paragraph.start)
        if section is not None and section.kind == "glossary":
            continue
        for found in _UNIT.finditer(text.chars, paragraph.start, paragraph.end):
            start, end = found.span()
            if start == end or not sought.search(found[0]):
                continue
            if start in cut:
                yield cut[start]
                continue
            while at and edges[at - 1] > start:
                at -= 1
            cuts = {edge - start for run in _DIGITS.finditer(text.chars, start, end) for edge in run.span()}
            while at < len(edges) and edges[at] < end:
                if edges[at] > start:
                    cuts.add(edges[at] - start)
                at += 1
            yield Unit(start, tokens(found[0], cuts))


def doc_of(unit: Unit, vocab: Any) -> Doc:
    """A unit as a spaCy Doc."""
    from spacy.tokens import Doc

    return Doc(vocab, words=unit.words, spaces=[False] * len(unit.words))


def proposed(network: Any, found: Iterable[Unit]) -> list[Span]:
    """The spans that a network finds in the units."""
    listed = list(found)
    # Words that no document before had are forgotten with the zone; else the vocabulary grows with every document.
    with network.memory_zone():
        docs = network.pipe((doc_of(unit, network.vocab) for unit in listed), batch_size=_BATCH)
        return [
            Span(ent.label_, unit.start + ent.start_char, unit.start + ent.end_char)
            for unit, doc in zip(listed, docs, strict=True)
            for ent in doc.ents
        ]


def spans_of(text: Text, mentions: Sequence[Mention]) -> list[Span] | None:
    """The spans that the model finds; None where no model was trained."""
    entities, reasons = spans.network(spans.ENTITIES), spans.network(spans.REASONS)
    if entities is None or reasons is None:
        return None
    figures = list(units(text, mentions))
    return proposed(entities, figures) + proposed(reasons, units(text, mentions, reasons=True, known=figures))


def marked(mentions: Sequence[Mention], told: Sequence[Span]) -> tuple[Mention, ...]:
    """The rules' mentions with the model's vote in ``made_by``; confidence stays."""
    same = set(told)
    layers = {reason: sorted(s for s in told if (s.label == _REASON) is reason) for reason in (True, False)}
    ordered = {reason: sorted(layer, key=lambda span: span.start) for reason, layer in layers.items()}
    found = []
    at = {True: 0, False: 0}
    for mention in mentions:
        layer = mention.label == _REASON
        rest = ordered[layer]
        while at[layer] < len(rest) and rest[at[layer]].end <= mention.start:
            at[layer] += 1
        if Span(mention.label, mention.start, mention.end) in same:
            found.append(replace(mention, made_by=BOTH))
        elif at[layer] < len(rest) and rest[at[layer]].start < mention.end:
            found.append(replace(mention, made_by=UNLIKE))
        else:
            found.append(mention)
    return tuple(found)


def alone(mentions: Sequence[Mention], told: Sequence[Span]) -> list[Span]:
    """The model's spans that are none of the rules'."""
    ruled = {Span(m.label, m.start, m.end) for m in mentions}
    return [span for span in told if span not in ruled]


def weighed(
    text: Text, mentions: tuple[Mention, ...], told: Sequence[Span], votes: dict[str, Any]
) -> tuple[Mention, ...]:
    """The mentions of both, each as sure as its like was on documents that the model had not seen.

    Parameters
    ----------
    text : Text
    mentions : tuple of Mention
        The rules'.
    told : sequence of Span
        The model's.
    votes : dict
        ``share``: label to vote to the share of such spans that are right.
    """
    shares: dict[str, dict[str, float]] = votes["share"]
    kept: list[Mention] = []
    for mention in marked(mentions, told):
        share = shares.get(mention.label, {}).get(mention.made_by)
        if share is None:
            kept.append(mention)
        elif share >= LEAST:
            # what the rules doubt for their own reasons, a number that blanks broke, stays as doubtful
            sure = share if mention.confidence >= LEAST_SURE else min(share, mention.confidence)
            kept.append(replace(mention, confidence=round(sure, 4)))
    taken = bytearray(len(text.chars) + 1)
    for mention in kept:
        if mention.label != _REASON:
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    reasons = [(m.start, m.end) for m in kept if m.label == _REASON]
    for span in alone(mentions, told):
        share = shares.get(span.label, {}).get(MODEL, 0.0)
        if share < LEAST:
            continue
        if span.label == _REASON:
            free = not any(low < span.end and span.start < high for low, high in reasons)
        else:
            free = not any(taken[span.start : span.end])
        if free:
            kept.append(_heard(text, span, mentions, share))
    return tuple(sorted(kept, key=lambda m: (m.start, -m.end, m.label)))


#: The rules' own confidence from here on says only that a rule matched.
LEAST_SURE = 0.9


def _heard(text: Text, span: Span, mentions: Sequence[Mention], share: float) -> Mention:
    chars = text.chars[span.start : span.end]
    norm = None
    if span.label == "INDICATOR":
        norm = re.sub(r"\s+", "", chars)
    elif span.label == "BASIS":
        over = (m.norm for m in mentions if m.label == "BASIS" and m.start < span.end and span.start < m.end)
        norm = next(over, None) or _basis(chars)
    elif span.label in ("PERIOD", "COMPARISON"):
        norm = next((m.norm for m in mentions if m.label == span.label and m.text == chars), None)
    return Mention(span.label, span.start, span.end, chars, norm=norm, made_by=MODEL, confidence=round(share, 4))


def _basis(chars: str) -> str | None:
    """The basis that words hold, by the rules' own list; None where it knows none of them."""
    for pattern, row in patterns.rows("entities", "bases"):
        # some words state a basis only before what follows them: 决算为, 预算为
        if pattern.search(chars + "为"):
            return str(row["basis"])
    return None


def with_votes(text: Text, mentions: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """The mentions of rules and model, and those of the rules that the votes leave out (none without a model)."""
    votes = spans.votes()
    told = spans_of(text, mentions) if votes is not None and text.chars.strip() else None
    if told is None or votes is None:
        return mentions, ()
    kept = weighed(text, mentions, told, votes)
    stand = {Span(one.label, one.start, one.end) for one in kept if one.made_by != MODEL}
    return kept, tuple(one for one in mentions if Span(one.label, one.start, one.end) not in stand)


def ruled(mentions: Iterable[Mention], aside: Iterable[Mention] = ()) -> tuple[Mention, ...]:
    """The mentions that facts are built on: all of the rules, whatever the model says."""
    found = [*(mention for mention in mentions if mention.made_by != MODEL), *aside]
    return tuple(sorted(found, key=lambda m: (m.start, -m.end, m.label)))
