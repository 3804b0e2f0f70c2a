"""A portal that means harm is refused try by try, each with its number, and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from crawling import Crawled, crawl
from hostile_site import LIMITS, hostile_site
from portal_site import HOST, Served, Site, portal_file


@dataclass
class Tried:
    """The crawl, the portal, and what stands beside it on this machine."""

    crawled: Crawled
    site: Site
    elsewhere: Site
    folder: Path

    def codes(self, ending: str) -> list[str | None]:
        """The numbers of the failures of the rows whose address ends so."""
        rows = [row for row in self.crawled.rows if row["url"].endswith(ending)]
        return [row["failure"]["code"] if row["failure"] else None for row in rows]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    folder = tmp_path_factory.mktemp("hostile")
    elsewhere = Site()
    with Served(elsewhere) as other, Served(hostile_site(other.port)) as served:
        # inner.test and localhost are named, but nobody said that they may be private.
        hosts = '[[hosts]]\nname = "inner.test"\naddress = "10.0.0.8"\n[[hosts]]\nname = "localhost"\n'
        portal = portal_file(
            folder / "portal.toml",
            served.port,
            start=[f"http://{HOST}:{served.port}/list.html"],
            hosts=hosts,
            limits=LIMITS,
            pace="seconds = 0.005\nconcurrent = 8\nretries = 0",
            rules='[list]\nlinks = "ul.list a"',
        )
        crawled = crawl(portal, folder / "deep" / "er" / "out")
        yield Tried(crawled, served.site, elsewhere, folder)


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("/to-loopback.pdf", "JS122"),
        ("/to-metadata.pdf", "JS122"),
        ("/to-file.pdf", "JS123"),
        ("/to-elsewhere.pdf", "JS121"),
        ("/to-port.pdf", "JS123"),
        ("/to-inner.pdf", "JS122"),
        ("http://inner.test/a.pdf", "JS122"),
        ("http://localhost/a.pdf", "JS122"),
        ("http://[::1]/a.pdf", "JS122"),
        ("http://0x7f.1/a.pdf", "JS121"),
        ("http://user@portal.test/a.pdf", "JS123"),
        ("http://[broken/a.pdf", "JS123"),
        ("file:///etc/passwd.pdf", "JS123"),
        ("ftp://portal.test/a.pdf", "JS123"),
        ("/bomb.zip", "JS135"),
        ("/many.zip", "JS135"),
        ("/nested.zip", "JS135"),
        ("/endless.pdf", "JS125"),
        ("/drip.pdf", "JS127"),
        ("/links.html", "JS134"),
        ("/tags.html", "JS125"),
        ("/trap0.pdf", "JS124"),
        ("/bomb.pdf", "JS143"),
        ("/headers.pdf", "JS126"),
        ("/one-header.pdf", "JS126"),
        ("/interim.pdf", "JS126"),
        ("/good.pdf", None),
        ("/named.pdf", None),
    ],
)
def test_a_hostile_try_is_refused_with_its_number(tried: Tried, ending: str, code: str | None) -> None:
    assert tried.codes(ending) == [code]


def test_names_in_an_archive_lead_nowhere(tried: Tried) -> None:
    rows = [row for row in tried.crawled.rows if row["url"].endswith("/climbs.zip")]
    had = [row["member"] for row in rows if row["path"]]
    assert had == ["honest.pdf"]
    assert [row["failure"]["code"] for row in rows if not row["path"]] == ["JS136"] * 5


def test_every_file_of_a_hostile_crawl_stands_in_its_folder(tried: Tried) -> None:
    out = tried.crawled.out
    beside = {path.name for path in tried.folder.rglob("*") if path.is_file() and not path.is_relative_to(out)}
    assert beside == {"portal.toml", "out.stdout", "out.stderr"}
    files = [path for path in (out / "files").rglob("*") if path.is_file()]
    assert len(files) == 3
    for path in files:
        assert path.name.isprintable() and ".." not in path.name and path.suffix == ".pdf"


def test_nothing_outside_the_named_hosts_is_asked(tried: Tried) -> None:
    assert tried.elsewhere.seen == []
    assert {one.host.partition(":")[0] for one in tried.site.seen} == {HOST}
    assert not any(path.startswith("/many/") for path in tried.site.asked)


def test_no_cookie_is_ever_sent_back(tried: Tried) -> None:
    trapped = [one for one in tried.site.seen if one.path.startswith("/trap")]
    assert len(trapped) == 6
    assert not any("cookie" in one.headers for one in tried.site.seen)


def test_a_crawl_with_refusals_ends_with_exit_code_4(tried: Tried) -> None:
    assert tried.crawled.status == 4, tried.crawled.stderr
    assert "Traceback" not in tried.crawled.stderr
