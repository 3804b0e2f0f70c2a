"""What is said of one figure: its measure, basis, period, with what it is compared, and whom it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract.facts.narrative.names import BUDGETS, GROUPS
from extract.facts.narrative.resolving import REACH, says
from extract.facts.narrative.roles import Base, Role, base_of, cleaned, is_status, people_named, who_of
from extract.facts.narrative.state import State, Subject
from extract.types import Basis, Fact, FactKind, Measure, Mention, Versus
from models.units import units

#: Qualifiers of what is to be reached.
_BOUNDS = frozenset({"≥", "≤", "不低于", "不超过", "不少于", "不高于"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the text: its role by the words before it, its name, and the ``lead`` since the figure before.

    ``behind`` says that the name stands behind a count.
    """

    mention: Mention
    kind: FactKind
    role: Role
    name: Mention | None
    subject: Subject | None
    lead: str
    behind: bool

    @property
    def told(self) -> str:
        """Its name as printed, or the one carried to it."""
        if self.name is not None:
            return self.name.norm or self.name.text
        return self.subject.name if self.subject is not None else ""


def budget(versus: Versus | None) -> Basis | None:
    """The basis of what a figure is compared with, where that is a budget."""
    return versus if versus in ("initial_budget", "adjusted_budget", "budget") else None


def is_stock(name: str) -> bool:
    """Whether a name is of what there is on a day."""
    return says("stocks").search(name) is not None


def measure_of(figure: Figure, state: State, chars: str, end: int, inside_reason: bool) -> Measure:
    """The measure of a figure that ends at ``end`` of the paragraph."""
    role, kind = figure.role, figure.kind
    unit = figure.mention.unit or ""
    if role.measure == "change_rate" and unit.endswith("百分点"):
        # A rate that rises by so many points has changed; it has not grown by a rate.
        return "change"
    if role.measure == "completion" and says("plans_rate").search(figure.lead) and not inside_reason:
        # 力争预算执行率达到95%: what is to be reached.
        return "target"
    alone = role.against_stated and role.basis is None and role.versus is None and state.last_budget is None
    if alone and (role.measure == "completion" or says("left_over").search(figure.lead)):
        # 完成97% behind no budget: so much was reached.
        return "level"
    if role.measure != "level":
        return role.measure
    if role.yardstick and says("yardstick_of_plan").search(figure.lead):
        return "target"
    if state.cell == "target" and kind != "score" or state.cell != "actual" and _is_target(figure, state, chars):
        return "target"
    if kind == "amount" and unit in units() and units()[unit].kind == "standard":
        return "standard"
    if says("allowed").search(figure.lead):
        return "target"
    moved = role.compared or says("moved").search(figure.lead) is not None
    if kind == "amount" and moved and says("average").search(figure.told):
        return "level"
    if kind == "amount" and (says("per_head").search(figure.told) or says("per_head_before").search(figure.lead)):
        return "standard"
    if kind == "score" and says("score_follows").match(chars, end):
        return "target"
    if kind == "score" and figure.lead.endswith(("（", "(")) and chars[end : end + 1] in ("）", ")"):
        # 目标设定（4分）：…
        return "target"
    if role.basis is None and not inside_reason and plans(figure.lead, state):
        return "target"
    if _of_budget(state) and kind != "amount" and not inside_reason and says("bound_below").search(figure.lead):
        # 满意度不低于92%, in a budget: what is to be reached.
        return "target"
    counted = kind in ("participants", "quantity") or kind == "percent" and state.striving
    if state.planning and counted and not inside_reason:
        return "target"
    return "level"


def plans(lead: str, state: State) -> bool:
    """Whether the words before a figure plan it, or say that it is to be made sure of."""
    if says("planned").search(lead):
        return True
    told = state.cell == "actual" or says("results").search(state.heading) is not None
    return not told and says("ensures").search(lead) is not None


def _is_target(figure: Figure, state: State, chars: str) -> bool:
    """Whether a heading, the line or the words of a bound make the figure one that is to be reached."""
    section = state.section
    if section is None or section.kind == "final_account":
        return False
    if section.kind == "budget":
        # 年度重点工作：新建道路5公里: what a budget tells of the work of its year is yet to be done.
        heads = f"{state.heading_above} {state.heading}"
        planned = figure.kind in ("participants", "quantity", "percent") and not is_stock(figure.told)
        return planned and not figure.role.prior and says("plans_of_budget").search(heads) is not None
    if figure.kind == "amount" and figure.role.basis is not None:
        # 项目预算50万元 under a heading of targets: money that was budgeted.
        return False
    if says("target_line").match(chars):
        return True
    if figure.told.endswith("指标") and figure.kind == "quantity":
        # How many indicators were set is no indicator.
        return False
    reached = says("has_reached").search(figure.lead) is not None
    run_in = says("run_in").match(chars)
    titled = says("targets").search(state.heading) is not None
    if run_in is not None and says("targets").search(run_in["n"]):
        # 绩效目标申报质量有待提升。 speaks of targets and tells none.
        titled = says("runs_in_targets").search(run_in["n"]) is not None
    titled = titled and not reached
    if figure.kind == "amount" and figure.told.endswith("资金"):
        # Money that was given for a purpose is no target, though the heading speaks of both.
        titled = False
    titled = titled or figure.mention.qualifier in _BOUNDS
    return titled and figure.kind in ("percent", "participants", "quantity", "amount")


