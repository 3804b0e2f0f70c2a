"""Both engines behind one protocol: the same tests on each."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import numpy as np
import pytest

from extract import ocr
from extract.errors import JuesuanError
from extract.ocr.engine import Engine, read
from extract.options import OcrOptions, Options


def test_engine_reads_lines_in_order(engine: Engine, make_page) -> None:  # type: ignore[no-untyped-def]
    lines = read(engine, make_page())
    joined = "".join(line.text for line in lines).replace(" ", "")
    assert joined == "Finalaccount20231092.90208.05Expenditureofthebureau35.0017,311.46"


def test_engine_gives_a_box_per_character(engine: Engine, make_page) -> None:  # type: ignore[no-untyped-def]
    raster = make_page()
    figures = [line for line in read(engine, raster) if line.text == "17,311.46"]
    assert len(figures) == 1
    boxes = figures[0].char_boxes
    assert len(boxes) == len("17,311.46")
    centres = [box.centre[0] for box in boxes]
    assert centres == sorted(centres)
    dark = np.flatnonzero((raster[690:740] < 128).any(axis=(0, 2)))
    assert centres[0] == pytest.approx(dark[0] + 8, abs=14)
    assert centres[-1] == pytest.approx(dark[-1] - 8, abs=14)


def test_engine_recognises_a_lone_digit(engine: Engine, make_page) -> None:  # type: ignore[no-untyped-def]
    raster = make_page(("6", "9"))
    crops = [raster[130:195, 150:190], raster[240:305, 150:190]]
    assert [reading.text for reading in engine.recognise(crops)] == ["6", "9"]


def test_engine_finds_nothing_on_paper(engine: Engine) -> None:
    assert read(engine, np.full((600, 400, 3), 250, np.uint8)) == []
    assert engine.recognise([]) == []


def test_engine_names_itself_with_version_and_models(engine: Engine) -> None:
    assert engine.name.split("-")[0] in ("rapidocr", "paddleocr")
    assert importlib.metadata.version(engine.name.split("-")[0]) in engine.name
    assert "PP-OCRv6-small" in engine.name


def test_headless_opencv_is_enough_for_paddle_and_nothing_stays_patched() -> None:
    asked = importlib.metadata.version
    ocr.warm(Options(ocr=OcrOptions(engine="paddleocr")))
    assert importlib.metadata.version is asked
    if "opencv-contrib-python" not in {d.name for d in importlib.metadata.distributions()}:
        with pytest.raises(importlib.metadata.PackageNotFoundError):
            importlib.metadata.version("opencv-contrib-python")


@pytest.mark.parametrize("engine_name", ["rapidocr", "paddleocr"])
def test_folder_without_model_is_js302(tmp_path: Path, engine_name: str) -> None:
    options = Options(ocr=OcrOptions(engine=engine_name, detection_model_dir=tmp_path))  # type: ignore[arg-type]
    with pytest.raises(JuesuanError) as caught:
        ocr.warm(options)
    assert caught.value.failure.code == "JS302"
    assert str(tmp_path) in caught.value.failure.message


@pytest.mark.parametrize("runtime", ["openvino", "onnxruntime"])
def test_broken_model_is_js302(tmp_path: Path, runtime: str) -> None:
    (tmp_path / "inference.onnx").write_bytes(b"no model")
    options = Options(ocr=OcrOptions(runtime=runtime, recognition_model_dir=tmp_path))  # type: ignore[arg-type]
    with pytest.raises(JuesuanError) as caught:
        ocr.warm(options)
    assert caught.value.failure.code == "JS302"
