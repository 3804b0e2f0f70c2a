"""Lists that say that they are all there is, and shares that say what they are of."""

from __future__ import annotations

import pytest
from checks_prose import rules


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("查处案件[案件=42起]，共三类：采砂[采砂=21起]，侵占岸线[岸线=13起]，未批先建[未批先建=5起]。", True),
        ("查处案件[案件=39起]，共三类：采砂[采砂=21起]，侵占岸线[岸线=13起]，未批先建[未批先建=5起]。", False),
        ("查处案件[案件=42起]，共四类：采砂[采砂=21起]，侵占岸线[岸线=13起]，未批先建[未批先建=5起]。", False),
        ("查处案件[案件=42起]，其中采砂[采砂=21起]，侵占岸线[岸线=13起]，未批先建[未批先建=5起]。", False),
        ("查处案件[案件=42起]，共三类：采砂[采砂=21起]，侵占岸线[岸线=13起]。未批先建[未批先建=5起]。", False),
        ("收入[收入=100万元]，由两部分组成：拨款[拨款=60万元]、事业收入[事业收入=30万元]。", True),
        ("收入[收入=100万元]，由两部分组成：拨款[拨款=60万元]（其中项目[项目=50万元]）、事业[事业=40万元]。", False),
    ],
)
def test_a_list_that_says_how_many_it_has_comes_to_its_whole(text: str, found: bool) -> None:
    assert ("text.complete" in rules(text)) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共有车辆[车辆=12辆]，其中：机要用车[机要用车=1辆]、应急用车[应急用车=4辆]、其他用车[其他用车=6辆]。", True),
        ("共有车辆[车辆=11辆]，其中：机要用车[机要用车=1辆]、应急用车[应急用车=4辆]、其他用车[其他用车=6辆]。", False),
        # a member of a list is not the whole of those behind it
        ("机要用车[机要用车=1辆]、应急用车[应急用车=4辆]、执法用车[执法用车=2辆]、其他用车[其他用车=6辆]。", False),
        # a number that is no figure may be a part
        (
            "共有车辆[车辆=12辆]，其中：机要用车[机要用车=1辆]、应急用车4辆、执法[执法=2辆]、其他用车[其他用车=5辆]。",
            False,
        ),
        ("共有车辆[车辆=12辆]，其中：机要[机要=1辆]、应急[应急=4辆]、其他用车[其他用车=6辆]、借用1辆。", False),
        # an inner list ends before the rest of the outer one
        (
            "收入[收入=100万元]，其中：拨款[拨款=60万元]；甲[甲=50万元]、乙[乙=10万元]；其他收入[其他收入=40万元]。",
            False,
        ),
        ("车辆[车辆=12辆]，主要有：机要[机要=1辆]、应急[应急=4辆]、其他用车[其他用车=6辆]等。", False),
    ],
)
def test_a_list_that_ends_in_the_rest_comes_to_its_whole(text: str, found: bool) -> None:
    assert ("text.complete" in rules(text)) is found


CONTRACTS = (
    "政府采购支出总额[政府采购支出总额=676.74万元|basis=final]。授予中小企业合同金额[授予中小企业合同金额=605.26万元|basis=final]，"
    "占政府采购支出总额的[授予中小企业合同金额=89.44%|measure=share|basis=final|versus_indicator=政府采购支出总额]；"
    "授予小微企业合同金额[授予小微企业合同金额=420.44万元|basis=final]，"
    "占{said}的[授予小微企业合同金额={share}%|measure=share|basis=final|versus_indicator={read}]。"
)


@pytest.mark.parametrize(
    ("said", "share", "read", "found"),
    [
        # 420.44 over 605.26: the words name another whole, whatever was read from the arithmetic
        ("政府采购支出总额", "69.46", "授予中小企业合同金额", True),
        ("政府采购支出总额", "69.46", "政府采购支出总额", True),
        ("授予中小企业合同金额", "69.46", "授予中小企业合同金额", False),
        ("政府采购支出总额", "62.13", "政府采购支出总额", False),
        # a whole that the words name briefly is any of that name
        ("总额", "69.46", "授予中小企业合同金额", False),
    ],
)
def test_a_share_is_of_the_whole_that_its_words_name(said: str, share: str, read: str, found: bool) -> None:
    assert ("text.share" in rules(CONTRACTS.format(said=said, share=share, read=read))) is found


def test_income_of_this_year_is_another_whole_than_income() -> None:
    text = (
        "收入预算[收入=6409.42万元]，其中：本年收入[本年收入=6295.83万元]，上年结转[上年结转=113.59万元]。"
        "单位资金收入[单位资金收入=62.36万元]，占本年收入的[单位资金收入={}%|measure=share|versus_indicator=本年收入]。"
    )
    assert rules(text.format("0.99")) == set()
    assert rules(text.format("9.09")) == {"text.share"}


PROJECTS = (
    "{many}个重点项目安排资金[资金={whole}万元]，其中：甲[甲=862.33万元]，乙[乙=485.99万元]，"
    "丙[丙=256.91万元]，丁[丁=248.85万元]。"
)


@pytest.mark.parametrize(
    ("many", "whole", "found"),
    [
        ("4", "1854.08", False),
        ("4", "1605.23", True),  # the fourth left out
        ("四", "1845.08", True),  # two digits changed places
        ("4", "1900.00", False),  # the projects may be others than the parts
        ("3", "1605.23", False),  # three are said, and come to it
        ("5", "1605.23", False),
    ],
)
def test_a_list_as_long_as_the_words_before_it_say(many: str, whole: str, found: bool) -> None:
    assert ("text.complete" in rules(PROJECTS.format(many=many, whole=whole))) is found
