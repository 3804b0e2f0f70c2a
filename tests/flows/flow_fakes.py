"""A document function for tests of the flow; worker processes import it under this name."""

from __future__ import annotations

import ctypes
import gc
import hashlib
import multiprocessing.queues
import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

import flows.pool
import flows.run
import flows.work
from extract.errors import failure
from extract.types import Document, Evidence, Fact, Text

#: Bytes that a greedy document takes.
GREED = 400_000_000


def fake_document(source: Any, options: Any = None, *, name: str | None = None, cache: Any = None) -> Document:
    """The file's words are its fate: KILL, LOCK, BUG, GREEDY, HANG, STUCK, HTML; anything else is read."""
    path = Path(source)
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    with open(os.environ["FAKE_READINGS"], "a") as file:
        file.write(f"{path.name}\n")
    time.sleep(float(os.environ.get("FAKE_NAP", "0")))
    well = "FAKE_WELL" in os.environ  # what was wrong with the machine is mended
    if b"KILL" in data and not well:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"LOCK" in data and not well:
        _die_while_sending()
    if b"BUG" in data:
        raise ValueError("a bug of ours")
    if b"GREEDY" in data and not well:
        _take(GREED)
    if b"HANG" in data and not well:
        time.sleep(600)
    if b"STUCK" in data and not well:
        # C code that never comes back and lets no other thread of the interpreter run
        ctypes.PyDLL(None).sleep(600)
    if b"HTML" in data:
        return Document(sha256, "unknown", "failed", failures=(failure("JS103", path.name),))
    text = data.decode()
    fact = Fact("甲", "amount", fact_id="f1", value=text.split()[-1], evidence=(Evidence(start=0, end=len(text)),))
    return Document(sha256, "txt", "ok", text=Text(text), facts=(fact,))


def _die_while_sending() -> None:
    """Die as a worker that is killed while it sends a message to the process that started it."""
    for one in gc.get_objects():
        if type(one) is multiprocessing.queues.Queue:  # not the one that brings documents, of a class of its own
            one._wlock.acquire()
    os.kill(os.getpid(), signal.SIGKILL)


def _take(size: int) -> None:
    """Take and give back memory; ``FAKE_MEMORY`` leaves so many bytes beyond what the process holds, as ulimit does."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    if left := int(os.environ.get("FAKE_MEMORY", "0")):
        resource.setrlimit(resource.RLIMIT_AS, (psutil.Process().memory_info().vms + left, limits[1]))
    try:
        bytearray(size)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


def fake_version(options: Any) -> str:
    return os.environ.get("FAKE_VERSION", "v1")


def start_fake_worker(log_file: str) -> None:
    """What a worker does first in these tests."""
    flows.work.start_worker(log_file)
    with open(os.environ["FAKE_READINGS"] + ".workers", "a") as file:
        file.write(f"{os.getpid()}\n")
    use_fake(setattr)


def use_fake(setter: Callable[[Any, str, Any], None]) -> None:
    """Put the fake in the place of the real thing."""
    setter(flows.work, "extract_document", fake_document)
    setter(flows.run, "version", fake_version)
    setter(flows.work, "version", fake_version)
    setter(flows.pool, "start_worker", start_fake_worker)
    if documents := os.environ.get("FAKE_FLOW_DOCUMENTS"):
        setter(flows.run, "FLOW_DOCUMENTS", int(documents))
