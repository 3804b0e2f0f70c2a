"""Names that lean on those told before: 三项合计 of three accounts, 附件不齐的 of vouchers.

What the print leaves out is taken from the same paragraph and from nowhere else (labeled/gold/GUIDELINES.md, 2).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from models import patterns, taxonomy
from models.lexicon.words import words as words_of

_NUMERALS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
#: A list of names is put into one name where it has no more characters.
LONGEST_LIST = 60
#: A name that opens a sentence has at least so many characters.
SHORTEST_TOPIC = 4
#: The words before a 、, from the stop before them on.
_BEFORE_MARK = re.compile(r"(?:^|[，,。；;：:、.．\n]|[（(]\w{1,3}[）)])(?P<n>[\u4e00-\u9fff]{2,12}、)\Z")
#: Parts of speech of a word that a name of a thing ends with.
_NOUNS = frozenset(("n", "vn", "nz", "ns", "nt", "j", "l", "q", "x"))


@dataclass
class Told:
    """What a paragraph named so far: names in order, each once at its last place, and of things what they count."""

    names: list[str] = field(default_factory=list)
    #: By unit, the name of what was counted last in that unit; what is told as some of it has a 的.
    things: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, unit: str | None, counts: bool) -> None:
        """A figure was named; ``counts`` says that it is a number of things."""
        if name in self.names:
            self.names.remove(name)
        self.names.append(name)
        if counts and unit and "的" not in name:
            self.things[unit] = name

    @property
    def asked(self) -> bool:
        """Whether questionnaires were counted last, of what is counted in 份."""
        return patterns.expression("carried", "asked_in").search(self.things.get("份", "")) is not None

    def union(self, said: str) -> str | None:
        """The names that words like 三项合计 stand for, where so many were told.

        Examples
        --------
        >>> told = Told(["基本支出", "办公费", "差旅费"])
        >>> told.union("两项合计"), told.union("四项合计")
        ('办公费、差旅费', None)
        """
        found = patterns.expression("carried", "of_so_many").search(said)
        if found is None:
            return None
        many = _NUMERALS[found["many"]]
        whole = self.names[-many:]
        listed = "、".join(whole)
        return listed if len(whole) == many and len(listed) <= LONGEST_LIST else None

    def headed(self, words: str, unit: str | None) -> str | None:
        """A name that says only which of the things counted before: 附件不齐的 for 附件不齐的凭证.

        Examples
        --------
        >>> Told(things={"个": "自评项目"}).headed("评为“优”", "个")
        '评为“优”的项目'
        """
        thing = self.things.get(unit or "")
        if thing is None or thing in words or patterns.expression("carried", "bounds").match(words):
            return None
        own, noun = words_of(words), words_of(thing)
        if not own or not noun or (own[-1].group in _NOUNS and words[-1] not in "”’"):
            return None
        head = thing[noun[-1].start :]
        if len(head) < 2 or head in words:
            return None
        return f"{words}的{head}"


def graded(words: str, named: Sequence[str]) -> str | None:
    """The projects that were rated so, by how those before were told: 为“良” behind 自评等级为“优”的项目.

    Examples
    --------
    >>> graded("评为优", ()), graded("“良”", ("自评等级为“优”的项目",)), graded("得分", ())
    ('评为优的项目', '自评等级为“良”的项目', None)
    """
    found = patterns.expression("carried", "graded").fullmatch(words)
    if found is None:
        return None
    how = found["how"]
    if how is None or how == "为":
        before = (patterns.expression("carried", "graded_projects").fullmatch(name) for name in reversed(named))
        told = next(filter(None, before), None)
        how = told["how"] if told is not None else how
    return f"{how}{found['grade']}的项目" if how is not None else None


def topic(chars: str, at: int, values: Sequence[int], how: str = "topic_told") -> str | None:
    """What a sentence is about that opens with a known name and goes on with its figures.

    “三公”经费开支从严，全年预算12万元: the budget is that of the first words. ``values`` are where the figures of
    the paragraph stand; ``at`` is where this one does; ``how`` names the expression of such an opening.
    """
    begun = max(chars.rfind(stop, 0, at) for stop in "。；;\n") + 1
    opens = patterns.expression("carried", how).match(chars, begun, at)
    if opens is None or any(begun <= value < at for value in values):
        return None
    words = opens["n"]
    ends = range(len(words), SHORTEST_TOPIC - 1, -1)
    known = next((end for end in ends if taxonomy.knows(words[:end])), None)
    if known is None:
        return None
    # 就业补助资金是最大的专项: the money, and not the account of that name.
    money = patterns.expression("carried", "money_behind_term").match(words, known)
    return words[: money.end() if money is not None else known]


def listed_term(chars: str, begun: int, words: str) -> str:
    """A name with the words before its 、, where both are one term: 在乡复员、退伍军人生活补助.

    Examples
    --------
    >>> listed_term("在乡复员、退伍军人生活补助", 5, "退伍军人生活补助")
    '在乡复员、退伍军人生活补助'
    >>> listed_term("办公费、会议费", 4, "会议费")
    '会议费'
    """
    found = _BEFORE_MARK.search(chars, max(0, begun - LONGEST_LIST), begun)
    whole = found["n"] + words if found is not None else words
    return whole if whole != words and taxonomy.knows(whole) else words


def named_behind(chars: str, at: int) -> str | None:
    """What a figure at ``at`` is of that is compared with before it is named: 与上年5万元相比，“三公”经费减少1万元."""
    found = patterns.expression("carried", "named_behind").match(chars, at)
    words = found["n"] if found is not None else ""
    return next((words[:end] for end in range(len(words), 1, -1) if taxonomy.knows(words[:end])), None)
