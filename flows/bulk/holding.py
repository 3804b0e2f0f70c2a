"""One writer per folder of results: two runs into one folder would mix their files."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.work import FLOW_FOLDER


class Held(Exception):
    """A folder of results that cannot be written; its text is one line for the user."""


@contextmanager
def held(out: Path) -> Iterator[None]:
    """The folder of results, made and held until the block ends, or until this process does.

    Raises
    ------
    Held
        If another run holds it, or it cannot be written.
    """
    lock = out / FLOW_FOLDER / "lock"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("w")
    except OSError as error:
        raise Held(f"{out}: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Held(f"{out}: another run is writing there") from error
        yield
