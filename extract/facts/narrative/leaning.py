"""Names that lean on those told before them: short ones, parts of points, states of cases, verbs that a list shares."""

from __future__ import annotations

import re

from extract.facts.narrative.referring import graded
from extract.facts.narrative.resolving import REACH, Resolver, says
from extract.facts.narrative.state import State, Subject
from extract.facts.narrative.wording import project_named
from extract.types import Mention
from models import patterns, taxonomy

COUNTS = ("quantity", "participants")


class Leaning(Resolver):
    """The names of one paragraph that say only part of what their figures are of."""

    def __init__(self, chars: str, base: int, state: State):
        super().__init__(chars, state)
        self.base = base
        #: What points were told of last: 预算编制（满分5分，自评5分）.
        self.points: Subject | None = None
        #: Where the value ends that is named, and the one before.
        self.end = self.value_before = 0
        self.values: list[int] = []  #: Where the figures before this one stand.

    def leaning(self, name: Mention, words: str, kind: str, lead: str, unit: str | None) -> Subject | None:
        """What a name stands for that leans on those told before it."""
        begun, end = name.start - self.base, name.end - self.base
        listed = self.told.union("，" + self.chars[begun : max(end, self.at)])
        if listed is not None:
            return Subject(listed, dependent=True)
        spent = words == "支出" and self.stated == "execution"
        money = says("money_before").search(self.chars[:begun]) if spent else None
        if money is not None:
            return Subject(money["n"])
        if (
            kind == "score"
            and says("own_points").fullmatch(words)
            and self.state.headed
            and self.state.topic is not None
        ):
            # 护堤项目。自评得分98分: the points are the project's.
            return self.state.topic
        rated = says("project_rated").fullmatch(words) if kind == "score" else None
        if rated is not None:
            return Subject(rated["n"], account=True)
        part = says("part_of_points").fullmatch(words) if kind == "score" else None
        if part is not None:
            return Subject(part["n"])
        if kind not in COUNTS:
            return None
        cases = says("state_of_case").fullmatch(words) if unit == "件" else None
        if cases is not None and self.told.things.get("件", "").endswith("案件"):
            # 处理案件216件，其中上年结转12件、新收204件
            return Subject(words + "案件", dependent=True)
        asked = says("told_so").fullmatch(words) if unit == "份" else None
        if asked is not None and says("asked_in").search(self.told.things.get("份", "")):
            return Subject(asked["n"].replace("或", "和") + "问卷", dependent=True)
        rated_so = graded(words, self.named) if unit in ("个", "项") and "项目" in self.chars[: self.end] else None
        if rated_so is not None:
            return Subject(rated_so, dependent=True)
        under = says("bodies_under").search(lead)
        if under is not None and says("body_set_up").search(words) and under["n"] not in words:
            return Subject(under["n"] + words)
        turned = says("turnover").fullmatch(words)
        before = self.state.counted.name if turned is not None and self.state.counted is not None else ""
        before = "" if says("turnover").match(before) else before
        if turned is not None and before and self.named[-1:] == [before] and self.state.last_kind == kind:
            return Subject(turned["v"] + says("there").sub("", before), dependent=True)
        shared = self._shared_verb(words, begun)
        if shared is not None:
            return Subject(shared, dependent=True)
        if end <= self.at and kind == "quantity" and says("headless").fullmatch(self.chars, end, self.at):
            headed = self.told.headed(words, unit)
            if headed is not None:
                return Subject(headed, dependent=True)
        return None

    def of_this_document(self, words: str, begun: int, kind: str) -> str:
        """A name without what the whole document is about, or with it where the document is about more.

        The points of an evaluation are those of what it evaluates; among the accounts 部门整体支出 tells them from
        those of a project. What an evaluation says was spent on a purpose is named after that.
        """
        if kind == "score" and self.state.evaluates:
            if says("this_project").fullmatch(words) and self.chars.startswith("自评得", begun + len(words)):
                return "自评得分"
            return says("points_of_all").sub("", words)
        if kind == "score" and self.state.accounts:
            body = says("points_of_body").search(self.chars[max(0, begun - REACH) : begun])
            return body["n"] + words if body is not None else words
        moved = says("budget_moved").fullmatch(words) if kind == "amount" and self.state.initial is not None else None
        if moved is not None:
            return moved["n"]
        if kind == "amount" and self.state.evaluates and says("left_at_end").match(words):
            # What an evaluation tells as left is that of the year's end.
            return says("left_at_end").sub("", words)
        if kind == "amount" and self.state.evaluates and not taxonomy.knows(words):
            bare = says("spent_for").sub("", words)
            self.stated = "execution" if bare != words and self.stated is None else self.stated
            return bare
        return words

    def appraised(self, kind: str) -> Subject | None:
        """The projects that what stands behind their number says were appraised: 对5个项目开展绩效自评.

        What they cost is named after them: 涉及资金80万元.
        """
        if kind == "quantity":
            found = says("appraised").match(self.chars, self.end)
            goals = says("goals_set").match(self.chars, self.end)
            if goals is not None and self.state.section is not None and self.state.section.kind == "budget":
                return Subject(goals["v"] + "绩效目标的项目")
            return Subject(found["n"] + "项目") if found is not None else None
        if kind != "amount":
            return None
        money = says("money_of_those").search(self.chars, max(0, self.at - REACH), self.at)
        if money is None:
            return None
        projects = self.told.things.get("个", "")
        if projects.endswith("自评项目"):
            return Subject(projects + "资金")
        return Subject("涉及资金") if money["n"] == "资金" and money["v"] == "涉及" else None

    def _shared_verb(self, words: str, begun: int) -> str | None:
        """A name with the verb of the one right before it in its list: 购入帐篷83顶、棉被98床."""
        if not self.named or says("in_list").fullmatch(self.chars, self.value_before, begun) is None:
            return None
        verb = says("list_verb").match(self.named[-1])
        if verb is None or verb[0] == self.named[-1] or verb[0] in words:
            return None
        if patterns.expression("clauses", "acts").match(words):
            return None
        return verb[0] + words

    def short_for(self, words: str, kind: str, grouped: bool) -> Subject | None:
        """What a word by itself stands for beside what was named before it."""
        state, current = self.state, self.state.current
        if kind == "amount" and says("bare_rate").fullmatch(words):
            # 公务接待费3万元（接待20批次，人均150元）: the rate is of the money.
            return state.levels.get("amount") or self.run_in() or current
        for pattern, row in patterns.likely("carried", "short_names", words):
            if kind not in row["kinds"] or not pattern.fullmatch(words):
                continue
            if row.get("named") is None:
                return Subject(row["full"])
            named = re.compile(row["named"].replace("{words}", words[:2]).replace("{tail}", words[2:]))
            for before in reversed(self.named[-REACH:]):
                found = named.search(before)
                if found is not None:
                    full = found.expand(row["full"]).replace("{words}", words)
                    return Subject(full, dependent=bool(row.get("aside", False)))
        batch = says("one_part").fullmatch(words) if kind == "amount" else None
        told = list(says("in_parts").finditer(self.chars, 0, self.at)) if batch is not None else []
        if told:
            return Subject(words + told[-1]["n"], dependent=True)
        did = says("did").fullmatch(words)
        if did is not None:
            # 计划治理18平方公里，实际治理19平方公里: of what was planned.
            planned = [before for before in self.named[-REACH:] if before.startswith(did["v"])]
            if planned:
                return Subject(planned[-1])
        if says("rest_of").fullmatch(words) and self.named and self._flow(words) == words:
            before = self.named[-1]
            if not before.endswith(("率", words)) and before not in ("支出", "收入"):
                return Subject(before.removesuffix("到位") + words, dependent=True)
        return None

    def run_in(self) -> Subject | None:
        """What the heading names that runs into this paragraph."""
        heads = [found for found in says("run_in").finditer(self.chars, 0, self.at) if found.end() <= self.at]
        return Subject(project_named(heads[-1]["n"])) if heads else None
