"""What both adapters need around the two networks: page to tensor, map to boxes, crops to batches, logits to text.

The post-processing follows PaddleOCR's DB (differentiable binarisation) and CTC
heads (https://github.com/PaddlePaddle/PaddleOCR, Apache-2.0), written anew for
rectangles, where unclipping has a closed form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np

from extract.ocr.engine import Reading
from extract.ocr.shapes import in_three, only_channel, shapes

#: Long side of the raster that detection sees, in pixels (a multiple of 32).
DETECTION_SIDE = 1600
#: Short pages are not enlarged beyond this factor for detection.
DETECTION_ENLARGE = 2.0
#: What differs from the paper by this many of 255 levels is on it, if it measures so many pixels at half the
#: resolution; so much room (pixels) is left around all of that for detection.
CONTRAST, SPECK, MARGIN = 24, 4, 48
#: Detection: ink above this probability, boxes above that mean probability, grown by that ratio.
MAP_THRESHOLD, BOX_THRESHOLD, UNCLIP = 0.3, 0.5, 1.6
#: Smallest side of a box on the probability map, in pixels.
SMALLEST_SIDE = 3
#: Recognition: line height, narrowest tensor, pixels of width per batch.
LINE_HEIGHT, NARROWEST, BATCH_WIDTH = 48, 64, 800
#: Widths are rounded up to a step that grows with them (up to this width, this step): every new shape costs
#: OpenVINO a tenth of a second and some memory, the padding costs at most a tenth of the time.
WIDTH_STEPS = ((160, 16), (512, 32), (1024, 64), (100_000, 128))
#: What a line is wider than the first (at line height) counts by this share: the network was trained on lines of
#: running text that were squeezed much more, and its work grows with the width. Cells are seldom so wide.
LONG, SQUEEZE = 640, 0.5
#: No tensor is wider than this: longer than any line of an A3 page.
WIDEST = 4800
#: Characters below this probability offer the runner-up as an alternative, if that has at least this much.
CERTAIN, OFFERED = 0.98, 0.02
#: Pictographs (☑, °) below this are crossings of rules or specks.
CERTAIN_SYMBOL = 0.95
#: Characters of figures.
_OF_FIGURES = frozenset("0123456789.,-%")
#: Other readings kept per line.
MOST_ALTERNATIVES = 4


def printed(pixels: Any) -> tuple[int, int, int, int]:
    """The part of a raster that has anything on it but specks, with room around: left, top, right, bottom.

    Margins of paper are a quarter of a page, and of the work of detection. Whatever is darker or lighter than the
    paper counts: of a page on a darker ground, or a stained one, the part is the whole.
    """
    height, width = pixels.shape[:2]
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    paper = int(np.median(small[::4, ::4]))
    mask = (cv2.absdiff(small, np.full_like(small, paper)) > CONTRAST).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, _, stats = shapes(mask)
    found = stats[1:][np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]) >= SPECK]
    if not len(found):
        return 0, 0, width, height
    (x0, y0), (x1, y1) = found[:, :2].min(axis=0), (found[:, :2] + found[:, 2:4]).max(axis=0)
    return (
        max(0, int(2 * x0) - MARGIN),
        max(0, int(2 * y0) - MARGIN),
        min(width, int(2 * x1) + MARGIN),
        min(height, int(2 * y1) + MARGIN),
    )


def detection_input(pixels: Any, side: int = 0) -> Any:
    """The raster as the detection network takes it: (1, 3, h, w), h and w multiples of 32.

    ``side`` is the long side of the page that a part of it is scaled with.
    """
    height, width = pixels.shape[:2]
    scale = min(DETECTION_SIDE / max(side, height, width), DETECTION_ENLARGE)
    new_h = max(32, round(height * scale / 32) * 32)
    new_w = max(32, round(width * scale / 32) * 32)
    shrink = new_h * new_w < height * width
    grey = only_channel(pixels)
    how = cv2.INTER_AREA if shrink else cv2.INTER_CUBIC
    small = cv2.resize(pixels if grey is None else grey, (new_w, new_h), interpolation=how)
    if grey is not None:
        small = in_three(small)
    # (x / 255 - 0.5) / 0.5, channels as BGR
    return cv2.dnn.blobFromImage(small, 1 / 127.5, (new_w, new_h), (127.5, 127.5, 127.5), swapRB=True)


def boxes_of_map(ink: Any, width: int, height: int, logits: bool = False) -> Any:
    """Quadrilaterals (n, 4, 2) on a raster of ``width`` by ``height`` from the map of ink (h, w).

    The map holds probabilities, or their ``logits``, of which only those inside boxes need be made probabilities.
    """
    map_h, map_w = ink.shape
    threshold = float(np.log(MAP_THRESHOLD / (1 - MAP_THRESHOLD))) if logits else MAP_THRESHOLD
    mask = cv2.dilate((ink > threshold).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour in contours:
        centre, (w, h), angle = cv2.minAreaRect(contour)
        if min(w, h) < SMALLEST_SIDE:
            continue
        if _mean_inside(ink, cv2.boxPoints((centre, (w, h), angle)), logits) < BOX_THRESHOLD:
            continue
        grow = 2 * (w * h * UNCLIP / (2 * (w + h)))
        quads.append(_clockwise(cv2.boxPoints((centre, (w + grow, h + grow), angle))))
    if not quads:
        return np.zeros((0, 4, 2), dtype=np.float32)
    out = np.array(quads, dtype=np.float32) * np.array([width / map_w, height / map_h], dtype=np.float32)
    return np.clip(out, 0, [width, height]).astype(np.float32)


def _mean_inside(ink: Any, quad: Any, logits: bool) -> float:
    (x0, y0), (x1, y1) = np.floor(quad.min(axis=0)).astype(int), np.ceil(quad.max(axis=0)).astype(int)
    x0, y0 = max(x0, 0), max(y0, 0)
    part = np.ascontiguousarray(ink[y0 : y1 + 1, x0 : x1 + 1])
    if not part.size:
        return 0.0
    if logits:
        part = 1 / (1 + np.exp(-part))
    mask = np.zeros(part.shape, dtype=np.uint8)
    cv2.fillPoly(mask, [(quad - [x0, y0]).astype(np.int32)], 1)
    return float(cv2.mean(part, mask)[0])


def _clockwise(points: Any) -> Any:
    """Top left, top right, bottom right, bottom left."""
    by_x = points[np.argsort(points[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    return np.array([left[0], right[0], right[1], left[1]])


def plan_batches(crops: Sequence[Any]) -> Iterator[tuple[list[int], int]]:
    """Batches of crops near in width and capped in size: their indices by width, and the tensor's width."""
    widths = [line_width(crop) for crop in crops]
    order = sorted(range(len(crops)), key=lambda i: (widths[i], i))
    at = 0
    while at < len(order):
        end, full = at, 0
        while end < len(order):
            wide = _rounded_up(widths[order[end]])
            if end > at and wide * (end - at + 1) > BATCH_WIDTH:
                break
            full = wide
            end += 1
        yield order[at:end], full
        at = end


