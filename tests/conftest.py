"""Fixtures for all rooms."""

from __future__ import annotations

import faulthandler
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Seconds that the process may take to end when the tests are over; then it says where it hangs, and fails.
TO_END = 120


def pytest_unconfigure() -> None:
    """A process that does not end is a defect too, of the tests or of what they test."""
    faulthandler.dump_traceback_later(TO_END, exit=True)


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real disclosures, beside the project."""
    place = ROOT.parent / "shared"
    if not (place / "disclosures").is_dir():
        pytest.skip("the real disclosures (../shared) are not here")
    return place


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an empty database of a PostgreSQL server that is started for the tests and ends with them."""
    folders = [None, *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)]
    found = [(shutil.which("initdb", path=place), shutil.which("postgres", path=place)) for place in folders]
    programs = next(((one, other) for one, other in found if one and other), None)
    if programs is None:
        pytest.skip("PostgreSQL (initdb, postgres) is not installed")
    # The server refuses to run as root; nobody owns no other file.
    user = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else os.getuid()
    place = Path(tempfile.mkdtemp(prefix="juesuan-postgres-"))
    os.chown(place, user, -1)
    (place / "password").write_text("se:cret\n")
    os.chown(place / "password", user, -1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(place / "data")
    subprocess.run(
        [programs[0], "-D", data, "-U", "juesuan", "--pwfile", str(place / "password"), "-A", "scram-sha-256",
         "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True, capture_output=True, user=user, cwd=place,
    )  # fmt: skip
    arguments = [programs[1], "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", str(place), "-F"]
    with (place / "log").open("wb") as log:
        server = subprocess.Popen(arguments, user=user, cwd=place, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while "ready to accept connections" not in (place / "log").read_text():
            assert server.poll() is None and time.monotonic() < until, (place / "log").read_text()
            time.sleep(0.05)
        yield f"postgresql://juesuan:se%3Acret@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(place, ignore_errors=True)
