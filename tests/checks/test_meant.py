"""What is no contradiction: figures of another name, fund, year or whole, and sums of which a part is elsewhere."""

from __future__ import annotations

import pytest
from checks_forms import form, value
from checks_prose import checked, grid, rules
from test_scoring import ROWS, checks

from extract.checks.figures import figures
from extract.numbers import parse_number
from extract.types import Cell, Column, Evidence, Fact, Table

FORM_06 = form(
    "06",
    [
        ["301", "工资福利支出", "1300.00", "302", "商品和服务支出", "173.76", "", "", ""],
        ["303", "对个人和家庭的补助", "19.80", "", "", "", "", "", ""],
        ["", "人员经费合计", "1319.80", "", "公用经费合计", "173.76", "", "", ""],
    ],
)
FORM_01 = form("01", [["本年收入合计", "1", "4754.03", "本年支出合计", "2", "4522.49"]])
FORM_05 = form(
    "05",
    [
        ["", "合计", "76.31", "76.31", ""],
        ["206", "科学技术支出", "43.38", "43.38", ""],
        ["215", "资源勘探工业信息等支出", "32.93", "32.93", ""],
    ],
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本年收入合计[本年收入合计=2001.67万元|basis=final]。", True),
        ("政府性基金预算财政拨款本年收入[本年收入合计=2001.67万元|basis=final]。", False),
        ("八、政府性基金预算收支情况\n本年收入[本年收入合计=2001.67万元|basis=final]。", False),
        ("上年本年收入合计[本年收入合计=2001.67万元|basis=final]。", False),
        # the second figure of a sentence that got the name of the first
        ("本年收入合计[本年收入合计=4754.03万元|basis=final]，其余各项[本年收入合计=20.67万元|basis=final]。", False),
        ("收入[本年收入合计=4754.03万元|basis=final]。本年收入合计[本年收入合计=4745.33万元|basis=final]。", True),
    ],
)
def test_a_figure_of_another_fund_or_year_does_not_contradict_the_form(text: str, found: bool) -> None:
    assert ("text.form" in rules(text, FORM_01)) is found


def test_a_figure_that_a_form_prints_under_the_name_in_its_sentence_is_that_one() -> None:
    first = "科学技术支出[科学技术支出=43.38万元|basis=final]。"
    text = first + "资源勘探工业信息等支出全年列支[科学技术支出={}万元|basis=final]。"
    assert "text.form" not in rules(text.format("32.93"), FORM_05)
    assert "text.form" in rules(text.format("32.39"), FORM_05)


def test_parts_of_a_whole_that_a_form_does_not_print_are_not_its_parts() -> None:
    parts = "人员经费[人员经费={}万元|basis=final]，公用经费[公用经费={}万元|basis=final]。"
    whole = "基本支出[基本支出=1570.73万元|basis=final]。其中，"
    assert "text.form" not in rules(whole + parts.format("1365.79", "204.94"), FORM_06)
    assert "text.form" in rules(parts.format("1365.79", "204.94"), FORM_06)


def test_a_row_without_a_code_may_be_a_part() -> None:
    rows = [
        ["", "合计", "100.00", "100.00", ""],
        ["208", "社会保障和就业支出", "60.00", "60.00", ""],
        ["210", "卫生健康支出", "30.00", "30.00", ""],
    ]
    assert rules("", form("05", rows)) == {"tree.function"}
    assert rules("", form("05", [*rows, ["", "其他支出", "10.00", "10.00", ""]])) == set()
    # it does not make up for parts that are too many
    rows[0][2] = rows[0][3] = "80.00"
    assert rules("", form("05", [*rows, ["", "其他支出", "10.00", "10.00", ""]])) == {"tree.function"}


def test_ten_points_may_stand_with_the_money() -> None:
    rows = [list(row) for row in ROWS]
    rows[1][2], rows[0][0] = "20", "管理（50分）"
    assert "score.total" in {check.rule for check in checks(rows) if check.outcome == "violation"}
    apart = [["资金总额", "", "", ""], *rows]
    assert "score.total" not in {check.rule for check in checks(apart) if check.outcome == "violation"}


def test_points_that_stand_in_words_leave_the_total_open() -> None:
    rows = [list(row) for row in ROWS]
    rows[1][3] = "得25.5分"
    assert "score.total" not in {check.rule for check in checks(rows) if check.outcome == "violation"}


SHARES = (
    "人员经费占[人员经费=58.52%|measure=share|versus_indicator=支出]，"
    "公用经费占[公用经费={}%|measure=share|versus_indicator=支出]{}。"
)


