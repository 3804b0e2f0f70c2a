"""The gold set: ``python -m labeled.gold`` counts it; check, show, move, export and import are its commands."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from labeled.gold import SHARED, GoldDocument, GoldError, check, load, reference_text
from labeled.gold.exchange import from_conll, from_docbin, from_label_studio, to_conll, to_docbin, to_label_studio
from labeled.gold.files import FOLDER, read, write
from labeled.gold.upkeep.again import SECOND, all_agreement, labelled_again
from labeled.gold.upkeep.moving import moved
from labeled.gold.upkeep.show import shown
from labeled.gold.upkeep.twice import agreement, draw, report

FORMS: dict[str, tuple[Any, Any]] = {
    "label-studio": (to_label_studio, from_label_studio),
    "docbin": (to_docbin, from_docbin),
    "conll": (to_conll, from_conll),
}
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


def _drawn(given: argparse.Namespace) -> None:
    """Print the drawn sentences, or turn the marks that were made for them into files."""
    # not from what is held out: whoever labels again may also write rules
    texts = {one.document: (one, reference_text(one.reference, given.shared)) for one in load("real", held_out=False)}
    drawn = draw(list(texts.values()), given.count, given.seed)
    if given.command == "draw":
        for number, one in enumerate(drawn):
            before = texts[one.document][1][max(0, one.start - given.context) : one.start]
            print(f"#{number} {one.document} [{one.start}, {one.end}) {before!r}\n   {one.text!r}")
        return
    given.out.mkdir(parents=True, exist_ok=True)
    for again in labelled_again(given.marks.read_text(encoding="utf-8"), drawn, texts):
        check(again, texts[again.document][1])
        write(again, given.out / f"{again.document}.jsonl")
        print(f"{again.document}: {len(again.sentences)} sentences, {len(again.facts)} facts")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m labeled.gold", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("stats", help="count sentences, entities and facts (the default)")
    checking = commands.add_parser("check", help="hold every span against its source; exit 4 if one does not stand")
    showing = commands.add_parser("show", help="print a document with its marks")
    showing.add_argument("id")
    exporting = commands.add_parser("export", help="write documents in the form of another tool (with their text)")
    exporting.add_argument("ids", nargs="+")
    exporting.add_argument("--to", choices=sorted(FORMS), required=True)
    exporting.add_argument("-o", "--output", type=Path, required=True)
    importing = commands.add_parser("import", help="read what export wrote, changed or not, into gold files")
    importing.add_argument("file", type=Path)
    importing.add_argument("--from", dest="form", choices=sorted(FORMS), required=True)
    importing.add_argument("--out", type=Path, default=FOLDER)
    moving = commands.add_parser(
        "move", help="find labels again on a source that reads otherwise now, tell what is lost"
    )
    moving.add_argument("id")
    moving.add_argument("--out", type=Path, default=FOLDER)
    drawing = commands.add_parser("draw", help="draw sentences to be labelled a second time, as bare text")
    seconding = commands.add_parser("second", help="marks for the drawn sentences into the files of the second labels")
    seconding.add_argument("marks", type=Path)
    seconding.add_argument("--out", type=Path, default=SECOND)
    for command in (drawing, seconding):
        command.add_argument("--count", type=int, default=100)
        command.add_argument("--seed", type=int, default=20261125)
        command.add_argument("--context", type=int, default=70, help="characters shown before each sentence")
    agreeing = commands.add_parser(
        "agree", help="compare first labels with second ones; without arguments all there are"
    )
    agreeing.add_argument("id", nargs="?")
    agreeing.add_argument("second", type=Path, nargs="?")
    for command in (checking, showing, exporting, moving, drawing, seconding):
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
        elif given.command == "export":
            chosen = [
                (document, reference_text(document.reference, given.shared)) for document in load(documents=given.ids)
            ]
            written = FORMS[given.to][0](chosen)
            given.output.write_bytes(written if isinstance(written, bytes) else written.encode())
        elif given.command == "move":
            document = load("real", documents=[given.id])[0]
            found = moved(document, reference_text(document.reference, given.shared))
            print("\n".join(found.lost) or "nothing was lost")
            write(found.document, given.out / f"{given.id}.jsonl")
        elif given.command in ("draw", "second"):
            _drawn(given)
        elif given.command == "agree" and given.second is None:
            agreed, sentences = all_agreement({document.document: document for document in load("real")})
            print(f"{sentences} sentences labelled twice\n{report(agreed)}")
        elif given.command == "agree":
            print(report(agreement(load(documents=[given.id])[0], read(given.second))))
        elif given.command == "import":
            stored = given.file.read_bytes()
            for document, _ in FORMS[given.form][1](stored if given.form == "docbin" else stored.decode()):
                write(document, given.out / f"{document.document}.jsonl")
        else:
            print(counts(load()))
    except (GoldError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
