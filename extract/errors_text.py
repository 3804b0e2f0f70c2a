"""The failures of the text: code, stage, severity, message, remedy (extract.errors)."""

from __future__ import annotations

from extract.errors_crawl import Row

TEXT: dict[str, Row] = {
    "JS501": (
        "text",
        "partial",
        "标题的年度与正文所评价的年度不一致，未定年度 / titles and text name different years, none given: {detail}",
        "在清单中给出 year 后重跑 / give the year in the manifest (year) and run again",
    ),
}
