"""A portal with the habits of real ones: every attachment fetched or listed with its failure; twice, nothing new."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from crawling import Crawled, crawl, crawling, rows_as_expected
from portal_site import HOST, Answer, Served, Site, detail_path, pdf, portal_file, regular_site, title_of, zipped

from flows.inputs import gather

DISCLOSURES = 15


@dataclass
class Twice:
    """A portal crawled twice."""

    site: Site
    first: Crawled
    manifest: bytes
    asked_first: int
    second: Crawled


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    folder = tmp_path_factory.mktemp("portal")
    site = regular_site(DISCLOSURES)
    with Served(site) as served:
        portal = portal_file(folder / "portal.toml", served.port)
        first = crawl(portal, folder / "out")
        manifest, asked = (folder / "out" / "manifest.jsonl").read_bytes(), len(site.seen)
        second = crawl(portal, folder / "out")
        yield Twice(site, first, manifest, asked, second)


def test_every_attachment_is_fetched_or_listed_with_its_failure(twice: Twice) -> None:
    assert len(twice.site.expected) == 60
    assert rows_as_expected(twice.first, twice.site.expected) == []
    # Nothing is in the manifest that the portal does not have.
    assert set(twice.first.by_path()) == set(twice.site.expected)
    assert twice.first.status == 4
    assert "Traceback" not in twice.first.stderr


def test_twice_gives_nothing_new(twice: Twice) -> None:
    assert (twice.second.out / "manifest.jsonl").read_bytes() == twice.manifest
    assert " new " not in twice.second.stderr and " changed " not in twice.second.stderr
    again = twice.site.seen[twice.asked_first :]
    for one in again:
        path = one.path.removeprefix("/new")
        if twice.site.expected.get(path, "JS").startswith("JS") or path == "/robots.txt":
            continue
        # What was had the first time is asked for only if it changed; the slow and the moved have no validator.
        assert "if-none-match" in one.headers or int(path[-11:].strip("Pabcdefghijklmnopqrstuvwxyz/.") or 0) % 40 in (
            17,
            29,
        ), path


def test_rows_say_what_the_portal_says(twice: Twice) -> None:
    by_page: dict[str, list[dict]] = {}
    for row in twice.first.rows:
        by_page.setdefault(row["page_url"], []).append(row)
    kinds = {"部门决算": "final_account", "部门预算": "budget", "部门整体支出绩效自评": "self_evaluation"}
    for number in range(DISCLOSURES):
        (page,) = [url for url in by_page if url.endswith(detail_path(number))]
        title = title_of(number)
        town, year = title[:3], title.split("年度")[0][-4:]
        assert len({row["dossier"] for row in by_page[page]}) == 1
        for row in by_page[page]:
            assert row["title"] == title
            assert row["year"] == year and row["region"] == "云溪州"
            assert row["kind"] == kinds[title.split("年度")[1].removesuffix("公开")]
            assert row["department"] is None or row["department"].startswith(town)
            assert row["date"] == f"2021-{1 + number % 12:02}-{1 + number % 28:02}"


def test_the_same_bytes_are_kept_once(twice: Twice) -> None:
    kept = [path for path in (twice.first.out / "files").rglob("*") if path.is_file()]
    assert len(kept) == len({row["sha256"] for row in twice.first.rows if row["path"]})


def test_names_in_gbk_are_read(twice: Twice) -> None:
    members = {row["member"] for row in twice.first.rows if row["member"]}
    assert "决算表23.xlsx" in {one.lstrip("_") for one in members}
    assert any("附件19" in row["path"] for row in twice.first.rows if row["path"])


def test_run_takes_the_manifest_as_it_is(twice: Twice, tmp_path: Path) -> None:
    gathered = gather([str(twice.first.out / "manifest.jsonl")], tmp_path)
    rows = twice.first.rows
    assert {one.sha256 for one in gathered.inputs} == {row["sha256"] for row in rows if row["path"]}
    failing = [row for row in rows if row["failure"]]
    assert sorted(one.failure.code for one in gathered.unread) == sorted(row["failure"]["code"] for row in failing)
    assert {origin.year for one in gathered.inputs for origin in one.origins} == {"2019", "2020", "2021"}
    table = gather([str(twice.first.out / "manifest.csv")], tmp_path)
    assert [one.sha256 for one in table.inputs] == [one.sha256 for one in gathered.inputs]
    assert len(table.unread) == len(gathered.unread)


def test_only_the_named_host_is_asked_and_told_who_asks(twice: Twice) -> None:
    for one in twice.site.seen:
        assert one.host.startswith(f"{HOST}:")
        assert one.headers["user-agent"].startswith("juesuan/") and "crawl@example.org" in one.headers["user-agent"]
    assert twice.site.seen[0].path == "/robots.txt"


def test_the_columns_of_a_portal_are_discovered(tmp_path: Path) -> None:
    site = regular_site(11, "discover")
    with Served(site) as served:
        start = [f"http://{HOST}:{served.port}/"]
        crawled = crawl(portal_file(tmp_path / "p.toml", served.port, style="discover", start=start), tmp_path / "out")
    assert rows_as_expected(crawled, site.expected) == []
    assert not {"/news/", "/about.html"} & set(site.asked)
    assert {row["title"] for row in crawled.rows} == {title_of(number) for number in range(11)}


def test_the_pace_is_kept_and_a_busy_host_is_left_alone(tmp_path: Path) -> None:
    site = Site()
    site.fixed("/robots.txt", b"User-agent: *\nDisallow: /private/\nCrawl-delay: 0.1\n", "text/plain")
    links = "".join(f'<li><a href="/f/{one}.pdf">附件{one}</a></li>' for one in range(12))
    site.page("/list.html", f"<ul class=list>{links}<li><a href='/private/1.pdf'>附件</a></li></ul>")
    for one in range(12):
        site.fixed(f"/f/{one}.pdf", pdf(f"pace {one}"))
    then = site.routes["/f/5.pdf"]
    busy = Answer(503, b"", (("Retry-After", "1"),))
    site.routes["/f/5.pdf"] = lambda count, headers: busy if count == 1 else then(count, headers)
    site.routes["/f/6.pdf"] = lambda count, headers: Answer(429, b"", (("Retry-After", "86400"),))
    with Served(site) as served:
        start = [f"http://{HOST}:{served.port}/list.html"]
        pace = "seconds = 0.02\nconcurrent = 2\nretries = 2"
        crawled = crawl(portal_file(tmp_path / "p.toml", served.port, start=start, pace=pace), tmp_path / "out")
    times = [one.at for one in site.seen if one.path != "/robots.txt"]
    # The Crawl-delay of robots.txt is longer than the pace of the file; a request may be late by the network.
    gaps = [after - before for before, after in zip(times[1:], times[2:], strict=False)]
    assert min(gaps) >= 0.08 and len(times) == 14
    answered = next(one.at for one in site.seen if one.path == "/f/5.pdf")
    assert min(at - answered for at in times if at > answered) >= 0.95
    assert max(one.together for one in site.seen) <= 2
    assert crawled.code("/private/1.pdf") == "JS131" and "/private/1.pdf" not in site.asked
    assert crawled.code("/f/6.pdf") == "JS140" and site.asked["/f/6.pdf"] == 1
    assert sum(row["path"] is not None for row in crawled.rows) == 11


def test_a_host_without_its_robots_file_is_left_alone(tmp_path: Path) -> None:
    site = regular_site(2)
    site.routes["/robots.txt"] = lambda count, headers: Answer(503, b"", (("Retry-After", "0"),))
    with Served(site) as served:
        crawled = crawl(portal_file(tmp_path / "p.toml", served.port), tmp_path / "out")
    assert set(site.asked) == {"/robots.txt"}
    assert [row["failure"]["code"] for row in crawled.rows] == ["JS144"]
    assert crawled.status == 2


def test_a_killed_crawl_goes_on_where_it_stopped(tmp_path: Path) -> None:
    site, whole = regular_site(10), regular_site(10)
    with Served(site) as served:
        portal = portal_file(tmp_path / "p.toml", served.port, pace="seconds = 0.02\nretries = 2")
        with crawling(portal, tmp_path / "out") as process:
            until = time.monotonic() + 30
            while sum(path in site.expected for path in list(site.asked)) < 20 and time.monotonic() < until:
                time.sleep(0.01)
            process.kill()
            process.join()
        before = len(site.seen)
        crawled = crawl(portal, tmp_path / "out")
        again = {one.path for one in site.seen[before:]} & {one.path for one in site.seen[:before]}
    assert "goes on with" in crawled.stderr
    assert rows_as_expected(crawled, whole.expected) == []
    # robots.txt, what had failed before, what was busy, cut or moved and still to be tried (11, 13, 17), and the two
    # under way when it was killed with as many that were not written down yet.
    passing = [path for path in again if re.search(r"0000(?:11|13|17)\.", path)]
    failed = [path for path in again if whole.expected.get(path, "").startswith("JS")]
    again -= {"/robots.txt", *passing, *failed}
    assert len(again) <= 4, again
    assert not list((tmp_path / "out" / "files").rglob("*.part"))


def test_a_changed_file_is_a_new_version_that_points_to_the_old_one(tmp_path: Path) -> None:
    site = Site()
    site.page("/list.html", "<ul class=list><li><a href='/a.html'>甲局2021年度决算</a></li></ul>")
    site.page("/a.html", "<h1>云溪县民政局2021年度决算</h1><div class=files><a href='/a.pdf'>附件.pdf</a>"
              "<a href='/b.zip'>附件.zip</a></div>")  # fmt: skip
    old, new = pdf("first print"), pdf("second print")
    site.fixed("/a.pdf", old)
    site.fixed("/b.zip", zipped({"1.pdf": pdf("1"), "2.pdf": pdf("2")}))
    with Served(site) as served:
        start = [f"http://{HOST}:{served.port}/list.html"]
        portal = portal_file(tmp_path / "p.toml", served.port, start=start)
        (first, *packed) = crawl(portal, tmp_path / "out").rows
        site.fixed("/a.pdf", new)
        site.fixed("/b.zip", zipped({"1.pdf": pdf("1"), "2.pdf": pdf("two")}))
        crawled = crawl(portal, tmp_path / "out")
        (second, *packed_new) = crawled.rows
        # A file that somebody deleted is fetched again, though the portal has not changed it.
        (tmp_path / "out" / second["path"]).unlink()
        (third, *rest) = crawl(portal, tmp_path / "out").rows
        other = portal_file(tmp_path / "q.toml", served.port, start=start)
        other.write_text(other.read_text(encoding="utf-8").replace("测试门户", "别的门户"), encoding="utf-8")
        refused = crawl(other, tmp_path / "out")
    assert [one["replaces"] for one in packed_new] == [None, packed[1]["sha256"]] and rest == packed_new
    assert refused.status == 2 and "JS904" in refused.stderr and "测试门户" in refused.stderr
    assert (first["version"], first["replaces"]) == (1, None)
    assert (second["version"], second["replaces"]) == (2, first["sha256"])
    assert first["dossier"] == second["dossier"] and third == second
    assert (tmp_path / "out" / first["path"]).read_bytes() == old
    assert (tmp_path / "out" / third["path"]).read_bytes() == new
    history = [json.loads(line) for line in (tmp_path / "out" / "versions.jsonl").read_text().splitlines()]
    history = [one for one in history if one["url"].endswith("a.pdf")]
    assert [(one["version"], one["replaces"]) for one in history] == [(1, None), (2, first["sha256"])]
    assert crawled.status == 0


def test_the_command_says_what_is_wrong_with_a_portal_file(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(
        'name = "a"\ncontact = "a@b"\nstart = ["http://c.test/"]\n[[hosts]]\nname = "d.test"'
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "crawl", str(tmp_path / "p.toml"),
         "--out", str(tmp_path / "out")],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and "JS902" in done.stderr and "not http(s) on one of the hosts" in done.stderr
