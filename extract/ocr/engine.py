"""What an OCR engine has to offer, and the one place that knows which engines there are.

An engine finds lines (``detect``) and reads crops of them (``recognise``).
``read`` joins the two and is the same for all engines, so that cropping,
character boxes and the handling of tall boxes are not each adapter's affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from extract.options import OcrOptions, Options
from extract.types import BBox


@dataclass(frozen=True, slots=True)
class Reading:
    """What one crop says.

    ``spans`` has for each character of ``text`` its left and right border as a
    share of the crop's width, or is empty where the engine does not tell.
    ``char_scores`` has for each character how sure it is, that nothing stands
    unread beside it included; empty likewise.
    """

    text: str
    score: float
    spans: tuple[tuple[float, float], ...] = ()
    alternatives: tuple[str, ...] = ()
    char_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a raster, in pixels; the rest as in ``Word``."""

    text: str
    score: float
    bbox: BBox
    char_boxes: tuple[BBox, ...] = ()
    alternatives: tuple[str, ...] = ()
    char_scores: tuple[float, ...] = ()
    marks: tuple[str, ...] = ()
    doubts: tuple[tuple[int, int], ...] = ()


class Engine(Protocol):
    """Detection and recognition networks behind one face.

    All images are RGB arrays of uint8, shape (height, width, 3).
    """

    #: Name, version and models: part of the version of a result.
    name: str

    def detect(self, pixels: Any) -> Any:
        """Quadrilaterals of text lines, array (n, 4, 2), clockwise from the top left."""

    def recognise(self, crops: Sequence[Any]) -> list[Reading]:
        """The text of each crop, in the order given."""


class EngineError(RuntimeError):
    """An engine that cannot be loaded or broke down; the text says what to do."""


@lru_cache(maxsize=2)
def _load(ocr_options_json: str) -> Engine:
    options = OcrOptions.model_validate_json(ocr_options_json)
    if options.engine == "paddleocr":
        from extract.ocr.paddle import PaddleEngine

        return PaddleEngine(options)
    from extract.ocr.rapid import RapidEngine

    return RapidEngine(options)


def load_engine(options: Options) -> Engine:
    """The engine that the options ask for; loaded once per process."""
    return _load(options.ocr.model_dump_json())


def read(engine: Engine, pixels: Any) -> list[Line]:
    """Find and read all lines of a level raster, top to bottom.

    Parameters
    ----------
    engine : Engine
    pixels : ndarray of uint8, shape (height, width, 3)

    Returns
    -------
    list of Line
        Lines with no text are left out.
    """
    from extract.ocr.crops import read_quads, reading_order

    quads = engine.detect(pixels)
    return reading_order(read_quads(engine, pixels, np.asarray(quads, dtype=np.float32).reshape(-1, 4, 2)))
