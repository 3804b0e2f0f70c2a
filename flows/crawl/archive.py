"""Archives (zip) opened within bounds; nothing is ever written under a name that stands in one."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from flows.crawl.files import directory_size, sniff
from flows.crawl.portal import CrawlLimits

CHUNK = 1 << 16
#: Members below this are not judged by their ratio: a small file of zeros harms nobody.
RATIO_FROM = 1 << 20
#: Bytes of the central directory for each allowed member: 46 and its name.
DIRECTORY_ENTRY = 1024
#: Folders and files that systems leave behind.
_LEFT_BEHIND = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class ArchiveError(Exception):
    """An archive that is refused as a whole."""

    def __init__(self, code: str, detail: str):
        super().__init__(f"{code} {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Member:
    """A file in an archive: its bytes, or why there are none."""

    name: str
    data: bytes | None
    code: str | None = None
    detail: str = ""


@dataclass
class _Budget:
    """What is left of the bounds, archives within archives included."""

    files: int
    bytes: int


def unpack(data: bytes, limits: CrawlLimits) -> list[Member]:
    """The files of an archive, those of archives in it included.

    Raises
    ------
    ArchiveError
        JS135 beyond the bounds (then nothing of it is kept), JS137 if it cannot be opened.
    """
    budget = _Budget(limits.archive_files, limits.archive_bytes)
    return list(_unpacked(data, "", limits, budget, limits.archive_depth))


def _unpacked(data: bytes, prefix: str, limits: CrawlLimits, budget: _Budget, depth: int) -> Iterator[Member]:
    if depth == 0:
        raise ArchiveError("JS135", f"{prefix or 'zip'}: nested > {limits.archive_depth}")
    _check_directory(data, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveError("JS137", f"{prefix}{error}") from error
    with archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            budget.files -= 1
            if budget.files < 0:
                raise ArchiveError("JS135", f"> {limits.archive_files} files")
            yield from _member(archive, info, prefix, limits, budget, depth)


def _member(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    prefix: str,
    limits: CrawlLimits,
    budget: _Budget,
    depth: int,
) -> Iterator[Member]:
    name = prefix + member_name(info)
    if _leads_out(member_name(info)) or stat.S_ISLNK(info.external_attr >> 16):
        yield Member(name, None, "JS136", name)
        return
    if any(part in name for part in _LEFT_BEHIND):
        yield Member(name, None, "JS138", name)
        return
    if info.flag_bits & 1:
        yield Member(name, None, "JS137", f"{name}: 有密码 / asks for a password")
        return
    if info.file_size > RATIO_FROM and info.file_size > limits.archive_ratio * max(info.compress_size, 1):
        raise ArchiveError("JS135", f"{name}: {info.compress_size} → {info.file_size} bytes")
    try:
        inner = _read(archive, info, budget, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        yield Member(name, None, "JS137", f"{name}: {error}")
        return
    sniffed = sniff(inner)
    if sniffed.what == "zip":
        yield from _unpacked(inner, f"{name}/", limits, budget, depth - 1)
    elif sniffed.what == "packed":
        yield Member(name, None, "JS137", f"{name}: {sniffed.detail}")
    elif not inner:
        yield Member(name, None, "JS145", name)
    elif sniffed.what == "other":
        yield Member(name, None, "JS138", f"{name} ({sniffed.detail})")
    else:
        yield Member(name, inner)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget, limits: CrawlLimits) -> bytes:
    """The bytes of a member; what its header says of their number is not believed."""
    pieces: list[bytes] = []
    with archive.open(info) as file:
        while piece := file.read(CHUNK):
            budget.bytes -= len(piece)
            if budget.bytes < 0:
                raise ArchiveError("JS135", f"> {limits.archive_bytes} bytes")
            pieces.append(piece)
    return b"".join(pieces)


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member: UTF-8 where the archive says so, otherwise tried as UTF-8 and GB 18030.

    Python reads a name without that flag as code page 437, as the format has it; programs in China
    write GB 18030 there.
    """
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" or "\x00" in name


def _check_directory(data: bytes, limits: CrawlLimits) -> None:
    """Refuse a list of members too long to be read at all, before it is read."""
    size = directory_size(data)
    if size > (limits.archive_files + 1) * DIRECTORY_ENTRY:
        raise ArchiveError("JS135", f"directory of {size} bytes")
