"""Records: the fields of the contract, upright boxes, decimal strings."""

from __future__ import annotations

import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import failure
from extract.export import records
from extract.numbers import parse_number
from extract.types import BBox, Cell, Check, Document, Evidence, Fact, Page, Table, Text

SHA = "ab" * 32
FACT_FIELDS = """
    fact_id doc section department fiscal_year indicator indicator_id indicator_path flow part fund kind measure basis
    versus versus_basis versus_indicator period value unit value_text value_base unit_base direction qualifier who
    scope reason reason_span evidence made_by confidence status checks
"""
CHECK_FIELDS = "check_id doc rule outcome blame operands expected found residual tolerance note"


def page(number: int = 1, affine: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)) -> Page:
    return Page(number, 600.0, 800.0, "scanned", upright_from_level=affine)


def document(**changes) -> Document:
    base = {
        "sha256": SHA,
        "format": "pdf",
        "status": "ok",
        "pages": (page(2), page(1)),
        "facts": (
            Fact("乙", "amount", fact_id="f2", value="1.0", evidence=(Evidence(1, BBox(1, 2, 3, 4.005), 0, 1, "1.0"),)),
            Fact("甲", "amount", fact_id="f1", value="1092.90", reason="因", reason_span=(3, 9)),
        ),
        "text": Text("一二三"),
    }
    return Document(**(base | changes))


def test_fact_record_has_the_fields_of_the_contract_in_their_order() -> None:
    part = records.of_document(document())
    assert " ".join(part.facts[0]) == " ".join(FACT_FIELDS.split())


def test_records_are_ordered_by_id_whatever_order_the_stages_gave() -> None:
    part = records.of_document(document())
    assert [fact["fact_id"] for fact in part.facts] == ["f1", "f2"]


def test_numbers_keep_their_zeros_and_are_strings() -> None:
    cells = (Cell(0, 0, "1,092.90", number=parse_number("1,092.90")), Cell(0, 1, "小计"))
    part = records.of_document(document(tables=(Table("t1", 1, 2, cells),)))
    assert [cell["value"] for cell in part.tables[0]["cells"]] == ["1092.90", None]
    assert Decimal(part.facts[0]["value"]) == Decimal("1092.90")


def test_boxes_are_brought_back_to_the_upright_page() -> None:
    angle = math.radians(2)
    affine = (math.cos(angle), -math.sin(angle), 5.0, math.sin(angle), math.cos(angle), -3.0)
    skewed = page(1, affine)
    fact = Fact("甲", "amount", fact_id="f", evidence=(Evidence(1, BBox(100, 200, 160, 212)),))
    cell = Cell(0, 0, "甲", page=1, bbox=BBox(100, 200, 160, 212))
    part = records.of_document(document(pages=(skewed,), facts=(fact,), tables=(Table("t", 1, 1, (cell,)),)))
    expected = [round(edge, 2) for edge in skewed.upright(BBox(100, 200, 160, 212))]
    assert part.facts[0]["evidence"][0]["bbox"] == expected == part.tables[0]["cells"][0]["bbox"]
    assert expected != [100, 200, 160, 212]


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_upright_box_has_two_decimals_and_no_negative_zero(x: float, y: float) -> None:
    box = records.upright_box(BBox(x, y, x + 1, y + 1), 1, {1: page()})
    assert box is not None
    assert all(math.copysign(1, edge) > 0 for edge in box if edge == 0)
    assert json.loads(json.dumps(box)) == [round(edge, 2) for edge in (x, y, x + 1, y + 1)]


def test_input_without_pages_has_no_place_but_offsets() -> None:
    fact = Fact("甲", "amount", fact_id="f", evidence=(Evidence(None, None, 4, 9, "12.30"),))
    evidence = records.of_document(document(pages=(), facts=(fact,))).facts[0]["evidence"][0]
    assert (evidence["page"], evidence["bbox"], evidence["start"], evidence["end"]) == (None, None, 4, 9)


def test_what_the_portal_says_stands_in_only_where_the_document_is_silent() -> None:
    facts = (Fact("甲", "amount", fact_id="f1", department="虚构局"), Fact("乙", "amount", fact_id="f2"))
    part = records.of_document(document(facts=facts), records.Told("门户局", "2023"))
    assert [fact["department"] for fact in part.facts] == ["虚构局", "门户局"]
    assert part.document["department"] == "门户局"
    assert {fact["fiscal_year"] for fact in part.facts} == {"2023"}


def test_routes_are_in_the_order_of_pages() -> None:
    pages = (Page(2, 1, 1, "blank"), Page(1, 1, 1, "digital"))
    assert records.of_document(document(pages=pages, facts=())).document["routes"] == ["digital", "blank"]


def test_failure_and_check_records() -> None:
    why = failure("JS101", "x.pdf")
    check = Check("c1", "sum", "violation", ("f1", "f2"), "document_error", "1", "2", "1", "0.005")
    part = records.of_document(document(failures=(why,), checks=(check,)))
    assert list(part.document["failures"][0]) == ["code", "stage", "page", "message", "remedy"]
    assert " ".join(part.checks[0]) == CHECK_FIELDS


@pytest.mark.parametrize("text", ["二", "a\u2028b", "\ud800"])
def test_a_line_is_one_line_of_utf8(text: str) -> None:
    data = records.as_bytes(records.as_line({"text": text}))
    assert data.count(b"\n") == 1
    assert len(json.loads(data)["text"]) == len(text)


@pytest.mark.parametrize(
    "twice",
    [
        {"facts": (Fact("甲", "amount", fact_id="f"), Fact("乙", "amount", fact_id="f"))},
        {"checks": (Check("c", "sum", "exact", ()), Check("c", "sum", "exact", ()))},
        {"tables": (Table("t", 1, 1, (Cell(0, 0, "甲"), Cell(0, 0, "乙"))),)},
    ],
)
def test_two_things_of_one_id_are_refused(twice: dict) -> None:
    with pytest.raises(ValueError, match="two of one id"):
        records.of_document(document(**twice))
