"""What each stage cost when it was made, kept beside the stage cache: read again from it, it costs what it did then."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from extract.cache import StageCache, write_atomically

T = TypeVar("T")

#: Seconds are kept to a hundredth.
PLACES = 2
_CLEAR, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
#: Written into clear_refs, it sets the peak of resident memory back to what is held now (proc(5)).
_PEAK = b"5"


class CountingCache(StageCache):
    """A stage cache that keeps CPU seconds and peak memory of every stage with its result.

    Attributes
    ----------
    seconds : dict of float
        CPU seconds by stage, of this process and the children it waited for.
    peaks : dict of int
        The most MiB that the process held while a stage ran, by stage: the interpreter
        and loaded models are part of it. Empty where the system does not tell.
    """

    def __init__(self, folder: Path):
        super().__init__(folder / "stages")
        self.costs = folder / "costs"
        self.seconds: dict[str, float] = {}
        self.peaks: dict[str, int] = {}
        self._within = 0

    def get_or_make(self, sha256: str, stage: str, version: str, kind: type[T], make: Callable[[], T]) -> T:
        """The cached result of the stage, or the one that ``make`` returns; its costs are known either way.

        What a stage asks for while it is made (second looks) is a part of what that stage costs, not told again.
        """
        if self._within:
            return super().get_or_make(sha256, stage, version, kind, make)
        file = self.costs / sha256[:2] / sha256 / f"{stage}-{version[:24]}.json"

        def counted() -> T:
            _forget_peak()
            began = _cpu()
            self._within += 1
            try:
                result = make()
            finally:
                self._within -= 1
            told: dict[str, float] = {"seconds": round(_cpu() - began, PLACES)}
            if (peak := _peak()) is not None:
                told["mib"] = peak
            write_atomically(file, json.dumps(told).encode())
            return result

        result = super().get_or_make(sha256, stage, version, kind, counted)
        if file.is_file():
            told = json.loads(file.read_text(encoding="utf-8"))
            self.seconds[stage] = told["seconds"]
            if "mib" in told:
                self.peaks[stage] = int(told["mib"])
        return result


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _forget_peak() -> None:
    if _CLEAR.exists():
        _CLEAR.write_bytes(_PEAK)


def _peak() -> int | None:
    """MiB, the most since it was forgotten; None where the system does not tell."""
    if not _STATUS.exists():
        return None
    for line in _STATUS.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return None
