"""Tables drawn where other documents have them: beside each other, under titles with units, without a repeated head."""

from __future__ import annotations

import pytest
from drawn_pages import Drawn

from extract.document import extract_document
from extract.heads import head_of
from extract.tables.meaning.kinds import kind_of
from extract.tables.meaning.unit import unit_of, units_said
from extract.types import Document, Table

NOTHING = Table("t001", 0, 0, ())


def read(drawn: Drawn) -> Document:
    return extract_document(drawn.data(), name="drawn.pdf")


def begun(kind: str) -> Drawn:
    drawn = Drawn()
    drawn.text(200, 60, f"岚桐县教育局2024年{kind}", 14)
    return drawn


def test_tables_beside_each_other_keep_their_own_titles_and_units():
    drawn = begun("部门预算")
    for x, title, unit in ((60, "收入预算表", "元"), (330, "支出预算表", "万元")):
        drawn.text(x + 60, 90, title, 12)
        drawn.text(x, 106, f"单位：{unit}")
    drawn.table(60, 110, [120, 80], [["项目", "预算数"], ["财政拨款", "120.00"], ["收入合计", "120.00"]])
    drawn.table(330, 110, [120, 80], [["项目", "预算数"], ["教育支出", "120.00"], ["支出合计", "120.00"]])
    document = read(drawn)
    assert [(t.title, t.unit) for t in document.tables] == [("收入预算表", "元"), ("支出预算表", "万元")]
    flows = {(fact.indicator, fact.flow, fact.value_base) for fact in document.facts}
    assert ("财政拨款", "income", "120") in flows and ("教育支出", "expenditure", "1200000") in flows


def test_a_title_that_prints_the_unit_and_a_table_close_above_it():
    drawn = begun("部门预算")
    drawn.text(250, 90, "收入预算总表", 12)
    drawn.text(60, 106, "单位：元江县教育局")
    drawn.text(430, 106, "金额单位：万元")
    end = drawn.table(60, 110, [240, 180], [["科目名称", "合计"], ["财政拨款", "1.00"], ["其他收入", "2.00"]])
    drawn.text(250, end + 30, "支出预算总表（单位：元）", 12)
    rows = [["科目名称", "合计", "基本支出", "项目支出"], ["教育支出", "1,000.00", "600.00", "400.00"]]
    drawn.table(60, end + 40, [120, 100, 100, 100], rows)
    document = read(drawn)
    assert [(t.form, t.title, t.unit) for t in document.tables] == [
        ("budget_income", "收入预算总表", "万元"),
        ("budget_expenditure", "支出预算总表", "元"),
    ]


def test_a_caption_of_several_units_gives_each_figure_that_of_its_name():
    drawn = begun("部门决算")
    drawn.text(220, 90, "医疗保险基金情况表", 12)
    drawn.text(400, 106, "单位：人（次）、万元")
    rows = [["项目", "职工医保", "居民医保"], ["参保人数", "9003", "4027"], ["本年基金收入", "480.20", "85.10"],
            ["本年基金支出", "426.10", "79.60"], ["本年基金结余", "54.10", "5.50"]]  # fmt: skip
    drawn.table(60, 110, [200, 120, 120], rows)
    document = read(drawn)
    assert "JS404" in {failure.code for failure in document.failures}
    units = {(fact.indicator or "")[:-4]: (fact.kind, fact.unit) for fact in document.facts}
    assert units == {
        "参保人数": ("participants", "人"),
        "本年基金收入": ("amount", "万元"),
        "本年基金支出": ("amount", "万元"),
        "本年基金结余": ("amount", "万元"),
    }


def test_captions_at_the_foot_of_a_page_and_no_repeated_head():
    drawn = begun("部门决算")
    drawn.text(230, 740, "支出决算表", 12)
    drawn.text(60, 760, "公开03表")
    drawn.text(430, 760, "单位：元")
    drawn.page()
    widths = [80, 150, 80, 80, 80]
    head = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    body = [[f"20502{i:02d}", f"第{i}所学校", f"{2 * i}.00", f"{i}.00", f"{i}.00"] for i in range(1, 42)]
    drawn.table(60, 60, widths, [head, *body[:39]])
    drawn.page()
    drawn.table(60, 60, widths, body[39:])
    (table,) = read(drawn).tables
    assert (table.form, table.unit, table.pages, table.n_rows) == ("03", "元", (2, 3), 42)


@pytest.mark.parametrize("rules", ["rows", "three"])
def test_tables_without_upright_rules(rules: str):
    drawn = begun("部门决算")
    drawn.text(250, 90, "支出决算表", 12)
    drawn.text(430, 106, "单位：万元")
    rows = [
        ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
        ["205", "教育支出", "100.00", "60.00", "40.00"],
        ["2050201", "学前教育", "", "", "40.00"],
        ["2050202", "小学教育", "60.00", "60.00", ""],
        ["合计", "<", "100.00", "60.00", "40.00"],
    ]
    drawn.table(60, 110, [80, 150, 80, 80, 80], rows, rules=rules)
    (table,) = read(drawn).tables
    assert table.form == "03"
    assert [list(row) for row in table.grid] == [[text.replace("<", "") for text in row] for row in rows]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["单位：元江县财政局", "金额单位：万元"], ("万元",)),
        (["单位：万元公开01表"], ("万元",)),
        (["金额单位：元（列至角分）"], ("元",)),
        (["单位：人民币元"], ("元",)),
        (["单位：元币种：人民币审计类型：未经审计"], ("元",)),
        (["支出预算表（万元）", "单位：元"], ("元", "万元")),
        (["单位：万元、人、辆"], ("万元", "人", "辆")),
        (["单位：万元、%"], ("万元", "%")),
        (["编制单位：千元镇人民政府"], ()),
        (["单位：万人"], ("万人",)),
        (["单位：人（次）、万元"], ("人", "次", "万元")),
    ],
)
def test_units_of_captions(lines: list[str], said: tuple[str, ...]):
    assert units_said(lines, "", NOTHING) == said
    amounts = [unit for unit in said if unit != "%"]
    assert unit_of(lines, "", NOTHING) == (amounts[0] if len(amounts) == 1 else None)


