"""Names of accounts that recognition spoilt, told by the code beside them."""

from __future__ import annotations

import pytest

from extract.tables.respelling import RESPELLED, respelled
from extract.types import Cell, Table


def name_beside(code: str, name: str, **of_code: object) -> Cell:
    """The cell with the name, as it is after respelling."""
    cells = (
        Cell(0, 0, code, page=1, confidence=of_code.pop("confidence", 1.0), **of_code),  # type: ignore[arg-type]
        Cell(0, 1, name, page=1, confidence=0.6, status="doubtful"),
    )
    (table,) = respelled((Table("t001", 1, 2, cells),), {1})
    return table.cells[1]


@pytest.mark.parametrize(("code", "read", "name"), [("20808", "轨恤", "抚恤"), ("2130119", "防灾救火", "防灾救灾")])
def test_a_name_one_character_away_from_that_of_its_code_is_that(code: str, read: str, name: str) -> None:
    cell = name_beside(code, read)
    assert (cell.text, cell.alternatives, cell.marks) == (name, (read,), (RESPELLED,))


def test_a_name_further_away_stays_as_it_was_read() -> None:
    assert name_beside("2013804", "经营主体管理").text == "经营主体管理"  # another year's name, or a clerk's


def test_a_code_in_doubt_tells_nothing() -> None:
    assert name_beside("20808", "轨恤", confidence=0.9).text == "轨恤"
    assert name_beside("20808", "轨恤", status="doubtful").text == "轨恤"


def test_a_known_name_beside_the_code_of_another_is_printed_so() -> None:
    assert name_beside("2101101", "事业单位医疗").text == "事业单位医疗"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        ("21.298.830.46", "21,298,830.46"),
        ("60,097,59", "60,097.59"),
        ("-1.906,953.07", "-1,906,953.07"),
        ("21.29.830.46", "21.29.830.46"),  # a digit is missing
        ("1.234.567", "1.234.567"),  # nothing says where the point is
        ("12.345.6", "12.345.6"),
        ("1,906,953.07", "1,906,953.07"),
    ],
)
def test_separators_that_can_stand_for_one_number_alone_are_put_right(read: str, text: str) -> None:
    (table,) = respelled((Table("t001", 1, 1, (Cell(0, 0, read, page=1),)),), {1})
    cell = table.cells[0]
    assert cell.text == text
    assert (cell.status == "doubtful", RESPELLED in cell.marks, read in cell.alternatives) == ((read != text,) * 3)
    (digital,) = respelled((Table("t001", 1, 1, (Cell(0, 0, read, page=1),)),), set())
    assert digital.cells[0].text == read
