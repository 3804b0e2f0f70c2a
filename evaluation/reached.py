"""Whether every number that a table prints became a fact, is shown to be no figure, or is named by a failure.

    python -m evaluation.reached ../shared/disclosures/000.docx labeled/samples/*.pdf

Prints, for each file, how many cells hold one number, in how many facts they are, why the others are none (codes, line
numbers, years), and the cells left over, which failure JS603 names. Exit status 1 where one is named by no failure.
Of held-out documents only the counts are printed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from evaluation.written import DEFAULT_CACHE
from extract.cache import StageCache
from extract.document import extract_document
from extract.facts import numerals
from extract.facts.leftovers import Numeral
from extract.types import Document
from labeled.gold.splits import held_out

#: Failures that name a table whose numbers are no facts.
NAMING = ("JS403", "JS603")


def place(one: Numeral) -> str:
    """Table, row, column and print of a number."""
    return f"{one.table.table_id} r{one.cell.row}c{one.cell.col} {one.cell.text.strip()}"


def silent(document: Document) -> list[str]:
    """The numbers of tables that are neither fact nor known to be no figure, in tables that no failure names.

    Parameters
    ----------
    document : Document

    Returns
    -------
    list of str
        Table, row, column and print of each.
    """
    named = [one.message for one in document.failures if one.code in NAMING]
    return [
        place(one)
        for one in numerals(document.tables, document.facts)
        if one.lost and not any(f" {one.table.table_id}, " in message for message in named)
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evaluation.reached", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help=f"default {DEFAULT_CACHE}")
    options = parser.parse_args(arguments)
    cache, lost = StageCache(options.cache), 0
    print("| file | numbers in cells | in facts | left over | no figure |\n| --- | --- | --- | --- | --- |")
    shown: list[str] = []
    for path in options.files:
        document = extract_document(path, cache=cache)
        counts = Counter(one.reason or "fact" for one in numerals(document.tables, document.facts))
        left = [one for one in numerals(document.tables, document.facts) if one.lost]
        others = {reason: n for reason, n in counts.items() if reason not in ("fact", "left over")}
        why = ", ".join(f"{n} {reason}" for reason, n in sorted(others.items()))
        print(f"| {path.name} | {counts.total()} | {counts['fact']} | {len(left)} | {why} |")
        unnamed = silent(document)
        lost += len(unnamed)
        if not held_out(path.name.split(".")[0]):
            shown += [f"{path.name} {place(one)}" for one in left]
            shown += [f"{path.name} NAMED BY NO FAILURE {one}" for one in unnamed]
    print("\n".join(("", *shown)) if shown else "")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
