"""Tables without rules: written documents rendered so, whose cells are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from drawn_pages import Drawn
from PIL import Image

from benchmarks.tables import ours
from evaluation.picture import draw_tables
from evaluation.scores.cells import score
from evaluation.sources.routes import make
from extract import extract_document
from extract.types import BBox, Cell, Document, Table
from labeled.render.fonts import have_font

SAMPLE = Path(__file__).parents[2] / "labeled/samples/hunan-a.borderless.pdf"
needs_font = pytest.mark.skipif(not have_font("hei"), reason="fonts-wqy-zenhei is not installed (labeled/SAMPLES.md)")


@needs_font
@pytest.mark.parametrize("document", ["evaluation-a", "guangdong", "prefecture"])
def test_borderless_value_cells_stand_in_their_row_and_column(document: str) -> None:
    made = make(document, 3, "borderless")
    found, _, _ = ours(made.data, made.name)
    result = score({"tables": made.truth.tables}, found)
    assert result.cells > 20
    assert result.exact >= 0.95 * result.cells, result.misses


@needs_font
@pytest.mark.slow
def test_borderless_tables_of_a_whole_disclosure_are_joined() -> None:
    made = make("yunnan", 1, "borderless")
    found, _, _ = ours(made.data, made.name)
    result = score({"tables": made.truth.tables}, found)
    assert result.exact >= 0.95 * result.cells, result.misses
    assert any(len(table.pages) > 1 for table in found)


@needs_font
@pytest.mark.parametrize(
    ("document", "title"),
    [
        ("budget", "2026年部门“三公”经费和机关运行经费预算表"),  # one row of numbers below heads
        ("budget", "2026年部门收入预算总表"),  # an empty column whose head is of two lines
        ("hunan-b", "一般公共预算财政拨款基本支出决算表"),  # ends on the next page with three rows
        ("selfeval-b", "项目支出绩效自评表"),  # labels over two columns of labels
        ("shanghai", "财政拨款收入支出决算总表"),  # labels without a number at the end of the page
    ],
)
def test_a_table_without_rules_keeps_every_value(document: str, title: str) -> None:
    made = make(document, 0, "borderless")
    entries = [entry for entry in made.truth.tables if entry.get("title") == title]
    found, _, _ = ours(made.data, made.name)
    result = score({"tables": entries}, found)
    assert (result.tables_found, result.exact, result.invented) == (1, result.cells, 0), result.misses


def test_prose_with_numbers_is_no_table() -> None:
    drawn = Drawn()
    for line, text in enumerate(
        (
            "2023年度收入合计1022.89万元，其中财政拨款收入1000.00万元，占97.76%；",
            "其他收入22.89万元，占2.24%。    与上年相比增加12.40万元，    增长1.23%。",
            "支出合计1022.89万元，    其中基本支出622.89万元，项目支出400.00万元。",
        )
    ):
        drawn.text(60, 100 + 16 * line, text)
    found, _, _ = ours(drawn.data(), "prose.pdf")
    assert found == ()


def test_table_picture_marks_doubted_cells() -> None:
    box = BBox(10, 10, 60, 30)
    sound, doubted = Cell(0, 0, "1.00", page=1, bbox=box), Cell(0, 1, "", page=1, bbox=BBox(60, 10, 110, 30))
    doubted = Cell(0, 1, "", page=1, bbox=doubted.bbox, status="unreadable", marks=("ink_without_text",))
    table = Table("t001", 1, 2, (sound, doubted), (1,), ((1, BBox(10, 10, 110, 30)),))
    picture = draw_tables(Document("0" * 64, "pdf", "ok", tables=(table,)), 1, Image.new("RGB", (120, 40), "white"), 1)
    red = picture.getpixel((100, 25))
    assert red[0] > red[1]
    assert picture.getpixel((30, 25)) == (255, 255, 255)


def test_heads_are_over_the_columns_that_begin_with_their_sum():
    found = extract_document(SAMPLE)
    by_form = {table.form: [column.header for column in table.columns] for table in found.tables}
    assert by_form["07"][::5] == ["预算数/合计", "预算数/公务接待费", "决算数/公务用车购置及运行费/公务用车运行费"]
    assert by_form["08"][2:] == [
        "年初结转和结余",
        "本年收入",
        "本年支出/小计",
        "本年支出/基本支出",
        "本年支出/项目支出",
        "年末结转和结余",
    ]
    assert {fact.indicator for fact in found.facts if "三公" in (fact.indicator or "") and fact.made_by == "table"} == {
        "“三公”经费"
    }


def test_a_head_beside_a_wrapped_one_is_not_headed_by_it():
    found = extract_document(SAMPLE)
    (income,) = [table for table in found.tables if table.form == "02"]
    assert income.columns[-1].header == "其他收入"
    parts = {
        fact.part for fact in found.facts for one in fact.evidence if one.table == income.table_id and one.col == 8
    }
    assert parts == {"other"}
