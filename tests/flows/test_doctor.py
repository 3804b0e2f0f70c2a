"""The doctor: does real work, and says in one line what is missing."""

from __future__ import annotations

import io
import subprocess
import sys
from types import SimpleNamespace

import pdfplumber
import pytest
from PIL import Image

from flows import cli, doctor


def distribution(name: str) -> SimpleNamespace:
    return SimpleNamespace(metadata={"Name": name})


@pytest.mark.parametrize(
    "names",
    [[], ["opencv-python"], [doctor.OPENCV, "opencv-python"], ["opencv-contrib-python", doctor.OPENCV]],
)
def test_a_second_opencv_is_found_out(monkeypatch: pytest.MonkeyPatch, names: list[str]) -> None:
    monkeypatch.setattr(doctor, "distributions", lambda: [distribution(name) for name in names])
    with pytest.raises(doctor.Missing, match=doctor.OPENCV):
        doctor._opencv()


def test_the_generated_pages_show_the_figure() -> None:
    with pdfplumber.open(io.BytesIO(doctor._ruled_pdf())) as pdf:
        (table,) = pdf.pages[0].extract_tables()
    assert [row[2] for row in table] == ["amount", *[doctor.FIGURE] * 4]
    assert Image.open(io.BytesIO(doctor._image())).convert("L").getextrema()[0] < 64


def test_whatever_is_wrong_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def wrong() -> str:
        raise OSError("libGL.so.1:\ncannot open shared object file")

    for name in ("_versions", "_machine", "_opencv", "_tables", "_text", "_flow"):
        monkeypatch.setattr(doctor, name, lambda: "fine")
    monkeypatch.setattr(doctor, "_ocr", wrong)
    assert not doctor.examine()
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if line.startswith("!!")] == [
        "!!  识别 OCR: OSError: libGL.so.1: cannot open shared object file"
    ]


def test_a_missing_office_is_a_clear_line_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    assert "JS107" in doctor._office()


@pytest.mark.slow
def test_this_installation_is_healthy() -> None:
    done = subprocess.run([sys.executable, "-m", "flows.cli", "doctor"], capture_output=True, text=True)
    assert done.returncode == cli.ALL_READ, done.stdout + done.stderr
    assert "!!" not in done.stdout


@pytest.mark.parametrize("found", [None, "/usr/bin/psql"])
def test_what_postgresql_would_add_is_one_line(monkeypatch: pytest.MonkeyPatch, found: str | None) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda name: found)
    told = doctor._postgres()
    assert told.startswith("--" if found is None else "ok")
    assert "--store postgresql://" in told
    assert "\n" not in told
