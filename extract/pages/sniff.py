"""What an input is, by its bytes: names and extensions of portals cannot be trusted."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Literal

Kind = Literal["pdf", "image", "docx", "doc", "sheet", "xlsx", "html", "txt", "other"]

#: Signatures of images that Pillow reads.
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"BM", b"GIF8")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How far into a file its header may stand.
_HEADER_WITHIN = 1024
#: Encodings of text dumps, in the order they are tried; gb18030 accepts nearly everything and comes last.
_ENCODINGS = ("utf-8-sig", "gb18030")
#: Text has fewer control characters than this share.
_CONTROLS = 0.005
_HTML = re.compile(rb"^(?:\s|<!--.*?-->|<\?xml[^>]*\?>)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
#: CSV: at least so many lines of which this share has the same number of commas (two or more).
_CSV_LINES, _CSV_SHARE = 3, 0.9


def kind_of(data: bytes) -> tuple[Kind, str]:
    """The kind of an input, and for ``other`` what it is, for ``txt`` its encoding."""
    packed = data.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    # An archive may store a whole PDF near its start; what no archive can be read from is junk before a header.
    if b"%PDF-" in data[: _HEADER_WITHIN + 5] and not (packed and zipfile.is_zipfile(io.BytesIO(data))):
        return "pdf", ""
    if data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image", ""
    if data.startswith(_OLE):
        return _ole(data)
    if packed:
        return _zip(data)
    head = data.lstrip(b"\xef\xbb\xbf")[:4096]
    if _HTML.match(head):
        return "html", ""
    decoded = decode(data)
    if decoded is None:
        return "other", "二进制 / binary"
    text, encoding = decoded
    if _HTML.match(text[:4096].lstrip("\ufeff").encode("utf-8")):
        return "html", ""
    return _text(text, encoding)


def decode(data: bytes) -> tuple[str, str] | None:
    """The characters of a text and its encoding; None if it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data[:4096]:
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        candidates = ("utf-16-le",) if odd > even else ("utf-16-be",)
    else:
        candidates = _ENCODINGS
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(ord(char) < 32 and char not in "\t\n\r\f\v\x1a" for char in text)
        if controls <= _CONTROLS * len(text):
            return text, encoding
    return None


def _ole(data: bytes) -> tuple[Kind, str]:
    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("WordDocument"):
        return "doc", ""
    if has("Workbook") or has("Book"):
        return "sheet", ""
    return "other", "OLE"


def _zip(data: bytes) -> tuple[Kind, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        return "other", f"zip ({error})"
    if any(name.startswith("word/") for name in names):
        return "docx", ""
    if any(name.startswith("xl/") for name in names):
        return "xlsx", ""
    return "other", "zip"


def _text(text: str, encoding: str) -> tuple[Kind, str]:
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped[:1] in ("{", "["):
        try:
            json.loads(stripped)
        except (ValueError, RecursionError):
            first = stripped.splitlines()[0]
            try:  # one object per line
                json.loads(first)
            except (ValueError, RecursionError):
                pass
            else:
                if len(first) > 2:
                    return "other", "JSON"
        else:
            return "other", "JSON"
    if stripped.startswith("<?xml"):
        return "other", "XML"
    lines = [line for line in stripped.splitlines() if line.strip()]
    if len(lines) >= _CSV_LINES and "\t" not in stripped:
        commas = lines[0].count(",")
        if commas >= 2 and sum(line.count(",") == commas for line in lines) >= _CSV_SHARE * len(lines):
            return "other", "CSV"
    return "txt", encoding
