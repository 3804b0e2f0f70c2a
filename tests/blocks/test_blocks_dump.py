"""Dumps of scrapers become blocks: tables in every shape that is known, and offsets that point at the characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.blocks import read_blocks
from extract.options import Options
from extract.stages import BlocksResult, Source
from extract.types import Table

MARKDOWN = """## 三、支出决算表

单位：万元

| 功能分类科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出 |
| --- | --- | ---: | ---: | ---: |
| 合计 |  | 30.50 | 20.00 | 10.50 |
| 206 | 科学技术支出 | 30.50 | 20.00 | 10.50 |

青石县灯塔管理局本年支出**30.50万元**。
"""

TABBED = "公开03表\n单位：元\n科目编码\t科目名称\t合计\n206\t科学技术支出\t30.50\n20601\t科学技术管理事务\t\n\n正文。\n"

CELL_LINES = (
    "三、支出决算表\n\n"
    + "\n\n".join(
        "\n".join(f"\t{text}" for text in row)
        for row in (
            ("科目编码", "科目名称", "合计", "基本支出"),
            ("206", "科学技术支出", "30.50", "20.00"),
            ("20601", "科学技术\n管理事务", "0.00", ""),
        )
    )
    + "\n\n\n\n\n灯塔管理局说明如下。\n"
)


def read(chars: str) -> BlocksResult:
    return read_blocks(Source(chars.encode(), "0" * 64, "dump.txt", "txt"), Options())


def tables(chars: str) -> list[Table]:
    return [block.table for block in read(chars).blocks if block.table is not None]


def test_markdown_rows_are_a_table_without_its_rule():
    (table,) = tables(MARKDOWN)
    assert table.grid == (
        ("功能分类科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
        ("合计", "", "30.50", "20.00", "10.50"),
        ("206", "科学技术支出", "30.50", "20.00", "10.50"),
    )
    assert table.captions[-2:] == ("三、支出决算表", "单位：万元")


def test_marks_of_markdown_are_taken_out_of_prose():
    assert [block.text for block in read(MARKDOWN).blocks if block.kind == "paragraph"][-1] == (
        "青石县灯塔管理局本年支出30.50万元。"
    )


def test_rows_with_tabs_inside():
    (table,) = tables(TABBED)
    assert table.grid == (
        ("科目编码", "科目名称", "合计"),
        ("206", "科学技术支出", "30.50"),
        ("20601", "科学技术管理事务", ""),
    )
    assert [block.text for block in read(TABBED).blocks if block.kind == "paragraph"][-1] == "正文。"


def test_one_cell_per_line_and_a_cell_of_two_lines():
    (table,) = tables(CELL_LINES)
    assert table.grid == (
        ("科目编码", "科目名称", "合计", "基本支出"),
        ("206", "科学技术支出", "30.50", "20.00"),
        ("20601", "科学技术\n管理事务", "0.00", ""),
    )


def test_blank_and_zero_stay_apart():
    (table,) = tables(CELL_LINES)
    zero, blank = table.cell(2, 2), table.cell(2, 3)
    assert zero is not None and blank is not None
    assert (zero.text, zero.status, blank.text, blank.status) == ("0.00", "read", "", "blank")


def test_paragraph_marks_are_no_text():
    result = read("<p>青石县灯塔管理局共有灯塔3座。</p>\n<p>&nbsp;</p>\n<p>雾号2部。</p>")
    assert [block.text for block in result.blocks] == ["青石县灯塔管理局共有灯塔3座。", "雾号2部。"]


def test_a_second_form_title_begins_a_second_table():
    rows = "".join(
        f"\t{title}\n\n\t项目\n\t合计\n\t基本支出\n\n\t合计\n\t{value}\n\t{value}\n\n"
        for title, value in (("支出决算表", "5.00"), ("一般公共预算财政拨款支出决算表", "4.00"))
    )
    found = tables(rows)
    assert [table.grid[-1][1] for table in found] == ["5.00", "4.00"]
    assert [table.captions[-1] for table in found] == ["支出决算表", "一般公共预算财政拨款支出决算表"]


def test_a_short_header_row_stands_over_the_columns_below_it():
    head = ("项目", "本年支出", "年末结转和结余")
    below = ("科目编码", "科目名称", "小计", "基本支出", "项目支出", "")
    data = ("206", "科学技术支出", "3.00", "2.00", "1.00", "0.50")
    (table,) = tables("\n\n".join("\n".join(f"\t{text}" for text in row) for row in (head, below, data)) + "\n")
    spans = [(cell.text, cell.col, cell.colspan) for cell in table.cells if cell.row == 0]
    assert spans == [("项目", 0, 2), ("本年支出", 2, 3), ("年末结转和结余", 5, 1)]


@pytest.mark.parametrize("chars", ["", "\n\n\n", "\t\n\t\n", "| |\n", "|---|---|\n", "\ufeff"])
def test_nothing_printed_gives_no_table(chars: str):
    assert tables(chars) == []


lines = st.lists(
    st.one_of(
        st.text(alphabet="灯塔局支出0123456789.，。 \t|*#<p>/", max_size=20),
        st.sampled_from(["\t合计", "\t30.50", "", "| 合计 | 1 |", "a\tb", "支出决算表", "<p>灯塔</p>", "\r"]),
    ),
    max_size=30,
)


def _dumped(rows: list[list[str]]) -> str:
    return "说明。\n\n" + "\n\n".join("\n".join(f"\t{text}" for text in row) for row in rows) + "\n\n\n\n完。\n"


def _heads_of(table: Table) -> list[list[str]]:
    """Per column, the heads that stand over it."""
    out = []
    for col in range(table.n_cols):
        over = (table.covering(row, col) for row in range(table.n_rows - 1))
        out.append([cell.text for cell in over if cell is not None and cell.text])
    return out


def test_short_heads_over_short_heads_stand_over_their_own_columns():
    rows = [
        ["“三公”经费"],
        ["合计", "出国费", "公务用车费", "公务接待费"],
        ["", "", "小计", "购置费", "运行费", ""],
        ["预算数", "决算数"] * 6,
        ["45.27", "37.34", "10.33", "8.35", "32.48", "27.89", "20.0", "17.65", "12.48", "10.24", "2.46", "1.10"],
    ]
    (table,) = tables(_dumped(rows))
    heads = _heads_of(table)
    assert [next(word for word in one[1:]) for one in heads[::2]] == [
        "合计", "出国费", "公务用车费", "公务用车费", "公务用车费", "公务接待费",
    ]  # fmt: skip
    assert heads[9][1:] == ["公务用车费", "运行费", "决算数"]


def test_a_head_of_names_stands_over_codes_and_names_only():
    rows = [
        ["项目", "收入预算"],
        ["编码", "名称", "合计", "财政拨款收入", "事业收入", "经营收入", "其他收入"],
        *([f"20{n}", "水利支出", "12.5", "12.5", "", "", ""] for n in range(3)),
    ]
    (table,) = tables(_dumped(rows))
    assert [table.covering(0, col).text for col in range(7)] == ["项目"] * 2 + ["收入预算"] * 5


def test_heads_over_groups_that_begin_with_their_sum_begin_with_it():
    names = ["基本支出结转", "项目支出结转和结余"]
    rows = [
        ["项目", "年初结转和结余", "本年收入", "本年支出", "年末结转和结余"],
        ["编码", "名称", "合计", *names, "合计", "基本", "项目", "合计", "基本支出", "项目", "合计", *names],
        ["", "", "", "", "", "", "", "", "", "小计", "人员经费", "公用经费", "", "", "", ""],
        ["合计", "5.1", "", "5.1", "90.2", "60", "30.2", "85", "60", "50", "10", "25", "10.3", "", "10.3"],
        *(
            [
                f"213{n}",
                "水利支出",
                "5.1",
                "",
                "5.1",
                "90.2",
                "60",
                "30.2",
                "85",
                "60",
                "50",
                "10",
                "25",
                "10.3",
                "",
                "",
            ]
            for n in range(3)
        ),
    ]
    (table,) = tables(_dumped(rows))
    over = [table.covering(0, col).text for col in range(16)]
    assert over == ["项目"] * 2 + ["年初结转和结余"] * 3 + ["本年收入"] * 3 + ["本年支出"] * 5 + ["年末结转和结余"] * 3


def test_the_label_of_a_sum_reaches_over_columns_of_figures():
    rows = [
        ["一级指标", "三级指标", "指标值", "度量单位", "实际完成值", "分值", "得分", "偏差原因"],
        *([f"产出{n}", "加固灯塔数", "3", "座", "3", "20", "19", "验收推迟"] for n in range(3)),
        ["总分", "100", "95.35", "优"],
    ]
    (table,) = tables(_dumped(rows))
    last = table.n_rows - 1
    assert [table.covering(last, col).text for col in range(8)] == ["总分"] * 5 + ["100", "95.35", "优"]


@pytest.mark.parametrize("label", ["合计", "总分", "“三公”经费合计"])
def test_a_short_sum_is_not_joined_with_the_row_behind_it(label: str):
    rows = [
        ["编码", "名称", "金额", "编码", "名称", "金额"],
        *([f"3010{n}", "基本工资", "20.00", f"3020{n}", "办公费", "5.00"] for n in range(1, 4)),
        [label, "60.00", "合计", "15.00"],
        ["基本支出", "75.00"],
    ]
    (table,) = tables(_dumped(rows))
    last = table.n_rows - 1
    assert [table.covering(last - 1, col).text for col in (1, 2, 4, 5)] == [label, "60.00", "合计", "15.00"]
    assert [table.covering(last, col).text for col in (0, 5)] == ["基本支出", "75.00"]


def test_a_row_cut_in_two_is_one_again():
    rows = [
        ["编码", "名称", "金额", "编码", "名称", "金额"],
        *([f"3010{n}", "基本工资", "20.00", f"3020{n}", "办公费", "5.00"] for n in range(1, 4)),
        ["30104", "奖金", "10.00"],
        ["30204", "手续费", "1.00"],
    ]
    (table,) = tables(_dumped(rows))
    assert [table.covering(4, col).text for col in range(6)] == ["30104", "奖金", "10.00", "30204", "手续费", "1.00"]


def test_the_sum_of_a_wider_block_stands_below_the_figures_of_the_block():
    rows = [
        ["年度主要任务", "任务名称", "主要内容", "总额", "财政拨款", "单位资金"],
        *(["", f"任务{n}", "加固灯塔", "30.00", "20.00", "10.00"] for n in range(3)),
        ["", "金额合计", "90.00", "60.00", "30.00"],
        *(["年度绩效指标", "产出指标", "数量指标", f"加固灯塔{n}", "≥3座"] for n in range(7)),
    ]
    (table,) = tables(_dumped(rows))
    texts = [table.covering(4, col).text for col in range(6)]
    assert texts == ["", "金额合计", "金额合计", "90.00", "60.00", "30.00"]


def test_a_head_over_a_sum_behind_its_parts_is_told_by_the_figures():
    rows = [
        ["单位名称", "编制", "实有人数"],
        ["", "行政", "事业", "小计", "在职", "退休"],
        ["灯塔站", "23", "-", "23", "20", "12"],
        ["航标站", "-", "10", "10", "9", "-"],
        ["养护队", "4", "6", "10", "8", "3"],
    ]
    (table,) = tables(_dumped(rows))
    assert [table.covering(0, col).text for col in range(6)] == ["单位名称"] + ["编制"] * 3 + ["实有人数"] * 2


def test_the_label_of_a_sum_reaches_over_codes_of_levels():
    rows = [
        ["类", "款", "项", "科目名称", "合计", "基本支出", "项目支出"],
        ["合计", "30.00", "10.00", "20.00"],
        *([["214", "01", f"0{n}", "灯塔养护", "10.00", "", "10.00"] for n in range(1, 4)]),
    ]
    (table,) = tables(_dumped(rows))
    assert [table.covering(1, col).text for col in range(7)] == ["合计"] * 4 + ["30.00", "10.00", "20.00"]


def test_a_table_with_nothing_but_a_sum_is_as_wide_as_its_heads():
    rows = [
        ["科目编码", "科目名称", "本年支出"],
        ["", "", "合计", "基本支出", "项目支出"],
        ["合计", "0.00", "0.00", "0.00"],
    ]
    (table,) = tables(_dumped(rows))
    assert [table.covering(2, col).text for col in range(5)] == ["合计"] * 2 + ["0.00"] * 3


def test_heads_over_many_columns_stand_over_their_groups():
    parts = ["合计", "出国", "接待", "用车购置", "用车运行", "会议费", "培训费"]
    rows = [
        ["单位编码", "单位名称", "上年", "本年", "增减", "明年"],
        ["", "", *parts, *parts, *parts, *parts],
        *([[f"30100{n}", "灯塔站", *[f"{n}.5"] * 28] for n in range(1, 4)]),
    ]
    (table,) = tables(_dumped(rows))
    over = [table.covering(0, col).text for col in range(30)]
    assert over == ["单位编码", "单位名称"] + ["上年"] * 7 + ["本年"] * 7 + ["增减"] * 7 + ["明年"] * 7


@given(lines)
def test_offsets_point_at_the_printed_characters(several: list[str]):
    chars = "\n".join(several)
    result = read(chars)
    assert result.chars == chars
    before = -1
    for block in result.blocks:
        if block.kind == "paragraph" and block.offset is not None:
            assert result.chars[block.offset : block.offset + len(block.text)] == block.text
        if block.offset is not None:
            assert before <= block.offset < len(chars)
            before = block.offset


@settings(max_examples=150, deadline=None)
@given(lines)
def test_no_number_of_a_dump_is_lost(several: list[str]):
    chars = "\n".join([*several, "\t灯塔", "\t7654.32", "", "\t合计", "\t1234.56"])
    printed = "".join(
        block.text + "".join((*block.table.captions, *(cell.text for cell in block.table.cells)) if block.table else ())
        for block in read(chars).blocks
    )
    assert "7654.32" in printed and "1234.56" in printed