def _of_plans(state: State, fact: Fact) -> bool:
    """Whether a figure is of a budget in the text of a budget."""
    return _of_budget(state) and fact.basis == "budget"


def _of_budget(state: State) -> bool:
    return state.section is not None and state.section.kind == "budget"


def _of_accounts(state: State) -> bool:
    return state.section is not None and state.section.kind == "final_account"


def basis_of(figure: Figure, measure: Measure, state: State, stated: Basis | None) -> Basis | None:
    """The basis that the words, the whole or the heading give a figure; ``stated`` is that of its name."""
    role, kind = figure.role, figure.kind
    if role.measure == "completion" and measure == "target":
        return None
    if kind != "amount" and role.prior:
        # People, things and rates of another year were counted, not accounted for.
        return None
    if role.prior and (measure == "standard" or says("average").search(figure.told)):
        return None
    beside = measure == "level" and state.last_kind == "amount" and state.basis_told == "budget"
    if role.basis == "prior_final" and kind == "amount" and beside and _of_budget(state):
        # 支出预算5万元，2023年为4万元: a budget is told beside a budget.
        return "budget"
    if role.basis == "prior_final" and state.last_basis != "final" and not _of_accounts(state):
        # Whether a budget or accounts of that year are meant, the print leaves open.
        return None
    parted = role.basis == "budget" and state.enumerating and state.part_basis in ("initial_budget", "adjusted_budget")
    if parted and not state.accounts:
        # 调整后预算9万元，其中基本支出预算5万元
        return state.part_basis
    accounted = state.default_basis == "final" and state.spent is not None and state.spent[1] == "final"
    if measure == "completion" and role.basis == "execution" and (state.last_basis == "final" or accounted):
        # 决算数5万元，年初预算6万元，执行进度83%: so much of the budget is what the accounts say.
        return "final"
    if role.basis is not None or stated is not None:
        return role.basis or stated
    if role.prior and kind == "amount" and measure == "level" and _of_budget(state):
        # 由上年的5万元增加到6万元: a budget is compared with a budget.
        return "budget"
    if kind in ("participants", "quantity") and measure == "level" and state.intended:
        return "budget"
    if state.cell == "actual" and measure == "level":
        # What was reached, as in the column of figures beside it.
        return "execution"
    if kind not in ("amount", "percent") or measure == "target":
        return None
    if _of_budget(state) and says("of_assets").search(state.heading):
        # What there is no budget plans.
        return None
    if role.measure == "level" and kind == "percent":
        return None
    if measure == "standard":
        # A rate per head is planned in a budget; the accounts only apply it, and tell what one cost on the average.
        observed = state.default_basis == "final" and says("averaged").search(figure.told + figure.lead) is not None
        return state.default_basis if state.default_basis == "budget" or observed else None
    if measure == "completion":
        if state.last_basis in ("execution", "final"):
            return state.last_basis
        if role.versus in BUDGETS and state.spent is not None and state.spent[0] == figure.subject:
            # 实际支出8万元，年初预算10万元，为年初预算的80%
            return state.spent[1]
        return "final" if state.accounts and (role.versus is not None or role.against_stated) else None
    if measure == "change_rate" and state.change_basis is not None:
        return state.change_basis
    found = state.part_basis or state.default_basis
    if _of_accounts(state) and found in BUDGETS and state.default_basis == "final" and state.spent is not None:
        # 决算5万元，年初预算6万元，完成83%。其中，甲3万元: what was spent is what is parted.
        whole = state.whole
        found = "final" if whole is not None and state.spent[0] == whole and "。" in figure.lead else found
    planned = state.part_basis in BUDGETS and not (state.accounts or state.enumerating or state.parted_again)
    if planned and says("spending").search(figure.told):
        # 预算50万元，其中甲30万元、乙20万元。项目支出45万元: what was spent is no part of what was budgeted.
        return None
    if measure in ("change_rate", "share") and found is None and not state.accounts and figure.subject == _spent(state):
        # 公务接待费实际支出5万元，接待8批，公务接待费同比下降9%
        return state.spent[1] if state.spent is not None else None
    against = state.last_budget if role.against_stated else role.versus
    spent = state.spent if measure in ("change", "change_rate") and against in BUDGETS else None
    if found is None and spent is not None and spent[0] == figure.subject:
        return spent[1]
    same = figure.subject == state.last_level
    moved = measure in ("change", "change_rate") and found is None and kind == "amount"
    if moved and not same and state.spent is not None and state.spent[0] == figure.subject and "。" not in figure.lead:
        return state.spent[1]  # 实际支出5万元，控制率90%，比上年减少1万元
    if measure in ("change", "change_rate") and found is None and state.last_kind == "amount" and same:
        against = role.versus or (state.base.versus if state.base is not None else None)
        if state.last_basis == "adjusted_budget" and against == "initial_budget":
            return "adjusted_budget"
        return state.last_basis if state.last_basis in ("final", "execution") else None
    return found


