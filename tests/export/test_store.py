"""The store: natural keys, written again without a trace, decimals as they were printed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from extract.errors import failure
from extract.export.files import Entry, document_record
from extract.export.records import Part, of_document
from extract.export.store import Store, StoreError, sqlite_url
from extract.numbers import parse_number
from extract.types import BBox, Cell, Check, Document, Evidence, Fact, Page, Table, Text

TABLES = ("documents", "sources", "facts", "evidence", "tables", "cells", "checks", "failures")


def read(sha256: str = "a" * 64, value: str = "1092.90", name: str = "a.pdf") -> tuple[dict, Part]:
    document = Document(
        sha256,
        "pdf",
        "partial",
        pages=(Page(1, 600, 800, "digital"),),
        tables=(Table("t1", 1, 1, (Cell(0, 0, "1.50", number=parse_number("1.50"), page=1, bbox=BBox(1, 2, 3, 4)),)),),
        text=Text("文"),
        facts=(Fact("甲\x00", "amount", fact_id="f1", value=value, evidence=(Evidence(1, BBox(1, 2, 3, 4)),)),),
        checks=(Check("c1", "sum", "exact", ("f1",)),),
        failures=(failure("JS106", "x", page=1),),
    )
    part = of_document(document)
    return document_record(Entry(({"path": name, "url": None, "department": None, "year": None},), part), part), part


def dump(path: Path) -> dict[str, list[tuple]]:
    with sqlite3.connect(path) as connection:
        return {table: sorted(connection.execute(f"select * from {table}"), key=repr) for table in TABLES}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(sqlite_url(tmp_path))


def test_every_table_gets_its_rows(store: Store, tmp_path: Path) -> None:
    store.write(*read())
    rows = dump(tmp_path / "juesuan.db")
    assert {table: len(found) for table, found in rows.items()} == dict.fromkeys(TABLES, 1)


def test_value_keeps_its_zero_and_nul_does_not_reach_the_database(store: Store, tmp_path: Path) -> None:
    store.write(*read())
    with sqlite3.connect(tmp_path / "juesuan.db") as connection:
        assert connection.execute("select value, indicator from facts").fetchall() == [("1092.90", "甲\ufffd")]


def test_writing_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    assert store.write(*read())
    before = dump(tmp_path / "juesuan.db")
    assert not store.write(*read())
    assert dump(tmp_path / "juesuan.db") == before


def test_a_document_that_changed_replaces_its_rows(store: Store, tmp_path: Path) -> None:
    store.write(*read())
    assert store.write(*read(value="2.00"))
    fresh = Store(sqlite_url(tmp_path / "x")) if (tmp_path / "x").mkdir() is None else store
    fresh.write(*read(value="2.00"))
    assert dump(tmp_path / "juesuan.db") == dump(tmp_path / "x" / "juesuan.db")


def test_keep_only_removes_whole_documents(store: Store, tmp_path: Path) -> None:
    store.write(*read("a" * 64))
    store.write(*read("b" * 64))
    store.keep_only({"b" * 64})
    assert {len(found) for found in dump(tmp_path / "juesuan.db").values()} == {1}


@pytest.mark.parametrize("url", ["nonsense", "foo://x", "sqlite:////no/such/folder/x.db"])
def test_a_store_that_cannot_be_used_is_one_line(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store(url)
    assert "\n" not in str(caught.value) and not caught.value.missing


def test_a_missing_driver_is_told_apart() -> None:
    with pytest.raises(StoreError) as caught:
        Store("mysql+mysqldb://user@host/db")
    assert caught.value.missing
