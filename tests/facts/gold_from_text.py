"""Sentences about bureaus that do not exist, each labelled by hand with all its facts.

A line is ``indicator|kind|measure|basis|versus|period|value|unit|extras``; an
empty field is None. Extras are ``key=value`` parted by ``;``: ``whole`` the
denominator, ``text`` the words of a comparison, ``q`` the qualifier, ``who``,
``scope``, ``why`` the reason, ``dir`` the direction. All are of the year 2022.
"""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """Paragraphs in a section of a kind, and the facts of all of them."""

    name: str
    paragraphs: tuple[str, ...]
    facts: tuple[str, ...]
    kind: str = "final_account"


HEAD = "五、一般公共预算财政拨款支出决算情况说明"

CASES = (
    Case(
        "totals and change",
        (
            HEAD,
            "2022年度收、支总计812.40万元。与2021年790.15万元相比，增加22.25万元，增长2.82%，主要是因为新增两个内设机构。",
        ),
        (
            "收、支总计|amount|level|final||2022|812.40|万元|",
            "收、支总计|amount|level|prior_final||2021|790.15|万元|",
            "收、支总计|amount|change|final|prior_year|2022|22.25|万元|why=新增两个内设机构",
            "收、支总计|percent|change_rate|final|prior_year|2022|2.82|%|why=新增两个内设机构",
        ),
    ),
    Case(
        "shares of a whole",
        (
            HEAD,
            "本年收入合计500.00万元，其中：财政拨款收入480.00万元，占96.00%；事业收入0万元，占0%；其他收入20万元，占4.00%。",
        ),
        (
            "本年收入合计|amount|level|final||2022|500.00|万元|",
            "财政拨款收入|amount|level|final||2022|480.00|万元|",
            "财政拨款收入|percent|share|final|whole|2022|96.00|%|whole=本年收入合计",
            "事业收入|amount|level|final||2022|0|万元|",
            "事业收入|percent|share|final|whole|2022|0|%|whole=本年收入合计",
            "其他收入|amount|level|final||2022|20|万元|",
            "其他收入|percent|share|final|whole|2022|4.00|%|whole=本年收入合计",
        ),
    ),
    Case(
        "the whole after a full stop",
        (
            HEAD,
            "2022年度财政拨款支出300万元，主要用于以下方面：教育支出200万元，占66.67%。住房保障支出100万元，占33.33%。",
        ),
        (
            "财政拨款支出|amount|level|final||2022|300|万元|",
            "教育支出|amount|level|final||2022|200|万元|",
            "教育支出|percent|share|final|whole|2022|66.67|%|whole=财政拨款支出",
            "住房保障支出|amount|level|final||2022|100|万元|",
            "住房保障支出|percent|share|final|whole|2022|33.33|%|whole=财政拨款支出",
        ),
    ),
    Case(
        "a printed denominator",
        (HEAD, "2022年度财政拨款支出410.5万元，占本年支出合计的98.2%。"),
        (
            "财政拨款支出|amount|level|final||2022|410.5|万元|",
            "财政拨款支出|percent|share|final|whole|2022|98.2|%|whole=本年支出合计",
        ),
    ),
    Case(
        "an item by code",
        (
            HEAD,
            "行政运行210（类）15（款）01（项），年初预算为120万元，支出决算为131.5万元，"
            "决算数大于年初预算数的主要原因是：年中调入三人。",
        ),
        (
            "行政运行|amount|level|initial_budget||2022|120|万元|",
            "行政运行|amount|level|final||2022|131.5|万元|",
            "行政运行|text|comparison|final|initial_budget|2022|||text=大于;why=年中调入三人",
        ),
    ),
    Case(
        "an item by names",
        (
            HEAD,
            "3.住房保障支出（类）住房改革支出（款）住房公积金（项）：支出决算为22.4万元，完成预算98%，决算数与预算数基本持平。",
        ),
        (
            "住房公积金|amount|level|final||2022|22.4|万元|",
            "住房公积金|percent|completion|final|budget|2022|98|%|",
            "住房公积金|text|comparison|final|budget|2022|||text=基本持平",
        ),
    ),
    Case(
        "an item on a line of its own",
        (HEAD, "4.住房保障支出221（类）02（款）01（项）。", "年初预算为34万元，支出决算为34万元，完成年初预算的100%。"),
        (
            "住房保障支出|amount|level|initial_budget||2022|34|万元|",
            "住房保障支出|amount|level|final||2022|34|万元|",
            "住房保障支出|percent|completion|final|initial_budget|2022|100|%|",
        ),
    ),
    Case(
        "budget, accounts, completion, two reasons",
        (
            "七、三公经费支出决算情况说明",
            "公务接待费支出预算为9万元，支出决算为3.2万元，完成预算的35.56%，决算数小于年初预算数的主要原因是来访减少，"
            "与上年相比减少1.1万元，减少25.58%，减少的主要原因是严格控制标准。",
        ),
        (
            "公务接待费|amount|level|budget||2022|9|万元|",
            "公务接待费|amount|level|final||2022|3.2|万元|",
            "公务接待费|percent|completion|final|budget|2022|35.56|%|",
            "公务接待费|text|comparison|final|initial_budget|2022|||text=小于;why=来访减少",
            "公务接待费|amount|change|final|prior_year|2022|-1.1|万元|why=严格控制标准",
            "公务接待费|percent|change_rate|final|prior_year|2022|-25.58|%|why=严格控制标准",
        ),
    ),
    Case(
        "level with last year",
        (
            "七、三公经费支出决算情况说明",
            "因公出国（境）费支出预算为0万元，支出决算为0万元，决算数等于年初预算数的主要原因是没有出访安排，"
            "与上年相比持平，持平的主要原因是两年均无出访。",
        ),
        (
            "因公出国（境）费|amount|level|budget||2022|0|万元|",
            "因公出国（境）费|amount|level|final||2022|0|万元|",
            "因公出国（境）费|text|comparison|final|initial_budget|2022|||text=等于;why=没有出访安排",
            "因公出国（境）费|text|comparison|final|prior_year|2022|||text=持平;why=两年均无出访",
        ),
    ),
    Case(
        "shares inside the accounts of 三公",
        (
            "七、三公经费支出决算情况说明",
            "2022年度“三公”经费支出决算中，公务接待费支出决算2万元，占40%，公务用车运行维护费支出决算3万元，占60%。",
        ),
        (
            "公务接待费|amount|level|final||2022|2|万元|",
            "公务接待费|percent|share|final|whole|2022|40|%|whole=“三公”经费",
            "公务用车运行维护费|amount|level|final||2022|3|万元|",
            "公务用车运行维护费|percent|share|final|whole|2022|60|%|whole=“三公”经费",
        ),
    ),
    Case(
        "visitors",
        (
            "七、三公经费支出决算情况说明",
            "1、公务接待费支出决算为3.2万元，全年共接待来访团组18个、来宾160人次，主要是业务交流发生的接待支出。",
        ),
        (
            "公务接待费|amount|level|final||2022|3.2|万元|",
            "来访团组|participants|level|||2022|18|个|who=团组",
            "来宾|participants|level|||2022|160|人次|who=来宾",
        ),
    ),
    Case(
        "batches of visitors",
        ("七、三公经费支出决算情况说明", "国内公务接待5批次，46人次，共计支出0.4万元。"),
        (
            "国内公务接待|participants|level|||2022|5|批次|who=团组",
            "国内公务接待|participants|level|||2022|46|人次|who=来宾",
            "国内公务接待支出|amount|level|final||2022|0.4|万元|",
        ),
    ),
    Case(
        "vehicles at a day",
        (
            "七、三公经费支出决算情况说明",
            "公务用车运行维护费4.7万元，截至2022年12月31日，我单位开支财政拨款的公务用车保有量为2辆。",
        ),
        (
            "公务用车运行维护费|amount|level|final||2022|4.7|万元|",
            "公务用车保有量|quantity|level|||2022-12-31|2|辆|",
        ),
    ),
    Case(
        "property",
        (
            "（四）国有资产占用情况",
            "截至2022年12月31日，本单位共有车辆3辆，其中，机要通信用车1辆、其他用车2辆；"
            "单位价值50万元以上通用设备1台（套）；单位价值100万元以上专用设备0台（套）。",
        ),
        (
            "车辆|quantity|level|||2022-12-31|3|辆|",
            "机要通信用车|quantity|level|||2022-12-31|1|辆|",
            "其他用车|quantity|level|||2022-12-31|2|辆|",
            "单位价值50万元以上通用设备|quantity|level|||2022-12-31|1|台（套）|",
            "单位价值100万元以上专用设备|quantity|level|||2022-12-31|0|台（套）|",
        ),
    ),
    Case(
        "an alternative left open",
        (
            "（一）机关运行经费支出情况",
            "本部门2022年度机关运行经费支出26.8万元，比年初预算数（或者上年决算数）减少7.7万元，降低22.3%。"
            "主要原因是：压缩开支。",
        ),
        (
            "机关运行经费|amount|level|final||2022|26.8|万元|",
            "机关运行经费|amount|change|final||2022|-7.7|万元|why=压缩开支",
            "机关运行经费|percent|change_rate|final||2022|-22.3|%|why=压缩开支",
        ),
    ),
    Case(
        "a bare budget compared with",
        (
            "（一）机关运行经费支出情况",
            "本部门2022年度机关运行经费支出65.8万元，比年初预算数76.8减少11万元，降低14.32%。",
        ),
        (
            "机关运行经费|amount|level|final||2022|65.8|万元|",
            "机关运行经费|amount|level|initial_budget||2022|76.8||",
            "机关运行经费|amount|change|final|initial_budget|2022|-11|万元|",
            "机关运行经费|percent|change_rate|final|initial_budget|2022|-14.32|%|",
        ),
    ),
    Case(
        "meetings",
        ("（二）一般性支出情况", "2022年本部门会议费预算5万元，拟召开4次会议，人数130人，决算开支会议费0.9万元。"),
        (
            "会议费|amount|level|budget||2022|5|万元|",
            "会议|quantity|level|budget||2022|4|次|",
            "会议人数|participants|level|budget||2022|130|人|who=参会",
            "会议费|amount|level|final||2022|0.9|万元|",
        ),
    ),
    Case(
        "procurement",
        (
            "（三）政府采购支出情况",
            "本部门2022年度政府采购支出总额4.5万元，其中：政府采购货物支出4.5万元、政府采购工程支出0 万元。"
            "授予中小企业合同金额3万元，占政府采购支出总额的66.67%。",
        ),
        (
            "政府采购支出总额|amount|level|final||2022|4.5|万元|",
            "政府采购货物支出|amount|level|final||2022|4.5|万元|",
            "政府采购工程支出|amount|level|final||2022|0|万元|",
            "授予中小企业合同金额|amount|level|final||2022|3|万元|",
            "授予中小企业合同金额|percent|share|final|whole|2022|66.67|%|whole=政府采购支出总额",
        ),
    ),
    Case(
        "staff",
        ("二、机构设置", "本部门经区编委核定的编制人数为40人，其中：行政编制12人、事业编制28人。年末实有人数37人。"),
        (
            "编制人数|participants|level|||2022|40|人|who=编制",
            "行政编制|participants|level|||2022|12|人|who=编制",
            "事业编制|participants|level|||2022|28|人|who=编制",
            "实有人数|participants|level|||2022-12-31|37|人|who=实有",
        ),
    ),
)
