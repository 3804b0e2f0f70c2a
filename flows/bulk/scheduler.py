"""A look at a Dask cluster before anything is read: is it there, and do its machines see the folder of results?

Prefect is not imported here: a run is refused before its server is started.
"""

from __future__ import annotations

import ipaddress
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from flows.work import FLOW_FOLDER

#: Seconds for a scheduler to answer, and for its first worker to come.
TO_ANSWER, TO_COME = "10s", 60.0


class ClusterError(Exception):
    """A cluster that cannot be used; its text is one line for the user. ``code`` is the failure's number."""

    code = "JS910"


class NoDask(ClusterError):
    """The extra is not installed."""

    code = "JS909"


def look_at(address: str, out: Path) -> int:
    """How many workers a cluster has, once all of them can be used for this run.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://10.0.0.1:8786``.
    out : Path
        The folder of results, which has to be on storage that every machine mounts at the same place.

    Raises
    ------
    ClusterError
        ``NoDask`` where the extra is missing.
    """
    missing = [name for name in ("distributed", "prefect_dask") if find_spec(name) is None]
    if missing:
        raise NoDask(", ".join(missing))
    if "PREFECT_API_URL" not in os.environ and not _is_here(address):
        raise ClusterError("PREFECT_API_URL: 须设为各机器都能访问的服务 / name a server that every machine reaches")
    from distributed import Client

    try:
        with Client(address, timeout=TO_ANSWER, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=TO_COME)
            threads = client.nthreads()
            if wrong := sorted(worker for worker, count in threads.items() if count != 1):
                raise ClusterError(f"{wrong[0]}: --nthreads 1")
            blind = _blind(client, out)
    except (OSError, ValueError) as error:  # a scheduler that is not there, an address that is none
        raise ClusterError(" ".join(f"{address}: {error}".split())) from error
    if blind:
        raise ClusterError(f"{blind[0]} 看不到结果文件夹 / does not see {out.resolve()}")
    return len(threads)


def _blind(client: Any, out: Path) -> list[str]:
    """The workers that do not see what was just written into the folder of results."""
    sign = out.resolve() / FLOW_FOLDER / f"seen-{uuid4()}"
    sign.parent.mkdir(parents=True, exist_ok=True)
    sign.touch()
    try:
        return sorted(worker for worker, sees in client.run(os.path.exists, str(sign)).items() if not sees)
    finally:
        sign.unlink()


def _is_here(address: str) -> bool:
    host = urlsplit(address if "://" in address else f"tcp://{address}").hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
