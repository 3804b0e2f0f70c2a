"""Printed values: numbers with their units, and the many numbers that are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extract.types import Mention
from models import patterns
from models.units import units

#: How sure a value with its unit is, and one without.
SURE, BARE = 0.98, 0.8
_LABELS = {
    "money": "AMOUNT",
    "standard": "AMOUNT",
    "participants": "PARTICIPANT_COUNT",
    "quantity": "QUANTITY",
    "ratio": "QUANTITY",
    "percent": "PERCENT",
}
_DIGIT = re.compile(r"\d")
_SEP = re.compile(r",(?=\d{3})")


@dataclass(frozen=True)
class Value:
    """A value in folded text: the number [start, number_end), its unit to ``end``."""

    start: int
    number_end: int
    end: int
    label: str
    norm: str
    unit: str | None
    qualifier: str | None
    confidence: float


@cache
def _grammar() -> re.Pattern[str]:
    names = sorted(
        (u for u, row in units().items() if row.kind != "score" and u not in ("分", "角")), key=len, reverse=True
    )
    # 万余元, 余万元: the qualifier stands inside the unit.
    unit = "|".join(re.escape(name) for name in names)
    number = patterns.load("values")["parts"]["num"]
    return re.compile(
        rf"(?<![\d.A-Za-z])(?P<sign>-(?=\d))?(?P<num>{number})[ ]?"
        rf"(?:(?P<inner>万|亿|千|百)?(?P<q>余|多)(?P<unit_q>{unit})|(?P<unit>{unit})|(?P<score>分)(?![之类钟别配]))?"
    )


def masked(text: str) -> list[tuple[int, int]]:
    """Spans that hold no values: dates, codes, file numbers, list numbers, durations."""
    spans = [found.span() for found in patterns.expression("values", "masks").finditer(text)]
    spans += [found.span() for found in patterns.expression("values", "list_numbers").finditer(text)]
    return sorted(span for span in spans if span[1] > span[0])


def values_of(text: str) -> list[Value]:
    """The values of a paragraph, in order."""
    if not _DIGIT.search(text):
        return []
    blocked = bytearray(len(text) + 1)
    for start, end in masked(text):
        for index in range(start, end):
            blocked[index] = 1
    found: list[Value] = []
    for match in _grammar().finditer(text):
        if blocked[match.start("num")]:
            continue
        value = _value(text, match, after_money=bool(found) and found[-1].label == "AMOUNT")
        if value is not None:
            found.append(value)
    return found


def _value(text: str, match: re.Match[str], *, after_money: bool) -> Value | None:
    before, number_end = text[max(0, match.start() - 40) : match.start()], match.end("num")
    unit, qualifier = match["unit"], None
    end = match.end()
    if match["unit_q"]:
        unit = (match["inner"] or "") + match["unit_q"]
        qualifier = match["q"]
        if unit not in units():
            return None
    if match["score"]:
        if not patterns.expression("values", "score_context").search(before):
            return None
        label, unit = "SCORE", "分"
    elif unit is None:
        # A number without unit is a value only where the name before it says what is counted.
        if not patterns.expression("values", "bare_after").search(before) or re.match(
            r"[.\d年月日号]", text[number_end:]
        ):
            return None
        end = number_end
        label = "AMOUNT" if re.search(r"(?:[预决]算|执行)数?|金额", before[-8:]) else "PARTICIPANT_COUNT"
        if label == "PARTICIPANT_COUNT" and not re.search(r"人", before[-8:]):
            label = "QUANTITY"
    else:
        row = units()[unit]
        label = _LABELS[row.kind]
        if unit in ("万", "亿") and not after_money and not _is_money(before, text[end : end + 6]):
            return None
        if label == "QUANTITY" and unit in ("个", "次") and re.search(r"(?:团组|批次|来访团)$", before):
            label = "PARTICIPANT_COUNT"
        unit, label = _per_head(text, before, end, unit, label)
    sign = "-" if match["sign"] and not re.search(r"[\d\u4e00-\u9fff]$", before) else ""
    norm = sign + _SEP.sub("", match["num"])
    start = match.start("num") - len(sign)
    ahead = patterns.expression("values", "qualifier_before").search(before)
    behind = patterns.expression("values", "qualifier_after").match(text[end:])
    if ahead and ahead["q"] not in patterns.load("values")["no_qualifier"]:
        qualifier = qualifier or ahead["q"]
    if behind:
        qualifier = qualifier or behind["q"]
    return Value(start, number_end, end, label, norm, unit, qualifier, SURE if unit else BARE)


def _is_money(before: str, after: str) -> bool:
    """Whether 万 or 亿 alone stands for 万元: money is spoken of on either side."""
    money = patterns.expression("values", "bare_money")
    clause = re.split(r"[。；;]", before)[-1]
    return money.search(after) is not None or money.search(clause) is not None


def _per_head(text: str, before: str, end: int, unit: str, label: str) -> tuple[str, str]:
    """每人4000元/年 and 42.9元每人 are rates per head."""
    if unit == "元" and text[end : end + 2] == "每人":
        return "元/人", label
    if re.search(r"每人(?:每年)?\s*$", before) and unit in ("元", "元/年"):
        return ("元/人·年" if unit == "元/年" or before.rstrip().endswith("每年") else "元/人"), label
    return unit, label


def mention(value: Value, text: str, base: int, span: tuple[int, int]) -> Mention:
    """The value as a mention of the whole text."""
    return Mention(
        value.label,
        base + span[0],
        base + span[1],
        text,
        norm=value.norm,
        unit=value.unit,
        qualifier=value.qualifier,
        confidence=value.confidence,
    )
