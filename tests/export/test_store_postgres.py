"""The store in PostgreSQL, for real: the same rows as in SQLite, written again without a trace, two writers at once."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from test_store import read

from extract.export import connecting
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


class Line:
    """A line to the database that can be cut, or fall silent with nobody noticing."""

    def __init__(self, host: str, port: int):
        self.silent = threading.Event()
        self.sockets: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.target = (host, port)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(self.target)
                self.sockets += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if not self.silent.is_set():
                    other.sendall(data)

    def cut(self) -> None:
        self.listener.close()
        for end in self.sockets:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture
def line(url: str) -> Iterator[Line]:
    address = sa.make_url(url)
    made = Line(address.host or "", address.port or 0)
    yield made
    made.cut()


@pytest.mark.parametrize("how", ["cut", "silent"])
def test_a_line_that_is_lost_ends_the_writing_in_time(
    url: str, line: Line, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "TO_CONNECT", 1.0)
    monkeypatch.setattr(connecting, "TO_ANSWER", 1.0)
    store = Store(sa.make_url(url).set(port=line.port).render_as_string(hide_password=False))
    assert store.write(*read("a" * 64))
    if how == "cut":
        line.cut()
    else:
        line.silent.set()
    began = time.monotonic()
    with pytest.raises(StoreError):
        store.write(*read("b" * 64))
    store.close()
    assert time.monotonic() - began < 30
    assert len(rows(url)["documents"]) == 1
    # Back on the line, the same writing goes on.
    again = Store(url)
    assert again.write(*read("b" * 64)) and not again.write(*read("a" * 64))
    again.close()
