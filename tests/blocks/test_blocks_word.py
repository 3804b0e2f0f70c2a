"""docx: merged cells, tables in tables, automatic numbering, and what is no docx."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from extract.blocks import read_blocks
from extract.blocks.numerals import chinese
from extract.errors import JuesuanError
from extract.options import Options
from extract.stages import Source
from extract.types import Block


def blocks(document: docx.document.Document) -> tuple[Block, ...]:
    stream = io.BytesIO()
    document.save(stream)
    return read_blocks(Source(stream.getvalue(), "0" * 64, "made.docx", "docx"), Options()).blocks


def filled(document: docx.document.Document, rows: list[list[str]]):
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in enumerate(rows):
        for col, text in enumerate(texts):
            table.cell(row, col).text = text
    return table


def test_cells_merged_both_ways():
    document = docx.Document()
    document.add_paragraph("支出决算表")
    made = filled(document, [["", "", "", ""], ["", "合计", "基本支出", "项目支出"], ["灯塔维护", "3.00", "0.00", ""]])
    made.cell(0, 0).merge(made.cell(1, 0)).text = "项目"
    made.cell(0, 1).merge(made.cell(0, 3)).text = "本年支出"
    table = blocks(document)[1].table
    assert table is not None
    assert table.grid[0] == ("项目", "本年支出", "", "")
    assert table.grid[1:] == (("", "合计", "基本支出", "项目支出"), ("灯塔维护", "3.00", "0.00", ""))
    assert [(c.text, c.rowspan, c.colspan) for c in table.cells if c.row == 0] == [("项目", 2, 1), ("本年支出", 1, 3)]
    assert table.captions == ("支出决算表",)


def test_a_cell_merged_both_ways_at_once():
    document = docx.Document()
    made = filled(document, [["", "", "a"], ["", "", "b"], ["c", "d", "e"]])
    made.cell(0, 0).merge(made.cell(1, 1)).text = "灯塔"
    table = blocks(document)[0].table
    assert table is not None
    assert table.grid == (("灯塔", "", "a"), ("", "", "b"), ("c", "d", "e"))


def test_a_table_inside_a_cell_loses_no_text():
    document = docx.Document()
    made = filled(document, [["灯塔", "外"]])
    inner = made.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内", "3.00"
    tables = [block.table for block in blocks(document) if block.table is not None]
    printed = "".join(cell.text for table in tables for cell in table.cells)
    assert all(printed.count(text) == 1 for text in ("灯塔", "外", "内", "3.00"))


def test_automatic_numbering_is_printed():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, form, text in ((0, "chineseCounting", "%1、"), (1, "decimal", "（%1.%2）")):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "77")
    number.append(reference)
    numbering.append(number)
    for text, depth in (("灯塔概况", 0), ("机构", 1), ("人员", 1), ("灯塔决算", 0), ("收入", 1)):
        properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = depth, 77
    texts = [block.text for block in blocks(document)]
    assert [text[:2] for text in texts if "、" in text] == ["一、", "二、"]
    assert [text[-2:] for text in texts] == ["概况", "机构", "人员", "决算", "收入"]
    assert texts[2].endswith(".2）人员") and texts[4].endswith(".1）收入")


def test_deleted_text_is_not_printed_and_inserted_is():
    document = docx.Document()
    paragraph = document.add_paragraph("灯塔")
    for tag, inner, text in (("w:del", "w:delText", "旧"), ("w:ins", "w:t", "新")):
        change, run, piece = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        piece.text = text
        run.append(piece)
        change.append(run)
        paragraph._p.append(change)
    assert [block.text for block in blocks(document)] == ["灯塔新"]


def test_a_heading_carries_its_style():
    document = docx.Document()
    document.add_heading("灯塔概况", 1)
    assert blocks(document)[0].style == "heading 1"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no docx", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_docx_is_refused(data: bytes):
    with pytest.raises(JuesuanError, match="JS109"):
        read_blocks(Source(data, "0" * 64, "made.docx", "docx"), Options())


@pytest.mark.parametrize(("number", "printed"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_chinese_numerals(number: int, printed: str):
    assert chinese(number) == printed
