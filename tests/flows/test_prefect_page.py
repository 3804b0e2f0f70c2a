"""Prefect's page of a real run in a headless Chromium: the artifacts are there, with words that people can act on."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.prefect_page import BROWSERS, PAGES, take


@pytest.mark.slow
@pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="no Chromium here: the page is not looked at")
def test_the_page_shows_the_artifacts_of_a_run(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    for name in ("PREFECT_API_URL", "PREFECT_HOME"):
        monkeypatch.delenv(name, raising=False)
    given = tmp_path / "given"
    given.mkdir()
    (given / "a.txt").write_text("虚构市样例局2023年度部门决算\n收入总计100.00万元。\n", encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = take(tmp_path, port, given)
    assert "CompletedWithFailures" in words["prefect-run"]
    assert "部分 partial 1 · 失败 failed 2" in words["prefect-summary"]
    assert "JS103" in words["prefect-failures"] and "fetch the document again" in words["prefect-failures"]
    assert "JS403" in words["prefect-failures"] and "p.1" in words["prefect-failures"]
    assert "seconds per document" in words["prefect-costs"]
    for name in PAGES:
        picture = Image.open(tmp_path / f"{name}.png").convert("L")
        assert picture.width >= 1000 and len(picture.getcolors(256) or ()) > 10, "something is drawn"
        assert str(tmp_path) not in words[name], "no path of this machine is shown"
