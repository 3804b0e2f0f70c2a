"""Which documents share a task run: many small ones, never those of usual size.

A task run costs about as much as reading a page of text. A run over thousands of
small files therefore hands several of them to one task run; each keeps its own time
limit, its own outcome and its own part, so that a death costs the one in hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from flows.work import Job

#: Bytes below which a document is small: a dump of some pages, a page or two of PDF.
SMALL_BYTES = 64_000
#: Kinds of files whose cost follows their size; a picture or an old office file costs seconds however small it is.
CHEAP_SUFFIXES = frozenset({".txt", ".html", ".htm", ".docx", ".pdf", ""})
#: Small documents to be read from which on they share task runs: a short run is watched document by document.
MANY = 64
#: The most that one task run reads.
BATCH_DOCUMENTS, BATCH_BYTES = 32, 1_000_000
#: Batches for each worker, at least, so that none is idle while another has much before it.
BATCHES_PER_WORKER = 4

Batch = tuple[Job, ...]


class Jobs:
    """A batch as the parameter of a task run, with the name that the run bears; Prefect does not look into it."""

    def __init__(self, batch: Batch):
        self.batch = batch

    @property
    def name(self) -> str:
        """How many, and the first of them."""
        return f"{len(self.batch)} documents from {self.batch[0].name}"


def in_batches(jobs: Iterable[Job], workers: int) -> list[Batch]:
    """Documents as they are handed to workers: those of usual size one by one and first, small ones in batches.

    Parameters
    ----------
    jobs : iterable of Job
    workers : int

    Returns
    -------
    list of tuple of Job
        Every job once.
    """
    small: list[tuple[Job, int]] = []
    batches: list[Batch] = []
    for job in jobs:
        size = _bytes_of(job)
        if size is not None and size < SMALL_BYTES:
            small.append((job, size))
        else:
            batches.append((job,))
    if len(small) < MANY:
        return [*batches, *((job,) for job, _ in small)]
    return batches + _grouped(small, max(1, min(BATCH_DOCUMENTS, len(small) // (BATCHES_PER_WORKER * workers))))


def _grouped(small: Sequence[tuple[Job, int]], most: int) -> list[Batch]:
    groups: list[list[Job]] = [[]]
    held = 0
    for job, size in small:
        if groups[-1] and (len(groups[-1]) >= most or held + size > BATCH_BYTES):
            groups.append([])
            held = 0
        groups[-1].append(job)
        held += size
    return [tuple(group) for group in groups if group]


def _bytes_of(job: Job) -> int | None:
    """The size of a file whose cost follows it, or None."""
    path = Path(job.path)
    if path.suffix.lower() not in CHEAP_SUFFIXES:
        return None
    try:
        return path.stat().st_size
    except OSError:
        return None  # it went away; reading it alone says so
