"""Words around a name that are none of it, parts with the basis of their whole, plans, and comparisons in words."""

from __future__ import annotations

import pytest
from test_free_prose import figures, named

from extract import extract_document
from extract.facts.narrative.roles import cleaned
from extract.types import Fact

BUDGET = "临湖县水利局2024年部门预算情况说明\n一、收支预算总体情况\n"


def planned(sentence: str) -> list[Fact]:
    return figures(sentence, BUDGET)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("巡堤人员抽查闸门38座。", "抽查闸门"),
        ("县水政监察大队检查采砂船42艘。", "检查采砂船"),
        ("护渠小组向灌区农户、用水人及其家属发放问卷210份。", "发放问卷"),
        ("为低收入、特困等灌区群众代缴水费620元。", "代缴水费"),
        ("堤防加固和渠道清淤直接吸纳务工85人。", "吸纳务工"),
        ("水利大厅设综合窗口6个。", "综合窗口"),
        ("线上线下办理业务1200件。", "办理业务"),
        ("开办闸门操作班4期。", "闸门操作班"),
        ("办闸门操作培训班4期。", "闸门操作培训班"),
        ("办班4期。", "办班"),
        ("年末保有巡查艇3艘。", "巡查艇"),
        ("作出取水处罚决定7件。", "取水处罚决定"),
        ("汛期、“世界水日”期间走访慰问护堤员家庭130户。", "走访慰问护堤员家庭"),
        ("兑付护堤补助31.00万元。", "护堤补助"),
        ("项目自评得分93.50分。", "自评得分"),
        ("年末结转资金3.20万元。", "结转资金"),
        ("年末结转和结余3.20万元。", "年末结转和结余"),
        ("去向为渠道清淤支出4.20万元。", "渠道清淤支出"),
        ("全部分为土方工程费4.20万元。", "土方工程费"),
        ("为30户护堤员家庭足额发放补助。", "护堤员家庭"),
    ],
)
def test_who_did_it_and_how_is_no_part_of_a_name(sentence: str, name: str) -> None:
    assert [fact.indicator for fact in figures(sentence)] == [name]


@pytest.mark.parametrize(
    ("sentence", "facts"),
    [
        ("护堤补助资金实际支出18.60万元。", [("护堤补助资金", "level", "execution")]),
        ("部门整体支出实际支出18.60万元。", [("部门整体支出", "level", "execution")]),
        ("基本支出追加6.10万元。", [("基本支出", "change", "adjusted_budget")]),
        (
            "泵站改造预算88.00万元只用了61.00万元。",
            [("泵站改造", "level", "budget"), ("泵站改造", "level", "execution")],
        ),
        (
            "全年预算的资金来源有两块：中央资金30.00万元，占60%；县级资金20.00万元。",
            [
                ("中央资金", "level", "adjusted_budget"),
                ("中央资金", "share", "adjusted_budget"),
                ("县级资金", "level", "adjusted_budget"),
            ],
        ),
        (
            "实际支出按用途归类，清淤补助30.00万元，护堤补助20.00万元。",
            [("清淤补助", "level", "execution"), ("护堤补助", "level", "execution")],
        ),
        (
            "公务接待费实际支出3.10万元，共接待60批次，公务接待费同比下降36.70%。",
            [
                ("公务接待费", "level", "execution"),
                ("公务接待", "level", None),
                ("公务接待费", "change_rate", "execution"),
            ],
        ),
    ],
)
def test_what_was_spent_and_of_what_it_is_a_part(sentence: str, facts: list[tuple[str, str, str | None]]) -> None:
    assert [(fact.indicator, fact.measure, fact.basis) for fact in figures(sentence)] == facts


def test_only_so_much_of_a_budget_was_used() -> None:
    spent, rate = figures("护堤经费实际支出4.00万元，只用了年初预算的77.50%。")
    assert (rate.measure, rate.versus, rate.basis) == ("completion", "initial_budget", spent.basis)


def test_a_rate_of_the_adjusted_budget() -> None:
    (rate,) = figures("护堤经费实际支出4.00万元，全年预算执行率94.80%。")[1:]
    assert (rate.indicator, rate.versus) == ("护堤经费", "adjusted_budget")


