"""Reading what Chinese public bodies publish about their money.

>>> from extract import extract_document
>>> document = extract_document("labeled/samples/sample.pdf")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.document import extract_document

__all__ = ["extract_document"]


def __getattr__(name: str) -> Any:
    # The stages' libraries take seconds to load: only when a document is read.
    if name == "extract_document":
        from extract.document import extract_document

        return extract_document
    raise AttributeError(name)
