"""The parts of a document: what kind each is, whose, and of which year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extract.options import Options
from extract.text.headings import bare
from extract.text.years import WORDS, named_year, year_told
from extract.types import Paragraph, Section, SectionKind
from models import patterns

#: Titles are lines, not sentences.
LONGEST_TITLE = 60
#: The document's own kind is looked for in so many first lines.
FIRST_LINES = 60
#: What a title does not hold: 自评结果报县财政局，并在门户网站公开。 names no body whose document it is.
_SENTENCE = re.compile(r"[。；;，,]")
#: A heading within so many paragraphs of a title belongs to the same title page.
TITLE_REACH = 3
#: The numeral of a chapter.
_CHAPTER = re.compile(r"([一二三四五六七八九]|十[一二三四五六七八九]?)、")


class _Opening(NamedTuple):
    """Where a section begins, with what its title says."""

    start: int
    kind: SectionKind
    year: str | None
    department: str | None


def sections_of(chars: str, paragraphs: Sequence[Paragraph], options: Options) -> tuple[tuple[Section, ...], str]:
    """Sections that cover the whole text, in order, and the years that the document may be of where that is open."""
    titles = [
        (paragraph, bare(chars[paragraph.start : paragraph.end]))
        for paragraph in paragraphs
        if paragraph.row is None and paragraph.end - paragraph.start <= LONGEST_TITLE
    ]
    document = _document_kind([text for _, text in titles[:FIRST_LINES]], [text for _, text in titles])
    department = options.department or department_of([text for _, text in titles], chars)
    told = year_told(titles, chars, document)
    year = options.fiscal_year or told.year
    openings = [_Opening(0, document, year, department)]
    contents = _end_of_contents(chars, paragraphs)
    page: list[tuple[Paragraph, str]] = []
    for paragraph, text in titles:
        if paragraph.start < contents:
            continue
        page = [*page, (paragraph, text)] if page and page[-1][0].end + 1 == paragraph.start else [(paragraph, text)]
        page = page[-TITLE_REACH:]
        opening = _opening(paragraph, text, document, openings[-1])
        if (
            opening is None
            and openings[-1].kind == "glossary"
            and _is_next_chapter(paragraph, text, chars, openings[-1], titles)
        ):
            opening = _Opening(paragraph.start, document, None, None)
        if opening is None and len(page) > 1 and not re.match(r"[第附]", page[-2][1]):
            # A title set in two lines.
            opening = _opening(paragraph, page[-2][1] + text, document, openings[-1])
        if opening is not None:
            openings.append(_with_title_page(opening, page[:-1]))
    if told.doubted and year is None:
        # A title of a part says it no better than those of the whole.
        openings = [one._replace(year=None) if one.year in told.doubted else one for one in openings]
    doubted = " / ".join(told.doubted) if told.doubted and year is None else ""
    return tuple(_closed(openings, len(chars), year, department, options)), doubted


def _with_title_page(opening: _Opening, before: Sequence[tuple[Paragraph, str]]) -> _Opening:
    """Begin a report at the lines of its title above: the body's name, the project."""
    if opening.kind not in ("self_evaluation", "project_evaluation"):
        return opening
    body, not_body = patterns.expression("sections", "body"), patterns.expression("sections", "not_body")
    start, department = opening.start, opening.department
    for paragraph, text in reversed(before):
        if re.match(r"第.{1,3}部分|附件[\d一二三四五六七八九十：:]*$|目录$", text) or re.search(r"[。；;，,：:]", text):
            break
        start = paragraph.start
        found = body.fullmatch(text)
        if found and not not_body.search(text):
            department = department or text
    return opening._replace(start=start, department=department)


def _closed(
    openings: list[_Opening], end: int, year: str | None, department: str | None, options: Options
) -> list[Section]:
    """Openings of the same kind in a row are one section; what a title leaves open is the document's."""
    merged: list[_Opening] = []
    for one in openings:
        own = one._replace(
            year=options.fiscal_year or one.year or year, department=options.department or one.department or department
        )
        if merged and merged[-1][1:] == own[1:]:
            continue
        merged.append(own)
    ends = [after.start for _, after in pairwise(merged)] + [max(end, 1)]
    return [
        Section(one.kind, one.start, stop, one.department, one.year)
        for one, stop in zip(merged, ends, strict=True)
        if stop > one.start
    ]


