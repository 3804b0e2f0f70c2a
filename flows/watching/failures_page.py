"""``failures.html`` beside the results: what was not read, why, what to do, and the page where it is."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import quote

from extract.cache import write_atomically
from flows.watching.seen import Seen

FILE = "failures.html"
_STYLE = """
body{font:15px/1.5 "Noto Sans CJK SC","Noto Sans SC","WenQuanYi Zen Hei",sans-serif;color:#222;margin:1.5em}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #ddd;padding:.35em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f5f5f5;position:sticky;top:0}
td.code{white-space:nowrap;font-variant-numeric:tabular-nums}.do{color:#555}
img{width:110px;border:1px solid #bbb;display:block}
"""


def write_failures(seen: Seen) -> Path | None:
    """Write the page; where everything was read there is none.

    Pictures stand beside it and are linked by relative addresses, so that the folder can be copied elsewhere.
    """
    place = seen.out / FILE
    if not seen.failed:
        place.unlink(missing_ok=True)
        return None
    rows = []
    for row in seen.failures:
        picture = ""
        if row["picture"]:
            link = escape(quote(row["picture"]))
            picture = f'<a href="{link}"><img src="{link}" loading="lazy" alt="第 {escape(row["page"])} 页"></a>'
        rows.append(
            f'<tr><td>{escape(row["document"])}<td>{escape(row["page"])}<td class="code">{escape(row["code"])}'
            f'<td>{escape(row["message"])}<div class="do">→ {escape(row["remedy"])}</div><td>{picture}</tr>'
        )
    more = seen.failed - len(seen.failures)
    rest = f"<p>另有 {more} 条，见 documents.jsonl / {more} more in documents.jsonl</p>" if more else ""
    page = (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><title>juesuan 未读全 failures</title>'
        f"<style>{_STYLE}</style><h1>未读全的内容 {seen.failed} 处 / what was not read</h1>"
        "<table><tr><th>文件 document<th>页 page<th>编号 code<th>问题与处理 what happened, what to do<th>页面 page"
        f"</tr>{''.join(rows)}</table>{rest}</html>\n"
    )
    write_atomically(place, page.encode("utf-8", errors="replace"))
    return place
