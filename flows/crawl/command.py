"""What ``juesuan crawl`` does: runs the spider, then writes the manifest from what the state knows."""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flows.crawl.job import Job
from flows.crawl.manifest import MANIFEST, write
from flows.crawl.net.handler import JOB
from flows.crawl.portal import Portal
from flows.crawl.spider import PortalSpider
from flows.crawl.state import FolderTaken, State
from flows.progress import Bar, Lines, plain

LOG = "crawl.log"
#: The name that robots.txt knows the crawl by.
AGENT = "juesuan"
_OURS = "flows.crawl.net.middleware"
_SCRAPY = "scrapy.downloadermiddlewares"


class CrawlError(Exception):
    """A crawl that could not go on; what it has fetched stays, and the next one goes on."""


def settings(job: Job) -> dict[str, Any]:
    """Scrapy's settings for a portal.

    Verified certificates, no cookies, no proxy, no console, no remote control; of the transports only
    http and https, and those through the guard.
    """
    portal, limits, pace = job.portal, job.portal.limits, job.portal.pace
    return {
        JOB: job,
        "USER_AGENT": f"{AGENT}/{version('juesuan')} (+{portal.contact})",
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": AGENT,
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Language": "zh-CN,zh;q=0.9"},
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "flows.crawl.net.handler.GuardedHandler"),
        "TWISTED_DNS_RESOLVER": "flows.crawl.net.handler.GuardedResolver",
        "DOWNLOAD_MAXSIZE": limits.page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": limits.seconds,
        "DOWNLOAD_DELAY": pace.seconds,
        "DOWNLOAD_DELAY_JITTER": 0,
        "CONCURRENT_REQUESTS": 4 * pace.concurrent,
        "CONCURRENT_REQUESTS_PER_DOMAIN": pace.concurrent,
        "RETRY_TIMES": pace.retries,
        "REDIRECT_MAX_TIMES": limits.redirects,
        "METAREFRESH_MAXDELAY": 10,
        "CLOSESPIDER_TIMEOUT": limits.crawl_seconds,
        "DEPTH_LIMIT": 0,
        "URLLENGTH_LIMIT": 0,
        "LOG_FILE": str(job.out / ".crawl" / LOG),
        "LOG_FILE_APPEND": False,
        "LOG_LEVEL": "INFO",
        # What is not named here is not even loaded.
        "EXTENSIONS_BASE": {
            f"scrapy.extensions.{name}": 0 for name in ("corestats.CoreStats", "closespider.CloseSpider")
        },
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": {
            f"{_OURS}.Guard": 10,
            f"{_OURS}.Robots": 100,
            f"{_SCRAPY}.downloadtimeout.DownloadTimeoutMiddleware": 350,
            f"{_SCRAPY}.defaultheaders.DefaultHeadersMiddleware": 400,
            f"{_SCRAPY}.useragent.UserAgentMiddleware": 500,
            f"{_OURS}.Retry": 550,
            f"{_OURS}.MetaRefresh": 580,
            f"{_OURS}.Compression": 590,
            f"{_OURS}.Memory": 595,
            f"{_OURS}.Redirect": 600,
            f"{_SCRAPY}.stats.DownloaderStats": 850,
        },
    }


def crawl(portal: Portal, out: Path, watch: Bar | Lines) -> tuple[Counter[str], str]:
    """Crawl a portal into a folder; the counts of its manifest, and why the crawl ended.

    Raises
    ------
    CrawlError
        If the folder cannot be written, or something of ours broke. The manifest says how far it came.
    """
    # A process has one reactor, and it runs once.
    from scrapy.crawler import CrawlerProcess

    try:
        state = State(out, portal.name)
    except FolderTaken as error:
        raise CrawlError(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise CrawlError(f"{out}: {error}") from error
    try:
        job = Job(portal, out, state, watch)
        if state.resumed:
            watch.say("接着上次未完的抓取 / goes on with the crawl that was cut off")
        process = CrawlerProcess(settings(job))
        process.crawl(PortalSpider)
        process.start()
        if job.broken is None and not job.begun and job.reason == "finished":
            job.broken = CrawlError(f"see {out / '.crawl' / LOG}")
        if job.broken is None and job.reason == "finished":
            state.finish()
        counts = write(state, out)
    except (OSError, sqlite3.Error) as error:
        raise CrawlError(f"{out}: {error}") from error
    finally:
        state.close()
    if job.broken is not None:
        raise CrawlError(f"{type(job.broken).__name__}: {job.broken}") from job.broken
    return counts, job.reason


def report(counts: Counter[str], out: Path) -> None:
    """What came of it, on stdout."""
    codes = ", ".join(f"{code} × {number}" for code, number in sorted(counts.items()) if code.startswith("JS"))
    line = f"已取 / fetched {counts['had']}  失败 / failed {counts['failed']}  跳过 / skipped {counts['skipped']}"
    sys.stdout.write(plain(line) + "\n" + (plain(codes) + "\n" if codes else "") + plain(f"→ {out / MANIFEST}") + "\n")
    sys.stdout.flush()
