"""A Dask cluster on loopback: scheduler and workers as processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

HERE = Path(__file__).parent
#: Seconds for a cluster to come up on a busy machine.
PATIENCE = 120.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A running cluster: its address, and the processes of its workers (a nanny each, which holds the worker)."""

    def __init__(self, address: str, nannies: list[subprocess.Popen[bytes]]):
        self.address = address
        self.nannies = nannies

    def worker_of(self, number: int) -> psutil.Process:
        """The process in which the documents of one worker are read."""
        children = psutil.Process(self.nannies[number].pid).children()
        return next(one for one in children if "spawn_main" in " ".join(one.cmdline()))


@contextmanager
def cluster(
    place: Path, workers: int = 2, preload: str = "cluster_worker", threads: int = 1, **environ: str
) -> Iterator[Cluster]:
    """A scheduler and so many workers, each with a module loaded first, which end with the block."""
    place.mkdir(parents=True, exist_ok=True)
    address = f"tcp://127.0.0.1:{free_port()}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path]), "PREFECT_HOME": str(place), **environ}
    dask = [sys.executable, "-m", "dask"]
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> None:
        with (place / f"{len(started)}.log").open("wb") as log:
            started.append(
                subprocess.Popen(
                    [*dask, *arguments], env=environment, cwd=place, stdout=log, stderr=log, start_new_session=True
                )
            )

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", address.rsplit(":", 1)[1], "--no-dashboard")
        for _ in range(workers):
            start(
                "worker", address, "--nthreads", str(threads), "--no-dashboard",
                "--local-directory", str(place), "--preload", preload,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not _all_here(address, workers):
            assert time.monotonic() < until and all(one.poll() is None for one in started), _logs(place)
            time.sleep(0.2)
        yield Cluster(address, started[1:])
    finally:
        for one in started:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()


def _all_here(address: str, workers: int) -> bool:
    from distributed import Client

    try:
        with Client(address, timeout="5s", set_as_default=False) as client:
            return len(client.nthreads()) == workers
    except OSError:
        return False


def _logs(place: Path) -> str:
    return "\n".join(file.read_text() for file in sorted(place.glob("*.log")))
