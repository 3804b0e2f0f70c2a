"""A witness of figures that shares no weights with the reader: the page's own digits, and a small network of its own.

The digits of one page are of one font and recur hundreds of times. From all
figures as they were read the mean picture of every digit and the ways in which
pictures of one digit differ are taken; the few that were read wrong hardly move
them. Each digit of a figure is then held against the pictures of all ten, the
figure's own share in them taken out. Print sets digits at even steps, which
are taken from the page as well. The network (``models.marks``) has learned
digits from other renderings and needs no page.

Only figures that fill their line (cells) are looked at: within prose the
places of characters are not known well enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from extract.types import BBox
from models.marks import CHARACTERS, digit_scores

#: Digits are brought to this height in pixels; a band of so many rows around them is looked at.
HEIGHT, BAND = 20, 26
#: Of fewer figures no pictures are taken.
FEWEST = 12
#: Rows and columns dark over so much of a crop are rules.
RULE_COLUMN = 0.85
#: Ink of this share of black and more is dark.
DARK = 0.3
#: Rows and columns with less of it than this share of the darkest are paper.
PAPER = 0.15
#: Heights that differ from the page's by less than this share are of the same size of print, by more than that of none.
SAME_SIZE, OTHER_SIZE = 0.18, 0.45
#: Steps of digits, of points, and what is missing at the ends, as shares of the height, where a page does not tell;
#: and for how many figures that counts.
STEPS, COUNTS_FOR = (0.66, 0.45, 0.12), (0.5, 1.0, 2.0)
#: Spread that a pixel has at least (of 1, the blackest).
LEAST_SPREAD = 0.12
#: Paper put around a crop, in pixels at the common height.
MARGIN = 24
#: Rounds in which figures are shifted across and down to fit pictures taken anew: by how much at most.
SEARCH = ((3, 2), (9, 4), (3, 2))
#: What a pixel of shift costs, squared.
FAR = 0.3
#: How far a character may stand aside of its step, across and down.
ASIDE, ABOVE = 2, 1
#: Contrast below which a picture is not raised further.
FAINT = 0.15
#: Margin below which the pictures speak against a figure if the network does too (models/marks/card.md: how often).
AGAINST = -10.0
#: Scores further apart than this say no more.
UTMOST = 99.0


@dataclass(frozen=True, slots=True)
class Witness:
    """What the page's own digits, and the network, say of a figure.

    Parameters
    ----------
    margin : float
        By how much its least certain character is likelier, by the page's pictures, than any
        other in its place (log likelihood); negative where another is.
    rival : str
        The figure with that other, points for commas.
    seen : int
        How often the rarest of its digits stands elsewhere on the page.
    worst : float
        How little its least likely character fits (half the mean square in units of spread).
    fit : float
        Misfit of its pixels, 1 for the page's usual figure.
    length : float
        How much longer its ink is than its characters, in digits.
    before, behind : float
        Ink left and right of its characters, in characters.
    across, down : int
        How far it had to be shifted.
    net, net_mean, net_bad, net_rival
        The network's margin, its mean over the characters, how many characters it takes for
        others, and the figure with its rival.
    """

    margin: float
    rival: str
    seen: int
    worst: float
    fit: float
    length: float
    before: float
    behind: float
    across: int
    down: int
    net: float
    net_mean: float
    net_bad: int
    net_rival: str

    @property
    def against(self) -> bool:
        """Whether pictures and network, which know nothing of each other, see the same other figure."""
        return self.margin < AGAINST and self.net < 0 and self.rival == self.net_rival


@dataclass
class Glyphs:
    """A figure brought to the common height: its ink, where it begins, a picture of each of its characters."""

    index: int
    text: str
    ink: Any
    top: float
    left: float
    extent: float
    across: int = 0
    down: int = 0
    cuts: Any = None

    @property
    def at(self) -> Any:
        """Its characters as places in ``CHARACTERS``."""
        return np.array([CHARACTERS.index(char) for char in self.text])


@dataclass(frozen=True)
class Steps:
    """Even steps of print in pixels: of a digit, of a point, and what the ink lacks of them at the ends."""

    digit: float
    point: float
    lacking: float

    def length(self, text: str) -> float:
        """How long the ink of a figure is."""
        points = text.count(".")
        return (len(text) - points) * self.digit + points * self.point - self.lacking


def witnesses(grey: Any, figures: Sequence[tuple[str, BBox]]) -> list[Witness | None]:
    """For each figure what the page's own digits say; None where they say nothing.

    Parameters
    ----------
    grey : ndarray of uint8, shape (height, width)
    figures : sequence of (str, BBox)
        As read, with their places in pixels; others than digits, points and commas are passed over.

    Returns
    -------
    list of Witness or None
        One per figure.
    """
    out: list[Witness | None] = [None] * len(figures)
    known, steps = placed(grey, figures)
    if not known:
        return out
    pictures = Pictures(known)
    misfits = [pictures.misfit(one) for one in known]
    usual = max(float(np.median(misfits)), 1e-6)
    ink = max(float(np.median([one.ink.sum() / len(one.text) for one in known])), 1e-6)
    for one, misfit in zip(known, misfits, strict=True):
        shifted, aside = aside_cuts(one, steps)
        margin, rival, seen, worst = pictures.judge(one, shifted, aside)
        net, rivals = _heard(one, shifted)
        begins = one.left + one.across - steps.lacking / 2 + MARGIN
        ends = begins + steps.length(one.text) + steps.lacking
        out[one.index] = Witness(
            margin,
            rival,
            seen,
            worst,
            misfit / usual,
            (one.extent - steps.length(one.text)) / steps.digit,
            float(one.ink[:, : max(0, round(begins))].sum()) / ink,
            float(one.ink[:, max(0, round(ends)) :].sum()) / ink,
            one.across,
            one.down,
            float(net.min()),
            float(np.minimum(net, 3.0).mean()),
            int((net < 0).sum()),
            rivals,
        )
    return out


def placed(grey: Any, figures: Sequence[tuple[str, BBox]]) -> tuple[list[Glyphs], Steps]:
    """The figures of the page's commonest size, each where it fits the others best, and the steps of the print."""
    known = _measured(grey, figures)
    if len(known) < FEWEST:
        return [], Steps(0, 0, 0)
    steps = _steps(known)
    for one in known:
        one.cuts = _cuts(one, steps, np.zeros(1), np.zeros(1))[0]
    for across, down in SEARCH:
        pictures = Pictures(known)
        for one in known:
            pictures.place(one, steps, across, down)
    return known, steps


