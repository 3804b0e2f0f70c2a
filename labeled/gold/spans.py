"""Finding words in a reference text without regard to blanks, and the spans that name them for good."""

from __future__ import annotations

from bisect import bisect_left

from labeled.gold.reference import page_at, page_starts
from labeled.gold.types import Reference, digest, unblanked


class Places:
    """A reference text, searched as if it had no blanks.

    Parameters
    ----------
    text : str
    reference : Reference
    """

    def __init__(self, text: str, reference: Reference) -> None:
        self.text = text
        #: where in ``text`` each character of ``bare`` stands
        self.at = [index for index, char in enumerate(text) if not char.isspace()]
        self.bare = "".join(text[index] for index in self.at)
        self.starts = page_starts(text, reference)

    def find(self, words: str, low: int, high: int) -> tuple[int, int] | None:
        """The first place of the words in [low, high) of the text that cuts no number in two."""
        wanted = unblanked(words)
        at = bisect_left(self.at, low)
        last = bisect_left(self.at, high)
        while (at := self.bare.find(wanted, at, last)) >= 0:
            end = at + len(wanted)
            if not self._cuts(at, end):
                return self.at[at], self.at[end - 1] + 1
            at += 1
        return None

    def _cuts(self, at: int, end: int) -> bool:
        bare = self.bare

        def number(left: int, right: int) -> bool:
            # digits on both sides, unless a line end stands between them
            if left < 0 or right >= len(bare):
                return False
            joined = self.at[right] - self.at[left] == 1
            part = bare[left].isdigit() or (bare[left] in ".," and left > 0 and bare[left - 1].isdigit())
            return joined and part and bare[right].isdigit()

        return number(at - 1, at) or number(end - 1, end)

    def page(self, offset: int) -> int | None:
        """The 1-based page of a character, None where there are no pages."""
        return page_at(self.starts, offset)

    def bounds(self, page: int | None) -> tuple[int, int]:
        """The characters of a page, or of the whole text."""
        if page is None or self.starts is None:
            return 0, len(self.text)
        end = self.starts[page] if page < len(self.starts) else len(self.text)
        return self.starts[page - 1], end

    def nth(self, start: int, end: int) -> int:
        """Which occurrence of its characters on its page the span is, from 0."""
        low, _ = self.bounds(self.page(start))
        wanted = unblanked(self.text[start:end])
        at, here = bisect_left(self.at, low), bisect_left(self.at, start)
        count = 0
        while (at := self.bare.find(wanted, at, here + len(wanted))) >= 0 and at < here:
            count += 1
            at += 1
        return count

    def span(self, start: int, end: int) -> dict[str, object]:
        """The fields of a Span."""
        return {
            "start": start,
            "end": end,
            "sha": digest(self.text[start:end]),
            "nth": self.nth(start, end),
            "page": self.page(start),
        }
