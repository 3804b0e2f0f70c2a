"""Seals on the pages of a scan, put where figures stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

Image = np.ndarray[Any, Any]
Box = tuple[float, float, float, float]

#: Diameter of a seal in points: 1.5 inches.
DIAMETER = 108.0
#: Colours of the seals, blue green red.
COLOURS = {"red": (40, 40, 205), "grey": (110, 110, 110)}
#: Radii of the parts of a seal, as shares of its own.
_STAR, _STROKES = 0.34, 0.76
#: How strongly the ink covers the paper at most.
_STRENGTH = 0.85
#: Places that are tried; the one over most figures is taken.
_TRIES = 12
#: Pixels per point of the map of the ink.
_FINE = 2
#: Amounts first; whole numbers where a page prints none.
_FIGURES = (re.compile(r"\d[\d,]*\.\d+"), re.compile(r"\d{2,}"))


@dataclass(frozen=True)
class Seal:
    """A round seal with a star: ``colour`` red or grey, ``centre`` and ``radius`` in points of the source page."""

    colour: str
    centre: tuple[float, float]
    radius: float
    ink: Image = field(repr=False)

    def share(self, box: Box) -> float:
        """How much of a box (points of the source page) lies under its ink, 0 to 1."""
        x0, top, x1, bottom = (round(edge * _FINE) for edge in box)
        part = self.ink[max(0, top) : bottom, max(0, x0) : x1]
        return float((part > 127).mean()) if part.size else 0.0


def figures(page: pypdfium2.PdfPage) -> list[Box]:
    """The boxes of the figures in the text layer of a page, in points from its top left."""
    textpage = page.get_textpage()
    height = page.get_height()
    chars = "".join(chr(pdfium.FPDFText_GetUnicode(textpage, i) or 32) for i in range(textpage.count_chars()))
    for pattern in _FIGURES:
        boxes = []
        for match in pattern.finditer(chars):
            edges = np.array([textpage.get_charbox(i) for i in range(match.start(), match.end())])
            left, low = edges[:, :2].min(axis=0)
            right, high = edges[:, 2:].max(axis=0)
            boxes.append((float(left), height - float(high), float(right), height - float(low)))
        if boxes:
            return boxes
    return []


def place_seal(targets: Sequence[Box], size: tuple[float, float], colour: str, draw: np.random.Generator) -> Seal:
    """A seal whose ring or star lies on a figure, if the page has any; of some places the one over most figures.

    Parameters
    ----------
    targets : sequence of box
        Of the figures, in points.
    size : tuple of float
        Of the page, in points.
    colour : str
        A name of ``COLOURS``.
    """
    width, height = size
    radius = DIAMETER / 2
    shape = (round(height * _FINE), round(width * _FINE))
    best: tuple[int, Seal] | None = None
    for _ in range(_TRIES):
        centre = (float(draw.uniform(0.3, 0.75)) * width, float(draw.uniform(0.3, 0.7)) * height)
        if targets:
            x0, top, x1, bottom = targets[int(draw.integers(len(targets)))]
            away = radius * float(draw.choice([0.1, 1.0]))
            angle = float(draw.uniform(0, 2 * np.pi))
            centre = ((x0 + x1) / 2 + away * np.cos(angle), (top + bottom) / 2 + away * np.sin(angle))
            # most of a seal is on the paper
            centre = (
                float(np.clip(centre[0], 0.6 * radius, width - 0.6 * radius)),
                float(np.clip(centre[1], 0.6 * radius, height - 0.6 * radius)),
            )
        centre = (round(centre[0], 2), round(centre[1], 2))
        seal = Seal(colour, centre, radius, _ink(centre, radius, shape, _FINE))
        hit = sum(seal.share(box) > 0.04 for box in targets)
        if best is None or hit > best[0]:
            best = (hit, seal)
    assert best is not None
    return best[1]


def _ink(centre: tuple[float, float], radius: float, shape: tuple[int, int], scale: float) -> Image:
    """Where the ink of a seal is, 0 to 255, at ``scale`` pixels per point."""
    x, y, r = round(centre[0] * scale), round(centre[1] * scale), round(radius * scale)
    ink = np.zeros(shape, np.uint8)
    cv2.circle(ink, (x, y), r, 255, max(1, round(2.06 * scale)), cv2.LINE_AA)
    star = [
        (
            x + int((_STAR if i % 2 == 0 else 0.13) * r * np.sin(i * np.pi / 5)),
            y - int((_STAR if i % 2 == 0 else 0.13) * r * np.cos(i * np.pi / 5)),
        )
        for i in range(10)
    ]
    cv2.fillPoly(ink, [np.array(star, np.int32)], 255, cv2.LINE_AA)
    for i in range(16):  # strokes where the characters of a seal would stand
        around = np.pi * (0.75 + 1.5 * i / 15)
        at = (int(x + _STROKES * r * np.cos(around)), int(y + _STROKES * r * np.sin(around)))
        half, thick = int(r * 0.09), max(1, round(1.2 * scale))
        cv2.line(ink, (at[0] - half, at[1]), (at[0] + half, at[1]), 255, thick)
        cv2.line(ink, (at[0], at[1] - half), (at[0], at[1] + half), 255, thick)
    return ink


def stamp(image: Image, seal: Seal, draw: np.random.Generator) -> Image:
    """The picture of a page with the seal on it, inked unevenly.

    Parameters
    ----------
    image : ndarray, shape (height, width, 3)
    """
    height, width = image.shape[:2]
    scale = width * _FINE / seal.ink.shape[1]
    ink = _ink(seal.centre, seal.radius, (height, width), scale)
    worn = cv2.GaussianBlur(draw.uniform(0.35, 1.2, (height // 8 + 1, width // 8 + 1)).astype(np.float32), (0, 0), 3)
    strength = cv2.resize(worn, (width, height)).clip(0, 1) * ink.astype(np.float32) / 255 * _STRENGTH
    tint = np.array(COLOURS[seal.colour], np.float32) / 255
    # ink multiplies: black figures under a seal stay black
    return (image * (1 - strength[..., None] * (1 - tint))).astype(np.uint8)
