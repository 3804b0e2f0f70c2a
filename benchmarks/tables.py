"""Tables, beside camelot and pdfplumber on the same files in the same run.

    python -m benchmarks.tables ../shared --out out/tables
    python -m benchmarks.tables --written borderless digital --out out/tables
    python -m benchmarks.tables ../shared --peers PEERS/bin/python --out out/tables

Per document, route and reader: value cells right in row and column (zeros apart),
all cells with their blanks folded, whole tables by TEDS and GriTS-content, tables found and surplus, forms named,
continued tables joined, tables made one that are two. ``camelot`` (its default) and
``pdfplumber`` join no pages: their parts are joined by hand, from the truth, before
their cells are counted; they know no merged cells, which TEDS and GriTS hold against
them. With ``--peers PYTHON``, the interpreter of an environment with img2table and MinerU, these two are read as well.
CPU seconds per page that holds a table are those of the table stage alone for juesuan, of all they do for the others.
The PDFs of ``portal/`` are counted against lists made by hand (labeled/tables): tables, forms, joining, sizes.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pikepdf

from benchmarks.peers.readers import Reader, as_table, readers
from evaluation.scores.cells import Score, matched_tables
from evaluation.scores.counts import percent
from evaluation.scores.listed_tables import ListedScore, read_lists, score_listed
from evaluation.scores.table_counts import TableCounts, count_tables
from evaluation.sources.gold import SUFFIXES
from evaluation.sources.routes import check_route, make, written_ids
from extract import blocks, ocr, pages, tables
from extract.options import Options
from extract.types import Table
from labeled.gold.splits import held_out

#: The written document whose pages are repeated.
LONG = "hunan-a"
#: Routes read without recognition, which takes seconds a page.
QUICK = ("digital", "docx", "txt")


@dataclass(frozen=True)
class Result:
    """Counts of one reader on one file, and what it cost; they add up."""

    counts: TableCounts = field(default_factory=TableCounts)
    seconds: float = 0.0
    pages: int = 0

    def __add__(self, other: Result) -> Result:
        return Result(self.counts + other.counts, self.seconds + other.seconds, self.pages + other.pages)


def ours(data: bytes, name: str) -> tuple[tuple[Table, ...], float, int]:
    """The tables of a file, the CPU seconds of the table stage, and the pages with tables."""
    options = Options()
    source = pages.acquire(data, options, name)
    if source.format not in ("pdf", "image"):
        read = blocks.read_blocks(source, options)
        start = time.process_time()
        return tables.from_blocks(read, options).tables, time.process_time() - start, 0
    opened = pages.open_pages(source, options)
    raw = pages.rasters(source, options)
    read_pages = ocr.read_pages(opened.pages, raw, options).pages
    level = ocr.level_images(read_pages, raw)
    whole = pages.repaired(source, options)
    start = time.process_time()
    found = tables.from_pages(whole, read_pages, level, options).tables
    return found, time.process_time() - start, len({page for table in found for page in table.pages})


def joined_by_hand(truth: dict[str, Any], found: Sequence[Table]) -> tuple[Table, ...]:
    """Parts put together where the truth says that one table goes on; repeated first rows are dropped."""
    left = list(found)
    out: list[Table] = []
    for entry in truth["tables"]:
        parts: list[Table] = []
        for page in entry.get("pages") or ():
            (part,) = matched_tables([{**entry, "pages": [page]}], left)
            if part is not None:
                left.remove(part)
                parts.append(part)
        if parts:
            grid = [list(row) for row in parts[0].grid]
            for part in parts[1:]:
                rows = [list(row) for row in part.grid]
                same = 0
                while same < min(len(rows), len(grid)) and rows[same] == grid[same]:
                    same += 1
                grid += rows[same:]
            out.append(replace(as_table(grid, 0, len(out)), pages=tuple(entry["pages"])))
    return (*out, *left)


def read_all(truth: dict[str, Any], data: bytes, name: str, peers: Mapping[str, Reader]) -> dict[str, Result]:
    """The result of every reader on one file."""
    found, seconds, held = ours(data, name)
    out = {"juesuan": Result(count_tables(truth, found), seconds, held)}
    for reader, read in peers.items():
        one = read(data, name)
        counted = count_tables(truth, one.as_given, joined_by_hand(truth, one.parts))
        out[reader] = Result(counted, one.seconds, _pages(one.parts))
    return out


def listed(folder: Path, peers: Mapping[str, Reader], also_held_out: bool) -> list[str]:
    """Lines about the documents whose tables were listed by hand."""
    lists = read_lists()
    lines, misses = [LISTED_HEAD], list[str]()
    totals: dict[str, ListedScore] = defaultdict(ListedScore)
    for path in sorted(folder.glob("*.pdf")):
        data = path.read_bytes()
        one = lists.get(hashlib.sha256(data).hexdigest())
        if one is None or (held_out(one.document) and not also_held_out):
            continue
        found = {"juesuan": ours(data, path.name)[0]}
        found |= {reader: read(data, path.name).as_given for reader, read in peers.items()}
        for reader, tables_ in found.items():
            score = score_listed(one.tables, tables_)
            totals[reader] += score
            lines.append(listed_line(one.document, reader, score))
            if reader == "juesuan" and not held_out(one.document):
                misses += [f"- {one.document} {miss}" for miss in score.misses]
    lines += [listed_line("**all**", reader, score) for reader, score in totals.items()]
    return ["", *lines, *(["", *misses] if misses else [])] if totals else []


def listed_line(document: str, reader: str, one: ListedScore) -> str:
    """One line about a document with a list; other readers know no forms, so theirs are not counted."""
    named = f"{one.named}/{one.tables}" if reader == "juesuan" else "–"
    return (
        f"| {document} | {reader} | {one.found}/{one.tables} | {one.surplus} | {named} | {one.joined}/{one.continued} "
        f"| {one.falsely_joined} | {one.sized}/{one.tables} |"
    )


def longer(document: str, times: int) -> list[str]:
    """What the table stage costs per page of a written document, and of one that is the same pages so many times."""
    data = make(document, 0, "digital").data
    lines = ["", f"| {document} | pages with tables | CPU s/page |", "| --- " * 3 + "|"]
    for count in (1, times):
        with pikepdf.new() as whole:
            for _ in range(count):
                with pikepdf.open(io.BytesIO(data)) as one:
                    whole.pages.extend(one.pages)
            written = io.BytesIO()
            whole.save(written)
        _, seconds, held = ours(written.getvalue(), "longer.pdf")
        lines.append(f"| {count} times | {held} | {seconds / held:.3f} |")
    return lines


def _pages(found: Sequence[Table]) -> int:
    return len({page for table in found for page in table.pages})


def line(document: str, route: str, reader: str, one: Result) -> str:
    """One line of the table of results."""
    told, score_ = one.counts, one.counts.cells
    pace = f"{one.seconds / one.pages:.3f}" if one.pages else "–"
    return (
        f"| {document} | {route} | {reader} | {score_.others_exact}/{score_.others} | "
        f"{score_.zeros_exact}/{score_.zeros} | {score_.invented} | {told.all_exact}/{told.all_cells} | "
        f"{percent(told.whole.teds.f1)} | {percent(told.whole.grits.f1)} | "
        f"{score_.tables_found}/{score_.tables} | {told.surplus} | {told.forms_named}/{told.forms} | "
        f"{told.joined}/{told.continued} | {told.falsely_joined} | {pace} |"
    )


LISTED_HEAD = (
    "| document | reader | tables | surplus | forms | joined | falsely joined | rows and columns |\n"
    + "| --- " * 8
    + "|"
)
HEAD = (
    "| document | route | reader | non-zero | zero | invented | all cells | TEDS % | GriTS % | tables | surplus "
    "| forms | joined | falsely joined | CPU s/page |\n" + "| --- " * 15 + "|"
)


def form_lines(scores: dict[str, Score], titles: dict[str, list[str]]) -> list[str]:
    """Misses by title of the printed table, where there are any."""
    out = []
    for document, one in scores.items():
        wrong: dict[int, int] = defaultdict(int)
        for miss in one.misses:
            wrong[miss.table] += 1
        out += [f"| {document} | {titles[document][table]} | {count} |" for table, count in sorted(wrong.items())]
    return ["", "| document | form | value cells not exact |", "| --- " * 3 + "|", *out] if out else []


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", help="folder with disclosures/")
    parser.add_argument("--routes", nargs="+", choices=tuple(SUFFIXES), default=list(QUICK))
    parser.add_argument("--written", nargs="*", default=(), metavar="ROUTE", help="routes of the written documents")
    parser.add_argument("--seed", type=int, default=0, help="of the numbers of the written ones")
    parser.add_argument("--documents", nargs="+", metavar="ID", help="of the written ones; default all")
    parser.add_argument("--held-out", action="store_true", help="also those that no rule was written from")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="interpreter that has img2table and mineru")
    parser.add_argument("--longer", type=int, metavar="N", help="also a document against one of N times its pages")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    peers = readers(options.peers)
    lines = [HEAD]
    totals: dict[tuple[str, str], Result] = defaultdict(Result)
    scores: dict[str, Score] = {}
    titles: dict[str, list[str]] = {}

    def take(truth: dict[str, Any], data: bytes, document: str, route: str, name: str) -> None:
        digital = route.partition(":")[0] in ("digital", "borderless")
        for reader, one in read_all(truth, data, name, peers if digital else {}).items():
            lines.append(line(document, route, reader, one))
            totals[route, reader] += one
            if reader == "juesuan":
                scores[f"{document} {route}"] = one.counts.cells
                titles[f"{document} {route}"] = [entry.get("title") or "–" for entry in truth["tables"]]

    for path in sorted((options.shared / "disclosures").glob("*.truth.json")) if options.shared else ():
        name = path.name.split(".")[0]
        if held_out(name) and not options.held_out:
            continue
        truth = json.loads(path.read_text(encoding="utf-8"))
        for route in options.routes:
            file = path.with_name(name + SUFFIXES[route])
            if file.is_file():
                take(truth, file.read_bytes(), name, route, file.name)
    for route in options.written:
        check_route(route)
        for document in options.documents or written_ids():
            made = make(document, options.seed, route)
            take({"tables": made.truth.tables}, made.data, document, route, made.name)
    if not totals and not options.longer:
        print("nothing to read", file=sys.stderr)
        return 2
    lines += [line("**all**", route, reader, one) for (route, reader), one in totals.items()]
    lines += form_lines(scores, titles)
    if options.shared:
        lines += listed(options.shared / "portal", peers, options.held_out)
    if options.longer:
        lines += longer(LONG, options.longer)
    text = "\n".join(lines) + "\n"
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "tables.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
