"""The text layer of a page against its picture: are the digits that the layer tells those that are printed?

Triage names words to look at (``Page.probes``). Each is cut out of the picture
and recognised; its digits are laid beside the layer's. Recognition misreads
fewer than one digit in a thousand on a page drawn from its file, so that a few
sure digits that are others mean that the layer is not the page's text: a map
that swaps digits, or the reading of another engine laid over a scan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np

from extract.errors import Failure, JuesuanError
from extract.numbers import fold_width
from extract.ocr.crops import crop
from extract.ocr.engine import Engine, Reading
from extract.stages import Images, PageImage
from extract.types import Page, Word

#: A digit, or a word, that recognition is less sure of says nothing.
SURE, SURE_WORD = 0.95, 0.9
#: So many digits that are others, if they are this share of those compared, refute a layer.
FEWEST_OTHERS, SHARE_OTHERS = 3, 0.04
#: This share of words without one digit in common, out of so many, refutes it too: it is text of another place.
SHARE_APART, FEWEST_APART = 0.4, 5
#: Words looked at on a page without probes of its own, once a page of the document was refuted.
SAMPLE = 16
#: Room around a word, as a share of its height.
ROOM = 0.1
#: Grey levels that a word's place has to span to show anything.
SHOWS = 60


@dataclass
class Comparison:
    """Digits of the layer beside those of the picture, and words that have none in common."""

    same: int = 0
    other: int = 0
    words: int = 0
    apart: int = 0

    @property
    def refuted(self) -> str:
        """Why the layer is not the page's text; empty where it may be."""
        compared = self.same + self.other
        if self.other >= FEWEST_OTHERS and self.other >= SHARE_OTHERS * compared:
            return f"{self.other} of {compared} digits of the text layer are others in the picture"
        if self.apart >= FEWEST_APART and self.apart >= SHARE_APART * self.words:
            return (
                f"{self.apart} of {self.words} words of the text layer stand elsewhere in the picture or are not there"
            )
        return ""


def compared(engine: Engine, page: Page, image: PageImage, chosen: Sequence[int]) -> Comparison:
    """Compare words of a digital page with its picture.

    Parameters
    ----------
    engine : Engine
    page : Page
        Upright, with the words of its text layer.
    image : PageImage
        As the file displays the page.
    chosen : sequence of int
        Words to be compared, by index.
    """
    pixels = np.ascontiguousarray(np.rot90(image.pixels, -page.rotation // 90)) if page.rotation else image.pixels
    pieces, words = [], []
    for word in (page.words[i] for i in chosen):
        x0, top, x1, bottom = (value * image.scale for value in word.bbox)
        room = ROOM * (bottom - top)
        edges = x0 - room, top - room, x1 + room, bottom + room
        quad = np.array([[edges[i], edges[j]] for i, j in ((0, 1), (2, 1), (2, 3), (0, 3))], np.float32)
        piece = crop(pixels, quad)
        if min(piece.shape[:2]) > 2 and int(piece.max()) - int(piece.min()) >= SHOWS:
            pieces.append(piece)
            words.append(word)
    told = Comparison()
    for word, reading in zip(words, engine.recognise(pieces), strict=True):
        _add(told, word, reading)
    return told


def _add(told: Comparison, word: Word, reading: Reading) -> None:
    layer, seen = fold_width(word.text), fold_width(reading.text)
    scores = reading.char_scores if len(reading.char_scores) == len(seen) else (reading.score,) * len(seen)
    same = other = 0
    for a, b in _pairs(layer, seen):
        if layer[a].isdigit() and seen[b].isdigit() and scores[b] >= SURE:
            same, other = same + (layer[a] == seen[b]), other + (layer[a] != seen[b])
    told.words += 1
    if not same and reading.score >= SURE_WORD:
        # Digits of a line that is another one say nothing of single digits.
        told.apart += 1
        if len(layer) != len(seen):
            return
    told.same += same
    told.other += other


def _pairs(layer: str, seen: str) -> Iterator[tuple[int, int]]:
    """Characters that stand for each other: equal ones, and those between them where there are as many."""
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, layer, seen, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and a1 - a0 == b1 - b0):
            yield from zip(range(a0, a1), range(b0, b1), strict=True)


def trusted(engine: Engine, pages: Sequence[Page], raw: Images) -> Iterator[tuple[Page, tuple[Failure, ...]]]:
    """The pages in their order; digital ones whose layer is refuted are garbled, without words, to be read.

    A page with one digit that is another is looked at more closely; once a page
    is refuted all others are too, as they may share its fonts.
    """
    refuted: dict[int, str] = {}
    failures: dict[int, tuple[Failure, ...]] = {}

    def look(page: Page, chosen: Sequence[int]) -> Comparison:
        try:
            told = compared(engine, page, raw(page.number), chosen)
        except JuesuanError as error:
            failures[page.number] = (error.failure,)
            return Comparison()
        if told.refuted:
            refuted[page.number] = told.refuted
        return told

    digital = [page for page in pages if page.route == "digital" and page.words]
    for page in digital:
        if page.probes:
            told = look(page, page.probes)
            if not told.refuted and (told.other or 2 * told.apart > told.words):
                look(page, _sample(page))
    if refuted:
        for page in digital:
            if page.number not in refuted:
                look(page, _sample(page))
    for page in pages:
        done = _untrusted(page, refuted[page.number]) if page.number in refuted else page
        yield done, failures.get(page.number, ())


def _sample(page: Page) -> list[int]:
    """Words with figures from all over the page, its probes among them."""
    able = [i for i, word in enumerate(page.words) if sum(char.isdigit() for char in word.text) > 1]
    return sorted({*able[:: max(1, -(-len(able) // SAMPLE))], *page.probes})


def _untrusted(page: Page, reason: str) -> Page:
    # As the file displays it: its turn came from the layer that is not believed.
    width, height = (page.height, page.width) if page.rotation in (90, 270) else (page.width, page.height)
    return replace(
        page, width=width, height=height, rotation=0, route="garbled", reasons=(reason,), words=(), probes=()
    )
