"""Wrong values among confirmed figures of scans, on generated documents with numbers of their own.

python -m benchmarks.confirmed --documents hunan-b sichuan --seeds 300-302 --routes office fax:song
python -m benchmarks.confirmed --sum
python -m benchmarks.confirmed --again --recorded --keep ocr --out out/later --records out/confirmed

Each document is filled with the numbers of a seed, drawn, spoilt by a scan profile and read whole. What becomes of it
is a line of ``records.jsonl`` below ``--out``, so that runs add up; a document read again replaces its line. Zeros are
left out of every count. A confirmed figure is wrong if its value or unit is not the one printed in its place: in its
cell or characters, or else (a row too many moves all below it, and changes no figure) at its box on the page.

``--keep ocr`` takes pages as they were recognised before, by whatever commit, so that a change of the checks is judged
without recognition; ``--recorded`` reads the documents that have a record in ``--records``, and no others.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evaluation.scores.cells import matched_tables
from evaluation.scores.document import DocumentScore, score_document
from evaluation.scores.fates import WRONG, confirmed_pairs, fates_by_box
from evaluation.scores.matching.pairs import Pair
from evaluation.sources.pinned import STAGES, PinnedCache
from evaluation.sources.routes import check_route, make, written_ids
from evaluation.statistics import wilson
from extract.cache import StageCache
from extract.document import extract_document
from labeled.gold.splits import held_out

RECORDS = "records.jsonl"


def judge(score: DocumentScore) -> dict[str, Any]:
    """Counts and wrong confirmed figures of one document."""
    sure, wrong = confirmed_pairs(score)
    return {
        "document": score.id,
        "seed": score.seed,
        "route": score.route,
        "confirmed": len(sure),
        "wrong": [_told(score, pair) for pair in wrong],
        "form": _forms(score),
        "failures": sorted({one.code for one in score.document.failures}),
    }


def _told(score: DocumentScore, pair: Pair) -> str:
    """A wrong confirmed figure in a line; of a held-out document only that there is one."""
    given = pair.given
    assert given is not None
    if held_out(score.id):
        return "held out"
    read = f"{given.indicator} {given.measure} {given.basis} {given.value} {given.unit}"
    rules = sorted({c.rule for c in score.document.checks if c.check_id in given.checks and c.outcome == "exact"})
    if pair.wanted is None:
        return f"not printed there | {read} | {rules} | {score.read_context(given)}"
    want = pair.wanted
    return f"{want.value} {want.unit} | {read} | {rules} | {score.context(want)}"


def _forms(score: DocumentScore) -> dict[str, int]:
    """What became of the non-zero figures of standard forms, by the boxes of the cells that print them."""
    document, truth = score.document, score.truth
    forms = set()
    for entry, table in zip(truth.tables, matched_tables(truth.tables, document.tables), strict=True):
        if entry.get("form") or (table is not None and table.form not in (None, "other", "performance")):
            forms.add(entry.get("table"))
    return dict(sorted(fates_by_box(truth, document, forms).items()))


def summary(records: Iterable[dict[str, Any]]) -> str:
    """Confirmed and wrong, and the fates of form figures, per route and for all."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        groups[record["route"]].append(record)
        groups["all"].append(record)
    out = [
        f"{'route':16} {'docs':>4} {'confirmed':>9} {'wrong':>5} | {'form':>6} {'conf%':>6} {'misread':>7} "
        f"{'mended':>6} {'wrongly':>7} {'flagged':>7} {'silent':>6} "
        f"{'confW':>5} {'lost':>5} {'accused':>7} {'spoiled':>7}"
    ]
    for route in sorted(groups, key=lambda name: (name == "all", name)):
        some = groups[route]
        sure, wrong = sum(one["confirmed"] for one in some), sum(len(one["wrong"]) for one in some)
        count: Counter[str] = Counter()
        for one in some:
            count.update(one["form"])
        misread = sum(count[name] for name in WRONG)
        share = count["confirmed"] / max(count["all"], 1)
        out.append(
            f"{route:16} {len(some):4d} {sure:9d} {wrong:5d} | {count['all']:6d} {share:6.1%} {misread:7d} "
            f"{count['repaired']:6d} {count['repaired_wrongly']:7d} {count['flagged']:7d} {count['silent']:6d} "
            f"{count['confirmed_wrong']:5d} {count['lost']:5d} {count['accused']:7d} {count['spoiled']:7d}"
        )
    sure = sum(one["confirmed"] for one in groups["all"])
    wrong = sum(len(one["wrong"]) for one in groups["all"])
    interval = wilson(wrong, sure)
    if interval is not None:
        out.append(f"wrong among confirmed: {wrong} of {sure}, 95 % interval {interval.low:.5%} to {interval.high:.5%}")
    return "\n".join(out)


def read_records(folder: Path) -> dict[tuple[str, int, str], dict[str, Any]]:
    """The records of the runs so far, the last of each document."""
    place = folder / RECORDS
    lines = place.read_text(encoding="utf-8").splitlines() if place.is_file() else []
    found = (json.loads(line) for line in lines)
    return {(one["document"], one["seed"], one["route"]): one for one in found}


def _range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _wanted(given: argparse.Namespace) -> list[tuple[str, int, str]]:
    """The documents to read: name, seed and route."""
    if given.recorded:
        return sorted(read_records(given.records or given.out))
    names = given.documents or [id for id in written_ids() if not held_out(id)]
    return [(name, seed, check_route(route)) for route in given.routes for name in names for seed in given.seeds]


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", nargs="*", help="default: all that are not held out")
    parser.add_argument("--seeds", type=_range, default=range(300, 301), metavar="FIRST-LAST")
    parser.add_argument("--routes", nargs="*", default=["office"], help="profiles, a font behind a colon")
    parser.add_argument("--again", action="store_true", help="read documents again that have a record")
    parser.add_argument("--sum", action="store_true", help="only add up")
    parser.add_argument("--minutes", type=float, default=4.0, help="begin no document after so long (default 4)")
    parser.add_argument("--keep", choices=STAGES, help="take the stages up to this one as they were once read")
    parser.add_argument("--recorded", action="store_true", help="the documents of --records, and no others")
    parser.add_argument("--records", type=Path, help="folder of the records that --recorded goes by (default --out)")
    parser.add_argument("--cache", type=Path, default=Path("out/confirmed/cache"))
    parser.add_argument("--out", type=Path, default=Path("out/confirmed"))
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    records = read_records(given.out)
    cache = PinnedCache(given.cache, given.keep) if given.keep else StageCache(given.cache)
    began = time.monotonic()
    for name, seed, route in [] if given.sum else _wanted(given):
        if time.monotonic() - began > 60 * given.minutes:
            break
        if (name, seed, route) in records and not given.again:
            continue
        made = make(name, seed, route)
        document = extract_document(made.data, name=made.name, cache=cache)
        record = judge(score_document(made.truth, document, route, seed))
        records[(name, seed, route)] = record
        with (given.out / RECORDS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        print(f"{name} {seed} {route}: {record['confirmed']} confirmed, {len(record['wrong'])} wrong", flush=True)
        for line in record["wrong"]:
            print(f"    {line}", flush=True)
    print(summary(records.values()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
