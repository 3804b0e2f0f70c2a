"""What a run publishes at an address, and in which order, so that a kill at any moment leaves whole things only.

Of a document: its pictures, then its part, then its outcome, without which it is read again. Of the run: the files of
results, then ``results.json`` with their hashes. A reader who finds it not ``whole``, or other bytes than it says, met
a set that is being replaced (``python -m flows.storage.whole ADDRESS``).
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from extract.cache import LARGEST_ENTRY, write_atomically
from extract.errors import failure
from extract.export.files import RESULT_FILES, TEXT_FOLDER, TIMINGS_FILE
from flows.contradictions import page_of
from flows.pictures import FAILED_FOLDER, pictures_of
from flows.storage.address import Remote, StorageError
from flows.storage.lock import Lock, Taken
from flows.watching.failures_page import FILE as FAILURES_FILE
from flows.work import Job, log

MANIFEST = "results.json"
STORE_FILE = "juesuan.db"
#: Objects that travel at once.
AT_ONCE = 8
#: Bytes of an object that is fetched, and of the manifest, at most.
LARGEST, LARGEST_MANIFEST = 512 << 20, 64 << 20
#: Seconds after which it is seen again that the lock is still ours.
CONFIRM = 60.0
#: Seconds for which nothing is sent after something could not be.
PAUSE = 60.0

#: Objects of one document, by its sha256, as this version and earlier ones name them.
_OF_DOCUMENT = re.compile(
    r"(?:\.parts/[0-9a-f]{2}/|\.flow/outcomes/[0-9a-f]{2}/|failed-pages/|pictures/|contradictions/)"
    r"(?P<sha256>[0-9a-f]{64})(?:-[0-9a-f]{24}\.json(?:\.z)?|/\d{3,5}\.(?:png|webp)|\.html)"
)
_TEXT = re.compile(rf"{TEXT_FOLDER}/[0-9a-f]{{64}}\.txt")
_FILES = (*RESULT_FILES, TIMINGS_FILE, STORE_FILE, FAILURES_FILE)


class File(BaseModel):
    """A file of results as it was published."""

    model_config = ConfigDict(frozen=True)

    sha256: str
    bytes: int


class Manifest(BaseModel):
    """The files of results that belong together, by name; not ``whole`` while others are being replaced."""

    model_config = ConfigDict(frozen=True)

    whole: bool
    files: dict[str, File]


class Publisher:
    """Keeps an address as the working folder is; one run at a time, inside a ``with`` block that holds the lock.

    Parameters
    ----------
    remote : Remote
    out : Path
        The working folder.
    """

    def __init__(self, remote: Remote, out: Path):
        self.remote = remote
        self._out = out
        self._lock = Lock(remote)
        self._there: dict[str, int] = {}
        self._of: dict[str, set[str]] = defaultdict(set)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="publish")
        self._sent: list[Future[None]] = []
        self._late: list[Job] = []
        self._confirmed = time.monotonic()
        self._off = 0.0
        self._lost: Taken | None = None

    def __enter__(self) -> Publisher:
        self._lock.take()
        return self

    def __exit__(self, *exception: object) -> None:
        # What was read is sent even where the run ends early; the lock goes last.
        late, self._late = self._late, []
        for job in late:
            self._threads.submit(self._send, job, True)
        self._threads.shutdown(wait=True)
        self._lock.release()

    def fetch(self, jobs: Iterable[Job]) -> int:
        """Fetch what the address holds of these documents and the working folder lacks; of how many.

        Only objects are asked for that this run would write itself, under the names that it would give them.
        """
        self._there = self.remote.names()
        for name in self._there:
            if found := _OF_DOCUMENT.fullmatch(name):
                self._of[found["sha256"]].add(name)
        missing = [job for job in jobs if not (job.part.is_file() and job.outcome.is_file())]
        return sum(self._threads.map(self._fetched, missing))

    def document(self, job: Job, again: bool) -> None:
        """Send what a document left, in the background; unless ``again``, only if the address does not hold it.

        Raises
        ------
        Taken
            If the address is found to be no longer this run's; that is looked at in the background too.
        """
        if self._lost is not None:
            raise self._lost
        now = time.monotonic()
        if now - self._confirmed > CONFIRM:
            self._confirmed = now
            self._threads.submit(self._confirm)
        self._sent.append(self._threads.submit(self._send, job, again))

    def results(self) -> None:
        """Send the files of results, and then the manifest of them.

        Raises
        ------
        StorageError
            If anything could not be sent; the address then holds what it held, or a set that the manifest does not
            call whole.
        """
        for sent in self._sent:
            sent.result()
        self._sent.clear()
        late, self._late = self._late, []
        for job in late:
            self._send_all(job, _left_by(job))
        self._lock.confirm()
        before = manifest_at(self.remote) or Manifest(whole=False, files={})
        files = dict(self._threads.map(lambda name: (name, _hashed(self._out / name)), sorted(self._names())))
        stand = {
            name: file
            for name, file in files.items()
            if before.files.get(name) == file and self._there.get(name) == file.bytes
        }
        news = [name for name in files if name not in stand]
        if news and before.files:
            # What a cut leaves of them has to be known as nobody's.
            self._tell(Manifest(whole=False, files=stand))
        for _ in self._threads.map(lambda name: self.remote.upload(name, self._out / name), news):
            pass
        self._tell(Manifest(whole=True, files=files))
        for name in self._there:
            if name not in files and (name in _FILES or _TEXT.fullmatch(name)):
                self.remote.remove(name)

    def _tell(self, manifest: Manifest) -> None:
        self.remote.write(MANIFEST, json.dumps(manifest.model_dump(), indent=1, sort_keys=True).encode())

    def _confirm(self) -> None:
        try:
            self._lock.confirm()
        except Taken as error:
            self._lost = error
        except StorageError as error:
            log.warning("%s", error)  # out of reach for now; it is confirmed before results are published

    def _names(self) -> Iterator[str]:
        yield from (name for name in _FILES if (self._out / name).is_file())
        for file in (self._out / TEXT_FOLDER).iterdir():
            name = f"{TEXT_FOLDER}/{file.name}"
            if _TEXT.fullmatch(name):
                yield name

    def _send(self, job: Job, again: bool) -> None:
        names = _left_by(job)
        stands = not again and all(self._there.get(name) == _size(job, name) for name in names)
        if stands and self._of[job.sha256] <= set(names):
            return
        if time.monotonic() < self._off:
            self._late.append(job)
            return
        try:
            self._send_all(job, names)
        except StorageError as error:
            self._off = time.monotonic() + PAUSE
            self._late.append(job)
            why = failure("JS914", str(error))
            log.warning("%s %s", why.code, why.message)

    def _send_all(self, job: Job, names: list[str]) -> None:
        for name in names:
            self.remote.upload(name, Path(job.out) / name)
        for name in sorted(self._of[job.sha256] - set(names)):  # outcomes before parts before pictures
            self.remote.remove(name)

    def _fetched(self, job: Job) -> bool:
        part, outcome = _name(job, job.part), _name(job, job.outcome)
        if not {part, outcome} <= self._there.keys():
            return False
        pictures = sorted(name for name in self._of[job.sha256] if not name.startswith((".parts/", ".flow/")))
        for name in (*pictures, part, outcome):
            data = self.remote.read(name, LARGEST, self._there[name])
            if data is None or (name == part and not _is_whole(data)):
                log.warning("%s is damaged at the address; the document is read again", name)
                return False
            write_atomically(Path(job.out) / name, data, durable=False)
        return True


def _left_by(job: Job) -> list[str]:
    """What stands of a document in the working folder, in the order in which it is sent."""
    out = Path(job.out)
    folders = (out / FAILED_FOLDER / job.sha256, pictures_of(out, job.sha256))
    pictures = [file for folder in folders if folder.is_dir() for file in sorted(folder.iterdir())]
    files = [*pictures, page_of(out, job.sha256), job.part, job.outcome]
    return [_name(job, file) for file in files if file.is_file()]


def _name(job: Job, file: Path) -> str:
    return file.relative_to(job.out).as_posix()


def _size(job: Job, name: str) -> int:
    return (Path(job.out) / name).stat().st_size


def manifest_at(remote: Remote) -> Manifest | None:
    """The manifest of the files of results at an address, or None where there is none, or none of ours."""
    data = remote.read(MANIFEST, LARGEST_MANIFEST)
    try:
        return None if data is None else Manifest.model_validate_json(data)
    except ValidationError:
        return None


def _is_whole(data: bytes) -> bool:
    """Whether a part can be unpacked, within bounds."""
    unpacking, size = zlib.decompressobj(), 0
    try:
        while not unpacking.eof and size <= LARGEST_ENTRY:
            plain = unpacking.decompress(data, 1 << 20)
            data = unpacking.unconsumed_tail
            size += len(plain)
            if not plain and not data:
                return False
    except zlib.error:
        return False
    return unpacking.eof


def _hashed(file: Path) -> File:
    with file.open("rb") as opened:
        return File(sha256=hashlib.file_digest(opened, "sha256").hexdigest(), bytes=file.stat().st_size)
