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


def test_parts_of_a_whole_that_is_only_said_by_its_basis() -> None:
    for opening in ("全年预算数分解到两个子项：", "全年预算由两块组成。第一块是"):
        facts = figures(opening + "清淤补助最多，为201.00万元；护堤补助135.00万元。")
        assert {fact.basis for fact in facts} == {"adjusted_budget"}
    first, *_ = figures("全年预算数中中央资金30.00万元、县级资金20.00万元。")
    assert (first.indicator, first.basis) == ("中央资金", "adjusted_budget")


def test_a_whole_that_is_parted_again() -> None:
    facts = figures("全年预算包括中央资金30.00万元和县级资金20.00万元；从资金用途看，基本支出10.00万元。")
    assert [fact.basis for fact in facts] == ["adjusted_budget"] * 3


def test_what_a_title_evaluates_is_what_was_executed() -> None:
    assert named("全年执行数86.00万元，预算执行率88.80%。") == [("部门整体支出", "86.00"), ("部门整体支出", "88.80")]


def test_an_execution_is_one_of_the_adjusted_budget_told_above() -> None:
    facts = figures("护堤资金全年预算数90.00万元。\n护堤资金全年执行数86.00万元，执行率95.56%。")
    assert facts[-1].versus == "adjusted_budget"


def test_the_head_of_an_account_names_its_figures() -> None:
    head = "临湖县水利局2023年度部门决算公开说明\n（二）“三公”经费分项情况\n"
    facts = figures("2．公务用车购置及运行费。本年9.90万元，占“三公”经费的92.10%。", head)
    assert [fact.indicator for fact in facts] == ["公务用车购置及运行费"] * 2
    facts = figures(
        "质量基础：年初批复40.60万元，全年列支37.70万元；药品事务：年初批复18.40万元，全年列支27.30万元。", head
    )
    assert [fact.indicator for fact in facts] == ["质量基础", "质量基础", "药品事务", "药品事务"]


def test_a_project_in_quotation_marks_that_was_rated() -> None:
    facts = figures("“堤防监督抽检”项目自评96.20分，全年预算数26.00万元，执行数24.00万元。")
    assert {fact.indicator for fact in facts} == {"堤防监督抽检"}


def test_points_of_the_parts_of_an_evaluation() -> None:
    facts = named("投入、过程、产出三个一级指标分别得10分、22分和36分，得分率依次为100%、88%和92%。过程部分得22分。")
    assert facts == [
        ("投入", "10"), ("过程", "22"), ("产出", "36"),
        ("投入得分率", "100"), ("过程得分率", "88"), ("产出得分率", "92"), ("过程", "22"),
    ]  # fmt: skip


def test_questionnaires_that_tell_so() -> None:
    assert named("向用水户发放问卷300份，表示满意和比较满意的288份。")[1] == ("满意和比较满意问卷", "288")


def test_a_year_behind_the_number_of_an_item() -> None:
    (fact,) = figures("（三）2024年大修闸门4座。")
    assert fact.period == "2024"


def test_by_when_one_thing_is_to_be_done_is_not_said_of_the_next() -> None:
    (fact,) = figures("一是堤防清淤3月底前结束；二是新建堤防不低于82公里。")
    assert fact.period == "2023"


def test_about_so_much_of_the_whole() -> None:
    (fact,) = figures("堤防用地约占水利用地的27.80%。")
    assert (fact.measure, fact.qualifier) == ("share", "约")


@pytest.mark.parametrize(
    ("sentence", "value"), [("完工时间比合同晚18天。", "18"), ("取水审批时间比规定时限短5个工作日。", "-5")]
)
def test_days_later_or_earlier_than_agreed(sentence: str, value: str) -> None:
    (fact,) = figures(sentence)
    assert (fact.measure, fact.value, fact.versus) == ("change", value, None)


@pytest.mark.parametrize(
    ("sentence", "base"),
    [
        ("护堤员月人均养老金427元。", "元/人·月"),
        ("护堤员家庭每户8000元。", "元/户"),
        ("稻谷收购均价每斤1.28元。", "元/斤"),
        ("水费券每张面值50元。", "元/张"),
        ("单株除治成本91.50元。", "元/株"),
    ],
)
def test_for_each_of_what_a_rate_is(sentence: str, base: str) -> None:
    assert [fact.unit_base for fact in figures(sentence)] == [base]


