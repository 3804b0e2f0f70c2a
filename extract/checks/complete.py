"""Lists of the narrative whose words say that they name all there is, and shares whose words say what they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extract.checks.arithmetic import ZERO, Equation, Limit
from extract.checks.figures import Figure
from extract.checks.listed import MOST_PARTS, SIGNIFICANT, named_behind, slipped
from extract.checks.slips import digits_of
from extract.checks.told import NEAR, Narrative, end_of
from models import taxonomy
from models.identities import Identity

#: Small numbers as they are written.
_NUMBERS = {word: number for number, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
#: How many there are, before their whole: 4个重点项目; 三项补助.
_MANY = re.compile(r"(?P<many>[两二三四五六七八九十]|(?<![\d.])\d{1,2})(?:个|项|类|家|种|块|笔|大)(?!月|工作日)")
#: Figures of a list from which its number of them is no chance.
LONG = 3
_REST = re.compile(r"其[他它余]")
#: Words that leave a list open, or begin one inside it.
_OPEN = re.compile(r"等|其中|[（(]|主要|[。\n]")
_STOP = re.compile(r"[。\n]")
#: A list begins behind its whole.
_BEGINS = re.compile(r"^[，,（(]?(?:[：:]|(?:其中|包括|包含|分别为|分别是)[：:，,]?)[^\d。\n]*$")
#: Words of a whole that say only that it is one, and characters of what is left that name something.
_SIZE = re.compile(r"本部门|部门|单位|全年|当年|本年度?|总|合计|总额|总量")
SHORT = 3
#: Characters behind a share's part in which its own words say what it is of.
_OF = re.compile(
    r"^[，,、；;（(]?占(?P<year>同期|当年|本年|全年)?(?P<whole>[^\d，,。；;：:、]{2,24}?)(?:的(?:比重|比例)?)?(?:为|达|约)?$"
)


def complete(identity: Identity, told: Narrative) -> Iterator[Equation]:
    """Wholes over the figures named behind them, where the words say how many there are, or end in the rest."""
    for position, whole in enumerate(told.levels):
        if not whole.value or whole.fact.kind == "percent":
            continue
        parts = list(named_behind(whole, told.levels[position + 1 : position + 1 + MOST_PARTS]))
        words = told.between(whole, parts[0]) if parts else None
        if not words or _STOP.search(words):
            continue
        said = identity.said_pattern.search(words) if identity.said_pattern is not None else None
        some = _counted(told, parts, said["many"]) if said else _to_the_rest(told, whole, parts, words)
        some = some or _counted_before(told, whole, parts, words)
        if some:
            yield Equation(identity, whole, tuple((1, part) for part in some))


def _counted(told: Narrative, parts: list[Figure], said: str) -> list[Figure] | None:
    """The parts of a list that says how many they are: 共三类：甲3起，乙2起，丙1起."""
    many = _NUMBERS.get(said) or (int(said) if said.isdigit() else 0)
    some = _in_one_sentence(told, parts)
    return some if len(some) == many > 1 and not _is_open(told, some) else None


def _counted_before(told: Narrative, whole: Figure, parts: list[Figure], words: str) -> list[Figure] | None:
    """The parts of a list as long as the words before its whole say: 四个项目安排100万元，其中：甲40万元，….

    What the number counts may be other things than the list does, so that a difference alone says nothing: the
    figures come to the whole, or to what is left of it by one mistake, of a digit or of a part left out.
    """
    counted = list(_MANY.finditer(told.sentence(whole)))
    if not counted or not _BEGINS.match(words) or digits_of(whole.value) < SIGNIFICANT:
        return None
    some = _counted(told, parts, counted[-1]["many"])
    if not some or len(some) < LONG or not _are_all(told, whole, some) or not _are_alike(told, some):
        return None
    off = sum((part.value or ZERO for part in some), ZERO) - (whole.value or ZERO)
    left_out = digits_of(off) >= SHORT and sum(1 for part in some if part.value == off) == 1
    return some if not off or left_out or any(slipped(whole, some)) else None


def within(identity: Identity, told: Narrative) -> Iterator[Equation]:
    """Parts that 其中 introduces (``said`` of the identity) right behind their whole: none is more than that.

    Where another figure of the sentence is large enough, that one may be meant.
    """
    for whole, part in zip(told.levels, told.levels[1:], strict=False):
        one, other = whole.fact, part.fact
        words = told.between(whole, part)
        if not words or identity.said_pattern is None or not identity.said_pattern.fullmatch(words):
            continue
        alike = (one.kind, whole.unit, one.basis, one.period) == (other.kind, part.unit, other.basis, other.period)
        if not alike or not whole.value or one.kind == "percent" or one.scope != other.scope:
            continue
        before = [level for level in told.around(whole.row) if level.unit == part.unit]
        if any(
            (level.value or ZERO) >= (part.value or ZERO) and _in_a_sentence(told, level, whole) for level in before
        ):
            continue
        yield Limit(identity, part, ((1, whole),))


def _in_a_sentence(told: Narrative, one: Figure, other: Figure) -> bool:
    words = told.between(one, other)
    return words is not None and not _STOP.search(words)


def _to_the_rest(told: Narrative, whole: Figure, parts: list[Figure], words: str) -> list[Figure] | None:
    """The parts of a list that ends in the rest (其他…), where all its numbers are figures and no some of them fit."""
    if not _BEGINS.match(words):
        return None
    some = _in_one_sentence(told, parts)
    last = next((at for at, part in enumerate(some) if _REST.match(part.raw_label)), 0)
    some = some[: last + 1]
    if last < 2 or _is_open(told, some) or not _are_all(told, whole, some) or not _are_alike(told, some):
        return None
    values = [part.value or ZERO for part in some]
    return None if sum(values) != whole.value and _some_fit(whole.value or ZERO, values) else some


def _in_one_sentence(told: Narrative, parts: list[Figure]) -> list[Figure]:
    """The first parts up to the end of their sentence."""
    some = parts[:1]
    for part in parts[1:]:
        words = told.between(some[-1], part)
        if words is None or _STOP.search(words):
            break
        some.append(part)
    return some


def _is_open(told: Narrative, some: list[Figure]) -> bool:
    """Whether the words between the parts, or right behind the last one, leave the list open."""
    behind = told.chars[end_of(some[-1]) : end_of(some[-1]) + 2]
    between = [told.between(one, other) or "" for one, other in zip(some, some[1:], strict=False)]
    return behind.startswith("等") or any(_OPEN.search(words) for words in between)


def _are_all(told: Narrative, whole: Figure, some: list[Figure]) -> bool:
    """Whether every number of the whole's unit in the rest of its sentence is one of the parts."""
    unit = re.escape(whole.fact.unit or "")
    words = _STOP.split(told.chars[end_of(some[-1]) : end_of(some[-1]) + NEAR])[0]
    words = told.chars[end_of(whole) : end_of(some[-1])] + words.split("；")[0]
    return bool(unit) and len(re.findall(rf"\d\s*{unit}", words)) == len(some)