def test_guests_are_no_part_of_what_was_spent_on_them() -> None:
    assert figures("公务接待费实际支出3.10万元，接待40人次，公务接待费同比下降6.70%。")[-1].who is None


@pytest.mark.parametrize(
    "sentence",
    [
        "力争2025年渠道维护预算执行率达到95%以上。",
        "市水利局下达我局的主要任务是：渠道漏损率控制在4.5%以内。",
        "市水利局下达我局的主要任务是：新建堤防4400米。",
    ],
)
def test_what_is_to_be_reached(sentence: str) -> None:
    assert [(fact.measure, fact.basis) for fact in figures(sentence)] == [("target", None)]


def test_tasks_are_told_to_the_end_of_the_sentence() -> None:
    facts = figures("市水利局下达我局的主要任务是：新建堤防4400米，培训护堤员90人。新建泵站3座。")
    assert [fact.measure for fact in facts] == ["target", "target", "level"]


@pytest.mark.parametrize("same", ["相同", "一致", "一样"])
def test_the_same_as_the_year_before(same: str) -> None:
    document = extract_document(f"{BUDGET}护堤补助标准与上年{same}。".encode(), name="a.txt")
    assert [(fact.indicator, fact.value_text, fact.versus) for fact in document.facts] == [
        ("护堤补助标准", same, "prior_year")
    ]


def test_a_share_is_of_the_day_of_its_part() -> None:
    facts = figures("到2023年末，取水户参保合计80万人。取水证持证人数40万人，其中申领电子取水证30万人，占75%。")
    assert {fact.period for fact in facts} == {"2023-12-31"}


def test_what_leans_on_what_was_told() -> None:
    assert named("护堤补贴30万元，标准为每人每月900元。") == [("护堤补贴", "30"), ("护堤补贴标准", "900")]
    assert [name for name, _ in named("年末固定资产原值15万元，累计折旧7万元，净值8万元。")] == [
        "固定资产原值", "累计折旧", "固定资产净值",
    ]  # fmt: skip
    assert [name for name, _ in named("受理取水投诉20件，按期办结率90%。")] == ["取水投诉", "取水投诉按期办结率"]
    assert [name for name, _ in named("排查堤防隐患18条、渠道隐患9条，整改率分别为90%、80%。")][2:] != [
        "渠道隐患整改率"
    ] * 2
    assert [name for name, _ in named("预留中小企业采购份额20万元，其中预留小微企业8万元。")] == [
        "预留中小企业采购份额", "预留小微企业采购份额",
    ]  # fmt: skip


def test_a_budget_beside_that_of_the_year_before() -> None:
    now, before, more = planned("公务接待费2.60万元，2023年预算为2.80万元，减少0.20万元。")
    assert (before.basis, before.period) == ("budget", "2023")
    assert (more.versus, more.versus_basis) == ("prior_year", "budget")
    now, before = planned("护堤支出预算9.60万元，2023年为8.80万元。")
    assert (now.basis, before.basis, before.period) == ("budget", "budget", "2023")


def test_the_sum_of_both_sides_is_a_name() -> None:
    assert [(fact.indicator, fact.basis) for fact in planned("本部门收支总预算98.30万元。")] == [
        ("收支总预算", "budget")
    ]


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("收入预算", "收入"),
        ("政府采购预算", "政府采购"),
        ("项目支出全年预算", "项目支出"),
        ("部门支出预算合计", "支出合计"),
        ("“三公”经费支出决算", "“三公”经费"),
        ("在本年收入合计", "本年收入合计"),
        ("在职人员", "在职人员"),
        ("全年预算", "预算"),
    ],
)
def test_a_whole_is_named_without_its_basis(printed: str, whole: str) -> None:
    assert cleaned(printed) == whole


def test_work_of_a_budget_is_planned_though_it_counts_people() -> None:
    (fact,) = figures("全年培训护堤人员约260人次。", "临湖县水利局2024年部门预算情况说明\n三、年度重点工作\n")
    assert fact.measure == "target"
