"""What Prefect still has to send when a run ends, and a server that is gone."""

from __future__ import annotations

import inspect
import queue

import httpx
from prefect.events.worker import EventsWorker
from prefect.exceptions import PrefectException
from prefect.logging.handlers import APILogWorker
from prefect.utilities.asyncutils import run_coro_as_sync

from flows.server import answers

#: What asking a server raises that is gone.
SERVER_TROUBLE = (PrefectException, httpx.HTTPError)
#: Seconds in which a server takes what waits; Prefect itself would try for minutes.
PATIENCE = 60.0


def send_what_waits() -> None:
    """Let Prefect send its logs and events while there is a server, and throw them away where there is none.

    At exit it would wait for a server that is gone, ten seconds for every event.
    """
    if not answers():
        for kind in (APILogWorker, EventsWorker):
            for sender in list(kind._instances.values()):
                _empty(sender._queue)

    async def send() -> None:
        for kind in (APILogWorker, EventsWorker):
            sending = kind.drain_all(timeout=PATIENCE)
            if inspect.isawaitable(sending):
                await sending

    run_coro_as_sync(send())


def _empty(waiting: queue.Queue) -> None:
    while True:
        try:
            waiting.get_nowait()
        except queue.Empty:
            return
        waiting.task_done()
