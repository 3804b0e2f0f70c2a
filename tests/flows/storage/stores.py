"""What stands at an address, for tests."""

from __future__ import annotations

from flows.storage.address import Remote

#: What no log, artifact or result may say.
SECRET = "tests-secret-9f2c71"


def published(address: str) -> dict[str, bytes]:
    """The files at an address that have to be equal for equal inputs."""
    remote = Remote(address)
    names = [name for name in remote.names() if name.endswith(".jsonl") or name.startswith("text/")]
    return {name: remote.read(name, 1 << 24) or b"" for name in names if name != "timings.jsonl"}


def parts(address: str) -> int:
    """Documents that are finished at an address."""
    return sum(name.startswith(".flow/outcomes/") for name in Remote(address).names())
