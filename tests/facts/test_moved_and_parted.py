"""Budgets that were moved, parts that share a verb, rates of things counted, reasons ahead, and who is counted."""

from __future__ import annotations

import pytest
from test_from_text import facts_of

from extract.facts.narrative.roles import people_named
from extract.types import Fact

HEADING = "二、任务完成情况"


def told(sentence: str, kind: str = "self_evaluation", heading: str = HEADING) -> tuple[Fact, ...]:
    return facts_of(heading, sentence, kind=kind)


def names(sentence: str, kind: str = "self_evaluation") -> list[str | None]:
    return [fact.indicator for fact in told(sentence, kind)]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("购入帐篷83顶、棉被98床。", ["购入帐篷", "购入棉被"]),
        ("救助专用车2辆、其他用车5辆。", ["救助专用车", "其他用车"]),
        ("查处行政案件1217起，其中治安案件643起。", ["查处行政案件", "查处治安案件"]),
        ("破获刑事案件225起，破案率43.83%。", ["破获刑事案件", "刑事案件破案率"]),
        ("接入视频监控2016路，平均在线率95.65%。", ["视频监控", "视频监控平均在线率"]),
        ("受理投诉943件，平台初查率99.7%、按时办结率98.9%。", ["投诉", "平台初查率", "按时办结率"]),
        ("更新灯塔电池24组，完成率85.71%。", ["更新灯塔电池", "更新灯塔电池"]),
        ("完成各个指标，完成率达到100%。", ["完成率"]),
        ("年末实有在职人员194人，退休人员20人。", ["在职人员", "退休人员"]),
        ("局机关内设航标科、船舶科等4个科室。", ["科室"]),
        ("对3个重点项目以填报自评表形式开展绩效自评，涉及预算资金652.59万元。", ["绩效自评项目", "绩效自评项目资金"]),
        ("部门支出实际支出76.14万元，预算执行率97.72%，执行率比上年提高1.41个百分点。",
         ["部门支出", "部门支出", "预算执行率"]),
        ("预算执行率88.78%，比上年提高0.34个百分点。", ["预算执行率", "预算执行率"]),
        ("①灯塔补贴支出28.82万元。", ["灯塔补贴"]),
        ("项目自评总分92.95分。", ["自评总分"]),
        ("汇聚灯塔数据表806张。", ["灯塔数据表"]),
    ],
)  # fmt: skip
def test_names_that_parts_share_or_lose(sentence: str, wanted: list[str]) -> None:
    assert [(name or "").removeprefix("汇聚") for name in names(sentence)] == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("公务接待费2.00万元。费用支出较年初预算数减少0.77万元，下降28.2%。", ["公务接待费"] * 3),
        ("部门整体支出绩效自评得分92.8分。", ["部门整体支出绩效自评得分"]),
        ("航标维护项目自评总分96.80分，全年预算数652.59万元，执行数639.44万元。", ["航标维护"] * 3),
        ("政府性基金预算财政拨款年初结转结余40.81万元，年末结转结余31.65万元。本年收入490.14万元。",
         ["政府性基金预算财政拨款年初结转结余", "年末结转结余", "政府性基金预算财政拨款本年收入"]),
    ],
)  # fmt: skip
def test_names_of_accounts_that_lean(sentence: str, wanted: list[str]) -> None:
    assert names(sentence, "final_account") == wanted


def test_a_budget_that_was_moved_is_told_by_its_changes() -> None:
    facts = told(
        "部门支出年初预算740.20万元，其中基本支出480.00万元。一是追加人员经费18.60万元；二是调减修缮经费3.50万元。"
        "调整后全年预算755.30万元，较年初预算净增15.10万元。",
        heading="二、预算情况",
    )
    assert [(fact.indicator, fact.measure, fact.basis, fact.value) for fact in facts] == [
        ("部门支出", "level", "initial_budget", "740.20"),
        ("基本支出", "level", "initial_budget", "480.00"),
        ("人员经费", "change", "adjusted_budget", "18.60"),
        ("修缮经费", "change", "adjusted_budget", "-3.50"),
        ("部门支出", "level", "adjusted_budget", "755.30"),
        ("部门支出", "change", "adjusted_budget", "15.10"),
    ]


