"""Rendered pages, and the engines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extract.ocr.engine import Engine, load_engine
from extract.options import OcrOptions, Options

ENGINES = {
    "rapidocr-openvino": OcrOptions(),
    "rapidocr-onnxruntime": OcrOptions(runtime="onnxruntime"),
    "paddleocr": OcrOptions(engine="paddleocr"),
}
LINES = ("Final account 2023", "1092.90", "208.05", "Expenditure of the bureau", "35.00", "17,311.46")


def write_page(lines: tuple[str, ...] = LINES, size: tuple[int, int] = (1000, 1240)) -> np.ndarray:
    """A page of lines as a raster of 150 dpi."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        draw.text((160, 140 + 110 * i), line, fill="black", font=ImageFont.load_default(size=34))
    return np.asarray(image).copy()


@pytest.fixture
def make_page() -> Callable[..., np.ndarray]:
    return write_page


@pytest.fixture(scope="session")
def options() -> Options:
    return Options()


@pytest.fixture(
    scope="session",
    # The same networks and, with paddleocr, the same runtime as the others.
    params=["rapidocr-openvino", "paddleocr", pytest.param("rapidocr-onnxruntime", marks=pytest.mark.slow)],
)
def engine(request: pytest.FixtureRequest) -> Engine:
    return load_engine(Options(ocr=ENGINES[request.param]))
