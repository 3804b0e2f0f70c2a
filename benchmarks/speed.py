"""CPU seconds per scanned page: the whole page path of each engine against bare RapidOCR, in one process each run.

Bare RapidOCR reads the pages turned upright, at the settings that a study found best for it (no angle
classifier, lines at least 96 wide, the side of the page limited to 1600 pixels, one thread); the page path gets
the scans as they are and does rotation, deskew, perspective, seals, marks and second readings as well.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from extract import ocr, pages
from extract.ocr.rapid import models_of
from extract.options import OcrOptions, Options
from extract.stages import PageImage

#: The page path in its variants.
ENGINES = {
    "rapidocr on OpenVINO": {"engine": "rapidocr", "runtime": "openvino"},
    "rapidocr on OpenVINO, f32": {"engine": "rapidocr", "runtime": "openvino", "precision": "f32"},
    "rapidocr on ONNX Runtime": {"engine": "rapidocr", "runtime": "onnxruntime"},
    "paddleocr on ONNX Runtime": {"engine": "paddleocr"},
}


def speed(many: int, seed: int) -> None:
    """Print the table."""
    from benchmarks.pages import SHEETS, scanned

    scans = [scanned(*sheet, "office", seed + i) for i, sheet in enumerate(SHEETS[:many])]
    print(f"\nCPU seconds per page, one thread, {many} office scans")
    raws, upright = [], []
    options = Options()
    for data in scans:
        source = pages.acquire(data, options)
        opened = pages.open_pages(source, options)
        image = pages.rasters(source, options)(1)
        page = ocr.read_pages(opened.pages, lambda _, image=image: image, options).pages[0]  # type: ignore[misc]
        raws.append((opened.pages, image))
        upright.append(np.ascontiguousarray(np.rot90(image.pixels, -page.rotation // 90)))
    bare = _seconds(_bare(), upright)
    print(f"  {'bare rapidocr':28} {bare:5.2f}   ratio 1.00")
    for name, told in ENGINES.items():
        chosen = Options(ocr=OcrOptions.model_validate(told))

        def path(item: tuple[Any, PageImage], chosen: Options = chosen) -> None:
            ocr.read_pages(item[0], lambda _: item[1], chosen)

        spent = _seconds(path, raws)
        print(f"  {name:28} {spent:5.2f}   ratio {spent / bare:4.2f}", flush=True)
    print(f"  bf16 in the CPU: {_flags()}")


def _seconds(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """CPU seconds per item, after one round that warms shapes and memory."""
    for item in items:
        work(item)
    gc.collect()
    began = time.process_time()
    for item in items:
        work(item)
    return (time.process_time() - began) / len(items)


def _bare() -> Callable[[Any], object]:
    from rapidocr import RapidOCR

    detection, recognition = models_of(OcrOptions())
    engine = RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.max_side_len": 1600,
            "Global.log_level": "error",
            "Det.model_path": str(detection),
            "Rec.model_path": str(recognition),
            "Rec.rec_img_shape": [3, 48, 96],
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )

    def read(pixels: Any) -> object:
        return engine(
            pixels[:, :, ::-1],
            use_det=True,
            use_cls=False,
            use_rec=True,
            return_word_box=True,
            return_single_char_box=True,
        )

    return read


def _flags() -> str:
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            told = file.read()
    except OSError:
        return "not known"
    return ", ".join(flag for flag in ("amx_bf16", "avx512_bf16") if flag in told) or "no"
