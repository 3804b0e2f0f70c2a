"""The flow that trains the models from the labels. Few and small: minutes, not hours.

Only documents that are not held out are read; those of ../shared where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.utilities.annotations import quote

from evaluation.training import examples, names, networks, spans, trust
from extract.cache import StageCache
from extract.entities.learned import Span

Told = dict[int, dict[str, list[Span]]]


@task(name="read-labelled", task_run_name="{document}", persist_result=False)
def read_labelled(document: str, shared: str, work: str) -> networks.Labelled:
    """One labelled document as the stages read it, with its labels."""
    gold = next(one for one in examples.gold_documents(Path(shared)) if one.document == document)
    return networks.labelled(gold, StageCache(Path(work)), Path(shared))


@task(name="try-spans", persist_result=False)
def try_spans(documents: Sequence[networks.Labelled], seeds: Sequence[int], workers: int) -> Told:
    """What span networks say of documents that they were trained without, for each seed."""
    told: Told = {seed: {} for seed in seeds}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = [
            (seed, pool.submit(networks.fold, documents, left_out, seed))
            for seed in seeds
            for left_out in networks.folds(documents)
        ]
        for seed, future in waiting:
            told[seed].update(future.result())
    return told


@task(name="trust-examples", task_run_name="{document}", persist_result=False)
def trust_examples(document: str, shared: str, work: str) -> list[examples.Example]:
    """The readings of one labelled document, each with its traits and whether it is right."""
    gold = next(one for one in examples.gold_documents(Path(shared)) if one.document == document)
    return examples.examples_of(gold, StageCache(Path(work)), Path(shared))


@task(name="choose-names", persist_result=False)
def choose_names(out: str, shared: str, work: str) -> dict[str, Any]:
    """The model that chooses names, written; ``python -m evaluation.training.names`` tries it too."""
    return names.train(Path(out), Path(shared), StageCache(Path(work)), tries=False)


@flow(name="juesuan-train", persist_result=False, validate_parameters=False)
def juesuan_train(
    out: str, shared: str, work: str, say: Callable[[str], None], seeds: tuple[int, ...] = spans.SEEDS, workers: int = 2
) -> dict[str, Any]:
    """Train all models and write them, each with its card.

    Parameters
    ----------
    out : str
        Folder of the models; each has one of its own in it.
    shared : str
        Folder of the real disclosures; without it the written documents are trained on alone.
    work : str
        Folder of the stage cache.
    say : callable
        Told a line for each document.
    seeds : tuple of int
        With which the span model is tried; the first is the one that is written.
    workers : int
        Processes that train networks at once.

    Returns
    -------
    dict
        The models as they were written, by name.
    """
    documents = [read_labelled(gold.document, shared, work) for gold in examples.gold_documents(Path(shared))]
    # quoted: Prefect need not look into every mention for results of other tasks
    told = try_spans(quote(documents), seeds, workers)
    votes = spans.write(documents, told, Path(out) / spans.NAME)
    say(f"{spans.NAME} {votes['version']} → {Path(out) / spans.NAME}")
    found: list[examples.Example] = []
    for one in documents:
        some = trust_examples(one.document, shared, work)
        say(f"{one.document}: {len(some)} readings, {sum(reading.right for reading in some)} right")
        found += some
    model = trust.write(found, Path(out) / trust.NAME)
    say(f"{trust.NAME} {model['version']} → {Path(out) / trust.NAME}")
    chosen = choose_names(str(Path(out) / names.NAME), shared, work)
    say(f"{names.NAME} {chosen['version']} → {Path(out) / names.NAME}")
    return {spans.NAME: votes, trust.NAME: model, names.NAME: chosen}
