"""Acquire: what an input is, by its bytes, and every way in which it can be no input."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import JuesuanError
from extract.options import Limits, Options
from extract.pages import acquire, office, sha256_of

OPTIONS = Options()
DUMP = "某县医疗保障局2023年度部门决算\n收入\t决算数\n<p>一、财政拨款收入</p>\n12.30\n"


def code_of(source: object, options: Options = OPTIONS, name: str | None = None) -> str:
    with pytest.raises(JuesuanError) as caught:
        acquire(source, options, name)  # type: ignore[arg-type]
    assert caught.value.failure.remedy
    return caught.value.failure.code


def test_missing_file_is_js101(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nowhere.pdf") == "JS101"


def test_empty_file_is_js102(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    assert code_of(tmp_path / "empty.pdf") == "JS102"


@pytest.mark.parametrize("page", ["<!DOCTYPE html><html><body>404</body></html>", "\ufeff\n<HTML><p>登录</p></HTML>"])
def test_html_named_pdf_is_js103(page: str) -> None:
    assert code_of(page.encode(), name="决算.PDF") == "JS103"


def test_html_by_its_own_name_is_read() -> None:
    assert acquire(b"<!-- saved --><html><body>1</body></html>", OPTIONS, "a.htm").format == "html"


def _zip_of(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"a": [1]}, indent=1).encode(),
        b'{"a": 1}\n{"a": 2}\n',
        _zip_of("photo.txt"),
        b"a,b,c\n1,2,3\n4,5,6\n7,8,9\n",
        b'<?xml version="1.0"?><rss/>',
        bytes(range(256)) * 8,
        b"\x7fELF\x02\x01\x01" + bytes(64),
    ],
    ids=["json", "jsonl", "zip", "csv", "xml", "noise", "program"],
)
def test_other_kinds_are_skipped_as_js104(data: bytes) -> None:
    assert code_of(data) == "JS104"


def test_too_large_is_js105(tmp_path: Path) -> None:
    small = Options(limits=Limits(file_bytes=10))
    (tmp_path / "large.txt").write_text("x" * 11)
    assert code_of(tmp_path / "large.txt", small) == "JS105"
    assert code_of(b"x" * 11, small) == "JS105"


def test_docx_that_unpacks_beyond_the_limit_is_js105() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(2_000_000))
    assert code_of(out.getvalue(), Options(limits=Limits(file_bytes=1_000_000))) == "JS105"


def test_folder_is_js106(tmp_path: Path) -> None:
    assert code_of(tmp_path) == "JS106"


def test_office_without_libreoffice_is_js107(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    assert code_of(_zip_of("xl/workbook.xml")) == "JS107"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le")
    assert code_of(ole) == "JS107"


def _soffice(folder: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command = folder / "soffice"
    command.write_text("#!/bin/sh\n" + body)
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")  # type: ignore[arg-type]


def test_conversion_that_fails_is_js108(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _soffice(tmp_path, "echo broken; exit 3\n", monkeypatch)
    assert code_of(_zip_of("xl/workbook.xml")) == "JS108"


def test_conversion_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _soffice(tmp_path, "sleep 60\n", monkeypatch)
    monkeypatch.setattr(office, "SECONDS", 0.5)
    assert code_of(_zip_of("xl/workbook.xml")) == "JS108"


def test_sheets_are_converted_to_html(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Stands in for LibreOffice: writes what it would write, where it was told to.
    body = 'while [ "$1" != "--outdir" ]; do shift; done; echo "<html><table></table></html>" > "$2/input.html"\n'
    _soffice(tmp_path, body, monkeypatch)
    data = _zip_of("xl/workbook.xml")
    source = acquire(data, OPTIONS, "a.xlsx")
    assert (source.format, source.sha256) == ("html", hashlib.sha256(data).hexdigest())
    assert source.data.startswith(b"<html>") and source.repairs


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_decoded_whatever_its_encoding(encoding: str) -> None:
    data = DUMP.encode(encoding)
    source = acquire(data, OPTIONS, "dump.txt")
    assert source.format == "txt"
    assert source.data.decode("utf-8") == DUMP
    assert source.sha256 == hashlib.sha256(data).hexdigest()


def test_content_counts_not_the_extension(make_pdf, make_picture) -> None:  # type: ignore[no-untyped-def]
    assert acquire(make_pdf(), OPTIONS, "scan.txt").format == "pdf"
    out = io.BytesIO()
    make_picture().save(out, "PNG")
    assert acquire(out.getvalue(), OPTIONS, "page.pdf").format == "image"
    assert acquire(_zip_of("word/document.xml"), OPTIONS, "a.zip").format == "docx"


def test_archive_that_stores_a_pdf_is_an_archive(make_pdf) -> None:  # type: ignore[no-untyped-def]
    pdf = make_pdf()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.pdf", pdf)
    assert b"%PDF-" in packed.getvalue()[:200]
    assert code_of(packed.getvalue()) == "JS104"
    # Two bytes that look like an archive's are junk before the header of a PDF.
    assert acquire(b"PK\x03\x04\n" + pdf, OPTIONS).format == "pdf"


@given(st.binary(max_size=300))
def test_sha256_is_that_of_the_bytes(data: bytes) -> None:
    assert sha256_of(data) == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("path", ["/no/such/file", "bad\x00name", ""])
def test_sha256_never_raises(path: str) -> None:
    assert len(sha256_of(path)) == 64


@given(st.binary(max_size=400))
def test_any_bytes_are_acquired_or_refused(data: bytes) -> None:
    try:
        assert acquire(data, OPTIONS).sha256 == hashlib.sha256(data).hexdigest()
    except JuesuanError as error:
        assert error.failure.code.startswith("JS10")
