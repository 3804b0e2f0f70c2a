"""One paragraph read value by value: each gets its role, its name and what is carried to it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from decimal import Decimal

from extract.facts.from_text_evidence import Places
from extract.facts.from_text_roles import Base, Role, base_of, bases_in, cleaned, full_width, role_of, who_of
from extract.facts.from_text_state import State, Subject, accounts_in
from extract.numbers import plain, to_base
from extract.types import Basis, Fact, FactKind, Measure, Mention, Paragraph, Text
from models import patterns, taxonomy
from models.units import units

KINDS: dict[str, FactKind] = {
    "AMOUNT": "amount",
    "PERCENT": "percent",
    "PARTICIPANT_COUNT": "participants",
    "QUANTITY": "quantity",
    "SCORE": "score",
}
#: How sure a fact is whose name stands beside it, is carried from before, or is unknown.
BESIDE, CARRIED, NAMELESS, UNREAD = 0.95, 0.85, 0.5, 0.1
#: A name this short (总收入, 支出) may stand for one that was named in full before.
SHORT_NAME = 4
#: Names that only say that something was counted.
_GENERIC = frozenset({"数量", "金额", "总额", "合计", "个数", "家数"})
#: Words before a name or period are looked at so far; a name stands so close behind its amount.
REACH, BEHIND = 48, 10
_COMPARES = frozenset("与比较同由从")


def _says(name: str) -> re.Pattern[str]:
    return patterns.expression("carried", name)


class Clauses:
    """One paragraph, value by value."""

    def __init__(self, text: Text, places: Places, state: State, paragraph: Paragraph, mentions: tuple[Mention, ...]):
        self.places = places
        self.state = state
        self.base = paragraph.start
        self.chars = text.chars[paragraph.start : paragraph.end]
        self.mentions = mentions
        self.names = [mention for mention in mentions if mention.label == "INDICATOR"]
        self.name_starts = [name.start for name in self.names]
        self.periods = [mention for mention in mentions if mention.label == "PERIOD"]
        self.period_starts = [period.start for period in self.periods]
        self.reasons = [(mention.start, mention.end) for mention in mentions if mention.label == "REASON"]
        self.claimed: set[int] = set()
        self.at = 0
        self.stated: Basis | None = None
        self.value_at = 0
        self.named: list[str] = []

    def read(self) -> list[Fact]:
        facts: list[Fact] = []
        for mention in self.mentions:
            start = mention.start - self.base
            if mention.label == "COMPARISON" and start >= self.at:
                if not self._inside_reason(mention.start):
                    facts.append(self._comparison(mention))
            elif mention.label in KINDS:
                facts.append(self._value(mention))
        self._pass(self.at, len(self.chars))
        return facts

    def _pass(self, start: int, end: int) -> None:
        """Take in what stands between two values: sentence ends, 科目, enumerations, periods, bases."""
        state = self.state
        events: list[tuple[int, int, object]] = []
        chars = self.chars
        index = chars.find("。", start, end)
        while index >= 0:
            events.append((index, index + 1, "end"))
            index = chars.find("。", index + 1, end)
        events += accounts_in(chars, start, end)
        events += [
            (found.start(), found.end(), "parts")
            for found in patterns.expression("clauses", "enumerates").finditer(chars, start, end)
        ]
        for found in patterns.expression("clauses", "whole_in").finditer(chars, start, end):
            named = cleaned(found["whole"])
            if named:
                events.append((found.start(), found.end(), ("whole", named)))
        for found in patterns.expression("clauses", "topics").finditer(chars, start, end):
            # It ends its own sentence, so it counts as said in the next.
            events.append((found.end(), found.end() + 1, Subject(found["name"])))
        bases = bases_in(chars, start, min(len(chars), end + 8))
        events += [event for event in bases if event[0] < end]
        low = bisect_left(self.period_starts, start + self.base)
        for period in self.periods[low : bisect_left(self.period_starts, end + self.base)]:
            first, last = period.start - self.base, period.end - self.base
            if chars[max(0, first - 1) : first] not in _COMPARES:
                events.append((first, last, period))
        for _, _, event in sorted(events, key=lambda e: (e[0], e[1])):
            if event == "end":
                state.end_sentence()
            elif event == "parts":
                state.whole = state.last_level or state.whole
                state.part_basis = state.last_basis
                state.enumerating = True
            elif isinstance(event, tuple) and event[0] == "whole":
                state.whole = Subject(event[1])
            elif isinstance(event, Subject):
                state.current, state.stale = event, False
            elif isinstance(event, Base):
                state.base = event
            elif isinstance(event, Mention):
                self._period(event)

    def _period(self, mention: Mention) -> None:
        state = self.state
        before = self.chars[max(0, mention.start - self.base - REACH) : mention.start - self.base]
        after = self.chars[mention.end - self.base : mention.end - self.base + 1]
        if mention.text.startswith(("上", "去")) and after not in ("，", ","):
            # 上年决算数 is said of one figure, not of those after it.
            return
        reasons = self._inside_reason(mention.start)
        if mention.norm is not None and len(mention.norm) == 4 and (reasons or not _says("says_when").search(before)):
            # 2024年参保缴费工作会议: the year belongs to a name or a reason, not to the figures.
            if reasons:
                state.point = mention.norm
            return
        if mention.norm is None:
            state.point, state.point_open = None, "目前" in mention.text
        elif len(mention.norm) == 4:
            state.year = mention.norm
        else:
            state.point = mention.norm

    def _name(self, start: int, end: int, mention: Mention) -> tuple[Mention | None, bool]:
        """The name that a value at ``end`` has: before it in its clause, or behind a count."""
        chars = self.chars
        ahead = [
            name for name in self._names_in(start, end)
            if name.end - self.base <= end and name.start not in self.claimed
            and not _says("parted").search(chars, name.end - self.base, end)
        ]  # fmt: skip
        if ahead:
            return ahead[-1], False
        after = mention.end - self.base
        for name in self._names_in(after, after + BEHIND)[:1]:
            between = chars[after : name.start - self.base]
            counts = mention.label in ("QUANTITY", "PARTICIPANT_COUNT") and not between.strip()
            if counts or (mention.label == "AMOUNT" and _says("is").fullmatch(between)):
                self.claimed.add(name.start)
                return name, True
        touching = [
            name for name in self._names_in(max(0, end - REACH), end)
            if name.end - self.base == end and name.start in self.claimed
        ]  # fmt: skip
        return (touching[-1] if touching else None), False

    def _names_in(self, start: int, end: int) -> list[Mention]:
        """The names that begin in a stretch of the paragraph."""
        first = bisect_left(self.name_starts, start + self.base)
        return self.names[first : bisect_left(self.name_starts, end + self.base)]

    def _inside_reason(self, start: int) -> bool:
        """Whether the character (of the text) stands in a reason."""
        number = bisect_right(self.reasons, (start, len(self.chars) + self.base + 1)) - 1
        return number >= 0 and start < self.reasons[number][1]

    def _subject(self, name: Mention | None, role: Role | None = None) -> Subject | None:
        state = self.state
        current = state.current
        if name is not None and role is not None and role.basis and (name.norm or name.text) in ("支出", "收入"):
            # 支出决算为 behind an item speaks of that item.
            name = None if current is not None else name
        if name is None:
            spent = self.chars[role.start : role.start + 2] if role is not None else ""
            plain_level = role is not None and role.measure == "level" and role.basis is None
            return state.carried(spent, plain_level)
        words = full_width(self._resolved(name.norm or name.text))
        if words in _GENERIC and current is not None:
            return current
        same = current is not None and current.name.removesuffix("支出") == words.removesuffix("支出")
        if same and current is not None and (current.code or current.parents or current.account):
            return current
        return Subject(words)

    def _resolved(self, words: str) -> str:
        """A name without the word of basis inside it; a short one as it was named in full before."""
        self.stated = None
        for expression in ("leading_basis", "inner_basis"):
            for pattern, row in patterns.rows("clauses", expression):
                found = pattern.search(words)
                if found and len(words) - len(found[0]) >= 2:
                    self.stated = row["basis"]
                    words = words[: found.start()] + words[found.end() :]
        if self.stated is not None and len(words) <= SHORT_NAME:
            full = [name for name in self.named[-REACH:] if name.endswith(words)]
            if full:
                return full[-1]
            if self.state.whole is not None and self.state.whole.name.endswith(words):
                return self.state.whole.name
        return words

    def _value(self, mention: Mention) -> Fact:
        chars, state = self.chars, self.state
        start, end = mention.start - self.base, mention.end - self.base
        kind = KINDS[mention.label]
        role = role_of(chars, self.at, start, kind)
        self._pass(self.at, start)
        name, behind = self._name(self.at, start, mention)
        self.stated = None
        subject = self._subject(name, role)
        if subject is not None:
            self.named.append(subject.name)
        if name is not None:
            self._scope(name)
        measure = self._measure(role, mention, kind)
        self.value_at = start
        basis = self._basis(role, kind, measure)
        fact = self._fact(mention, kind, measure, role, subject, name is not None)
        fact = self._compared(replace(fact, basis=basis, period=self._when(role)), role, measure)
        if kind == "participants":
            clause = chars[max(self.at, start - 24) : start] + (name.text if name else "")
            fact = replace(fact, who=who_of(clause))
            if fact.who == "团组" and mention.norm is not None and mention.unit in ("个", "次", "批", "批次"):
                fact = replace(fact, value_base=plain(Decimal(mention.norm)), unit_base="团组")
        self._remember(role, measure, basis, subject, behind)
        if state.point and len(state.point) == 9:
            # Several years are said of one item, not of those after it.
            state.point = None
        self.at = end
        return fact

    def _remember(
        self, role: Role, measure: Measure, basis: Basis | None, subject: Subject | None, behind: bool
    ) -> None:
        state = self.state
        aside = subject is not None and patterns.expression("clauses", "aside").search(subject.name) is not None
        if role.basis is not None or self.stated is not None:
            # A basis of its own ends the one that parts have from their whole.
            state.part_basis = state.part_basis if basis == state.part_basis else None
        state.change_basis = basis if measure == "change" else None
        if subject is not None and not behind and not aside:
            state.current, state.stale = subject, False
        if measure == "level" and subject is not None and not aside and not (role.compared or role.prior):
            state.last_level, state.last_basis = subject, role.basis or self.stated
        if role.prior:
            state.base = Base("prior_year", role.basis if role.basis in ("budget", "execution") else None)
        elif role.compared:
            state.base = base_of(
                {"initial_budget": "年初预算", "adjusted_budget": "调整预算"}.get(role.basis or "", "预算")
            )

    def _measure(self, role: Role, mention: Mention, kind: FactKind) -> Measure:
        if kind == "amount" and mention.unit in units() and units()[mention.unit].kind == "standard":
            return "standard" if role.measure == "level" else role.measure
        section = self.state.section
        if role.measure == "level" and section is not None and section.kind not in ("final_account", "budget"):
            titled = _says("targets").search(self.state.heading) is not None
            titled = titled or mention.qualifier in ("≥", "≤", "不低于", "不超过", "不少于", "不高于")
            if _says("target_line").match(self.chars) or (
                titled and kind in ("percent", "participants", "quantity", "amount")
            ):
                return "target"
        return role.measure

    def _basis(self, role: Role, kind: FactKind, measure: Measure) -> Basis | None:
        state = self.state
        if role.basis is not None or self.stated is not None:
            return role.basis or self.stated
        if kind not in ("amount", "percent") or measure in ("target", "standard"):
            return None
        if role.measure == "level" and kind == "percent":
            return None
        if self._inside_reason(self.base + self.value_at):
            return None
        if measure == "completion":
            return "execution" if state.last_basis == "execution" else "final"
        if measure == "change_rate" and state.change_basis is not None:
            return state.change_basis
        return state.part_basis or state.default_basis

    def _when(self, role: Role) -> str | None:
        if role.when is not None:
            found = re.match(r"(\d{4})", role.when)
            return found[1] if found else self.state.prior_year
        if role.prior:
            return self.state.prior_year
        return self.state.period

    def _compared(self, fact: Fact, role: Role, measure: Measure) -> Fact:
        state = self.state
        if measure == "share":
            den = cleaned(role.denominator)
            whole = den or (state.whole.name if state.whole else None)
            return replace(fact, versus="whole", versus_indicator=whole)
        if measure == "completion":
            return replace(fact, versus=role.versus)
        if measure in ("change", "change_rate") and state.base is not None:
            basis = state.base.basis
            if state.base.versus == "prior_year" and basis is None:
                basis = "final" if state.section is not None and state.section.kind == "final_account" else None
            return replace(fact, versus=state.base.versus, versus_basis=basis)
        return fact

    def _scope(self, name: Mention) -> None:
        """The region before a name is its scope."""
        before = self.chars[max(0, name.start - self.base - REACH) : name.start - self.base]
        found = _says("scope_before").search(before)
        if found:
            self.state.scope = found[1]

    def _fact(
        self, mention: Mention, kind: FactKind, measure: Measure, role: Role, subject: Subject | None, beside: bool
    ) -> Fact:
        if mention.norm is None:
            return self._placed(self._unread(mention, kind, measure, subject), subject)
        value = Decimal(mention.norm)
        if role.sign < 0 and value > 0:
            value = value.copy_negate()
        based = to_base(value, mention.unit)
        fact = Fact(
            indicator=subject.name if subject else None,
            kind=kind,
            measure=measure,
            value=plain(value),
            unit=mention.unit,
            value_base=plain(based[0]) if based else None,
            unit_base=based[1] if based else None,
            direction="unknown" if role.unknown else None,
            qualifier=mention.qualifier,
            scope=self.state.scope,
            evidence=self.places.of(mention.start, mention.end),
            confidence=min(mention.confidence, BESIDE if beside else CARRIED if subject else NAMELESS),
        )
        return self._placed(fact, subject)

    def _unread(self, mention: Mention, kind: FactKind, measure: Measure, subject: Subject | None) -> Fact:
        """A figure whose digits are no number as printed: kept as it is printed, its value not guessed."""
        return Fact(
            indicator=subject.name if subject else None,
            kind=kind,
            measure=measure,
            unit=mention.unit,
            value_text=mention.text.removesuffix(mention.unit or "").strip(),
            scope=self.state.scope,
            evidence=self.places.of(mention.start, mention.end),
            confidence=UNREAD,
            status="abstained",
        )

    def _placed(self, fact: Fact, subject: Subject | None) -> Fact:
        section = self.state.section
        if section is not None:
            fact = replace(fact, section=section.kind, department=section.department, fiscal_year=section.fiscal_year)
        entry = taxonomy.find(subject.name, subject.code, subject.parents) if subject else None
        return replace(fact, indicator_id=entry.id, indicator_path=entry.path) if entry else fact

    def _comparison(self, mention: Mention) -> Fact:
        start = mention.start - self.base
        self._pass(self.at, start)
        name, _ = self._name(self.at, start, mention)
        subject = self._subject(name)
        base = self._compared_with(start)
        self.at = mention.end - self.base
        basis = base.basis
        if base.versus == "prior_year" and basis is None and self.state.default_basis == "final":
            basis = "final"
        fact = Fact(
            indicator=subject.name if subject else None,
            kind="text",
            measure="comparison",
            basis=self.state.default_basis or ("final" if base.versus else None),
            versus=base.versus,
            versus_basis=basis,
            period=self.state.period,
            value_text=mention.text,
            evidence=self.places.of(mention.start, mention.end),
            confidence=BESIDE if name else CARRIED if subject else NAMELESS,
        )
        if subject is not None:
            self.state.current = subject
        return self._placed(fact, subject)

    def _compared_with(self, start: int) -> Base:
        """What stands in the comparison itself, else what was last compared with."""
        for pattern, _ in patterns.rows("clauses", "comparisons"):
            for found in pattern.finditer(self.chars, max(0, start - 40), min(len(self.chars), start + 24)):
                if found.start("word") == start and found["of"]:
                    return base_of(found["of"])
        return self.state.base or Base(None)
