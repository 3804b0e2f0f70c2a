"""The spider: lists to disclosures to attachments, every answer and every failure written into the state."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from extract.errors import KINDS
from flows.crawl.archive import ArchiveError, unpack
from flows.crawl.files import file_name, keep, safe_stem, sniff
from flows.crawl.job import Job
from flows.crawl.net.handler import JOB
from flows.crawl.net.policy import Refused, code_of
from flows.crawl.page import Link, Page
from flows.crawl.reading import Found, Role, Told, is_data, read, told, told_of_file, told_of_listed, unlike_file
from flows.crawl.state import KeptPage, Member

#: Attachments go before disclosures and these before lists, so that little waits in memory.
PRIORITY = {"list": 0, "detail": 10, "file": 20}
#: A page of a disclosure with less to read than this, and without attachments, holds nothing.
LEAST_TEXT = 100
#: A page of the size of the limit may have as many tags as if each took so many bytes: a page of nothing but tags
#: would take minutes to read. Pages of portals have some thousand.
BYTES_PER_TAG = 40

log = logging.getLogger("juesuan.crawl")


class PortalSpider(Spider):
    """Crawls one portal."""

    name = "portal"

    def __init__(self, job: Job, *arguments: Any, **more: Any):
        super().__init__(*arguments, **more)
        self.job, self.portal, self.state = job, job.portal, job.state
        self._seen: set[str] = set()
        self._pages = 0
        self._files = 0
        self._lists: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *arguments: Any, **more: Any) -> PortalSpider:
        spider = super().from_crawler(crawler, crawler.settings[JOB], *arguments, **more)
        crawler.signals.connect(spider.broke, signals.spider_error)
        crawler.signals.connect(spider.ended, signals.spider_closed)
        return spider

    def broke(self, failure: Any, response: Response) -> None:
        """A full disk, or a mistake of ours: the crawl ends and says so; it is taken up where it stopped."""
        if self.job.broken is None:
            self.job.broken = failure.value
            log.error("the crawl broke at %s", response.url, exc_info=failure.value)
            self.crawler.engine.close_spider(self, "broken")

    def ended(self, reason: str) -> None:
        """Why the crawl ended."""
        self.job.reason = reason

    async def start(self) -> AsyncIterator[Request]:
        """The pages that the portal file begins with."""
        for url in self.portal.start:
            for request in self._page(url, "list", None, 0, url):
                yield request
        self.job.begun = True

    # requests

    def _page(self, url: str, role: Role, listed: Link | None, depth: int, top: str) -> Iterator[Request]:
        if url in self._seen:
            return
        self._seen.add(url)
        limits = self.portal.limits
        if self._pages >= limits.pages:
            self.state.page_failed(url, role, "JS141", f"{url} (> {limits.pages})")
            return
        self._pages += 1
        self.state.page_asked(url, role)
        yield from self._request(url, role, limits.page_bytes, {"listed": listed, "depth": depth, "top": top})

    def _file(self, dossier: str, link: Link, said: Told) -> Iterator[Request]:
        self.state.link(dossier, link.url, "attachment", link.text, said)
        if link.url in self._seen:
            return
        self._seen.add(link.url)
        self._files += 1
        self.job.watch.begin(self._files)
        if self.state.asked(link.url):
            self.job.watch.read(link.text or link.url, "kept", 0.0)
            return
        more = {"text": link.text, "handle_httpstatus_list": [304]}
        yield from self._request(link.url, "file", self.portal.limits.file_bytes, more)

    def _request(self, url: str, role: str, most: int, more: dict[str, Any]) -> Iterator[Request]:
        meta = {"role": role, "asked": url, "download_maxsize": most, **more}
        try:
            self.job.policy.check_url(url)
            request = Request(
                url,
                callback=self.read_file if role == "file" else self.read_page,
                errback=self.failed,
                meta=meta,
                priority=PRIORITY[role],
                dont_filter=True,
            )
        except (Refused, ValueError) as error:
            code, detail = (error.code, error.detail) if isinstance(error, Refused) else ("JS123", f"{url}: {error}")
            self._fail(url, role, code, detail)
            return
        yield request

    # failures

    def failed(self, failure: Any) -> None:
        """A request ended without an answer that can be taken."""
        request = failure.request
        host = urlsplit(request.url).hostname or ""
        code, detail = code_of(failure.value, host, self.job.policy)
        name = request.meta.get("text") or request.url
        asked = request.meta["asked"]
        if code in ("JS128", "JS131", "JS132") and asked not in detail:
            detail = f"{detail} {asked}"
        self._fail(asked, request.meta["role"], code, detail[:500], name, request.meta.get("download_latency", 0.0))

    def _fail(self, url: str, role: str, code: str, detail: str, name: str = "", seconds: float = 0.0) -> None:
        if role == "file":
            self.state.file_failed(url, code, detail)
            self.job.watch.read(name or url, f"{KINDS[code].severity} {code}", seconds)
        else:
            self.state.page_failed(url, role, code, detail)
            self.job.watch.say(f"{code} {KINDS[code].message.replace('{detail}', detail)}")

    # pages

    def read_page(self, response: Response) -> Iterator[Request]:
        """A list or a disclosure."""
        meta = response.meta
        role, asked = meta["role"], meta["asked"]
        content_type = _text(response.headers.get("Content-Type"))
        if (
            response.body.strip()
            and sniff(response.body).extension not in ("html", "txt")
            and not is_data(response.body)
        ):
            self._file_instead(response)
            return
        tags, most = response.body.count(b"<"), self.portal.limits.page_bytes // BYTES_PER_TAG
        if tags > most:
            self._fail(asked, role, "JS125", f"{asked} ({tags} tags > {most})")
            return
        page = Page(response.url, response.body, content_type)
        wrong = self._wrong_with(page)
        if wrong is not None:
            code, detail = wrong
            self._fail(asked, role, code, f"{asked} {detail}".strip())
            return
        found = read(page, role, self.portal, start=meta["depth"] == 0)
        if "kept" in response.flags:
            self.state.page_unchanged(asked)
        else:
            etag, modified = _validators(response)
            kept = KeptPage(response.url, content_type, etag, modified, response.body, self.state.crawl)
            self.state.page_came(asked, role, kept)
        yield from self._follow(page, found, meta)

    def _wrong_with(self, page: Page) -> tuple[str, str] | None:
        """Why a page is not read: the number of its failure and what is to be told."""
        if not page.body.strip():
            return "JS145", ""
        most = self.portal.limits.links_per_page
        if page.link_count > most:
            return "JS134", f"({page.link_count} > {most})"
        # A page with attachments is no error page, whatever it says.
        if page.missing and not any(link.is_attachment for link in page.links):
            return "JS133", f"({page.missing})"
        return None

    def _follow(self, page: Page, found: Found, meta: dict[str, Any]) -> Iterator[Request]:
        role, asked, depth, top = meta["role"], meta["asked"], meta["depth"], meta["top"]
        # A column that is a disclosure itself: its page holds the figures.
        if role == "detail" or (self.portal.style == "discover" and depth and page.has_figures):
            yield from self._dossier(page, found, meta)
        else:
            for link in found.attachments:
                said = told_of_listed(link, self.portal)
                dossier = ident(link.url)
                self.state.dossier(dossier, link.url, said)
                yield from self._file(dossier, link, said)
            if not found.count:
                self._fail(asked, role, "JS142", asked)
        urls = {*found.next, *(link.url for link in (*found.disclosures, *found.columns, *found.attachments))}
        if role == "list" and urls and urls <= self._seen and page.url not in urls:
            self.job.watch.say(
                f"栏目页没有新链接，列表可能由脚本生成 / nothing new on a list, perhaps a script fills it: {asked}"
            )
        for url in found.next:
            self._lists[top] = self._lists.get(top, 1) + (url not in self._seen)
            if self._lists[top] > self.portal.limits.list_pages:
                self._fail(url, "list", "JS141", f"{url} (> {self.portal.limits.list_pages})")
                continue
            yield from self._page(url, role, None, depth, top)
        for link in found.disclosures:
            yield from self._deeper(link, "detail", depth)
        for link in found.columns:
            yield from self._deeper(link, "list", depth)

    def _deeper(self, link: Link, role: Role, depth: int) -> Iterator[Request]:
        if self.portal.style == "discover" and depth >= self.portal.limits.depth:
            if link.url not in self._seen:
                self._fail(link.url, role, "JS141", f"{link.url} (depth > {self.portal.limits.depth})")
            return
        yield from self._page(link.url, role, link, depth + 1, link.url)

    def _dossier(self, page: Page, found: Found, meta: dict[str, Any]) -> Iterator[Request]:
        """A disclosure: its page, where it holds something itself, and its attachments."""
        asked = meta["asked"]
        leads_on = bool(found.disclosures or found.columns or found.next)
        said = told(page, self.portal, meta["listed"])
        dossier = ident(asked)
        keeping = self.portal.keep_pages
        alone = not found.attachments and not leads_on
        own = page.has_figures or (alone and len(page.visible) >= LEAST_TEXT)
        keep_it = keeping == "always" or (keeping == "auto" and own)
        if not keep_it and not found.attachments:
            if alone:
                self._fail(asked, meta["role"], "JS142", asked)
            return
        self.state.dossier(dossier, asked, said)
        if keep_it:
            self._keep_page(page, asked, dossier, said)
        for link in found.attachments:
            yield from self._file(dossier, link, told_of_file(link, said))

    def _keep_page(self, page: Page, asked: str, dossier: str, said: Told) -> None:
        """The page itself is a document; what only counts its visits makes no new version."""
        self.state.link(dossier, asked, "page", said.title or "", said)
        mark, before = self.state.mark(asked)
        if mark == page.mark and before and self.state.has_content(before):
            self.state.file_unchanged(asked)
            return
        sha256 = self._kept(page.body, said.title or "page", "html")
        self.state.file_came(asked, sha256, [], None, None, page.mark)

    # attachments

    def _file_instead(self, response: Response) -> None:
        """A file where a page was expected: a disclosure that is a file and has no page."""
        asked, listed = response.meta["asked"], response.meta["listed"] or Link(response.meta["asked"], "")
        said = told_of_listed(listed, self.portal)
        self.state.dossier(ident(asked), asked, said)
        self.state.link(ident(asked), asked, "attachment", listed.text, said)
        self.state.page_is_file(asked)
        response.meta["text"] = listed.text
        self.read_file(response)

    def read_file(self, response: Response) -> None:
        """An attachment, an archive, or a page in its place."""
        url, body = response.meta["asked"], response.body
        text, seconds = response.meta["text"], response.meta.get("download_latency", 0.0)
        if response.status == 304 and self.state.mark(url)[1] is None:
            # Nothing of it is known here, and nothing was said to be.
            self._fail(url, "file", "JS128", f"HTTP 304 {url}", text, seconds)
            return
        if response.status == 304:
            self.state.file_unchanged(url)
            self.job.watch.read(text or url, "unchanged", seconds)
            return
        name = file_name(response.headers.get("Content-Disposition"), text, url)
        wrong = unlike_file(url, body)
        members: list[Member] = []
        sniffed = sniff(body)
        if wrong is None and sniffed.what == "zip":
            try:
                members = self._members(body)
            except ArchiveError as error:
                wrong = error.code, f": {error.detail}"
        if wrong is not None:
            self._fail(url, "file", wrong[0], f"{url}{wrong[1]}", name, seconds)
            return
        sha256 = hashlib.sha256(body).hexdigest() if members else self._kept(body, name, sniffed.extension)
        verdict = self.state.file_came(url, sha256, members, *_validators(response))
        self.job.watch.read(name, verdict, seconds)

    def _members(self, body: bytes) -> list[Member]:
        members = []
        for one in unpack(body, self.portal.limits):
            if one.data is None:
                members.append(Member(one.name, None, one.code, one.detail))
            else:
                sha256 = self._kept(one.data, one.name, sniff(one.data).extension)
                members.append(Member(one.name, sha256))
        if not members:
            raise ArchiveError("JS137", "空 / empty")
        return members

    def _kept(self, data: bytes, name: str, extension: str) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.state.has_content(sha256):
            try:
                _, path = keep(self.job.out, data, safe_stem(name), extension)
            except OSError as error:
                self.job.broken = self.job.broken or error
                raise CloseSpider("broken") from error
            self.state.content(sha256, path, len(data))
        return sha256


def ident(url: str) -> str:
    """The id of a disclosure: the same for its page and all its attachments, in every crawl."""
    return hashlib.sha256(url.encode("utf-8", errors="surrogatepass")).hexdigest()[:16]


def _validators(response: Response) -> tuple[str | None, str | None]:
    return _text(response.headers.get("ETag")), _text(response.headers.get("Last-Modified"))


def _text(raw: bytes | None) -> str | None:
    return raw.decode("latin-1") if raw else None
