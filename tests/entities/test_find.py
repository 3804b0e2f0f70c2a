"""Mentions: what is a value, what only looks like one, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.entities import find, to_doc
from extract.entities.docs import pipeline, tokens
from extract.entities.normalise import fold
from extract.types import Mention, Paragraph, Section, Text

PARTS = (
    "支出", "12.5", "，", "。", "万元", "5%", " ", "３", "人", "比上年", "增加", "其中", "（", "）", "2022年", "主要是",
    "、", "1", "占", "预算", "为", "210（类）15（款）01（项）", "持平",
)  # fmt: skip
VALUES = ("AMOUNT", "PARTICIPANT_COUNT", "QUANTITY", "PERCENT", "SCORE")


def mentions_of(chars: str, *, ocr: bool = False, kind: str = "final_account") -> tuple[Mention, ...]:
    section = Section(kind, 0, len(chars) + 1, "甲局", "2022")  # type: ignore[arg-type]
    return find(Text(chars, (Paragraph(0, len(chars)),), sections=(section,)), ocr=ocr)


def values_of(chars: str, *, ocr: bool = False) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(m.label, m.norm, m.unit, m.qualifier) for m in mentions_of(chars, ocr=ocr) if m.label in VALUES]


@pytest.mark.parametrize(
    ("chars", "value"),
    [
        ("基本支出1,092.90万元", ("AMOUNT", "1092.90", "万元", None)),
        ("基本支出１２．５０万元", ("AMOUNT", "12.50", "万元", None)),
        ("基金支出约3.5亿元", ("AMOUNT", "3.5", "亿元", "约")),
        ("发放资金500余万元", ("AMOUNT", "500", "万元", "余")),
        ("预拨付100万基金", ("AMOUNT", "100", "万", None)),
        ("筹资标准为65元/人", ("AMOUNT", "65", "元/人", None)),
        ("参保率达95%以上", ("PERCENT", "95", "%", "以上")),
        ("满意度≥90％", ("PERCENT", "90", "%", "≥")),
        ("下降1.2个百分点", ("PERCENT", "1.2", "个百分点", None)),
        ("参保人数为41.5万人", ("PARTICIPANT_COUNT", "41.5", "万人", None)),
        ("惠及群众3万余人", ("PARTICIPANT_COUNT", "3", "万人", "余")),
        ("来访团组18个", ("PARTICIPANT_COUNT", "18", "个", None)),
        ("共有车辆2辆", ("QUANTITY", "2", "辆", None)),
        ("通用设备0台（套）", ("QUANTITY", "0", "台（套）", None)),
        ("自评得分92.5分", ("SCORE", "92.5", "分", None)),
        ("参保人数，168034。", ("PARTICIPANT_COUNT", "168034", None, None)),
    ],
)
def test_find_values(chars: str, value: tuple[str, str, str | None, str | None]) -> None:
    assert values_of(chars) == [value]


@pytest.mark.parametrize(
    "chars",
    [
        "甲财绩〔2021〕7号文件",
        "（甲办〔2018〕67号）",
        "甲财资行2020［410］号文件",
        "于2022年5月18日至6月15日开展",
        "统一社会信用代码为11433100MB1756803K",
        "联系电话0000-1234567",
        "1.综合科",
        "（2）监督检查",
        "目标3：巩固质量",
        "公开01表",
        "210（类）15（款）01（项）",
        "任期3年，培训10天",
        "80岁以上老人",
        "第2次会议，2020版目录",
        "“1+3+N”政策体系",
        "甲路9号",
        "得2分钟",
        "发现一处扣0.5分，达标的，得7分",
    ],
)
def test_find_takes_no_value_from(chars: str) -> None:
    assert values_of(chars) == []


def test_find_rejoins_broken_numbers_only_in_recognised_text() -> None:
    assert values_of("支出12 .5万元", ocr=True) == [("AMOUNT", "12.5", "万元", None)]
    assert values_of("支出20 28万元", ocr=False) == [("AMOUNT", None, "万元", None)]


@pytest.mark.parametrize("printed", ["20 28", "0,82", "0.00.", "12.5.6", "1,23.5", "1,2345"])
def test_find_does_not_guess_a_broken_number(printed: str) -> None:
    (value,) = [m for m in mentions_of(f"支出{printed}万元，占5%。") if m.label == "AMOUNT"]
    assert value.norm is None
    assert value.text == f"{printed}万元"


def test_find_sees_letters_in_recognised_numbers() -> None:
    assert values_of("支出1O.5万元。", ocr=True) == [("AMOUNT", None, "万元", None)]


@pytest.mark.parametrize(
    ("chars", "norm"),
    [
        ("2022年度支出", "2022"),
        ("本年支付10元", "2022"),
        ("截至2022年12月31日，", "2022-12-31"),
        ("截至2022年12月底，", "2022-12-31"),
        ("截止2022年末，", "2022-12-31"),
        ("2022年1~11月，", "2022-01/2022-11"),
        ("截至11月23日，", "2022-11-23"),
        ("2022年2月底，", "2022-02-28"),
        ("2021-2022年，", "2021/2022"),
    ],
)
def test_find_periods(chars: str, norm: str) -> None:
    found = [m.norm for m in mentions_of(chars + "补助5万元。") if m.label == "PERIOD"]
    assert found == [norm]


def test_find_reasons_on_their_own_layer() -> None:
    chars = "支出减少3万元，主要原因是：一是退休2人。二是合并会议。人员经费5万元。"
    (reason,) = [m for m in mentions_of(chars) if m.label == "REASON"]
    assert reason.text == "一是退休2人。二是合并会议"
    assert any(m.label in VALUES and reason.start <= m.start < reason.end for m in mentions_of(chars))


def test_find_nothing_in_a_glossary() -> None:
    assert mentions_of("一、专用设备，指单价100万元以上的设备。", kind="glossary") == ()


@settings(deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=30), st.booleans())
def test_find_never_points_beside_its_text(parts: list[str], ocr: bool) -> None:
    chars = "".join(parts)
    mentions = mentions_of(chars, ocr=ocr)
    flat = [m for m in mentions if m.label != "REASON"]
    for mention in mentions:
        assert chars[mention.start : mention.end] == mention.text != ""
    for before, after in zip(flat, flat[1:], strict=False):
        assert before.end <= after.start
    doc = to_doc(chars, mentions)
    assert doc.text == chars
    assert len(doc.spans["entities"]) + len(doc.spans["reasons"]) == len(mentions)


@given(st.text(alphabet="0123 .,%万元支", max_size=30))
def test_fold_leads_back_to_the_characters_printed(chars: str) -> None:
    folded = fold(chars, ocr=True)
    for index, char in enumerate(folded.text):
        assert chars[folded.origin(index)] == char
    assert folded.text.replace(" ", "") == chars.replace(" ", "")


def test_tokens_are_cut_at_every_edge() -> None:
    assert tokens("医疗保障局", (2,)) == ["医疗", "保障局"]
    assert "医疗保障局" in tokens("甲县医疗保障局公开", ())


def test_to_doc_refuses_a_mention_that_is_not_in_the_text() -> None:
    with pytest.raises(ValueError, match="not in the text"):
        to_doc("支出5万元", (Mention("AMOUNT", 2, 5, "6万元"),))


def test_to_doc_survives_a_docbin() -> None:
    from spacy.tokens import DocBin

    chars = "公务接待费支出3.2万元，减少1.1万元，主要是来访减少。"
    doc = to_doc(chars, mentions_of(chars))
    (again,) = DocBin().from_bytes(DocBin(docs=[doc], store_user_data=True).to_bytes()).get_docs(doc.vocab)
    assert [(s.label_, s.text) for s in again.spans["reasons"]] == [("REASON", "来访减少")]
    assert ("AMOUNT", "3.2万元") in [(s.label_, s.text) for s in again.spans["entities"]]


def test_pipeline_is_a_spacy_pipeline() -> None:
    doc = pipeline()("公务接待费支出3.2万元。\n比上年减少1.1万元。")
    assert [s.text for s in doc.spans["entities"] if s.label_ == "AMOUNT"] == ["3.2万元", "1.1万元"]


def test_find_codes_inside_the_brackets_of_an_account_line_are_no_counts() -> None:
    # budgets of Shanghai print the code inside the bracket; 01项 was once read as a count of one
    text = "公共安全支出（204类）司法（06款）行政运行（01项）1672.67万元。"
    found = mentions_of(text)
    assert [m.text for m in found if m.label in ("QUANTITY", "AMOUNT")] == ["1672.67万元"]
    assert [m.text for m in found if m.label == "INDICATOR"] == ["行政运行"]
