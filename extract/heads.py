"""What the words above a column say of its figures: basis, period, measure, unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract.numbers import fold_width
from extract.types import Column
from models.forms import words
from models.units import units

_UNIT = re.compile(r"[（(](?:金额)?(?:单位[:：])?([^（）()]{1,4})[）)]")
_OF_WHICH = re.compile(r"^其中[:：]?")
_UNIT_AT_END = re.compile(_UNIT.pattern + "$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?度?")
_PERCENT = re.compile(r"[%％]")
#: Measures that are no amount.
RATES = frozenset({"change_rate", "completion", "share"})
#: What an execution is measured against, where a head does not say.
BUDGETS = ("adjusted_budget", "initial_budget", "budget")
#: Period of a column whose head says 上年.
PRIOR = "prior"
#: Forms whose heads may name the money alone.
WITHOUT_FUNDS = ("other", "procurement", "budget_projects")
#: Periods of columns whose heads say 期初 and 期末: the ends of the year before and of the year.
OPENING, CLOSING = "opening", "closing"
#: Letters by which columns of words are numbered.
STEMS = frozenset("甲乙丙丁戊")
#: The number of a column, or how it is made up of others: 3, 1=2+3, 1=2+…+7.
COLUMN_NUMBER = re.compile(r"[（(]?\d{1,2}[)）]?(?:[=＝][\d+\-*/×÷…（）()%]+)?")


@dataclass(frozen=True)
class Head:
    """What a head says, each None where it does not."""

    basis: str | None = None
    period: str | None = None
    measure: str = "level"
    versus: str | None = None
    unit: str | None = None


def head_of(path: Sequence[str]) -> Head:
    """What the words above a column say, the innermost first.

    Parameters
    ----------
    path : sequence of str
        Outermost first.

    Returns
    -------
    Head
        ``period`` is a printed year or ``prior`` (上年). A head of differences (增减) has no period of its own.
    """
    measure, versus = _measure(path)
    basis = period = None
    for text in reversed(path):
        plain = words().fund_names.sub("", text)
        if basis is None:
            for pattern, means in words().bases:
                if pattern.search(plain):
                    basis = means
                    break
        if period is None and measure == "level":
            if words().opens.search(plain):
                period = OPENING
            elif words().closes.search(plain):
                period = CLOSING
            elif words().prior.search(plain):
                period = PRIOR
            elif year := _YEAR.search(plain):
                period = year[1]
    if measure != "level":
        return Head(
            None if measure in ("change", "change_rate") else basis, None, measure, versus, _unit(path, measure)
        )
    return Head(basis, period, unit=_unit(path, measure))


def _measure(path: Sequence[str]) -> tuple[str, str | None]:
    """Measure and what it is against; the innermost words decide, the outer ones may say against what."""
    for index in range(len(path) - 1, -1, -1):
        for pattern, measure in words().measures:
            if pattern.search(path[index]):
                whole = "/".join(path[: index + 1])
                versus = next((means for said, means in words().against if said.search(whole)), None)
                return measure, "whole" if measure == "share" else versus
    return "level", None


def _unit(path: Sequence[str], measure: str) -> str | None:
    """The unit that a head prints, the innermost first."""
    for text in reversed(path):
        for match in _UNIT.finditer(text):
            if match[1] in units():
                return match[1]
        if measure in RATES and _PERCENT.search(text):
            return "%"
    return None


def fund_alone(leaf: str, form: str | None) -> str | None:
    """The fund that the innermost words of a head name and nothing else: 资金来源 · 一般公共预算, 其中：财政拨款.

    Parameters
    ----------
    leaf : str
    form : str
        Its id; of forms that say themselves of what fund their columns are nothing is told.

    Returns
    -------
    str or None
    """
    return words().fund_of_head(_OF_WHICH.sub("", leaf)) if form in WITHOUT_FUNDS else None


def said_alone(text: str) -> str:
    """What a head says, without the unit and the letters or formulas that it puts in brackets at its end.

    Parameters
    ----------
    text : str
        Without blanks.

    Returns
    -------
    str

    Examples
    --------
    >>> said_alone("本年支出数（万元）"), said_alone("支出（B）"), said_alone("指标（调整后）")
    ('本年支出数', '支出', '指标（调整后）')
    """
    text = _UNIT_AT_END.sub(lambda said: "" if said[1] in units() or said[1] == "%" else said[0], text)
    return words().remark.sub("", text)


def compared(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, those of differences and shares with the bases of the columns beside them that they are of.

    A difference is of the figures of the document's own year against those of the year before, where the columns before
    it, or if these do not tell all columns, print exactly one of each.
    """
    out: list[Column] = []
    for column in columns:
        if column.role == "value" and column.measure != "level" and column.versus_basis is None:
            own = _bases(out, prior=False)
            before = _bases(out, prior=True)
            if not (own and before) and column.measure in ("change", "change_rate"):
                own, before = own or _bases(columns, prior=False), before or _bases(columns, prior=True)
            basis, versus, of = column.basis, column.versus, column.versus_basis
            budgets = [one for one in own if one in BUDGETS]
            if versus == "budget" and len(budgets) == 1:
                versus = budgets[0]  # 预算数 where the only budget beside it is 年初预算数
            elif versus == "budget" and budgets and "budget" not in budgets and column.measure == "completion":
                versus = None  # 预算执行率 behind 年初预算 and 全年预算: of what there was to spend
            beside = out[-1] if out else None
            if column.measure == "change_rate" and versus is None and beside is not None and beside.measure == "change":
                basis, versus, of = beside.basis, beside.versus, beside.versus_basis  # 增减率 behind 较预算增减额
            elif column.measure in ("change", "change_rate"):
                if versus is None and ((own and before) or _of_two_years(columns)):
                    versus = "prior_year"
                before = ["prior_final" if one == "final" else one for one in before]
                if versus == "prior_year" and before == ["prior_final"] and "final" in own:
                    own = ["final"]  # 决算数 against 上年决算数, whatever budgets stand beside them
                if versus == "prior_year" and len(own) == 1:
                    basis = own[0]
                    of = "final" if before == ["prior_final"] else before[0] if len(before) == 1 else None
                elif versus is not None and versus != "prior_year":
                    of, basis = versus, next((one for one in reversed(own) if one != versus), None)
            elif column.measure == "share":
                # Part and whole are figures of one account.
                basis = of = own[0] if len(own) == 1 else basis
            elif column.measure == "completion":
                # 执行率 is of what there was to spend in the year; 财预〔2020〕10号: 全年执行数 / 全年预算数
                of = versus = versus or next((one for one in BUDGETS if one in own), None)
                spent = [one for one in own or _bases(columns, prior=False) if one in ("final", "execution")]
                basis = next(iter(reversed(spent)), None)
            column = replace(column, basis=basis, versus=versus, versus_basis=of)
        out.append(column)
    return tuple(out)


