"""Names made whole: freed of marks and words of basis, completed by the account that was named before them."""

from __future__ import annotations

import re

from extract.facts.narrative.referring import Told
from extract.facts.narrative.roles import Role
from extract.facts.narrative.state import State, Subject
from extract.types import Basis
from models import patterns

#: A name this short (总收入, 支出) may stand for one that was named in full before.
SHORT_NAME = 4
#: So many names told before are looked at.
REACH = 48
_SUM = re.compile(r"合计|总计|共计")


def says(name: str) -> re.Pattern[str]:
    """An expression of what tells whether a word belongs to the figure beside it."""
    return patterns.expression("carried", name)


class Resolver:
    """What one paragraph named so far, and the whole names of those that lean on it."""

    def __init__(self, chars: str, state: State):
        self.chars = chars
        self.state = state
        self.named: list[str] = []
        self.told = Told()
        #: Of the names told as parts of a whole: in which item of the paragraph.
        self.parts: dict[int, int] = {}
        #: The unit of the value before.
        self.unit_before: str | None = None
        #: Where the value stands that is named.
        self.at = 0
        #: The basis that the last name states itself (实际总收入).
        self.stated: Basis | None = None

    def _item(self) -> int:
        """Which item of the paragraph the value stands in."""
        return sum(self.chars.count(stop, 0, self.at) for stop in "；;。")

    def _whole_name(self, words: str, kind: str) -> str:
        """A name whose head the print leaves to what was named before.

        支出 behind 政府性基金预算财政拨款收入 is its 支出; 县级 among the parts of
        各级财政补助标准 is 县级财政补助标准.
        """
        flow = self._flow(words)
        if flow != words:
            return flow
        whole, kind_of_whole = self.state.whole, self.state.whole_kind
        if not self.state.enumerating:
            # 编制36名（行政15名，工勤1名）
            _, whole, kind_of_whole = self.state.brackets[-1] if self.state.brackets else (None, None, None)
        if whole is not None and kind_of_whole == kind:
            if (
                self.state.brackets
                and says("part_of_place").fullmatch(words)
                and not says("place_named").search(whole.name)
            ):
                return whole.name + words
            if kind != "amount" and says("part_of_grade").fullmatch(words):
                return words + says("done_to_those").sub("", whole.name)
            for pattern, row in patterns.rows("carried", "part_of_head"):
                head = re.search(row["head"], whole.name)
                if head is not None and pattern.fullmatch(words):
                    return head[0] + words if row.get("front") else words + head[0]
            if says("part_of_level").fullmatch(words):
                return words + re.sub(r"^各级", "", whole.name)
            head = says("part_head").search(whole.name)
            if head is not None and says("part_of_kind").fullmatch(words):
                return words + head[0]
        return words

    def _flow(self, words: str) -> str:
        """收入, 支出, 结余 of the account that was named last."""
        if says("fund_heads").fullmatch(words):
            for before in reversed(self.named[-REACH:]):
                found = says("fund_named").match(before)
                if found is not None:
                    return found["stem"] + words
        if patterns.expression("carried", "flow_heads").fullmatch(words):
            item = self._item()
            for number in range(len(self.named) - 1, max(-1, len(self.named) - REACH - 1), -1):
                before = self.named[number]
                if self.parts.get(number, item) != item:
                    # 收入10万元，其中财政拨款收入8万元；支出9万元: a part that was told is no account of what follows.
                    continue
                if before in ("收入", "支出", "总收入", "总支出") and self.parts:
                    return words
                found = patterns.expression("carried", "flow_named").match(before)
                if found is not None and not (words.startswith("总") and found["stem"].endswith("拨款")):
                    return found["stem"] + words
        return words

    def _resolved(self, words: str) -> str:
        """A name without the word of basis inside it; a short one as it was named in full before."""
        self.stated = None
        # The year of a thing in its name (绩效自评的2024年度项目) is its period.
        words = re.sub(r"(?<=的)(?:19|20)\d\d年度?", "", words)
        # 纳入本部门2025年部门预算编制范围的单位
        words = re.sub(r"(?<=[纳列编]入)(?:[本我](?:部门|单位))?(?:19|20)\d\d年度?(?=.*的单位$)", "", words)
        # 行政单位医疗（项）: the mark of the level is no part of the name (labeled/gold/GUIDELINES.md 4).
        # 生产发展（项）支出: nor is what stands behind the mark of the lowest one.
        words = re.sub(r"(?<=[\u4e00-\u9fff])(?:[（(][类款项][）)]|[（(]项[）)]支出)$", "", words)
        # 城乡社区管理事务（款）行政运行: the account is the last; 住房保障（类）支出 is one name.
        words = re.sub(r"^.*[（(][类款][）)](?!支出$)(?=[\u4e00-\u9fff]{2})", "", words)
        words = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:建设)?预计(?=总?投资)", "", words)
        words = re.sub(r"(?<=资金|经费)(?:共计?|已经?|累计)(?=到位|使用|支出|拨付|下达|支付)", "", words)
        for expression in ("leading_basis", "inner_basis"):
            for pattern, row in patterns.likely("clauses", expression, words):
                found = pattern.search(words)
                if found and row.get("keep"):
                    self.stated = row["basis"]
                elif found and len(words) - len(found[0]) >= 2:
                    self.stated = row["basis"]
                    words = words[: found.start()] + words[found.end() :]
        if self.stated is not None and len(words) <= SHORT_NAME:
            if self._flow(words) != words:
                return self._flow(words)
            # A part that was told of another whole (其中…项目支出10万元。全年实际支出…) is not what is meant.
            item, first = self._item(), max(0, len(self.named) - REACH)
            full = [
                name for number, name in enumerate(self.named[first:], first)
                if name.endswith(words) and self.parts.get(number, item) == item
            ]  # fmt: skip
            if full:
                return full[-1]
            if self.state.whole is not None and self.state.whole.name.endswith(words):
                return self.state.whole.name
        return words

    def _sums_up(self, lead: str, role: Role, unit: str | None) -> bool:
        """Whether a value is the sum of those before it: of one unit, behind 共计 or 合计 alone."""
        words = lead + self.chars[role.start : self.at]
        return len(self.named) > 1 and unit == self.unit_before and says("counts_up").fullmatch(words) is not None

    def _sum(self, lead: str) -> Subject | None:
        """What a sum behind its parts is of: their whole, else 合计 as printed; of income and expenditure the 总计."""
        two = list(dict.fromkeys(reversed(self.named)))[:2]
        if {name[-2:] for name in two} == {"收入", "支出"}:
            stem = patterns.expression("carried", "flow_named").match(two[1])
            return Subject((stem["stem"] if stem else "") + "总计")
        if self.state.enumerating and self.state.whole is not None:
            return self.state.whole
        said = _SUM.search(lead)
        return Subject(said[0]) if said else None
