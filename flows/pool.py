"""A pool of worker processes that outlives the death of its workers.

When a worker is killed, its whole pool breaks: every document in hand is lost,
and nothing says whose fault it was. Those that had begun are suspects and are
read again at the end, one at a time, where a second death can only be their own.
"""

from __future__ import annotations

import os
import queue
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import httpx
import psutil
from prefect import Task
from prefect.client.orchestration import get_client
from prefect.exceptions import PrefectException
from prefect.futures import PrefectFuture
from prefect.states import Crashed
from prefect.task_runners import ProcessPoolTaskRunner

from extract.errors import Failure, failure
from flows.bulk.batches import Batch, Jobs
from flows.work import LOG_FILE, InternalError, Job, log, mark_of, outcome_of, start_worker

#: Documents handed to the pool beyond those being read, so that no worker waits.
AHEAD = 2
#: Documents after which a worker is replaced by a fresh one, on average: what libraries leave behind does not add up.
DOCUMENTS_PER_WORKER = 60
#: Documents of a batch, which are small, that count as one of usual size.
SMALL_AS_ONE = 8
#: Large pages for what is allocated (glibc 2.35 or newer; others do not know the word): a child is forked from a worker
#: with its models for every PDF, and what that costs is the number of its pages.
LARGE_PAGES = "glibc.malloc.hugetlb=1"
#: Deaths of one document's worker after which it is given up.
DEATHS = 2
#: Pools in a row that die before any of their workers began a document.
STILLBORN = 3
#: How often, and after how many seconds each, the server is told of a dead worker.
TELLINGS, TELLING_PAUSE = 4, 0.5
#: Memory that a worker with its models may need.
BYTES_PER_WORKER = 2_300_000_000

#: What Prefect raises when its server is out of reach or a task run ends in no good state.
PREFECT_TROUBLE = (PrefectException, httpx.HTTPError, OSError, RuntimeError)

#: Told of each finished document: the job, and its outcome or None where there is none.
Done = Callable[[Job, dict[str, Any] | None], None]
#: Told of a document that is given up.
GiveUp = Callable[[Job, Failure, float], None]


class NoWorkers(Exception):
    """Worker processes die before they begin; its text is one line for the user."""


