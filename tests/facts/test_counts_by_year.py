"""Tables that count things year by year: whole numbers are figures, whatever length they have, and never codes."""

from __future__ import annotations

from web_pages import HEAD, document, row

from extract.facts.leftovers import numerals
from extract.types import Document, Fact

HEAD_OF_EVALUATION = HEAD.replace("年部门预算", "年度灯塔养护专项资金绩效自评报告")
COUNTED = row("序号", "业务指标", "单位", "2024年", "2025年", "增减（%）") + (
    row("1", "接听求助电话", "次", "19636", "20712", "5.48")
    + row("2", "出动救助船", "次", "600", "575", "-4.17")
    + row("3", "救起遇险人员", "人", "239", "252", "5.44")
)


def read(title: str, rows: str) -> Document:
    return document(title, rows, HEAD_OF_EVALUATION)


def of_tables(found: Document) -> list[Fact]:
    return [fact for fact in found.facts if fact.made_by == "table"]


def test_numbers_of_three_or_five_digits_below_years_are_no_codes() -> None:
    told = of_tables(read("主要业务数据对照表", COUNTED))
    assert [(fact.indicator, fact.value, fact.unit, fact.period) for fact in told if fact.measure == "level"] == [
        ("接听求助电话", "19636", "次", "2024"), ("接听求助电话", "20712", "次", "2025"),
        ("出动救助船", "600", "次", "2024"), ("出动救助船", "575", "次", "2025"),
        ("救起遇险人员", "239", "人", "2024"), ("救起遇险人员", "252", "人", "2025"),
    ]  # fmt: skip


def test_a_rate_behind_this_year_and_the_one_before_is_against_that() -> None:
    rates = [fact for fact in of_tables(read("主要业务数据对照表", COUNTED)) if fact.measure == "change_rate"]
    assert [(fact.value, fact.versus) for fact in rates] == [
        ("5.48", "prior_year"), ("-4.17", "prior_year"), ("5.44", "prior_year")
    ]  # fmt: skip


def test_a_rate_behind_years_that_do_not_follow_each_other_is_against_none_of_them() -> None:
    rates = of_tables(read("主要业务数据对照表", COUNTED.replace("2024年", "2022年")))
    assert {fact.versus for fact in rates if fact.measure == "change_rate"} == {None}


def test_codes_of_the_classifications_stay_codes_without_a_head_that_says_so() -> None:
    rows = row("", "灯塔养护", "金额") + row("20805", "养老支出", "12.50") + row("21011", "医疗", "3.40")
    found = read("灯塔养护支出情况表", rows)
    assert [fact.value for fact in of_tables(found)] == ["12.50", "3.40"]
    assert {one.reason for one in numerals(found.tables, found.facts) if one.cell.col == 0} <= {"code"}


def test_points_in_the_brackets_of_a_label_are_no_money() -> None:
    rows = row("项目名称", "灯塔养护", "自评总分（分）", "96.80") + row("主管部门", "云岭州航道局", "是否重点", "是")
    rows += row("一级指标", "三级指标", "年度指标值", "全年完成值") + row("产出指标", "养护灯塔", "12座", "12座")
    (told,) = [fact for fact in of_tables(read("项目支出绩效自评表", rows)) if fact.value == "96.80"]
    assert (told.kind, told.basis, told.value_base, told.unit_base) == ("score", "execution", None, None)


INDICATORS = row("一级指标", "三级指标", "指标方向", "年度指标值", "计量单位", "全年完成值", "分值", "得分", "说明")


def targets(*remarks: str) -> list[Fact]:
    """What is told of two indicators, the second of which lost points, with a remark on each."""
    rows = row("产出指标", "养护灯塔", "≥", "12", "座", "12", "10", "10", remarks[0])
    rows += row("产出指标", "按期完工率", "＝", "100", "%", "83.3", "10", "8", remarks[1])
    return of_tables(read("项目支出绩效自评表", INDICATORS + rows))


def test_remarks_where_points_were_lost_say_why() -> None:
    found = targets("", "两座灯塔遇台风停工")
    assert [(one.indicator, one.reason) for one in found if one.reason] == [("按期完工率", "两座灯塔遇台风停工")] * 2


def test_remarks_that_stand_anywhere_are_no_reasons() -> None:
    assert not any(one.reason for one in targets("以验收单为准", "两座灯塔遇台风停工"))


def test_a_column_of_directions_says_how_the_target_is_bounded() -> None:
    found = [one for one in targets("", "") if one.measure == "target" and one.kind != "score"]
    assert [(one.value, one.unit, one.qualifier) for one in found] == [("12", "座", "≥"), ("100", "%", "=")]
