"""The equations that the figures of a disclosure must satisfy (the .yaml files of this folder).

An identity names its operands by what they mean: form, row label, code,
taxonomy id, flow, part, fund, basis. Where they stand on the page does not
count. The fields are those of the classes below.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from models.reading import data_of

Names = tuple[str, ...]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Operand(_Frozen):
    """What a figure has to be to take part. Every field given has to fit; ``null`` in a list fits the unset."""

    forms: Names = ()
    flow: tuple[str | None, ...] | None = None
    part: tuple[str | None, ...] | None = None
    fund: tuple[str | None, ...] | None = None
    cut: tuple[str, ...] | None = Field(default=None, description="its part or its fund, whichever tells it apart")
    basis: tuple[str | None, ...] | None = None
    measure: Names = ("level",)
    label: str | None = Field(default=None, description="regular expression on the whole folded row label")
    not_label: str | None = None
    code: str | None = Field(default=None, description="regular expression on the whole code")
    name: str | None = Field(default=None, description="regular expression on the whole folded indicator, beside ids")
    header: str | None = Field(default=None, description="regular expression on the whole folded head of the column")
    kinds: Names = Field(default=(), description="kinds of facts; all but scores where none is given")
    who: tuple[str | None, ...] | None = Field(default=None, description="of participants named by ``name``")
    told: tuple[str | None, ...] | None = Field(
        default=None, description="bases of the figure that repeats it; otherwise this year's own"
    )
    ids: Names = Field(default=(), description="taxonomy ids, one of which it is")
    place: Literal["any", "column", "above", "below"] = Field(
        default="any", description="against the whole: in its column, or in it and above or below"
    )
    many: bool = Field(default=False, description="all that fit are added; otherwise exactly one may fit")
    required: bool = Field(
        default=False, description="where nothing in the whole table fits, the identity is not applicable"
    )
    must: bool = Field(default=False, description="where nothing fits beside the whole, the identity is not applicable")
    absent: bool = Field(default=False, description="where anything fits, the identity is not one of this table")
    factor: Literal[1, -1] = 1
    basis_open: bool = Field(
        default=False, description="also a figure of the narrative that names no basis contradicts the form"
    )
    behind: str | None = Field(
        default=None,
        description="regular expression on the id of the level right before it in its paragraph, without which a "
        "difference says nothing: what is left over is left of the money that was told",
    )
    agrees_only: bool = Field(
        default=False,
        description="an agreement is one, a difference says nothing: the form prints it for one of several funds",
    )

    @cached_property
    def label_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.label) if self.label else None

    @cached_property
    def name_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.name) if self.name else None

    @cached_property
    def header_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.header) if self.header else None

    @cached_property
    def behind_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.behind) if self.behind else None

    @cached_property
    def not_label_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.not_label) if self.not_label else None

    @cached_property
    def code_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.code) if self.code else None


class Identity(_Frozen):
    """One identity: ``whole`` equals the sum of ``parts`` (each times its factor).

    ``per`` is where its operands stand together: in one row, in one table, in
    one section of the document, anywhere in it; ``tree`` is the sum over the
    codes below a code; ``scores`` are the points of one performance table;
    ``near`` is a figure of the narrative and those before it that its
    ``relation`` speaks of, or behind it (``parts``), or the shares of one whole that
    name all its parts (``complement``), or the same quantity printed again: in the
    forms of ``same_as`` (``form``; ``evaluation`` where an evaluation repeats the
    forms of the final account), earlier in the section (``again``), in another
    section (``sections``), in any table or elsewhere in the narrative but for a slip
    of the writer (``named``); or a change beside the two years of a table
    (``compared``); or the parts behind a whole whose words say that they are all
    (``complete``); or the kinds of posts and staff behind their number (``kinds``), and what
    the bodies of a table come to (``bodies``); or what 其中 introduces, which is no more than
    what it is of (``within``); or a total behind the figures that it is of (``behind``); or a net change and
    what came and went (``net``). ``tally`` is a total of a table of any layout over its ``rows`` or
    ``columns``, or a column of ``differences`` of two others. A ``ratio`` is a percentage
    in a row: its first part over its second. ``same`` are the meanings in which all
    operands agree.
    """

    id: str
    zh: str
    en: str
    source: str
    per: Literal["row", "table", "section", "document", "tree", "near", "scores", "tally"]
    relation: Literal[
        "sum",
        "ratio",
        "total",
        "hundred",
        "group",
        "limit",
        "product",
        "quarters",
        "named",
        "compared",
        "complete",
        "kinds",
        "bodies",
        "within",
        "behind",
        "net",
        "rows",
        "columns",
        "differences",
        "enumeration",
        "rates",
        "complement",
        "parts",
        "share",
        "completion",
        "change",
        "change_rate",
        "comparison",
        "form",
        "again",
        "evaluation",
        "sections",
    ] = "sum"
    forms: Names = ()
    same: Names = ("basis",)
    whole: Operand = Operand()
    parts: tuple[Operand, ...] = ()
    same_as: tuple[Operand, ...] = ()
    words: dict[str, Literal[-1, 0, 1]] = Field(
        default_factory=dict, description="words of comparison, and the sign of the difference that they name"
    )
    said: str | None = Field(
        default=None,
        description="regular expression found in the words before a figure or between two: what they say of them",
    )
    second_reading: bool = Field(
        default=False, description="the same quantity printed in two forms: agreement is an independent reading"
    )

    @cached_property
    def said_pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.said) if self.said else None


class _File(_Frozen):
    identities: tuple[Identity, ...]


@cache
def identities() -> tuple[Identity, ...]:
    """All identities, in the order of their files.

    Raises
    ------
    pydantic.ValidationError
        If a file says something that is not in the schema.
    """
    found: list[Identity] = []
    for place in sorted(resources.files(__name__).iterdir(), key=lambda entry: entry.name):
        if place.name.endswith(".yaml"):
            found.extend(_File.model_validate(data_of(place.read_text(encoding="utf-8"))).identities)
    ids = [identity.id for identity in found]
    if len(ids) != len(set(ids)):
        raise ValueError(f"identities named twice: {sorted({i for i in ids if ids.count(i) > 1})}")
    return tuple(found)
