"""The few nouns that every stage speaks: Page, Word, Table, Cell, Text, Mention, Fact, Check, Document.

All are frozen dataclasses without behaviour beyond looking things up, so that
they pass process borders and the stage cache (pydantic reads and writes them).

Geometry is in PDF points from the top left of the *level page*: the page
turned upright and deskewed, the frame in which words, tables and text agree.
``Page.upright_from_level`` leads back to the page as a person sees it (upright,
but as skewed as it was scanned), which is the frame of exported evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from extract.errors import Failure
from extract.layout import BBox as BBox
from extract.layout import Page as Page
from extract.layout import Region as Region
from extract.layout import Route as Route
from extract.layout import Word as Word

Format = Literal["pdf", "image", "docx", "html", "txt", "office"]
SectionKind = Literal["final_account", "budget", "self_evaluation", "project_evaluation", "glossary", "other"]
FactKind = Literal["amount", "percent", "participants", "quantity", "score", "text"]
Measure = Literal["level", "change", "change_rate", "share", "completion", "standard", "target", "comparison"]
Basis = Literal["final", "execution", "budget", "initial_budget", "adjusted_budget", "prior_final"]
Versus = Literal["prior_year", "initial_budget", "adjusted_budget", "budget", "whole"]
FactStatus = Literal["confirmed", "read", "repaired", "conflict", "abstained"]
CellStatus = Literal["read", "blank", "unreadable", "doubtful"]
CheckOutcome = Literal["exact", "rounding", "violation", "not_applicable"]
Blame = Literal["ocr_error", "document_error", "unit_slip", "unknown"]
Flow = Literal["income", "expenditure", "opening", "closing"]
DocumentStatus = Literal["ok", "partial", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number. See ``extract.numbers.parse_number``.

    ``value`` keeps trailing zeros (its exponent is the printed precision).
    """

    value: Decimal
    text: str
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a merged cell stands once, at its top left.

    ``text`` is what is printed, lines joined with a newline. ``number`` is set
    where the text is one printed number. ``status`` keeps blank, read and
    unreadable apart: ``unreadable`` has ink that gave no text, or a text in a
    value column that is no number; ``doubtful`` was read but carries a mark.
    """

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    number: Number | None = None
    page: int | None = None
    bbox: BBox | None = None
    confidence: float = 1.0
    status: CellStatus = "read"
    alternatives: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of a recognised table means.

    ``role`` is one of ``code, name, line_no, value, text, indicator_1,
    indicator_2, indicator_3, target, actual, weight, score, reason, ignore``.
    ``name_col`` and ``code_col`` tell which columns name a value's row (tables
    with two or three groups side by side have several). ``indicator`` is set
    where the column, not the row, names what is measured (三公 tables).
    ``period`` is the year that the head prints, or ``prior`` where it says 上年;
    ``versus`` and ``versus_basis`` are of columns of differences and shares.
    ``within`` are the words of a head that is a part of another column of the same
    meaning (事业收入 · 其中：教育收费): flow, part and fund cannot tell it apart.
    """

    index: int
    role: str
    header: str = ""
    name_col: int | None = None
    code_col: int | None = None
    indicator: str | None = None
    flow: str | None = None
    part: str | None = None
    fund: str | None = None
    basis: str | None = None
    measure: str = "level"
    unit: str | None = None
    period: str | None = None
    versus: str | None = None
    versus_basis: str | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class HeadedBlock:
    """Rows of a table below a row of heads of their own, in the middle of it.

    Its heads are the rows from ``start`` up to ``header_rows``, its figures those from there up to ``end``; all count
    from the top of the table. ``understood`` is False where the words of the row head something that nothing tells:
    then what the heads above said does not hold any more, and nothing holds in its place.
    """

    start: int
    header_rows: int
    end: int
    columns: tuple[Column, ...]
    unit: str | None = None
    understood: bool = True


@dataclass(frozen=True)
class Table:
    """A table, joined over its pages.

    ``form`` is None until recognised, then ``01`` … ``09``, another form's id
    under models/forms, ``performance`` or ``other``. ``parts`` keeps where each
    page's part stands. ``captions`` are the lines above (mark, title, unit)
    and ``notes`` those below, as printed. ``units`` are what the captions list
    where that is more than one unit; ``unit`` is None then. ``blocks`` are the
    rows below heads that stand inside the table, ``columns`` hold above the first.
    """

    table_id: str
    n_rows: int
    n_cols: int
    cells: tuple[Cell, ...]
    pages: tuple[int, ...] = ()
    parts: tuple[tuple[int, BBox], ...] = ()
    captions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    order: int = 0
    form: str | None = None
    mark: str | None = None
    title: str | None = None
    unit: str | None = None
    units: tuple[str, ...] = ()
    header_rows: int = 0
    columns: tuple[Column, ...] = ()
    confidence: float = 1.0
    blocks: tuple[HeadedBlock, ...] = ()

    @cached_property
    def _at(self) -> dict[tuple[int, int], Cell]:
        return {(cell.row, cell.col): cell for cell in self.cells}

    def cell(self, row: int, col: int) -> Cell | None:
        """The cell whose top left is at (row, col), or None."""
        return self._at.get((row, col))

    def covering(self, row: int, col: int) -> Cell | None:
        """The cell that covers (row, col), merged cells included."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.rowspan and cell.col <= col < cell.col + cell.colspan:
                return cell
        return None

    def block_at(self, row: int) -> HeadedBlock | None:
        """The block in which a row stands; None in a table of one head."""
        return next((block for block in self.blocks if block.start <= row < block.end), None)

    def columns_at(self, row: int) -> tuple[Column, ...]:
        """The columns that hold for a row."""
        block = self.block_at(row)
        return self.columns if block is None else block.columns

    @cached_property
    def grid(self) -> tuple[tuple[str, ...], ...]:
        """Texts as rows of columns; a merged cell's text stands at its top left only."""
        rows = [[""] * self.n_cols for _ in range(self.n_rows)]
        for cell in self.cells:
            rows[cell.row][cell.col] = cell.text
        return tuple(tuple(row) for row in rows)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an input without pages, in reading order: a paragraph or a table.

    ``style`` carries what the source says of it (``heading 1``, ``list``), and
    ``offset`` where its first character stands in the decoded source.
    """

    kind: Literal["paragraph", "table"]
    text: str = ""
    style: str = ""
    offset: int | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Where a stretch of the text stands in the source: characters [start, end)."""

    start: int
    end: int
    page: int | None = None
    bbox: BBox | None = None
    char_boxes: tuple[BBox, ...] = ()
    confidence: float = 1.0
    source_offset: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or heading of the text: characters [start, end).

    ``level`` is 0 for body text, 1 for the outermost heading. ``table_id``,
    ``row`` and ``col`` are set for prose that stands in a table cell.
    """

    start: int
    end: int
    level: int = 0
    page: int | None = None
    table_id: str | None = None
    row: int | None = None
    col: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document with its own kind, department and year: characters [start, end)."""

    kind: SectionKind
    start: int
    end: int
    department: str | None = None
    fiscal_year: str | None = None


