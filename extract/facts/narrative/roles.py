"""What the words before a value make of it: its measure, basis, sign, and what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from extract.types import Basis, Measure, Versus
from models import lexicon, patterns
from models.lexicon.words import words as words_of
from models.patterns.needed import Guarded

_CLAUSE = re.compile(r"[，,。；;\n](?=[^，,。；;\n]*$)")
_MEASURES = re.compile(r"\s*(?:[）)]\s*的?|的)(?P<at>)(?:约|近)?\s*\d[\d.,]*\s*[%％]")
_OF_IT = re.compile(r"\s*(?:[）)]\s*)?的(?:约|近)?\s*|\s*[）)]\s*")
_SINCE = re.compile(r"[由从](?:[\u4e00-\u9fff]{0,6}(?:前|初|时|期|原来|原先|以往|过去)的)?$")
LONGEST_SINCE = 14
_COMPARES = frozenset("与比较同")
#: How a noun for people ends, and nouns that need the word before them to say who.
_PEOPLE = re.compile(r"(?:人员|[员者生户民客师兵]|人才|家庭|对象|群众|嫌疑人|委员|干部|儿童|妇女|老人|代表)$")
_OF_PEOPLE = frozenset(("人员", "对象", "群众", "家庭", "员", "者", "户", "民", "生", "人才", "委员", "代表"))
#: What looks like one and is none.
_NO_PEOPLE = frozenset(("入户", "在册对象", "农民专业合作社", "工商户", "个体工商户"))
#: A noun for people has fewer characters.
MANY = 7
#: The words of a role are looked for in so many characters before the value.
REACH = 64


@dataclass(frozen=True, slots=True)
class Role:
    """The role of a value. ``start`` is where its words begin in the paragraph."""

    start: int
    measure: Measure = "level"
    basis: Basis | None = None
    versus: Versus | None = None
    sign: int = 0
    unknown: bool = False
    denominator: str | None = None
    when: str | None = None
    prior: bool = False
    compared: bool = False
    #: Compared with the budget that was stated last.
    against_stated: bool = False
    #: What the percentage right behind it is measured by: 完成预算数100万元的40%.
    yardstick: bool = False
    #: Compared with what is no budget and no year: 高于省定目标5%.
    apart: bool = False
    #: The rate of the change told right before: 少支3.65万元，幅度2.93%.
    of_change: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """With what changes are compared; ``versus`` is None where the print leaves it open."""

    versus: Versus | None
    basis: Basis | None = None


def role_of(chars: str, start: int, end: int, kind: str) -> Role:
    """The role of the value at ``end`` by the words between ``start`` and it."""
    start = max(start, end - REACH)
    cut = _CLAUSE.search(chars[start:end])
    start += cut.end() if cut else 0
    clause = chars[start:end]
    for pattern, row in patterns.likely("clauses", "values", clause, kind):
        found = pattern.search(clause)
        if found is None or row_denied(row, clause):
            continue
        groups = found.groupdict()
        measure: Measure = row.get("measure", "level")
        if measure == "change" and kind == "percent":
            measure = "change_rate"
        return Role(
            start + found.start(),
            measure,
            row.get("basis"),
            row.get("versus") or ("whole" if measure == "share" else None),
            int(row.get("sign", 0)),
            bool(row.get("unknown", False)),
            groups.get("den"),
            groups.get("when"),
            bool(row.get("prior", False) or row.get("prior_year", False)),
            found[0] != "" and found[0][0] in "与比较同由从对" and row.get("basis") is not None,
            bool(row.get("against_stated", False)),
            apart=bool(row.get("apart", False)),
            of_change=bool(row.get("of_change", False)),
        )
    return Role(end)


def row_denied(row: Mapping[str, object], clause: str) -> bool:
    """Whether the clause says what a row of roles is not for: 完成造林任务2万亩 tells what was done."""
    unless = row.get("unless")
    return unless is not None and re.search(str(unless), clause) is not None


def role_of_part(chars: str, first: tuple[int, int], start: int) -> Role | None:
    """The role of a percentage at ``start`` that is so much of the value ``first``: 完成预算数100万元的40%.

    The words stand before that value; between the two there is no more than 的. None where they
    are words neither of completion nor of a share.
    """
    if not _OF_IT.fullmatch(chars, first[1], start):
        return None
    # 占年度任务（1026台）55.75%
    said = chars[max(0, first[0] - REACH) : first[0]].rstrip("（( ") + "的"
    role = role_of(said, 0, len(said), "percent")
    return replace(role, start=start) if role.measure in ("completion", "share") else None


def is_yardstick(chars: str, start: int, end: int) -> bool:
    """Whether the value [start, end) is what the percentage right behind it is measured by."""
    found = _MEASURES.match(chars, end)
    return found is not None and role_of_part(chars, (start, end), found.start("at")) is not None


def role_behind(chars: str, start: int, end: int) -> Role | None:
    """The role of a value [start, end) that stands in words of comparison: 与10万元的上年数相比."""
    if patterns.expression("clauses", "to_reach").match(chars[end : end + REACH]):
        return Role(start, measure="target")
    before = chars[max(0, start - 1) : start]
    # 由改造前的71.2%提高到94.6%, 由3元提高到4元
    since = _SINCE.search(chars, max(0, start - LONGEST_SINCE), start)
    if since is not None and patterns.expression("clauses", "starts_from").match(chars[end : end + REACH]):
        return Role(since.start(), prior=True, compared=True)
    if not before or before not in _COMPARES:
        return None
    behind = chars[end : end + REACH]
    for pattern, row in patterns.likely("clauses", "values_behind", behind):
        found = pattern.match(behind)
        if found is not None:
            when = found.groupdict().get("when")
            return Role(start, basis=row["basis"], when=when, prior=when is not None, compared=True)
    return None


def base_of(words: str, year: str | None = None) -> Base:
    """What the words of a comparison (年初预算数, 2019年, 上年执行数) name; ``year`` is that of the accounts."""
    if year and f"{year}年" in words and "预算" in words and "年初" not in words:
        # A budget compared with that of its own year, as printed.
        return Base("budget", "budget")
    for pattern, row in patterns.likely("clauses", "versus", words):
        if pattern.search(words):
            return Base(row["versus"], row.get("basis"))
    return Base(None)


def bases_in(chars: str, start: int, end: int, year: str | None = None) -> list[tuple[int, int, Base]]:
    """Bases of comparison that the characters name: (start, end, base)."""
    found = []
    for match in patterns.finds("clauses", "bases", chars, start, end):
        if match["of"] is None:
            base = Base("prior_year")
        else:
            base = base_of(match["of"], year)
            if base.versus is None and not re.search(r"预算|决算|上年|去年|同期|\d{4}年", match["of"]):
                continue
        found.append((match.start(), match.end(), base))
    return found


def of_points(role: Role, unit: str | None) -> Role:
    """The role of a figure in 百分点: a difference of two rates, never a rate.

    Where no word beside it says which way it went, the direction is unknown.
    """
    if role.measure not in ("level", "share", "completion") or not (unit or "").endswith("百分点"):
        return role
    return replace(role, measure="change", denominator=None, unknown=True)


def who_of(words: str, people: bool = True) -> str | None:
    """Who is counted, by the last telling word before the count; ``people`` are no 团组."""
    best: tuple[bool, int, int, str] | None = None
    for pattern, row in _who().likely(words):
        if people and row.who == "团组":
            continue
        for found in pattern.finditer(words):
            # What people do tells more than what kind of people they are.
            rank = (not row.kind, found.end(), len(found[0]), row.who)
            if best is None or rank[:3] > best[:3]:
                best = rank
    return best[3] if best else None


def is_status(who: str, whole: str | None) -> bool:
    """Whether a word for people says what they do or are counted as, and not only of what kind they are.

    Of those who hold posts the 工勤 are told as such, of those in service they are so many of these.
    """
    rows = [row for row in lexicon.who() if row.who == who]
    return any(not row.kind for row in rows) and (who != "工勤" or whole == "编制")


def people_named(name: str) -> str | None:
    """The noun for people that a name ends with; None where it ends with another.

    Examples
    --------
    >>> people_named("出动检查人员"), people_named("接送乘客"), people_named("道路")
    ('检查人员', '乘客', None)
    """
    own = words_of(name)
    if not own or _PEOPLE.search(name) is None:
        return None
    first = own[-1].start
    if len(own) > 1 and own[-1].text in _OF_PEOPLE:
        first = own[-2].start
    noun = name[first:]
    return noun if noun not in _NO_PEOPLE and MANY > len(noun) > 1 and re.fullmatch(r"[\u4e00-\u9fff]+", noun) else None


@cache
def _who() -> Guarded[lexicon.Who]:
    return Guarded((row.word, row) for row in lexicon.who())


def cleaned(words: str | None) -> str | None:
    """A denominator without period and punctuation."""
    if not words:
        return None
    words = re.sub(r"^(?:\d{4}年度?|本年(?=[^收支])|全部|全年)", "", re.sub(r"\s+", "", words)).strip("的，,（）()")
    return full_width(_without_basis(words)) or None


def _without_basis(words: str) -> str:
    """A denominator without the words of basis that it ends with: 占收入预算的 is a share of 收入.

    Examples
    --------
    >>> _without_basis("项目支出全年预算"), _without_basis("部门支出预算合计"), _without_basis("全年预算")
    ('项目支出', '支出合计', '全年预算')
    """
    for pattern, row in patterns.rows("clauses", "whole_without"):
        words = pattern.sub(str(row["by"]), words)
    return words


def full_width(name: str) -> str:
    """A name with the brackets that Chinese text is set with: their width says nothing, and recognition loses it."""
    return name.replace("(", "（").replace(")", "）")
