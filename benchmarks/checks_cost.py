"""What checks and repair cost: CPU seconds, and their share of the time that a document takes in all.

python -m benchmarks.checks_cost ../shared/disclosures/000.digital.pdf labeled/samples/hunan-a.pdf
python -m benchmarks.checks_cost

Without files: the digital PDF of every labelled disclosure that is not held out, and the committed samples. Every file
is read whole without a cache, after one that warms up imports and tables of knowledge. What scans with many errors
cost is the column ``slowest`` of ``benchmarks.checks``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from extract.document import extract_document
from labeled.gold import SHARED
from labeled.gold.splits import held_out

#: What the project asks for: share of the time of a digital document, and seconds.
SHARE, SECONDS = 0.05, 2.0


def default_files() -> list[Path]:
    """Digital PDFs that are here and not held out."""
    real = sorted((SHARED / "disclosures").glob("*.digital.pdf"))
    written = sorted(path for path in Path("labeled/samples").glob("*.pdf") if path.name.count(".") == 1)
    return [path for path in (*real, *written) if not held_out(path.name.split(".")[0])]


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; returns 1 where a document costs more than the project asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    given = parser.parse_args(arguments)
    files = given.files or default_files()
    extract_document(files[0])
    worst_share = worst = 0.0
    print(f"{'document':28} {'pages':>5} {'equations':>9} {'checks s':>8} {'all s':>7} {'share':>6}")
    for path in files:
        document = extract_document(path)
        spent = dict(document.timings)
        checks, whole = spent.get("checks", 0.0), sum(spent.values())
        share = checks / whole if whole else 0.0
        worst_share, worst = max(worst_share, share), max(worst, checks)
        counted = f"{len(document.pages):5d} {len(document.checks):9d}"
        print(f"{path.name:28} {counted} {checks:8.2f} {whole:7.2f} {share:6.1%}", flush=True)
    print(f"dearest {worst:.2f} s, largest share {worst_share:.1%}")
    return int(worst > SECONDS or worst_share > SHARE)


if __name__ == "__main__":
    sys.exit(main())