@dataclass(frozen=True)
class Text:
    """The text of a document in reading order, without figures and labels of tables.

    ``table_at`` tells for each table id before which character it stands.
    """

    chars: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    segments: tuple[Segment, ...] = ()
    sections: tuple[Section, ...] = ()
    table_at: tuple[tuple[str, int], ...] = ()

    def section_at(self, offset: int) -> Section | None:
        """The section that holds the character."""
        for section in self.sections:
            if section.start <= offset < section.end:
                return section
        return self.sections[-1] if self.sections else None

    def section_of_table(self, table_id: str) -> Section | None:
        """The section in which a table stands."""
        offset = dict(self.table_at).get(table_id)
        return None if offset is None else self.section_at(offset)


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity in the text: characters [start, end) of ``Text.chars``.

    ``label`` is AMOUNT, PARTICIPANT_COUNT, QUANTITY, PERCENT, SCORE, INDICATOR,
    BASIS, PERIOD, COMPARISON or REASON. ``norm`` is the canonical form (a
    decimal string for numbers, the basis name, the period), ``unit`` as printed.
    ``made_by`` is ``rule`` (the model is silent), ``rule+model`` (it agrees), ``rule!model``
    (it sees another span there) or ``model`` (it alone sees it; no fact is built on it).
    """

    label: str
    start: int
    end: int
    text: str
    norm: str | None = None
    unit: str | None = None
    qualifier: str | None = None
    made_by: str = "rule"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands. ``bbox`` is in the level frame until export."""

    page: int | None = None
    bbox: BBox | None = None
    start: int | None = None
    end: int | None = None
    text: str = ""
    table: str | None = None
    row: int | None = None
    col: int | None = None


@dataclass(frozen=True)
class Fact:
    """One printed figure or comparison; the fields are those of the facts file."""

    indicator: str | None
    kind: FactKind
    measure: Measure = "level"
    fact_id: str = ""
    section: SectionKind = "other"
    department: str | None = None
    fiscal_year: str | None = None
    indicator_id: str | None = None
    indicator_path: tuple[str, ...] = ()
    flow: str | None = None
    part: str | None = None
    fund: str | None = None
    basis: Basis | None = None
    versus: Versus | None = None
    versus_basis: Basis | None = None
    versus_indicator: str | None = None
    period: str | None = None
    value: str | None = None
    unit: str | None = None
    value_text: str | None = None
    value_base: str | None = None
    unit_base: str | None = None
    direction: str | None = None
    qualifier: str | None = None
    who: str | None = None
    scope: str | None = None
    reason: str | None = None
    reason_span: tuple[int, int] | None = None
    evidence: tuple[Evidence, ...] = ()
    made_by: str = "rule"
    confidence: float = 1.0
    status: FactStatus = "read"
    checks: tuple[str, ...] = ()

    def but(self, **fields: Any) -> Fact:
        """The same fact but for some fields: as ``dataclasses.replace``, which sets all 33 one by one.

        >>> Fact("培训费", "amount").but(value="3").value
        '3'
        """
        if not fields.keys() <= vars(self).keys():
            raise TypeError(f"a fact has no {sorted(fields.keys() - vars(self).keys())}")
        other = object.__new__(Fact)
        vars(other).update(vars(self), **fields)
        return other


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one identity over some facts."""

    check_id: str
    rule: str
    outcome: CheckOutcome
    operands: tuple[str, ...]
    blame: Blame | None = None
    expected: str | None = None
    found: str | None = None
    residual: str | None = None
    tolerance: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Document:
    """All that is known of one input."""

    sha256: str
    format: str
    status: DocumentStatus
    department: str | None = None
    fiscal_year: str | None = None
    kinds: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    tables: tuple[Table, ...] = ()
    text: Text = field(default_factory=Text)
    mentions: tuple[Mention, ...] = ()
    facts: tuple[Fact, ...] = ()
    checks: tuple[Check, ...] = ()
    failures: tuple[Failure, ...] = ()
    repairs: tuple[str, ...] = ()
    timings: tuple[tuple[str, float], ...] = ()
