"""Which numbers of a document contradict each other: a page for people, and the score against the hand-made lists.

python -m evaluation.contradictions ../shared/disclosures/000.digital.pdf --out out/contradictions
python -m evaluation.contradictions --score ../shared/disclosures

Of held-out documents the score tells sums only: whoever sees what was missed there has no held-out part any more.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from evaluation.causes import causes
from evaluation.contradictions_page import write_page
from extract.cache import StageCache
from extract.document import extract_document
from extract.types import Document, Fact
from labeled.gold.splits import held_out

LISTS = Path("labeled/contradictions")


class _Listed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    page: int
    value: Decimal
    unit: str
    indicator: str
    where: str


class Contradiction(BaseModel):
    """One entry of a hand-made list (labeled/contradictions/README.md)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    root: str
    kind: str
    figures: tuple[_Listed, ...]
    expected: Decimal
    found: Decimal
    who: str
    slip: str | None = None


@dataclass(frozen=True)
class Score:
    """Contradictions of one document: found, missed, and alarms that are on no list."""

    document: str
    found: tuple[str, ...]
    missed: tuple[str, ...]
    false: tuple[str, ...]
    misblamed: int


def score(document: Document, name: str, listed: Sequence[Contradiction]) -> Score:
    """Hold the violations of a document against its list.

    A violation speaks of a listed contradiction if it holds the figure in doubt and
    the value of another of its figures, wherever that is printed again, or the figure
    in doubt alone where that is impossible by itself. A cause is
    a false alarm if none of its violations holds a figure in doubt, or two others.
    """
    facts = {fact.fact_id: fact for fact in document.facts}
    spoken: set[str] = set()
    false = []
    for cause in causes(document):
        touched = False
        for check in cause.checks:
            printed = {_place(facts[one]) for one in check.operands if one in facts}
            for contradiction in listed:
                wanted = [(figure.page, figure.value) for figure in contradiction.figures]
                both = sum(1 for place in set(wanted) if place in printed)
                values = [value for _, value in printed]
                others = sum(
                    1 for _, value in wanted[1:] if value in values and values.count(value) > (value == wanted[0][1])
                )
                if wanted[0] in printed and (others or len(wanted) == 1):
                    spoken.add(contradiction.id)
                touched = touched or both >= 2 or wanted[0] in printed
        if not touched:
            false.append(f"{cause.checks[0].rule} {cause.checks[0].found} / {cause.checks[0].expected}")
    misread = sum(1 for check in document.checks if check.outcome == "violation" and check.blame == "ocr_error")
    ids = [contradiction.id for contradiction in listed]
    return Score(
        name,
        tuple(one for one in ids if one in spoken),
        tuple(one for one in ids if one not in spoken),
        tuple(false),
        misread,
    )


def _place(fact: Fact) -> tuple[int | None, Decimal | None]:
    value = None if fact.value is None else abs(Decimal(fact.value)) if fact.measure != "level" else Decimal(fact.value)
    return (fact.evidence[0].page if fact.evidence else None), value


def read_list(path: Path) -> tuple[Contradiction, ...]:
    """The contradictions of a list.

    Raises
    ------
    pydantic.ValidationError
        If an entry says something that is not in the schema.
    """
    return tuple(
        Contradiction.model_validate(entry)
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["contradictions"]
    )


def told(scores: Sequence[Score], out: Collection[str]) -> str:
    """The scores in lines for people: each document with its names, those of ``out`` (held out) as one sum."""
    lines = []
    for one in scores:
        if one.document in out:
            continue
        lines.append(f"{one.document}: {_counted([one])}, ocr_error on a digital page {one.misblamed}")
        lines += [f"    missed  {name}" for name in one.missed]
        lines += [f"    false   {name}" for name in one.false]
    apart = [one for one in scores if one.document in out]
    if apart:
        misblamed = sum(one.misblamed for one in apart)
        lines.append(f"{len(apart)} held out: {_counted(apart)}, ocr_error on a digital page {misblamed}")
    return "\n".join([*lines, f"all: {_counted(scores)}"])


def _counted(scores: Sequence[Score]) -> str:
    found, missed = sum(len(one.found) for one in scores), sum(len(one.missed) for one in scores)
    return f"found {found} of {found + missed}, false alarms {sum(len(one.false) for one in scores)}"


def _score_all(folder: Path, cache: StageCache) -> None:
    scores = []
    for path in sorted(LISTS.glob("*.yaml")):
        document = extract_document(folder / f"{path.stem}.digital.pdf", cache=cache)
        scores.append(score(document, path.stem, read_list(path)))
    print(told(scores, [one.document for one in scores if held_out(one.document)]))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", type=Path)
    parser.add_argument("--out", type=Path, default=Path("out/contradictions"), help="folder of the pages")
    parser.add_argument("--score", type=Path, metavar="FOLDER", help="hold 000.digital.pdf … against the lists")
    parser.add_argument("--cache", type=Path, default=Path("out/cache"))
    given = parser.parse_args(arguments)
    cache = StageCache(given.cache)
    if given.score is not None:
        _score_all(given.score, cache)
    for path in given.inputs:
        document = extract_document(path, cache=cache)
        place = write_page(document, path, causes(document), given.out)
        print(place)
    return 0


if __name__ == "__main__":
    sys.exit(main())
