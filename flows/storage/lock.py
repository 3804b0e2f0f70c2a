"""One run at a time at an address: a lock that is an object, with who holds it, where and since when.

No store takes a lock away from a process that died. That it died is known here where it ran on this machine since its
last start; elsewhere a person has to say so by deleting the object, and the refusal tells which.
"""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psutil
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.storage.address import Remote, StorageError
from flows.work import log

LOCK = ".flow/lock.json"
#: Bytes of a lock, at most.
LARGEST = 4096
_BOOT, _NAMES = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")


class Taken(StorageError):
    """Another run writes to the address."""

    code = "JS913"


class Holder(BaseModel):
    """A run that holds an address; ``machine`` is this start of this machine, and where its process numbers hold."""

    model_config = ConfigDict(frozen=True)

    token: str
    pid: int = Field(gt=0)
    host: str
    since: str
    machine: str

    @property
    def is_gone(self) -> bool:
        """Whether its process certainly is no more."""
        return bool(self.machine) and self.machine == _machine() and not psutil.pid_exists(self.pid)


class Lock:
    """The lock of an address, from ``take`` to ``release``."""

    def __init__(self, remote: Remote):
        self._remote = remote
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._own = Holder(token=uuid4().hex, pid=os.getpid(), host=socket.gethostname(), since=now, machine=_machine())

    def take(self) -> None:
        """Hold the address.

        Raises
        ------
        Taken
            If another run holds it.
        StorageError
            If the address cannot be reached or written.
        """
        holder = self._holder()
        if holder is not None:
            if not isinstance(holder, Holder) or not holder.is_gone:
                raise self._taken(holder)
            log.warning("the lock of a run that is gone is taken over: %s", holder)
            self._remote.remove(LOCK)
        try:
            self._remote.create(LOCK, self._own.model_dump_json().encode())
        except StorageError:
            # Stores say in their own ways that another was quicker.
            if (holder := self._holder()) is not None and holder != self._own:
                raise self._taken(holder) from None
            raise
        # What stands there counts: some stores write over it without a word, and a request that is made twice, because
        # its answer was lost, finds its own lock.
        if (holder := self._holder()) != self._own:
            raise self._taken(holder)

    def confirm(self) -> None:
        """See that the lock is still held.

        Raises
        ------
        Taken
            If somebody took it away.
        """
        holder = self._holder()
        if holder != self._own:
            raise self._taken(holder)

    def release(self) -> None:
        """Let others write; a lock of another is left alone."""
        try:
            if self._holder() == self._own:
                self._remote.remove(LOCK)
        except StorageError as error:
            log.warning("the lock could not be taken away: %s", error)

    def _holder(self) -> Holder | str | None:
        """Who holds the address; a text if that cannot be read; None if nobody does."""
        data = self._remote.read(LOCK, LARGEST)
        if data is None:
            return None
        try:
            return Holder.model_validate_json(data)
        except ValidationError:
            return "?"  # being written, or not by us

    def _taken(self, holder: Holder | str | None) -> Taken:
        who = "?"
        if isinstance(holder, Holder):
            who = f"pid {holder.pid}, {holder.host}, {holder.since}"
        return Taken(f"{self._remote.address} ({who}); 锁 lock: {self._remote.address}/{LOCK}")


def _machine() -> str:
    try:
        return f"{_BOOT.read_text(encoding='ascii').strip()} {os.readlink(_NAMES)}"
    except OSError:
        return ""  # a system that does not tell: no holder is known to be gone
