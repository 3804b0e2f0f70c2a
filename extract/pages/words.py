"""Words of a text layer, with a box per character, by PDFium."""

from __future__ import annotations

import ctypes
import io
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import pdfplumber
import pypdfium2.raw as pdfium_c

from extract.types import BBox, Word
from models.characters import radicals

#: Characters whose baselines are closer than this share of their size stand on one line.
SAME_LINE = 0.3
#: A gap wider than this share of the size ends a word.
WORD_GAP = 0.5
#: Two equal characters closer than this share of the size are one, printed twice to look bold.
TWICE = 0.1
#: Turns that a page is taken to have: nearest quarter, within this many degrees.
QUARTER = 20.0
#: Characters read of one page; more are no page of text.
MOST_CHARS = 200_000
#: Text render mode of characters that are not painted.
INVISIBLE = 3
#: Fill colours whose channels are all above this do not show on paper.
PALE = 240


class Paint(NamedTuple):
    """How characters are painted. ``embedded``: the file has the font; ``pale``: nearly white, or transparent."""

    mode: int = 0
    font: str = ""
    embedded: bool = False
    pale: bool = False


class Char(NamedTuple):
    """A character of the text layer, on the page as displayed, in points from the top left."""

    text: str
    box: BBox
    baseline: float
    size: float
    angle: int
    mapped: bool = True
    paint: Paint = Paint()


def read_chars(page: Any) -> tuple[list[Char], Counter[int]]:
    """All characters of a page in the order of its content, and how many have which turn.

    Parameters
    ----------
    page : pypdfium2.PdfPage

    Returns
    -------
    chars : list of Char
        Blanks and line ends that PDFium adds are left out.
    turns : Counter
        Degrees clockwise by which the characters are turned: 0, 90, 180, 270.
    """
    textpage = page.get_textpage()
    try:
        return _chars(page, textpage)
    finally:
        textpage.close()


def _chars(page: Any, textpage: Any) -> tuple[list[Char], Counter[int]]:
    shown = _Frame(page)
    count = min(textpage.count_chars(), MOST_CHARS)
    raw = textpage.raw
    unicode_of, box_of = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetCharBox
    loose_of, origin_of = pdfium_c.FPDFText_GetLooseCharBox, pdfium_c.FPDFText_GetCharOrigin
    angle_of, generated = pdfium_c.FPDFText_GetCharAngle, pdfium_c.FPDFText_IsGenerated
    broken = pdfium_c.FPDFText_HasUnicodeMapError
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    ox, oy = ctypes.c_double(), ctypes.c_double()
    loose = pdfium_c.FS_RECTF()
    chars: list[Char] = []
    turns: Counter[int] = Counter()
    pending = 0
    alike = radicals()
    paints = _Paints(raw)
    for i in range(count):
        code = unicode_of(raw, i)
        if 0xD800 <= code < 0xDC00:
            pending = code
            continue
        if 0xDC00 <= code < 0xE000:
            if not pending:
                continue
            code, pending = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00), 0
        if generated(raw, i) == 1:
            continue
        if code in (0, 0xFFFE, 0xFFFF):
            code = 0xFFFD
        if code < 32:
            continue
        if not box_of(raw, i, left, right, bottom, top) or not loose_of(raw, i, loose):
            continue
        origin_of(raw, i, ox, oy)
        quarter = _quarter(angle_of(raw, i), shown.rotation)
        if quarter is None:
            continue
        turns[quarter] += 1
        box = shown.box(loose.left, loose.bottom, loose.right, loose.top)
        if box.width <= 0 or box.height <= 0:
            box = shown.box(left.value, bottom.value, right.value, top.value)
        x, y = shown.point(ox.value, oy.value)
        upright = quarter in (0, 180)
        size = box.height if upright else box.width
        mapped = broken(raw, i) != 1
        chars.append(Char(alike.get(code) or chr(code), box, y if upright else x, size, quarter, mapped, paints.of(i)))
    return chars, turns


class _Paints:
    """How characters are painted; asked once per text object."""

    def __init__(self, raw: Any):
        self._raw = raw
        self._known: dict[int, Paint] = {}

    def of(self, index: int) -> Paint:
        item = pdfium_c.FPDFText_GetTextObject(self._raw, index)
        address = ctypes.cast(item, ctypes.c_void_p).value
        if address is None:
            return Paint()
        if address not in self._known:
            self._known[address] = self._look(item, index)
        return self._known[address]

    def _look(self, item: Any, index: int) -> Paint:
        name = ctypes.create_string_buffer(256)
        font = pdfium_c.FPDFTextObj_GetFont(item)
        if font:
            pdfium_c.FPDFFont_GetBaseFontName(font, name, len(name))
        channels = [ctypes.c_uint() for _ in range(4)]
        told = pdfium_c.FPDFText_GetFillColor(self._raw, index, *channels)
        return Paint(
            pdfium_c.FPDFTextObj_GetTextRenderMode(item),
            name.value.decode("utf-8", "replace"),
            bool(font) and pdfium_c.FPDFFont_GetIsEmbedded(font) == 1,
            bool(told) and (min(channel.value for channel in channels[:3]) > PALE or not channels[3].value),
        )


