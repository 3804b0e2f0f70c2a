"""What is worth showing of a run's documents, gathered one document at a time and bounded in size."""

from __future__ import annotations

import heapq
import os
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from extract.errors import KINDS
from extract.export.records import Part, Record
from flows.pictures import failed_picture, pictures_of
from flows.progress import plain

#: Documents named as the slowest.
SLOWEST = 20
#: Failures in the table; the others are in documents.jsonl. Prefect keeps every artifact in its database.
MOST_FAILURES = 500
#: Outcomes of a check that say that its identity holds.
CLOSED = frozenset({"exact", "rounding"})

#: Names the address under which the folder that holds folders of results is served.
RESULTS_URL = "JUESUAN_RESULTS_URL"

#: Characters that markdown takes for more than themselves.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~#&!]")

Row = dict[str, Any]


@dataclass
class Closure:
    """Documents that a rule applies to, and those of them in which it holds everywhere."""

    documents: int = 0
    closed: int = 0


@dataclass
class Cost:
    """What reading documents of one kind took; ``seconds`` are of the wall clock of a worker."""

    documents: int = 0
    pages: int = 0
    seconds: float = 0.0
    stages: Counter[str] = field(default_factory=Counter)


@dataclass
class Seen:
    """Filled by ``add`` for each document of a run.

    ``closures`` are by rule, ``costs`` by kind of input and only over documents that this run read.
    """

    out: Path
    closures: dict[str, Closure] = field(default_factory=lambda: defaultdict(Closure))
    costs: dict[str, Cost] = field(default_factory=lambda: defaultdict(Cost))
    failures: list[Row] = field(default_factory=list)
    failed: int = 0
    _slowest: list[tuple[float, str, Row]] = field(default_factory=list)

    def add(self, document: Record, part: Part, fresh: bool) -> None:
        """Take note of one document; ``fresh`` tells that this run read it."""
        name = plain(document["sources"][0]["path"] or document["sources"][0]["url"] or "")
        self._add_failures(name, document)
        self._add_closures(part)
        if fresh:
            self._add_cost(name, document, part)

    @property
    def slowest(self) -> list[Row]:
        """The documents that took longest, the longest first."""
        return [row for _, _, row in sorted(self._slowest, key=lambda one: (-one[0], one[1]))]

    def _add_failures(self, name: str, document: Record) -> None:
        for failure in document["failures"]:
            if KINDS[failure["code"]].severity == "note":
                continue
            self.failed += 1
            if len(self.failures) >= MOST_FAILURES:
                continue
            self.failures.append(
                {
                    "document": name,
                    "page": str(failure["page"] or ""),
                    "code": failure["code"],
                    "picture": self._picture(document["sha256"], failure["page"]),
                    "message": plain(failure["message"]),
                    "remedy": plain(failure["remedy"]),
                }
            )

    def _picture(self, sha256: str | None, page: int | None) -> str:
        """The picture of a failure's page, from the folder of results, or nothing where none was drawn."""
        if sha256 is None or page is None:
            return ""
        drawn = (failed_picture(self.out, sha256, page), pictures_of(self.out, sha256) / f"{page:03d}.png")
        return next((one.relative_to(self.out).as_posix() for one in drawn if one.is_file()), "")

    def _add_closures(self, part: Part) -> None:
        outcomes: dict[str, set[str]] = defaultdict(set)
        for check in part.checks:
            if check["outcome"] != "not_applicable":
                outcomes[check["rule"]].add(check["outcome"])
        for rule, found in outcomes.items():
            self.closures[rule].documents += 1
            self.closures[rule].closed += found <= CLOSED

    def _add_cost(self, name: str, document: Record, part: Part) -> None:
        seconds = float(part.timings.get("seconds", 0.0))
        stages = part.timings.get("stages", {})
        cost = self.costs[_kind(document)]
        cost.documents += 1
        cost.pages += document["pages"]
        cost.seconds += seconds
        cost.stages.update(stages)
        row = {
            "document": as_markdown_text(name),
            "seconds": f"{seconds:.1f}",
            "pages": document["pages"],
            "status": document["status"],
            "most in": max(stages, key=lambda stage: stages[stage]) if stages else "",
            "peak MiB of its worker": part.timings.get("peak_mib", ""),
        }
        entry = (seconds, document["sha256"] or name, row)
        if len(self._slowest) < SLOWEST:
            heapq.heappush(self._slowest, entry)
        else:
            heapq.heappushpop(self._slowest, entry)


def as_markdown_text(text: str) -> str:
    """A text from outside as Prefect's page shows it, which takes the cells of a table for markdown."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _link(out: Path, row: Row) -> str:
    return f"[p.{row['page']}]({address_of(out, row['picture'])})" if row["picture"] else ""


def address_of(out: Path, picture: str) -> str:
    """Where a browser finds a picture: below ``JUESUAN_RESULTS_URL``, where results are served, or as a file."""
    if not picture:
        return ""
    if base := os.environ.get(RESULTS_URL):
        return f"{base.rstrip('/')}/{quote(out.resolve().name)}/{quote(picture)}"
    return (out / picture).resolve().as_uri()


def _kind(document: Record) -> str:
    """``pdf scanned``: the format, and the route of most pages."""
    routes = Counter(document["routes"])
    return " ".join([document["format"], *(route for route, _ in routes.most_common(1))])


def cost_rows(seen: Seen) -> list[Row]:
    """What a page and a document of each kind took; never empty, because Prefect does not show an empty table."""
    rows = [
        {
            "kind": kind,
            "documents": cost.documents,
            "pages": cost.pages,
            "seconds": f"{cost.seconds:.1f}",
            "seconds per page": f"{cost.seconds / cost.pages:.3f}" if cost.pages else "",
            "seconds per document": f"{cost.seconds / cost.documents:.3f}",
            "CPU by stage": ", ".join(f"{stage} {spent:.1f}" for stage, spent in cost.stages.most_common(4)),
        }
        for kind, cost in sorted(seen.costs.items(), key=lambda one: -one[1].seconds)
    ]
    return rows or [{"kind": "无 / nothing was read in this run"}]


def failure_rows(seen: Seen) -> list[Row]:
    """The failures with their remedies and pictures, and a last row for those that are not named; never empty."""
    if not seen.failed:
        return [{"document": "", "page": "", "code": "", "picture": "", "message": "无 / none", "remedy": ""}]
    more = seen.failed - len(seen.failures)
    rows = [
        {name: _link(seen.out, row) if name == "picture" else as_markdown_text(row[name]) for name in row}
        for row in seen.failures
    ]
    if not more:
        return rows
    blank = dict.fromkeys(rows[0], "")
    return [
        *rows,
        {**blank, "message": f"… 另有 {more} 条，见 documents.jsonl / {more} more in documents.jsonl"},
    ]
