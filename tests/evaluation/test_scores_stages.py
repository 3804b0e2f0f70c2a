"""The first stage that went wrong is found by comparing the stages' outputs with the truth, on a real reading."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluation.report.record import confusions
from evaluation.scores.document import DocumentScore, score_document
from evaluation.scores.truth import Truth
from evaluation.sources.routes import sample, samples
from extract.document import extract_document
from extract.types import Document, Fact, Page, Table


@pytest.fixture(scope="module")
def reading() -> tuple[Truth, Document]:
    path = next(path for id, route, path in samples() if (id, route) == ("hunan-a", "digital"))
    made = sample("hunan-a", "digital", path)
    return made.truth, extract_document(made.data, name=made.name)


def stages_of(truth: Truth, document: Document, wanted_table: str = "t5") -> set[str | None]:
    score: DocumentScore = score_document(truth, document, "digital")
    return {
        score.stages.first_wrong(pair)
        for pair in score.pairs
        if pair.wanted is not None and pair.wanted.evidence[0].table == wanted_table and not pair.levels
    }


def without(document: Document, table: str | None) -> Document:
    """The reading without the facts of a table."""
    return replace(document, facts=tuple(f for f in document.facts if f.evidence[0].table != table))


def fifth(truth: Truth, document: Document) -> Table:
    (found,) = [table for table in document.tables if table.form == "05"]
    return found


def test_cells_that_were_read_and_gave_no_fact_are_of_the_entities(reading: tuple[Truth, Document]) -> None:
    truth, document = reading
    table = fifth(truth, document)
    assert stages_of(truth, without(document, table.table_id)) == {"entity"}


def test_a_table_that_was_not_found_is_of_the_tables(reading: tuple[Truth, Document]) -> None:
    truth, document = reading
    table = fifth(truth, document)
    left = tuple(one for one in document.tables if one is not table)
    assert stages_of(truth, without(replace(document, tables=left), table.table_id)) == {"table"}


def test_another_number_in_the_cell_is_of_the_cell(reading: tuple[Truth, Document]) -> None:
    truth, document = reading
    table = fifth(truth, document)
    cells = tuple(replace(cell, text="7" if cell.number else cell.text) for cell in table.cells)
    tables = tuple(replace(one, cells=cells) if one is table else one for one in document.tables)
    assert stages_of(truth, without(replace(document, tables=tables), table.table_id)) == {"cell"}


def test_digits_that_are_not_among_the_words_are_of_the_reading(reading: tuple[Truth, Document]) -> None:
    truth, document = reading
    table = fifth(truth, document)

    def unread(page: Page) -> Page:
        return replace(page, words=()) if page.number in table.pages else page

    document = replace(document, pages=tuple(unread(page) for page in document.pages))
    assert stages_of(truth, without(document, table.table_id)) == {"reading"}


def test_a_page_of_the_wrong_kind_is_of_the_route(reading: tuple[Truth, Document]) -> None:
    truth, document = reading
    table = fifth(truth, document)
    pages = tuple(replace(page, route="scanned", words=()) for page in document.pages)
    assert stages_of(truth, without(replace(document, pages=pages), table.table_id)) == {"route"}


def test_a_right_value_with_a_wrong_name_is_of_the_link(reading: tuple[Truth, Document]) -> None:
    truth, document = reading
    wrong = tuple(replace(one, indicator="别的") for one in document.facts)
    score = score_document(truth, replace(document, facts=wrong), "digital")
    assert {score.stages.first_wrong(p) for p in score.pairs if p.levels == 1} == {"link"}


def test_another_number_than_the_table_stage_gave_is_of_the_checks(reading: tuple[Truth, Document]) -> None:
    truth, document = reading
    table = fifth(truth, document)

    def looked_again(fact: Fact) -> Fact:
        place = fact.evidence[0]
        if place.table != table.table_id or fact.value is None:
            return fact
        return replace(fact, value="7", value_base="7", evidence=(replace(place, text="7"),))

    changed = replace(document, facts=tuple(map(looked_again, document.facts)))
    assert stages_of(truth, changed) == {"check"}


def test_digits_are_confused_only_where_the_page_was_misread(reading: tuple[Truth, Document]) -> None:
    truth, document = reading
    table = fifth(truth, document)
    facts = [one for one in document.facts if one.evidence[0].table == table.table_id]
    fact, printed = next((one, one.value) for one in facts if one.value and one.value[0] > "0")
    wrong = "0" + printed[1:]
    swapped = replace(fact, value=wrong, value_base=None)
    changed = replace(document, facts=tuple(swapped if one is fact else one for one in document.facts))
    assert confusions(score_document(truth, changed, "digital")) == {}

    def misread(page: Page) -> Page:
        words = tuple(replace(word, text=wrong) if printed in word.text else word for word in page.words)
        return replace(page, words=words)

    unread = replace(changed, pages=tuple(map(misread, document.pages)))
    found = confusions(score_document(truth, unread, "digital"))
    assert found[f"{printed[0]}→0"] >= 1


def test_characters_that_are_missing_from_the_text_are_of_the_text(reading: tuple[Truth, Document]) -> None:
    truth, document = reading
    told = [p.wanted for p in score_document(truth, document, "digital").pairs if p.layer == "narrative" and p.wanted]
    fact = next(one for one in told if one.value and document.text.chars.count(one.value) == 1)
    assert fact.value is not None
    chars = document.text.chars.replace(fact.value, "〇" * len(fact.value))
    kept = tuple(one for one in document.facts if one.evidence[0].table is not None)
    changed = replace(document, text=replace(document.text, chars=chars), facts=kept)
    score = score_document(truth, changed, "digital")
    found = {score.stages.first_wrong(pair) for pair in score.pairs if pair.wanted is fact}
    assert found == {"text"}
