"""Opening a PDF: junk before the header, missing cross-references, truncation, passwords, broken fonts."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import pikepdf

from extract.errors import Failure, failure, refuse
from extract.options import Limits, Options
from extract.pages.guard import Abandoned, guarded
from extract.stages import Source

#: How far into a file its header may stand (as Acrobat has it).
HEADER_WITHIN = 1024
#: Ascent and descent, in thousandths of the size, for fonts that claim none.
ASCENT, DESCENT = 880, -120
#: Objects whose data are unpacked as a check; images are left to their decoders.
MOST_CHECKED = 50_000
#: Fonts looked at per file: one made to do harm may name millions.
MOST_FONTS = 20_000
#: Opening may take as long as so many pages.
OPENINGS = 2
#: Bytes unpacked at a time.
PIECE = 1 << 24
#: Why a child was given up, for the reader.
WHY = {"time": "超时 / time", "crash": "崩溃 / crash"}
DEFAULTS = Limits()


class Opened(NamedTuple):
    """A PDF that the readers can work with."""

    data: bytes
    repairs: tuple[str, ...]
    failures: tuple[Failure, ...]
    pages: int
    damaged: bool = False


def repaired(source: Source, options: Options | None = None) -> bytes:
    """The bytes of a paged source after repair; those of an image as they are.

    Deterministic and recomputed on demand: results are cached as JSON, which is
    no place for a file.
    """
    return source.data if source.format != "pdf" else open_pdf(source.data, (options or Options()).limits).data


@lru_cache(maxsize=1)
def open_pdf(data: bytes, limits: Limits = DEFAULTS) -> Opened:
    """Repair a PDF, in a child process that is given up if it hangs or crashes.

    Raises
    ------
    JuesuanError
        If it asks for a password, is damaged beyond repair or does harm.
    """

    def work() -> Iterator[Opened]:
        opened = _open(data, limits)
        # What was not changed does not travel.
        yield opened._replace(data=b"") if opened.data is data else opened

    try:
        opened = next(guarded(work, OPENINGS * limits.seconds_per_page))
    except Abandoned as gone:
        raise refuse("JS215", WHY[gone.why]) from gone
    return opened if opened.data else opened._replace(data=data)


def _open(data: bytes, limits: Limits) -> Opened:
    repairs: list[str] = []
    failures: list[Failure] = []
    at = data.find(b"%PDF-", 0, HEADER_WITHIN + 5)
    if at > 0:
        repairs.append(f"{at} bytes before the header dropped")
        data = data[at:]
    whole = b"%%EOF" in data.rstrip(b"\x00 \r\n\t")[-2048:]
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as error:
        raise refuse("JS202") from error
    except (pikepdf.PdfError, ValueError, OSError, RuntimeError) as error:
        raise refuse("JS201", _brief(error)) from error
    with pdf:
        try:
            count = len(pdf.pages)
        except (pikepdf.PdfError, ValueError, RuntimeError) as error:
            raise refuse("JS201", _brief(error)) from error
        if not count:
            raise refuse("JS201" if not whole else "JS210", "没有页面 / no pages are left")
        changed = at > 0
        if pdf.is_encrypted:
            repairs.append("owner password dropped")
            changed = True
        warnings = pdf.get_warnings()
        if warnings:
            repairs.append(f"structure repaired ({_brief(warnings[0])})")
            changed = True
        torn = _torn_streams(pdf, limits.stream_bytes)
        if torn:
            failures.append(failure("JS211", "; ".join(torn[:3])))
        fonts = _repair_fonts(pdf)
        if fonts:
            repairs.append(f"{fonts} fonts without ascent and descent given usual ones")
            changed = True
        if not whole:
            promised = _promised_pages(data)
            if promised is not None and promised > count:
                failures.append(failure("JS207", f"{count} / {promised}"))
            elif warnings:
                repairs.append("the end of the file is missing")
        if changed:
            out = io.BytesIO()
            try:
                pdf.save(out, deterministic_id=not pdf.is_encrypted, encryption=False)
            except (pikepdf.PdfError, ValueError, RuntimeError) as error:
                raise refuse("JS201", _brief(error)) from error
            data = out.getvalue()
    return Opened(data, tuple(repairs), tuple(failures), count, bool(warnings or torn or not whole))


def _brief(error: object) -> str:
    text = str(error).strip().splitlines()
    # qpdf names the stream it reads from, address included: that is no part of a stable record.
    first = re.sub(r"(?:stream )?<[^>]*object at 0x[0-9a-f]+>:?\s*", "", text[0]) if text else ""
    return (first or type(error).__name__)[-160:]


def _torn_streams(pdf: pikepdf.Pdf, most: int) -> list[str]:
    """Pages and other parts whose data do not unpack: what they print is lost without a word from any reader."""
    owners: dict[tuple[int, int], str] = {}
    for number, page in enumerate(pdf.pages, start=1):
        contents = page.obj.get("/Contents")
        for stream in list(contents) if isinstance(contents, pikepdf.Array) else [contents]:
            if isinstance(stream, pikepdf.Stream):
                owners.setdefault(stream.objgen, f"p. {number}")
    torn = []
    for checked, item in enumerate(pdf.objects):
        if checked > MOST_CHECKED:
            break
        if not isinstance(item, pikepdf.Stream) or item.get("/Subtype") == pikepdf.Name.Image:
            continue
        before = len(pdf.get_warnings())
        try:
            raw = item.read_raw_bytes()
            # qpdf passes over a wrong checksum; an early end alone is common and harmless.
            if _inflated(item, raw, most) > most or len(raw) > most:
                raise refuse("JS213", f"> {most:,} bytes")
            item.read_bytes()
            broken = len(pdf.get_warnings()) > before
        except (pikepdf.PdfError, RuntimeError, ValueError, zlib.error):
            broken = True
        if broken:
            torn.append(owners.get(item.objgen, "字体等 / a font or the like"))
    return sorted(set(torn))


def _inflated(item: pikepdf.Stream, raw: bytes, most: int) -> int:
    """Bytes of a stream behind its leading Flate filters; counting ends beyond ``most``.

    Raises
    ------
    zlib.error
        If they do not unpack.
    """
    told = item.get("/Filter")
    filters = list(told) if isinstance(told, pikepdf.Array) else [told]
    size = len(raw)
    for name in filters:
        if name != pikepdf.Name.FlateDecode:
            break
        unpack, pieces, size, left = zlib.decompressobj(), [], 0, raw
        while left and not unpack.eof:
            piece = unpack.decompress(left, PIECE)
            left, size = unpack.unconsumed_tail, size + len(piece)
            if size > most:
                return size
            pieces.append(piece)
            if not piece:
                break
        raw = b"".join(pieces) if len(filters) > 1 else b""
    return size


def _promised_pages(data: bytes) -> int | None:
    """The page count that a readable page tree root claims, where it survived."""
    counts = [int(found) for found in re.findall(rb"/Count\s+(\d{1,6})", data)]
    return max(counts) if counts else None


def _repair_fonts(pdf: pikepdf.Pdf) -> int:
    """Give fonts whose ascent and descent are both zero usual ones; how many there were.

    Readers that place text by the ascent (pdfminer, hence camelot) otherwise put
    every line of a table into the row below.
    """
    mended = 0
    for number, item in enumerate(pdf.objects):
        if number > MOST_FONTS:
            break
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != pikepdf.Name.FontDescriptor:
            continue
        try:
            if float(item.get("/Ascent", 0)) == 0 and float(item.get("/Descent", 0)) == 0:
                item["/Ascent"], item["/Descent"] = ASCENT, DESCENT
                mended += 1
        except (TypeError, ValueError):
            item["/Ascent"], item["/Descent"] = ASCENT, DESCENT
            mended += 1
    return mended
