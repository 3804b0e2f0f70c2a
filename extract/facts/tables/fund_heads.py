"""Rows of heads over the money of a performance form: what each says of the numbers below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract.facts.tables.labels import squeezed
from extract.facts.tables.values import number_with_unit
from extract.heads import BUDGETS, said_alone
from extract.types import Cell, Table
from models.forms import words
from models.units import units

#: A head of a column is at most this long; what is longer is prose.
LONGEST_HEAD = 16
#: So many heads side by side make a row of heads.
FEWEST_HEADS = 2

UNIT_IN_BRACKETS = re.compile(r"[（(](?:单位[:：])?([^（）()]{1,4})[）)]")
_YEAR = re.compile(r"^(?P<year>(?:19|20)\d\d)年?度?")
#: A rate that says so itself, below 执行率及得分: 执行率98.20%.
RATE_LEAD = re.compile(r"^(?:预算)?(?:执行|完成)率[:：]?")
_RATE_AND_POINTS = re.compile(r"(?:执行|完成)率[及和与、/／]得分")


@dataclass(frozen=True)
class BlockHead:
    """What a head says of the numbers below it.

    ``in_two_rows``: the row below the head says the rest of it, kinds of money or years.
    """

    measure: str
    basis: str | None
    scored: bool = False
    year: str | None = None
    name: str = ""
    money: bool = False
    in_two_rows: bool = False
    unit: str | None = None
    fund: str | None = None


def heads_of_row(table: Table, row: int, cells: list[Cell], until: int) -> dict[int, BlockHead]:
    """The heads of a row, by column: words over numbers, two or more of which speak of money or of scores.

    Parameters
    ----------
    table : Table
    row : int
    cells : list of Cell
        What the row prints.
    until : int
        The row that heads the indicators.

    Returns
    -------
    dict of int to BlockHead
        Empty where the row is none of heads.
    """
    found: dict[int, BlockHead] = {}
    for cell in cells:
        text = squeezed(cell.text)
        if cell.col == 0 or number_with_unit(cell.text) is not None or len(text) > LONGEST_HEAD:
            continue
        head = head_said(text)
        if head is not None:
            found |= _split(table, cell, head)
    found = _with_spent(found, cells)
    first = row + 2 if any(head.in_two_rows for head in found.values()) else row + 1
    below = [cell for cell in table.cells if first <= cell.row < min(row + 3, until) and cell.text.strip()]
    numbers = {cell.col for cell in below if number_with_unit(RATE_LEAD.sub("", squeezed(cell.text)))}
    if found and min(found) not in numbers and max(found) + 1 in numbers:
        beyond = table.covering(row, max(found) + 1)
        if beyond is None or beyond.col in found or not beyond.text.strip():
            # A dump printed no blank over the labels, so every head stands a column too far to the left.
            found = {col + 1: head for col, head in found.items()}
    # A head over words alone is that of the labels: 年度预算数（万元） over 总额, 其中：财政资金.
    words_only = {cell.col for cell in below if re.search(r"[\u4e00-\u9fff]", cell.text)} - numbers
    found = {col: head for col, head in found.items() if col not in words_only}
    found = _with_sources(found, cells)
    if len(found) < FEWEST_HEADS or len(numbers & set(found)) < FEWEST_HEADS:
        return {}
    return {col: _share_of(found, col) if head.measure == "share" else head for col, head in found.items()}


def _with_spent(heads: dict[int, BlockHead], cells: list[Cell]) -> dict[int, BlockHead]:
    """The heads, with those beside a budget that say by any word that money was spent: 全年预算数 · 资金支出."""
    if not any(head.measure == "level" and head.basis in BUDGETS for head in heads.values()):
        return heads
    spent = {
        cell.col: BlockHead("level", "execution", unit=unit_said(text))
        for cell in cells
        if cell.col and words().spent.match(said_alone(text := squeezed(cell.text)))
    }
    return {
        **{col: head for col, head in spent.items() if col not in heads or heads[col].basis is None},
        **{col: head for col, head in heads.items() if col not in spent or head.basis is not None},
    }


def _with_sources(heads: dict[int, BlockHead], cells: list[Cell]) -> dict[int, BlockHead]:
    """The heads, with those beside the only one of money that say whose it is: 预算金额 · 财政拨款 · 其他资金."""
    money = [col for col, head in heads.items() if head.measure == "level" and head.basis and not head.scored]
    if len(money) != 1:
        return heads
    whole = heads[money[0]]
    funds = {cell.col: words().fund_of_head(squeezed(cell.text)) for cell in cells if cell.col > money[0]}
    sources = {col: replace(whole, money=True, fund=fund) for col, fund in funds.items() if fund and col not in heads}
    return heads | {money[0]: replace(whole, fund="all")} | sources if sources else heads


def _share_of(heads: dict[int, BlockHead], col: int) -> BlockHead:
    """A head of shares with the basis of the money before it: 预算数 · 占比（%）."""
    before = [head.basis for place, head in sorted(heads.items()) if place < col and head.measure == "level"]
    return replace(heads[col], basis=before[-1] if before else None)


def _split(table: Table, cell: Cell, head: BlockHead) -> dict[int, BlockHead]:
    """A head by column: one over several (批复金额 over 总额 · 财政拨款 · 其他资金) is of the money that each names."""
    row = cell.row + cell.rowspan
    below = [one for one in table.cells if one.row == row and cell.col <= one.col < cell.col + cell.colspan]
    names = {one.col: squeezed(one.text) for one in below if one.text.strip()}
    if len(names) < FEWEST_HEADS or head.measure != "level" or head.scored:
        return {cell.col: head}
    years = {col: year["year"] for col, name in names.items() if (year := _YEAR.fullmatch(name))}
    if len(years) == len(names):  # 近两年预算 over 2023年 · 2022年
        return {col: replace(head, year=year, in_two_rows=True) for col, year in years.items()}
    if any(number_with_unit(name) or len(name) > LONGEST_HEAD for name in names.values()):
        return {cell.col: head}
    return {col: _of_money(head, name) for col, name in names.items()}


def _of_money(head: BlockHead, name: str) -> BlockHead:
    """A head over kinds of money, for one of them: all of it, that of a fund, or what else the words name."""
    if words().sums.match(name) or words().totals.match(name):
        return replace(head, money=True, in_two_rows=True, fund="all")
    fund = words().fund_of_head(name)
    return replace(head, money=True, in_two_rows=True, fund=fund, name="" if fund else name)


def head_said(text: str) -> BlockHead | None:
    """What the words of a head say of the numbers below it, None where they say nothing of money or points."""
    year = _YEAR.match(text)
    rest = text[year.end() :] if year else text
    unit = unit_said(rest)
    when = year["year"] if year else None
    if _RATE_AND_POINTS.search(rest):
        return BlockHead("completion", "execution")  # 执行率及得分: the rate, and in the first row the points behind it
    for pattern, role in words().roles:
        if pattern.search(rest):
            if role in ("weight", "score"):
                return BlockHead("target", None, True) if role == "weight" else BlockHead("level", "execution", True)
            break
    measure = next((measure for pattern, measure in words().measures if pattern.search(rest)), None)
    if measure == "completion":
        return BlockHead("completion", "execution")
    if measure == "share":
        return BlockHead("share", None, unit="%" if re.search("[%％]", rest) else None)
    plain = words().fund_names.sub("", rest)  # 政府性基金预算 names money and says no basis
    for pattern, basis in words().bases:
        if pattern.search(plain):
            return BlockHead("level", basis, year=when, unit=unit)
    bare = UNIT_IN_BRACKETS.sub("", rest) if unit is not None else rest
    if re.search(r"[\u4e00-\u9fff]{2,}(?:数|率|额|量)$", bare):
        return BlockHead("level", None, year=when, name=bare, unit=unit)
    return None


def unit_said(text: str) -> str | None:
    """The unit that a head or label puts in brackets, None where it names none: 项目资金（万元）."""
    match = UNIT_IN_BRACKETS.search(text)
    return match[1] if match is not None and match[1] in units() else None
