"""Words that only compare, lists that are compared as one, projects by grade, parts of accounts, whose and when."""

from __future__ import annotations

import pytest
from test_from_text import facts_of


def names(sentence: str, kind: str = "self_evaluation", heading: str = "二、任务完成情况") -> list[str | None]:
    return [fact.indicator for fact in facts_of(heading, sentence, kind=kind)]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("灯塔维护费17.24万元，略增1.16万元。", ["灯塔维护费"] * 2),
        ("更新灯塔电池182口，超过年初确定的100口目标。", ["更新灯塔电池"] * 2),
        ("航标完好率70.1%，一年提升5.0个百分点。", ["航标完好率"] * 2),
        ("抽检航标1278座，相当于年度任务1200座的106.50%。", ["抽检航标"] * 3),
        ("人员经费131.03万元，较2022年提高4.16万元，增速3.28%。", ["人员经费"] * 3),
        ("本年支出合计158.53万元，在2022年141.01万元的基础上增支17.52万元，增支幅度12.42%。", ["本年支出合计"] * 4),
        ("自评总分92.95分，比2022年度的94.35分低1.40分。", ["自评总分"] * 3),
    ],
)
def test_words_that_only_compare_are_no_name(sentence: str, wanted: list[str]) -> None:
    assert names(sentence) == wanted


def test_the_rate_of_a_change_has_its_sign() -> None:
    *_, rate = facts_of("二、支出", "本年支出合计41.5万元，较上年减支2.5万元，减支幅度5.68%。", kind="final_account")
    assert (rate.measure, rate.value) == ("change_rate", "-5.68")


@pytest.mark.parametrize("words", ["决算与年初预算一致", "均等于年初预算", "同年初预算无差异"])
def test_words_behind_a_list_compare_all_of_it(words: str) -> None:
    *_, last = names(f"灯塔维护费9.81万元、航标更新费33.37万元和巡查费9.73万元，{words}。", "final_account")
    assert last == "灯塔维护费、航标更新费、巡查费"


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("5个项目中，自评等级为“优”的4个，为“良”的1个。", ["自评等级为“优”的项目", "自评等级为“良”的项目"]),
        ("自评等级为一等的项目4个，二等1个。", ["自评等级为一等的项目", "自评等级为二等的项目"]),
        ("11个项目完成自评，其中10个评为优，1个评为良。", ["评为优的项目", "评为良的项目"]),
    ],
)
def test_grades_tell_projects_apart(sentence: str, wanted: list[str]) -> None:
    assert names(sentence)[-2:] == wanted


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("图书馆（2070104）94.12万元，其中项目支出30.08万元。", ["图书馆", "图书馆项目支出"]),
        ("商品和服务支出63.70万元，其中：基本支出8.13万元。", ["商品和服务支出", "商品和服务支出基本支出"]),
        ("支出合计63.70万元，其中：基本支出8.13万元。", ["支出合计", "基本支出"]),
        ("财政拨款收入9.18万元（一般公共预算5.72万元、政府性基金预算3.46万元）。",
         ["财政拨款收入", "一般公共预算财政拨款收入", "政府性基金预算财政拨款收入"]),
        ("部门2023年公务接待费预算为1.33万元。", ["公务接待费"]),
        ("2023年一般公共预算“三公”经费预算18.22万元。", ["“三公”经费"]),
        ("政府采购预算总额43.44万元。", ["政府采购总额"]),
        ("纳入本部门2023年部门预算编制范围的单位共有19个。", ["纳入部门预算编制范围的单位"]),
        ("2023年对17个项目编制了绩效目标。", ["编制绩效目标的项目"]),
        ("年末一般公共预算财政拨款结转和结余8.63万元。", ["年末一般公共预算财政拨款结转和结余"]),
    ],
)  # fmt: skip
def test_names_of_a_budget(sentence: str, wanted: list[str]) -> None:
    assert names(sentence, "budget", "五、支出预算情况") == wanted


def test_behind_a_semicolon_the_talk_is_of_the_whole() -> None:
    said = "灯塔维护支出决算数为20.71万元，其中使用上年结转6.86万元；比上年决算14.87万元增加5.84万元。"
    assert names(said, "final_account", "五、支出决算情况")[-2:] == ["灯塔维护支出"] * 2


def test_points_of_a_part_have_its_rate() -> None:
    assert names("过程得26.18分，得分率93.50%；产出得32.7分，得分率93.43%。") == [
        "过程",
        "过程得分率",
        "产出",
        "产出得分率",
    ]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("汛前举办灯塔值守培训班2期。", "灯塔值守培训班"),
        ("在渔港村聘请护灯监督员84名。", "护灯监督员"),
        ("航标服务中心办理通航事项611件。", "通航事项"),
        ("为渔港码头免费检定电子秤161台。", "免费检定电子秤"),
        ("施划锚泊位179个。", "锚泊位"),
        ("服务热线受理来电26个。", "服务热线受理来电"),
    ],
)
def test_when_where_and_by_whom_is_no_name(sentence: str, name: str) -> None:
    assert names(sentence) == [name]


def test_what_was_spent_of_all_is_not_of_a_rate() -> None:
    from extract.document import extract_document

    text = "灯塔更新项目绩效自评报告\n二、资金使用情况\n各级资金足额到位，资金到位率100%。全年实际支出49.01万元。\n"
    *_, spent = extract_document(text.encode(), name="a.txt").facts
    assert (spent.indicator, spent.basis) == ("项目资金", "execution")
