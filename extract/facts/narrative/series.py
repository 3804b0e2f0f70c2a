"""Values in a row: 甲、乙分别为3万元和4万元，分别增长5%和6%.

The values behind the first have its role, and where as many names (or years) stand before
分别 as values behind it, each has its own. So it is in the language; the sums of such a
sentence are wrong by half where all values are given to one name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.facts.narrative.roles import Role, full_width
from extract.types import Mention
from models import patterns, taxonomy

_JOINS = re.compile(r"\s*(?:、|和|与|及|以及)\s*")
#: What may stand so between two values only behind 分别: 分别增长3%和下降2%, 分别增长3%，下降2%.
_TURNS = re.compile(r"\s*(?:、|和|与|及|以及|[，,])\s*(?:增加|增长|上升|提高|减少|下降|降低|回落)(?:了)?\s*")
_STOPS = "，,。；;：:！？!?\n"
#: Names of lists that end so are whole.
_WHOLE = re.compile(r"(?:收入|支出|费用?|经费|资金|总额|金额|人数|人次|数量?|率|基金|预算|结余)$")
#: What several modifiers may all end with.
_KINDS_OF = "类级型"
#: A sentence that only lists names, behind its number.
_LIST_ALONE = re.compile(
    r"(?:^|[。\n])\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．])?"
    r"(?P<list>[\u4e00-\u9fff“”]+(?:[、和与][\u4e00-\u9fff“”]{2,20})+)。\Z"
)
#: A clause that says of what something is made up, before one that speaks of them all.
_MADE_UP = re.compile(
    r"由(?P<list>[\u4e00-\u9fff“”]+(?:[、和与][\u4e00-\u9fff“”]{2,20})+?)(?:组成|构成|几部分组成)[，,]"
    r"[两二三四五六七八九十](?:者|项|类|部分)(?:分别|依次|各)(?:为|是|占|有)?\Z"
)
#: Names in a clause of their own, before one that gives each its value: 甲、乙和丙次之，分别支出.
_LIST_BEFORE = re.compile(
    r"(?:^|[，,。；;：:])(?:[^，,。；;：:、]{2,12}的)?(?P<list>[\u4e00-\u9fff“”（）]{2,20}(?:、[\u4e00-\u9fff“”（）]{2,20})*(?:和|与|及|以及)"
    r"[\u4e00-\u9fff“”（）]{2,20}?)(?:次之|居前|最多|最大|较大|较多)?[，,](?:全年|本年|实际)*(?:支出|执行|使用|安排|开支)?(?:分别|依次|各)"
    r"(?:支出|执行|使用|安排|开支|为|是|占|有)?\Z"
)
#: So many of what, behind a list of names: 投入、过程、产出、效益四个一级指标.
_SO_MANY = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})[两二三四五六七八九]个?(?:[一二三]级指标|部分|方面|维度|环节|类指标)(?:的?(?:满分|得分|分值))?\Z"
)
#: A rate of points told again in a row of names that were told.
_RATE_OF_POINTS = frozenset({"得分率"})
#: Between two figures of a list.
_LISTED = re.compile(r"(?:、|和|与|及)[^，,。；;：:、]*")
#: What is done with money, and no name of it.
_DONE = frozenset({"支出", "执行", "使用", "安排", "开支", "支付", "满分", "得分"})
_ALL_OF_THEM = re.compile(r"[两二三四五六七八九十](?:者|项|类|家|块|部分)")
_LIST_MARK = re.compile("[、和与]")
#: Modifiers that share the head of the last name (职工、居民参保人数) are this short, and equally long.
SHORT_MODIFIER = 4
#: How sure a name is that was put together, and one of a list that has another length than the values.
PUT_TOGETHER, AMBIGUOUS = 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Member:
    """A value's place in a row: whose number ``index`` it is, its own name or period, and how sure they are."""

    index: int
    name: str | None = None
    period: str | None = None
    sure: float = 1.0


def rows_of(chars: str, base: int, mentions: Sequence[Mention], kinds: Sequence[str]) -> dict[int, Member]:
    """The members of all rows of a paragraph, by where their value starts.

    Parameters
    ----------
    chars : str
        Of the paragraph, which begins at ``base`` of the text.
    mentions : sequence of Mention
        Of the paragraph, in order.
    kinds : sequence of str
        The labels of values.
    """
    values = [mention for mention in mentions if mention.label in kinds]
    members: dict[int, Member] = {}
    at, last_end = 0, 0
    # The names of the values before, one each, since the sentence or the enumeration began.
    singly: list[str | None] = []
    names: list[tuple[str, float]] = []
    while at < len(values):
        row = [values[at]]
        start = row[0].start - base
        lead = chars[last_end:start]
        joins = (_JOINS, _TURNS) if _each(lead) else (_JOINS,)
        while at + len(row) < len(values) and _joined(chars, base, row[-1], values[at + len(row)], joins):
            row.append(values[at + len(row)])
        if "。" in lead:
            names, singly = [], []
        if "其中" in lead:
            singly = []
        own, periods, listed = _said_before(chars, base, last_end, start, mentions)
        if len(row) > 1 and all(_ALL_OF_THEM.fullmatch(name) or name in _DONE for name in own):
            own = []  # 三者依次为, 三类各占: those named before
        if len(row) == 1:
            singly.append(own[-1] if own else None)
        else:
            if _each(lead) and not own and not names and len(set(singly[-len(row) :]) - {None}) == len(row):
                # 甲3万元、乙4万元，分别占5%和6%: each of these is said of one of those.
                sure = 1.0 if len(singly) == len(row) else AMBIGUOUS
                names = [(name, sure) for name in singly[-len(row) :] if name is not None]
            if _each(lead) and len(own) == 1 and own[0] in _RATE_OF_POINTS and len(names) == len(row):
                # 甲、乙分别得9分、8分，得分率依次为90%、80%
                own = [name + own[0] for name, _ in names]
            before = _listed_above(chars, start) if _each(lead) and len(own) != len(row) else []
            if len(before) == len(row):
                own = before
            if _each(lead) and len(own) == len(row):
                whole = _whole(own)
                names = [(name, 1.0 if name == put else PUT_TOGETHER) for name, put in zip(whole, own, strict=True)]
            elif own and not (len(own) == 1 and not _each(lead)):
                names = []
            for index, value in enumerate(row):
                name, sure = names[index] if len(names) == len(row) else (None, AMBIGUOUS if listed else 1.0)
                period = periods[index].norm if len(periods) == len(row) else None
                members[value.start] = Member(index, name, period, sure)
        last_end = row[-1].end - base
        at += len(row)
    return members


