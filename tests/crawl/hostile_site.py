"""A portal that means harm: each path is one try."""

from __future__ import annotations

import io
import time
import zipfile
from typing import Any

from portal_site import Answer, Site, gzip_of_zeros, pdf, zipped

#: What a crawl of it is limited to.
LIMITS = (
    "seconds = 1.5\nfile_bytes = 300_000\npage_bytes = 1_000_000\nheader_bytes = 8192\nredirects = 5\n"
    "archive_bytes = 2_000_000\narchive_files = 20\nlinks_per_page = 500"
)


def hostile_site(port_elsewhere: int) -> Site:
    """All tries, linked from one list."""
    site = Site()
    here = f"http://127.0.0.1:{port_elsewhere}"
    _redirect(site, "/to-loopback.pdf", f"{here}/secret.pdf")
    _redirect(site, "/to-metadata.pdf", "http://169.254.169.254/latest/meta-data/")
    _redirect(site, "/to-file.pdf", "file:///etc/passwd")
    _redirect(site, "/to-elsewhere.pdf", "http://elsewhere.example/a.pdf")
    _redirect(site, "/to-inner.pdf", "http://inner.test/a.pdf")
    _redirect(site, "/to-port.pdf", f"http://portal.test:{port_elsewhere}/a.pdf")
    for step in range(100):
        more = (("Set-Cookie", f"id={step}"), ("Location", f"/trap{step + 1}.pdf"))
        site.routes[f"/trap{step}.pdf"] = lambda count, headers, more=more: Answer(302, b"", more)
    site.fixed("/named.pdf", pdf("named"), "application/pdf",
               ("Content-Disposition", 'attachment; filename="../../../../outside/\\u202eevil.pdf"'))  # fmt: skip
    site.fixed("/climbs.zip", _climbing(), "application/zip")
    site.fixed("/bomb.zip", zipped({"a.pdf": b"%PDF-1.4" + b"\0" * 20_000_000}), "application/zip")
    site.fixed("/many.zip", zipped({f"{one}.pdf": pdf(str(one)) for one in range(50)}), "application/zip")
    site.fixed("/nested.zip", _nested(6), "application/zip")
    site.routes["/endless.pdf"] = lambda count, headers: Answer(raw=_endless)
    site.routes["/drip.pdf"] = lambda count, headers: Answer(raw=_drip)
    gzipped = gzip_of_zeros(50_000_000)
    site.fixed("/bomb.pdf", gzipped, "application/pdf", ("Content-Encoding", "gzip"))
    site.routes["/headers.pdf"] = lambda count, headers: Answer(raw=_headers)
    site.routes["/one-header.pdf"] = lambda count, headers: Answer(raw=_one_header)
    site.routes["/interim.pdf"] = lambda count, headers: Answer(raw=_interim)
    links = "".join(f'<a href="/many/{one}.pdf">附件{one}.pdf</a>' for one in range(10_000))
    site.page("/links.html", f"<html><body><h1>2021年度决算</h1>{links}</body></html>")
    site.page("/tags.html", "<html><body>" + "<b>a</b>" * 50_000 + "</body></html>")
    site.fixed("/good.pdf", pdf("good"))
    ports = ["http://inner.test/a.pdf", "http://localhost/a.pdf", "http://[::1]/a.pdf", "http://user@portal.test/a.pdf"]
    ports += ["file:///etc/passwd.pdf", "ftp://portal.test/a.pdf", "http://[broken/a.pdf", "http://0x7f.1/a.pdf"]
    here_too = [path for path in site.routes if not path.startswith("/trap") or path == "/trap0.pdf"]
    items = "".join(f'<li><a href="{href}">附件 {number}</a></li>' for number, href in enumerate(here_too + ports))
    site.page("/list.html", f"<html><body><ul class=list>{items}</ul></body></html>")
    return site


def _redirect(site: Site, path: str, where: str) -> None:
    site.routes[path] = lambda count, headers: Answer(302, b"", (("Location", where),))


def _climbing() -> bytes:
    """Names that lead out of the folder, a link that does, and one honest file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("../../outside.pdf", "/etc/outside.pdf", "C:/outside.pdf", "..\\outside.pdf", "honest.pdf"):
            archive.writestr(zipfile.ZipInfo(name), pdf(name))
        link = zipfile.ZipInfo("link.pdf")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def _nested(depth: int) -> bytes:
    data = zipped({"a.pdf": pdf("nested")})
    for level in range(depth):
        data = zipped({f"{level}.zip": data})
    return data


def _endless(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\n")
    for _ in range(20_000):
        handler.wfile.write(b"\0" * 10_000)


def _drip(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\n")
    for _ in range(50):
        handler.wfile.write(b"\0")
        time.sleep(0.1)


def _headers(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (one, b"a" * 100) for one in range(5000)))


def _one_header(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 5_000_000)


def _interim(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 102 Processing\r\nX: y\r\n\r\n" * 5000)
