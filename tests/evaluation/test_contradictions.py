"""The page of contradictions, their grouping by cause, the hand-made lists, and the closure of a run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.causes import causes
from evaluation.closure import closure, summary
from evaluation.contradictions import LISTS, Contradiction, Score, read_list, score, told
from evaluation.contradictions_page import write_page
from extract.types import Check, Document, Evidence, Fact


def fact(name: str, value: str, page: int = 1, **fields: object) -> Fact:
    one = Fact(
        indicator=f"<b>{name}</b>",
        kind="amount",
        fact_id=name,
        value=value,
        unit="万元",
        status="conflict",
        evidence=(Evidence(page=page, start=10, end=12, text=value),),
    )
    return replace(one, **fields)  # type: ignore[arg-type]


def broken(name: str, *operands: str, residual: str = "1", found: str = "2", expected: str = "1") -> Check:
    return Check(
        name, "total.balance", "violation", operands, "document_error", expected, found, residual, "0.01", name
    )


@pytest.fixture
def document() -> Document:
    facts = (fact("a", "2"), fact("b", "1"), fact("c", "7.77", 2), fact("d", "5", 2), fact("e", "17.77", 3))
    checks = (
        broken("one", "a", "b"),
        broken("two", "a", "d"),
        broken("three", "c", "d", residual="2.77"),
        broken("four", "e", "d", residual="-2.77"),
    )
    return Document("f" * 64, "txt", "ok", facts=facts, checks=checks)


def test_contradictions_of_one_figure_or_one_difference_have_one_cause(document: Document) -> None:
    found = [{check.check_id for check in cause.checks} for cause in causes(document)]
    assert {"three", "four"} <= next(group for group in found if "three" in group)
    assert sum(len(group) for group in found) == 4


def test_contradictions_page_escapes_what_the_document_says(document: Document, tmp_path: Path) -> None:
    page = write_page(document, Path("<script>.txt"), causes(document), tmp_path).read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "<b>a</b>" not in page
    assert "&lt;b&gt;a&lt;/b&gt;" in page
    assert "文件本身有误" in page
    assert "相差 <b>2.77</b>" in page


def test_contradictions_page_of_a_document_without_any(tmp_path: Path) -> None:
    page = write_page(Document("0" * 64, "txt", "ok"), Path("x.txt"), (), tmp_path)
    assert "未发现相互矛盾的数字" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_contradictions_lists_are_of_the_schema_and_add_up(path: Path) -> None:
    for entry in read_list(path):
        assert entry.found != entry.expected
        assert len(entry.figures) >= (1 if entry.kind == "impossible" else 2)


def test_contradictions_score_counts_found_missed_and_false() -> None:
    listed = next(path for path in LISTS.glob("000.yaml"))
    entries = read_list(listed)
    facts = (fact("x", "2808.65", 6), fact("y", "1764.51", 6), fact("z", "3", 1), fact("w", "4", 1))
    checks = (broken("one", "x", "y"), broken("two", "z", "w"))
    one = score(Document("0" * 64, "pdf", "ok", facts=facts, checks=checks), "000", entries)
    assert one.found == ("form01.balance",)
    assert len(one.missed) == len(entries) - 1
    assert len(one.false) == 1


def test_contradictions_one_figure_impossible_by_itself_needs_no_second() -> None:
    place = {"page": 1, "value": "31415", "unit": "万人", "indicator": "insured", "where": "text"}
    entry = Contradiction.model_validate(
        {"id": "i", "root": "r", "kind": "impossible", "figures": [place], "expected": "3.1", "found": "31415"}
        | {"who": "document_error"}
    )
    alone = Document("0" * 64, "pdf", "ok", facts=(fact("x", "31415"),), checks=(broken("one", "x"),))
    assert score(alone, "d", [entry]).found == ("i",)
    other = Document("0" * 64, "pdf", "ok", facts=(fact("x", "3141"),), checks=(broken("one", "x"),))
    assert score(other, "d", [entry]).missed == ("i",)


def test_contradictions_of_held_out_documents_are_told_as_sums() -> None:
    scores = [
        Score("open", ("a",), ("seen.missed",), ("seen.false",), 0),
        Score("shut", ("b",), ("hidden.missed",), ("hidden.false",), 1),
        Score("shut2", ("c", "d"), (), ("hidden.too",), 0),
    ]
    text = told(scores, ["shut", "shut2"])
    assert "seen.missed" in text
    assert "seen.false" in text
    assert "hidden" not in text
    assert "2 held out: found 3 of 4, false alarms 2, ocr_error on a digital page 1" in text
    assert "all: found 4 of 6, false alarms 3" in text


def test_closure_counts_by_form_and_route(tmp_path: Path) -> None:
    place = {"page": 1, "table": "t1", "row": 0, "col": 0, "start": None}
    lines = {
        "documents": [{"sha256": "s", "routes": ["scanned"]}],
        "tables": [{"doc": "s", "table_id": "t1", "form": "03"}],
        "facts": [
            {"fact_id": "a", "doc": "s", "value": "1.00", "status": "confirmed", "evidence": [place]},
            {"fact_id": "z", "doc": "s", "value": "0.00", "status": "read", "evidence": [place]},
            {"fact_id": "t", "doc": "s", "value": "2", "status": "read", "evidence": [{"page": None, "start": 3}]},
        ],
        "checks": [
            {"operands": ["a", "z"], "outcome": "exact"},
            {"operands": ["a"], "outcome": "violation"},
            {"operands": ["t"], "outcome": "not_applicable"},
        ],
    }
    for name, rows in lines.items():
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    found = closure(tmp_path)
    assert found[("03", "scanned")].closed == (1, 2)
    assert found[("03", "scanned")].statuses == {"confirmed": 1}
    assert found[("text", "flowing")].closed == (0, 0)
    assert "| 03 | scanned | 1/2 = 50.0% | 1 | 0 | 1/1 = 100.0% |" in summary(found)
