"""The flow that trains the models from the labels. Few and small: seconds, not hours.

Only documents that are not held out are read; those of ../shared where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect import flow, task

from evaluation.training import examples, trust
from extract.cache import StageCache


@task(name="read-labelled", task_run_name="{document}", persist_result=False)
def read_labelled(document: str, shared: str, work: str) -> list[examples.Example]:
    """The readings of one labelled document, each with its traits and whether it is right."""
    gold = next(one for one in examples.gold_documents(Path(shared)) if one.document == document)
    return examples.examples_of(gold, StageCache(Path(work)), Path(shared))


@flow(name="juesuan-train", persist_result=False, validate_parameters=False)
def juesuan_train(out: str, shared: str, work: str, say: Callable[[str], None]) -> dict[str, Any]:
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

    Returns
    -------
    dict
        The model ``trust`` as it was written.
    """
    found: list[examples.Example] = []
    for gold in examples.gold_documents(Path(shared)):
        some = read_labelled(gold.document, shared, work)
        say(f"{gold.document}: {len(some)} readings, {sum(one.right for one in some)} right")
        found += some
    model = trust.write(found, Path(out) / trust.NAME)
    say(f"{trust.NAME} {model['version']} → {Path(out) / trust.NAME}")
    return model
