"""A data team's day, as a program of its own: runs a served deployment, backfills, and looks for an old run."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.deployments import run_deployment
from prefect.states import Completed


@flow(name="old")
def old() -> None:
    """A flow whose run is made to have ended long ago."""


def main(given: str, out: str, database: str) -> None:
    with get_client(sync_client=True) as client:
        run = client.create_flow_run(old, state=Completed())
        _age(database, str(run.id))
        first = run_deployment("juesuan-run/run", parameters={"inputs": [given], "out": out, "workers": 1}, timeout=300)
        root = out.rsplit("/", 1)[0]
        again = run_deployment("juesuan-backfill/backfill", parameters={"root": root, "workers": 1}, timeout=300)
        gone = False
        for _ in range(60):
            gone = run.id not in {one.id for one in client.read_flow_runs(limit=200)}
            if gone:
                break
            time.sleep(1)
    told = {
        "run": [first.state.name, first.state.message],
        "again": [again.state.name, again.state.message],
        "old run is gone": gone,
    }
    print(json.dumps(told))


def _age(database: str, run: str) -> None:
    """Let a run have ended three hours ago; the server takes no such time from a client."""
    ended = f"{datetime.now(UTC) - timedelta(hours=3):%Y-%m-%d %H:%M:%S.%f}"
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        found = connection.execute("update flow_run set end_time = ? where id = ?", (ended, run))
        assert found.rowcount == 1


if __name__ == "__main__":
    main(*sys.argv[1:])
