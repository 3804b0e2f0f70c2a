"""Names that lean on what was told before or behind, and words that once gave a figure a wrong name, sign or year."""

from __future__ import annotations

import pytest
from test_free_prose import figures, named
from test_from_text import facts_of

from extract.entities.names import name_in
from extract.facts.narrative.referring import Told, named_behind, topic
from extract.text.sections import department_of


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("抽查灯具检修凭证127笔，其中附件不齐的4笔。", ["灯具检修凭证", "附件不齐的凭证"]),
        ("办公费5.20万元、差旅费3.10万元，两项合计8.30万元。", ["办公费", "差旅费", "办公费、差旅费"]),
        ("灯塔群众满意度最低，为85.50%。", ["灯塔群众满意度"]),
        ("“三公”经费开支从严，全年预算14.98万元。", ["“三公”经费"]),
        ("与上年决算26.15万元相比，“三公”经费减少15.40万元。", ["“三公”经费", "“三公”经费"]),
        ("基本支出20.00万元，其余30.00万元均为项目支出。", ["基本支出", "项目支出"]),
        (
            "政府采购支出总额30.00万元，其中：货物5.00万元，服务25.00万元。",
            ["政府采购支出总额", "政府采购货物", "政府采购服务"],
        ),
        ("航标专项资金全年实际支出31.20万元。", ["航标专项资金"]),
    ],
)
def test_a_name_that_leans_on_another(sentence: str, names: list[str]) -> None:
    found = [name for name, _ in named(sentence)]
    assert [name.removeprefix("抽查") for name in found if name is not None] == names


def test_so_many_as_are_said_and_no_more() -> None:
    told = Told(["基本支出", "办公费", "差旅费"])
    assert told.union("两项合计") == "办公费、差旅费"
    assert told.union("四项合计") is None
    assert told.union("两项支出均未超预算") == "办公费、差旅费"
    assert told.union("两个项目合计") is None


def test_what_is_counted_last_is_what_some_of_it_are() -> None:
    told = Told()
    told.keep("自评项目", "个", True)
    told.keep("问题", "个", True)
    assert told.headed("已经整改", "个") == "已经整改的问题"
    assert told.headed("超过年初确定", "个") is None
    assert told.headed("已经整改", "份") is None


def test_a_sentence_is_about_its_first_clause_unless_a_figure_stands_before() -> None:
    chars = "“三公”经费开支从严，全年预算12万元"
    assert topic(chars, chars.index("12"), []) == "“三公”经费"
    assert topic(chars, chars.index("12"), [3]) is None
    assert topic("灯塔值守开支从严，全年预算12万元", 13, []) is None
    assert named_behind("26.15万元相比，天气转好", 0) is None


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("其他收入比2022年少收2.31万元，跌去9.50%。", ["-2.31", "-9.50"]),
        ("全年建成灯塔6座，少建2座。", ["6", "-2"]),
        ("航标亮灯率82.00%，距目标仍差3.00个百分点。", ["82.00", "-3.00"]),
    ],
)
def test_less_is_less_in_whatever_words(sentence: str, values: list[str]) -> None:
    assert [fact.value for fact in figures(sentence)] == values


def test_another_year_is_said_of_one_figure() -> None:
    first, last, left = facts_of("本年支出合计50.00万元，2021年为40.00万元；年末结转和结余3.00万元。")
    assert (first.period, first.basis) == ("2022", "final")
    assert (last.period, last.basis) == ("2021", "prior_final")
    assert (left.period, left.basis) == ("2022", "final")


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("一、项目经费情况说明………………………………13", []),
        ("项目概况............7", []),
        ("安排灯塔维护经费……30.50万元。", ["30.50"]),
    ],
)
def test_the_page_of_a_contents_is_no_figure_and_a_figure_behind_dots_is_one(line: str, values: list[str]) -> None:
    assert [fact.value for fact in figures(line)] == values


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("在乡复员军人", "在乡复员军人"),
        ("对口支援资金收入", "对口支援资金收入"),
        ("局本级和航标大队两家单位合计支出机关运行经费", "机关运行经费"),
        ("人均机关运行经费", "人均机关运行经费"),
        ("公证处出具公证书", "公证书"),
        ("一般公共预算当年拨款", "一般公共预算当年拨款"),
    ],
)
def test_a_name_begins_where_its_words_do(clause: str, name: str) -> None:
    found = name_in(clause)
    assert found is not None
    assert clause[found.start : found.end] == name


def test_a_sentence_names_no_department() -> None:
    titles = ["青石县灯塔管理局", "自评结果报县财政局，并在门户网站公开。"]
    assert department_of(titles, "\n".join(titles)) == "青石县灯塔管理局"
    assert department_of(["青石县残疾人联合会"], "青石县残疾人联合会") == "青石县残疾人联合会"
