"""What a value measures: the name before it, or behind a count, cut to what it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.entities.borders import begins
from extract.entities.docs import segmenter
from models import patterns, taxonomy

#: A name has at most so many characters; more are a clause.
LONGEST_NAME = 42
#: A known name that words lead to has at least so many.
SHORTEST_KNOWN = 4
_STOPS = "，,。；;：:！？!?÷×=＝\n"
_OPEN, _CLOSE = "（(", "）)"
#: Heads that several names may share in one list.
_LISTED = "总计|收入|支出|经费|资金|人员|补助|费用"
_PART_BEFORE = re.compile(rf"[\u4e00-\u9fff](?P<head>{_LISTED})\Z")
_PART_BEHIND = re.compile(rf"[\u4e00-\u9fff]{{1,16}}?(?P<head>{_LISTED})(?=[、共与比较均合各为]|\Z)")
_CJK = re.compile(r"[\u4e00-\u9fff]")
#: Words of one character that no name begins with, but many longer words.
_PARTICLES = frozenset("在对将从按给为与和是即也都各因于")
#: What opens a list of names that has one amount, and what may be a name in it.
_ANNOUNCES = re.compile(r"(?:其中|包括)[：:，,]?\s*|[；;。：:]\s*")
_LIST_OPENS = re.compile(r"\s*[，,（(]?\s*")
_LISTED_PART = re.compile(r"(?!.*(?:等$|分别|共|的$))[\u4e00-\u9fff“”]{2,12}")
_LISTED_NOUN = re.compile(r"(?!.*(?:等$|分别|的$|共$))[\u4e00-\u9fff“”]{2,14}")
#: What happened, and not what was counted: 提前15天完工.
_STATES = re.compile(r"^(?:基本|部分|超额|完工|竣工|开工|投产|交付|办结|到位)$")
#: Words before whom something is given to.
_GIVEN_TO = re.compile(r"(?:^|[\u4e00-\u9fff])[向给](?=[\u4e00-\u9fff]{2})(?!向[性心阳导前上下])")
#: A list of so many parts is none of one name.
MOST_LISTED = 4
#: What a name cannot be by itself.
_NO_NAME = re.compile(
    r"^(?:其中|其余|包括|合计|共计|[远略稍]?(?:高于|低于|大于|小于|优于|超过|高出|多出|少用)|(?:年中|执行中|年度中|期中|预算执行中)(?:(?:经批准)?(?:预算)?(?:压减|调整|调减|调增|追加|核减|追减)后)?|决算数?却|同期|人均每月|每人每月|预算|决算|支出决算|支出预算|年初预算|数|金额|年|本年|情况|项目(?=$)|的?部分|以上|以下|"
    r"实际(?:完成|达到|实现|为|开展|执行)?|(?:完成)?(?:[^，]{0,8}(?:下达|确定|分解|安排)的?)?(?:全年|年度|年初|既定)*(?:目标|任务)+(?:数|值)?|(?:逐步|大幅|进一步)?(?:调整|提高|提升|增加|增长|上升|下降|降低|减少|压缩|缩短|扩大|降|升|增|减|调|提)[到至](?:了)?|[^，]{0,6}(?:实际)?批复|(?:全年|实际|共|已)*(?:下达|划拨)|[^，]{0,4}控制在[^，]{0,8}|"
    r"[^，]{0,6}[与同和][^，]{0,8}[预决]算数?(?:基本|完全)?(?:一致|相同|持平)|"
    r"[只仅不]及|[只仅]占|(?:\d{1,2}月)?经[^，]{2,14}(?:批准|批复|同意)(?:预算)?(?:调整|追加|调增|调减)?|用去|执行[到了]|(?:按?此|据此)?(?:计算|测算)?(?:一年[来间]?)?|绝对[额数]|总?盘子|[前后]者|两者|"
    r"完成|占|比例|比重|同比|较|比|与|实现|达到|目前|部门|单位|项目总|部门整体|左右|来|余|多|上年|去年|当年|最终|[^，]{2,}(?:要求|规定|精神|发现|显示|表明)|年均|平均|最高|最低|相关|各|个|名|由|对|为|和|到|用于)$"
)


class Name(NamedTuple):
    """A name [start, end) in the clause's text, and where the words of role after it begin."""

    start: int
    end: int


