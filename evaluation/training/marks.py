"""Trains what tells misread figures of bad scans from right ones, on renderings of which the truth is known.

python -m evaluation.training.marks --pages 20

Pages of written documents that the benchmarks of marks do not use are rendered with other numbers, spoilt in all
degrees, read once (kept in ``out/marks``, and not read again) and compared with their text layer. First a small network
learns digits from the pictures that the page's figures are cut into, then trees learn from all traits which
figures are misread. What the trees see of the network is always of one that has not seen the document. Writes
``digits.json``, ``trees.json`` and ``card.md`` into models/marks.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

import models.marks as model
from evaluation.scores.page_tokens import compare
from evaluation.sources.renderings import coarser, printed
from extract import ocr, pages
from extract.numbers import fold_width
from extract.ocr import marks, recognise
from extract.ocr.engine import Line
from extract.ocr.figures import Asked
from extract.ocr.glyphs import AGAINST, aside_cuts, placed
from extract.ocr.traits import traits_of
from extract.options import Options
from extract.types import BBox, Word

FOLDER, KEPT = Path("models/marks"), Path("out/marks/train")
#: Documents, pages that are rich in figures, seeds; other documents than those of ``benchmarks.pages``.
SHEETS = (
    ("guangdong", 4, 502), ("hubei", 6, 503), ("budget", 11, 504), ("shanghai", 5, 505), ("prefecture", 4, 506),
    ("hubei", 4, 507), ("shanghai", 11, 508), ("budget", 5, 509), ("hubei", 5, 500), ("shanghai", 12, 501),
    ("hubei", 9, 510), ("guangdong", 3, 511), ("zhejiang", 14, 512), ("gansu", 8, 513), ("guizhou", 11, 514),
    ("gansu", 11, 515), ("budget-b", 12, 516), ("neimeng", 10, 517), ("guizhou", 7, 518), ("yunnan", 11, 519),
)  # fmt: skip
#: Documents that are left out together, so that the trees see of the network what it says of pages it does not know.
FOLDS = (
    ("hubei", "yunnan"), ("shanghai", "gansu", "neimeng"), ("guangdong", "budget", "prefecture"),
    ("zhejiang", "budget-b", "guizhou"),
)  # fmt: skip
#: Profiles, fonts and shares of the resolution, from hardly spoilt to hardly legible.
KINDS = (
    *(("fax", font, 1.0) for font in ("hei", "microhei", "kai", "ming", "song")),
    *(("seal", font, 1.0) for font in ("song", "ming")),
    *(("seal", font, share) for share in (0.7, 0.6) for font in ("hei", "ming", "kai", "song")),
    *(("low", font, 1.0) for font in ("song", "ming", "kai")),
    *(("low", font, 0.95) for font in ("hei", "kai")),
    *(("low", font, 0.9) for font in ("hei", "ming", "kai", "song")),
    *(("low", "hei", share) for share in (0.85, 0.8)),
    *(("fax", font, 1.0) for font in ("song+times", "hei+arial", "kai+times")),
    ("seal", "song+times", 0.6),
    *(("low", font, share) for font, share in (("song+times", 0.9), ("ming+times", 0.85))),
)
#: Seeds of renderings of one page are so far apart.
APART = 20
#: The network: neurons, penalty, rounds; how many of the zeros, which are most of the digits, it sees.
NEURONS, PENALTY, ROUNDS, ZEROS = 128, 0.01, 15, 0.4
#: A figure of which more digits than these are wrong is not cut where its digits are.
MOST_OTHER = 2
#: The trees: how many, how fast, how large.
TREES = {
    "max_iter": 250, "learning_rate": 0.06, "max_leaf_nodes": 31, "min_samples_leaf": 30, "l2_regularization": 10.0,
}  # fmt: skip
#: What a figure weighs, by the share of its rendering's figures that is wrong up to which it does: most of the misread
#: figures stand on renderings of which hardly anything is read, and these are not what the marks are for.
WEIGHTS = ((0.05, 1.0), (0.15, 0.8), (0.3, 0.4), (1.01, 0.15))
#: A figure is marked from this chance on, wherever it stands: a mark costs the same in a cell and in a line. Bars
#: apart, each at a share of right figures, marked more right ones for fewer wrong ones, and half of a page read well.
#: It was chosen from the curve of a series of the benchmark (13900): of legible renderings 98.6 % of the wrong figures
#: and 1.5 % of the right ones, where a bar of 0.05 marked 98.4 and 2.2 %.
BAR = 0.12
LEGIBLE = 0.15


@dataclass(frozen=True)
class Kept:
    """A page as read: its level raster, lines before the marks, figures with their readings, truth, stray ink."""

    document: str
    kind: tuple[str, str, float]
    png: bytes
    scale: float
    lines: tuple[Line, ...]
    every: tuple[Asked, ...]
    uneasy: bool
    truth: tuple[Word, ...]
    stray: tuple[BBox, ...] = ()

    @property
    def pixels(self) -> Any:
        """The level raster."""
        return cv2.imdecode(np.frombuffer(self.png, np.uint8), cv2.IMREAD_COLOR)


@dataclass(frozen=True)
class Seen:
    """A page's traits and truths: per figure whether it is misread (None where nothing is printed), what is printed."""

    page: Kept
    traits: tuple[dict[str, float], ...]
    wrong: tuple[bool | None, ...]
    printed: tuple[str, ...]


