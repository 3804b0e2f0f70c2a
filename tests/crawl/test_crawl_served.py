"""The deployments on a real server: as described and scheduled; a crawl waits for its host, a run for its machine."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from portal_site import HOST, Served, portal_file, regular_site

PROGRAM = "import sys; from flows.cli import main; sys.argv[0] = 'juesuan'; main()"
#: Seconds for anything on a busy machine, and for a crawl that may not begin not to begin.
PATIENCE, HELD = 240.0, 12.0


class Api:
    """The API of a Prefect server, by hand: nothing of ours in between."""

    def __init__(self, port: int):
        self.url = f"http://127.0.0.1:{port}/api"

    def ask(self, path: str, **body: Any) -> Any:
        """What the server answers: to a POST where there is a body."""
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"{self.url}/{path}", data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = answer.read()
            return json.loads(told) if told else None


def until(true: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while not (value := true()):
        assert time.monotonic() < end
        time.sleep(0.5)
    return value


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Api]:
    """What ``juesuan serve`` starts, with a run every night."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    arguments = [sys.executable, "-c", PROGRAM, "serve", "--home", str(tmp_path / "home"), "--port", str(port)]
    arguments += ["--schedule", "run=0 2 * * *", "--parameter", 'run.inputs=["in"]', "--parameter", 'run.out="results"']
    place = tmp_path / "serve.log"
    with place.open("wb") as log:
        process = subprocess.Popen(
            arguments, env={**environ, "PYTHONPATH": os.pathsep.join(sys.path)}, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        until(lambda: process.poll() is not None or "deployments:" in place.read_text())
        assert process.poll() is None, place.read_text()
        api = Api(port)
        until(lambda: len(api.ask("deployments/filter", limit=50)) == 5)
        yield api
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
def test_deployments_stand_as_described_and_one_crawl_of_a_host_runs(served: Api, tmp_path: Path) -> None:
    made = {one["name"]: one for one in served.ask("deployments/filter", limit=50)}
    assert set(made) == {"crawl", "run", "backfill", "evaluate", "train"}
    for one in made.values():
        assert "juesuan" in one["tags"] and one["description"]
        assert one["global_concurrency_limit"]["limit"] == 1
        assert one["concurrency_options"]["collision_strategy"] == "ENQUEUE"
        for name, about in one["parameter_openapi_schema"]["properties"].items():
            assert about.get("description"), f"{one['name']}: {name}"
    (schedule,) = made["run"]["schedules"]
    assert schedule["schedule"]["cron"] == "0 2 * * *" and schedule["active"]
    assert made["run"]["parameters"] == {"inputs": ["in"], "out": "results"}
    nights = until(lambda: served.ask("flow_runs/filter", deployments={"id": {"any_": [made["run"]["id"]]}}, limit=9))
    assert all(one["state_name"] == "Scheduled" and "T02:00:00" in one["next_scheduled_start_time"] for one in nights)

    # another machine crawls the host: the one slot is taken, and nothing is asked of it
    limit = {"names": [f"host {HOST}"], "slots": 1, "mode": "concurrency"}
    served.ask("v2/concurrency_limits/", name=f"host {HOST}", limit=1)
    served.ask("v2/concurrency_limits/increment", **limit)
    site = regular_site(10)
    with Served(site) as portal:
        file = portal_file(tmp_path / "p.toml", portal.port)
        parameters = {"portal": str(file), "out": str(tmp_path / "crawled")}
        run = served.ask(
            f"deployments/{made['crawl']['id']}/create_flow_run", parameters=parameters, state={"type": "SCHEDULED"}
        )
        until(lambda: served.ask(f"flow_runs/{run['id']}")["state_type"] == "RUNNING")
        # this machine runs one flow at a time, of whichever deployment
        other = served.ask(
            f"deployments/{made['backfill']['id']}/create_flow_run",
            parameters={"root": str(tmp_path / "none")}, state={"type": "SCHEDULED"},
        )  # fmt: skip
        time.sleep(HELD)
        assert served.ask(f"flow_runs/{run['id']}")["state_type"] == "RUNNING"
        assert not site.seen, "its host was another one's"
        assert served.ask(f"flow_runs/{other['id']}")["state_type"] in ("SCHEDULED", "PENDING")
        served.ask("v2/concurrency_limits/decrement", **limit)
        ended = until(
            lambda: (
                (now := served.ask(f"flow_runs/{run['id']}"))["state_type"] in ("COMPLETED", "FAILED", "CRASHED")
                and now
            )
        )
    assert ended["state_name"] in ("Completed", "CompletedWithFailures"), ended["state"]
    rows = (tmp_path / "crawled" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    print(f"after {HELD:.0f} s of waiting: {len(site.seen)} requests, {len(rows)} rows, {ended['state']['message']}")
    assert len(rows) >= len(site.expected) > 0
    until(lambda: served.ask(f"v2/concurrency_limits/host%20{HOST}")["active_slots"] == 0)
    told = until(lambda: (now := served.ask(f"flow_runs/{other['id']}"))["state_type"] == "FAILED" and now)
    assert "no folder of results" in told["state"]["message"]
