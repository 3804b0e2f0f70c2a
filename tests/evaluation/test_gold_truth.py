"""Labels of real disclosures as truth: only labelled regions are judged; a label that does not stand is an error."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.scores.matching.pairs import pair_up
from evaluation.scores.truth import Truth
from evaluation.sources.gold import real_documents, real_truth
from extract.types import Document, Evidence, Fact, Text
from labeled.gold import GoldError
from labeled.gold.files import FOLDER

TEXT = "培训费2.10万元。会议费1.00万元。差旅费3.00万元。"


def fact(value: str) -> Fact:
    start = TEXT.index(value)
    return Fact("x", "amount", value=value, evidence=(Evidence(start=start, end=start + len(value), text=value),))


def test_what_is_read_outside_of_the_labelled_regions_is_not_judged() -> None:
    truth = Truth("d", "x", "budget", "2024", (fact("2.10"),), TEXT, regions=((0, 20),))
    table = replace(fact("3.00"), evidence=(Evidence(table="t1", row=1, col=1, text="3.00"),))
    document = Document("0" * 64, "txt", "ok", text=Text(TEXT), facts=(fact("2.10"), fact("1.00"), fact("3.00"), table))
    pairing = pair_up(truth, document)
    assert [pair.given.value for pair in pairing.pairs if pair.wanted is None and pair.given] == ["1.00"]
    assert pairing.unjudged == 2


def test_labels_become_truth_with_their_reasons(shared: Path) -> None:
    real = {(document.id, document.route) for document in real_documents(shared)}
    assert {("000", "txt"), ("000", "docx"), ("000", "digital"), ("000", "scan")} <= real
    truth = real_truth("000", shared)
    assert len(truth.facts) > 300
    for one in truth.facts:
        place = one.evidence[0]
        assert truth.text[place.start : place.end] == place.text
    assert any(one.reason for one in truth.facts)
    assert truth.tables


def test_a_label_that_does_not_stand_is_an_error_never_skipped(shared: Path, tmp_path: Path) -> None:
    text = (FOLDER / "003.jsonl").read_text(encoding="utf-8")
    sha = text.split('"sha": "')[3][:16]
    (tmp_path / "003.jsonl").write_text(text.replace(sha, "0" * 16), encoding="utf-8")
    with pytest.raises(GoldError):
        real_truth("003", shared, tmp_path)
