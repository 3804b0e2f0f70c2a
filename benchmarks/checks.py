"""What the checks make of misread numbers: errors are put into documents whose figures are known.

python -m benchmarks.checks --seeds 8 --out out/checks

Per kind of error and rate: misread figures repaired rightly, repaired wrongly, flagged (in conflict or abstained),
silent (``read``), and confirmed though wrong; figures read rightly that are confirmed, or spoiled by a repair.
Figures that are zero are left out of all counts. ``--out`` gets the counts (``checks.json``) and curves
(``checks.svg``): of the misread cells of forms, the shares found, mended rightly, left alone, and mended wrongly.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.injection import KINDS, PAGE, Injector, where
from evaluation.scores.fates import RIGHT, WRONG, fates
from extract import checks, facts
from extract.cache import StageCache
from extract.document import extract_document
from extract.options import Options
from extract.types import Document, Fact, Table
from labeled.generator import fill
from labeled.gold.splits import held_out
from labeled.render import html

DOCUMENTS = Path("labeled/documents")
RATES = (0.005, 0.01, 0.02)
#: What is drawn of the misread cells.
CURVES = {
    "found (mended or flagged)": ("repaired", "repaired_wrongly", "flagged"),
    "mended rightly": ("repaired",),
    "flagged, not mended": ("flagged",),
    "mended wrongly": ("repaired_wrongly",),
}


@dataclass(frozen=True)
class Base:
    """A generated document as it is read without error."""

    name: str
    tables: tuple[Table, ...]
    document: Document
    told: tuple[Fact, ...]


def base(source: Path, seed: int, cache: StageCache) -> Base:
    """Fill a source with the numbers of a seed and read it."""
    filled = fill(source, seed)
    document = extract_document(html(filled).encode(), name=f"{filled.id}-{seed}.html", cache=cache)
    told = tuple(
        replace(fact, status="read" if fact.value is not None or fact.kind == "text" else fact.status, checks=())
        for fact in document.facts
        if where(fact.evidence) is None and not fact.made_by.startswith("repair")
    )
    return Base(f"{filled.id}-{seed}", document.tables, document, told)


def misread(of: Base, injector: Injector) -> tuple[Counter[str], float]:
    """Put errors into a document, check it, and count what became of its figures."""
    tables = tuple(injector.table(table) for table in of.tables)
    told = [(injector.told(fact, order), fact) for order, fact in enumerate(of.told)]
    read = facts.numbered(
        (*facts.from_tables(tables, of.document.text), *(one for one, _ in told if one is not None)), injector.kind
    )
    truth = _truth(of, read, [fact for one, fact in told if one is not None])
    began = time.process_time()
    result = checks.run(read, tables, Options(), routes={PAGE: "scanned"})
    spent = time.process_time() - began
    forms = {table.table_id for table in tables if table.form not in (None, "other", "performance")}

    def place_of(fact: Fact) -> str:
        cell = where(fact.evidence)
        return "text" if cell is None else "cell" if cell[0] in forms else "other"

    return fates(result.facts, truth, place_of), spent


def _truth(of: Base, read: tuple[Fact, ...], told: list[Fact]) -> dict[str, Fact]:
    """For every fact that was read, the one without error."""
    cells = {place: fact for fact in facts.from_tables(of.tables, of.document.text) if (place := where(fact.evidence))}
    narrative = iter(told)
    found = {}
    for fact in read:
        place = where(fact.evidence)
        if place is None:
            found[fact.fact_id] = next(narrative)
        elif place in cells:
            found[fact.fact_id] = cells[place]
    return found


def curves(bases: list[Base], kinds: list[str], seed: int) -> Iterator[dict[str, object]]:
    """One row per kind and rate, the counts of all documents added up."""
    for kind in kinds:
        for rate in RATES if kind != "none" else (0.0,):
            total: Counter[str] = Counter()
            slowest = 0.0
            for of in bases:
                counts, spent = misread(of, Injector("mixed" if kind == "none" else kind, rate, f"{of.name}:{seed}"))
                total.update(counts)
                slowest = max(slowest, spent)
            yield {"kind": kind, "rate": rate, "slowest_s": round(slowest, 2), **dict(sorted(total.items()))}


def shown(row: dict[str, object]) -> str:
    """A row of the table: cells of forms first, then figures of the narrative."""
    out = [f"{row['kind']:>11} {float(str(row['rate'])):6.1%}"]
    for place in ("cell", "text"):
        count = {name: int(str(row.get(f"{place}.{name}", 0))) for name in (*WRONG, *RIGHT, "all")}
        wrong = sum(count[name] for name in WRONG)
        out.append(
            f"{count['all']:7d} {wrong:5d}"
            + "".join(f"{count[name]:6d}" for name in WRONG)
            + f"{count['confirmed'] / max(count['all'] - wrong, 1):8.1%}{count['accused']:6d}{count['spoiled']:6d}"
        )
    return " |".join(out) + f" {float(str(row['slowest_s'])):5.2f}"


def _count(row: dict[str, object], *names: str) -> int:
    """Cells of forms of a row that ended so."""
    return sum(int(str(row.get(f"cell.{name}", 0))) for name in names)


def _wrong_repairs(row: dict[str, object]) -> float:
    """The share of all cells of forms that a repair would make wrong."""
    return _count(row, "repaired_wrongly", "spoiled") / max(_count(row, "all"), 1)


def draw(rows: list[dict[str, object]], place: Path) -> None:
    """Curves over the rate of errors, a panel for each kind."""
    from matplotlib.figure import Figure

    kinds = list(dict.fromkeys(str(row["kind"]) for row in rows if row["kind"] != "none"))
    if not kinds:
        return
    figure = Figure(figsize=(12, 2.6 * ((len(kinds) + 3) // 4)), layout="constrained")
    panels = list(figure.subplots((len(kinds) + 3) // 4, 4, squeeze=False, sharey=True).flat)
    for panel, kind in zip(panels, kinds, strict=False):
        some = [row for row in rows if row["kind"] == kind]
        rates = [100 * float(str(row["rate"])) for row in some]
        for label, names in CURVES.items():
            shares = [100 * _count(row, *names) / max(_count(row, *WRONG), 1) for row in some]
            panel.plot(rates, shares, marker=".", label=label)
        panel.plot(rates, [100 * _wrong_repairs(row) for row in some], "r:", label="wrong repairs, of all cells")
        panel.set_title(kind, size=9)
    for panel in panels[len(kinds) :]:
        panel.set_axis_off()
    figure.supxlabel("errors, % of digits")
    figure.supylabel("% of misread cells")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=5, frameon=False)
    figure.savefig(place)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checks", description=__doc__)
    parser.add_argument("--seeds", type=int, default=8, help="documents drawn from every source (default 8)")
    parser.add_argument("--first", type=int, default=100, help="first seed")
    parser.add_argument("--kinds", nargs="*", default=["none", "mixed", *KINDS])
    names = [path.stem for path in sorted(DOCUMENTS.glob("*.yaml")) if not held_out(path.stem)]
    parser.add_argument("--documents", nargs="*", default=names, help="default: all that are not held out")
    parser.add_argument("--cache", type=Path, default=Path("out/cache"), help="keeps the documents as read")
    parser.add_argument("--out", type=Path, help="write the counts here as checks.json")
    given = parser.parse_args(arguments)
    cache = StageCache(given.cache)
    bases = [
        base(DOCUMENTS / f"{name}.yaml", seed, cache)
        for name in given.documents
        for seed in range(given.first, given.first + given.seeds)
    ]
    print(f"{len(bases)} documents, {len({of.name.rsplit('-', 1)[0] for of in bases})} sources")
    side = "    all wrong  right wrong  flag silen confW    conf% accus spoil"
    print(f"{'kind':>11} {'rate':>6} |{side} |{side}  slowest")
    rows = []
    for row in curves(bases, given.kinds, given.first):
        rows.append(row)
        print(shown(row), flush=True)
    wrongly = max(rows, key=_wrong_repairs)
    share, at = _wrong_repairs(wrongly), f"{wrongly['kind']} at {wrongly['rate']}"
    print(f"most wrong repairs: {share:.3%} of the cells of forms ({at})")
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "checks.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
        draw(rows, given.out / "checks.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
