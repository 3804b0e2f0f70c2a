"""What the reading of pages is worth: numeric tokens per kind of scan, marks, speed, digital pages.

python -m benchmarks.pages                     all parts, on the project's own renderings
python -m benchmarks.pages accuracy --pages 6  numeric tokens of each profile
python -m benchmarks.pages stamped             seals and watermarks over figures
python -m benchmarks.pages marks               wrong tokens that carry a mark, false marks, by severity; the curve
python -m benchmarks.pages repeats             how independent second readings are
python -m benchmarks.pages speed [FILE…]       CPU seconds per page against bare rapidocr in the same run
python -m benchmarks.pages digital FILE…       pages per CPU second of triage and words

Truth is the text layer of the PDF from which a scan was made. A token counts as right if exactly
its characters were read in its place.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.watermarks import MARKS, watermarked
from evaluation.scores.page_tokens import Token, compare, count
from evaluation.sources.renderings import coarser, printed
from extract import ocr, pages
from extract.ocr.engine import load_engine
from extract.ocr.witness import Comparison, compared
from extract.options import Options
from extract.stages import Images, PageImage
from extract.types import Page

ROOT = Path(__file__).parent.parent
#: Documents, fonts and pages rich in figures, in the order in which they are taken.
SHEETS = [
    ("hunan-b", "hei", 7), ("hunan-b", "microhei", 12), ("hunan-b", "hei", 18), ("hunan-a", "microhei", 8),
    ("hunan-b", "hei", 11), ("sichuan", "hei", 10), ("hunan-a", "hei", 12), ("hunan-b", "microhei", 9),
    ("sichuan", "microhei", 14), ("hunan-b", "hei", 5), ("hunan-a", "hei", 9), ("sichuan", "hei", 12),
]  # fmt: skip
PROFILES = ("office", "phone", "low", "skew", "jpeg30", "jpeg14", "fax", "seal")
#: For second readings: renderings bad enough to be misread. Song and kai lose their thin strokes on a fax.
HARD = [
    ("fax", "hei", 1.0), ("fax", "microhei", 1.0), ("fax", "kai", 1.0), ("fax", "song", 1.0),
    ("seal", "song", 1.0), ("low", "hei", 0.8), ("low", "kai", 0.8), ("low", "song", 0.7),
]  # fmt: skip
HEADER = "{:14} pages tokens wrong    right wrong unmarked right marked"
PARTS = ("all", "accuracy", "stamped", "marks", "repeats", "speed", "digital")


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", default="all", choices=PARTS)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=4, help="pages per profile")
    parser.add_argument("--seed", type=int, default=100, help="of the numbers and of the scans")
    parser.add_argument("--profile", action="append", help="only these profiles")
    parser.add_argument("--font", help="of all pages (accuracy), as of labeled.render.fonts: song+times")
    parser.add_argument("--engine", default="rapidocr", choices=("rapidocr", "paddleocr"))
    parser.add_argument("--show", action="store_true", help="print the tokens that were read wrong")
    given = parser.parse_args()
    options = Options.model_validate({"ocr": {"engine": given.engine}})
    if given.part in ("all", "accuracy"):
        accuracy(options, given)
    if given.part in ("all", "stamped"):
        stamped(options, given)
    if given.part in ("all", "marks"):
        from benchmarks.marking import marks

        marks(options, given)
    if given.part in ("all", "repeats"):
        repeats(options, given)
    if given.part in ("all", "speed"):
        from benchmarks.speed import speed

        speed(given.pages, given.seed, given.files if given.part == "speed" else ())
    if given.part in ("all", "digital"):
        digital(options, given.files)


def cpu() -> float:
    """CPU seconds of this process and of its ended children (pages are opened and drawn in one)."""
    return sum(os.times()[:4])


# -- rendering and reading


def scanned(document: str, font: str, number: int, profile: str, seed: int) -> bytes:
    """One page of a document, spoilt by a profile; ``office+grey`` has the grey watermark as well."""
    from labeled.render.scan import make_scan

    data = printed(document, font, seed)[0]
    profile, _, mark = profile.partition("+")
    if mark:
        data = watermarked(data, mark)
    return make_scan(data, profile, seed, [number]).data


def tokens_of(sheet: tuple[str, str, int], profile: str, seed: int, options: Options, share: float = 1.0,
              turn: int = 0) -> tuple[list[Token], float]:  # fmt: skip
    """The numeric tokens of one page as read, and the CPU seconds it took."""
    document, font, number = sheet
    source = pages.acquire(scanned(document, font, number, profile, seed), options)
    opened = pages.open_pages(source, options)
    raw = coarser(pages.rasters(source, options), share)
    if turn:
        upright = raw

        def raw(number: int) -> PageImage:
            shown = upright(number)
            return PageImage(np.ascontiguousarray(np.rot90(shown.pixels, -turn // 90)), shown.scale)

    began = cpu()
    (page,) = ocr.read_pages(opened.pages, raw, options).pages
    spent = cpu() - began
    found, _ = compare(printed(document, font, seed)[1][number - 1].words, page.words, page.unread)
    for token in found:
        token.page, token.profile = number, f"{profile} {font}"
    return found, spent


# -- the parts


def accuracy(options: Options, given: argparse.Namespace) -> None:
    """Numeric tokens exactly right, per profile; pages turned by quarters."""
    print(f"numeric tokens exactly right, {ocr.engine_name(options)}")
    print(HEADER.format("profile"))
    cases = [(profile, 0) for profile in given.profile or PROFILES]
    if not given.profile:
        cases += [("office", turn) for turn in (90, 180, 270)]
    for profile, turn in cases:
        found: list[Token] = []
        for i, (document, font, number) in enumerate(SHEETS[: given.pages]):
            sheet = (document, given.font or font, number)
            found += tokens_of(sheet, profile, given.seed + i, options, turn=turn)[0]
        name = f"{profile} +{turn}°" if turn else profile
        _row(name, given.pages, found)
        if given.show:
            _show(found)


def stamped(options: Options, given: argparse.Namespace) -> None:
    """Numeric tokens under red and grey seals and under watermarks."""
    print(f"\nseals and watermarks over figures, {ocr.engine_name(options)}")
    print(HEADER.format("profile"))
    # A photograph keeps colours, an office scan does not.
    names = given.profile or ["seal", *(f"{kind}+{mark}" for mark in MARKS for kind in ("office", "seal"))]
    every: list[Token] = []
    for profile in names:
        found: list[Token] = []
        for i, sheet in enumerate(SHEETS[: given.pages]):
            found += tokens_of(sheet, profile, given.seed + i, options)[0]
        every += found
        _row(profile, given.pages, found)
        if given.show:
            _show(found)
    _row("all", len(names) * given.pages, every)


def _row(name: str, many: int, found: Sequence[Token]) -> None:
    told = count(found)
    print(
        f"{name:14} {many:5d} {told.all:6d} {told.wrong:5d} {told.right / max(1, told.all):8.2%} {told.silent:14d} "
        f"{told.marked_right / max(1, told.right):12.2%}",
        flush=True,
    )


def _show(found: Sequence[Token]) -> None:
    for token in found:
        if not token.right:
            told = [(word.text[:30], word.marks) for word in token.words]
            print(f"    {token.profile} p. {token.page}: {token.printed} → {token.read} {told}")


def repeats(options: Options, given: argparse.Namespace) -> None:
    """Second readings of the figures of bad renderings, beside the first."""
    from benchmarks.rereading import Outcome, outcomes, show

    found: list[Outcome] = []
    for k, (profile, font, share) in enumerate(HARD):
        for i, (document, _, number) in enumerate(SHEETS[: given.pages]):
            seed = given.seed + 50 + i + 10 * k
            source = pages.acquire(scanned(document, font, number, profile, seed), options)
            raw = coarser(pages.rasters(source, options), share)
            read = ocr.read_pages(pages.open_pages(source, options).pages, raw, options).pages
            level = ocr.level_images(read, raw)(1)
            found += outcomes(load_engine(options), level, printed(document, font, seed)[1][number - 1].words)
    print()
    show(found)


def digital(options: Options, files: Sequence[Path]) -> None:
    """Pages per CPU second of opening, triage and words; the comparison of the layer with the picture."""
    found = [file for file in files if file.is_file()] or sorted((ROOT / "labeled/samples").glob("*.pdf"))
    print("\ndigital pages: opening, triage and words")
    many, all_spent = 0, 0.0
    for path in found:
        source = pages.acquire(path, options)
        began = cpu()
        opened = pages.open_pages(source, options)
        spent = cpu() - began
        routes = {route: sum(page.route == route for page in opened.pages) for route in {p.route for p in opened.pages}}
        told, looked = _layer_beside_picture(opened.pages, pages.rasters(source, options), options)
        print(
            f"  {path.name}: {len(opened.pages) / max(1e-6, spent):6.1f} pages per CPU s, {routes};"
            f" digits of the layer in the picture: {told.same} the same, {told.other} others"
            f" ({looked:.2f} CPU s a document)",
            flush=True,
        )
        many, all_spent = many + len(opened.pages), all_spent + spent
    print(f"  all: {many / max(1e-6, all_spent):6.1f} pages per CPU s, {many} pages")


def _layer_beside_picture(found: Sequence[Page], raw: Images, options: Options) -> tuple[Comparison, float]:
    """What the comparison of the text layer with the picture counts, and what it costs."""
    engine, whole, began = load_engine(options), Comparison(), cpu()
    for page in found:
        if page.probes:
            told = compared(engine, page, raw(page.number), page.probes)
            whole.same, whole.other = whole.same + told.same, whole.other + told.other
    return whole, cpu() - began


if __name__ == "__main__":
    main()
