"""The path: the one place that knows the order of the stages.

acquire → triage → OCR → tables → text → entities → facts → checks. A stage
that doubts a place names its region, and the path goes back to OCR with it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from extract import blocks, checks, entities, facts, ocr, pages, tables, text
from extract.cache import StageCache, tree_hash
from extract.errors import Failure, JuesuanError
from extract.options import Options
from extract.stages import BlocksResult, OcrResult, PagesResult, Source, TablesResult, TextResult
from extract.types import Document, DocumentStatus


def extract_document(
    source: str | Path | bytes,
    options: Options | None = None,
    *,
    name: str | None = None,
    cache: StageCache | None = None,
) -> Document:
    """Read one input through every stage.

    Parameters
    ----------
    source : path or bytes
    options : Options, optional
    name : str, optional
        What the input is called where it came from; defaults to the file's name.
    cache : StageCache, optional
        Keeps the results of the costly stages; none by default.

    Returns
    -------
    Document
        Also for an input that cannot be read: then ``status`` is ``failed`` or
        ``skipped`` and ``failures`` says why and what to do.
    """
    options = options or Options()
    try:
        opened = pages.acquire(source, options, name)
    except JuesuanError as error:
        return Document(pages.sha256_of(source), "unknown", error.failure.severity, failures=(error.failure,))
    path = _Path(opened, options, cache or StageCache(None))
    try:
        return path.walk()
    except JuesuanError as error:
        return Document(opened.sha256, opened.format, error.failure.severity, failures=(error.failure,))
