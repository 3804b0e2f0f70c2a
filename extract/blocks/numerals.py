"""Automatic numbering of Word paragraphs, as it is printed."""

from __future__ import annotations

from collections import defaultdict

import docx
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_DIGITS = "〇一二三四五六七八九十"
#: Number formats of Word that count in Chinese.
_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCountingThousand"}
)


def chinese(number: int) -> str:
    """A number below 100 as it heads a paragraph.

    >>> chinese(21)
    '二十一'
    """
    if number <= 10:
        return _DIGITS[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


class Numbering:
    """Counts the numbered paragraphs of one document."""

    def __init__(self, document: docx.document.Document):
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is None:
            return
        root = part.element
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.iter(qn("w:abstractNum"))}
        for num in root.iter(qn("w:num")):
            reference = num.find(qn("w:abstractNumId"))
            source = abstract.get(reference.get(qn("w:val"))) if reference is not None else None
            if source is None:
                continue
            levels: dict[int, tuple[str, str, int]] = {}
            for level in source.iter(qn("w:lvl")):
                form, text, start = (level.find(qn(tag)) for tag in ("w:numFmt", "w:lvlText", "w:start"))
                levels[int(level.get(qn("w:ilvl")) or 0)] = (
                    "decimal" if form is None else form.get(qn("w:val")) or "decimal",
                    "" if text is None else text.get(qn("w:val")) or "",
                    1 if start is None else int(start.get(qn("w:val")) or 1),
                )
            self.levels[num.get(qn("w:numId"))] = levels

    def prefix(self, paragraph: BaseOxmlElement) -> str:
        """The numeral that Word prints before a paragraph; empty where there is none, or only a bullet."""
        place = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if place is None:
            return ""
        number, level = place.find(qn("w:numId")), place.find(qn("w:ilvl"))
        key = number.get(qn("w:val")) if number is not None else None
        depth = int(level.get(qn("w:val")) or 0) if level is not None else 0
        levels = self.levels.get(key or "")
        if key is None or not levels or depth not in levels:
            return ""
        counts = self.counts[key]
        counts[depth] = counts.get(depth, levels[depth][2] - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        form, text, _ = levels[depth]
        if form in ("bullet", "none"):
            return ""
        for at, (one_form, _, start) in levels.items():
            if at <= depth:
                value = counts.get(at, start)
                text = text.replace(
                    f"%{at + 1}", chinese(value) if one_form in _CHINESE and value < 100 else str(value)
                )
        return text
