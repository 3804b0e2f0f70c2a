"""How much of texts that no rule was written from is read right: ``python -m pytest tests/facts/test_unseen.py -s``."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

import pytest
from gold_unseen import TEXTS, Unseen
from test_from_text import line_of

from extract.entities import find
from extract.facts import from_text
from extract.types import Paragraph, Section, Text

#: So many facts are read wholly right, of the tuned texts and of those that are only counted.
TUNED, COUNTED = 86, 71


class Count(NamedTuple):
    """Facts printed, read, read with the right value, and wholly right."""

    printed: int = 0
    read: int = 0
    value: int = 0
    whole: int = 0

    def __add__(self, other: tuple[int, ...]) -> Count:  # type: ignore[override]
        return Count(*(one + two for one, two in zip(self, other, strict=True)))

    def f1(self, right: int) -> float:
        return round(200 * right / (self.printed + self.read), 1)


def read(unseen: Unseen) -> list[str]:
    paragraphs, at = [], 0
    lines = [line.removeprefix("# ") for line in unseen.paragraphs]
    for line, printed in zip(lines, unseen.paragraphs, strict=True):
        paragraphs.append(Paragraph(at, at + len(line), 2 if printed.startswith("# ") else 0))
        at += len(line) + 1
    section = Section(unseen.kind, 0, at, unseen.department, unseen.year)  # type: ignore[arg-type]
    text = Text("\n".join(lines), tuple(paragraphs), sections=(section,))
    return [line_of(fact) for fact in from_text(text, find(text))[0]]


def value_in(line: str) -> tuple[str, ...]:
    fields = line.split("|")
    words = [extra for extra in fields[8].split(";") if extra.startswith("text=")]
    return (fields[6].lstrip("-"), fields[7], *words)


def scored(unseen: Unseen, *, show: bool) -> Count:
    given, wanted = read(unseen), list(unseen.facts)
    value = whole = 0
    pairs = SequenceMatcher(
        None, [value_in(line) for line in wanted], [value_in(line) for line in given], autojunk=False
    )
    for kind, a, b, c, d in pairs.get_opcodes():
        if kind == "equal":
            value += b - a
            for want, got in zip(wanted[a:b], given[c:d], strict=True):
                whole += want == got
                if show and want != got:
                    print(f"  wrong    {want}\n        →  {got}")
        elif show:
            for line in wanted[a:b]:
                print(f"  missed   {line}")
            for line in given[c:d]:
                print(f"  invented {line}")
    return Count(len(wanted), len(given), value, whole)


@pytest.mark.parametrize(("tuned", "least"), [(True, TUNED), (False, COUNTED)], ids=["tuned", "only counted"])
def test_unseen_texts_are_read_as_well_as_they_were(tuned: bool, least: int) -> None:
    total = Count()
    print()
    for unseen in TEXTS:
        if unseen.tuned is tuned:
            count = scored(unseen, show=tuned)
            print(f"{unseen.name}: {count}")
            total += count
    name = "tuned" if tuned else "only counted"
    print(f"{name}: {total} value F1 {total.f1(total.value)} whole F1 {total.f1(total.whole)}")
    assert total.whole >= least
