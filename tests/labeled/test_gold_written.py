"""Gold of the written documents, and the counts that are never added up."""

from __future__ import annotations

import pytest

from labeled.gold import check, load, reference_text
from labeled.gold.__main__ import counts, main
from labeled.gold.written import written_document


def test_written_gold_stands_in_its_text() -> None:
    for document in load("written"):
        check(document, reference_text(document.reference))


def test_the_facts_of_a_source_are_all_there() -> None:
    from labeled.generator import fill
    from labeled.gold.reference import DOCUMENTS

    filled = fill(DOCUMENTS / "hunan-b.yaml", 0)
    prose = [fact for fact in filled.facts if fact.row is None]
    document = written_document("hunan-b")
    assert [fact.value for fact in document.facts] == [fact.get("value") for fact in prose]
    assert sum(fact.reason_at is not None for fact in document.facts) == sum(fact.reason is not None for fact in prose)


def test_a_name_is_marked_where_it_stands_before_its_figure() -> None:
    document = written_document("budget")
    text = reference_text(document.reference)
    fact = next(fact for fact in document.facts if fact.indicator == "“三公”经费" and fact.indicator_at)
    name, value = document.entity(fact.indicator_at or ""), document.entity(fact.at)
    assert text[name.start : name.end] == "“三公”经费"
    assert name.end <= value.start


def test_a_written_document_says_which_labels_are_complete() -> None:
    assert "AMOUNT" in written_document("budget").complete
    assert "PERIOD" not in written_document("budget").complete
    assert "PERIOD" in load("real")[0].complete


def test_real_and_written_are_counted_apart() -> None:
    documents = [*load("real", documents=["b05"]), *load("written", documents=["budget"])]
    table = counts(documents)
    assert "real, development: 1 documents" in table
    assert "written, development: 1 documents" in table


@pytest.mark.parametrize("form", ["label-studio", "docbin", "conll"])
def test_the_command_exports_and_imports(tmp_path, form: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "out"
    assert main(["export", "selfeval-b", "--to", form, "-o", str(file)]) == 0
    assert main(["import", str(file), "--from", form, "--out", str(tmp_path)]) == 0
    assert (tmp_path / "selfeval-b.jsonl").stat().st_size > 1000


def test_a_document_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "nowhere"]) == 4
    assert "no gold for nowhere" in capsys.readouterr().err
