"""The zoo of bad files: each ends in time, with a code that says what it is."""

from __future__ import annotations

import io
import time

import pikepdf
import pytest
from hostile_zoo import OK, zoo

from extract.errors import JuesuanError
from extract.options import Options
from extract.pages import acquire, open_pages, rasters

OPTIONS = Options()
#: Wall clock for one animal: the limit of a page, where the guard ends it, and what else opening takes on busy cores.
SECONDS = OPTIONS.limits.seconds_per_page * 1.5
#: Pages drawn of each.
DRAWN = 3


def ending(data: bytes, name: str = "x.pdf") -> set[str]:
    """The codes with which opening, triage and drawing end."""
    try:
        source = acquire(data, OPTIONS, name)
        if source.format not in ("pdf", "image"):
            return {OK}
        result = open_pages(source, OPTIONS)
    except JuesuanError as error:
        return {error.failure.code}
    codes = {failure.code for failure in result.failures}
    shown = rasters(source, OPTIONS)
    for page in [page for page in result.pages if page.route in ("scanned", "garbled")][:DRAWN]:
        try:
            shown(page.number)
        except JuesuanError as error:
            codes.add(error.failure.code)
    return codes or {OK}


ANIMALS = [pytest.param(data, codes, id=name.replace(" ", "-")) for name, data, codes in zoo()]


def test_there_are_sixty() -> None:
    assert len(ANIMALS) >= 60


@pytest.mark.slow
@pytest.mark.parametrize(("data", "codes"), ANIMALS)
def test_animal_ends_in_time_with_its_code(data: bytes, codes: set[str]) -> None:
    began = time.monotonic()
    assert ending(data) <= codes
    assert time.monotonic() - began < SECONDS


@pytest.mark.slow
def test_twenty_thousand_pages() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for _ in range(19_999):
            pdf.pages.append(pdf.pages[0])
        out = io.BytesIO()
        pdf.save(out)
    assert ending(out.getvalue()) == {"JS203"}


@pytest.mark.parametrize("name", ["公开.pdf", "x" * 5000 + ".pdf", "a\nb.pdf", "../../etc/passwd", "\udcff.pdf"])
def test_names_do_no_harm(name: str) -> None:
    assert ending(b"%PDF-1.4\n", name) == {"JS201"}
