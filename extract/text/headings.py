"""Headings and their nesting: numerals of the level, size, and what styles say."""

from __future__ import annotations

import re

from extract.text.draft import Draft
from models import patterns

#: A heading is a line; a numbered paragraph longer than this is a paragraph.
LONGEST_HEADING = 40
#: Type this much larger than the text's is a title.
TITLE_SIZE = 1.25
_STYLE = re.compile(r"heading\s*(\d)|标题\s*(\d)", re.IGNORECASE)


def bare(text: str) -> str:
    """The text without blanks."""
    return re.sub(r"\s+", "", text)


def starts_list(text: str) -> bool:
    """Whether the line begins with a numeral of a list or a heading."""
    return patterns.expression("headings", "list_start").match(bare(text)) is not None


def numeral_level(text: str) -> int | None:
    """The level that the numeral at the head of the line stands for."""
    for pattern, row in patterns.likely("headings", "levels", text):
        if pattern.match(text):
            return int(row["level"])
    return None


def level_of(draft: Draft, body_size: float) -> int:
    """The level of a heading, 0 for body text."""
    if draft.level is not None:
        return draft.level
    text = bare(draft.text)
    if draft.row is not None or not text or len(text) > LONGEST_HEADING:
        return 0
    if text[-1] in "，,；;" or re.search(r"。.", text):
        return 0
    numeral = numeral_level(text)
    if numeral is not None:
        # A short numbered line that ends like a sentence and holds a figure is a statement.
        if text[-1] == "。" and re.search(r"[\d，]", text[3:]):
            return 0
        return numeral
    style = _STYLE.search(draft.style)
    if style:
        return int(style[1] or style[2])
    if text[-1] in "。：:" or patterns.expression("headings", "caption").match(text):
        return 0
    if body_size and draft.size >= body_size * TITLE_SIZE:
        return 1
    return 0
