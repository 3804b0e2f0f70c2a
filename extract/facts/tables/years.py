"""The years that a title, a head or a label speaks of."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any

from extract.types import Section, Table, Text
from models.forms import words

#: A year further from that of the section is none of a table or a row.
NEAR_YEARS = 10

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!\d{1,2}月)")
#: 报告时间：2021年6月 is no title.
_LABELLED = re.compile(r"[:：]")
_YEAR_LINE = re.compile(r"[（(]?((?:19|20)\d\d)年度?[）)]?")
_QUARTER = re.compile(r"第?(?P<quarter>[一二三四1-4])季度")
_YEAR_LENGTH = 4
_MONTH = re.compile(r"(?P<month>1[0-2]|[1-9])月(?:份)?")
_MONTH_END = re.compile(r"(?:截[至止]到?)?(?P<month>1[0-2]|[1-9])月(?:末|底)(?=[\u4e00-\u9fff]{2})(?!之?前|以前)")
_YEAR_END = re.compile(r"(?P<year>(?:19|20)\d\d)年(?:年?末|底)")
_AS_OF = re.compile(
    r"(?:截(?:[至止到]|止(?:日期?|时[间点])[:：]?)|(?:统计|基准)?(?:时点|基准日)[:：]?)((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日"
)
#: A title that is of what there is at the end of a year: 2023年年末资产分布表; what is carried over is of the account.
_ENDS = re.compile(r"(?:(?P<year>(?:19|20)\d\d)年度?)?年[末底](?!.*结[转余])")
#: The end of a paragraph that leads to the table below it, and how it says the end of a year.
_ANNOUNCES = re.compile(r"(?:如下|见下表|下表(?:所示)?)(?:表)?(?:所示)?[。：:]?$")
#: A note below a table that says what the table tells of.
_NOTE = re.compile(r"(?:备?注|说明)[:：](?:\d[.、．])?本表")
_END_SAID = re.compile(r"截[至止]到?(?:(?P<year>(?:19|20)\d\d)年)?(?:年?末|年?底|12月(?:31日|末|底))")
_RANGE = re.compile(r"(?P<first>(?:19|20)\d\d)年?度?[-－—–~～至到](?P<last>(?:19|20)\d\d)")


def period_said(head: str, own: str | None) -> str | None:
    """The period of what stands below a head.

    Parameters
    ----------
    head : str
        As printed, without blanks: 中期指标值（2024-2026）, 实施期目标, 年度指标值.
    own : str or None
        The fiscal year of the section.

    Returns
    -------
    str or None
        ``2024/2026`` where the years are printed, ``2025-01/2025-06`` where the first half of the year is meant,
        None where it is of several years that are not printed, else ``own``.
    """
    if own is not None and words().half_year.search(head):
        return f"{own}-01/{own}-06"
    if own is not None and words().prior.search(head):
        return str(int(own) - 1)  # 上年实际完成值 beside what was reached
    told = _RANGE.search(head)
    if told is not None and told["first"] < told["last"]:
        return f"{told['first']}/{told['last']}"
    return None if words().several_years.search(head) and not words().one_year.search(head) else own


def month_ends(name: str, own: str | None) -> tuple[str, str | None]:
    """A name without the end of a month that it begins with, and that day: 6月末支出进度.

    Parameters
    ----------
    name : str
    own : str or None
        The year that the month is of.

    Returns
    -------
    name : str
    day : str or None
        None where the name begins with none, or with a time until when (9月底前).
    """
    said = _MONTH_END.match(name)
    if said is None or own is None or not own.isdigit():
        return name, None
    month = int(said["month"])
    return name[said.end() :], f"{own}-{month:02d}-{monthrange(int(own), month)[1]}"


def of_whole_project(label: str, beside: list[str]) -> bool:
    """Whether a label is of the whole project, beside one of a single year: 项目资金总额 · 年度资金总额."""
    whole, one = words().whole_project, words().one_year
    return whole.search(label) is not None and any(one.search(other) for other in beside if other != label)


def year_of(table: Table, section: Section | None) -> str | None:
    """The year that a table is of: the one in its title or on a line of its own below it, else its section's.

    A title with two years says none, and neither does a date, a label with what is printed for it, or a far year.
    """
    own = section.fiscal_year if section else None
    title = "".join((table.title or "").split())
    lines = ["".join(line.split()) for text in table.captions for line in text.split("\n")]
    said = set() if _LABELLED.search(title) else set(_YEAR.findall(title))
    said = said or {match[1] for line in lines if (match := _YEAR_LINE.fullmatch(line))}
    if len(said) != 1:
        return own
    (year,) = said
    return year if own is None or abs(int(year) - int(own)) <= NEAR_YEARS else own


def date_of(table: Table, own: str | None = None) -> str | None:
    """The day as of which a table counts, where its title or a line above it says one: 截至2024年12月31日.

    Parameters
    ----------
    table : Table
    own : str, optional
        The year that a bare 年末 in the title is of.
    """
    lines = ["".join(line.split()) for line in (table.title or "", *table.captions)]
    said = {match.groups() for line in lines for match in _AS_OF.finditer(line)}
    if not said and (ends := list(_ENDS.finditer(lines[0]))):
        years = {match["year"] or own for match in ends}
        year = years.pop() if len(years) == 1 else None
        return f"{year}-12-31" if year else None
    return _day(said)


def _day(said: set[tuple[str | Any, ...]]) -> str | None:
    """The one day that is said, None where several are or it is none of the calendar."""
    if len(said) != 1:
        return None
    (day,) = said
    try:
        return date(*map(int, day)).isoformat()
    except ValueError:
        return None


def day_announced(text: Text, table: Table, section: Section | None) -> str | None:
    """The day of which the note below a table speaks, or the paragraph right above it that ends in announcing it.

    注：本表反映截至2023年12月31日的占用情况。截至年底，三家单位共核编83名……具体分布如下。

    Parameters
    ----------
    text : Text
    table : Table
    section : Section or None
        In which it stands; its year is that of a bare 年底.
    """
    place = dict(text.table_at).get(table.table_id)
    captions = {"".join(line.split()) for line in table.captions}
    behind = (one for one in text.paragraphs if place is not None and one.start >= place and one.table_id is None)
    first = next((text.chars[one.start : one.end] for one in behind), "")
    notes = [note for line in (*table.notes, first) if _NOTE.match(note := "".join(line.split()))]
    day = _day({match.groups() for note in notes for match in _AS_OF.finditer(note)})
    if day is not None:
        return day
    before = [one for one in text.paragraphs if place is not None and one.end <= place and one.table_id is None]
    lines = ["".join(text.chars[one.start : one.end].split()) for one in before[-1 - len(captions) :]]
    said = next((line for line in reversed(lines) if line and line not in captions), "")
    if not _ANNOUNCES.search(said):
        return None
    own = section.fiscal_year if section else None
    days = {match["year"] or own for match in _END_SAID.finditer(said)}
    (year,) = days if len(days) == 1 else (None,)
    return f"{year}-12-31" if year else None


def part_of_year(label: str, own: str | None) -> str | None:
    """The quarter or half of the year, or all of it, that a label says and nothing else, as a period.

    Parameters
    ----------
    label : str
        Without blanks.
    own : str or None
        The year of the table.

    Returns
    -------
    str or None
        None where the label says anything else, or no year is known.

    Examples
    --------
    >>> [part_of_year(label, "2023") for label in ("第一季度", "下半年", "全年", "教育")]
    ['2023-01/2023-03', '2023-07/2023-12', '2023', None]
    """
    quarter = _QUARTER.fullmatch(label)
    if own is None or len(own) != _YEAR_LENGTH:
        return None
    if quarter is not None:
        last = 3 * ("一二三四1234".index(quarter["quarter"]) % 4 + 1)
        return f"{own}-{last - 2:02d}/{own}-{last:02d}"
    return {"上半年": f"{own}-01/{own}-06", "下半年": f"{own}-07/{own}-12", "全年": own}.get(label)


def point_said(label: str, own: str | None) -> str | None:
    """The month, part or end of a year that the label of a row begins with, as a period; None where it names none."""
    part = part_of_year(label, own)
    if part is not None:
        return part
    end = _YEAR_END.match(label)
    if end is not None:
        return f"{end['year']}-12-31"
    month = _MONTH.fullmatch(label)
    return f"{own}-{int(month['month']):02d}" if month is not None and own is not None else None