def clause_start(text: str, start: int, end: int) -> int:
    """Where the clause before ``end`` begins, not before ``start``.

    A stop inside a protected name (收、支) or in closed brackets does not count;
    an open bracket does.
    """
    # The words of role right before the value do not end the clause: 支出预算：17万元.
    role = re.search(r"(?:[：:为是约共\s])+$", text[start:end])
    end = start + role.start() if role else end
    safe = bytearray(end - start)
    for found in patterns.expression("clauses", "protected").finditer(text, start, end):
        for index in range(found.start(), found.end()):
            safe[index - start] = 1
    depth, quotes = 0, 0
    for index in range(end - 1, start - 1, -1):
        char = text[index]
        if safe[index - start]:
            continue
        if char in _CLOSE:
            depth += 1
        elif char in _OPEN:
            if depth == 0:
                return index + 1
            depth -= 1
        elif char == "”":
            quotes += 1
        elif char == "“" and quotes:
            quotes -= 1
        elif depth == 0 and not quotes and (char in _STOPS or char == "、"):
            if char == "、" and _one_list(text, start, index, end):
                continue
            return index + 1
    return start


def _one_list(text: str, start: int, index: int, end: int) -> bool:
    """Whether the names on both sides of a 、 are parts of one name: 经营支出、上缴上级支出共0元.

    They are where no value stands between and all end alike.
    """
    before = _PART_BEFORE.search(text, start, index)
    behind = _PART_BEHIND.match(text, index + 1, end)
    if before is None or behind is None:
        return False
    return before["head"] == behind["head"]


def role_start(clause: str, kind: str) -> tuple[int, re.Match[str], dict[str, object]]:
    """Where the words begin that say what role the value has, and the row that knows them."""
    for pattern, row in patterns.likely("clauses", "values", clause, kind):
        found = pattern.search(clause)
        unless = row.get("unless")
        if found is not None and (unless is None or re.search(unless, clause) is None):
            return found.start(), found, row
    raise AssertionError("the last row matches everything")


def name_in(clause: str) -> Name | None:
    """The name in the words before a value's role, without what is not part of it."""
    start, end = 0, len(clause)
    qualifier = patterns.expression("values", "qualifier_before").search(clause)
    if qualifier:
        end = qualifier.start()
    start, end = _without_edges(clause, start, end)
    begun = begins(clause[start:end])
    if begun:
        start, end = _without_edges(clause, start + begun, end)
    start += _leads(clause[start:end])
    name = clause[start:end]
    if patterns.expression("clauses", "one_character").match(name) and not clause[:start].strip():
        return Name(start, end)
    if end - start > LONGEST_NAME or len(_CJK.findall(name)) < 2 or _NO_NAME.match(name):
        return None
    return None if patterns.expression("clauses", "only_compares").match(name) else Name(start, end)


def _leads(words: str) -> int:
    """How many characters lead to a name that the taxonomy knows: 维持运转的|基本支出.

    Examples
    --------
    >>> _leads("维持运转的基本支出"), _leads("基本支出"), _leads("其他资金安排的项目支出")
    (5, 0, 0)
    """
    for at in range(1, len(words) - SHORTEST_KNOWN + 1):
        found = patterns.expression("clauses", "leads_to_known").fullmatch(words, 0, at)
        if found is not None and taxonomy.knows(words[at:]):
            return at
    return 0


def _without_edges(clause: str, start: int, end: int) -> tuple[int, int]:
    """The words [start, end) without what their edges hold that is no part of a name."""
    changed = True
    while changed and start < end:
        changed = False
        part = clause[start:end]
        if patterns.expression("clauses", "uncut").match(part):
            found = patterns.expression("clauses", "trailing").search(part)
            if found and not _protected_end(part):
                end = start + found.start()
                changed = True
            continue
        for expression in ("leading", "region", "department"):
            found = patterns.expression("clauses", expression).match(part)
            if found and found.end() and not _inside_word(part, found.end()):
                # A name is never cut away whole.
                if expression == "department" and not _CJK.search(part[found.end() :]):
                    continue
                start += found.end()
                changed = True
                break
        if changed:
            continue
        for pattern, _ in patterns.likely("values", "period", part):
            found = pattern.match(part)
            if found:
                start += found.end()
                changed = True
                break
        if changed:
            continue
        found = patterns.expression("clauses", "trailing").search(part)
        if found and not _protected_end(part):
            end = start + found.start()
            changed = True
    return start, end


def _inside_word(words: str, cut: int) -> bool:
    """Whether one character that may be cut off is the first of a word: 在乡复员军人, 对口支援."""
    return cut == 1 and words[0] in _PARTICLES and len(next(iter(segmenter().lcut(words[:6], HMM=False)))) > 1


def _protected_end(part: str) -> bool:
    return any(found.end() == len(part) for found in patterns.expression("clauses", "protected").finditer(part))


def counted_behind(text: str, end: int) -> tuple[int, int] | None:
    """The noun right behind a count: 5次会议, 106家村卫生室."""
    found = patterns.expression("clauses", "counted").match(text[end : end + 24])
    if (
        found is None
        or _STATES.match(found["n"])
        or (found["n"] not in ("项目", "部门", "单位") and _NO_NAME.match(found["n"]))
    ):
        return None
    return end + found.start("n"), end + found.end("n")


