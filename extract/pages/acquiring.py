"""Acquire: the bytes of an input, what they are, and office files turned into what can be read."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

from extract.errors import refuse
from extract.options import Options
from extract.pages.office import convert
from extract.pages.sniff import decode, kind_of
from extract.stages import Source
from extract.types import Format


def sha256_of(source: str | Path | bytes) -> str:
    """The SHA-256 of an input's bytes; of its path's text where it cannot be read. Never raises."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    try:
        digest = hashlib.sha256()
        with open(source, "rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        return digest.hexdigest()
    except (OSError, ValueError):
        return hashlib.sha256(os.fsencode(str(source).replace("\x00", ""))).hexdigest()


def acquire(source: str | Path | bytes, options: Options, name: str | None = None) -> Source:
    """Fetch the bytes of an input and tell what they are.

    Parameters
    ----------
    source : path or bytes
    options : Options
    name : str, optional
        What the input is called; defaults to the file's name.

    Returns
    -------
    Source
        ``data`` is what is read on: after conversion, texts in UTF-8. ``sha256``
        is that of the bytes as they came.

    Raises
    ------
    JuesuanError
        If the input cannot be read or is nothing that holds a disclosure.
    """
    called = name or ("" if isinstance(source, bytes) else Path(source).name)
    data = source if isinstance(source, bytes) else _bytes_of(Path(source), options)
    if not data:
        raise refuse("JS102")
    if len(data) > options.limits.file_bytes:
        raise refuse("JS105", f"{len(data):,} bytes")
    sha256 = hashlib.sha256(data).hexdigest()
    kind, detail = kind_of(data)
    if kind == "other":
        raise refuse("JS104", f"{called} ({detail})" if called else detail)
    if kind == "html" and called.lower().endswith(".pdf"):
        raise refuse("JS103", called)
    repairs: tuple[str, ...] = ()
    format_: Format
    if kind in ("doc", "sheet", "xlsx"):
        data, format_ = convert(data, kind)
        repairs = (f"converted from {kind} by LibreOffice",)
    elif kind == "txt":
        format_ = "txt"
        text, encoding = decode(data) or ("", "")
        if encoding != "utf-8-sig":
            repairs = (f"decoded from {encoding}",)
        data = text.lstrip("\ufeff").encode("utf-8")
    elif kind == "docx":
        _refuse_bomb(data, options)
        format_ = "docx"
    else:
        format_ = "pdf" if kind == "pdf" else "image" if kind == "image" else "html"
    return Source(data, sha256, called, format_, repairs)


def _bytes_of(path: Path, options: Options) -> bytes:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise refuse("JS106", f"{path} 不是普通文件 / is not a regular file")
        if size > options.limits.file_bytes:
            raise refuse("JS105", f"{size:,} bytes")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise refuse("JS101", str(path)) from error
    except (OSError, ValueError) as error:
        raise refuse("JS106", f"{path}: {error}") from error


def _refuse_bomb(data: bytes, options: Options) -> None:
    """Refuse an archive that unpacks to more than the limit."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(item.file_size for item in archive.infolist())
    if unpacked > options.limits.file_bytes:
        raise refuse("JS105", f"{unpacked:,} bytes unpacked")
