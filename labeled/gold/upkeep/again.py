"""The second labelling: marks for drawn sentences, each in its bare text, become gold files that ``agree`` compares.

The labeller sees a sentence, the seventy characters before it, and the
guidelines; marks are the shorthand's, below a line ``#N BASIS`` (N counts the
drawn sentences from 0, BASIS is that of the section, ``-`` for none).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from labeled.gold.files import read
from labeled.gold.shorthand.assemble import Assembler
from labeled.gold.shorthand.markup import Block, MarkupError, mark_of
from labeled.gold.spans import Places
from labeled.gold.types import GoldDocument
from labeled.gold.upkeep.twice import Agreement, Drawn, agreement

#: Where the second labels of the real documents lie.
SECOND = Path(__file__).parent.parent / "second"


def labelled_again(
    marks: str, drawn: Sequence[Drawn], documents: Mapping[str, tuple[GoldDocument, str]]
) -> list[GoldDocument]:
    """The second labelling as gold documents whose regions are the drawn sentences.

    Parameters
    ----------
    marks : str
        The labeller's file.
    drawn : sequence of Drawn
        As they were drawn; the numbers of the file count them.
    documents : mapping of str to (GoldDocument, str)
        By id, each with its reference text. Of the first labelling nothing but head and reference is taken over.

    Raises
    ------
    MarkupError
        If a sentence has no place in the file, or marks do not stand in their sentence.
    """
    lines: dict[int, tuple[str | None, list[str]]] = {}
    for line in marks.splitlines():
        if line.startswith("#"):
            number, _, basis = line[1:].partition(" ")
            lines[int(number)] = (None if basis == "-" else basis, [])
        elif line.strip():
            lines[max(lines)][1].extend(line.split())
    if missing := sorted(set(range(len(drawn))) - set(lines)):
        raise MarkupError(f"no line for {missing}")
    of: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(drawn):
        of[one.document].append(number)
    found = []
    for id, numbers in sorted(of.items()):
        first, text = documents[id]
        places = Places(text, first.reference)
        assembler = Assembler(places)
        for number in sorted(numbers, key=lambda n: drawn[n].start):
            basis, tokens = lines[number]
            said = {"section": first.kind, "basis": basis, "year": first.fiscal_year}
            block = Block(f"#{number}", False, tuple(mark_of(token) for token in tokens), number, said)
            assembler.block(block, drawn[number].start, drawn[number].end, [drawn[number].start])
        regions = sorted((drawn[n].start, drawn[n].end) for n in numbers)
        facts = [{k: v for k, v in f.items() if k not in ("_start", "fiscal_year")} for f in assembler.facts]
        again = first.model_dump(exclude={"sentences", "entities", "facts", "regions"}) | {
            "regions": regions,
            "sentences": [{"is": "sentence", **places.span(*span)} for span in regions],
            "entities": assembler.entities,
            "facts": facts,
        }
        found.append(GoldDocument.model_validate(again))
    return found


def all_agreement(documents: Mapping[str, GoldDocument], folder: Path = SECOND) -> tuple[Agreement, int]:
    """The agreement over all documents that were labelled again, and the number of their sentences."""
    total: Agreement | None = None
    sentences = 0
    for path in sorted(folder.glob("*.jsonl")):
        second = read(path)
        sentences += len(second.sentences)
        one = agreement(documents[second.document], second)
        total = one if total is None else total + one
    if total is None:
        raise FileNotFoundError(f"no second labels in {folder}")
    return total, sentences
