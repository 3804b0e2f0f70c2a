"""Faults of the machine, really made: a rerun afterwards ends with the files of an undisturbed run, nothing lost."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.options import Options
from flows import cli
from flows.bulk import batches

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_server")]
DOCUMENTS = 10


@pytest.fixture(params=["alone", "in batches"])
def given(readings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Ten documents, which are read one by one or in batches."""
    if request.param == "in batches":
        monkeypatch.setattr(batches, "MANY", 2)
    place = tmp_path / "in"
    place.mkdir()
    for number in range(DOCUMENTS):
        (place / f"{number}.txt").write_text(f"甲 {number}.00", encoding="utf-8")
    return place


def run(given: Path, out: Path, store: str | None = None, workers: int = 1) -> int:
    return cli.read_into([str(given)], out, Options(), store, workers)[0]


def contents(out: Path) -> dict[str, bytes]:
    files = [*out.glob("*.jsonl"), *out.glob("text/*.txt")]
    return {str(file.relative_to(out)): file.read_bytes() for file in files if file.name != "timings.jsonl"}


def whole(given: Path, tmp_path: Path) -> dict[str, bytes]:
    """The files of an undisturbed run."""
    out = tmp_path / "undisturbed"
    assert run(given, out) == cli.ALL_READ
    files = contents(out)
    assert len(files["documents.jsonl"].splitlines()) == DOCUMENTS
    return files


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    told = "there is no mount"
    if mount is not None:
        done = subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, text=True
        )
        told = done.stderr.strip()
    if told:
        pytest.skip(f"a small file system cannot be mounted here: {told}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("left", [0, 64], ids=lambda kib: f"{kib} KiB left")
def test_full_disk(given: Path, small_disk: Path, tmp_path: Path, left: int) -> None:
    if left != 64 and batches.MANY == 2:
        pytest.skip("one amount is enough in batches")
    out = small_disk / "out"
    out.mkdir()
    (out / ".flow").mkdir()
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        free = os.statvfs(small_disk)
        file.write(b"x" * max(0, free.f_bavail * free.f_frsize - left * 1024))
    with pytest.raises(cli.Stop) as stopped:
        run(given, out)
    assert stopped.value.status == cli.WRONG_USE
    assert "JS904" in stopped.value.line or "JS905" in stopped.value.line
    assert "No space left" in stopped.value.line or "full" in stopped.value.line
    assert not (out / "documents.jsonl").exists(), "half a file would pass for a whole one"
    filler.unlink()
    assert run(given, out) == cli.ALL_READ
    assert contents(out) == whole(given, tmp_path)


def test_read_only_output(given: Path, small_disk: Path, tmp_path: Path, readings: Path) -> None:
    out = small_disk / "out"
    run(given, out)
    before = contents(out)
    readings.write_text("")
    (given / "more.txt").write_text("乙 1.00", encoding="utf-8")
    same = tmp_path / "same"
    same.mkdir()
    subprocess.run(["mount", "--bind", str(small_disk), str(same)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(same)], check=True)
        for place in (same / "out", same / "new"):
            with pytest.raises(cli.Stop) as stopped, cli._held(place):
                run(given, place)
            assert stopped.value.status == cli.WRONG_USE and "JS904" in stopped.value.line
    finally:
        subprocess.run(["umount", "-l", str(same)], check=True)
    assert readings.read_text() == "", "nothing was begun"
    assert contents(out) == before
    assert run(given, out) == cli.ALL_READ
    assert readings.read_text().split() == ["more.txt"]


def test_two_runs_on_one_folder(given: Path, tmp_path: Path, readings: Path) -> None:
    out = tmp_path / "out"
    program = Path(__file__).with_name("killed_run.py")
    arguments = [sys.executable, str(program), "run", str(given), "--out", str(out), "--workers", "1"]
    environment = {**os.environ, "FAKE_NAP": "0.3", "PYTHONPATH": os.pathsep.join([str(program.parent), *sys.path])}
    first = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not list(out.rglob("*.json.z")):
        assert first.poll() is None and time.monotonic() < until
        time.sleep(0.05)
    second = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=120)
    assert second.returncode == cli.WRONG_USE and "another run is writing there" in second.stderr
    assert first.wait(timeout=120) == cli.ALL_READ
    assert len(readings.read_text().split()) == DOCUMENTS, "the second read nothing"
    assert contents(out) == whole(given, tmp_path)


def test_a_worker_out_of_memory(given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readings: Path) -> None:
    (given / "3.txt").write_text("GREEDY 3.00")
    out = tmp_path / "out"
    monkeypatch.setenv("FAKE_MEMORY", "50000000")
    assert run(given, out) == cli.SOME_FAILED
    documents = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    failed = [(Path(one["sources"][0]["path"]).name, one["failures"]) for one in documents if one["status"] != "ok"]
    assert [(name, failures[0]["code"]) for name, failures in failed] == [("3.txt", "JS801")]
    assert "MemoryError" in failed[0][1][0]["message"]
    monkeypatch.delenv("FAKE_MEMORY")
    readings.write_text("")
    assert run(given, out) == cli.ALL_READ
    assert readings.read_text().split() == ["3.txt"]
    assert contents(out) == whole(given, tmp_path)


class Line:
    """A line to a server on loopback that can be cut, at once or after so many bytes to the server."""

    def __init__(self, port: int):
        self._target = port
        self._ends: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.bytes_left: int | None = None
        self.is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def mend(self) -> None:
        self.is_cut, self.bytes_left, self._ends = False, None, []

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self.is_cut:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            self._ends += [near, far]
            threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        try:
            while data := source.recv(1024):
                if counted and self.bytes_left is not None:
                    self.bytes_left -= len(data)
                    if self.bytes_left < 0:
                        self.cut()
                        return
                target.sendall(data)
        except OSError:
            return


@pytest.mark.parametrize("after", [20_000, 30_000])
def test_a_lost_database_connection(given: Path, tmp_path: Path, postgres: str, after: int) -> None:
    import sqlalchemy as sa

    from extract.export.connecting import Database
    from extract.export.store import documents, facts

    def rows(url: str) -> tuple[int, int]:
        database = Database(url, str)
        try:
            return database.begin(
                lambda connection: (
                    len(connection.execute(sa.select(documents.c.doc)).all()),
                    len(connection.execute(sa.select(facts.c.doc)).all()),
                )
            )
        finally:
            database.close()

    address = sa.make_url(postgres)
    line = Line(address.port or 0)
    through = address.set(port=line.port).render_as_string(hide_password=False)
    out = tmp_path / "out"
    one = tmp_path / "one.txt"
    one.write_text("丁 1.00", encoding="utf-8")
    run(one, tmp_path / "first", through)  # makes the tables
    before = rows(postgres)[0]

    line.bytes_left = after
    with pytest.raises(cli.Stop) as stopped:
        run(given, out, through)
    assert line.is_cut, "the connection was lost while documents were written"
    assert stopped.value.status == cli.WRONG_USE and "JS905" in stopped.value.line
    assert "se:cret" not in stopped.value.line and "se%3Acret" not in stopped.value.line
    assert not (out / "documents.jsonl").exists()
    held, _ = rows(postgres)
    assert held - before < DOCUMENTS
    line.mend()
    assert run(given, out, through) == cli.ALL_READ
    held, figures = rows(postgres)
    assert held == figures, "each document whole, with its one figure, and once"
    assert contents(out) == whole(given, tmp_path)