def _opening(paragraph: Paragraph, text: str, document: SectionKind, last: _Opening) -> _Opening | None:
    """The section that a title opens, if it opens one."""
    if re.search(r"[。；;，,、]", text.rstrip("。")[4:]) or text.endswith(("。", "；", ":", "：")):
        return None
    if last.kind not in ("glossary",) and paragraph.level >= 3:
        return None
    for pattern, row in patterns.likely("sections", "openers", text):
        if pattern.search(text) and _may_open(row["kind"], paragraph, document):
            return _Opening(paragraph.start, row["kind"], named_year(text, WORDS.get(row["kind"], "any_word")), None)
    if patterns.expression("sections", "back").match(text) and last.kind != document:
        # Behind a glossary or an appendix a new part of the document itself begins.
        if re.search(r"附[件表]", text) and last.kind != "glossary":
            return None
        return _Opening(paragraph.start, document, None, None)
    return None


def _is_next_chapter(
    paragraph: Paragraph, text: str, chars: str, glossary: _Opening, titles: Sequence[tuple[Paragraph, str]]
) -> bool:
    """Whether a title has the numeral behind the one of the glossary's: 七、… behind 六、名词解释.

    Terms that are numbered alike begin again at 一、 and come to that number too.
    """
    head = _CHAPTER.match(bare(chars[glossary.start : glossary.start + LONGEST_TITLE]))
    found = _CHAPTER.match(text)
    if head is None or found is None or _order(found[1]) != _order(head[1]) + 1:
        return False
    inside = (title for other, title in titles if glossary.start < other.start < paragraph.start)
    return not any(_CHAPTER.match(title) for title in inside)


def _order(numeral: str) -> int:
    """The number of a Chinese numeral up to 十九.

    >>> _order("六"), _order("十"), _order("十二")
    (6, 10, 12)
    """
    return 10 * numeral.count("十") + "零一二三四五六七八九".find(numeral.removeprefix("十") or "零")


def _may_open(kind: str, paragraph: Paragraph, document: SectionKind) -> bool:
    """A numbered chapter that speaks of performance is no report of its own."""
    if kind == "glossary":
        return paragraph.level in (0, 1, 2)
    if kind in ("self_evaluation", "project_evaluation"):
        return paragraph.level in (0, 1)
    return kind == document and paragraph.level in (0, 1)


def _document_kind(first: list[str], every: list[str]) -> SectionKind:
    for lines in (first, every):
        for line in lines:
            for pattern, row in patterns.likely("sections", "document", line):
                if pattern.search(line):
                    kind: SectionKind = row["kind"]
                    return kind
    return "other"


def _end_of_contents(chars: str, paragraphs: Sequence[Paragraph]) -> int:
    """Where the table of contents ends: its lines repeat as headings further on."""
    start = None
    for index, paragraph in enumerate(paragraphs[:FIRST_LINES]):
        text = bare(chars[paragraph.start : paragraph.end])
        if text in ("目录", "目次"):
            start = index
            break
    if start is None:
        return 0
    seen: set[str] = set()
    end = paragraphs[start].end
    for paragraph in paragraphs[start + 1 :]:
        text = bare(chars[paragraph.start : paragraph.end])
        key = _title_key(text)
        leaders = re.search(r"[.…·．]{4}", text) is not None
        if not leaders and (key in seen or len(text) > LONGEST_TITLE or re.search(r"[。；;]", text)):
            break
        seen.add(key)
        end = paragraph.end
    return end


def _title_key(text: str) -> str:
    """A title without its numeral and the dots and page number of a table of contents."""
    text = re.sub(r"^(?:第.{1,3}部分|[一二三四五六七八九十]+、|[（(].{1,3}[）)]|\d+[.．、])", "", text)
    return re.sub(r"[.…·．\d\-—一二三四五六七八九十]+$", "", text)


def department_of(titles: Sequence[str], chars: str) -> str | None:
    """Whose document it is: the label on cover or tables, else the body that titles name most."""
    label = patterns.expression("headings", "cover_label")
    not_body = patterns.expression("sections", "not_body")
    labels: Counter[str] = Counter()
    for text in titles:
        found = label.match(text)
        name = re.sub(r"(?:公开[A-Z]?\d+(?:-\d+)?表|(?:金额)?单位[:：].*)$", "", found["name"]) if found else ""
        if name and not re.search(r"XX|盖章|[:：]", name):
            labels[name] += 1
    if labels:
        return labels.most_common(1)[0][0]
    body = patterns.expression("sections", "body")
    bodies: Counter[str] = Counter()
    for text in titles:
        start = re.sub(r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、)", "", text)
        start = re.sub(r"^(?:19|20)\d\d年度?", "", start)
        found = body.match(start)
        if found and not not_body.search(found[0]) and not _SENTENCE.search(text):
            bodies[found[0]] += 1
    if bodies:
        # A name that another one ends with is its short form: the longer one counts for both.
        return max(bodies, key=lambda name: (sum(n for other, n in bodies.items() if name.endswith(other)), len(name)))
    found = body.match(bare(chars[:200]))
    return found[0] if found and not not_body.search(found[0]) else None
