"""Reasons hung on what they explain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.types import Fact, Mention, Text
from models import patterns

#: The words that announce a reason reach so far before it.
REACH = 30
#: An announcement that names what it explains is no longer; so many characters two names share at least.
LONGEST_ANNOUNCEMENT, SHARED = 60, 4
#: Income and expenditure named in one breath.
_BOTH = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:收入支出|收支|收、支|收入和支出)$")
_BREAK = re.compile(r"[。；;，,：:\n]")
_NAMED = re.compile(r"(?:大于|小于|等于|高于|低于)[^，。；]{0,12}的?(?:主要)?(?:原因|是)")
#: What announces a reason that may be left empty.
_SAYS_REASON = re.compile("原因|因为|由于")
_STOP = re.compile(r"[。；;\n]")
#: An announcement that says which way the change went: 减少的主要原因是.
_WAY = re.compile(r"(?:增加|增长|上升|提高|减少|下降|降低)(?:的)?(?:主要)?原因[^，,。；;]{0,4}$")
#: What is left or owed is explained as a change is.
_REST = re.compile(r"(?:[节结]余|剩余|尚欠|结转)(?:资金|金额)?$")
_LATE = re.compile(r"(?:推迟|延误|滞后|延期|逾期)$")
#: An announcement that can explain any figure.
_STRONG = re.compile(r"(?:原因[^，,。；;]{0,4}|(?:症结|起因|缘由|根源|理由)(?:主要)?(?:是|为|在于)|(?<=[，,])系)$")
#: A reason that stands before what it explains.
_AHEAD = re.compile(r"(?:^|[。；;，,\n]|[一二三四五]是)(?:由于|因为|因|受)$")
_BEHIND = re.compile(r"(?:的?影响|带动)?[，,]")
_CHANGES = ("change", "change_rate")


def explained(
    facts: list[Fact],
    first: int,
    reasons: Sequence[Mention],
    text: Text,
    before: Sequence[int],
    earlier: Sequence[int] = (),
) -> None:
    """Give every change and comparison from ``first`` on the reason that explains it.

    A reason explains the changes printed since the reason before it; where none
    is printed, the comparison in words; at the head of a paragraph the changes
    ``before`` it, which the paragraph above left unexplained. One that names what
    it explains hangs on that, ``earlier`` under the same heading too.
    """
    at = first
    ends = 0
    for reason in reasons:
        since = []
        while at < len(facts) and _start(facts[at]) < reason.start:
            # What stands inside a reason is no change that a reason explains.
            if _start(facts[at]) >= ends:
                since.append(at)
            at += 1
        told = [number for number in range(first, at) if facts[number].reason is None and _start(facts[number]) < ends]
        ahead = _ahead(facts, at, since, reason, text)
        for number in ahead:
            facts[number] = facts[number].but(reason=reason.text, reason_span=(reason.start, reason.end))
        if ahead:
            ends = reason.end
            continue
        named = _named(facts, [*earlier, *before, *told, *since], reason, text, ends)
        for number in named or _targets(facts, since, reason, text, before):
            facts[number] = facts[number].but(reason=reason.text, reason_span=(reason.start, reason.end))
        ends = reason.end


def _ahead(facts: list[Fact], at: int, since: Sequence[int], reason: Mention, text: Text) -> list[int]:
    """The changes behind a reason that opens its sentence or clause, up to the end of the item."""
    before = text.chars[max(0, reason.start - REACH) : reason.start]
    if _AHEAD.search(before) is None or _BEHIND.match(text.chars, reason.end) is None:
        return []
    opened = max(text.chars.rfind(mark, 0, reason.start) for mark in "。；;\n")
    told = [*_CHANGES, "comparison", "completion"]
    if any(_start(facts[number]) > opened and facts[number].measure in told for number in since):
        # What changed before it in the sentence is what it explains.
        return []
    stop = _STOP.search(text.chars, reason.end)
    end = stop.start() if stop is not None else len(text.chars)
    inside = [number for number in range(at, len(facts)) if reason.end <= _start(facts[number]) < end]
    return [
        number for number in inside
        if facts[number].measure in (*_CHANGES, "comparison") or (facts[number].indicator or "").endswith("扣分")
    ]  # fmt: skip


def _named(facts: list[Fact], open_: Sequence[int], reason: Mention, text: Text, ends: int) -> list[int]:
    """The changes whose name the announcement repeats: 公务接待费减少的主要原因是."""
    start = max(ends, reason.start - LONGEST_ANNOUNCEMENT)
    said = _BREAK.split(text.chars[start : reason.start])[-1]
    found = patterns.expression("reasons", "names").match(said)
    if found is None:
        return []
    name = re.sub(r"[\s“”\"]", "", found["n"])
    both = _BOTH.search(name)
    said_names = [name[: both.start()] + side for side in ("收入", "支出")] if both else [name]
    changes = [number for number in open_ if facts[number].measure in (*_CHANGES, "comparison")]
    bare = {number: re.sub(r"[“”\"]", "", facts[number].indicator or "") for number in changes}
    alike = {number: max(_likeness(one, bare[number]) for one in said_names) for number in changes}
    best = max(alike.values(), default=0)
    return [number for number in changes if alike[number] == best] if best else []


def _likeness(said: str, name: str) -> int:
    """How surely a name is meant: the same 3, one within the other 2, with the same beginning 1."""
    if not name:
        return 0
    if said.removesuffix("支出") == name.removesuffix("支出"):
        return 3
    if min(len(said), len(name)) >= SHARED and (said in name or name in said):
        return 2
    return 1 if said[:SHARED] == name[:SHARED] and len(said) >= SHARED else 0


def _targets(facts: list[Fact], since: list[int], reason: Mention, text: Text, before: Sequence[int]) -> Sequence[int]:
    changes = [number for number in since if facts[number].measure in _CHANGES]
    words = [number for number in since if facts[number].measure == "comparison"]
    others = [
        number for number in since
        if facts[number].measure == "completion" or (facts[number].kind == "score" and facts[number].measure == "level")
    ]  # fmt: skip
    # The words right before the announcement say what it explains: 决算数小于预算数的主要原因是.
    announced = text.chars[max(0, reason.start - REACH) : reason.start]
    if words and _NAMED.search(announced):
        versus = facts[words[-1]].versus
        return [number for number in changes if facts[number].versus == versus] or words[-1:]
    last = since[-1:]
    if last and last[0] not in changes and (_moved(facts[last[0]], text) or _delayed(facts[last[0]], announced)):
        # 佩戴率从81%提高到85%，变化来自…: the level that was reached is what changed.
        return last
    if last and last[0] not in changes and _REST.search(facts[last[0]].indicator or ""):
        made_of = patterns.expression("carried", "made_of").search(reason.text) is not None
        # 年末结转3万元，主要是设备尾款: what it is, and not why.
        return [] if made_of and "原因" not in announced and "和结余" in (facts[last[0]].indicator or "") else last
    targets = _near(facts, changes, reason, text) or _near(facts, words, reason, text) or others[-1:]
    if not targets and last and _STRONG.search(announced):
        targets = last
    if not targets and _heads_paragraph(text, reason.start):
        return before
    return targets


def _moved(fact: Fact, text: Text) -> bool:
    """Whether a level is told as it moves from another."""
    start = _start(fact)
    said = text.chars[max(0, start - REACH) : start]
    return fact.measure == "level" and patterns.expression("carried", "moved_to").search(said) is not None


def _delayed(fact: Fact, announced: str) -> bool:
    """Whether a figure says by how long something was late, and the words before a reason explain it."""
    return _LATE.search(fact.indicator or "") is not None and _STRONG.search(announced) is not None


def _near(facts: list[Fact], changes: list[int], reason: Mention, text: Text) -> list[int]:
    """Of the changes before a reason those that it can explain.

    A reason that goes on in the item of a list in which a change is printed is that item's, and of what was said
    before only of the same indicator; one that opens a sentence of its own looks back on all of them. 减少的原因
    explains no increase.
    """
    said = text.chars[: reason.start]
    opened = max(said.rfind(mark) for mark in "。；;\n") + 1
    here = [number for number in changes if _start(facts[number]) >= opened]
    if here:
        names = {facts[number].indicator for number in here}
        changes = [number for number in changes if number in here or facts[number].indicator in names]
    way = _WAY.search(said[opened:])
    if way is None:
        return changes
    sign = 1 if way[0][0] in "增上提" else -1
    return [number for number in changes if _sign(facts[number]) in (sign, 0)] or changes


def _sign(fact: Fact) -> int:
    value = fact.value or "0"
    return -1 if value.startswith("-") else int(value.strip("0.") != "")


def _start(fact: Fact) -> int:
    return fact.evidence[0].start or 0


def _heads_paragraph(text: Text, start: int) -> bool:
    paragraph = text.chars.rfind("\n", max(0, start - REACH), start)
    return start <= REACH - 6 or (paragraph >= 0 and start - paragraph <= REACH - 5)


def empty_reasons(chars: str) -> list[int]:
    """Where a reason is announced and nothing follows."""
    found: list[int] = []
    if not _SAYS_REASON.search(chars):
        return found
    for match in patterns.expression("reasons", "announced").finditer(chars):
        if "原因" not in match[0] and not re.search(r"因为|由于", match[0]):
            continue
        if "原因" in match[0] and not re.search(r"(?:是|为|在于|系|[:：])", match[0]):
            continue
        stop = _STOP.search(chars, match.end())
        rest = chars[match.end() : stop.start() if stop else len(chars)]
        if patterns.expression("reasons", "empty").match(rest):
            found.append(match.start())
    return found
