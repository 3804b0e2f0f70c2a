"""What so many pages would take, from a folder of results: time, storage and the putting together, each per page.

    juesuan run ../shared/disclosures ../shared/portal ../shared/scans --out out/all
    python -m benchmarks.scale out/all --pages 10000000 --scanned 0.3 --workers 64

Time is what a worker spent on a document when it was first read (timings.jsonl), with whatever else the machine did.
The putting together is done anew, from the parts into a temporary folder and an SQLite store, in one process, and told
in CPU seconds; ``--store`` takes a database instead, from which the rows are not taken out again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from extract.export.files import Entry, assemble
from extract.export.records import Part
from extract.export.store import Store, sqlite_url

#: Documents written into the store in one transaction.
TOGETHER = 10
SECONDS_PER_DAY = 86_400
GB = 1e9
#: How pages come; a document counts as what most of its pages are.
READ, RECOGNISED = "text layer", "recognised"


def by_route(out: Path) -> dict[str, Counter[str]]:
    """Documents, pages, seconds, facts and bytes of all documents with pages, by how most of their pages were read."""
    seconds = {one["doc"]: one["seconds"] for one in _records(out / "timings.jsonl") if "seconds" in one}
    facts = Counter(one["doc"] for one in _records(out / "facts.jsonl"))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in _records(out / "documents.jsonl"):
        sha256, routes = one["sha256"], one["routes"]
        if not one["pages"] or sha256 not in seconds:
            continue
        recognised = sum(route in ("scanned", "garbled") for route in routes)
        route = RECOGNISED if 2 * recognised > len(routes) else READ
        source = Path(one["sources"][0]["path"])
        found[route].update(
            documents=1,
            pages=one["pages"],
            milliseconds=round(1000 * seconds[sha256]),
            facts=facts[sha256],
            input=source.stat().st_size if source.is_file() else 0,
            parts=_bytes(out / ".parts" / sha256[:2], sha256),
            cache=_bytes(out / ".cache" / sha256[:2] / sha256, ""),
        )
    return found


def _records(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _bytes(folder: Path, start: str) -> int:
    files = [file for file in folder.rglob(f"{start}*") if file.is_file()] if folder.is_dir() else []
    return sum(file.stat().st_size for file in files)


def put_together(out: Path, store: str | None) -> tuple[float, int, int]:
    """CPU seconds, facts and bytes (files and SQLite) of putting the parts of a run together anew."""
    documents = [one for one in _records(out / "documents.jsonl") if one["sha256"]]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        entries = [
            Entry(tuple(one["sources"]), part)
            for one in documents
            if (part := next((out / ".parts" / one["sha256"][:2]).glob(f"{one['sha256']}-*"), None)) is not None
        ]
        began, facts = time.process_time(), 0
        kept = Store(store or sqlite_url(place))
        waiting: list[tuple[dict[str, Any], Part]] = []
        for document, part in assemble(place, entries):
            facts += len(part.facts)
            waiting.append((document, part))
            if len(waiting) == TOGETHER:
                kept.write_all(waiting)
                waiting = []
        kept.write_all(waiting)
        kept.close()
        spent = time.process_time() - began
        size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    return spent, facts, size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=int, default=10_000_000)
    parser.add_argument("--scanned", type=float, default=0.3, help="share of pages that have to be recognised")
    parser.add_argument("--workers", type=int, default=64)
    parser.add_argument("--store", help="a database to write into")
    given = parser.parse_args()
    routes = by_route(given.out)
    total: Counter[str] = Counter()
    for route, share in ((READ, 1 - given.scanned), (RECOGNISED, given.scanned)):
        seen = routes.get(route, Counter())
        if not seen["pages"]:
            raise SystemExit(f"no document in {given.out} of the kind: {route}")
        per = {name: seen[name] / seen["pages"] for name in seen}
        print(
            f"{route}: {seen['documents']} documents, {seen['pages']} pages: "
            f"{per['milliseconds'] / 1000:.2f} s a page, {per['facts']:.1f} facts, "
            f"input {per['input'] / 1000:.0f} kB, part {per['parts'] / 1000:.2f} kB, "
            f"cache {per['cache'] / 1000:.1f} kB"
        )
        total.update({name: round(value * share * given.pages) for name, value in per.items()})
    spent, facts, size = put_together(given.out, given.store)
    each = spent / facts
    print(f"put together: {facts} facts in {spent:.1f} CPU s, {size / facts:.0f} bytes a fact in files and store")
    days = total["milliseconds"] / 1000 / SECONDS_PER_DAY
    gigabytes = {name: total[name] / GB for name in ("input", "parts", "cache")}
    kept = total["facts"] * size / facts / GB
    print(
        f"\n{given.pages} pages, {given.scanned:.0%} to be recognised, {given.workers} workers:\n"
        f"  reading {days:.0f} days of one worker, {days / given.workers:.1f} days of all\n"
        f"  putting together {total['facts'] * each / SECONDS_PER_DAY:.1f} days of one process, once over everything\n"
        f"  GB: inputs {gigabytes['input']:.0f}, parts {gigabytes['parts']:.0f}, cache {gigabytes['cache']:.0f}, "
        f"files and store {kept:.0f} for {total['facts'] / 1e6:.0f} million facts"
    )


if __name__ == "__main__":
    main()
