"""A labelled document, read: real ones from their file through every stage, written ones from their paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evaluation.scores.truth import Truth
from evaluation.sources.gold import SUFFIXES, truth_of
from evaluation.training.texts import text_of
from extract import facts
from extract.cache import StageCache
from extract.document import extract_document
from extract.entities import find
from extract.entities.learned import Span, ruled, spans_of, weighed, with_votes
from extract.types import Document, Mention, Text
from labeled.gold import GoldDocument, reference_text
from models import spans

#: How the spans are read: by the rules, by the model, by both as on the default path.
WAYS = ("rules", "model", "both")


def truth(gold: GoldDocument, shared: Path) -> Truth:
    """What the labels of the document say."""
    return truth_of(gold, reference_text(gold.reference, shared))


def read(gold: GoldDocument, shared: Path, cache: StageCache, *, scan: bool = False) -> Document | None:
    """The document as the default path reads it; None for a scan that is not there.

    Parameters
    ----------
    gold : GoldDocument
    shared : Path
        The folder of the real disclosures.
    cache : StageCache
    scan : bool, default False
        The scan of a real document instead of the file that was labelled.
    """
    if gold.part == "real":
        path = shared / gold.reference.source
        if scan:
            path = path.with_name(f"{gold.document}{SUFFIXES['scan']}")
        return extract_document(path, cache=cache) if path.is_file() else None
    if scan:
        return None
    text = text_of(gold, reference_text(gold.reference, shared), cache, shared)
    mentions, aside = with_votes(text, find(text))
    told, failures = facts.from_text(text, ruled(mentions, aside))
    found = facts.numbered(told, gold.sha256)
    return Document(gold.sha256, "txt", "ok", text=text, mentions=mentions, facts=found, failures=failures)


def read_by(way: str, text: Text, *, ocr: bool = False, told: Sequence[Span] | None = None) -> tuple[Mention, ...]:
    """The mentions of one of ``WAYS``.

    Parameters
    ----------
    told : sequence of Span, optional
        What the model says, where other networks than the shipped ones are asked.
    """
    mentions = find(text, ocr=ocr)
    if way == "rules":
        return mentions
    told = told if told is not None else spans_of(text, mentions) or []
    if way == "model":
        found = (Mention(s.label, s.start, s.end, text.chars[s.start : s.end], made_by="model") for s in told)
        return tuple(sorted(found, key=lambda m: (m.start, -m.end, m.label)))
    votes = spans.votes()
    return mentions if votes is None else weighed(text, mentions, told, votes)
