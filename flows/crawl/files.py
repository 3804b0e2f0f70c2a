"""Files on disk: names made safe, kinds by their bytes, contents kept once."""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from extract.pages.sniff import kind_of
from flows.crawl.page import words

#: Where contents are kept in the folder of a crawl.
FOLDER = "files"
#: Longest name, in bytes of UTF-8: a file system takes 255, and a hash and an extension come to it.
LONGEST_NAME = 120
_IMAGES = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"RIFF", "webp"))
_EXTENSIONS = {"pdf": "pdf", "docx": "docx", "doc": "doc", "sheet": "xls", "xlsx": "xlsx", "html": "html", "txt": "txt"}
_PACKED = ((b"Rar!", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x1f\x8b", "gzip"))
#: Names that Windows keeps for devices.
_DEVICES = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)$", re.I)


#: The record that ends a zip, and the one before it where sizes take 64 bits (APPNOTE 4.3.15, 4.3.16).
_END, _END_SIZE, _END64, _END64_SIZE = b"PK\x05\x06", 22, b"PK\x06\x07", 20
#: An office file has some hundred members.
_OFFICE_DIRECTORY = 1 << 20
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True)
class Sniffed:
    """What some bytes are: a kind of document, ``zip``, ``packed`` (an archive nobody opens) or ``other``."""

    what: str
    extension: str
    detail: str = ""


def sniff(data: bytes) -> Sniffed:
    """What bytes are, whatever their name says."""
    for magic, name in _PACKED:
        if data.startswith(magic):
            return Sniffed("packed", name, name)
    kind, detail = kind_of(data) if not data.startswith(_ZIP) else (_office(data), "zip")
    if kind == "image":
        extension = next((name for magic, name in _IMAGES if data.startswith(magic)), "tif")
        return Sniffed("document", extension)
    if kind in _EXTENSIONS:
        return Sniffed("html" if kind == "html" else "document", _EXTENSIONS[kind])
    if kind == "other" and detail.startswith("zip"):
        return Sniffed("zip", "zip", detail)
    return Sniffed("other", "bin", detail)


def directory_size(data: bytes) -> int:
    """The bytes that the list of members of a zip claims, read before anything else is.

    One of more than 4 GiB says so in another record; that counts as endless.
    """
    at = len(data) - _END_SIZE if data[-_END_SIZE:].startswith(_END) else data.rfind(_END)
    if at < 0 or len(data) < at + _END_SIZE:
        return 0
    if data[max(at - _END64_SIZE, 0) : at].startswith(_END64):
        return 1 << 40
    return int(struct.unpack_from("<I", data, at + 12)[0])


def _office(data: bytes) -> str:
    """What a zip is: an office file by the folders in it, or a mere archive."""
    if directory_size(data) > _OFFICE_DIRECTORY:
        return "other"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "other"
    folders = {name.partition("/")[0] for name in names} if "[Content_Types].xml" in names else set()
    return "docx" if "word" in folders else "xlsx" if "xl" in folders else "other"


def named(text: str) -> bool:
    """Whether words end like the name of a file."""
    found = re.search(r"\.([A-Za-z0-9]{1,5})\s*$", text)
    return bool(found) and found is not None and found.group(1).lower() in words()["suffixes"]


def file_name(disposition: bytes | None, text: str, url: str) -> str:
    """The name of an attachment: what the answer says, else its link's words, else its address.

    Names come in UTF-8, in GB 18030, percent-encoded in either, or as RFC 6266 wants it.
    """
    for raw in (_disposition(disposition), text if named(text) else None):
        if raw:
            return raw
    last = unquote_to_bytes(urlsplit(url).path.rpartition("/")[2])
    return _characters(last) or text


def _disposition(header: bytes | None) -> str | None:
    if not header:
        return None
    extended = re.search(rb"filename\*\s*=\s*([\w-]*)'[^']*'([^;\s]+)", header, re.I)
    if extended:
        try:
            return unquote_to_bytes(extended.group(2)).decode(extended.group(1).decode("ascii") or "utf-8")
        except (LookupError, UnicodeDecodeError):
            return _characters(unquote_to_bytes(extended.group(2)))
    message = Message()
    message["Content-Disposition"] = header.decode("latin-1").replace("\n", " ").replace("\r", " ")
    plain = message.get_filename()
    return _characters(unquote_to_bytes(plain.encode("latin-1", errors="replace"))) if plain else None


def _characters(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def safe_stem(name: str) -> str:
    """A name as it may stand on any disk: one part, without its extension, nothing hidden or in disguise."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    # Control characters, format characters (a text that turns its direction hides an extension), surrogates.
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}\s*$", "", name)
    stem = re.sub(r'[<>:"/|?*\s]+', "_", stem).strip("._ ")
    while len(stem.encode("utf-8")) > LONGEST_NAME:
        stem = stem[:-1]
    stem = stem.strip("._ ")
    return f"_{stem}" if _DEVICES.match(stem) else stem or "file"


def keep(out: Path, data: bytes, name: str, extension: str) -> tuple[str, str]:
    """Write bytes under the folder of a crawl; their SHA-256 and their path relative to it.

    Raises
    ------
    OSError
        If they cannot be written. Half a file never stands under its name.
    """
    digest = hashlib.sha256(data).hexdigest()
    relative = f"{FOLDER}/{digest[:2]}/{digest[:12]}-{safe_stem(name)}.{extension}"
    place = out / relative
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.parent / f".{digest}.part"
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(place)
    return digest, relative
