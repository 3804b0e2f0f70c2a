"""Gold to and from the forms of other tools, without losing a span.

Each form carries the whole text and everything the gold file says, so that what
comes back is the same document, or the changed one where somebody edited the
spans. Exports of real documents hold their text: keep them out of the repository.

=============  ==========================================================
form           what it is for
=============  ==========================================================
label_studio   look at the labels and correct them in Label Studio
docbin         train and score with spaCy (span groups ``entities``, ``reasons``)
conll          anything that reads a token a line with BIO columns
=============  ==========================================================
"""

from __future__ import annotations

from labeled.gold.exchange.conll import from_conll, to_conll
from labeled.gold.exchange.docbin import from_docbin, to_docbin
from labeled.gold.exchange.label_studio import from_label_studio, to_label_studio

__all__ = ["from_conll", "from_docbin", "from_label_studio", "to_conll", "to_docbin", "to_label_studio"]
