"""Make a document: ``python -m labeled make hunan-a --seed 0 --as pdf --profile office -o FILE``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from labeled.generator import SourceError, fill
from labeled.render import dump, html, render_pdf, truth
from labeled.render.fonts import FONTS
from labeled.render.scan import PROFILES, make_scan
from labeled.render.word import docx

DOCUMENTS = Path(__file__).parent / "documents"
SAMPLES = Path(__file__).parent / "samples"

#: How the committed samples are made: the file, and the arguments of ``make`` (SAMPLES.md).
RECIPES = {
    "hunan-a.pdf": "hunan-a --truth hunan-a.truth.json",
    "hunan-a.docx": "hunan-a --as docx",
    "hunan-a.txt": "hunan-a --as txt",
    "hunan-a.garbled.pdf": "hunan-a --garbled",
    "hunan-a.borderless.pdf": "hunan-a --borderless --font song",
    "hunan-a.office.pdf": "hunan-a --profile office --scan-seed 6 --pages 11 --truth hunan-a.office.truth.json",
    "evaluation-a.pdf": "evaluation-a --font kai --truth evaluation-a.truth.json",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m labeled", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="the documents there are")
    make = commands.add_parser("make", help="fill and render a document")
    make.add_argument("id")
    make.add_argument("--seed", type=int, default=0, help="of the numbers (default 0, the committed document)")
    make.add_argument("--as", dest="form", choices=["pdf", "docx", "txt", "html", "truth"], default="pdf")
    make.add_argument("--font", default="hei", help=f"{', '.join(FONTS)}; digits and letters: behind it +times, +arial")
    make.add_argument("--borderless", action="store_true", help="tables without rules")
    make.add_argument("--garbled", action="store_true", help="a text layer that is not the page's text")
    make.add_argument("--profile", choices=PROFILES, help="scan the pages")
    make.add_argument("--scan-seed", type=int, default=0)
    make.add_argument("--pages", help="of a scan: 1-based, separated by commas")
    make.add_argument("--truth", type=Path, help="write the truth beside it (json)")
    make.add_argument("-o", "--output", type=Path, required=True)
    samples = commands.add_parser("samples", help="make the samples of the repository anew")
    samples.add_argument("--out", type=Path, default=SAMPLES, help="another folder than labeled/samples")
    given = parser.parse_args(arguments)
    if given.command == "list":
        print("\n".join(sorted(path.stem for path in DOCUMENTS.glob("*.yaml"))))
        return 0
    if given.command == "samples":
        return make_samples(given.out)
    try:
        return _make(given)
    except (SourceError, FileNotFoundError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2


def make_samples(out: Path) -> int:
    """Make every committed sample into a folder; the exit code."""
    out.mkdir(parents=True, exist_ok=True)
    for name, recipe in RECIPES.items():
        words = [str(out / word) if word.endswith(".truth.json") else word for word in recipe.split()]
        if code := main(["make", *words, "-o", str(out / name)]):
            return code
    return 0


def _make(given: argparse.Namespace) -> int:
    filled = fill(DOCUMENTS / f"{given.id}.yaml", given.seed)
    made: dict[str, object] = {}
    layout = scanned = None
    if given.form == "docx":
        data = docx(filled)
    elif given.form == "txt":
        data = dump(filled).encode()
    elif given.form == "html":
        data = html(filled).encode()
    else:
        rendered = render_pdf(filled, given.font, given.borderless, given.garbled)
        data, layout = rendered.data, rendered.layout
        made = {"font": given.font, "borderless": given.borderless, "garbled": given.garbled}
        if given.profile:
            pages = [int(page) for page in given.pages.split(",")] if given.pages else None
            if pages and not all(1 <= page <= len(layout.pages) for page in pages):
                raise ValueError(f"the document has {len(layout.pages)} pages")
            # of a garbled PDF too the pages are pictured: what they look like is the same
            scanned = make_scan(data, given.profile, given.scan_seed, pages)
            data = scanned.data
    known = as_json({**truth(filled, layout, scanned), **made})
    given.output.write_bytes(known if given.form == "truth" else data)
    if given.truth:
        given.truth.write_bytes(known)
    return 0


def as_json(known: dict[str, object]) -> bytes:
    """A truth as it is kept: a line per fact, row of a grid, or paragraph."""
    return (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode()


if __name__ == "__main__":
    sys.exit(main())
