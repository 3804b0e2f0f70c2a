"""Makes scans: pictures of the pages, spoilt by a profile (profiles.yaml), in a PDF without text."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import pypdfium2
import yaml

from labeled.render.seal import Seal, figures, place_seal, stamp

Image = np.ndarray[Any, Any]

PROFILES = ("office", "fax", "phone", "low", "skew", "jpeg30", "jpeg14", "seal", "jpeg")


@dataclass
class Scanned:
    """A scan and what was done to each page; keys are pages of the scan, 1-based.

    ``of_pages`` are the pages of the source. ``skew`` is in degrees counter-clockwise,
    ``turned`` in degrees clockwise. ``matrices`` lead from points of the source page to
    points of the page of the scan when it is turned upright: skew and perspective are
    in them, turns are not.
    """

    data: bytes
    profile: str
    seed: int
    of_pages: list[int]
    skew: dict[int, float] = field(default_factory=dict)
    turned: dict[int, int] = field(default_factory=dict)
    matrices: dict[int, Image] = field(default_factory=dict)
    seals: dict[int, Seal] = field(default_factory=dict)


@cache
def profiles() -> dict[str, dict[str, Any]]:
    """All profiles by name."""
    return yaml.safe_load((Path(__file__).parent / "profiles.yaml").read_text(encoding="utf-8"))


def scan(data: bytes, profile: str, seed: int = 0, pages: list[int] | None = None) -> bytes:
    """The bytes of ``make_scan``."""
    return make_scan(data, profile, seed, pages).data


def make_scan(data: bytes, profile: str, seed: int = 0, pages: list[int] | None = None) -> Scanned:
    """Picture a PDF's pages and spoil them.

    Parameters
    ----------
    data : bytes
        The PDF. Seals are put where its text layer has figures.
    profile : str
        One of ``PROFILES``.
    seed : int
        The same seed gives the same bytes.
    pages : list of int, optional
        1-based, in the order wanted; all by default.
    """
    given = profiles()[profile]
    source = pypdfium2.PdfDocument(data)
    scanned = Scanned(b"", profile, seed, list(pages or range(1, len(source) + 1)))
    with pikepdf.new() as out:
        for number, page in enumerate(scanned.of_pages, 1):
            draw = np.random.default_rng([seed, PROFILES.index(profile), page])
            across, down = given["dpi"]
            sheet = source[page - 1]
            image = np.asarray(sheet.render(scale=max(across, down) / 72).to_pil().convert("RGB"))[..., ::-1]
            size = sheet.get_size()
            if draw.random() < given["seal"]:
                # red and grey in turn, so that a scan of two pages shows both
                colour = ("red", "grey")[(seed + number) % 2]
                scanned.seals[number] = place_seal(figures(sheet), size, colour, draw)
                image = stamp(image, scanned.seals[number], draw)
            image, turn = _spoil(np.ascontiguousarray(image), size, given, draw, scanned, number)
            if (across, down) != (max(across, down),) * 2:
                shape = (image.shape[1], image.shape[0] * down // across)
                image = cv2.resize(image, shape, interpolation=cv2.INTER_AREA)
            if turn in (90, 270):
                size = size[::-1]
            _add_page(out, image, size, given)
        for key, value in (("/Title", profile), ("/Producer", "juesuan labeled documents")):
            out.docinfo[key] = value
        stream = io.BytesIO()
        out.save(stream, deterministic_id=True)
    scanned.data = stream.getvalue()
    return scanned


def _spoil(
    image: Image,
    size: tuple[float, float],
    given: dict[str, Any],
    draw: np.random.Generator,
    scanned: Scanned,
    number: int,
) -> tuple[Image, int]:
    """Everything that happens to one page, in the order of a real scan."""
    low, high = given["skew"]
    angle = float(draw.uniform(low, high)) * (1 if draw.random() < 0.5 else -1)
    scanned.skew[number] = round(angle, 3)
    image, matrix = _rotated(image, angle)
    if given.get("perspective"):
        image, seen = _photographed(image, given, draw)
        matrix = seen @ matrix
    pixels = np.diag([image.shape[1] / size[0], image.shape[0] / size[1], 1.0])
    scanned.matrices[number] = np.linalg.inv(pixels) @ matrix @ pixels
    shade = _light(image.shape[:2], given, draw)
    spoilt = cv2.GaussianBlur(image, (0, 0), given["blur"]).astype(np.float32) * shade[..., None]
    spoilt *= np.array(given.get("cast", [1, 1, 1]), np.float32)
    noise = draw.standard_normal(image.shape[:2], dtype=np.float32) * given["noise"]
    image = np.clip(spoilt + noise[..., None], 0, 255).astype(np.uint8)
    turn = 0
    if draw.random() < given["turn"]:
        turn = int(draw.choice([90, 180, 270]))
        scanned.turned[number] = turn
        image = np.ascontiguousarray(np.rot90(image, -turn // 90))
    return image, turn


def _rotated(image: Image, angle: float) -> tuple[Image, Image]:
    """The turned image, and the matrix of its pixels."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return turned, np.vstack([matrix, (0.0, 0.0, 1.0)])


def _photographed(image: Image, given: dict[str, Any], draw: np.random.Generator) -> tuple[Image, Image]:
    """The corners move inwards by up to ``perspective`` of the page; around it a table top. And the matrix."""
    height, width = image.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32) * np.array([width, height], np.float32)
    moved = corners + inwards * draw.uniform(0.003, given["perspective"], (4, 2)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    seen = cv2.warpPerspective(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(92, 104, 112))
    return seen, matrix


def _light(shape: tuple[int, int], given: dict[str, Any], draw: np.random.Generator) -> Any:
    """How bright each pixel is lit: falls off towards one side, and one soft shadow on photographs."""
    height, width = shape
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    towards = draw.uniform(0, 2 * np.pi)
    slope = (np.cos(towards) * (x - 0.5) + np.sin(towards) * (y - 0.5)) / 1.42 + 0.5
    shade = 1 - given["light"] * slope
    if given.get("shadow"):
        edge = draw.uniform(0.25, 0.75) + 0.3 * (y - 0.5)
        shade *= 1 - given["shadow"] / (1 + np.exp(-(x - edge) * 30))
    return shade


def _add_page(out: pikepdf.Pdf, image: Image, size: tuple[float, float], given: dict[str, Any]) -> None:
    """Append a page that is one picture."""
    height, width = image.shape[:2]
    fields: dict[str, Any] = {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image}
    fields |= {"/Width": width, "/Height": height, "/BitsPerComponent": 8}
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    if given["mode"] == "bit":
        packed = np.packbits(grey > 150, axis=1).tobytes()
        picture = pikepdf.Stream(out, packed)
        fields |= {"/BitsPerComponent": 1, "/ColorSpace": pikepdf.Name.DeviceGray}
    else:
        shown = grey if given["mode"] == "grey" else image
        for quality in given["jpeg"]:
            done, coded = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, quality])
            if not done:
                raise RuntimeError("the picture could not be written as JPEG")
            shown = cv2.imdecode(coded, cv2.IMREAD_UNCHANGED)
        picture = pikepdf.Stream(out, coded.tobytes())
        space = pikepdf.Name.DeviceGray if given["mode"] == "grey" else pikepdf.Name.DeviceRGB
        fields |= {"/ColorSpace": space, "/Filter": pikepdf.Name.DCTDecode}
    for key, value in fields.items():
        picture[key] = value
    page = out.add_blank_page(page_size=size)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.Contents = pikepdf.Stream(out, f"q {size[0]:.2f} 0 0 {size[1]:.2f} 0 0 cm /Im0 Do Q".encode())
