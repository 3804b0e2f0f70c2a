"""Which words of a text layer are to be compared with the picture of their page.

A map from codes to characters can be wrong in the digits alone, or in one font
alone, and nothing in the text tells. Each font's digits are therefore looked at
where they first occur in a document; a layer that lies over a picture of the
whole page (recognised by someone else, as like as not) is looked at all over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.pages.words import Char
from extract.types import Word

#: Times that a digit of a font is looked at, and words of a page that are.
TIMES, MOST = 2, 16
#: Words that are looked at on a page whose text lies over a picture.
LAYERED = 40
#: Words lower than this (points) or with fewer digits say little.
LOWEST, FEWEST_DIGITS = 5.0, 2
#: Words longer than this many characters cost more than they tell.
LONGEST = 24

#: How often each digit of each font was chosen.
Known = Counter[tuple[str, str]]


def probes_of(words: Sequence[Word], chars: Sequence[Char], known: Known, layered: bool) -> tuple[int, ...]:
    """The words to be compared, by index.

    Parameters
    ----------
    words : sequence of Word
        Of one upright page.
    chars : sequence of Char
        Of which the words were made.
    known : Counter
        What was chosen before in the document; what is chosen here is added.
    layered : bool
        Whether the text lies over a picture of the page.
    """
    able = [i for i, word in enumerate(words) if _tells(word)]
    if layered:
        step = max(1, -(-len(able) // LAYERED))
        return tuple(able[::step])
    fonts = {(round(char.box.x0, 2), round(char.box.top, 2)): char.paint.font for char in chars if char.text.isdigit()}
    chosen = []
    for i in able:
        own = [
            (fonts.get((box.x0, box.top), ""), char)
            for char, box in zip(words[i].text, words[i].char_boxes, strict=False)
            if char.isdigit()
        ]
        if any(known[pair] < TIMES for pair in own):
            known.update(set(own))
            chosen.append(i)
        if len(chosen) == MOST:
            break
    return tuple(chosen)


def _tells(word: Word) -> bool:
    digits = sum(char.isdigit() for char in word.text)
    level = word.bbox.width > word.bbox.height * 0.5 * len(word.text) ** 0.5
    return digits >= FEWEST_DIGITS and len(word.text) <= LONGEST and word.bbox.height >= LOWEST and level
