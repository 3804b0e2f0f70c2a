"""What a data team serves: described deployments, bounded tables, a call when a run is partial."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows.serving.command import Wanted, environment

PROGRAM = "import sys; from flows.cli import main; sys.argv[0] = 'juesuan'; main()"


def wanted(home: Path, **other: Any) -> Wanted:
    return Wanted(**{"home": home, "host": "127.0.0.1", "port": 4200, "limit": 1, "keep_days": 30, "webhook": None}
                  | {"schedules": [], "parameters": []} | other)  # fmt: skip


def test_old_runs_go_from_the_tables_unless_the_environment_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"
    monkeypatch.delenv(name, raising=False)
    given = environment(wanted(tmp_path, keep_days=7))
    assert given[name] == str(7 * 86_400)
    assert "flow_runs" in given["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"]
    monkeypatch.setenv(name, "1")
    assert name not in environment(wanted(tmp_path))


def test_every_parameter_of_every_deployment_is_described() -> None:
    from flows.serving.deployments import deployments

    made = {one.name: one for one in deployments(["run=0 2 * * *"], ['run.inputs=["in"]', 'run.out="out"'])}
    assert set(made) == {"crawl", "run", "backfill", "evaluate", "train"}
    for one in made.values():
        assert one.description and "juesuan" in one.tags and one.concurrency_limit == 1
        for name, schema in one._parameter_openapi_schema.properties.items():
            assert schema.get("description"), f"{one.name}: {name}"
    assert made["run"].parameters == {"inputs": ["in"], "out": "out"}
    assert [schedule.schedule.cron for schedule in made["run"].schedules] == ["0 2 * * *"]
    assert not made["evaluate"].schedules


def test_the_gate_runs_after_training_where_it_knows_its_folder() -> None:
    from flows.serving.deployments import deployments

    def triggers(*parameters: str) -> dict[str, int]:
        return {one.name: len(one.triggers) for one in deployments([], list(parameters)) if one.triggers}

    assert triggers() == {}
    assert triggers('evaluate.out="report"') == {"evaluate": 1}


@pytest.mark.parametrize(
    ("schedules", "parameters", "told"),
    [
        (["walk=0 2 * * *"], [], "no deployment walk"),
        (["run=daily"], [], "five fields"),
        (["run=0 2 * * *"], [], "needs defaults for inputs, out"),
        ([], ["run.where=1"], "no parameter where"),
        ([], ["run.out=results"], "not JSON"),
    ],
)
def test_wrong_schedules_and_defaults_are_told(schedules: list[str], parameters: list[str], told: str) -> None:
    from flows.serving.deployments import ServeError, deployments

    with pytest.raises(ServeError, match=told):
        deployments(schedules, parameters)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def called() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A web address on loopback, and what was sent to it."""
    got: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", got
    server.shutdown()


def until(true: Callable[[], Any], seconds: float = 180.0) -> Any:
    end = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < end
        time.sleep(0.5)
    return value


@contextmanager
def served(tmp_path: Path, environ: dict[str, str], *more: str) -> Iterator[str]:
    """The address of the API of ``juesuan serve``, once its deployments are known."""
    port = free_port()
    arguments = [sys.executable, "-c", PROGRAM, "serve", "--home", str(tmp_path / "home"), "--port", str(port), *more]
    with (tmp_path / "log").open("wb") as log:
        serving = subprocess.Popen(arguments, env=environ, stdout=log, stderr=log, start_new_session=True)
    try:
        until(lambda: serving.poll() is not None or "deployments:" in (tmp_path / "log").read_text())
        assert serving.poll() is None, (tmp_path / "log").read_text()
        yield f"http://127.0.0.1:{port}/api"
    finally:
        if serving.poll() is None:
            os.kill(serving.pid, signal.SIGINT)
        try:
            serving.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(serving.pid, signal.SIGKILL)
            serving.wait()
            raise


#: A training that ends well, as far as the server can see; then the state and parameters of the run that follows.
TRAINED = """
import json, time
from prefect import flow
from prefect.client.orchestration import get_client
flow(lambda: None, name="juesuan-train")()
with get_client(sync_client=True) as client:
    deployment = client.read_deployment_by_name("juesuan-evaluate/evaluate")
    for _ in range(180):
        runs = [run for run in client.read_flow_runs() if run.deployment_id == deployment.id]
        if runs and runs[0].state.is_final():
            break
        time.sleep(1)
    print(json.dumps([[run.state.type.value, run.parameters] for run in runs]))
"""


@pytest.mark.slow
def test_after_a_training_the_gate_runs_by_itself(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    # a gate that is not there: what is shown is that the run comes, not what it says
    told = {"evaluate.out": str(tmp_path / "report"), "evaluate.gate": "nowhere.toml"}
    more = [part for name, value in told.items() for part in ("--parameter", f"{name}={json.dumps(value)}")]
    with served(tmp_path, environ, *more) as api:
        done = subprocess.run(
            [sys.executable, "-c", TRAINED],
            env={**environ, "PREFECT_API_URL": api, "PREFECT_HOME": str(tmp_path / "client")},
            capture_output=True, text=True, timeout=400,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    runs = json.loads(done.stdout.splitlines()[-1])
    assert runs == [["FAILED", {name.removeprefix("evaluate."): value for name, value in told.items()}]]


@pytest.mark.slow
def test_a_served_run_that_is_partial_calls_the_webhook_and_old_runs_go(
    tmp_path: Path, called: tuple[str, list[dict[str, Any]]]
) -> None:
    address, got = called
    given, out = tmp_path / "in", tmp_path / "results" / "one"
    given.mkdir()
    (given / "a.txt").write_text(
        "虚构市样例局2023年度部门决算\n收入总计100.00万元，支出总计100.00万元。\n", encoding="utf-8"
    )
    (given / "b.pdf").write_text("<html><body>404</body></html>")
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
        "PYTHONPATH": os.pathsep.join(sys.path),
        # the shortest time that Prefect allows, looked after every second
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "3601",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "1",
    }
    with served(tmp_path, environ, "--webhook", address) as api:
        program = Path(__file__).with_name("served_runs.py")
        done = subprocess.run(
            [sys.executable, str(program), str(given), str(out), str(tmp_path / "home" / "prefect.db")],
            env={**environ, "PREFECT_API_URL": api, "PREFECT_HOME": str(tmp_path / "client")},
            capture_output=True, text=True, timeout=400,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr + (tmp_path / "log").read_text()
        told = json.loads(done.stdout.splitlines()[-1])
        assert told["run"] == ["CompletedWithFailures", "2 documents: failed 1, ok 1"]
        assert told["again"][0] == "CompletedWithFailures" and "0 read again" in told["again"][1]
        assert told["old run is gone"] is True
        assert len((out / "documents.jsonl").read_text().splitlines()) == 2
        first = until(lambda: next((one for one in got if one["flow"] == "juesuan-run"), None), 60)
        assert first["state"] == "CompletedWithFailures" and first["message"] == "2 documents: failed 1, ok 1"
