"""Mentions as a spaCy Doc, for training and for exchange as DocBin.

Tokens are jieba's, cut again at every edge of a mention, so that each mention
is a span of whole tokens: none is lost in alignment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from extract.types import Mention, Paragraph, Text
from models.lexicon.words import segmenter

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: The names of the span groups: entities, and the reasons that contain them.
SPANS, REASONS = "entities", "reasons"


def tokens(text: str, edges: Iterable[int] = ()) -> list[str]:
    """jieba's tokens, cut again at the edges; joined they are the text.

    Examples
    --------
    >>> "".join(tokens("公务接待费0.82万元", (5, 9)))
    '公务接待费0.82万元'
    """
    cuts = sorted({edge for edge in edges if 0 < edge < len(text)})
    found: list[str] = []
    at = 0
    place = 0
    for token in segmenter().cut(text):
        end = at + len(token)
        while place < len(cuts) and cuts[place] < end:
            if cuts[place] > at:
                found.append(text[at : cuts[place]])
                at = cuts[place]
            place += 1
        if at < end:
            found.append(text[at:end])
        at = end
    return found


@cache
def vocabulary() -> Any:
    """The vocabulary that all Docs share."""
    import spacy

    return spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}}).vocab


@cache
def pipeline() -> Any:
    """A spaCy pipeline whose tokenizer cuts at the edges of mentions and whose Docs carry them as spans."""
    import spacy
    from spacy.util import registry

    if "juesuan.tokenizer.v1" not in registry.tokenizers.get_all():

        @registry.tokenizers("juesuan.tokenizer.v1")
        def make() -> Any:
            return lambda nlp: lambda text: _read(text, nlp.vocab)

    return spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "juesuan.tokenizer.v1"}}})


def _read(chars: str, vocab: Any) -> Any:
    from extract.entities import find

    paragraphs = []
    at = 0
    for line in chars.split("\n"):
        if line:
            paragraphs.append(Paragraph(at, at + len(line)))
        at += len(line) + 1
    return _doc(chars, find(Text(chars, tuple(paragraphs))), vocab)


def to_doc(text: str, mentions: Sequence[Mention]) -> Doc:
    """A spaCy Doc with the mentions as spans.

    Raises
    ------
    ValueError
        If a mention does not lie in the text: spans are never dropped.
    """
    return _doc(text, mentions, vocabulary())


def _doc(text: str, mentions: Sequence[Mention], vocab: Any) -> Doc:
    from spacy.tokens import Doc

    edges = [edge for mention in mentions for edge in (mention.start, mention.end)]
    words = tokens(text, edges)
    doc = Doc(vocab, words=words, spaces=[False] * len(words))
    groups: dict[str, list[Any]] = {SPANS: [], REASONS: []}
    for mention in mentions:
        span = doc.char_span(mention.start, mention.end, label=mention.label)
        if span is None or span.text != mention.text:
            raise ValueError(f"mention {mention.label} [{mention.start}, {mention.end}) is not in the text")
        groups[REASONS if mention.label == "REASON" else SPANS].append(span)
    for name, spans in groups.items():
        doc.spans[name] = spans
    return doc