@pytest.mark.parametrize(
    ("sentence", "values"),
    [("全年办理取水登记1,602对。", ["1602"]), ("打捞沉船残骸30具。", ["30"]), ("2023年对口支援灌区3个。", ["3"])],
)
def test_couples_and_bodies_are_counted(sentence: str, values: list[str]) -> None:
    assert [fact.value for fact in figures(sentence)] == values


def test_batches_of_goods_are_no_guests() -> None:
    (fact,) = figures("发出防汛物资6批。")
    assert (fact.kind, fact.who) == ("quantity", None)


def test_things_that_are_compared_have_no_basis() -> None:
    head = "临湖县水利局2023年度部门决算公开说明\n八、国有资产占用情况说明\n"
    text = f"{head}截至2023年12月31日，本部门共有车辆5辆，与上年一致。"
    same = extract_document(text.encode(), name="a.txt").facts[-1]
    assert (same.value_text, same.versus, same.basis) == ("一致", "prior_year", None)


def test_changes_in_a_budget_are_against_the_year_before() -> None:
    (level, change) = planned("护堤支出（项）75.00万元，压减7.10万元。")
    assert (change.versus, change.versus_basis) == ("prior_year", "budget")


def test_a_bracket_of_a_term_is_a_part_of_it() -> None:
    (fact,) = figures("使用非财政拨款结余（含专用结余）6.20万元。")
    assert fact.indicator == "使用非财政拨款结余（含专用结余）"


def test_a_rate_of_completion_is_against_the_budget_that_was_told() -> None:
    facts = figures("护堤经费年初预算9.00万元，全年支出8.00万元，预算完成率88.89%。")
    assert (facts[-1].measure, facts[-1].versus) == ("completion", "initial_budget")


ACCOUNTS = "临湖县水利局2023年度部门决算公开说明\n一、收入支出决算总体情况说明\n"


def accounted(sentence: str) -> list[Fact]:
    return list(extract_document((ACCOUNTS + sentence).encode(), name="a.txt").facts)


def test_a_term_with_a_mark_inside_is_one_name() -> None:
    facts = accounted("7.在乡复员、退伍军人生活补助（项）支出决算32.50万元，与年初预算持平。")
    assert {fact.indicator for fact in facts} == {"在乡复员、退伍军人生活补助"}


def test_behind_its_parts_the_talk_is_of_the_whole_again() -> None:
    facts = accounted(
        "本年支出合计95.00万元，其中：财政拨款支出88.00万元；非财政拨款支出7.00万元。"
        "与上年决算数90.00万元比较，支出增加5.00万元。"
    )
    assert [fact.indicator for fact in facts][-2:] == ["本年支出合计"] * 2


def test_what_is_left_and_what_it_is_made_of() -> None:
    made, why = "主要是堤防工程的质量保证金和采购款", "主要原因是堤防工程跨年度实施"
    assert accounted(f"年末结转和结余2.50万元，{made}。")[-1].reason is None
    assert accounted(f"年末结转和结余2.50万元，{why}。")[-1].reason == "堤防工程跨年度实施"


def test_the_budget_of_a_comparison_is_the_one_told_before() -> None:
    change, words = accounted("本年收入比年初预算增加3.40万元，决算数大于预算数主要原因是专项年中下达。")
    assert (change.reason, words.versus, words.versus_basis) == ("专项年中下达", "initial_budget", "initial_budget")


def test_the_points_of_a_project_named_in_a_sentence_of_its_own() -> None:
    assert named("（1）护堤补助项目。自评得分98.90分。全年预算数为11.00万元。") == [
        ("护堤补助", "98.90"), ("护堤补助", "11.00"),
    ]  # fmt: skip


def test_what_became_of_cases() -> None:
    facts = named("处理水事案件216件，其中上年结转12件、新收204件；审结208件。未结的8件均在审限以内。")
    assert [name for name, _ in facts][1:] == ["上年结转案件", "新收案件", "审结案件", "未结案件"]
