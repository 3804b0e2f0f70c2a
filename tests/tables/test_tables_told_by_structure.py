"""What no head says in known words: told by sums, by rows that differ, by points, by the numbers of rows, by titles."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from benchmarks.variants import WORDS, changed
from extract.document import extract_document
from extract.facts.tables.nesting import above, parents
from extract.tables.meaning.titles import core_of
from extract.types import Fact
from labeled.generator import fill


def read(title: str, rows: list[list[str]], kind: str, before: str = "") -> dict[tuple[int, int], Fact]:
    """Facts by row and column of a table below a paragraph."""
    cells = ["".join(f"<td>{text}</td>" for text in row) for row in rows]
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    page = (
        f"<html><head><meta charset='utf-8'></head><body><h1>岚桐县水利局2023年度{kind}</h1>{before}<p>{title}</p>"
        f"<p>单位：万元</p><table>{body}</table></body></html>"
    )
    document = extract_document(page.encode(), name="a.html")
    return {(f.evidence[0].row or 0, f.evidence[0].col or 0): f for f in document.facts if f.made_by == "table"}


def test_what_the_basic_expenditure_leaves_of_the_total_is_that_of_projects() -> None:
    rows = [
        ["科目编码", "科目名称", "合计", "人员经费", "公用经费", "重点事业支出"],
        ["213", "农林水支出", "60.00", "30.00", "10.00", "20.00"],
        ["21303", "水利", "60.00", "30.00", "10.00", "20.00"],
    ]
    facts = read("一般公共预算支出表", rows, "部门预算")
    assert [facts[1, col].part for col in (2, 3, 4, 5)] == ["total", "personnel", "public", "project"]
    rows[1][5], rows[2][5] = "21.00", "21.00"
    facts = read("一般公共预算支出表", rows, "部门预算")
    assert facts[1, 5].part is None  # it does not add up: nothing is told


def test_a_column_that_is_the_sum_of_all_others_is_the_total() -> None:
    rows = [
        ["科目名称", "科目编码", "全部", "财政拨款收入", "其他收入"],
        ["农林水支出", "213", "60.00", "50.00", "10.00"],
        ["水利", "21303", "60.00", "50.00", "10.00"],
    ]
    facts = read("收入决算表", rows, "部门决算")
    assert [(facts[1, c].part, facts[1, c].fund) for c in (2, 3, 4)] == [
        ("total", "all"),
        ("total", "fiscal"),
        ("other", None),
    ]


def test_rows_are_named_by_what_tells_them_apart() -> None:
    rows = [
        ["采购单位", "采购内容", "采购目录", "预算金额"],
        ["岚桐县水利局", "水位计", "仪器", "3.00"],
        ["岚桐县水利局", "流速仪", "仪器", "4.00"],
        ["岚桐县水文站", "测船", "仪器", "5.00"],
    ]
    facts = read("政府采购预算表", rows, "部门预算")
    assert [facts[row, 3].indicator for row in (1, 2, 3)] == ["水位计", "流速仪", "测船"]


def test_points_are_told_by_their_numbers() -> None:
    rows = [
        ["一级指标", "二级指标", "具体内容", "设定数值", "达到数值", "可得", "所得"],
        ["产出指标", "数量指标", "加固堤防", "3公里", "2公里", "40", "30"],
        ["产出指标", "数量指标", "清淤", "5公里", "5公里", "30", "30"],
        ["效益指标", "社会效益指标", "受益村", "8个", "9个", "30", "30"],
    ]
    facts = read("项目支出绩效自评表", rows, "部门决算")
    assert [(facts[1, c].indicator, facts[1, c].measure, facts[1, c].kind) for c in (3, 4, 5, 6)] == [
        ("加固堤防", "target", "quantity"),
        ("加固堤防", "level", "quantity"),
        ("加固堤防", "target", "score"),
        ("加固堤防", "level", "score"),
    ]


def test_a_table_counts_as_of_the_day_that_the_paragraph_above_it_names() -> None:
    rows = [["类别", "局机关", "水文站"], ["编制数", "20", "8"], ["在职人数", "19", "7"]]
    facts = read("机构人员一览（人）", rows, "部门决算", "<p>截至年底，两家单位共核编28名。具体分布如下。</p>")
    assert {fact.period for fact in facts.values()} == {"2023-12-31"}
    facts = read("机构人员一览（人）", rows, "部门决算", "<p>截至年底，两家单位共核编28名。</p>")
    assert {fact.period for fact in facts.values()} == {"2023"}


def test_rows_nest_by_their_numbering() -> None:
    labels = [
        "一、部门预算",
        "1、人员经费",
        "（1）工资",
        "（2）补助",
        "2、项目",
        "其中：修缮",
        "本年支出合计",
        "结转下年",
    ]
    assert parents(labels) == (None, 0, 1, 1, 0, 4, None, None)
    assert above(2, parents(labels)) == [1, 0]


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("2026年部门收入预算总体情况表", "income"),
        ("岚桐县水利局2023年度财政拨款收支决算总体情况表", "fiscal both"),
        ("一般公共预算财政拨款基本支出决算明细表（按经济分类科目）", "general basic"),
        ("国有资本经营预算财政拨款支出决算公开表", "state expenditure"),
        ("市水利委一般公共预算拨款支出预算表", "general expenditure"),
        ("县财政局政府性基金预算拨款支出预算表", "government expenditure"),
        ("市水利委一般公共预算拨款基本支出预算表（部门预算支出经济科目）", "general basic"),
        ("财政专户管理资金收支表", None),
        ("党费收支情况表", None),
        ("非税收入情况表", None),
        ("公立医院支出情况表", None),
        ("一般公共预算财政拨款“三公”经费支出决算表", None),
    ],
)
def test_a_title_is_what_it_is_made_of(title: str, core: str | None) -> None:
    assert core_of(title) == core


@pytest.mark.parametrize("change", ["heads", "titles", "columns", "parent"])
def test_a_changed_document_is_a_document(change: str, tmp_path: Path) -> None:
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    assert words["opened"].keys() == words["closed"].keys()
    source = changed("neimeng", change, words["opened"], 0)
    assert source is not None and source == changed("neimeng", change, words["opened"], 0)
    path = tmp_path / "neimeng.yaml"
    path.write_text(yaml.safe_dump(source, allow_unicode=True, sort_keys=False), encoding="utf-8")
    filled = fill(path, 0)
    assert len(filled.facts) > 500
