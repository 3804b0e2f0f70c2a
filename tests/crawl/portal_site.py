"""A portal of the project's own, served on loopback, with the habits of real ones.

Names (portal.test …) lead here because the portal file of a test gives them the address. Everything
is made from numbers: the same size gives the same site, byte for byte.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import ssl
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

HOST = "portal.test"
TOWNS = ("云溪县", "白石县", "青桐县", "临泽县", "河口县")
BODIES = ("医疗保障局", "民政局", "水务局", "文化馆", "统计局")
KINDS = ("部门决算", "部门预算", "部门整体支出绩效自评")
#: Attachments of a disclosure page, and disclosures of a list page.
PER_PAGE, PER_LIST = 4, 10


@dataclass
class Answer:
    """What the portal sends; ``raw`` writes to the socket itself."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    raw: Callable[[Any], None] | None = None
    wait: float = 0.0


@dataclass
class Seen:
    """A request as it came."""

    at: float
    host: str
    path: str
    headers: dict[str, str]
    #: How many requests were under way when it came.
    together: int


@dataclass
class Site:
    """Routes by path, what was asked, and what a crawl of it must come to."""

    routes: dict[str, Callable[[int, dict[str, str]], Answer]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    #: Address path of every attachment → SHA-256 of what it is, or the number of its failure.
    expected: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    under_way: int = 0
    #: No conditional requests are answered with 304: every body is sent anew.
    forgetful: bool = False

    def page(self, path: str, html: str, encoding: str = "utf-8", content_type: str = "text/html") -> None:
        """A page that does not change."""
        self.fixed(path, html.encode(encoding), content_type)

    def fixed(self, path: str, body: bytes, content_type: str = "application/octet-stream", *more: Any) -> None:
        """An answer that does not change, with validators."""
        tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'

        def answer(count: int, headers: dict[str, str]) -> Answer:
            if headers.get("if-none-match") == tag and not self.forgetful:
                return Answer(304, b"", (("ETag", tag),))
            return Answer(200, body, (("Content-Type", content_type), ("ETag", tag), *more))

        self.routes[path] = answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        site, headers = self.site, {key.lower(): value for key, value in self.headers.items()}
        with site.lock:
            site.under_way += 1
            site.asked[self.path] += 1
            count = site.asked[self.path]
            site.seen.append(Seen(time.monotonic(), headers.get("host", ""), self.path, headers, site.under_way))
        try:
            route = site.routes.get(self.path)
            self.answer(route(count, headers) if route else Answer(404, b"<h1>404 Not Found</h1>"))
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True
        finally:
            with site.lock:
                site.under_way -= 1

    def answer(self, answer: Answer) -> None:
        if answer.wait:
            time.sleep(answer.wait)
        if answer.raw is not None:
            answer.raw(self)
            self.close_connection = True
            return
        self.send_response(answer.status)
        for key, value in answer.headers:
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """The tests look at ``Site.seen``."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the tests."""


class Served:
    """A site on a port of loopback."""

    def __init__(self, site: Site, context: ssl.SSLContext | None = None):
        self.site = site
        handler = type("Handler", (_Handler,), {"site": site})
        self._server = _Server(("127.0.0.1", 0), handler)
        if context is not None:
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()


# what attachments are made of


def pdf(text: str) -> bytes:
    """A small PDF whose bytes are its own."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n% "
        + hashlib.sha256(text.encode()).hexdigest().encode()
        + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def office(text: str, folder: str) -> bytes:
    """A zip that looks like docx (word) or xlsx (xl)."""
    return zipped({"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": text.encode()})


def ole(text: str, stream: str) -> bytes:
    """Bytes that look like doc (WordDocument) or xls (Workbook)."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + stream.encode("utf-16-le") + b"\0" * 512 + text.encode()


def zipped(members: dict[str, bytes], encoding: str | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with fixed times; names in ``encoding`` as programs in China write them, without the UTF-8 flag."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2021, 9, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, data)
    packed = out.getvalue()
    if encoding is None:
        return packed
    for name in members:
        raw, wanted = name.encode("utf-8"), name.encode(encoding)
        # The same number of bytes, so that all offsets stay true; ASCII fills up.
        assert len(wanted) <= len(raw)
        packed = packed.replace(raw, b"_" * (len(raw) - len(wanted)) + wanted)
    # Bit 11, "the name is UTF-8", taken back in both headers of every member.
    packed = packed.replace(b"PK\x03\x04\x14\x00\x00\x08", b"PK\x03\x04\x14\x00\x00\x00")
    return packed.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\x00\x00\x00")


# the portal


def regular_site(disclosures: int, style: str = "selectors", hang: float = 1.2) -> Site:
    """A portal of lists, disclosures and attachments, with faults strewn in.

    Every 7th page is GBK and says so, every 7th GBK and does not, every 7th declares UTF-8 and is GBK.
    Attachments: see ``_attachment``.
    """
    site = Site()
    site.fixed("/robots.txt", b"User-agent: *\nDisallow: /private/\n", "text/plain")
    lists = (disclosures + PER_LIST - 1) // PER_LIST
    for number in range(lists):
        path = list_path(number)
        site.page(path, _list_page(number, lists, disclosures, style), "gbk", "text/html")
    for number in range(disclosures):
        _disclosure(site, number, hang)
    if style == "discover":
        home = '<a href="/about.html">机构概况</a><a href="/news/">新闻</a><a href="/yjs/">预决算公开</a>'
        site.page("/", f"<html><head><meta charset=utf-8><title>门户</title></head><body>{home}</body></html>")
        column = f'<html><head><meta charset=utf-8></head><body><a href="{list_path(0)}">部门决算</a></body></html>'
        site.page("/yjs/", column)
        site.page("/news/", "<html><body>不该到这里</body></html>")
    return site


def list_path(number: int) -> str:
    """The address of a list page, as content management systems number them."""
    return "/yjs/bm/index.html" if number == 0 else f"/yjs/bm/index_{number}.html"


def _list_page(number: int, lists: int, disclosures: int, style: str) -> str:
    items = "".join(
        f'<li><a href="{detail_path(one)}" title="{title_of(one)}">{title_of(one)[:8]}…</a>'
        f"<span>{date_of(one)}</span></li>"
        for one in range(number * PER_LIST, min(disclosures, (number + 1) * PER_LIST))
    )
    # Half of the lists turn their page with a link, half with a script, as it is found.
    if number % 2 == 0 and number + 1 < lists:
        pager = f'<a href="{list_path(number + 1)}">下一页</a>'
    else:
        pager = f'<script>createPageHTML({lists}, {number}, "index", "html");</script>'
    return (
        f'<html><body><ul class="list">{items}</ul>{pager}<a href="http://elsewhere.test/">友情链接</a></body></html>'
    )


def detail_path(number: int) -> str:
    """The address of a disclosure page."""
    return f"/art/2021/t{number:05}.html"


def date_of(number: int) -> str:
    """When a disclosure was published."""
    return f"2021-{1 + number % 12:02}-{1 + number % 28:02}"


def title_of(number: int) -> str:
    """What a disclosure is called."""
    return f"{TOWNS[number % 5]}{BODIES[number // 5 % 5]}{2019 + number % 3}年度{KINDS[number % 3]}公开"


def _disclosure(site: Site, number: int, hang: float) -> None:
    links = []
    for place in range(PER_PAGE):
        index = number * PER_PAGE + place
        href, text = _attachment(site, index, hang)
        links.append(f'<li><a href="{href}">{text}</a></li>')
    title = title_of(number)
    charset = {0: "<meta charset=gb2312>", 1: "", 2: "<meta charset=utf-8>"}.get(number % 7, "<meta charset=utf-8>")
    head = f'{charset}<title>{title}-门户</title><meta name="PubDate" content="{date_of(number)} 10:00">'
    body = f'<h1>{title}</h1><div class="files"><ul>{"".join(links)}</ul></div><p>浏览次数：{number}</p>'
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    site.page(detail_path(number), html, "gbk" if number % 7 < 3 else "utf-8", "text/html")


def _attachment(site: Site, index: int, hang: float) -> tuple[str, str]:
    """One attachment, its address and its words. What goes wrong with it follows from its number."""
    text = f"附件 {index}"
    maker, suffix = [
        (pdf, "pdf"),
        (lambda one: office(one, "word"), "docx"),
        (lambda one: office(one, "xl"), "xlsx"),
        (lambda one: ole(one, "WordDocument"), "doc"),
        (lambda one: ole(one, "WordDocument"), "wps"),
        (lambda one: ole(one, "Workbook"), "xls"),
    ][index % 6]
    body = maker(text)
    path = f"/files/{index % 13}/P{index:06}.{suffix}"
    fault = index % 40
    if fault == 3:  # the same bytes under many addresses
        body = pdf("the same")
    sha256 = hashlib.sha256(body).hexdigest()
    site.expected[path] = sha256
    if fault == 5:  # 404, honest
        site.expected[path] = "JS128"
        return path, f"附件{index}.{suffix}"
    if fault == 7:  # 404, with status 200
        site.page(path, "<html><body>对不起，您访问的页面不存在或已被删除</body></html>")
        site.expected[path] = "JS133"
    elif fault == 11:  # busy, twice
        site.routes[path] = _busy(site, path, body)
    elif fault == 13:  # breaks off, the first time
        site.routes[path] = _cut(site, path, body)
    elif fault == 17:  # moved
        site.fixed(f"/new{path}", body)
        site.routes[path] = lambda count, headers: Answer(302, b"", (("Location", f"/new{path}"),))
    elif fault == 19:  # a name in percent-encoded GBK
        path = f"/files/{quote(f'附件{index}', encoding='gbk')}.{suffix}"
        site.expected.popitem()
        site.expected[path] = sha256
        site.fixed(path, body)
    elif fault == 23:  # an archive whose names are GBK
        body = zipped({f"决算表{index}.xlsx": office(text, "xl"), f"说明{index}.docx": office(text, "word")}, "gbk")
        path = f"/files/{index}.zip"
        site.expected.popitem()
        site.expected[path] = hashlib.sha256(body).hexdigest()
        site.fixed(path, body, "application/zip")
    elif fault == 29:  # slow, not too slow
        site.routes[path] = lambda count, headers: Answer(200, body, wait=0.2)
    elif fault == 31 and index % 240 == 31:  # hangs
        site.routes[path] = lambda count, headers: Answer(200, body, wait=hang)
        site.expected[path] = "JS127"
    elif fault == 37:  # an error of the server, for good
        site.routes[path] = lambda count, headers: Answer(500, b"")
        site.expected[path] = "JS128"
    else:
        site.fixed(path, body)
    return path, f"附件{index}：{text}.{suffix}"


def _busy(site: Site, path: str, body: bytes) -> Callable[[int, dict[str, str]], Answer]:
    site.fixed(path, body)
    then = site.routes[path]

    def answer(count: int, headers: dict[str, str]) -> Answer:
        if count == 1:
            return Answer(429, b"", (("Retry-After", "0"),))
        return Answer(503, b"") if count == 2 else then(count, headers)

    return answer


def _cut(site: Site, path: str, body: bytes) -> Callable[[int, dict[str, str]], Answer]:
    site.fixed(path, body)
    then = site.routes[path]

    def cut(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body)

    return lambda count, headers: Answer(raw=cut) if count == 1 else then(count, headers)


def portal_file(place: Path, port: int, **changes: Any) -> Path:
    """A portal file for a site on this port; ``changes`` are lines of TOML by the heading they go under."""
    head = changes.get("head", "")
    host = f'[[hosts]]\nname = "{HOST}"\nports = [{port}]\naddress = "127.0.0.1"\nallow_private = true\n'
    start = changes.get("start", [f"http://{HOST}:{port}/yjs/bm/index.html"])
    style = changes.get("style", "selectors")
    rules = '[list]\nlinks = "ul.list a"\n[detail]\ntitle = "//h1"\nattachments = "div.files a"\n'
    rules = changes.get("rules", rules if style == "selectors" else "")
    pace = changes.get("pace", "seconds = 0.005\nretries = 2")
    place.write_text(
        f'name = "测试门户"\ncontact = "crawl@example.org"\nregion = "云溪州"\nstyle = "{style}"\nstart = {start}\n'
        f"{head}\n{host}{changes.get('hosts', '')}\n[pace]\n{pace}\nbackoff = 0.05\n"
        f"[limits]\n{changes.get('limits', 'seconds = 0.6')}\n{rules}",
        encoding="utf-8",
    )
    return place


def gzip_of_zeros(size: int) -> bytes:
    """A transfer that is a thousand times as large when it is unpacked."""
    return gzip.compress(b"\0" * size, mtime=0)
