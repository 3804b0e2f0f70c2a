"""The one options object: validated once, travels whole, survives a process border."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class OptionsError(ValueError):
    """A configuration that cannot be used; its text is one line for the user."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(_Frozen):
    """What an input may cost. The defaults are far above any real disclosure."""

    file_bytes: int = Field(default=512 * 1024 * 1024, gt=0, description="largest file that is opened")
    pages: int = Field(default=3000, gt=0, description="pages read; those behind are a failure each document names")
    page_points: float = Field(default=7200.0, gt=0, description="longest side of a page in PDF points")
    page_pixels: int = Field(default=60_000_000, gt=0, description="largest raster made of a page or image")
    image_bytes: int = Field(
        default=1024 * 1024 * 1024, gt=0, description="largest picture of a PDF page, unpacked (A3 at 600 dpi: 0.2 GiB)"
    )
    stream_bytes: int = Field(
        default=256 * 1024 * 1024, gt=0, description="largest part of a PDF that is no picture, unpacked"
    )
    seconds_per_page: float = Field(
        default=60.0, gt=0, description="wall clock for opening, looking at or drawing one page; then the next goes on"
    )
    seconds_per_document: float = Field(default=3600.0, gt=0, description="wall clock for one document")


class OcrOptions(_Frozen):
    """How scanned and garbled pages are recognised."""

    engine: Literal["rapidocr", "paddleocr"] = "rapidocr"
    runtime: Literal["openvino", "onnxruntime"] = "openvino"
    precision: Literal["auto", "f32", "bf16"] = Field(
        default="auto", description="auto computes in bf16 on OpenVINO where the CPU does so itself"
    )
    dpi: int = Field(default=200, ge=72, le=600, description="resolution at which pages without a raster are rendered")
    models: Literal["bundled", "official"] = Field(
        default="bundled",
        description="official lets paddleocr download its own models; nothing is downloaded otherwise",
    )
    detection_model_dir: Path | None = None
    recognition_model_dir: Path | None = None
    threads: int = Field(default=1, ge=1, le=64)


class Options(_Frozen):
    """Everything a run can be told."""

    ocr: OcrOptions = OcrOptions()
    limits: Limits = Limits()
    department: str | None = Field(default=None, description="what the portal says, where it does")
    fiscal_year: str | None = Field(default=None, pattern=r"^(19|20)\d\d$")


def load_options(path: Path) -> Options:
    """Read options from a TOML file.

    Raises
    ------
    OptionsError
        In one line: what is wrong in which file.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionsError(f"cannot read configuration {path}: {error}") from error
    try:
        return Options.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise OptionsError(f"configuration {path}: {where}: {first['msg']}") from error
