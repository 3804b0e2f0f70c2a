"""RapidOCR (3.10.0) as an engine: PP-OCRv6 small from its wheel, on OpenVINO or ONNX Runtime, offline.

The networks are those of the wheel; its pipeline is not used. Quirks that led to this
- It loads lazily and its per-call flags stick.
- Its classifier of line angles turns short numbers upside down.
- It batches six lines of any width; batches near in width and capped halve the
  time of recognition.
- Its OpenVINO session cannot be told a precision. OpenVINO takes bf16 by itself
  where it can, which is twice as fast with AMX, a third faster with AVX512-BF16
  (47 against 75 µs per pixel of line width) and a third slower where the CPU has
  neither: those compute in f32.
- OpenVINO pins one-thread processes to the same core unless told not to.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from extract.ocr.engine import EngineError, Reading
from extract.ocr.head import Head
from extract.ocr.networks import (
    batches,
    boxes_of_map,
    decode,
    detection_input,
    line_width,
    printed,
)
from extract.options import OcrOptions

#: The models in the wheel.
_DETECTION, _RECOGNITION = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"


class RapidEngine:
    """The two networks of RapidOCR, driven without its pipeline."""

    def __init__(self, options: OcrOptions):
        self._options = options
        self._detection, recognition = models_of(options)
        own = bool(options.recognition_model_dir)
        self._recogniser = self._network(recognition, with_head=own)
        # CTC's blank stands before the model's own characters, the space behind them.
        self._characters = ["", *self._recogniser.characters(), " "]
        layer = self._recogniser.last_layer
        self._head = Head(*layer, self._characters) if layer else None
        models = "own" if own or options.detection_model_dir else "PP-OCRv6-small"
        self.name = f"rapidocr-{version('rapidocr')}-{self._recogniser.name}-{models}"

    @cached_property
    def _detector(self) -> OpenVino | OnnxRuntime:
        """Loaded when first needed: digital pages are only compared, and need recognition alone."""
        return self._network(self._detection)

    def _network(self, model: Path, with_head: bool = False) -> OpenVino | OnnxRuntime:
        told = self._options
        if told.runtime == "openvino":
            return OpenVino(model, told.threads, told.precision, with_head)
        return OnnxRuntime(model, told.threads)

    def detect(self, pixels: Any) -> Any:
        """Quadrilaterals of text lines, array (n, 4, 2)."""
        left, top, right, bottom = printed(pixels)
        tensor = detection_input(pixels[top:bottom, left:right], side=max(pixels.shape[:2]))
        ink = self._detector.run(tensor)[0, 0]
        found = boxes_of_map(ink, right - left, bottom - top, logits=self._detector.logits)
        return found + np.array([left, top], dtype=np.float32)

    def recognise(self, crops: Sequence[Any]) -> list[Reading]:
        """The text of each crop."""
        found: list[Reading] = [Reading("", 0.0)] * len(crops)
        lines: list[tuple[int, float, Any]] = []
        for indices, tensor in batches(crops):
            output = self._recogniser.run(tensor)
            for row, i in enumerate(indices):
                used = line_width(crops[i]) / tensor.shape[3]
                if self._head is None:
                    found[i] = decode(output[row], self._characters, used)
                else:
                    lines.append((i, used, output[row].copy()))
        if self._head is not None:
            told = self._head.of([features for _, _, features in lines])
            for (i, used, _), (probabilities, characters) in zip(lines, told, strict=True):
                found[i] = decode(probabilities, characters, used)
        return found


def models_of(options: OcrOptions) -> tuple[Path, Path]:
    """Detection and recognition model: the folders of the options, else those in RapidOCR's wheel."""
    try:
        import rapidocr
    except ImportError as error:
        raise EngineError(f"rapidocr is not installed: {error}") from error
    folder = Path(rapidocr.__file__).parent / "models"
    detection = _model_in(options.detection_model_dir) if options.detection_model_dir else folder / _DETECTION
    recognition = _model_in(options.recognition_model_dir) if options.recognition_model_dir else folder / _RECOGNITION
    for model in (detection, recognition):
        if not model.is_file():
            raise EngineError(f"no model at {model}; install rapidocr==3.10.0, which carries it")
    return detection, recognition


def _model_in(folder: Path) -> Path:
    models = sorted(folder.glob("*.onnx"))
    if len(models) != 1:
        raise EngineError(f"{folder} has to hold one .onnx model, it holds {len(models)}")
    return models[0]


