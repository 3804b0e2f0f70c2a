"""Doubtful figures: which they are, a second reading of them, and the marks that travel with the word.

A figure is read again where its own characters are not sure or where it is no
well-formed number. The second reading sees another crop (wider or narrower,
stretched, blurred), by the same networks: it is independent of where the box
fell, of noise and of the width the line was squeezed to, not of what the
weights confuse. ``python -m benchmarks.pages repeats`` prints how often each
second reading repeats the first one's error, mends it, or questions what is right.

All readings vote, each with the score of its least sure character. What wins
stands as the text; the others are alternatives. On a page with figures enough
and any doubt left, all that is known of a figure is weighed (``traits``): the
readings, the page's own digits, its column, its page. The sum is how likely it
is misread, and decides whether it is marked; on other pages its backing does.
Marks, each about the characters of its figure (``Line.doubts``), so that one doubtful figure of a line of prose says
nothing of the others:

- ``number_format``: what stands there is no well-formed number, or its neighbours, or ink before it, show that it was
  broken off;
- ``code_length``: among codes a number that has not the length of one;
- ``code_name``: the name beside a code has another code, which differs in one digit and is an alternative;
- ``second_reading``: the text is that of a second reading, the first is an alternative;
- ``digits_differ``: the page's own digits look like another figure, which is an alternative;
- ``readings_differ``: no reading is backed by enough of the others;
- ``low_score``: all agree, and none of them is sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import cv2
import numpy as np

from extract.numbers import fold_width
from extract.ocr.codes import misnamed
from extract.ocr.engine import Engine, Line, Reading
from extract.ocr.figures import ALL_FIGURE, ILL_FORMED, Asked, broken_off, figures, stripped, well_formed
from extract.ocr.glyphs import FEWEST, Witness
from extract.ocr.traits import traits_of
from extract.types import BBox
from models.marks import misread, threshold

#: A figure whose least sure character is below this is read again.
ASK = 0.99
#: A figure backed by less than this (mean over its readings) is marked.
BACKED = 0.9
#: After the first second reading the others are asked where the figure is backed by less than this.
ENOUGH = 0.97
#: Characters of context, in line heights, on each side of a figure cut out of a longer line.
CONTEXT = 0.7
#: From this share of marked figures on (and so many) a page is uneasy: all of its figures are read again, and marked
#: where they are backed by less than this.
UNEASY, UNEASY_MANY, UNEASY_BACKED = 0.08, 5, 0.98
#: Words of so few characters without a digit, where a figure may stand, are marked below this score.
SHORT, SHORT_SCORE = 2, 0.8
#: On pages in doubt, words without digits and without Chinese are marked below this score.
LETTERS_SCORE = 0.95
#: Words of so few characters with a point and no digit are marked there.
POINTED = 3
#: Stops with which no line begins, and room before one (line heights) in which the word is that it belongs to.
STOPS, BEFORE_STOP = frozenset("，,。.；;、：:）)%"), 2.0
#: With so many marked figures a page may have lost others altogether.
GONE_MANY = 10
#: Figures in doubt after all readings from which on a page is weighed; one stands on many a good page.
DOUBTS = 2
#: Characters of a line that are looked at on each side of a figure.
BESIDE = 2
#: Ink of so many characters before a figure is one that was not read: 111.77 read 11.77. Where more than this share of
#: a page's figures (and so many) have it, as behind figures, it is the rules of cells.
UNREAD_BEFORE, OF_RULES, FEW = 0.5, 0.05, 3
#: Figures read again on one page; on a page with more, all others are marked unasked.
MOST_ASKED = 400


#: Scripts that no Chinese document uses: what is read as them is something else.
_FOREIGN = re.compile(r"[\u3040-\u309f\u30a0-\u30fa\u31f0-\u31ff\uac00-\ud7af]")


class _Dress(NamedTuple):
    """How a crop is changed before it is read: stretch across and down, blur and margin as shares of its height."""

    across: float
    down: float
    blur: float
    margin: float = 0.0


#: Measured over 4,000 figures of fax, seal and coarse pages: of the first one's errors these do not repeat, in this
#: order, 57, 41 and 41 of 100, and they call 1 of 100 right ones into question.
DRESSES = (_Dress(1.15, 1.0, 0.042), _Dress(1.5, 1.5, 0.028), _Dress(0.8, 1.0, 0.0))


def marked(engine: Engine, pixels: Any, lines: Sequence[Line], stray: Sequence[BBox] = ()) -> list[Line]:
    """The lines with their doubtful figures read again and marked.

    Parameters
    ----------
    engine : Engine
    pixels : ndarray of uint8, shape (height, width, 3)
        The level raster that the lines were read from.
    lines : sequence of Line
    stray : sequence of BBox
        Ink that detection did not see (``unread``): a figure beside it may be cut off.
    """
    every, uneasy = heard(engine, pixels, lines)
    return settled(pixels, lines, every, uneasy, stray)


def heard(engine: Engine, pixels: Any, lines: Sequence[Line]) -> tuple[list[Asked], bool]:
    """All figures, the doubtful ones with their second readings; and whether the page is uneasy."""
    every = [one for i, line in enumerate(lines) for one in figures_of(i, line)]
    asked = [one for one in every if one.doubtful]
    _ask(engine, pixels, asked)
    uneasy = sum(one.backing < BACKED for one in asked) >= max(UNEASY_MANY, UNEASY * len(every))
    if uneasy:
        _ask(engine, pixels, [one for one in every if not one.doubtful])
    return every, uneasy


def weighed(every: Sequence[Asked]) -> bool:
    """Whether a page has figures enough, and doubt enough, to hold them against each other."""
    return len(every) >= FEWEST and sum(one.backing < ENOUGH for one in every if len(one.votes) > 1) >= DOUBTS


def settled(
    pixels: Any, lines: Sequence[Line], every: Sequence[Asked], uneasy: bool, stray: Sequence[BBox] = ()
) -> list[Line]:
    """The lines with what their figures are after all readings, and with their marks."""
    out = list(lines)
    if weighed(every):
        traits, seen = traits_of(pixels, every, ASK, uneasy, stray)
        named = misnamed(every, lines)
        cut = _cut_before(every, traits)
        spoilt = [
            _spoilt(one, own, code) or ahead for one, own, code, ahead in zip(every, traits, named, cut, strict=True)
        ]
        told = list(zip(every, seen, misread(traits), spoilt, named, strict=True))
        # From the back, so that places of figures further left in the line stay true.
        for one, witness, chance, mark, code in sorted(told, key=lambda t: (t[0].line, -t[0].start)):
            out[one.line] = _judged(out[one.line], one, witness, chance, mark)
            if code:
                out[one.line] = _offered(out[one.line], one, (code,))
        return [_beheaded(_lettered(_short(line)), out) for line in out]
    backed = UNEASY_BACKED if uneasy else BACKED
    for one in sorted(every, key=lambda a: (a.line, -a.start)):
        if len(one.votes) > 1:
            out[one.line] = _told(out[one.line], one, backed)
    return [_short(line) for line in out]


def in_doubt(lines: Sequence[Line]) -> Literal["", "figures", "page"]:
    """Whether figures are marked, or so many that others on the page may be gone altogether."""
    every = [line for line in lines if any(char.isdigit() for char in line.text)]
    many = sum(bool(line.marks) for line in every)
    if many >= max(GONE_MANY, UNEASY * len(every)):
        return "page"
    return "figures" if many >= DOUBTS else ""


def second_readings(engine: Engine, pixels: Any, lines: Sequence[Line]) -> list[tuple[int, str, tuple[str, ...]]]:
    """Each figure's line, its first reading and what it reads in each of ``DRESSES``; measured, not marked."""
    every = [one for i, line in enumerate(lines) for one in figures_of(i, line)]
    _vote(engine, pixels, every, DRESSES)
    return [(one.line, one.text, tuple(text for text, _ in one.votes[1:])) for one in every]


