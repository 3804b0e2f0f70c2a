"""What a reader keeps in mind from clause to clause."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from extract.facts.narrative.roles import Base, full_width
from extract.types import Basis, Section, Versus
from models import patterns, taxonomy

_NUMERAL = re.compile(
    r"^(?:第.{1,3}(?:部分|[章编篇])|附件\d*|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[、.．]|[①-⑳])\s*"
)
#: The level of headings numbered 一、.
OUTER_LEVEL = 2
#: A numbered line longer than this says something itself.
LONGEST_HEADLINE = 60
#: A heading that names what 本项 means is no longer than this.
LONGEST_HEADING_NAME = 20
_TITLE_TAIL = re.compile(
    r"(?:财政拨款)?(?:支出|收入)?(?:决算|预算)?(?:具体|总体|结构)?(?:情况)?(?:的)?(?:说明|表)?[。:：]?$"
)
#: What the levels of the classification carry behind their names.
SIGNS = re.compile(r"[（(](?:\d{0,3}[类款项]|2\d{4}(?:\d{2})?)[）)]")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is spoken of: its name, and code and parents where the print gives them."""

    name: str
    code: str | None = None
    parents: tuple[str, ...] = ()
    account: bool = False
    #: Said of another subject, to which the talk goes back.
    dependent: bool = False


