"""The Prefect server of a run: the one that is running, or a temporary one that ends with the run.

Prefect would start a temporary server by itself, but that one lives on when the
run is killed. This one holds a pipe to its run and goes when the pipe closes,
however the run ended. It starts while inputs are still being looked at.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from importlib.metadata import version as installed_version
from pathlib import Path

#: Nothing leaves the machine, nothing is counted, and the console stays ours.
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
}
#: Either says that the server's database is none in its home.
ELSEWHERE = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")
#: Seconds a server may take to come up; a cold one on a busy machine needs its time.
PATIENCE = 120.0
#: Bytes of a temporary server's database beyond which it begins anew: nobody else takes old runs out of it, and a run
#: looks back at its last few only.
LARGEST_HISTORY = 64_000_000
#: Seconds between two looks whether it is up.
PAUSE = 0.1
#: How often a request to a temporary server is made again: it is beside us, so one that does not answer is gone.
TRIES = 2
#: Seconds in which a server that is there says so.
TO_ANSWER = 10.0


class ServerError(Exception):
    """No server could be started or reached; its text is one line for the user."""


class Server:
    """A context in which Prefect has a server.

    Parameters
    ----------
    home : Path
        Where a temporary server keeps its database and its log.

    Notes
    -----
    Best entered before ``prefect`` is imported for the first time, because Prefect reads its
    settings then; where it has been, it is made to read them again. Where ``PREFECT_API_URL`` is
    set, nothing is started.
    """

    def __init__(self, home: Path):
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None
        self._url = os.environ.get("PREFECT_API_URL")
        self._before: dict[str, str | None] = {}

    def __enter__(self) -> Server:
        self._set(QUIET, replace=False)
        if self._url is None:
            self._start()
        _read_settings_again()
        return self

    def __exit__(self, *exception: object) -> None:
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _read_settings_again()
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def ready(self) -> None:
        """Wait until the server answers.

        Raises
        ------
        ServerError
        """
        until = time.monotonic() + (PATIENCE if self._process is not None else 0)
        while True:
            try:
                with urllib.request.urlopen(f"{self._url}/health", timeout=TO_ANSWER):
                    return
            except (urllib.error.URLError, OSError, ValueError) as error:
                if self._process is not None and self._process.poll() is not None:
                    raise ServerError(f"the temporary server ended; see {self._log}") from error
                if time.monotonic() >= until:
                    raise ServerError(f"{self._url}: {error}") from error
            time.sleep(PAUSE)

    @property
    def _log(self) -> Path:
        return self._home / "server.log"

    def _start(self) -> None:
        self._home.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        self._url = f"http://127.0.0.1:{port}/api"
        self._set({"PREFECT_HOME": str(self._home)}, replace=False)
        self._set({"PREFECT_API_URL": self._url}, replace=True)
        self._set({"PREFECT_CLIENT_MAX_RETRIES": str(TRIES)}, replace=False)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.server", str(port)], stdin=subprocess.PIPE, stdout=log, stderr=log
            )

    def _set(self, values: dict[str, str], replace: bool) -> None:
        for name, value in values.items():
            if replace or name not in os.environ:
                self._before.setdefault(name, os.environ.get(name))
                os.environ[name] = value


def answers() -> bool:
    """Whether the server that Prefect was told of is still there."""
    try:
        with urllib.request.urlopen(f"{os.environ.get('PREFECT_API_URL')}/health", timeout=TO_ANSWER):
            return True
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _read_settings_again() -> None:
    """Let a Prefect that is imported already see the environment; else it would start a server of its own."""
    context = sys.modules.get("prefect.context")
    if context is not None:
        context.refresh_global_settings_context()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _new_database(place: Path, kept: Path) -> None:
    """Put an empty database with all of Prefect's tables in place.

    To make the tables takes more than half of a server's start, so those of this version are kept for the next time.
    """
    if not kept.is_file():
        import asyncio

        from prefect.server.database import provide_database_interface

        asyncio.run(provide_database_interface().run_migrations_upgrade())
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_name(f".{kept.name}.{os.getpid()}")
        with closing(sqlite3.connect(place)) as made, closing(sqlite3.connect(unfinished)) as copy:
            made.backup(copy)
        unfinished.replace(kept)
        return
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    shutil.copyfile(kept, unfinished)
    unfinished.replace(place)


def begin_anew_if_large(database: Path) -> bool:
    """Take away a temporary server's database that has grown large; whether it was."""
    files = [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
    if sum(file.stat().st_size for file in files if file.is_file()) <= LARGEST_HISTORY:
        return False
    for file in files:
        file.unlink(missing_ok=True)
    return True


def _kept_database() -> Path:
    """Where the empty database of this version of Prefect is kept."""
    folder = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(folder) / "juesuan" / f"prefect-{installed_version('prefect')}.db"


def _serve(port: int) -> None:
    """Be a temporary server until standard input ends."""

    def end_with_parent() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=end_with_parent, daemon=True).start()
    # What Prefect's own temporary server is started with; no page is served.
    os.environ.update(PREFECT_UI_ENABLED="0", PREFECT__SERVER_EPHEMERAL="1", PREFECT__SERVER_FINAL="1")
    os.environ.pop("PREFECT_API_URL", None)
    database = Path(os.environ["PREFECT_HOME"]) / "prefect.db"
    ours = not any(name in os.environ for name in ELSEWHERE)
    if ours and begin_anew_if_large(database):
        print("the history of runs had grown large and begins anew", file=sys.stderr)
    if ours and not database.exists():
        # what cannot be kept or copied is made by the server itself
        with suppress(OSError, sqlite3.Error, RuntimeError):
            _new_database(database, _kept_database())
    import uvicorn

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=port,
        log_level="error",
        lifespan="on",
    )


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