def _ask(engine: Engine, pixels: Any, asked: Sequence[Asked]) -> None:
    """Have figures read again; what goes beyond the limit is backed by nothing."""
    read, unread = asked[:MOST_ASKED], asked[MOST_ASKED:]
    _vote(engine, pixels, read, DRESSES[:1])
    _vote(engine, pixels, [one for one in read if one.backing < ENOUGH], DRESSES[1:])
    for one in unread:
        one.votes.append(("", 0.0))
        one.unheard = True


def figures_of(index: int, line: Line) -> Iterator[Asked]:
    """The figures of a line, with their first reading."""
    for start, end in figures(line.text):
        text = stripped(line.text[start:end])
        # The score of a rule that was read as a bracket does not count against the figure.
        first = start + max(0, line.text[start:end].find(text))
        least = min(line.char_scores[first : first + len(text)] or (line.score,))
        doubtful = least < ASK or not well_formed(text) or text != line.text[start:end]
        inside = (start, end) != (0, len(line.text))
        asked = Asked(index, start, end, text, _place(line, start, end), [(text, least)], doubtful, inside)
        yield beside(asked, line)


def beside(asked: Asked, line: Line) -> Asked:
    """The figure with what stands beside it in its line."""
    first, last = max(0, asked.start - BESIDE), asked.end + BESIDE
    asked.before, asked.behind = line.text[first : asked.start], line.text[asked.end : last]
    if len(line.char_scores) == len(line.text):
        asked.before_score = min(line.char_scores[first : asked.start], default=1.0)
        asked.behind_score = min(line.char_scores[asked.end : last], default=1.0)
    return asked


