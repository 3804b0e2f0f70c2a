"""A folder at an address that fsspec knows: objects are written whole, reads are bounded, nothing secret is told.

What a store does that several use at once differs; what is used here is little: list, read an object, write a whole
object, create one that is not there, remove one. No name from a listing becomes a path without having been looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from extract.export.files import replacing
from flows.bulk.holding import Held

#: Stores in which an object stands under its name when it is whole and not before (PUT, or the end of a multipart
#: upload). In any other, what can be renamed is written beside its place.
WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "cos", "tos", "memory"})
LOCAL = frozenset({"file", "local"})
#: How often s3fs and botocore below it try: with their own numbers they wait ten minutes for a store that is silent.
TRIES = 2
#: Characters of a store's own words that go into a line.
LONGEST_TOLD = 300
#: Bytes that travel at a time into a file.
CHUNK = 1 << 22

_SECRET = re.compile(r"key|secret|token|passw|credential|signature|sas", re.IGNORECASE)
_IN_QUERY = re.compile(r"(?i)((?:key|secret|token|passw\w*|credential|signature|sig)[\w-]*[=:]\s*)[^&\s,'\"<>]+")
_USER = re.compile(r"(?<=://)[^/@\s]+@")


class StorageError(Held):
    """An address that cannot be used, or no longer; its text is one line for the user."""

    code = "JS912"


class WrongAddress(StorageError):
    """An address that no store could be behind; asking again would not help."""


def is_address(place: str) -> bool:
    """Whether a place is an address and not a path."""
    return "://" in place


class Remote:
    """The objects below an address.

    Parameters
    ----------
    address : str
        Such as ``s3://bucket/folder``. Credentials, endpoints and the like are those of fsspec's configuration and of
        the environment, never a part of it.

    Raises
    ------
    WrongAddress
        If the address is none, says a password, names no folder, or its store is not installed or cannot write whole
        objects.
    """

    def __init__(self, address: str):
        scheme = _looked_at(address)
        import fsspec  # imported where an address is used

        try:
            # Listings that are remembered would hide what other machines write.
            with _Asking(shown(address), {}, passed=(ImportError, ValueError)):
                more = _impatient(scheme, fsspec.config.conf)
                self._fs, root = fsspec.core.url_to_fs(address, use_listings_cache=False, **more)
        except (ImportError, ValueError) as error:
            raise WrongAddress(f"{shown(address)}: {without_secrets(str(error))}") from None
        if more:
            self._fs.retries = TRIES
        self.root = str(root).rstrip("/")
        if not self.root.strip("/"):
            raise WrongAddress(f"{shown(address)}: 没有写出文件夹 / it names no bucket or folder")
        self._scheme = scheme
        self._local = scheme in LOCAL
        self._beside = not self._local and scheme not in WHOLE
        if self._beside and not _renames(self._fs):
            raise WrongAddress(f"{shown(address)}: 该存储不能整体写入 / {scheme} cannot write whole objects")
        #: As it may be shown and given to other processes: from everywhere the same place.
        self.address = self._fs.unstrip_protocol(self.root) if self._local else address.rstrip("/")

    def names(self, below: str = "") -> dict[str, int]:
        """The names of all objects below a folder, relative to the address, with their bytes; links are none."""
        found: dict[str, Any] = {}
        with self._asking(FileNotFoundError, NotADirectoryError):
            self._fs.invalidate_cache()
            found = self._fs.find(self._path(below) if below else self.root, detail=True)
        start = f"{self.root}/"
        return {
            name.removeprefix(start): int(info["size"] or 0)
            for name, info in found.items()
            if name.startswith(start) and info["type"] == "file" and not info.get("islink") and not name.endswith("/")
        }

    def read(self, name: str, largest: int, size: int | None = None) -> bytes | None:
        """An object's bytes; None if there is none, or if it is larger than ``largest``.

        ``size`` is what a listing said: without it the store is asked first.
        """
        with self._asking(FileNotFoundError, IsADirectoryError):
            if size is None:
                info = self._fs.info(self._path(name))
                if info["type"] != "file" or info.get("islink"):
                    return None
                size = int(info["size"] or 0)
            if size > largest:
                return None
            data = bytes(self._fs.cat_file(self._path(name)))
            return data if len(data) <= largest else None
        return None

    def write(self, name: str, data: bytes) -> None:
        """Write a whole object, in the place of the one that was there."""
        with self._asking():
            if self._local:
                place = self._inside(name)
                place.parent.mkdir(parents=True, exist_ok=True)
                with replacing(place) as file:
                    file.write(data)
            else:
                self._placed(name, lambda path: self._fs.pipe_file(path, data))

    def upload(self, name: str, file: Path) -> None:
        """Write a whole object from a file, which may be larger than memory."""
        with self._asking():
            if self._local:
                place = self._inside(name)
                place.parent.mkdir(parents=True, exist_ok=True)
                with file.open("rb") as source, replacing(place) as target:
                    while data := source.read(CHUNK):
                        target.write(data)
            elif self._scheme == "memory":
                self._fs.pipe_file(self._path(name), file.read_bytes())  # its put_file shows what is not whole yet
            else:
                self._placed(name, lambda path: self._fs.put_file(str(file), path))

    def create(self, name: str, data: bytes) -> bool:
        """Write an object if there is none of this name; whether that was done.

        A store that knows no such thing may write in the place of another: read afterwards what is there.
        """
        with self._asking(FileExistsError):
            if self._local:
                place = self._inside(name)
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("xb") as file:
                    file.write(data)
            else:
                self._parent_of(name)
                self._fs.pipe_file(self._path(name), data, mode="create")
            return True
        return False

    def remove(self, name: str) -> None:
        """Take an object away, if it is there."""
        with self._asking(FileNotFoundError):
            if self._local:
                self._inside(name).unlink(missing_ok=True)
            else:
                self._fs.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        parts = name.split("/")
        if not all(parts) or "." in parts or ".." in parts or "\\" in name:
            raise ValueError(f"not a name below an address: {name!r}")
        return f"{self.root}/{name}"

    def _inside(self, name: str) -> Path:
        """The file of a name; a folder that is a link to elsewhere is not followed."""
        place = Path(self._path(name))
        if not place.parent.resolve().is_relative_to(Path(self.root).resolve()):
            raise StorageError(f"{self.address}/{name}: 链接指向别处 / a link leads out of the folder")
        return place

    def _placed(self, name: str, write: Any) -> None:
        path = self._path(name)
        self._parent_of(name)
        if not self._beside:
            write(path)
            return
        unfinished = f"{path.rpartition('/')[0]}/.{uuid4().hex}.part"
        write(unfinished)
        self._fs.mv(unfinished, path)

    def _parent_of(self, name: str) -> None:
        if self._beside:
            self._fs.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)

    def _asking(self, *expected: type[Exception]) -> _Asking:
        return _Asking(self.address, self._fs.storage_options, expected)


class _Asking:
    """A block that asks a store: what it raises is a ``StorageError``, what is ``expected`` only ends the block.

    Every store has a family of exceptions of its own, with no root in common. Its own exception is not shown with ours:
    it may quote a request; what it says, without secrets, is in our line.
    """

    def __init__(
        self,
        address: str,
        options: dict[str, Any],
        expected: tuple[type[Exception], ...] = (),
        passed: tuple[type[Exception], ...] = (),
    ):
        self._address, self._options = address, options
        self._expected, self._passed = expected, (*passed, StorageError)

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, self._expected):
            return True
        if not isinstance(error, Exception) or isinstance(error, self._passed):
            return False
        told = without_secrets(f"{type(error).__name__}: {error}", self._options)
        raise StorageError(f"{self._address}: {told}") from None


def shown(address: str) -> str:
    """An address without what may be a secret, for screens and logs."""
    return _USER.sub("***@", address.partition("?")[0].partition("#")[0])


def without_secrets(text: str, told: dict[str, Any] | None = None) -> str:
    """A store's words in one line, without the secrets of its options and of the environment."""
    text = " ".join(text.split())
    for secret in sorted({*_secrets(told or {}), *_secrets(dict(os.environ))}, key=len, reverse=True):
        text = text.replace(secret, "***")
    text = _USER.sub("***@", _IN_QUERY.sub(r"\1***", text))
    return text if len(text) <= LONGEST_TOLD else text[:LONGEST_TOLD] + "…"


