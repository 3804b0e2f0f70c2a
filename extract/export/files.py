"""The files of a run, put together from one part per document.

A part is written as soon as its document is read, so a kill costs only the work
in hand; the result files are put together from the parts at the end of every
run, a document at a time, so that a run over thousands of them needs no more
memory than one. Every file is renamed into its place when it is whole.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import BinaryIO

from extract.cache import write_atomically
from extract.export.records import Part, Record, as_bytes, as_line

#: The result files that are equal for equal inputs and versions.
RESULT_FILES = ("documents.jsonl", "facts.jsonl", "tables.jsonl", "checks.jsonl")
TIMINGS_FILE = "timings.jsonl"
TEXT_FOLDER = "text"
PARTS_FOLDER = ".parts"

_TEXT_NAME = re.compile(r"[0-9a-f]{64}\.txt")


@dataclass(frozen=True)
class Entry:
    """One document of a run: its part, and under which names its bytes came.

    ``part`` is the path of a finished part, or the part itself for an input without
    bytes. ``timing`` is what this run spent on it.
    """

    sources: tuple[Record, ...]
    part: Path | Part
    timing: Record | None = None

    def load(self) -> Part:
        """The records, read from the part file."""
        return read_part(self.part) if isinstance(self.part, Path) else self.part


class DamagedPart(Exception):
    """A part that cannot be read (a bad disk, a careless hand)."""


def part_path(out: Path, sha256: str, key: str) -> Path:
    """Where the part of a document stands that was read under ``key`` (version and options)."""
    return out / PARTS_FOLDER / sha256[:2] / f"{sha256}-{key}.json.z"


def write_part(path: Path, part: Part) -> None:
    """Keep a part; parts of the same bytes under another version go."""
    # not asdict: it would copy every record
    records = {one.name: getattr(part, one.name) for one in fields(part)}
    write_atomically(path, zlib.compress(as_bytes(json.dumps(records, ensure_ascii=False, allow_nan=False)), 3))
    for other in path.parent.glob(path.name.split("-")[0] + "-*.json.z"):
        if other != path:
            other.unlink(missing_ok=True)


def read_part(path: Path) -> Part:
    """A part as it was written.

    Raises
    ------
    DamagedPart
        If it is not whole; it is removed, so that the next run reads the document again.
    """
    try:
        return Part(**json.loads(zlib.decompress(path.read_bytes())))
    except (zlib.error, ValueError, TypeError) as error:
        path.unlink()
        raise DamagedPart(f"{path} was damaged and is removed; run again") from error


def document_record(entry: Entry, part: Part) -> Record:
    """A line of documents.jsonl: the document with its sources."""
    document = dict(part.document)
    return {"sha256": document.pop("sha256"), "sources": list(entry.sources), **document}


def assemble(out: Path, entries: Iterable[Entry]) -> Iterator[tuple[Record, Part]]:
    """Write all result files, handing out each document on the way.

    Parameters
    ----------
    out : Path
    entries : iterable of Entry
        In the order of the files: by sha256, inputs without bytes last.

    Yields
    ------
    (document record, Part)
        The files stand when the iteration has ended, and not before.
    """
    texts = out / TEXT_FOLDER
    texts.mkdir(parents=True, exist_ok=True)
    kept: set[str] = set()
    with ExitStack() as stack:
        documents, facts, tables, checks, timings = (
            stack.enter_context(replacing(out / name)) for name in (*RESULT_FILES, TIMINGS_FILE)
        )
        for entry in entries:
            part = entry.load()
            record = document_record(entry, part)
            documents.write(as_bytes(as_line(record)))
            for file, records in ((facts, part.facts), (tables, part.tables), (checks, part.checks)):
                file.writelines(as_bytes(as_line(one)) for one in records)
            timings.write(as_bytes(as_line({"doc": record["sha256"], **part.timings, **(entry.timing or {})})))
            if part.text:
                kept.add(_write_text(texts, record["sha256"], part.text))
            yield record, part
    for place in texts.iterdir():
        if _TEXT_NAME.fullmatch(place.name) and place.name not in kept:
            place.unlink()


def _write_text(folder: Path, sha256: str, text: str) -> str:
    name = f"{sha256}.txt"
    data = as_bytes(text)
    path = folder / name
    if not path.is_file() or path.read_bytes() != data:
        with replacing(path) as file:
            file.write(data)
    return name


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that takes the place of ``path`` when the block ends without an exception.

    Like ``extract.cache.write_atomically``, for files that do not fit into memory
    and that others may read.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
