"""What ``juesuan serve`` does: a Prefect server, the deployments, and a process that works for them.

The server migrates its own database when it starts, and keeps no more than so many days of it. It goes when this
process does. Prefect is imported when the server's address is known.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.server import PATIENCE, PAUSE, QUIET

SECONDS_PER_DAY = 86_400
#: Seconds that a server has to end by itself.
GRACE = 10.0


@dataclass(frozen=True)
class Wanted:
    """The options of the command."""

    home: Path
    host: str
    port: int
    limit: int
    keep_days: int
    webhook: str | None
    schedules: list[str]
    parameters: list[str]

    @property
    def api(self) -> str:
        """Where the API of the server is."""
        return f"http://{self.host}:{self.port}/api"


def run_command(wanted: Wanted) -> None:
    """Serve until the process is told to stop.

    Raises
    ------
    Stop
        If it cannot begin.
    """
    from flows.cli import Stop

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with _server(wanted) as api:
        _say(f"Prefect: {api.removesuffix('/api')}")
        # Prefect reads its settings when it is first imported, so not before the server is known.
        from prefect import serve

        from flows.serving.deployments import ServeError, deployments
        from flows.serving.notify import do_not_notify, notify

        try:
            served = deployments(wanted.schedules, wanted.parameters)
        except ServeError as error:
            raise Stop("JS901", str(error)) from error
        if wanted.webhook:
            notify(wanted.webhook)
        else:
            do_not_notify()
        _say("deployments: " + ", ".join(f"{one.flow_name}/{one.name}" for one in served))
        serve(*served, limit=wanted.limit, print_starting_message=False)


def environment(wanted: Wanted) -> dict[str, str]:
    """The settings of the server, where the environment does not say otherwise."""
    settings = {
        **QUIET,
        "PREFECT_HOME": str(wanted.home.resolve()),
        "PREFECT_SERVER_UI_API_URL": wanted.api,
        # Prefect's tables do not grow without bound: old flow runs go with their task runs, logs and artifacts.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs,orphans",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(wanted.keep_days * SECONDS_PER_DAY),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{wanted.keep_days}D",
    }
    return {name: value for name, value in settings.items() if name not in os.environ}


@contextmanager
def _server(wanted: Wanted) -> Iterator[str]:
    """The address of the server that is running, or of one that ends with this block."""
    known = os.environ.get("PREFECT_API_URL")
    os.environ.update(environment(wanted))
    if known:
        yield known
        return
    wanted.home.mkdir(parents=True, exist_ok=True)
    place = wanted.home / "server.log"
    program = [sys.executable, "-m", "prefect", "server", "start", "--host", wanted.host, "--port", str(wanted.port)]
    with place.open("ab") as log:
        process = subprocess.Popen(program, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _wait(wanted.api, process, place)
        os.environ["PREFECT_API_URL"] = wanted.api
        yield wanted.api
    finally:
        process.terminate()
        try:
            process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(api: str, process: subprocess.Popen[bytes], log: Path) -> None:
    from flows.cli import NOT_INSTALLED, Stop

    until = time.monotonic() + PATIENCE
    while True:
        if process.poll() is not None:
            raise Stop("JS907", f"the server ended; see {log}", NOT_INSTALLED)
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=10):
                return
        except (urllib.error.URLError, OSError) as error:
            if time.monotonic() >= until:
                raise Stop("JS907", f"{api}: {error}", NOT_INSTALLED) from error
        time.sleep(PAUSE)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
