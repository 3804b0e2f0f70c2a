"""Paragraphs and sections of inputs without pages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.options import Options
from extract.stages import BlocksResult
from extract.text import from_blocks
from extract.types import Block, Cell, Table, Text


def written(*lines: str, tables: tuple[Table, ...] = (), options: Options | None = None) -> Text:
    blocks, chars = [], ""
    for line in lines:
        blocks.append(Block("paragraph", line, offset=len(chars)))
        chars += line + "\n"
    return from_blocks(BlocksResult(tuple(blocks), chars), tables, options or Options()).text


def lines_of(text: Text) -> list[str]:
    return [text.chars[p.start : p.end] for p in text.paragraphs]


def test_from_blocks_joins_a_sentence_that_a_line_end_cuts() -> None:
    text = written("该项目由市级统一管理，所需资金按照规定全部转", "入市级中心统筹使用。", "二、其他情况")
    assert lines_of(text) == ["该项目由市级统一管理，所需资金按照规定全部转入市级中心统筹使用。", "二、其他情况"]


@pytest.mark.parametrize(
    "lines",
    [
        ("甲县医疗保障局", "2022年度部门整体支出绩效自评报告"),
        ("三、部门财政支出管理以及各项内部控制制度建设情况", "我单位建立了制度。"),
        ("部门：甲县医疗保障局                单位：万元", "注：本表反映部门本年度的收支情况，数据可能有尾差。"),
        ("主要职责包括以下各个方面，现将有关情况说明如下：", "贯彻执行各项法律法规。"),
    ],
)
def test_from_blocks_keeps_paragraphs_apart(lines: tuple[str, ...]) -> None:
    assert len(written(*lines).paragraphs) == len(lines)


@given(st.lists(st.text(alphabet="一二三，。1 2.　\t人", min_size=1, max_size=40), min_size=1, max_size=6))
def test_from_blocks_maps_every_character_to_its_source(lines: list[str]) -> None:
    source = "".join(line + "\n" for line in lines)
    text = written(*lines)
    for segment in text.segments:
        assert segment.source_offset is not None
        printed = source[segment.source_offset : segment.source_offset + segment.end - segment.start]
        shown = text.chars[segment.start : segment.end]
        assert re.sub(r"\s", " ", printed) == re.sub(r"\s", " ", shown)
    assert re.sub(r"\s", "", text.chars) == re.sub(r"\s", "", source)
    covered = sum(segment.end - segment.start for segment in text.segments)
    assert covered == len(text.chars) - text.chars.count("\n")


def test_from_blocks_places_tables_and_their_prose() -> None:
    cells = (Cell(0, 0, "情况"), Cell(0, 1, "2022年参保人数为4100人，比上年增加100人。\n二、基金运行平稳，没有风险。"))
    table = Table("t1", 1, 2, cells)
    blocks = (Block("paragraph", "表前。"), Block("table", table=table), Block("paragraph", "表后。"))
    text = from_blocks(BlocksResult(blocks), (table,), Options()).text
    assert lines_of(text) == [
        "表前。",
        "2022年参保人数为4100人，比上年增加100人。",
        "二、基金运行平稳，没有风险。",
        "表后。",
    ]
    assert text.chars[dict(text.table_at)["t1"] :].startswith("\n2022年参保")


DOCUMENT = (
    "甲县医疗保障局", "2022年度部门决算", "第一部分 部门概况", "一、部门职责", "贯彻执行医疗保障政策。",
    "第二部分 2022年度部门决算情况说明", "一、收入支出决算总体情况说明", "2022年度收、支总计10万元。",
    "第三部分 名词解释", "一、基本支出：指为保障机构运转发生的支出。", "第四部分 附件", "甲县医疗保障局",
    "2022年度部门整体支出绩效自评报告", "一、基本情况", "2023年5月，我单位组织了自评。",
    "网络租赁项目2022年绩效评价报告", "一、项目概况", "该项目按时完成。",
)  # fmt: skip


def test_the_chapter_behind_a_glossary_ends_it() -> None:
    account = ("乙区水利局", "2022年度部门决算情况说明", "五、预算绩效管理情况", "开展自评2项。", "六、专业名词解释")
    text = written(*account, "（一）基本支出：指日常支出。", "七、决算公开联系方式", "联系人：办公室。")
    assert [section.kind for section in text.sections] == ["final_account", "glossary", "final_account"]
    # terms that are numbered as chapters are come to that number too
    terms = [f"{numeral}、术语{numeral}" for numeral in "一二三四五六七"]
    text = written(*account, *terms)
    assert [section.kind for section in text.sections] == ["final_account", "glossary"]


def test_from_blocks_finds_the_sections() -> None:
    text = written(*DOCUMENT)
    kinds = [section.kind for section in text.sections]
    assert kinds == ["final_account", "glossary", "final_account", "self_evaluation", "project_evaluation"]
    assert {section.department for section in text.sections} == {"甲县医疗保障局"}
    assert {section.fiscal_year for section in text.sections} == {"2022"}
    assert text.sections[0].start == 0
    for before, after in zip(text.sections, text.sections[1:], strict=False):
        assert before.end == after.start
    assert text.sections[-1].end >= len(text.chars)


def test_from_blocks_takes_department_and_year_from_the_options() -> None:
    text = written(*DOCUMENT, options=Options(department="乙市教育局", fiscal_year="2019"))
    assert {(s.department, s.fiscal_year) for s in text.sections} == {("乙市教育局", "2019")}


def test_from_blocks_takes_a_budget_for_a_budget() -> None:
    text = written(
        "上海市甲区教育局2024年部门预算", "目录", "一、部门主要职能", "二、名词解释", "一、部门主要职能", "负责教育。"
    )
    assert text.sections[0].kind == "budget"
    assert text.sections[0].fiscal_year == "2024"
    assert text.section_at(text.chars.rindex("负责")).kind == "budget"  # type: ignore[union-attr]


def test_from_blocks_takes_the_department_from_the_label_of_a_table() -> None:
    text = written("2022年度部门决算公开", "部门：丙州卫生健康委员会    单位：万元", "第一部分 概况")
    assert text.sections[0].department == "丙州卫生健康委员会"


def test_from_blocks_keeps_a_table_in_the_section_above_it() -> None:
    table = Table("t1", 1, 1, (Cell(0, 0, "1.5"),))
    lines = ("2022年度部门决算", "公开09表", "", "第三部分 名词解释", "一、基本支出：指日常支出。")
    blocks = tuple(Block("paragraph", line) if line else Block("table", table=table) for line in lines)
    text = from_blocks(BlocksResult(blocks), (table,), Options()).text
    section = text.section_of_table("t1")
    assert section is not None and section.kind == "final_account"
