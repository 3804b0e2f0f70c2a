"""Compile shorthand into a gold file: ``python -m labeled.gold.compile LABELS.ann [--uncovered]``."""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from labeled.gold.files import FOLDER, write
from labeled.gold.reference import PAGE_END, SHARED, reference_text
from labeled.gold.shorthand.assemble import Assembler
from labeled.gold.shorthand.markup import Block, MarkupError, Source, parse
from labeled.gold.spans import Places
from labeled.gold.splits import held_out
from labeled.gold.types import GoldDocument, Reference, digest
from labeled.gold.validate import check

_ENDS = {"dump": "。！？\n", "pdfium": "。！？" + PAGE_END, "written": "。！？\n"}


def sentence_spans(text: str, start: int, end: int, how: str, begins: set[int]) -> list[tuple[int, int]]:
    """The sentences of a stretch: ended by 。！？, by the end of a paragraph of a dump, or by where a block begins."""
    cuts = {start, end} | {at for at in begins if start < at < end}
    cuts |= {at + 1 for at in range(start, end - 1) if text[at] in _ENDS[how]}
    edges = sorted(cuts)
    spans = []
    for left, right in zip(edges, edges[1:], strict=False):
        body = text[left:right]
        if body.strip():
            first = left + len(body) - len(body.lstrip())
            spans.append((first, left + len(body.rstrip())))
    return spans


def build(source: Source, shared: Path = SHARED) -> tuple[GoldDocument, list[str]]:
    """The gold document of a shorthand source, and the figures in its regions that carry no label.

    Raises
    ------
    MarkupError
        If words do not stand where the shorthand says.
    """
    head = source.header
    path = shared / head["source"]
    how: Literal["dump", "pdfium"] = "dump" if path.suffix == ".txt" else "pdfium"
    made_with = f"pypdfium2 {version('pypdfium2')}" if how == "pdfium" else None
    draft = Reference(how=how, source=head["source"], length=0, sha="", made_with=made_with)
    text = reference_text(draft, shared)
    reference = draft.model_copy(update={"length": len(text), "sha": digest(text)})
    places = Places(text, reference)

    anchors: list[tuple[int, int]] = []
    at = 0
    for block in source.blocks:
        found = places.find(block.anchor, at, len(text))
        if found is None:
            raise MarkupError(f"line {block.line}: {block.anchor!r} does not stand behind the last anchor")
        start, at = found[0], found[1]
        end = start
        if block.closes is not None:
            close = places.find(block.closes, start, len(text))
            if close is None:
                raise MarkupError(f"line {block.line}: the end {block.closes!r} is not there")
            end = close[1]
            at = max(at, close[1])
        anchors.append((start, end))

    regions: list[list[int]] = []
    assembler = Assembler(places)
    # a block that carries the state on may begin inside a sentence
    begins = {start for block, (start, _) in zip(source.blocks, anchors, strict=True) if not block.carries}
    blocks: list[tuple[Block, int, int]] = []
    for number, (block, (start, closed)) in enumerate(zip(source.blocks, anchors, strict=True)):
        if block.opens:
            regions.append([start, start])
        if not regions:
            raise MarkupError(f"line {block.line}: outside a region")
        end = closed if block.closes is not None else anchors[number + 1][0]
        regions[-1][1] = end
        blocks.append((block, start, end))
    sentences = [span for low, high in regions for span in sentence_spans(text, low, high, how, begins)]
    starts = [first for first, _ in sentences]
    for block, start, end in blocks:
        assembler.block(block, start, end, starts)

    told = {"department": head.get("department"), "fiscal_year": head.get("year")}
    facts = [
        {k: v for k, v in fact.items() if k != "_start" and not (k in told and v == told[k])}
        for fact in assembler.facts
    ]
    document = GoldDocument.model_validate(
        {
            "document": head["id"],
            "part": "real",
            "held_out": held_out(head["id"]),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "kind": head["kind"],
            "department": head.get("department"),
            "fiscal_year": head.get("year"),
            "reference": reference,
            "regions": regions,
            "sentences": [{"is": "sentence", **places.span(*span)} for span in sentences],
            "entities": assembler.entities,
            "facts": facts,
        }
    )
    return document, uncovered(document, text)


def uncovered(document: GoldDocument, text: str) -> list[str]:
    """The runs of digits in the regions that no entity covers, with their surroundings: each is to be looked at."""
    covered = bytearray(len(text) + 1)
    for entity in document.entities:
        if entity.label != "REASON":
            covered[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
    found = []
    for start, end in document.regions:
        for run in re.finditer(r"[0-9０-９][0-9０-９.,]*", text[start:end]):
            at = start + run.start()
            if not covered[at]:
                left, right = text[max(0, at - 14) : at], text[at + len(run[0]) : at + len(run[0]) + 10]
                found.append(f"{left}⟦{run[0]}⟧{right}".replace("\n", "⏎").replace(PAGE_END, "⏏"))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m labeled.gold.compile", description=__doc__)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--uncovered", action="store_true", help="list the figures without a label")
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--out", type=Path, default=FOLDER)
    given = parser.parse_args(arguments)
    code = 0
    for path in given.labels:
        try:
            document, bare = build(parse(path.read_text(encoding="utf-8")), given.shared)
            check(document, reference_text(document.reference, given.shared))
        except ValueError as error:
            print(f"{path}: {error}", file=sys.stderr)
            code = 2
            continue
        write(document, given.out / f"{document.document}.jsonl")
        print(
            f"{document.document}: {len(document.sentences)} sentences, {len(document.entities)} entities, "
            f"{len(document.facts)} facts, {len(bare)} figures without a label"
        )
        if given.uncovered:
            print("\n".join(bare))
    return code


if __name__ == "__main__":
    sys.exit(main())
