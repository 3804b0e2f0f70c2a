"""The database goes away while results are written into it: what stands is whole, a rerun ends with every row once."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from runs import contents, documents

from extract.export.connecting import TROUBLE, Database
from extract.export.store import Store, metadata, sqlite_url
from extract.options import Options
from flows import cli, run

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_server")]
DOCUMENTS, WRITTEN = 8, 4


def ask(url: str, work: Any) -> Any:
    """What ``work`` finds, as soon as the database answers again."""
    until = time.monotonic() + 60
    while True:
        try:
            database = Database(url, str)
            try:
                return database.begin(work)
            finally:
                database.close()
        except TROUBLE:
            assert time.monotonic() < until
            time.sleep(0.2)


def rows(url: str) -> dict[str, list[str]]:
    """Every table, whole."""
    return ask(
        url,
        lambda connection: {
            name: sorted(repr(tuple(row)) for row in connection.execute(sa.select(table)))
            for name, table in metadata.tables.items()
        },
    )


def cut(url: str, how: str) -> None:
    """End every other session of the database: told to go, or killed, which makes the server recover from a crash."""
    others = sa.text(
        "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        " and backend_type = 'client backend'"
    )
    for pid in ask(url, lambda connection: list(connection.execute(others).scalars())):
        os.kill(pid, signal.SIGKILL if how == "killed" else signal.SIGTERM)


@pytest.mark.skipif(os.geteuid() != 0, reason="another user's processes can be killed by root only")
@pytest.mark.parametrize("how", ["ended", "killed"])
def test_a_lost_database_connection(
    readings: Path, postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    ask(postgres, metadata.drop_all)
    given, out = documents(tmp_path / "in", DOCUMENTS), tmp_path / "out"
    undisturbed = tmp_path / "undisturbed"
    assert cli.read_into([str(given)], undisturbed, Options(), None, 1)[0] == cli.ALL_READ

    monkeypatch.setattr(run, "WRITTEN_TOGETHER", 1)
    write_all, written = Store.write_all, []

    def writing(store: Store, some: Any) -> int:
        if len(written) == WRITTEN:
            cut(postgres, how)
        written.append(some)
        return write_all(store, some)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write_all", writing)
        with pytest.raises(cli.Stop) as stopped:
            cli.read_into([str(given)], out, Options(), postgres, 1)
    assert "JS905" in stopped.value.line and stopped.value.status == cli.WRONG_USE
    assert "se:cret" not in stopped.value.line and "\n" not in stopped.value.line
    assert len(rows(postgres)["documents"]) == WRITTEN, "each of them whole"

    readings.write_text("")
    assert cli.read_into([str(given)], out, Options(), postgres, 1)[0] == cli.ALL_READ
    assert readings.read_text() == "", "nothing had to be read again"
    assert contents(out) == contents(undisturbed)
    assert rows(postgres) == rows(sqlite_url(undisturbed))