def distributed(text: str, before: int, start: int, number: int) -> list[tuple[int, int]]:
    """The names of ``number`` values in a row, of which the first begins at ``start``: 甲、乙和丙分别为.

    Empty where as many names do not stand before 分别 in its clause, behind ``before``.
    """
    said = text[before:start]
    at = max(said.rfind(stop) for stop in _STOPS) + 1
    words = [found.start() for found in patterns.expression("clauses", "each").finditer(said, at)]
    if not words:
        return []
    phrase = said[at : words[-1]]
    # 收入、支出 is a name of its own elsewhere.
    for marks, whole in (("、", True), ("、和与及", True), ("、和与及", False)):
        parts = _parted(phrase, marks, whole)
        if len(parts) != number:
            continue
        found = [(before + at + first, name_in(phrase[first:last])) for first, last in parts]
        if all(name is not None for _, name in found):
            return [(first + name.start, first + name.end) for first, name in found if name is not None]
    return []


def _parted(phrase: str, marks: str, whole: bool) -> list[tuple[int, int]]:
    """The parts between marks that stand in no brackets and, names kept ``whole``, in no protected one."""
    safe = whole and {
        index
        for found in patterns.expression("clauses", "protected").finditer(phrase)
        for index in range(found.start(), found.end())
    }
    parts, first, depth = [], 0, 0
    for index, char in enumerate(phrase):
        depth += (char in _OPEN) - (char in _CLOSE)
        if char in marks and depth == 0 and not (safe and index in safe):
            parts.append((first, index))
            first = index + 1
    return [*parts, (first, len(phrase))]


def listed_name(text: str, before: int, start: int) -> tuple[int, int] | None:
    """The name in the clause before, where a comma or a bracket alone stands between it and its value.

    Lists of targets are put so: 服务对象满意度，≥95%. A value in brackets likewise: 补助（60元/月）.
    """
    if start <= before or text[start - 1] not in "，,（(":
        return None
    first = clause_start(text, before, start - 1)
    name = name_in(text[first : start - 1])
    return (first + name.start, first + name.end) if name is not None else None


def topped_name(text: str, before: int, start: int) -> tuple[int, int] | None:
    """The name in a clause that says how it stands among others, before its value: 满意度最低，为85%."""
    found = patterns.expression("clauses", "topped").search(text, before, start)
    if found is None:
        return None
    name = name_in(found["n"])
    return (found.start("n") + name.start, found.start("n") + name.end) if name is not None else None


def listed_whole(text: str, floor: int, start: int) -> int:
    """Where a list of names begins that has one amount: 低保、特困和临时救助资金100万元.

    ``start`` is where its last name begins. The list must stand alone behind the value before, which ends
    at ``floor``, or behind what announces parts: in other places the commas part clauses.
    """
    if text[start - 1 : start] != "、":
        return start
    announced = list(_ANNOUNCES.finditer(text, floor, start))
    opening = announced[-1] if announced else _LIST_OPENS.match(text, floor, start)
    if opening is None:
        return start
    parts = text[opening.end() : start - 1].split("、")
    whole = all(_LISTED_PART.fullmatch(part) for part in parts)
    return opening.end() if whole else start


def listed_nouns(text: str, floor: int, start: int, name_end: int, *, verbs: bool) -> int:
    """Where a list of nouns begins that one value counts or rates: 图书馆、文化馆开放率, 展览、讲座42场次.

    ``start`` is where its last name begins, which ends at ``name_end``. What is done behind a 、, and parts that
    have a figure or a stop between them, are names of their own. ``verbs`` says that the first part may begin with
    what was done (走访军人家庭、烈属215户), which holds for all.
    """
    if text[start - 1 : start] != "、" or _acts(text[start:name_end]):
        return start
    opened = max(floor, *(text.rfind(stop, floor, start) + 1 for stop in _STOPS + _OPEN))
    parts = text[opened : start - 1].split("、")
    if _GIVEN_TO.search(parts[0]):
        # 向低保对象、老人家属发放问卷: the parts are whom it was given to.
        return start
    if len(parts) >= MOST_LISTED or any(not _LISTED_NOUN.fullmatch(part) or _acts(part) for part in parts[1:]):
        return start
    first = name_in(parts[0])
    if first is None or first.end != len(parts[0]) or not _LISTED_NOUN.fullmatch(parts[0][first.start :]):
        return start
    begun = opened + first.start
    return begun if name_end - begun <= LONGEST_NAME and (verbs or not _acts(text[begun:])) else start


def _acts(words: str) -> bool:
    return patterns.expression("clauses", "acts").match(words) is not None


def is_doing(clause: str) -> bool:
    """Whether the clause before a count says what was done, not what was counted."""
    return patterns.expression("clauses", "doing").search(clause) is not None
