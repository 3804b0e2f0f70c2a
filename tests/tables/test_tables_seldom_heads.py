"""Heads, titles and rows as seldom provinces print them."""

from __future__ import annotations

import pytest

from extract.document import extract_document
from extract.facts.tables.years import date_of
from extract.tables.headers import cover_of, first_data_row
from extract.tables.meaning.columns import role_said
from extract.tables.recognition import inner_header
from extract.types import Cell, Fact, Table


def page(rows: list[list[str]], *lines: str) -> tuple[list[Table], list[Fact]]:
    """Read a web page with lines above one table; ``<`` belongs to the cell at its left."""
    body = "".join(f"<p>{line}</p>" for line in ("2023年度部门决算", *lines))
    for row in rows:
        cells: list[list] = []
        for text in row:
            if text == "<":
                cells[-1][1] += 1
            else:
                cells.append([text, 1])
        body += "<tr>" if "<table>" in body else "<table><tr>"
        body += "".join(f'<td colspan="{span}">{text}</td>' for text, span in cells) + "</tr>"
    html = f'<html><head><meta charset="utf-8"></head><body>{body}</table></body></html>'
    document = extract_document(html.encode(), name="a.html")
    return list(document.tables), list(document.facts)


def said(facts: list[Fact], *fields: str) -> list[tuple]:
    return [tuple(getattr(fact, field) for field in fields) for fact in facts]


def grid(*rows: tuple[str, ...]) -> Table:
    cells = tuple(Cell(r, c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table("t1", len(rows), len(rows[0]), cells)


SIDES = [
    ["收入", "<", "支出", "<"],
    ["来源", "2023年", "类别", "2023年"],
    ["一般公共预算财政拨款收入", "80.00", "农林水支出", "70.00"],
    ["其他收入", "10.00", "住房保障支出", "20.00"],
    ["本年收入合计", "90.00", "本年支出合计", "90.00"],
    ["总计", "90.00", "总计", "90.00"],
]


@pytest.mark.parametrize("mark", ["决公表1", "财决公开附表1", "公开01表"])
def test_a_mark_in_any_manner_is_no_title(mark: str) -> None:
    (table,), facts = page(SIDES, "收支总体情况", mark, "公开单位：青岚县水利局", "计量单位：万元")
    assert (table.form, table.title) == ("01", "收支总体情况")
    assert ("本年支出合计", "expenditure", "final", "90.00") in said(facts, "indicator", "flow", "basis", "value")


def test_a_heading_of_the_document_is_no_title_beside_one() -> None:
    (table,), _ = page(SIDES, "第三编 决算报表", "收入支出决算总表", "单位：万元")
    assert table.title == "收入支出决算总表"
    (table,), _ = page(SIDES, "第三部分 收入支出决算总表", "单位：万元")
    assert table.title == "第三部分 收入支出决算总表"


def test_a_caption_with_words_behind_its_number_is_a_title() -> None:
    rows = [
        ["支出项目", "年初预算", "调整后预算", "执行数"],
        ["堤防养护", "5.00", "6.00", "5.50"],
        ["合计", "5.00", "6.00", "5.50"],
    ]
    (table,), facts = page(rows, "表3 2023年部门支出预算执行情况", "单位：万元")
    assert table.title == "表3 2023年部门支出预算执行情况"
    assert said(facts, "indicator", "basis") == [
        (name, basis)
        for name in ("堤防养护", "部门支出")
        for basis in ("initial_budget", "adjusted_budget", "execution")
    ]


@pytest.mark.parametrize(
    ("row", "numbering"),
    [
        (("甲", "乙", "1=2+…+7", "2"), True),
        (("甲", "1", "2=3+4", "3"), True),
        (("甲方", "乙", "1", "2"), False),
        (("甲", "乙", "12.50", "2"), False),
    ],
)
def test_a_row_of_letters_and_sums_numbers_the_columns(row: tuple[str, ...], numbering: bool) -> None:
    table = grid(("代码", "名称", "合计", "事业收入"), row, ("213", "农林水支出", "3.00", "2.00"))
    assert (first_data_row(table, 0, cover_of(table)) == 2) is numbering


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (("一级", "二级", "三级", "满分", "年初值", "完成值", "得分"), 1),
        (("评价维度", "评价重点", "评价内容", "权重", "目标", "实际", "得分"), 1),
        (("经费来源", "年初预算", "全年预算", "实际支出", "分值", "得分", "执行率"), None),
    ],
)
def test_targets_and_points_head_indicators_whatever_their_levels_are_called(
    head: tuple[str, ...], row: int | None
) -> None:
    table = grid(
        ("项目编码", "无", "", "", "", "", ""), head, ("产出", "数量", "清淤长度", "10", "≥3公里", "4公里", "10")
    )
    assert inner_header(table) == row


def test_indicators_below_such_heads_have_their_names() -> None:
    rows = [
        ["评价维度", "评价内容", "目标", "实际", "权重", "得分"],
        ["履职产出", "清淤长度", "≥3公里", "4公里", "10", "9"],
        ["", "验收合格率", "100%", "100%", "10", "10"],
    ]
    _, facts = page(rows, "部门整体绩效自评表")
    assert said(facts, "indicator", "measure", "kind", "value") == [
        ("清淤长度", "target", "quantity", "3"),
        ("清淤长度", "level", "quantity", "4"),
        ("清淤长度", "target", "score", "10"),
        ("清淤长度", "level", "score", "9"),
        ("验收合格率", "target", "percent", "100"),
        ("验收合格率", "level", "percent", "100"),
        ("验收合格率", "target", "score", "10"),
        ("验收合格率", "level", "score", "10"),
    ]


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("满分", "weight"),
        ("年初值", "target"),
        ("计划数", "target"),
        ("完成数", "actual"),
        ("实际支出", None),
        ("目标", "target"),
    ],
)
def test_role_of_a_head(head: str, role: str | None) -> None:
    assert role_said(head) == role


