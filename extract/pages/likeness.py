"""Whether what was read can be a disclosure at all."""

from __future__ import annotations

from collections.abc import Sequence

from extract.errors import Failure, failure
from extract.stages import Source
from extract.types import Page

#: A cover page has more ideographs, a page of figures more digits than this.
FEWEST_IDEOGRAPHS, FEWEST_DIGITS = 8, 16
#: Words that OCR is less sure of are patterns of a photograph.
SURE = 0.7


def looks_like_disclosure(source: Source, pages: Sequence[Page]) -> Failure | None:
    """The failure that skips an input without text, or None.

    Parameters
    ----------
    source : Source
    pages : sequence of Page
        After OCR. A page that failed there (route scanned or garbled, and never
        looked at) speaks for nothing and lets the document pass.
    """
    ideographs = digits = 0
    for page in pages:
        if page.route in ("scanned", "garbled") and not page.words and "no text found" not in page.reasons:
            return None
        for word in page.words:
            if word.confidence >= SURE:
                ideographs += sum("\u4e00" <= char <= "\u9fff" for char in word.text)
                digits += sum(char.isdigit() for char in word.text)
    if ideographs >= FEWEST_IDEOGRAPHS or digits >= FEWEST_DIGITS:
        return None
    if any(page.reasons in (("cannot be opened",), ("cannot be read",), ("larger than the limit",)) for page in pages):
        return None
    return failure("JS209", f"{source.name}: {ideographs} 汉字 / ideographs, {digits} 数字 / digits".lstrip(": "))
