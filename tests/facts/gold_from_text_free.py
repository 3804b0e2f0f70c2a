"""Sentences of free narrative about bureaus that do not exist, labelled by hand; see gold_from_text for the lines."""

from __future__ import annotations

from gold_from_text import Case

EVALUATION = "self_evaluation"

CASES = (
    Case(
        "a change goes to the level of its own kind",
        ("（一）灌溉", "灌区农户5200户，供水保证率96.5%，比上年增加130户，主要原因是新建了两条支渠。"),
        (
            "灌区农户|participants|level|||2022|5200|户|who=农户",
            "供水保证率|percent|level|||2022|96.5|%|",
            "灌区农户|participants|change||prior_year|2022|130|户|who=农户;why=新建了两条支渠",
        ),
        EVALUATION,
    ),
    Case(
        "the account that the print leaves out",
        ("三、基金", "失业保险基金收入3.20亿元，支出2.10亿元，累计结余8.40亿元。"),
        (
            "失业保险基金收入|amount|level|||2022|3.20|亿元|",
            "失业保险基金支出|amount|level|||2022|2.10|亿元|",
            "失业保险基金累计结余|amount|level|||2022|8.40|亿元|",
        ),
        EVALUATION,
    ),
    Case(
        "who pays among the parts",
        ("三、资金", "河道整治补助资金600万元，其中：中央200万元，省级300万元，县级100万元。"),
        (
            "河道整治补助资金|amount|level|||2022|600|万元|",
            "中央河道整治补助资金|amount|level|||2022|200|万元|",
            "省级河道整治补助资金|amount|level|||2022|300|万元|",
            "县级河道整治补助资金|amount|level|||2022|100|万元|",
        ),
        EVALUATION,
    ),
    Case(
        "points that can be had and points that were given",
        ("（二）过程", "资金专账核算。本项满分25分，得22.5分，扣分的主要原因是两份合同没有备案。"),
        (
            "过程|score|target|||2022|25|分|",
            "过程|score|level|||2022|22.5|分|why=两份合同没有备案",
        ),
        EVALUATION,
    ),
    Case(
        "a heading that runs into its paragraph",
        ("二、管理效率", "3.采购管理。全年实施采购项目18个。该指标分值10分，自评9分。"),
        (
            "采购项目|quantity|level|||2022|18|个|",
            "采购管理|score|target|||2022|10|分|",
            "采购管理|score|level|||2022|9|分|",
        ),
        EVALUATION,
    ),
    Case(
        "spent of a budget",
        ("三、三公经费", "培训费预算6.50万元，支出4.20万元，比上年少0.80万元，主要由于两期培训改为网上举办。"),
        (
            "培训费|amount|level|budget||2022|6.50|万元|",
            "培训费|amount|level|||2022|4.20|万元|",
            "培训费|amount|change||prior_year|2022|-0.80|万元|why=两期培训改为网上举办",
        ),
        EVALUATION,
    ),
    Case(
        "a word that holds a qualifier is none",
        ("三、节约", "全年节约水费3.10万元，植树约2.5万株。"),
        ("节约水费|amount|level|||2022|3.10|万元|", "植树|quantity|level|||2022|2.5|万株|q=约"),
        EVALUATION,
    ),
    Case(
        "what was executed, of an adjusted budget",
        ("二、预算执行", "项目支出全年预算数80.00万元，实际支出76.00万元，执行率95%。"),
        (
            "项目支出|amount|level|adjusted_budget||2022|80.00|万元|",
            "项目支出|amount|level|execution||2022|76.00|万元|",
            "项目支出|percent|completion|execution|adjusted_budget|2022|95|%|",
        ),
        EVALUATION,
    ),
    Case(
        "what is planned",
        ("一、任务", "计划修建堤防12.5公里。"),
        ("修建堤防|quantity|target|||2022|12.5|公里|",),
        EVALUATION,
    ),
    Case(
        "thresholds and scoring are no figures of the year",
        ("一、依据", "400万元以上的项目由上级审批，投资3000万元及以下的由本局审批，今年审批项目6个。"),
        ("审批项目|quantity|level|||2022|6|个|",),
        EVALUATION,
    ),
    Case(
        "growth that is part of a name",
        ("六、年度预算安排", "支持工业稳增长30.00万元，支持外贸发展20.00万元，合计50.00万元。"),
        (
            "支持工业稳增长|amount|level|budget||2022|30.00|万元|",
            "支持外贸发展|amount|level|budget||2022|20.00|万元|",
            "合计|amount|level|budget||2022|50.00|万元|",
        ),
        "budget",
    ),
    Case(
        "reasons that name what they explain",
        (
            "七、说明",
            "培训费支出决算为2万元，比上年减少1万元；会议费支出决算为3万元，比上年增加1万元。"
            "培训费减少的主要原因是改为网上举办；会议费增加的主要原因是新增一次动员会。",
        ),
        (
            "培训费|amount|level|final||2022|2|万元|",
            "培训费|amount|change|final|prior_year|2022|-1|万元|why=改为网上举办",
            "会议费|amount|level|final||2022|3|万元|",
            "会议费|amount|change|final|prior_year|2022|1|万元|why=新增一次动员会",
        ),
    ),
    Case(
        "behind a bracket the talk is of what it was before",
        ("二、收入决算情况说明", "本年收入合计100万元，其中：事业收入20万元（含教育收费5万元），占20%。"),
        (
            "本年收入合计|amount|level|final||2022|100|万元|",
            "事业收入|amount|level|final||2022|20|万元|",
            "教育收费|amount|level|final||2022|5|万元|",
            "事业收入|percent|share|final|whole|2022|20|%|whole=本年收入合计",
        ),
    ),
    Case(
        "a year in brackets behind the base",
        ("一、收入预算", "财政拨款收入50万元，比2021年（上一年度，下同）预算增加5万元；事业收入0万元。"),
        (
            "财政拨款收入|amount|level|budget||2022|50|万元|",
            "财政拨款收入|amount|change|budget|prior_year|2022|5|万元|",
            "事业收入|amount|level|budget||2022|0|万元|",
        ),
        "budget",
    ),
    Case(
        "costs of those who were counted",
        ("四、待遇", "职工住院900人次，总费用800.50万元，基金支付500.20万元。"),
        (
            "职工住院|participants|level|||2022|900|人次|who=住院",
            "职工住院总费用|amount|level|||2022|800.50|万元|",
            "职工住院基金支付|amount|level|||2022|500.20|万元|",
        ),
        EVALUATION,
    ),
    Case(
        "points one after the other",
        ("六、自评", "经自评，投入18.5分，过程39分，合计57.5分。"),
        (
            "投入|score|level|||2022|18.5|分|",
            "过程|score|level|||2022|39|分|",
            "合计|score|level|||2022|57.5|分|",
        ),
        EVALUATION,
    ),
    Case(
        "from one value to another",
        ("四、待遇", "门诊起付线由1200元降至900元。参加培训398人，较2021年的380人增加18人。"),
        (
            "门诊起付线|amount|level|||2021|1200|元|",
            "门诊起付线|amount|level|||2022|900|元|",
            "参加培训|participants|level|||2022|398|人|who=培训",
            "参加培训|participants|level|||2021|380|人|who=培训",
            "参加培训|participants|change||prior_year|2022|18|人|who=培训",
        ),
        EVALUATION,
    ),
    Case(
        "time that was measured, and time that was not",
        ("五、服务", "平均办结时限12个工作日，比承诺提前8个工作日；3个月内回访，连续5天值守。"),
        (
            "平均办结时限|quantity|level|||2022|12|个工作日|",
            "平均办结时限|quantity|change|||2022|-8|个工作日|",
        ),
        EVALUATION,
    ),
    Case(
        "points of percent and a rate that starts lower",
        ("三、绿化", "森林覆盖率由2021年的61.20%提高到61.80%，提高0.60个百分点。"),
        (
            "森林覆盖率|percent|level|||2021|61.20|%|",
            "森林覆盖率|percent|level|||2022|61.80|%|",
            "森林覆盖率|percent|change||prior_year|2022|0.60|个百分点|",
        ),
        EVALUATION,
    ),
)
