"""The project's own documents with other numbers, rendered and spoilt: pages of which the truth is known.

The truth is the text layer of the PDF from which a scan was made.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from extract import pages
from extract.options import Options
from extract.stages import Images, PageImage
from extract.types import Page

#: Where the written documents are.
DOCUMENTS = Path(__file__).parents[2] / "labeled/documents"
#: What a raster loses when it is made coarser: sigma of the blur in pixels, quality of the JPEG.
BLUR, QUALITY = 0.6, 25


@cache
def printed(document: str, font: str, seed: int) -> tuple[bytes, tuple[Page, ...]]:
    """A filled document as PDF, and its pages with the words of the text layer."""
    from labeled.generator import fill
    from labeled.render import render_pdf

    data = render_pdf(fill(DOCUMENTS / f"{document}.yaml", seed), font).data
    options = Options()
    return data, pages.open_pages(pages.acquire(data, options), options).pages


def coarser(raw: Images, share: float) -> Images:
    """Rasters that lost resolution and were saved as a poor JPEG; as they are where the share is 1."""
    if share >= 1.0:
        return raw

    def image(number: int) -> PageImage:
        shown = raw(number)
        height, width = shown.pixels.shape[:2]
        small: Any = cv2.resize(shown.pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        _, coded = cv2.imencode(".jpg", cv2.GaussianBlur(small, (0, 0), BLUR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        back = cv2.resize(cv2.imdecode(coded, cv2.IMREAD_COLOR), (width, height), interpolation=cv2.INTER_CUBIC)
        return PageImage(np.ascontiguousarray(back), shown.scale)

    return image
