"""Whether a table tells of final accounts or of a budget.

Budgets print the titles and even the marks of final accounts (收支总表, 公开01表): what they are is said by the
table itself, else by the heading under which it stands. Where neither says, nothing is assumed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from extract.tables.headers import squeezed
from extract.types import Block, Page
from models.forms import words

#: A heading is at most this long; what is longer is prose.
LONGEST_HEADING = 30
#: Where a heading stands (page, or place among the blocks) and what it says.
Said = tuple[int, str]


def kind_of(title: str, lines: Iterable[str], heads: str) -> str | None:
    """What a table says of itself: ``final_account``, ``budget``, or None.

    The title speaks first, then the lines above the table, then its head; names of funds (一般公共预算) do not count.
    """
    for text in (title, "".join(lines)):
        said = _said(text)
        if said:
            return "final_account" if "final_account" in said else next(iter(said))
    said = _said(heads)
    if said == {"budget"} and words().paid_heads.search(squeezed(heads)):
        return None  # 采购预算 beside 实际采购金额
    return next(iter(said)) if len(said) == 1 else None


def _said(text: str) -> set[str]:
    plain = words().fund_names.sub("", squeezed(text))
    return {kind for pattern, kind in words().kinds if pattern.search(plain)}


def of_pages(pages: Sequence[Page]) -> list[Said]:
    """What the headings of a paged input say, in order."""
    return _of_headings((page.number, word.text) for page in pages for word in page.words)


def of_blocks(blocks: Sequence[Block]) -> list[Said]:
    """What the headings of an input without pages say, in order; a place is how many tables stand before it."""
    tables = 0
    found: list[tuple[int, str]] = []
    for block in blocks:
        if block.kind == "table":
            tables += 1
        else:
            found += [(tables, line) for line in block.text.split("\n")]
    return _of_headings(found)


def _of_headings(lines: Iterable[tuple[int, str]]) -> list[Said]:
    out: list[Said] = []
    for place, text in lines:
        if len(text) > LONGEST_HEADING or ("预算" not in text and "决算" not in text):
            continue
        match = words().kind_heading.search(squeezed(text))
        if match is not None:
            out.append((place, "final_account" if match["kind"] == "决算" else "budget"))
    return out


def said_before(said: Sequence[Said], place: int | None) -> str | None:
    """What the last heading up to a place says."""
    if place is None:
        return said[-1][1] if said else None
    index = bisect_right(said, place, key=lambda one: one[0])
    return said[index - 1][1] if index else None
