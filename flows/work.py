"""The work of one task: one document, from its path to its part. Runs in a worker process.

Nothing here knows Prefect. A worker that a document kills (lack of memory, a crash
in C code) cannot say so; what it leaves is its mark, by which the flow knows the
document it was reading, and since when.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import logging
import multiprocessing
import os
import resource
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import cv2

from extract.cache import write_atomically
from extract.document import extract_document, version
from extract.errors import Failure, failure
from extract.export.files import part_path, write_part
from extract.export.records import Told, of_document
from extract.options import Options
from extract.types import Document

#: Where in the folder of results the flow keeps what only it needs.
FLOW_FOLDER = ".flow"
CACHE_FOLDER = ".cache"
LOG_FILE = "juesuan.log"
#: Where in the flow's folder workers of other machines keep a log each: no file has two writers.
LOGS_FOLDER = "logs"
#: Seconds that a stage must have taken for its result to be kept between runs.
WORTH_KEEPING = 0.1
#: How the version of code, models and options is shortened in names of files.
VERSION_DIGITS = 24
#: Characters of an exception that go into a failure.
LONGEST_DETAIL = 300

log = logging.getLogger("juesuan")


@dataclass(frozen=True)
class Job:
    """One document to read, and where its part goes; everything a worker has to know.

    ``version`` is that of code, models and options as the run found them: a worker does
    not ask again, because an update in the middle of a run would give it another answer.
    ``pictures`` asks for a picture of every page beside the part. ``elsewhere`` tells that the worker may be on
    another machine: what it shares with the run is the storage alone. ``cache`` is a folder or an address of the stage
    cache, where it is not that of the results.
    """

    sha256: str
    path: str
    name: str
    out: str
    options: Options
    told: Told
    version: str
    pictures: bool = False
    elsewhere: bool = False
    cache: str | None = None

    @property
    def key(self) -> str:
        """Equal where the part would be equal: version of code, models and options, and what the portal says."""
        made_by = (self.version, self.told.department, self.told.fiscal_year)
        return hashlib.sha256(json.dumps(made_by).encode()).hexdigest()[:VERSION_DIGITS]

    @property
    def part(self) -> Path:
        """Where the finished part stands."""
        return part_path(Path(self.out), self.sha256, self.key)

    @property
    def outcome(self) -> Path:
        """Where the outcome stands of a document that was read; a part without one tells of a failure of ours."""
        return Path(self.out) / FLOW_FOLDER / "outcomes" / self.sha256[:2] / f"{self.sha256}-{self.key}.json"

    @property
    def mark(self) -> Path:
        """The file that stands while a worker reads this document."""
        return Path(self.out) / FLOW_FOLDER / "running" / self.sha256


class InternalError(Exception):
    """A document met a bug of ours, or a machine without disk or memory; its part says so already."""


def read(job: Job) -> dict[str, Any]:
    """Read one document and write its part.

    Returns
    -------
    dict
        ``sha256``, ``status``, ``pages``, ``facts`` and ``failures`` (codes): small, it
        travels between processes and is shown by Prefect. ``cache`` where its address could not be used, and why.

    Raises
    ------
    InternalError
        After the part was written, without an outcome, so that the run goes on and a rerun tries again.
    """
    # imported late: it knows this module
    from flows.storage.shelf import stage_cache, trouble_of

    began = time.monotonic()
    with _marked(job):
        try:
            if job.elsewhere and (why := unfit(job)):
                finish(job, broken(job, failure("JS809", why)), time.monotonic() - began)
                raise InternalError(f"{job.name}: {why}")
            document = extract_document(
                Path(job.path),
                job.options,
                name=Path(job.path).name,
                cache=stage_cache(Path(job.out) / CACHE_FOLDER, job.cache, WORTH_KEEPING),
            )
            if document.sha256 != job.sha256:
                document = broken(job, failure("JS808"))
            if job.pictures:
                # imported late: it knows this module
                from flows.pictures import draw_pictures

                draw_pictures(document, Path(job.path), job.options, Path(job.out))
            if any(one.page and one.severity != "note" for one in document.failures):
                from flows.pictures import draw_failed_pages

                draw_failed_pages(document, Path(job.path), job.options, Path(job.out))
            if any(check.outcome == "violation" for check in document.checks):
                from flows.contradictions import tell

                tell(document, Path(job.path), job.options, Path(job.out))
            outcome = _keep(job, finish(job, document, time.monotonic() - began))
            why = trouble_of(job.cache)
            return outcome if why is None else {**outcome, "cache": f"{why.code} {why.message}"}
        except InternalError:
            raise
        except Exception as error:
            log.exception("internal error in %s (%s)", job.name, job.sha256)
            finish(job, broken(job, failure("JS801", in_short(error))), time.monotonic() - began)
            raise InternalError(f"{job.name}: {error}") from error


def unfit(job: Job) -> str | None:
    """Why this machine may not read a document: its part would say that another version made it, or be of no file."""
    here = f"{socket.gethostname()} pid {os.getpid()}"
    log_to(Path(job.out) / FLOW_FOLDER / LOGS_FOLDER / f"{here.replace(' ', '-')}.log", again=False)
    if version(job.options) != job.version:
        return f"{here}: 版本不同 / another version of code, models or libraries"
    return None if Path(job.path).is_file() else f"{here}: 没有该文件 / no {job.path}"


def read_batch(jobs: Sequence[Job]) -> list[dict[str, Any] | None]:
    """Read several documents one after the other; each has its own time limit, mark and outcome.

    Returns
    -------
    list of dict or None
        As of ``read``, in the order of the jobs; None where it raised ``InternalError``.
    """
    outcomes: list[dict[str, Any] | None] = []
    for job in jobs:
        try:
            outcomes.append(read(job))
        except InternalError:
            outcomes.append(None)
    return outcomes


def _keep(job: Job, outcome: dict[str, Any]) -> dict[str, Any]:
    """Keep an outcome; those of the same bytes under another version go."""
    # Not durable: one that a power cut leaves damaged means that the document is read again.
    write_atomically(job.outcome, json.dumps(outcome).encode(), durable=False)
    for other in job.outcome.parent.glob(f"{job.sha256}-*.json"):
        if other != job.outcome:
            other.unlink(missing_ok=True)
    return outcome


def outcome_of(job: Job) -> dict[str, Any] | None:
    """The outcome of a document that was read under this version and whose part stands, or None."""
    try:
        outcome = json.loads(job.outcome.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return outcome if job.part.is_file() else None


def finish(job: Job, document: Document, seconds: float) -> dict[str, Any]:
    """Write the part of a document; its small outcome."""
    part = of_document(document, job.told, job.version)
    part.timings.update(seconds=round(seconds, 3), peak_mib=peak_mib())
    write_part(job.part, part)
    return {
        "sha256": job.sha256,
        "status": document.status,
        "pages": len(document.pages),
        "facts": len(document.facts),
        "failures": [one.code for one in document.failures],
        "seconds": round(seconds, 3),
    }


def in_short(error: Exception) -> str:
    """An exception as part of one line; the whole of it is in the log."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text if len(text) <= LONGEST_DETAIL else text[:LONGEST_DETAIL] + "…"


