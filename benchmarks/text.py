"""Text to facts in characters per CPU second, by rules alone and on the default path; time to a first document.

``python -m benchmarks.text`` reads the written documents and, where ../shared is,
the dumps of the real ones. The first document is read by a fresh interpreter.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from evaluation.training.texts import text_of
from extract import entities, facts
from extract.cache import StageCache
from extract.types import Mention, Text
from labeled.gold import SHARED, load, reference_text
from models import names

#: Rounds that are timed, after one that loads what is loaded once.
ROUNDS = 2
_FIRST = """
import sys
from extract.document import extract_document
document = extract_document(sys.argv[1])
assert document.facts, document.failures
"""
_SAMPLES = Path(__file__).resolve().parent.parent / "labeled" / "samples"


def texts() -> list[Text]:
    """The texts of the written documents and of the dumps below ../shared."""
    golds = [one for one in load() if one.part == "written" or (SHARED / one.reference.source).suffix == ".txt"]
    there = [one for one in golds if one.part == "written" or (SHARED / one.reference.source).is_file()]
    return [text_of(one, reference_text(one.reference), StageCache(None), SHARED) for one in there]


def seconds(found: list[Text], mentions_of: Callable[[Text], tuple[Mention, ...]]) -> float:
    """CPU seconds of one round over all texts."""
    spent = 0.0
    for number in range(ROUNDS + 1):
        began = time.process_time()
        for text in found:
            facts.from_text(text, mentions_of(text))
        if number:
            spent += time.process_time() - began
    return spent / ROUNDS


def main() -> None:
    """Print the figures."""
    found = texts()
    length = sum(len(text.chars) for text in found)
    print(f"{len(found)} texts, {length} characters")
    for name, way, least in (
        ("rules", entities.find, 50_000),
        (
            "default (rules and models)",
            lambda text: entities.ruled(*entities.with_votes(text, entities.find(text))),
            10_000,
        ),
    ):
        with names.using(None) if name == "rules" else nullcontext():
            spent = seconds(found, way)
        print(f"{name:28} {length / spent:9.0f} characters per CPU second (asked {least})")
    for sample in sorted(_SAMPLES.glob("*.txt"))[:1] + sorted(_SAMPLES.glob("*.docx"))[:1]:
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", _FIRST, str(sample)], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        wall = time.perf_counter() - began
        print(f"first document, {sample.name:14} {wall:5.2f} s, of which the CPU was busy {busy:.2f} (asked 5)")


if __name__ == "__main__":
    main()
