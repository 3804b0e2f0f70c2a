"""One paragraph read value by value: each gets its role, its name and what is carried to it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extract.facts.narrative.completed import completed
from extract.facts.narrative.names import BUDGETS, Names
from extract.facts.narrative.passing import Passing
from extract.facts.narrative.resolving import REACH, says
from extract.facts.narrative.roles import (
    Base,
    Role,
    is_yardstick,
    of_points,
    role_behind,
    role_of,
    role_of_part,
)
from extract.facts.narrative.series import AMBIGUOUS, Member, all_compared, follows, rows_of
from extract.facts.narrative.state import State, Subject
from extract.facts.said import figures
from extract.facts.said.evidence import Places
from extract.facts.said.rates import rate_of
from extract.facts.said.results import as_of_the_day, compared_with, of_the_year, of_those_counted, results_in_words
from extract.facts.said.traits import traits_of
from extract.numbers import plain, to_base
from extract.types import Fact, FactKind, Measure, Mention, Paragraph, Text
from models import patterns, taxonomy, trust

KINDS: dict[str, FactKind] = {
    "AMOUNT": "amount",
    "PERCENT": "percent",
    "PARTICIPANT_COUNT": "participants",
    "QUANTITY": "quantity",
    "SCORE": "score",
}
#: How sure a fact is whose name stands beside it, is carried from before, or is unknown.
BESIDE, CARRIED, NAMELESS, UNREAD = 0.95, 0.85, 0.5, 0.1
#: A value that stands in no row.
_ALONE = Member(0)
_CLAUSE = re.compile(r"[，,。；;：:、]")
_ANOTHER = re.compile(r"、[\u4e00-\u9fff]{2,12}标准(?:为)?")
_ITEM = re.compile(r"[；;]")
#: The same whole, parted in another way: 全年预算包括甲5万元、乙4万元；从用途看，….
_PARTED_AGAIN = re.compile(r"[；;](?:从|按)[^，,。；;]{1,10}(?:看|分|划分)[，,]")
_RISEN = re.compile(r"(?:逐步|统一)?(?:提高|提升|调整|增加|上调|下调|降低|降|增|提)(?:到|至|为)")
#: Scopes that are an office, beside which other bodies stand.
_OFFICES = frozenset({"局机关", "委机关", "单位机关", "本级"})
#: A mention surer than this is as sure as its reading.
SURE = 0.9


class Clauses:
    """One paragraph, value by value."""

    def __init__(self, text: Text, places: Places, state: State, paragraph: Paragraph, mentions: tuple[Mention, ...]):
        self.places = places
        self.state = state
        self.base = paragraph.start
        self.chars = text.chars[paragraph.start : paragraph.end]
        self.mentions = mentions
        self.names = Names(self.chars, self.base, state, mentions)
        self.passing = Passing(self.chars, self.base, state, mentions)
        self.rows = rows_of(self.chars, self.base, mentions, tuple(KINDS))
        self.row_role: Role | None = None
        #: The unit of the last value as a rate: 元/人·年 behind 每人每年, where the print says only 元.
        self.rate: str | None = None
        #: Where words of comparison stand that no value has followed yet.
        self.compared_at = self.compared_from = -1
        #: What was spoken of before the last value.
        self.before: Subject | None = None
        self.at = 0
        self.value_at = 0
        #: Of each value that was read, in order.
        self.traits: list[dict[str, float] | None] = []

    def read(self) -> list[Fact]:
        facts: list[Fact] = []
        for mention in self.mentions:
            start = mention.start - self.base
            if mention.label == "COMPARISON" and start >= self.at:
                if not says("by_how_much").match(self.chars, start) and not self.passing.inside_reason(mention.start):
                    compared = self._comparison(mention)
                    self.traits += [None] * len(compared)
                    facts += compared
            elif mention.label in KINDS:
                facts.append(self._value(mention))
        self.passing.over(self.at, len(self.chars))
        passing = self.passing
        facts = [
            as_of_the_day(fact, passing.periods, self.state, passing.inside_reason, passing.apart) for fact in facts
        ]
        for number, name in completed(self.chars, self.base, facts).items():
            bare = facts[number].but(indicator=name, indicator_id=None, indicator_path=())
            facts[number] = self._placed(bare, Subject(name))
        for at, graded in results_in_words(self.chars, self.base, facts, self.state, self.places):
            if not self.passing.inside_reason(graded.evidence[0].start or 0):
                facts.insert(at, self._placed(graded, Subject(graded.indicator or "")))
                self.traits.insert(at, None)
        return facts

    def _value(self, mention: Mention) -> Fact:
        chars, state = self.chars, self.state
        start, end = mention.start - self.base, mention.end - self.base
        kind = KINDS[mention.label]
        part = role_of_part(chars, (self.value_at, self.at), start) if kind == "percent" and self.at else None
        role = part or role_behind(chars, start, end) or role_of(chars, self.at, start, kind)
        if role.of_change:
            role = replace(role, sign=state.change_sign) if state.change_sign else Role(start)
        if kind in ("amount", "participants", "quantity") and is_yardstick(chars, start, end):
            role = replace(role, yardstick=True)
        if kind == "amount" and role.measure == "level" and self._left_of_account(start):
            role = Role(start - 2, "change", sign=-1, against_stated=True)
        difference = role_of(chars, self.compared_from, start, kind) if self.compared_at >= 0 else role
        if difference.measure in ("change", "change_rate") and difference.start <= self.compared_at:
            # 决算数大于预算数5万元: words of comparison, and by how much.
            role = replace(difference, start=self.at)
        self.compared_at = -1
        member = self.rows.get(mention.start, _ALONE)
        if member.index and self.row_role is not None:
            role = follows(role, self.row_role, start)
        rate = rate_of(mention.unit, chars[max(0, start - REACH) : start])
        # 每人每年6708元和4096元: what is said before the first is said of all.
        # So is the rate that it rises to: 由每人每月620元提高到650元.
        risen = _RISEN.fullmatch(chars, self.at, start) is not None
        # 集中供养标准每人每月1650元、分散供养标准1150元
        risen = risen or _ANOTHER.fullmatch(chars, self.at, start) is not None
        same = (member.index or risen) and "/" in (self.rate or "") and mention.unit == "元"
        self.rate = self.rate if same else rate
        self.row_role = role
        year = state.year
        self.passing.over(self.at, start)
        again = _PARTED_AGAIN.search(chars, self.at, start) is not None
        state.parted_again = state.parted_again or again
        if state.parted and not (state.nested or again) and _ITEM.search(chars, self.at, start):
            # All parts are told: what stands behind the semicolon is none of them.
            state.enumerating, state.part_basis = False, None
        name, behind = self.names.of(self.at, start, mention)
        role = figures.of_another_year(chars, start, role, state) or of_points(role, mention.unit)
        if kind == "amount" and state.initial is not None and role.measure == "level" and role.basis is None:
            role = figures.of_a_moved_budget(role, (name.norm or name.text) if name else "", chars[:start])
            if role.measure == "change" and name is not None and says("raised").fullmatch(name.text):
                name, behind = None, False
        if role.basis == "prior_final" and name is not None and name.start - self.base >= role.start:
            name, behind = None, False
        self.names.stated = None
        subject = self.names.subject(name, role, kind, chars[self.at : max(self.at, role.start)], mention.unit)
        if name is None and self.passing.tells_unread(self.at, start):
            # Of a number that was not read, or of what was before it: the print does not say here.
            subject = None
        if part is not None and part.measure == "share" and self.before is not None:
            # 甲占乙100万元的20%: the share is that of 甲.
            subject = self.before
        self.before = state.current
        if member.name is not None:
            subject = self.names.member(member.name)
        if subject is not None:
            self.names.remember(subject.name, mention.unit, kind)
        if kind == "score":
            self.names.points = subject
        elif name is not None or "。" in chars[self.at : start]:
            self.names.points = None
        self._scope(name, start)
        of_those_counted(subject, kind, name is not None, state)
        self.value_at = start
        if says("intended").search(chars[self.at : start]):
            state.intended = True
        elif "。" in chars[self.at : start] or role.basis is not None:
            state.intended = False
        if says("reached").search(chars[self.at : start]):
            state.planning = state.striving = False
        if says("tasks_told").search(chars[self.at : start]):
            state.planning = state.striving = True
        figure = figures.Figure(mention, kind, role, name, subject, chars[self.at : start], behind)
        measure = figures.measure_of(figure, state, chars, end, self.passing.inside_reason(mention.start))
        state.planning = state.planning or measure == "target" and figures.plans(figure.lead, state)
        if (state.planning or measure == "completion") and says("strives").search(figure.lead):
            state.planning = state.striving = True
        if measure == "level" and kind == "amount" and "/" in (self.rate or ""):
            measure = "standard"
        basis = figures.basis_of(figure, measure, state, self.names.stated)
        fact = self._fact(mention, kind, measure, role, subject, name is not None)
        standing = measure == "level" and basis is None and subject is not None and kind != "score"
        fact = fact.but(
            basis=basis, period=figures.period_of(role, state, subject.name if standing and subject else "")
        )
        fact = of_the_year(fact, figure.told, figure.lead, state)
        if member.period is not None:
            fact = fact.but(period=member.period)
        elif measure in ("change", "change_rate") and fact.period == state.period:
            fact = fact.but(period=state.period_of_change)
        elif measure == "share" and name is None and subject is not None and subject == state.last_level:
            # 年末持卡30万人，占74%: the share is of the same day.
            fact = fact.but(period=state.period_told or fact.period)
        fact = figures.of_years_before(fact, state)
        fact = figures.compared(fact, role, measure, state)
        fact = figures.of_people(fact, figure, state, chars[max(self.at, start - 24) : start])
        inside = self.passing.inside_reason(mention.start)
        traits = traits_of(fact, figure, state, inside_reason=inside, values_before=len(self.traits))
        self.traits.append(traits)
        if mention.norm is not None:
            # A number that was put together again, or has no unit, is no surer than its digits.
            sure = min(trust.probability(traits), member.sure)
            fact = fact.but(confidence=sure if mention.confidence > SURE else min(sure, mention.confidence))
        if subject is not None and says("clausal").search(subject.name):
            fact = fact.but(confidence=min(fact.confidence, AMBIGUOUS))
        if name is None and state.parted:
            # 下达100万元，其中甲60万元、乙40万元，调减5万元: of the last part, or of the whole.
            fact = fact.but(confidence=min(fact.confidence, AMBIGUOUS))
        if measure == "level" and mention.norm is not None:
            state.level_told(Decimal(mention.norm), mention.unit)
        self._remember(role, fact, subject, behind)
        if role.prior and state.year != year and state.year == fact.period:
            # 支出5万元，2022年为4万元；年末结转1万元: that year is said of one figure.
            state.year = year
        if state.point and len(state.point) == 9:
            # Several years are said of one item, not of those after it.
            state.point = None
        self.at = end
        return fact

    def _left_of_account(self, start: int) -> bool:
        """Whether a figure of an account is what was left of its budget: 完成年初预算的96%，结余2万元."""
        state = self.state
        told = state.accounts and state.last_budget is not None and state.last_basis == "final"
        account = state.current is not None and state.current.account
        return told and account and says("left_of_it").fullmatch(self.chars, self.at, start) is not None

    def _remember(self, role: Role, fact: Fact, subject: Subject | None, behind: bool) -> None:
        state, measure, basis, kind = self.state, fact.measure, fact.basis, fact.kind
        aside = subject is not None and patterns.expression("clauses", "aside").search(subject.name) is not None
        if role.basis is not None or self.names.stated is not None:
            # A basis of its own ends the one that parts have from their whole.
            state.part_basis = state.part_basis if basis == state.part_basis else None
        state.change_basis = basis if measure == "change" else None
        if measure == "change" and fact.value is not None:
            state.change_sign = -1 if fact.value.startswith("-") else 1
        state.change_versus = fact.versus if measure in ("change", "completion") else None
        if measure == "level" and kind in ("participants", "quantity") and not state.brackets:
            state.counted = subject
        if subject is not None and not behind and not aside and not subject.dependent:
            state.current, state.stale = subject, False
        if measure == "level" and not aside and not (role.compared or role.prior or role.yardstick):
            state.last_level, state.last_basis = subject, role.basis or self.names.stated
            state.period_told = fact.period
            state.basis_told = basis if kind == "amount" else state.basis_told
            if "initial_budget" in (role.basis, self.names.stated) and not state.enumerating and not state.brackets:
                state.initial = subject
            if basis in ("execution", "final"):
                state.spent = subject, basis
            state.last_stated = subject if state.last_basis is not None else state.last_stated
            if state.last_basis in BUDGETS:
                state.last_budget = state.last_basis
            state.adjusted_told = state.adjusted_told or state.last_basis == "adjusted_budget"
            state.last_kind = kind
            if subject is not None:
                state.levels[kind] = subject
        if measure == "standard" and subject is not None and not (aside or role.compared or role.prior):
            # 补助标准580元每人，提高30元: a change of money behind a rate per head is one of that rate.
            state.last_kind, state.levels[kind] = kind, subject
        if role.prior:
            state.base = Base("prior_year", role.basis if role.basis in ("budget", "execution") else None)
        elif role.compared:
            state.base = figures.base_compared(role)
        elif state.base is None and fact.basis == "prior_final" and fact.period in state.years_before:
            # 上年支出合计5万元，本年增支2万元
            state.base = Base("prior_year")
        elif state.base is None and measure == "level" and basis == "budget" and fact.period == state.earlier_year:
            # 2024年预算5万元，2023年预算4万元，增加1万元
            state.base = Base("prior_year", "budget")

    def _scope(self, name: Mention | None, start: int) -> None:
        """The region before a name, or the one that its clause opens with, is its scope."""
        between = self.chars[self.at : start]
        if self.state.scope_local and re.search(r"[，,；;]", between):
            # 与县内25家医院: said of what follows the preposition alone.
            self.state.scope, self.state.scope_local = None, False
        for head in says("scope_head").finditer(between):
            self.state.scope, self.state.scope_local = head["side"] or head["office"], False
        opening = says("scope_opens").match(_CLAUSE.split(between)[-1])
        if opening:
            self.state.scope, self.state.scope_local = opening["s"], opening["of"] is not None
        if name is None:
            return
        if self.state.scope in _OFFICES and says("body_named").search(name.text):
            # 局机关在职113人、会计中心10人: another body is no part of the first.
            self.state.scope, self.state.scope_local = None, False
        before = self.chars[max(0, name.start - self.base - REACH) : name.start - self.base]
        found = says("scope_before").search(before)
        if found:
            people = says("population_before").search(before[: found.start()])
            self.state.scope = (people[0] if people else "") + found[1]
            self.state.scope_local = False

    def _fact(
        self, mention: Mention, kind: FactKind, measure: Measure, role: Role, subject: Subject | None, beside: bool
    ) -> Fact:
        if mention.norm is None:
            return self._placed(self._unread(mention, kind, measure, subject), subject)
        value = Decimal(mention.norm)
        if role.sign < 0 and value > 0:
            value = value.copy_negate()
        # 分 is a point here, no hundredth of a yuan, and has no base.
        based = to_base(value, self.rate) if kind != "score" else None
        fact = Fact(
            indicator=subject.name if subject else None,
            kind=kind,
            measure=measure,
            value=plain(value),
            unit=mention.unit,
            value_base=plain(based[0]) if based else None,
            unit_base=based[1] if based else None,
            direction="unknown" if role.unknown else None,
            qualifier=mention.qualifier or self._about(role),
            scope=self.state.scope,
            evidence=self.places.of(mention.start, mention.end),
            confidence=min(mention.confidence, BESIDE if beside else CARRIED if subject else NAMELESS),
        )
        return self._placed(fact, subject)

    def _about(self, role: Role) -> str | None:
        """The qualifier that stands before the words of a share: 约占总量的28%."""
        before = self.chars[max(0, role.start - 1) : role.start]
        return before if role.measure == "share" and before in ("约", "近") else None

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
            fact = fact.but(section=section.kind, department=section.department, fiscal_year=section.fiscal_year)
        entry = taxonomy.find(subject.name, subject.code, subject.parents) if subject else None
        return fact.but(indicator_id=entry.id, indicator_path=entry.path) if entry else fact

    def _comparison(self, mention: Mention) -> list[Fact]:
        start = mention.start - self.base
        self.passing.over(self.at, start)
        name, _ = self.names.of(self.at, start, mention)
        values = [one for one in self.mentions if one.label in KINDS and one.end <= mention.start]
        names_told = dict(zip(self.names.values, self.names.named, strict=True))
        listed = all_compared(self.chars, self.base, values, start, names_told)
        subject = Subject(listed) if listed is not None else self.names.subject(name)
        base = compared_with(self.chars, start, self.state)
        told_base = self.state.base.versus if self.state.base is not None else None
        if base.versus == "budget" and told_base in ("initial_budget", "adjusted_budget"):
            # 比年初预算增加3万元，决算数大于预算数: the same budget.
            base = Base(told_base, told_base)
        self.compared_at, self.compared_from = start, self.at
        self.at = mention.end - self.base
        told = subject is not None and subject.name in self.names.named
        beside = name is not None and name.end == mention.start and says("reckoned").search(name.text) is not None
        beside = beside and says("targets").search(self.state.heading) is None
        if says("vague").match(mention.text) and base.versus is None and not (told or beside):
            # 逐年下降 in a story without figures is no comparison of figures.
            return []
        basis = base.basis or figures.budget(base.versus)
        things = self.state.last_kind in ("participants", "quantity")
        counted = subject is not None and things and subject == self.state.last_level
        if counted:
            basis = None
        elif base.versus == "prior_year" and basis is None and self.state.default_basis in ("final", "budget"):
            basis = self.state.default_basis
        fact = Fact(
            indicator=subject.name if subject else None,
            kind="text",
            measure="comparison",
            basis=figures.basis_of_comparison(base.versus, self.state, counted),
            versus=base.versus,
            versus_basis=basis,
            period=self.state.period,
            value_text=mention.text,
            evidence=self.places.of(mention.start, mention.end),
            confidence=BESIDE if name else CARRIED if subject else NAMELESS,
        )
        if subject is not None:
            self.state.current = subject
        if base.versus is not None:
            # 高于上年，增加3万元: by how much is said of the same.
            self.state.base = base
        return [self._placed(fact, subject)]
