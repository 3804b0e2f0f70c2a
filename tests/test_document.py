"""The path on real disclosures: the same facts from every route, known contradictions found, bad input refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.scores.agreement import agreement
from evaluation.scores.cells import score
from extract import extract_document
from extract.cache import StageCache
from extract.types import Document


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> StageCache:
    return StageCache(tmp_path_factory.mktemp("stages"))


def read(shared: Path, name: str, cache: StageCache) -> Document:
    return extract_document(shared / "disclosures" / name, cache=cache)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["003.digital.pdf", "003.docx", "003.txt"])
def test_every_form_is_found_and_its_values_are_exact(shared: Path, cache: StageCache, name: str) -> None:
    document = read(shared, name, cache)
    truth = json.loads((shared / "disclosures/003.truth.json").read_text(encoding="utf-8"))
    assert document.status == "ok"
    assert [table.form for table in document.tables] == [f"{number:02d}" for number in range(1, 10)]
    found = score(truth, document.tables)
    assert found.tables_found == found.tables == 9
    assert found.exact >= (0.98 if name.endswith("txt") else 1.0) * found.cells


@pytest.mark.shared
@pytest.mark.parametrize("other", ["003.docx", "003.txt"])
def test_routes_tell_the_same_facts(shared: Path, cache: StageCache, other: str) -> None:
    digital, second = read(shared, "003.digital.pdf", cache), read(shared, other, cache)
    assert agreement(digital.facts, second.facts).dice >= 0.97


@pytest.mark.shared
def test_a_figure_of_a_page_has_page_and_box(shared: Path, cache: StageCache) -> None:
    document = read(shared, "003.digital.pdf", cache)
    assert document.facts
    for fact in document.facts:
        assert fact.evidence, fact
        assert all(evidence.page and evidence.bbox for evidence in fact.evidence), fact


@pytest.mark.shared
def test_a_figure_of_a_dump_stands_where_its_characters_are(shared: Path, cache: StageCache) -> None:
    document = read(shared, "003.txt", cache)
    for fact in document.facts:
        for evidence in fact.evidence:
            if evidence.start is not None:
                assert document.text.chars[evidence.start : evidence.end] == evidence.text


@pytest.mark.shared
def test_totals_that_disagree_are_found_and_blamed_on_the_document(shared: Path, cache: StageCache) -> None:
    document = read(shared, "000.docx", cache)
    broken = {(check.expected, check.found): check.blame for check in document.checks if check.outcome == "violation"}
    assert broken[("1764.51", "2808.65")] == "document_error"
    assert "ocr_error" not in broken.values()


@pytest.mark.shared
def test_no_contradiction_is_invented(shared: Path, cache: StageCache) -> None:
    document = read(shared, "003.digital.pdf", cache)
    assert [check for check in document.checks if check.outcome == "violation"] == []
    assert sum(fact.status == "confirmed" for fact in document.facts) > 50


@pytest.mark.shared
def test_cached_stages_give_the_same_document(shared: Path, cache: StageCache) -> None:
    first, second = read(shared, "003.docx", cache), read(shared, "003.docx", cache)
    assert (first.facts, first.checks, first.tables) == (second.facts, second.checks, second.tables)


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", "failed", "JS102"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "failed", "JS103"),
        (b'{"a": 1}', "skipped", "JS104"),
        (b"PK\x03\x04 not a zip", "skipped", "JS104"),
    ],
)
def test_bad_input_ends_with_its_number(tmp_path: Path, data: bytes, status: str, code: str) -> None:
    place = tmp_path / "input.pdf"
    place.write_bytes(data)
    document = extract_document(place)
    assert (document.status, [failure.code for failure in document.failures]) == (status, [code])
    assert document.failures[0].remedy


def test_a_missing_file_is_a_failure_and_no_exception(tmp_path: Path) -> None:
    document = extract_document(tmp_path / "missing.pdf")
    assert (document.status, document.failures[0].code) == ("failed", "JS101")


def test_a_text_without_a_figure_is_no_disclosure(tmp_path: Path) -> None:
    place = tmp_path / "readme.txt"
    place.write_text("这里放的是样例文件。\n", encoding="utf-8")
    document = extract_document(place)
    assert (document.status, document.failures[-1].code) == ("skipped", "JS602")
