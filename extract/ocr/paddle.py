"""PaddleOCR (3.7.0) as an engine: its own pre- and post-processing, on ONNX Runtime, without paddlepaddle.

With ``models = "bundled"`` it runs offline on the networks in RapidOCR's wheel;
``official`` lets it download its own (medium) ones; own folders win over both.

Quirks and workarounds
- paddlex asks for the *distribution* ``opencv-contrib-python`` by name and
  refuses the headless one, which holds the same package. That one question is
  answered with the headless distribution while paddleocr is imported.
- A model folder needs ``inference.onnx`` and an ``inference.yml`` with the steps
  before and behind the network; the wheel has neither, so a temporary folder
  gets a link and a file.
- With word boxes, it pairs results with the widths of the lines in another
  order unless the batch is sorted by width: batches go in sorted.
"""

from __future__ import annotations

import importlib.metadata
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from extract.ocr.engine import EngineError, Reading
from extract.ocr.networks import BOX_THRESHOLD, DETECTION_SIDE, MAP_THRESHOLD, UNCLIP, plan_batches, spans_of
from extract.ocr.rapid import models_of
from extract.options import OcrOptions

_WANTED, _HAVE = "opencv-contrib-python", "opencv-contrib-python-headless"
#: Names under which paddlex knows the networks of the wheel.
_DETECTION, _RECOGNITION = "PP-OCRv6_small_det", "PP-OCRv6_small_rec"


class PaddleEngine:
    """PaddleOCR's text detection and text recognition modules."""

    def __init__(self, options: OcrOptions):
        os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
        own = bool(options.detection_model_dir or options.recognition_model_dir)
        common: dict[str, Any] = {
            "engine": "onnxruntime",
            "device": "cpu",
            "engine_config": {"intra_op_num_threads": options.threads, "inter_op_num_threads": 1},
        }
        detection: dict[str, Any] = {}
        recognition: dict[str, Any] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if own or options.models == "bundled":
            self._folder = tempfile.TemporaryDirectory(prefix="juesuan-paddle-")
            first, second = models_of(options)
            base = Path(self._folder.name)
            detection = {"model_name": _DETECTION, "model_dir": str(_dressed(first, base / "det", _detection_steps()))}
            recognition = {
                "model_name": _RECOGNITION,
                "model_dir": str(_dressed(second, base / "rec", _recognition_steps(second))),
            }
        try:
            with _headless_opencv_counts():
                from paddleocr import TextDetection, TextRecognition

                self._detector = TextDetection(
                    limit_side_len=DETECTION_SIDE,
                    limit_type="max",
                    thresh=MAP_THRESHOLD,
                    box_thresh=BOX_THRESHOLD,
                    unclip_ratio=UNCLIP,
                    **detection,
                    **common,
                )
                self._recogniser = TextRecognition(**recognition, **common)
        except (ImportError, RuntimeError, OSError, ValueError, KeyError) as error:
            raise EngineError(f"paddleocr cannot be loaded: {error}") from error
        models = "own" if own else "official" if options.models == "official" else "PP-OCRv6-small"
        self.name = f"paddleocr-{importlib.metadata.version('paddleocr')}-onnxruntime-{models}"

    def detect(self, pixels: Any) -> Any:
        """Quadrilaterals of text lines, array (n, 4, 2)."""
        found = self._detector.predict(np.ascontiguousarray(pixels[:, :, ::-1]), batch_size=1)
        return np.asarray(found[0]["dt_polys"], dtype=np.float32).reshape(-1, 4, 2)

    def recognise(self, crops: Sequence[Any]) -> list[Reading]:
        """The text of each crop."""
        found: list[Reading] = [Reading("", 0.0)] * len(crops)
        for indices, _ in plan_batches(crops):
            batch = [np.ascontiguousarray(crops[i][:, :, ::-1]) for i in indices]
            results = self._recogniser.predict(batch, batch_size=len(batch), return_word_box=True)
            for i, result in zip(indices, results, strict=True):
                found[i] = _reading(result["rec_text"], float(result["rec_score"]))
        return found


def _reading(told: Any, score: float) -> Reading:
    if not isinstance(told, (tuple, list)):
        return Reading(str(told), score)
    text, (steps, _words, columns, _kinds) = told
    flat = [column for group in columns for column in group]
    if len(flat) != len(text) or not steps:
        return Reading(text, score)
    return Reading(text, score, spans_of(text, [(column + 0.5) / steps for column in flat]))


@contextmanager
def _headless_opencv_counts() -> Iterator[None]:
    """Answer paddlex's question for one distribution name with the other."""
    asked = importlib.metadata.version

    def answer(distribution_name: str) -> str:
        return asked(_HAVE if distribution_name == _WANTED else distribution_name)

    importlib.metadata.version = answer
    try:
        from paddlex.utils import deps

        # Its answers are remembered: ask while the right one is given.
        deps.is_dep_available.cache_clear()
        deps.is_dep_available(_WANTED)
        yield
    finally:
        importlib.metadata.version = asked


def _dressed(model: Path, folder: Path, steps: dict[str, Any]) -> Path:
    """A model folder as paddlex wants it."""
    folder.mkdir(parents=True)
    link = folder / "inference.onnx"
    try:
        link.symlink_to(model)
    except OSError:  # file systems without links
        link.write_bytes(model.read_bytes())
    (folder / "inference.yml").write_text(yaml.safe_dump(steps, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return folder


def _detection_steps() -> dict[str, Any]:
    halves = [0.5, 0.5, 0.5]
    return {
        "Global": {"model_name": _DETECTION},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"DetResizeForTest": {"limit_side_len": DETECTION_SIDE, "limit_type": "max"}},
                {"NormalizeImage": {"mean": halves, "std": halves, "scale": "1./255.", "order": "hwc"}},
                {"ToCHWImage": None},
            ]
        },
        "PostProcess": {
            "name": "DBPostProcess",
            "thresh": MAP_THRESHOLD,
            "box_thresh": BOX_THRESHOLD,
            "unclip_ratio": UNCLIP,
            "max_candidates": 3000,
            "use_dilation": True,
        },
    }


def _recognition_steps(model: Path) -> dict[str, Any]:
    from extract.ocr.rapid import OnnxRuntime

    return {
        "Global": {"model_name": _RECOGNITION},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"RecResizeImg": {"image_shape": [3, 48, 320]}},
            ]
        },
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": OnnxRuntime(model, 1).characters()},
    }
