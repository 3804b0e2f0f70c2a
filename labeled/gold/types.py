"""What a gold file holds: a document, its reference text, spans, facts.

Spans are characters ``[start, end)`` of the reference text. Nothing here holds
a sentence: a span is known by its offsets, a hash of its characters, and which
occurrence of these characters on its page it is.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from extract.types import Basis, FactKind, Measure, SectionKind, Versus

Label = Literal[
    "AMOUNT",
    "PARTICIPANT_COUNT",
    "QUANTITY",
    "PERCENT",
    "SCORE",
    "INDICATOR",
    "BASIS",
    "PERIOD",
    "COMPARISON",
    "REASON",
]
Part = Literal["real", "written"]
_BLANK = re.compile(r"\s+")


def unblanked(text: str) -> str:
    """The characters of a text without its blanks and line ends.

    Examples
    --------
    >>> unblanked("18.4 万\\n元")
    '18.4万元'
    """
    return _BLANK.sub("", text)


def digest(text: str) -> str:
    """The first 16 hex digits of the SHA-256 of the characters without blanks (a re-broken line changes nothing)."""
    return hashlib.sha256(unblanked(text).encode()).hexdigest()[:16]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Frozen):
    """Characters [start, end) of the reference text, their hash, and where they stand.

    ``page`` is 1-based, None for a text without pages. ``nth`` counts from 0
    the occurrences of the same characters (without blanks) on that page, or in
    the whole text where there are no pages.
    """

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    sha: str
    nth: int = Field(ge=0)
    page: int | None = None


class Sentence(Span):
    """A sentence that was read and labelled, also where it holds no figure."""

    is_: Literal["sentence"] = Field("sentence", alias="is")


class Entity(Span):
    """A labelled span. ``norm`` is the canonical form: a decimal string, a basis, a period, an indicator's name."""

    is_: Literal["entity"] = Field("entity", alias="is")
    id: str
    label: Label
    norm: str | None = None


class GoldFact(_Frozen):
    """One printed figure or comparison with the fields of a fact (facts.jsonl) that its print decides.

    ``at`` is the entity of the value or the word of comparison; the other
    ``*_at`` are the entities that say it, None where it is implied. The text of
    a reason is not kept: ``reason_at`` leads to its span. ``indicator_path`` is
    set where the print names 类, 款 and 项 in one line. ``department`` and
    ``fiscal_year`` are None where they are the document's.
    """

    is_: Literal["fact"] = Field("fact", alias="is")
    id: str
    at: str
    section: SectionKind
    kind: FactKind
    measure: Measure
    indicator: str | None = None
    indicator_path: tuple[str, ...] = ()
    flow: str | None = None
    part: str | None = None
    fund: str | None = None
    basis: Basis | None = None
    versus: Versus | None = None
    versus_basis: Basis | None = None
    versus_indicator: str | None = None
    period: str | None = None
    value: str | None = None
    unit: str | None = None
    value_text: str | None = None
    value_base: str | None = None
    unit_base: str | None = None
    direction: str | None = None
    qualifier: str | None = None
    who: str | None = None
    scope: str | None = None
    department: str | None = None
    fiscal_year: str | None = None
    indicator_at: str | None = None
    basis_at: str | None = None
    period_at: str | None = None
    reason_at: str | None = None


class Reference(_Frozen):
    """The text that the offsets count.

    ``how`` is ``dump`` (the file's own characters), ``pdfium`` (the text of the
    pages, see ``labeled.gold.reference``) or ``written`` (a document of
    ``labeled/documents``, filled with seed 0). ``source`` is a path below
    ``../shared`` or an id of ``labeled/documents``. ``sha`` is that of the text
    without its blanks. ``hidden`` are stretches that the file holds and no page
    shows (clipped, covered, outside the page): they are blanks in the text.
    """

    how: Literal["dump", "pdfium", "written"]
    source: str
    length: int
    sha: str
    made_with: str | None = None
    hidden: tuple[tuple[int, int], ...] = ()


class GoldDocument(_Frozen):
    """The labels of one document.

    ``complete`` are the labels that were set everywhere: of another label what
    is not marked may still be there, and nothing can be called a false alarm.
    ``regions`` are the stretches that were read whole: inside them what is not
    labelled is not there; outside nothing is said.
    """

    document: str
    part: Part
    held_out: bool = False
    sha256: str
    kind: str
    department: str | None = None
    fiscal_year: str | None = None
    reference: Reference
    complete: tuple[Label, ...] = get_args(Label)
    regions: tuple[tuple[int, int], ...] = ()
    sentences: tuple[Sentence, ...] = ()
    entities: tuple[Entity, ...] = ()
    facts: tuple[GoldFact, ...] = ()

    def entity(self, id: str) -> Entity:
        """The entity with that id.

        Raises
        ------
        KeyError
            If there is none.
        """
        for entity in self.entities:
            if entity.id == id:
                return entity
        raise KeyError(f"{self.document}: no entity {id}")