def follows(role: Role, first: Role, start: int) -> Role:
    """The role of a value that follows the ``first`` of its row; its own words may only turn the sign."""
    if role.measure in ("change", "change_rate") and role.measure == first.measure:
        return replace(first, start=start, sign=role.sign, unknown=role.unknown)
    return Role(
        start, first.measure, first.basis, first.versus, first.sign, first.unknown, first.denominator, first.when,
        first.prior, first.compared, first.against_stated,
    )  # fmt: skip


def all_compared(chars: str, base: int, values: Sequence[Mention], at: int, told: Mapping[int, str]) -> str | None:
    """The names of a list of figures right before words, at ``at``, that compare all of them.

    甲3万元、乙4万元，均与上年持平: of 甲、乙. ``told`` has the name of each value by where it starts.
    """
    said = patterns.expression("carried", "all_compared")
    if not values or said.fullmatch(chars, values[-1].end - base, at) is None:
        return None
    names = [told.get(values[-1].start - base)]
    for one, other in zip(values[-2::-1], values[:0:-1], strict=False):
        if _LISTED.fullmatch(chars, one.end - base, other.start - base) is None:
            break
        names.insert(0, told.get(one.start - base))
    listed = list(dict.fromkeys(name for name in names if name is not None))
    return "、".join(listed) if len(listed) > 1 and None not in names else None


def _each(lead: str) -> bool:
    """Whether words give each of several names one of several values: 甲、乙分别为, 各占."""
    return patterns.expression("clauses", "each").search(lead) is not None


def _joined(chars: str, base: int, one: Mention, other: Mention, joins: Sequence[re.Pattern[str]]) -> bool:
    between = (one.end - base, other.start - base)
    return one.label == other.label and any(join.fullmatch(chars, *between) for join in joins)


def _said_before(
    chars: str, base: int, after: int, start: int, mentions: Sequence[Mention]
) -> tuple[list[str], list[Mention], bool]:
    """The names and years in the clause before a row, and whether it lists several things."""
    said = chars[after:start]
    word = max((found.start() for found in patterns.expression("clauses", "each").finditer(said)), default=-1)
    opened = after + max(said.rfind(stop, 0, word if word >= 0 else len(said)) for stop in _STOPS) + 1
    first = bisect_left(mentions, opened + base, key=lambda m: m.start)
    last = bisect_left(mentions, start + base, key=lambda m: m.start)
    inside = [m for m in mentions[first:last] if m.end - base <= start]
    names = [full_width(m.norm or m.text) for m in inside if m.label == "INDICATOR"]
    if len(names) > 1:
        names[-1] = _SO_MANY.sub("", names[-1]) or names[-1]
    periods = [m for m in inside if m.label == "PERIOD"]
    listed = word >= 0 and re.search(r"[、和与及]", chars[opened : after + word]) is not None
    return names, periods, listed


def _listed_above(chars: str, start: int) -> list[str]:
    """The names of a sentence that does nothing but list them, right before that of a row.

    （9）养老保险、职业年金。支出决算依次为3万元和2万元.
    """
    made_up = _MADE_UP.search(chars, 0, start) or _LIST_BEFORE.search(chars, 0, start)
    if made_up is not None:
        return _LIST_MARK.split(made_up["list"])
    stop = chars.rfind("。", 0, start)
    found = _LIST_ALONE.search(chars, 0, stop + 1) if stop >= 0 else None
    return _LIST_MARK.split(found["list"]) if found is not None else []


def _whole(names: list[str]) -> list[str]:
    """The names with the head that the last one lends them: 中央单位、地方单位的采购规模."""
    last = names[-1]
    return [*(_with_head(name, last) for name in names[:-1]), last]


def _with_head(name: str, last: str) -> str:
    if _WHOLE.search(name) or taxonomy.find(name) is not None:
        return name
    if "的" in last and "的" not in name:
        return name + last[last.index("的") :]
    shared = last.rfind(name[-2:], 0, len(last) - 1)
    if shared >= 0 and len(name) > 2:
        return name + last[shared + 2 :]
    if name[-1] in _KINDS_OF and 0 < last.find(name[-1]) < len(last) - 1:
        # 人员类、运转类、特定目标类项目执行率
        return name + last[last.index(name[-1]) + 1 :]
    if len(name) <= SHORT_MODIFIER and len(last) - len(name) >= 2:
        return name + last[len(name) :]
    return name
