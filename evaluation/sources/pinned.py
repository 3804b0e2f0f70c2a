"""A stage cache that takes the first stages as they were read once, whatever has changed in their code since.

For measuring the checks: pages recognised by one commit are judged by the checks of another without reading them
again. What such a run says of the pinned stages is of the commit that made the entries.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from extract.cache import StageCache

T = TypeVar("T")

#: The stages of a paged input in their order.
STAGES = ("triage", "ocr", "tables", "text", "entities", "facts")


class PinnedCache(StageCache):
    """Stage results below one folder; those of the stages up to ``last`` are never too old.

    Parameters
    ----------
    folder : Path
    last : str
        The last stage of which the newest entry is taken, whatever its version.
    """

    def __init__(self, folder: Path, last: str):
        super().__init__(folder)
        self.pinned = STAGES[: STAGES.index(last) + 1]

    def get_or_make(self, sha256: str, stage: str, version: str, kind: type[T], make: Callable[[], T]) -> T:
        """The newest result of a pinned stage, else what the stage cache gives."""
        found = self._newest(sha256, stage, kind) if stage in self.pinned else None
        return super().get_or_make(sha256, stage, version, kind, make) if found is None else found

    def _newest(self, sha256: str, stage: str, kind: type[T]) -> T | None:
        assert self.folder is not None
        places = (self.folder / sha256[:2] / sha256).glob(f"{stage}-*.json.z")
        adapter: TypeAdapter[T] = TypeAdapter(kind)
        for place in sorted(places, key=lambda place: place.stat().st_mtime, reverse=True):
            try:
                return adapter.validate_json(zlib.decompress(place.read_bytes()))
            except (zlib.error, ValidationError):
                continue  # of another shape or damaged: made again
        return None
