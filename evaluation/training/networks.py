"""The two spaCy networks that find spans: their recipe, and their training on labelled documents.

A network sees jieba's words by their form, first and last character and shape
(hashed, so there is no vocabulary to ship), two neighbours on each side, and
decides transition by transition where a span begins and ends.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.scores.matching.alignment import align
from evaluation.training.texts import text_of
from extract.cache import StageCache
from extract.entities import find
from extract.entities.learned import Span, doc_of, proposed, units
from extract.types import Mention, Text
from labeled.gold import SHARED, GoldDocument, reference_text
from models import spans

REASON = "REASON"
#: Width of a word's vector, and how many times neighbours are looked at.
WIDTH, DEPTH = 64, 2
#: Rows of the hashed tables: form, first character, last character, shape.
ROWS = (2000, 1000, 1000, 500)
EPOCHS, BATCH, DROP, RATE = 8, 24, 0.2, 0.002


@dataclass(frozen=True)
class Labelled:
    """A labelled document as it is read: its text, the rules' mentions, and its labels in the text's offsets."""

    document: str
    part: str
    text: Text
    mentions: tuple[Mention, ...]
    gold: tuple[Span, ...]
    regions: tuple[tuple[int, int], ...]
    complete: frozenset[str]

    def judged(self, start: int, end: int) -> bool:
        """Whether the labels say what stands there."""
        return not self.regions or any(low <= start and end <= high for low, high in self.regions)


def labelled(gold: GoldDocument, cache: StageCache, shared: Path = SHARED) -> Labelled:
    """A gold document in the offsets of its reading; a label whose characters the reading lacks cannot be learned."""
    reference = reference_text(gold.reference, shared)
    text = text_of(gold, reference, cache, shared)
    places = align(text.chars, reference)
    found = []
    for entity in gold.entities:
        at = places.to_reference(entity.start, entity.end)
        if at is not None:
            found.append(Span(entity.label, *at))
    regions = tuple(at for low, high in gold.regions if (at := places.to_reference(low, high)) is not None)
    return Labelled(
        gold.document, gold.part, text, find(text), tuple(found), regions, frozenset(map(str, gold.complete))
    )


def blank(name: str, seed: int) -> Any:
    """A network that has learned nothing yet."""
    import spacy

    spacy.util.fix_random_seed(seed)
    made = spacy.blank("zh")
    made.add_pipe("tok2vec", config={"model": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2", "width": WIDTH, "rows": list(ROWS),
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"], "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": WIDTH, "window_size": 1, "maxout_pieces": 2,
            "depth": DEPTH if name == spans.ENTITIES else 2 * DEPTH,
        },
    }})  # fmt: skip
    pipe = made.add_pipe("ner", config={"model": {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": True,
        "hidden_width": WIDTH, "maxout_pieces": 2, "use_upper": False, "nO": None,
        "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "tok2vec"},
    }})  # fmt: skip
    for label in spans.LABELS if name == spans.ENTITIES else (REASON,):
        pipe.add_label(label)
    return made


def examples(documents: Iterable[Labelled], name: str, vocab: Any) -> list[Any]:
    """What a network learns from: the units of the labelled regions.

    Where a document does not label everything, what it does not label is
    left open instead of being called nothing.
    """
    from spacy.training import Example

    found = []
    reasons = name == spans.REASONS
    for one in documents:
        wanted = [span for span in one.gold if (span.label == REASON) is reasons]
        whole = (REASON in one.complete) if reasons else set(spans.LABELS) <= one.complete
        for unit in units(one.text, one.mentions, reasons=reasons):
            end = unit.start + sum(map(len, unit.words))
            if not one.judged(unit.start, end):
                continue
            told = doc_of(unit, vocab)
            ents = [
                ent
                for span in wanted
                if unit.start <= span.start < end
                and (ent := told.char_span(span.start - unit.start, min(span.end, end) - unit.start, span.label))
            ]
            told.set_ents(ents, default="outside" if whole else "missing")
            found.append(Example(doc_of(unit, vocab), told))
    return found


def train(documents: Sequence[Labelled], name: str, seed: int = 0) -> Any:
    """A network trained on documents; the same documents and seed give the same network on one machine."""
    made = blank(name, seed)
    shown = examples(documents, name, made.vocab)
    steps = made.initialize(lambda: shown)
    steps.learn_rate = RATE
    order = random.Random(seed)
    for _ in range(EPOCHS):
        order.shuffle(shown)
        for at in range(0, len(shown), BATCH):
            made.update(shown[at : at + BATCH], sgd=steps, drop=DROP)
    return made


def told_by(networks: dict[str, Any], one: Labelled) -> list[Span]:
    """The spans that the networks find in a document."""
    return [
        span
        for name, made in networks.items()
        for span in proposed(made, units(one.text, one.mentions, reasons=name == spans.REASONS))
    ]


def fold(documents: Sequence[Labelled], left_out: frozenset[str], seed: int) -> dict[str, list[Span]]:
    """The spans found in the documents left out by networks that were trained on the others."""
    others = [one for one in documents if one.document not in left_out]
    networks = {name: train(others, name, seed) for name in (spans.ENTITIES, spans.REASONS)}
    return {one.document: told_by(networks, one) for one in documents if one.document in left_out}


def folds(documents: Sequence[Labelled], least: int = 5) -> list[frozenset[str]]:
    """Which documents are left out together: each real one alone, with its share of the written ones."""
    real = [one.document for one in documents if one.part == "real"]
    written = [one.document for one in documents if one.part != "real"]
    groups = [[name] for name in real] or [[] for _ in range(min(least, len(written)))]
    for number, name in enumerate(written):
        groups[number % len(groups)].append(name)
    return [frozenset(group) for group in groups if group]
