"""Characters as they are compared, each with the way back to the character printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.numbers import fold_width

#: Full-width digits, letters and the signs that numbers are printed with; brackets and commas of Chinese text stay.
_FOLDED = {
    ord(char): fold_width(char)
    for char in "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ％．−－﹣"
}
_FOLDED |= {ord("\u00a0"): " ", ord("\u3000"): " ", ord("〜"): "~", ord("～"): "~", ord("\t"): " "}
#: A blank inside a number or between a number and its unit, as recognition leaves it behind.
_BROKEN = re.compile(r"(?<=[\d.,])[ ]+(?=[\d.,%])(?!\d{1,2}[、.．][^\d])")


@dataclass(frozen=True)
class Folded:
    """A text for comparison; ``back[i]`` is where its character i is printed."""

    text: str
    back: tuple[int, ...] | None = None

    def origin(self, index: int) -> int:
        """Where the character at ``index`` is printed."""
        return index if self.back is None else self.back[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The printed characters of a non-empty span."""
        if self.back is None:
            return start, end
        return self.back[start], self.back[end - 1] + 1


def fold(text: str, *, ocr: bool = False) -> Folded:
    """Fold widths, character for character; with ``ocr`` also take blanks out of numbers.

    Only recognised text has its numbers rejoined: in a printed text a blank
    inside a number is the document's own.

    Examples
    --------
    >>> fold("１２．５ 万元").text
    '12.5 万元'
    >>> fold("12 .5", ocr=True).back
    (0, 1, 3, 4)
    """
    folded = text.translate(_FOLDED)
    # Only a comma that stands as in 1，234.50 separates thousands.
    folded = _thousands(folded)
    if not ocr:
        return Folded(folded)
    drop = {index for found in _BROKEN.finditer(folded) for index in range(found.start(), found.end())}
    if not drop:
        return Folded(folded)
    kept = [index for index in range(len(folded)) if index not in drop]
    return Folded("".join(folded[index] for index in kept), tuple(kept))


def _thousands(text: str) -> str:
    """A full-width comma inside ``1，234.50`` as a half-width one."""
    if "，" not in text:
        return text
    return re.sub(r"(?<![\d.])\d{1,3}(?:，\d{3})+(?=\.\d{2}(?!\d))", lambda found: found[0].replace("，", ","), text)
