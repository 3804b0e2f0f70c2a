"""Tables whose heads change on the way down: every block has the heads, units and years above it, and no others."""

from __future__ import annotations

from extract.blocks.grid import Laid, table_of
from extract.facts.from_tables import from_tables
from extract.facts.tables import blocks
from extract.options import Options
from extract.stages import BlocksResult
from extract.tables import from_blocks
from extract.tables.recognition import recognise
from extract.types import Block, Evidence, Fact, Table, Text
from models.forms.blocks import head_words


def table(rows: tuple[tuple[str, ...], ...], *captions: str) -> Table:
    made = table_of([[Laid(text) for text in row] for row in rows])
    assert made is not None
    return recognise((Table("t001", made.n_rows, made.n_cols, made.cells, captions=captions),))[0]


def facts(rows: tuple[tuple[str, ...], ...], *captions: str) -> dict[tuple[int | None, int | None], Fact]:
    found = from_tables((table(rows, *captions),), Text())
    return {(fact.evidence[0].row, fact.evidence[0].col): fact for fact in found}


BASE = (
    ("财政供养人员情况", "编制数", "2022年实际在职人数", "控制率"),
    ("", "58", "55", "94.83"),
    ("经费控制情况", "2021年决算数", "2022年预算数", "2022年决算数"),
    ("三公经费", "3.00", "4.00", "2.50"),
    ("项目支出：", "30.00", "40.00", "25.00"),
    ("1、监测站改建", "20.00", "30.00", "15.00"),
    ("履职情况", "计量单位", "年度目标", "全年完成"),
    ("清淤河道", "公里", "12", "13.5"),
    ("河道水温", "摄氏度", "18", "17.2"),
    ("巡河", "趟班", "100", "120"),
)


def test_each_block_has_its_own_heads():
    found = facts(BASE, "2022年度部门整体支出绩效评价基础数据表", "单位：万元")
    said = {place: (one.indicator, one.measure, one.basis, one.period, one.unit) for place, one in found.items()}
    assert said[1, 1] == ("编制数", "level", None, "2022", None)
    assert said[1, 2] == ("实际在职人数", "level", None, "2022", "人")
    assert said[1, 3] == ("控制率", "level", None, "2022", "%")
    assert said[3, 1] == ("三公经费", "level", "prior_final", "2021", "万元")
    assert said[3, 2] == ("三公经费", "level", "budget", "2022", "万元")
    assert said[7, 2] == ("清淤河道", "target", None, "2022", "公里")
    assert said[7, 3] == ("清淤河道", "level", "execution", "2022", "公里")
    assert found[4, 1].part == found[5, 1].part == "project"


def test_a_printed_unit_that_nobody_knows_is_kept():
    found = facts(BASE, "2022年度部门整体支出绩效评价基础数据表", "单位：万元")
    assert (found[8, 3].value, found[8, 3].unit) == ("17.2", "摄氏度")
    assert (found[9, 3].value, found[9, 3].unit, found[9, 3].value_base) == ("120", "趟班", None)


def test_one_budget_beside_what_was_spent_is_no_goal():
    rows = (
        ("一、人员（人）", "编制", "实有"),
        ("行政", "20", "19"),
        ("二、经费控制（万元）", "本年预算", "本年实际"),
        ("三公经费", "13.00", "11.00"),
    )
    found = facts(rows, "部门整体支出基础数据表")
    assert [(found[place].indicator, found[place].unit) for place in ((1, 1), (3, 2))] == [
        ("行政编制", "人"),
        ("三公经费", "万元"),
    ]
    assert found[3, 2].basis == "execution"


RIVERS = (
    ("项目", "2022年决算数（万元）", "2023年预算数（万元）"),
    ("培训费", "3.00", "4.00"),
    ("会议费", "1.00", "2.00"),
    ("水情", "丰水期来水", "枯水期来水"),
    ("青河", "120.5", "33.1"),
    ("白河", "88.0", "21.7"),
)


def test_heads_that_nothing_explains_leave_figures_without_meaning():
    found = facts(RIVERS, "情况表")
    assert (found[1, 1].basis, found[1, 1].unit) == ("final", "万元")
    one = found[4, 1]
    assert (one.status, one.value, one.value_text, one.unit, one.basis, one.period) == (
        "abstained",
        None,
        "120.5",
        None,
        None,
        None,
    )


def test_heads_that_nothing_explains_are_a_failure():
    made = table_of([[Laid(text) for text in row] for row in RIVERS])
    assert made is not None
    result = from_blocks(BlocksResult((Block("table", "", table=made),)), Options())
    assert [one.code for one in result.failures] == ["JS407"] and "丰水期来水" in result.failures[0].message


def test_answers_are_no_heads():
    rows = (("单位", "编制数", "实有数"), ("甲局", "3", "4"), ("乙所", "达标", "不达标"), ("丙站", "5", "6"))
    assert table(rows, "人员表").blocks == ()


def test_words_of_heads():
    heads = (
        "2021年决算数",
        "本年实际",
        "年末实有数",
        "控制率",
        "批复规模（㎡）",
        "预算投资（万元）",
        "2022年",
        "计量单位",
    )
    assert all(head_words().says(text) for text in heads)
    assert not any(head_words().says(text) for text in ("已通水", "丰水期来水", "无新建项目"))


def test_rows_of_places_are_scopes():
    rows = (("区", "改造小区（个）"), ("江岸区", "26"), ("北沟区", "14"), ("全市合计", "40"))
    found = facts(rows, "老旧小区改造分区情况表")
    assert [(found[row, 1].indicator, found[row, 1].scope) for row in (1, 2, 3)] == [
        ("改造小区", "江岸区"),
        ("改造小区", "北沟区"),
        ("改造小区", "全市"),
    ]
    unsaid = facts((("名称", "户数（户）"), ("青山街道", "12"), ("白水社区", "8")), "受益情况表")
    assert unsaid[1, 1].scope == "青山街道"


def test_no_figure_of_a_block_that_is_not_understood_is_lost():
    read = Fact("支出", "amount", value="5", unit="万元", evidence=(Evidence(table="t1", row=3, col=2),))
    (told,) = blocks.Block(Table("t1", 5, 3, ()), inner=True, understood=False).meant(iter([read]))
    assert (told.value, told.value_text, told.unit, told.status) == (None, "5", None, "abstained")
