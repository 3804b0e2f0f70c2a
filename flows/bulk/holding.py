"""One writer per folder of results: two runs into one folder would mix their files."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from flows.work import FLOW_FOLDER


class Held(Exception):
    """A folder of results that cannot be written; its text is one line for the user."""

    code = "JS904"


class Busy(Held):
    """A folder of results that another run is writing into."""

    code = "JS908"


@contextmanager
def held(out: Path) -> Iterator[None]:
    """The folder of results, made and held until the block ends, or until this process does.

    Raises
    ------
    Held
        If it cannot be written; ``Busy`` if another run holds it.
    """
    lock = out / FLOW_FOLDER / "lock"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("a")
    except OSError as error:
        raise Held(f"{out}: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(f"{out}{_by(lock)}") from error
        except OSError as error:
            raise Held(f"{out}: it cannot be locked: {error.strerror}") from error
        _sign(file)
        yield


def _sign(file: IO[str]) -> None:
    """Write down who holds the folder, for those who come meanwhile; it is the system that keeps the lock, not this."""
    with suppress(OSError):  # a full disk is told where results are to be written
        os.ftruncate(file.fileno(), 0)
        os.write(file.fileno(), f"{os.getpid()} {socket.gethostname()}".encode())


def _by(lock: Path) -> str:
    """The process that holds a folder, as it wrote it down."""
    pid, _, host = lock.read_text(encoding="utf-8", errors="replace").partition(" ")
    return f" (pid {pid}, {host})" if pid.isdigit() else ""
