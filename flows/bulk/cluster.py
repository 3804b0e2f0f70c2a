"""The workers of a Dask cluster in the place of a pool of processes. Needs the extra ``dask``.

The cluster is not ours: it was started by others, its workers outlive the run, and Dask itself gives the documents of
a dead worker to another. What comes back as lost are documents over which as many workers died as the scheduler allows.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from distributed import KilledWorker
from distributed.client import FutureCancelledError
from prefect import Task
from prefect.futures import PrefectFuture
from prefect_dask import DaskTaskRunner

from flows.bulk.scheduler import ClusterError
from flows.work import Job

#: Seconds after which the workers are counted again: machines come and go.
COUNT_AGAIN = 10.0


class ClusterPool:
    """Hands batches to the workers of a cluster; ``alone`` lets one batch be read at a time."""

    #: What a batch ends with whose worker died, or whose scheduler is gone.
    died: tuple[type[BaseException], ...] = (KilledWorker, FutureCancelledError)
    #: Workers are replaced by those who started them (``dask worker --lifetime``).
    left = 1.0

    def __init__(self, address: str, alone: bool):
        self._address = address
        self._alone = alone
        self._counted, self._count = 0.0, 1
        self._handed: list[PrefectFuture[Any]] = []
        self._start()

    @property
    def workers(self) -> int:
        """Workers that there are now."""
        if self._alone:
            return 1
        if time.monotonic() - self._counted > COUNT_AGAIN:
            self._counted, self._count = time.monotonic(), max(1, len(self._runner.client.nthreads()))
        return self._count

    def submit(self, task: Task, parameters: dict[str, Any], documents: int) -> PrefectFuture[Any]:
        """Hand a batch to the cluster, whatever it holds."""
        future = self._runner.submit(task, parameters)
        self._handed = [one for one in self._handed if not one.wrapped_future.done()] + [future]
        return future

    def forget_flow_run(self) -> None:
        """The context is sent with every batch: nothing to forget."""

    def abandon(self, jobs: Iterable[Job]) -> None:
        """Take back what no worker has begun; what is being read comes to its end, and its part stands."""
        self._runner.client.cancel([one.wrapped_future for one in self._handed])

    def close(self) -> None:
        """Leave the cluster, which goes on."""
        self._runner.__exit__(None, None, None)

    def _start(self) -> None:
        self._runner = DaskTaskRunner(address=self._address)
        self._runner.__enter__()
        try:
            _ = self._runner.client  # it connects when it is first asked for
        except OSError as error:
            raise ClusterError(" ".join(f"{self._address}: {error}".split())) from error
