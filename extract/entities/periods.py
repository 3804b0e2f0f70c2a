"""Periods in words as dates and spans of months."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from models import patterns

_COMPARES = frozenset("与比较同由从")


def periods_of(text: str, fiscal_year: str | None) -> Iterator[tuple[int, int, str | None]]:
    """Each period of a paragraph with its norm: ``2020``, ``2020-12-31``, ``2020-01/2020-11``.

    Where the words leave the year open the last year named counts, and at
    first the fiscal year. 截至目前 has no norm: the print leaves it open.
    """
    at = 0
    year = fiscal_year
    told: str | None = None
    told_at = 0
    rows = patterns.rows("values", "period")
    if not re.search(r"[年月]|目前|季度", text):
        return
    joint = patterns.expression("values", "period_any")
    while (hit := joint.search(text, at)) is not None:
        for pattern, row in rows:
            found = pattern.match(text, hit.start())
            if found is None:
                continue
            groups = found.groupdict()
            year = groups.get("y") or year
            if groups.get("y") and text[found.start() - 1 : found.start()] not in _COMPARES:
                told, told_at = groups["y"], found.end()
            norm = _norm(str(row["form"]), groups, year, fiscal_year)
            if found[0] == "当年" and told and "。" not in text[told_at : found.start()]:
                # 2021年度支出3万元，当年结转1万元: of the year that was named, whatever the report is of.
                norm = told
            if found[0] in ("年底前", "年末前", "年底之前") and year:
                # 2024年…，年底前达到95%: of the year that was named.
                norm = f"{year}-12-31"
            yield found.start(), found.end(), norm
            at = max(found.end(), hit.start() + 1)
            break
        else:
            at = hit.start() + 1


def _norm(form: str, groups: dict[str, str | None], year: str | None, fiscal_year: str | None) -> str | None:
    if form == "open":
        return None
    if form in ("current", "current_end", "prior"):
        if fiscal_year is None:
            return None
        if form == "current_end":
            return f"{fiscal_year}-12-31"
        return fiscal_year if form == "current" else str(int(fiscal_year) - 1)
    if year is None:
        return None
    month, second, day = groups.get("m"), groups.get("m2"), groups.get("d")
    if form == "year":
        return year
    if form == "years":
        return f"{year}/{groups['y2']}"
    if form == "year_end":
        return f"{year}-12-31"
    if form in ("quarter", "quarter_end", "first_quarters"):
        last = 3 * ("一二三四1234".index(groups["quarter"] or "一") % 4 + 1)
        if form == "quarter_end":
            return f"{year}-{last:02d}-{calendar.monthrange(int(year), last)[1]}"
        return f"{year}-{1 if form == 'first_quarters' else last - 2:02d}/{year}-{last:02d}"
    if form in ("half_1", "half_2"):
        return f"{year}-01/{year}-06" if form == "half_1" else f"{year}-07/{year}-12"
    if month is None or not 1 <= int(month) <= 12:
        return None
    if form == "months":
        return f"{year}-{int(month):02d}/{year}-{int(second or month):02d}"
    if form == "month":
        return f"{year}-{int(month):02d}"
    last = calendar.monthrange(int(year), int(month))[1] if form == "month_end" else int(day or 0)
    return f"{year}-{int(month):02d}-{last:02d}"
