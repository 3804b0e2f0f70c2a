"""Punctuation that recognition gives in any width is set as Chinese text is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.numbers import fold_width
from extract.ocr.widths import set_as_chinese


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("部门(单位):万元", "部门（单位）：万元"),
        ("因公出国(境)费", "因公出国（境）费"),
        ("共3人(其中:退休1人),增长20%,主要是调入", "共3人（其中：退休1人），增长20%，主要是调入"),
        ("(一)总体情况", "（一）总体情况"),
        # a bracket around a figure may be its minus, and separators are no commas
        ("结余(3.50)", "结余(3.50)"),
        ("1,234.50", "1,234.50"),
        ("合计1,234.50万元", "合计1,234.50万元"),
        ("A(B):C", "A(B):C"),
        ("12:30", "12:30"),
    ],
)
def test_wide_punctuation_stands_beside_chinese_characters(read: str, printed: str) -> None:
    assert set_as_chinese(read) == printed


@given(st.text(alphabet="支出年(境)（）:：;,，。0123456789.%-", max_size=30))
def test_no_character_comes_or_goes(text: str) -> None:
    said = set_as_chinese(text)
    assert len(said) == len(text)
    assert fold_width(said) == fold_width(text)
