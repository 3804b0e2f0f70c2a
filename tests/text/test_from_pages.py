"""Paragraphs from words of pages, set as a printer sets them."""

from __future__ import annotations

from dataclasses import replace

from extract.options import Options
from extract.text import from_pages
from extract.types import BBox, Cell, Page, Table, Text, Word

#: An A4 page of 14-point type with 28 characters to the line.
LEFT, RIGHT, SIZE, LEADING = 85.0, 477.0, 14.0, 25.0


def line(text: str, top: float, x: float = LEFT, size: float = SIZE) -> Word:
    boxes = tuple(BBox(x + size * i, top, x + size * (i + 1), top + size) for i in range(len(text)))
    return Word(text, BBox(x, top, boxes[-1].x1, top + size), char_boxes=boxes)


def page(number: int, *words: Word, height: float = 842.0) -> Page:
    return Page(number, 595.0, height, "digital", words=words)


def paragraph(text: str, top: float, indent: int = 2) -> list[Word]:
    """A paragraph with an indented first line, 28 characters to the line."""
    lines = [line(text[: 28 - indent], top, LEFT + indent * SIZE)]
    rest = text[28 - indent :]
    while rest:
        top += LEADING
        lines.append(line(rest[:28], top))
        rest = rest[28:]
    return lines


def written(*pages: Page, tables: tuple[Table, ...] = ()) -> Text:
    return from_pages(tuple(pages), tables, Options()).text


def lines_of(text: Text) -> list[str]:
    return [text.chars[p.start : p.end] for p in text.paragraphs]


FIRST = "本年收入合计九百一十八万元，其中财政拨款收入九百零二万元，占九成以上，其余为其他收入，与上年相比有所增加。"
SECOND = "本年支出合计八百九十四万元，其中基本支出占八成以上，项目支出不足两成，主要用于业务开展和系统运行维护工作。"


def test_from_pages_joins_the_lines_of_a_paragraph() -> None:
    words = [*paragraph(FIRST, 100), *paragraph(SECOND, 175)]
    assert lines_of(written(page(1, *words))) == [FIRST, SECOND]


def test_from_pages_carries_the_doubt_of_a_marked_word() -> None:
    marked = replace(line("公务接待费支出决算为1.65万元。", 100), confidence=0.97, marks=("readings_differ",))
    segments = written(page(1, marked, *paragraph(SECOND, 175))).segments
    assert [segment.confidence for segment in segments if segment.start == 0] == [0.5]
    assert max(segment.confidence for segment in segments) == 1.0


def test_from_pages_joins_a_paragraph_over_a_page_end() -> None:
    words = paragraph(FIRST, 700)
    numbers = [line("- 1 -", 795, 289, 11), line("- 2 -", 795, 289, 11)]
    later = [Word(w.text, BBox(w.bbox.x0, 72 + i * LEADING, w.bbox.x1, 86 + i * LEADING), char_boxes=w.char_boxes)
             for i, w in enumerate(words[1:])]  # fmt: skip
    second = [*later, *paragraph(SECOND, 150)]
    text = written(page(1, *paragraph(SECOND, 600), words[0], numbers[0]), page(2, *second, numbers[1]))
    assert lines_of(text) == [SECOND, FIRST, SECOND]


def test_from_pages_joins_a_number_that_a_line_end_breaks() -> None:
    broken = "二零二二年度单位的一般公共预算财政拨款支出为742.53万元，与上年基本持平。"
    text = written(page(1, *paragraph(broken, 100), *paragraph(SECOND, 175)))
    assert "742.53万元" in text.chars


def test_from_pages_drops_running_heads_and_page_numbers() -> None:
    pages = [
        page(n, line("某局部门决算公开", 40, 200, 10), *paragraph(FIRST, 100), line(f"第 {n} 页 共 4 页", 800, 250, 10))
        for n in range(1, 5)
    ]
    assert lines_of(written(*pages)) == [FIRST] * 4


def test_from_pages_keeps_a_number_that_is_no_page_number() -> None:
    text = written(page(1, *paragraph(FIRST, 100), line("12", 300, 200)))
    assert "12" in lines_of(text)


def test_from_pages_gives_headings_their_level() -> None:
    words = [
        line("第一部分", 100, 246, 26), line("一、部门职责", 150, LEFT + 28), *paragraph(FIRST, 175),
        line("（一）内设机构", 260, LEFT + 28), line("1.综合科", 285, LEFT + 28), *paragraph(SECOND, 310),
    ]  # fmt: skip
    text = written(page(1, *words))
    levels = {text.chars[p.start : p.end]: p.level for p in text.paragraphs}
    assert levels["第一部分"] == 1
    assert levels["一、部门职责"] == 2
    assert levels["（一）内设机构"] == 3
    assert levels["1.综合科"] == 4
    assert levels[FIRST] == 0


