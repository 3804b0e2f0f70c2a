"""Of which year a document is."""

from __future__ import annotations

import pytest

from extract.options import Options
from extract.stages import BlocksResult, TextResult
from extract.text import from_blocks
from extract.types import Block

BODY = "截至2021年底，各项资金均已支付，2021年的任务已经完成，2021年没有新增债务。"


def written(*lines: str, options: Options | None = None) -> TextResult:
    blocks, chars = [], ""
    for line in lines:
        blocks.append(Block("paragraph", line, offset=len(chars)))
        chars += line + "\n"
    return from_blocks(BlocksResult(tuple(blocks), chars), (), options or Options())


def year(*lines: str) -> str | None:
    return written(*lines).text.sections[0].fiscal_year


@pytest.mark.parametrize(
    "lines",
    [
        ("甲县水务局2021年度部门整体支出绩效自评报告",),
        # A title set in two lines; a sentence about another year's budget is none.
        ("甲县水务局", "2021年度部门整体支出", "绩效自评报告", "结果作为编制2022年部门预算的依据。"),
        ("部门整体支出绩效自评报告", "（2021年度）", "我局于2022年4月组成自评小组。"),
        ("部门整体支出绩效自评报告", "2021年度", "结果用于2022年预算安排。"),
        # The years of the programme, of the money, and of the report beside that of the evaluation.
        ("2019—2022年灌区改造项目2021年度绩效自评报告",),
        ("2021年度防汛补助资金（2020年提前下达）绩效自评报告",),
        ("绩效自评报告", "自评年度：2021年", "报告日期：2022年3月"),
        ("绩效自评报告", "评价期间：2021年1月1日至2021年12月31日", "二〇二二年三月"),
        # Only the text says it.
        ("绩效自评报告", "根据《关于开展2022年绩效自评工作的通知》，现对2021年度专项资金的使用情况进行自评。"),
        ("绩效自评报告", "按照2022年绩效工作安排，我局对2021年专项资金开展了绩效评价。", "2022年将继续加强管理。"),
        # Plans for the year after are of that year.
        ("2021年度部门整体支出绩效自评报告", "2022年绩效目标", "六、2022年部门预算绩效目标"),
        ("2021年度部门决算", "2022年部门预算安排"),
        ("2021年度部门决算", "本年支出3万元。", "2020年度部门整体支出绩效自评报告"),
    ],
)
def test_the_year_is_that_of_what_is_told(lines: tuple[str, ...]) -> None:
    assert year(*lines, BODY) == "2021"


def test_titles_of_another_year_than_the_text_are_not_certain() -> None:
    lines = ("2022年部门整体支出绩效自评报告", "现对2021年度部门整体支出情况进行自评。", BODY)
    found = written(*lines)
    assert found.text.sections[0].fiscal_year is None
    assert [failure.code for failure in found.failures] == ["JS501"]
    told = written(*lines, options=Options(fiscal_year="2021"))
    assert told.text.sections[0].fiscal_year == "2021"
    assert told.failures == ()


def test_one_sentence_alone_does_not_speak_against_the_titles() -> None:
    lines = ("2022年部门整体支出绩效自评报告", "现对2021年度部门整体支出情况进行自评。", "2022年共支付3万元。")
    assert year(*lines) == "2022"
