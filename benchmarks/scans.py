"""Whole documents as scans: the route and the turn of every page, numbers and letters as read.

    python -m benchmarks.scans ../shared                     all parts
    python -m benchmarks.scans ../shared --parts routes      routes alone (nothing is recognised)
    python -m benchmarks.scans --parts written --profiles office phone

- ``routes``: every page of a folder like ``../shared`` and of the project's renderings, by the way it was made.
- ``disclosures``: the scans of the disclosures beside the digital files that they picture: numeric tokens exactly
  right in their place, characters of narrative pages (no tables, no contents, no pictures of text), turns; before any
  repair.
- ``written``: the same of the written documents in scan profiles that turn pages; ``--exported``: as LibreOffice sets
  their docx, with its layout and whatever fonts it finds, beside that PDF's own text (numbers alone).

What is printed of documents that are held out are counts only; ``--show`` prints the wrong tokens of the others.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from evaluation.scores.page_tokens import FOLIO, Token, compare, count
from evaluation.scores.reading import numeric_tokens
from evaluation.sources.routes import DOCUMENTS, written_ids
from extract import ocr, pages
from extract.numbers import fold_width
from extract.options import Options
from extract.pages.office import convert
from extract.types import Page, Word
from labeled.generator import fill
from labeled.gold.splits import held_out
from labeled.render import PROFILES, render_pdf
from labeled.render.scan import make_scan
from labeled.render.word import docx

PARTS = ("routes", "disclosures", "written")
#: What a rendering's pages are, by the way it was made; a page may also be blank.
ROUTE_OF = {"digital": "digital", "garbled": "garbled", "borderless": "digital"} | dict.fromkeys(PROFILES, "scanned")
#: Dots that lead to a page number.
_LEADERS = re.compile(r"[….·]{3,}")
#: So many lines with such dots make a contents, which is no narrative.
FEWEST_LEADERS = 3
#: Words on one line: their middles are nearer than this share of their height.
ONE_LINE = 0.5


@dataclass
class Read:
    """What came of the pages of one document or of several."""

    pages: int = 0
    turned: int = 0
    turned_wrong: list[int] = field(default_factory=list)
    tokens: int = 0
    right: int = 0
    lost: list[str] = field(default_factory=list)
    placed: list[Token] = field(default_factory=list)
    characters: int = 0
    edits: int = 0

    def add(self, other: Read) -> None:
        """Counts add up."""
        self.pages += other.pages
        self.turned += other.turned
        self.turned_wrong += other.turned_wrong
        self.tokens += other.tokens
        self.right += other.right
        self.lost += other.lost
        self.placed += other.placed
        self.characters += other.characters
        self.edits += other.edits

    def row(self, name: str) -> str:
        """One row of the table."""
        marks = count(self.placed)
        letters = f"{self.edits}/{self.characters} = {self.edits / max(1, self.characters):.3%}"
        return (
            f"{name:22} {self.pages:5d} {self.turned:6d} {len(self.turned_wrong):6d}  {self.tokens:6d} "
            f"{self.tokens - self.right:5d} {self.right / max(1, self.tokens):9.3%} "
            f"{marks.marked_right / max(1, marks.right):8.2%}   {letters}"
        )


HEADER = f"{'':22} pages turned  wrong  tokens wrong     right  r.marked   letters of narrative pages"


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", nargs="?", type=Path, help="a folder like ../shared")
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--profiles", nargs="+", default=["office"], choices=PROFILES)
    parser.add_argument("--documents", nargs="+", default=written_ids())
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--exported", action="store_true", help="written documents as LibreOffice sets them")
    parser.add_argument("--show", action="store_true", help="the wrong tokens of documents that are not held out")
    given = parser.parse_args()
    options = Options()
    if "routes" in given.parts:
        routes(given, options)
    if "disclosures" in given.parts and given.shared is not None:
        disclosures(given, options)
    if "written" in given.parts:
        written(given, options)


# -- routes


def routes(given: argparse.Namespace, options: Options) -> None:
    """Print how many pages took the route of their making, and which did not."""
    found: Counter[tuple[str, bool]] = Counter()
    for name, expected, data in _made(given):
        source = pages.acquire(data, options)
        for page in pages.open_pages(source, options).pages:
            # A page without a letter has no other way.
            right = page.route == expected or (page.route == "blank" and not page.words)
            found[expected, right] += 1
            if not right:
                print(f"  {name} p. {page.number}: {page.route} for {expected} ({'; '.join(page.reasons)})")
    for expected in sorted({expected for expected, _ in found}):
        right, wrong = found[expected, True], found[expected, False]
        print(f"routes of {expected} pages: {right} of {right + wrong} right", flush=True)


def _made(given: argparse.Namespace) -> Iterator[tuple[str, str, bytes | Path]]:
    """Files whose making is known: name, route, bytes or path."""
    if given.shared is not None:
        for path in sorted((given.shared / "disclosures").glob("*.pdf")):
            kind = path.name.split(".")[-2]
            yield path.name, {"scan": "scanned"}.get(kind, kind), path
        for path in sorted((given.shared / "portal").glob("*.pdf")):
            yield path.name, "digital", path
        for path in sorted((given.shared / "scans").iterdir()):
            yield path.name, "scanned", path
    for document in given.documents:
        filled = fill(DOCUMENTS / f"{document}.yaml", given.seed)
        for route in ("digital", "garbled", "borderless"):
            data = render_pdf(filled, "hei", route == "borderless", route == "garbled").data
            yield f"{document} {route}", route if route == "garbled" else "digital", data
            if route == "digital":
                for profile in PROFILES:
                    yield f"{document} {profile}", "scanned", make_scan(data, profile, given.seed).data


# -- scans read


def disclosures(given: argparse.Namespace, options: Options) -> None:
    """The scans of real disclosures, beside the digital files that they picture."""
    print("\nscans of disclosures, before any repair\n" + HEADER)
    whole = Read()
    for path in sorted((given.shared / "disclosures").glob("*.scan.pdf")):
        name = path.name.split(".")[0]
        told = json.loads(path.with_name(f"{name}.truth.json").read_text(encoding="utf-8"))
        tables = {page for table in told["tables"] for page in table["pages"]}
        # Words inside a picture are no text of the digital file: pages with such a picture are not compared.
        captions = [figure["caption"] for figure in told["figures"]]
        turned = {int(page): degrees for page, degrees in told["scan"]["rotated_cw"].items()}
        truth = _words(path.with_name(f"{name}.digital.pdf"), options)
        tables |= {page.number for page in truth if any(one in _letters(page.words) for one in map(_folded, captions))}
        read = _read(path, truth, turned, tables, options)
        _told(read, name + (" (held out)" if held_out(name) else ""), given.show and not held_out(name))
        whole.add(read)
    _told(whole, "all", False)


def written(given: argparse.Namespace, options: Options) -> None:
    """The written documents, pictured and spoilt."""
    for profile in given.profiles:
        print(f"\nwritten documents as scans: {profile}, seed {given.seed}\n{HEADER}")
        whole = Read()
        for document in given.documents:
            filled = fill(DOCUMENTS / f"{document}.yaml", given.seed)
            if given.exported:
                data, tables = convert(docx(filled), "docx")[0], None
            else:
                rendered = render_pdf(filled, "hei")
                data = rendered.data
                tables = {number for number, page in enumerate(rendered.layout.pages, 1) if page.cells}
            scan = make_scan(data, profile, given.seed)
            read = _read(scan.data, _words(data, options), scan.turned, tables, options)
            _told(read, document + (" (held out)" if held_out(document) else ""), given.show and not held_out(document))
            whole.add(read)
        _told(whole, "all", False)


def _told(read: Read, name: str, show: bool) -> None:
    print(read.row(name), flush=True)
    if show:
        for one in read.lost:
            print(f"    {one}")


def _words(data: bytes | Path, options: Options) -> tuple[Page, ...]:
    """The pages of a digital file with the words of its text layer."""
    return pages.open_pages(pages.acquire(data, options), options).pages


def _read(
    data: bytes | Path, truth: Sequence[Page], turned: dict[int, int], tables: set[int] | None, options: Options
) -> Read:
    """What was read of a scan; letters of the pages without ``tables``, none where these are not known."""
    source = pages.acquire(data, options)
    opened = pages.open_pages(source, options).pages
    raw = pages.rasters(source, options)
    told = Read(len(opened), len(turned))
    for printed, page in zip(truth, opened, strict=True):
        (page,) = ocr.read_pages((page,), raw, options).pages
        number = page.number
        if page.words and page.rotation != (360 - turned.get(number, 0)) % 360:
            told.turned_wrong.append(number)
        found, _ = compare(printed.words, page.words)
        for token in found:
            token.page = number
        told.placed += found
        _count(told, number, _numbers(printed.words), _numbers(page.words))
        contents = sum(_LEADERS.search(word.text) is not None for word in printed.words) >= FEWEST_LEADERS
        if tables is not None and number not in tables and not contents:
            want, have = _letters(printed.words), _letters(page.words)
            told.characters += len(want)
            told.edits += Levenshtein.distance(want, have)
            told.lost += [
                f"p. {number}: {want[max(0, one.src_start - 6) : one.src_end + 6]}"
                f" → {have[max(0, one.dest_start - 6) : one.dest_end + 6]}"
                for one in Levenshtein.opcodes(want, have)
                if one.tag != "equal"
            ]
    return told


def _numbers(words: Sequence[Word]) -> Counter[str]:
    """The numeric tokens of a page; its own number at its foot is none of the document."""
    foot = max((word.bbox.bottom for word in words), default=0.0)
    return numeric_tokens(
        word.text for word in words if not (FOLIO.fullmatch(word.text) and foot - word.bbox.bottom < word.bbox.height)
    )


def _count(told: Read, number: int, printed: Counter[str], read: Counter[str]) -> None:
    """Add the numeric tokens of a page."""
    told.tokens += printed.total()
    told.right += (printed & read).total()
    if printed != read:
        told.lost.append(f"p. {number}: printed {dict(printed - read)}, read {dict(read - printed)}")


def _letters(words: Sequence[Word]) -> str:
    """The text of a page, line by line, without blanks and the leaders of a contents, widths folded."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.bbox.centre[1]):
        line = lines[-1] if lines else []
        middle = word.bbox.centre[1]
        if line and abs(middle - line[0].bbox.centre[1]) < ONE_LINE * min(word.bbox.height, line[0].bbox.height):
            line.append(word)
        else:
            lines.append([word])
    ordered = (word for line in lines for word in sorted(line, key=lambda word: word.bbox.x0))
    return _LEADERS.sub("", _folded("".join(word.text for word in ordered)))


def _folded(text: str) -> str:
    return fold_width("".join(text.split()))


if __name__ == "__main__":
    main()