def _rounded_up(width: int) -> int:
    step = next(step for limit, step in WIDTH_STEPS if width <= limit)
    return max(NARROWEST, -(-width // step) * step)


def line_width(crop: Any) -> int:
    """How wide a crop is in its tensor; a long line is squeezed."""
    wide = LINE_HEIGHT * crop.shape[1] / max(1, crop.shape[0])
    return min(WIDEST, max(1, int(np.ceil(min(wide, LONG) + SQUEEZE * max(0.0, wide - LONG)))))


def batches(crops: Sequence[Any]) -> Iterator[tuple[list[int], Any]]:
    """The crops as tensors (n, 3, 48, w), with their indices."""
    for chosen, full in plan_batches(crops):
        tensor = np.zeros((len(chosen), 3, LINE_HEIGHT, full), dtype=np.float32)
        for row, i in enumerate(chosen):
            width = line_width(crops[i])
            grey = only_channel(crops[i])
            small = cv2.resize(np.ascontiguousarray(crops[i]) if grey is None else grey, (width, LINE_HEIGHT))
            if grey is None:
                small = small[:, :, ::-1].transpose(2, 0, 1)
            tensor[row, :, :, :width] = small / np.float32(127.5) - np.float32(1)
        yield chosen, tensor


def decode(probabilities: Any, characters: Sequence[str], used: float) -> Reading:
    """Greedy CTC of one line.

    Parameters
    ----------
    probabilities : ndarray of float, shape (steps, classes)
        Class 0 is CTC's blank.
    characters : sequence of str
        The character of each class.
    used : float
        Share of the steps that the crop fills; the rest is padding.
    """
    best = probabilities.argmax(axis=1)
    top = probabilities[np.arange(len(best)), best]
    starts = np.flatnonzero((best != 0) & np.concatenate([[True], best[1:] != best[:-1]]))
    steps = max(1e-6, len(best) * used)
    text: list[str] = []
    centres: list[float] = []
    scores: list[float] = []
    sure: list[float] = []
    offers: list[tuple[float, int, int, str]] = []  # probability, position in text, characters replaced, replacement
    for start in starts:
        end = start + 1
        while end < len(best) and best[end] == best[start]:
            end += 1
        peak = start + int(top[start:end].argmax())
        if top[peak] < CERTAIN_SYMBOL and unicodedata.category(characters[best[start]]) == "So":
            continue
        if top[peak] < CERTAIN:
            offers.extend(_runner_up(probabilities[peak], best[peak], characters, len(text)))
        text.append(characters[best[start]])
        # CTC scores each step: the first one of a run is what PaddleOCR and RapidOCR report.
        scores.append(float(top[start]))
        sure.append(float(top[peak]))
        centres.append((start + end) / 2 / steps)
    for step in np.flatnonzero((best == 0) & (top < 1 - OFFERED)):
        for offer in _unheard(probabilities, int(step), best, characters, starts):
            offers.append(offer)
            if offer[3] == " " and not _between_digits(text, offer[1]):
                continue  # the gap that a page leaves between a figure and 万元 makes neither doubtful
            # A character that nearly stood beside one makes that one doubtful too.
            for beside in {offer[1] - 1, offer[1]} & set(range(len(sure))):
                sure[beside] = min(sure[beside], 1 - offer[0])
    joined = "".join(text)
    others: list[str] = []
    for _, at, gone, new in sorted(offers, reverse=True):
        other = joined[:at] + new + joined[at + gone :]
        # Blanks are no reading of their own.
        if other.split() and "".join(other.split()) != "".join(joined.split()) and other not in others:
            others.append(other)
    score = sum(scores) / len(scores) if scores else 0.0
    return Reading(
        joined,
        round(score, 5),
        spans_of(text, centres),
        tuple(others[:MOST_ALTERNATIVES]),
        tuple(round(value, 4) for value in sure),
    )


def _between_digits(text: Sequence[str], at: int) -> bool:
    """Whether a place lies within a figure, where a blank would part it."""
    return 0 < at < len(text) and text[at - 1] in _OF_FIGURES and text[at] in _OF_FIGURES


def _runner_up(row: Any, winner: int, characters: Sequence[str], at: int) -> Iterator[tuple[float, int, int, str]]:
    for rival in np.argpartition(row, -3)[-3:]:
        if rival != winner and row[rival] >= OFFERED:
            yield float(row[rival]), at, 1, "" if rival == 0 else characters[rival]


def _unheard(
    probabilities: Any, step: int, best: Any, characters: Sequence[str], starts: Any
) -> Iterator[tuple[float, int, int, str]]:
    """A character that nearly appeared where the blank won (a lost decimal point, say)."""
    row = probabilities[step].copy()
    row[0] = 0
    rival = int(row.argmax())
    beside = best[max(0, step - 1) : step + 2]
    if row[rival] >= OFFERED and rival not in beside:
        yield float(row[rival]), int((starts < step).sum()), 0, characters[rival]


def spans_of(text: Sequence[str], centres: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Borders of the characters: half way to the neighbours, no wider than the line's own characters."""
    if not text:
        return ()
    # In units of a wide character: what the line's characters fill between first and last centre.
    em = [1.0 if unicodedata.east_asian_width(c) in "WF" else 0.55 for c in text]
    apart = [(b - a) / ((x + y) / 2) for a, b, x, y in zip(centres, centres[1:], em, em[1:], strict=False) if b > a]
    unit = float(np.median(apart)) if apart else 1.0 / em[0]
    spans = []
    for i, centre in enumerate(centres):
        half = em[i] * unit / 2
        left, right = max(0.0, centre - half), min(1.0, centre + half)
        if i:
            left = max(left, min(centre, (centres[i - 1] + centre) / 2))
        if i + 1 < len(centres):
            right = min(right, max(centre, (centres[i + 1] + centre) / 2))
        spans.append((round(left, 5), round(max(left, right), 5)))
    return tuple(spans)
