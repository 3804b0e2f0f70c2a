"""The main job as a Prefect flow: a task run per document, or per batch of small ones; results put together at the end.

The flow and its tasks are in an importable module, so that a worker loads its
models once and not for every document. A document that was read before under the
same version is a cached task run and costs no worker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.client.schemas.objects import State

from extract.document import version
from extract.errors import Failure
from extract.export.counts import Counts
from extract.export.files import DamagedPart, Entry, assemble, read_part
from extract.export.records import Part, Record, failure_record
from extract.export.store import Store, hidden, key_of, sqlite_url
from extract.options import Options, load_options
from flows.bulk.batches import Jobs, in_batches
from flows.bulk.holding import held
from flows.bulk.remembered import Asked, remember
from flows.inputs import Gathered, InputsError, Unread, gather, shown
from flows.pictures import pictures_of
from flows.pool import Readers, Tasks, sensible_workers
from flows.progress import Lines, Watch
from flows.server import ServerError, answers
from flows.storage.address import is_address
from flows.storage.publishing import Publisher
from flows.storage.shelf import tried_out
from flows.summary import as_text
from flows.watching.artifacts import Progress, show
from flows.watching.failures_page import write_failures
from flows.watching.seen import Seen
from flows.watching.sending import SERVER_TROUBLE, send_what_waits
from flows.watching.states import at_hand, ended
from flows.work import LOG_FILE, Job, broken, finish, log, log_to, outcome_of, read, read_batch

#: Documents of one flow run: Prefect's memory grows with the task runs of a flow, and workers start afresh.
FLOW_DOCUMENTS = 400
#: Facts and cells that go into the store in one transaction; memory holds them until then.
WRITTEN_TOGETHER = 5_000


@dataclass
class Plan:
    """A run that was looked at and found possible.

    ``given`` are the inputs in the user's words. ``store`` is the address of the
    database; ``shared`` tells that it was given by the user and may hold the documents
    of other runs. ``scheduler`` is the address of a Dask cluster that reads, of ``workers``. ``cache`` is a folder or
    an address of the stage cache; ``publisher`` keeps an address of results as ``out`` is.
    """

    given: list[str]
    gathered: Gathered
    options: Options
    out: Path
    store: str
    shared: bool = False
    workers: int | None = None
    watch: Watch = field(default_factory=Lines)
    pictures: bool = False
    scheduler: str | None = None
    cache: str | None = None
    publisher: Publisher | None = None
    counts: Counts | None = None
    readers: Readers | None = None
    cache_told: bool = False

    @cached_property
    def jobs(self) -> list[Job]:
        """One per input, by sha256."""
        by = version(self.options)
        return [
            Job(
                one.sha256,
                str(self._for_workers(one.path)),
                one.origins[0].name,
                str(self._for_workers(self.out)),
                self.options,
                one.told,
                by,
                self.pictures,
                elsewhere=self.scheduler is not None,
                cache=self.cache
                if not self.cache or is_address(self.cache)
                else str(self._for_workers(Path(self.cache))),
            )
            for one in self.gathered.inputs
        ]

    def _for_workers(self, path: Path) -> Path:
        return path if self.scheduler is None else path.resolve()

    @cached_property
    def fresh(self) -> set[str]:
        """The documents that have to be read: no part stands, or it was made by another version."""
        return {job.sha256 for job in self.jobs if not is_finished(job, self)}

    def tell_of_cache(self, trouble: str | None) -> None:
        """Say once what is wrong with the address of the cache."""
        if trouble and not self.cache_told:
            self.cache_told = True
            self.watch.say(trouble)

    @property
    def reading(self) -> int:
        """Worker processes that read at once."""
        return self.workers or sensible_workers(len(self.jobs))


#: The plan that the command line has made; a deployed flow makes its own.
_PLAN: ContextVar[Plan | None] = ContextVar("plan", default=None)


def run_plan(plan: Plan) -> Counts:
    """Run the flow for a plan; what came out, in counts. Results stand in ``plan.out``.

    Raises
    ------
    NoWorkers, StoreError, OSError
        What ended the flow.
    ServerError
        If the server went away before the results stood. Where they stand already, that is only told.
    """
    token = _PLAN.set(plan)
    try:
        given = [shown(name) for name in plan.given]
        state = juesuan_run(given, str(plan.out), store=hidden(plan.store), workers=plan.workers, return_state=True)
        if plan.counts is None:
            state.result()  # raises what ended the run
            raise RuntimeError(f"the flow run ended {state.name}: {state.message}")
        return plan.counts
    except SERVER_TROUBLE as error:
        if plan.counts is None:
            raise ServerError(f"{error}; 已读完的保留 / what was read stays") from error
        log.warning("the results stand; the server does not know: %s", error)
        return plan.counts
    finally:
        _PLAN.reset(token)
        send_what_waits()


def make_plan(
    inputs: list[str],
    out: Path,
    options: Options,
    store: str | None,
    workers: int | None,
    pictures: bool = False,
    scheduler: str | None = None,
    cache: str | None = None,
    publisher: Publisher | None = None,
) -> Plan:
    """Look at the inputs of a run.

    Raises
    ------
    InputsError
        If a manifest cannot be read, or there is nothing to read.
    """
    gathered = gather(inputs, out)
    if not gathered.inputs and not gathered.unread:
        raise InputsError(f"nothing to read: {', '.join(map(shown, inputs))}")
    where, shared = store or sqlite_url(out), store is not None
    plan = Plan(inputs, gathered, options, out, where, shared, workers, pictures=pictures, scheduler=scheduler)
    plan.cache, plan.publisher = cache, publisher
    return plan


# No retries: a bad document stays bad. What a second try can help, a dead worker, is done by the pool.
@task(name="read-document", task_run_name="{job.name}", persist_result=False, retries=0)
def read_document(job: Job) -> dict[str, Any] | State[dict[str, Any]]:
    """Read one document and write its part, unless that was done; see ``flows.work.read``."""
    outcome = outcome_of(job)
    return read(job) if outcome is None else at_hand(outcome["status"], outcome)


@task(name="read-documents", task_run_name="{jobs.name}", persist_result=False, retries=0)
def read_documents(jobs: Jobs) -> State[list[dict[str, Any] | None]]:
    """Read a batch of small documents; see ``flows.work.read_batch``. Its outcomes are kept by the documents."""
    outcomes = read_batch(jobs.batch)
    statuses = Counter(outcome["status"] if outcome else "failed" for outcome in outcomes)
    return ended(statuses, outcomes, part=True)


@task(name="documents-at-hand", task_run_name="{count} documents read before", persist_result=False)
def documents_at_hand(count: int) -> State[None]:
    """Small documents that a run before this one has finished."""
    return at_hand("read before", None)


@flow(name="juesuan-run", persist_result=False, validate_parameters=False)
def juesuan_run(
    inputs: list[str], out: str, config: str | None = None, store: str | None = None, workers: int | None = None
) -> State[Counts]:
    """Read all inputs and write the results.

    Parameters
    ----------
    inputs : list of str
        Files, folders, manifests.
    out : str
        The folder of results.
    config, store : str, optional
        A TOML file with options, and the address of a database.
    workers : int, optional

    Returns
    -------
    State
        ``Completed``; ``CompletedWithFailures`` where some documents failed or are partial; ``Failed`` where none was
        read.
    """
    return _run(inputs, Path(out), Path(config) if config else None, store, workers)


@flow(name="juesuan-batch", flow_run_name="{first}-{last}", persist_result=False)
def juesuan_batch(out: str, first: int, last: int) -> State[dict[str, int]]:
    """Read the documents ``first`` to ``last`` of the plan that is being run into ``out``."""
    return _run_batch(first, last)


# Prefect sends a flow to its workers by value, with every global that its function names: the two functions
# below are what the flows do, so that only their names travel.


def _run(inputs: list[str], out: Path, config: Path | None, store: str | None, workers: int | None) -> State[Counts]:
    plan = _PLAN.get()
    if plan is not None:
        return _carry_out(plan)
    with held(out):
        log_to(out / LOG_FILE)
        return carry_out(make_plan(inputs, out, load_options(config) if config else Options(), store, workers))


def carry_out(plan: Plan) -> State[Counts]:
    """Do what a plan says, inside a flow run; its folder of results has to be held."""
    token = _PLAN.set(plan)
    try:
        return _carry_out(plan)
    finally:
        _PLAN.reset(token)


def _carry_out(plan: Plan) -> State[Counts]:
    plan.tell_of_cache(tried_out(plan.cache))
    remember(plan.out, Asked(inputs=plan.given, options=plan.options, shared=plan.shared, pictures=plan.pictures))
    plan.watch = Progress(plan.watch)
    if plan.publisher is not None and (fetched := plan.publisher.fetch(plan.jobs)):
        plan.watch.say(
            f"从 {plan.publisher.remote.address} 取回 {fetched} 份已读完的 / read before, fetched from there"
        )
    plan.watch.begin(len(plan.jobs))
    workers = min(plan.reading, max(1, len(plan.fresh)))
    with Readers(Tasks(read_document, read_documents), workers, plan.out, plan.scheduler) as plan.readers:
        if len(plan.jobs) <= FLOW_DOCUMENTS:
            read_some(plan, plan.readers, plan.jobs)
        else:
            for first in range(0, len(plan.jobs), FLOW_DOCUMENTS):
                juesuan_batch(str(plan.out), first, min(first + FLOW_DOCUMENTS, len(plan.jobs)))
    seen = Seen(plan.out)
    counts = publish(plan, seen)
    write_failures(seen)
    if plan.publisher is not None:
        plan.publisher.results()
    plan.counts = counts
    if answers():
        show(counts, seen, plan.out, plan.watch)
    else:
        plan.watch.say("Prefect 服务已中断，结果不受影响 / the Prefect server is gone; the results are whole")
    log.info("finished\n%s", as_text(counts, plan.out, plan.store))
    return ended(counts.documents, counts)


def _run_batch(first: int, last: int) -> State[dict[str, int]]:
    plan = _PLAN.get()
    if plan is None or plan.readers is None:
        raise RuntimeError("juesuan-batch is a part of juesuan-run and does not run by itself")
    statuses = read_some(plan, plan.readers, plan.jobs[first:last])
    return ended(statuses, dict(statuses), part=True)


def read_some(plan: Plan, readers: Readers, jobs: list[Job]) -> Counter[str]:
    """Read documents: those that are finished from the cache, the others in worker processes; how they ended."""
    statuses: Counter[str] = Counter()

    def told(job: Job, status: str, seconds: float) -> None:
        statuses[status] += 1
        plan.watch.read(job.name, status, seconds)
        if plan.publisher is not None:
            plan.publisher.document(job, again=job.sha256 in plan.fresh)

    before = {job: None if job.sha256 in plan.fresh else outcome_of(job) for job in jobs}
    todo = [job for job, outcome in before.items() if outcome is None]
    for batch in in_batches((job for job, outcome in before.items() if outcome is not None), 1):
        if len(batch) == 1:
            read_document(batch[0])
        else:
            documents_at_hand(len(batch))
        for job in batch:
            told(job, before[job]["status"], 0.0)
    for job in todo:
        # Not finished, whatever an outcome says whose part was deleted or whose pictures are missing.
        job.outcome.unlink(missing_ok=True)
    if not todo:
        return statuses

    def done(job: Job, outcome: dict[str, Any] | None) -> None:
        told(job, *((outcome["status"], outcome["seconds"]) if outcome else ("failed", 0.0)))
        plan.tell_of_cache((outcome or {}).get("cache"))

    def give_up(job: Job, why: Failure, seconds: float) -> None:
        finish(job, broken(job, why), seconds)
        told(job, "failed", seconds)

    readers.read_all(in_batches(todo, readers.workers), done, give_up)
    return statuses


def is_finished(job: Job, plan: Plan) -> bool:
    """Whether a document was read under this version, and both its outcome and its part stand."""
    if outcome_of(job) is None:
        return False
    return not job.pictures or pictures_of(plan.out, job.sha256).is_dir() or not _has_pages(job)


def _has_pages(job: Job) -> bool:
    try:
        return bool(read_part(job.part).document["pages"])
    except DamagedPart:
        return True


def publish(plan: Plan, seen: Seen) -> Counts:
    """Put the result files and the store together from the parts; ``seen`` is filled on the way."""
    counts = Counts()
    store = Store(plan.store)
    kept = set()
    waiting: list[tuple[Record, Part]] = []
    rows = 0
    try:
        for document, part in assemble(plan.out, entries(plan)):
            counts.add(document, part)
            seen.add(document, part, document["sha256"] in plan.fresh)
            kept.add(key_of(document))
            waiting.append((document, part))
            rows += 1 + len(part.facts) + sum(len(table["cells"]) for table in part.tables)
            if rows >= WRITTEN_TOGETHER:
                store.write_all(waiting)
                waiting, rows = [], 0
        store.write_all(waiting)
        if not plan.shared:
            store.keep_only(kept)
    finally:
        store.close()
    return counts


def entries(plan: Plan) -> Iterable[Entry]:
    """All documents of a run in the order of the files."""
    for one, job in zip(plan.gathered.inputs, plan.jobs, strict=True):
        sources = tuple(origin.record() for origin in one.origins)
        yield Entry(sources, job.part, {"resumed": job.sha256 not in plan.fresh})
    for unread in plan.gathered.unread:
        yield Entry((unread.origin.record(),), _unread_part(unread))


def _unread_part(unread: Unread) -> Part:
    """The record of an entry whose bytes could not be had."""
    return Part(
        {
            "sha256": None,
            "format": "unknown",
            "department": unread.origin.department,
            "fiscal_year": unread.origin.year,
            "kinds": [],
            "pages": 0,
            "routes": [],
            "status": "skipped" if unread.failure.severity == "skipped" else "failed",
            "failures": [failure_record(unread.failure)],
            "repairs": [],
            "version": "",
        }
    )