def _short(line: Line) -> Line:
    """A word so short and unsure that a digit may have been taken for it, or in a script of no such document."""
    digits = any(char.isdigit() for char in line.text)
    short = len(line.text) <= SHORT and not digits and line.score < SHORT_SCORE
    return _with(line, "low_score") if short or _FOREIGN.search(line.text) else line


def _lettered(line: Line) -> Line:
    """On a page in doubt, letters and signs that are not sure may be what a figure was taken for."""
    digits = any(char.isdigit() for char in line.text)
    letters = line.text.isascii() and not digits and line.score < LETTERS_SCORE
    # 节. where 569.76 is printed: a full stop of Chinese text is round.
    pointed = not digits and len(line.text) <= POINTED and "." in line.text
    return _with(line, "low_score") if letters or pointed else line


def _beheaded(line: Line, others: Sequence[Line]) -> Line:
    """On a page in doubt, no line of Chinese text begins with a stop: what stood before it is gone."""
    if line.text[:1] not in STOPS or not line.text:
        return line
    near = BEFORE_STOP * line.bbox.height
    middle = line.bbox.centre[1]
    before = any(
        other.bbox.top < middle < other.bbox.bottom and line.bbox.x0 - near < other.bbox.x1 <= line.bbox.x0 + near / 2
        for other in others
        if other.bbox.x0 < line.bbox.x0
    )
    return line if before else _with(line, "low_score", (0, 1))


def _place(line: Line, start: int, end: int) -> BBox:
    """The box of a figure; of one inside a line with a little context."""
    if (start, end) == (0, len(line.text)) or len(line.char_boxes) != len(line.text):
        return line.bbox
    beside = CONTEXT * line.bbox.height
    x0 = line.bbox.x0 if start == 0 else line.char_boxes[start].x0 - beside
    x1 = line.bbox.x1 if end == len(line.text) else line.char_boxes[end - 1].x1 + beside
    return BBox(x0, line.bbox.top, x1, line.bbox.bottom)


def _vote(engine: Engine, pixels: Any, asked: Sequence[Asked], dresses: Sequence[_Dress]) -> None:
    crops = [_dressed(pixels, one.box, dress) for one in asked for dress in dresses]
    readings = iter(engine.recognise(crops)) if crops else iter(())
    for one in asked:
        for _ in dresses:
            one.votes.append(_heard(next(readings), one))


