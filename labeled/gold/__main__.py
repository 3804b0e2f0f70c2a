"""What the gold set holds: ``python -m labeled.gold``; ``check`` holds it against its sources, ``show`` prints it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from labeled.gold import SHARED, GoldDocument, GoldError, check, load, reference_text
from labeled.gold.show import shown

KINDS = ("amount", "percent", "participants", "quantity", "score", "text")


def counts(documents: Sequence[GoldDocument]) -> str:
    """A table of the documents, with sums for each part and split that are never added to each other."""
    width = max((len(document.document) for document in documents), default=8)
    head = [*KINDS, "facts", "entities", "reasons", "sentences", "labelled"]
    lines = [f"{'':{width + 10}}" + "".join(f"{name:>14}" for name in head)]
    sums: dict[str, Counter[str]] = {}
    for document in documents:
        row = _row(document)
        split = "held out" if document.held_out else "development"
        sums.setdefault(f"{document.part}, {split}", Counter()).update({**row, "documents": 1})
        lines.append(f"{document.document:{width}} {split[:8]:9}" + "".join(f"{row[name]:>14}" for name in head))
    for name, total in sums.items():
        lines.append(f"\n{name}: {total['documents']} documents")
        lines.append(f"{'':{width + 10}}" + "".join(f"{total[column]:>14}" for column in head))
    return "\n".join(lines)


def _row(document: GoldDocument) -> Counter[str]:
    row = Counter(dict.fromkeys(KINDS, 0))
    row.update(fact.kind for fact in document.facts)
    row["facts"] = len(document.facts)
    row["entities"] = sum(entity.label != "REASON" for entity in document.entities)
    row["reasons"] = sum(entity.label == "REASON" for entity in document.entities)
    row["sentences"] = len(document.sentences)
    starts = [entity.start for entity in document.entities]
    row["labelled"] = sum(any(s.start <= at < s.end for at in starts) for s in document.sentences)
    return row


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m labeled.gold", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("stats", help="count sentences, entities and facts (the default)")
    checking = commands.add_parser("check", help="hold every span against its source; exit 4 if one does not stand")
    showing = commands.add_parser("show", help="print a document with its marks")
    showing.add_argument("id")
    for command in (checking, showing):
        command.add_argument("--shared", type=Path, default=SHARED, help="the folder of the real disclosures")
    given = parser.parse_args(arguments)
    try:
        if given.command == "check":
            documents = load()
            for document in documents:
                check(document, reference_text(document.reference, given.shared))
            print(f"{len(documents)} documents: every span stands where it says")
        elif given.command == "show":
            print("\n".join(shown(load(documents=[given.id])[0], given.shared)))
        else:
            print(counts(load()))
    except (GoldError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
