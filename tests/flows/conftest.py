"""One Prefect server for all flow tests, and a document function that costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.server import Server


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A server on a database of its own; the command line finds it as a running one."""
    with Server(tmp_path_factory.mktemp("prefect")) as server:
        server.ready()
        yield


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Documents are read by ``flow_fakes.fake_document``, in workers too; the file tells which, a line each."""
    from flow_fakes import use_fake

    use_fake(monkeypatch.setattr)
    monkeypatch.setenv("FAKE_READINGS", str(tmp_path / "readings"))
    (tmp_path / "readings").touch()
    return tmp_path / "readings"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four files of which two hold the same bytes."""
    place = tmp_path / "in"
    (place / "deep").mkdir(parents=True)
    for name, text in {"a.txt": "甲 1.00", "b.txt": "乙 2.00", "c.txt": "丙 3.00", "deep/a.txt": "甲 1.00"}.items():
        (place / name).write_text(text, encoding="utf-8")
    return place
