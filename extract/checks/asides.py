"""Figures that the words before them set apart from this year's of the whole body: 上年……, 扣除……后, 按可比口径."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from extract.checks.figures import Figure
from extract.checks.told import Narrative, name_of
from models.reading import data_of

#: A year that is named, and not what is compared with.
_YEAR = re.compile(r"(?<![比较与和同及按从自由于超除\d])(20\d\d)年")
_CLAUSE = re.compile(r"[，,：:]")
#: What makes a figure less than what its name says, or of other money.
_PORTIONS = ("measured_otherwise", "several_years", "a_portion", "other_money")
#: Bases of figures that were read as another year's.
_OTHERS = ("prior_final",)


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """The words that set apart (models/asides.yaml)."""
    text = resources.files("models").joinpath("asides.yaml").read_text(encoding="utf-8")
    return {name: re.compile(words) for name, words in data_of(text)["asides"].items()}


def is_set_apart(figure: Figure, told: Narrative) -> bool:
    """Whether the sentence before a figure says that it is another one than its name says.

    Measured otherwise (扣除……后), a portion of it, one of several years, or of another year, where it was read as
    this year's.
    """
    sentence = told.sentence(figure)
    return (
        any(_words()[name].search(sentence) for name in _PORTIONS)
        or _is_of_one_body(figure, sentence)
        or _is_of_itself(figure, sentence, told)
        or _is_another_years(figure, sentence)
    )


def is_measured_otherwise(figure: Figure, told: Narrative) -> bool:
    """Whether the sentence before a figure says that it is not measured as what stands around it: 按同口径增长3%."""
    return bool(_words()["measured_otherwise"].search(told.sentence(figure)))


def _is_of_one_body(figure: Figure, sentence: str) -> bool:
    """Whether a sentence speaks of one of the bodies of a department."""
    looked = [_words()["one_body"].search(sentence)]
    looked += [_words()["own_name"].search(words) for words in (sentence, _CLAUSE.split(sentence)[-1])]
    whole = figure.fact.department or ""
    return any(found is not None and found[0].removeprefix("其中").strip("：:，,") not in whole for found in looked)


def _is_of_itself(figure: Figure, sentence: str, told: Narrative) -> bool:
    """Whether a sentence that begins with 其中 names what was told before it again: a part of that."""
    if not sentence.startswith("其中"):
        return False
    before = told.before(name_of(figure), "level", figure.row - len(sentence))
    return any((one.value or 0) > (figure.value or 0) and one.unit == figure.unit for one in before)


def _is_another_years(figure: Figure, sentence: str) -> bool:
    fact = figure.fact
    if fact.basis in _OTHERS or (fact.period and fact.fiscal_year and fact.period[:4] != fact.fiscal_year):
        return False  # it was read as what it is
    last = max((found.end() for found in _words()["other_year"].finditer(sentence)), default=-1)
    here = max((found.end() for found in _words()["this_year"].finditer(sentence)), default=-1)
    for found in _YEAR.finditer(sentence):
        if found[1] == (fact.period or fact.fiscal_year or "")[:4]:
            here = max(here, found.end())
        elif fact.fiscal_year:
            last = max(last, found.end())
    return last > here
