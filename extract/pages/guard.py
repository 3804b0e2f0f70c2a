"""Work in C code that may hang or crash, done in a child process that can be given up.

A library that loops or crashes over a hostile file takes the whole worker with
it, and no timeout of Python's reaches it. The child is a fork: it has the
document already in its memory, sends each result as it is ready, and is killed
when the next one does not come in time.
"""

from __future__ import annotations

import ctypes
import faulthandler
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from pdfminer.psexceptions import PSException

from extract.errors import JuesuanError

T = TypeVar("T")

#: Memory a child may take beyond what the process holds, in bytes of address space.
MEMORY = 6 * 1024**3


class Abandoned(Exception):
    """The child was given up; ``why`` is ``time``, or ``crash`` where it died by itself (a signal, lack of memory)."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def can_guard() -> bool:
    """Whether this system can fork."""
    return "fork" in multiprocessing.get_all_start_methods()


def guarded(work: Callable[[], Iterator[T]], seconds: float) -> Iterator[T]:
    """The results of ``work``, made in a child.

    Parameters
    ----------
    work : callable
        Gives results that can be pickled.
    seconds : float
        Wall clock for each of them.

    Raises
    ------
    Abandoned
        If one does not come in time or the child dies. What ``work`` itself raises is raised here.
    """
    if not can_guard():
        yield from work()
        return
    ours, theirs = multiprocessing.Pipe(duplex=False)
    with warnings.catch_warnings():
        # The child calls only the PDF libraries, which have no threads.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        _child(work, ours, theirs)
    theirs.close()
    ended = False
    try:
        while True:
            if not ours.poll(seconds):
                raise Abandoned("time")
            try:
                kind, value = ours.recv()
            except (EOFError, OSError) as error:
                raise Abandoned("crash") from error
            if kind == "result":
                yield value
            elif kind == "refused":
                raise JuesuanError(value)
            elif kind == "error":
                raise value
            else:
                ended = True
                return
    finally:
        ours.close()
        if not ended:
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _child(work: Callable[[], Iterator[Any]], ours: Connection, theirs: Connection) -> None:
    """The life of the child; never returns into the code of its parent."""
    code = 1
    try:
        ours.close()
        faulthandler.disable()
        _end_with_parent()
        _limit_memory()
        try:
            for value in work():
                theirs.send(("result", value))
            theirs.send(("end", None))
        except JuesuanError as error:
            theirs.send(("refused", error.failure))
        except (
            PSException,
            AssertionError,
            ArithmeticError,
            LookupError,
            OSError,
            RuntimeError,
            TypeError,
            ValueError,
            MemoryError,
        ) as error:
            theirs.send(("error", error))
        code = 0
    finally:
        # Without the parent's exit handlers, threads and buffers.
        os._exit(code)


def _end_with_parent() -> None:
    """A child that hangs must not outlive a parent that was killed (prctl PR_SET_PDEATHSIG; Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            held = file.read().split()
    except OSError:  # only Linux tells
        return
    if held:
        size = int(held[0]) * resource.getpagesize() + MEMORY
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))
