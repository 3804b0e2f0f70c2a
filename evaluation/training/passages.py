"""The passages of tests/facts/passages, for the model that chooses names: what the rules read there is mostly right.

They were labelled by hand before anybody read them by the program, with all names that a careful reader may write,
and rules were mended for them since. So they say what is not to be changed in free prose, of many subjects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from extract import facts
from extract.entities import find
from extract.types import Fact, Paragraph, Section, Text
from models import names

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "facts" / "passages"
_VALUE = re.compile(r"-?(?P<n>[\d.,]+)(?P<unit>.*)")


class Label(NamedTuple):
    """All names that a fact may have, its value without sign, and its unit."""

    names: tuple[str, ...]
    value: str
    unit: str


class Passage(NamedTuple):
    """A passage of a batch and its facts in order."""

    batch: str
    text: Text
    labels: tuple[Label, ...]


def passages(folder: Path = FOLDER) -> Iterator[Passage]:
    """All passages, by batch; none where the folder is not there."""
    for path in sorted(folder.glob("*.txt")):
        for part in re.split(r"^@", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            head, *lines = part.splitlines()
            kind, heading = (one.strip() for one in head.split("|"))
            said = [line for line in lines if line.strip() and not line.startswith("- ")]
            labels = tuple(_label(line[2:]) for line in lines if line.startswith("- "))
            yield Passage(f"passages-{path.stem}", _text(kind, [heading, *said]), labels)


def _label(line: str) -> Label:
    name, value = (part.strip() for part in line.split("|")[:2])
    found = _VALUE.match(value)
    number, unit = (found["n"].replace(",", ""), found["unit"]) if found else ("", value)
    return Label(tuple(name.split("/")), number, unit)


def _text(kind: str, paragraphs: list[str]) -> Text:
    chars, made, at = "\n".join(paragraphs), [], 0
    for number, paragraph in enumerate(paragraphs):
        made.append(Paragraph(at, at + len(paragraph), 2 if number == 0 else 0))
        at += len(paragraph) + 1
    return Text(chars, tuple(made), sections=(Section(kind, 0, at, None, "2023"),))  # type: ignore[arg-type]


def labelled(passage: Passage) -> list[tuple[Fact, Label]]:
    """The facts that the rules read, each with its label; matched by their values in order."""
    with names.using(None):
        told, _ = facts.from_text(passage.text, find(passage.text))
    wanted = [(label.value, label.unit) for label in passage.labels]
    given = [((one.value or "").lstrip("-"), (one.unit if one.value else one.value_text) or "") for one in told]
    blocks = SequenceMatcher(None, wanted, given, autojunk=False).get_matching_blocks()
    return [(told[block.b + step], passage.labels[block.a + step]) for block in blocks for step in range(block.size)]
