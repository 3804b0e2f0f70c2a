"""doc, wps, xls and xlsx of LibreOffice's own making, read through the whole program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from office_sheets import workbook

from extract.pages.office import soffice
from flows import cli
from labeled.generator import fill
from labeled.render import docx

DOCUMENTS = Path(__file__).resolve().parents[2] / "labeled" / "documents"


def made(folder: Path, given: Path, target: str) -> Path:
    """The file as LibreOffice saves it."""
    place = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [str(soffice()), place, "--headless", "--convert-to", target, "--outdir", str(folder), str(given)]
    subprocess.run(arguments, check=True, capture_output=True, timeout=120)
    return folder / f"{given.stem}.{target}"


def run(folder: Path, out: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "flows.cli", "run", str(folder), "--out", str(out), "--workers", "1"]
    return subprocess.run(program, capture_output=True, text=True, env={**os.environ, **environment})


def lines(out: Path, name: str) -> list[dict]:
    return [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.slow
@pytest.mark.skipif(soffice() is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.usefixtures("prefect_server")
def test_office_files_give_the_facts_of_their_docx(tmp_path: Path) -> None:
    filled = fill(DOCUMENTS / "hunan-a.yaml", 3)
    work, folder = tmp_path / "work", tmp_path / "in"
    work.mkdir()
    folder.mkdir()
    (folder / "h.docx").write_bytes(docx(filled))
    (work / "h.fods").write_text(workbook(filled), encoding="utf-8")
    for target, given in (("doc", folder / "h.docx"), ("xls", work / "h.fods"), ("xlsx", work / "h.fods")):
        shutil.move(made(work, given, target), folder)
    # What WPS Office saves as .wps is Word 97 as well (LibreOffice says so: it writes .wps with that filter).
    shutil.move(made(work, folder / "h.docx", "wps"), folder)

    done = run(folder, tmp_path / "out")
    assert done.returncode == cli.ALL_READ, done.stdout + done.stderr
    documents = {
        Path(source["path"]).name: one
        for one in lines(tmp_path / "out", "documents.jsonl")
        for source in one["sources"]
    }
    assert set(documents) == {"h.docx", "h.doc", "h.wps", "h.xls", "h.xlsx"}
    told: dict[str, Counter] = {one["sha256"]: Counter() for one in documents.values()}
    for fact in lines(tmp_path / "out", "facts.jsonl"):
        told[fact["doc"]][fact["indicator"], fact["value"], fact["basis"], fact["measure"], fact["made_by"]] += 1
    whole = told[documents["h.docx"]["sha256"]]
    assert whole.total() > 600
    for name in ("h.doc", "h.wps"):
        assert documents[name]["repairs"][0] == "converted from doc by LibreOffice"
        assert told[documents[name]["sha256"]] == whole, name
    tables = Counter({key: n for key, n in whole.items() if key[-1] == "table"})
    for name in ("h.xls", "h.xlsx"):
        found = told[documents[name]["sha256"]]
        assert Counter({key: n for key, n in found.items() if key[-1] == "table"}) == tables, name


@pytest.mark.slow
@pytest.mark.usefixtures("prefect_server")
def test_without_libreoffice_office_files_are_told_and_the_others_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le")
    (folder / "old.wps").write_bytes(ole)
    (folder / "h.docx").write_bytes(docx(fill(DOCUMENTS / "evaluation-a.yaml")))
    done = run(folder, tmp_path / "out", PATH=str(tmp_path))
    assert done.returncode == cli.SOME_FAILED, done.stderr
    told = {one["format"]: one for one in lines(tmp_path / "out", "documents.jsonl")}
    assert told["docx"]["status"] == "ok"
    (why,) = told["unknown"]["failures"]
    assert why["code"] == "JS107" and "soffice" in why["remedy"] and "JS107" in done.stdout
