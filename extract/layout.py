"""Places and pages: boxes, words, pages, regions. The geometry of the nouns in ``extract.types``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Route = Literal["digital", "scanned", "garbled", "blank"]


class BBox(NamedTuple):
    """A rectangle in points, y growing downwards."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    def contains_point(self, x: float, y: float) -> bool:
        """Whether the point lies inside or on the border."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def union(self, other: BBox) -> BBox:
        """The smallest rectangle that holds both."""
        return BBox(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters on one line, from the text layer or from OCR.

    ``char_boxes`` has one box per character of ``text`` or is empty where the
    source does not tell. ``alternatives`` are other readings, best first.
    ``char_scores`` has the engine's score of each character of ``text`` or is
    empty. ``marks`` say why a word with figures is to be doubted
    (``extract.ocr.marks``): no mark, no known reason. ``doubts`` are the
    characters, from and up to, that the marks are about; where there are marks
    and no such places the marks are about the whole word.
    """

    text: str
    bbox: BBox
    confidence: float = 1.0
    source: Literal["layer", "ocr"] = "layer"
    char_boxes: tuple[BBox, ...] = ()
    alternatives: tuple[str, ...] = ()
    char_scores: tuple[float, ...] = ()
    marks: tuple[str, ...] = ()
    doubts: tuple[tuple[int, int], ...] = ()

    def doubted(self, start: int, end: int) -> bool:
        """Whether a mark is about any of the characters from ``start`` up to ``end``."""
        return bool(self.marks) and (not self.doubts or any(a < end and b > start for a, b in self.doubts))


@dataclass(frozen=True)
class Page:
    """One page, upright and level.

    Attributes
    ----------
    number : int
        1-based.
    width, height : float
        Size of the level page in points.
    route : Route
        Where the words come from.
    reasons : tuple of str
        Why triage chose the route.
    rotation : int
        Degrees clockwise that the file's page (after its /Rotate) has to be
        turned to stand upright: 0, 90, 180 or 270.
    skew : float
        Degrees, counter-clockwise positive, that were taken out.
    upright_from_level : tuple of 6 float
        Affine (a, b, c, d, e, f) with x' = a x + b y + c and y' = d x + e y + f
        from the level page to the upright page.
    perspective : tuple of 2 float
        (g, h): both are divided by g x + h y + 1 where the perspective of a
        photograph was taken out; zero otherwise.
    probes : tuple of int
        Words of the text layer (by index) that are to be compared with the
        picture of the page before the layer is trusted.
    unread : tuple of BBox
        Where something of the size of text is printed that no word covers and
        that could not be read.
    """

    number: int
    width: float
    height: float
    route: Route
    reasons: tuple[str, ...] = ()
    rotation: int = 0
    skew: float = 0.0
    upright_from_level: tuple[float, float, float, float, float, float] = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    words: tuple[Word, ...] = ()
    perspective: tuple[float, float] = (0.0, 0.0)
    probes: tuple[int, ...] = ()
    unread: tuple[BBox, ...] = ()

    def upright(self, box: BBox) -> BBox:
        """The box around ``box`` on the upright page as it was scanned."""
        a, b, c, d, e, f = self.upright_from_level
        g, h = self.perspective
        xs, ys = [], []
        for x in (box.x0, box.x1):
            for y in (box.top, box.bottom):
                away = g * x + h * y + 1
                xs.append((a * x + b * y + c) / away)
                ys.append((d * x + e * y + f) / away)
        return BBox(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Region:
    """A place that a later stage wants read again."""

    page: int
    bbox: BBox
    reason: str
    key: str = ""
