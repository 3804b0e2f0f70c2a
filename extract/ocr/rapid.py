"""RapidOCR (3.10.0) as an engine: PP-OCRv6 small from its wheel, on OpenVINO or ONNX Runtime, offline.

Quirks met here
- It loads lazily and its per-call flags stick: the networks are loaded at once
  and called directly, so no flag can stick.
- Its classifier of line angles turns short numbers upside down: never loaded.
- Its pipeline batches six lines of any width; batches near in width and capped
  halve the time of recognition.
- OpenVINO pins one-thread processes to the same core unless told not to.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from extract.ocr.engine import EngineError, Reading
from extract.ocr.networks import batches, boxes_of_map, decode, detection_input
from extract.options import OcrOptions


class RapidEngine:
    """The two networks of RapidOCR, driven without its pipeline."""

    def __init__(self, options: OcrOptions):
        try:
            from rapidocr import EngineType, RapidOCR
        except ImportError as error:
            raise EngineError(f"rapidocr is not installed: {error}") from error
        runtime = EngineType.OPENVINO if options.runtime == "openvino" else EngineType.ONNXRUNTIME
        params: dict[str, Any] = {
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Det.engine_type": runtime,
            "Rec.engine_type": runtime,
            "EngineConfig.openvino.inference_num_threads": options.threads,
            "EngineConfig.openvino.num_streams": 1,
            "EngineConfig.openvino.enable_cpu_pinning": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": options.threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
        }
        for key, folder in (("Det", options.detection_model_dir), ("Rec", options.recognition_model_dir)):
            if folder is not None:
                params[f"{key}.model_path"] = str(_model_in(folder))
        pipeline = RapidOCR(params=params)
        self._detector = pipeline._load_det_model().session
        recogniser = pipeline._load_rec_model()
        self._recogniser = recogniser.session
        self._characters: list[str] = recogniser.postprocess_op.character
        own = "own" if options.detection_model_dir or options.recognition_model_dir else "PP-OCRv6-small"
        self.name = f"rapidocr-{version('rapidocr')}-{options.runtime}-{own}"

    def detect(self, pixels: Any) -> Any:
        """Quadrilaterals of text lines, array (n, 4, 2)."""
        height, width = pixels.shape[:2]
        return boxes_of_map(self._detector(detection_input(pixels))[0, 0], width, height)

    def recognise(self, crops: Sequence[Any]) -> list[Reading]:
        """The text of each crop."""
        found: list[Reading] = [Reading("", 0.0)] * len(crops)
        for indices, tensor in batches(crops):
            output = self._recogniser(tensor)
            for row, i in enumerate(indices):
                height, width = crops[i].shape[:2]
                used = min(1.0, tensor.shape[2] * width / max(1, height) / tensor.shape[3])
                found[i] = decode(output[row], self._characters, used)
        return found


def _model_in(folder: Path) -> Path:
    models = sorted(folder.glob("*.onnx"))
    if len(models) != 1:
        raise EngineError(f"{folder} has to hold one .onnx model, it holds {len(models)}")
    return models[0]
