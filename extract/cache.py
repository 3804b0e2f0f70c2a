"""The stage cache: one file per (sha256, stage, version of code + models + options).

A stage's version is the hash of the source files that it is made of, of the
model data it reads, and of its options, chained with the version of the stages
before it. A change therefore re-runs that stage and those behind it and
nothing else. Files are written beside their place and renamed into it, so a
kill leaves the old file or the new one.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")

_ROOT = Path(__file__).resolve().parent.parent
_GROUND = (
    "extract/types.py",
    "extract/layout.py",
    "extract/numbers.py",
    "extract/errors.py",
    "models/units.py",
    "models/units.csv",
)
_SKIP = {".pyc", ".md"}


@cache
def tree_hash(*places: str) -> str:
    """The hash of files and folders (recursively) of the installation."""
    digest = hashlib.sha256()
    for place in (*_GROUND, *places):
        base = _ROOT / place
        files = sorted(base.rglob("*")) if base.is_dir() else [base]
        for file in files:
            if file.is_file() and file.suffix not in _SKIP:
                digest.update(str(file.relative_to(_ROOT)).encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


class StageCache:
    """Stage results below one folder; ``None`` as folder keeps nothing.

    Parameters
    ----------
    folder : Path or None
    worth : float
        Seconds that a result must have taken to be kept: small documents are made again sooner than they are read back,
        and leave no files.

    Examples
    --------
    >>> StageCache(None).get_or_make("0" * 64, "triage", "v", int, lambda: 3)
    3
    """

    def __init__(self, folder: Path | None, worth: float = 0.0):
        self.folder = folder
        self.worth = worth

    def get_or_make(self, sha256: str, stage: str, version: str, kind: type[T], make: Callable[[], T]) -> T:
        """The cached result of the stage, or the one that ``make`` returns, kept for the next time."""
        if self.folder is None:
            return make()
        place = self.folder / sha256[:2] / sha256 / f"{stage}-{version[:24]}.json.z"
        adapter: TypeAdapter[T] = _adapter(kind)  # type: ignore[arg-type]  # a class is hashable
        try:
            return adapter.validate_json(zlib.decompress(place.read_bytes()))
        except FileNotFoundError:
            pass
        except (zlib.error, ValidationError):
            place.unlink(missing_ok=True)  # a damaged entry is made again
        began = time.monotonic()
        result = make()
        if time.monotonic() - began >= self.worth:
            # An entry that a power cut leaves damaged is made again: nothing has to wait for the disk.
            write_atomically(place, zlib.compress(adapter.dump_json(result), 3), durable=False)
        return result


@cache
def _adapter(kind: type) -> TypeAdapter:
    return TypeAdapter(kind)


def write_atomically(path: Path, data: bytes, durable: bool = True) -> None:
    """Write a file so that a kill at any moment leaves the old one or the new one, whole.

    ``durable`` waits until the disk has it, so that this holds for a power cut too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