def broken(job: Job, why: Failure) -> Document:
    """A document that could not be read for a reason outside of it."""
    return Document(job.sha256, "unknown", "failed", failures=(why,))


def peak_mib() -> int:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def _marked(job: Job) -> Iterator[None]:
    """Leave a mark while the document is read, and end the process at its time limit.

    The limit is kept by a thread of the interpreter in C: it fires also while OCR
    holds everything else up, and writes where the time was spent behind the mark. So
    a mark tells by itself whether its document was too slow, whatever the clock says.
    """
    mark = job.mark
    mark.parent.mkdir(parents=True, exist_ok=True)
    with mark.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"pid": os.getpid(), "since": time.monotonic()}) + "\n")
        file.flush()
        faulthandler.dump_traceback_later(job.options.limits.seconds_per_document, exit=True, file=file)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            mark.unlink(missing_ok=True)


@dataclass(frozen=True)
class Mark:
    """What a worker left of a document that it began: its process, the seconds since then, and where it was stuck."""

    pid: int
    spent: float
    stuck: str


def mark_of(job: Job) -> Mark | None:
    """The mark of a document that is being read, or whose worker died over it; None if there is none."""
    try:
        first, _, stuck = job.mark.read_text(encoding="utf-8").partition("\n")
        told = json.loads(first)
    except (FileNotFoundError, ValueError):
        return None
    spent = min(max(0.0, time.monotonic() - told["since"]), job.options.limits.seconds_per_document)
    return Mark(told["pid"], spent, stuck)


def start_worker(log_file: str) -> None:
    """Set up a worker process: its log, and its end when the run that started it is gone."""
    log_to(Path(log_file))
    cv2.setNumThreads(1)  # as many processes as cores read already
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()


def log_to(file: Path, again: bool = True) -> None:
    """Send our messages, tracebacks whole, to the end of a file; unless ``again``, only if they do not go there yet."""
    if not again and any(getattr(old, "baseFilename", None) == str(file) for old in log.handlers):
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
    for old in list(log.handlers):
        log.removeHandler(old)
        old.close()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def _end_with_parent() -> None:
    """Wait, without polling, until the parent process is gone, however it went; then go as well."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
