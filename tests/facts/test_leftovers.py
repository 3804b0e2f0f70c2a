"""No number of a table is lost in silence: it is a fact, shown to be no figure, or named by a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.reached import silent
from extract import extract_document
from extract.facts import numerals
from extract.types import Document


def read(rows: str, title: str = "2023年度部门整体支出绩效自评基础数据表") -> Document:
    page = f'<html><head><meta charset="utf-8"></head><body><h1>{title}</h1><table>{rows}</table></body></html>'
    return extract_document(page.encode(), name="a.html")


def row(*cells: str, span: int = 1) -> str:
    return "<tr>" + "".join(f'<td colspan="{span}">{cell}</td>' for cell in cells) + "</tr>"


def test_labels_and_values_side_by_side_below_one_head_are_all_facts() -> None:
    document = read(
        row("一、单位基本情况", span=4)
        + row("联系人", "林知远", "联系电话", "0000-5550123")
        + row("人员编制", "37", "实有人数", "35"),
        title="2023年度部门整体支出绩效自评报告",
    )
    assert [(fact.indicator, fact.value) for fact in document.facts] == [("人员编制", "37"), ("实有人数", "35")]
    assert not [one for one in document.failures if one.code == "JS603"]


def test_a_number_that_nothing_names_is_named_by_a_failure() -> None:
    document = read(
        row("一般公共预算财政拨款收入", "", "", "1963.4") + row("以上数据为初步数", span=4), title="决算公开表"
    )
    (one,) = [one for one in document.failures if one.code == "JS603"]
    assert "r0c3 1963.4" in one.message and document.status == "partial" and silent(document) == []
    assert document.facts == ()


def test_a_sentence_among_rows_without_heads_is_read() -> None:
    document = read(
        row("一、部门基本情况", "（一）部门概况", "主管全县林业和草原工作。")
        + row("", "（二）部门绩效目标的设立情况", "按要求设立目标。")
        + row("", "（三）收支情况", "全年收入12,605.74元，支出12,315.73元，年末结转和结余481.78元，都在预算之内。")
        + row("", "（四）预算管理制度建设情况", "制度完整。")
        + row("", "（五）严控“三公”经费支出情况", "“三公经费”支出7,643.85元，没有突破年初预算。")
        + row("二、绩效自评工作情况", "（一）绩效自评的目的", "检验成效。"),
        title="2023年度部门整体支出绩效自评情况",
    )
    assert "7643.85" in {fact.value for fact in document.facts}


def test_an_amount_among_words_that_no_fact_tells_is_named_by_a_failure() -> None:
    document = read(
        row("项目", "行次", "决算数") + row("公务接待费", "1", "12.50") + row("已付12.40元", "2", ""),
        title="2023年度支出决算表",
    )
    (one,) = [one for one in document.failures if one.code == "JS603"]
    assert "已付12.40元" in one.message


def test_codes_line_numbers_and_years_are_no_figures() -> None:
    document = read(
        row("科目编码", "科目名称", "行次", "决算数")
        + row("栏次", "", "", "1")
        + row("201", "一般公共服务支出", "1", "12.50")
        + row("20103", "政府办公厅（室）及相关机构事务", "2", "12.50"),
        title="2023年度支出决算表",
    )
    reasons = {one.cell.text: one.reason for one in numerals(document.tables, document.facts)}
    assert reasons["12.50"] is None and reasons["201"] == reasons["20103"] == "code"
    assert not any(one.lost for one in numerals(document.tables, document.facts))


@pytest.mark.parametrize("name", ["000.docx", "001.docx", "003.docx", "000.txt", "001.txt", "003.txt"])
def test_nothing_is_lost_in_silence_on_real_disclosures(shared: Path, name: str) -> None:
    document = extract_document(shared / "disclosures" / name)
    assert silent(document) == []
    if name.endswith(".docx"):
        assert not any(one.lost for one in numerals(document.tables, document.facts))


def test_the_money_unit_of_a_caption_is_not_that_of_cars_and_devices() -> None:
    head = "<p>编制单位：江浦县渡口管理局　金额单位：万元</p>"
    document = read(
        row("项目", "行次", "统计数")
        + row("（一）机关运行经费", "1", "35.27")
        + row("（二）车辆数合计（辆）", "2", "6")
        + row("1.机要通信用车", "3", "2")
        + row("2.执法执勤用车", "4", "4")
        + row("（三）单价50万元（含）以上设备", "5", "3")
        + row("（四）单价100万元（含）以上设备（台、套）", "6", "2"),
        title=f"机关运行经费及国有资产占用情况表</h1>{head}<h1 hidden>",
    )
    said = [(fact.kind, fact.value, fact.unit) for fact in document.facts]
    assert said == [
        ("amount", "35.27", "万元"), ("quantity", "6", "辆"), ("quantity", "2", "辆"), ("quantity", "4", "辆"),
        ("quantity", "3", None), ("quantity", "2", "台套"),
    ]  # fmt: skip


@pytest.mark.parametrize(("unit", "printed"), [("元", "352700.00"), ("万元", "35.27"), ("亿元", "0.003527")])
def test_the_same_money_in_another_unit_has_the_same_base(unit: str, printed: str) -> None:
    rows = row("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出")
    rows += row("201", "一般公共服务支出", printed, printed, "0.00")
    document = read(rows, title=f"支出决算表</h1><p>金额单位：{unit}</p><h1 hidden>")
    bases = {(fact.value_base, fact.unit_base) for fact in document.facts if fact.value != "0.00"}
    assert bases == {("352700", "元")}


def test_a_unit_that_nobody_prints_is_not_guessed() -> None:
    rows = row("科目编码", "科目名称", "本年支出合计") + row("201", "一般公共服务支出", "35.27")
    (fact,) = read(rows, title="支出决算表").facts
    assert (fact.value, fact.unit, fact.value_base) == ("35.27", None, None)


def test_a_form_that_ends_with_its_money_loses_none_of_it() -> None:
    document = read(
        "<tr><td>项目名称</td><td colspan=6>苗圃更新改造</td></tr>"
        "<tr><td rowspan=3>项目资金（万元）</td><td></td><td>年初预算数</td><td>全年预算数</td><td>全年执行数</td>"
        "<td>分值</td><td>执行率</td></tr>"
        + row("年度资金总额", "60.00", "58.00", "52.20", "10", "90%")
        + row("上年结转资金", "8.00", "8.00", "5.20", "—", "—"),
        title="2022年度项目支出绩效自评表",
    )
    said = {(fact.basis, fact.value, fact.unit) for fact in document.facts}
    assert {
        ("initial_budget", "8.00", "万元"),
        ("adjusted_budget", "8.00", "万元"),
        ("execution", "5.20", "万元"),
    } < said
    assert not any(one.lost for one in numerals(document.tables, document.facts))


def test_a_misread_number_is_in_a_fact_without_a_value_or_named_by_a_failure() -> None:
    known = row("项目", "行次", "决算数") + row("公务接待费", "1", "545.184,036.20") + row("会议费", "2", "12.50")
    unknown = row("项目", "期末余额", "备注") + row("存货", "69,558.59", "1.2.3") + row("固定资产", "9,558.59", "")
    unknown += row("应收利息", "545.184,036.20", "2023.05.01") + row("货币资金", "68,011.39", "")
    for document in (read(known, "2023年度支出决算表"), read(unknown, "合并资产负债表")):
        (one,) = [fact for fact in document.facts if fact.value is None]
        assert (one.status, one.value_text) == ("abstained", "545.184,036.20") or one.evidence[
            0
        ].text == "545.184,036.20"
        assert not [failure for failure in document.failures if failure.code == "JS603"]
    nameless = read(row("", "", "545.184,036.20") + row("以上数据为初步数", span=3), "决算公开表")
    assert "545.184,036.20" in [one.message for one in nameless.failures if one.code == "JS603"][0]
