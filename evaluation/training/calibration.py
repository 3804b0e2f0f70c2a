"""Calibrates confidence behind the checks: Platt's scaling for each group of facts, tried on documents left out.

python -m evaluation.training.calibration --routes digital docx txt borderless
python -m evaluation.training.calibration --recorded out/confirmed --scans 24

Reads the written documents that are not held out in these routes, and the labelled disclosures of development in the
routes without recognition; ``--recorded`` adds scans that ``benchmarks.confirmed`` read, with the pages as they were
recognised then. A fact is right where value, name, measure, basis, comparison and period are. Writes
``calibration.json`` and ``calibration.md`` into models/trust.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from evaluation.scores.document import DocumentScore, score_document
from evaluation.sources.gold import real_documents, real_truth
from evaluation.sources.pinned import STAGES, PinnedCache
from evaluation.sources.routes import RECOGNISED, make, written_ids
from extract.cache import StageCache
from extract.checks.certainty import MOST, group_of
from extract.document import extract_document
from extract.stages import FactsResult
from labeled.gold import SHARED
from labeled.gold.splits import held_out
from models.trust import logit

T = TypeVar("T")

FOLDER = Path("models/trust")
#: Levels that have to be right: all but what stands in ``whole``.
RIGHT = 4
#: Strength of the penalty (inverse) on slope and shift, per group.
PENALTY = 1.0
#: Facts and documents of which a group has to consist.
LEAST, LEAST_DOCUMENTS = 20, 2
DIGITS = 4
BINS = 10
_REPAIRED = "-repaired"


@dataclass(frozen=True)
class Point:
    """One fact: document, group, the confidence of its reading, that behind the checks now, and whether it is right."""

    document: str
    group: str
    sure: float
    now: float
    right: bool


class _Watching(StageCache):
    """A stage cache that remembers how sure the facts were before the checks."""

    def __init__(self, inner: StageCache):
        super().__init__(None)
        self.inner = inner
        self.sure: dict[str, float] = {}

    def get_or_make(self, sha256: str, stage: str, version: str, kind: type[T], make: Callable[[], T]) -> T:
        result = self.inner.get_or_make(sha256, stage, version, kind, make)
        if isinstance(result, FactsResult):
            self.sure = {fact.fact_id: fact.confidence for fact in result.facts if fact.fact_id}
        return result


def points_of(score: DocumentScore, sure: dict[str, float], recognised: bool) -> Iterator[Point]:
    """The facts of a scored document."""
    for pair in score.pairs:
        given = pair.given
        raw = None if given is None else sure.get((given.fact_id or "").removesuffix(_REPAIRED))
        if given is not None and raw is not None and given.status != "abstained":
            raw = min(raw, MOST.get(given.status, 1.0)) if recognised else raw
            yield Point(score.id, group_of(given, recognised), raw, given.confidence, pair.levels >= RIGHT)


def fit(points: Sequence[Point]) -> dict[str, dict[str, float]]:
    """Slope and shift of every group that is large enough; the slope is never negative.

    Parameters
    ----------
    points : sequence of Point
        Each document counts by the root of its facts.
    """
    from sklearn.linear_model import LogisticRegression

    groups: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        groups[point.group].append(point)
    found = {}
    for name, some in sorted(groups.items()):
        sizes = Counter(point.document for point in some)
        if len(some) < LEAST or len(sizes) < LEAST_DOCUMENTS:
            continue
        weights = [sizes[point.document] ** -0.5 for point in some]
        mean = sum(weights) / len(weights)
        # two facts more, one right and one wrong, so that no group is ever certain (Platt's targets)
        rows = [[logit(point.sure)] for point in some]
        middle = sorted(row[0] for row in rows)[len(rows) // 2]
        model = LogisticRegression(C=PENALTY, max_iter=1000).fit(
            [*([row[0] - middle] for row in rows), [0.0], [0.0]],
            [*(point.right for point in some), True, False],
            sample_weight=[*(one / mean for one in weights), 1.0, 0.5],
        )
        slope = max(float(model.coef_[0][0]), 0.0)
        shift = float(model.intercept_[0]) - slope * middle
        found[name] = {
            "slope": round(slope, DIGITS),
            "shift": round(shift, DIGITS),
            "facts": len(some),
            "right": sum(point.right for point in some),
        }
    return found


def probability(groups: dict[str, dict[str, float]], point: Point) -> float:
    """As ``models.trust.calibrated``, of a scaling that is not written yet."""
    from math import exp

    of = groups.get(point.group)
    return point.sure if of is None else 1 / (1 + exp(-(of["shift"] + of["slope"] * logit(point.sure))))


def tried(points: Sequence[Point]) -> list[tuple[float, bool]]:
    """Every fact with the confidence that a scaling made without its document gives it."""
    out = []
    for document in sorted({point.document for point in points}):
        groups = fit([point for point in points if point.document != document])
        out += [(probability(groups, point), point.right) for point in points if point.document == document]
    return out


def error(scored: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error over tenths of confidence."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in scored:
        bins[min(int(sure * BINS), BINS - 1)].append((sure, right))
    total = sum(map(len, bins.values()))
    return sum(abs(sum(s for s, _ in some) - sum(r for _, r in some)) for some in bins.values()) / max(total, 1)


def card(points: Sequence[Point], groups: dict[str, dict[str, float]], sources: str) -> str:
    """What the scaling was made of, and what it does on documents left out."""
    left_out = tried(points)
    raw, now = [(p.sure, p.right) for p in points], [(p.now, p.right) for p in points]
    lines = [
        "# calibration: how sure a fact is behind the checks",
        "",
        "Made by `python -m evaluation.training.calibration`. Platt's scaling (scikit-learn's logistic regression) of",
        "the confidence of the reading, for each group of facts: cell or text, printed or recognised, and what the",
        "checks say. Right is a fact whose value, name, measure, basis, comparison and period are. Rules were written",
        "with most of these documents in sight: of a manner never seen before fewer facts are right than this expects.",
        "",
        f"Facts: {len(points)} of {len({p.document for p in points})} documents ({sources}).",
        "",
        "| expected calibration error | |",
        "| --- | --- |",
        f"| of the reading alone | {error(raw):.3f} |",
        f"| of the code that read them | {error(now):.3f} |",
        f"| calibrated, each document by all the others | {error(left_out):.3f} |",
        "",
        "| confidence, document left out | facts | expected right | right |",
        "| --- | --- | --- | --- |",
    ]
    edges = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
    for low, high in zip(edges, edges[1:], strict=False):
        some = [(sure, right) for sure, right in left_out if low <= sure < high]
        if some:
            expected = sum(sure for sure, _ in some)
            lines.append(
                f"| {low:.2f} to {min(high, 1):.2f} | {len(some)} | {expected:.0f} | {sum(r for _, r in some)} |"
            )
    lines += ["", "| group | facts | right | slope | shift |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {name} | {of['facts']} | {of['right']} | {of['slope']:.2f} | {of['shift']:.2f} |"
        for name, of in groups.items()
    ]
    return "\n".join(lines) + "\n"


def _written(routes: Sequence[str], seeds: int, cache: StageCache) -> Iterator[Point]:
    for route in routes:
        for name in written_ids():
            for seed in range(seeds) if not held_out(name) else ():
                yield from _read(name, seed, route, cache)


def _read(name: str, seed: int, route: str, cache: StageCache) -> Iterator[Point]:
    watching = _Watching(cache)
    made = make(name, seed, route)
    document = extract_document(made.data, name=made.name, cache=watching)
    score = score_document(made.truth, document, route, seed)
    yield from points_of(score, watching.sure, route.partition(":")[0] in RECOGNISED)


def _real(shared: Path, cache: StageCache) -> Iterator[Point]:
    for real in real_documents(shared) if shared.is_dir() else ():
        if real.held_out or real.route in ("garbled", "scan"):
            continue
        watching = _Watching(cache)
        document = extract_document(real.path, cache=watching)
        score = score_document(real_truth(real.id, shared, route=real.route), document, real.route)
        yield from points_of(score, watching.sure, False)


def _scans(folder: Path, cache: StageCache, many: int) -> Iterator[Point]:
    lines = (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()
    known = {(one["document"], one["seed"], one["route"]) for one in map(json.loads, lines)}
    wanted = [key for key in sorted(known) if not held_out(key[0])]
    for name, seed, route in wanted[:: max(len(wanted) // many, 1)][:many]:
        yield from _read(name, seed, route, cache)


def main(arguments: list[str] | None = None) -> int:
    """Fit, try, and write down; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--routes", nargs="*", default=["digital", "docx", "txt", "borderless"])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=Path("out/evaluation/.cache"))
    parser.add_argument("--recorded", type=Path, help="folder of records of benchmarks.confirmed, for scans")
    parser.add_argument("--pages", type=Path, help="where their pages are kept (default --recorded/cache)")
    parser.add_argument("--keep", choices=STAGES, default="ocr", help="their last stage that is taken as read")
    parser.add_argument("--scans", type=int, default=24, help="how many of them")
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--out", type=Path, default=FOLDER)
    given = parser.parse_args(arguments)
    points = [
        *_written(given.routes, given.seeds, StageCache(given.cache)),
        *_real(given.shared, StageCache(given.cache)),
    ]
    sources = f"routes {', '.join(given.routes)}, and labelled disclosures"
    if given.recorded:
        points += _scans(given.recorded, PinnedCache(given.pages or given.recorded / "cache", given.keep), given.scans)
        sources += f", {given.scans} scans"
    groups = fit(points)
    body: dict[str, Any] = {"groups": groups}
    body["version"] = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:12]
    given.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(body, indent=1, sort_keys=True)
    (given.out / "calibration.json").write_text(text + "\n", encoding="utf-8")
    told = card(points, groups, sources)
    (given.out / "calibration.md").write_text(told, encoding="utf-8")
    print(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
