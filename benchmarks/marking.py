"""Marks on misread figures: of the wrong ones how many carry one, of the right ones how many do, by severity.

The renderings are graded by how many of their tokens are read wrong; a rendering
stands in a band by that share, whatever its name. Where a tenth of the figures
is misread the page as a whole is doubtful, and no mark on a few of them says that.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

from benchmarks.pages import SHEETS, tokens_of
from evaluation.scores.page_tokens import Token, count, count_below, count_marks
from extract.options import Options

#: Profile, font, share of the resolution that is left (then saved as a poor JPEG), from one-bit faxes on.
SERIES = (
    *(("fax", font, 1.0) for font in ("hei", "microhei", "kai", "ming", "song")),
    *(("seal", font, 1.0) for font in ("hei", "song", "ming")),
    *(("seal", font, share) for share in (0.7, 0.6) for font in ("hei", "ming", "kai", "song")),
    *(("low", font, 1.0) for font in ("song", "ming", "kai")),
    *(("low", font, 0.95) for font in ("hei", "kai")),
    *(("low", font, 0.9) for font in ("hei", "ming", "kai", "song")),
    *(("low", font, share) for font, share in (("hei", 0.85), ("hei", 0.8), ("kai", 0.8), ("song", 0.7))),
)
#: Bands of severity: up to which share of a rendering's tokens is wrong.
BANDS = ((0.01, "below 1 %"), (0.05, "1 to 5 %"), (0.15, "5 to 15 %"), (1.01, "above 15 %"))
#: Renderings up to this share of wrong tokens are taken for legible.
LEGIBLE = 0.15
THRESHOLDS = (0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)
HEADER = "{:16} tokens wrong unread   wrong marked     right marked"


def marks(options: Options, given: argparse.Namespace) -> None:
    """Every rendering, every band, the curve over the score, what each mark is worth."""
    print("\nmarks on figures of bad renderings; unread: of the wrong ones, those of which no word was read")
    print(HEADER.format("rendering"))
    renderings: list[list[Token]] = []
    for k, (profile, font, share) in enumerate(SERIES):
        found: list[Token] = []
        for i, (document, _, number) in enumerate(SHEETS[: given.pages]):
            found += tokens_of((document, font, number), profile, given.seed + 50 + i + 10 * k, options, share)[0]
        _row(f"{profile} {font} {share if share < 1 else ''}", found)
        renderings.append(found)
        if given.show:
            _show(found)
    print("by severity, which is the share of a rendering's tokens that are wrong")
    least = 0.0
    for most, name in BANDS:
        _row(name, _joined(one for one in renderings if least <= _severity(one) < most))
        least = most
    legible = _joined(one for one in renderings if _severity(one) < LEGIBLE)
    every = _joined(renderings)
    _row("up to 15 %", legible)
    _row("all", every)
    _curve(f"up to {LEGIBLE:.0%} wrong", legible)
    _curve("all renderings", every)
    for mark, (bad, good) in count_marks(every).items():
        print(f"  {mark}: on {bad} wrong and {good} right tokens")
    wrong = [token for token in every if not token.right and token.words]
    print(f"  the truth is among the alternatives of {sum(t.offered for t in wrong)} of {len(wrong)} wrong tokens")


def _joined(renderings: Iterable[Sequence[Token]]) -> list[Token]:
    return [token for one in renderings for token in one]


def _severity(found: Sequence[Token]) -> float:
    told = count(found)
    return told.wrong / max(1, told.all)


def _row(name: str, found: Sequence[Token]) -> None:
    told = count(found)
    unread = sum(not token.right and not token.words for token in found)
    wrong = f"{told.marked_wrong:5d} = {_share(told.marked_wrong, told.wrong)}"
    right = f"{told.marked_right:7d} = {_share(told.marked_right, told.right)}"
    print(f"{name:16} {told.all:6d} {told.wrong:5d} {unread:6d} {wrong} {right}", flush=True)


def _share(some: int, all_: int) -> str:
    return f"{some / all_:6.1%}" if all_ else "     –"


def _show(found: Sequence[Token]) -> None:
    for token in found:
        if not token.right and not token.marked:
            print(f"    {token.profile} p. {token.page}: {token.printed} → {token.read or 'nothing'}")


def _curve(name: str, found: Sequence[Token]) -> None:
    print(f"\ncurve, {name}: marked if ill-formed or if the score, after all that was weighed, is below")
    for threshold in THRESHOLDS:
        told = count_below(found, threshold)
        caught, false = _share(told.marked_wrong, told.wrong), _share(told.marked_right, told.right)
        print(f"  {threshold:5}: {caught} of {told.wrong} wrong, {false} of {told.right} right")
