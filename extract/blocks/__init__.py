"""Inputs without pages: docx, html and the dumps of scrapers, as paragraphs and raw tables in reading order."""

from __future__ import annotations

from dataclasses import replace

from extract.blocks.dump import dump_blocks
from extract.blocks.web import html_blocks
from extract.blocks.word import docx_blocks
from extract.options import Options
from extract.stages import BlocksResult, Source
from extract.types import Block

__all__ = ["read_blocks"]


def read_blocks(source: Source, options: Options) -> BlocksResult:
    """The content of an input without pages.

    Parameters
    ----------
    source : Source
        Of format ``docx``, ``html`` or ``txt``.
    options : Options

    Returns
    -------
    BlocksResult
        Tables numbered ``t001``, ``t002`` … in their order. ``chars`` is the
        decoded text of a dump, to which the offsets of its blocks refer.

    Raises
    ------
    JuesuanError
        JS109 where a docx cannot be opened or unpacks beyond the limits, JS110
        where a page is nested too deeply.
    """
    if source.format == "docx":
        return BlocksResult(_numbered(docx_blocks(source.data)))
    if source.format == "html":
        return BlocksResult(_numbered(html_blocks(source.data)))
    chars = source.data.decode("utf-8", errors="replace")
    return BlocksResult(_numbered(dump_blocks(chars)), chars)


def _numbered(blocks: list[Block]) -> tuple[Block, ...]:
    out: list[Block] = []
    count = 0
    for block in blocks:
        if block.table is not None:
            count += 1
            block = replace(block, table=replace(block.table, table_id=f"t{count:03d}", order=count - 1))
        out.append(block)
    return tuple(out)
