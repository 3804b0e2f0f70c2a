"""The store in PostgreSQL, for real: the same rows as in SQLite, written again without a trace, two writers at once."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from test_store import read

from extract.export.connecting import Database
from extract.export.store import Store, StoreError, metadata, sqlite_url


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every table, whole."""
    database = Database(url, str)

    def of(connection: sa.Connection) -> dict[str, list[tuple[Any, ...]]]:
        return {
            name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for name, table in metadata.tables.items()
        }

    try:
        return database.begin(of)
    finally:
        database.close()


@pytest.fixture
def url(postgres: str) -> str:
    """The database, emptied."""
    database = Database(postgres, str)
    database.begin(metadata.drop_all)
    database.close()
    return postgres


def test_the_rows_are_those_of_sqlite(url: str, tmp_path: Path) -> None:
    for place in (url, sqlite_url(tmp_path)):
        store = Store(place)
        assert store.write(*read()) and not store.write(*read())
        assert store.write(*read("b" * 64)) and store.write(*read("b" * 64, "2.00"))
        store.write(*read("c" * 64))
        store.keep_only({"a" * 64, "b" * 64})
        store.close()
    assert rows(url) == rows(sqlite_url(tmp_path))
    assert len(rows(url)["documents"]) == 2


def test_two_runs_may_write_at_once(url: str) -> None:
    failed: list[BaseException] = []

    def write(value: str) -> None:
        try:
            store = Store(url)
            for number in range(20):
                store.write(*read(f"{number:064x}", value))
            store.close()
        except StoreError as error:
            failed.append(error)

    def tidy() -> None:
        try:
            store = Store(url)
            for _ in range(20):
                store.keep_only({f"{number:064x}" for number in range(20)})
            store.close()
        except StoreError as error:
            failed.append(error)

    before = Store(url)
    for number in range(15, 40):
        before.write(*read(f"{number:064x}", "0.00"))
    before.close()
    writers = [threading.Thread(target=write, args=(f"{value}.00",)) for value in range(1, 6)]
    others = [threading.Thread(target=tidy) for _ in range(2)]
    for thread in (*writers, *others):
        thread.start()
    for thread in (*writers, *others):
        thread.join()
    assert not failed
    assert {name: len(found) for name, found in rows(url).items()} == dict.fromkeys(metadata.tables, 20)


@pytest.mark.parametrize("wrong", ["database", "password", "port"])
def test_what_is_wrong_with_it_is_one_line_without_the_password(url: str, wrong: str) -> None:
    given = sa.make_url(url)
    changed = {"database": given.set(database="none"), "password": given.set(password="pst"), "port": given.set(port=9)}
    with pytest.raises(StoreError) as caught:
        Store(changed[wrong].render_as_string(hide_password=False))
    told = str(caught.value)
    assert "\n" not in told and "se:cret" not in told and "pst" not in told and not caught.value.missing