def _heard(reading: Reading, one: Asked) -> tuple[str, float]:
    """What a second reading says of the figure, and how sure it is."""
    text = reading.text
    spans = [(0, len(text))] if text and ALL_FIGURE.fullmatch(fold_width(text)) else list(figures(text))
    found = [(stripped(text[a:b].strip()), min(reading.char_scores[a:b], default=reading.score)) for a, b in spans]
    # With context, halves of the neighbours come in as well and may look like figures.
    for text, score in found:
        if text == one.text or (one.inside and one.text in text):
            return one.text, score
    return found[0] if len(found) == 1 else ("", 0.0)


def _dressed(pixels: Any, box: BBox, dress: _Dress) -> Any:
    height, width = pixels.shape[:2]
    margin = dress.margin * box.height
    x0, x1 = max(0, round(box.x0 - margin)), min(width, round(box.x1 + margin))
    y0, y1 = max(0, round(box.top - margin)), min(height, round(box.bottom + margin))
    piece = np.ascontiguousarray(pixels[y0 : max(y1, y0 + 2), x0 : max(x1, x0 + 2)])
    if not piece.size:
        return np.full((8, 8, 3), 255, np.uint8)
    if (dress.across, dress.down) != (1.0, 1.0):
        piece = cv2.resize(piece, None, fx=dress.across, fy=dress.down, interpolation=cv2.INTER_CUBIC)
    return cv2.GaussianBlur(piece, (0, 0), dress.blur * piece.shape[0]) if dress.blur else piece


def _told(line: Line, one: Asked, backed: float) -> Line:
    """The line with the outcome of the vote."""
    best, backing = one.tally()
    line, others, changed = _voted(line, one, best, backing)
    place = (one.start, one.start + len(best))
    if changed:
        line = _with(line, "second_reading", place)
    if not well_formed(best):
        line = _with(line, "number_format", place)
    elif backing < backed:
        line = _with(line, "low_score" if not others else "readings_differ", place)
    return replace(line, score=min(line.score, round(backing, 5))) if line.marks else line


def _judged(line: Line, one: Asked, witness: Witness | None, chance: float, spoilt: str) -> Line:
    """The line with the outcome of the vote, marked where all that is known of the figure makes it likely misread."""
    best = one.tally()[0] or one.text
    formed = well_formed(best) and not spoilt
    limit = threshold(one.inside)
    if witness and witness.against:
        chance = max(chance, limit)
    sure = 1 - chance if formed else min(1 - chance, ILL_FORMED)
    line, others, changed = _voted(line, one, best, sure)
    if formed and chance < limit and not one.unheard:
        return line
    place = (one.start, one.start + len(best))
    own: list[str] = [] if formed else [spoilt or "number_format"]
    rivals = [witness.rival] * (witness.margin < 0) + [witness.net_rival] * (witness.net < 0) if witness else []
    if rivals:
        own.append("digits_differ")
        line = _offered(line, one, [_pointed(rival, best) for rival in rivals])
    if changed:
        own.append("second_reading")
    elif others:
        own.append("readings_differ")
    for mark in own or ["low_score"]:
        line = _with(line, mark, place)
    return replace(line, score=min(line.score, round(sure, 5)))


def _spoilt(one: Asked, traits: Mapping[str, float], code: str) -> str:
    """The mark of a figure that what stands around it shows to be no whole one; "" where nothing does."""
    if traits["code_length"] > 0:
        return "code_length"
    if code:
        return "code_name"
    # 9 where 99.64 is printed, 36. where 3636.67 is: list numbers stand in the line of what they number.
    cut = not one.inside and one.text[-1:] in ".,"
    return "number_format" if cut or traits["bare"] > 0 or broken_off(one) else ""