def test_from_pages_takes_layout_blanks_out_and_keeps_those_between_numbers() -> None:
    words = [line("支出", 100), line("20", 100, LEFT + 35), line("28", 100, LEFT + 75), line("万元。", 100, LEFT + 110)]
    text = written(page(1, *words, *paragraph(FIRST, 200)))
    assert lines_of(text)[0] == "支出20 28万元。"


def table(prose: str) -> Table:
    cells = (
        Cell(0, 0, "项目", page=1, bbox=BBox(85, 200, 200, 220)),
        Cell(0, 1, "完成情况", page=1, bbox=BBox(200, 200, 477, 220)),
        Cell(1, 0, "参保", page=1, bbox=BBox(85, 220, 200, 300)),
        Cell(1, 1, prose, page=1, bbox=BBox(200, 220, 477, 300)),
    )
    return Table("t1", 2, 2, cells, pages=(1,), parts=((1, BBox(85, 200, 477, 300)),))


def test_from_pages_leaves_figures_of_tables_out_and_keeps_prose() -> None:
    in_cell = [line("参保人数为4100人，比上", 225, 205, 10), line("年增加100人。", 240, 205, 10)]
    words = [
        *paragraph(FIRST, 100), line("项目", 205, 90, 10), line("完成情况", 205, 205, 10), line("参保", 230, 90, 10),
        *in_cell, *paragraph(SECOND, 320),
    ]  # fmt: skip
    text = written(page(1, *words), tables=(table("参保人数为4100人，比上\n年增加100人。"),))
    assert lines_of(text) == [FIRST, "参保人数为4100人，比上年增加100人。", SECOND]
    cell = text.paragraphs[1]
    assert (cell.table_id, cell.row, cell.col, cell.page) == ("t1", 1, 1, 1)
    assert dict(text.table_at)["t1"] == cell.start - 1
    inside = [s for s in text.segments if cell.start <= s.start < cell.end]
    assert [s.bbox for s in inside] == [word.bbox for word in in_cell]


def test_from_pages_maps_every_character_to_its_box() -> None:
    words = [*paragraph(FIRST, 100), *paragraph(SECOND, 175)]
    text = written(page(1, *words))
    covered = [False] * len(text.chars)
    printed = {(box, word.text[i]) for word in words for i, box in enumerate(word.char_boxes)}
    for segment in text.segments:
        assert len(segment.char_boxes) == segment.end - segment.start
        for place, box in zip(range(segment.start, segment.end), segment.char_boxes, strict=True):
            assert not covered[place]
            assert (box, text.chars[place]) in printed
            covered[place] = True
    assert all(done or char == "\n" for done, char in zip(covered, text.chars, strict=True))


def test_from_pages_without_words_is_an_empty_text() -> None:
    text = written(page(1))
    assert (text.chars, text.paragraphs) == ("", ())


def test_from_pages_joins_a_title_that_was_too_long_for_its_line() -> None:
    title = ["某县网络租赁以及基层医疗机构业务专网项目", "绩效评价报告"]
    words = [line(title[0], 100, 87, 19), line(title[1], 128, 224, 19), *paragraph(FIRST, 200), *paragraph(SECOND, 275)]
    assert lines_of(written(page(1, *words)))[0] == "".join(title)


def test_from_pages_keeps_the_lines_of_a_cover_apart() -> None:
    cover = page(
        1,
        line("甲县医疗保障局", 200, 200, 22),
        line("2022年度部门决算", 240, 190, 22),
        line("二零二三年九月", 600, 230),
    )
    text = written(cover, page(2, *paragraph(FIRST, 100), *paragraph(SECOND, 175)))
    assert lines_of(text)[:3] == ["甲县医疗保障局", "2022年度部门决算", "二零二三年九月"]
    assert {(s.department, s.fiscal_year) for s in text.sections} == {("甲县医疗保障局", "2022")}


#: A 科目 line: numbered, without a comma, so that only the setting of the page tells that it goes on.
ACCOUNT = "3.社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位职业年金缴费支出（项）。年初预算为"


def test_from_pages_of_few_lines_are_set_as_the_pages_of_their_width() -> None:
    # a document whose tables stand on pages on their side once lent its wide margin to a page with two lines
    wide = [Page(n, 842.0, 595.0, "digital", words=tuple(_wide_lines())) for n in (1, 2)]
    full = page(3, *paragraph(SECOND, 100), *paragraph(FIRST, 300), *paragraph(SECOND, 500))
    narrow = page(4, *paragraph(ACCOUNT, 100))
    assert lines_of(written(*wide, full, narrow))[-1] == ACCOUNT


def _wide_lines() -> list[Word]:
    return [line("本表按照财政部门规定的格式编制" * 3, 100 + LEADING * n, 60.0) for n in range(8)]


def test_from_pages_joins_a_line_that_ends_early_before_a_long_number() -> None:
    first = ACCOUNT[:15] + ACCOUNT[-9:]
    words = [line(first, 100), line("1234567.89元。", 125)]
    filled = [*paragraph(SECOND, 200), *paragraph(FIRST, 320)]
    assert lines_of(written(page(1, *words, *filled)))[0] == first + "1234567.89元。"
