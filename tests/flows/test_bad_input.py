"""Bad input through the whole program: each ends with its own number and remedy, and the run goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFilter

from flows import cli

GOOD = """虚构县样例局2022年度部门决算公开
第一部分 单位概况
本单位负责样例事务的管理。
第二部分 2022年度部门决算情况说明
一、支出决算总体情况说明
2022年度支出合计345.60万元，比上年减少12.40万元，下降3.46%，主要原因是样例项目完工。
"""


def pdf(path: Path, pages: int = 3, **saving) -> Path:
    """Pages of digits, written by pikepdf."""
    with pikepdf.new() as made:
        for number in range(pages):
            made.add_blank_page(page_size=(595, 842))
            lines = "".join(
                f"BT /F1 11 Tf 72 {780 - 20 * row} Td ({number} {row} 1234.56) Tj ET\n" for row in range(30)
            )
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            made.pages[-1].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            made.pages[-1].Contents = made.make_stream(lines.encode())
        made.save(path, **saving)
    return path


def photo(path: Path) -> Path:
    """Something soft with two ears and whiskers; no letter on it."""
    picture = Image.new("RGB", (900, 700), (120, 160, 90))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((250, 200, 650, 600), fill=(190, 140, 80))
    pen.polygon([(270, 300), (300, 120), (420, 230)], fill=(180, 130, 70))
    pen.polygon([(630, 300), (600, 120), (480, 230)], fill=(180, 130, 70))
    for side in (-1, 1):
        pen.ellipse((430 + side * 80, 330, 470 + side * 80, 390), fill=(30, 60, 20))
    picture.filter(ImageFilter.GaussianBlur(6)).save(path, "JPEG", quality=85)
    return path


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "empty.pdf").touch()
    (folder / "page.pdf").write_text("<!DOCTYPE html><html><body>404 not found</body></html>")
    whole = pdf(folder / "whole", object_stream_mode=pikepdf.ObjectStreamMode.generate).read_bytes()
    (folder / "whole").unlink()
    (folder / "truncated.pdf").write_bytes(whole[: len(whole) // 2])
    pdf(folder / "locked.pdf", encryption=pikepdf.Encryption(user="secret", owner="secret"))
    photo(folder / "cat.jpg")
    (folder / "data.json").write_text('{"a": 1}')
    return folder


@pytest.mark.usefixtures("prefect_server")
def test_bad_input_is_told_and_the_run_goes_on(bad: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "flows.cli", "run", str(bad), str(bad / "missing.pdf"), "--out", str(tmp_path)]
    done = subprocess.run([*program, "--workers", "1"], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == cli.SOME_FAILED, done.stderr
    documents = {
        Path(one["sources"][0]["path"]).name: one
        for one in map(json.loads, (tmp_path / "documents.jsonl").read_text(encoding="utf-8").splitlines())
    }
    told = {name: (one["status"], [why["code"] for why in one["failures"]]) for name, one in documents.items()}
    assert told.pop("good.txt")[0] in ("ok", "partial")
    assert told == {
        "missing.pdf": ("failed", ["JS101"]),
        "empty.pdf": ("failed", ["JS102"]),
        "page.pdf": ("failed", ["JS103"]),
        "truncated.pdf": ("failed", ["JS201"]),
        "locked.pdf": ("failed", ["JS202"]),
        "cat.jpg": ("skipped", ["JS303", "JS209"]),
        "data.json": ("skipped", ["JS104"]),
    }
    assert all(why["remedy"] for one in documents.values() for why in one["failures"])
    values = [json.loads(line)["value"] for line in (tmp_path / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert "345.60" in values
    for code in ("JS101", "JS102", "JS103", "JS201", "JS202"):
        assert code in done.stdout
