"""The last layer of recognition, the common characters first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.ocr.engine import EngineError, load_engine
from extract.ocr.head import KEPT, SETTLED_LOGIT, STEPS, Head
from extract.options import OcrOptions, Options

#: The blank, common ones and rare ones in no order.
CHARACTERS = ["", "彧", "0", "1", "堃", "决", "算", "埗", "万", "元", ".", " "]
COMMON = [c for c in CHARACTERS if c not in "彧堃埗" or not c]


def _softmax(logits: np.ndarray) -> np.ndarray:
    found = np.exp(logits - logits.max(axis=1, keepdims=True))
    return found / found.sum(axis=1, keepdims=True)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(1, 30), min_size=1, max_size=6), st.sampled_from([0.5, 2.0, 4.0]))
def test_steps_that_are_not_settled_get_the_softmax_of_all_classes(seed: int, lengths: list[int], size: float) -> None:
    random = np.random.default_rng(seed)
    weights = (random.normal(size=(8, len(CHARACTERS))) * size).astype(np.float32)
    bias = random.normal(size=len(CHARACTERS)).astype(np.float32)
    lines = [random.normal(size=(length, 8)).astype(np.float32) for length in lengths]
    told = Head(weights, bias, CHARACTERS).of(lines)
    rare = [i for i, c in enumerate(CHARACTERS) if c and c in "彧堃埗"]
    for line, (found, characters) in zip(lines, told, strict=True):
        logits = line @ weights + bias
        wanted = _softmax(logits)
        assert characters[0] == ""
        for step in range(len(line)):
            if np.delete(logits[step], rare).max() >= SETTLED_LOGIT:
                continue
            for i, character in enumerate(CHARACTERS):
                if character in characters:
                    assert found[step, characters.index(character)] == pytest.approx(wanted[step, i], abs=1e-4)
                else:
                    assert wanted[step, i] < KEPT


def test_a_line_longer_than_what_is_done_together_is_read_whole() -> None:
    random = np.random.default_rng(3)
    weights = random.normal(size=(8, len(CHARACTERS))).astype(np.float32)
    line = random.normal(size=(STEPS + 7, 8)).astype(np.float32)
    short = line[:5]
    (one, _), (other, _) = (
        (found.copy(), characters) for found, characters in Head(weights, weights[0], CHARACTERS).of([line, short])
    )
    assert one.shape[0] == STEPS + 7
    assert one[:5, : len(COMMON)] == pytest.approx(other[:, : len(COMMON)], abs=1e-5)


def test_as_many_characters_as_classes() -> None:
    with pytest.raises(EngineError, match="11 classes for 12 characters"):
        Head(np.zeros((8, 11), np.float32), np.zeros(11, np.float32), CHARACTERS)


def test_rare_characters_are_read_as_with_the_whole_layer() -> None:
    """Names have them: traditional, of level 2 of GB 2312 and beyond it, beside common ones that look like them."""
    from PIL import Image, ImageDraw, ImageFont

    from labeled.render.fonts import find_font, have_font

    if not have_font("hei"):
        pytest.skip("needs the font hei")
    font = ImageFont.truetype(str(find_font("hei")), 40)
    crops = []
    for text in (
        "局长李彧副局长王堃",
        "强與強黄與黃惠與恵",
        "昴岚泠徙茔盜溫彥",
        "2023年支出1,092.90",
        "氐氏岗岚雨兩冷泠",
    ):
        image = Image.new("RGB", (44 * len(text), 56), "white")
        ImageDraw.Draw(image).text((8, 4), text, fill="black", font=font)
        crops.append(np.asarray(image))
    split = load_engine(Options(ocr=OcrOptions(precision="f32")))
    whole = load_engine(Options(ocr=OcrOptions(runtime="onnxruntime")))
    assert split._head is not None and whole._head is None  # type: ignore[attr-defined]
    for one, other in zip(split.recognise(crops), whole.recognise(crops), strict=True):
        assert one.text == other.text
        assert one.char_scores == pytest.approx(other.char_scores, abs=0.02)
    assert "彧" in split.recognise(crops[:1])[0].text
