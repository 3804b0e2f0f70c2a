"""What photographs and fax machines do to a table: another scale, noise at the edges, heads read in two ways."""

from __future__ import annotations

import pytest

from extract.tables.captions import with_surroundings
from extract.tables.grid.rules import Rule
from extract.tables.joining import joined
from extract.tables.parts import Part, ruled_parts
from extract.types import BBox, Cell, Page, Word

XS = (60.0, 200.0, 300.0, 400.0, 530.0)
HEAD = ("科目编码", "科目名称", "决算数", "预算数")


def part(
    number: int, rows: list[tuple[str, ...]], xs: tuple[float, ...] = XS, top: float = 60.0, **more: object
) -> Part:
    ys = tuple(top + 20.0 * n for n in range(len(rows) + 1))
    cells = tuple(
        Cell(r, c, text, page=number, bbox=BBox(xs[c], ys[r], xs[c + 1], ys[r + 1]))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    box = BBox(xs[0], ys[0], xs[-1], ys[-1])
    return Part(number, box, xs, ys, cells, page_height=842.0, exact=False, **more)  # type: ignore[arg-type]


FIRST = part(1, [HEAD, *((f"{200 + n}", "水利支出", f"{n}.50", f"{n}.20") for n in range(32))], top=120.0)
REST = [("301", "住房支出", "4.50", "4.20"), ("302", "卫生支出", "5.50", "5.20")]


@pytest.mark.parametrize("scale", [0.95, 1.0, 1.05])
def test_a_page_photographed_from_another_height_goes_on(scale: float) -> None:
    xs = tuple(70.0 + scale * (x - XS[0]) for x in XS)
    (table,) = joined([FIRST, part(2, [HEAD, *REST], xs)])
    assert (table.pages, table.n_rows) == ((1, 2), 35)


def test_columns_that_stand_elsewhere_are_of_another_table() -> None:
    assert len(joined([FIRST, part(2, [HEAD, *REST], (60.0, 120.0, 350.0, 380.0, 530.0))])) == 2


def test_a_head_read_in_two_ways_is_one_head() -> None:
    misread = ("科日编码", "科目名称", "決算数", "预算数")
    (table,) = joined([FIRST, part(2, [misread, *REST])])
    assert table.n_rows == 35


@pytest.mark.parametrize(
    ("noise", "says"), [("trHn,", False), ("A", False), ("一", False), ("-18-", False), ("附表二", True)]
)
def test_letters_at_the_edge_of_a_sheet_announce_nothing(noise: str, says: bool) -> None:
    one = part(1, [HEAD, *REST])
    word = Word(noise, BBox(280, 780, 320, 792), 0.5)
    (found,) = with_surroundings(Page(1, 595, 842, "scanned", words=(word,)), [one])
    assert bool(found.text_below) is says


def grid() -> list[Rule]:
    levels = [Rule(True, y, 60.0, 400.0) for y in (100.0, 200.0, 300.0)]
    return levels + [Rule(False, x, 100.0, 300.0) for x in (60.0, 140.0, 400.0)]


@pytest.mark.parametrize("at", [150.0, 175.0])
def test_strokes_that_fill_a_cell_are_no_rule(at: float) -> None:
    words = [Word("绩效指标", BBox(64, 144, 138, 156), 0.9), Word("产出", BBox(200, 144, 230, 156), 0.9)]
    page = Page(1, 595, 842, "scanned", words=tuple(words))
    (found,) = ruled_parts(page, [*grid(), Rule(True, at, 60.0, 140.0)], exact=False)
    assert found.n_rows == (2 if at == 150.0 else 3), "only a rule through the middle of the words is none"


def test_one_letter_above_a_table_is_no_title() -> None:
    one = part(1, [HEAD, *REST])
    word = Word("十", BBox(280, one.bbox.top - 20, 292, one.bbox.top - 8), 0.5)
    (found,) = with_surroundings(Page(1, 595, 842, "scanned", words=(word,)), [one])
    assert found.above == ()
