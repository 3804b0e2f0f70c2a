"""The stage cache: one file per (sha256, stage, version of code + models + options).

A stage's version is the hash of the source files that it is made of, of the
model data it reads, and of its options, chained with the version of the stages
before it. A change therefore re-runs that stage and those behind it and
nothing else. Files are written beside their place and renamed into it, so a
kill leaves the old file or the new one. Behind the folder there may be a shelf
that many machines share (flows/storage); what is found there is kept in the folder.
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
from typing import Protocol, TypeVar

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
#: Bytes of an entry when unpacked, at most: a shared cache may hold what no stage of ours has written.
LARGEST_ENTRY = 1 << 30


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


class Shelf(Protocol):
    """Where entries are kept under a name; what cannot be reached is as good as missing, and no reason to stop."""

    def get(self, name: str) -> bytes | None:
        """The entry, or None if there is none to be had."""

    def put(self, name: str, data: bytes) -> None:
        """Keep an entry, whole or not at all."""

    def drop(self, name: str) -> None:
        """Take a damaged entry away."""


class FolderShelf:
    """Entries as files of a folder."""

    def __init__(self, folder: Path):
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        """The entry, or None."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, name: str, data: bytes) -> None:
        """Keep an entry. One that a power cut leaves damaged is made again: nothing has to wait for the disk."""
        write_atomically(self._folder / name, data, durable=False)

    def drop(self, name: str) -> None:
        """Take an entry away."""
        (self._folder / name).unlink(missing_ok=True)


class StageCache:
    """Stage results below one folder, and on a shelf behind it; with neither nothing is kept.

    Parameters
    ----------
    folder : Path or None
    worth : float
        Seconds that a result must have taken to be kept: small documents are made again sooner than they are read back,
        and leave no files.
    beyond : Shelf, optional
        Asked for what the folder lacks, and given what is made.

    Examples
    --------
    >>> StageCache(None).get_or_make("0" * 64, "triage", "v", int, lambda: 3)
    3
    """

    def __init__(self, folder: Path | None, worth: float = 0.0, beyond: Shelf | None = None):
        self.folder = folder
        self.worth = worth
        near = FolderShelf(folder) if folder is not None else None
        self._shelves: list[Shelf] = [shelf for shelf in (near, beyond) if shelf is not None]

    def get_or_make(self, sha256: str, stage: str, version: str, kind: type[T], make: Callable[[], T]) -> T:
        """The cached result of the stage, or the one that ``make`` returns, kept for the next time."""
        if not self._shelves:
            return make()
        name = f"{sha256[:2]}/{sha256}/{stage}-{version[:24]}.json.z"
        adapter: TypeAdapter[T] = _adapter(kind)  # type: ignore[arg-type]  # a class is hashable
        for distance, shelf in enumerate(self._shelves):
            data = shelf.get(name)
            if data is None:
                continue
            try:
                found = adapter.validate_json(_unpacked(data))
            except (zlib.error, ValidationError):
                shelf.drop(name)  # a damaged entry is made again
                continue
            for nearer in self._shelves[:distance]:
                nearer.put(name, data)
            return found
        began = time.monotonic()
        result = make()
        if time.monotonic() - began >= self.worth:
            data = zlib.compress(adapter.dump_json(result), 3)
            for shelf in self._shelves:
                shelf.put(name, data)
        return result


def _unpacked(data: bytes) -> bytes:
    """What an entry says; raises ``zlib.error`` where it is not whole, or larger than any of ours."""
    unpacking = zlib.decompressobj()
    plain = unpacking.decompress(data, LARGEST_ENTRY)
    if not unpacking.eof:
        raise zlib.error("not whole")
    return plain


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
