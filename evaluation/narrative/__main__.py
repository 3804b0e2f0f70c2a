"""Print what is read from free text against what is labelled.

``python -m evaluation.narrative`` reads all labelled documents (real ones where
../shared is), with the shipped networks. Figures of development documents are of
rules and networks that know them; ``--leave-one-out`` asks networks that were
trained without the document instead (minutes). Held-out documents are only ever
shown as sums.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from evaluation.narrative.reading import WAYS, read, read_by, truth
from evaluation.narrative.scoring import Counts, added, entity_counts, fact_counts
from evaluation.scores.facts import Error, said
from evaluation.statistics.bootstrap import f1_interval, f1_of
from evaluation.training import networks
from extract.cache import StageCache
from extract.entities.learned import Span
from extract.types import Document
from labeled.gold import SHARED, GoldDocument, load

#: Characters shown before the words of an error; half as many after them.
AROUND = 60
#: What the gold set is to hold.
WANTED = {"sentences": 800, "facts": 1500, "documents": 18}
#: Rows of the table and the F1 that is to be reached: on real documents, on written ones.
ROWS = {
    "AMOUNT strict": (0.99, 0.99),
    "PARTICIPANT_COUNT strict": (0.99, 0.99),
    "QUANTITY strict": (None, None),
    "PERCENT strict": (None, None),
    "INDICATOR strict": (0.90, 0.92),
    "INDICATOR partial": (0.96, 0.97),
    "BASIS strict": (None, None),
    "PERIOD strict": (None, None),
    "COMPARISON strict": (None, None),
    "REASON near": (0.92, 0.94),
    "accounts, value": (None, None),
    "accounts, indicator": (None, None),
    "accounts, whole": (0.95, 0.95),
    "free prose, value": (None, None),
    "free prose, indicator": (None, None),
    "free prose, whole": (0.85, 0.88),
}


@dataclass
class Scored:
    """The counts of one document: spans by way of reading, facts, causes of errors."""

    gold: GoldDocument
    spans: dict[str, dict[str, Counts]]
    facts: dict[str, Counts] = field(default_factory=dict)
    errors: Sequence[str] = ()
    causes: Counter[str] = field(default_factory=Counter)

    def counts(self, way: str) -> dict[str, Counts]:
        """Spans read in that way, and facts."""
        return {**self.spans[way], **self.facts}


def scored(
    gold: GoldDocument, shared: Path, cache: StageCache, told: Sequence[Span] | None, scan: bool
) -> Scored | None:
    """Read and score a document; None for a scan that is not there."""
    document = read(gold, shared, cache, scan=scan)
    if document is None:
        return None
    wanted = truth(gold, shared)
    ways = {way: entity_counts(wanted, document, read_by(way, document.text, ocr=scan, told=told)) for way in WAYS}
    facts, errors = fact_counts(wanted, document)
    causes = Counter(cause(error) for error in errors)
    return Scored(gold, ways, facts, [error_line(gold, wanted.text, document, one) for one in errors], causes)


def table(title: str, some: Sequence[Scored], goal: int) -> str:
    """The rows of one part and split: rules, model, both with interval and counts, and the goal."""
    lines = [
        f"\n## {title}: {len(some)} documents",
        "",
        "| | rules | model | both (default) | 95 % interval | wanted, given, right | goal |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    sums = {way: added([one.counts(way) for one in some]) for way in WAYS}
    for name, goals in ROWS.items():
        counts = sums["both"].get(name)
        if counts is None or not counts[0]:
            continue
        each = np.array([one.counts("both").get(name, (0, 0, 0)) for one in some])
        interval = f1_interval(each)
        fact = "," in name
        shown = [
            name,
            "" if fact else _f1(sums["rules"].get(name)),
            "" if fact else _f1(sums["model"].get(name)),
            _f1(counts),
            "–" if interval is None else f"{interval.low:.3f} to {interval.high:.3f}",
            ", ".join(map(str, counts)),
            "" if goals[goal] is None else f"{goals[goal]:.2f}",
        ]
        lines.append("| " + " | ".join(shown) + " |")
    return "\n".join(lines)


def by_document(some: Sequence[Scored]) -> str:
    """Whole facts, names and reasons of each document."""
    names = ("INDICATOR strict", "BASIS strict", "REASON near", "accounts, whole", "free prose, whole")
    lines = ["", "| document | " + " | ".join(names) + " |", "| --- " * (len(names) + 1) + "|"]
    for one in some:
        counts = one.counts("both")
        cells = [
            f"{_f1(counts[name])} ({counts[name][2]} of {counts[name][0]})" if counts.get(name, (0,))[0] else "–"
            for name in names
        ]
        lines.append(f"| {one.gold.document} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def cause(error: Error) -> str:
    """The first thing that is wrong: a missed or an invented fact, or the field that differs."""
    return f"{error.outcome} {error.field}".strip()


def error_line(gold: GoldDocument, printed: str, document: Document, error: Error) -> str:
    """One error for people: what is labelled, what was read, and the words around it."""
    wanted, given = error.pair.wanted, error.pair.given
    told = [f"{gold.document} {cause(error)}"]
    if wanted is not None and given is not None:
        told.append(f"{getattr(wanted, error.field)!r} → {getattr(given, error.field)!r}")
    fact = wanted or given
    assert fact is not None
    told.append(said(fact))
    if given is not None:
        told.append(f"{given.made_by} {given.status}")
    text = printed if wanted is not None else document.text.chars
    place = fact.evidence[0] if fact.evidence else None
    if place is not None and place.start is not None and place.end is not None:
        before, after = text[max(0, place.start - AROUND) : place.start], text[place.end : place.end + AROUND // 2]
        told.append(f"{before}【{text[place.start : place.end]}】{after}".replace("\n", "⏎"))
    return " | ".join(told)


def causes(some: Sequence[Scored]) -> str:
    """Errors by first cause: the first field of the fact that differs."""
    total: Counter[str] = Counter()
    for one in some:
        total.update(one.causes)
    return "Errors by first cause: " + (", ".join(f"{name} {n}" for name, n in total.most_common()) or "none")


def held(gold: Sequence[GoldDocument]) -> str:
    """What the gold set holds against what was asked."""
    have = {
        "sentences": sum(len(one.sentences) for one in gold),
        "facts": sum(len(one.facts) for one in gold),
        "documents": len(gold),
    }
    return "Gold set: " + ", ".join(f"{have[name]} {name} (asked {least})" for name, least in WANTED.items())


def _f1(counts: Counts | None) -> str:
    return "–" if counts is None or not (counts[0] or counts[1]) else f"{float(f1_of(np.array(counts))):.3f}"


def left_out(golds: Sequence[GoldDocument], shared: Path, cache: StageCache) -> Mapping[str, Sequence[Span]]:
    """What networks say of each development document that were trained without it."""
    documents = [networks.labelled(one, cache, shared) for one in golds if not one.held_out]
    told: dict[str, Sequence[Span]] = {}
    for group in networks.folds(documents):
        told.update(networks.fold(documents, group, 0))
    return told


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.narrative", description=__doc__)
    parser.add_argument("--part", choices=("real", "written"))
    parser.add_argument("--scans", action="store_true", help="the scans of the real documents, where there are any")
    parser.add_argument("--documents", help="only these ids, separated by commas")
    parser.add_argument("--leave-one-out", action="store_true", help="networks trained without the document")
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--work", type=Path, default=Path("out/narrative"), help="folder of the stage cache")
    parser.add_argument("--show-errors", action="store_true", help="a line for each wrong fact; none of held-out ones")
    given = parser.parse_args(arguments)
    cache = StageCache(given.work)
    golds = [
        one
        for one in load(given.part, documents=given.documents.split(",") if given.documents else None)
        if one.part == "written" or (given.shared / one.reference.source).is_file()
    ]
    told = left_out(golds, given.shared, cache) if given.leave_one_out else {}
    done = [one for gold in golds if (one := scored(gold, given.shared, cache, told.get(gold.document), given.scans))]
    print(held([one.gold for one in done]))
    for part, name in (("real", "Real"), ("written", "Written")):
        for out in (False, True):
            some = [one for one in done if one.gold.part == part and one.gold.held_out is out]
            if not some:
                continue
            print(table(f"{name}, {'held out' if out else 'development'}", some, part == "written"))
            print("\n" + causes(some))
            if not out:
                print(by_document(some))
                if given.show_errors:
                    print("", *(line for one in some for line in one.errors), sep="\n")
    real = [one for one in done if one.gold.part == "real"]
    if given.leave_one_out and real:
        print(table("Real, every document by networks that do not know it", real, 0))


if __name__ == "__main__":
    main()
