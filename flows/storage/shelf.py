"""The stage cache at an address: entries are whole objects that never change; a store out of reach is a cache less."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from extract.cache import StageCache
from extract.errors import Failure, failure
from flows.storage.address import Remote, StorageError, is_address
from flows.work import log

T = TypeVar("T")

#: Bytes of an entry as it is kept, at most.
LARGEST = 256 << 20
#: Seconds for which a store that did not answer is not asked again: its time-outs would cost more than it saves.
PAUSE = 60.0


class ObjectShelf:
    """Entries of the stage cache as objects below an address.

    Raises
    ------
    WrongAddress
        If none could be there.
    """

    def __init__(self, address: str):
        self._remote = Remote(address)
        self._listed: tuple[str, dict[str, int]] = ("", {})
        #: By kind of request: who may not write may still read.
        self._off: dict[str, float] = {}
        self._trouble: dict[str, Failure] = {}

    @property
    def trouble(self) -> Failure | None:
        """Why the store is left alone for now, JS911."""
        return next(iter(self._trouble.values()), None)

    def get(self, name: str) -> bytes | None:
        """The entry, or None if there is none to be had."""
        return self._ask("get", lambda: self._get(name))

    def put(self, name: str, data: bytes) -> None:
        """Keep an entry; another process may do the same, with the same bytes."""
        self._ask("put", lambda: self._remote.write(name, data))

    def drop(self, name: str) -> None:
        """Take a damaged entry away."""
        self._ask("put", lambda: self._remote.remove(name))

    def try_out(self) -> Failure | None:
        """Write something and take it away again; why that does not work."""
        name = f".tried-{uuid4().hex}"
        self.put(name, b"")
        self.drop(name)
        return self.trouble

    def _get(self, name: str) -> bytes | None:
        # One listing a document, instead of a request for each of its stages that is not there.
        folder = name.rpartition("/")[0]
        if folder != self._listed[0]:
            self._listed = (folder, self._remote.names(folder))
        size = self._listed[1].get(name)
        return None if size is None else self._remote.read(name, LARGEST, size)

    def _ask(self, kind: str, work: Callable[[], T]) -> T | None:
        if time.monotonic() < self._off.get(kind, 0.0):
            return None
        try:
            result = work()
        except StorageError as error:
            self._off[kind] = time.monotonic() + PAUSE
            self._trouble[kind] = why = failure("JS911", str(error))
            log.warning("%s %s", why.code, why.message)
            return None
        self._trouble.pop(kind, None)
        return result


#: One for each process, which remembers that a store does not answer.
shelf_at = cache(ObjectShelf)


def stage_cache(near: Path, place: str | None, worth: float) -> StageCache:
    """The stage cache of a run.

    Parameters
    ----------
    near : Path
        The folder of the run's own cache.
    place : str or None
        Another folder in its place, or an address behind it.
    worth : float
        See ``StageCache``.
    """
    if place is None:
        return StageCache(near, worth)
    if not is_address(place):
        return StageCache(Path(place), worth)
    return StageCache(near, worth, shelf_at(place))


def tried_out(place: str | None) -> str | None:
    """Why the cache at an address cannot be written, in a line; None if it can, or is at none.

    Raises
    ------
    WrongAddress
        If none could be there.
    """
    why = shelf_at(place).try_out() if place is not None and is_address(place) else None
    return f"{why.code} {why.message} → {why.remedy}" if why is not None else None


def trouble_of(place: str | None) -> Failure | None:
    """Why the cache at an address was left alone by this process, if it was."""
    return shelf_at(place).trouble if place is not None and is_address(place) else None
