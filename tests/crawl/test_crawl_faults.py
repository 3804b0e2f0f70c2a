"""A crawl that is cut short says what it has not asked, and the next one goes on."""

from __future__ import annotations

import errno
import os
import signal
import time
from pathlib import Path

import pytest
from crawling import crawl, crawling, rows_as_expected
from portal_site import HOST, Answer, Served, Site, pdf, portal_file, regular_site

import flows.crawl.spider


def test_a_full_disk_ends_the_crawl_and_the_next_one_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = regular_site(4)
    kept, keep = [], flows.crawl.spider.keep

    def full(*arguments: object) -> tuple[str, str]:
        kept.append(arguments)
        if len(kept) > 5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return keep(*arguments)

    with Served(site) as served:
        portal = portal_file(tmp_path / "p.toml", served.port)
        with monkeypatch.context() as patch:
            patch.setattr(flows.crawl.spider, "keep", full)
            broken = crawl(portal, tmp_path / "out")
            rows = broken.rows
        whole = crawl(portal, tmp_path / "out")
    assert broken.status == 2 and "JS904" in broken.stderr and "No space left" in broken.stderr
    assert sum(row["path"] is not None for row in rows) == 5
    assert "JS139" in {row["failure"]["code"] for row in rows if row["failure"]}
    assert rows_as_expected(whole, site.expected) == []


def test_a_mistake_of_ours_ends_the_crawl_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*arguments: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(flows.crawl.spider, "told", wrong)
    with Served(regular_site(2)) as served:
        crawled = crawl(portal_file(tmp_path / "p.toml", served.port), tmp_path / "out")
    assert crawled.status == 2 and "ZeroDivisionError: ours" in crawled.stderr


def test_an_interrupted_crawl_lists_what_it_has_not_asked(tmp_path: Path) -> None:
    site = regular_site(10)
    with Served(site) as served:
        portal = portal_file(tmp_path / "p.toml", served.port, pace="seconds = 0.05\nretries = 0")
        with crawling(portal, tmp_path / "out") as process:
            until = time.monotonic() + 30
            while len(site.seen) < 3 and time.monotonic() < until:
                time.sleep(0.01)
            os.kill(process.pid or 0, signal.SIGINT)
            process.join(30)
        assert process.exitcode == 130
        manifest = (tmp_path / "out" / "manifest.jsonl").read_text(encoding="utf-8")
        assert "JS139" in manifest and '"role": "page"' in manifest
        whole = crawl(portal_file(portal, served.port), tmp_path / "out")
    assert rows_as_expected(whole, site.expected) == []
    assert "JS139" not in {row["failure"]["code"] for row in whole.rows if row["failure"]}


def test_what_fails_later_keeps_what_was_had(tmp_path: Path) -> None:
    site = Site()
    site.page("/list.html", "<ul class=list><li><a href='/a.pdf'>甲局2021年度决算.pdf</a></li></ul>")
    site.fixed("/a.pdf", pdf("a"))
    with Served(site) as served:
        start = [f"http://{HOST}:{served.port}/list.html"]
        portal = portal_file(tmp_path / "p.toml", served.port, start=start)
        crawl(portal, tmp_path / "out")
        site.routes["/a.pdf"] = lambda count, headers: Answer(404, b"gone")
        crawled = crawl(portal, tmp_path / "out")
    (row,) = crawled.rows
    assert row["path"] and row["failure"]["code"] == "JS128" and crawled.status == 4


def test_a_broken_link_that_the_portal_took_away_is_no_failure_any_more(tmp_path: Path) -> None:
    site = Site()
    site.page(
        "/list.html", "<ul class=list><li><a href='/a'>甲局2021年度决算</a></li><li><a href='/b'>乙</a></li></ul>"
    )
    site.page("/a", "<h1>甲局决算</h1><div class=files><a href='/a.pdf'>1.pdf</a><a href='/gone.pdf'>2.pdf</a></div>")
    site.fixed("/a.pdf", pdf("a"))
    with Served(site) as served:
        start = [f"http://{HOST}:{served.port}/list.html"]
        portal = portal_file(tmp_path / "p.toml", served.port, start=start)
        first = crawl(portal, tmp_path / "out").rows
        site.page("/list.html", "<ul class=list><li><a href='/a'>甲局2021年度决算</a></li></ul>")
        site.page("/a", "<h1>甲局决算</h1><div class=files><a href='/b.pdf'>2.pdf</a></div>")
        site.fixed("/b.pdf", pdf("b"))
        second = crawl(portal, tmp_path / "out")
    ends = {row["url"].rpartition("/")[2]: row["failure"] and row["failure"]["code"] for row in first}
    assert ends == {"a.pdf": None, "gone.pdf": "JS128", "b": "JS128"}
    # What was had is kept, though its link is gone.
    assert {row["url"].rpartition("/")[2] for row in second.rows} == {"a.pdf", "b.pdf"} and second.status == 0