def _measured(grey: Any, figures: Sequence[tuple[str, BBox]]) -> list[Glyphs]:
    """The figures of digits and points of the commonest size, at the common height."""
    paper, black = float(np.median(grey)), float(np.percentile(grey[::4, ::4], 0.5))
    found = []
    for index, (text, box) in enumerate(figures):
        plain = text.replace(",", ".")
        if not plain or any(char not in CHARACTERS for char in plain):
            continue
        piece = grey[max(0, round(box.top)) : round(box.bottom), max(0, round(box.x0)) : round(box.x1)]
        if piece.shape[0] < 6 or piece.shape[1] < 4:
            continue
        ink = np.clip((paper - piece.astype(np.float32)) / max(1.0, paper - black), 0, 1)
        ink = _without_rules(ink)
        rows = _span((ink > DARK).sum(axis=1))
        if rows is not None:
            found.append((index, plain, ink, rows))
    if len(found) < FEWEST:
        return []
    height = float(np.median([rows[1] - rows[0] for _, _, _, rows in found]))
    known = []
    for index, plain, ink, rows in found:
        own = rows[1] - rows[0]
        if abs(own / height - 1) > OTHER_SIZE:
            continue
        scale = HEIGHT / (height if abs(own / height - 1) < SAME_SIZE else own)
        scaled = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        columns = _span((scaled > DARK).sum(axis=0))
        if columns is not None:
            top = ((rows[0] + rows[1]) * scale - BAND) / 2
            padded = np.pad(scaled, MARGIN)
            known.append(Glyphs(index, plain, padded, top, columns[0], columns[1] - columns[0]))
    return known


