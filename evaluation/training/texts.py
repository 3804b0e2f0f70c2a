"""The text of a labelled document as the stages read it."""

from __future__ import annotations

from pathlib import Path

from extract import text as text_stage
from extract.cache import StageCache
from extract.document import extract_document
from extract.options import Options
from extract.stages import BlocksResult
from extract.types import Block, Text
from labeled.gold import GoldDocument


def text_of(gold: GoldDocument, reference: str, cache: StageCache, shared: Path) -> Text:
    """The text of the stages: of a real document from its file, of a written one from its paragraphs."""
    if gold.part == "written":
        blocks, at = [], 0
        for line in reference.split("\n"):
            blocks.append(Block("paragraph", line, offset=at))
            at += len(line) + 1
        return text_stage.from_blocks(BlocksResult(tuple(blocks)), (), Options()).text
    return extract_document(shared / gold.reference.source, cache=cache).text
