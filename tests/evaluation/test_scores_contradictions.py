"""Faults that were put into a written document are found again; what blames the recognition is no alarm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluation.scores.contradictions import ContradictionScore, faults, score_written
from evaluation.sources.routes import DOCUMENTS, make
from extract.document import extract_document
from extract.types import Document


@pytest.fixture(scope="module")
def read() -> Document:
    made = make("hunan-b", 0, "txt")
    return extract_document(made.data, name=made.name)


def test_faults_put_into_a_document_are_found(read: Document) -> None:
    listed = faults(DOCUMENTS / "hunan-b.yaml", 0)
    assert len(listed) == 3
    found = score_written(read, listed)
    assert (found.known, found.found) == (3, 3)


def test_a_document_without_known_faults_counts_every_cause_as_an_alarm(read: Document) -> None:
    assert score_written(read, {}).false > 0


def test_what_blames_the_recognition_says_nothing_of_the_print(read: Document) -> None:
    checks = tuple(replace(check, blame="ocr_error") for check in read.checks)
    listed = faults(DOCUMENTS / "hunan-b.yaml", 0)
    assert score_written(replace(read, checks=checks), listed) == ContradictionScore(3, 0, 0)
