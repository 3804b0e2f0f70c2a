"""Errors of recognition put into a written document: what is repaired is right, what is wrong is not confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.checks import base, misread
from benchmarks.injection import Injector
from evaluation.scores.contradictions import faults, judged
from evaluation.scores.fates import RIGHT, WRONG
from extract.cache import StageCache
from extract.document import extract_document
from labeled.generator import fill
from labeled.render import html


@pytest.mark.parametrize("kind", ["mixed", "confusable", "dropped", "split"])
def test_injection_at_one_per_cent_of_digits(root: Path, kind: str) -> None:
    of = base(root / "labeled/documents/hunan-a.yaml", 31, StageCache(None))
    counts, _ = misread(of, Injector(kind, 0.01, "test"))
    assert counts["cell.all"] == sum(counts[f"cell.{name}"] for name in (*WRONG, *RIGHT)) > 150
    wrong = sum(counts[f"cell.{name}"] for name in WRONG)
    assert wrong > 0
    assert counts["cell.repaired_wrongly"] == counts["cell.spoiled"] == counts["cell.confirmed_wrong"] == 0
    assert counts["cell.repaired"] > 0
    # of so few, one may stand where no identity speaks of it
    assert counts["cell.repaired"] + counts["cell.flagged"] >= wrong - 1


@pytest.mark.parametrize("name", ["hunan-b", "hubei"])
def test_injection_free_documents_show_their_listed_faults_and_no_others(root: Path, name: str) -> None:
    path = root / f"labeled/documents/{name}.yaml"
    found, false = judged(extract_document(html(fill(path, 7)).encode(), name="x.html"), faults(path, 7))
    assert false == []
    assert set(found) == set(faults(path, 7))
    assert all(found.values())
