"""What a run is asked to read: files, folders and manifests, each entry accounted for.

An input is identified by the SHA-256 of its bytes: the same bytes under two names
are one input with two sources. What cannot be opened becomes a failure of its
entry and the run goes on.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from extract.errors import KINDS, Failure, failure
from extract.export.records import Told

#: Bytes read at a time while hashing.
CHUNK = 1 << 20
MANIFEST_SUFFIXES = (".csv", ".jsonl")
#: How a manifest may be encoded: spreadsheet programs in China write GB 18030.
MANIFEST_ENCODINGS = ("utf-8-sig", "gb18030")
#: A folder with this file in it holds results of a run and is never read as input.
RESULTS_MARK = "documents.jsonl"
PARTS_FOLDER = ".parts"


class InputsError(ValueError):
    """Inputs that no run can start from; its text is one line for the user."""


class RowFailure(BaseModel):
    """Why a crawl could not fetch what a row names."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    message: str | None = None
    remedy: str | None = None

    @field_validator("code")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in KINDS:
            raise ValueError(f"no failure has the number {value}")
        return value

    def failure(self, detail: str) -> Failure:
        """The failure of the entry, as the crawl put it."""
        plain = failure(self.code, detail)
        return Failure(self.code, plain.stage, None, self.message or plain.message, self.remedy or plain.remedy)


