"""What a column of a table measures of what its rows name, and of whom."""

from __future__ import annotations

import re

from extract.facts.narrative.roles import who_of
from extract.facts.tables.values import BATCHES, Reading
from extract.types import Column

#: Names of how many there are, of all kinds that are paid for. Source: 部门决算报表 (机构人员情况表: 编制数, 实有数).
_THERE = re.compile(r"实有(?:人数|数|人员)$")


def without_year(leaf: str) -> str:
    """A head without the year that it is of: 2025年基本支出."""
    return re.sub(r"^(?:19|20)\d\d年度?(?=[\u4e00-\u9fff]{2})", "", leaf)


def measure_of(column: Column, kind: str | None, leaf: str) -> str:
    """The measure of a figure below a column: a percentage below 占… is a share."""
    if column.measure != "level":
        return column.measure
    return "share" if kind == "percent" and re.search("占", leaf) else "level"


def who_counted(indicator: str, reading: Reading) -> str | None:
    """Who is counted: batches of people are groups, whatever else the name says."""
    if reading.unit in BATCHES:
        return "团组"
    return who_of(indicator, reading.unit != "个") or ("实有" if _THERE.search(indicator) else None)
