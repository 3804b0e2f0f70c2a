"""Notes to accounts that name their subject in a sentence of its own, and figures that arithmetic places."""

from __future__ import annotations

from extract.document import extract_document
from extract.entities import find
from extract.facts import from_text
from extract.types import Fact, Paragraph, Section, Text


def facts(*paragraphs: str) -> list[Fact]:
    chars, made, at = "\n".join(paragraphs), [], 0
    for paragraph in paragraphs:
        heading = len(paragraph) < 16 and not any(char.isdigit() for char in paragraph)
        made.append(Paragraph(at, at + len(paragraph), 2 if heading else 0))
        at += len(paragraph) + 1
    section = Section("final_account", 0, at, "渡霜县档案馆", "2023")
    text = Text(chars, tuple(made), sections=(section,))
    return list(from_text(text, find(text))[0])


def test_an_account_with_its_code_is_the_subject_of_the_next_sentence() -> None:
    found = facts(
        "五、一般公共预算财政拨款支出决算情况",
        "（三）具体情况",
        "1.档案馆（2012604）。年初预算300.00万元，决算270.00万元，完成90.00%，少支出30.00万元，因扫描项目推迟。",
    )
    assert {fact.indicator for fact in found} == {"档案馆"}
    assert found[0].indicator_path == ("一般公共服务支出", "档案事务", "档案馆")
    assert [(f.measure, f.basis, f.versus, f.value) for f in found] == [
        ("level", "initial_budget", None, "300.00"),
        ("level", "final", None, "270.00"),
        ("completion", "final", "initial_budget", "90.00"),
        ("change", "final", "initial_budget", "-30.00"),
    ]


def test_a_numbered_name_with_a_full_stop_is_the_subject_of_the_next_sentence() -> None:
    found = facts("七、“三公”经费支出决算情况", "1.公务接待费。预算2.00万元，决算1.50万元，与上年持平。")
    assert [(fact.indicator, fact.basis) for fact in found[:2]] == [("公务接待费", "budget"), ("公务接待费", "final")]


def test_a_note_below_a_numbered_heading_has_the_basis_of_that() -> None:
    found = facts("五、财政拨款支出决算情况", "（三）其余科目", "档案馆维修12.00万元、库房改造8.00万元。")
    assert [fact.basis for fact in found] == ["final", "final"]


def test_a_share_is_of_the_amount_that_it_fits() -> None:
    found = facts(
        "八、政府性基金预算财政拨款支出决算情况",
        "本年支出4810.29万元，年末结转和结余87.68万元。其中：征地补偿支出4459.19万元，占92.70%；土地开发支出210.43万元，占4.37%。",
    )
    shares = [fact for fact in found if fact.measure == "share"]
    assert [(fact.value, fact.versus_indicator) for fact in shares] == [("92.70", "本年支出"), ("4.37", "本年支出")]


def test_a_share_that_fits_nothing_told_keeps_the_whole_that_the_words_name() -> None:
    found = facts("八、支出决算情况", "本年支出480.00万元，其中：基本支出120.00万元，占30.17%。")
    assert [fact.versus_indicator for fact in found if fact.measure == "share"] == ["本年支出"]


def test_words_for_less_turn_the_sign() -> None:
    found = facts("一、收入支出决算总体情况", "2023年收入总计810.00万元，与上年相比，收支规模缩小21.50万元。")
    assert found[-1].value == "-21.50"
    (less,) = [
        fact
        for fact in facts("二、支出决算情况", "与2022年支出900.00万元相比，减支45.00万元。")
        if fact.measure == "change"
    ]
    assert less.value == "-45.00"


def test_values_told_one_after_the_other_belong_to_the_names_in_their_order() -> None:
    found = facts("九、政府采购支出决算情况", "货物、工程、服务采购支出依次为5.00万元、6.00万元、7.00万元。")
    assert [fact.indicator for fact in found] == ["货物采购支出", "工程采购支出", "服务采购支出"]


def test_the_second_cell_beside_a_goal_tells_what_was_done() -> None:
    def row(*texts: str) -> str:
        return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"

    goals = (
        "完成馆藏档案数字化扫描900卷，做好温湿度控制，杜绝事故。",
        "全年完成馆藏档案数字化扫描870卷，没有发生事故。",
    )
    rows = [
        row("项目名称", "馆藏档案数字化", "", "", ""),
        f'<tr><td>年度目标</td><td colspan="2">{goals[0]}</td><td colspan="2">{goals[1]}</td></tr>',
        row("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"),
        row("产出指标", "数量指标", "扫描案卷", "900卷", "870卷"),
        row("", "质量指标", "扫描合格率", "≥98%", "99%"),
        row("满意度指标", "服务对象满意度指标", "查档群众满意度", "≥90%", "96%"),
    ]
    page = f"<html><body><p>项目支出绩效自评表</p><p>（2023年度）</p><table>{''.join(rows)}</table></body></html>"
    found = [fact for fact in extract_document(page.encode(), name="a.html").facts if fact.unit == "卷"]
    assert [(f.value, f.measure) for f in found if f.made_by != "table"] == [("900", "target"), ("870", "level")]


def test_a_number_with_a_comma_behind_a_task_is_no_list_number() -> None:
    found = facts("三、绩效情况", "全年抽检食品1,278批次，相当于年度任务1,200批次的106.50%。")
    assert [fact.value for fact in found] == ["1278", "1200", "106.50"]


def test_percentages_in_brackets_are_shares_of_what_they_fit() -> None:
    found = facts(
        "五、支出决算情况",
        "本年支出2388.00万元。其中社会保障和就业支出214.37万元（8.98%），住房保障支出112.10万元（4.69%）。",
    )
    shares = [(fact.indicator, fact.versus_indicator) for fact in found if fact.measure == "share"]
    assert shares == [("社会保障和就业支出", "本年支出"), ("住房保障支出", "本年支出")]


def test_the_rate_behind_a_change_goes_the_same_way() -> None:
    found = facts("十、机关运行经费", "机关运行经费120.73万元，比年初预算124.38万元，少支3.65万元，幅度2.93%。")
    assert [(fact.measure, fact.value) for fact in found[2:]] == [("change", "-3.65"), ("change_rate", "-2.93")]
    (rate,) = facts("十、到位情况", "幅度2.93%。")
    assert rate.measure == "level"


def test_what_became_of_an_account_is_no_name_of_its_own() -> None:
    found = facts(
        "五、一般公共预算财政拨款支出决算情况",
        "1.行政运行（2010301）。年初预算30.00万元，列支28.00万元，执行进度93.33%。",
    )
    assert len(found) == 3 and {fact.indicator for fact in found} == {"行政运行"}
