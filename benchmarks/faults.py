"""Written documents: the faults that were put in are found and blamed rightly, and nothing else is.

python -m benchmarks.faults --seeds 20

Every document of labeled/documents that is not held out is filled with the numbers of each seed and read without
recognition. A listed fault is found if a violation holds a figure that its equation speaks of; a cause that holds none
is a false alarm.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

from evaluation.scores.contradictions import faults, judged
from extract.cache import StageCache
from extract.document import extract_document
from labeled.generator.fill import fill
from labeled.gold.splits import held_out
from labeled.render import html

DOCUMENTS = Path("labeled/documents")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=200, help="first seed")
    names = sorted(path.stem for path in DOCUMENTS.glob("*.yaml"))
    parser.add_argument(
        "--documents", nargs="*", default=[name for name in names if not held_out(name)],
        help="default: all that are not held out",
    )  # fmt: skip
    parser.add_argument("--cache", type=Path, default=Path("out/cache"))
    given = parser.parse_args(arguments)
    cache = StageCache(given.cache)
    total: Counter[str] = Counter()
    for name in given.documents:
        path = DOCUMENTS / f"{name}.yaml"
        alarms: dict[str, list[int]] = defaultdict(list)
        here: Counter[str] = Counter()
        for seed in range(given.first, given.first + given.seeds):
            document = extract_document(html(fill(path, seed)).encode(), name=f"{name}.html", cache=cache)
            listed = faults(path, seed)
            found, false = judged(document, listed)
            here.update(documents=1, listed=len(listed), found=len(found), blamed=sum(found.values()), false=len(false))
            for one in listed.keys() - found.keys():
                here[f"missed {one}"] += 1
            for alarm in false:
                alarms[alarm.split()[0]].append(seed)
        total.update(here)
        print(f"{name:>14} " + ", ".join(f"{key} {count}" for key, count in here.items() if count), flush=True)
        for rule, seeds in alarms.items():
            print(f"{'':>14} false alarm {rule}: seeds {seeds}")
    print(
        f"{'all':>14} "
        + ", ".join(f"{key} {total[key]}" for key in ("documents", "listed", "found", "blamed", "false"))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