@dataclass
class State:
    """Carried over clauses; see FINDINGS on where a value's indicator stands."""

    section: Section | None = None
    heading: str = ""
    #: The numbered heading that the last one stands under: 五、一般公共预算财政拨款支出决算情况.
    heading_above: str = ""
    numbered_heading: str = ""
    #: The part of the document that the headings stand in: 第三部分 部门决算情况说明.
    chapter: str = ""
    #: The head that ran into this paragraph last: （一）机关运行经费支出情况。
    run_in: str = ""
    project: str | None = None
    #: What the title says is evaluated, where that is all that the body spent.
    body: str | None = None
    current: Subject | None = None
    #: Of what an initial budget was told last under this heading.
    initial: Subject | None = None
    #: What the paragraph names at a head of its own.
    topic: Subject | None = None
    scope: str | None = None
    scope_local: bool = False
    #: The people counted last in this sentence, where the print says who they are.
    people: str | None = None
    last_level: Subject | None = None
    #: The period of that level.
    period_told: str | None = None
    last_kind: str | None = None
    counted: Subject | None = None
    level_before: Subject | None = None
    basis_before: Basis | None = None
    last_budget: Basis | None = None
    #: Whether this part of the document told an adjusted budget: its rates of execution are of that.
    adjusted_told: bool = False
    levels: dict[str, Subject] = field(default_factory=dict)
    last_basis: Basis | None = None
    #: The basis of the last level, whether the print says it there or of what it is a part of.
    basis_told: Basis | None = None
    #: Sentences for which the subject that a sentence of its own named holds, figures without words of role too.
    headed: int = 0
    whole: Subject | None = None
    whole_kind: str | None = None
    part_basis: Basis | None = None
    #: Whether the sentence parts its whole a second time, in another way.
    parted_again: bool = False
    change_basis: Basis | None = None
    change_versus: Versus | None = None
    #: Whether the change told last in this sentence was one down (-1) or up (1); 0 where none was told.
    change_sign: int = 0
    #: What was told as spent last, and on which basis: changes and completions against a budget are of it.
    spent: tuple[Subject | None, Basis] | None = None
    #: What the last level with a basis of its own was of.
    last_stated: Subject | None = None
    #: Whether the sentence tells what is planned.
    planning: bool = False
    #: Whether it tells so of all that it names: 力争….
    striving: bool = False
    year: str | None = None
    #: The year after that of the document, where what stands under this heading names it.
    next_year: str | None = None
    #: The year named right before ``year``, where that went back by one: 2024年…万元，2023年…万元.
    later_year: str | None = None
    point: str | None = None
    point_open: bool = False
    point_brief: bool = False
    stock_point: str | None = None
    #: The day on which the paragraphs under a heading count what there is.
    day_of_heading: str | None = None
    base: Base | None = None
    intended: bool = False
    #: Whether the cell that the paragraph stands in tells of targets or of results.
    cell: str | None = None
    pending: bool = False
    stale: bool = False
    enumerating: bool = False
    #: Whether parts are told of what is a part itself.
    nested: bool = False
    #: The value of the last level, that of the whole being parted, and the values of its parts so far.
    last_value: tuple[Decimal, str | None] | None = None
    whole_value: tuple[Decimal, str | None] | None = None
    part_values: list[Decimal] = field(default_factory=list)
    brackets: list[tuple[Subject | None, Subject | None, str | None]] = field(default_factory=list)
    open_changes: list[int] = field(default_factory=list)
    earlier_changes: list[int] = field(default_factory=list)

    def begin_heading(self, chars: str) -> None:
        """A heading begins: what it stands under is the last one numbered 一、, until the next of these."""
        self.heading = chars
        level = _level(chars.strip())
        if level is not None and level < OUTER_LEVEL:
            self.chapter = chars
        if level is not None and level <= OUTER_LEVEL:
            self.numbered_heading = chars if level == OUTER_LEVEL else ""
        self.heading_above = self.numbered_heading if level is not None and level > OUTER_LEVEL else ""
        self.earlier_changes = []
        self.level_before = self.last_level = self.basis_before = self.day_of_heading = self.initial = None
        self.next_year = None

    def begin_section(self, section: Section | None) -> None:
        """Nothing is carried from one part of the document to the next."""
        self.__init__(section=section)  # type: ignore[misc]

    def begin_paragraph(self) -> None:
        """A paragraph keeps only a subject that waits for its figures."""
        if not self.pending:
            self.current = None
        self.pending = False
        self.run_in = ""
        if self.last_level is not None:
            self.level_before, self.basis_before = self.last_level, self.last_basis
        self.last_budget = self.counted = self.basis_told = None
        self.scope = self.last_level = self.last_basis = self.whole = self.part_basis = None
        self.day_of_heading = self.stock_point or self.day_of_heading
        self.year = self.later_year = self.point = self.stock_point = self.base = None
        self.whole_kind = self.last_kind = None
        self.levels = {}
        self.brackets = []
        self.topic = None
        self.last_stated = self.change_versus = self.people = self.spent = None
        self.point_open = self.stale = self.enumerating = self.nested = False
        self.intended = self.planning = self.striving = False
        self.headed = self.change_sign = 0

    def end_sentence(self) -> None:
        """A day or a span of months holds for its sentence (of stocks, for the next ones), a year for the paragraph."""
        self.point, self.point_open, self.scope, self.people = None, False, None, None
        self.headed = max(0, self.headed - 1)
        if self.accounts:
            self.part_basis = None
        if self.enumerating and self.whole is not None:
            # Behind an enumeration the talk is of the whole again.
            self.current = self.whole
        elif self.enumerating and self.whole is None and self.current is not None and not self.current.account:
            # The whole has no name: what follows is of it, and not of its last part.
            self.current = None
        self.enumerating = self.nested = self.parted_again = False
        self.whole_value = None
        self.counted = None
        self.planning = self.striving = False
        self.stale = True
        self.change_basis = self.change_versus = None
        self.change_sign = 0

    def end_item(self) -> None:
        """年末 in an item of a list is said of that item; 截至年末 of all."""
        if self.point_brief:
            self.point, self.point_brief = None, False

    @property
    def parted(self) -> bool:
        """Whether the parts told so far are all of their whole: then the talk may be of the whole again."""
        whole = self.whole_value
        if not self.enumerating or whole is None or len(self.part_values) < 2:
            return False
        return sum(self.part_values) == whole[0]

    def level_told(self, value: Decimal, unit: str | None) -> None:
        """A level was told: one of the parts, where a whole is parted, else what may be parted next."""
        if self.enumerating and self.whole_value is not None and not self.brackets:
            self.part_values.append(value if unit == self.whole_value[1] else Decimal("NaN"))
        self.last_value = (value, unit)

    def enter(self) -> None:
        """A bracket opens: what it says is said aside."""
        self.brackets.append((self.current, self.last_level, self.last_kind))

    def leave(self) -> None:
        """Behind the bracket the talk is of what it was before."""
        if self.brackets:
            before = self.brackets.pop()
            if before[0] is not None:
                self.current, self.last_level, self.last_kind = before

    @property
    def fiscal_year(self) -> str | None:
        """The year of the part of the document."""
        return self.section.fiscal_year if self.section else None

    @property
    def accounts(self) -> bool:
        """Whether this part tells of the year's accounts or budget."""
        return self.section is not None and self.section.kind in ("final_account", "budget")

    @property
    def evaluates(self) -> bool:
        """Whether this part evaluates the year: what it tells without a date is of that year."""
        return self.section is not None and self.section.kind in ("self_evaluation", "project_evaluation")

    @property
    def default_basis(self) -> Basis | None:
        """The basis that the heading over the paragraph states for its figures."""
        heads = f"{self.heading_above} {self.heading} {self.run_in}"
        if not self.accounts or "绩效" in heads and self.section is not None and self.section.kind != "budget":
            return None
        assert self.section is not None
        if not self.heading:
            # A note without headings is about what its title says.
            return "final" if self.section.kind == "final_account" else "budget"
        if patterns.expression("carried", "chapter_of_accounts").search(self.chapter):
            return "final" if self.section.kind == "final_account" else "budget"
        if self.section.kind == "final_account":
            return "final" if patterns.expression("carried", "heads_accounts").search(heads) else None
        if self.section.kind == "budget":
            return "budget" if patterns.expression("carried", "heads_budget").search(heads) else None
        return None

    @property
    def period(self) -> str | None:
        """The period that the words carry, or the year of the accounts."""
        if self.point_open:
            return None
        return self.point or self.year or (self.fiscal_year if self.accounts or self.evaluates else None)

    def name_year(self, year: str) -> None:
        """A year is named, and holds for the figures that follow."""
        if year != self.year:
            before = self.year or self.fiscal_year
            self.later_year = before if before and before.isdigit() and int(before) == int(year) + 1 else None
        self.year = year

    @property
    def period_of_change(self) -> str | None:
        """A change that follows the figures of two years, the later one first, is of the later one."""
        if self.later_year is not None and self.point is None and not self.point_open:
            return self.later_year
        return self.period

    @property
    def prior_year(self) -> str | None:
        """The year before the one spoken of."""
        year = self.year or self.fiscal_year
        return str(int(year[:4]) - 1) if year and year[:4].isdigit() else None

    @property
    def earlier_year(self) -> str | None:
        """The year before that of the document."""
        year = self.fiscal_year
        return str(int(year) - 1) if year and year.isdigit() else None

    @property
    def years_before(self) -> tuple[str | None, ...]:
        """The year before the one spoken of, and the one before that of the accounts."""
        return self.prior_year, self.earlier_year

    def carried(self, spent: str, plain_level: bool) -> Subject | None:
        """The subject of a figure without a name of its own.

        ``spent`` are the first two characters of its words of role (支出决算为);
        ``plain_level`` says that there are no such words: then only a subject of
        the same sentence counts.
        """
        flow = Subject(spent) if spent in ("支出", "收入") else None
        if self.current is not None:
            other = "收入" if spent == "支出" else "支出"
            if flow is not None and other in self.current.name and spent not in self.current.name:
                # 收入总计…。支出决算为: no part of an income.
                return flow
            if not (self.stale and plain_level) or self.headed:
                return self.current
        return self.subject_of_heading() or flow

    def like(self, kind: str, measure: str) -> Subject | None:
        """The subject of a change or share, where a level of another kind was printed in between.

        参保 5 万人，参保率 99 %，增加 300 人: the change is one of people. A rate of
        change follows the change before it, so None leaves it to what is carried.
        """
        if kind == "percent":
            # 完成, 占 are said of what can be spent or counted, not of a rate.
            if measure in ("completion", "share") and self.last_kind == "percent":
                return self.levels.get("amount") or self.levels.get("participants")
            return None
        if self.last_kind is not None and self.last_kind != kind:
            return self.levels.get(kind)
        return None

    def subject_of_heading(self, *, known: bool = True, above: bool = False) -> Subject | None:
        """What the heading names, where the taxonomy knows it (or, not ``known``, whatever it names).

        ``above`` asks the heading that it stands under too.
        """
        if not known:
            bare = _NUMERAL.sub("", self.heading).strip("。:： ")
            bare = re.sub(r"(?:情况)?(?:说明|分析)?$", "", bare)
            return Subject(bare) if 2 <= len(bare) <= LONGEST_HEADING_NAME else None
        bares = (
            _NUMERAL.sub("", heading) for heading in (self.heading, self.heading_above if above else "") if heading
        )
        return next((found for bare in bares if (found := self._known_in(bare)) is not None), None)

    @staticmethod
    def _known_in(bare: str) -> Subject | None:
        """What a heading without its numeral names that the taxonomy knows."""
        for name in (bare, _TITLE_TAIL.sub("", bare), re.sub(r"(?:情况)?(?:说明)?[。:：]?$", "", bare)):
            name = re.sub(r"^(?:关于|\d{4}年度?)", "", name)
            if name and taxonomy.find(name) is not None:
                return Subject(name)
        return None


