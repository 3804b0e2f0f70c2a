"""Which name a value has: beside it, behind it, carried to it, or put together from what was said before."""

from __future__ import annotations

import re
from bisect import bisect_left

from extract.facts.narrative.leaning import COUNTS, Leaning
from extract.facts.narrative.points import points_lost
from extract.facts.narrative.referring import listed_term, named_behind, topic
from extract.facts.narrative.resolving import REACH, SHORT_NAME, says
from extract.facts.narrative.roles import Role, full_width
from extract.facts.narrative.state import SIGNS, State, Subject
from extract.facts.narrative.wording import account_of, joined, rate_of
from extract.types import Mention
from models import patterns, taxonomy

#: Names that only say that something was counted.
_GENERIC = frozenset({"金额", "总额", "合计", "个数", "家数"})
#: A name stands so close behind its amount.
BEHIND = 10
BUDGETS = ("budget", "initial_budget", "adjusted_budget")
#: What may stand between a count and the noun behind it.
_BESIDE = ("", "全部", "全都", "以上", "以下", "左右", "余")
#: Units of groups of people; the others count persons.
GROUPS = frozenset({"个", "次", "批", "批次", "团组", "个团组", "个批次", "个团"})


def _is_flow(name: str, words: str) -> bool:
    """Whether a name is of the 支出 (收入) as a whole."""
    return re.search(words + "(?:合计|总计|总额)?$", name) is not None and not name.endswith(
        ("基本" + words, "项目" + words)
    )


