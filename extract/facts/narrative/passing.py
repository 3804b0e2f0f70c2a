"""What stands between two values: sentence ends, 科目, enumerations, periods, bases, each taken into the state."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from extract.facts.narrative.resolving import REACH, says
from extract.facts.narrative.roles import Base, bases_in, cleaned
from extract.facts.narrative.state import State, Subject, accounts_in
from extract.facts.narrative.wording import project_named
from extract.types import Mention
from models import patterns, taxonomy

_COMPARES = frozenset("与比较同由从")
_CLAUSE = re.compile(r"[，,。；;：:、]")
_DASH = re.compile("[—－–-]+")
#: A subject named in a sentence of its own holds for that and the next.
HEADED = 2
_ITEM = re.compile(r"[；;]")
_BRACKET = re.compile(r"[（()）]")


#: Days on which accounts are closed and staff is counted: no day of an event.
_BALANCE_DAYS = ("-12-31", "-01-01", "-03-31", "-06-30", "-09-30")
#: A number with what it counts, as it ends its clause; spans of time are told by the way.
_TOLD = re.compile(
    r"(?:为|是|达到?|有|共|计|约)\s*(\d[\d.,]*)\s*(?!个?月|小时|天|个?工作日|日|年|时|分钟|周|[%％])"
    r"[^\d，,；;。：:、（）()]{1,6}[，,；;]"
)


class Passing:
    """One paragraph's words between its values."""

    def __init__(self, chars: str, base: int, state: State, mentions: tuple[Mention, ...]):
        self.chars = chars
        self.base = base
        self.state = state
        self.mentions = [mention for mention in mentions if mention.label != "REASON"]
        self.periods = [mention for mention in mentions if mention.label == "PERIOD"]
        self.period_starts = [period.start for period in self.periods]
        self.reasons = [(mention.start, mention.end) for mention in mentions if mention.label == "REASON"]

    def over(self, start: int, end: int) -> None:
        """Take in what stands between two values: sentence ends, 科目, enumerations, periods, bases."""
        state = self.state
        events: list[tuple[int, int, object]] = []
        chars = self.chars
        index = chars.find("。", start, end)
        while index >= 0:
            events.append((index, index + 1, "end"))
            index = chars.find("。", index + 1, end)
        events += [(found.start(), found.end(), found[0]) for found in _BRACKET.finditer(chars, start, end)]
        events += [(found.start(), found.end(), "item") for found in _ITEM.finditer(chars, start, end)]
        events += accounts_in(chars, start, end)
        heads = patterns.finds("carried", "run_in", chars, start, end)
        events += [(found.start("n"), found.end(), ("head", found["n"])) for found in heads]
        events += [
            (
                found.start(),
                found.end(),
                "parts" if found.start() or found[0][0] not in "其按" else "parts of what was above",
            )
            for found in patterns.finds("clauses", "enumerates", chars, start, end)
        ]
        for found in patterns.finds("clauses", "whole_in", chars, start, end):
            named = cleaned(found["whole"])
            if named:
                events.append((found.start(), found.end(), ("whole", named)))
        for found in patterns.finds("clauses", "topics", chars, start, end):
            # It ends its own sentence, so it counts as said in the next.
            project = found["name"] or found["rated"] or found["account"]
            topic = project or says("topic_tail").sub("", found["item"]) or found["item"]
            at = found.end() if project else found.end("item")
            # 市场监督管理事务—行政运行: the 款 and the 项 of which the sentence is.
            topic = _DASH.split(topic)[-1]
            if project is None and project_named(topic) != topic:
                project = topic = project_named(topic)
            if says("no_topic").fullmatch(topic) is None:
                # What is spent on a project whose paragraph it opens is of that project, as of an account.
                known = project is not None or taxonomy.knows(topic)
                events.append((at, at + 1, Subject(topic, account=known)))
        for found in patterns.finds("clauses", "spending_of", chars, start, end):
            events.append((found.start(), found.end(), ("whole", found["basis"])))
            events.append((found.end(), found.end(), Subject(found["n"])))
        for found in patterns.finds("clauses", "whole_made_of", chars, start, end):
            # 包括 behind a basis parts that, and not what was told last.
            events = [e for e in events if not (e[2] == "parts" and found.start() <= e[0] < found.end())]
            events.append((found.start(), found.end(), ("whole", found["whole"])))
        bases = bases_in(chars, start, min(len(chars), end + 8), state.fiscal_year)
        events += [event for event in bases if event[0] < end]
        low = bisect_left(self.period_starts, start + self.base)
        for period in self.periods[low : bisect_left(self.period_starts, end + self.base)]:
            first, last = period.start - self.base, period.end - self.base
            if chars[max(0, first - 1) : first] not in _COMPARES:
                events.append((first, last, period))
        for at, _, event in sorted(events, key=lambda e: (e[0], e[1])):
            if event == "end":
                point, scope = (state.point, state.point_open), state.scope
                state.end_sentence()
                if chars.startswith("其中", at + 1):
                    # 1-6月全县开工78个。其中，投资上亿元的63个: of the same months, and there.
                    state.point, state.point_open = point
                    state.scope = None if state.scope_local else scope
            elif event in ("（", "("):
                state.enter()
            elif event in ("）", ")"):
                state.leave()
            elif event == "item":
                state.end_item()
                if state.enumerating and state.whole is not None and chars.startswith(("比", "较", "与", "同"), at + 1):
                    # 支出9万元，其中上年结转1万元；比上年增加2万元: of the whole again.
                    state.enumerating, state.current = False, state.whole
            elif event in ("parts", "parts of what was above"):
                state.whole = state.last_level or state.whole
                if event != "parts" and state.whole is None:
                    state.whole, state.last_basis = state.level_before, state.basis_before
                    if state.default_basis == "final" and state.last_basis in ("initial_budget", "adjusted_budget"):
                        # 支出9万元，年初预算8万元。⏎按功能分：甲5万元: of the accounts, not of the budget beside them.
                        state.last_basis = None
                state.whole_kind = state.last_kind
                state.part_basis = state.last_basis or (None if state.accounts else state.basis_told)
                state.nested = state.enumerating
                state.enumerating = True
                state.whole_value, state.part_values = state.last_value, []
            elif isinstance(event, tuple) and event[0] == "head":
                state.run_in = event[1]
            elif isinstance(event, tuple) and event[0] == "whole":
                # 执行数中, 支出中: what was named before is the whole.
                bare = says("basis_word").fullmatch(event[1]) is not None and state.last_level is not None
                state.whole = (state.last_stated or state.last_level) if bare else Subject(event[1])
                named = next(
                    (row["basis"] for word, row in patterns.rows("carried", "basis_of_word") if word.match(event[1])),
                    None,
                )
                state.part_basis = (named or state.last_basis) if not state.accounts else state.part_basis
            elif isinstance(event, Subject):
                state.current, state.stale = event, False
                state.headed, state.topic = HEADED, event
            elif isinstance(event, Base):
                state.base = event
            elif isinstance(event, Mention):
                self._period(event, end)

    def _period(self, mention: Mention, upto: int) -> None:
        state = self.state
        before = self.chars[max(0, mention.start - self.base - REACH) : mention.start - self.base]
        after = self.chars[mention.end - self.base : mention.end - self.base + 1]
        of_last = mention.text.startswith(("上", "去")) and not mention.text.startswith("上半年")
        if of_last and (after not in ("，", ",") or before.endswith(("（", "("))):
            # 上年决算数 is said of one figure, not of those after it.
            return
        reasons = self.inside_reason(mention.start)
        own = state.fiscal_year or ""
        if mention.norm and own.isdigit() and mention.norm[:4] == str(int(own) + 1):
            state.next_year = mention.norm[:4]
        said = says("says_when").search(before) or says("year_of_figure").match(self.chars, mention.end - self.base)
        if mention.norm is not None and len(mention.norm) == 4 and (reasons or not said):
            # 2024年参保缴费工作会议: the year belongs to a name or a reason, not to the figures.
            if reasons:
                state.point, state.point_brief = mention.norm, True
            return
        if mention.norm is None:
            state.point, state.point_open = None, "目前" in mention.text
        elif len(mention.norm) == 4:
            state.name_year(mention.norm)
            if mention.text in ("全年", "全年度"):
                # 截至9月底…，全年结转3万元: the day does not hold for what is told of the year.
                state.point = None
        elif re.search("季度|^[上下]半年", mention.text) and not mention.text.startswith("截"):
            # 第四季度费用尚未结算: said of what follows it in its clause alone.
            if after in ("，", ",") or not _CLAUSE.search(self.chars, mention.end - self.base, upto):
                state.point, state.point_brief = mention.norm, True
        elif self._of_event(mention, after, upto):
            return
        else:
            state.point = mention.norm
            # 截至…日, 年末 say when something was counted, not when something happened.
            of_assets = mention.text in ("年末", "年底") and says("of_assets").search(state.heading) is not None
            if mention.text.startswith("截") or of_assets or (mention.text[0] in "12" and mention.text[-1] in "末底"):
                state.stock_point = mention.norm
            # 3月底前结束；五是…: by when one thing is to be done is not said of the next.
            state.point_brief = mention.text in ("年末", "年底") or mention.text.endswith("前") or after == "前"

    def _of_event(self, mention: Mention, after: str, upto: int) -> bool:
        """Whether a day says when something happened in its clause (于2月9日发布公告), not when it was counted."""
        day = mention.norm or ""
        counted = mention.text.startswith("截") or after == "止" or day.endswith(_BALANCE_DAYS)
        if len(day) != len("2023-02-09") or counted:
            return False
        stops = _CLAUSE.search(self.chars, mention.end - self.base, upto)
        return after not in ("，", ",", "") and stops is not None

    def tells_unread(self, start: int, end: int) -> bool:
        """Whether between two values stands a number that no rule read: what follows may be said of it."""
        for found in _TOLD.finditer(self.chars, start, end):
            first, last = found.span(1)
            known = any(m.start < last + self.base and first + self.base < m.end for m in self.mentions)
            masks = patterns.expression("values", "masks").finditer(self.chars, max(0, first - 8), last + 8)
            if not known and not any(masked.start() < last and first < masked.end() for masked in masks):
                return True
        return False

    def apart(self, one: int, other: int) -> bool:
        """Whether two characters (of the text) stand in different sentences."""
        first, last = sorted((one - self.base, other - self.base))
        return "。" in self.chars[first:last]

    def inside_reason(self, start: int) -> bool:
        """Whether the character (of the text) stands in a reason."""
        number = bisect_right(self.reasons, (start, len(self.chars) + self.base + 1)) - 1
        return number >= 0 and start < self.reasons[number][1]