def test_rows_of_bodies_are_scopes_of_what_the_title_names() -> None:
    rows = [
        ["单位名称", "2023年决算", "2022年决算", "增减额"],
        ["局本级", "8.00", "9.00", "-1.00"],
        ["县水文站", "3.00", "3.00", "0.00"],
        ["两家合计", "11.00", "12.00", "-1.00"],
    ]
    _, facts = page(rows, "机关运行经费支出比较", "单位：万元")
    assert set(said(facts, "indicator")) == {("机关运行经费",)}
    assert said(facts, "scope", "basis", "measure")[::3] == [
        ("局本级", "final", "level"),
        ("县水文站", "final", "level"),
        (None, "final", "level"),
    ]


def test_kinds_of_posts_are_named_with_what_they_are_of() -> None:
    rows = [
        ["单位名称", "编制", "<", "实有人数", "<"],
        ["单位名称", "行政", "事业", "在职", "退休"],
        ["局机关", "20", "4", "23", "9"],
        ["全系统", "20", "4", "23", "9"],
    ]
    _, facts = page(rows, "人员分布", "单位：人")
    assert said(facts, "indicator", "scope") == [
        (name, scope) for scope in ("局机关", None) for name in ("行政编制", "事业编制", "在职", "退休")
    ]


def test_heads_that_are_bodies_are_scopes_of_people() -> None:
    rows = [["类别", "局机关", "水文站", "合计"], ["在职人数", "20", "4", "24"]]
    _, facts = page(rows, "机构人员一览（人）")
    assert said(facts, "indicator", "scope", "value") == [
        ("在职人数", "局机关", "20"),
        ("在职人数", "水文站", "4"),
        ("在职人数", None, "24"),
    ]


def test_a_sum_over_kinds_is_named_by_each_kind() -> None:
    rows = [
        ["项目", "货物", "工程", "合计"],
        ["集中采购", "3.00", "0.00", "3.00"],
        ["政府采购支出合计", "3.00", "0.00", "3.00"],
    ]
    _, facts = page(rows, "政府采购支出分布", "单位：万元")
    assert [one for (one,) in said(facts, "indicator")] == [
        "集中采购货物", "集中采购工程", "集中采购", "货物", "工程", "政府采购支出合计",
    ]  # fmt: skip


def test_a_share_says_of_what() -> None:
    rows = [
        ["科目编码", "科目名称", "基本支出", "项目支出", "本年支出合计", "占本年支出合计的比重（%）"],
        ["213", "农林水支出", "6.00", "2.00", "8.00", "80.00"],
        ["支出合计", "<", "7.00", "3.00", "10.00", "100.00"],
    ]
    _, facts = page(rows, "支出决算表", "单位：万元")
    assert {fact.versus_indicator for fact in facts if fact.measure == "share"} == {"本年支出合计"}
    assert [fact.indicator for fact in facts if fact.value in ("7.00", "3.00", "10.00")] == [
        "基本支出", "项目支出", "本年支出合计",
    ]  # fmt: skip


def test_another_year_beside_parts_is_of_the_whole() -> None:
    rows = [
        ["科目编码", "科目名称", "2022年决算", "2023年决算", "<", "<"],
        ["科目编码", "科目名称", "2022年决算", "小计", "基本支出", "项目支出"],
        ["213", "农林水支出", "8.00", "9.00", "6.00", "3.00"],
        ["合计", "<", "8.00", "9.00", "6.00", "3.00"],
    ]
    _, facts = page(rows, "一般公共预算财政拨款支出两年对照", "单位：万元")
    assert said(facts, "indicator", "part", "basis") == [
        ("农林水支出", "total", "prior_final"),
        ("农林水支出", "total", "final"),
        ("农林水支出", "basic", "final"),
        ("农林水支出", "project", "final"),
        ("一般公共预算财政拨款支出", "total", "prior_final"),
        ("一般公共预算财政拨款支出", "total", "final"),
        ("基本支出", "basic", "final"),
        ("项目支出", "project", "final"),
    ]


@pytest.mark.parametrize(
    "line", ["时点：2023年12月31日", "截至2023年12月31日", "截止日期：2023年12月31日", "统计时点2023年12月31日"]
)
def test_the_day_as_of_which_a_table_counts(line: str) -> None:
    table = Table("t1", 1, 1, (), captions=(line,))
    assert date_of(table) == "2023-12-31"


def test_assets_have_the_day_and_depreciation_is_money() -> None:
    rows = [
        ["资产类别", "计量单位", "数量", "账面原值", "累计折旧（摊销）"],
        ["车辆", "辆", "4", "90.00", "50.00"],
    ]
    _, facts = page(rows, "主要资产存量", "时点：2023年12月31日", "金额单位：万元")
    assert said(facts, "indicator", "unit", "period") == [
        ("车辆", "辆", "2023-12-31"),
        ("车辆账面原值", "万元", "2023-12-31"),
        ("车辆累计折旧（摊销）", "万元", "2023-12-31"),
    ]


def test_batches_of_visitors_are_groups() -> None:
    rows = [["事项", "单位", "2023年"], ["国内接待批次", "批次", "12"], ["国内接待人次", "人次", "70"]]
    _, facts = page(rows, "接待情况")
    assert said(facts, "indicator", "who") == [("国内接待批次", "团组"), ("国内接待人次", "来宾")]
