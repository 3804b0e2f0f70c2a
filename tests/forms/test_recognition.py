"""Forms are recognised under the titles of several provinces, and their columns are told."""

from __future__ import annotations

import pytest

from extract.blocks.grid import Laid, table_of
from extract.tables.recognition import number_with_unit, recognise
from extract.types import Table

KINDS = (
    ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
    ("206", "科学技术支出", "3.00", "2.00", "1.00"),
)
THREE_PUBLIC = (
    ("“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费", "公务用车购置费", "公务用车运行费", "公务接待费"),
    ("决算数",) * 6,
    ("3.00", "0.00", "2.00", "0.00", "2.00", "1.00"),
)


def recognised(rows: tuple[tuple[str, ...], ...], *captions: str) -> Table:
    table = table_of([[Laid(text) for text in row] for row in rows])
    assert table is not None
    made = Table("t001", table.n_rows, table.n_cols, table.cells, captions=captions)
    return recognise((made,))[0]


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("支出决算表", "03"),
        ("2023年度支出决算总表", "03"),
        ("一般公共预算财政拨款支出决算表", "05"),
        ("一般公共预算支出决算表", "05"),
        ("部门支出预算总表", "budget_expenditure"),
        ("一般公共预算支出功能分类预算表", "budget_general"),
        ("政府性基金预算支出功能分类预算表", "budget_fund"),
        ("国有资本经营预算支出功能分类预算表", "budget_state_capital"),
        ("国有资本经营预算财政拨款支出决算表", "09"),
    ],
)
def test_titles_of_tables_with_the_same_columns(title: str, form: str):
    table = recognised(KINDS, title, "单位：万元")
    assert (table.form, table.unit) == (form, "万元")
    assert [column.role for column in table.columns] == ["code", "name", "value", "value", "value"]
    assert [column.part for column in table.columns[2:]] == ["total", "basic", "project"]


def test_a_basis_below_every_head_names_the_columns():
    table = recognised(THREE_PUBLIC, "财政拨款“三公”经费支出决算表", "单位：万元")
    assert table.form == "07" and table.header_rows == 2
    assert {column.basis for column in table.columns} == {"final"}
    assert [column.indicator for column in table.columns][1:] == [
        "因公出国（境）费",
        "公务用车购置及运行费",
        "公务用车购置费",
        "公务用车运行费",
        "公务接待费",
    ]


def test_a_unit_in_the_head_of_a_column():
    rows = (("项目", "决算数（万元）"), ("灯塔维护", "3.00"), ("雾号维护", "1.00"))
    table = recognised(rows, "灯塔情况")
    assert table.columns[1].unit == "万元" and table.columns[0].role == "name"


def test_blank_zero_and_unreadable_stay_apart():
    rows = (*KINDS, ("20601", "灯塔管理", "0.00", "", "1.O0"))
    table = recognised(rows, "支出决算表", "单位：元")
    cells = [table.cell(2, col) for col in (2, 3, 4)]
    assert [cell.status for cell in cells if cell] == ["read", "blank", "unreadable"]
    assert [cell.number is not None for cell in cells if cell] == [True, False, False]


def test_an_empty_form_keeps_its_form():
    rows = (KINDS[0], ("", "", "", "", ""), ("", "", "", "", ""))
    table = recognised(rows, "政府性基金预算财政拨款支出决算表", "单位：万元")
    assert table.form in ("08", "budget_fund")
    assert all(cell.number is None for cell in table.cells)


def test_expected_and_actual_values_of_indicators():
    rows = (
        ("绩效指标完成情况", "一级指标", "二级指标", "三级指标", "预期指标值（含文字）", "实际完成指标值（含文字）"),
        ("", "产出指标", "数量指标", "灯塔数量", "≥3座", "4座"),
    )
    table = recognised(rows, "项目绩效目标完成情况表")
    roles = [column.role for column in table.columns]
    assert table.form == "performance"
    assert roles[1:] == ["indicator_1", "indicator_2", "indicator_3", "target", "actual"] and roles[0] == "text"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("720.50万元", "720.50", "万元"), ("12", "12", None), ("1,234.00元", "1234.00", "元")],
)
def test_a_value_with_its_unit(text: str, value: str, unit: str | None):
    read = number_with_unit(text)
    assert read is not None and (str(read[0].value), read[1]) == (value, unit)


@pytest.mark.parametrize("text", ["", "—", "12灯塔", "灯塔12座处", "1.2.3"])
def test_what_is_no_value(text: str):
    assert number_with_unit(text) is None