def _are_alike(told: Narrative, some: list[Figure]) -> bool:
    """Whether all parts stand in one list: a semicolon between two of them ends an inner list, if not all have one."""
    between = [told.between(one, other) or "" for one, other in zip(some, some[1:], strict=False)]
    return len({"；" in words for words in between}) == 1


def _some_fit(whole: Decimal, values: list[Decimal]) -> bool:
    """Whether some of the values come to the whole: then the others are parts of parts."""
    sums = {ZERO}
    for value in values:
        sums |= {one + value for one in sums}
        if len(sums) > 1 << 12:
            return True
    return whole in sums


def said_whole(told: Narrative, part: Figure, share: Figure) -> str | None:
    """The name that the words right between a part and its share give the whole: 20万元，占支出合计的10%.

    本年收入 is a term of its own, and not the 收入 of all years.
    """
    words = told.between(part, share)
    found = _OF.match(words.strip()) if words else None
    if found is None:
        return None
    whole = taxonomy.fold((found["year"] or "") + found["whole"])
    return whole if taxonomy.find(whole) else taxonomy.fold(found["whole"])


def may_mean(said: str, whole: Figure) -> bool:
    """Whether a whole may be what a shorter name says: 本年支出 behind 财政拨款本年支出."""
    short = _SIZE.sub("", said)
    return len(short) < SHORT or short in taxonomy.fold(whole.fact.indicator or "")
