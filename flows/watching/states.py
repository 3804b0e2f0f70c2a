"""How a flow run, or a task run over several documents, ended: a state of its own for partial success."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

T = TypeVar("T")

#: The name of the state of what came to its end although some documents failed or are partial.
WITH_FAILURES = "CompletedWithFailures"


def ended(statuses: Mapping[str, int], data: T, part: bool = False) -> State[T]:
    """The state that the statuses of documents add up to; ``data`` is its result.

    Returns
    -------
    State
        ``Completed`` if all were read (skipped ones do not count), ``CompletedWithFailures``
        if some failed or are partial, ``Failed`` if there was something to read and nothing was:
        of a whole run, not of a ``part`` of one.
    """
    read, failed, partial = (statuses.get(name, 0) for name in ("ok", "failed", "partial"))
    if failed and not read and not partial and not part:
        return Failed(message=counted(statuses), data=data)
    if failed or partial:
        return Completed(name=WITH_FAILURES, message=counted(statuses), data=data)
    return Completed(message=counted(statuses), data=data)


def at_hand(message: str, data: T) -> State[T]:
    """The state of work that a run before this one has done."""
    return Completed(name="Cached", message=message, data=data)


def counted(statuses: Mapping[str, int]) -> str:
    """``3 documents: ok 2, failed 1``."""
    named = ", ".join(f"{name} {count}" for name, count in sorted(statuses.items(), key=lambda one: -one[1]) if count)
    total = sum(statuses.values())
    return f"{total} documents: {named}" if total else "no documents"