def _spent(state: State) -> Subject | None:
    """What was told as spent last."""
    return state.spent[0] if state.spent is not None else None


def basis_of_comparison(versus: Versus | None, state: State, counted: bool = False) -> Basis | None:
    """The basis of what is compared in words: that of the accounts, or of what was spent; none if it is ``counted``."""
    if counted:
        # 共有车辆5辆，与上年一致: things have no basis.
        return None
    if state.default_basis is not None or versus is None:
        return state.default_basis
    if not state.accounts and versus == "prior_year":
        return state.last_basis if state.last_basis in ("final", "execution") else None
    return "final"


def period_of(role: Role, state: State, counted: str) -> str | None:
    """The period of a figure; what was ``counted`` on a day that the paragraph named has that day.

    截至12月底… holds for its sentence; for the sentences behind it, of stocks and
    where they name no period of their own.
    """
    if role.when is not None:
        found = re.match(r"(\d{4})", role.when)
        year = found[1] if found else state.prior_year
        return f"{year}-12-31" if year and role.when[-1] in "末底" else year
    if role.prior:
        return state.prior_year
    if (
        counted
        and (is_stock(counted) or not state.accounts and state.year is None)
        and state.stock_point is not None
        and state.point is None
        and not state.point_open
    ):
        return state.stock_point
    if counted and is_stock(counted) and state.point is None and not state.point_open and state.year is None:
        return state.day_of_heading or state.period
    return state.period


def of_another_year(chars: str, start: int, role: Role, state: State) -> Role | None:
    """The role of a figure at ``start`` whose clause names an earlier year and nothing else: 上年为100万元.

    None where it is not so. What was accounted for then is ``prior_final``, whatever the section is about.
    """
    if role.measure != "level" or role.compared or role.basis not in (None, "final", "execution", "prior_final"):
        return None
    opened = max(0, start - REACH)
    found = says("prior_level").search(chars[opened:start])
    if found is None:
        named = says("prior_named").search(chars[opened:start]) if role.basis in (None, "final") else None
        return replace(role, basis="prior_final", when=named["when"], prior=True) if named else None
    year = found["when"][:4]
    if year.isdigit() and (state.fiscal_year is None or year >= state.fiscal_year):
        return None
    when = role.when or found["when"]
    # 上年执行数为100万元 says itself of which basis it is.
    basis: Basis = "execution" if role.basis == "execution" else "prior_final"
    return replace(role, start=opened + found.start("when"), basis=basis, when=when, prior=True)


def of_years_before(fact: Fact, state: State) -> Fact:
    """A level of final accounts whose words name an earlier year: it was accounted for then."""
    own, period = state.fiscal_year, fact.period
    earlier = own is not None and period is not None and period.isdigit() and len(period) == len(own) and period < own
    accounted = fact.measure == "level" and fact.basis == "final" and _of_accounts(state)
    return fact.but(basis="prior_final") if earlier and accounted else fact


def of_a_moved_budget(role: Role, name: str, before: str) -> Role:
    """The role of an amount by which a budget that was told was raised or cut: 追加人员经费186万元, 执行中追加5万元."""
    moved = says("budget_moved").fullmatch(name)
    raised = moved["up"] if moved is not None else says("budget_raised").search(before[-REACH:])
    if moved is None and not raised:
        return role
    return replace(role, measure="change", sign=1 if raised else -1, basis="adjusted_budget", versus="initial_budget")


def base_compared(role: Role) -> Base:
    """What the changes behind a figure that others are compared with are against: the budget it is of."""
    return base_of({"initial_budget": "年初预算", "adjusted_budget": "调整预算"}.get(role.basis or "", "预算"))


