"""Where a run writes: a folder, or a working folder that is published at an address."""

from __future__ import annotations

import hashlib
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flows.bulk.holding import held
from flows.storage.address import Remote, is_address

if TYPE_CHECKING:
    from flows.storage.publishing import Publisher

#: Below it stand the working folders of addresses for which the user names none.
WORK = Path("out/work")


@contextmanager
def opened(out: str, work: str | Path | None = None) -> Iterator[tuple[Path, Publisher | None]]:
    """The folder that a run writes into, held, and what publishes it where ``out`` is an address, which is held too.

    Parameters
    ----------
    out : str
        A folder, or an address such as ``s3://bucket/folder``.
    work : str or Path, optional
        The working folder of an address; by default one of its own below ``out/work``.

    Raises
    ------
    Held
        If either cannot be written, or another run holds it.
    """
    if not is_address(out):
        with held(Path(out)):
            yield Path(out), None
        return
    remote = Remote(out)
    from flows.storage.publishing import Publisher  # it draws on what a run imports

    folder = Path(work) if work is not None else working_folder(remote.address)
    with held(folder), _stopped_in_order(), Publisher(remote, folder) as publisher:
        yield folder, publisher


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """A SIGTERM, as systemd sends it, ends the block as Ctrl-C does: what was read is sent, and the lock goes.

    Where somebody else takes care of it, such as Prefect in the process of a flow run, it is left to them.
    """
    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def working_folder(address: str) -> Path:
    """The working folder of an address, the same each time: readable, and of no other address."""
    last = re.sub(r"[^\w-]+", "-", address.rpartition("/")[2])[:40]
    return WORK / f"{last}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"
