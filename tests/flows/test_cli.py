"""The command line: what a user gets wrong is one line and exit code 2, before any work."""

from __future__ import annotations

import fcntl
import sys
from pathlib import Path

import pytest

from flows import cli


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run ``juesuan`` with arguments: exit code, stdout, stderr."""

    def go(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["juesuan", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return go


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_help_has_an_example(call, command: str) -> None:
    code, out, _ = call(command, "--help")
    assert code == 0
    assert f"Example: juesuan {command}" in out


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        (["run"], "JS901"),
        (["run", "{in}"], "JS901"),
        (["run", "{in}", "--out", "{out}", "--bogus"], "JS901"),
        (["run", "{in}", "--out", "{out}", "--workers", "0"], "JS901"),
        (["run", "{in}", "--out", "{out}", "--workers", "many"], "JS901"),
        (["walk"], "JS901"),
        (["run", "", "--out", "{out}"], "JS901"),
        (["run", "{in}", "--out", "{out}", "--config", "{in}/none.toml"], "JS902"),
        (["run", "{in}", "--out", "{out}", "--config", "{in}/a.txt"], "JS902"),
        (["run", "{in}", "--out", "{out}", "--config", "{in}/wrong.toml"], "JS902"),
        (["run", "{in}", "--out", "{in}"], "JS904"),
        (["run", "{in}", "--out", "{in}/a.txt"], "JS904"),
        (["run", "{in}", "--out", "{out}", "--store", "nonsense"], "JS905"),
    ],
)
def test_wrong_use_is_one_line(call, folder: Path, tmp_path: Path, arguments: list[str], number: str) -> None:
    (folder / "wrong.toml").write_text("[ocr]\ndpi = 9\n")
    filled = [one.replace("{in}", str(folder)).replace("{out}", str(tmp_path / "out")) for one in arguments]
    code, out, err = call(*filled)
    assert (code, out) == (cli.WRONG_USE, "")
    assert err.count("\n") == 1 and number in err
    assert not (tmp_path / "out" / "documents.jsonl").exists()


def test_a_driver_that_is_not_installed_is_told_apart(call, folder: Path, tmp_path: Path) -> None:
    code, _, err = call("run", folder, "--out", tmp_path / "out", "--store", "mysql+mysqldb://u:secret@h/d")
    assert code == cli.NOT_INSTALLED
    assert "secret" not in err


def test_two_runs_do_not_write_into_one_folder(call, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / ".flow").mkdir(parents=True)
    with (tmp_path / "out" / ".flow" / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        code, _, err = call("run", folder, "--out", tmp_path / "out")
    assert code == cli.WRONG_USE and "JS908" in err and "run again when it has ended" in err


@pytest.mark.usefixtures("prefect_server")
def test_nothing_to_read(call, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, _, err = call("run", tmp_path / "empty", "--out", tmp_path / "out")
    assert code == cli.WRONG_USE and "JS903" in err


@pytest.mark.usefixtures("prefect_server", "readings")
def test_results_to_stdout_and_messages_to_stderr(call, folder: Path, tmp_path: Path) -> None:
    code, out, err = call("run", folder, "--out", tmp_path / "out", "--workers", "1")
    assert code == cli.ALL_READ
    assert "读全 ok 3" in out and str(tmp_path / "out") in out
    assert "[3/3] ok" in err and "读全" not in err


def test_names_cannot_write_to_the_terminal() -> None:
    from flows.progress import plain

    assert plain("\x1b[31m决算\n\udcff") == "\\x1b[31m决算\\n\\udcff"


@pytest.mark.slow
@pytest.mark.usefixtures("prefect_server")
def test_pictures_show_every_page(call, root: Path, tmp_path: Path) -> None:
    from PIL import Image

    sample, out = root / "labeled" / "samples" / "evaluation-a.pdf", tmp_path / "out"
    call("run", sample, "--out", out, "--workers", "1")
    assert not (out / "pictures").exists()
    before = (out / "facts.jsonl").read_bytes()
    for _ in range(2):
        code, _, _ = call("run", sample, "--out", out, "--workers", "1", "--pictures")
        assert code in (cli.ALL_READ, cli.SOME_FAILED)
    (folder,) = (out / "pictures").iterdir()
    drawn = sorted(folder.iterdir())
    assert [file.name for file in drawn] == [f"{number:03d}.png" for number in range(1, len(drawn) + 1)]
    with Image.open(drawn[2]) as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24) or []}
    assert {(30, 90, 210), (0, 140, 60)} & colours, "facts are drawn in their colours"
    assert (out / "facts.jsonl").read_bytes() == before
