"""A zoo of bad files, made from the project's own samples: name → bytes, and the codes that are right for it.

``OK`` among the codes: the file may be read without any failure.
"""

from __future__ import annotations

import gzip
import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
from PIL import Image

SAMPLES = Path(__file__).resolve().parents[2] / "labeled" / "samples"
OK = "ok"
#: What may become of a file that lost a part of itself.
DAMAGED = {OK, "JS201", "JS206", "JS207", "JS210", "JS211", "JS215"}
Zoo = Iterator[tuple[str, bytes, set[str]]]


def sample(name: str = "evaluation-a.pdf") -> bytes:
    return (SAMPLES / name).read_bytes()


def changed(change: Callable[[pikepdf.Pdf], None], data: bytes | None = None, **save: object) -> bytes:
    with pikepdf.open(io.BytesIO(data or sample())) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **save)
        return out.getvalue()


def raw_pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a right cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, at)
    return bytes(out)


def with_empty_directory(tif: bytes) -> bytes:
    """A TIFF (little-endian) whose first directory is followed by one without an entry."""
    (first,) = struct.unpack_from("<I", tif, 4)
    (entries,) = struct.unpack_from("<H", tif, first)
    out = bytearray(tif + b"\0" * (len(tif) % 2))
    struct.pack_into("<I", out, first + 2 + 12 * entries, len(out))
    return bytes(out) + b"\0" * 6


def page_of(
    content: bytes, extra: bytes = b"", *more: bytes, box: bytes = b"[0 0 595 842]", filters: bytes = b""
) -> bytes:
    if b"/Resources" not in extra:
        extra += b" /Resources << >>"
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" /Contents 4 0 R " + extra + b" >>",
        b"<< /Length %d %s >>\nstream\n" % (len(content), filters) + content + b"\nendstream",
        *more,
    )


def zoo() -> Zoo:
    yield from truncated()
    yield from structure()
    yield from encrypted()
    yield from sizes()
    yield from bombs()
    yield from actions()
    yield from disguised()
    yield from images()


