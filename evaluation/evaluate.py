"""The whole evaluation as a plain function: read, score, compare, judge, write down."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from multiprocessing import get_context
from pathlib import Path

from evaluation.gate import GateConfig, Verdict, judge, load_config
from evaluation.report.schema import PARTS, DocumentRecord, Manifest, Report
from evaluation.sources.gold import real_documents
from evaluation.sources.reading import Job, Place, crops_of, evaluate_one
from evaluation.sources.routes import DOCUMENTS, samples
from extract.cache import tree_hash, write_atomically
from extract.document import version
from extract.options import Options
from labeled.gold.files import FOLDER as GOLD
from labeled.gold.splits import held_out

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
#: Routes of the written documents in a full evaluation.
WRITTEN_ROUTES = ("digital", "docx", "txt", "garbled", "borderless", "office", "fax")
#: Below the folder of a report, where no other is named.
CACHE = ".cache"
#: Reports are for others to read too.
READABLE = 0o644
_LIBRARIES = ("rapidocr", "openvino", "onnxruntime", "pypdfium2", "pdfplumber", "camelot-py", "jieba", "spacy")


@dataclass(frozen=True)
class Asked:
    """What is to be evaluated.

    ``routes`` and ``seeds`` are of the written documents, ``real_routes`` of the
    labelled disclosures (None: all there are); ``documents`` chooses among all by
    id; ``samples`` takes the committed renderings instead of making them; ``real``
    leaves the labelled disclosures out where it is false.
    """

    out: Path
    gold: Path = GOLD
    shared: Path = SHARED
    written: Path = DOCUMENTS
    routes: tuple[str, ...] = WRITTEN_ROUTES
    seeds: int = 1
    documents: tuple[str, ...] = ()
    samples: bool = False
    real: bool = True
    real_routes: tuple[str, ...] | None = None
    cache: Path | None = None
    workers: int = 2
    options: Options = Options()
    gate: Path | None = None


@dataclass(frozen=True)
class Evaluated:
    """What came out: the report, what it was compared with, and what the gate says."""

    report: Report
    against: Report | None
    verdict: Verdict


def jobs_of(asked: Asked) -> list[Job]:
    """All documents in their routes, real ones last."""
    if asked.samples:
        jobs = [Job(id, 0, route, sample=path) for id, route, path in samples() if route in asked.routes]
        jobs = [job for job in jobs if not asked.documents or job.document in asked.documents]
        return jobs + _real_jobs(asked)
    ids = sorted(path.stem for path in asked.written.glob("*.yaml"))
    jobs = [
        Job(id, seed, route)
        for route in asked.routes
        for id in ids
        for seed in range(asked.seeds)
        if not asked.documents or id in asked.documents
    ]
    return jobs + _real_jobs(asked)


def _real_jobs(asked: Asked) -> list[Job]:
    if not asked.real or not asked.shared.is_dir():
        return []
    return [
        Job(real.id, 0, real.route, real)
        for real in real_documents(asked.shared, asked.gold)
        if (not asked.documents or real.id in asked.documents)
        and (asked.real_routes is None or real.route in asked.real_routes)
    ]


def evaluate(
    asked: Asked,
    against: Report | None = None,
    told: Callable[[int, int, DocumentRecord], None] | None = None,
) -> Evaluated:
    """Read and score everything, write ``report.json`` and ``report.html``, ask the gate.

    Parameters
    ----------
    asked : Asked
    against : Report, optional
        What stood before.
    told : callable, optional
        Is told of each document that is done: how many are, of how many, and its record.
    """
    config: GateConfig = load_config(asked.gate) if asked.gate else load_config()
    place = Place(asked.cache or asked.out / CACHE, asked.shared, asked.gold, asked.written)
    jobs = jobs_of(asked)
    records = _records(jobs, place, asked, told)
    order = {part: at for at, part in enumerate(PARTS)}
    records.sort(key=lambda record: (order[record.part], record.id, record.seed, record.route))
    report = Report(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        manifest=manifest_of(asked),
        documents=tuple(records),
    )
    return publish(report, against, config, asked.out, crops_of(place.cache))


def publish(
    report: Report, against: Report | None, config: GateConfig, out: Path, crops: Path | None = None
) -> Evaluated:
    """Judge a report and write it down: ``report.json``, ``report.html``, a line in ``history.jsonl``.

    Parameters
    ----------
    report : Report
    against : Report, optional
        What stood before.
    config : GateConfig
    out : Path
        The folder of the files.
    crops : Path, optional
        Where the pictures of errors are kept (``report.crops``).
    """
    from evaluation.page.page import page_of

    verdict = judge(report, config, against)
    out.mkdir(parents=True, exist_ok=True)
    for name, data in (
        ("report.json", report_bytes(report)),
        ("report.html", page_of(report, against, verdict, config, crops).encode()),
    ):
        write_atomically(out / name, data)
        (out / name).chmod(READABLE)
    with (out / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(_history(report, verdict), ensure_ascii=False) + "\n")
    return Evaluated(report, against, verdict)


def report_bytes(report: Report) -> bytes:
    """A report as it is written: the same for the same report; fields that say nothing are left out."""
    return (report.model_dump_json(exclude_defaults=True) + "\n").encode()


def _records(
    jobs: Sequence[Job], place: Place, asked: Asked, told: Callable[[int, int, DocumentRecord], None] | None
) -> list[DocumentRecord]:
    out: list[DocumentRecord] = []

    def keep(record: DocumentRecord) -> None:
        out.append(record)
        if told is not None:
            told(len(out), len(jobs), record)

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if asked.workers <= 1:
        for job in jobs:
            keep(evaluate_one(job, place, asked.options, held_out(job.document)))
        return out
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(evaluate_one, job, place, asked.options, held_out(job.document)) for job in jobs]
        for future in as_completed(waiting):
            keep(future.result())
    return out


def manifest_of(asked: Asked) -> Manifest:
    """Hashes of all that made the figures."""
    return Manifest(
        extraction=version(asked.options)[:24],
        evaluation=tree_hash("evaluation")[:24],
        models=tree_hash("models")[:24],
        gold=_hash_of((asked.written, asked.gold)),
        options=_flat(asked.options.model_dump(mode="json")),
        libraries={name: installed_version(name) for name in _LIBRARIES},
    )


def _hash_of(folders: Iterable[Path]) -> str:
    import hashlib

    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.glob("*")):
            if file.is_file():
                digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:24]


def _flat(options: dict[str, object], head: str = "") -> dict[str, str]:
    out: dict[str, str] = {}
    for name, value in options.items():
        if isinstance(value, dict):
            out.update(_flat(value, f"{head}{name}."))
        else:
            out[f"{head}{name}"] = str(value)
    return out


def _history(report: Report, verdict: Verdict) -> dict[str, object]:
    from evaluation.report.measures import added
    from evaluation.report.trust import trust_of

    parts: dict[str, object] = {}
    for part in PARTS:
        records = report.of(part)
        if records:
            sums = added(records)
            parts[part] = {
                "documents": len(records),
                "wrong_confirmed": trust_of(records).wrong_confirmed,
                **{name: [c.wanted, c.given, c.right] for name, c in sums.items() if name.count(".") < 2},
            }
    return {"made_at": report.made_at, "extraction": report.manifest.extraction, "verdict": verdict.outcome, **parts}
