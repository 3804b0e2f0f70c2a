"""Places in prose: ``{value}``, ``{{value | attributes}}``, ``<<defaults>>`` and ``[[reason]]``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from labeled.generator.expressions import Evaluator, Value, rounded
from labeled.generator.filled import SourceError
from models.units import units

Attributes = dict[str, str]

_TOKEN = re.compile(
    r"\{\{(?P<fact>.*?)\}\}|\{(?P<plain>.*?)\}|<<(?P<set>.*?)>>|\[\[(?:(?P<ids>[a-z0-9_,]+): ?)?|\]\]", re.S
)
_ATTRIBUTE = re.compile(r'@(?P<preset>\w+)|(?P<key>\w+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>\S*))')
_FORMAT = re.compile(r":(?P<format>[a-z0-9.,+]+)$")
_CJK = r"[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef“”‘’…—·]"
_FOLDS = re.compile(rf"(?<={_CJK})[ \n]+|[ \n]+(?={_CJK})|^[ \n]+|[ \n]+$")
_INSIDE = re.compile(r"(\{\{.*?\}\}|\{.*?\}|<<.*?>>|\[\[|\]\])", re.S)
_BEFORE = re.compile(r"(≥|≤|＞|＜|>|<|不低于|不少于|不高于|不超过)$")
#: Units that models/units.csv does not list because they are no units of a count.
_MORE_UNITS = {"%": "percent", "％": "percent", "个百分点": "percent", "分": "score"}
_REASONED = ("change", "change_rate", "comparison")


@dataclass
class Place:
    """A printed fact: its characters [start, end) with the unit, and its attributes."""

    start: int
    end: int
    value: Value
    shown: str
    attributes: Attributes
    reason: str | None = None
    reason_at: tuple[int, int] | None = None


@dataclass
class Prose:
    """A paragraph or cell with its places filled."""

    text: str = ""
    places: list[Place] = field(default_factory=list)
    defaults: Attributes = field(default_factory=dict)
    plain: list[tuple[int, int, Value]] = field(default_factory=list)
    #: Reasons of facts in other cells of the row: their ids and the words.
    elsewhere: list[tuple[str, str]] = field(default_factory=list)


def attributes_of(text: str, presets: Mapping[str, str]) -> Attributes:
    """``@preset key=value key="a b"`` as a dict, later ones winning."""
    found: Attributes = {}
    end = 0
    for match in _ATTRIBUTE.finditer(text):
        if text[end : match.start()].strip():
            raise SourceError(f"not attributes: {text!r}")
        end = match.end()
        if match["preset"]:
            if match["preset"] not in presets:
                raise SourceError(f"unknown preset @{match['preset']}")
            found.update(attributes_of(presets[match["preset"]], presets))
        else:
            found[match["key"]] = match["quoted"] if match["quoted"] is not None else match["bare"]
    if text[end:].strip():
        raise SourceError(f"not attributes: {text!r}")
    return found


def shown(value: Value, style: str) -> str:
    """A value as printed, in the formats of FORMAT.md."""
    if not isinstance(value, Decimal):
        return str(value)
    separated = False
    for part in filter(None, re.split(r"\+", style)):
        if part == "abs":
            value = abs(value)
        elif part == ",":
            separated = True
        elif part == "int":
            value = rounded(value, 0)
        elif part.startswith("."):
            value = rounded(value, int(part[1:]))
        elif part == "trim":
            plain = format(value, "f")
            value = Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)
        else:
            raise SourceError(f"unknown format {part!r}")
    return format(value, ",f" if separated else "f")


def unfold(text: str) -> str:
    """Take out the blanks that folding a YAML text put around Chinese characters and places."""
    parts = _INSIDE.split(text)
    return "".join(part if index % 2 else _FOLDS.sub("", part) for index, part in enumerate(parts))


def fill_prose(
    source: str,
    evaluate: Evaluator,
    presets: Mapping[str, str],
    local: Mapping[str, Value] | None = None,
    defaults: Attributes | None = None,
    *,
    cell: bool = False,
) -> Prose:
    """Print the values into their places.

    Parameters
    ----------
    cell : bool
        Reasons may name facts that stand in other cells; these are kept in ``elsewhere``.

    Returns
    -------
    Prose
        The text, its facts in order, and the defaults that hold at its end.
    """
    prose = Prose(defaults=dict(defaults or {}))
    out: list[str] = []
    length = end = 0
    opened: tuple[int, int, str | None] | None = None
    waiting: list[Place] = []  # facts of this sentence that a reason may explain
    before: list[Place] = []  # those of the sentence before
    later: list[tuple[str, str, tuple[int, int]]] = []  # reasons that name what they explain

    def put(text: str) -> None:
        nonlocal length, waiting, before
        out.append(text)
        length += len(text)
        if "。" in text and opened is None and waiting:
            before, waiting = waiting, []

    for match in _TOKEN.finditer(source):
        put(source[end : match.start()])
        end = match.end()
        if match["set"] is not None:
            prose.defaults.update(attributes_of(match["set"], presets))
        elif match["fact"] is not None:
            expression, _, given = match["fact"].partition("|")
            value, text = _print(expression, evaluate, local)
            attributes = {**prose.defaults, **attributes_of(given, presets)}
            # 300余万元: 余 stands between the number and its unit, and belongs to the figure
            more = source[end : end + 1] if source.startswith(("余", "多"), end) else ""
            behind = "" if attributes.get("unit") is not None else _unit_behind(source[end + len(more) :])
            qualifier = _BEFORE.search("".join(out[-2:]))
            if qualifier and "qualifier" not in attributes:
                attributes["qualifier"] = qualifier[1]
            if behind and isinstance(value, Decimal):
                attributes["unit"] = behind
            unit = attributes.get("unit", "")
            follows = len(more + unit) if unit and source.startswith(more + unit, end) else 0
            if more and follows:
                attributes.setdefault("qualifier", more)
            place = Place(length, length + len(text) + follows, value, text, attributes)
            prose.places.append(place)
            put(text)
            if opened is None:
                waiting.append(place)
        elif match["plain"] is not None:
            value, text = _print(match["plain"], evaluate, local)
            prose.plain.append((length, length + len(text), value))
            put(text)
        elif match[0].startswith("[["):
            opened = (length, len(prose.places), match["ids"])
        else:
            if opened is None:
                raise SourceError(f"]] without [[ in {source[:40]!r}")
            start, _, ids = opened
            opened = None
            reason = "".join(out)[start:]
            if ids is None:
                _explain(prose.places, waiting or before, None, reason, (start, length))
            else:  # may stand before what it explains
                later.append((ids, reason, (start, length)))
            waiting, before = [], []
    put(source[end:])
    for ids, reason, at in later:
        if cell and not _named(prose.places, ids):
            prose.elsewhere.append((ids, reason))
        else:
            _explain(prose.places, [], ids, reason, at)
    if opened is not None:
        raise SourceError(f"[[ without ]] in {source[:40]!r}")
    prose.text = "".join(out)
    return prose


def _explain(places: list[Place], waiting: list[Place], ids: str | None, reason: str, at: tuple[int, int]) -> None:
    """Hang a reason on what it explains."""
    if ids is not None:
        targets = _named(places, ids)
    else:
        targets = [p for p in waiting if p.attributes.get("measure") in _REASONED] or waiting[-1:]
    if not targets:
        raise SourceError(f"the reason {reason!r} explains nothing")
    for place in targets:
        place.reason, place.reason_at = reason, at


def _named(places: list[Place], ids: str) -> list[Place]:
    """The places that have one of these ids."""
    return [place for place in places if place.attributes.get("id") in ids.split(",")]


def explain_row(cells: list[Prose]) -> None:
    """Hang the reasons that stand in a cell of their own on the facts that they name."""
    for cell in cells:
        for ids, reason in cell.elsewhere:
            targets = [place for prose in cells for place in _named(prose.places, ids)]
            if not targets:
                raise SourceError(f"the reason {reason!r} explains nothing")
            for place in targets:
                place.reason = reason


def _print(expression: str, evaluate: Evaluator, local: Mapping[str, Value] | None) -> tuple[Value, str]:
    expression = expression.strip()
    style = _FORMAT.search(expression)
    if style:
        expression = expression[: style.start()]
    value = evaluate(expression, f"in text: {expression}", local)
    return value, shown(value, style["format"] if style else "")


def _unit_behind(text: str) -> str:
    """The longest known unit with which the text begins."""
    known = [unit for unit in (*units(), *_MORE_UNITS) if unit and text.startswith(unit)]
    return max(known, key=len, default="")


def kind_of(value: Value, unit: str) -> str:
    """The kind of a fact by its unit."""
    if not isinstance(value, Decimal):
        return "text"
    if unit in _MORE_UNITS:
        return _MORE_UNITS[unit]
    row = units().get(unit)
    if row is None:
        return "quantity"
    # a rate is of the kind of what is measured: 元/人 is an amount, 人/家 counts people
    first = units().get(unit.split("/")[0].split("每")[0], row) if row.kind == "standard" else row
    kind = "amount" if first.kind in ("money", "standard") else first.kind
    return kind if kind in ("amount", "percent", "participants", "score") else "quantity"
