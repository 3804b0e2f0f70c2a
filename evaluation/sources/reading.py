"""Reads one document for the evaluation: from caches where nothing changed; its costs are kept from when it was read.

What is rendered, what every stage made, and how long it took are kept below one
folder, so that an evaluation over documents read before takes seconds, and gives
the same figures again, costs too.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evaluation.page.crops import draw_crops
from evaluation.report.record import record_of
from evaluation.report.schema import DocumentRecord, Part
from evaluation.scores.contradictions import faults, score_real, score_written
from evaluation.scores.document import score_document
from evaluation.sources.costs import CountingCache
from evaluation.sources.gold import RealDocument, real_truth
from evaluation.sources.routes import DOCUMENTS, Made, make, sample
from extract.cache import tree_hash, write_atomically
from extract.document import extract_document
from extract.options import Options
from extract.types import Document

#: What the bytes of a written document depend on.
_RENDERER = ("labeled/generator", "labeled/render")


@dataclass(frozen=True)
class Job:
    """One document in one route.

    ``real`` is set where it is a labelled disclosure, ``sample`` where it is a
    committed rendering of a written one; else it is rendered.
    """

    document: str
    seed: int
    route: str
    real: RealDocument | None = None
    sample: Path | None = None


@dataclass(frozen=True)
class Place:
    """Where things are: caches, the real disclosures, their labels, another folder of written documents."""

    cache: Path
    shared: Path
    gold: Path
    documents: Path = DOCUMENTS


def evaluate_one(job: Job, place: Place, options: Options, held_out: bool = False) -> DocumentRecord:
    """Read and score one document. Runs in a worker process."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if job.real is not None:
        document, costs = read(job.real.path.read_bytes(), job.real.path.name, place.cache, options)
        truth = real_truth(job.document, place.shared, place.gold, job.route)
        score = score_document(truth, document, job.route, job.seed, score_real(document, job.document))
        part: Part = "real_held_out" if job.real.held_out else "real"
        record = record_of(score, part, job.real.cluster, costs.seconds, costs.peaks)
        if not job.real.held_out:
            draw_crops(record, document, job.real.path.read_bytes(), options, crops_of(place.cache))
        return record
    made = made_once(job, place)
    document, costs = read(made.data, made.name, place.cache, options)
    known = faults(place.documents / f"{job.document}.yaml", made.seed)
    score = score_document(made.truth, document, job.route, job.seed, score_written(document, known))
    part = "written_held_out" if held_out else "written"
    record = record_of(score, part, job.document, costs.seconds, costs.peaks)
    if not held_out:
        draw_crops(record, document, made.data, options, crops_of(place.cache))
    return record


def crops_of(cache: Path) -> Path:
    """The folder of the pictures of errors. None are made of held-out documents: nobody is to look at them."""
    return cache / "crops"


def made_once(job: Job, place: Place) -> Made:
    """A written document, rendered once."""
    if job.sample is not None:
        return sample(job.document, job.route, job.sample)
    source = place.documents / f"{job.document}.yaml"
    stamp = hashlib.sha256(f"{_renderer()}{job}".encode() + source.read_bytes()).hexdigest()
    file = place.cache / "made" / stamp
    if file.is_file():
        return make(job.document, job.seed, job.route, source, file.read_bytes())
    made = make(job.document, job.seed, job.route, source)
    write_atomically(file, made.data)
    return made


@cache
def _renderer() -> str:
    return tree_hash(*_RENDERER)


def read(data: bytes, name: str, cache_folder: Path, options: Options) -> tuple[Document, CountingCache]:
    """A document, and what each stage cost when it was made."""
    cache = CountingCache(cache_folder)
    return extract_document(data, options, name=name, cache=cache), cache