class ManifestRow(BaseModel):
    """A row of a manifest; columns it does not know are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    path: str | None = None
    url: str | None = None
    department: str | None = None
    year: str | None = Field(None, pattern=r"^(19|20)\d\d$")
    #: In a manifest of ``juesuan crawl``: an object, or in csv its number.
    failure: RowFailure | None = None

    @field_validator("failure", mode="before")
    @classmethod
    def _number_is_failure(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"code": value.strip()} if value.strip() else None
        return value

    @field_validator("path", "url", "department", "year", mode="before")
    @classmethod
    def _blank_is_none(cls, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return None if isinstance(value, str) and not value.strip() else value


@dataclass(frozen=True, slots=True)
class Origin:
    """One name under which an input came."""

    path: str | None
    url: str | None = None
    department: str | None = None
    year: str | None = None

    def record(self) -> dict[str, str | None]:
        """As it stands in documents.jsonl."""
        return {"path": self.path, "url": self.url, "department": self.department, "year": self.year}

    @property
    def name(self) -> str:
        """What to call it before a reader."""
        return self.path or self.url or ""


@dataclass(frozen=True)
class Input:
    """Bytes to read once, with all names they came under, sorted."""

    sha256: str
    path: Path
    origins: tuple[Origin, ...]

    @property
    def told(self) -> Told:
        """What the portal says; the first origin that says something counts."""
        return Told(
            next((origin.department for origin in self.origins if origin.department), None),
            next((origin.year for origin in self.origins if origin.year), None),
        )


@dataclass(frozen=True)
class Unread:
    """An entry whose bytes could not be had."""

    origin: Origin
    failure: Failure


@dataclass(frozen=True)
class Gathered:
    """All entries of a run: inputs by sha256, the others by name, and remarks for the log."""

    inputs: tuple[Input, ...]
    unread: tuple[Unread, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    """An entry before its bytes are looked at."""

    place: Path | None
    origin: Origin
    failure: Failure | None = None


def gather(given: list[str], out: Path, watch: Callable[[str], None] = lambda name: None) -> Gathered:
    """Find and hash everything that a run is asked to read.

    Parameters
    ----------
    given : list of str
        Files, folders and manifests as the user wrote them.
    out : Path
        The folder of results, which is not an input even inside one of the folders.
    watch : callable
        Told the name of each file before it is hashed.

    Raises
    ------
    InputsError
        If a manifest cannot be read at all.
    """
    remarks: list[str] = []
    by_hash: dict[str, list[tuple[Path, Origin]]] = {}
    unread: list[Unread] = []
    for found in _entries(given, out, remarks):
        problem = found.failure
        if problem is None:
            assert found.place is not None
            watch(found.origin.name)
            sha256, problem = _hash(found.place)
            if sha256 is not None:
                by_hash.setdefault(sha256, []).append((found.place, found.origin))
        if problem is not None:
            unread.append(Unread(found.origin, problem))
    inputs = []
    for sha256, named in sorted(by_hash.items()):
        named.sort(key=lambda pair: _order(pair[1]))
        inputs.append(Input(sha256, named[0][0], tuple(dict.fromkeys(origin for _, origin in named))))
    unread = sorted(dict.fromkeys(unread), key=lambda one: (_order(one.origin), one.failure.code))
    return Gathered(tuple(inputs), tuple(unread), tuple(remarks))


def shown(path: str | os.PathLike[str]) -> str:
    """A file name as text: bytes that are no UTF-8 become escapes, so that it can be written down."""
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")


def _order(origin: Origin) -> tuple[str, ...]:
    return tuple(value or "" for value in (origin.path, origin.url, origin.department, origin.year))


def _entries(given: list[str], out: Path, remarks: list[str]) -> Iterator[_Found]:
    for name in given:
        place = Path(name)
        if place.is_dir():
            yield from _folder(place, out.resolve(), remarks)
        elif place.suffix.lower() in MANIFEST_SUFFIXES and place.is_file():
            yield from _manifest(place)
        else:
            yield _Found(place, Origin(shown(name)), _unlike_file(place))


def _folder(top: Path, out: Path, remarks: list[str]) -> Iterator[_Found]:
    """The files of a folder and of the folders in it, by name; links lead nowhere outside."""
    root = top.resolve()
    hidden = 0
    for folder, folders, files in os.walk(top, onerror=lambda error: remarks.append(str(error))):
        inner = []
        for name in sorted(folders):
            place = Path(folder, name)
            if name.startswith("."):
                hidden += 1
            elif place.is_symlink():
                if not place.resolve().is_relative_to(root):
                    yield _Found(None, Origin(shown(place)), failure("JS806"))
            elif place.resolve() == out or _holds_results(place):
                remarks.append(f"{shown(place)} holds results and is not read")
            else:
                inner.append(name)
        folders[:] = inner
        for name in sorted(files):
            place = Path(folder, name)
            if name.startswith("."):
                hidden += 1
            elif place.is_symlink() and not place.resolve().is_relative_to(root):
                yield _Found(None, Origin(shown(place)), failure("JS806"))
            else:
                yield _Found(place, Origin(shown(place)), _unlike_file(place))
    if hidden:
        remarks.append(f"{shown(top)}: {hidden} hidden files or folders (.name) are not read")


def _holds_results(folder: Path) -> bool:
    return (folder / RESULTS_MARK).is_file() and (folder / PARTS_FOLDER).is_dir()


def _unlike_file(place: Path) -> Failure | None:
    """Why there are no bytes to read here, or None. Opening a pipe would wait for ever."""
    try:
        mode = place.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return failure("JS101", shown(place))
    except (OSError, ValueError) as error:
        return failure("JS106", str(error))
    return None if stat.S_ISREG(mode) else failure("JS807")


def _hash(place: Path) -> tuple[str | None, Failure | None]:
    digest = hashlib.sha256()
    try:
        with place.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except OSError as error:
        return None, failure("JS106", error.strerror or str(error))
    return digest.hexdigest(), None


def _manifest(place: Path) -> Iterator[_Found]:
    """The entries of a manifest; paths are relative to it."""
    for number, raw in _rows(place):
        where = f"{shown(place)}:{number}"
        if isinstance(raw, str):
            yield _Found(None, Origin(where), failure("JS805", f"{where}: {raw}"))
            continue
        try:
            row = ManifestRow.model_validate(raw)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            yield _Found(None, Origin(where), failure("JS805", f"{where}: {field}: {first['msg']}"))
            continue
        if row.path:
            target = place.parent / row.path
            origin = Origin(shown(target), row.url, row.department, row.year)
            yield _Found(target, origin, _unlike_file(target))
        elif row.url and row.failure:
            yield _Found(None, Origin(None, row.url, row.department, row.year), row.failure.failure(row.url))
        elif row.url:
            yield _Found(None, Origin(None, row.url, row.department, row.year), failure("JS804", row.url))
        else:
            yield _Found(None, Origin(where), failure("JS805", f"{where}: neither path nor url"))


def _rows(place: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Rows with their line number; a text says why a row is none."""
    text = _decoded(place)
    if place.suffix.lower() == ".csv":
        reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")
        columns = {name.strip().lower() for name in reader.fieldnames or ()}
        if not columns & {"path", "url"}:
            raise InputsError(f"{shown(place)}: a manifest needs a column path or url")
        for row in reader:
            yield (
                reader.line_num,
                {key.strip().lower(): value for key, value in row.items() if isinstance(key, str)},
            )
        return
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
        except ValueError as error:
            yield number, f"not JSON: {error}"
            continue
        yield number, raw if isinstance(raw, dict) else "not a JSON object"


def _decoded(place: Path) -> str:
    try:
        data = place.read_bytes()
    except OSError as error:
        raise InputsError(f"{shown(place)}: {error.strerror}") from error
    for encoding in MANIFEST_ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputsError(f"{shown(place)}: a manifest has to be UTF-8 or GB 18030 text")
