"""Mentions of the text assembled into facts, paragraph by paragraph."""

from __future__ import annotations

import re

from extract.errors import Failure, failure
from extract.facts.narrative.chosen import Chooser
from extract.facts.narrative.clauses import KINDS, Clauses
from extract.facts.narrative.state import LONGEST_HEADLINE, State, accounts_in, is_headline
from extract.facts.narrative.wholes import with_wholes
from extract.facts.said.cells import Cells
from extract.facts.said.evidence import Places
from extract.facts.said.reasons import empty_reasons, explained
from extract.types import Fact, Mention, Paragraph, Table, Text
from models import patterns


def from_text(
    text: Text, mentions: tuple[Mention, ...], tables: tuple[Table, ...] = (), *, chooser: Chooser | None = None
) -> tuple[tuple[Fact, ...], tuple[Failure, ...]]:
    """The facts that the text states.

    Parameters
    ----------
    text : Text
    mentions : tuple of Mention
        Of this text, sorted by place.
    tables : tuple of Table, optional
        Whose cells hold prose of the text: what stands over a cell says whether it tells targets or results.
    chooser : Chooser, optional
        Another than that of the shipped model, which chooses names where the rules' are unlikely.

    Returns
    -------
    tuple of Fact, tuple of Failure
        Facts without ids, in the order of the text; a failure for every reason
        that is announced and left empty.
    """
    return _Reader(text, tables, chooser or Chooser(text, tables, mentions)).read(mentions)


def read_with_traits(
    text: Text, mentions: tuple[Mention, ...]
) -> tuple[tuple[Fact, ...], tuple[dict[str, float] | None, ...]]:
    """The facts of ``from_text``, and of each the traits of its reading; None for a comparison in words.

    For training: see models/trust. Names are those of the rules.
    """
    reader = _Reader(text)
    facts, _ = reader.read(mentions)
    return facts, tuple(reader.traits)


#: What the evaluation of a project tells of where it names nothing.
_MONEY_OF_PROJECT = "项目资金"
#: What stands in sentences and in no title.
_SENTENCE = re.compile("[，,。；;]")


class _Reader:
    """Reads paragraph after paragraph, with what it keeps in mind."""

    def __init__(self, text: Text, tables: tuple[Table, ...] = (), chooser: Chooser | None = None):
        self.text = text
        self.chooser = chooser
        self.places = Places(text)
        self.cells = Cells(tables)
        self.state = State()
        self.facts: list[Fact] = []
        self.failures: list[Failure] = []
        self.traits: list[dict[str, float] | None] = []
        #: The title before, for one that goes on in the next line.
        self.title = ""

    def read(self, mentions: tuple[Mention, ...]) -> tuple[tuple[Fact, ...], tuple[Failure, ...]]:
        at = 0
        for paragraph in self.text.paragraphs:
            while at < len(mentions) and mentions[at].start < paragraph.start:
                at += 1
            first = at
            while at < len(mentions) and mentions[at].start < paragraph.end:
                at += 1
            section = self.text.section_at(paragraph.start)
            if section != self.state.section:
                self.state.begin_section(section)
            self._paragraph(paragraph, mentions[first:at])
        return tuple(map(self._as_sure_as_read, with_wholes(self.facts))), tuple(self.failures)

    def _as_sure_as_read(self, fact: Fact) -> Fact:
        """A fact is never surer than the words that it was read from."""
        places = [place for place in fact.evidence if place.start is not None and place.end is not None]
        sure = min((self.places.confidence(place.start or 0, place.end or 0) for place in places), default=1.0)
        return fact.but(confidence=round(sure, 4)) if sure < fact.confidence else fact

    def _paragraph(self, paragraph: Paragraph, mentions: tuple[Mention, ...]) -> None:
        chars = self.text.chars[paragraph.start : paragraph.end]
        state = self.state
        figures = any(mention.label in KINDS for mention in mentions)
        if not figures and paragraph.row is None and (paragraph.level or is_headline(chars)):
            state.begin_heading(chars)
            titled = (
                patterns.expression("carried", "project_title").match(chars)
                or patterns.expression("carried", "project_named").match(chars)
            )  # fmt: skip
            if titled or paragraph.level == 1:
                state.project = titled["n"] if titled else None
        titles = (
            not figures and paragraph.row is None and len(chars) <= LONGEST_HEADLINE and _SENTENCE.search(chars) is None
        )
        if titles and state.evaluates:
            self._titled(chars)
        state.begin_paragraph()
        state.cell = self.cells.told_by(paragraph) if paragraph.row is not None else None
        if not mentions and patterns.expression("carried", "grade").search(chars) is None:
            self._await_figures(chars)
            return
        clauses = Clauses(self.text, self.places, state, paragraph, mentions)
        made = clauses.read()
        if self.chooser is not None:
            made = self.chooser.chosen(chars, paragraph.start, state.heading, made)
        first = len(self.facts)
        self.facts.extend(made)
        self.traits.extend(clauses.traits)
        reasons = [mention for mention in mentions if mention.label == "REASON"]
        explained(self.facts, first, reasons, self.text, state.open_changes, state.earlier_changes)
        earlier = [*state.earlier_changes, *state.open_changes]
        state.earlier_changes = [number for number in earlier if self.facts[number].reason is None]
        state.open_changes = [
            number for number in range(first, len(self.facts))
            if self.facts[number].measure in ("change", "change_rate") and self.facts[number].reason is None
        ]  # fmt: skip
        for start in empty_reasons(chars):
            page = paragraph.page
            self.failures.append(failure("JS601", chars[max(0, start - 30) : start + 12], page))
        if not figures:
            self._await_figures(chars)

    def _titled(self, chars: str) -> None:
        """A title says what is evaluated, also one set on two lines: 2022年度公交补贴项目, 绩效自评报告."""
        before, self.title = self.title, chars
        if patterns.expression("carried", "report_alone").fullmatch(chars):
            chars = before + chars
        whole = patterns.expression("carried", "evaluates_body").search(chars)
        if whole is not None:
            self.state.body = whole["n"]
        elif patterns.expression("carried", "evaluates_project").search(chars):
            self.state.body = _MONEY_OF_PROJECT

    def _await_figures(self, chars: str) -> None:
        """A line that is only a 科目 is the subject of the figures in the next paragraph."""
        lines = accounts_in(chars, 0, len(chars))
        if lines and len(chars) - lines[-1][1] <= 2:
            self.state.current = lines[-1][2]
            self.state.pending = True
