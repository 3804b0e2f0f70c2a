"""From quadrilaterals on a page to lines of text: cropping, tall boxes, character boxes, reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from extract.ocr.engine import Engine, Line, Reading
from extract.types import BBox

#: Up to this height over width a tall box is one upright character (a lone 1 is 1 : 2.3), not a turned line.
TALL_IS_A_LINE = 2.5
#: From this height over width a box may hold characters stacked upright, if rows of paper part them.
MAY_BE_A_STACK = 1.3
#: A quad is warped level if its tilt would raise the crop by more than this share of its height.
TILT_SHARE = 0.2
#: Lines whose centres are closer than this share of their height stand in one row.
SAME_ROW = 0.5
#: Dots that lead to the page number of a contents.
LEADERS = re.compile(r"…[….·]*|[.·]{3,}")
#: A gap between two characters wider than this many line heights ends a word.
WORD_GAP = 1.1


def crop(pixels: Any, quad: Any) -> Any:
    """The part of the raster inside the quadrilateral, level."""
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    height = float(np.linalg.norm(quad[0] - quad[3]))
    if (bottom - top) - height <= TILT_SHARE * height:
        y0, y1 = max(0, round(float(top))), round(float(bottom))
        x0, x1 = max(0, round(float(left))), round(float(right))
        return pixels[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    width = max(1, round(float(np.linalg.norm(quad[0] - quad[1]))))
    target = np.array([[0, 0], [width, 0], [width, round(height)], [0, round(height)]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    return cv2.warpPerspective(
        pixels, matrix, (width, max(1, round(height))), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def read_quads(engine: Engine, pixels: Any, quads: Any) -> list[Line]:
    """Read the quadrilaterals of a raster; those without text are left out."""
    flat: list[Any] = []
    tall: list[Any] = []
    for quad in quads:
        height = np.linalg.norm(quad[0] - quad[3])
        width = np.linalg.norm(quad[0] - quad[1])
        if min(height, width) < 2:
            continue
        stacked = height > MAY_BE_A_STACK * width and len(_stack(crop(pixels, quad))) > 1
        (tall if height > TALL_IS_A_LINE * width or stacked else flat).append(quad)
    crops = [crop(pixels, quad) for quad in flat]
    readings = _before_leaders(engine, crops, engine.recognise(crops))
    lines = [line for quad, reading in zip(flat, readings, strict=True) for line in _words(quad, reading)]
    for quad in tall:
        lines.extend(_read_tall(engine, pixels, quad))
    return lines


def _before_leaders(engine: Engine, crops: Sequence[Any], readings: Sequence[Reading]) -> list[Reading]:
    """The readings, what stands before the leaders of a contents read by itself.

    In a line that is mostly dots the network takes thin strokes (一、, 十一、) for more of them.
    """
    asked: list[tuple[int, int]] = []  # reading, where its leaders begin
    for i, reading in enumerate(readings):
        found = LEADERS.search(reading.text)
        told = len(reading.text) == len(reading.spans) == len(reading.char_scores)
        if found is not None and told and reading.text[: found.start()].strip():
            asked.append((i, found.start()))
    pieces = [crops[i][:, : max(1, round(readings[i].spans[end][0] * crops[i].shape[1]))] for i, end in asked]
    out = list(readings)
    for (i, end), again in zip(asked, engine.recognise(pieces) if pieces else (), strict=True):
        before = out[i]
        alone = len(again.text) == len(again.spans) == len(again.char_scores) > 0
        if alone and again.score >= sum(before.char_scores[:end]) / end:
            share = before.spans[end][0]
            out[i] = Reading(
                again.text + before.text[end:],
                before.score,
                (*((a * share, b * share) for a, b in again.spans), *before.spans[end:]),
                (),
                again.char_scores + before.char_scores[end:],
            )
    return out


def _words(quad: Any, reading: Reading) -> list[Line]:
    """The reading as lines of the page, cut at blanks and wide gaps."""
    text = reading.text
    if not text.strip():
        return []
    boxes = _char_boxes(quad, reading)
    whole = BBox(*(float(v) for v in (*quad.min(axis=0), *quad.max(axis=0))))
    if not boxes:
        return [Line(text.strip(), reading.score, whole, (), reading.alternatives)]
    scores = reading.char_scores if len(reading.char_scores) == len(text) else ()
    runs: list[list[int]] = [[]]
    for i, char in enumerate(text):
        if char.isspace():
            runs.append([])
            continue
        if runs[-1] and boxes[i].x0 - boxes[runs[-1][-1]].x1 > WORD_GAP * boxes[i].height:
            runs.append([])
        runs[-1].append(i)
    runs = [run for run in runs if run]
    if len(runs) == 1 and len(runs[0]) == len(text):
        return [Line(text, reading.score, whole, boxes, reading.alternatives, scores)]
    out = []
    for n, run in enumerate(runs):
        x0 = whole.x0 if n == 0 else boxes[run[0]].x0
        x1 = whole.x1 if n == len(runs) - 1 else boxes[run[-1]].x1
        own = tuple(boxes[i] for i in run)
        box = BBox(x0, min(b.top for b in own), x1, max(b.bottom for b in own))
        own_scores = tuple(scores[i] for i in run) if scores else ()
        out.append(Line("".join(text[i] for i in run), reading.score, box, own, _part(reading, run), own_scores))
    return out


def _part(reading: Reading, run: Sequence[int]) -> tuple[str, ...]:
    """The part of each alternative that belongs to the run, where it has the same pieces."""
    pieces = reading.text.split()
    mine = "".join(reading.text[i] for i in run)
    if mine not in pieces:
        return ()
    at = pieces.index(mine)
    found = (other.split() for other in reading.alternatives)
    return tuple(o[at] for o in found if len(o) == len(pieces) and o[at] != mine)


def _char_boxes(quad: Any, reading: Reading) -> tuple[BBox, ...]:
    if len(reading.spans) != len(reading.text):
        return ()
    # Where each character begins and ends on the upper and on the lower side of the line: (n, 2, 2) each.
    ends = np.asarray(reading.spans, dtype=np.float32)[:, :, None]
    corners = np.concatenate([quad[0] + (quad[1] - quad[0]) * ends, quad[3] + (quad[2] - quad[3]) * ends], axis=1)
    boxes = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    return tuple(BBox(*box) for box in boxes.tolist())


def _read_tall(engine: Engine, pixels: Any, quad: Any) -> list[Line]:
    """A tall box: characters stacked upright, or a line turned by 90°; the better score wins."""
    piece = crop(pixels, quad)
    if not piece.size:
        return []
    bbox = BBox(*(float(v) for v in (*quad.min(axis=0), *quad.max(axis=0))))
    cuts = _stack(piece) or _equal_parts(piece)
    turned = engine.recognise([np.rot90(piece, 1), np.rot90(piece, -1)])
    stacked = engine.recognise([piece[top:bottom] for top, bottom in cuts])
    stack_text = "".join(r.text.strip() for r in stacked)
    stack_score = sum(r.score for r in stacked) / max(1, len(stacked))
    best = max(turned, key=lambda r: r.score)
    if stack_text and stack_score >= best.score:
        # One box per piece; a piece that holds several characters shares its box among them.
        boxes = tuple(
            BBox(bbox.x0, bbox.top + top, bbox.x1, bbox.top + bottom)
            for (top, bottom), reading in zip(cuts, stacked, strict=True)
            for _ in reading.text.strip()
        )
        return [Line(stack_text, stack_score, bbox, boxes)]
    return [Line(best.text.strip(), best.score, bbox)] if best.text.strip() else []


def _stack(piece: Any) -> list[tuple[int, int]]:
    """Where the characters of a stack begin and end, by the rows without ink; empty where it is no stack."""
    height, width = piece.shape[:2]
    grey = piece.min(axis=2)
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    # A rule at the side of the box is no ink of the characters.
    side = max(1, width // 8)
    dark = grey[:, side:-side] < threshold if width > 2 * side else grey < threshold
    ink = dark.sum(axis=1) > 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], ink.astype(np.int8), [0]])))
    merged: list[tuple[int, int]] = []
    for top, bottom in zip(edges[::2], edges[1::2], strict=True):
        # Strokes of one character (二, 三, 合) lie closer than a character's height.
        if merged and bottom - merged[-1][0] <= 0.9 * width:
            merged[-1] = (merged[-1][0], int(bottom))
        else:
            merged.append((int(top), int(bottom)))
    merged = [(top, bottom) for top, bottom in merged if bottom - top > 0.3 * width]
    if len(merged) < 2 or max(bottom - top for top, bottom in merged) > 1.2 * width:
        return []
    margin = max(1, width // 10)
    return [(max(0, top - margin), min(height, bottom + margin)) for top, bottom in merged]


def _equal_parts(piece: Any) -> list[tuple[int, int]]:
    height, width = piece.shape[:2]
    borders = np.linspace(0, height, max(1, round(height / width)) + 1).astype(int)
    return [(int(a), int(b)) for a, b in zip(borders, borders[1:], strict=False)]


def reading_order(lines: Sequence[Line]) -> list[Line]:
    """Rows from top to bottom, each from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda item: item.bbox.centre[1]):
        last = rows[-1] if rows else None
        if last is not None:
            middle = sum(item.bbox.centre[1] for item in last) / len(last)
            height = min(line.bbox.height, last[-1].bbox.height)
            if abs(line.bbox.centre[1] - middle) <= SAME_ROW * height:
                last.append(line)
                continue
        rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda item: item.bbox.x0)]
