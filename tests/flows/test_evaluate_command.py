"""``juesuan evaluate``: exit codes, the verdict on stdout, and one line for what cannot be done."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import cli


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["juesuan", "evaluate", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(
    "wrong",
    [
        ("--routes", "pigeon"),
        ("--against", "nowhere.json"),
        ("--gate", "nowhere.toml"),
        ("--documents", "nowhere"),
        ("--gold", "nowhere"),
    ],
)
def test_evaluate_says_in_one_line_what_cannot_be_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, wrong: tuple[str, str]
) -> None:
    assert run(monkeypatch, "--out", str(tmp_path), *wrong) == cli.WRONG_USE
    told = capsys.readouterr()
    assert told.out == ""
    assert "JS902" in told.err
    assert len(told.err.strip().splitlines()) == 1


@pytest.mark.slow
def test_evaluate_exits_with_5_and_the_reasons_where_the_gate_holds(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    gate = tmp_path / "gate.toml"
    floor = '[[never_break]]\ndocument = "hunan-a"\nroute = "txt"\nmeasure = "cells"\n'
    asked = ["--samples", "--no-real", "--routes", "txt", "--workers", "1", "--gate", str(gate)]
    gate.write_text("[critical]\ncells = 0.0\n" + floor, encoding="utf-8")
    assert run(monkeypatch, "--out", str(tmp_path / "a"), *asked) == cli.ALL_READ
    gate.write_text("[critical]\ncells = 0.0\n" + floor + "seed = 7\n", encoding="utf-8")
    assert run(monkeypatch, "--out", str(tmp_path / "b"), *asked) == cli.GATE_HOLDS
    assert "hunan-a.7/txt was not evaluated" in capfd.readouterr().out
