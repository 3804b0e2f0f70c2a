"""What tells right figures of a bad scan from misread ones: traits for ``models.marks``.

Of the readings: how sure, how many agree. Of the page's own digits: do the
pictures show what was read (``glyphs``). Of the neighbours: decimals as in the
column, codes that the classification knows, numerals that go on counting. Of
the page: how much of it is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from extract.numbers import fold_width
from extract.ocr.codes import CODE
from extract.ocr.figures import Asked, well_formed
from extract.ocr.glyphs import Witness, witnesses
from extract.types import BBox
from models.taxonomy import known_code

#: Figures with edges, or with centres, closer than this many line heights stand in one column, in one row.
COLUMN, ROW = 1.0, 0.5
#: Columns of fewer others say nothing of decimals, of codes.
LEAST_DECIMALS, LEAST_CODES = 3, 2
#: A column of so many others, of which so many are known codes, is one of codes.
LEAST_COLUMN, MOSTLY = 4, 0.6
#: Of a column of decimals so many figures have them.
NEARLY_ALL = 0.8
#: What stands farther beside a figure, in line heights, says nothing of it.
WIDE = 3.0
UNKNOWN = float("nan")

_DECIMALS = re.compile(r"[-\d,]*\.(\d+)")
_NUMERAL = re.compile(r"\d{1,2}")
_KINDS = tuple(
    map(
        re.compile,
        (
            r"[万亿千元%％‰年月日人个项次辆台户批家套件名天米吨]",
            r"[\u4e00-\u9fff]",
            r"[，。；：、（）()“”:;]",
            r"[.,·]",
        ),
    )
)
_BARE = re.compile(r"\d{1,4}[.,]?")
_DIGITS = re.compile(r"\d{1,8}")
_PLAIN = re.compile(r"[\d.,%()-]*")


def traits_of(
    pixels: Any, asked: Sequence[Asked], sure: float, uneasy: bool, stray: Sequence[BBox] = ()
) -> tuple[list[dict[str, float]], list[Witness | None]]:
    """The traits of all figures of a page, and what the page's own digits say of each.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
    asked : sequence of Asked
        All figures of the page, those that were not read again with their first reading alone.
    sure : float
        Score from which a first reading is sure.
    uneasy : bool
        Whether the page has so many doubts that all of its figures were read again.
    stray : sequence of BBox
        Ink that no line covered when the page was first read.

    Returns
    -------
    list of dict, list of Witness or None
        One of each per figure.
    """
    texts = [fold_width(one.tally()[0] or one.text) for one in asked]
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    # Within prose the places of characters are not known well enough.
    seen = witnesses(grey, [("" if one.inside else text, one.box) for one, text in zip(asked, texts, strict=True)])
    page = _of_page(asked, seen, sure, uneasy)
    around = _Around(asked, texts, stray)
    out = []
    for i, (one, text, witness) in enumerate(zip(asked, texts, seen, strict=True)):
        own = _of_readings(one, text, sure)
        out.append({**page, **own, **around.of(i), **_of_glyphs(one, witness, page["usual_margin"])})
    return out, seen


def _of_page(asked: Sequence[Asked], seen: Sequence[Witness | None], sure: float, uneasy: bool) -> dict[str, float]:
    many = max(1, len(asked))
    margins = [one.margin for one in seen if one]
    return {
        "page_unsure": sum(one.votes[0][1] < sure for one in asked) / many,
        "page_ill": sum(not well_formed(one.text) for one in asked) / many,
        "uneasy": float(uneasy),
        "usual_margin": float(np.median(margins)) if margins else 0.0,
        "page_negative": float(np.mean(np.array(margins) < 0)) if margins else 0.0,
    }


def _of_readings(one: Asked, text: str, sure: float) -> dict[str, float]:
    best, backing = one.tally()
    best = best or one.text
    others = [score for told, score in one.votes if told != best]
    return {
        "first": one.votes[0][1],
        "backing": backing,
        "votes": float(len(one.votes)),
        "agree": sum(told == best for told, _ in one.votes) / len(one.votes),
        "other_score": max(others, default=0.0),
        "best_score": max((score for told, score in one.votes if told == best), default=0.0),
        "changed": float(best != one.text),
        "ill": float(not well_formed(best)),
        "length": float(len(text)),
        "digits": float(sum(char.isdigit() for char in text)),
        "inside": float(one.inside),
        "asked_for_form": float(one.doubtful and one.votes[0][1] >= sure),
        "comma": float("," in text),
        "point": float("." in text),
        "odd": float(not _PLAIN.fullmatch(text)),
        "before_kind": _kind(one.before[-1:]),
        "behind_kind": _kind(one.behind[:1]),
        "before_score": one.before_score if one.before else UNKNOWN,
        "behind_score": one.behind_score if one.behind else UNKNOWN,
    }


def _kind(char: str) -> float:
    """Of what kind a character beside a figure is: none, what counts or measures, Han, a stop, a point, any other."""
    if not char:
        return 0.0
    return float(next((i for i, kind in enumerate(_KINDS, 1) if kind.fullmatch(char)), len(_KINDS) + 1))


def _of_glyphs(one: Asked, seen: Witness | None, usual: float) -> dict[str, float]:
    if seen is None:
        return {"seen": UNKNOWN}
    heard = {fold_width(told).replace(",", ".") for told, _ in one.votes}
    return {
        "margin": seen.margin,
        "margin_share": seen.margin / usual if usual > 0 else UNKNOWN,
        "rival_heard": float(seen.rival in heard),
        "seen": float(seen.seen),
        "worst": seen.worst,
        "fit": seen.fit,
        "longer": seen.length,
        "before": seen.before,
        "behind": seen.behind,
        "across": float(abs(seen.across)),
        "down": float(abs(seen.down)),
        "net": seen.net,
        "net_mean": seen.net_mean,
        "net_bad": float(seen.net_bad),
        "net_heard": float(seen.net_rival in heard),
        "net_same": float(seen.net_rival == seen.rival),
    }


class _Around:
    """What stands in the rows and columns of figures."""

    def __init__(self, asked: Sequence[Asked], texts: Sequence[str], stray: Sequence[BBox]):
        self._asked, self._texts, self._stray = asked, texts, stray
        self._places = np.array([(one.box.x0, one.box.x1, *one.box.centre) for one in asked], float).reshape(-1, 4)
        self._height = float(np.median([one.box.height for one in asked])) if asked else 1.0
        self._decimals = np.array([_decimals(text) for text in texts])
        self._codes = np.array([_code(text) for text in texts])
        lone = [bool(_NUMERAL.fullmatch(text)) and not one.inside for one, text in zip(asked, texts, strict=True)]
        self._numerals = np.array([int(text) if alone else -1 for text, alone in zip(texts, lone, strict=True)])

    def of(self, i: int) -> dict[str, float]:
        """The traits of a figure."""
        apart = np.abs(self._places - self._places[i])
        right = _others(apart[:, 1] < COLUMN * self._height, i)
        same = self._decimals == self._decimals[i]
        column = _others(apart[:, :3].min(axis=1) < COLUMN * self._height, i)
        known = self._codes[column] > 0
        counting = self._counting(i, apart)
        return {
            "column_decimals": float(same[right].mean()) if len(right) >= LEAST_DECIMALS else -1.0,
            "page_decimals": float(same.mean()) if self._decimals[i] >= 0 else -1.0,
            "code": float(self._codes[i]),
            "column_codes": float(known.mean()) if len(column) >= LEAST_CODES else -1.0,
            "code_length": self._code_length(i, column),
            "twice": float(self._codes[i] >= 0 and any(self._texts[k] == self._texts[i] for k in column)),
            "counting": counting,
            "bare": self._bare(i, right, counting),
            "room": self._room(
                i, [one.box for k, one in enumerate(self._asked) if k != i and apart[k, 3] < self._height]
            ),
            "stray": self._room(i, self._stray),
        }

    def _code_length(self, i: int, column: Any) -> float:
        """1 for a run of digits among codes that has the length of none."""
        if self._codes[i] >= 0 or not _DIGITS.fullmatch(self._texts[i]) or self._asked[i].inside:
            return 0.0
        return float(len(column) >= LEAST_COLUMN and (self._codes[column] > 0).mean() >= MOSTLY)

    def _bare(self, i: int, right: Any, counting: float) -> float:
        """1 for a figure without decimals in a column of figures that have them, and in no row that counts."""
        if self._decimals[i] >= 0 or self._asked[i].inside or not _BARE.fullmatch(self._texts[i]) or counting >= 0:
            return 0.0
        return float(len(right) >= LEAST_DECIMALS and (self._decimals[right] > 0).mean() >= NEARLY_ALL)

    def _room(self, i: int, boxes: Sequence[BBox]) -> float:
        """How far the nearest of some boxes of the figure's row stands beside it, in line heights."""
        own = self._asked[i].box
        rooms = [
            max(box.x0 - own.x1, own.x0 - box.x1)
            for box in boxes
            if abs(box.centre[1] - own.centre[1]) < ROW * self._height
        ]
        return float(np.clip(min(rooms, default=WIDE * self._height) / self._height, 0.0, WIDE))

    def _counting(self, i: int, apart: Any) -> float:
        """How many neighbours a lone numeral of a row or column goes on from; -1 where there is none such."""
        own = self._numerals[i]
        found = [-1.0]
        for axis, near in ((2, apart[:, 3] < ROW * self._height), (3, apart[:, 2] < COLUMN * self._height)):
            group = [k for k in _others(near, i) if self._numerals[k] >= 0]
            if own < 0 or len(group) < 2:
                continue
            place = self._places[:, axis]
            first = max((k for k in group if place[k] < place[i]), key=lambda k: place[k], default=None)
            last = min((k for k in group if place[k] > place[i]), key=lambda k: place[k], default=None)
            goes_on = first is not None and self._numerals[first] + 1 == own
            leads_on = last is not None and self._numerals[last] - 1 == own
            found.append(float(goes_on + leads_on))
        return max(found)


def _others(near: Any, i: int) -> Any:
    found = np.flatnonzero(near)
    return found[found != i]


def _decimals(text: str) -> int:
    found = _DECIMALS.fullmatch(text)
    return len(found[1]) if found else -1


def _code(text: str) -> int:
    """1 for a code that the classification has, 0 for a number of a code's length, -1 for all else."""
    return int(known_code(text)) if CODE.fullmatch(text) else -1