def truncated() -> Zoo:
    for name in ("evaluation-a.pdf", "hunan-a.office.pdf"):
        data = sample(name)
        for tenth in range(1, 10):
            yield f"{name} cut at {tenth}0 %", data[: len(data) * tenth // 10], DAMAGED


def structure() -> Zoo:
    data = sample()
    at = data.rindex(b"startxref")
    yield "startxref 0", data[:at] + b"startxref\n0\n%%EOF\n", DAMAGED
    yield "startxref beyond the end", data[:at] + b"startxref\n99999999999\n%%EOF\n", DAMAGED
    yield "no trailer", data[:at], DAMAGED
    yield "xref zeroed", re.sub(rb"\d{10} \d{5} n", b"0000000000 00000 n", data), DAMAGED
    yield "junk before the header", b"HTTP/1.1 200 OK\r\n\r\n" + data, {OK}
    yield "header after 1024 bytes", b"\n" * 2000 + data, {"JS104", OK}
    yield "two files in one", data + data, {OK}
    yield "no root", raw_pdf(b"<< /Type /Pages /Kids [] /Count 0 >>", root=9), {"JS201", "JS210"}
    yield "no pages", raw_pdf(b"<< /Type /Catalog >>"), {"JS201", "JS210"}
    yield (
        "zero pages",
        raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"),
        {"JS210"},
    )
    kids = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    yield "page tree that holds itself", raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", kids), DAMAGED
    yield (
        "count of pages negative",
        raw_pdf(
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count -5 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        ),
        DAMAGED,
    )
    yield (
        "kids that are no pages",
        raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [(a) 7 null] /Count 3 >>"),
        DAMAGED,
    )
    yield (
        "content that does not unpack",
        page_of(b"\x78\x9c" + b"\xff" * 90, filters=b"/Filter /FlateDecode"),
        {"JS206", "JS211"},
    )
    yield "unknown filter", page_of(b"abc", filters=b"/Filter /Nonsense"), DAMAGED
    yield "length of a stream wrong", page_of(b"BT ET").replace(b"/Length 5", b"/Length 5000000"), DAMAGED
    yield "contents that are no stream", page_of(b"").replace(b"/Contents 4 0 R", b"/Contents (text)"), DAMAGED
    rng = random.Random(1)
    for n in range(6):
        flipped = bytearray(data)
        for _ in range(10 ** (n % 3 + 1)):
            flipped[rng.randrange(len(flipped))] = rng.randrange(256)
        yield f"bytes flipped, {n}", bytes(flipped), DAMAGED | {"JS202", "JS204", "JS212", "JS213", "JS214", "JS104"}


def encrypted() -> Zoo:
    def same(pdf: pikepdf.Pdf) -> None:
        pass

    for r in (2, 3, 4, 6):
        locked = pikepdf.Encryption(user="geheim", owner="x", R=r, aes=r >= 4, metadata=r >= 4)
        opened = pikepdf.Encryption(user="", owner="x", R=r, aes=r >= 4, metadata=r >= 4)
        yield f"user password, R{r}", changed(same, encryption=locked), {"JS202"}
        yield f"owner password, R{r}", changed(same, encryption=opened), {OK}
    handler = raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>")
    handler = handler.replace(b"/Root", b"/Encrypt << /Filter /Unheard /V 99 /R 99 >> /Root")
    yield "unknown encryption", handler, {"JS201", "JS202"}


def sizes() -> Zoo:
    def box(values: list[float]) -> Callable[[pikepdf.Pdf], None]:
        def change(pdf: pikepdf.Pdf) -> None:
            pdf.pages[0].MediaBox = values

        return change

    yield "page of ten metres", changed(box([0, 0, 28346, 28346])), {"JS204"}
    yield "page of no size", changed(box([0, 0, 0, 0])), {OK, "JS204"}
    yield "page box upside down", changed(box([595, 842, 0, 0])), {OK}
    yield "page box far away", changed(box([1e7, 1e7, 1e7 + 595, 1e7 + 842])), {OK, "JS204"}
    yield "page box of words", page_of(b"", box=b"[(a) (b) (c) (d)]"), DAMAGED | {"JS204"}
    yield "box not there", page_of(b"").replace(b"/MediaBox [0 0 595 842]", b""), DAMAGED
    yield "user unit of a thousand", page_of(b"", b"/UserUnit 1000"), {OK, "JS204"}
    yield "rotated by 45", page_of(b"0 0 9 9 re f", b"/Rotate 45"), {OK}


def bombs() -> Zoo:
    zeros = zlib.compress(b" " * 600_000_000, 9)
    yield "stream bomb", page_of(zeros, filters=b"/Filter /FlateDecode"), {"JS213"}
    twice = zlib.compress(zeros, 9)
    yield "stream bomb twice packed", page_of(twice, filters=b"/Filter [/FlateDecode /FlateDecode]"), {"JS213"}
    picture = b"<< /Type /XObject /Subtype /Image /Width 40000 /Height 40000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    picture += b" /Length 3 >>\nstream\nabc\nendstream"
    uses = b"/Resources << /XObject << /B 5 0 R >> >>"
    yield "picture bomb", page_of(b"q 500 0 0 500 0 0 cm /B Do Q", uses, picture), {"JS212"}
    yield "arrays nested deeply", page_of(b"", b"/Deep " + b"[" * 50_000 + b"]" * 50_000), DAMAGED
    yield "dictionaries nested deeply", page_of(b"", b"/Deep " + b"<< /A " * 30_000 + b"1" + b" >>" * 30_000), DAMAGED
    yield "content nested deeply", page_of(b"q " * 200_000), {OK}
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /B 5 0 R >> >> /Length 11 >>\n"
    form += b"stream\n/B Do /B Do\nendstream"
    # PDFium 5.x runs out of stack over it; the page is given up.
    yield "form that draws itself", page_of(b"/B Do", uses, form), {OK, "JS214"}
    yield "many paths", page_of(b"".join(b"%d %d m 9 9 l S\n" % (i % 595, i % 842) for i in range(20_000))), {OK}


def actions() -> Zoo:
    def act(action: pikepdf.Dictionary) -> Callable[[pikepdf.Pdf], None]:
        def change(pdf: pikepdf.Pdf) -> None:
            pdf.Root.OpenAction = action

        return change

    name = pikepdf.Name
    yield "javascript", changed(act(pikepdf.Dictionary(S=name.JavaScript, JS="while(1){app.alert(1)}"))), {OK}
    yield "launch", changed(act(pikepdf.Dictionary(S=name.Launch, F="/bin/sh"))), {OK}
    yield "uri", changed(act(pikepdf.Dictionary(S=name.URI, URI="http://127.0.0.1/"))), {OK}

    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["程序.exe"] = b"MZ" + b"\0" * 100

    yield "attachment", changed(attach), {OK}


def disguised() -> Zoo:
    yield "empty", b"", {"JS102"}
    yield "one byte", b"%", {OK, "JS104"}
    yield "header only", b"%PDF-1.4\n", {"JS201"}
    yield "nulls", b"\0" * 5000, {"JS104"}
    yield "random", random.Random(2).randbytes(60_000), {"JS104"}
    yield "random behind a header", b"%PDF-1.7\n" + random.Random(3).randbytes(60_000), {"JS201", "JS210"}
    yield "gzip", gzip.compress(sample()), {"JS104"}
    yield "executable", b"MZ" + random.Random(4).randbytes(4000), {"JS104"}
    yield "json", b'{"code": 404, "message": "not found"}', {"JS104"}
    yield "web page", b"<!DOCTYPE html><html><body>404</body></html>", {"JS103"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 700_000_000)
    yield "docx bomb", out.getvalue(), {"JS105"}
    yield "zip cut in half", out.getvalue()[: len(out.getvalue()) // 2], {"JS104"}


def images() -> Zoo:
    def saved(kind: str, mode: str = "RGB", size: tuple[int, int] = (300, 400), **more: object) -> bytes:
        out = io.BytesIO()
        Image.new(mode, size, 0).save(out, kind, **more)
        return out.getvalue()

    whole = saved("PNG")
    yield "png cut", whole[: len(whole) // 2], {OK, "JS206", "JS208"}
    # Width and height of the header: 100,000 each.
    header = whole[:16] + struct.pack(">II", 100_000, 100_000) + whole[24:29]
    header += struct.pack(">I", zlib.crc32(header[12:29])) + whole[33:]
    yield "png bomb", header, {"JS205", "JS208"}
    jpeg = saved("JPEG", "L", (800, 800))
    yield "jpg cut", jpeg[:300], {OK, "JS206", "JS208"}
    yield "jpg with rubbish", jpeg[:400] + b"\xff" * 999, {OK, "JS206", "JS208"}
    yield "one pixel", saved("PNG", size=(1, 1)), {OK}
    yield "one pixel high", saved("PNG", size=(60_000, 1)), {OK, "JS204"}
    yield "cmyk", saved("JPEG", "CMYK"), {OK}
    yield "sixteen bits", saved("PNG", "I;16"), {OK}
    frames = [Image.new("1", (60, 60)) for _ in range(50)]
    yield "tif of fifty pages", saved("TIFF", "1", (60, 60), save_all=True, append_images=frames), {OK}
    tif = saved("TIFF")
    torn = raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 4 0 R] /=ount 2 >>",
        *(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>" for _ in range(2)),
    )
    yield "pages without a count, one of them lost", torn.replace(b"4 0 obj", b"4 0 o\x08j"), {"JS201"}
    yield "tif with an empty second directory", with_empty_directory(tif), {"JS208"}
    yield "tif whose pages lead back to the first", tif[:-4] + struct.pack("<I", 8), {OK, "JS208", "JS206"}
    yield "gif", saved("GIF", "P"), {OK}
