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
from evaluation.scores.contradictions import Faults, faults, score_real, score_written
from evaluation.scores.document import score_document
from evaluation.scores.truth import Truth
from evaluation.sources.costs import CountingCache
from evaluation.sources.gold import RealDocument, real_truth
from evaluation.sources.routes import DOCUMENTS, Made, make, sample
from extract.cache import StageCache, tree_hash, write_atomically
from extract.document import extract_document
from extract.options import Options
from extract.types import Document

#: What the bytes of a written document depend on.
_RENDERER = ("labeled/generator", "labeled/render")
#: What is known of it depends on these too.
_KNOWERS = ("evaluation/sources/routes.py", "evaluation/scores/truth.py", "evaluation/scores/contradictions.py")


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
    made, known = made_once(job, place)
    document, costs = read(made.data, made.name, place.cache, options)
    score = score_document(made.truth, document, job.route, job.seed, score_written(document, known))
    part = "written_held_out" if held_out else "written"
    record = record_of(score, part, job.document, costs.seconds, costs.peaks)
    if not held_out:
        draw_crops(record, document, made.data, options, crops_of(place.cache))
    return record


def crops_of(cache: Path) -> Path:
    """The folder of the pictures of errors. None are made of held-out documents: nobody is to look at them."""
    return cache / "crops"


@dataclass(frozen=True)
class _Known:
    """What is known of a written document: its name, what it prints, the faults that were put into it."""

    name: str
    truth: Truth
    faults: Faults


def made_once(job: Job, place: Place) -> tuple[Made, Faults]:
    """A written document, drawn and rendered once, and the faults that were put into it."""
    source = place.documents / f"{job.document}.yaml"
    if job.sample is not None:
        made = sample(job.document, job.route, job.sample)
        return made, faults(source, made.seed)
    stamp = hashlib.sha256(f"{_hash(*_RENDERER)}{job}".encode() + source.read_bytes()).hexdigest()
    file = place.cache / "made" / stamp

    def drawn() -> _Known:
        there = file.read_bytes() if file.is_file() else None
        made = make(job.document, job.seed, job.route, source, there)
        if there is None:
            write_atomically(file, made.data)
        return _Known(made.name, made.truth, faults(source, job.seed))

    known = StageCache(place.cache / "known").get_or_make(stamp, "known", _hash(*_KNOWERS), _Known, drawn)
    if not file.is_file():
        known = drawn()
    return Made(job.document, job.seed, job.route, known.name, file.read_bytes(), known.truth), known.faults


@cache
def _hash(*places: str) -> str:
    return tree_hash(*places)


def read(data: bytes, name: str, cache_folder: Path, options: Options) -> tuple[Document, CountingCache]:
    """A document, and what each stage cost when it was made."""
    cache = CountingCache(cache_folder)
    return extract_document(data, options, name=name, cache=cache), cache
