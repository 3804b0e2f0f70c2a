"""Scores on the written documents, whose truth is known exactly.

    python -m evaluation.written
    python -m evaluation.written --documents hunan-a sichuan --seeds 3 --routes digital,office --show-errors

Fills and renders documents of labeled/documents, reads them and compares what was
read with what is printed. With more seeds the same documents print other numbers.
The stages are cached in --cache, so a second run re-reads only what a change touches.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluation.scores.cells import Score
from evaluation.scores.counts import Prf, percent
from evaluation.scores.document import DocumentScore, score_document
from evaluation.scores.facts import Error, added, said, score_pairs
from evaluation.scores.matching.likeness import LEVELS
from evaluation.scores.reading import ReadingScore
from evaluation.sources.routes import Made, check_route, make, written_ids
from extract.cache import StageCache
from extract.document import extract_document
from labeled.gold.splits import held_out

DEFAULT_ROUTES = "digital,docx,txt"
DEFAULT_CACHE = Path("out/evaluation/.cache")
#: Layers, and kinds of facts within them, that get a line of their own.
LAYERS = ("narrative", "form")


def score_made(made: Made, cache: StageCache) -> DocumentScore:
    """Read one written document and score it."""
    document = extract_document(made.data, name=made.name, cache=cache)
    return score_document(made.truth, document, made.route, made.seed)


def summary(scores: Sequence[DocumentScore]) -> str:
    """The tables of figures, as Markdown: per route, then all kinds of facts."""
    lines: list[str] = []
    routes = list(dict.fromkeys(score.route for score in scores))
    lines += ["## Value cells, pages and text", ""]
    lines += [
        "| route | documents | value cells exact | invented | tables found | numeric tokens P / R "
        "| character error rate |",
        "| --- " * 7 + "|",
    ]
    for route in routes:
        some = [score for score in scores if score.route == route]
        cells, reading = Score(), ReadingScore()
        for one in some:
            cells, reading = cells + one.cells, reading + one.reading
        share = percent(cells.exact / cells.cells if cells.cells else None)
        tokens = reading.tokens
        lines.append(
            f"| {route} | {len(some)} | {cells.exact}/{cells.cells} = {share} | {cells.invented} | "
            f"{cells.tables_found}/{cells.tables} | {percent(tokens.precision)} / {percent(tokens.recall)} "
            f"(n {tokens.wanted}) | {percent(reading.error_rate)} (n {reading.characters}) |"
        )
    head = "| route | layer | kind | printed | read | " + " | ".join(f"{level} P/R/F1" for level in LEVELS) + " |"
    lines += ["", "## Facts, cumulative", "", head, "| --- " * (5 + len(LEVELS)) + "|"]
    for route in routes:
        some = [score for score in scores if score.route == route]
        for layer in LAYERS:
            lines.append(_fact_line(route, layer, "all", some))
            kinds = sorted({pair.kind for one in some for pair in one.pairs if pair.layer == layer})
            lines += [_fact_line("", "", kind, some, layer) for kind in kinds]
    lines += ["", "## Trust", ""]
    lines += [
        "| route | confirmed | wrong among confirmed | of forms, under another column | abstained |",
        "| --- " * 5 + "|",
    ]
    for route in routes:
        some = [score for score in scores if score.route == route]
        confirmed = sum(one.confirmed for one in some)
        wrong = sum(len(one.wrong_confirmed) for one in some)
        beside = sum(len(one.elsewhere_confirmed) for one in some)
        lines.append(f"| {route} | {confirmed} | {wrong} | {beside} | {sum(one.abstained for one in some)} |")
    lines += ["", "## First differing field", "", "| route | layer | what | field | facts |", "| --- " * 5 + "|"]
    fields = Counter((one.route, e.pair.layer, e.outcome, e.field) for one in scores for e in one.errors)
    for (route, layer, outcome, name), count in sorted(fields.items(), key=lambda item: (item[0][0], -item[1])):
        lines.append(f"| {route} | {layer} | {outcome} | {name or '–'} | {count} |")
    return "\n".join(lines) + "\n"


def _fact_line(route: str, layer: str, kind: str, scores: Iterable[DocumentScore], of: str = "") -> str:
    chosen = None if kind == "all" else kind
    total = added(score_pairs(one.pairs, chosen, of or layer) for one in scores)
    value: Prf = total["value"]
    cells = " | ".join(
        f"{percent(prf.precision)} / {percent(prf.recall)} / **{percent(prf.f1)}**" for prf in total.values()
    )
    return f"| {route} | {layer} | {kind} | {value.wanted} | {value.given} | {cells} |"


def error_line(score: DocumentScore, error: Error) -> str:
    """One error for people: what was printed where, and what was read."""
    pair = error.pair
    head = f"{score.id}.{score.seed} {score.route} {pair.layer} {error.outcome}"
    if pair.wanted is not None and pair.given is not None:
        want, got = getattr(pair.wanted, error.field), getattr(pair.given, error.field)
        return (
            f"{head} {error.field}: {want!r} → {got!r} | {said(pair.wanted)} | {pair.given.made_by} "
            f"{pair.given.status} | {score.context(pair.wanted)}"
        )
    if pair.wanted is not None:
        return f"{head} | {said(pair.wanted)} | {score.context(pair.wanted)}"
    assert pair.given is not None
    return f"{head} | {said(pair.given)} | {pair.given.made_by} {pair.given.status} | {score.read_context(pair.given)}"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evaluation.written", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--documents", nargs="+", metavar="ID", help="default: all of labeled/documents that are not held out"
    )
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="seeds 0 to N-1 of the numbers")
    parser.add_argument("--routes", default=DEFAULT_ROUTES, help=f"separated by commas (default {DEFAULT_ROUTES})")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help=f"default {DEFAULT_CACHE}")
    parser.add_argument(
        "--show-errors", action="store_true", help="one line per fact or cell that is not right; none of held-out ones"
    )
    options = parser.parse_args(arguments)
    try:
        routes = [check_route(route) for route in options.routes.split(",")]
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    documents = options.documents or [id for id in written_ids() if not held_out(id)]
    unknown = sorted(set(documents) - set(written_ids()))
    if unknown:
        print(f"no document {', '.join(unknown)}; there are {', '.join(written_ids())}", file=sys.stderr)
        return 2
    cache = StageCache(options.cache)
    scores = []
    for route in routes:
        for document in documents:
            for seed in range(options.seeds):
                score = score_made(make(document, seed, route), cache)
                scores.append(score)
                if options.show_errors and not held_out(document):
                    for miss in score.cells.misses:
                        print(
                            f"{document}.{seed} {route} cell {miss.why}: {miss.printed!r} → {miss.read!r} | "
                            f"table {miss.table} row {miss.row} col {miss.col}"
                        )
                    for error in score.errors:
                        print(error_line(score, error))
    print(summary(scores))
    return 0


if __name__ == "__main__":
    sys.exit(main())
