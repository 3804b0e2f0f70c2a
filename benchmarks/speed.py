"""CPU seconds per scanned page: the whole page path of each engine against bare RapidOCR, in one process each run.

Bare RapidOCR reads the pages turned upright, at the settings that a study found best for it (no angle
classifier, lines at least 96 wide, the side of the page limited to 1600 pixels, one thread); the page path gets
the scans as they are and does rotation, deskew, perspective, seals, marks and second readings as well.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np

from extract import ocr, pages
from extract.ocr.engine import Engine, load_engine
from extract.ocr.rapid import models_of
from extract.ocr.recognise import read_page
from extract.options import OcrOptions, Options
from extract.stages import PageImage
from extract.types import Page

#: Rounds in which every variant reads all pages.
ROUNDS = 3
#: A page as opened, and its raster.
Raw = tuple[tuple[Page, ...], PageImage]
#: The page path in its variants.
ENGINES = {
    "rapidocr on OpenVINO": {"engine": "rapidocr", "runtime": "openvino"},
    "rapidocr on OpenVINO, f32": {"engine": "rapidocr", "runtime": "openvino", "precision": "f32"},
    "rapidocr on ONNX Runtime": {"engine": "rapidocr", "runtime": "onnxruntime"},
    "paddleocr on ONNX Runtime": {"engine": "paddleocr"},
}


def speed(many: int, seed: int, files: Sequence[Path] = ()) -> None:
    """Print the table, of renderings or of the scanned pages of files.

    Every variant reads all pages once to warm up, then all take their turns in each of several rounds, so that what
    else the machine does falls on all of them; printed are the medians, of the ratios within a round too.
    """
    raws = list(_of_files(files, many)) if files else list(_rendered(many, seed))
    print(f"\nCPU seconds per page, one thread, {len(raws)} {'scanned pages of files' if files else 'office scans'}")
    options, upright = Options(), []
    for found, image in raws:
        page = ocr.read_pages(found, lambda _, image=image: image, options).pages[0]  # type: ignore[misc]
        upright.append(np.ascontiguousarray(np.rot90(image.pixels, -page.rotation // 90)))
    bare = _bare()

    # Held, because a process keeps two engines: loading one again is none of a page's time.
    engines = {name: load_engine(Options(ocr=OcrOptions.model_validate(told))) for name, told in ENGINES.items()}

    def path(engine: Engine) -> Callable[[], None]:
        def work() -> None:
            for found, image in raws:
                for page in found:
                    read_page(engine, page, lambda _, image=image: image)  # type: ignore[misc]

        return work

    works: dict[str, Callable[[], object]] = {"bare rapidocr": lambda: [bare(pixels) for pixels in upright]}
    works |= {name: path(engine) for name, engine in engines.items()}
    cv2.setNumThreads(1)
    for work in works.values():
        work()
    rounds = [{name: _seconds(work) / len(raws) for name, work in works.items()} for _ in range(ROUNDS)]
    for name in works:
        ratio = median(taken[name] / taken["bare rapidocr"] for taken in rounds)
        print(f"  {name:28} {median(taken[name] for taken in rounds):5.2f}   ratio {ratio:4.2f}", flush=True)
    print(f"  bf16 in the CPU: {_flags()}")


def _rendered(many: int, seed: int) -> Iterator[Raw]:
    from benchmarks.pages import SHEETS, scanned

    options = Options()
    for i, sheet in enumerate(SHEETS[:many]):
        source = pages.acquire(scanned(*sheet, "office", seed + i), options)
        yield pages.open_pages(source, options).pages, pages.rasters(source, options)(1)


def _of_files(files: Sequence[Path], many: int) -> Iterator[Raw]:
    """So many scanned pages of each file, in equal steps from the first to the last."""
    options = Options()
    for file in files:
        source = pages.acquire(file, options)
        found = [page for page in pages.open_pages(source, options).pages if page.route == "scanned"]
        raw = pages.rasters(source, options)
        for at in sorted({round(i * (len(found) - 1) / max(1, many - 1)) for i in range(many)} if found else ()):
            yield (found[at],), raw(found[at].number)


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one round."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


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
