"""Of which year a document is, by what its titles and its text say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from extract.text.headings import bare
from extract.types import Paragraph, SectionKind
from models import patterns

#: A year stands at most so many characters before the word that says what it is of.
REACH = 40
#: A year that the text tells so often, and so many times as often as that of the titles, speaks against them.
OFTEN = 3
#: The words of models/patterns/sections.yaml by which a title of each kind says its year.
WORDS: dict[str, str] = {
    "final_account": "accounts_word",
    "budget": "budget_word",
    "self_evaluation": "evaluation_word",
    "project_evaluation": "evaluation_word",
}


class Told(NamedTuple):
    """The year of a document, and the two years it may be of where that is not certain."""

    year: str | None
    doubted: tuple[str, str] | None = None


def year_told(titles: Sequence[tuple[Paragraph, str]], chars: str, kind: SectionKind) -> Told:
    """The fiscal year of a document.

    A label that says it (评价年度：2022年) goes before titles, and titles before the text. An evaluation whose
    titles name another year than the sentences that say what was evaluated, and than most of its text, is of neither
    for certain: it may be titled by the year in which it was written, or go on from last year's report.

    Parameters
    ----------
    titles : sequence of (Paragraph, str)
        Short lines, with their text without blanks.
    chars : str
        The text.
    kind : str
        What the document is.

    Returns
    -------
    Told
    """
    text = bare(chars)
    labelled = _all_years("labelled_year", [text])
    if labelled:
        return Told(labelled.most_common(1)[0][0])
    lines = _titles(titles)
    words = WORDS.get(kind, "any_word")
    counted = Counter(year for line in lines if (year := named_year(line, words)))
    if not counted:
        counted = Counter(year for line in lines if (year := named_year(line, "any_word")))
    # A line of its own below a title that says none.
    counted = counted or _all_years("year_line", lines, whole=True)
    evaluates = kind in ("self_evaluation", "project_evaluation")
    evaluated = _evaluated(text, lines) if evaluates else Counter[str]()
    if counted:
        (year, _), *_ = counted.most_common(1)
        other = _against(year, evaluated, text) if evaluates else None
        return Told(None, (year, other)) if other else Told(year)
    for years in (evaluated, _counted(text, r"年度"), _counted(text, r"年")):
        if years:
            return Told(years.most_common(1)[0][0])
    return Told(None)


def named_year(title: str, words: str = "any_word") -> str | None:
    """The year that a title names before a word of what it is of; of several the last 年度, else the last.

    2021—2023年实施的项目2022年度绩效自评报告 is of 2022, and so is 2022年度专项资金（2021年下达）绩效自评报告.
    """
    line = patterns.expression("sections", "remark_of_year").sub("", title)
    word = patterns.expression("sections", words).search(line)
    if word is None:
        return None
    before = list(patterns.expression("sections", "a_year").finditer(line, max(0, word.start() - REACH), word.start()))
    of_year = [found for found in before if found[0].endswith("度")] or before
    return of_year[-1]["year"] if of_year else None


def _titles(titles: Sequence[tuple[Paragraph, str]]) -> list[str]:
    """Lines that are titles and no sentences; a title set in two lines is one."""
    kept = [
        (paragraph, text) for paragraph, text in titles if not patterns.expression("sections", "sentence").search(text)
    ]
    lines = [text for _, text in kept]
    for (above, first), (below, second) in pairwise(kept):
        if above.end + 1 == below.start and named_year(first) is None and named_year(second) is None:
            lines.append(first + second)
    return lines


def _evaluated(text: str, titles: Sequence[str]) -> Counter[str]:
    """The years of what sentences say was evaluated; not of the notices and rules that they quote."""
    for title in titles:
        text = text.replace(title, "")
    own = patterns.expression("sections", "quoted").sub("", text)
    return _all_years("evaluated_year", [own])


def _all_years(name: str, texts: Sequence[str], whole: bool = False) -> Counter[str]:
    """How often an expression of models/patterns/sections.yaml names each year; ``whole``: texts that say it alone."""
    pattern = patterns.expression("sections", name)
    found = (hit for text in texts for hit in ([pattern.fullmatch(text)] if whole else pattern.finditer(text)))
    return Counter(next(year for year in hit.groups() if year) for hit in found if hit is not None)


def _counted(text: str, word: str) -> Counter[str]:
    return Counter(re.findall(rf"(?<!\d)((?:19|20)\d\d){word}", text))


def _against(year: str, evaluated: Counter[str], text: str) -> str | None:
    """The year that was evaluated by all that the text says, where the titles name another."""
    if not evaluated or evaluated[year]:
        return None
    other = evaluated.most_common(1)[0][0]
    often = _counted(text, "年")
    return other if often[other] >= OFTEN and often[other] >= OFTEN * often[year] else None