def _secrets(told: dict[str, Any]) -> Iterator[str]:
    for name, value in told.items():
        if isinstance(value, dict):
            yield from _secrets(value)
        elif isinstance(value, str) and len(value) >= 6 and _SECRET.search(str(name)):
            yield value


def _looked_at(address: str) -> str:
    """The scheme of an address."""
    scheme, _, rest = address.partition("://")
    if "::" in address or not scheme.isalnum():
        raise WrongAddress(f"{shown(address)}: 不是单一存储的地址 / not the address of one store")
    if "?" in rest or "#" in rest or "@" in rest.partition("/")[0]:
        raise WrongAddress(
            f"{shown(address)}: 地址中不得有凭据或参数，请用环境变量 / no credentials and no parameters in an address; "
            "they belong into the environment (docs/scale.md)"
        )
    if scheme not in LOCAL and {".", ".."} & set(urlsplit(address).path.split("/")):
        raise WrongAddress(f"{shown(address)}: . 和 .. 不是文件夹名 / . and .. are no names of folders")
    return scheme


def _impatient(scheme: str, configured: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Settings of a store that give up sooner, with those that the user has configured beside them."""
    if scheme not in ("s3", "s3a"):
        return {}
    own = {**configured.get("s3", {}), **configured.get("s3a", {})}.get("config_kwargs", {})
    return {"config_kwargs": {"retries": {"max_attempts": TRIES - 1}, **own}}


def _renames(fs: Any) -> bool:
    """Whether a store has a way of its own to move an object; fsspec's is to copy it."""
    owner = next(kind for kind in type(fs).__mro__ if "mv" in vars(kind))
    return not owner.__module__.startswith(("fsspec.spec", "fsspec.asyn"))