def _has_bf16() -> bool:
    """Whether the CPU computes in bf16 itself; where OpenVINO has to emulate it, it is a third slower than f32."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return "amx_bf16" in flags or "avx512_bf16" in flags


class OpenVino:
    """A network on OpenVINO's CPU device; ``with_head`` keeps the last layer in it, whatever it is."""

    def __init__(self, model: Path, threads: int, wanted: str = "auto", with_head: bool = False):
        try:
            import openvino
        except ImportError as error:
            raise EngineError(f"openvino is not installed: {error}") from error
        precision = {"auto": "bf16" if _has_bf16() else "f32"}.get(wanted, wanted)
        self.name = f"openvino-{precision}"
        settings = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,
            "INFERENCE_PRECISION_HINT": precision,
        }
        try:
            core = openvino.Core()
            self._model = core.read_model(model)
            shortened, self.logits = _without_sigmoid(self._model)
            shortened, self.last_layer = (shortened, None) if with_head else _without_last_layer(shortened)
            self._request = core.compile_model(shortened, "CPU", settings).create_infer_request()
        except RuntimeError as error:
            raise EngineError(f"OpenVINO cannot load {model}: {error}") from error

    def run(self, tensor: Any) -> Any:
        """The output, before a sigmoid or ``last_layer`` at its end; it is overwritten by the next run."""
        try:
            self._request.infer([tensor], share_inputs=True)
            return self._request.get_output_tensor().data
        except RuntimeError as error:
            raise EngineError(f"OpenVINO: {error}") from error

    def characters(self) -> list[str]:
        """The characters that the model's metadata list."""
        try:
            told = self._model.get_rt_info(["framework", "character"])
        except RuntimeError as error:
            raise EngineError("the recognition model does not list its characters") from error
        return str(getattr(told, "value", told)).splitlines()


def _without_sigmoid(model: Any) -> tuple[Any, bool]:
    """The model without the sigmoid that it may end with, and whether it did.

    Detection takes it of every pixel of the page, a twelfth of its time; few pixels are in boxes.
    """
    from openvino import Model

    last = [output.get_node().input_value(0).get_node() for output in model.outputs]
    if [node.get_type_name() for node in last] != ["Sigmoid"]:
        return model, False
    return Model([last[0].input_value(0)], model.get_parameters(), model.get_friendly_name()), True


def _without_last_layer(model: Any) -> tuple[Any, tuple[Any, Any] | None]:
    """The model before the linear layer and softmax that it may end with, and their weights and bias.

    Recognition has a class for each of its characters there, and a page has a use for few of them.
    """
    from openvino import Model

    if len(model.outputs) != 1:
        return model, None
    node, constants = model.outputs[0].get_node().input_value(0).get_node(), []
    for kind in ("Softmax", "Add", "MatMul"):
        if node.get_type_name() != kind:
            return model, None
        if kind != "Softmax":
            constant = _constant(node.input_value(1).get_node())
            if constant is None or node.get_attributes().get("transpose_b"):
                return model, None
            constants.append(constant)
        before = node.input_value(0)
        node = _behind_identities(before.get_node())
    bias, weights = constants
    return Model([before], model.get_parameters(), model.get_friendly_name()), (weights, bias.ravel())


def _behind_identities(node: Any) -> Any:
    while node.get_type_name() == "Identity":
        node = node.input_value(0).get_node()
    return node


def _constant(node: Any) -> Any:
    """The numbers of a constant, or of one that is converted; None for anything else."""
    while node.get_type_name() in ("Convert", "Identity"):
        node = node.input_value(0).get_node()
    return np.array(node.data, dtype=np.float32) if node.get_type_name() == "Constant" else None


class OnnxRuntime:
    """A network on ONNX Runtime's CPU provider."""

    #: Its outputs are as the model has them.
    logits, last_layer = False, None

    def __init__(self, model: Path, threads: int):
        try:
            import onnxruntime
        except ImportError as error:
            raise EngineError(f"onnxruntime is not installed: {error}") from error
        self.name = "onnxruntime"
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = threads
        settings.inter_op_num_threads = 1
        settings.log_severity_level = 3
        # Lines have many shapes: the arena is worth a tenth of the time and keeps what it has.
        settings.enable_cpu_mem_arena = True
        # Its exceptions have no common ancestor but Exception.
        kinds = vars(onnxruntime.capi.onnxruntime_pybind11_state).values()
        named = (kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Exception))
        self._failed: tuple[type[Exception], ...] = (RuntimeError, *named)
        try:
            self._session = onnxruntime.InferenceSession(str(model), settings, providers=["CPUExecutionProvider"])
        except self._failed as error:
            raise EngineError(f"ONNX Runtime cannot load {model}: {error}") from error
        self._input = self._session.get_inputs()[0].name

    def run(self, tensor: Any) -> Any:
        """The output."""
        try:
            return self._session.run(None, {self._input: tensor})[0]
        except self._failed as error:
            raise EngineError(f"ONNX Runtime: {error}") from error

    def characters(self) -> list[str]:
        """The characters that the model's metadata list."""
        listed = self._session.get_modelmeta().custom_metadata_map.get("character")
        if not listed:
            raise EngineError("the recognition model does not list its characters")
        return str(listed).splitlines()