def _level(heading: str) -> int | None:
    """The level that the numeral of a heading stands for."""
    rows = patterns.likely("headings", "levels", heading)
    return next((int(row["level"]) for pattern, row in rows if pattern.match(heading)), None)


def is_headline(chars: str) -> bool:
    """Whether a numbered line without figures stands over the paragraphs that follow, though it is a sentence."""
    return len(chars) <= LONGEST_HEADLINE and _NUMERAL.match(chars) is not None


def accounts_in(chars: str, start: int, end: int) -> list[tuple[int, int, Subject]]:
    """科目 lines: (start, end, subject) of each, in order."""
    if not SIGNS.search(chars[start:end]):
        return []
    found = []
    for match in patterns.first_matches("clauses", "account", chars[start:end]):
        groups = match.groupdict()
        name = groups["name"] + (groups.get("tail") or "")
        code = (groups.get("l") or "") + (groups.get("k") or "") + (groups.get("x") or "")
        parents = tuple(part for part in (groups.get("class"), groups.get("group")) if part)
        parents = tuple(_NUMERAL.sub("", part) for part in parents)
        found.append(
            (
                start + match.start(),
                start + match.end(),
                Subject(full_width(_NUMERAL.sub("", name)), code or None, parents, True),
            )
        )
    return found
