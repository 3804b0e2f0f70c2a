"""A run leaves a page of contradictions beside its results, where there are any."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.options import Options
from extract.types import Check, Document, Fact
from flows.contradictions import page_of, tell

VALUES = {"收入": "2", "支出": "1"}
FACTS = tuple(Fact(name, "amount", fact_id=name, value=value, status="conflict") for name, value in VALUES.items())
BROKEN = Check("one", "total.balance", "violation", tuple(VALUES), "document_error", "1", "2", "1", "0.01", "两边相等")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "x.txt"
    path.write_text("收入2 支出1", encoding="utf-8")
    return path


def test_page_of_contradictions_is_written_and_goes_with_them(source: Path, tmp_path: Path) -> None:
    document = Document("a" * 64, "txt", "ok", facts=FACTS, checks=(BROKEN,))
    tell(document, source, Options(), tmp_path)
    page = page_of(tmp_path, document.sha256)
    assert "文件本身有误" in page.read_text(encoding="utf-8")
    tell(Document("a" * 64, "txt", "ok", facts=FACTS), source, Options(), tmp_path)
    assert not page.exists()
