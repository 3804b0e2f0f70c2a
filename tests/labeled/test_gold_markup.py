"""The labeller's shorthand, on an invented dump."""

from __future__ import annotations

from pathlib import Path

import pytest

from labeled.gold.compile import build
from labeled.gold.shorthand.markup import MarkupError, parse
from labeled.gold.types import GoldDocument, GoldFact

TEXT = (
    "桐湾县气象局\n一、收入支出总体情况\n2023年度收、支总计410.20万元，比上年增加12.30 万元，增长3.09%，"
    "主要原因是：新增防雷检测项目。\n其中：事业收入41.02万元，占10%。\n因人员调出，会议费减少2万元。共设5个科室。\n"
)
HEAD = """! id=000 source=x.txt kind=final_account department=桐湾县气象局 year=2023
= section=final_account year=2023 basis=final
"""
LABELS = """[ 一、收入支出
> 2023年度
P:2023年度 I:收、支总计 410.20万元 W=收、支总计 y:上年 12.30万元@c+y 3.09%@r+y R:新增..项目
+ 其中
I:事业收入 41.02万元 10%@s
> 因人员
R/+1:人员调出 I:会议费 2万元@c- 5个 J:科室
] 科室。
"""


def made(tmp_path: Path, labels: str = LABELS) -> GoldDocument:
    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    return build(parse(HEAD + labels), tmp_path)[0]


def fact(document: GoldDocument, value: str) -> GoldFact:
    return next(fact for fact in document.facts if fact.value == value)


def test_a_change_knows_what_it_is_compared_with(tmp_path: Path) -> None:
    found = fact(made(tmp_path), "12.30")
    assert (found.indicator, found.measure, found.basis, found.versus, found.versus_basis, found.period) == (
        "收、支总计",
        "change",
        "final",
        "prior_year",
        "final",
        "2023",
    )
    assert (found.unit, found.value_base, found.unit_base) == ("万元", "123000", "元")


def test_a_reason_explains_all_changes_of_its_sentence(tmp_path: Path) -> None:
    document = made(tmp_path)
    told = [fact.value for fact in document.facts if fact.reason_at == fact_reason(document, "12.30")]
    assert told == ["12.30", "3.09"]
    reason = document.entity(fact_reason(document, "12.30"))
    assert TEXT[reason.start : reason.end] == "新增防雷检测项目"


def fact_reason(document: GoldDocument, value: str) -> str:
    found = fact(document, value).reason_at
    assert found is not None
    return found


def test_a_reason_before_its_change_and_a_name_behind_its_count(tmp_path: Path) -> None:
    document = made(tmp_path)
    reason = document.entity(fact_reason(document, "-2"))
    assert TEXT[reason.start : reason.end] == "人员调出"
    assert fact(document, "5").indicator == "科室"


def test_a_share_has_the_whole_of_its_enumeration(tmp_path: Path) -> None:
    found = fact(made(tmp_path), "10")
    assert (found.measure, found.versus, found.versus_indicator) == ("share", "whole", "收、支总计")


def test_words_that_do_not_stand_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MarkupError, match="does not stand there"):
        made(tmp_path, LABELS.replace("410.20万元", "410.2万元"))


def test_a_change_without_a_sign_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MarkupError, match="a change needs"):
        made(tmp_path, LABELS.replace("2万元@c-", "2万元@c"))


def test_figures_without_a_label_are_listed(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    _, bare = build(parse(HEAD + LABELS.replace("41.02万元 10%@s", "10%@s")), tmp_path)
    assert any("41.02" in line for line in bare)
