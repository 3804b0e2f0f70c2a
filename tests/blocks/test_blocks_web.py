"""html: tables with spans, tables that only arrange the page, and character sets."""

from __future__ import annotations

import pytest

from extract.blocks import read_blocks
from extract.options import Options
from extract.stages import Source
from extract.types import Block

PAGE = """<html><head><title>不印</title><script>var a = "不印";</script></head><body>
<h2>支出决算表</h2><p>单位：万元</p>
<table><tr><th rowspan="2">项目</th><th colspan="2">本年支出</th></tr>
<tr><th>基本支出</th><th>项目支出</th></tr>
<tr><td>灯塔<br>维护</td><td>3.00</td><td></td></tr></table>
<p>青石县灯塔管理局<b>共有</b>灯塔3座。</p></body></html>"""


def blocks(page: str | bytes) -> tuple[Block, ...]:
    data = page if isinstance(page, bytes) else page.encode()
    return read_blocks(Source(data, "0" * 64, "page.html", "html"), Options()).blocks


def test_spans_of_a_table():
    (table,) = [block.table for block in blocks(PAGE) if block.table is not None]
    assert table.grid == (("项目", "本年支出", ""), ("", "基本支出", "项目支出"), ("灯塔\n维护", "3.00", ""))
    assert table.captions == ("支出决算表", "单位：万元")
    assert [(c.text, c.rowspan, c.colspan) for c in table.cells if c.row == 0] == [("项目", 2, 1), ("本年支出", 1, 2)]


def test_prose_and_headings():
    prose = [(block.text, block.style) for block in blocks(PAGE) if block.kind == "paragraph"]
    assert prose == [("支出决算表", "heading 2"), ("单位：万元", ""), ("青石县灯塔管理局共有灯塔3座。", "")]


def test_a_table_that_arranges_the_page_is_none():
    inner = "<table><tr><td>灯塔</td><td>3</td></tr></table>"
    found = blocks(f"<body><table><tr><td><p>导语在此。</p>{inner}</td><td>旁注</td></tr></table></body>")
    assert [block.table.grid for block in found if block.table is not None] == [(("灯塔", "3"),)]
    assert [block.text for block in found if block.kind == "paragraph"] == ["导语在此。", "旁注"]


@pytest.mark.parametrize("charset", ["gb18030", "gbk", "utf-8", "utf-8-sig"])
def test_character_sets(charset: str):
    page = PAGE.replace("<head>", f'<head><meta charset="{charset}">')
    assert blocks(page.encode(charset))[-1].text == "青石县灯塔管理局共有灯塔3座。"


@pytest.mark.parametrize("span", ["0", "-3", "abc", "99999999999", "²", ""])
def test_wrong_spans_do_no_harm(span: str):
    found = blocks(f'<table><tr><td colspan="{span}">灯塔</td><td>3.00</td></tr></table>')
    table = found[0].table
    assert table is not None and [cell.text for cell in table.cells if cell.text] == ["灯塔", "3.00"]


@pytest.mark.parametrize("page", [b"", b"   ", b"<html></html>", b"<table></table>"])
def test_an_empty_page_gives_nothing(page: bytes):
    assert blocks(page) == ()