def sensible_workers(documents: int) -> int:
    """As many as there are cores to run on, memory for their models, and documents to read."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    by_memory = psutil.virtual_memory().available // BYTES_PER_WORKER
    return max(1, min(cores, by_memory, documents))


@dataclass(frozen=True)
class Tasks:
    """The tasks that workers run: for one document, and for several small ones."""

    one: Task
    several: Task

    def of(self, batch: Batch) -> tuple[Task, dict[str, Any]]:
        """The task for a batch, with its parameters."""
        return (self.one, {"job": batch[0]}) if len(batch) == 1 else (self.several, {"jobs": Jobs(batch)})


class Readers:
    """The worker processes of a run: started once for all its flow runs, and again after a death or when they are old.

    Parameters
    ----------
    tasks : Tasks
    workers : int
        Processes at once.
    out : Path
        The folder of results.
    scheduler : str, optional
        The address of a Dask cluster, whose workers read instead of processes of ours.
    """

    def __init__(self, tasks: Tasks, workers: int, out: Path, scheduler: str | None = None):
        self._tasks = tasks
        self.workers = workers
        self._out = out
        self._scheduler = scheduler
        self._pool: Pool | None = None

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()

    def read_all(self, batches: Iterable[Batch], done: Done, give_up: GiveUp) -> None:
        """Read every document, in as many pools as it takes; inside the flow run whose task runs they are to be.

        Raises
        ------
        NoWorkers
            If workers cannot even start.
        """
        todo, suspects = deque(batches), deque[Batch]()
        deaths: Counter[str] = Counter()
        stillborn = 0
        if self._pool is not None:
            self._pool.forget_flow_run()
        while todo or suspects:
            alone = not todo
            lost, came_to_life = self._work_off(suspects if alone else todo, alone, done, give_up)
            if not lost:
                continue
            begun = {job.sha256: mark for job in _jobs(lost) if (mark := mark_of(job)) is not None}
            for job in _jobs(lost):
                job.mark.unlink(missing_ok=True)
            stillborn = 0 if begun or came_to_life else stillborn + 1
            if stillborn >= STILLBORN:
                raise NoWorkers(f"worker processes die before they begin; see {LOG_FILE}")
            waiting = (tuple(job for job in batch if job.sha256 not in begun) for batch in reversed(lost))
            todo.extendleft(batch for batch in waiting if batch)
            for job in _jobs(lost):
                if job.sha256 not in begun:
                    continue
                mark = begun[job.sha256]
                limit = job.options.limits.seconds_per_document
                deaths[job.sha256] += 1
                if mark.stuck:
                    log.error("%s took longer than %s s\n%s", job.name, limit, mark.stuck)
                    give_up(job, failure("JS803", f"{limit:g} s"), mark.spent)
                elif alone and deaths[job.sha256] >= DEATHS:
                    log.error("%s killed its worker again", job.name)
                    give_up(job, failure("JS802"), mark.spent)
                else:
                    log.warning("a worker died; %s was being read and is read again alone", job.name)
                    suspects.append((job,))

    def _work_off(self, todo: deque[Batch], alone: bool, done: Done, give_up: GiveUp) -> tuple[list[Batch], bool]:
        """Work off ``todo`` in one pool until it is empty, the pool breaks or its workers are old.

        Returns
        -------
        (list of Batch, bool)
            What was lost, without the documents of a batch that were finished; and whether any document was.
        """
        if alone and self.workers > 1:
            self._close()  # a suspect has a pool of one worker, in which a death can only be its own
        if self._pool is None:
            self._pool = self._open(alone)
        pool = self._pool
        finished: queue.SimpleQueue[PrefectFuture[Any]] = queue.SimpleQueue()
        in_hand: dict[Any, Batch] = {}
        lost: list[Batch] = []
        came_to_life = False
        ahead = AHEAD if pool.workers > 1 else 0
        try:
            while in_hand or (todo and pool.left > 0 and not lost):
                while todo and pool.left > 0 and not lost and len(in_hand) < pool.workers + ahead:
                    batch = todo.popleft()
                    future = pool.submit(*self._tasks.of(batch), len(batch))
                    in_hand[future.task_run_id] = batch
                    future.add_done_callback(finished.put)
                ended = finished.get()
                batch = in_hand.pop(ended.task_run_id)
                try:
                    outcome = ended.result(raise_on_failure=True)
                except pool.died:
                    rest = _unfinished(batch, done)
                    came_to_life |= len(rest) < len(batch)
                    _tell_crashed(ended.task_run_id, batch, rest)
                    if rest:
                        lost.append(rest)
                except InternalError:
                    done(batch[0], None)
                except PREFECT_TROUBLE as error:
                    # The documents may be read; what failed is the talk with the server.
                    for job in _unfinished(batch, done):
                        log.exception("Prefect failed over %s", job.name)
                        give_up(job, failure("JS801", f"{type(error).__name__}: {error}"), 0.0)
                else:
                    came_to_life = True
                    for job, its in zip(batch, [outcome] if len(batch) == 1 else outcome, strict=True):
                        done(job, its)
        except BaseException:
            # Leaving the pool would wait for the documents in hand, which may take minutes.
            pool.abandon(_jobs(in_hand.values()))
            raise
        if lost or pool.left <= 0 or alone:
            self._close()
        return lost, came_to_life

    def _open(self, alone: bool) -> Pool:
        if self._scheduler is None:
            return _Processes(1 if alone else self.workers, self._out)
        from flows.bulk.cluster import ClusterPool  # needs an extra

        return ClusterPool(self._scheduler, alone)

    def _close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()


class Pool(Protocol):
    """Workers of one kind: ``left`` documents of usual size may still be given to them; ``died`` is raised for those
    they died over."""

    died: tuple[type[BaseException], ...]
    left: float

    @property
    def workers(self) -> int:
        """Those that read at once."""

    def submit(self, task: Task, parameters: dict[str, Any], documents: int) -> PrefectFuture[Any]:
        """Hand a batch of so many documents to the workers."""

    def forget_flow_run(self) -> None:
        """Let the next task runs belong to the flow run that submits them."""

    def abandon(self, jobs: Iterable[Job]) -> None:
        """Give up what is in hand: the run ends."""

    def close(self) -> None:
        """Leave the workers, or end them after what they have in hand."""


class _Processes:
    """One pool of processes of this machine."""

    died: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, workers: int, out: Path):
        self.workers = workers
        self.left: float = DOCUMENTS_PER_WORKER * workers
        # before they start: it is read when a process begins
        os.environ.setdefault("GLIBC_TUNABLES", LARGE_PAGES)
        self._runner = ProcessPoolTaskRunner(
            max_workers=workers, initializer=start_worker, initargs=(str(out / LOG_FILE),)
        )
        self._runner.__enter__()
        _never_wait_for(self._runner._subprocess_message_queue)

    def submit(self, task: Task, parameters: dict[str, Any], documents: int) -> PrefectFuture[Any]:
        """Hand a batch of so many documents to the workers."""
        self.left -= max(1.0, documents / SMALL_AS_ONE)
        return self._runner.submit(task, parameters)

    def forget_flow_run(self) -> None:
        """Let the next task runs belong to the flow run that submits them: the runner keeps the first one's context."""
        self._runner._cached_context = None
        self._runner._cached_env = None

    def abandon(self, jobs: Iterable[Job]) -> None:
        """End the workers that read these documents."""
        _kill(jobs)

    def close(self) -> None:
        """End the workers, after what they have in hand."""
        self._runner.__exit__(None, None, None)


