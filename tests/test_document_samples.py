"""The path on a committed sample: works without ../shared."""

from __future__ import annotations

import json
from pathlib import Path

from evaluation.scores.cells import score
from extract import extract_document


def test_a_sample_is_read_whole(root: Path) -> None:
    sample = root / "labeled" / "samples" / "hunan-a.docx"
    truth = json.loads((root / "labeled/samples/hunan-a.truth.json").read_text(encoding="utf-8"))
    document = extract_document(sample)
    assert document.status == "ok"
    found = score(truth, document.tables)
    assert (found.exact, found.invented) == (found.cells, 0)
    assert found.cells > 500
    assert {f"{number:02d}" for number in range(1, 10)} <= {table.form for table in document.tables}
    assert sum(fact.status == "confirmed" for fact in document.facts) > 100