def test_money_raised_where_no_budget_was_told_is_no_change_of_one() -> None:
    (fact,) = told("年中追加人员经费18.60万元。")
    assert fact.measure == "level"


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("电信案件立案数153起，超出控制目标23起。", "23"),
        ("出警时间缩短至8.8分钟，但与目标相比仍慢0.8分钟。", "0.8"),
        ("抽检合格率高出目标值0.97个百分点。", "0.97"),
    ],
)
def test_by_how_much_a_target_was_missed_is_a_change(sentence: str, value: str) -> None:
    assert [fact.value for fact in told(sentence) if fact.measure == "change"] == [value]


def test_points_that_rose_or_fell() -> None:
    facts = told("自评总分为92.95分，比2021年度的94.35分低1.40分。")
    assert [(fact.measure, fact.value) for fact in facts][-1] == ("change", "-1.40")
    rose = told("本项目自评得93.65分，较上年增加3.00分。")
    assert [(fact.indicator, fact.measure) for fact in rose] == [("自评得分", "level"), ("自评得分", "change")]
    assert told("发现一处加2分，最多加5分。") == ()


def test_the_title_of_an_evaluation_may_stand_on_two_lines() -> None:
    facts = facts_of("某市2022年度航标运营补贴项目", "绩效自评报告", "全年执行数55.72万元。", kind="self_evaluation")
    assert [fact.indicator for fact in facts] == ["项目资金"]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("航标费12.30万元，由于合并同一区域的任务，比2021年减少1.67万元。", "合并同一区域的任务"),
        ("受到龄退休人员自然减员影响，比2021年度减少12.90万元。", "到龄退休人员自然减员"),
        ("航标费增长13.24%，受补贴提标影响。", "补贴提标"),
        ("佩戴率从2021年的81.2%提高到85.3%，变化主要来自劝导点坚持天天上岗。", "劝导点坚持天天上岗"),
        ("灯塔通电推迟45天，症结是线路迁改审批用时过长。", "线路迁改审批用时过长"),
    ],
)
def test_reasons_ahead_and_of_what_moved(sentence: str, reason: str) -> None:
    assert told(sentence, "final_account")[-1].reason == reason


def test_what_goes_before_a_reason_is_not_explained_by_the_next_one() -> None:
    facts = told("航标费减少3万元，因人员减少，比预算下降3%。", "final_account")
    assert [fact.reason for fact in facts] == ["人员减少", None]


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("在岗乡村医生226名。", ["乡村医生"]),
        ("抓获犯罪嫌疑人394人，其中网上在逃人员43人。", ["犯罪嫌疑人", "犯罪嫌疑人"]),
        ("在职人员54人，其中工勤人员2人。", ["在职", "在职"]),
        ("出动检查人员242人次。", ["检查人员"]),
        ("离校未就业毕业生1076人。", ["毕业生"]),
    ],
)
def test_whom_a_count_is_of(sentence: str, who: list[str]) -> None:
    assert [fact.who for fact in told(sentence)] == who


def test_nouns_for_people() -> None:
    assert people_named("进村入户") is None
    assert people_named("航标巡查") is None


@pytest.mark.parametrize(
    ("sentence", "periods"),
    [
        ("核定编制33名，年末在职33人。", ["2022-12-31", "2022-12-31"]),
        ("年末公务用车保有量9辆，车均运行维护费1.26万元。", ["2022-12-31", "2022"]),
        ("前三季度支出进度64.46%。", ["2022-01/2022-09"]),
    ],
)
def test_days_and_spans(sentence: str, periods: list[str]) -> None:
    assert [fact.period for fact in told(sentence)] == periods


def test_the_next_year_that_is_named_holds_for_what_is_planned() -> None:
    facts = told("力争2023年客运量恢复到2600万人次以上，计划更新灯塔19座。", heading="七、改进措施及建议")
    assert [(fact.measure, fact.period) for fact in facts] == [("target", "2023"), ("target", "2023")]


def test_words_of_comparison_beside_what_can_be_reckoned() -> None:
    assert [fact.value_text for fact in told("航标灯407盏，维修费用逐年上升。")] == [None, "逐年上升"]
    aimed = told("灯器故障率控制在5%以内；维修费用逐年下降。", heading="二、绩效目标")
    assert [fact.kind for fact in aimed] == ["percent"]
