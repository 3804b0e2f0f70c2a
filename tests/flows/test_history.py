"""Histories of runs are bounded where no vacuum runs; a backfill reads again what a version changes, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.options import Options
from flows import cli, server


@pytest.mark.parametrize(("size", "goes"), [(40, False), (41, True)])
def test_the_history_of_a_temporary_server_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, goes: bool
) -> None:
    monkeypatch.setattr(server, "LARGEST_HISTORY", 50)
    (tmp_path / "prefect.db").write_bytes(b"1" * size)
    (tmp_path / "prefect.db-wal").write_bytes(b"1" * 10)
    (tmp_path / "server.log").write_bytes(b"1" * 10)
    assert server.begin_anew_if_large(tmp_path / "prefect.db") is goes
    assert {file.name for file in tmp_path.iterdir()} == (
        {"server.log"} if goes else {"server.log", "prefect.db", "prefect.db-wal"}
    )


@pytest.mark.usefixtures("prefect_server")
def test_a_backfill_reads_again_what_the_version_changes(
    readings: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.serving.flows import backfill

    root = tmp_path / "results"
    assert cli.read_into([str(folder)], root / "march", Options(), None, 1)[0] == cli.ALL_READ
    assert cli.read_into([str(folder)], root / "april", Options(), None, 1)[0] == cli.ALL_READ
    (root / "no results").mkdir()
    for version, stale in (("v1", 0), ("v2", 3), ("v2", 0)):
        monkeypatch.setenv("FAKE_VERSION", version)
        readings.write_text("")
        counted = backfill(str(root), workers=1, only_count=True, return_state=True)
        assert readings.read_text() == "", "only counted"
        state = backfill(str(root), workers=1, return_state=True)
        assert state.is_completed(), state.message
        assert len(readings.read_text().split()) == 2 * stale
        for out in ("march", "april"):
            assert f"{root / out}: {stale} of 3 documents would be read" in str(counted.message)
            assert f"{root / out}: {stale} read again" in str(state.message)