def _never_wait_for(messages: Any) -> None:
    """Let this process end although something it put into the queue of the runner cannot be sent.

    Workers send logs and events to the runner through a queue, under a lock that all of them share. A worker that is
    killed while it sends holds that lock for ever, and the end of a process waits for all that it put into its queues:
    the run would be over, its results written, and the process would never end. The only thing that this process
    itself puts there is the word that no more will come.
    """
    if messages is not None:
        messages.cancel_join_thread()


def _jobs(batches: Iterable[Batch]) -> Iterator[Job]:
    for batch in batches:
        yield from batch


def _unfinished(batch: Batch, done: Done) -> Batch:
    """The documents of a batch that left no outcome; the others are done."""
    rest = []
    for job in batch:
        outcome = outcome_of(job)
        if outcome is None:
            rest.append(job)
        else:
            done(job, outcome)
    return tuple(rest)


def _tell_crashed(task_run_id: UUID, batch: Batch, rest: Batch) -> None:
    """Close the task run of a dead worker, or one that waited for it: the server would show it as running for ever."""
    begun = next((job for job in rest if mark_of(job) is not None), None)
    why = "its worker died" if begun else "a worker died before this document was begun"
    name = (begun or batch[0]).name
    if len(batch) > 1:
        why += f"; {len(batch) - len(rest)} of {len(batch)} documents were finished"
    for left in reversed(range(TELLINGS)):
        try:
            with get_client(sync_client=True) as client:
                client.set_task_run_state(task_run_id, Crashed(message=f"{name}: {why}"), force=True)
            return
        except PREFECT_TROUBLE as error:
            # Task runs reach the server as events, some time after they began, and not at all if death was quicker.
            if isinstance(error, httpx.HTTPStatusError) and error.response.status_code == httpx.codes.NOT_FOUND:
                if left:
                    time.sleep(TELLING_PAUSE)
                continue
            log.warning("the server was not told that the worker of %s died: %s", name, error)
            return


def _kill(jobs: Iterable[Job]) -> None:
    """End the workers that read these documents, if they are children of ours."""
    children = {child.pid for child in psutil.Process().children()}
    for job in jobs:
        mark = mark_of(job)
        if mark is not None and mark.pid in children:
            os.kill(mark.pid, signal.SIGKILL)
