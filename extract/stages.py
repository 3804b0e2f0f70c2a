"""What the stages hand each other besides the nouns of types.py: their inputs and results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from extract.errors import Failure
from extract.types import Block, Check, Fact, Format, Mention, Page, Region, Table, Text, Word


@dataclass(frozen=True)
class Source:
    """The bytes of one input and what its outside says (stage acquire)."""

    data: bytes
    sha256: str
    name: str
    format: Format
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class PageImage:
    """The level raster of a page, for OCR and for the table stage. Never cached.

    Attributes
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
        RGB, upright and deskewed, red seals taken off.
    scale : float
        Pixels per point.
    """

    pixels: Any
    scale: float


#: Gives the level raster of a page by its number.
Images = Callable[[int], PageImage]


@dataclass(frozen=True)
class PagesResult:
    """Pages with their route; digital ones with words, the others still without."""

    pages: tuple[Page, ...]
    failures: tuple[Failure, ...] = ()
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlocksResult:
    """The content of an input without pages."""

    blocks: tuple[Block, ...]
    chars: str = ""
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class OcrResult:
    """All pages, the scanned and garbled ones now with words."""

    pages: tuple[Page, ...]
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class TablesResult:
    """Recognised tables; ``doubts`` are cells with ink and no text that OCR should read again."""

    tables: tuple[Table, ...]
    failures: tuple[Failure, ...] = ()
    doubts: tuple[Region, ...] = ()


@dataclass(frozen=True)
class TextResult:
    """The text of the document."""

    text: Text
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class EntitiesResult:
    """The mentions found in the text.

    ``aside`` are spans of the rules that are more often wrong than right as mentions
    (a period that is none of a figure), and that facts are assembled from all the same.
    """

    mentions: tuple[Mention, ...]
    aside: tuple[Mention, ...] = ()


@dataclass(frozen=True)
class FactsResult:
    """Facts of tables and text, numbered; ``failures`` are gaps in the document itself."""

    facts: tuple[Fact, ...]
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class ChecksResult:
    """Facts with their status and proposed repairs; ``doubts`` are cells that OCR should read again."""

    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    failures: tuple[Failure, ...] = ()
    doubts: tuple[Region, ...] = ()


@dataclass(frozen=True)
class SecondLook:
    """What a region showed when it was read again: at most one word per line, best reading first."""

    region: Region
    words: tuple[Word, ...]