def compared(fact: Fact, role: Role, measure: Measure, state: State) -> Fact:
    """The fact with what it is compared with."""
    if role.apart:
        return fact
    if measure == "share":
        whole = cleaned(role.denominator) or (state.whole.name if state.whole else None)
        if whole is not None and state.body is not None and says("basis_word").fullmatch(whole):
            # 占全年预算数的66%, in the evaluation of a project: of its money.
            whole = state.body
        # Part and whole are figures of one account, so of one basis.
        return fact.but(versus="whole", versus_indicator=whole, versus_basis=fact.basis)
    if measure == "completion":
        versus = role.versus
        if role.against_stated and state.last_budget in ("initial_budget", "adjusted_budget"):
            versus = state.last_budget
        executed = versus == "budget" and fact.basis == "execution" and role.against_stated
        if executed and state.last_budget is None and state.adjusted_told:
            # 全年预算8万元 in a paragraph above, 执行数7万元，执行率88% in this one.
            versus = "adjusted_budget"
        if versus is None and fact.basis == "final" and _of_accounts(state):
            # 年初预算9万元，决算8万元，完成率88.9%: of the budget that was told.
            told: dict[str | None, Versus] = {"initial_budget": "initial_budget", "adjusted_budget": "adjusted_budget"}
            versus = told.get(state.last_budget, "budget" if state.last_budget == "budget" else None)
        return fact.but(versus=versus, versus_basis=budget(versus))
    if measure in ("change", "change_rate") and role.versus is not None:
        return fact.but(versus=role.versus, versus_basis=_versus_basis(role.versus, fact, state))
    if measure == "change_rate" and state.base is None and state.change_versus is not None:
        # 调增15万元（增幅4.93%）: both are against the same.
        against = _versus_basis(state.change_versus, fact, state)
        return fact.but(versus=state.change_versus, versus_basis=against)
    stated = next((one for one in BUDGETS if one == state.last_budget), None)
    differs = measure == "change_rate" or state.base is None  # 预决算差异率 is against no year before
    if measure in ("change", "change_rate") and role.against_stated and differs and stated is not None:
        # 年初预算8万元，节省2万元
        return fact.but(versus=stated, versus_basis=budget(stated))  # type: ignore[arg-type]
    if measure == "change" and fact.kind == "amount" and state.base is None and state.change_versus in BUDGETS:
        # 年初预算5万元，决算4万元，完成80%，少支出1万元: less than what the rate is of.
        return fact.but(versus=state.change_versus, versus_basis=budget(state.change_versus))
    of_money = state.base is None or budget(state.base.versus) is None or fact.kind in ("amount", "percent")
    if measure in ("change", "change_rate") and state.base is None and _of_plans(state, fact) and not role.unknown:
        # The figures of a budget are told beside those of the year before.
        return fact.but(versus="prior_year", versus_basis="budget")
    if measure in ("change", "change_rate") and state.base is not None and of_money:
        basis = state.base.basis
        if state.base.versus == "prior_year" and basis is None and fact.basis is not None:
            # What was executed last year is what the execution of this one is compared with; a budget with a budget.
            alike = fact.basis if fact.basis == "execution" or _of_plans(state, fact) else None
            basis = "final" if _of_accounts(state) else alike
        return fact.but(versus=state.base.versus, versus_basis=basis or budget(state.base.versus))
    return fact


def _versus_basis(versus: Versus, fact: Fact, state: State) -> Basis | None:
    """The basis of what is compared with: a budget is its own, last year of final accounts is accounted for too."""
    accounts = state.section is not None and state.section.kind == "final_account"
    if versus == "prior_year" and accounts and fact.basis is not None:
        return "final"
    if versus == "prior_year" and _of_plans(state, fact):
        return "budget"
    return budget(versus)


def of_people(fact: Fact, figure: Figure, state: State, clause: str) -> Fact:
    """The fact with whom it counts, by its name, else by the words of its clause, else by its whole."""
    subject = figure.subject
    if fact.kind == "percent" and fact.measure == "change_rate":
        counted = state.last_kind == "participants" and subject == state.levels.get("participants")
        return fact.but(who=who_of(subject.name)) if counted and subject is not None else fact
    if fact.kind != "participants":
        return fact
    people = figure.mention.unit not in GROUPS
    who = who_of(subject.name, people) if subject is not None and not figure.behind else None
    who = who or who_of(clause + (figure.name.text if figure.name else ""), people)
    if state.enumerating and state.whole is not None and state.whole_kind == "participants":
        # 在职人员54人，其中工勤人员2人: those counted are parts of those who were told of.
        whole = who_of(state.whole.name, people)
        staff = whole == "在职" and who is not None and not is_status(who, whole)
        who = whole if who is None or staff else who
    if who is None and people and subject is not None:
        who = people_named(subject.name)
    if not people and who in (None, "来宾", "出国"):
        who = "团组"
    return fact.but(who=who)