def _without_rules(ink: Any) -> Any:
    """The ink without what touches the border of the crop or runs down all of it."""
    dark = (ink > DARK).astype(np.uint8)
    many, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    tall, wide = ink.shape
    gone = np.zeros(ink.shape, np.uint8)
    for i in range(1, many):
        x, y, w, h, _ = stats[i]
        touches = x <= 0 or y <= 0 or x + w >= wide or y + h >= tall
        central = x < wide / 2 < x + w and y < tall / 2 < y + h
        if (touches and not central) or h >= RULE_COLUMN * tall:
            gone[labels == i] = 1
    return np.where(cv2.dilate(gone, np.ones((3, 3), np.uint8)) > 0, np.float32(0), ink)


def _span(profile: Any) -> tuple[float, float] | None:
    """First and last place (behind it) with more ink than paper has."""
    most = float(profile.max(initial=0))
    if most < 1:
        return None
    inked = np.flatnonzero(profile > PAPER * most)
    return float(inked[0]), float(inked[-1] + 1)


def _steps(known: Sequence[Glyphs]) -> Steps:
    """By least squares over the lengths of the figures' ink, outliers weighed down."""
    rows = np.array([[sum(c != "." for c in one.text), one.text.count("."), -1.0] for one in known])
    goal = np.array([one.extent for one in known])
    prior, ridge = np.array(STEPS) * HEIGHT, np.diag(COUNTS_FOR)
    weights, found = np.ones(len(goal)), np.array(STEPS) * HEIGHT
    for _ in range(8):
        weighted = rows * weights[:, None]
        found = np.linalg.solve(rows.T @ weighted + ridge, weighted.T @ goal + ridge @ prior)
        weights = 1 / np.maximum(1.0, np.abs(goal - rows @ found)) ** 2
    digit = float(np.clip(found[0], 0.3 * HEIGHT, 1.2 * HEIGHT))
    return Steps(digit, float(np.clip(found[1], 2.0, digit * 1.2)), float(found[2]))


def _cuts(one: Glyphs, steps: Steps, across: Any, down: Any) -> Any:
    """A picture of each character for each of some shifts, array (shifts, n, BAND, width of a digit)."""
    wide = round(steps.digit)
    lengths = np.array([steps.point if char == "." else steps.digit for char in one.text])
    begins = np.cumsum(lengths) - lengths / 2 - wide / 2 + one.left - steps.lacking / 2 + MARGIN
    windows = np.lib.stride_tricks.sliding_window_view(one.ink, (BAND, wide))
    x = np.rint(begins[None, :] + across[:, None]).astype(int)
    y = np.rint(one.top + MARGIN + down).astype(int)[:, None]
    cuts = windows[np.clip(y, 0, windows.shape[0] - 1), np.clip(x, 0, windows.shape[1] - 1)]
    # Faint digits and bold ones alike.
    strength = np.sqrt((cuts**2).sum(axis=(-2, -1), keepdims=True) / wide / 6)
    return cuts / (strength + FAINT)


def aside_cuts(one: Glyphs, steps: Steps) -> tuple[Any, Any]:
    """Pictures of the characters of a placed figure a little aside, and the square of how far."""
    across, down = np.meshgrid(np.arange(-ASIDE, ASIDE + 1), np.arange(-ABOVE, ABOVE + 1))
    cuts = _cuts(one, steps, across.ravel() + one.across, down.ravel() + one.down)
    return cuts, (across.ravel() ** 2 + down.ravel() ** 2).astype(float)


def _heard(one: Glyphs, shifted: Any) -> tuple[Any, str]:
    """The network's margin of each character, and the figure with the likeliest other one."""
    shifts, n = shifted.shape[:2]
    scores = digit_scores(shifted.reshape(-1, *shifted.shape[2:])).reshape(shifts, n, -1).max(axis=0)
    return _against(one, scores)


def _against(one: Glyphs, scores: Any) -> tuple[Any, str]:
    """How far the characters of a figure stand above all others, and the figure with the nearest of these."""
    rows, at, scores = np.arange(len(one.text)), one.at, scores.copy()
    own = scores[rows, at].copy()
    scores[rows, at] = -np.inf
    apart = np.clip(np.nan_to_num(own - scores.max(axis=1), nan=-UTMOST, neginf=-UTMOST), -UTMOST * 10, UTMOST * 10)
    k = int(apart.argmin())
    return apart, one.text[:k] + CHARACTERS[int(scores[k].argmax())] + one.text[k + 1 :]


