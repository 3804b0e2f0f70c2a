"""Prefect's server and the store on one PostgreSQL: migrated by the documented command, worked for by two processes at
once, and its tables do not grow without bound."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from clusters import free_port
from test_serve import until
from test_server import ask

from benchmarks.bulk import make
from extract.export.connecting import Database
from extract.export.store import metadata
from flows.serving.command import Wanted, environment

pytestmark = pytest.mark.slow
DOCUMENTS, BOTH = 300, 20
PREFECT = [sys.executable, "-m", "prefect", "server"]
#: Tables of Prefect that grow with runs.
GROWING = ("flow_run", "task_run", "flow_run_state", "task_run_state", "log", "artifact")
#: How a database says that two wanted the same.
LOCKS = re.compile(r"deadlock|lock timeout|could not serialize|database is locked|too many clients|TimeoutError", re.I)


@dataclass
class Served:
    """A running server: its API, its database, and what it wrote."""

    api: str
    database: str
    log: Path


def sql(url: str, *statements: str) -> list[Any]:
    """The values of the last statement's first row; every statement by itself, outside of a transaction."""

    async def run() -> list[Any]:
        connection = await asyncpg.connect(url)
        try:
            for one in statements[:-1]:
                await connection.execute(one)
            return list(await connection.fetchrow(statements[-1]) or ())
        finally:
            await connection.close()

    return asyncio.run(run())


@pytest.fixture
def served(postgres: str, tmp_path: Path) -> Iterator[Served]:
    """A Prefect server as docs/deploy starts it, on a database that was empty."""
    sql(postgres, "drop database if exists prefect", "create database prefect")
    database = sa.make_url(postgres).set(database="prefect")
    port = free_port()
    wanted = Wanted(tmp_path / "home", "127.0.0.1", port, 1, 30, None, [], [])
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
        **environment(wanted),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.set(drivername="postgresql+asyncpg").render_as_string(
            hide_password=False
        ),
        # the shortest time that Prefect allows, looked after every second
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "3601",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "1",
    }
    began = time.monotonic()
    subprocess.run([*PREFECT, "database", "upgrade", "-y"], env=environ, check=True, capture_output=True, timeout=300)
    print(f"\nmigrated an empty database in {time.monotonic() - began:.1f} s")
    place = tmp_path / "server.log"
    with place.open("wb") as log:
        arguments = [*PREFECT, "start", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(arguments, env=environ, stdout=log, stderr=log, start_new_session=True)
    url = f"http://127.0.0.1:{port}/api"
    try:
        until(lambda: process.poll() is not None or answers(url))
        assert process.poll() is None, place.read_text()
        yield Served(url, database.render_as_string(hide_password=False), place)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(url: str) -> bool:
    try:
        ask(url, "flow_runs")
    except OSError:
        return False
    return True


def count(url: str, table: str, where: str = "true") -> int:
    return int(sql(url, f"select count(*) from {table} where {where}")[0])


def test_two_processes_at_once_and_tables_that_do_not_grow(postgres: str, served: Served, tmp_path: Path) -> None:
    given = sorted(one for one in make(tmp_path / "made", DOCUMENTS, seed=8).rglob("*.*") if one.name != ".whole")
    assert len(given) == DOCUMENTS
    cut = (DOCUMENTS - BOTH) // 2
    halves = {"first": given[: cut + BOTH], "second": given[cut:]}
    sql(postgres, "drop database if exists results", "create database results")
    store = sa.make_url(postgres).set(database="results").render_as_string(hide_password=False)
    deadlocks = "select sum(deadlocks)::int, sum(conflicts)::int from pg_stat_database"
    environ = {**os.environ, "PREFECT_API_URL": served.api, "PREFECT_HOME": str(tmp_path / "client")}
    began = time.monotonic()
    runs = {
        name: subprocess.Popen(
            [sys.executable, "-m", "flows.cli", "run", *map(str, files), "--out", str(tmp_path / name)]
            + ["--store", store, "--workers", "1"],
            env={**environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name, files in halves.items()
    }  # fmt: skip
    told = {name: run.communicate(timeout=900) for name, run in runs.items()}
    spent = time.monotonic() - began
    assert {run.returncode for run in runs.values()} <= {0, 4}, told

    # every document is accounted for, in the files of its run and once in the store
    hashes: set[str] = set()
    for name, files in halves.items():
        lines = (tmp_path / name / "documents.jsonl").read_text(encoding="utf-8").splitlines()
        documents = [json.loads(line) for line in lines]
        assert len(documents) == len(files) == len({one["sha256"] for one in documents})
        assert not [one for one in documents if one["status"] == "failed"]
        hashes |= {one["sha256"] for one in documents}
    assert len(hashes) == DOCUMENTS
    database = Database(store, str)
    kept = database.begin(lambda connection: list(connection.execute(sa.select(metadata.tables["documents"].c.sha256))))
    database.close()
    assert len(kept) == DOCUMENTS and {row[0] for row in kept} == hashes
    assert sql(postgres, deadlocks) == [0, 0]
    for text in (served.log.read_text(), *(said for both in told.values() for said in both)):
        assert not LOCKS.search(text), text

    # Prefect knows how everything ended
    until(lambda: count(served.database, "task_run", "state_type in ('RUNNING', 'PENDING')") == 0, 60)
    assert count(served.database, "flow_run", "state_type = 'COMPLETED'") == 2
    assert count(served.database, "task_run", "state_type <> 'COMPLETED'") == 0
    sizes = {table: count(served.database, table) for table in (*GROWING, "events")}
    size = sql(served.database, "select pg_size_pretty(pg_database_size(current_database()))")[0]
    print(f"{DOCUMENTS} documents ({BOTH} asked for twice), two processes: {spent:.1f} s; rows {sizes}; {size}")

    # what is older than it may be goes, and nothing else
    old = sql(served.database, "update flow_run set end_time = end_time - interval '3 hours' where id ="
              " (select id from flow_run order by created limit 1) returning id")[0]  # fmt: skip
    left = {table: count(served.database, table, f"flow_run_id <> '{old}'") for table in GROWING[1:3] + GROWING[4:]}
    assert all(count(served.database, table, f"flow_run_id = '{old}'") for table in ("task_run", "artifact"))
    until(lambda: count(served.database, "flow_run") == 1, 120)
    until(lambda: not any(count(served.database, table, f"flow_run_id = '{old}'") for table in left), 120)
    assert {table: count(served.database, table, f"flow_run_id <> '{old}'") for table in left} == left
