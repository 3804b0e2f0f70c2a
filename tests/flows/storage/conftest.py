"""Stores to publish at: memory, a folder, and an S3 server of the tests' own on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from stores import SECRET


@pytest.fixture(scope="session")
def s3_server() -> Iterator[Any]:
    """An S3 server in a thread; it keeps what it holds when it is stopped and started again."""
    pytest.importorskip("s3fs", reason="the extra s3 is not installed")
    server = pytest.importorskip("moto.server", reason="moto is not installed").ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    server._ip_address, server._port = host, port  # started again, it is where it was
    yield server
    server.stop()


@pytest.fixture
def s3(s3_server: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty bucket; environment and programs started with it know the way there."""
    import s3fs

    host, port = s3_server._ip_address, s3_server._port
    settings = {"AWS_ACCESS_KEY_ID": "tests-key-id", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_DEFAULT_REGION": "us-east-1"}
    settings |= {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_EC2_METADATA_DISABLED": "true", "NO_PROXY": host}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"bucket-{uuid4().hex[:12]}"
    s3fs.S3FileSystem().mkdir(name)
    return f"s3://{name}"


@pytest.fixture(params=["memory", "file", "s3"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty folder at an address, of every kind of store."""
    if request.param == "s3":
        return f"{request.getfixturevalue('s3')}/deep/results"
    return f"memory://{uuid4().hex}/results" if request.param == "memory" else f"file://{tmp_path}/at/results"