def _of_two_years(columns: Sequence[Column]) -> bool:
    """Whether the figures are of one year and of the year before, and of nothing else: 2022年 · 2023年 · 增减（%）."""
    levels = [column.period for column in columns if column.role == "value" and column.measure == "level"]
    years = sorted(int(period) for period in levels if period is not None and period.isdigit())
    return len(levels) == len(years) == 2 and years[0] + 1 == years[1]


def _bases(columns: Sequence[Column], *, prior: bool) -> list[str]:
    """The bases of the figures to the left, of the year before or of the document's own."""
    years = [column.period for column in columns if column.period and column.period.isdigit()]
    newest = max(years, default=None)
    found = [
        column.basis
        for column in columns
        if column.role == "value"
        and column.measure == "level"
        and column.basis is not None
        and prior == (column.period in (PRIOR, OPENING) or _earlier(column.period, newest))
    ]
    return list(dict.fromkeys(found))


def _earlier(period: str | None, newest: str | None) -> bool:
    return period is not None and period.isdigit() and period != newest


@cache
def numbering() -> frozenset[str]:
    """The labels of a row that numbers the columns, without blanks: 栏次."""
    return frozenset(re.sub(r"\s+", "", word) for word in words().numbering)


def numbers_columns(texts: Sequence[str]) -> bool:
    """Whether the texts of a row number the columns of a head printed again: 栏次 · 1 · 2 · 3.

    Parameters
    ----------
    texts : sequence of str
        Of all its cells.
    """
    printed = [fold_width(re.sub(r"\s+", "", text)) for text in texts if text.strip()]
    others = [text for text in printed if text not in numbering()]
    return len(others) < len(printed) and all(
        COLUMN_NUMBER.fullmatch(text) or text in STEMS or (len(text) == 1 and not text.isdigit()) for text in others
    )