@pytest.mark.parametrize(
    ("path", "basis", "period", "measure"),
    [
        (("上年预算数",), "budget", "prior", "level"),
        (("2023年决算数",), "final", "2023", "level"),
        (("上年执行数",), "execution", "prior", "level"),
        (("2024年", "一般公共预算"), None, "2024", "level"),
        (("上年结转",), None, None, "level"),
        (("支出预算", "合计"), "budget", None, "level"),
        (("本年预算数", "比上年增减%"), "budget", None, "change_rate"),
        (("比2023年预算增减", "增减额"), None, None, "change"),
        (("决算数占调整预算数的%",), "adjusted_budget", None, "completion"),
        (("预算执行率（%）",), None, None, "completion"),
    ],
)
def test_what_heads_say(path: tuple[str, ...], basis: str | None, period: str | None, measure: str):
    head = head_of(path)
    assert (head.period, head.measure) == (period, measure)
    if measure == "level":
        assert head.basis == basis


@pytest.mark.parametrize(
    ("title", "head", "kind"),
    [
        ("收支总表", "项目/金额", None),
        ("一般公共预算支出表", "合计/基本支出", None),
        ("一般公共预算财政拨款支出决算表", "年初预算数/决算数", "final_account"),
        ("收支总表", "项目/预算数", "budget"),
        ("收支总表", "年初预算数/决算数", None),
    ],
)
def test_what_a_table_says_it_is_of(title: str, head: str, kind: str | None):
    assert kind_of(title, [title], head) == kind


def test_two_units_above_a_table_are_none_and_said():
    drawn = begun("部门预算")
    drawn.text(250, 90, "支出预算总表（万元）", 12)
    drawn.text(430, 106, "单位：元")
    drawn.table(60, 110, [120, 100, 100, 100], [["科目名称", "合计", "基本支出", "项目支出"], ["教育", "3", "2", "1"]])
    document = read(drawn)
    assert document.tables[0].unit is None and {fact.value_base for fact in document.facts} == {None}
    assert [one.code for one in document.failures] == ["JS404"]


@pytest.mark.parametrize(("printed", "code"), [(True, "JS405"), (False, "JS406")])
def test_a_form_of_the_contents_that_is_not_there(printed: bool, code: str):
    drawn = begun("部门预算")
    drawn.text(280, 100, "目 录", 14)
    for index, line in enumerate(("一、收入预算总表…………2", "二、支出预算总表…………3", "三、“三公”经费预算表…………4")):
        drawn.text(60, 140 + 20 * index, line)
    drawn.page()
    drawn.text(250, 90, "收入预算总表", 12)
    drawn.text(430, 106, "单位：元")
    drawn.table(60, 110, [240, 180], [["科目名称", "合计"], ["财政拨款", "1.00"], ["其他收入", "2.00"]])
    drawn.page()
    drawn.text(250, 90, "2024年支出预算总表", 12)
    drawn.text(430, 106, "单位：元")
    rows = [["科目名称", "合计", "基本支出", "项目支出"], ["教育支出", "1,000.00", "600.00", "400.00"]]
    drawn.table(60, 110, [120, 100, 100, 100], rows)
    if printed:
        drawn.page()
        drawn.text(250, 90, "三公经费预算表", 12)
    document = read(drawn)
    assert [(one.code, "三公经费预算表" in one.message) for one in document.failures] == [(code, True)]


@pytest.mark.parametrize("repeated", [False, True])
@pytest.mark.parametrize("numbers_below", [False, True])
def test_a_row_that_the_end_of_the_page_cuts_is_one_row(repeated: bool, numbers_below: bool) -> None:
    widths = [60, 180, 90, 90, 90]
    head = [("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出")]
    money, none = ("40.00", "20.00", "20.00"), ("", "", "")
    rows = [
        ("合计", "<", "130.50", "70.00", "60.50"),
        ("206", "科学技术支出", "30.50", "20.00", "10.50"),
        ("20601", "科学技术管理事务", "30.50", "20.00", "10.50"),
        ("2060101", "行政运行", "30.50", "20.00", "10.50"),
        ("208", "社会保障和就业支出", "100.00", "50.00", "50.00"),
        ("2080505", "机关事业单位基本养老", *(none if numbers_below else money)),
    ]
    drawn = Drawn()
    top = 842 - 18 * (len(rows) + 1) - 60
    drawn.text(220, top - 40, "支出决算表", 14)
    drawn.text(470, top - 10, "单位：万元")
    drawn.table(60, top, widths, head + rows)
    drawn.page()
    below = [("", "保险缴费支出", *(money if numbers_below else none))]
    below.append(("2080506", "机关事业单位职业年金缴费支出", "60.00", "30.00", "30.00"))
    drawn.table(60, 60, widths, (head if repeated else []) + below)
    document = extract_document(drawn.data(), name="a.pdf")
    (table,) = document.tables
    assert (table.pages, table.n_rows) == ((1, 2), 8)
    fact = next(fact for fact in document.facts if fact.value == "40.00")
    assert fact.indicator == "机关事业单位基本养老保险缴费支出"
    assert fact.evidence[0].page == (2 if numbers_below else 1)