class Names(Leaning):
    """The names of one paragraph, and the subjects that they give its values."""

    def __init__(self, chars: str, base: int, state: State, mentions: tuple[Mention, ...]):
        super().__init__(chars, base, state)
        self.names = [mention for mention in mentions if mention.label == "INDICATOR"]
        self.starts = [name.start for name in self.names]
        self.claimed: set[int] = set()

    def of(self, start: int, end: int, mention: Mention) -> tuple[Mention | None, bool]:
        """The name that a value at ``end`` has: before it in its clause, or (True) behind a count."""
        chars = self.chars
        self.at, self.value_before, self.end = end, self.end, mention.end - self.base
        ahead = [
            name for name in self._within(start, end)
            if name.end - self.base <= end and name.start not in self.claimed
            and not self._parted(name.end - self.base, end)
        ]  # fmt: skip
        if ahead:
            return ahead[-1], False
        after = mention.end - self.base
        for name in self._within(after, after + BEHIND)[:1]:
            between = chars[after : name.start - self.base]
            counts = mention.label in ("QUANTITY", "PARTICIPANT_COUNT") and between.strip() in _BESIDE
            if counts or (mention.label == "AMOUNT" and (not between or says("is").fullmatch(between))):
                self.claimed.add(name.start)
                return name, True
        touching = [
            name for name in self._within(max(0, end - REACH), end)
            if name.end - self.base == end and name.start in self.claimed
        ]  # fmt: skip
        return (touching[-1] if touching else None), False

    def _parted(self, start: int, end: int) -> bool:
        """Whether a stop between a name that ends at ``start`` and a value says that they are none of each other."""
        if says("topped_tail").fullmatch(self.chars, start, end):
            return False
        return says("parted").search(self.chars, start, end) is not None

    def _within(self, start: int, end: int) -> list[Mention]:
        """The names that begin in a stretch of the paragraph."""
        first = bisect_left(self.starts, start + self.base)
        return self.names[first : bisect_left(self.starts, end + self.base)]

    def remember(self, name: str, unit: str | None, kind: str) -> None:
        """The name of a value, and whether it was told as a part."""
        self.unit_before = unit
        self.told.keep(name, unit, kind == "quantity")
        self.values.append(self.at)
        if self.state.enumerating or self.state.brackets:
            self.parts[len(self.named)] = self._item()
        self.named.append(name)

    def subject(
        self,
        name: Mention | None,
        role: Role | None = None,
        kind: str = "amount",
        lead: str = "",
        unit: str | None = None,
    ) -> Subject | None:
        """What a value is of: its own name as it is meant here, or what is carried to it.

        ``lead`` are the characters between the value before and this one; a count is one
        of groups of people, or of people, by its ``unit``.
        """
        state = self.state
        lost = points_lost(self.chars, self.at) if kind == "score" else None
        if lost is not None:
            return Subject(lost, dependent=True)
        grouped = unit in GROUPS
        current = state.current
        appraised = self.appraised(kind)
        if appraised is not None:
            return appraised
        if name is not None and (role is None or role.basis) and (name.norm or name.text) in ("支出", "收入"):
            # 支出决算为 behind an item speaks of that item.
            name = None if current is not None else name
        if name is not None and current is not None and current.account and says("said_of_it").fullmatch(name.text):
            name = None  # 行政运行（项）年初预算5万元，列支4万元，预算完成率80%
        spends = name is not None and (name.norm or name.text) in ("支出", "共计支出")
        if spends and state.counted is not None and says("spent_on").search(state.counted.name):
            return Subject(state.counted.name + "支出")
        if name is None and kind == "percent" and self.chars[self.at - 1 : self.at] in ("=", "＝"):
            formula = says("formula").search(self.chars[max(0, self.at - 2 * REACH) : self.at])
            if formula is not None:
                return Subject(formula["n"])
        two = says("of_two").search(self.chars, self.at - REACH if self.at > REACH else 0, self.at)
        if two is not None and name is not None and says("of_two_alone").fullmatch(name.text):
            name = None
        if name is None and role is not None and two is not None:
            pair = list(dict.fromkeys(self.named))[-2:]
            if len(pair) == 2:
                return Subject(pair[two["which"] == "后者"])
        if name is None:
            clause = re.split("[，,。；;：:、（(]", self.chars[max(0, self.at - REACH) : self.at])[-1]
            if kind == "amount" and says("bare_rate").fullmatch(clause):
                return self.short_for(clause, kind, grouped)
            listed = self.told.union(lead + self.chars[role.start : self.at]) if role is not None else None
            if listed is not None:
                return Subject(listed, dependent=True)
            of_all = role is not None and (role.measure == "completion" and role.versus is None or role.apart)
            if of_all and state.parted and state.whole is not None and not state.brackets:
                # 培训80人，其中一级30人、二级50人，完成目标的90%: of all of them.
                return state.whole
            if role is not None and role.compared and (current is None or state.stale):
                behind = named_behind(self.chars, self.at)
                if behind is not None:
                    return Subject(behind)
            if role is not None and role.basis == "adjusted_budget" and state.initial is not None:
                settled = not (current is not None and current.account)
                if settled and says("adjusted_all").search(self.chars, max(0, self.at - SHORT_NAME * 4), self.at):
                    # 项目资金年初预算5万元…，追加补贴1万元；调整后预算6万元
                    return state.initial
            waits = role is not None and role.basis in BUDGETS and (current is None or state.stale)
            opened = topic(self.chars, self.at, self.values) if waits else None
            if opened is not None:
                return Subject(opened)
            if role is not None and role.measure in ("change", "change_rate") and (unit or "").endswith("百分点"):
                rate = says("rate_told").search(self.chars, max(0, role.start - REACH), role.start)
                if rate is not None:
                    return Subject(rate["n"])
            spent = self.chars[role.start : role.start + 2] if role is not None else ""
            plain_level = role is not None and role.measure == "level" and role.basis is None
            if role is not None and role.measure == "level" and role.basis is None and self._sums_up(lead, role, unit):
                return self._sum(lead) or Subject("共计")
            if kind in ("amount", "score") and role is not None and role.measure in ("level", "change"):
                if role.basis is None and self.named and says("sum_up").match(lead):
                    return self._sum(lead)
                if current is None and state.project is not None and says("project_money").search(state.heading):
                    return Subject(state.project)
            if role is not None and role.basis in BUDGETS and "部门预算" in self.chars[role.start : self.at]:
                return Subject("部门预算")
            if role is not None and kind == "amount" and role.basis is not None and self._of_body(role, lead):
                return Subject("部门预算" if role.basis in (*BUDGETS, "execution") else "部门决算")
            spending = current is not None and current.name.endswith("支出") and state.last_budget is not None
            spending = spending or (current is not None and current.account)
            if (
                role is not None
                and role.measure == "completion"
                and state.last_basis not in ("final", "execution")
                and not spending
            ):
                rate = says("rate_word").match(self.chars, role.start)
                if rate is not None:
                    return Subject(rate[0])
            if role is not None and role.measure in ("change", "change_rate", "completion", "share"):
                counted = role.measure == "completion" and role.versus is None
                counted = counted or role.measure == "share" and "。" not in lead and state.last_level == state.counted
                if counted and state.last_kind in COUNTS:
                    # 共7453套安置房，完成计划的108%: of what was counted last, though named behind the count.
                    return state.last_level or current
                like = state.like(kind, role.measure)
                if like is not None:
                    return like
            if kind == "score" and self.points is not None and "。" not in lead:
                return self.points
            if kind == "score" and self.run_in() is not None:
                return self.run_in()
            carried = state.carried(spent, plain_level)
            if state.body is not None and role is not None and says("budget_of_all").match(self.chars, role.start):
                # 省级资金3万元；…，全年预算数调整为8万元: the budget of the year is that of all.
                carried = None
            if carried is None and state.body is not None and kind == "amount" and role is not None:
                # 全年执行数5万元 in the evaluation of all that the body spent, where nothing else was named.
                carried = Subject(state.body) if role.basis in (*BUDGETS, "execution") else None
            if carried is None and role is not None and role.measure in ("share", "change", "change_rate"):
                carried = state.counted
            counts = (
                kind in ("amount", "participants", "quantity") and role is not None and role.measure != "completion"
            )
            if counts and carried is not None and says("rate_name").search(carried.name):
                # 预算完成率96.4%。全年调整预算75万元: no money is of a rate.
                bare = says("points_of").sub("", carried.name)
                headed = state.topic if state.topic and not says("rate_name").search(state.topic.name) else None
                named = len(bare) > SHORT_NAME and bare != carried.name
                carried = Subject(bare) if named else state.levels.get(kind) or headed
            stated = role is not None and role.basis is not None and role.measure == "level" and kind == "amount"
            if stated and carried is not None and says("left_of_money").fullmatch(carried.name):
                # 项目资金执行数17万元，尚未支出1万元。2022年执行数为15万元
                carried = state.last_stated or carried
            if carried is not None and kind == "participants" and carried.name.endswith("团组") and not grouped:
                # 团组2个，累计12人次: the people, not the groups.
                return Subject(carried.name.removesuffix("团组") or carried.name)
            return carried
        begun = name.start - self.base
        words = full_width(self._resolved(name.norm or name.text))
        words = listed_term(self.chars, name.start - self.base, words)
        words = self.of_this_document(words, name.start - self.base, kind)
        if role is not None and role.basis is not None and role.measure == "level":
            words = account_of(words)
        own = self.leaning(name, words, kind, lead, unit)
        if own is not None:
            return own
        if words in ("支出", "收入") and role is not None and role.measure in ("change", "change_rate"):
            flow = next((told for told in self.named if _is_flow(told, words)), None)
            ended = self.chars.rfind("。", 0, self.at)
            if flow is not None and ended > 0 and says("beside_before").search(self.chars, ended, self.at):
                # 本年支出合计50万元，其中…。与上年比较，支出增加3万元: the talk is of the whole again.
                return Subject(flow)
        executed = words == "支出" and self.stated == "execution" and state.body and not state.accounts
        if executed and state.body and (current is None or says("rate_name").search(current.name)):
            # 资金到位率100%。全年实际支出5万元: no money was spoken of but that of all.
            return Subject(state.body)
        spent_of_it = words in ("支出", "收入") and state.last_basis in BUDGETS and self.stated not in BUDGETS
        spent_of_it = spent_of_it and (not state.accounts or current is not None and current.account)
        if spent_of_it and (self._flow(words) == words or "基金" not in self._flow(words)):
            # 培训费预算3万元，支出2万元 (实际支出2万元): what was spent of it.
            return current or Subject(words)
        if words in ("支出", "收入") and self.stated == "final" and current is not None and current.account:
            # 公建（项）…，决算支出5万元
            return current
        done = says("done_with").fullmatch(words)
        if done is not None and words.endswith("资金") and current is not None and not current.name.endswith("资金"):
            # 总投资5万元，实际到位资金4万元: it has a name of its own.
            done = None
        if done is not None and current is not None and says("money_named").search(current.name):
            return Subject(current.name + done["done"], dependent=True)
        if done is not None and words.startswith("已"):
            words = done["done"]
        short = self.short_for(words, kind, grouped)
        if short is not None:
            return short
        if says("this_one").fullmatch(words):
            # 本项, 该指标: what the heading is about.
            heading = state.subject_of_heading(known=False) if words[0] in "本该此这" else None
            told = self.points if kind == "score" and "。" not in lead else None
            if words.endswith(("支出", "收入", "经费", "资金")):
                said = topic(self.chars, self.at, self.values, "topic_said")
                if said is not None:
                    return Subject(said)
                return current or self.state.subject_of_heading(above=True) or self.state.level_before or Subject(words)
            return told or self.run_in() or heading or current or Subject(words)
        if words in _GENERIC and current is not None:
            return current
        if says("its_cost").fullmatch(words) and current is not None and current.name.endswith(("费", "费用")):
            # 公务接待费2万元，主要用于…。费用支出较上年增加1万元
            return current
        if says("dependent").fullmatch(words) and current is not None:
            return Subject(says("dependent_tail").sub("", self._counted() or current.name) + words)
        # 整改率分别为99%、100%: of each of those named, not of the last.
        said = lead + self.chars[role.start : self.at] if role is not None else lead
        each = patterns.expression("clauses", "each").search(said) is not None
        if kind == "percent" and says("rate_of_asked").fullmatch(words) and self.told.asked:
            return Subject("问卷" + words, dependent=True)
        # 平台按时初查率99%、按时办结率98%: two rates of one thing, that was named before the first.
        each = each or lead.startswith("、")
        rated = None if each else rate_of(words, current.name if current and not state.stale else "", state.counted)
        if rated is not None:
            return Subject(rated, dependent=True)
        if words == "完成率" and state.last_kind in COUNTS and says("rate_of_last").fullmatch(lead):
            # 更新公交车24辆，完成率86%: of what was counted.
            told = state.last_level if state.last_level is not None else Subject(words)
            return told if says("says_what").match(told.name) else Subject(words)
        points = says("points_rated").search(self.chars, max(0, begun - REACH), begun) if words == "得分率" else None
        if points is not None:
            # 过程得26.2分，得分率93.5%
            return Subject(points["n"] + words, dependent=True)
        if words == "执行率" and "预算执行率" in self.chars[: self.at]:
            # 预算执行率98%，执行率比上年提高1个百分点
            return Subject("预算执行率", dependent=True)
        whole = self._of_another(words, kind, role)
        if whole is not None:
            return Subject(whole, dependent=True)
        words = self._whole_name(words, kind)
        same = current is not None and current.name.removesuffix("支出") == words.removesuffix("支出")
        if same and current is not None and (current.code or current.parents or current.account):
            return current
        return Subject(words)

    def member(self, name: str) -> Subject:
        """The subject of a value in a row that has its own name."""
        return Subject(self._resolved(name))

    def _of_body(self, role: Role, lead: str) -> bool:
        """Whether a budget or account is said to be the body's, and not that of what was spoken of before."""
        current = self.state.current
        if role.measure != "level" or self.chars.startswith(("支出", "收入"), role.start):
            return False
        if says("of_body").search(lead) is None:
            return False
        if current is None:
            # 行政运行（项）。我局年初预算: what it is of stands before it, though not as a subject.
            named = bool(self.names) and self.names[0].start - self.base < role.start
            named = named or SIGNS.search(self.chars, 0, role.start) is not None
            return not named and self.state.subject_of_heading() is None
        return not (current.account or current.code) and says("flows_of_body").search(current.name) is not None

    def _of_another(self, words: str, kind: str, role: Role | None) -> str | None:
        """A name that speaks of what was named before it: the 总费用 of those counted, the 基本支出 of a 会议费."""
        state = self.state
        counted, current, whole = state.counted, state.current, state.whole
        if counted is not None and kind in ("amount", "percent") and says("of_counted").fullmatch(words):
            return joined(counted.name.removeprefix("享受"), words)
        if current is not None and says("of_named").fullmatch(words) and re.search(r"(?:基金|资金)$", current.name):
            return current.name + words
        part = state.enumerating and says("part_of_account").fullmatch(words) is not None
        if part and whole is not None and taxonomy.codes_of(whole.name):
            return whole.name + words
        fund = says("fund_alone").fullmatch(words) if kind == "amount" else None
        if fund is not None:
            parted = state.brackets[-1][1] if state.brackets else whole
            if parted is not None and says("of_both_funds").fullmatch(parted.name):
                # 财政拨款收入9万元（一般公共预算5万元、政府性基金预算4万元）
                return fund["n"] + parted.name
            if parted is not None and (parted.account or parted.name == "上年结转"):
                return parted.name
        if words in ("基本支出", "项目支出"):
            if state.enumerating and whole is not None and whole.name.endswith("费"):
                return whole.name + words
            full = [before for before in self.named[-REACH:] if before.endswith("费" + words)]
            return full[-1] if full else None
        falls = role is not None and role.measure == "change_rate" and role.sign < 0
        if falls and says("priced").search(words) and "价" in self.chars:
            return words + "价格"
        return None

    def _counted(self) -> str | None:
        """The meeting or course whose people are counted: 召开5次会议，人数80人."""
        things = self.state.levels.get("quantity")
        return things.name if things is not None and self.state.last_kind == "quantity" else None
