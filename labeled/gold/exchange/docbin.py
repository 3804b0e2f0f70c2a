"""spaCy's DocBin: one Doc a document, tokens of jieba cut again at the edges of the spans."""

from __future__ import annotations

from collections.abc import Sequence

from extract.entities.docs import REASONS, SPANS, to_doc, vocabulary
from extract.types import Mention
from labeled.gold.exchange.common import Marked, put_together, rest_of
from labeled.gold.types import GoldDocument

#: The key of ``Doc.user_data`` under which the rest of the document goes along.
REST = "gold"


def to_docbin(documents: Sequence[tuple[GoldDocument, str]]) -> bytes:
    """A DocBin with the spans in the groups ``entities`` and ``reasons``.

    Parameters
    ----------
    documents : sequence of (GoldDocument, str)
        Each with its reference text.

    Raises
    ------
    ValueError
        If a span does not lie in its text: none is ever dropped.
    """
    from spacy.tokens import DocBin

    store = DocBin(store_user_data=True)
    for document, text in documents:
        mentions = [Mention(e.label, e.start, e.end, text[e.start : e.end]) for e in document.entities]
        doc = to_doc(text, mentions)
        doc.user_data[REST] = rest_of(document)
        store.add(doc)
    return bytes(store.to_bytes())


def from_docbin(stored: bytes) -> list[tuple[GoldDocument, str]]:
    """The documents and texts of a DocBin that ``to_docbin`` wrote, also after their spans were changed."""
    from spacy.tokens import DocBin

    found = []
    for doc in DocBin().from_bytes(stored).get_docs(vocabulary()):
        spans = [
            Marked(span.label_, span.start_char, span.end_char) for name in (SPANS, REASONS) for span in doc.spans[name]
        ]
        found.append((put_together(doc.user_data[REST], doc.text, spans), doc.text))
    return found
