"""A run shows up in a Prefect server that is running: its flow run, a task run per document, its artifacts."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.server import QUIET


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The API address of ``prefect server start`` with its own database; it ends with the test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        **QUIET,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_UI_API_URL": url,
    }
    environment.pop("PREFECT_API_URL", None)
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"{url}/health", timeout=5):
                    break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None and time.monotonic() < until, (tmp_path / "server.log").read_text()
                time.sleep(0.2)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ask(url: str, what: str, **query: Any) -> list[dict[str, Any]]:
    """Everything that the API lists under ``what``."""
    request = urllib.request.Request(
        f"{url}/{what}/filter", json.dumps({"limit": 200, **query}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def run(url: str, folder: Path, out: Path, readings: Path) -> None:
    program = Path(__file__).with_name("killed_run.py")
    environment = {
        **os.environ,
        "PREFECT_API_URL": url,
        "PREFECT_HOME": str(out.parent / "client"),
        "FAKE_READINGS": str(readings),
        "FAKE_NAP": "2",
        "PYTHONPATH": os.pathsep.join([str(program.parent), *sys.path]),
    }
    arguments = [sys.executable, str(program), "run", str(folder), "--out", str(out), "--workers", "2"]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 4, done.stderr


@pytest.mark.slow
def test_a_run_shows_up_in_a_running_server(server: str, folder: Path, tmp_path: Path) -> None:
    (folder / "BUG.txt").write_text("BUG")
    (folder / "HTML.txt").write_text("HTML")
    (folder / "KILL.txt").write_text("KILL")
    run(server, folder, tmp_path / "out", tmp_path / "readings")
    (flow_run,) = ask(server, "flow_runs")
    assert flow_run["state_type"] == "COMPLETED"
    assert flow_run["parameters"]["inputs"] == [str(folder)]
    (flow,) = ask(server, "flows")
    assert flow["name"] == "juesuan-run"
    task_runs = ask(server, "task_runs")
    assert {one["flow_run_id"] for one in task_runs} == {flow_run["id"]}
    ended = {Path(one["name"]).name: one["state_type"] for one in task_runs if one["state_type"] != "CRASHED"}
    # what is wrong with a document is its result, not a failure of the task; BUG is one of ours
    assert ended == dict.fromkeys(("a.txt", "b.txt", "c.txt", "HTML.txt"), "COMPLETED") | {"BUG.txt": "FAILED"}
    # the server may not have heard the name of a task run when its worker dies: the message has it
    crashed = [one["state"]["message"] for one in task_runs if one["state_type"] == "CRASHED"]
    assert len([told for told in crashed if "KILL.txt: its worker died" in str(told)]) == 2
    artifacts = {one["key"]: one for one in ask(server, "artifacts")}
    assert "失败 failed 3" in artifacts["juesuan-summary"]["data"]
    rows = json.loads(artifacts["juesuan-failures"]["data"])
    assert {Path(row["document"]).name: row["code"] for row in rows} == {
        "BUG.txt": "JS801",
        "HTML.txt": "JS103",
        "KILL.txt": "JS802",
    }
    assert all(row["remedy"] for row in rows)

    run(server, folder, tmp_path / "out", tmp_path / "readings")
    second = next(one for one in ask(server, "flow_runs") if one["id"] != flow_run["id"])
    names = [one["state_name"] for one in ask(server, "task_runs") if one["flow_run_id"] == second["id"]]
    assert names.count("Cached") == 4, "a document that was finished is a cached task run"
    assert not (tmp_path / "out" / ".flow" / "prefect").exists(), "no temporary server was started"
