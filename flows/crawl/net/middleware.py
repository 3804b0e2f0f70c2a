"""Scrapy's middlewares with numbered refusals: guard, robots.txt, redirects, retries, compression, memory."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.utils.httpobj import urlparse_cached

from flows.crawl.net.handler import JOB
from flows.crawl.net.policy import Refused, code_of, is_final
from flows.crawl.state import KeptPage

#: Answers that ask to wait.
BUSY = frozenset({429, 503})
#: A Crawl-delay above this is taken for a mistake of who wrote it.
LONGEST_CRAWL_DELAY = 120.0
#: How many bytes of a refused address are told.
TOLD = 300


class Guard:
    """Every request passes here first: those of robots.txt, of redirects and of retries as well."""

    def __init__(self, crawler: Crawler):
        self._policy = crawler.settings[JOB].policy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        self._policy.check_url(request.url)


class Robots(RobotsTxtMiddleware):
    """robots.txt (RFC 9309): refused with a number; a host whose file cannot be had is left alone."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self._job = crawler.settings[JOB]
        self._left: dict[str, Refused] = {}

    def process_request_2(self, rp: Any, request: Request) -> None:
        left = self._left.get(urlparse_cached(request).netloc)
        if left is not None:
            raise Refused(left.code, left.detail)
        try:
            super().process_request_2(rp, request)
        except Refused:
            raise
        except IgnoreRequest as error:
            raise Refused("JS131", request.url) from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._left[netloc] = Refused("JS144", f"{response.url}: HTTP {response.status}")
        elif response.status >= 400:
            # What the portal says instead of a file is no rule.
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        self._slow_down(self._parsers[netloc], urlparse_cached(request).hostname or "")

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            host = netloc.rpartition("@")[2].partition(":")[0]
            self._left[netloc] = Refused(*code_of(exc, host, self._job.policy))
        super()._robots_error(exc, netloc)

    def _slow_down(self, parser: Any, host: str) -> None:
        """Take the Crawl-delay of the host when it is longer than the pace of the portal file."""
        rules = getattr(parser, "rp", None)
        delay = rules.crawl_delay(self._robotstxt_useragent) if rules is not None else None
        if not delay or delay <= self._job.portal.pace.seconds:
            return
        delay = min(float(delay), LONGEST_CRAWL_DELAY)
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings[host] = {"delay": delay}
        if host in downloader.slots:
            downloader.slots[host].delay = delay


class Redirect(RedirectMiddleware):
    """Redirects; where they lead goes through the guard like any request."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        try:
            result = super().process_response(request, response)
        except Refused:
            raise
        except IgnoreRequest as error:
            raise Refused("JS124", f"{request.url[:TOLD]}: > {self.max_redirect_times}") from error
        except ValueError as error:
            raise Refused("JS123", f"{request.url[:TOLD]} → {error}"[: 2 * TOLD]) from error
        if result is response and response.status in (301, 302, 303, 307, 308) and "Location" in response.headers:
            where = (response.headers["Location"] or b"").decode("latin-1")
            raise Refused("JS123", f"{request.url[:TOLD]} → {where[:TOLD]}")
        return result


class MetaRefresh(MetaRefreshMiddleware):
    """Pages that send on to another; counted with the redirects."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        if "kept" in response.flags:
            return response
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise Refused("JS124", f"{request.url[:TOLD]}: > {self.max_redirect_times}") from error
        except ValueError as error:
            raise Refused("JS123", f"{request.url[:TOLD]} → {error}"[: 2 * TOLD]) from error


class Retry(RetryMiddleware):
    """Further tries; a host that is busy is left alone as long as it asks, all its requests together."""

    def __init__(self, settings: Any):
        super().__init__(settings)
        self._pace = settings[JOB].portal.pace

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        if response.status in BUSY:
            tried = request.meta.get("retry_times", 0)
            wait = retry_after(response)
            if wait is None:
                wait = self._pace.backoff * 2.0**tried
            if wait > self._pace.longest_wait:
                raise Refused("JS140", f"HTTP {response.status}, {wait:.0f} s")
            self._hold(request, wait)
        return super().process_response(request, response)

    def process_exception(self, request: Request, exception: Exception, spider: Any = None) -> Any:
        return None if is_final(exception) else super().process_exception(request, exception)

    def _hold(self, request: Request, seconds: float) -> None:
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(request.meta.get(downloader.DOWNLOAD_SLOT))
        if slot is not None:
            # The slot waits its delay after it was last seen: it was last seen in the future.
            slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay)


class Compression(HttpCompressionMiddleware):
    """Packed transfers, unpacked no further than the limit."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise Refused("JS143", f"{request.url[:TOLD]}: {len(response.body)} bytes packed") from error


class Memory:
    """Asks only whether a thing has changed, and gives a page that has not from the state of the last crawl."""

    def __init__(self, crawler: Crawler):
        self._state = crawler.settings[JOB].state

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Memory:
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        role, asked = request.meta.get("role"), request.meta.get("asked")
        if role is None:
            return None
        if role != "file":
            kept = self._state.page(asked)
            if kept is not None and kept.crawl == self._state.crawl and request.url == asked:
                # A crawl that goes on where it was killed.
                return _kept(kept, request)
            etag, modified = (kept.etag, kept.modified) if kept is not None else (None, None)
        else:
            etag, modified = self._state.validators(asked)
        if etag:
            request.headers["If-None-Match"] = etag
        if modified:
            request.headers["If-Modified-Since"] = modified
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status == 304 and request.meta.get("role") not in (None, "file"):
            kept = self._state.page(request.meta["asked"])
            if kept is not None:
                return _kept(kept, request)
        return response


def _kept(page: KeptPage, request: Request) -> Response:
    headers = {"Content-Type": page.type} if page.type else {}
    return HtmlResponse(page.final, headers=headers, body=page.body, encoding="utf-8", flags=["kept"], request=request)


def retry_after(response: Response) -> float | None:
    """The seconds that an answer asks to wait, or None where it does not say (RFC 9110, 10.2.3)."""
    raw = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if raw.isascii() and raw.isdigit():
        return float(raw[:9])
    try:
        when = parsedate_to_datetime(raw)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
