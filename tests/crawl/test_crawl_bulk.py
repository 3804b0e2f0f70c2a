"""Two thousand attachments with faults strewn in, the crawl killed on the way. Prints its figures (-s)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest
from crawling import crawl, crawling, rows_as_expected
from portal_site import HOST, PER_PAGE, Served, Site, portal_file, regular_site, zipped

DISCLOSURES = 510
PACE = 0.02


@pytest.mark.slow
def test_two_thousand_attachments_are_all_accounted_for(tmp_path: Path) -> None:
    site = regular_site(DISCLOSURES, hang=5)
    assert len(site.expected) == DISCLOSURES * PER_PAGE >= 2000
    with Served(site) as served:
        portal = portal_file(
            tmp_path / "p.toml", served.port, pace=f"seconds = {PACE}\nconcurrent = 8\nretries = 2",
            limits="seconds = 1",
        )  # fmt: skip
        began, most = time.monotonic(), 0
        with crawling(portal, tmp_path / "out") as process:
            watched = psutil.Process(process.pid)
            while len(site.seen) < 1200 and process.is_alive():
                most = max(most, watched.memory_info().rss)
                time.sleep(0.05)
            process.kill()
            process.join()
        killed_at = len(site.seen)
        first = crawl(portal, tmp_path / "out")
        took, asked = time.monotonic() - began, len(site.seen)
        manifest = (tmp_path / "out" / "manifest.jsonl").read_bytes()
        second = crawl(portal, tmp_path / "out")
        asked_again = len(site.seen) - asked
    rows = first.rows
    codes = Counter(row["failure"]["code"] for row in rows if row["failure"])
    times = [one.at for one in site.seen[:killed_at]]
    gaps = sorted(after - before for before, after in zip(times, times[1:], strict=False))
    rate = (len(times) - 1) / (times[-1] - times[0])
    # The crawl sends at its pace; the server's threads may note two arrivals close together, a hundred hardly.
    hundred = min(after - before for before, after in zip(times, times[100:], strict=False))
    together = max(one.together for one in site.seen[:killed_at])
    had = sum(row["path"] is not None for row in rows)
    print(
        f"\n{len(site.expected)} attachments of {DISCLOSURES} disclosures: {had} rows "
        f"with a file, failures {dict(codes)}; {asked} requests in {took:.0f} s, killed after {killed_at}; "
        f"pace {PACE} s: {rate:.0f} requests/s of at most {1 / PACE:.0f}, least gap {gaps[0] * 1000:.1f} ms, "
        f"fastest hundred {hundred:.2f} s, most together {together}; "
        f"second crawl {asked_again} requests, new {second.stderr.count(' new ')}; {most / 1e6:.0f} MB"
    )
    assert rows_as_expected(first, site.expected) == []
    assert set(first.by_path()) == set(site.expected)
    assert (tmp_path / "out" / "manifest.jsonl").read_bytes() == manifest
    assert " new " not in second.stderr and " changed " not in second.stderr
    assert rate <= 1.02 / PACE
    assert hundred >= 100 * PACE * 0.9
    assert together <= 8
    assert {one.host for one in site.seen} == {f"portal.test:{served.port}"}


@pytest.mark.slow
def test_what_was_crawled_is_run(tmp_path: Path, root: Path) -> None:
    samples, site = root / "labeled" / "samples", Site()
    site.fixed("/a.txt.doc", (samples / "hunan-a.txt").read_bytes())
    site.fixed("/b.zip", zipped({"决算.docx": (samples / "hunan-a.docx").read_bytes()}, "gbk"))
    links = "<a href=/a.txt.doc>附件1.doc</a><a href=/b.zip>附件2.zip</a><a href=/gone.pdf>附件3.pdf</a>"
    site.page("/d.html", f"<h1>云溪县医疗保障局2021年度部门决算公开</h1><div class=files>{links}</div>")
    site.page("/list.html", "<ul class=list><li><a href=/d.html>云溪县医疗保障局2021年度部门决算公开</a></li></ul>")
    with Served(site) as served:
        start = [f"http://{HOST}:{served.port}/list.html"]
        crawled = crawl(portal_file(tmp_path / "p.toml", served.port, start=start), tmp_path / "out")
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "run", str(crawled.out / "manifest.jsonl")]
        + ["--out", str(tmp_path / "results"), "--workers", "1"],
        capture_output=True, text=True, check=False, cwd=root,
    )  # fmt: skip
    lines = (tmp_path / "results" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    by_name = {one["sources"][0]["url"].rpartition("/")[2]: one for one in documents}
    assert set(by_name) == {"a.txt.doc", "b.zip", "gone.pdf"}, done.stderr
    assert done.returncode == 4
    assert [one["code"] for one in by_name["gone.pdf"]["failures"]] == ["JS128"]
    for name in ("a.txt.doc", "b.zip"):
        assert by_name[name]["status"] in ("ok", "partial") and by_name[name]["sources"][0]["year"] == "2021"
