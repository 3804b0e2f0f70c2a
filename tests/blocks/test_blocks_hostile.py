"""Hostile files: nesting without end, spans without bound."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from extract.blocks.web import html_blocks
from extract.blocks.word import docx_blocks
from extract.errors import JuesuanError


@pytest.mark.parametrize("depth", [240, 260])
def test_deep_nesting_loses_no_text(depth: int) -> None:
    page = "<div>" * depth + "<p>支出合计12.5万元</p>" + "</div>" * depth + "<p>后</p>"
    text = "".join(block.text for block in html_blocks(f"<html><body>{page}</body></html>".encode()))
    assert "支出合计12.5万元" in text
    assert "后" in text


def test_nesting_that_the_parser_gives_up_on_is_refused() -> None:
    page = "<div>" * 5000 + "<p>支出合计12.5万元</p>" + "</div>" * 5000
    with pytest.raises(JuesuanError, match="JS110"):
        html_blocks(f"<html><body>{page}</body></html>".encode())


@pytest.mark.parametrize("span", ["300000000", "-4", "many"])
def test_spans_of_a_docx_are_bounded(span: str) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "公务接待费", "3.00"
    buffer = io.BytesIO()
    document.save(buffer)
    out = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                mark = f'<w:tr><w:trPr><w:gridBefore w:val="{span}"/></w:trPr>'.encode()
                assert b"<w:tr>" in data
                data = data.replace(b"<w:tr>", mark, 1)
            new.writestr(name, data)
    (block,) = docx_blocks(out.getvalue())
    assert block.table is not None
    assert block.table.n_cols <= 200
    assert "公务接待费" in {cell.text for cell in block.table.cells}