def _cut_before(every: Sequence[Asked], traits: Sequence[Mapping[str, float]]) -> list[str]:
    """The mark of each figure with ink before it that no character accounts for; "" for the others."""
    ahead = [not one.inside and own.get("before", 0.0) >= UNREAD_BEFORE for one, own in zip(every, traits, strict=True)]
    few = sum(ahead) <= max(FEW, OF_RULES * len(every))
    return ["number_format" if few and one else "" for one in ahead]


def _offered(line: Line, one: Asked, texts: Sequence[str]) -> Line:
    """The line with other readings of a figure among its alternatives."""
    best = one.tally()[0] or one.text
    kept = [line.text[: one.start] + text + line.text[one.start + len(best) :] for text in texts if text != best]
    return replace(line, alternatives=tuple(dict.fromkeys((*line.alternatives, *kept))))


def _pointed(rival: str, best: str) -> str:
    """A rival, which has points alone, with the commas of what was read."""
    same = zip(rival, fold_width(best), strict=True) if len(rival) == len(best) else ()
    return "".join("," if char == "." and read == "," else char for char, read in same) or rival


def _voted(line: Line, one: Asked, best: str, score: float) -> tuple[Line, list[str], bool]:
    """The line with the winner of the vote; what else was read; whether the winner is of a second reading."""
    before = line.text[one.start : one.end]
    others = [text for text, _ in one.votes if text and text != best]
    line = _scored(line, one.start, one.end, score)
    alternatives = [line.text[: one.start] + text + line.text[one.end :] for text in others]
    if best != before and best:
        line = replaced(line, one.start, one.end, best)
        alternatives.append(line.text[: one.start] + before + line.text[one.start + len(best) :])
    kept = (text for text in (*alternatives, *line.alternatives) if text != line.text)
    return replace(line, alternatives=tuple(dict.fromkeys(kept))), others, bool(best) and best not in (before, one.text)


def _scored(line: Line, start: int, end: int, score: float) -> Line:
    """The line with the outcome of the vote as the score of the figure's characters."""
    if len(line.char_scores) != len(line.text):
        return line
    own = (round(min(score, 1.0), 4),) * (end - start)
    return replace(line, char_scores=(*line.char_scores[:start], *own, *line.char_scores[end:]))


def replaced(line: Line, start: int, end: int, text: str) -> Line:
    """The line with other characters in a place; boxes and scores follow."""
    whole = line.text[:start] + text + line.text[end:]
    boxes: tuple[BBox, ...] = ()
    if len(line.char_boxes) == len(line.text):
        own = line.char_boxes[start:end]
        boxes = (*line.char_boxes[:start], *_shared(own, len(text)), *line.char_boxes[end:])
    scores: tuple[float, ...] = ()
    if len(line.char_scores) == len(line.text):
        least = min(line.char_scores[start:end])
        scores = (*line.char_scores[:start], *([least] * len(text)), *line.char_scores[end:])
    longer = len(text) - (end - start)
    doubts = tuple((a + longer, b + longer) if a >= end else (a, b) for a, b in line.doubts)
    return replace(line, text=whole, char_boxes=boxes, char_scores=scores, doubts=doubts)


def _shared(boxes: Sequence[BBox], many: int) -> tuple[BBox, ...]:
    """The place of some characters divided among others."""
    if len(boxes) == many:
        return tuple(boxes)
    left, right = boxes[0].x0, boxes[-1].x1
    step = (right - left) / many
    top, bottom = min(box.top for box in boxes), max(box.bottom for box in boxes)
    return tuple(BBox(left + i * step, top, left + (i + 1) * step, bottom) for i in range(many))


def _with(line: Line, mark: str, place: tuple[int, int] | None = None) -> Line:
    """The line with a mark about the characters of a place, or about all of it."""
    marks = line.marks if mark in line.marks else (*line.marks, mark)
    place = place or (0, len(line.text))
    return replace(line, marks=marks, doubts=line.doubts if place in line.doubts else (*line.doubts, place))
