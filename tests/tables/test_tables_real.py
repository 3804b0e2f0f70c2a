"""Value cells of real disclosures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.scores.cells import score
from extract import pages
from extract.options import Options
from extract.stages import PageImage
from extract.tables import from_pages


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("stem", ["000", "001", "003"])
def test_value_cells_of_a_digital_disclosure(shared: Path, stem: str) -> None:
    folder = shared / "disclosures"
    source = pages.acquire(folder / f"{stem}.digital.pdf", Options(), None)
    opened = pages.open_pages(source, Options())

    def no_image(number: int) -> PageImage:
        raise AssertionError(f"page {number} is digital")

    result = from_pages(pages.repaired(source), opened.pages, no_image, Options())
    truth = json.loads((folder / f"{stem}.truth.json").read_text(encoding="utf-8"))
    found = score(truth, result.tables)
    assert found.exact == found.cells, found.misses[:5]
    assert found.invented == 0
    assert found.tables_found == found.tables
