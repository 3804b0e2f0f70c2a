"""Sentences by how they say it: comparisons, times, bounds, parts, lists; see gold_from_text for the lines."""

from __future__ import annotations

from gold_from_text import HEAD, Case

CASES = (
    Case(
        "insured people against last year",
        ("五、基金情况", "2022年度州本级医疗保险参保人数4100人，同比2021年参保人数4000人，增加2.5%。"),
        (
            "医疗保险参保人数|participants|level|||2022|4100|人|who=参保;scope=州本级",
            "医疗保险参保人数|participants|level|||2021|4000|人|who=参保;scope=州本级",
            "医疗保险参保人数|percent|change_rate||prior_year|2022|2.5|%|who=参保;scope=州本级",
        ),
        "self_evaluation",
    ),
    Case(
        "fund against budget",
        (
            "五、基金情况",
            "2022年度医疗（含生育）保险基金预算总收入500.5万元，其中统筹基金300.5万元、个人账户基金200万元；"
            "实际总收入480万元；实际收入较预算减少20.5万元，减少率为4.1%。",
        ),
        (
            "医疗（含生育）保险基金总收入|amount|level|budget||2022|500.5|万元|",
            "统筹基金|amount|level|budget||2022|300.5|万元|",
            "个人账户基金|amount|level|budget||2022|200|万元|",
            "医疗（含生育）保险基金总收入|amount|level|execution||2022|480|万元|",
            "医疗（含生育）保险基金收入|amount|change|execution|budget|2022|-20.5|万元|",
            "医疗（含生育）保险基金收入|percent|change_rate|execution|budget|2022|-4.1|%|",
        ),
        "self_evaluation",
    ),
    Case(
        "from one year to the next",
        ("四、绩效情况", "经清算，2022年城乡居民人均住院费用由2021年的3100.5元下降至2900元。"),
        (
            "城乡居民人均住院费用|amount|level|||2021|3100.5|元|",
            "城乡居民人均住院费用|amount|level|||2022|2900|元|",
        ),
        "self_evaluation",
    ),
    Case(
        "months of a year",
        ("四、绩效情况", "2022年1~11月，核减不合理费用2.5万元。全年追回基金30万元。"),
        (
            "核减不合理费用|amount|level|||2022-01/2022-11|2.5|万元|",
            "追回基金|amount|level|||2022|30|万元|",
        ),
        "self_evaluation",
    ),
    Case(
        "up to a day",
        ("四、绩效情况", "截至11月20日，全市应上解基金12.5亿元。"),
        ("应上解基金|amount|level|||2022-11-20|12.5|亿元|scope=全市",),
        "self_evaluation",
    ),
    Case(
        "an open day",
        ("四、绩效情况", "截至目前，共有12家医疗机构开通结算。"),
        ("医疗机构|quantity|level||||12|家|",),
        "self_evaluation",
    ),
    Case(
        "qualifiers",
        ("四、绩效情况", "2022年救助困难群众4500余人次，发放救助资金300余万元，惠及参保群众2万余人。"),
        (
            "救助困难群众|participants|level|||2022|4500|人次|q=余;who=救助对象",
            "救助资金|amount|level|||2022|300|万元|q=余",
            "参保群众|participants|level|||2022|2|万人|q=余;who=参保",
        ),
        "self_evaluation",
    ),
    Case(
        "bounds",
        ("四、绩效情况", "目标1：城乡居民参保率达到95%以上，报销比例不低于70%。"),
        (
            "城乡居民参保率|percent|target|||2022|95|%|q=以上",
            "报销比例|percent|target|||2022|70|%|q=不低于",
        ),
        "self_evaluation",
    ),
    Case(
        "targets with a comma",
        ("（二）项目绩效目标。", "满意度指标包括：服务对象满意度，≥90%。成本指标：补助标准，42.5元/人。"),
        (
            "服务对象满意度|percent|target|||2022|90|%|q=≥",
            "补助标准|amount|target|||2022|42.5|元/人|",
        ),
        "project_evaluation",
    ),
    Case(
        "a rate per head and year",
        ("四、绩效情况", "大病保险筹资标准为65元/人，门诊补助费用为每人4000元/年。"),
        (
            "大病保险筹资标准|amount|standard|||2022|65|元/人|",
            "门诊补助费用|amount|standard|||2022|4000|元/年|",
        ),
        "self_evaluation",
    ),
    Case(
        "a value in brackets",
        ("四、绩效情况", "部分退休人员应享受门诊医疗补助（3600元/年·人），由中心发放。"),
        ("门诊医疗补助|amount|standard|||2022|3600|元/年·人|",),
        "self_evaluation",
    ),
    Case(
        "a department before the name",
        ("二、部门预算编制说明", "2022年，甲市乙区教育局收入预算600万元，其中：财政拨款收入600万元。支出预算600万元。"),
        (
            "收入|amount|level|budget||2022|600|万元|",
            "财政拨款收入|amount|level|budget||2022|600|万元|",
            "支出|amount|level|budget||2022|600|万元|",
        ),
        "budget",
    ),
    Case(
        "an item in quotation marks",
        (
            "二、部门预算编制说明",
            "1.“卫生健康支出（类）行政事业单位医疗（款)行政单位医疗（项）”63.19万元，主要用于医疗金缴纳。"
            "2021年当年预算执行数为60万元，比2021年预算执行数增加5.32 %。主要原因是基数调整。",
        ),
        (
            "行政单位医疗|amount|level|budget||2022|63.19|万元|",
            "行政单位医疗|amount|level|execution||2021|60|万元|",
            "行政单位医疗|percent|change_rate|budget|prior_year|2022|5.32|%|why=基数调整",
        ),
        "budget",
    ),
    Case(
        "rules of scoring are no scores",
        ("七、评价结论", "执行率达标的，得7分，每个问题扣0.5分。本次自评得分为90分。"),
        ("本次自评得分|score|level|||2022|90|分|",),
        "self_evaluation",
    ),
    Case(
        "a change in percentage points",
        ("四、绩效情况", "2022年参保率96.5%，比上年提高1.2个百分点。"),
        (
            "参保率|percent|level|||2022|96.5|%|",
            "参保率|percent|change||prior_year|2022|1.2|个百分点|",
        ),
        "self_evaluation",
    ),
    Case(
        "a reason in the paragraph below",
        (HEAD, "2022年度项目支出20万元，比2021年减少5万元。", "主要原因：项目结束。"),
        (
            "项目支出|amount|level|final||2022|20|万元|",
            "项目支出|amount|change|final|prior_year|2022|-5|万元|why=项目结束",
        ),
    ),
    Case(
        "change against the adjusted budget",
        (HEAD, "2022年度基本支出90万元，比调整预算数减少10万元，下降10%。"),
        (
            "基本支出|amount|level|final||2022|90|万元|",
            "基本支出|amount|change|final|adjusted_budget|2022|-10|万元|",
            "基本支出|percent|change_rate|final|adjusted_budget|2022|-10|%|",
        ),
    ),
    Case(
        "a comparison in words",
        (HEAD, "2022年度培训费支出决算与2021年相比有所减少，主要原因是线上培训。"),
        ("培训费|text|comparison|final|prior_year|2022|||text=有所减少;why=线上培训",),
    ),
    Case(
        "delegations",
        ("七、三公经费支出决算情况说明", "1.因公出国（境）费支出0万元。全年安排因公出国（境）团组0个，累计0人次。"),
        (
            "因公出国（境）费|amount|level|final||2022|0|万元|",
            "因公出国（境）团组|participants|level|||2022|0|个|who=团组",
            "因公出国（境）|participants|level|||2022|0|人次|who=出国",
        ),
    ),
    Case(
        "final against last year's final",
        (HEAD, "2022年度会议费支出8万元，上年决算数10万元，比上年减少2万元。"),
        (
            "会议费|amount|level|final||2022|8|万元|",
            "会议费|amount|level|prior_final||2021|10|万元|",
            "会议费|amount|change|final|prior_year|2022|-2|万元|",
        ),
    ),
    Case(
        "scores",
        ("七、评价结论", "预算执行情况得分8分，产出情况得分47.5分。自评总分为92分。"),
        (
            "预算执行情况得分|score|level|||2022|8|分|",
            "产出情况得分|score|level|||2022|47.5|分|",
            "自评总分|score|level|||2022|92|分|",
        ),
        "self_evaluation",
    ),
    Case(
        "a project in its own sentence",
        ("四、绩效情况", "网络通信费项目绩效目标完成情况综述。项目全年预算数10万元，执行数为8万元，完成预算的80%。"),
        (
            "网络通信费|amount|level|adjusted_budget||2022|10|万元|",
            "网络通信费|amount|level|execution||2022|8|万元|",
            "网络通信费|percent|completion|execution|budget|2022|80|%|",
        ),
        "self_evaluation",
    ),
    Case(
        "parts have the basis of the whole",
        (
            "四、绩效情况",
            "2022年“三公经费”预算数8万元，其中：公务接待费3万元、公务用车运行费5万元。实际支出数为6万元。",
        ),
        (
            "“三公经费”|amount|level|budget||2022|8|万元|",
            "公务接待费|amount|level|budget||2022|3|万元|",
            "公务用车运行费|amount|level|budget||2022|5|万元|",
            "“三公经费”|amount|level|execution||2022|6|万元|",
        ),
        "self_evaluation",
    ),
    Case(
        "direction not said",
        (HEAD, "2022年度项目支出55万元，与上年相比增减0.03%。"),
        (
            "项目支出|amount|level|final||2022|55|万元|",
            "项目支出|percent|change_rate|final|prior_year|2022|0.03|%|dir=unknown",
        ),
    ),
    Case(
        "several changes, one reason",
        (
            HEAD,
            "2022年度收入900万元，支出880万元。与2021年相比，收入增加90万元，增长11.11%。支出减少20万元，下降2.22%。"
            "主要变动原因：一是人员增加，二是项目结束。",
        ),
        (
            "收入|amount|level|final||2022|900|万元|",
            "支出|amount|level|final||2022|880|万元|",
            "收入|amount|change|final|prior_year|2022|90|万元|why=一是人员增加，二是项目结束",
            "收入|percent|change_rate|final|prior_year|2022|11.11|%|why=一是人员增加，二是项目结束",
            "支出|amount|change|final|prior_year|2022|-20|万元|why=一是人员增加，二是项目结束",
            "支出|percent|change_rate|final|prior_year|2022|-2.22|%|why=一是人员增加，二是项目结束",
        ),
    ),
    Case(
        "reasons in a numbered list",
        (
            HEAD,
            "2022年度基本支出100万元，与2021年相比，减少4万元，减少的主要原因为1、调剂2万元指标到下属单位。2、退休1人，人员经费减少。",
        ),
        (
            "基本支出|amount|level|final||2022|100|万元|",
            "基本支出|amount|change|final|prior_year|2022|-4|万元|"
            "why=调剂2万元指标到下属单位。2、退休1人，人员经费减少",
            "调剂|amount|level|final||2022|2|万元|",
            "退休|participants|level|||2022|1|人|who=退休",
        ),
    ),
    Case(
        "a count behind its verb",
        ("四、绩效情况", "与县内25家定点医院签订了协议，对5个项目开展了自评。"),
        ("定点医院|quantity|level|||2022|25|家|scope=县内", "自评项目|quantity|level|||2022|5|个|"),
        "self_evaluation",
    ),
    Case(
        "dates, codes and numbers of files are no facts",
        (
            "一、基本情况",
            "根据《关于印发评价办法的通知》（甲财绩〔2021〕7号）要求，单位于2022年5月18日至6月15日开展自评，"
            "统一社会信用代码为11110000MB0000000K，地址为甲县乙路9号，电话0000-1234567。",
        ),
        (),
        "self_evaluation",
    ),
    Case(
        "list numbers and durations are no facts",
        ("一、基本情况", "（1）组织实施。（2）监督检查。3、推进改革。任期3年，每期10天，第2次会议讨论了2020版目录。"),
        (),
        "self_evaluation",
    ),
    Case("duties are no facts", ("一、部门职责", "（一）拟订全区教育事业发展规划和标准，并组织实施。"), ()),
    Case(
        "a glossary holds no facts",
        ("第四部分 名词解释", "一、“三公”经费，指单价50万元以上的设备，占比10%。"),
        (),
        "glossary",
    ),
    Case(
        "government fund",
        (
            "八、政府性基金预算收入支出决算情况",
            "2022年度政府性基金预算财政拨款收入10万元；年初结转和结余0万元；支出9万元，其中基本支出0万元，"
            "项目支出9万元；年末结转和结余1万元。",
        ),
        (
            "政府性基金预算财政拨款收入|amount|level|final||2022|10|万元|",
            "年初结转和结余|amount|level|final||2022|0|万元|",
            "政府性基金预算财政拨款支出|amount|level|final||2022|9|万元|",
            "基本支出|amount|level|final||2022|0|万元|",
            "项目支出|amount|level|final||2022|9|万元|",
            "年末结转和结余|amount|level|final||2022|1|万元|",
        ),
    ),
    Case(
        "a budget year against the one before",
        ("二、部门预算编制说明", "2022年，本部门收入预算600万元，比上年预算增加50万元。"),
        (
            "收入|amount|level|budget||2022|600|万元|",
            "收入|amount|change|budget|prior_year|2022|50|万元|",
        ),
        "budget",
    ),
    Case(
        "against last year's execution",
        ("二、部门预算编制说明", "2022年，三公经费预算7万元，比2021年执行数减少1万元，主要是会议合并。"),
        (
            "三公经费|amount|level|budget||2022|7|万元|",
            "三公经费|amount|change|budget|prior_year|2022|-1|万元|why=会议合并",
        ),
        "budget",
    ),
    Case(
        "money without 元",
        ("四、绩效情况", "2022年住院总费用76.1万元，基本医疗保险报销46.2万，医疗救助2.7万。"),
        (
            "住院总费用|amount|level|||2022|76.1|万元|",
            "基本医疗保险报销|amount|level|||2022|46.2|万|",
            "医疗救助|amount|level|||2022|2.7|万|",
        ),
        "self_evaluation",
    ),
    Case(
        "thousands separators",
        (
            "四、绩效情况",
            "截止2022年末单位固定资产原值888,475.90元（其中：家具用具179,140.00元、数量210个），净值3,206.5元。",
        ),
        (
            "固定资产原值|amount|level|||2022-12-31|888475.90|元|",
            "家具用具|amount|level|||2022-12-31|179140.00|元|",
            "家具用具数量|quantity|level|||2022-12-31|210|个|",
            "固定资产净值|amount|level|||2022-12-31|3206.5|元|",
        ),
        "self_evaluation",
    ),
    Case(
        "a fall in words",
        ("四、绩效情况", "高值耗材平均下降40%，低值耗材平均降幅50.5%。"),
        (
            "高值耗材|percent|change_rate|||2022|-40|%|",
            "低值耗材|percent|change_rate|||2022|-50.5|%|",
        ),
        "self_evaluation",
    ),
    Case(
        "a name behind the amount",
        (HEAD, "2022年度项目支出50万元。其中：30万元为上级能力提升补助资金。20万元为健康促进规划资金。"),
        (
            "项目支出|amount|level|final||2022|50|万元|",
            "上级能力提升补助资金|amount|level|final||2022|30|万元|",
            "健康促进规划资金|amount|level|final||2022|20|万元|",
        ),
    ),
    Case(
        "more budget added",
        ("三、预算执行", "2022年项目支出年初预算50万元，年中追加预算10万元，调整后预算60万元。"),
        (
            "项目支出|amount|level|initial_budget||2022|50|万元|",
            "年中追加预算|amount|level|budget||2022|10|万元|",
            "项目支出|amount|level|adjusted_budget||2022|60|万元|",
        ),
        "self_evaluation",
    ),
)
