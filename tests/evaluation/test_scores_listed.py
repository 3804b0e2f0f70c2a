"""Tables found against lists made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.scores.listed_tables import ListedTable, read_lists, score_listed
from extract.types import Table


def found(pages: tuple[int, ...], form: str | None, rows: int, columns: int) -> Table:
    return Table("t", rows, columns, (), pages, form=form)


LIST = (
    ListedTable(pages=(2, 3), form="02", rows=30, columns=9),
    ListedTable(pages=(4,), form="other", rows=5),
)


def test_what_is_as_listed_counts_everywhere() -> None:
    score = score_listed(LIST, (found((2, 3), "02", 30, 9), found((4,), None, 5, 3)))
    assert (score.tables, score.found, score.named, score.sized, score.continued, score.joined) == (2, 2, 2, 2, 1, 1)
    assert (score.surplus, score.falsely_joined, score.misses) == (0, 0, ())


def test_parts_that_were_not_joined_are_a_table_too_many() -> None:
    score = score_listed(LIST[:1], (found((2,), "02", 20, 9), found((3,), "02", 10, 9)))
    assert (score.found, score.joined, score.sized, score.surplus) == (1, 0, 0, 1)


def test_two_tables_made_one_are_falsely_joined_and_one_is_missing() -> None:
    score = score_listed(LIST, (found((2, 3, 4), "02", 35, 9),))
    assert (score.found, score.falsely_joined, score.joined) == (1, 1, 0)
    assert any("not found" in miss for miss in score.misses)


def test_a_wrong_name_or_size_is_told() -> None:
    score = score_listed(LIST[1:], (found((4,), "03", 6, 3),))
    assert (score.named, score.sized, len(score.misses)) == (0, 0, 2)


def test_the_lists_of_the_repository_can_be_read() -> None:
    lists = read_lists(Path("labeled/tables"))
    assert {one.document for one in lists.values()} >= {"b05", "b07", "b10", "b11", "f05"}


def test_a_second_list_of_a_document_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("document: a\nsha256: '0'\ntables: []\n", encoding="utf-8")
    with pytest.raises(ValueError, match="a second list"):
        read_lists(tmp_path)
