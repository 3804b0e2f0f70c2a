"""Plans, bounds and periods of free self-evaluations that hold only for what they are said of."""

from __future__ import annotations

import pytest
from test_free_prose import figures

TITLE = "临湖县水利局2023年度部门整体支出绩效自评报告\n"


def test_a_year_inside_a_reason_ends_with_its_item() -> None:
    text = "人员经费61万元，增长8.19%，增长原因是补发2022年度奖金；公用经费82.6万元。"
    assert [fact.period for fact in figures(text)] == ["2023", "2023", "2023"]


def test_a_delay_is_measured() -> None:
    assert [fact.value for fact in figures("渠道于10月18日完工，滞后18天。")] == ["18"]


def test_a_bound_that_tells_which_are_meant_is_no_figure() -> None:
    assert figures("对执行率低于80%的项目压减预算。") == []


def test_what_must_not_be_exceeded_is_no_comparison() -> None:
    (fact,) = figures("巡查支出不超过上年执行数的95%。")
    assert fact.value == "95"


@pytest.mark.parametrize(
    ("heading", "measure"),
    [("五、下一步改进措施", "target"), ("三、绩效目标实现情况", "level"), ("四、存在的不足", "level")],
)
def test_a_head_that_runs_in_leaves_plans_to_the_heading(heading: str, measure: str) -> None:
    text = "（二）提高监管效能。2024年底前建成监管平台1个，渠道完好率达100%。"
    assert [fact.measure for fact in figures(text, TITLE + heading + "\n")] == [measure] * 2


def test_the_end_of_a_year_to_come_is_a_period() -> None:
    (fact,) = figures("2024年底前建成监管平台1个。", TITLE + "五、下一步改进措施\n")
    assert (fact.indicator, fact.period) == ("建成监管平台", "2024-12-31")


def test_how_much_is_concerned_has_its_name() -> None:
    assert figures("调解用水纠纷3016件，成功率98.9%，涉及金额2184.5万元。")[-1].indicator == "涉及金额"