class Told(NamedTuple):
    """A figure: its page, its chance to be misread, whether it is, whether it stands inside a line of text."""

    seen: Seen
    chance: float
    wrong: bool
    inside: bool


def read(document: str, number: int, kind: tuple[str, str, float], seed: int, folder: Path) -> Kept:
    """A page, from the folder or rendered and read."""
    profile, font, share = kind
    path = folder / f"{document}-{number}-{profile}-{font}-{share}-{seed}.pickle"
    if path.is_file():
        kept: Kept = pickle.loads(path.read_bytes())
        return kept
    from labeled.render.scan import make_scan

    options = Options()
    data, sheets = printed(document, font, seed)
    source = pages.acquire(make_scan(data, profile, seed, [number]).data, options)
    raw = coarser(pages.rasters(source, options), share)
    told: list[Any] = []

    def taken(engine: Any, pixels: Any, lines: Sequence[Line], stray: tuple[BBox, ...]) -> list[Line]:
        every, uneasy = marks.heard(engine, pixels, lines)
        told.append((pixels, tuple(lines), tuple(every), uneasy, stray))
        return list(lines)

    usual, recognise.marked = recognise.marked, taken
    try:
        ocr.read_pages(pages.open_pages(source, options).pages, raw, options)
    finally:
        recognise.marked = usual
    pixels, lines, every, uneasy, stray = told[-1]
    png = cv2.imencode(".png", pixels)[1].tobytes()
    kept = Kept(document, kind, png, raw(1).scale, lines, every, uneasy, sheets[number - 1].words, stray)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(kept))
    return kept


def truths(page: Kept) -> tuple[tuple[bool | None, ...], tuple[str, ...]]:
    """For each figure whether it is misread (None where it is no printed number), and what is printed there."""
    lines = list(page.lines)
    best = [fold_width(one.tally()[0] or one.text) for one in page.every]
    for k in sorted(range(len(best)), key=lambda k: (page.every[k].line, -page.every[k].start)):
        one = page.every[k]
        if best[k] != lines[one.line].text[one.start : one.end]:
            lines[one.line] = marks.replaced(lines[one.line], one.start, one.end, best[k])
    words = [recognise.as_word(line, page.scale) for line in lines]
    at = {id(word): i for i, word in enumerate(words)}
    wrong: list[bool | None] = [None] * len(best)
    shown = [""] * len(best)
    for token in compare(page.truth, words)[0]:
        owners = {at[id(word)] for word in token.words}
        mine = [k for k, one in enumerate(page.every) if one.line in owners]
        bare = token.read.strip("%()-")
        same = [k for k in mine if best[k].strip("%()-") == bare]
        parts = [k for k in mine if len(bare) > 1 and (bare in best[k] or len(best[k]) > 1 and best[k] in bare)]
        for k in same or parts or mine:
            wrong[k] = bool(wrong[k]) or not token.right
            shown[k] = token.printed
    return tuple(wrong), tuple(shown)


