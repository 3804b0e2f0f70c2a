"""Work that hangs or crashes is given up; what it had done before stays."""

from __future__ import annotations

import ctypes
import io
import os
import time
from collections.abc import Iterator

import pikepdf
import pytest

from extract.errors import JuesuanError, refuse
from extract.options import Limits, Options
from extract.pages import acquire, open_pages, triage
from extract.pages.guard import Abandoned, can_guard, guarded

pytestmark = pytest.mark.skipif(not can_guard(), reason="this system cannot fork")


def test_results_come_in_order_and_the_child_is_gone() -> None:
    pids = list(guarded(lambda: iter([os.getpid(), 2, 3]), 10))
    assert pids[1:] == [2, 3] and pids[0] != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_hang_in_c_is_given_up_and_what_came_before_is_kept() -> None:
    def work() -> Iterator[int]:
        yield 1
        ctypes.PyDLL(None).sleep(60)  # holds the interpreter's lock, as a library in C does
        yield 2

    began, got = time.monotonic(), []
    with pytest.raises(Abandoned) as caught:
        for value in guarded(work, 0.5):
            got.append(value)
    assert got == [1] and caught.value.why == "time" and time.monotonic() - began < 5


def test_crash_in_c_is_given_up() -> None:
    def work() -> Iterator[int]:
        os.kill(os.getpid(), 11)
        yield 1

    with pytest.raises(Abandoned) as caught:
        list(guarded(work, 10))
    assert caught.value.why == "crash"


def test_failures_and_errors_pass_through() -> None:
    def refused() -> Iterator[int]:
        raise refuse("JS202")
        yield 1

    with pytest.raises(JuesuanError) as caught:
        list(guarded(refused, 10))
    assert caught.value.failure.code == "JS202"

    def wrong() -> Iterator[int]:
        raise ValueError("not a number")
        yield 1

    with pytest.raises(ValueError, match="not a number"):
        list(guarded(wrong, 10))


def test_page_that_hangs_is_given_up_and_the_next_goes_on(make_pdf, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    route = triage._route

    def hangs(page: object, plain: object, *rest: object) -> object:
        if plain.number == 2:  # type: ignore[attr-defined]
            ctypes.PyDLL(None).sleep(60)
        return route(page, plain, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(triage, "_route", hangs)
    options = Options(limits=Limits(seconds_per_page=1.0))
    result = open_pages(acquire(make_pdf(pages=4), options), options)
    assert [page.route for page in result.pages] == ["digital", "blank", "digital", "digital"]
    assert [(f.code, f.page) for f in result.failures] == [("JS214", 2)]


def test_picture_bomb_is_a_failure_of_its_page(make_pdf) -> None:  # type: ignore[no-untyped-def]
    with pikepdf.open(io.BytesIO(make_pdf(pages=2))) as pdf:
        bomb = pikepdf.Stream(pdf, b"\0" * 1000)
        bomb.Type, bomb.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        bomb.Width = bomb.Height = 60000
        bomb.ColorSpace, bomb.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Bomb=bomb)
        pdf.pages[0].contents_add(b"q 500 0 0 500 0 0 cm /Bomb Do Q")
        out = io.BytesIO()
        pdf.save(out)
    result = open_pages(acquire(out.getvalue(), Options()), Options())
    assert [(f.code, f.page) for f in result.failures] == [("JS212", 1)]
    assert result.pages[1].words


@pytest.mark.parametrize("times", [1, 2])
def test_stream_bomb_is_refused(make_pdf, times: int) -> None:  # type: ignore[no-untyped-def]
    import zlib

    data = b" " * 20_000_000
    for _ in range(times):
        data = zlib.compress(data, 9)
    with pikepdf.open(io.BytesIO(make_pdf())) as pdf:
        filters = pikepdf.Array([pikepdf.Name.FlateDecode] * times)
        pdf.pages[0].Contents = pikepdf.Stream(pdf, data, {"/Filter": filters})
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    options = Options(limits=Limits(stream_bytes=1_000_000))
    with pytest.raises(JuesuanError) as caught:
        open_pages(acquire(out.getvalue(), options), options)
    assert caught.value.failure.code == "JS213"
