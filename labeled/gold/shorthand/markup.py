"""The shorthand in which labels are written by hand, outside the repository.

The shorthand names spans by their words, in reading order; it would put
sentences of the disclosures into the repository, so it stays in the labeller's
own folder, and only what it compiles to is committed. GUIDELINES.md has its
grammar with examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


class MarkupError(ValueError):
    """The shorthand says something that the grammar or the text does not bear out."""


#: Spans that also become the state from there on (upper case) or for the next value only (lower case).
SPANS = {"I": "INDICATOR", "B": "BASIS", "P": "PERIOD", "i": "INDICATOR", "b": "BASIS", "p": "PERIOD"}
#: Spans that name the whole of a share, and spans without effect (what a figure is compared with).
SPANS |= {"W": "INDICATOR", "w": "INDICATOR", "j": "INDICATOR", "x": "BASIS", "y": "PERIOD"}
#: The name of the figure before it: 共5个科室.
SPANS["J"] = "INDICATOR"
_FEEDS = {"J": "back", "W": "versus_indicator", "w": "versus_indicator", "j": None, "x": None, "y": None}
#: State without a span of its own: what is implied.
STATES = {"I", "B", "P", "W", "F", "T", "U", "WHO", "S", "V", "PATH"}
ATTRIBUTES = {
    "q": "qualifier",
    "b": "basis",
    "v": "versus",
    "vb": "versus_basis",
    "w": "versus_indicator",
    "p": "period",
    "who": "who",
    "s": "scope",
    "k": "kind",
    "u": "unit",
    "d": "direction",
    "i": "indicator",
    "f": "flow",
    "t": "part",
    "u2": "fund",
    "vt": "value_text",
    "m": "measure",
    "val": "value",
    "L": "label",
    "ub": "unit_base",
}
MEASURES = {
    "l": "level",
    "c": "change",
    "r": "change_rate",
    "s": "share",
    "k": "completion",
    "t": "standard",
    "g": "target",
    "=": "comparison",
}
VERSUS = {"y": "prior_year", "i": "initial_budget", "a": "adjusted_budget", "b": "budget"}
_SPAN = re.compile(r"(?P<kind>[IBPJWibpwjxy]):(?P<text>[^=]+)(?:=(?P<norm>.*))?")
_STATE = re.compile(r"(?P<key>[A-Z]+)=(?P<value>.*)")
_REASON = re.compile(r"R(?:/(?P<ahead>\+)?(?P<count>\d+)|/=(?P<of>[^:]+))?:(?P<begin>.+?)(?:\.\.(?P<end>.+))?")
_CODE = re.compile(r"(?P<measure>[lcrsktg=])?(?P<sign>[+-])?(?P<versus>[yiab])?")


@dataclass(frozen=True)
class SpanMark:
    """``I:words=name``: a span of a name, a basis or a period; ``feeds`` is the state that it sets."""

    label: str
    feeds: str | None
    text: str
    norm: str | None
    once: bool


@dataclass(frozen=True)
class StateMark:
    """``W=words``: a state without a span."""

    key: str
    value: str | None


@dataclass(frozen=True)
class ReasonMark:
    """``R:begin..end``: a reason; ``R/2:`` of the last two facts, ``R/+2:`` of the next, ``R/=a,b:`` of a, b."""

    begin: str
    end: str | None
    count: int | None
    ahead: bool
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class ValueMark:
    """``words@code;key=value``: a value or a word of comparison, which is a fact."""

    text: str
    measure: str
    sign: str | None
    versus: str | None
    attributes: dict[str, str | None] = field(default_factory=dict)


Mark = SpanMark | StateMark | ReasonMark | ValueMark


@dataclass(frozen=True)
class Block:
    """A stretch that begins at an anchor: its state begins anew unless ``carries``."""

    anchor: str
    carries: bool
    marks: tuple[Mark, ...]
    line: int
    attributes: dict[str, str | None]
    opens: bool = False
    closes: str | None = None


@dataclass(frozen=True)
class Source:
    """A whole shorthand file."""

    header: dict[str, str]
    blocks: tuple[Block, ...]


def _nothing(value: str) -> str | None:
    return None if value in ("-", "") else value


def _attributes(text: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for pair in text.split(";"):
        key, equals, value = pair.partition("=")
        if key not in ATTRIBUTES or not equals:
            raise MarkupError(f"no attribute {pair!r}")
        found[ATTRIBUTES[key]] = _nothing(value)
    return found


def mark_of(token: str) -> Mark:
    """One token of the shorthand.

    Examples
    --------
    >>> mark_of("I:公务接待费").label
    'INDICATOR'
    >>> mark_of("3.20万元@c-y").measure
    'change'
    """
    if (found := _REASON.fullmatch(token)) is not None:
        count = int(found["count"]) if found["count"] else None
        of = tuple(found["of"].split(",")) if found["of"] else ()
        return ReasonMark(found["begin"], found["end"], count, bool(found["ahead"]), of)
    if (found := _SPAN.fullmatch(token)) is not None:
        kind = found["kind"]
        label = SPANS[kind]
        return SpanMark(label, _FEEDS.get(kind, label.lower()), found["text"], found["norm"], kind.islower())
    if (found := _STATE.fullmatch(token)) is not None and found["key"] in STATES:
        return StateMark(found["key"], _nothing(found["value"]))
    text, _, rest = token.partition("@")
    code, _, attributes = rest.partition(";")
    how = _CODE.fullmatch(code)
    if how is None:
        raise MarkupError(f"no code {code!r} in {token!r}")
    versus = VERSUS[how["versus"]] if how["versus"] else None
    return ValueMark(
        text,
        MEASURES[how["measure"] or "l"],
        how["sign"],
        versus,
        _attributes(attributes) if attributes else {},
    )


def parse(text: str) -> Source:
    """Read a shorthand file.

    ``! key=value …`` is the header, ``[ anchor`` opens a region, ``> anchor`` and
    ``+ anchor`` begin blocks, ``] words`` closes the region behind these words,
    ``= key=value …`` sets defaults for the blocks that follow, ``#`` is a remark.
    """
    header: dict[str, str] = {}
    blocks: list[Block] = []
    defaults: dict[str, str | None] = {}
    open_: tuple[str, bool, int, bool] | None = None
    marks: list[Mark] = []

    def done(closes: str | None = None) -> Iterator[Block]:
        if open_ is not None:
            anchor, carries, line, opens = open_
            yield Block(anchor, carries, tuple(marks), line, dict(defaults), opens, closes)

    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            if line[0] == "!":
                header.update({key: value for key, _, value in (pair.partition("=") for pair in line[1:].split())})
            elif line[0] in "[>+" and line[1:2] == " ":
                blocks.extend(done())
                open_, marks = (line[1:].strip(), line[0] == "+", number, line[0] == "["), []
            elif line[0] == "]" and line[1:2] == " ":
                blocks.extend(done(line[1:].strip()))
                open_, marks = None, []
            elif line[0] == "=" and line[1:2] == " ":
                blocks.extend(done())
                open_, marks = None, []
                defaults = {**defaults, **{k: _nothing(v) for k, v in (p.split("=", 1) for p in line[1:].split())}}
            elif open_ is None:
                raise MarkupError("labels outside a block")
            else:
                marks.extend(mark_of(token) for token in line.split())
        except (MarkupError, ValueError) as error:
            raise MarkupError(f"line {number}: {error}") from error
    if open_ is not None:
        raise MarkupError("the last region is not closed")
    return Source(header, tuple(blocks))