def pictures(one: Seen) -> tuple[Any, Any]:
    """Pictures of a page's digits as the network takes them, and which digit each is by the truth."""
    draw = np.random.default_rng(0)
    found: list[Any] = []
    labels: list[int] = []
    texts = [
        ("" if asked.inside else fold_width(asked.tally()[0] or asked.text), asked.box) for asked in one.page.every
    ]
    known, steps = placed(cv2.cvtColor(one.page.pixels, cv2.COLOR_RGB2GRAY), texts)
    for figure in known:
        goal = one.printed[figure.index].replace(",", ".")
        if len(goal) != len(figure.text) or any(char not in model.CHARACTERS for char in goal):
            continue
        if sum(a != b for a, b in zip(goal, figure.text, strict=True)) > MOST_OTHER:
            continue
        shifted, _ = aside_cuts(figure, steps)
        for k, char in enumerate(goal):
            if char == "0" and draw.random() >= ZEROS:
                continue
            found += [figure.cuts[k], shifted[draw.integers(len(shifted)), k]]
            labels += [model.CHARACTERS.index(char)] * 2
    return model.as_seen(found), np.array(labels, int)


def learn_digits(shown: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    """The network's layers."""
    from sklearn.neural_network import MLPClassifier

    rows = np.concatenate([rows for rows, _ in shown])
    labels = np.concatenate([labels for _, labels in shown])
    network = MLPClassifier(
        (NEURONS,), alpha=PENALTY, batch_size=256, max_iter=ROUNDS, random_state=0, learning_rate_init=0.002
    ).fit(rows, labels)
    layers = [
        {"weights": np.round(weights, 3).tolist(), "bias": np.round(bias, 3).tolist()}
        for weights, bias in zip(network.coefs_, network.intercepts_, strict=True)
    ]
    return {"layers": layers, "pictures": len(labels)}


def severity(one: Seen) -> float:
    """The share of a rendering's figures that is misread."""
    told = [wrong for wrong in one.wrong if wrong is not None]
    return sum(told) / max(1, len(told))


def weight_of(one: Seen) -> float:
    """What each figure of a rendering weighs."""
    return next(weight for most, weight in WEIGHTS if severity(one) < most)


def learn_trees(seen: Sequence[Seen]) -> dict[str, Any]:
    """The trees, without a threshold."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    names = sorted({name for one in seen for traits in one.traits for name in traits})
    rows = [
        ([traits.get(name, np.nan) for name in names], wrong, weight)
        for one in seen
        for weight in [weight_of(one)]
        for traits, wrong in zip(one.traits, one.wrong, strict=True)
        if wrong is not None
    ]
    fitted = HistGradientBoostingClassifier(**TREES, random_state=0).fit(
        [row for row, _, _ in rows], [wrong for _, wrong, _ in rows], sample_weight=[weight for _, _, weight in rows]
    )
    trees = []
    for (tree,) in fitted._predictors:
        nodes = tree.nodes
        limit = np.where(nodes["is_leaf"], 0.0, np.nan_to_num(nodes["num_threshold"], posinf=1e300))
        columns = (
            nodes["feature_idx"], limit, np.where(nodes["is_leaf"], 0, nodes["left"]), nodes["right"],
            nodes["missing_go_to_left"].astype(int), np.round(nodes["value"], 5),
        )  # fmt: skip
        trees.append([column.tolist() for column in columns])
    baseline = float(np.ravel(fitted._baseline_prediction)[0])
    return {"traits": names, "baseline": round(baseline, 5), "trees": trees, "figures": len(rows)}


def chances(seen: Sequence[Seen], trees: dict[str, Any]) -> Iterator[Told]:
    """For each figure of a truth its chance to be misread by some trees, and whether it is."""
    with model.using({"trees.json": trees}):
        for one in seen:
            for chance, wrong, traits in zip(model.misread(one.traits), one.wrong, one.traits, strict=True):
                if wrong is not None:
                    yield Told(one, chance, wrong, traits.get("inside", 0.0) > 0)


def with_traits(page: Kept, network: dict[str, Any]) -> Seen:
    """A page's traits with what a network says."""
    with model.using({"digits.json": network}):
        traits, _ = traits_of(page.pixels, page.every, marks.ASK, page.uneasy, page.stray)
    return Seen(page, tuple(traits), *truths(page))


def main() -> None:
    """Read, learn, try, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=len(SHEETS), help="pages per rendering")
    parser.add_argument("--kept", type=Path, default=KEPT, help="folder for what was read")
    given = parser.parse_args()
    kept: list[Kept] = []
    for document, number, seed in SHEETS[: given.pages]:
        kept += [read(document, number, kind, seed + APART * k, given.kept) for k, kind in enumerate(KINDS)]
        print(f"{document} {number} read", flush=True)
    kept = [page for page in kept if marks.weighed(page.every)]
    shown = [pictures(Seen(page, (), *truths(page))) for page in kept]
    print("pictures cut", flush=True)
    seen: list[Seen] = []
    for fold in FOLDS:
        network = learn_digits([one for one, page in zip(shown, kept, strict=True) if page.document not in fold])
        seen += [with_traits(page, network) for page in kept if page.document in fold]
    print("traits seen", flush=True)
    told: list[Told] = []
    for fold in FOLDS:
        trees = learn_trees([one for one in seen if one.page.document not in fold])
        told += chances([one for one in seen if one.page.document in fold], trees)
    trees = {**learn_trees(seen), "thresholds": {"alone": BAR, "inside": BAR}}
    write(learn_digits(shown), trees, told, given.pages)


def write(network: dict[str, Any], trees: dict[str, Any], told: Sequence[Told], many: int) -> None:
    """The three files."""
    for name, what in (("digits.json", network), ("trees.json", trees)):
        (FOLDER / name).write_text(json.dumps(what, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    (FOLDER / "card.md").write_text(card(network, trees, told, many), encoding="utf-8")


def _against(told: Sequence[Told]) -> tuple[float, float]:
    """Of wrong and of right figures, the share against which the page's digits and the network speak alike."""
    pages_ = {id(one.seen): one.seen for one in told}.values()
    said = [
        (wrong, traits.get("margin", 0.0) < AGAINST and traits.get("net", 0.0) < 0 and traits.get("net_same", 0.0) > 0)
        for one in pages_
        for traits, wrong in zip(one.traits, one.wrong, strict=True)
        if wrong is not None
    ]
    wrongs, rights = ([spoken for bad, spoken in said if bad is kind] for kind in (True, False))
    return float(np.mean(wrongs)), float(np.mean(rights))


def card(network: dict[str, Any], trees: dict[str, Any], told: Sequence[Told], many: int) -> str:
    """What the model is, from what it was made, and what it does on documents it has not seen."""
    import sklearn

    wrong = np.array([one.wrong for one in told])
    chance = np.array([one.chance for one in told])
    legible = np.array([severity(one.seen) < LEGIBLE for one in told])
    lines = [
        "# marks: how likely a figure of a bad scan is misread",
        "",
        f"Made by `python -m evaluation.training.marks --pages {many}` with",
        f"scikit-learn {sklearn.__version__}, from renderings of the written documents",
        f"{', '.join(sorted({one.seen.page.document for one in told}))}: "
        f"{len({id(one.seen) for one in told})} pages, {len(told)} figures, {wrong.sum()} of them misread.",
        "",
        f"- `digits.json`: a hidden layer of {NEURONS} neurons over pictures of 12 by 6 pixels,",
        f"  {network['pictures']} of them.",
        f"- `trees.json`: {len(trees['trees'])} small trees over the traits of `extract/ocr/traits.py`. A figure is",
        f"  marked from a chance of {BAR} on. The renderings are bad ones: where few figures are wrong, far fewer",
        "  right ones are marked.",
        "",
        "Each document by trees and a network that have not seen it (the fonts they have seen). Legible: on renderings",
        f"of which less than {LEGIBLE:.0%} is wrong, {(wrong & legible).sum()} misread figures.",
        "",
        "| from this chance on | wrong figures marked | right figures marked | wrong, legible | right, legible |",
        "| --- | --- | --- | --- | --- |",
    ]
    for limit in sorted({0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, BAR}):
        some_of = (wrong, ~wrong, wrong & legible, ~wrong & legible)
        shares = [f"{(chance[some] >= limit).mean():.1%}" for some in some_of]
        lines.append(f"| {limit} | {' | '.join(shares)} |")
    caught, false = _against(told)
    lines += [
        "",
        f"Page and network see the same other figure in {caught:.1%} of the wrong figures and in {false:.2%} of the",
        "right ones (all renderings): these are marked in any case.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
