"""Passages that were labelled before they were read: so many of their facts are read wholly right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from extract.entities import find
from extract.facts import from_text
from extract.types import Fact, Paragraph, Section, Text

FOLDER = Path(__file__).parent / "passages"
#: So many facts of each batch were read wholly right; it may not become less.
LEAST = {
    "01": 104, "02": 119, "03": 112, "04": 106, "05": 91, "06": 83, "07": 80,
    "08": 83, "09": 72, "10": 73, "11": 75, "12": 64, "13": 67, "14": 50, "15": 56, "16": 52,
}  # fmt: skip
FIELDS = {
    "m": "measure", "b": "basis", "v": "versus", "p": "period", "q": "qualifier", "w": "versus_indicator",
    "s": "scope", "who": "who", "why": "reason",
}  # fmt: skip
SHORT = {
    "measure": {"c": "change", "r": "change_rate", "s": "share", "k": "completion", "t": "standard", "g": "target"},
    "versus": {"y": "prior_year", "i": "initial_budget", "a": "adjusted_budget", "b": "budget"},
    "basis": {
        "i": "initial_budget", "a": "adjusted_budget", "b": "budget", "f": "final", "e": "execution",
        "p": "prior_final",
    },
}  # fmt: skip
NONE = frozenset({"", "-", "null"})
SPAN = re.compile(r"\d{4}-\d\d/\d{4}-\d\d")


@dataclass
class Wanted:
    """A labelled fact: its names and fields, each with all that a careful reader may write."""

    names: set[str]
    printed: str
    unit: str
    fields: dict[str, set[str]] = field(default_factory=dict)

    def agrees(self, fact: Fact) -> bool:
        given = {name: _squeezed(getattr(fact, name)) for name in FIELDS.values()}
        sign = self.printed.startswith("-") == (fact.value or "").startswith("-")
        return sign and _squeezed(fact.indicator) in self.names and all(
            given[name] in wanted for name, wanted in self.fields.items()
        )  # fmt: skip


@dataclass
class Passage:
    kind: str
    paragraphs: list[str]
    facts: list[Wanted]


def _squeezed(words: str | None) -> str:
    folded = re.sub(r"\s", "", words or "").replace("(", "（").replace(")", "）").rstrip("。；;，,")
    return "" if folded in NONE else folded


def _either(words: str) -> set[str]:
    return {words} if SPAN.fullmatch(words) else {_squeezed(one) for one in words.split("/")}


def _label(line: str) -> Wanted:
    name, value, *more = (part.strip() for part in line.split("|"))
    found = re.match(r"(-?[\d.,]+)(.*)", value)
    printed, unit = (found[1], found[2]) if found else ("", value)
    fields = {name: {""} for name in FIELDS.values()}
    fields["period"] = {"2023"}
    fields["measure"] = {"level" if found else "comparison"}
    for one in filter(None, (more[0] if more else "").split(";")):
        key, _, said = one.strip().partition("=")
        target = FIELDS[key]
        fields[target] = {SHORT.get(target, {}).get(word, word) for word in _either(said)}
    if found is None and "m=level" not in line:
        fields["measure"] = {"comparison"}
    if "share" in fields["measure"] and fields["versus"] == {""}:
        fields["versus"] = {"whole", ""} if len(fields["measure"]) > 1 else {"whole"}
    return Wanted(_either(name), printed, _squeezed(unit), fields)


def passages(path: Path) -> list[Passage]:
    """The passages of a file."""
    found: list[Passage] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            kind, heading = (part.strip() for part in line[1:].split("|"))
            found.append(Passage(kind, [heading], []))
        elif line.startswith("- "):
            found[-1].facts.append(_label(line[2:]))
        elif line.strip():
            found[-1].paragraphs.append(line)
    return found


def read(passage: Passage) -> tuple[Fact, ...]:
    """The facts that the program reads."""
    chars, made, at = "\n".join(passage.paragraphs), [], 0
    for number, paragraph in enumerate(passage.paragraphs):
        made.append(Paragraph(at, at + len(paragraph), 2 if number == 0 else 0))
        at += len(paragraph) + 1
    section = Section(passage.kind, 0, at, "云溪县某某局", "2023")  # type: ignore[arg-type]
    text = Text(chars, tuple(made), sections=(section,))
    return from_text(text, find(text))[0]


def right(passage: Passage) -> int:
    """How many facts are read wholly right."""
    given = read(passage)
    values = [(fact.value or "", _squeezed(fact.unit if fact.value else fact.value_text)) for fact in given]
    pairs = SequenceMatcher(
        None,
        [(fact.printed.lstrip("-").replace(",", ""), fact.unit) for fact in passage.facts],
        [(value.lstrip("-"), unit) for value, unit in values],
        autojunk=False,
    )
    return sum(
        passage.facts[block.a + step].agrees(given[block.b + step])
        for block in pairs.get_matching_blocks()
        for step in range(block.size)
    )


@pytest.mark.parametrize("batch", sorted(LEAST))
def test_passages_are_read_as_well_as_they_were(batch: str) -> None:
    assert sum(map(right, passages(FOLDER / f"{batch}.txt"))) >= LEAST[batch]
