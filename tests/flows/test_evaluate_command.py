"""``juesuan evaluate``: exit codes, the verdict on stdout, and one line for what cannot be done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluation.evaluate import report_bytes
from evaluation.report.schema import DocumentRecord, FactRecord, Manifest, Report
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
        ("--report", "nowhere.json"),
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


def test_two_reports_that_are_there_are_compared_without_reading(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fact(number: int, right: bool) -> FactRecord:
        wanted = {"indicator": "基本支出", "value": str(100 + number), "value_base": "1", "unit_base": "元"}
        return FactRecord(
            key=f"t1/{number}/1", layer="form", kind="amount", levels=5 if right else 0, read=True, wanted=wanted,
            given=None if right else {**wanted, "value": "9"}, status="read", confidence=1.0,
        )  # fmt: skip

    def report(wrong: int) -> Path:
        records = tuple(
            DocumentRecord(
                part="written",
                id=f"d{at}",
                seed=0,
                route="txt",
                cluster=f"d{at}",
                template="x",
                kind="final_account",
                year="2021",
                sha256="0" * 64,
                status="ok",
                pages=0,
                facts=tuple(fact(number, number >= wrong) for number in range(100)),
            )  # fmt: skip
            for at in range(8)
        )
        manifest = Manifest(extraction="e", evaluation="v", models="m", gold="g", options={}, libraries={})
        path = tmp_path / f"{wrong}.json"
        path.write_bytes(report_bytes(Report(made_at="2026-01-01", manifest=manifest, documents=records)))
        return path

    good, bad = report(0), report(3)
    gate = tmp_path / "gate.toml"
    gate.write_text('parts = ["written"]\n[critical]\n"form.value" = 0.005\n', encoding="utf-8")
    asked = ["--out", str(tmp_path / "out"), "--gate", str(gate)]
    assert run(monkeypatch, *asked, "--report", str(bad), "--against", str(good)) == cli.GATE_HOLDS
    assert "fell by 3.00 points" in capsys.readouterr().out
    assert "变坏 broken</span> 24" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert run(monkeypatch, *asked, "--report", str(good), "--against", str(bad)) == cli.ALL_READ
    assert capsys.readouterr().out.startswith("可以发布 ship\n")


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


@pytest.mark.slow
def test_a_deployed_flow_fails_with_the_reasons_where_the_gate_holds(tmp_path: Path, root: Path) -> None:
    gate = tmp_path / "gate.toml"
    floor = '[[never_break]]\ndocument = "hunan-a"\nseed = 7\nroute = "txt"\nmeasure = "cells"\n'
    gate.write_text("[critical]\ncells = 0.0\n" + floor, encoding="utf-8")
    program = (
        "import sys; from flows.evaluating import juesuan_evaluate\n"
        "juesuan_evaluate(sys.argv[1], gate=sys.argv[2], routes='txt', samples=True, real=False)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "out"), str(gate)],
        capture_output=True,
        text=True,
        cwd=root,
        env=os.environ
        | {
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        },
    )
    assert done.returncode == 1
    assert "the gate holds: hunan-a.7/txt was not evaluated" in done.stderr
    assert (tmp_path / "out" / "report.html").is_file()
