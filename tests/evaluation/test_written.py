"""The command that scores the written documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.sources.routes import check_route, make, written_ids
from evaluation.written import main, score_made
from extract.cache import StageCache
from extract.pages.office import soffice


def test_written_txt_scores_a_whole_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--documents", "evaluation-a", "--routes", "txt", "--cache", str(tmp_path), "--show-errors"]
    assert main(asked) == 0
    out = capsys.readouterr().out
    assert "| txt | 1 |" in out
    score = score_made(make("evaluation-a", 0, "txt"), StageCache(tmp_path))
    assert sum(pair.wanted is not None for pair in score.pairs) == len(score.truth.facts) > 10
    assert out.count("evaluation-a.0 txt narrative") + out.count("evaluation-a.0 txt form") == len(score.errors)


def test_written_says_which_document_or_route_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--documents", "nowhere"]) == 2
    assert main(["--routes", "digital,carrier-pigeon"]) == 2
    assert "carrier-pigeon" in capsys.readouterr().err
    for wrong in ("docx:hei", "office:arial"):
        with pytest.raises(ValueError):
            check_route(wrong)
    assert "hunan-a" in written_ids()


@pytest.mark.skipif(soffice() is None, reason="LibreOffice (soffice) is not installed")
def test_a_docx_that_libreoffice_made_a_pdf_of_reads_like_the_docx(tmp_path: Path) -> None:
    exported, itself = (score_made(make("budget", 3, route), StageCache(tmp_path)) for route in ("exported", "docx"))
    assert exported.cells.exact == exported.cells.cells == itself.cells.cells > 200
    assert [pair.levels for pair in exported.pairs if pair.layer == "form"].count(5) > 200
    assert not exported.wrong_confirmed


def test_written_shows_no_errors_of_a_held_out_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["--documents", "prefecture", "--routes", "txt", "--cache", str(tmp_path), "--show-errors"]
    assert main(asked) == 0
    assert "prefecture.0 txt" in capsys.readouterr().out
    monkeypatch.setattr("evaluation.written.held_out", lambda document: document == "prefecture")
    assert main(asked) == 0
    assert "prefecture.0 txt" not in capsys.readouterr().out
