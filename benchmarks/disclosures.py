"""What the real disclosures show: value cells per route, forms found, agreement between routes.

    python -m benchmarks.disclosures ../shared --out out/disclosures

Reads every file of the folder's ``disclosures`` that has a truth, with the
stage cache of ``--out`` (the folder of a ``juesuan run`` may be given: what it
has read is not read again). Counts stand beside every rate.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

from evaluation.scores.agreement import Agreement, agreement, value_key
from evaluation.scores.cells import Score, columns_of, forms_of, is_value, matched_tables, row_offset, score
from evaluation.sources.gold import SUFFIXES
from extract.cache import StageCache
from extract.document import extract_document
from extract.numbers import parse_number
from extract.types import Document, Fact
from labeled.gold.splits import held_out

#: Routes that have to tell the same.
COMPARED = ("txt", "docx", "digital", "scan")


def read_one(path: Path, cache: Path) -> Document:
    """Read one file through the stage cache."""
    return extract_document(path, cache=StageCache(cache))


def as_facts(truth: dict, document: Document) -> tuple[int, int]:
    """Printed value cells of the forms 01 to 09, and those whose number is the value of a fact from there."""
    entries = truth["tables"]
    told = {(e.table, e.row, e.col): fact for fact in document.facts for e in fact.evidence[:1] if e.row is not None}
    cells = found = 0
    for entry, table in zip(entries, matched_tables(entries, document.tables), strict=True):
        if not (entry.get("form") or entry.get("form_implied")):
            continue
        offset = row_offset(entry["grid"], table) if table is not None else 0
        columns = columns_of(entry, table) if table is not None else ()
        for row, texts in enumerate(entry["grid"]):
            for col, printed in enumerate(texts):
                if not is_value(entry["grid"], entry["header_rows"], row, col):
                    continue
                cells += 1
                fact = told.get((table.table_id, row + offset, columns[col])) if table is not None else None
                number = parse_number("".join(printed.split()).replace(",", "").replace("，", ""))
                found += fact is not None and number is not None and _value(fact) == number.value
    return cells, found


def _value(fact: Fact) -> Decimal | None:
    return None if fact.value is None else Decimal(fact.value)


def report(documents: dict[tuple[str, str], Document], truths: dict[str, dict]) -> str:
    """The tables of figures as Markdown."""
    lines = ["## Value cells exact, in their row and column (before any repair)", ""]
    lines += [
        "| route | disclosure | tables | forms 01–09 | non-zero | zero | put where none is printed |",
        "| --- " * 7 + "|",
    ]
    totals: dict[str, Score] = defaultdict(Score)
    for route in SUFFIXES:
        for name in sorted(truths):
            document = documents.get((name, route))
            if document is None:
                continue
            found = score(truths[name], document.tables)
            printed, named, missing = forms_of(truths[name], document.tables)
            totals[route] += found
            held = " (held out)" if held_out(name) else ""
            forms = f"{named}/{printed}" + (f" missing {' '.join(missing)}" if missing else "")
            lines.append(
                f"| {route} | {name}{held} | {found.tables_found}/{found.tables} | {forms} | "
                f"{found.others_exact}/{found.others} | {found.zeros_exact}/{found.zeros} | {found.invented} |"
            )
    lines += ["", "| route | value cells exact | of | share |", "| --- | --- | --- | --- |"]
    for route, total in totals.items():
        share = "–" if total.share is None else f"{100 * total.share:.2f} %"
        lines.append(f"| {route} | {total.exact} | {total.cells} | {share} |")
    lines += ["", "## Printed value cells of the forms that are the value of a fact", ""]
    lines += ["| route | disclosure | facts | of |", "| --- " * 4 + "|"]
    for route in SUFFIXES:
        for name in sorted(truths):
            if (document := documents.get((name, route))) is not None:
                cells, told = as_facts(truths[name], document)
                lines.append(f"| {route} | {name} | {told} | {cells} |")
    lines += ["", "## The same facts from every route", ""]
    lines += ["| routes | disclosure | whole facts | figures alone | facts |", "| --- " * 5 + "|"]
    sums: dict[tuple[str, str], Agreement] = defaultdict(lambda: Agreement(0, 0, 0))
    for name in sorted(truths):
        for at, first in enumerate(COMPARED):
            for second in COMPARED[at + 1 :]:
                one, two = documents.get((name, first)), documents.get((name, second))
                if one is None or two is None:
                    continue
                whole, figures = agreement(one.facts, two.facts), agreement(one.facts, two.facts, value_key)
                sums[first, second] += whole
                lines.append(
                    f"| {first} / {second} | {name} | {100 * whole.dice:.1f} % | {100 * figures.dice:.1f} % | "
                    f"{len(one.facts)} / {len(two.facts)} |"
                )
    lines += ["", "| routes | whole facts agree | common | only the first | only the second |", "| --- " * 5 + "|"]
    for (first, second), total in sums.items():
        lines.append(
            f"| {first} / {second} | {100 * total.dice:.2f} % | {total.common} | {total.only_first} | "
            f"{total.only_second} |"
        )
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--routes", nargs="+", choices=tuple(SUFFIXES), default=list(SUFFIXES))
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    folder = options.shared / "disclosures"
    truths = {
        path.name.split(".")[0]: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.truth.json"))
    }
    if not truths:
        print(f"no truth in {folder}", file=sys.stderr)
        return 2
    wanted = [
        (name, route, path)
        for name in truths
        for route in options.routes
        if (path := folder / f"{name}{SUFFIXES[route]}").is_file()
    ]
    cache = options.out / ".cache"
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        read = {(name, route): pool.submit(read_one, path, cache) for name, route, path in wanted}
        documents = {key: future.result() for key, future in read.items()}
    text = report(documents, truths)
    (options.out / "disclosures.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
