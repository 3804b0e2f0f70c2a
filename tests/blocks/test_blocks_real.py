"""The value cells of real disclosures, from docx and from dumps."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from evaluation.scores.cells import score
from extract.blocks import read_blocks
from extract.options import Options
from extract.stages import Source

#: Exact value cells must be at least this share.
LEAST_DOCX, LEAST_DUMP = Decimal("0.995"), Decimal("0.98")


@pytest.mark.shared
@pytest.mark.parametrize("name", ["000", "001", "003"])
@pytest.mark.parametrize(("format_", "least"), [("docx", LEAST_DOCX), ("txt", LEAST_DUMP)])
def test_value_cells(shared: Path, name: str, format_: str, least: Decimal):
    folder = shared / "disclosures"
    truth = json.loads((folder / f"{name}.truth.json").read_text(encoding="utf-8"))
    source = Source((folder / f"{name}.{format_}").read_bytes(), "0" * 64, f"{name}.{format_}", format_)  # type: ignore[arg-type]
    tables = tuple(block.table for block in read_blocks(source, Options()).blocks if block.table is not None)
    share = score(truth, tables).share
    assert share is None or share >= least