class Pictures:
    """Mean of each character of a page, and how pictures of one character differ."""

    def __init__(self, known: Sequence[Glyphs]):
        cuts = np.concatenate([one.cuts for one in known])
        at = np.concatenate([one.at for one in known])
        self._many = np.bincount(at, minlength=len(CHARACTERS)).astype(float)
        self._sums = np.zeros((len(CHARACTERS), *cuts.shape[1:]))
        np.add.at(self._sums, at, cuts)
        apart = cuts - (self._sums / np.maximum(1, self._many)[:, None, None])[at]
        self._spread = (apart**2).mean(axis=0) + LEAST_SPREAD**2
        half = _half(apart)
        size = (half**2).sum(axis=1)
        values, vectors = np.linalg.eigh(_covariance(half[size <= np.quantile(size, 0.95)]))
        self._white = vectors / np.sqrt(values)

    def _without(self, one: Glyphs) -> tuple[Any, Any]:
        """Counts and sums, a figure's own share taken out."""
        many, sums = self._many.copy(), self._sums.copy()
        np.subtract.at(many, one.at, 1)
        np.subtract.at(sums, one.at, one.cuts)
        return many, sums

    def _own(self, one: Glyphs) -> Any:
        many, sums = self._without(one)
        return (sums / np.maximum(many, 1)[:, None, None])[one.at]

    def place(self, one: Glyphs, steps: Steps, reach: int, deep: int) -> None:
        """Shift a figure to where it fits the pictures best."""
        across, down = np.meshgrid(np.arange(-reach, reach + 1), np.arange(-deep, deep + 1))
        across, down = across.ravel() + one.across, down.ravel() + one.down
        cuts = _cuts(one, steps, across, down)
        cost = ((cuts - self._own(one)) ** 2 / self._spread).sum(axis=(1, 2, 3)) + FAR * (across**2 + down**2)
        best = int(cost.argmin())
        one.across, one.down, one.cuts = int(across[best]), int(down[best]), cuts[best]

    def misfit(self, one: Glyphs) -> float:
        """Mean square of the differences between a figure and its pictures, in their spread."""
        return float(((one.cuts - self._own(one)) ** 2 / self._spread).mean())

    def judge(self, one: Glyphs, shifted: Any, aside: Any) -> tuple[float, str, int, float]:
        """Margin, rival, how often the rarest digit is seen, misfit of the worst one; as in ``Witness``."""
        many, sums = self._without(one)
        means = _half(sums / np.maximum(many, 1)[:, None, None]) @ self._white
        # A mean of few pictures is itself uncertain.
        wider = 1 + 1 / np.maximum(many, 0.5)
        shifts, n = shifted.shape[:2]
        seen = _half(shifted.reshape(-1, *shifted.shape[2:])) @ self._white
        square = (seen**2).sum(axis=1)[:, None] - 2 * seen @ means.T + (means**2).sum(axis=1)[None]
        costs = 0.5 * (square / wider + seen.shape[1] * np.log(wider)) + 0.5 * np.repeat(aside, n)[:, None]
        costs = costs.reshape(shifts, n, -1).min(axis=0)
        costs[:, many < 1] = np.inf
        apart, rival = _against(one, -costs)
        own = costs[np.arange(n), one.at]
        worst = float(np.minimum(own, 999.0).max()) / seen.shape[1]
        return float(apart.min()), rival, int(many[one.at].min()), worst


def _half(cuts: Any) -> Any:
    """Pictures at half the resolution, flat."""
    n, tall, wide = cuts.shape
    even = cuts[:, : tall // 2 * 2, : wide // 2 * 2]
    return even.reshape(n, tall // 2, 2, wide // 2, 2).mean(axis=(2, 4)).reshape(n, -1)


def _covariance(apart: Any) -> Any:
    """Covariance shrunk towards a sphere (Ledoit and Wolf 2004), with a floor."""
    n, p = apart.shape
    plain = apart.T @ apart / n
    mean = np.trace(plain) / p
    off = float(((plain - mean * np.eye(p)) ** 2).sum())
    noise = float(((apart**2).T @ (apart**2) / n - plain**2).sum()) / n
    share = min(1.0, noise / off) if off > 0 else 1.0
    return (1 - share) * plain + (share * mean + LEAST_SPREAD**2 / 16) * np.eye(p)
