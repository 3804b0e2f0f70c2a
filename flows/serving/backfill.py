"""Run again, under this version, what folders of results were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.export.files import PARTS_FOLDER
from flows.bulk.holding import Held, held
from flows.bulk.remembered import Asked, remembered
from flows.inputs import InputsError
from flows.run import carry_out, make_plan
from flows.work import LOG_FILE, log_to


@dataclass(frozen=True)
class Again:
    """A folder of results that was run again: how that ended, in a word and in a line."""

    out: Path
    ended: str
    told: str


def run_again(root: Path, store: str | None, workers: int | None, only_count: bool) -> list[Again]:
    """Run again everything below ``root``, inside a flow run; folder by folder, so that one cannot end the others.

    Parameters
    ----------
    root : Path
    store : str, optional
        The database of the runs that had one of their own: its address is not kept, it may hold a password.
    workers : int, optional
    only_count : bool
        Read nothing, only count what would be read.
    """
    return [_again(out, asked, store, workers, only_count) for out, asked in _folders(root)]


def _folders(root: Path) -> Iterator[tuple[Path, Asked | None]]:
    places = [root] if (root / PARTS_FOLDER).is_dir() else sorted(root.iterdir()) if root.is_dir() else []
    for place in places:
        if (place / PARTS_FOLDER).is_dir():
            yield place, remembered(place)


def _again(out: Path, asked: Asked | None, store: str | None, workers: int | None, only_count: bool) -> Again:
    if asked is None:
        return Again(out, "Failed", "it does not tell what it was asked for; run it once by hand")
    if asked.shared and store is None:
        return Again(out, "Failed", "its results are in a database of their own: name it in the parameter store")
    try:
        with held(out):
            plan = make_plan(asked.inputs, out, asked.options, store if asked.shared else None, workers, asked.pictures)
            if only_count:
                return Again(out, "Completed", f"{len(plan.fresh)} of {len(plan.jobs)} documents would be read")
            log_to(out / LOG_FILE)
            state = carry_out(plan)
            return Again(out, str(state.name), f"{len(plan.fresh)} read again; {state.message}")
    except (Held, InputsError) as error:
        return Again(out, "Failed", str(error))
