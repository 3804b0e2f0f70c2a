"""What a raw table is: form, mark, title, unit, header and columns.

A form is recognised by its title, its 公开 mark, the words of its header and
the labels of its rows together (models/forms); no one of them is enough to
contradict the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from extract.numbers import fold_width, is_ill_formed, parse_number
from extract.tables.headers import cover_of, first_data_row, header_paths, squeezed, title_rows
from extract.tables.meaning.blocks import with_blocks
from extract.tables.meaning.columns import columns_of, role_said
from extract.tables.meaning.kinds import Said, kind_of, said_before
from extract.tables.meaning.names import NUMERIC_ROLES
from extract.tables.meaning.titles import core_of, of_other_money
from extract.tables.meaning.unit import unit_of, units_said
from extract.types import Cell, Column, Number, Table
from models.forms import Form, forms, titles, words
from models.units import units

#: Shares of the parts of the evidence for a form.
TITLE, MARK, SIGNATURE, ROWS = 0.45, 0.2, 0.35, 0.2
#: So much of the evidence of a title is that it is made of the same words as those of a form.
COMPOSED = 0.9
#: A title that says it is something else takes this away.
CONTRADICTION = 0.4
#: A title is taken for a standard one from this likeness on: one character in ten.
ALIKE = 0.88
#: The form whose rows are indicators.
PERFORMANCE = "performance"
#: Evidence below this names no form.
ENOUGH = 0.42
#: So many words, each so long at most, stand for the levels of indicators left of targets, results and points.
FEWEST_LEVELS, LONGEST_LEVEL = 2, 8
_REACHED, _POINTS = frozenset({"target", "actual"}), frozenset({"weight", "score"})

_MARK = re.compile(r"公开\s*(\d+(?:-\d+)?)\s*表|表\s*(\d+(?:-\d+)?)\s*$")
_BEFORE_TITLE = re.compile(r"^(?:(?:19|20)\d\d年度?)?(?:部门|单位)?")
_UNIT_AT_END = re.compile(r"[（(](?:金额)?(?:单位[:：])?(?:百万元|万元|亿元|千元|元)[）)]$")
_TITLE = re.compile(r"表(?:[（(].*[）)])?$|情况$|目标$|报告$|明细")
_INDICATOR_HEAD = re.compile(r"^([一二三]级|绩效|评价)?指标(内容|名称|值|解释|分值)?$|(预期|实际).*值$")
_YEAR_HEAD = re.compile(r"^(?:19|20)\d\d$")
_LEVEL = re.compile(r"^[一二三]级指标$")
#: The numbers of the ministry's software (Z07) are others than those of the public forms (公开05表).
_LETTER = re.compile(r"[A-Za-zＡ-Ｚ]")
_SENTENCE = re.compile(r"[。：:；;，,]$")
_CAPTION_ONLY = re.compile(
    r"单位[:：]|截止日(?:期)?[:：]|部门[:：]|编制部门|公开\s*\d+\s*表|^表\s*\d+(?:-\d+)?$|^\d{4}年度?$"
)
#: The mark of a table in any manner (决公表7, 附表3-1, 表A), and a label with what is printed for it (时点：…).
_MARK_ALONE = re.compile(r"^[\u4e00-\u9fff]{0,4}表(?:[A-Za-z]-?\d*|\d+)(?:-\d+)?$")
_LABELLED = re.compile(r"^(?!附|表)[^：:]{2,8}[:：]")
#: A heading of the document is no title while a line below it is one.
_HEADING = re.compile(r"^第[一二三四五六七八九十]{1,3}(?:部分|[编章篇节])")
_WITH_UNIT = re.compile(r"(.*\d[)）]?)\s*([^\d\s.,%％]{1,4})")


def headless(table: Table) -> bool:
    """Whether a table that is no form has figures where its head should be: nothing says what its columns are."""
    if table.form != "other":
        return False
    heads = [column.header.rsplit("/", 1)[-1] for column in table.columns if column.role in NUMERIC_ROLES]
    # One column of figures is named by its rows; of two or more nothing tells which is which.
    return len(heads) > 1 and all(
        not head or (parse_number(head) is not None and not _YEAR_HEAD.match(head)) for head in heads
    )


def without_meaning(table: Table) -> Table:
    """The table with columns of which nothing is known: its texts and numbers stay, and make no facts."""
    return replace(table, columns=tuple(replace(column, role="ignore") for column in table.columns), blocks=())


def recognise(tables: tuple[Table, ...], said: Sequence[Said] = ()) -> tuple[Table, ...]:
    """The tables with form, mark, title, unit, header, columns, and the number of every value cell.

    Parameters
    ----------
    tables : tuple of Table
    said : sequence of Said
        What the headings say of the kind of document, by page, or by table where there are no pages.
    """
    return tuple(_recognised(t, said_before(said, t.pages[0] if t.pages else t.order)) for t in tables)


def _recognised(table: Table, heading: str | None) -> Table:
    cover = cover_of(table)
    start = title_rows(table, cover)
    header = first_data_row(table, start, cover)
    paths = header_paths(table, start, header, cover)
    inside = [cell.text for row in range(start) for cell in table.cells if cell.row == row and cell.text.strip()]
    lines = [line for text in (*table.captions, *inside) for line in text.split("\n") if line.strip()]
    title = _title(lines)
    mark = _mark(lines)
    head = "/".join("/".join(path) for path in paths)
    # A short header (a form whose top rows are labels) is told by all its words.
    top = squeezed("/".join("/".join(row) for row in table.grid[: header + 3]))
    labels = [squeezed(text) for row in table.grid[header:] for text in row if text]
    inner = inner_header(table)
    if inner is not None:
        top += "/" + squeezed("/".join(table.grid[inner]))
    kind = kind_of(title or "", lines, head) or heading
    form, sure = _form(title, mark, head or top, top, labels, kind)
    of_indicators = form is not None and form.id == PERFORMANCE
    end = 0 if inner is None else inner + (2 if _names_levels(table, inner + 1) else 1)
    # Indicators whose values all print a unit (900卷) are no figures, and would be taken for heads.
    if of_indicators and inner is not None and (inner >= header or end < header):
        header = min(header, end)
        columns = columns_of(table, header_paths(table, inner, end, cover), end, form)
    else:
        columns = columns_of(table, paths, header, form, _plain(title or ""), kind)
    unit = unit_of(lines, head, table)
    meant = replace(
        table,
        form=form.id if form else "other",
        mark=mark,
        title=title,
        unit=unit,
        units=units_said(lines, head, table) if unit is None else (),
        header_rows=header,
        columns=columns,
        confidence=round(table.confidence * (sure if form else 1.0), 3),
    )
    if form is None:
        meant = with_blocks(meant, cover, columns, header, kind)
    inner_heads = {row for block in meant.blocks for row in range(block.start, block.header_rows)}
    cells = (
        cell if cell.row in inner_heads else _valued(cell, meant.columns_at(cell.row), header, form)
        for cell in table.cells
    )
    return replace(meant, cells=tuple(cells))


def inner_header(table: Table) -> int | None:
    """The row of a performance form that heads its indicators.

    It names two columns of indicators or more, or it heads targets or results beside points, with words to their left
    for the levels: 评价维度 · 评价内容 · 目标 · 实际 · 权重.
    """
    for row, texts in enumerate(table.grid):
        said = [squeezed(text) for text in texts]
        if sum(1 for text in said if _INDICATOR_HEAD.search(text)) >= 2 or _heads_results(said):
            return row
    return None


def _heads_results(said: list[str]) -> bool:
    """Whether a row heads what was to be reached or was reached beside points, behind two words of levels."""
    roles = [role_said(text) if text else None for text in said]
    first = next((col for col, role in enumerate(roles) if role in NUMERIC_ROLES), 0)
    before = [text for text in said[:first] if text]
    plain = all(parse_number(text) is None and len(text) <= LONGEST_LEVEL for text in before)
    return len(before) >= FEWEST_LEVELS and plain and bool(_REACHED & set(roles)) and bool(_POINTS & set(roles))


def _names_levels(table: Table, row: int) -> bool:
    """Whether a row goes on with the head of the indicators: 一级指标, 二级指标, 三级指标 below 绩效指标."""
    return row < table.n_rows and sum(1 for text in table.grid[row] if _LEVEL.match(squeezed(text))) >= 2


def _title(lines: list[str]) -> str | None:
    lines = [_UNIT_AT_END.sub("", squeezed(line)) if _UNIT_AT_END.search(squeezed(line)) else line for line in lines]
    candidates = [line for line in lines if line and not _only_caption(squeezed(line))]
    last = max((place for place, line in enumerate(candidates) if _HEADING.match(squeezed(line))), default=-1)
    if any(_may_name(line) for line in candidates[last + 1 :]):
        candidates = candidates[last + 1 :]
    titled = [line for line in candidates if _TITLE.search(squeezed(line))]
    if titled:
        # What is printed below the title of a form, and ends like one, is none.
        known = [line for line in titled if squeezed(line).endswith("表") and _of_a_form(line)]
        return (titled if _of_a_form(titled[-1]) or not known else known)[-1].strip()
    candidates = [line for line in candidates if not _SENTENCE.search(squeezed(line))]
    candidates = [line for line in candidates if _may_name(line)] or candidates
    return candidates[-1].strip() if candidates else None


def _of_a_form(line: str) -> bool:
    return any(form.title.search(_plain(line)) for form in forms())


def _mark(lines: list[str]) -> str | None:
    """The mark in the lines above a table: part of a line, or one that is nothing else."""
    of_public = next((squeezed(match[0]) for line in lines if (match := _MARK.search(line))), None)
    return of_public or next((squeezed(line) for line in lines if words().mark.match(squeezed(line))), None)


def _only_caption(text: str) -> bool:
    return _CAPTION_ONLY.search(text) is not None or words().mark.match(text) is not None


def _may_name(line: str) -> bool:
    """Whether a line can be a title: no mark, no label with what is printed for it, no sentence."""
    text = squeezed(line)
    return not (_MARK_ALONE.match(text) or _LABELLED.match(text) or _SENTENCE.search(text))


def _plain(title: str) -> str:
    return re.sub(r"[“”\"'‘’《》\s]", "", title)


def _like_a_title(said: str) -> str:
    """The standard title that a misread one is like to a character or two, else the title itself."""
    bare = _BEFORE_TITLE.sub("", said)
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(bare)
    best, most = said, ALIKE
    for known in titles():
        matcher.set_seq1(_plain(known))
        if matcher.quick_ratio() >= most and matcher.ratio() >= most:
            best, most = _plain(known), matcher.ratio()
    return best


def _form(
    title: str | None, mark: str | None, head: str, top: str, labels: list[str], kind: str | None
) -> tuple[Form | None, float]:
    """The form with the most evidence, and how much there is of it, 0 to 1."""
    said = _plain(title or "")
    made_of = core_of(said) if said else None
    if said and made_of is None and not any(form.title.search(said) for form in forms()):
        said = _like_a_title(said)
    if words().title_of_bodies.search(said):
        return None, 0.0
    best: Form | None = None
    most = 0.0
    for form in forms():
        evidence = 0.0
        titled = bool(said) and form.title.search(said) is not None
        # The same words name a form of a budget and one of a final account: they are none of the other kind's.
        composed = made_of is not None and made_of in form.core and (kind is None or form.kind in (None, kind))
        if form.titled and ((not titled and not composed) or (kind is not None and form.kind not in (None, kind))):
            continue
        if titled:
            evidence += TITLE
            if (form.not_title is not None and form.not_title.search(said)) or of_other_money(made_of, form):
                evidence -= TITLE + CONTRADICTION
        elif composed:
            evidence += TITLE * COMPOSED  # the words of a form in an order of its own
        elif said and _TITLE.search(said) and form.id != "performance":
            evidence -= CONTRADICTION / 2
        if mark is not None and form.mark is not None and not _LETTER.search(mark):
            digits = re.sub(r"\D", "", mark)
            evidence += MARK if digits and form.mark.fullmatch(digits) else 0.0
        if kind is not None and form.kind is not None and form.kind != kind:
            evidence -= CONTRADICTION
        where = top if form.id == "performance" else head
        hits = sum(1 for pattern in form.signature if pattern.search(where))
        evidence += SIGNATURE * hits / len(form.signature)
        if form.rows:
            evidence += ROWS * sum(1 for p in form.rows if any(p.search(label) for label in labels)) / len(form.rows)
        if evidence > most:
            best, most = form, evidence
    if best is None or most < ENOUGH:
        return None, 0.0
    return best, min(1.0, most / (TITLE + SIGNATURE))


def number_with_unit(text: str) -> tuple[Number, str | None] | None:
    """The number that a cell prints, alone or with its unit (``720.87万元``)."""
    flat = text.replace("\n", "").strip()
    number = parse_number(flat)
    if number is not None:
        return number, None
    match = _WITH_UNIT.fullmatch(fold_width(flat))
    if match is None or match[2] not in units():
        return None
    number = parse_number(match[1])
    return None if number is None else (number, match[2])


def _valued(cell: Cell, columns: tuple[Column, ...], header: int, form: Form | None) -> Cell:
    """The cell with its number; what stands in a value column and is none is unreadable."""
    text = squeezed(cell.text)
    if not text:
        status = cell.status if cell.status in ("doubtful", "unreadable") else "blank"
        if "ink_without_text" in cell.marks:
            status = "unreadable"
        return replace(cell, number=None, status=status)
    if cell.row < header or cell.col >= len(columns):
        return cell
    role = columns[cell.col].role
    if role not in NUMERIC_ROLES and role != "text":
        return cell
    read = number_with_unit(cell.text)
    if read is not None:
        return replace(cell, number=read[0])
    if role == "value" and form is not None and form.id != "performance" and not words().nothing.match(text):
        has_digits = any(char.isdigit() for char in fold_width(text))
        return replace(cell, status="unreadable") if has_digits and cell.colspan == 1 else cell
    # Elsewhere a value column may hold words; a misread number is told by its print.
    return replace(cell, status="unreadable") if role == "value" and is_ill_formed(cell.text) else cell
