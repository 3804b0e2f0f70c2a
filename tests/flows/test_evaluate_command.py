"""``juesuan evaluate``: exit codes, the verdict on stdout, and one line for what cannot be done."""

from __future__ import annotations

import subprocess
import sys
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
@pytest.mark.parametrize(("seed", "code"), [(0, cli.ALL_READ), (7, cli.GATE_HOLDS)])
def test_evaluate_exits_with_5_and_the_reasons_where_the_gate_holds(
    tmp_path: Path, root: Path, seed: int, code: int
) -> None:
    gate = tmp_path / "gate.toml"
    floor = f'[[never_break]]\ndocument = "hunan-a"\nseed = {seed}\nroute = "txt"\nmeasure = "cells"\n'
    gate.write_text("[critical]\ncells = 0.0\n" + floor, encoding="utf-8")
    asked = ["--samples", "--no-real", "--routes", "txt", "--workers", "1", "--gate", gate, "--out", tmp_path / "out"]
    # a process of its own: Prefect reads its settings once in each
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "evaluate", *map(str, asked)], capture_output=True, text=True, cwd=root
    )
    assert done.returncode == code, done.stderr
    assert done.stdout.startswith("暂缓发布 hold\n") == bool(code)
    assert ("hunan-a.7/txt was not evaluated" in done.stdout) == bool(code)
