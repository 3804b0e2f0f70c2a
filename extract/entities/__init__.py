"""Stage entities: what the text speaks of, by rules and a lexicon."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace

from extract.entities.docs import to_doc
from extract.entities.learned import ruled, with_votes
from extract.entities.names import (
    clause_start,
    counted_behind,
    distributed,
    is_doing,
    listed_name,
    listed_nouns,
    listed_whole,
    name_in,
    role_start,
    topped_name,
)
from extract.entities.normalise import Folded, fold
from extract.entities.periods import periods_of
from extract.entities.reasons import reasons_of
from extract.entities.values import Value, mention, values_of
from extract.types import Mention, Paragraph, Section, Text
from models import patterns

__all__ = ["find", "ruled", "to_doc", "with_votes"]

#: How sure the rules are of a name, of words of basis or comparison, of a reason.
NAME, WORDS, REASON = 0.9, 0.95, 0.9
#: How sure the rules are of a number whose parts blanks kept apart.
REJOINED = 0.7
#: The end of a list by which it is known has at most so many characters (clauses.yaml, list_before).
LONGEST_LIST_END = 24
_KINDS = {
    "AMOUNT": "amount",
    "PERCENT": "percent",
    "PARTICIPANT_COUNT": "participants",
    "QUANTITY": "quantity",
    "SCORE": "score",
}
#: What holds the values of a row together: 3万元、4万元和5万元.
_JOINS = re.compile(r"\s*(?:、|和|与|及|以及)\s*")
#: 项目 names what is counted only behind a word that says so: 涉及项目3个.
_BARE_PROJECT = re.compile(r"(?:涉及|实施|安排|完成|开展|建设|评价|自评|[共有个的])(?P<n>项目)(?:共|为|有)?$")
#: A kind of procurement beside 货物 and 工程; before a count it is what was done.
_SERVICES = "服务"
_ACCOUNT = re.compile(r"[（(]\d{0,3}[类款项][）)]")
_COMPARED = re.compile(
    r"持平|不变|完全(?:一致|相同)|稍有|相对|大于|小于|等于|高于|低于|多于|少于|超过|有所|略有|大幅|明显|逐年|无增减|无变化|无差异|没有(?:变化|增减|差异)|[预决]算数?一致"
    r"|[与同和](?:上年|去年|(?:19|20)\d\d年|年初|全年|调整|预算)[^，,。；;]{0,12}(?:相同|一样|相当|相等|一致)"
)
_WORTH_A_LOOK = re.compile(
    r"\d|原因|持平|不变|稍有|大于|小于|等于|高于|低于|多于|少于|有所|略有|大幅|增减|变化|差异|一致|相同|一样|相等|[０-９]"
)


def find(text: Text, *, ocr: bool = False) -> tuple[Mention, ...]:
    """The mentions in a text, sorted by place.

    Parameters
    ----------
    text : Text
    ocr : bool, default False
        Whether the text was recognised: then numbers that blanks break are rejoined.

    Returns
    -------
    tuple of Mention
        REASON mentions contain others; no other two overlap. What a glossary
        explains, and what a cell of rules of scoring says, is no mention.
    """
    found: list[Mention] = []
    for paragraph in text.paragraphs:
        section = text.section_at(paragraph.start)
        if section is not None and section.kind == "glossary":
            continue
        chars = text.chars[paragraph.start : paragraph.end]
        if paragraph.row is not None and patterns.expression("entities", "criteria").search(chars):
            continue
        if _WORTH_A_LOOK.search(chars):
            found.extend(_in_paragraph(chars, paragraph, section, ocr))
    return tuple(sorted(found, key=lambda m: (m.start, -m.end, m.label)))


def _in_paragraph(chars: str, paragraph: Paragraph, section: Section | None, ocr: bool) -> Iterator[Mention]:
    folded = fold(chars, ocr=ocr)
    fiscal_year = section.fiscal_year if section else None
    base = paragraph.start
    taken = bytearray(len(folded.text) + 1)

    def make(label: str, start: int, end: int, norm: str | None = None, confidence: float = WORDS) -> Mention:
        first, last = folded.span(start, end)
        if label != "REASON":
            taken[start:end] = b"\1" * (end - start)
        return Mention(label, base + first, base + last, chars[first:last], norm=norm, confidence=confidence)

    values = values_of(folded.text, ocr=ocr)
    for value in values:
        first, last = folded.span(value.start, value.end)
        taken[value.start : value.end] = b"\1" * (value.end - value.start)
        found = mention(value, chars[first:last], base, (first, last))
        # A number that was put together again is less sure than one printed whole.
        rejoined = last - first != value.end - value.start
        yield replace(found, confidence=REJOINED) if rejoined else found
    reasons = list(reasons_of(folded.text))
    names = _names(folded, values, [reason.body for reason in reasons])
    for start, end in names:
        start = _without_body(folded.text, start, end, section)
        whole = re.sub(r"\s+", "", folded.text[start:end])
        yield make("INDICATOR", _behind_basis(folded.text, start, end), end, whole, NAME)
    for start, end, norm in periods_of(folded.text, fiscal_year):
        if not any(taken[start:end]):
            yield make("PERIOD", start, end, norm)
    for match in _comparisons(folded.text):
        start, end = match.span("word")
        if not any(taken[start:end]):
            yield make("COMPARISON", start, end, match["word"])
    for start, end, norm in _bases(folded.text):
        if not any(taken[start:end]):
            yield make("BASIS", start, end, norm)
    for reason in reasons:
        if reason.end > reason.body:
            yield make("REASON", reason.body, reason.end, None, REASON)


def _names(folded: Folded, values: list[Value], bodies: list[int]) -> list[tuple[int, int]]:
    """The names of what the values measure; none reaches over the words that announce a reason."""
    found: list[tuple[int, int]] = []
    text = folded.text
    lines = patterns.first_matches("clauses", "account", text) if _ACCOUNT.search(text) else []
    # The parts of a 科目 line are no names of their own.
    accounts = [(line.span(), line.span("name")) for line in lines]
    before = 0
    for index, value in enumerate(values):
        if patterns.expression("clauses", "each").search(text, before, value.start):
            found += distributed(text, before, value.start, _in_a_row(text, values, index))
        last = before
        body = bisect_right(bodies, value.start) - 1
        start = clause_start(text, max(before, bodies[body] if body >= 0 else 0), value.start)
        clause = text[start : value.start]
        role, _, row = role_start(clause, _KINDS[value.label])
        name = name_in(clause[:role])
        before = value.end
        counts = value.label in ("QUANTITY", "PARTICIPANT_COUNT")
        enumerated = name is not None and clause[: name.end].endswith("等") and text[start - 1 : start] == "、"
        listed_from = max(0, value.start - LONGEST_LIST_END)
        list_before = patterns.expression("clauses", "list_before").search(text, listed_from, value.start)
        enumerated = enumerated or list_before is not None
        # 下属甲中心、乙站2个事业单位: the bodies are named before their number, what they are behind it.
        set_up = name is not None and clause.startswith(("下属", "所属", "下设"), name.start)
        if counts and (name is None or enumerated or set_up or is_doing(clause[:role])):
            noun = counted_behind(text, value.end)
            if noun is not None:
                found.append(noun)
                # 35个三级指标中定性指标达19个
                before = noun[1] + text.startswith("中", noun[1])
                continue
        behind = patterns.expression("clauses", "money_behind").match(text, value.end)
        if behind is None and clause.strip() == "其中":
            behind = patterns.expression("clauses", "purpose_behind").match(text, value.end)
        money = behind if value.label == "AMOUNT" else None
        bare = _BARE_PROJECT.search(clause[:role]) if name is None and counts else None
        if bare is not None:
            found.append((start + bare.start("n"), start + bare.end("n")))
        elif (topped := topped_name(text, last, value.start)) is not None:
            found.append(topped)
        elif name is not None:
            first = start + name.start
            each = re.search(r"均|分别|依次|各", text[start + name.end : value.start])
            if value.label == "AMOUNT" and name.start == 0 and each is None:
                first = listed_whole(text, last, start)
            elif value.label in ("PERCENT", "PARTICIPANT_COUNT", "QUANTITY") and name.start == 0:
                first = listed_nouns(text, last, start, start + name.end, verbs=value.label != "PERCENT")
            found.append((first, start + name.end))
        elif money is not None:
            found.append(money.span("n"))
        elif value.label == "AMOUNT" and clause[:role].strip() == _SERVICES:
            found.append((start + clause.index(_SERVICES), start + clause.index(_SERVICES) + len(_SERVICES)))
        elif not re.search(
            r"[\u4e00-\u9fff]{2}",
            re.sub("其中|其余", "", _without_qualifier(clause[:role] if _says_no_name(value, row) else clause)),
        ):
            listed = listed_name(text, last, start)
            if listed is not None:
                found.append(listed)
            elif value.label == "AMOUNT":
                stated = patterns.expression("clauses", "stated_behind").match(text, value.end)
                if stated is not None:
                    found.append(stated.span("n"))
    ends = [value.end for value in values]
    for match in _comparisons(text):
        number = bisect_right(ends, match.start()) - 1
        start = clause_start(text, ends[number] if number >= 0 else 0, match.start())
        clause = text[start : match.start()]
        role, _, _ = role_start(clause, "amount")
        name = name_in(clause[:role])
        if name is not None:
            found.append((start + name.start, start + name.end))
    return _without_overlaps(accounts, found, values)


def _says_no_name(value: Value, row: Mapping[str, object]) -> bool:
    """Whether the words of a role never hold a name: 满分, 目标值, 完成值."""
    return value.label == "SCORE" or row.get("measure") == "target" or bool(row.get("result"))


def _in_a_row(text: str, values: list[Value], first: int) -> int:
    """How many values of a kind only 、 and 和 hold together, from the ``first`` on."""
    last = first
    while (
        last + 1 < len(values)
        and values[last + 1].label == values[first].label
        and _JOINS.fullmatch(text, values[last].end, values[last + 1].start)
    ):
        last += 1
    return last + 1 - first


def _without_body(text: str, start: int, end: int, section: Section | None) -> int:
    """Where a name begins behind the name of the body whose document it is."""
    body = section.department if section else None
    if not body or not text.startswith(body, start):
        return start
    first = start + len(body)
    name = name_in(text[first:end])
    return first + name.start if name is not None else start


def _behind_basis(text: str, start: int, end: int) -> int:
    """Where a name begins behind the words of basis ahead of it (实际总收入), which its norm keeps."""
    name = text[start:end]
    for pattern, _ in patterns.likely("clauses", "leading_basis", name):
        found = pattern.match(name)
        if found is not None and end - start - found.end() >= 2:
            return start + found.end()
    return start


def _comparisons(text: str) -> list[re.Match[str]]:
    return patterns.first_matches("clauses", "comparisons", text) if _COMPARED.search(text) else []


def _without_qualifier(clause: str) -> str:
    found = patterns.expression("values", "qualifier_before").search(clause)
    return clause[: found.start()] if found else clause


def _without_overlaps(
    accounts: list[tuple[tuple[int, int], tuple[int, int]]], spans: list[tuple[int, int]], values: list[Value]
) -> list[tuple[int, int]]:
    """The names of 科目 lines, and the other spans that touch neither one of these nor a value."""
    lines = sorted(whole for whole, _ in accounts)
    starts, ends = [start for start, _ in lines], [value.end for value in values]
    kept = [name for _, name in accounts if not any(v.start < name[1] and name[0] < v.end for v in values)]
    last = 0
    for start, end in sorted(set(spans)):
        behind = bisect_right(ends, start)
        line = bisect_right(starts, end - 1) - 1
        on_value = behind < len(values) and values[behind].start < end
        on_line = line >= 0 and lines[line][1] > start
        if start >= last and not on_value and not on_line:
            kept.append((start, end))
            last = end
    return sorted(kept)


def _bases(text: str) -> Iterator[tuple[int, int, str]]:
    """Words that state a basis."""
    at = 0
    rows = patterns.rows("entities", "bases")
    joint = patterns.expression("entities", "bases_any")
    while (hit := joint.search(text, at)) is not None:
        for pattern, row in rows:
            found = pattern.match(text, hit.start())
            if found:
                yield found.start(), found.end(), row["basis"]
                at = found.end()
                break
        else:
            at = hit.start() + 1