def test_two_shares_of_three_do_not_come_to_a_hundred() -> None:
    third = "，专项经费占[专项经费=35.84%|measure=share|versus_indicator=支出]"
    assert rules(SHARES.format("5.64", third)) == set()
    assert rules(SHARES.format("5.64", "")) == {"text.basic_shares"}


@pytest.mark.parametrize(("total", "found"), [("15.10", False), ("16.10", True)])
def test_three_public_in_rows_is_held_against_its_kinds_in_every_column(total: str, found: bool) -> None:
    rows = [
        "项目|全年预算数 basis=adjusted_budget|决算数",
        f"一、“三公”经费支出合计|{total}|12.66",
        "（一）因公出国（境）费|0.00|0.00",
        "（二）公务用车购置及运行维护费|10.89|9.15",
        "（三）公务接待费|4.21|3.51",
    ]
    table, facts = grid(rows, form="07", basis="final")
    assert rules("", (table, facts)) == ({"three_public.total"} if found else set())


@pytest.mark.parametrize(("texts", "spans"), [(("2120801",), (3,)), (("212", "08", "01"), (1, 1, 1))])
def test_a_code_in_one_cell_over_its_columns_is_read_once(texts: tuple[str, ...], spans: tuple[int, ...]) -> None:
    meaning = {"flow": "expenditure", "part": "total", "basis": "final"}
    columns = (*(Column(c, "code") for c in range(3)), Column(3, "name"), value(4, 3, 0, **meaning))
    starts = [sum(spans[:i]) for i in range(len(spans))]
    codes = [Cell(0, at, text, colspan=span) for at, text, span in zip(starts, texts, spans, strict=True)]
    cells = (*codes, Cell(0, 3, "无此科目"), Cell(0, 4, "10.00", number=parse_number("10.00")))
    table = Table("t03", 1, 5, cells, form="03", columns=columns)
    fact = Fact("无此科目", "amount", value="10.00", unit="万元", evidence=(Evidence(table="t03", row=0, col=4),))
    (figure,) = figures((fact,), (table,), {})
    assert figure.code == "2120801"


@pytest.mark.parametrize("told", ["一般公共预算基本支出", "基本支出"])
def test_basic_expenditure_of_a_budget_may_be_of_more_money_than_the_form(told: str) -> None:
    rows = [["", "", "", "合计", "4689.00", "4608.00", "81.00"], ["210", "", "", "卫生健康支出", "881.00", "", ""]]
    table, facts = form("budget_general", rows)
    budget = "|basis=budget|flow=expenditure|part=basic"
    for text in (f"{told}[基本支出=5120.40万元{budget}]。", f"{told}[基本支出=4608万元{budget}]。"):
        assert "text.form_budget" not in rules(text, (table, facts))
    outcomes = {check.rule: check.outcome for check in checked(text, (table, facts)).checks}
    assert outcomes["text.form_budget"] == "exact"


@pytest.mark.parametrize(("total", "wrong"), [("89", False), ("90", True)])
def test_whole_points_are_given_and_not_rounded(total: str, wrong: bool) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][3], rows[3][3] = "25", total
    assert ("score.total" in {check.rule for check in checks(rows) if check.outcome == "violation"}) is wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("公用经费[公用经费=173.76万元]，其中取暖费[取暖费=45.73万元|basis=final]、差旅费[差旅费=10.77万元]。", True),
        ("公用经费[公用经费=173.76万元]，其中取暖费[取暖费=32.73万元|basis=final]、差旅费[差旅费=10.77万元]。", False),
        (
            "全年取暖费[取暖费=45.10万元|basis=final]由各单位分摊。",
            False,
        ),  # of all money, and not of the public one alone
    ],
)
def test_what_the_public_money_is_made_of_is_that_of_the_form(text: str, wrong: bool) -> None:
    rows = [
        ["301", "工资福利支出", "1300.00", "302", "商品和服务支出", "173.76", "", "", ""],
        ["30101", "基本工资", "1300.00", "30208", "取暖费", "32.73", "", "", ""],
        ["", "", "", "30211", "差旅费", "10.77", "", "", ""],
        ["", "", "", "30299", "其他商品和服务支出", "130.26", "", "", ""],
        ["", "人员经费合计", "1300.00", "", "公用经费合计", "173.76", "", "", ""],
    ]
    assert ("text.form" in rules(text, form("06", rows))) is wrong