def read_chars_without_fonts(data: bytes, number: int) -> tuple[list[Char], Counter[int]]:
    """The characters of a page by pdfminer, which needs no glyphs.

    PDFium leaves out turned text whose font is neither embedded nor installed,
    because its glyphs are empty.
    """
    chars: list[Char] = []
    turns: Counter[int] = Counter()
    alike = radicals()
    with pdfplumber.open(io.BytesIO(data), pages=[number]) as document:
        page = document.pages[0]
        left, top = page.cropbox[0], page.cropbox[1]
        for char in page.chars[:MOST_CHARS]:
            a, b = char["matrix"][:2]
            quarter = _quarter((-math.atan2(b, a)) % (2 * math.pi), 0)
            text = char["text"].translate(alike)
            if quarter is None or not text or text.startswith("(cid:"):
                continue
            turns[quarter] += 1
            box = BBox(char["x0"] - left, char["top"] - top, char["x1"] - left, char["bottom"] - top)
            upright = quarter in (0, 180)
            # Boxes hang from the ascent alike, so their lower side serves as baseline.
            baseline = {0: box.bottom, 90: box.x0, 180: box.top, 270: box.x1}[quarter]
            chars.append(Char(text, box, baseline, box.height if upright else box.width, quarter))
    return chars, turns


def _quarter(radians: float, rotation: int) -> int | None:
    """Clockwise quarter turns of a character as displayed, None if it stands askew (a watermark)."""
    if radians < 0:
        return 0
    degrees = math.degrees(radians)
    nearest = round(degrees / 90) * 90
    if abs(degrees - nearest) > QUARTER:
        return None
    return (nearest + rotation) % 360


class _Frame:
    """From PDF coordinates to points from the top left of the page as displayed."""

    def __init__(self, page: Any):
        self.rotation = page.get_rotation()
        self.width, self.height = page.get_size()
        # PDFium's size is that of the crop box; its text coordinates count from the media box's zero.
        left, bottom, right, top = page.get_cropbox()
        ml, mb, mr, mt = page.get_mediabox()
        self.left, self.bottom = max(left, ml), max(bottom, mb)
        self.right, self.top = min(right, mr), min(top, mt)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> BBox:
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return BBox(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def turned(chars: Sequence[Char], rotation: int, width: float, height: float) -> list[Char]:
    """The characters on the page turned clockwise by ``rotation``; ``width`` and ``height`` before the turn."""
    if rotation == 0:
        return list(chars)
    out = []
    for char in chars:
        (x0, y0, x1, y1), base = char.box, char.baseline
        if rotation == 90:
            box = BBox(height - y1, x0, height - y0, x1)
        elif rotation == 180:
            box = BBox(width - x1, height - y1, width - x0, height - y0)
        else:
            box = BBox(y0, width - x1, y1, width - x0)
        angle = (char.angle + rotation) % 360
        across = char.angle in (90, 270)  # then the baseline is an x of the page before the turn
        if rotation == 90:
            base = base if across else height - base
        elif rotation == 180:
            base = width - base if across else height - base
        else:
            base = width - base if across else base
        out.append(char._replace(box=box, baseline=base, angle=angle))
    return out


def words_of(chars: Sequence[Char]) -> tuple[Word, ...]:
    """Join characters to words: one line, no gap, no blank; top to bottom, left to right."""
    level = [char for char in chars if char.angle == 0]
    others = [char for char in chars if char.angle != 0]
    words: list[tuple[float, float, Word]] = []
    for line in _lines(level):
        baseline = line[0].baseline
        for run in _runs(line):
            word = _word(run)
            words.append((baseline, word.bbox.x0, word))
    for run in _vertical_runs(others):
        word = _word(run)
        words.append((word.bbox.bottom, word.bbox.x0, word))
    words.sort(key=lambda item: (item[0], item[1]))
    return tuple(word for _, _, word in words)


def _lines(chars: Sequence[Char]) -> list[list[Char]]:
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: (c.baseline, c.box.x0)):
        # The first character's baseline is kept as the line's, so that lines cannot creep down the page.
        if lines and char.baseline - lines[-1][0].baseline <= SAME_LINE * min(char.size, lines[-1][0].size):
            lines[-1].append(char)
        else:
            lines.append([char])
    for line in lines:
        line.sort(key=lambda c: c.box.x0)
    return lines


def _runs(line: Sequence[Char]) -> list[list[Char]]:
    runs: list[list[Char]] = []
    last: Char | None = None
    for char in line:
        if char.text.isspace():
            last = None
            continue
        if last is not None:
            same_place = abs(char.box.x0 - last.box.x0) < TWICE * char.size
            if same_place and char.text == last.text:
                continue
            if char.box.x0 - last.box.x1 > WORD_GAP * min(char.size, last.size):
                last = None
        if last is None:
            runs.append([])
        runs[-1].append(char)
        last = char
    return runs


def _vertical_runs(chars: Sequence[Char]) -> list[list[Char]]:
    """Characters that stay turned on the upright page (a label up the side), in the order of the content."""
    runs: list[list[Char]] = []
    last: Char | None = None
    for char in chars:
        if char.text.isspace():
            last = None
            continue
        near = (
            last is not None
            and char.angle == last.angle
            and abs(char.baseline - last.baseline) <= SAME_LINE * char.size
            and abs(char.box.centre[1] - last.box.centre[1]) <= 2 * char.size
        )
        if not near:
            runs.append([])
        runs[-1].append(char)
        last = char
    return runs


def _word(run: Sequence[Char]) -> Word:
    boxes = tuple(BBox(*(round(v, 2) for v in char.box)) for char in run)
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    text = "".join(char.text for char in run)
    if len(text) != len(boxes):  # a character outside the basic plane or a ligature of several
        boxes = tuple(box for char, box in zip(run, boxes, strict=True) for _ in char.text)
    return Word(text, whole, 1.0, "layer", boxes)
