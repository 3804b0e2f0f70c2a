"""Printed values: numbers with their units, and the many numbers that are none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from extract.types import Mention
from models import patterns
from models.units import PER, TIME, units

#: How sure a value with its unit is, and one without.
SURE, BARE, BROKEN = 0.98, 0.8, 0.2
_LABELS = {
    "money": "AMOUNT",
    "standard": "AMOUNT",
    "participants": "PARTICIPANT_COUNT",
    "quantity": "QUANTITY",
    "ratio": "QUANTITY",
    "percent": "PERCENT",
    "duration": "QUANTITY",
}
#: Units that dates and points are printed with too: never of a value here.
_OF_DATES = frozenset({"分", "角", "年", "日"})
#: Between the bounds of a range, and a first bound without a unit of its own before its dash.
_DASH = re.compile(r"\s*[-~—–～－至到]{1,2}\s*")
_BOUND = re.compile(r"(?<![\d.A-Za-z])(?P<num>\d[\d,]*(?:\.\d+)?)\s*[-~—–～－至到]{1,2}\s*$")
#: 负 before a number is its sign, but not in what somebody bears (自负20%).
_MINUS = re.compile(r"(?<![自肩担背抱身辜欺胜])负\s*$")
#: Numbers of a row that prints its unit once, behind the last: 分别为120.5、30和33.2万元.
_ROW = re.compile(r"(?<![\d.A-Za-z])(?:\d[\d,]*(?:\.\d+)?\s*(?:、|和|与|及|以及)\s*)+$")
_IN_ROW = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LISTED = re.compile(r"[，,、；;]\s*[\u4e00-\u9fff]{2,12}")
#: What else a value of points may be followed by: another of its row, and what was given of it.
_POINTS = re.compile(r"(?:\s*(?:、|和|与|及)\s*\d[\d.]*个)+百分点")
_GIVEN = re.compile(r"[，,、]?(?:实际|自评|评价|最终)?得(?:分)?(?:为)?\d")
_NAMED = re.compile(r"[\u4e00-\u9fff”][（(]$")
_DIGIT = re.compile(r"\d")
_SEP = re.compile(r",(?=\d{3})")


@dataclass(frozen=True)
class Value:
    """A value in folded text: the number [start, number_end), its unit to ``end``.

    ``norm`` is None where the digits are no number as printed (``20 28``,
    ``0,82``): what it should have been is not guessed here.
    """

    start: int
    number_end: int
    end: int
    label: str
    norm: str | None
    unit: str | None
    qualifier: str | None
    confidence: float


#: Behind a slash, what no list knows: 元/棚. It ends with the word.
_UNLISTED = r"[\u4e00-\u9fff]{1,2}(?=[，,。；;、）)的：:\s]|$)"
#: A slash and a word behind a unit make it one for each; what each is must be read too.
_SLASHED = re.compile(r"[/∕／][\u4e00-\u9fff]")


@cache
def _grammar() -> re.Pattern[str]:
    listed = units().items()
    # Rates are put together below, so that 元/人 does not end where 元/人天 is printed.
    names = [unit for unit, row in listed if row.kind != "score" and unit not in _OF_DATES and "/" not in unit]
    counters = [unit for unit, row in listed if row.kind in ("quantity", "participants") and row.factor == 1]

    def any_of(words: list[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    # 万余元, 余万元: the qualifier stands inside the unit.
    no_unit = patterns.load("values")["no_unit"]
    unit = f"(?!{no_unit})(?:(?:百万|千万|亿|万)(?!{no_unit})(?:{any_of(counters)})|{any_of(names)})"
    # For whom and for how long: 元/人*月, 元∕人、年; how often and how much in a time: 间次, 吨/年.
    each = f"(?:{PER}|{any_of(counters)}|{TIME})"
    rate = (
        rf"(?:[/∕／](?:{each}|{_UNLISTED}))(?:[·•・.*×/∕／](?:{TIME}|{PER})|、[年月](?![末初底度内均份\d]))?"
        rf"|(?:[·•・.*×/∕／](?:{TIME}|{PER})|、[年月](?![末初底度内均份\d]))"
        rf"|次(?![日年月要序数第])"
    )
    # All that is printed as one run of digits, so that no part of a broken number passes for a number.
    run = r"\d[\d.,]*(?:[ ]+[\d.,]*\d)*"
    return re.compile(
        rf"(?<![\d.A-Za-z])(?P<sign>-(?=\d))?(?P<num>{run})[ ]?"
        rf"(?:(?P<inner>万|亿|千|百)?(?P<q>余|多)(?P<unit_q>{unit})|(?P<unit>{unit})(?P<rate>{rate})?|(?P<score>分)(?![之类钟别配]))?"
    )


@cache
def _strict() -> re.Pattern[str]:
    return re.compile(patterns.load("values")["parts"]["num"])


def masked(text: str) -> list[tuple[int, int]]:
    """Spans that hold no values: dates, codes, file numbers, list numbers, durations."""
    spans = [found.span() for found in patterns.expression("values", "masks").finditer(text)]
    spans += [found.span() for found in patterns.expression("values", "list_numbers").finditer(text)]
    return sorted(span for span in spans if span[1] > span[0])


def values_of(text: str, *, ocr: bool = False) -> list[Value]:
    """The values of a paragraph, in order.

    With ``ocr`` letters that are confused with digits count as digits of a
    broken number (``1O.5万元``), so that it is seen and not lost.
    """
    if not _DIGIT.search(text):
        return []
    blocked = bytearray(len(text) + 1)
    for start, end in masked(text):
        blocked[start:end] = b"\1" * (end - start)
    found: list[Value] = []
    confused = _confused(text) if ocr else {}
    readable = text
    for start, end in confused.items():
        # A digit in its place lets the grammar see where the number lies.
        readable = readable[:start] + "".join(c if c in ".," else "0" for c in text[start:end]) + readable[end:]
        blocked[start:end] = bytes(end - start)
    for match in _grammar().finditer(readable):
        first = _unblocked(match, blocked)
        if first is None:
            continue
        broken = any(match.start("num") <= at < match.end("num") for at in confused)
        last = found[-1] if found else None
        # 决策18分，过程19分，合计37分: points in one sentence are all points.
        listed = last is not None and last.label == "SCORE" and _LISTED.fullmatch(readable, last.end, first) is not None
        money = last is not None and last.label == "AMOUNT"
        value = _value(readable, match, first, broken=broken, after_money=money, after_score=listed)
        if value is None:
            continue
        begun = _range_begun(readable, value, first, last, blocked)
        if begun is None:
            row = _row(readable, value, blocked)
            while found and found[-1].start >= row[0].start:
                found.pop()
            found += row
            continue
        # From … to …: two bounds are printed and no number, so none is told.
        if last is not None and last.start == begun:
            found.pop()
        found.append(replace(value, start=begun, norm=None, confidence=BROKEN))
    taken = [(value.start, value.end) for value in found]
    for match in _in_brackets().finditer(readable):
        # Accountants print a number below nothing in brackets; in a sentence they may mean something else.
        start, end = match.span()
        if not any(blocked[start:end]) and not any(one < end and start < other for one, other in taken):
            label = _LABELS[units()[match["unit"]].kind]
            found.append(Value(start, match.end("num") + 1, end, label, None, match["unit"], None, BROKEN))
    return sorted(found, key=lambda value: value.start)


def _row(text: str, value: Value, blocked: bytearray) -> list[Value]:
    """The value with the numbers before it in a row that prints its unit once, each with that unit.

    It is a row where 分别 says so in the clause, or where the numbers have decimals. 2、3次 may be about two or three:
    no number is told.
    """
    begun = _ROW.search(text, max(0, value.start - 80), value.start) if value.unit else None
    if begun is None or any(blocked[begun.start() : value.start]):
        return [value]
    said = re.split(r"[。；;]", text[max(0, begun.start() - 80) : begun.start()])[-1]
    numbers = list(_IN_ROW.finditer(text, *begun.span()))
    if "分别" not in said and "依次" not in said and not all("." in one.group() for one in numbers):
        return [replace(value, start=begun.start(), norm=None, confidence=BROKEN)]
    out = []
    for one in numbers:
        whole = _strict().fullmatch(one.group()) is not None
        norm = _SEP.sub("", one.group()) if whole else None
        sure = min(value.confidence, SURE) if whole else BROKEN
        out.append(replace(value, start=one.start(), number_end=one.end(), end=one.end(), norm=norm, confidence=sure))
    return [*out, value]


def _range_begun(text: str, value: Value, first: int, last: Value | None, blocked: bytearray) -> int | None:
    """Where the first bound of a range stands whose second one the value is: 10~20万元, 90%-95%."""
    if last is not None and _DASH.fullmatch(text, last.end, first):
        begun = last.start
    else:
        bound = _BOUND.search(text, max(0, first - 24), first)
        if bound is None or any(blocked[bound.start() : first]):
            return None
        begun = bound.start("num")
    # 由5%到7%: two figures of one thing.
    return None if re.search(r"[由从自]\s*(?:[\u4e00-\u9fff]{0,4})$", text[max(0, begun - 6) : begun]) else begun


@cache
def _in_brackets() -> re.Pattern[str]:
    money = [unit for unit, row in units().items() if row.kind == "money" and unit not in _OF_DATES | {"万", "亿"}]
    names = "|".join(sorted([*money, "%"], key=len, reverse=True))
    return re.compile(rf"(?<![\d.])[（(](?P<num>\d[\d,]*(?:\.\d+)?)[）)]\s*(?P<unit>{names})(?![/∕／])")


def _confused(text: str) -> dict[int, int]:
    return {found.start(): found.end() for found in patterns.expression("values", "confused").finditer(text)}


def _unblocked(match: re.Match[str], blocked: bytearray) -> int | None:
    """Where the number begins that is left of a run when dates and codes are taken off."""
    start, end = match.span("num")
    last = max((index for index in range(start, end) if blocked[index]), default=start - 1)
    start = last + 1
    while start < end and not match.string[start].isdigit():
        start += 1
    return start if start < end else None


def _value(
    text: str, match: re.Match[str], first: int, *, broken: bool, after_money: bool, after_score: bool = False
) -> Value | None:
    before, number_end = text[max(0, first - 40) : first], match.end("num")
    unit, qualifier = match["unit"], None
    end = match.end()
    if match["rate"]:
        if unit + match["rate"] in units():
            unit += match["rate"]
        else:
            end = match.end("unit")
    # What it is for each of is not known: the number is printed, but it is no plain amount.
    open_rate = _SLASHED.match(text, end) is not None
    if match["unit_q"]:
        unit = (match["inner"] or "") + match["unit_q"]
        qualifier = match["q"]
        if unit not in units() or units()[unit].kind == "duration":
            return None
    if unit == "个" and _POINTS.match(text, end):
        # 分别提高1.3个、2.2个百分点
        unit = "个百分点"
    # 目标设定（4分）：… and 4分，得3分: points that could be had.
    given = _GIVEN.match(text, end) is not None or bool(_NAMED.search(before)) and text[end : end + 1] in (")", "）")
    if match["score"]:
        if not _scored(text, first, end, told=after_score or given):
            return None
        label, unit = "SCORE", "分"
    elif unit is None:
        # A number without unit is a value only where the name before it says what is counted.
        if not patterns.expression("values", "bare_after").search(before) or re.match(
            r"[.\d年月日号]", text[number_end : number_end + 2]
        ):
            return None
        number_end = first + len(text[first:number_end].rstrip(".,"))
        end = number_end
        label = "AMOUNT" if re.search(r"(?:[预决]算|执行)数?|金额", before[-8:]) else "PARTICIPANT_COUNT"
        if label == "PARTICIPANT_COUNT" and not re.search(r"人", before[-8:]):
            label = "QUANTITY"
    else:
        row = units()[unit]
        label = _LABELS[row.kind]
        lead = _BOUND.sub("", before)
        asked = patterns.expression("clauses", "to_reach").match(text, end)
        asked = asked or patterns.expression("values", "duration_moved").match(text, end)
        if row.kind == "duration" and not (asked or patterns.expression("values", "duration_after").search(lead)):
            # 3个月内办结: a span of time is a figure only where it is what was measured.
            return None
        if unit in ("万", "亿", "百万", "千万") and not after_money and not _is_money(before, text[end : end + 6]):
            return None
        if (
            label == "QUANTITY"
            and unit in ("个", "次")
            and re.search(r"(?:团组|批次|来访团)(?:数|数量)?(?:分别)?(?:为|是|共|有|约|[:：])*$", before)
        ):
            label = "PARTICIPANT_COUNT"
        told = before + text[end : end + 4]
        if unit in ("批", "批次") and patterns.expression("values", "batches_of_things").search(told):
            label = "QUANTITY"
        if unit == "元" and text[end : end + 2] == "每人":
            unit, end = "元每人", end + 2
    minus = _MINUS.search(before)
    sign = "-" if minus or match["sign"] and not re.search(r"[\d\u4e00-\u9fff]$", before) else ""
    digits = text[first:number_end]
    whole = _strict().fullmatch(digits) is not None and not broken
    norm = sign + _SEP.sub("", digits) if whole else None
    if norm is None and unit is None:
        return None
    start = first - (len(before) - minus.start() if minus else len(sign))
    ahead = patterns.expression("values", "qualifier_before").search(before)
    behind = patterns.expression("values", "qualifier_after").match(text[end : end + 8])
    if ahead and ahead["q"] not in patterns.load("values")["no_qualifier"]:
        qualifier = qualifier or ahead["q"]
    if behind:
        qualifier = qualifier or behind["q"]
    return Value(
        start,
        number_end,
        end,
        label,
        norm,
        unit,
        qualifier,
        BROKEN if norm is None or open_rate else SURE if unit else BARE,
    )


def _scored(text: str, start: int, end: int, *, told: bool) -> bool:
    """Whether points at [start, end) were given or lost, and are none that a rule of scoring speaks of.

    ``told`` says that the points beside them say so.
    """
    before = text[max(0, start - 40) : start]
    if patterns.expression("values", "score_lost").search(before):
        sentence = re.split(r"[。；;]", text[max(0, start - 80) : start])[-1]
        rule = patterns.expression("values", "score_rule").search(sentence)
        return rule is None and patterns.expression("values", "score_rule_behind").match(text, end) is None
    if patterns.expression("values", "no_score").search(before):
        return False
    if told or patterns.expression("values", "score_context").search(before):
        return True
    part = patterns.expression("values", "score_part").search(before)
    return part is not None and patterns.expression("values", "score_told").search(text) is not None


def _is_money(before: str, after: str) -> bool:
    """Whether 万 or 亿 alone stands for 万元: money is spoken of on either side."""
    money = patterns.expression("values", "bare_money")
    clause = re.split(r"[。；;]", before)[-1]
    return money.search(after) is not None or money.search(clause) is not None


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
