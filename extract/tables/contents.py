"""Forms that the contents name and no table is: they are lost, or were never there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extract.errors import Failure, failure
from extract.tables.headers import squeezed
from extract.types import Block, Page, Table
from models.forms import Form, forms

#: Contents go on for so many pages.
MOST_PAGES = 2
#: A line of the contents is at most this long; what is longer ends them.
LONGEST_LINE = 60

_HEAD = re.compile(r"目录")
_LEAD = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+部分|附[表件][\d一二三四五六七八九十]*[:：.、]?|表[\d一二三四五六七八九十]+[:：.、]?"
    r"|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．]|公开[A-Z]?\d+(?:-\d+)?表[:：]?|(?:19|20)\d\d年度?)+"
)
_PAGE = re.compile(r"[.…·．\-—\s]*\d*$")
_SIGNS = re.compile(r"[“”\"'‘’《》]")


def missing_of_pages(pages: Sequence[Page], tables: Sequence[Table]) -> tuple[Failure, ...]:
    """The forms that the contents of a paged input name and that are no table of it."""
    first = next((i for i, page in enumerate(pages) if _heads_contents(page)), None)
    if first is None:
        return ()
    held = {number for table in tables for number in table.pages}
    listed = [page for page in pages[first : first + MOST_PAGES] if page.number not in held]
    rest = (word.text for page in pages[first + len(listed) :] for word in page.words)
    return _missing((word.text for page in listed for word in page.words), rest, tables)


def _heads_contents(page: Page) -> bool:
    """Whether a page prints 目录 on its own, the two characters apart or not."""
    words = [squeezed(word.text) for word in page.words]
    return "目录" in words or any(pair == ("目", "录") for pair in pairwise(words))


def missing_of_blocks(blocks: Sequence[Block], tables: Sequence[Table]) -> tuple[Failure, ...]:
    """The same of an input without pages."""
    lines = [line for block in blocks for line in (block.text.split("\n") if block.kind == "paragraph" else [None])]
    first = next((i for i, line in enumerate(lines) if line is not None and _HEAD.fullmatch(squeezed(line))), None)
    if first is None:
        return ()
    last = first
    while last < len(lines) and lines[last] is not None and len(lines[last] or "") <= LONGEST_LINE:
        last += 1
    return _missing((line for line in lines[first:last] if line), (line for line in lines[last:] if line), tables)


def _missing(listed: Iterable[str], rest: Iterable[str], tables: Sequence[Table]) -> tuple[Failure, ...]:
    printed = dict.fromkeys(filter(None, map(_plain, rest)))
    out = []
    for title in dict.fromkeys(filter(None, map(_plain, listed))):
        ids = {form.id for form in _named(title)}
        if any(table.form in ids or title in _signless(table.title) for table in tables):
            continue
        # A title that is printed again and has no table below it was lost in reading.
        out.append(failure("JS405" if title in printed else "JS406", title))
    return tuple(out)


def _plain(line: str) -> str | None:
    """The title of a form that a line prints, without its number and page; None for other lines."""
    if len(line) > LONGEST_LINE or "表" not in line:
        return None
    text = _PAGE.sub("", _LEAD.sub("", _signless(line)))
    return text if text.endswith("表") and _named(text) else None


def _signless(text: str | None) -> str:
    return _SIGNS.sub("", squeezed(text or ""))


def _named(title: str) -> list[Form]:
    return [
        form
        for form in forms()
        if form.kind is not None
        and form.title.search(title)
        and not (form.not_title is not None and form.not_title.search(title))
    ]
